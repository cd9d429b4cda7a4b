"""A file → its lines, whatever its format; what cannot be read says why in one sentence."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from corpus import collection
from corpus.encoding import decode_told
from corpus.errors import UnreadableFileError
from corpus.lines import Source
from corpus.plain import markdown_source, plain_source

_MEGABYTE = 1024 * 1024
_MAX_TEXT = 20 * _MEGABYTE
"""Bytes of a text file: the longest directives have one; a longer text is not one document."""

_MAX_BINARY = 300 * _MEGABYTE
"""Bytes of a PDF or Word file, which is read a page at a time or unpacked under a limit."""

_PICTURES = {".png", ".jpg", ".jpeg", ".tif", ".tiff"}  # scanners mix their names up
_SIGNATURES = (
    (b"%PDF-", "a PDF", {".pdf"}),
    (b"PK\x03\x04", "a Word or ZIP file", {".docx", ".odt", ".xlsx"}),
    (b"Rar!\x1a\x07", "a RAR archive", set[str]()),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", set[str]()),
    (b"\x1f\x8b", "a gzip archive", set[str]()),
    (b"\xd0\xcf\x11\xe0", "an old Word file, or an encrypted one", {".doc"}),
    (b"\xff\xd8\xff", "a JPEG picture", _PICTURES),
    (b"\x89PNG", "a PNG picture", _PICTURES),
    (b"GIF8", "a GIF picture", set[str]()),
    (b"II*\x00", "a TIFF picture", _PICTURES),
    (b"MM\x00*", "a TIFF picture", _PICTURES),
    (b"{\\rtf", "an RTF text", {".rtf", ".doc"}),
    (b"\x7fELF", "a program", set[str]()),
    (b"MZ\x90", "a program", set[str]()),
)
_NEEDS = {
    ".pdf": "a PDF",
    ".docx": "a Word document",
    ".doc": "an old Word document",
    ".odt": "an OpenDocument text",
    ".rtf": "an RTF text",
    ".xlsx": "an Excel workbook",
    **dict.fromkeys(_PICTURES, "a picture"),
}
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+)?html\b", re.I | re.S)
"""What portals give out as a Word file: Word opens a page under that name too."""

_HEADER = 1024  # ISO 32000-1, annex H: %PDF may stand anywhere in the first 1,024 bytes


def _read_plain(path: Path) -> Source:
    text, warnings = decode_told(path.read_bytes())
    return replace(plain_source(text), warnings=warnings)


def _read_markdown(path: Path) -> Source:
    text, warnings = decode_told(path.read_bytes())
    source = markdown_source(text)
    return replace(source, warnings=(*warnings, *source.warnings))


# The libraries of a format are loaded with its first file: all of them take half a second.


def _read_page(path: Path) -> Source:
    from corpus.webpage import html_source

    text, warnings = decode_told(path.read_bytes(), markup=True)
    source = html_source(text, legacy=bool(warnings))
    return replace(source, warnings=(*warnings, *source.warnings))


def _read_web_archive(path: Path) -> Source:
    from corpus.web_archive import read_web_archive

    return read_web_archive(path)


def _read_docx(path: Path) -> Source:
    from corpus.word import read_docx

    return read_docx(path)


def _read_old_word(path: Path) -> Source:
    from corpus.word import read_doc

    with path.open("rb") as file:
        start = file.read(_HEADER)
    if start.startswith(b"{\\rtf"):  # Word opens it under that name, and saves it so
        return _read_rtf(path)
    return _read_page(path) if _PAGE.match(start) else read_doc(path)


def _read_odt(path: Path) -> Source:
    from corpus.office import read_odt

    return read_odt(path)


def _read_rtf(path: Path) -> Source:
    from corpus.office import read_rtf

    return read_rtf(path)


def _read_xlsx(path: Path) -> Source:
    from corpus.workbook import read_xlsx

    return read_xlsx(path)


def _read_pdf(path: Path, page_done: Callable[[], None]) -> Source:
    from corpus.pdf import read_pdf

    return read_pdf(path, page_done)


def _read_picture(path: Path, page_done: Callable[[], None]) -> Source:
    from corpus.image import read_picture

    return read_picture(path, page_done)


_READERS: Mapping[str, tuple[Callable[[Path], Source], int]] = {
    ".txt": (_read_plain, _MAX_TEXT),
    ".md": (_read_markdown, _MAX_TEXT),
    ".html": (_read_page, _MAX_TEXT),
    ".htm": (_read_page, _MAX_TEXT),
    ".mhtml": (_read_web_archive, _MAX_BINARY),
    ".mht": (_read_web_archive, _MAX_BINARY),
    ".docx": (_read_docx, _MAX_BINARY),
    ".doc": (_read_old_word, _MAX_BINARY),
    ".odt": (_read_odt, _MAX_BINARY),
    ".rtf": (_read_rtf, _MAX_TEXT),
    ".xlsx": (_read_xlsx, _MAX_BINARY),
}
# Read page by page, which may take long: told after each.
PAGED: Mapping[str, Callable[[Path, Callable[[], None]], Source]] = {
    ".pdf": _read_pdf,
    **dict.fromkeys(_PICTURES, _read_picture),
}
SUFFIXES = frozenset((*_READERS, *PAGED))


def read_source(path: Path, page_done: Callable[[], None] = lambda: None) -> Source:
    """Return the lines of one file, read by the reader for its extension.

    Args:
        path: The file.
        page_done: Called after each page of a format that has pages, so that a long file is told
            from one that does not get on.

    Raises:
        UnreadableFileError: If it is no file of that format, is empty, too large or damaged.
        OSError: If the system will not give it.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UnreadableFileError(unread(path))
    read, limit = _READERS.get(suffix, (None, _MAX_BINARY))
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFileError("the file is empty (0 bytes)")
    if size > limit:
        raise UnreadableFileError(f"it has {size:,} bytes, more than the {limit:,} that are read")
    _check_signature(path, suffix)
    return read(path) if read else PAGED[suffix](path, page_done)


def unread(path: Path) -> str:
    """Say that files of this name are not read, and which are."""
    kinds = ", ".join(sorted({*SUFFIXES, *collection.SUFFIXES}))
    named = f"files named *{path.suffix}" if path.suffix else "files without an extension"
    return f"{named} are not read; these are: {kinds}"


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
    if (suffix == ".pdf" and b"%PDF-" in start) or (suffix == ".doc" and _PAGE.match(start)):
        return
    if expected:
        raise UnreadableFileError(f"it is named {suffix} but is not {_NEEDS[suffix]}")
