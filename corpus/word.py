"""Word documents → lines, with their tables in reading order."""

import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from lxml import etree  # type: ignore[import-untyped]

from corpus.errors import UnreadableFileError
from corpus.lines import Line, Source
from corpus.tables import table_lines
from corpus.text import canonical_unicode
from corpus.wordlists import Numbering

_MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes: what a .docx may grow to; a directive with pictures stays far below."""

_MAX_XML = 64 * 1024 * 1024
"""Bytes of one part: python-docx holds it as a tree, about ten times its size."""

_TIMEOUT_S = 120
_STYLE = re.compile(r"heading (\d)", re.IGNORECASE)


def read_docx(path: Path) -> Source:
    """Return the lines of a .docx.

    Raises:
        UnreadableFileError: If it is damaged, encrypted, or unpacks to more than is sensible.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
        for what, limit, size in (
            ("it", _MAX_UNPACKED, sum(part.file_size for part in parts)),
            (
                "its text",
                _MAX_XML,
                max((p.file_size for p in parts if ".xml" in p.filename), default=0),
            ),
        ):
            if size > limit:
                raise UnreadableFileError(
                    f"{what} unpacks to {size:,} bytes, more than the {limit:,} that are read"
                )
        document = docx.Document(str(path))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError,
            etree.XMLSyntaxError, EOFError, NotImplementedError) as error:  # fmt: skip
        raise UnreadableFileError("the .docx is damaged: Word cannot open it either") from error
    return Source([line for line in _lines(document) if line.text])


def _lines(document: WordDocument) -> Iterator[Line]:
    numbering = Numbering(document)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for text in table_lines([[_cell(c) for c in _cells(row)] for row in block.rows]):
                yield Line(text, 0, len(text))
        else:
            yield from _paragraph(block, numbering.label(block))


def _paragraph(paragraph: Paragraph, label: str) -> Iterator[Line]:
    style = paragraph.style.name if paragraph.style is not None else ""
    heading = _STYLE.match(style or "")
    runs = [run for run in paragraph.runs if run.text.strip()]
    bold = bool(runs) and all(run.bold for run in runs)
    for row in canonical_unicode(paragraph.text).split("\n"):
        text = row.strip()
        if text and label:
            text, label = f"{label} {text}", ""
        yield Line(text, 0, len(text), level=int(heading[1]) if heading else 0, bold=bold)


def _cells(row: _Row) -> list[_Cell]:
    """Return a row's cells once each: python-docx repeats a merged one."""
    return list({cell._tc: cell for cell in row.cells}.values())


def _cell(cell: _Cell) -> list[str]:
    rows = canonical_unicode(cell.text).split("\n")
    return [row.strip() for row in rows if row.strip()]


def read_doc(path: Path) -> Source:
    """Return the lines of an old .doc, by LibreOffice where it is installed.

    Raises:
        UnreadableFileError: If it is not installed, or cannot convert the file.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise UnreadableFileError(
            "a .doc is read by LibreOffice, which is not installed: save it as .docx"
        )
    with tempfile.TemporaryDirectory() as directory:
        try:
            subprocess.run(
                [program, "--headless", f"-env:UserInstallation=file://{directory}/profile",
                 "--convert-to", "docx", "--outdir", directory, str(path.resolve())],
                capture_output=True, timeout=_TIMEOUT_S, check=True,
            )  # fmt: skip
        except (subprocess.SubprocessError, OSError) as error:
            raise UnreadableFileError("LibreOffice cannot convert the .doc") from error
        converted = Path(directory) / f"{path.stem}.docx"
        if not converted.exists():
            raise UnreadableFileError("LibreOffice cannot convert the .doc")
        return read_docx(converted)
