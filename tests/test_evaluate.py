import json

import pytest

from corpus.document import Document, Passage
from index.answer import Answer, Hit
from index.errors import RetrievalError
from index.evaluate import Row, ask, hit_at, mrr, read_questions, report, squeeze, unaccented

TEXTS = ["Một hai ba.", "Bốn  năm\nsáu bảy tám.", "Chín mười."]


def hits(order, highlights=()):
    return tuple(
        Hit(Passage(Document(f"d{i}", TEXTS[i], f"d{i}.txt"), 0, len(TEXTS[i])), rank, 1 / rank,
            1.0, 0.5, highlights)
        for rank, i in enumerate(order, 1)
    )  # fmt: skip


class Canned:
    """Answers every question with the same hits."""

    def __init__(self, found, enough=True):
        self.found, self.enough, self.asked = found, enough, []

    def answer(self, question, k):
        self.asked.append(question)
        return Answer(question, question, self.found[:k], 0.9, self.enough, took_ms=2.0)


def questions(tmp_path, *rows):
    path = tmp_path / "q.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    return read_questions(path)


FACT = {"id": "1", "type": "factual", "question": "Năm?", "doc": "d1.txt", "evidence": ["năm sáu"]}
NOTHING = {"id": "2", "type": "unanswerable", "question": "Gì?", "doc": "", "evidence": []}


def test_mean_reciprocal_rank_counts_ten_ranks():
    assert mrr([1, 2, 0, 11]) == pytest.approx((1 + 1 / 2) / 4)
    assert hit_at(1, [1, 2, 0]) == pytest.approx(1 / 3)
    assert hit_at(3, [1, 2, 4]) == pytest.approx(2 / 3)


def test_evidence_is_found_across_line_breaks(tmp_path):
    (outcome,) = ask(Canned(hits([0, 1, 2])), questions(tmp_path, FACT))
    assert outcome.rank == 2
    assert squeeze("a\n b ") == "a b"


def test_other_places_that_answer_count_too(tmp_path):
    row = FACT | {"also": [{"doc": "d0.txt", "quote": "hai ba"}]}
    (outcome,) = ask(Canned(hits([0, 1, 2])), questions(tmp_path, row))
    assert outcome.rank == 1


def test_documents_are_ranked_by_their_best_passage(tmp_path):
    row = {"id": "1", "question": "?a", "relevant": ["d2"]}
    (outcome,) = ask(Canned(hits([0, 0, 2, 1])), questions(tmp_path, row))
    assert outcome.rank == 2


def test_highlighted_is_the_share_of_the_evidence_in_bold(tmp_path):
    # "năm\nsáu" stands at 5:12; 5:8 covers three of its six letters.
    (outcome,) = ask(Canned(hits([1], ((5, 8),))), questions(tmp_path, FACT))
    assert outcome.highlighted == pytest.approx(3 / 6)


def test_the_report_has_a_row_for_all_and_for_each_type(tmp_path):
    asked = questions(tmp_path, FACT, NOTHING)
    outcomes = list(ask(Canned(hits([0, 1]), enough=True), asked))
    found = report(outcomes, outcomes)
    assert found.rows == (
        Row("all", 1, 0.5, 0.0, 1.0, 1.0, 1.0, 0.0),
        Row("factual", 1, 0.5, 0.0, 1.0, 1.0, 1.0, 0.0),
        Row("unanswerable", 1, None, None, None, None, 1.0, None),
    )
    assert (found.p50_ms, found.p99_ms) == (2.0, 2.0)


def test_without_diacritics_only_the_question_changes(tmp_path):
    (question,) = questions(tmp_path, FACT)
    plain = unaccented(question)
    assert (plain.question, plain.quotes) == ("Nam?", ("năm sáu",))


@pytest.mark.parametrize(
    "line",
    [
        b'{"id": 2',
        b"[1]",
        b"\xff\xfe\x00",
        b'{"id": "2", "evidence": []}',
        b'{"id": "2", "question": 5, "evidence": []}',
        b'{"id": "2", "question": "a", "evidence": "b"}',
        b'{"id": "2", "question": "a", "evidence": null}',
    ],
)
def test_a_bad_line_is_named(tmp_path, line):
    path = tmp_path / "q.jsonl"
    path.write_bytes(b'{"id": "1", "question": "a"}\n' + line)
    with pytest.raises(RetrievalError, match=r"q\.jsonl, line 2: not a question"):
        read_questions(path)


def test_a_file_without_questions_and_no_file_are_told_apart(tmp_path):
    path = tmp_path / "q.jsonl"
    with pytest.raises(RetrievalError, match=r"q\.jsonl cannot be read: No such file"):
        read_questions(path)
    path.write_bytes(b"\n")
    with pytest.raises(RetrievalError, match="no question in it"):
        read_questions(path)
