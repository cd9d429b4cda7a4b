"""OpenDocument texts → lines: what a reader sees of them, in reading order, each word once."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from corpus.archive import check_archive
from corpus.errors import UnreadableFileError
from corpus.lines import STRUCK, TRACKED, Line
from corpus.opendocument_lists import Lists, Place, number
from corpus.opendocument_styles import STYLE, TEXT, Look, Styles
from corpus.page_header import is_head
from corpus.symbols import set_apart, with_signs
from corpus.tables import spread, table_lines

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_UNSEEN = {
    *(f"{TEXT}{name}" for name in ("tracked-changes", "sequence-decls", "ruby-text", "hidden-text",
                                    "hidden-paragraph", "placeholder", "note", "table-of-content",
                                    "illustration-index", "table-index", "alphabetical-index")),
    f"{_OFFICE}annotation", f"{_OFFICE}forms", f"{_SVG}title", f"{_SVG}desc",
}  # fmt: skip
"""What is deleted, remarked, asked to be filled in, or listed by the program itself."""

_CHANGES = {f"{TEXT}insertion", f"{TEXT}deletion"}
_PARAGRAPHS = {f"{TEXT}p", f"{TEXT}h"}
_SHAPES = _DRAW  # frames, text boxes, drawn shapes: their paragraphs stand by themselves
_BREAK = "\x0b"
_MOST_REPEATED = 100


def odt_lines(path: Path) -> tuple[list[Line], tuple[str, ...]]:
    """Return the lines of an OpenDocument text, and what an admin should know of it.

    Raises:
        UnreadableFileError: If it is damaged, encrypted, or unpacks to more than is sensible.
    """
    check_archive(path, "content.xml", "an OpenDocument text")
    try:
        with zipfile.ZipFile(path) as archive:
            content = _parsed(archive.read("content.xml"))
            named = "styles.xml" in archive.namelist()
            beside = _parsed(archive.read("styles.xml")) if named else []
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, RuntimeError,
            NotImplementedError) as error:  # fmt: skip
        raise UnreadableFileError("the .odt is damaged or encrypted") from error
    body = content.find(".//{*}body/{*}text")
    if body is None:
        raise UnreadableFileError("the .odt has no text")
    tracked = False
    for changes in body.findall(f"{TEXT}tracked-changes"):  # holds what was deleted, notes too
        tracked |= any(change.tag in _CHANGES for change in changes.iterfind("*/*"))
        body.remove(changes)
    common = [holder for holder in beside if holder.tag == f"{_OFFICE}styles"]
    text = _Text(Styles([*common, *content.iterchildren(f"{_OFFICE}automatic-styles")]))
    lines = [*text.lines(body), *text.notes(body)]
    warnings = (*([TRACKED] if tracked else []), *([STRUCK] if text.struck else []))
    return [*_head(beside, lines), *lines], warnings


def _head(beside: Sequence[etree._Element], lines: Sequence[Line]) -> list[Line]:
    """Return the page header that is the head of a text, if one is."""
    said = "\n".join(line.text for line in lines)
    for holder in beside:
        for header in holder.iter(f"{STYLE}header-first", f"{STYLE}header"):
            head = list(_Text(Styles(beside)).lines(header))
            if is_head((line.text for line in head), said):
                return head
    return []


def _parsed(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(data, parser)


class _Text:
    """Reads a text, or a part of one, in its styles."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._lists = Lists(styles)
        self.struck = False
        """Whether words were left out because they are struck through."""

    def notes(self, body: etree._Element) -> Iterator[Line]:
        """Yield the notes below the text, each after its number, as a page shows them."""
        for count, note in enumerate(body.iter(f"{TEXT}note-body"), 1):
            for place, line in enumerate(self.lines(note)):
                text = line.text if place else f"[{count}] {line.text}"
                yield Line(text, 0, len(text))

    def lines(self, element: etree._Element) -> Iterator[Line]:
        """Yield the paragraphs within an element, and its tables, in reading order."""
        for child in element:
            if child.tag in _UNSEEN or child.get(f"{TEXT}display") == "none":
                continue
            if child.tag in _PARAGRAPHS:
                heading = child.tag == f"{TEXT}h"
                yield from self._paragraph(child, self._lists.heading(child) if heading else "")
            elif child.tag == f"{TEXT}list":
                yield from self._items(child, self._lists.begin(child))
            elif child.tag == f"{_TABLE}table":
                for text in table_lines(spread(map(self._cells, _rows(child)))):
                    yield Line(text, 0, len(text))
            else:
                yield from self.lines(child)

    def _items(self, block: etree._Element, place: Place) -> Iterator[Line]:
        """Yield the paragraphs of a list; the first of an item has its number."""
        for item in block:
            begun, further = item.tag != f"{TEXT}list-item", False
            for child in item:
                if child.tag == f"{TEXT}list":
                    within = self._lists.within(place, child, further=further)
                    yield from self._items(child, within)
                    begun = further = True
                elif child.tag in _PARAGRAPHS:
                    label = "" if begun else self._lists.label(place, item)
                    yield from self._paragraph(child, label)
                    begun = True

    def _cells(self, row: etree._Element) -> Iterator[tuple[list[str], int, int]]:
        """Yield what is seen of a row's cells: not what another covers, but that counts items."""
        for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            lines = [line.text for line in self.lines(cell)]
            if cell.tag == f"{_TABLE}table-cell":
                down, across, times = (
                    number(cell.get(f"{_TABLE}number-{what}")) or 1
                    for what in ("rows-spanned", "columns-spanned", "columns-repeated")
                )
                for _ in range(min(times, _MOST_REPEATED)):
                    yield [*lines], down, across

    def _paragraph(self, paragraph: etree._Element, label: str) -> Iterator[Line]:
        """Yield what hangs on a paragraph, as text boxes do, then its rows."""
        for shape in _outermost(paragraph):
            yield from self.lines(shape)
        depth = paragraph.get(f"{TEXT}outline-level", "0")
        level = int(depth) if paragraph.tag == f"{TEXT}h" and depth.isdigit() else 0
        said: list[tuple[str, Look]] = []
        for text, look in self._said(paragraph, self._styles.look(paragraph, "paragraph", Look())):
            if text:
                said.append((set_apart(text, said[-1][0] if said else "", look.rise), look))
        bold = all(look.bold for text, look in said if text.strip())
        rows = [" ".join(row.split()) for row in "".join(text for text, _ in said).split(_BREAK)]
        rows = [row for row in rows if row]
        if label and (rows or _is_in_cell(paragraph)):  # a column may hold nothing but numbers
            rows = [f"{label} {rows[0]}" if rows else label, *rows[1:]]
        for text in rows:
            yield Line(text, 0, len(text), level=level, bold=bold)

    def _said(self, element: etree._Element, look: Look) -> Iterator[tuple[str, Look]]:
        """Yield the words of a paragraph; OpenDocument 1.3 part 3, 6.1: spaces, tabs, breaks."""
        if element.tag in _UNSEEN or element.tag.startswith(_SHAPES):
            return
        if element.tag == f"{TEXT}line-break":
            yield _BREAK, look
        elif element.tag == f"{TEXT}tab":
            yield " ", look
        elif element.tag == f"{TEXT}s":
            count = element.get(f"{TEXT}c", "1")
            yield " " * min(int(count) if count.isdigit() else 1, _MOST_REPEATED), look
        elif element.tag == f"{TEXT}span":
            look = self._styles.look(element, "text", look)
        yield self._shown(element.text, look), look
        for child in element:
            yield from self._said(child, look)
            yield self._shown(child.tail, look), look

    def _shown(self, text: str | None, look: Look) -> str:
        if look.hidden or not text:
            return ""
        if look.struck:
            self.struck |= bool(text.strip())
            return ""
        text = with_signs(text, look.font)
        return text.upper() if look.capitals else text


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """Yield a table's own rows, not those of tables in its cells."""
    for child in table:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag != f"{_TABLE}table":
            yield from _rows(child)


def _is_in_cell(element: etree._Element) -> bool:
    return next(element.iterancestors(f"{_TABLE}table-cell"), None) is not None


def _outermost(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        if child.tag.startswith(_SHAPES):
            yield child
        elif child.tag not in _UNSEEN:
            yield from _outermost(child)
