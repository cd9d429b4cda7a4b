"""A table as lines that read: a row a line, or column by column where it only sets out a page."""

import re
from collections.abc import Iterator, Sequence

CELL = " · "
"""Between the cells of a row: stands in no directive, and reads as a pause."""

# The head of a document and its signature are set in borderless tables.
_LAYOUT = re.compile(
    r"đảng cộng sản việt nam|cộng h(?:òa|oà) xã hội|độc lập\s*[-–]\s*tự do|nơi nhận\s*:",
    re.IGNORECASE,
)

_HEAD_MAX = 200
"""Characters of a row that names columns."""

Cell = Sequence[str]
"""The paragraphs of one cell."""


def table_lines(rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
    """Yield a table's lines; empty cells are left out, their row's order is kept."""
    if len(rows) < 12 and _LAYOUT.search(
        "\n".join(text for row in rows for c in row for text in c)
    ):
        for column in range(max(map(len, rows), default=0)):
            for row in rows:
                yield from row[column] if column < len(row) else ()
        return
    for row in rows:
        filled = [cell for cell in row if any(cell)]
        if len(filled) == 1:
            yield from filled[0]
        elif filled:
            yield CELL.join(" ".join(cell) for cell in filled)


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
