"""Names of issuing bodies: read from a document's head, written as the field writes them."""

import re
from collections.abc import Sequence

# As the field writes them; the rest of a name follows the rules in ``proper_case``.
_BODIES = (
    "Ban Chấp hành Trung ương", "Ban Chấp hành Đảng bộ", "Bộ Chính trị", "Ban Bí thư",
    "Ban Thường vụ", "Ban Thường trực", "Thường trực", "Tỉnh ủy", "Thành ủy", "Huyện ủy",
    "Quận ủy", "Thị ủy", "Đảng ủy", "Đảng bộ", "Chi bộ", "Chi ủy", "Đảng đoàn", "Ban Cán sự đảng",
    "Quân ủy Trung ương", "Ủy ban nhân dân", "Hội đồng nhân dân",
    "Ủy ban Mặt trận Tổ quốc Việt Nam", "Mặt trận Tổ quốc Việt Nam", "Mặt trận Tổ quốc",
    "Ủy ban Kiểm tra", "Ban Tuyên giáo và Dân vận", "Ban Tuyên giáo", "Ban Dân vận", "Ban Tổ chức",
    "Ban Nội chính", "Ban Kinh tế", "Ban Xây dựng Đảng", "Ban Chỉ đạo", "Văn phòng", "Trung ương",
    "Quốc hội", "Ủy ban Thường vụ Quốc hội", "Chính phủ", "Thủ tướng Chính phủ", "Chủ tịch nước",
    "Tòa án nhân dân tối cao", "Viện kiểm sát nhân dân tối cao", "Đảng Cộng sản Việt Nam",
    "Việt Nam", "Đại hội đại biểu toàn quốc", "Trung tâm Chính trị", "Liên đoàn Lao động",
    "Hội Nông dân", "Hội Liên hiệp Phụ nữ", "Hội Cựu chiến binh", "Đoàn TNCS Hồ Chí Minh",
    "Học viện", "UBND", "HĐND", "MTTQ", "UBMTTQ", "BCH", "TNCS", "HĐBC",
)  # fmt: skip
_BODY = re.compile(
    "|".join(re.escape(name) for name in sorted(_BODIES, key=len, reverse=True)), re.IGNORECASE
)
_AS_WRITTEN = {name.casefold(): name for name in _BODIES}
_UNIT = (
    r"(?:thôn|ấp|khu phố|tổ dân phố|xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh)"
)
_PLACE = re.compile(rf"\b({_UNIT}|(?:tỉnh|thành|huyện|quận|thị) ủy)\s+(.+)", re.IGNORECASE)
_OFFICE = re.compile(
    r"(?:^|(?<=- ))(bộ|sở|phòng|ban|cục|vụ|viện|trường|trung tâm|chi cục|ủy ban|hội|thanh tra|"
    r"kho bạc|bảo hiểm|công an|chi nhánh)\s+(.)",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"(?<=thứ )[ivxlc]+\b|(?<=khóa )[ivxlc]+\b", re.IGNORECASE)
_AFTER = re.compile(r"((?:\bvà|,|-)\s+)(\w)")

_PARTY_BODY = re.compile(r"(?:tỉnh|thành|huyện|quận|thị|đảng|quân) ủy\b", re.IGNORECASE)
_STATE_BODY = re.compile(r"(?:ủy ban nhân dân|ubnd|hội đồng nhân dân|hđnd)\b", re.IGNORECASE)
_UNIT_LINE = re.compile(rf"{_UNIT}\b", re.IGNORECASE)
_OFFICERS = re.compile(
    r"ban (?:thường trực|thường vụ|chấp hành)|văn phòng|thường trực", re.IGNORECASE
)
_SUPERIOR = re.compile(r"đảng bộ\b", re.IGNORECASE)
_CENTRAL = "Ban Chấp hành Trung ương"
_WHO = re.compile(
    r"c[ủu]a\s+(?P<who>bộ chính trị|ban bí thư|ban chấp hành trung ương)(?: đảng)?", re.IGNORECASE
)
_SPEAKS = re.compile(
    r"(?P<who>Bộ Chính trị|Ban Bí thư)\s+"
    r"(?:hướng dẫn|quy định|quyết định|kết luận|yêu cầu|ban hành|chỉ thị|thống nhất)\b"
)


def _lower(text: str) -> str:
    """Return a name in lower case, its uỷ with the tone where the field now writes it."""
    return text.lower().replace("uỷ", "ủy")


def proper_case(name: str) -> str:
    """Return a body's name, given in capitals or none, with the capitals the field gives it."""
    if not (name.isupper() or name.islower()):
        return name
    text = _lower(name)
    text = _PLACE.sub(lambda match: f"{match[1]} {match[2].title()}", text)
    text = _OFFICE.sub(lambda match: f"{match[1].capitalize()} {match[2].upper()}", text)
    text = _AFTER.sub(lambda match: match[1] + match[2].upper(), text)
    text = _ROMAN.sub(lambda match: match[0].upper(), text)
    text = _BODY.sub(lambda match: _AS_WRITTEN[match[0].casefold()], text)
    text = re.sub(rf"\b{_UNIT}\b", lambda match: match[0].lower(), text, flags=re.IGNORECASE)
    return text[:1].upper() + text[1:]


def issuer_of(organs: Sequence[str], after_type: str, body: str) -> str | None:
    """Return who issued a document.

    Args:
        organs: The lines of the head above the number, outermost first.
        after_type: The line below the type: ``CỦA BỘ CHÍNH TRỊ`` names one of the central bodies.
        body: The beginning of the text, where a central body may name itself.
    """
    names = [proper_case(line) for line in organs]
    if not names:
        return None
    last = names[-1]
    before = names[-2] if len(names) > 1 else ""
    if last == _CENTRAL:
        named = _WHO.match(after_type) or _SPEAKS.search(body)
        return proper_case(named["who"].lower()) if named else last
    if before and _UNIT_LINE.match(last) and not _PARTY_BODY.search(last):
        return f"{before} {last[:1].lower()}{last[1:]}"  # ỦY BAN NHÂN DÂN ⏎ XÃ NẬM POÓNG
    if before and _OFFICERS.fullmatch(last):
        return f"{last} {before}"  # ỦY BAN MTTQ VIỆT NAM TỈNH … ⏎ BAN THƯỜNG TRỰC
    if before == _CENTRAL:
        return f"{last} Trung ương"  # BAN CHẤP HÀNH TRUNG ƯƠNG ⏎ BAN TỔ CHỨC
    if before and _PARTY_BODY.match(before) and not _PARTY_BODY.match(last):
        return f"{last} {before}"  # THÀNH ỦY ĐẠI AN ⏎ BAN TỔ CHỨC
    if before and _STATE_BODY.match(before) and not _STATE_BODY.match(last):
        return f"{last} {_STATE_BODY.sub('', before).strip()}".strip()  # UBND TỈNH … ⏎ SỞ NỘI VỤ
    if before and not _SUPERIOR.match(before) and not _complete(last):
        return f"{before} {last[:1].lower()}{last[1:]}"
    return last


def _complete(name: str) -> bool:
    """Say whether a line of the head names a body, and not the rest of the line above it."""
    return _BODY.match(name) is not None or _OFFICE.match(name) is not None
