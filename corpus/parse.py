"""Source → document: what is read becomes the canonical text, its metadata and its outline."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from corpus.catalog import PLACE
from corpus.clean import RULE
from corpus.closing import closings, last_words
from corpus.document import Document, Heading, Kind
from corpus.effect import effective_on, expires_on
from corpus.encoding import suspicion
from corpus.errors import UnreadableFileError
from corpus.head import Metadata
from corpus.heading import Found
from corpus.lines import Line, Source
from corpus.metadata import cited_numbers, recognise
from corpus.numbers import comparable, type_of
from corpus.outline import continued, outline
from corpus.paragraphs import Paragraph, join
from corpus.relations import relations_of
from corpus.several import parted
from corpus.signer import signer_of
from corpus.today import today
from corpus.validity import doubt_about

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_LOCAL = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_MARK = 5
"""Characters from which a line is no mere number or bullet."""

_KINDS: Mapping[str, Kind] = {"directive": "directive", "news": "news", "digest": "digest"}


def parse_date(text: str) -> datetime.date:
    """Return the date of ``2025-06-09`` or, as Excel writes it here, ``09/06/2025``.

    Raises:
        ValueError: If it is neither, or there is no such day.
    """
    match = _ISO.fullmatch(text.strip())
    if match:
        return datetime.date(int(match[1]), int(match[2]), int(match[3]))
    match = _LOCAL.fullmatch(text.strip())
    if match:
        return datetime.date(int(match[3]), int(match[2]), int(match[1]))
    raise ValueError(f"«{text}» is no date")


class Made(NamedTuple):
    """A document, what an admin should look at in it, and the lines it leaves out of its file."""

    document: Document
    warnings: tuple[str, ...]
    removed: tuple[str, ...]


def make_documents(
    source: Source, document_id: str, file: str, rows: Sequence[Mapping[str, str]] = ()
) -> list[Made]:
    """Return the documents a source holds, in order: mostly one.

    Args:
        source: As a reader returns it.
        document_id: Unique in the collection; those after the first get ``#2``, ``#3`` … after it.
        file: The name of its file.
        rows: What the catalogue says, by column; wins over front matter, which wins over the
            text. Empty fields say nothing. Of several documents, a row is about the one that it
            names by number or place, else about the first.

    Raises:
        UnreadableFileError: If no text is left.
    """
    parts = [(part, _found(part)) for part in parted(source)]
    numbers = [found.number for _, found in parts]
    several = len(rows) > 1 and len(parts) == 1
    said, told = _assigned([source.fields, *(rows[:1] if several else rows)], numbers)
    if several:
        told.append("the catalogue has rows for several documents in it; the first row counts")
    made = []
    for place, ((part, found), fields) in enumerate(zip(parts, said, strict=True), 1):
        name = document_id if place == 1 else f"{document_id}#{place}"
        document, warnings = _document(part, found, name, file, fields)
        made.append(Made(document, (*warnings, *(told if place == 1 else ())), part.removed))
    return made


def _found(part: Source) -> Metadata:
    return recognise([line for line in part.lines if not line.furniture])


def _assigned(
    rows: Sequence[Mapping[str, str]], numbers: Sequence[str | None]
) -> tuple[list[dict[str, str]], list[str]]:
    """Return what rows say of each document of a file, the later winning, and what to tell of it.

    Args:
        rows: As ``corpus.catalog`` has them.
        numbers: The documents' own.
    """
    known = [comparable(number) if number else None for number in numbers]
    said: list[dict[str, str]] = [{} for _ in numbers]
    told = []
    if len(numbers) > 1:
        listed = ", ".join(number or "one without a number" for number in numbers)
        told.append(f"the file holds {len(numbers)} documents: {listed}")
    for fields in map(_filled, rows):
        place, number = int(fields.pop(PLACE, 0)), fields.get("number")
        if place > len(numbers):
            told.append(f"a row of the catalogue is for document {place} of {len(numbers)} in it")
            continue
        if len(numbers) > 1 and not place:
            if number and comparable(number) not in known:
                told.append(f"none of them is {number}, as the catalogue says; write FILE#2")
                continue
            place = known.index(comparable(number)) + 1 if number else 1
            if not number and fields.keys() - {"source_url"}:
                told.append("the row of the catalogue without a number is for the first of them")
        said[max(place, 1) - 1] |= fields
        if "source_url" in fields:  # all of them come from there
            said = [{"source_url": fields["source_url"]} | each for each in said]
    return said, told


def _document(
    part: Source, found: Metadata, document_id: str, file: str, said: Mapping[str, str]
) -> tuple[Document, tuple[str, ...]]:
    """Return the document of a source that is cleaned, with what is said of it elsewhere."""
    lines, head = _without_rules([line for line in part.lines if not line.furniture], found.head)
    top = join(lines[:head], part.wrapped)
    paragraphs = top + join(lines[head:], part.wrapped)
    text, starts, pages = _assemble(paragraphs, part.pages)
    if not any(map(str.isalnum, text)):
        raise UnreadableFileError("there is no text in it")
    found, warnings = _overridden(found, said)
    headings = outline(paragraphs, len(top), title=found.title or "", prose=found.kind == "news")
    titled = {place for each in headings for place in range(each.first, each.last + 1)}
    goes_on = continued(headings)
    closing = closings(paragraphs, len(top), titled, goes_on)
    text_ends = closing[0][0] if closing else len(paragraphs)
    last = max((place + 1 for place in goes_on if place < text_ends), default=0)
    below = lines[_line_of(lines, paragraphs[last].text) if last else 0 :]
    effective = effective_on(text, found.date) if found.kind == "directive" else None
    document = Document(
        id=document_id,
        text=text,
        file=file,
        kind=found.kind,
        number=found.number,
        type=found.type,
        issuer=found.issuer,
        place=found.place,
        date=found.date,
        effective=effective,
        expires=expires_on(text, found.date, found.type) if found.kind == "directive" else None,
        signer=signer_of(below) if found.kind == "directive" else None,
        title=found.title,
        source_url=said.get("source_url"),
        status=said.get("status"),
        replaced_by=said.get("replaced_by"),
        cited=cited_numbers(text, found.number),
        relations=(
            relations_of(text, found.number, found.type, effective or found.date)
            if found.kind == "directive"
            else ()
        ),
        scans=part.scans,
        headings=_placed(headings, starts),
        closings=tuple(
            (starts[first], starts[stop - 1] + len(paragraphs[stop - 1].text))
            for first, stop in closing
        ),
        ends=tuple(starts[place] for place in last_words(paragraphs, headings, closing)),
        pages=pages,
    )
    return document, (*part.warnings, *warnings, *_doubts(document))


def _filled(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in fields.items() if value and value.strip()}


def _without_rules(lines: list[Line], head: int) -> tuple[list[Line], int]:
    """Drop the lines that only draw; what follows one begins anew."""
    kept: list[Line] = []
    kept_head = 0
    drawn = False
    for place, line in enumerate(lines):
        if RULE.match(line.text):
            drawn = True
            continue
        line.gap = line.gap or drawn
        drawn = False
        kept.append(line)
        kept_head += place < head
    return kept, kept_head


def _assemble(paragraphs: list[Paragraph], pages: int) -> tuple[str, list[int], tuple[int, ...]]:
    """Return the text, where each paragraph starts, and where each page does."""
    starts = []
    begins: dict[int, int] = {}
    offset = 0
    for paragraph in paragraphs:
        starts.append(offset)
        for at, page in paragraph.breaks:
            begins.setdefault(page, offset + at)
        offset += len(paragraph.text) + 1
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    # A page without text begins where the next one with text does.
    found: list[int] = []
    following = len(text)
    for page in range(pages, 0, -1):
        following = min(begins.get(page, following), following)
        found.append(following)
    return text, starts, tuple(reversed(found))


def _line_of(lines: Sequence[Line], paragraph: str) -> int:
    """Return the first line that a heading's paragraph may begin with."""
    begins = (
        i for i, line in enumerate(lines)
        if len(line.text) >= _MARK and paragraph.startswith(line.text)
    )  # fmt: skip
    return next(begins, 0)


