"""Excel workbooks → lines: rows as they are shown, with dates and figures in their formats."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
from openpyxl.utils import column_index_from_string  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]
from openpyxl.worksheet._read_only import ReadOnlyWorksheet  # type: ignore[import-untyped]

from corpus.archive import check_archive
from corpus.errors import UnreadableFileError
from corpus.lines import STRUCK, Line, Source
from corpus.office import converted
from corpus.tables import Cell, row_lines

_MOST_ROWS = 100_000
"""Rows of a workbook: the longest list of documents has a few thousand."""

_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"')
_LITERAL = r'"([^"]*)"|\\(.)|\[[^]]*\]|[_*].'
_LITERALS = re.compile(_LITERAL)
_DAY = "dd/mm/yyyy"
"""How a day is shown where its format leaves that to the country, or names the month in words."""

_PARTS = {
    "yyyy": ("year", 4), "yy": ("year", 2), "mm": ("month", 2), "m": ("month", 1), "dd": ("day", 2),
    "d": ("day", 1), "hh": ("hour", 2), "h": ("hour", 1), "ss": ("second", 2), "s": ("second", 1),
}  # fmt: skip
_VIETNAMESE = str.maketrans(",.", ".,")
_PART = re.compile(rf"{_LITERAL}|am/pm|y+|m+|d+|h+|s+", re.IGNORECASE)
_FIGURES = re.compile(r"(#,##)?([0#]+)(?:\.([0#]+))?(?![\d#0?,./E])")


def read_xlsx(path: Path) -> Source:
    """Return the rows of a workbook's sheets that are not hidden, their cells apart.

    Raises:
        UnreadableFileError: If it is damaged, encrypted, or too long.
    """
    check_archive(path, "xl/workbook.xml", "an Excel workbook")
    lines: list[Line] = []
    struck: list[str] = []
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            rows: list[list[Cell]] = []
            for row in _rows(path, sheet, struck):
                rows += [row] if any(row) else []
                if len(lines) + len(rows) > _MOST_ROWS:
                    raise UnreadableFileError(
                        f"it has more than the {_MOST_ROWS:,} rows that are read"
                    )
            lines += [Line(text, 0, len(text)) for text in row_lines(rows)]
        book.close()
    except (zipfile.BadZipFile, zlib.error, InvalidFileException, KeyError, ValueError, TypeError,
            AttributeError, SyntaxError) as error:  # fmt: skip
        raise UnreadableFileError("the .xlsx is damaged: no program can open it") from error
    source = converted(lines)
    return replace(source, warnings=(*([STRUCK] if struck else []), *source.warnings))


def _rows(path: Path, sheet: ReadOnlyWorksheet, struck: list[str]) -> Iterator[list[Cell]]:
    """Yield a sheet's rows, a cell that spans rows in each; gather what is struck through."""
    bottoms: dict[tuple[int, int], int] = {}
    with zipfile.ZipFile(path) as archive:  # openpyxl passes over merged cells when it streams
        for column, top, bottom in _MERGED.findall(archive.read(sheet._worksheet_path)):
            bottoms[int(top), column_index_from_string(column.decode())] = int(bottom)
    sheet.reset_dimensions()  # what the file claims may be a million empty rows
    spanning: dict[int, tuple[Cell, int]] = {}
    for place, row in enumerate(sheet.iter_rows(), 1):
        spanning = {at: held for at, held in spanning.items() if held[1] >= place}
        cells: list[Cell] = [[] for _ in range(max(len(row), *spanning, 0))]
        for at, cell in enumerate(row, 1):
            text = "" if cell.value is None else _shown(cell.value, cell.number_format)
            if text and cell.font.strike:
                struck.append(text)
            elif text:
                cells[at - 1] = [text]
            if (place, at) in bottoms:
                spanning[at] = cells[at - 1], bottoms[place, at]
        for at, (held, _) in spanning.items():
            cells[at - 1] = held
        yield cells


def _shown(value: object, form: str) -> str:
    """Return what a cell shows of its value, as it is written in Việt Nam."""
    if isinstance(value, date | time):
        return _day(value, form)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _figure(Decimal(f"{value:.15g}"), form)  # Excel shows no more digits
    return " ".join(str(value).split())


def _day(value: date | time, form: str) -> str:
    form = form.partition(";")[0]
    names = [match[0].lower() for match in _PART.finditer(form)]
    named = {name for name in names if name.isalpha()}
    if not named or not named <= _PARTS.keys() or form == "mm-dd-yy":
        form = _DAY if isinstance(value, date) else "hh:mm"

    def part(match: re.Match[str]) -> str:
        name, width = _PARTS.get(match[0].lower(), ("", 0))
        if not width:
            return match[1] or match[2] or ""
        minutes = name == "month" and "h" in form[: match.start()].lower().rpartition(" ")[2]
        number = getattr(value, "minute" if minutes else name, 0)
        return f"{number % 100 if width == 2 else number:0{width}}"

    return _PART.sub(part, form)


def _figure(value: Decimal, form: str) -> str:
    form = form.partition(";")[0]
    match = _FIGURES.search(form)
    if match is None or not {"?", "E"}.isdisjoint(form):
        return f"{value:f}".removesuffix(".0").replace(".", ",")
    value *= 100 if "%" in form else 1
    digits = match[3] or ""
    value = value.quantize(Decimal(1).scaleb(-len(digits)), ROUND_HALF_UP) + 0  # and no -0
    shown = f"{value:,f}" if match[1] else f"{value:0{len(match[2]) + len(digits) + bool(digits)}f}"
    while digits.endswith("#") and shown.endswith("0"):
        digits, shown = digits[:-1], shown[:-1]
    before, after = (
        _LITERALS.sub(lambda sign: sign[1] or sign[2] or "", part)
        for part in (form[: match.start()], form[match.end() :])
    )
    return f"{before}{shown.rstrip('.').translate(_VIETNAMESE)}{after}"
