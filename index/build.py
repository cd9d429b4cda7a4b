"""Folders of directives → a new generation, doing again only what changed."""

import json
import logging
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.code import code_digest
from corpus.document import Passage
from corpus.errors import CorpusError
from corpus.folder import Read, Rejected, Unchanged, read_folders
from corpus.validity import OVER, state_of
from index import analysis, lexical
from index import chunk as cutting
from index.answer import Entry
from index.chunk import chunk, context
from index.dense import DenseWriter
from index.encoder import Encoder
from index.errors import BuildError, EncoderError, IndexDamagedError, IndexMissingError
from index.generation import (
    Generation,
    building,
    current_name,
    open_generation,
    prune,
    publish,
)
from index.lexical import LexicalWriter
from index.parts import EXAMPLES, VECTORS, Parts
from index.phrases import ABBREVIATIONS, THESAURUS, read_rows
from index.records import FILE as RECORDS
from index.records import RecordsWriter

QUESTIONS = "questions.jsonl"
KEPT_WARNINGS = 100  # of a large collection they would fill the memory, and nobody reads more
EXAMPLE_QUESTIONS = 12  # enough for a greeting to show others each time
_BATCH = 256  # passages encoded at once; no more texts than theirs are held at any time
_NORM_TOLERANCE = 1e-2  # 16-bit models miss 1 by about 1e-3
_HEADER = ("phrase", "expansion")

