"""Files that hold several directives, one after the other: where each of them begins.

A decision and, after its signature, another one's whole head: quoted under the first one's number,
the second would be misquoted. What a directive brings along, as a regulation or a form, has no
number of its own and stays with it; so does what it quotes.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from corpus.clean import RULE, without_furniture
from corpus.closing import closes
from corpus.head import HEAD_LINES, Metadata, read_whole_head
from corpus.lines import Line, Source
from corpus.metadata import recognise
from corpus.paragraphs import ends_sentence
from corpus.quotation import quoted_lines
from corpus.signer import RECIPIENTS, signer_of
from corpus.tables import CELL

_APPENDED = re.compile(r"\W*(?:phụ lục|phụ biểu|biểu (?:mẫu|số)|mẫu|ví dụ)\b", re.IGNORECASE)
_ABOVE = 6
"""Lines above a head in which an appendix, a form or an example would be announced."""

_CONTENT = re.compile(r"[-–+•]\s*\w|\d+[\s.)]+\w")
"""What is listed: an appendix that began above has its own text, and the head none of it."""

_SAYS = 60
"""Characters from which a sentence above a head is not of the directive that begins there."""


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
    forms: set[str | None] = set()
    start = 0
    for place in range(1, len(lines)):
        opens_page = lines[place].page != lines[place - 1].page
        found = read_whole_head(lines[place : place + HEAD_LINES], opens_page=opens_page)
        if found is None:
            continue
        if _is_appended(lines, place):
            forms.add(found.issuer)
            continue
        if _is_same(lines, start, place, found, forms):
            continue
        if quoted is None:
            quoted = quoted_lines([line.text for line in lines])
        if place not in quoted:
            start = place
            forms.clear()
            yield place


def _is_appended(lines: Sequence[Line], place: int) -> bool:
    """Say whether a head stands below the name of an appendix or a form, which it is part of."""
    above = (line.text for line in reversed(lines[max(place - 2 * _ABOVE, 0) : place]))
    for text in islice((text for text in above if not RULE.match(text)), _ABOVE):
        if ends_sentence(text.rstrip(" :")) or CELL in text or _CONTENT.match(text) or closes(text):
            return False
        if _APPENDED.match(text):
            return True
    return False


def _is_same(
    lines: Sequence[Line], start: int, place: int, found: Metadata, forms: Collection[str | None]
) -> bool:
    """Say whether a whole head is of the document that begins at ``start``.

    Args:
        lines: The whole file.
        start: Where the document began.
        place: Where the head stands.
        found: What it says.
        forms: The bodies of the heads in that document's forms: their other forms stay too.
    """
    before = lines[start:place]
    own = recognise(before)
    if own.number and own.number == found.number:
        return own.date is None or found.date is None or own.date == found.date
    if own.number or len(before) >= HEAD_LINES or _is_closed(before):
        return found.issuer in forms and found.issuer not in (None, own.issuer)
    # A portal's headline, a cover: whatever has no number, was not signed and says nothing is no
    # directive yet, if the head is still found below it.
    if any(len(line.text) >= _SAYS and ends_sentence(line.text) for line in before):
        return False
    return recognise(lines[start : place + HEAD_LINES]).number == found.number


def _is_closed(lines: Sequence[Line]) -> bool:
    return any(RECIPIENTS.search(line.text) for line in lines) or signer_of(lines) is not None
