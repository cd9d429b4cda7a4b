"""Source → document: what is read becomes the canonical text, its metadata and its outline."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace

from corpus.clean import RULE, without_furniture
from corpus.document import Document, Heading, Kind
from corpus.encoding import suspicion
from corpus.errors import UnreadableFileError
from corpus.head import Metadata
from corpus.lines import Line, Source
from corpus.metadata import cited_numbers, recognise
from corpus.numbers import type_of
from corpus.outline import ANOTHER_RANK, Found, outline
from corpus.paragraphs import Paragraph, join
from corpus.relations import relations_of
from corpus.signer import signer_of
from corpus.validity import doubt_about

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_LOCAL = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
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


def make_document(
    source: Source, document_id: str, file: str, fields: Mapping[str, str]
) -> tuple[Document, tuple[str, ...]]:
    """Return the document a source holds, and what an admin should look at.

    Args:
        source: As a reader returns it.
        document_id: Unique in the collection.
        file: The name of its file.
        fields: What the catalogue says, by column; wins over front matter, which wins over the
            text. Empty ones say nothing.

    Raises:
        UnreadableFileError: If no text is left.
    """
    said = {**_filled(source.fields), **_filled(fields)}
    lines = without_furniture(source)
    found = recognise(lines)
    lines, head = _without_rules(lines, found.head)
    top = join(lines[:head], source.wrapped)
    paragraphs = top + join(lines[head:], source.wrapped)
    text, starts, pages = _assemble(paragraphs, source.pages)
    if not any(map(str.isalnum, text)):
        raise UnreadableFileError("there is no text in it")
    found, warnings = _overridden(found, said)
    headings = outline(paragraphs, len(top), prose=found.kind == "news")
    warnings += [
        f"another document begins in it: {heading.label}; keep each in a file of its own"
        for heading in headings
        if heading.rank == ANOTHER_RANK
    ]
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
        signer=signer_of(lines) if found.kind == "directive" else None,
        title=found.title,
        source_url=said.get("source_url"),
        status=said.get("status"),
        replaced_by=said.get("replaced_by"),
        cited=cited_numbers(text, found.number),
        relations=relations_of(text, found.number) if found.kind == "directive" else (),
        scans=source.scans,
        headings=_placed(headings, starts),
        pages=pages,
    )
    return document, (*source.warnings, *warnings, *_doubts(document))


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
    if document.date and document.date > datetime.datetime.now().astimezone().date():
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
