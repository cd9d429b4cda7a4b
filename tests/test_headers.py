"""The fields of heads of our own (``headers.jsonl``), worked out by hand.

``*_any`` are further values that are right, ``wrong_*`` those that stand near and are not its own.
"""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from corpus.clean import without_furniture
from corpus.metadata import cited_numbers, recognise
from corpus.plain import markdown_source, plain_source
from corpus.text import canonical_unicode

FIELDS = ("number", "type", "issuer", "place", "date", "title")
DATA = Path(__file__).parent / "headers.jsonl"
ROWS = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


def recognised(row):
    reader = markdown_source if row.get("format") == "md" else plain_source
    found = recognise(without_furniture(reader(canonical_unicode(row["text"]))))
    values = {name: getattr(found, name) for name in FIELDS}
    return found.kind, {n: str(v) if n == "date" and v else v for n, v in values.items()}


def same(name, value, accepted):
    return comparable(name, value) in [comparable(name, other) for other in accepted]


def comparable(name, value):
    if name != "title" or value is None:
        return value
    flat = " ".join(unicodedata.normalize("NFC", value).casefold().split())
    return re.sub(r"^(về việc|v/v)\s+", "", flat)


def test_the_fields_of_heads():
    wrong = Counter()
    for row in ROWS:
        kind, values = recognised(row)
        wrong["kind"] += kind != row["kind"]
        for name in FIELDS:
            accepted = (row[name], *row.get(f"{name}_any", ()))
            wrong[name] += not same(name, values[name], accepted)
    assert sum(wrong.values()) <= 0.02 * len(ROWS) * len(FIELDS), wrong


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_no_value_is_invented(row):
    _, values = recognised(row)
    for name in FIELDS:
        said = (row[name], *row.get(f"{name}_any", ()))
        assert values[name] is None or any(each is not None for each in said), name
    assert values["number"] not in row.get("wrong_numbers", ())
    assert values["date"] not in row.get("wrong_dates", ())
    assert set(row.get("cited", ())) <= set(cited_numbers(row["text"], values["number"]))
