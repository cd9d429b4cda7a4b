"""The nouns everything else is built on: a directive, its headings, and spans of it."""

import bisect
import datetime
import unicodedata
from dataclasses import dataclass
from typing import Literal

from corpus.tables import columns_at

Kind = Literal["directive", "news", "digest"]
"""The act itself, a page reporting on one, or a summary in somebody's own words."""

HeadingKind = Literal["phần", "chương", "mục", "điều", "khoản", "điểm", "phụ lục", "heading"]
"""``heading`` is an unnumbered one, recognised by its form alone."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a part of a document begins.

    ``start:end`` is the heading's own line in the document's text, half-open, in code points;
    the part it opens runs from ``start`` to the next heading of the same or a smaller ``level``.
    ``level`` counts from 1, outermost. ``number`` is as written, without a full stop: ``4``,
    ``IV``, ``4.3.1``, ``a``; None for an unnumbered one. ``label`` is what a citation shows, at
    most a line: ``Điều 4``, ``I. MỤC TIÊU``.
    """

    start: int
    end: int
    level: int
    kind: HeadingKind
    number: str | None
    label: str


RelationKind = Literal["replaces", "ends", "abolishes", "amends", "implements"]
"""``ends``: it says that the other one is no longer in force, and not why."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What a document says it does to another, which it names by its number.

    ``date`` and ``issuer`` are the other one's, as they are told beside its number: numbers repeat
    between bodies and terms. ``since`` is the day from which it ends the other one, where it tells
    one; None from when it is in force itself.
    """

    kind: RelationKind
    number: str
    date: datetime.date | None = None
    issuer: str | None = None
    since: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """A page, counted from 1, that was read from its picture, and how sure that reading is.

    ``confidence`` is the mean over the words of the page, in [0, 1].
    """

    page: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Document:
    """One directive, as it is indexed and quoted.

    ``text`` is canonical: NFC, furniture removed, wraps joined, nothing reworded. Every offset
    counts its code points. Fields that the source does not tell are None, never guessed.

    Raises:
        ValueError: If ``text`` is empty or not NFC, or a heading, closing or page lies outside it
            or out of order; the message has both numbers.
    """

    id: str
    text: str
    file: str
    kind: Kind = "directive"
    number: str | None = None
    type: str | None = None
    issuer: str | None = None
    place: str | None = None
    date: datetime.date | None = None
    effective: datetime.date | None = None
    """The day from which it says to be in force; None if at once, or not told."""
    expires: datetime.date | None = None
    """The last day on which it says to be in force; None if it tells none."""
    signer: str | None = None
    """The office that signed and for whom, as it stands there; never the person."""
    title: str | None = None
    source_url: str | None = None
    status: str | None = None
    replaced_by: str | None = None
    cited: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    scans: tuple[Scan, ...] = ()
    headings: tuple[Heading, ...] = ()
    closings: tuple[tuple[int, int], ...] = ()
    """Spans of recipients and signatures, half-open: they stand under no heading."""
    ends: tuple[int, ...] = ()
    """Offsets from which a text speaks of all of itself, under no heading that stands above."""
    pages: tuple[int, ...] = ()
    """Offset at which each page of the file begins, page 1 first; empty when it has no pages.

    Of a document that is not the first in its file, pages before its own begin at 0, too.
    """

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError(f"{self.id}: the text is empty")
        if not unicodedata.is_normalized("NFC", self.text):
            raise ValueError(f"{self.id}: the text is not NFC")
        size = len(self.text)
        last = 0
        for heading in self.headings:
            if not last <= heading.start < heading.end <= size:
                raise ValueError(
                    f"{self.id}: heading {heading.start}:{heading.end} is not within {last}:{size}"
                )
            last = heading.end
        last = 0
        for start, end in self.closings:
            if not last <= start < end <= size:
                raise ValueError(f"{self.id}: closing {start}:{end} is not within {last}:{size}")
            last = end
        for before, page in zip((0, *self.pages), self.pages, strict=False):
            if not before <= page <= size:
                raise ValueError(f"{self.id}: page at {page} is not within {before}:{size}")

    def headings_at(self, offset: int) -> tuple[Heading, ...]:
        """Return the headings in force at an offset, outermost first."""
        if any(start <= offset < end for start, end in self.closings):
            return ()
        path: list[Heading] = []
        since = max((end for end in self.ends if end <= offset), default=0)
        for heading in self.headings:
            if heading.start > offset:
                break
            if heading.start < since:
                continue
            while path and path[-1].level >= heading.level:
                path.pop()
            path.append(heading)
        return tuple(path)

    def part_end(self, heading: Heading) -> int:
        """Return where the part that a heading opens ends, without what closes the text."""
        later = (h for h in self.headings if h.start > heading.start)
        stop = next((h.start for h in later if h.level <= heading.level), len(self.text))
        stop = min((end for end in self.ends if heading.start < end < stop), default=stop)
        for start, end in self.closings:
            if heading.end <= start < stop and not self.text[end:stop].strip():
                return start
        return stop

    def page_at(self, offset: int) -> int | None:
        """Return the page, counted from 1, that an offset lies on; None without pages."""
        return bisect.bisect_right(self.pages, offset) or 1 if self.pages else None

    @property
    def page_count(self) -> int | None:
        """How many pages it takes up; None when the source has no pages."""
        first = self.page_at(0)
        return len(self.pages) - first + 1 if first else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A verbatim span of a document: the unit that is indexed and quoted.

    Offsets count code points of ``document.text``, half-open.

    Raises:
        ValueError: If the span is empty or leaves the document.
    """

    document: Document
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.document.text):
            raise ValueError(
                f"{self.document.id}: span {self.start}:{self.end} leaves "
                f"0:{len(self.document.text)}"
            )

    @property
    def text(self) -> str:
        """The span itself, sliced on demand so that it cannot drift from its source."""
        return self.document.text[self.start : self.end]

    @property
    def headings(self) -> tuple[str, ...]:
        """The labels of the headings that all of it stands under, outermost first.

        Headings that a span opens with count, one below the other; one that ends before the span
        does (the first of three khoản in it) does not. Rows that stand below the head of their
        table, which is not quoted with them, have it as their last: ``Cột: TT · Việc · Hạn``.
        """
        document, at, place, level = self.document, self.start, self.start, 0
        for heading in document.headings:
            if self.start <= heading.start < self.end:
                if heading.level <= level or document.text[place : heading.start].strip():
                    break
                at, place, level = heading.start, heading.end, heading.level
        path = document.headings_at(at)
        labels = [
            heading.label
            for heading in path
            if not any(
                heading.start < other.start < self.end and other.level <= heading.level
                for other in document.headings
            )
        ]
        columns = columns_at(document.text, self.start)
        return (*labels, *([f"Cột: {columns}"] if columns else ()))

    @property
    def page(self) -> int | None:
        """The page the span begins on, counted from 1; None when the source has no pages."""
        return self.document.page_at(self.start)

    @property
    def last_page(self) -> int | None:
        """The page on which the last word of the span stands; None when there are no pages."""
        return self.document.page_at(self.start + max(len(self.text.rstrip()) - 1, 0))

    @property
    def scanned(self) -> bool:
        """Whether any of the span was read from a picture of its page."""
        pages = range(self.page or 0, (self.last_page or 0) + 1)
        return any(scan.page in pages for scan in self.document.scans)
