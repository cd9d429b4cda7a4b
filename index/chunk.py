"""Documents → passages: verbatim spans that stay inside the outline and read well on a phone."""

import itertools
import math
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Document, Heading, Passage
from corpus.tables import CELL

SIZE = 700  # characters aimed at: the size the retrieval figures were measured with
MAX_SIZE = 1200  # characters: a phone's screen once the quotation is expanded
SMALL = 150  # characters: less says little alone, so it joins its neighbour

_ITEMS = ("khoản", "điểm")  # small ones share a passage; any other heading opens a new one
_ITEM_END = re.compile(r"[.;,!?…][”’\"')\]]*$")  # an item that ends so is itself the text
_UPPER = "".join(filter(str.isupper, map(chr, range(ord("A"), ord("ỹ")))))
# A full stop, perhaps in quotation marks, but not that of TP. or of Điều 1. or of ngày 2.
_SENTENCE = (
    r"(?:(?<=[.!?…])|(?<=[.!?…][”’\"')]))(?<![A-ZĐ]\.)(?<!\b\d\.)(?<!\b\d\d\.)"
    rf"\s+(?=[^\w\s]*[{_UPPER}\d])"
)
# Best first; the last cuts anywhere. Lines are parted from one another before one of them is.
_CUTS = [r"\n", rf"(?<={CELL})(?=\S)", _SENTENCE, r"(?<=[;:,])\s+", r"\s+", ""]


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph, the headings in force where it begins, and the one that it is, if any.

    ``apart`` says that what closes the text, or what it says of all of itself, begins or has just
    ended.
    """

    start: int
    end: int
    path: tuple[Heading, ...]
    heading: Heading | None
    apart: bool


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch that stays in one piece.

    ``level`` is the smallest level of the headings it opens, infinite for a mere paragraph;
    ``opens`` says that one of them is more than an item, so that nothing may precede it.
    """

    start: int
    end: int
    level: float = math.inf
    opens: bool = False

    def __len__(self) -> int:
        return self.end - self.start


def chunk(document: Document, size: int = SIZE) -> list[Passage]:
    """Cut a document into passages of about ``size`` and at most ``MAX_SIZE`` characters.

    A passage lies within one Điều (Chương, Mục, unnumbered heading), or within recipients and
    signature; only adjacent khoản, điểm and
    paragraphs of the same parent share one. A heading, or a line that ends in a colon, stays with
    what it introduces. Every character but whitespace is in exactly one passage, in order.

    Raises:
        ValueError: If ``size`` is not in 1 … ``MAX_SIZE``, or the splitter returns text that is
            not a span of the document.
    """
    if not 0 < size <= MAX_SIZE:
        raise ValueError(f"size is {size}, not within 1 and {MAX_SIZE}")
    spans = _pack(list(_spans(document, size)), size)
    return [Passage(document, span.start, span.end) for span in spans]


def context(passage: Passage) -> str:
    """Return what a passage is about beyond its own words: it helps to rank it, one part a line."""
    document = passage.document
    # Written both ways, as questions do: Kết luận số 862, 862-KL/TU.
    name = f"{document.type or ''} số {document.number}" if document.number else document.type
    inside = (
        heading.label
        for heading in document.headings
        if passage.start <= heading.start < passage.end
    )
    parts = (
        name, document.number, document.issuer, document.title, *passage.headings, *inside,
    )  # fmt: skip
    return "\n".join(dict.fromkeys(part for part in parts if part))


def _pack(spans: Sequence[_Span], size: int) -> list[_Span]:
    """Join the spans of one section while they are small: its paragraphs, then part by part."""
    if len(spans) < 2:
        return list(spans)
    level = min(span.level for span in spans[1:])
    starts = [0, *(i for i, span in enumerate(spans) if i and span.level == level), len(spans)]
    parts = [
        list(spans[start:stop]) if math.isinf(level) else _pack(spans[start:stop], size)
        for start, stop in itertools.pairwise(starts)
    ]
    packed: list[_Span] = []
    whole = True  # the last of ``packed`` holds parts from beginning to end, not the end of one
    for part in parts:
        first = part[0]
        if packed and (whole or math.isinf(first.level)) and _joins(packed[-1], part, size):
            last = packed.pop()
            part = [_Span(last.start, first.end, last.level, last.opens), *part[1:]]
        packed += part
        whole = len(part) == 1
    return packed


def _joins(last: _Span, part: Sequence[_Span], size: int) -> bool:
    """Say whether the first span of a part may share a passage with the one before it."""
    first = part[0]
    if first.opens or (len(part) > 1 and len(last) >= SMALL):
        return False
    limit = MAX_SIZE if min(len(last), len(first)) < SMALL else size
    return first.end - last.start <= limit


