"""OpenDocument texts → lines: what a reader sees of them, in reading order, each word once."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from corpus.archive import check_archive
from corpus.errors import UnreadableFileError
from corpus.lines import Line
from corpus.tables import table_lines

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_UNSEEN = {
    *(f"{_TEXT}{name}" for name in ("tracked-changes", "sequence-decls", "ruby-text", "hidden-text",
                                    "hidden-paragraph", "placeholder", "note", "table-of-content",
                                    "illustration-index", "table-index", "alphabetical-index")),
    f"{_OFFICE}annotation", f"{_OFFICE}forms", f"{_SVG}title", f"{_SVG}desc",
}  # fmt: skip
"""What is deleted, remarked, asked to be filled in, or listed by the program itself."""

_PARAGRAPHS = {f"{_TEXT}p", f"{_TEXT}h"}
_SHAPES = _DRAW  # frames, text boxes, drawn shapes: their paragraphs stand by themselves
_BREAK = "\x0b"
_MOST_SPACES = 100


def odt_lines(path: Path) -> list[Line]:
    """Return the lines of an OpenDocument text.

    Raises:
        UnreadableFileError: If it is damaged, encrypted, or unpacks to more than is sensible.
    """
    check_archive(path, "content.xml", "an OpenDocument text")
    try:
        with zipfile.ZipFile(path) as archive:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True,
                                     remove_pis=True)  # fmt: skip
            root = etree.fromstring(archive.read("content.xml"), parser)
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, RuntimeError,
            NotImplementedError) as error:  # fmt: skip
        raise UnreadableFileError("the .odt is damaged or encrypted") from error
    body = root.find(".//{*}body/{*}text")
    if body is None:
        raise UnreadableFileError("the .odt has no text")
    return [*_blocks(body), *_notes(body)]


def _notes(body: etree._Element) -> Iterator[Line]:
    """Yield the notes below the text, each after its number, as a page shows them."""
    for number, note in enumerate(body.iter(f"{_TEXT}note-body"), 1):
        for place, line in enumerate(_blocks(note)):
            text = line.text if place else f"[{number}] {line.text}"
            yield Line(text, 0, len(text))


def _blocks(element: etree._Element, mark: str = "") -> Iterator[Line]:
    """Yield the paragraphs within an element, and its tables, in reading order."""
    for child in element:
        if child.tag in _UNSEEN or child.get(f"{_TEXT}display") == "none":
            continue
        if child.tag in _PARAGRAPHS:
            for line in _paragraph(child):
                yield Line(mark + line.text, 0, len(mark + line.text), level=line.level)
                mark = ""
        elif child.tag == f"{_TEXT}list-item":
            yield from _blocks(child, "- ")
        elif child.tag == f"{_TABLE}table":
            for text in table_lines(
                [[_cell(cell) for cell in _cells(row)] for row in _rows(child)]
            ):
                yield Line(text, 0, len(text))
        else:
            yield from _blocks(child)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Yield a table's own rows, not those of tables in its cells."""
    for child in table:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag != f"{_TABLE}table":
            yield from _rows(child)


def _cells(row: etree._Element) -> Sequence[etree._Element]:
    found: Sequence[etree._Element] = row.findall(f"{_TABLE}table-cell")
    return found


def _cell(cell: etree._Element) -> list[str]:
    return [line.text for line in _blocks(cell)]


def _paragraph(paragraph: etree._Element) -> Iterator[Line]:
    """Yield what hangs on a paragraph, as text boxes do, then its rows."""
    for shape in _outermost(paragraph):
        yield from _blocks(shape)
    depth = paragraph.get(f"{_TEXT}outline-level", "0")
    level = int(depth) if paragraph.tag == f"{_TEXT}h" and depth.isdigit() else 0
    for row in "".join(_said(paragraph)).split(_BREAK):
        text = " ".join(row.split())
        if text:
            yield Line(text, 0, len(text), level=level)


def _outermost(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if child.tag.startswith(_SHAPES):
            yield child
        elif child.tag not in _UNSEEN:
            yield from _outermost(child)


def _said(element: etree._Element) -> Iterator[str]:
    """Yield the text of a paragraph; OpenDocument 1.3 part 3, 6.1: spaces, tabs and breaks."""
    if element.tag in _UNSEEN or element.tag.startswith(_SHAPES):
        return
    if element.tag == f"{_TEXT}line-break":
        yield _BREAK
    elif element.tag == f"{_TEXT}tab":
        yield " "
    elif element.tag == f"{_TEXT}s":
        count = element.get(f"{_TEXT}c", "1")
        yield " " * min(int(count) if count.isdigit() else 1, _MOST_SPACES)
    yield element.text or ""
    for child in element:
        yield from _said(child)
        yield child.tail or ""
