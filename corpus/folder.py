"""Folders of directives → documents, one at a time, in a fixed order."""

import errno
import hashlib
import os
import stat
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, count, islice, takewhile
from pathlib import Path, PurePosixPath

from corpus import catalog, collection, ocr
from corpus.code import code_digest
from corpus.document import Document
from corpus.errors import CorpusError, NothingToReadError, UnreadableFileError, system_reason
from corpus.parse import Made, make_documents
from corpus.plain import plain_source
from corpus.readers import PAGED, SUFFIXES, read_source, unread
from corpus.worker import Job, Worker

_IGNORED = {catalog.NAME, "abbreviations.tsv", "thesaurus.tsv", "questions.jsonl"}
"""What an admin keeps beside the directives."""

_BLOCK = 1024 * 1024

_SIMPLE = {".txt", ".md"}
_SHORT = 256 * 1024
"""Bytes up to which a plain text is read right here: no library could be led astray by it."""


@dataclass(frozen=True, slots=True)
class Read:
    """A document, and what an admin should look at in it.

    ``source`` is its place: the path relative to its folder, for a line of a collection
    ``name.jsonl#id``; ``#2``, ``#3`` … after it for the second and third document there.
    ``signature`` is a hex digest of all that decides the document. ``removed`` are the lines of
    the file that the document leaves out. ``count`` is the document's place there, from 1.
    """

    source: str
    signature: str
    document: Document
    warnings: tuple[str, ...]
    removed: tuple[str, ...] = ()
    count: int = 1

    @property
    def file(self) -> str:
        """The source of the first document in the same file, or line of a collection."""
        return self.source.removesuffix(f"#{self.count}") if self.count > 1 else self.source


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A document that would be read the same as before, and so was not."""

    source: str
    signature: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file, or a line of one, that is no document, and the reason in one sentence."""

    source: str
    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class _File:
    source: str
    path: Path
    id: str
    rows: Sequence[Mapping[str, str]]

    @property
    def name(self) -> str:
        return PurePosixPath(self.source).name


def read_folders(
    directories: Sequence[Path], known: Mapping[str, str] | None = None
) -> Iterator[Read | Unchanged | Rejected]:
    """Yield every document of some folders, and every file that is none.

    Files come in order of their source, the lines of a collection in theirs; only one document is
    held at a time. Hidden files and the tables an admin keeps beside directives are no documents.

    Args:
        directories: Folders, searched with their subfolders; or single files.
        known: Signatures of an earlier build, by source: an equal one is not read again.

    Raises:
        CorpusError: If a folder does not exist, or there is no file in any of them.
    """
    known = known or {}
    files, rejected = _files(directories)
    with Worker() as worker:
        before: Read | Unchanged | Rejected | _Begun | None = None
        # One step ahead: a file is read while whoever asked works on the one before.
        for step in chain(_steps(files, rejected, known, worker), [None]):
            if before is not None:
                yield from _finished(before, worker) if isinstance(before, _Begun) else [before]
            before = step


@dataclass(frozen=True, slots=True)
class _Begun:
    """A file that the worker has been given."""

    file: _File
    signature: str


def _steps(
    files: Sequence[_File],
    rejected: Sequence[Rejected],
    known: Mapping[str, str],
    worker: Worker,
) -> Iterator[Read | Unchanged | Rejected | _Begun]:
    taken = {file.id for file in files}
    waiting = sorted(rejected, key=lambda item: item.source)
    for file in files:
        while waiting and waiting[0].source <= file.source:
            yield waiting.pop(0)
        if collection.is_collection(file.path):
            yield from _read_collection(file, known, taken)
        else:
            yield from _read_file(file, known, worker)
    yield from waiting


