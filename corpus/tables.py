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
