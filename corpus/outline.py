"""The outline of a text: its headings, and which part each of them opens and ends."""

import re
from collections.abc import Sequence

from corpus.closing import closes_at, is_recipients
from corpus.document import HeadingKind
from corpus.heading import CLAUSE, POINT, TITLE_MAX, Found, is_marked, short_label
from corpus.numbered import follows, is_attached, numbered_at, numbered_headings
from corpus.paragraphs import Paragraph, ends_sentence, is_upper
from corpus.quotation import quoted_lines
from corpus.tables import CELL
from corpus.type_names import type_line
from corpus.unnumbered import topic_heading, unnumbered_heading

_COUNTED = {"điều", "chương", "mục", "phần"}
_WITHIN = 5
"""How much deeper what is counted within a khoản or điểm ranks: below its numbers with dots."""

_OWN_PARTS = 10
"""Rank below which a part is a text of its own: an appendix, a form."""

_APPENDIX = re.compile(
    r"(?:phụ biểu|biểu|danh sách|danh mục|bảng|đề cương|quy chế|quy định|nội quy|chương trình|"
    r"kế hoạch|đề án)\s+\S",
    re.IGNORECASE,
)


def outline(
    paragraphs: Sequence[Paragraph], head: int = 0, *, title: str = "", prose: bool = False
) -> list[Found]:
    """Return the headings of a document, in order.

    Args:
        paragraphs: The whole document.
        head: How many of them are its head (bodies, number, title): no headings.
        title: What it is called: no heading at its beginning either.
        prose: Whether short lines are only that, as the captions of a news page.
    """
    quoted = quoted_lines([paragraph.text for paragraph in paragraphs], head)
    numbered = numbered_headings(paragraphs, head, quoted)
    said = " ".join([*(each.text for each in paragraphs[:head]), title]).casefold()
    strong = sum(found.kind != "điểm" for found in numbered.values()) >= 3
    headings: list[Found] = []
    path: list[Found] = []
    # Where the first heading is marked as a deeper one than a later, marks tell but its looks.
    marks = (
        paragraphs[place].level for place in range(head, len(paragraphs)) if place not in numbered
    )
    outermost = next(filter(None, marks), 0)
    closed = signed = False
    place = head
    while place < len(paragraphs):
        text = paragraphs[place].text
        if is_recipients(text):
            closed = True
        signed = signed or (place not in quoted and closes_at(paragraphs, place))
        found = numbered.get(place) or _attached(paragraphs, place, below=closed or signed)
        if not found and (closed or signed) and place not in quoted:
            found = _appended(paragraphs, place)
        # No recipient is called «Điều 2.»: what seemed to close the text was spoken of in it.
        if found and (found.rank < _OWN_PARTS or found.kind in ("điều", "chương")):
            closed = False
        if found:
            signed = False
        # Whoever signed is no heading, nor the bodies and the title, repeated above the enacting
        # words.
        elif not (closed or signed or place in quoted or (not path and text.casefold() in said)):
            found = unnumbered_heading(
                paragraphs, place, path, head, strong=strong, prose=prose, outermost=outermost
            ) or topic_heading(text, place, path)
        if found and not closed:
            _open(found, path, paragraphs)
            headings.append(found)
            place = found.last
        place += 1
    return headings


def _open(found: Found, path: list[Found], paragraphs: Sequence[Paragraph]) -> None:
    """Put a heading at the end of the path it stands at, in place of those that it ends."""
    found.rank = _nested_rank(paragraphs, found, path)
    while path and path[-1].rank >= found.rank:
        path.pop()
    path.append(found)


def _nested_rank(paragraphs: Sequence[Paragraph], found: Found, path: Sequence[Found]) -> int:
    """Return the rank of a heading, deeper for a plain number counted within a marked one."""
    marked = [
        other
        for other in path
        if other.rank in (CLAUSE, POINT) and is_marked(paragraphs[other.first])
    ]
    if found.rank != CLAUSE or not marked or is_marked(paragraphs[found.first]):
        return found.rank
    rank = marked[-1].rank + _WITHIN
    begins = found.number == "1" or any(other.rank == rank for other in path)
    return rank if begins else found.rank


def _attached(paragraphs: Sequence[Paragraph], place: int, *, below: bool) -> Found | None:
    """Return the heading of a regulation that its decision brings along, numbered anew.

    ``below`` a signature it begins with its type: other capitals may be whoever signed.
    """
    text = paragraphs[place].text
    if not is_upper(text) or len(text) > 40 or place == 0:
        return None
    for last in range(place + 1, min(place + 4, len(paragraphs))):
        if is_attached(paragraphs[last].text):
            if below and last > place + 1 and not type_line(text):
                return None
            names = " ".join(paragraph.text for paragraph in paragraphs[place:last])
            end = len(paragraphs[last - 1].text)
            return Found(place, last - 1, end, 0, "phụ lục", None, short_label(names))
        line = paragraphs[last].text
        typed = is_upper(line) and type_line(line)
        if CELL in line or len(line) > TITLE_MAX or typed or numbered_at(paragraphs, last):
            return None  # its own heading is that line: a signature stands above
    return None


def _appended(paragraphs: Sequence[Paragraph], place: int) -> Found | None:
    """Return the heading of what a text appends below its signature, by its name alone."""
    text = paragraphs[place].text
    if len(text) > TITLE_MAX or CELL in text or not _APPENDIX.match(text) or ends_sentence(text):
        return None
    return Found(place, place, len(text), 0, "phụ lục", None, short_label(text.rstrip(" :.")))


def continued(headings: Sequence[Found]) -> set[int]:
    """Return the paragraphs after which the text that they stand in counts on: Điều 4 after 3.

    What a text appends begins to count anew.
    """
    places: set[int] = set()
    last: dict[HeadingKind, Found] = {}
    for found in headings:
        if found.rank < _OWN_PARTS:
            last.clear()
        before = last.get(found.kind)
        if before and found.kind in _COUNTED and follows(before.number or "", found.number or ""):
            places.update(range(before.first, found.first))
        last[found.kind] = found
    return places