def _read_file(
    file: _File, known: Mapping[str, str], worker: Worker
) -> Iterable[Read | Unchanged | Rejected | _Begun]:
    try:
        signature = _signature(file)
        if unchanged := _unchanged(file.source, signature, known):
            return unchanged
        if file.path.suffix.lower() not in _SIMPLE or file.path.stat().st_size > _SHORT:
            worker.start(Job(file.path, file.id, file.name, file.rows))
            return [_Begun(file, signature)]
        made = make_documents(read_source(file.path), file.id, file.name, file.rows)
    except UnreadableFileError as error:
        return [Rejected(file.source, file.name, str(error))]
    except OSError as error:
        return [Rejected(file.source, file.name, system_reason(error))]
    return _read(file.source, signature, made)


def _finished(begun: _Begun, worker: Worker) -> Iterable[Read | Rejected]:
    try:
        made = worker.result()
    except UnreadableFileError as error:
        return [Rejected(begun.file.source, begun.file.name, str(error))]
    return _read(begun.file.source, begun.signature, made)


def _sources(first: str) -> Iterator[str]:
    """Yield the sources of the documents in one file, without end."""
    return chain([first], (f"{first}#{place}" for place in count(2)))


def _unchanged(first: str, signature: str, known: Mapping[str, str]) -> list[Unchanged]:
    """Return all documents of a file, if it is as it was."""
    same = takewhile(lambda source: known.get(source) == signature, _sources(first))
    return [Unchanged(source, signature) for source in same]


def _read(first: str, signature: str, made: Sequence[Made]) -> list[Read]:
    places = zip(_sources(first), made, count(1), strict=False)
    return [Read(source, signature, *each, place) for source, each, place in places]


def _signature(file: _File) -> str:
    digest = _digest(file.id, file.name, file.rows)
    if file.path.suffix.lower() in PAGED:
        digest.update((ocr.missing() or "").encode())  # once it is installed, scans are read anew
    with file.path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _digest(document_id: str, name: str, rows: Sequence[Mapping[str, str]]) -> "hashlib._Hash":
    digest = hashlib.sha256("\0".join((_reader(), document_id, name, "")).encode())
    digest.update(catalog.digest(rows))
    return digest


@cache
def _reader() -> str:
    """Return what the same bytes are read by: an index reads them anew when it changes."""
    folder = Path(__file__).parent
    return code_digest([*folder.glob("*.py"), *folder.glob("*.txt")])


def _read_collection(
    file: _File, known: Mapping[str, str], taken: set[str]
) -> Iterator[Read | Unchanged | Rejected]:
    name = file.name
    seen: set[str] = set()
    lines_read = 0
    try:
        for entry in collection.entries(file.path):
            lines_read += 1
            try:
                own, text, fields, read_as = collection.parse_entry(entry)
            except UnreadableFileError as error:
                yield Rejected(f"{file.source}#line {entry.line}", name, str(error))
                continue
            if own in seen:
                reason = f"line {entry.line} has the id «{own}» of an earlier line"
                yield Rejected(f"{file.source}#line {entry.line}", name, reason)
                continue
            seen.add(own)
            unique = own if own not in taken else f"{file.id}-{own}"
            taken.add(unique)
            source = f"{file.source}#{own}"
            digest = _digest(unique, name, ())
            digest.update(entry.raw)
            signature = digest.hexdigest()
            if unchanged := _unchanged(source, signature, known):
                yield from unchanged
                seen.update(islice(_sources(own), len(unchanged)))
                continue
            try:
                lines = replace(plain_source(text), warnings=read_as)
                made = make_documents(lines, unique, name, [fields])
            except UnreadableFileError as error:
                yield Rejected(source, name, f"line {entry.line} («{own}»): {error}")
                continue
            seen.update(islice(_sources(own), len(made)))
            yield from _read(source, signature, made)
    except UnreadableFileError as error:
        yield Rejected(file.source, name, str(error))
        return
    except OSError as error:
        yield Rejected(file.source, name, system_reason(error))
        return
    if not lines_read:
        yield Rejected(file.source, name, "the collection has no line")