def _placed(headings: list[Found], starts: list[int]) -> tuple[Heading, ...]:
    """Return headings with offsets in the text, and levels that count from 1 without holes."""
    ranks = sorted({found.rank for found in headings})
    level = {rank: place for place, rank in enumerate(ranks, 1)}
    return tuple(
        Heading(starts[f.first], starts[f.last] + f.end, level[f.rank], f.kind, f.number, f.label)
        for f in headings
    )


def _overridden(found: Metadata, said: Mapping[str, str]) -> tuple[Metadata, list[str]]:
    """Return the metadata with what the catalogue or the front matter says instead."""
    warnings = []
    found = replace(
        found,
        number=said.get("number", found.number),
        type=said.get("type", found.type),
        issuer=said.get("issuer", found.issuer),
        title=said.get("title", found.title),
    )
    written = said.get("issued_on") or said.get("date")
    if written:
        try:
            found = replace(found, date=parse_date(written))
        except ValueError:
            warnings.append(f"issued_on: «{written}» is no date; write it as 2025-06-09")
    kind = _KINDS.get(said.get("kind", ""))
    if "kind" in said and kind is None:
        warnings.append(f"kind: «{said['kind']}» is none of {', '.join(_KINDS)}")
    if kind:
        found = replace(found, kind=kind)
    elif found.kind == "news" and said.get("number"):
        found = replace(found, kind="directive")  # whoever gave it a number knows what it is
    return found, warnings


def _doubts(document: Document) -> list[str]:
    doubts = []
    if document.status and (doubt := doubt_about(document.status)):
        doubts.append(doubt)
    if document.date and document.date > today():
        doubts.append(f"the date {document.date} is in the future")
    meant = type_of(document.number or "")
    if meant and document.type and not document.type.startswith(meant):
        doubts.append(
            f"the number {document.number} is that of a {meant}, not of a {document.type}"
        )
    if document.number is None and document.kind != "news":
        doubts.append("no number")
    if document.date is None and document.kind != "news":
        doubts.append("no date")
    wrong = suspicion(document.text)
    return [*doubts, wrong] if wrong else doubts
