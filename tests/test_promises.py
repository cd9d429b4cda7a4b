"""Promises of the design that only the whole path can keep or break, on the shipped directives."""

import json
import re
import subprocess
import sys
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from conftest import DOCUMENTS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_writer import make_pdf, typed
from telegram_html import parse
from test_bot_views import behind

from bot.callbacks import ShowHit
from bot.card import card_view
from bot.quoting import CARDS, HITS
from corpus.folder import Read, read_folders
from index.analysis import fold
from index.build import build
from index.confidence import related
from index.encoders import open_encoder
from index.errors import QuestionError
from index.records import document_key
from index.searcher import open_searcher

ROOT = Path(__file__).parents[1]
QUESTIONS = [
    json.loads(line)["question"]
    for line in (ROOT / "corpus" / "questions.jsonl").read_text("utf-8").splitlines()
]


class Remembering:
    """The searcher, asked only once for each question."""

    def __init__(self, searcher):
        self.answer = cache(searcher.answer)


@pytest.fixture(scope="module")
def searcher(shipped):
    return Remembering(shipped)


@pytest.fixture(scope="module")
def read():
    """The documents as their files say, not as the index does."""
    items = read_folders([DOCUMENTS])
    return {item.document.id: item.document for item in items if isinstance(item, Read)}


def part(document, heading):
    """Return where the part that a heading opens begins and ends."""
    following = (h for h in document.headings if h.start > heading.start)
    ends = (h.start for h in following if h.level <= heading.level)
    return heading.start, next(ends, len(document.text))


def test_every_quote_is_a_span_of_its_file_and_stands_where_it_is_said_to(searcher, read):
    for question in QUESTIONS:
        for hit in searcher.answer(question, CARDS).hits:
            passage = hit.passage
            document = read[passage.document.id]
            assert passage.document == document  # number, issuer, date, status and all
            assert document.text[passage.start : passage.end] == passage.text
            assert passage.page is None  # no digest has pages
            open_parts = [
                heading.label
                for heading in document.headings
                for start, end in [part(document, heading)]
                if start < passage.end <= end
            ]
            for label in passage.headings:  # outermost first, in the order of the document
                assert label in open_parts, (question, label)
                open_parts = open_parts[open_parts.index(label) + 1 :]


def test_every_quote_that_telegram_shows_stands_in_its_file_word_for_word(searcher, read):
    quotes = 0
    by_key = {document_key(name): document for name, document in read.items()}
    for question in QUESTIONS:
        answer = searcher.answer(question, HITS)
        for rank in range(1, 1 + min(len(related(answer)), CARDS)):
            card = card_view(answer, ShowHit(rank))
            while True:
                shown = parse(card.text)
                quoted = shown.inside("blockquote")
                above = shown.text[: shown.text.index(quoted[0])]
                document = by_key[behind(card, "Văn bản").key]
                for part in quoted:
                    assert part in document.text
                assert document.number is None or document.number in above
                labels = [heading.label for heading in document.headings]
                for line in re.findall("^📍 (.*)$", above, re.MULTILINE):
                    for said in line.split(" › "):
                        told = said.partition(" · trang ")[0].removesuffix("…")
                        # Of a row of a table the names of its columns stand there too.
                        assert any(label.startswith(told) for label in labels) or (
                            told.startswith("Cột: ")
                        ), line
                quotes += 1
                if "Đọc thêm" not in str(card.rows):
                    break
                card = card_view(answer, behind(card, "Đọc thêm"))
        first = parse(card_view(answer, ShowHit(0)).text)
        for quoted in first.inside("blockquote"):
            assert any(quoted in hit.passage.document.text for hit in related(answer)), question
    assert quotes > 400


