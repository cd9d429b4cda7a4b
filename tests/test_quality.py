"""The gate: how well the shipped directives, and the development set, are answered."""

from pathlib import Path

import pytest

from index.build import build
from index.encoders import open_encoder
from index.evaluate import ask, read_questions, report, unaccented
from index.evaluate_conversations import (
    FOLLOW_UP,
    SWITCH,
    apart,
    ask_conversations,
    in_plain,
    read_conversations,
)
from index.searcher import open_searcher

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
NOT_ANSWERED = {"unanswerable", "offtopic"}


def measure(searcher, path):
    questions = read_questions(path)
    plain = [unaccented(question) for question in questions]
    return report([*ask(searcher, questions)], [*ask(searcher, plain)])


@pytest.fixture(scope="module")
def measured(shipped):
    return measure(shipped, ROOT / "corpus" / "questions.jsonl")


def by_type(rows):
    """Return the rows by type, the one over all answerable questions apart."""
    overall, *others = rows
    return overall, {row.type: row for row in others}


def held(what, found, least):
    assert found >= least, f"{what}: {found:.3f} is below {least}"


def test_the_passage_is_among_the_first_three(measured):
    overall, types = by_type(measured.rows)
    held("hit@3 of all", overall.hit3, 0.93)
    for kind in types.keys() - NOT_ANSWERED:
        held(f"hit@3 of {kind}", types[kind].hit3, 0.90)
    plain, _ = by_type(measured.unaccented)
    held("hit@3 of all, without diacritics", plain.hit3, 0.90)


def test_what_can_be_answered_is_and_what_is_off_topic_is_not(measured):
    overall, types = by_type(measured.rows)
    held("answered of all answerable", overall.answered, 0.80)
    held("refused of off-topic", 1 - types["offtopic"].answered, 0.90)


def test_follow_ups_are_understood_and_a_new_subject_is_answered_as_if_asked_first(shipped):
    conversations = read_conversations(ROOT / "corpus" / "conversations.jsonl")
    found = report(
        [*ask_conversations(shipped, conversations)],
        [*ask_conversations(shipped, in_plain(conversations))],
        [*ask_conversations(shipped, apart(conversations))],
    )
    typed, plain, alone = (by_type(rows)[1] for rows in (found.rows, found.unaccented, found.alone))
    held("hit@3 of follow-ups", typed[FOLLOW_UP].hit3, 0.95)
    held("hit@3 of follow-ups, without diacritics", plain[FOLLOW_UP].hit3, 0.95)
    assert alone[FOLLOW_UP].hit3 < 0.85  # they do need what was asked before
    held("hit@3 after a change of subject", typed[SWITCH].hit3, alone[SWITCH].hit3)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the development set is not here")
def test_the_development_set(tmp_path):
    build([SHARED / "documents"], tmp_path, open_encoder())
    found = measure(open_searcher(tmp_path), SHARED / "questions" / "dev.jsonl")
    overall, _ = by_type(found.rows)
    held("MRR@10 of the development set", overall.mrr, 0.74)
