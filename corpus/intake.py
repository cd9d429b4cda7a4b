"""What arrives to be kept: bytes → the format they are in, and the documents they hold."""

import re
import tempfile
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

from lxml import etree, html  # type: ignore[import-untyped]

from corpus.encoding import decode
from corpus.errors import UnreadableFileError
from corpus.folder import Read, Rejected, read_folders
from corpus.readers import SUFFIXES

_MAGIC = (
    (b"%PDF-", ".pdf"),
    (b"\xd0\xcf\x11\xe0", ".doc"),
    (b"{\\rtf", ".rtf"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x89PNG", ".png"),
    (b"II*\x00", ".tif"),
    (b"MM\x00*", ".tif"),
)
_TAGS = re.compile(rb"<(?:!doctype\s+html|html|head|body|div|table|p|meta)\b", re.IGNORECASE)
_FOR_PROGRAMS = {"json", "javascript", "css"}
_START = 4096  # bytes in which a page's first tags stand
_FILES = (".pdf", ".docx", ".doc", ".rtf", ".odt")
_PARTS = (("word/document.xml", ".docx"), ("xl/workbook.xml", ".xlsx"), ("content.xml", ".odt"))
"""What an archive of each format holds."""

WRAPPER = 1200
"""Characters up to which a page that links a file may be no more than its cover."""

BARE = 200
"""Characters up to which a page may have no more than the title of what it shows in a frame."""


def suffix_of(data: bytes, media: str) -> str:
    """Return the extension of the format that bytes are in, whatever they were called.

    Args:
        data: The whole file.
        media: The media type that its server gave, empty if it gave none.

    Raises:
        UnreadableFileError: If no reader reads it, or a page came in place of a file.
    """
    start = data[:_START]
    for magic, suffix in _MAGIC:
        if start.startswith(magic):
            return _known(suffix)
    if b"%PDF-" in start[:1024]:
        return ".pdf"
    if start.startswith(b"PK\x03\x04"):
        return _packed(data)
    text = _TAGS.search(start.replace(b"\0", b"")) is not None  # UTF-16 has noughts between
    if text and media not in ("", "text/html", "application/xhtml+xml", "text/plain"):
        raise UnreadableFileError(
            f"it is a web page where its server promises {media}: perhaps one to log in at"
        )
    if text:
        return ".html"
    if decode(data).isascii() and b"\0" in data:
        raise UnreadableFileError("it is a program or other data, and no text")
    if media.rpartition("/")[2] in _FOR_PROGRAMS:
        raise UnreadableFileError(f"it is data for programs ({media}), and no text")
    return ".md" if media == "text/markdown" else ".txt"


def _known(suffix: str) -> str:
    if suffix not in SUFFIXES:
        raise UnreadableFileError(f"files of the kind {suffix} are not read")
    return suffix


def _packed(data: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise UnreadableFileError(f"it is a damaged archive: {error}") from error
    for part, suffix in _PARTS:
        if part in names:
            return _known(suffix)
    raise UnreadableFileError("it is an archive and no document; unpack it first")


def read_bytes(data: bytes, suffix: str) -> list[Read]:
    """Return the documents that bytes hold, mostly one, read as a build would read them.

    Raises:
        UnreadableFileError: If they hold none.
    """
    with tempfile.TemporaryDirectory(prefix="so-tay-") as directory:
        path = Path(directory) / f"document{suffix}"
        path.write_bytes(data)
        items = list(read_folders([path]))
    for item in items:
        if isinstance(item, Rejected):
            raise UnreadableFileError(item.reason)
    return [item for item in items if isinstance(item, Read)]


def open_page(data: bytes, url: str) -> tuple[html.HtmlElement, str] | None:
    """Return a web page as a tree, and the address that its links start from; None if it is none.

    Args:
        data: The page.
        url: Where it was found.
    """
    try:
        page = html.document_fromstring(decode(data))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    declared = page.find(".//base[@href]")
    return page, url if declared is None else urljoin(url, declared.get("href"))


def linked_files(data: bytes, url: str) -> tuple[str, ...]:
    """Return the addresses of the PDF and Word files of a page; those it shows come first.

    A viewer in a frame is taken for the file it is given: ``viewer.html?file=/vb/12.pdf``.
    """
    if (opened := open_page(data, url)) is None:
        return ()
    page, base = opened
    shown = page.xpath("//iframe/@src|//embed/@src|//object/@data")
    found = (file for link in (*shown, *page.xpath("//a/@href")) for file in _files(base, link))
    return tuple(dict.fromkeys(found))


def framed_pages(data: bytes, url: str) -> tuple[str, ...]:
    """Return the addresses of the pages that a page shows in frames, of its own host alone."""
    if (opened := open_page(data, url)) is None:
        return ()
    page, base = opened
    framed = (absolute(base, link) for link in page.xpath("//iframe/@src|//frame/@src"))
    host = urlsplit(url).netloc.lower()
    found = (each for each in framed if each and urlsplit(each).netloc.lower() == host)
    return tuple(dict.fromkeys(found))


def absolute(base: str, link: str) -> str | None:
    """Return the address that a link of a page leads to, if it is one of the web."""
    try:
        address = urldefrag(urljoin(base, link.strip())).url
        return address if urlsplit(address).scheme in ("http", "https") else None
    except ValueError:  # no address: «http://[»
        return None


def _files(base: str, link: str) -> Iterator[str]:
    address = absolute(base, link)
    if address is None:
        return
    parts = urlsplit(address)
    if unquote(parts.path).lower().endswith(_FILES):
        yield address
        return
    for _, value in parse_qsl(parts.query):
        if value.lower().endswith(_FILES):
            yield urljoin(address, value)