def test_a_page_is_the_page_of_the_file(tmp_path):
    files = tmp_path / "files"
    files.mkdir()
    rules = ("hop moi thang mot lan vao ngay mong ba.", "dong dang phi dung han moi quy.")
    pages = [typed("I" * n + ". CHI BO", "", f"Chi bo {rule}") for n, rule in enumerate(rules, 1)]
    (files / "a.pdf").write_bytes(make_pdf(pages))
    build([files], tmp_path / "index", open_encoder())
    searcher = open_searcher(tmp_path / "index")
    found = [searcher.answer(rule, 1).hits[0].passage for rule in rules]
    assert [(passage.text, passage.page) for passage in found] == [
        ("I. CHI BO\nChi bo hop moi thang mot lan vao ngay mong ba.", 1),
        ("II. CHI BO\nChi bo dong dang phi dung han moi quy.", 2),
    ]


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(" ".join(QUESTIONS).split()), min_size=1, max_size=40).map(" ".join)
)
def test_whatever_is_asked_the_answer_holds_together(shipped, text):
    try:
        answer = shipped.answer(text)
    except QuestionError:  # a sentence to whoever asked
        return
    assert 0 <= answer.confidence <= 1
    assert [hit.rank for hit in answer.hits] == list(range(1, len(answer.hits) + 1))
    for hit in answer.hits:
        last = 0
        for start, end in hit.highlights:
            assert last <= start < end <= len(hit.passage.text)
            last = end


_OLD_AND_NEW = [
    (old, new)
    for olds, news in (("òóỏõọ", "àáảãạ"), ("òóỏõọ", "èéẻẽẹ"), ("ùúủũụ", "ỳýỷỹỵ"))
    for old, new in zip(
        [tone + {"à": "a", "è": "e", "ỳ": "y"}[news[0]] for tone in olds],
        [{"ò": "o", "ù": "u"}[olds[0]] + tone for tone in news],
        strict=True,
    )
]


def retoned(text, pairs):
    """Move the tone of an open syllable: hòa ↔ hoà, thủy ↔ thuỷ, but quý stays."""
    for before, after in pairs:
        text = re.sub(rf"(?<![qQ]){before}\b", after, text)
    return text


def test_retoning_by_hand():
    assert retoned("hòa, khỏe, thủy, quý, hoàn", _OLD_AND_NEW) == "hoà, khoẻ, thuỷ, quý, hoàn"


def spans(searcher, question):
    hits = searcher.answer(question, 10).hits
    return [(hit.passage.document.id, hit.passage.start, hit.passage.end) for hit in hits]


def test_every_way_of_typing_a_question_gives_the_same_hits(searcher):
    changed = 0
    for question in QUESTIONS:
        expected = spans(searcher, question)
        to_new = retoned(question, _OLD_AND_NEW)
        to_old = retoned(question, [(new, old) for old, new in _OLD_AND_NEW])
        changed += to_new != question or to_old != question
        for other in {unicodedata.normalize("NFD", question), to_new, to_old} - {question}:
            assert spans(searcher, other) == expected, other
    assert changed >= 10


def test_without_diacritics_nearly_the_same_hits(searcher):
    found = [
        spans(searcher, question)[0] in spans(searcher, fold(question))[:3]
        for question in QUESTIONS
        if spans(searcher, question)
    ]
    assert sum(found) >= 0.85 * len(found), f"{sum(found)} of {len(found)}"


WATCHED = """
import json, sys
events = []
def watch(event, arguments):
    if event.startswith("socket.") and event != "socket.__new__":
        events.append(event)
sys.addaudithook(watch)
from scripts.ask import main
code = main(sys.argv[1:])
heavy = {"torch", "transformers", "sentence_transformers", "langchain_text_splitters", "telegram"}
print(json.dumps([code, events, sorted(heavy & sys.modules.keys())]), file=sys.stderr)
"""


def test_opening_and_answering_touch_no_network_and_load_nothing_heavy(shipped_index):
    argv = ["--index", str(shipped_index), "--json", "Khối dân vận cấp xã có mấy thành viên?"]
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *argv], cwd=ROOT, capture_output=True, check=True
    )
    assert json.loads(done.stdout)["hits"][0]["number"] == "862-KL/TU"
    assert json.loads(done.stderr) == [0, [], []]