Reader = Callable[[Sequence[Path], Mapping[str, str]], Iterable[Read | Unchanged | Rejected]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    ``generation`` is the one that is now current, ``published`` says whether this build made it:
    not when nothing had changed. ``rejected`` and ``warnings`` are pairs of source and sentence;
    of the warnings only the first ``KEPT_WARNINGS``, ``more_warnings`` says how many others.
    ``copies`` are pairs of source and the source of the document that is quoted in its place.
    """

    generation: str
    published: bool
    documents: int
    passages: int
    added: int
    changed: int
    removed: int
    unchanged: int
    rejected: tuple[tuple[str, str], ...]
    warnings: tuple[tuple[str, str], ...]
    more_warnings: int
    copies: tuple[tuple[str, str], ...]
    took_s: float


def build(
    directories: Sequence[Path],
    index_dir: Path,
    encoder: Encoder,
    *,
    full: bool = False,
    strict: bool = False,
    progress: Callable[[str], None] | None = None,
    read: Reader = read_folders,
) -> BuildReport:
    """Bring the index up to date with the folders and publish it, whole or not at all.

    Args:
        directories: The folders with directives.
        index_dir: Where the index lies; made if missing.
        encoder: Makes the vectors. Another one than last time makes all of them anew.
        full: Do everything again, and publish even if nothing changed.
        strict: Publish nothing if a file is rejected.
        progress: Called with the source of each document that is done.
        read: How the folders are read.

    Raises:
        BuildLockedError: If another process is building this index.
        BuildError: If a folder or any document is missing, a file is rejected under ``strict``,
            two documents cannot be told apart, or the disk is full or fails.
        EncoderError: If the encoder returns what it promised not to.
    """
    started = time.monotonic()
    try:
        with building(index_dir) as directory:
            previous = _open_previous(index_dir)
            tally = _Tally(previous.parts.records.signatures() if previous else {})
            facts = _facts(encoder)
            same = previous is not None and not full and previous.has(facts)
            reusable = previous.parts if previous and same else None
            items = tally.watch(read(directories, tally.before if reusable else {}))
            # Up to the first change; if there is none, nothing may need to be written.
            head = list(_through_first_read(items))
            if not head:
                raise BuildError(_nothing_found(directories, tally.rejected))
            parts = reusable
            if parts is None or isinstance(head[-1], Read) or tally.removed:
                parts = _write(directory, chain(head, items), encoder, reusable, progress)
            if strict and tally.rejected:
                raise BuildError(f"rejected: {_listed(tally.rejected)}")
            extras = _extras(directories, parts.records.entries(), tally.warn)
            tally.look_at(parts)
            if previous and parts is previous.parts:
                if previous.is_current and _holds(previous.generation.path, extras):
                    return tally.report(previous.generation, published=False, started=started)
                parts = _write(directory, head, encoder, reusable, progress)
            made = _published(index_dir, directory, parts, extras, facts)
            prune(index_dir, made.name, previous.generation.name if previous else "")
            return tally.report(made, published=True, started=started)
    except (OSError, sqlite3.Error, CorpusError) as error:
        raise BuildError(f"the index was not built: {_reason(error)}") from error


def _published(
    index_dir: Path,
    directory: Path,
    parts: Parts,
    extras: Mapping[str, bytes],
    facts: Mapping[str, Any],
) -> Generation:
    """Return the generation that the written parts and the small files beside them become."""
    parts.records.close()
    for name, content in extras.items():
        (directory / name).write_bytes(content)
    counts = {"documents": parts.records.documents, "passages": parts.records.passages}
    return publish(index_dir, directory, **counts, **facts)


@dataclass(frozen=True, slots=True)
class _Previous:
    generation: Generation
    parts: Parts
    is_current: bool

    def has(self, facts: Mapping[str, str | int]) -> bool:
        return all(getattr(self.generation.manifest, name) == facts[name] for name in facts)


@dataclass(slots=True)
class _Tally:
    """What became of each source since the previous build, ``before``: source → signature."""

    before: Mapping[str, str]
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    more_warnings: int = 0
    copies: Mapping[str, str] = field(default_factory=dict)

    @property
    def removed(self) -> int:
        return len(self.before) - self.changed - self.unchanged

    def watch(self, items: Iterable[Read | Unchanged | Rejected]) -> Iterator[Read | Unchanged]:
        """Yield what is to be indexed."""
        for item in items:
            if isinstance(item, Rejected):
                self.rejected.append((item.source, item.reason))
                continue
            known = self.before.get(item.source)
            self.added += known is None
            self.unchanged += known == item.signature
            self.changed += known not in (None, item.signature)
            if isinstance(item, Read):
                for warning in item.warnings:
                    self.warn(item.source, warning)
            yield item

    def look_at(self, parts: Parts) -> None:
        """Take note of what only the whole collection tells."""
        for source, sentence in parts.records.doubts():
            self.warn(source, sentence)
        self.copies = parts.records.copies()

    def warn(self, source: str, sentence: str) -> None:
        if len(self.warnings) < KEPT_WARNINGS:
            self.warnings.append((source, sentence))
        else:
            self.more_warnings += 1

    def report(self, current: Generation, *, published: bool, started: float) -> BuildReport:
        return BuildReport(
            generation=current.name,
            published=published,
            documents=current.manifest.documents,
            passages=current.manifest.passages,
            added=self.added,
            changed=self.changed,
            removed=self.removed,
            unchanged=self.unchanged,
            rejected=tuple(self.rejected),
            warnings=tuple(self.warnings),
            more_warnings=self.more_warnings,
            copies=tuple(self.copies.items()),
            took_s=time.monotonic() - started,
        )


def _open_previous(index_dir: Path) -> _Previous | None:
    try:
        found = open_generation(index_dir)
        parts = Parts(found.path)
    except IndexMissingError:
        return None
    except IndexDamagedError as error:
        _log.warning("%s; building everything anew", error)
        return None
    try:
        return _Previous(found, parts, found.name == current_name(index_dir))
    except IndexDamagedError:  # already in the log
        return _Previous(found, parts, is_current=False)


def _facts(encoder: Encoder) -> dict[str, str | int]:
    """Return what the content of an index depends on besides the documents."""
    return {
        "encoder": encoder.name,
        "fingerprint": encoder.fingerprint,
        "dim": encoder.dim,
        "chunking": _code(cutting),
        "analysis": _code(analysis, lexical),
    }


def _code(*modules: ModuleType) -> str:
    return code_digest(Path(str(module.__file__)) for module in modules)


def _through_first_read(items: Iterable[Read | Unchanged]) -> Iterator[Read | Unchanged]:
    for item in items:
        yield item
        if isinstance(item, Read):
            return


def _write(
    directory: Path,
    items: Iterable[Read | Unchanged],
    encoder: Encoder,
    previous: Parts | None,
    progress: Callable[[str], None] | None,
) -> Parts:
    """Write records, vectors and terms of every document, and open them again."""
    records = RecordsWriter(directory / RECORDS, previous.records if previous else None)
    dense, terms = DenseWriter(directory / VECTORS, encoder.dim), LexicalWriter(directory)
    moved = np.full(previous.records.passages if previous else 0, -1, np.int64)
    waiting: list[Passage] = []

    def encode() -> None:
        for start in range(0, len(waiting), _BATCH):
            dense.append(_encoded(encoder, waiting[start : start + _BATCH]))
        waiting.clear()

    with closing(records):
        for item in items:
            if isinstance(item, Unchanged):
                if previous is None:
                    raise ValueError(f"{item.source}: unchanged, but there is nothing to copy")
                encode()
                row = records.passages
                first, stop = records.copy(item.source)
                dense.copy(previous.dense, first, stop)
                moved[first:stop] = np.arange(row, records.passages)
            else:
                passages = chunk(item.document)
                for row, passage in enumerate(passages, records.passages):
                    terms.add(row, passage.text, context(passage))
                records.add(item.document, item.source, item.signature, passages)
                waiting += passages
                if len(waiting) >= _BATCH:
                    encode()
            if progress:
                progress(item.source)
        encode()
        records.finish()
    terms.finish(records.passages, previous.lexical if previous else None, moved)
    try:
        dense.finish()
        # FAISS does not notice a disk that fills up with its last bytes; opening does.
        return Parts(directory)
    except (RuntimeError, IndexDamagedError) as error:
        raise BuildError(f"the index could not be written: {error}") from error


def _encoded(encoder: Encoder, passages: Sequence[Passage]) -> NDArray[np.float32]:
    """Return the passages' vectors, checked.

    Raises:
        EncoderError: If the shape is wrong or a row is not of norm 1 or 0.
    """
    vectors = encoder.encode_passages([passage.text for passage in passages])
    if vectors.shape != (len(passages), encoder.dim):
        raise EncoderError(
            f"{encoder.name} returned an array of shape {vectors.shape} "
            f"instead of {(len(passages), encoder.dim)}"
        )
    norms = np.linalg.norm(vectors, axis=1)
    wrong = ~((np.abs(norms - 1) < _NORM_TOLERANCE) | (norms == 0))  # NaN is wrong, too
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise EncoderError(
            f"{encoder.name} returned a vector of norm {norms[row]:.3g} instead of 1 or 0 for "
            f"{passages[row].document.file}"
        )
    return vectors


def _extras(
    directories: Sequence[Path], entries: Sequence[Entry], warn: Callable[[str, str], None]
) -> dict[str, bytes]:
    """Return the content of the small files that answering needs besides the documents."""
    examples = [*_asked(directories, entries, warn)] or [*_made_up(entries)]
    return {
        EXAMPLES: json.dumps(examples[:EXAMPLE_QUESTIONS], ensure_ascii=False, indent=1).encode(),
        **{name: _table(name, directories) for name in (ABBREVIATIONS, THESAURUS)},
    }


def _table(name: str, directories: Sequence[Path]) -> bytes:
    """Return one table of phrases: the admin's lines first, since the first is the likeliest."""
    paths = [folder / name for folder in (*directories, Path(__file__).parent)]
    rows = dict.fromkeys(row for path in paths if path.exists() for row in read_rows(path))
    return "".join(f"{phrase}\t{expansion}\n" for phrase, expansion in [_HEADER, *rows]).encode()


def _asked(
    directories: Sequence[Path], entries: Sequence[Entry], warn: Callable[[str, str], None]
) -> list[str]:
    """Return the questions that an admin wrote for these documents, each document's in turn."""
    ids = {entry.id for entry in entries}
    by_document: dict[str, list[str]] = {}
    for path in dict.fromkeys(near / QUESTIONS for d in directories for near in (d, d.parent)):
        if not path.is_file():
            continue
        try:
            questions = [json.loads(line) for line in path.read_bytes().splitlines() if line]
            for question in questions:
                if question["evidence"] and question["type"] in ("factual", "number"):
                    document = Path(question["doc"]).stem
                    by_document.setdefault(document, []).append(str.strip(question["question"]))
        except (ValueError, KeyError, TypeError) as error:
            warn(str(path), f"not a file of questions: {error!r}")
    turns = zip_longest(*(qs for doc, qs in by_document.items() if doc in ids))
    return [question for turn in turns for question in turn if question]


def _made_up(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield a question about each numbered document that is not out of force, newest first."""
    named = (
        f"{entry.type or 'Văn bản'} số {entry.number} nêu những nội dung gì?"
        for entry in entries
        if entry.number and state_of(entry.status) not in OVER
    )
    yield from dict.fromkeys(named)  # of one directive there may be several digests


def _holds(directory: Path, files: Mapping[str, bytes]) -> bool:
    return all((directory / name).read_bytes() == content for name, content in files.items())


def _listed(rejected: Sequence[tuple[str, str]], shown: int = 10) -> str:
    more = [f"and {len(rejected) - shown:,} more"] if len(rejected) > shown else []
    return "; ".join([f"{source} ({reason})" for source, reason in rejected[:shown]] + more)


def _reason(error: Exception) -> str:
    if not isinstance(error, OSError):
        return str(error)
    if not error.strerror:  # numpy's, which knows only how much it could not write
        return f"the disk is full or fails ({error})"
    return f"{error.strerror} ({error.filename})" if error.filename else error.strerror


def _nothing_found(directories: Sequence[Path], rejected: Sequence[tuple[str, str]]) -> str:
    folders = ", ".join(map(str, directories))
    return f"no document in {folders}" + (f"; rejected: {_listed(rejected)}" if rejected else "")
