"""``catalog.csv``: what the admin knows of the files, which wins over what their text says."""

import csv
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.encoding import decode
from corpus.errors import UnreadableFileError
from corpus.numbers import comparable

NAME = "catalog.csv"
COLUMNS = (
    "number", "type", "issuer", "issued_on", "title", "source_url", "status", "replaced_by", "kind",
)  # fmt: skip
"""What a row can say, besides the file it is about; a missing column says nothing."""

PLACE = "#"
"""Of a row that names one of several documents in its file by its place: ``quyet-dinh.pdf#2``."""

_PLACED = re.compile(r"(?P<file>.+\.(?!jsonl|gz|xz)\w+)#(?P<place>[1-9]\d{0,2})$")
_MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Catalog:
    """A folder's catalogue: the rows about each file, and those that cannot be used.

    A file that holds several documents may have a row for each of them.
    """

    rows: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def read_catalog(directory: Path) -> Catalog:
    """Return the catalogue of a folder; an empty one where there is none.

    Files are named relative to the folder. Comma, semicolon and tab all part columns, since Excel
    writes the one of the country it is set to.
    """
    path = directory / NAME
    try:
        size = path.stat().st_size
        if size > _MAX_BYTES:
            return Catalog(
                problems=(f"it has {size:,} bytes, more than the {_MAX_BYTES:,} that are read",)
            )
        text = decode(path.read_bytes())
    except FileNotFoundError:
        return Catalog()
    except (OSError, UnreadableFileError) as error:
        reason = getattr(error, "strerror", None) or error
        return Catalog(problems=(f"it cannot be read: {reason}",))
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, restkey="")
    names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    if "file" not in names:
        return Catalog(problems=("its first line has no column «file»",))
    reader.fieldnames = names
    rows: dict[str, list[Mapping[str, str]]] = {}
    problems: list[str] = []
    try:
        for row in reader:
            problem = _add(row, rows)
            problems += [f"line {reader.line_num} {problem}"] if problem else []
    except csv.Error as error:
        problems.append(f"line {reader.line_num} cannot be read: {error}")
    return Catalog(rows, tuple(problems))


def _add(row: Mapping[str, str | None], rows: dict[str, list[Mapping[str, str]]]) -> str | None:
    """Add a line of the catalogue to the rows about its file; return what is wrong with it."""
    name = (row.get("file") or "").strip().replace("\\", "/").removeprefix("./")
    said = {column: value.strip() for column in COLUMNS if (value := row.get(column))}
    said = {column: value for column, value in said.items() if value}
    if not name:
        return "names no file" if said else None
    file = name
    if placed := _PLACED.fullmatch(name):
        file, said[PLACE] = placed["file"], placed["place"]
    about = rows.setdefault(file, [])
    if _subject(said) in map(_subject, about):
        return f"names {name} again; the first row counts"
    about.append(said)
    return None


def _subject(row: Mapping[str, str]) -> tuple[str, str]:
    """Return what tells the document of a row from the others in its file."""
    return row.get(PLACE, ""), "" if PLACE in row else comparable(row.get("number", ""))


def digest(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return a digest of what rows say, equal for rows that say the same."""
    return hashlib.sha256(repr([sorted(row.items()) for row in rows]).encode()).digest()
