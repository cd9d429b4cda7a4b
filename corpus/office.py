"""What other office programs save: OpenDocument texts and Rich Text → lines."""

from dataclasses import replace
from pathlib import Path

from corpus.encoding import unicode_told
from corpus.errors import UnreadableFileError
from corpus.lines import Line, Source
from corpus.opendocument import odt_lines
from corpus.rich_text import seen_text
from corpus.tables import CELL


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
    rows = []
    for row in text.split("\n"):
        cells = [cell.strip() for cell in row.split("|")]
        rows.append(CELL.join(filter(None, cells)))
    source = converted([Line(row, 0, len(row)) for row in rows if row])
    return replace(source, warnings=(*warnings, *source.warnings))


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
