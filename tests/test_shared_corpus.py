"""The measures of the corpus on the development sets beside the checkout, where they are."""

import json
import re
import unicodedata
from pathlib import Path

import pytest

from corpus.clean import without_furniture
from corpus.folder import Read, read_folders
from corpus.metadata import recognise
from corpus.plain import plain_source
from corpus.text import canonical_unicode

SHARED = Path(__file__).parents[2] / "shared"
QUESTIONS = SHARED / "questions"

pytestmark = pytest.mark.skipif(not QUESTIONS.is_dir(), reason="the development sets are not here")


def flat(text):
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def lines_of(path):
    return [json.loads(line) for line in path.read_text().splitlines() if line.strip()]


@pytest.fixture(scope="module")
def documents():
    items = list(read_folders([SHARED / "documents"]))
    assert all(isinstance(item, Read) for item in items)
    return {item.document.file: item.document for item in items}


def test_numbers_and_kinds(documents):
    assert {name: found.number for name, found in documents.items()} == {
        "dieule.md": None,
        "huongdan06.pdf": "06-HD/TW",
        "huongdan21.pdf": None,  # left blank in the draft
        "kl126.md": "126-KL/TW",
        "kl127.md": "127-KL/TW",
        "nq66.md": "66-NQ/TW",
        "quydinh294.pdf": "294-QĐ/TW",
        "seed-000.txt": None,
        "seed-001.txt": None,
        "seed-002.txt": None,
        "seed-003.txt": "862-KL/TU",
        "seed-004.txt": None,
    }
    news = {name for name, found in documents.items() if found.kind == "news"}
    assert news == {f"seed-00{number}.txt" for number in (0, 1, 2, 4)}
    assert "04-NQ/TU" in documents["seed-000.txt"].cited
    assert documents["quydinh294.pdf"].type == "Quy định"
    assert str(documents["seed-003.txt"].date) == "2022-08-01"
    assert documents["seed-003.txt"].issuer == "Ban Thường vụ Tỉnh ủy Thanh Hóa"


def test_every_evidence_is_in_the_text(documents):
    texts = {name: flat(found.text) for name, found in documents.items()}
    rows = lines_of(QUESTIONS / "dev.jsonl")
    rows += [turn for row in lines_of(QUESTIONS / "followups_dev.jsonl") for turn in row["turns"]]
    quotes = [(row["doc"], quote) for row in rows for quote in row.get("evidence", ())]
    quotes += [(also["doc"], also["quote"]) for row in rows for also in row.get("also", ())]
    assert len(quotes) > 100
    assert [quote for name, quote in quotes if flat(quote) not in texts[name]] == []


def test_cleaning(documents):
    there = total = 0
    for row in lines_of(QUESTIONS / "cleaning_dev.jsonl"):
        text = documents[row.get("pdf") or row["file"]].text
        rows = [flat(line) for line in text.split("\n")]
        assert [keep for keep in row.get("keep", ()) if flat(keep) not in flat(text)] == []
        for sentence in row.get("joined", ()):
            assert any(flat(sentence) in line for line in rows), sentence
        for before, after in row.get("not_joined", ()):
            assert not any(f"{flat(before)} {flat(after)}" in line for line in rows), before
        for furniture in row["furniture"] if "keep" in row else ():
            total += 1
            whole = furniture in row["whole_line"]
            there += flat(furniture) in (rows if whole else flat(text))
        for repeated in row.get("repeated", ()):
            assert flat(text).count(flat(repeated["text"])) == 1
    assert there <= 0.03 * total


def test_heads():
    right = total = 0
    for row in lines_of(QUESTIONS / "headers_dev.jsonl"):
        found = recognise(without_furniture(plain_source(canonical_unicode(row["text"]))))
        for name in ("number", "type", "issuer", "date", "title"):
            value = getattr(found, name)
            value = str(value) if name == "date" and value else value
            accepted = [row[name], *row.get(f"{name}_any", ())]
            if name == "title":
                value, *accepted = map(_title, (value, *accepted))
            total += 1
            right += value in accepted
            assert None in accepted or row[name] is not None or value is None, "an invented value"
    assert right >= 0.97 * total


def _title(text):
    return text and re.sub(r"^(về việc|v/v)\s+", "", flat(text).casefold())
