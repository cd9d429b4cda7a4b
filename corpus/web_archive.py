"""Web pages in one file, a web archive (RFC 2557, ``.mhtml``): each as it came, byte for byte.

So an article is kept that a portal spreads over several pages, and so browsers save a page with
its pictures («Webpage, Single File»).
"""

import email
import hashlib
from collections.abc import Sequence
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from pathlib import Path

from corpus.encoding import decode_told
from corpus.errors import UnreadableFileError
from corpus.lines import Source
from corpus.series import series_source

SUFFIX = ".mhtml"
_PAGES = ("text/html", "application/xhtml+xml")


def pack(pages: Sequence[tuple[str, bytes]]) -> bytes:
    """Return an archive of an article's pages, each its address and its bytes, in order."""
    # The same pages make the same file.
    boundary = hashlib.sha256(b"\0".join(data for _, data in pages)).hexdigest()
    whole = MIMEMultipart("mixed", boundary)
    for address, data in pages:
        page = MIMEBase("text", "html")
        page["Content-Location"] = address
        page.set_payload(data)
        encode_base64(page)
        whole.attach(page)
    return whole.as_bytes()


def unpack(archive: bytes) -> list[bytes]:
    """Return the pages of an archive; of one that a browser saved, the page it was saved for."""
    message = email.message_from_bytes(archive)
    pages = [part for part in message.walk() if part.get_content_type() in _PAGES]
    if message.get_content_type() == "multipart/related":
        pages = pages[:1]  # others are in its frames: advertisements
    payloads = (page.get_payload(decode=True) for page in pages)
    return [payload for payload in payloads if isinstance(payload, bytes)]


def read_web_archive(path: Path) -> Source:
    """Return the lines of the article that an archive holds.

    Raises:
        UnreadableFileError: If it holds no page, or its pages are no series.
        OSError: If the system will not give it.
    """
    pages = unpack(path.read_bytes())
    if not pages:
        raise UnreadableFileError(f"it is named {path.suffix} but holds no web page")
    return series_source([decode_told(page, markup=True) for page in pages])
