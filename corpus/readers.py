"""A file → its lines, whatever its format; what cannot be read says why in one sentence."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from corpus.encoding import decode_told
from corpus.errors import UnreadableFileError
from corpus.lines import Source
from corpus.pdf import read_pdf
from corpus.plain import markdown_source, plain_source
from corpus.webpage import html_source
from corpus.word import read_doc, read_docx

_MEGABYTE = 1024 * 1024
_MAX_TEXT = 20 * _MEGABYTE
"""Bytes of a text file: the longest directives have one; a longer text is not one document."""

_MAX_BINARY = 300 * _MEGABYTE
"""Bytes of a PDF or Word file, which is read a page at a time or unpacked under a limit."""

_SIGNATURES = (
    (b"%PDF-", "a PDF", {".pdf"}),
    (b"PK\x03\x04", "a Word or ZIP file", {".docx"}),
    (b"\xd0\xcf\x11\xe0", "an old Word file, or an encrypted one", {".doc"}),
    (b"\xff\xd8\xff", "a JPEG picture", set[str]()),
    (b"\x89PNG", "a PNG picture", set[str]()),
    (b"GIF8", "a GIF picture", set[str]()),
    (b"II*\x00", "a TIFF picture", set[str]()),
    (b"MM\x00*", "a TIFF picture", set[str]()),
    (b"{\\rtf", "an RTF text", set[str]()),
    (b"\x7fELF", "a program", set[str]()),
    (b"MZ\x90", "a program", set[str]()),
)
_NEEDS = {".pdf": "a PDF", ".docx": "a Word document", ".doc": "an old Word document"}
_HEADER = 1024  # ISO 32000-1, annex H: %PDF may stand anywhere in the first 1,024 bytes


def _read_plain(path: Path) -> Source:
    text, warnings = decode_told(path.read_bytes())
    return replace(plain_source(text), warnings=warnings)


def _read_markdown(path: Path) -> Source:
    text, warnings = decode_told(path.read_bytes())
    return replace(markdown_source(text), warnings=warnings)


def _read_page(path: Path) -> Source:
    text, warnings = decode_told(path.read_bytes(), markup=True)
    return replace(html_source(text, legacy=bool(warnings)), warnings=warnings)


_READERS: Mapping[str, tuple[Callable[[Path], Source], int]] = {
    ".txt": (_read_plain, _MAX_TEXT),
    ".md": (_read_markdown, _MAX_TEXT),
    ".html": (_read_page, _MAX_TEXT),
    ".htm": (_read_page, _MAX_TEXT),
    ".pdf": (read_pdf, _MAX_BINARY),
    ".docx": (read_docx, _MAX_BINARY),
    ".doc": (read_doc, _MAX_BINARY),
}
SUFFIXES = frozenset(_READERS)


def read_source(path: Path) -> Source:
    """Return the lines of one file, read by the reader for its extension.

    Raises:
        UnreadableFileError: If it is no file of that format, is empty, too large or damaged.
        OSError: If the system will not give it.
    """
    suffix = path.suffix.lower()
    if suffix not in _READERS:
        named = f"files named *{suffix}" if suffix else "files without an extension"
        raise UnreadableFileError(f"{named} are not read: {', '.join(sorted(SUFFIXES))} are")
    read, limit = _READERS[suffix]
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFileError("the file is empty (0 bytes)")
    if size > limit:
        raise UnreadableFileError(f"it has {size:,} bytes, more than the {limit:,} that are read")
    _check_signature(path, suffix)
    return read(path)


def _check_signature(path: Path, suffix: str) -> None:
    """Refuse a file whose first bytes belong to another format than its name."""
    with path.open("rb") as file:
        start = file.read(_HEADER)
    expected = {suffix} if suffix in _NEEDS else set[str]()
    for magic, what, suffixes in _SIGNATURES:
        if start.startswith(magic):
            if suffix in suffixes:
                return
            raise UnreadableFileError(f"it is named {suffix} but holds {what}")
    if suffix == ".pdf" and b"%PDF-" in start:
        return
    if expected:
        raise UnreadableFileError(f"it is named {suffix} but is not {_NEEDS[suffix]}")
