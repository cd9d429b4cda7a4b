"""Generations on disk: written aside, checked, published at once, verified when opened.

    CURRENT                   name of the published generation; replaced atomically, last
    generations/<name>/       the files of one complete index, and manifest.json, written last
    generations/.<anything>   being written or removed; the next builder cleans up
    LOCK                      held by the one builder

A name is a running number and the beginning of the manifest's SHA-256, the manifest has the SHA-256
of every file: nothing can change without being noticed. A reader opens every file at once and
keeps them open. POSIX keeps open files readable after they are removed, so the builder need not
wait for readers; where removing them fails (Windows), the next builder tries again.
"""

import hashlib
import json
import logging
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import BuildLockedError, IndexDamagedError, IndexMissingError

FORMAT = 6  # raised when older code could not read what is written, or the other way round
CURRENT, GENERATIONS, LOCK, MANIFEST = "CURRENT", "generations", "LOCK", "manifest.json"
_BUILDING = ".building"
_NAME = re.compile(r"(\d{6,})-([0-9a-f]{16})")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made from and consists of.

    ``chunking`` and ``analysis`` identify the code that cut and analysed the texts. ``files`` has
    for each file its size in bytes and its SHA-256.
    """

    encoder: str
    fingerprint: str
    dim: int
    chunking: str
    analysis: str
    documents: int
    passages: int
    files: Mapping[str, tuple[int, str]]
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Generation:
    """One complete index that has been verified; its files lie in ``path``."""

    path: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """The name by which CURRENT refers to it."""
        return self.path.name

    @property
    def made(self) -> datetime:
        """When it was published: its manifest is written last, and never again."""
        return datetime.fromtimestamp((self.path / MANIFEST).stat().st_mtime, UTC)


def current_name(index_dir: Path) -> str:
    """Return the name of the published generation; one small read.

    Raises:
        IndexMissingError: If nothing was ever published there.
        IndexDamagedError: If CURRENT does not hold the name of a generation.
    """
    path = index_dir / CURRENT
    try:
        name = path.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError as error:
        if any(_published(index_dir)):
            raise IndexDamagedError(f"{path} is missing; rebuild the index") from error
        raise IndexMissingError(
            f"{index_dir} has no index yet; run python -m scripts.build_index"
        ) from error
    except OSError as error:
        raise IndexDamagedError(f"{path} cannot be read: {error.strerror}") from error
    if not _NAME.fullmatch(name):
        raise IndexDamagedError(f"{path} does not name a generation; rebuild the index")
    return name


def open_generation(index_dir: Path) -> Generation:
    """Return the published generation, every byte of it verified.

    Where that one is damaged, the newest sound one takes its place, with a warning in the log.

    Raises:
        IndexMissingError: If nothing was ever published there.
        IndexDamagedError: If no generation is sound; names the first file that is not.
    """
    name = None
    try:
        name = current_name(index_dir)
        return verify(index_dir / GENERATIONS / name)
    except IndexDamagedError as error:
        for path in _published(index_dir):
            if path.name != name:
                try:
                    generation = verify(path)
                except IndexDamagedError:
                    continue
                _log.warning("%s; using generation %s instead", error, path.name)
                return generation
        raise


def find_generation(index_dir: Path, name: str) -> Generation:
    """Return a generation by its name for what its manifest tells; its files are not verified.

    Raises:
        IndexDamagedError: If its manifest is gone, or was altered.
    """
    path = index_dir / GENERATIONS / name
    return Generation(path, _read_manifest(path))


def verify(path: Path) -> Generation:
    """Return the generation in this directory if its files are as they were written.

    Raises:
        IndexDamagedError: If a file is missing, cut short, altered, or of another format.
    """
    manifest = _read_manifest(path)
    for name, (size, sha256) in manifest.files.items():
        file = path / name
        try:
            found = file.stat().st_size
            if found != size:
                raise IndexDamagedError(f"{file} has {found} bytes instead of {size}")
            if _sha256(file) != sha256:
                raise IndexDamagedError(f"{file} was altered: its SHA-256 is not the manifest's")
        except OSError as error:
            raise IndexDamagedError(f"{file} cannot be read: {error.strerror}") from error
    return Generation(path, manifest)


@contextmanager
def building(index_dir: Path) -> Iterator[Path]:
    """Give the one builder an empty directory to write in; removed at the end if unpublished.

    Raises:
        BuildLockedError: If another process is building this index.
    """
    generations = index_dir / GENERATIONS
    generations.mkdir(parents=True, exist_ok=True)
    try:
        lock = FileLock(index_dir / LOCK, timeout=0).acquire()
    except Timeout as error:
        raise BuildLockedError(f"{index_dir} is being built by another process") from error
    with lock:
        for leftover in generations.glob(".*"):
            shutil.rmtree(leftover, ignore_errors=True)
        directory = generations / _BUILDING
        directory.mkdir()
        try:
            yield directory
        finally:
            shutil.rmtree(directory, ignore_errors=True)


def publish(index_dir: Path, directory: Path, **facts: str | int) -> Generation:
    """Make the files in a builder's directory the current generation.

    Args:
        index_dir: Where it is published.
        directory: What ``building`` gave, with every file but the manifest in it.
        facts: The fields of ``Manifest`` but ``files`` and ``format``.
    """
    files = {}
    for file in sorted(directory.iterdir()):
        _sync(file)
        files[file.name] = (file.stat().st_size, _sha256(file))
    manifest = Manifest(**facts, files=files)  # type: ignore[arg-type]
    content = json.dumps(asdict(manifest), indent=1).encode()
    (directory / MANIFEST).write_bytes(content)
    _sync(directory / MANIFEST)
    _sync(directory)

    newest = next(_published(index_dir), None)
    number = int(newest.name.split("-")[0]) + 1 if newest else 1
    path = directory.with_name(f"{number:06}-{_short(content)}")
    directory.rename(path)
    _sync(path.parent)
    temporary = index_dir / f"{CURRENT}.new"
    temporary.write_text(path.name, encoding="ascii")
    _sync(temporary)
    temporary.replace(index_dir / CURRENT)
    _sync(index_dir)
    return Generation(path, manifest)


def prune(index_dir: Path, *keep: str) -> None:
    """Remove every generation but those named."""
    for path in list(_published(index_dir)):
        if path.name not in keep:
            removed = path.with_name(f".removed-{path.name}")
            try:
                path.rename(removed)  # at once, so that it is never found half removed
            except OSError as error:
                _log.info("%s is still in use: %s", path, error)
            else:
                shutil.rmtree(removed, ignore_errors=True)


def _published(index_dir: Path) -> Iterator[Path]:
    """Yield the directories of generations, newest first."""
    try:
        paths = [*(index_dir / GENERATIONS).glob("*")]
    except OSError as error:
        raise IndexDamagedError(f"{index_dir} cannot be read: {error.strerror}") from error
    found = (path for path in paths if _NAME.fullmatch(path.name))
    return iter(sorted(found, key=lambda path: (int(path.name.split("-")[0]), path), reverse=True))


def _read_manifest(path: Path) -> Manifest:
    file = path / MANIFEST
    try:
        content = file.read_bytes()
    except OSError as error:
        raise IndexDamagedError(f"{file} cannot be read: {error.strerror}") from error
    if not path.name.endswith(f"-{_short(content)}"):
        raise IndexDamagedError(f"{file} was altered: its SHA-256 is not in the directory's name")
    found = json.loads(content)
    if found["format"] != FORMAT:
        raise IndexDamagedError(
            f"{file} has format {found['format']}, this version reads {FORMAT}; rebuild the index"
        )
    found["files"] = {name: (size, sha256) for name, (size, sha256) in found["files"].items()}
    return Manifest(**{field.name: found[field.name] for field in fields(Manifest)})


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Have the disk itself hold a file, or a directory's list of names."""
    if path.is_dir() and os.name == "nt":  # Windows opens no directories
        return
    descriptor = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
