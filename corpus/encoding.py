"""Bytes → text: UTF-8 first, then what Vietnamese offices kept before it."""

import codecs
import html
import re

from charset_normalizer import from_bytes

from corpus import legacy
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


_PIECES = re.compile(r"([\n\f<>])")
"""What parts a text into pieces that are in one encoding each: lines, a page's tags."""

_ENTITY = re.compile(r"&#?\w{2,8};")


def decode(data: bytes) -> str:
    """Return the text in canonical Unicode, as ``decode_told`` does."""
    return decode_told(data)[0]


def decode_told(data: bytes, *, markup: bool = False) -> tuple[str, tuple[str, ...]]:
    """Return the text in canonical Unicode, page by page, and what an admin should know of it.

    Its form feeds stay. Letters of TCVN3 and VNI are converted, be they bytes of such a text or
    Western letters that somebody saved as UTF-8; with ``markup``, entities too.

    Raises:
        UnreadableFileError: If the bytes are no text in any encoding that Vietnamese is kept in.
    """
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = _decode_legacy(data)
    return unicode_told(text, markup=markup)


def unicode_told(text: str, *, markup: bool = False) -> tuple[str, tuple[str, ...]]:
    """Return a text that is decoded, but may hold letters of TCVN3 or VNI, as ``decode_told``."""
    plain = _ENTITY.sub(_western, text) if markup else text
    pieces, warnings = legacy.mend([(piece, "") for piece in _PIECES.split(plain)])
    text = "".join(pieces) if warnings else text
    return "\f".join(map(canonical_unicode, text.split("\f"))), warnings


def _western(entity: re.Match[str]) -> str:
    """Return the letter that an entity stands for, if a legacy encoding may use its code."""
    letter = html.unescape(entity[0])
    return letter if "\u00a1" <= letter <= "\u00ff" else entity[0]


def _decode_legacy(data: bytes) -> str:
    damaged = data.decode("utf-8", errors="replace")
    broken = damaged.count("\ufffd")
    if len(_VIETNAMESE.findall(damaged)) > broken and broken <= max(1, _DAMAGED * len(damaged)):
        return damaged
    western = data.decode("cp1252", errors="replace")
    if legacy.recognise([western]):
        return western
    best = from_bytes(data, cp_isolation=["cp1258", "utf_16_le", "utf_16_be"]).best()
    text = str(best) if best else ""
    letters = sum(map(str.isalpha, text))
    if not letters or len(_VIETNAMESE.findall(canonical_unicode(text))) < 0.02 * letters:
        raise UnreadableFileError("it is not text in UTF-8, UTF-16, Windows-1258, TCVN3 or VNI")
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
