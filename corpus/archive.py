"""Documents that are ZIP archives, looked at before anything unpacks them."""

import zipfile
from pathlib import Path

from corpus.errors import UnreadableFileError

_MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes: what a document may grow to; a directive with pictures stays far below."""

_MAX_XML = 64 * 1024 * 1024
"""Bytes of one part: it is held as a tree, about ten times its size."""


def check_archive(path: Path, part: str, what: str) -> None:
    """Refuse an archive that is no document of its kind, or unpacks to more than is sensible.

    Args:
        path: The file.
        part: What every document of the kind has in it.
        what: How the kind is called: «a Word document».

    Raises:
        UnreadableFileError: If it is so.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError) as error:
        raise UnreadableFileError(
            f"the {path.suffix} is damaged: no program can open it"
        ) from error
    if not any(entry.filename == part for entry in parts):
        raise UnreadableFileError(
            f"it is named {path.suffix} but is an archive of other files, not {what}"
        )
    largest = max((p.file_size for p in parts if ".xml" in p.filename), default=0)
    for name, limit, size in (
        ("it", _MAX_UNPACKED, sum(entry.file_size for entry in parts)),
        ("its text", _MAX_XML, largest),
    ):
        if size > limit:
            raise UnreadableFileError(
                f"{name} unpacks to {size:,} bytes, more than the {limit:,} that are read"
            )