def _spans(document: Document, size: int) -> Iterator[_Span]:
    """Yield the paragraphs, each with the headings and introductions that must not leave it."""
    group: list[_Line] = []
    lines = list(_lines(document))
    rows = _bound_rows(lines, document.text)
    for place, (line, following) in enumerate(itertools.zip_longest(lines, lines[1:])):
        group.append(line)
        if following and _binds(line, following, document.text, row=place in rows):
            continue
        headings = [line.heading for line in group if line.heading]
        level = min((heading.level for heading in headings), default=math.inf)
        opens = any(heading.kind not in _ITEMS for heading in headings)
        if group[0].apart:
            level, opens = 0, True
        pieces = _cut(document.text, group[0].start, group[-1].start, group[-1].end, size)
        for start, end in pieces:
            yield _Span(start, end, level, opens)
            level, opens = math.inf, False
        group = []


def _lines(document: Document) -> Iterator[_Line]:
    """Yield every line with text, trimmed; a heading also begins one, and holds together."""
    text = document.text
    closings = deque(document.closings)
    closed = False
    openings = {heading.start: heading for heading in document.headings}
    newlines = (match.start() for match in re.finditer("\n", text))
    path: tuple[Heading, ...] = ()
    heading: Heading | None = None
    start = 0
    for edge in sorted({*openings, *newlines, len(text)}):
        if heading and edge < heading.end:
            continue
        line = text[start:edge]
        if stripped := line.strip():
            begin = start + len(line) - len(line.lstrip())
            if closed and begin >= closings[0][1]:
                closings.popleft()
            before, closed = closed, bool(closings) and closings[0][0] <= begin < closings[0][1]
            ends = begin in document.ends
            path = () if ends else path
            here = () if closed else path
            yield _Line(begin, begin + len(stripped), here, heading, ends or before != closed)
        start, heading = edge, openings.get(edge)
        if heading:
            path = (*(outer for outer in path if outer.level < heading.level), heading)


def _bound_rows(lines: Sequence[_Line], text: str) -> set[int]:
    """Return the places of the rows that the next row stays with.

    All rows of a table that fits on a screen; of a longer one its head, with the first row below.
    """
    bound: set[int] = set()
    for is_row, run in itertools.groupby(
        range(len(lines)), lambda place: CELL in text[lines[place].start : lines[place].end]
    ):
        places = list(run)
        if is_row:
            whole = lines[places[-1]].end - lines[places[0]].start <= MAX_SIZE
            bound.update(places[: -1 if whole else 1])
    return bound


def _binds(line: _Line, following: _Line, text: str, *, row: bool) -> bool:
    """Say whether a line introduces the next one, so that they must not be parted.

    ``row`` says that it is a row of a table, which is followed by another one it stays with.
    """
    if following.apart:
        return False
    inside = following.path[: len(line.path)] == line.path
    if line.heading is None:
        if row:
            return inside
        listed = following.heading is None or following.heading.kind in _ITEMS
        return inside and listed and text[line.end - 1] == ":"
    if line.heading.kind in _ITEMS or line.heading.end < line.end:  # the text itself may follow
        named = line.heading.end == line.end <= line.start + SMALL
        return inside and (named or not _ITEM_END.search(text, line.start, line.end))
    # One with nothing under it opens what comes next, unless that would leave its Điều.
    return inside or _article(line.path) in (None, _article(following.path))


def _article(path: Sequence[Heading]) -> Heading | None:
    return next((heading for heading in path if heading.kind == "điều"), None)


def _cut(text: str, start: int, body: int, end: int, size: int) -> list[tuple[int, int]]:
    """Cut ``start:end`` where it is too long, but never between an introduction and its body."""
    if end - start <= MAX_SIZE:
        return [(start, end)]
    # Imported here since it takes half a second, and answering a question cuts nothing.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        separators=_CUTS,
        is_separator_regex=True,
        keep_separator="end",
        # A row that fits on a screen stays whole.
        chunk_size=MAX_SIZE if CELL in text[body:end] else size,
        chunk_overlap=0,
    )
    spans: list[tuple[int, int]] = []
    for piece in splitter.split_text(text[start:end]):
        # The splitter keeps every character but the whitespace it trims, in order.
        while text[start].isspace():
            start += 1
        if not text.startswith(piece, start):
            raise ValueError(f"the piece at {start} is not a span of the document")
        spans.append((start, start + len(piece)))
        start += len(piece)
    while len(spans) > 1 and spans[0][1] <= body and spans[1][1] - spans[0][0] <= MAX_SIZE:
        spans[:2] = [(spans[0][0], spans[1][1])]
    return spans
