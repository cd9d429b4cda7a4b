"""Outlines drawn by hand, of texts in the forms that offices write, against those that are found.

In ``data/outlines`` a line «2> text» is a heading at depth 2, «2>{label} text» one whose label is
not its text, «+ text» goes on with it; «1< text» stands under the first heading of the path only,
any other line under all of it. ⏎ breaks a line, ␌ a page.
"""

import re
from pathlib import Path

import pytest

from corpus.clean import RULE
from corpus.parse import make_documents
from corpus.plain import markdown_source, plain_source

DRAWN = sorted((Path(__file__).parent / "data" / "outlines").iterdir())
ROW = re.compile(r"(?:(\d)([<>])(?:\{(.*?)\})? |\+ )?(.*)")


def drawn(rows):
    """Yield each row as it stands in the file, and the path it is drawn under."""
    path = []
    for row in rows:
        depth, sign, label, text = ROW.fullmatch(row).groups()
        if depth:
            path = path[: int(depth) - (sign == ">")]
        if sign == ">":
            path = [*path, label or re.sub(r"\*\*|^#+ ", "", text).rstrip(" :.")]
        yield text, path


@pytest.mark.parametrize("file", DRAWN, ids=lambda file: file.stem)
def test_every_line_stands_where_it_was_drawn(file):
    rows = list(drawn(file.read_text().splitlines()))
    text = "\n".join(text for text, _ in rows).replace("⏎", "\n").replace("␌", "\n\f")
    markdown = file.suffix == ".md"
    source = markdown_source(text.replace("\n", "\n\n")) if markdown else plain_source(text)
    (made,) = make_documents(source, "drawn", file.name)
    document = made.document
    found = [
        (line.group()[:40], [each.label for each in document.headings_at(line.start())])
        for line in re.finditer(".+", document.text)
    ]
    assert found == [
        (re.sub(r"\*\*|^#+ ", "", re.sub("[⏎␌]", " ", text))[:40], path)
        for text, path in rows
        if not RULE.match(text)
    ]
