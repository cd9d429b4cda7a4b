"""Bytes → text: UTF-8 first, then what Vietnamese offices kept before it."""

import codecs
import re

from charset_normalizer import from_bytes

from corpus.errors import UnreadableFileError
from corpus.text import canonical_unicode

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16's, which begins it
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DAMAGED = 0.01
"""Share of broken characters up to which a file is UTF-8 with damage, not something else."""

_VIETNAMESE = re.compile("[ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵ\u1ea0-\u1ef9]", re.IGNORECASE)
# Letters of TCVN3 (ABC) fonts read as if they were Latin-1, those no Vietnamese text uses.
_TCVN3 = re.compile(
    "[a-zA-Z][\u00a8\u00a9\u00ab\u00ae\u00b5-\u00b9\u00bb-\u00be\u00c6\u00c7\u00cb\u00ce\u00cf\u00d1\u00d6\u00d7"
    "\u00dc\u00de\u00df\u00e4-\u00e7\u00eb\u00ee\u00ef\u00f1]"
)


def decode(data: bytes) -> str:
    """Return the text in canonical Unicode, page by page: its form feeds stay.

    Raises:
        UnreadableFileError: If the bytes are no text in any encoding that Vietnamese is kept in.
    """
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = _decode_legacy(data)
    return "\f".join(map(canonical_unicode, text.split("\f")))


def _decode_legacy(data: bytes) -> str:
    damaged = data.decode("utf-8", errors="replace")
    broken = damaged.count("\ufffd")
    if len(_VIETNAMESE.findall(damaged)) > broken and broken <= max(1, _DAMAGED * len(damaged)):
        return damaged
    best = from_bytes(data, cp_isolation=["cp1258", "utf_16_le", "utf_16_be"]).best()
    text = str(best) if best else ""
    letters = sum(map(str.isalpha, text))
    if not letters or len(_VIETNAMESE.findall(canonical_unicode(text))) < 0.02 * letters:
        raise UnreadableFileError("it is not text in UTF-8, UTF-16 or Windows-1258")
    return text


def suspicion(text: str) -> str | None:
    """Say what is wrong with the letters of a text, None where they look right."""
    broken = text.count("\ufffd")
    if broken:
        return f"suspicious encoding: {broken} unreadable characters (U+FFFD)"
    sample = text[:20_000]
    if not sample.isascii() and len(_TCVN3.findall(sample)) > 0.02 * len(sample):
        return "suspicious encoding: looks like TCVN3 (ABC) letters, not Unicode"
    return None
