"""Word documents → lines, with their tables in reading order."""

import re
import shutil
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from lxml import etree  # type: ignore[import-untyped]

from corpus.archive import check_archive
from corpus.encoding import decode_told
from corpus.errors import UnreadableFileError
from corpus.legacy import JOINT, mend
from corpus.lines import Line, Source
from corpus.old_word_lists import Level, unlike_levels
from corpus.plain import plain_source
from corpus.symbols import PRIVATE, set_apart, sign, with_signs
from corpus.tables import CELL, table_lines
from corpus.text import canonical_unicode
from corpus.torn import quality
from corpus.word_nesting import lay_flat
from corpus.word_package import open_word
from corpus.word_parts import gather
from corpus.word_styles import Styles, bold, capitals, font, rise
from corpus.wordlists import list_labels, mend_levels, number

_TIMEOUT_S = 80
_DAMAGED = "the .doc is damaged or encrypted: {} cannot convert it"
_STREAM = "WordDocument".encode("utf-16-le")
"""The name of the part of an old Word file that holds its text."""

_COUNTED = "LibreOffice numbers items otherwise than Word («{}»): mended, check their numbers"
_UNSURE = (
    "read by antiword, which may leave out numbers of items and quote words that are struck "
    "through: check it, or install LibreOffice"
)
_FORMULAS = "it has formulas, which are not read"
_FIELDS = "it has formulas, signs or numbers in fields (EQ, SYMBOL, AUTONUM), which are not read"
_FIELD = re.compile(r"\s*(?:EQ|SYMBOL|AUTONUM\w*|LISTNUM)\b", re.IGNORECASE)


def read_docx(path: Path, unlike: Sequence[Level] = ()) -> Source:
    """Return the lines of a .docx.

    Args:
        path: The file.
        unlike: Levels of its lists of which it does not say, being converted, how Word counts them.

    Raises:
        UnreadableFileError: If it is damaged, encrypted, or unpacks to more than is sensible.
    """
    check_archive(path, "word/document.xml", "a Word document")
    try:
        document = open_word(path)
        gather(document)
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, zlib.error,
            etree.XMLSyntaxError, EOFError, AttributeError, NotImplementedError,
            ) as error:  # fmt: skip
        raise UnreadableFileError("the .docx is damaged: no program can open it") from error
    styles = Styles(document)
    mend_levels(document, unlike)
    warnings = (*lay_flat(document, styles), *_mend(document, styles))
    _write_signs(document, styles)
    number(document, styles)
    _write_capitals(document, styles)
    _write_set_apart(document, styles)
    lines = [line for line in _lines(document, styles) if line.text]
    if not lines and _has(document, "w:drawing", "w:pict"):
        raise UnreadableFileError("it holds pictures and no text: save it as .pdf to have it read")
    fields = document.element.body.iter(qn("w:instrText"))
    unread = (
        *([_FORMULAS] if _has(document, "m:oMath") else []),
        *([_FIELDS] if any(_FIELD.match(field.text or "") for field in fields) else []),
    )
    return Source(lines, warnings=(*warnings, *unread))


def _has(document: WordDocument, *names: str) -> bool:
    return next(document.element.body.iter(*map(qn, names)), None) is not None


def _mend(document: WordDocument, styles: Styles) -> tuple[str, ...]:
    """Write the runs in TCVN3 and VNI fonts in Unicode, in place; return what was read so."""
    groups: list[tuple[str, list[etree._Element]]] = []
    name = ""
    for element in document.element.body.iter(qn("w:p"), qn("w:r"), qn("w:t"), qn("w:softHyphen")):
        if element.tag == qn("w:p"):
            groups.append(("", []))
        elif element.tag == qn("w:r"):
            name = styles.said(element, font) or ""
        else:
            if element.tag == qn("w:softHyphen"):  # ư of TCVN3
                element.tag, element.text = qn("w:t"), "\u00ad"
            if not groups or groups[-1][0] != name:
                groups.append((name, []))
            groups[-1][1].append(element)
    pieces = [(JOINT.join(t.text or "" for t in elements), name) for name, elements in groups]
    labels = list_labels(document)
    pieces += [(label.get(qn("w:val"), ""), font(label.getparent()) or "") for label in labels]
    texts, warnings = mend(pieces)
    for label, text in zip(labels, texts[len(groups) :], strict=True):
        label.set(qn("w:val"), text)
    for text, (_, elements) in zip(texts[: len(groups)], groups, strict=True):
        for element, part in zip(elements, text.split(JOINT) if elements else (), strict=True):
            element.text = part
    return warnings


def _write_signs(document: WordDocument, styles: Styles) -> None:
    """Write the signs of fonts of symbols as text, in place; those not known are left out."""
    for run in document.element.body.iter(qn("w:r")):
        for symbol in [*run.iterchildren(qn("w:sym"))]:
            symbol.text = sign(symbol.get(qn("w:font"), ""), symbol.get(qn("w:char"), "")) or ""
            symbol.tag = qn("w:t")
        for text in run.iterchildren(qn("w:t")):
            if text.text and PRIVATE.search(text.text):
                text.text = with_signs(text.text, styles.said(run, font) or "")


def _write_capitals(document: WordDocument, styles: Styles) -> None:
    """Write in capitals what is shown in capitals, in place."""
    for run in document.element.body.iter(qn("w:r")):
        if styles.said(run, capitals):
            for text in run.iter(qn("w:t")):
                text.text = (text.text or "").upper()


