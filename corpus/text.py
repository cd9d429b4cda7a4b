"""Unicode, settled once at the door: everything after this module may assume NFC."""

import re
import unicodedata

_INVISIBLE = dict.fromkeys(
    [0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF], None
)  # soft hyphen, zero-width and direction marks, BOM: a reader never sees them, a comparison does
_PLAIN = {0x00A0: " ", 0x2007: " ", 0x202F: " ", 0x2028: "\n", 0x2029: "\n", 0x000C: "\n",
          0x000B: "\n", 0x0007: "\t", 0x001E: "-", 0x2010: "-", 0x2011: "-"}  # fmt: skip
_ODD = re.compile(
    "[\u00ad\u200b-\u2011\u2028-\u202f\u2060-\u206f\ufeff\u00a0\u2007\x07\x0b\x0c\x1e]"
)
_HALF = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def canonical_unicode(text: str) -> str:
    """Return the text in NFC, with plain spaces, hyphens and newlines, without invisible marks."""
    if _HALF.search(text):  # pdfium and .rtf give a sign beyond U+FFFF in two halves
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _ODD.search(text):  # a table's translation is the slowest step, and most texts need none
        text = text.translate(_INVISIBLE | _PLAIN)
    return unicodedata.normalize("NFC", _CONTROLS.sub("", text))


def _fold_table() -> dict[int, str]:
    table = {ord("đ"): "d", ord("Đ"): "D"}
    for code in (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if code not in table and base.isascii():
            table[code] = base
    return table


_FOLD = _fold_table()


def fold(text: str) -> str:
    """Return the text without diacritics, đ as d; as long as the NFC text it is given."""
    return text.translate(_FOLD)
