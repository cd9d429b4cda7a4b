"""What other office programs save: OpenDocument texts and Rich Text → lines."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.encoding import unicode_told
from corpus.errors import UnreadableFileError
from corpus.lines import Line, Source
from corpus.opendocument import odt_lines
from corpus.rich_text import AS_ABOVE, WITHIN, seen_text
from corpus.tables import CELL, table_lines


def read_odt(path: Path) -> Source:
    """Return the lines of an OpenDocument text.

    Raises:
        UnreadableFileError: If it is damaged, encrypted, or unpacks to more than is sensible.
    """
    lines, warnings = odt_lines(path)
    source = converted(lines)
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
    rows: list[str] = []
    table: list[list[list[str]]] = []
    for row in text.split("\n"):
        above = table[-1] if table else []
        cells = [_cell(place, said, above) for place, said in enumerate(row.split("|"))]
        if len(cells) > 1:
            table.append(cells)
        else:
            rows += [*table_lines(table), row]
            table.clear()
    rows += table_lines(table)
    source = converted([Line(row, 0, len(row)) for row in rows if row])
    return replace(source, warnings=(*warnings, *source.warnings))


def _cell(place: int, said: str, above: Sequence[list[str]]) -> list[str]:
    """Return the paragraphs of a cell, those of the cell above where it is one with that."""
    if AS_ABOVE in said:
        return above[place] if place < len(above) else []
    return [part.strip() for part in said.split(WITHIN) if part.strip()]


def converted(lines: list[Line]) -> Source:
    """Return lines in canonical Unicode, whatever they were typed in."""
    if not lines:
        raise UnreadableFileError("there is no text in it")
    # The mark between cells is a letter of TCVN3.
    typed = (" ".join(line.text.split()).replace(CELL, "\t") for line in lines)
    said, warnings = unicode_told("\n".join(typed))
    for line, text in zip(lines, said.split("\n"), strict=True):
        line.text = text.strip().replace("\t", CELL)
    return Source([line for line in lines if line.text], warnings=warnings)
