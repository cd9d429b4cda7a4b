"""Whole collections, one document a line: ``.jsonl``, also compressed as ``.gz`` or ``.xz``."""

import gzip
import json
import lzma
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from corpus.catalog import COLUMNS
from corpus.encoding import unicode_told
from corpus.errors import UnreadableFileError

SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.xz")
_MAX_LINE = 20 * 1024 * 1024
"""Bytes of one document's line: all that is ever held of a collection."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a collection: ``raw`` as it stands, counted from 1."""

    line: int
    raw: bytes


def is_collection(path: Path) -> bool:
    """Say whether a file's name is that of a collection."""
    return path.name.lower().endswith(SUFFIXES)


def entries(path: Path) -> Iterator[Entry]:
    """Yield the lines that are not empty, one at a time; of one too long, only its beginning.

    Raises:
        UnreadableFileError: If the file is damaged.
        OSError: If the system will not give it.
    """
    try:
        with _open(path) as file:
            number = 0
            while raw := file.readline(_MAX_LINE + 1):
                number += 1
                rest = raw
                while len(rest) > _MAX_LINE and not rest.endswith(b"\n"):
                    rest = file.readline(_MAX_LINE + 1)  # let go of at once
                raw = raw.strip()
                if raw:
                    yield Entry(number, raw)
    except (EOFError, lzma.LZMAError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableFileError(f"the compressed file is damaged: {error}") from error


def _open(path: Path) -> IO[bytes]:
    name = path.name.lower()
    if name.endswith(".gz"):
        return cast(IO[bytes], gzip.open(path, "rb"))
    if name.endswith(".xz"):
        return cast(IO[bytes], lzma.open(path, "rb"))
    return path.open("rb")


def parse_entry(entry: Entry) -> tuple[str, str, Mapping[str, str], tuple[str, ...]]:
    """Return a line's id, its text, the catalogue fields it gives, and a warning if it was TCVN3.

    The text and the fields are in canonical Unicode.

    Raises:
        UnreadableFileError: If it is too long, or no JSON object with an ``id`` and a ``text``.
    """
    if len(entry.raw) > _MAX_LINE:
        raise UnreadableFileError(
            f"line {entry.line} has more than the {_MAX_LINE:,} bytes that are read"
        )
    try:
        found = json.loads(entry.raw)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise UnreadableFileError(f"line {entry.line} is no JSON: {error}") from error
    if not isinstance(found, dict):
        raise UnreadableFileError(f"line {entry.line} is no JSON object")
    name, text = found.get("id"), found.get("text")
    if not isinstance(name, (str, int)) or isinstance(name, bool) or not str(name).strip():
        raise UnreadableFileError(f"line {entry.line} has no id")
    if not isinstance(text, str) or not text.strip():
        raise UnreadableFileError(f"line {entry.line} («{name}») has no text")
    try:
        f"{name}{text}".encode()
    except UnicodeEncodeError as error:
        raise UnreadableFileError(
            f"line {entry.line} («{ascii(name)[1:-1]}») has half a character in it"
        ) from error
    fields = {column: str(found[column]) for column in COLUMNS if found.get(column) is not None}
    if "date" in found and "issued_on" not in fields and found["date"] is not None:
        fields["issued_on"] = str(found["date"])
    # Told together: a title alone may be too short for its encoding to be sure.
    texts, read_as = unicode_told(
        "\f".join(part.replace("\f", "\n") for part in (*fields.values(), text))
    )
    *values, text = texts.split("\f")
    return str(name).strip(), text, dict(zip(fields, values, strict=True)), read_as
