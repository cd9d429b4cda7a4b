"""The files of a model directory, read once, so that what was digested is what runs."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from index.errors import EncoderError


def read_model(directory: Path, names: Sequence[str]) -> tuple[dict[str, bytes], str]:
    """Return the contents of a model's files by name, and the fingerprint of them all.

    Raises:
        EncoderError: If a file cannot be read; it is named.
    """
    files = {name: _read(directory / name) for name in names}
    digests = (hashlib.sha256(content).digest() for content in files.values())
    return files, hashlib.sha256(b"".join(digests)).hexdigest()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise EncoderError(f"{path} cannot be read: {error.strerror}") from error
