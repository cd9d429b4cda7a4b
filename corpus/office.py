"""What other office programs save: OpenDocument texts, Rich Text, Excel workbooks → lines."""

import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from corpus.archive import check_archive
from corpus.encoding import unicode_told
from corpus.errors import UnreadableFileError
from corpus.lines import Line, Source
from corpus.opendocument import odt_lines
from corpus.rich_text import seen_text
from corpus.tables import CELL

_MOST_ROWS = 100_000
"""Rows of a workbook: the longest list of documents has a few thousand."""


def read_odt(path: Path) -> Source:
    """Return the lines of an OpenDocument text.

    Raises:
        UnreadableFileError: If it is damaged, encrypted, or unpacks to more than is sensible.
    """
    lines, warnings = odt_lines(path)
    source = _converted(lines)
    return replace(source, warnings=(*warnings, *source.warnings))


def read_rtf(path: Path) -> Source:
    """Return the lines of a Rich Text file.

    Raises:
        UnreadableFileError: If it is damaged.
    """
    try:
        text, warnings = seen_text(path.read_bytes().decode("latin-1"))
    except (ValueError, LookupError, IndexError, AttributeError, TypeError) as error:
        raise UnreadableFileError("the .rtf is damaged") from error
    rows = []
    for row in text.split("\n"):
        cells = [cell.strip() for cell in row.split("|")]
        rows.append(CELL.join(filter(None, cells)))
    source = _converted([Line(row, 0, len(row)) for row in rows if row])
    return replace(source, warnings=(*warnings, *source.warnings))


def read_xlsx(path: Path) -> Source:
    """Return the rows of a workbook's sheets, their cells apart.

    Raises:
        UnreadableFileError: If it is damaged, encrypted, or too long.
    """
    check_archive(path, "xl/workbook.xml", "an Excel workbook")
    lines: list[Line] = []
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what the file claims may be a million empty rows
            for row in sheet.iter_rows(values_only=True):
                cells = [" ".join(str(value).split()) for value in row if value is not None]
                text = CELL.join(filter(None, cells))
                if text:
                    lines.append(Line(text, 0, len(text), gap=not lines))
                if len(lines) > _MOST_ROWS:
                    raise UnreadableFileError(
                        f"it has more than the {_MOST_ROWS:,} rows that are read"
                    )
        book.close()
    except (zipfile.BadZipFile, zlib.error, InvalidFileException, KeyError, ValueError, TypeError,
            AttributeError, SyntaxError) as error:  # fmt: skip
        raise UnreadableFileError("the .xlsx is damaged: no program can open it") from error
    return _converted(lines)


def _converted(lines: list[Line]) -> Source:
    """Return lines in canonical Unicode, whatever they were typed in."""
    if not lines:
        raise UnreadableFileError("there is no text in it")
    # The mark between cells is a letter of TCVN3.
    typed = (" ".join(line.text.split()).replace(CELL, "\t") for line in lines)
    said, warnings = unicode_told("\n".join(typed))
    for line, text in zip(lines, said.split("\n"), strict=True):
        line.text = text.strip().replace("\t", CELL)
    return Source([line for line in lines if line.text], warnings=warnings)