def _files(directories: Sequence[Path]) -> tuple[list[_File], list[Rejected]]:
    """Return the files to read in order of source, and those that cannot be."""
    rejected: list[Rejected] = []
    found: list[tuple[str, Path, Sequence[Mapping[str, str]]]] = []
    sources: set[str] = set()
    for directory in directories:
        try:
            exists = directory.exists()
        except OSError as error:
            raise CorpusError(f"{directory} cannot be read: {error.strerror}") from error
        if not exists:
            raise CorpusError(f"the folder {directory} does not exist")
        if directory.is_file():
            catalogue = catalog.read_catalog(directory.parent)
            name = _shown(directory.name)
            found.append((_unique(name, directory.parent, sources), directory,
                          catalogue.rows.get(name, ())))  # fmt: skip
            continue
        catalogue = catalog.read_catalog(directory)
        names = set()
        for relative, path, reason in _walk(directory):
            names.add(relative)
            source = _unique(relative, directory, sources)
            if reason:
                rejected.append(Rejected(source, _shown(path.name), reason))
            else:
                found.append((source, path, catalogue.rows.get(relative, ())))
        unknown = (
            f"names {name}, which is not in this folder"
            for name in catalogue.rows
            if name not in names
        )
        for number, problem in enumerate((*catalogue.problems, *unknown), 1):
            source = _unique(f"{catalog.NAME}#{number}", directory, sources)
            rejected.append(Rejected(source, catalog.NAME, problem))
    if not found and not rejected:
        raise NothingToReadError(f"there is no file to read in {', '.join(map(str, directories))}")
    stems = [_stem(PurePosixPath(source)) for source, _, _ in found]
    often = Counter(stems)
    files = [
        _File(source, path, stem if often[stem] == 1 else source.replace("/", "-"), row)
        for stem, (source, path, row) in zip(stems, found, strict=True)
    ]
    return sorted(files, key=lambda file: file.source), rejected


def _shown(name: str) -> str:
    """Return a name in NFC, whichever form the system keeps, with a mark for what is no letter."""
    letters = name.encode(errors="surrogateescape").decode(errors="replace")
    return unicodedata.normalize("NFC", letters)


def _stem(path: PurePosixPath) -> str:
    """Return a file's name without its extension, for a collection without both."""
    name = path.name
    for suffix in collection.SUFFIXES:
        name = name.removesuffix(suffix)
    return name if name != path.name else path.stem


def _unique(relative: str, directory: Path, sources: set[str]) -> str:
    """Return a source no other file has; a second folder's are told apart by its name."""
    source, count = relative, 1
    while source in sources:
        count += 1
        folder = _shown(directory.resolve().name)
        source = f"{folder}/{relative}" if count == 2 else f"{folder}-{count}/{relative}"
    sources.add(source)
    return source


def _walk(directory: Path) -> Iterator[tuple[str, Path, str]]:
    """Yield each file under a folder: its relative path, itself, and why it cannot be read."""
    waiting = [directory]
    entered = {os.path.realpath(directory)}
    while waiting:
        folder = waiting.pop()
        try:
            children = sorted(folder.iterdir())
        except OSError as error:
            yield _shown(folder.relative_to(directory).as_posix()), folder, system_reason(error)
            continue
        for path in children:
            if path.name.startswith((".", "~$")) or path.name in _IGNORED:
                continue
            relative = _shown(path.relative_to(directory).as_posix())
            try:
                mode = path.stat().st_mode
            except OSError as error:
                yield relative, path, _dead_end(path, error)
                continue
            if stat.S_ISDIR(mode):
                real = os.path.realpath(path)
                if real in entered:
                    yield relative, path, "it is a link to a folder that is read already"
                else:
                    entered.add(real)
                    waiting.append(path)
            elif stat.S_ISREG(mode):
                known = path.suffix.lower() in SUFFIXES or collection.is_collection(path)
                yield relative, path, "" if known else unread(path)
            else:
                yield relative, path, "it is no regular file"


def _dead_end(path: Path, error: OSError) -> str:
    if error.errno in (errno.ENOENT, errno.ELOOP) and path.is_symlink():
        return "it is a link that leads nowhere or in a circle"
    return system_reason(error)
