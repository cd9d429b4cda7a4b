"""Unicode, settled once at the door: everything after this module may assume NFC."""

import re
import unicodedata

_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF], None
)  # soft hyphen, zero-width marks, BOM: a reader never sees them, a comparison does
_SPACES = {0x00A0: " ", 0x2007: " ", 0x202F: " ", 0x2028: "\n", 0x2029: "\n", 0x000C: "\n"}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def canonical_unicode(text: str) -> str:
    """Return the text in NFC, with plain spaces and newlines and without invisible characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE | _SPACES)
    return unicodedata.normalize("NFC", _CONTROLS.sub("", text))
