"""A document is kept: its bytes under a name of its own, its origin in ``catalog.csv``.

Nothing that is there is overwritten, and nothing is left half-written: files are written beside
their place and renamed, and a document whose row cannot be written is not kept.
"""

import codecs
import csv
import io
import os
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from filelock import FileLock

from corpus.catalog import COLUMNS, NAME
from corpus.document import Document
from corpus.errors import CorpusError

FETCHED_ON = "fetched_on"
"""The catalogue's column for the day a file was added: for people, nothing reads it."""

_LOCK = ".catalog.lock"
_LONGEST = 60  # characters of a title in a name
_NO_LETTERS = re.compile(r"[^A-Za-z0-9]+")
# Names that Windows keeps for devices, with any extension.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
         (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip


def stem_of(document: Document, otherwise: str) -> str:
    """Return a file name without extension, in plain letters, from number and title.

    ``otherwise`` stands in where the document tells neither.
    """
    number = _plain(document.number or "")
    title = _plain(document.title or "").lower()[:_LONGEST]
    whole = title if len(title) < _LONGEST else title.rpartition("-")[0]
    stem = "-".join(filter(None, (number, whole))) or _plain(otherwise)[:_LONGEST].strip("-")
    return f"van-ban-{stem}".strip("-") if _RESERVED.match(stem) or not stem else stem


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
    return _NO_LETTERS.sub("-", bare.encode("ascii", "ignore").decode()).strip("-")


def same_bytes(directory: Path, data: bytes) -> str | None:
    """Return the name of a file of a folder that holds just these bytes."""
    for path in sorted(directory.rglob("*")):
        if (
            not path.name.startswith(".")
            and path.is_file()
            and path.stat().st_size == len(data)
            and path.read_bytes() == data
        ):
            return path.relative_to(directory).as_posix()
    return None


def keep(directory: Path, stem: str, suffix: str, data: bytes, row: Mapping[str, str]) -> str:
    """Write a document and its row of the catalogue; return the name it got.

    Args:
        directory: The folder of documents.
        stem: Of the wished name; numbered where another file has it, whatever its extension.
        suffix: With the full stop.
        data: Written as they are.
        row: By column of the catalogue, without ``file``.

    Raises:
        CorpusError: If a row cannot be added to the catalogue as it is.
        OSError: If the system will not write.
    """
    with FileLock(directory / _LOCK):
        name = f"{_free(directory, stem)}{suffix}"
        catalogue = _with_row(directory / NAME, {"file": name, **row})
        _write(directory / name, data)
        try:
            _write(directory / NAME, catalogue)
        except OSError:
            (directory / name).unlink()
            raise
    return name


def _free(directory: Path, stem: str) -> str:
    # Two files of one stem would change the id of the one that is there.
    taken = {path.name.partition(".")[0].casefold() for path in directory.rglob("*")}
    wished, count = stem, 1
    while stem.casefold() in taken:
        count += 1
        stem = f"{wished}-{count}"
    return stem


def _with_row(path: Path, row: Mapping[str, str]) -> bytes:
    """Return a catalogue with a row more; what the admin wrote in it stays byte for byte.

    Raises:
        CorpusError: If its letters or its columns are not understood.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        data = b""
    if not data.strip():
        # Excel takes a file without the mark for one of the country's old encoding.
        data = codecs.BOM_UTF8 + ",".join(("file", *COLUMNS, FETCHED_ON)).encode() + b"\r\n"
    mark, encoding = next((pair for pair in _BOMS if data.startswith(pair[0])), (b"", "utf-8"))
    try:
        text = data.removeprefix(mark).decode(encoding)
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path.name} is not in UTF-8; save it as «CSV UTF-8» first") from error
    newline = "\r\n" if "\r\n" in text else "\n"
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [name.strip().lower() for name in next(reader)]
    if "file" not in names:
        raise CorpusError(f"the first line of {path.name} has no column «file»")
    lines = io.StringIO(text, newline="").readlines()
    head = "".join(lines[: reader.line_num]).rstrip("\r\n")
    rest = "".join(lines[reader.line_num :])
    more = [column for column in row if column not in names]
    head = delimiter.join((head, *more)) + newline
    if rest and not rest.endswith("\n"):
        rest += newline
    added = io.StringIO()
    writer = csv.writer(added, delimiter=delimiter, lineterminator=newline)
    writer.writerow([row.get(name, "") for name in (*names, *more)])
    return mark + (head + rest + added.getvalue()).encode(encoding)


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    descriptor, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(path.stat().st_mode if path.exists() else 0o644)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
