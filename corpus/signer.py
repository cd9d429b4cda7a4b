"""The office that signed a document, and for whom; never the person."""

import re
from collections.abc import Sequence
from itertools import takewhile

from corpus.lines import Line
from corpus.tables import CELL

_COLUMNS = re.compile(rf"\s{{3,}}|\t|{CELL}")
_FOR = r"(?:T\s?/?\s?M|K\s?/?\s?T|T\s?/?\s?L|T\s?/?\s?U\s?/?\s?Q|Q)\s?[./]?\s+"
_OFFICE = (
    r"(?:PHÓ\s+|QUYỀN\s+|Q\.\s*)?(?:TỔNG BÍ THƯ|BÍ THƯ|CHỦ TỊCH|CHỦ NHIỆM|TRƯỞNG|BỘ TRƯỞNG|"
    r"THỨ TRƯỞNG|THỦ TƯỚNG|GIÁM ĐỐC|CHÁNH|HIỆU TRƯỞNG|VIỆN TRƯỞNG|CỤC TRƯỞNG|VỤ TRƯỞNG|"
    r"THƯỜNG TRỰC|ỦY VIÊN|UỶ VIÊN|TỔNG)\b"
)
_SIGNS = re.compile(rf"{_FOR}\S|(?={_OFFICE})")
_MORE = re.compile(rf"{_FOR}\S|{_OFFICE}|VÀ\b")
_CAPITALS = re.compile(r"[A-ZĐ][A-ZĐ/.]")
RECIPIENTS = re.compile(r"nơi nhận\s*:", re.IGNORECASE)
_AFTER = 6
"""Lines below the first of a signature in which the others stand: seal and name come next."""

_MAX = 80
"""Characters of an office."""


def signer_of(lines: Sequence[Line]) -> str | None:
    """Return the office that signed, as its lines have it: ``T/M BAN THƯỜNG VỤ, PHÓ BÍ THƯ``.

    None where nobody has. An office alone counts only beside the recipients: elsewhere it heads
    a list.
    """
    closing = False
    for row, line in enumerate(lines):
        closing = closing or RECIPIENTS.search(line.text) is not None
        if _CAPITALS.search(line.text) is None:
            continue
        for cell in _cells(line.text):
            match = _SIGNS.match(cell)
            if match is None or not _is_office(cell) or (not match[0] and not closing):
                continue
            below = (other for each in lines[row + 1 : row + _AFTER] for other in _cells(each.text))
            capitals = (other for other in below if _is_office(other))
            # The name, or an appendix, where it stands in capitals too, ends the signature.
            rest = takewhile(_MORE.match, capitals)
            return ", ".join(dict.fromkeys([cell, *rest]))
    return None


def _cells(text: str) -> list[str]:
    # Beside the recipients, in the other column.
    cells = _COLUMNS.split(RECIPIENTS.sub("", text))
    return [" ".join(cell.split()).strip("*") for cell in cells if cell.strip()]


def _is_office(text: str) -> bool:
    return text.isupper() and len(text) <= _MAX