def _write_set_apart(document: WordDocument, styles: Styles) -> None:
    """Write figures that are set high or low after others as such, in place."""
    for paragraph in document.element.body.iter(qn("w:p")):
        before = ""
        for text in paragraph.iter(qn("w:t")):
            said = text.text or ""
            if before and said:
                text.text = said = set_apart(said, before, styles.said(text.getparent(), rise) or 0)
            before = said or before


def _lines(document: WordDocument, styles: Styles) -> Iterator[Line]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for text in _table(block):
                yield Line(text, 0, len(text))
        else:
            yield from _paragraph(block, styles)


def _paragraph(paragraph: Paragraph, styles: Styles) -> Iterator[Line]:
    level = styles.level(paragraph._p)
    runs = [run._r for run in paragraph.runs if run.text.strip()]
    strong = bool(runs) and all(styles.said(run, bold) for run in runs)
    for row in canonical_unicode(paragraph.text).split("\n"):
        text = row.strip()
        yield Line(text, 0, len(text), level=level, bold=strong)


def _cells(row: _Row) -> list[_Cell]:
    """Return a row's cells once each: python-docx repeats a merged one."""
    return list({cell._tc: cell for cell in row.cells}.values())


def _table(table: Table) -> Iterator[str]:
    said: dict[object, list[str]] = {}  # python-docx gives a cell in each row it spans
    rows = [_cells(row) for row in table.rows]
    for cell in chain.from_iterable(rows):
        if cell._tc not in said:
            said[cell._tc] = _cell(cell)
    return table_lines([[said[cell._tc] for cell in row] for row in rows])


def _cell(cell: _Cell) -> list[str]:
    """Return the lines of a cell, those of tables in it where they stand."""
    lines: list[str] = []
    for block in cell.iter_inner_content():
        if isinstance(block, Table):
            lines += _table(block)
        else:
            lines += canonical_unicode(block.text).split("\n")
    return [line.strip() for line in lines if line.strip()]


def read_doc(path: Path) -> Source:
    """Return the lines of an old .doc, by LibreOffice or else antiword, whichever is installed.

    Raises:
        UnreadableFileError: If neither is installed, or they cannot read the file.
    """
    # LibreOffice makes Chinese of what is no document.
    if _STREAM not in path.read_bytes():
        raise UnreadableFileError("it is named .doc but holds no Word document, or a damaged one")
    office = shutil.which("soffice") or shutil.which("libreoffice")
    antiword = shutil.which("antiword")
    if office is None and antiword is None:
        raise UnreadableFileError(
            "a .doc is read by LibreOffice or antiword, which are not installed: save it as .docx"
        )
    if office is not None:
        try:
            return _by_office(office, path)
        except UnreadableFileError:
            if antiword is None:
                raise
    return _by_antiword(str(antiword), path)


def _by_office(program: str, path: Path) -> Source:
    """Return the lines of a .doc, with its lists, tables and fonts."""
    with tempfile.TemporaryDirectory() as directory:
        _output(
            [program, "--headless", f"-env:UserInstallation={Path(directory, 'profile').as_uri()}",
             "--convert-to", "docx", "--outdir", directory, str(path.resolve())], "LibreOffice",
        )  # fmt: skip
        converted = Path(directory) / f"{path.stem}.docx"
        if not converted.exists():
            raise UnreadableFileError(_DAMAGED.format("LibreOffice"))
        unlike, told = _unlike(path)
        source = read_docx(converted, unlike)
    if quality("\n".join(line.text for line in source.lines)).lost:
        raise UnreadableFileError(_DAMAGED.format("LibreOffice"))  # it makes Chinese of such, too
    return replace(source, warnings=(*source.warnings, *told))


def _unlike(path: Path) -> tuple[list[Level], tuple[str, ...]]:
    """Return the levels of a .doc that LibreOffice counts otherwise, and what to tell of them."""
    try:
        unlike = unlike_levels(path)
    except UnreadableFileError as error:
        return [], (f"{error}: check the numbers of its items",)
    patterns = "», «".join(dict.fromkeys(level.pattern for level in unlike))
    return unlike, ((_COUNTED.format(patterns),) if unlike else ())


def _by_antiword(program: str, path: Path) -> Source:
    """Return the lines of a .doc; antiword shows a table's rows between bars."""
    said = _output([program, "-m", "UTF-8.txt", "-w", "0", str(path.resolve())], "antiword")
    text, warnings = decode_told(said)
    if "read as TCVN3 (ABC)" in warnings:
        raise UnreadableFileError(
            "it is in TCVN3 (ABC), of which antiword loses the letter ư: install LibreOffice, or "
            "save it as .docx"
        )
    rows = []
    for row in text.split("\n"):
        cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
        barred = row.startswith("|") and row.rstrip().endswith("|")
        rows.append(CELL.join(filter(None, cells)) if barred else row)
    return replace(plain_source("\n".join(rows), joins=False), warnings=(*warnings, _UNSURE))


def _output(command: Sequence[str], name: str) -> bytes:
    """Return what a helper program prints.

    Raises:
        UnreadableFileError: If it fails or takes too long.
    """
    try:
        done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_S, check=True)
    except (subprocess.SubprocessError, OSError) as error:
        raise UnreadableFileError(_DAMAGED.format(name)) from error
    return done.stdout
