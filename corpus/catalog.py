"""``catalog.csv``: what the admin knows of the files, which wins over what their text says."""

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corpus.encoding import decode
from corpus.errors import UnreadableFileError

NAME = "catalog.csv"
COLUMNS = (
    "number", "type", "issuer", "issued_on", "title", "source_url", "status", "replaced_by", "kind",
)  # fmt: skip
"""What a row can say, besides the file it is about; a missing column says nothing."""

_MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Catalog:
    """A folder's catalogue: the fields of each file, and the rows that cannot be used."""

    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
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
    rows: dict[str, Mapping[str, str]] = {}
    problems = []
    try:
        for row in reader:
            name = (row.get("file") or "").strip().replace("\\", "/").removeprefix("./")
            said = {column: (row.get(column) or "").strip() for column in COLUMNS}
            if not name:
                if any(said.values()):
                    problems.append(f"line {reader.line_num} names no file")
            elif name in rows:
                problems.append(f"line {reader.line_num} names {name} again; the first row counts")
            else:
                rows[name] = {column: value for column, value in said.items() if value}
    except csv.Error as error:
        problems.append(f"line {reader.line_num} cannot be read: {error}")
    return Catalog(rows, tuple(problems))


def digest(fields: Mapping[str, str]) -> bytes:
    """Return a digest of what a row says, equal for rows that say the same."""
    return hashlib.sha256(repr(sorted(fields.items())).encode()).digest()
