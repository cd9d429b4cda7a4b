"""Files that hold several directives, one after the other: where each of them begins.

A decision and, after its signature, another one's whole head: quoted under the first one's number,
the second would be misquoted. What a directive brings along, as a regulation or a form, has no
number of its own and stays with it; so does what it quotes.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.clean import RULE, without_furniture
from corpus.head import HEAD_LINES, Metadata, read_whole_head
from corpus.lines import Line, Source
from corpus.metadata import recognise
from corpus.paragraphs import ends_sentence
from corpus.quotation import quoted_lines
from corpus.signer import signer_of

_APPENDED = re.compile(r"\W*(?:phụ lục|biểu mẫu|mẫu)\b", re.IGNORECASE)
_ABOVE = 3
"""Lines above a head in which an appendix or a form would be announced."""

_RECIPIENTS = re.compile(r"nơi nhận\s*:", re.IGNORECASE)


def parted(source: Source) -> list[Source]:
    """Return the directives of a file, in order, each as a source of its own, without furniture.

    The furniture is marked. Pages keep the numbers that the file gives them; what the file's
    format tells of it as a whole stays with the first.
    """
    kept = without_furniture(source)
    starts = [kept[place] for place in _starts(kept)]
    # A line is itself and no other: equal ones may stand anywhere.
    places = {id(line): place for place, line in enumerate(source.lines)}
    bounds = [0, *(places[id(line)] for line in starts), len(source.lines)]
    parts = []
    for start, stop in pairwise(bounds):
        lines = source.lines[start:stop]
        pages = {line.page for line in lines if not line.furniture}
        scans = tuple(scan for scan in source.scans if scan.page in pages)
        last = max(pages, default=0) if len(bounds) > 2 else source.pages
        part = replace(source, lines=lines, pages=last, scans=scans)
        parts.append(replace(part, fields={}, warnings=(), dropped=()) if start else part)
    return parts


def _starts(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the places at which another directive begins, but for the first one's."""
    quoted: set[int] | None = None
    start = 0
    for place in range(1, len(lines)):
        opens_page = lines[place].page != lines[place - 1].page
        found = read_whole_head(lines[place : place + HEAD_LINES], opens_page=opens_page)
        if found is None or _is_appended(lines, place):
            continue
        if _is_same(lines[start:place], found):
            continue
        if quoted is None:
            quoted = quoted_lines([line.text for line in lines])
        if place not in quoted:
            start = place
            yield place


def _is_appended(lines: Sequence[Line], place: int) -> bool:
    """Say whether a head stands below the name of an appendix or a form, which it is part of."""
    above = [line.text for line in lines[:place] if not RULE.match(line.text)][-_ABOVE:]
    return any(_APPENDED.match(text) and not ends_sentence(text) for text in above)


def _is_same(before: Sequence[Line], found: Metadata) -> bool:
    """Say whether a whole head is that of the document that the lines before it began."""
    own = recognise(before)
    if own.number and own.number == found.number:
        return own.date is None or found.date is None or own.date == found.date
    # A portal's headline, a cover: whatever has no number and was not signed is no directive yet.
    return own.number is None and len(before) < HEAD_LINES and not _is_closed(before)


def _is_closed(lines: Sequence[Line]) -> bool:
    return any(_RECIPIENTS.search(line.text) for line in lines) or signer_of(lines) is not None
