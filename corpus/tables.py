"""A table as lines that read: a row a line, or column by column where it only sets out a page.

A cell that spans rows names each of them, and is said in each; what stands behind a row's own
cells and is a mere amount is said once: whether it is each one's, or of all together, is not known.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

CELL = " · "
"""Between the cells of a row: stands in no directive, and reads as a pause."""

# The head of a document and its signature are set in borderless tables.
_LAYOUT = re.compile(
    r"đảng cộng sản việt nam|cộng h(?:òa|oà) xã hội|độc lập\s*[-–]\s*tự do|nơi nhận\s*:",
    re.IGNORECASE,
)

_HEAD_MAX = 200
"""Characters of a row that names columns."""

_AMOUNT = re.compile(r"\d[\d.,]*(?: ?%| [^\W\d_]+){0,3}")
_MOST_SPANNED = 1000
"""Rows or columns that a cell is taken to span, whatever it claims."""

Cell = Sequence[str]
"""The paragraphs of one cell; where it spans rows, the same object in each."""


def spread(rows: Iterable[Iterable[tuple[Cell, int, int]]]) -> list[list[Cell]]:
    """Return a table's rows, each cell in its column of all the rows it spans.

    Args:
        rows: What each row itself holds: cells with how many rows and columns they span.
    """
    laid = []
    below: dict[int, tuple[Cell, int]] = {}  # and in how many rows more
    for row in rows:
        placed = {column: cell for column, (cell, _) in below.items()}
        below = {column: (cell, more - 1) for column, (cell, more) in below.items() if more > 1}
        column = 0
        for cell, down, across in row:
            while column in placed:
                column += 1
            for part in range(min(max(across, 1), _MOST_SPANNED)):
                placed[column + part] = [] if part else cell
                if down > 1:
                    below[column + part] = placed[column + part], min(down, _MOST_SPANNED) - 1
        laid.append([placed.get(column, []) for column in range(max(placed, default=-1) + 1)])
    return laid


def table_lines(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """Yield a table's lines; empty cells are left out, their row's order is kept."""
    if len(rows) < 12 and _LAYOUT.search(
        "\n".join(text for row in rows for c in row for text in c)
    ):
        said: list[Cell] = []
        for column in range(max(map(len, rows), default=0)):
            for cell in (row[column] for row in rows if column < len(row)):
                if not _is_in(cell, said):
                    said.append(cell)
                    yield from cell
        return
    yield from row_lines(rows)


def row_lines(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """Yield the rows of a table of data."""
    for above, row in pairwise([[], *rows]):
        filled = _said(row, above)
        if len(filled) == 1:
            yield from filled[0]
        elif filled:
            yield CELL.join(" ".join(cell) for cell in filled)


def _said(row: Sequence[Cell], above: Sequence[Cell]) -> list[Cell]:
    """Return the cells that are said of a row: none where all are those of the row above."""
    filled = [cell for cell in row if any(cell)]
    own = [place for place, cell in enumerate(filled) if not _is_in(cell, above)]
    return [
        cell for place, cell in enumerate(filled)
        if own and (place in own or place < own[0] or not _AMOUNT.fullmatch(" ".join(cell)))
    ]  # fmt: skip


def _is_in(cell: Cell, cells: Iterable[Cell]) -> bool:
    return any(cell is other for other in cells)


def row_at(text: str, offset: int) -> tuple[int, int] | None:
    """Return where the row of a table that an offset lies in begins and ends; None outside one."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    return (start, end) if CELL in text[start:end] else None


def columns_at(text: str, offset: int) -> str | None:
    """Return the row that names the columns of the row at an offset, which stands further down.

    None where the table's first row names none: it counts, or says a sentence.
    """
    row = row_at(text, offset)
    first = None
    while row and row[0]:
        row = row_at(text, row[0] - 1)
        first = row or first
    return text[slice(*first)] if first and _names_columns(text[slice(*first)]) else None


def _names_columns(row: str) -> bool:
    cells = row.split(CELL)
    return (
        len(row) <= _HEAD_MAX
        and not cells[0][0].isdecimal()
        and not any(cell.endswith((".", ";")) for cell in cells)
    )
