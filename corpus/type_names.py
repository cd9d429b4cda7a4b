"""The names of the types of directive, as a head or a sentence has them."""

import re

from corpus.numbers import TYPES
from corpus.text import fold

_NAMES = sorted(
    {*TYPES.values(), "Luật", "Lệnh", "Điều lệ", "Nội quy", "Lời kêu gọi", "Tuyên bố", "Chiến lược",
     "Cương lĩnh", "Thông tri", "Đề cương", "Thông cáo", "Hiến pháp", "Bộ luật", "Quy ước",
     "Hương ước", "Sắc lệnh"},
    key=lambda name: (-len(name), name),
)  # fmt: skip
ANY = "|".join(_NAMES)
"""A pattern of all of them, the longer first; to be matched without regard to case."""

_AT_START = re.compile(rf"({ANY})(?=$|[\s:])", re.IGNORECASE)
_AS_WRITTEN = {name.casefold(): name for name in _NAMES}
# CÔNG ĐIỆN KHẨN, KẾT LUẬN THANH TRA: how, not what about. THÔNG TƯ1 has a footnote.
_WHOLE_LINE = re.compile(
    rf"\W*({fold(ANY).lower()})"
    r"(?:\s+(?:thuong khan|khan cap|khan|hoa toc|thanh tra|kiem tra|tam thoi))?(?:\W*|\d)$"
)
_FOLDED = {fold(name).lower(): name for name in _NAMES}


def proper_type(name: str) -> str:
    """Return a type's name as it is properly written, given in any case."""
    return _AS_WRITTEN[name.casefold()]


def type_line(text: str) -> str | None:
    """Return the type that is all a line says, even if a scanner lost its diacritics."""
    match = _WHOLE_LINE.match(fold(text).lower())
    return _FOLDED[match[1]] if match else None


def type_at_start(text: str) -> re.Match[str] | None:
    """Return the match of the type that a line begins with; group 1 is its name."""
    return _AT_START.match(text)
