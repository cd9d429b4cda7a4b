"""Names of issuing bodies: read from a document's head, written as the field writes them."""

import re
from collections.abc import Iterable, Sequence

from corpus.text import fold

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
    "Học viện", "UBND", "HĐND", "MTTQ", "UBMTTQ", "BCH", "TNCS", "HĐBC", "QĐND", "CAND",
    "Đoàn Chủ tịch", "Ủy ban Trung ương", "Trường Tiểu học", "Trường Mầm non", "Trường Chính trị",
    "Công an", "Quân sự", "cơ quan Đảng", "Ban Chỉ huy", "Ban Chỉ huy Quân sự", "Thanh tra",
    "Bộ Chỉ huy Quân sự", "Đoàn Thanh niên", "BCH Đoàn", "Ban Chấp hành Đoàn",
)  # fmt: skip
_UNITS = ("xã", "phường", "tỉnh", "thành phố", "đặc khu")
_BODY = re.compile(
    r"\b(?:"
    + "|".join(re.escape(name) for name in sorted(_BODIES, key=len, reverse=True))
    + r")(?!\w)",
    re.IGNORECASE,
)
_AS_WRITTEN = {name.casefold(): name for name in _BODIES}
_UNMARKED = re.compile(fold(_BODY.pattern) + r"|\b(?:xa|phuong|tinh|thanh pho|dac khu)(?!\w)", re.I)
_MARKED = {fold(name).casefold(): name for name in (*_BODIES, *_UNITS)}
# XÃ HỘI is a word, a commune may be XÃ HỘI SƠN.
_UNIT = (
    r"(?:thôn|ấp|khu phố|tổ dân phố|xã(?!\s+hội(?:\s+chủ\b|\s+(?:xã|phường|và)\b|\W|$))|phường|"
    r"thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh)(?!\s+(?:ủy|đoàn)\b)"
)
_PLACE = re.compile(
    rf"\b({_UNIT}|(?:tỉnh|thành|huyện|quận|thị) (?:ủy|đoàn))\s+(?![-–])([^,-]+)", re.IGNORECASE
)
_OFFICE = re.compile(
    r"(?:^|(?<=- )|(?<=đảng ủy )|(?<=đảng bộ )|(?<=chi bộ ))"
    r"(bộ|sở|phòng|ban|cục|vụ|viện|trường|trung tâm|chi cục|ủy ban|hội|thanh tra|"
    r"kho bạc|bảo hiểm|công an|chi nhánh)\s+(.)",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"(?<=thứ )[ivxlc]+\b|(?<=khóa )[ivxlc]+\b", re.IGNORECASE)
_AFTER = re.compile(r"((?:\bvà|,|-)\s+)(\w)")
# No Vietnamese word is without a vowel: THPT, TDTT.
_ACRONYM = re.compile(r"\b[bcdđghklmnpqrstvxfjwz]{2,}\b", re.IGNORECASE)

_PARTY_BODY = re.compile(r"(?:tỉnh|thành|huyện|quận|thị|đảng|quân) ủy\b", re.IGNORECASE)
_UNION_BODY = re.compile(r"(?:tỉnh|thành|huyện|xã|phường) đoàn\b", re.IGNORECASE)
_STATE_BODY = re.compile(r"(?:ủy ban nhân dân|ubnd)\b", re.IGNORECASE)
_COUNCIL = re.compile(r"(?:hội đồng nhân dân|hđnd)\b", re.IGNORECASE)
_UNIT_LINE = re.compile(rf"{_UNIT}\b", re.IGNORECASE)
_UNIT_END = re.compile(rf"\b({_UNIT})$", re.IGNORECASE)
_WHOSE = re.compile(
    r"(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu) [^\W\d_a-zđ][^-,]*$"
)
"""At the end of the name of a body that tells itself which place it is of."""

_OFFICERS = re.compile(
    r"ban (?:thường trực|thường vụ|chấp hành)|văn phòng|thường trực", re.IGNORECASE
)
_OFFICERS_OF = re.compile(rf"(ban (?:thường trực|thường vụ|chấp hành)|bch)\s+(?={_UNIT}\b)", re.I)
_MASS_BODY = re.compile(r"(?:ủy ban )?(?:đoàn|hội|mặt trận|mttq|công đoàn|liên đoàn)\b", re.I)
_SUPERIOR = re.compile(r"đảng bộ\b", re.IGNORECASE)
_TERM = re.compile(r"nhiệm kỳ\b|khóa\b|khoá\b", re.IGNORECASE)
_OPEN_END = re.compile(r"(?:\b(?:và|của|về|thứ)|[,-])$", re.IGNORECASE)
_OPEN_START = re.compile(r"(?:và|của|lần thứ)\b", re.IGNORECASE)
_CENTRAL = "Ban Chấp hành Trung ương"
_WHO = re.compile(
    r"c[ủu]a\s+(?P<who>bộ chính trị|ban bí thư|ban chấp hành trung ương)(?: đảng)?", re.IGNORECASE
)
_OF_OFFICERS = re.compile(
    rf"c[ủu]a\s+(?P<who>{_OFFICERS.pattern})(?:\s+(?P<of>.+?))?(?=\s+về\b|\s*[,*]|$)", re.IGNORECASE
)
# It is who acts, not whose rules are cited («tiêu chuẩn mà Bộ Chính trị quy định»).
_SPEAKS = re.compile(
    r"(?:^|[.:;,])\s*(?P<who>Bộ Chính trị|Ban Bí thư)\s+"
    r"(?:hướng dẫn|quy định|quyết định|kết luận|yêu cầu|ban hành|chỉ thị|thống nhất)\b",
    re.MULTILINE,
)


def as_written(name: str, body: str) -> str | None:
    """Return words set in capitals as running text has them, None where it has not.

    Only a text can tell which of its words are names.
    """
    words = r"\s+".join(map(re.escape, name.split()))
    found = re.finditer(rf"(?<!\w){words}(?!\w)", body, re.IGNORECASE)
    return next((" ".join(m[0].split()) for m in found if not m[0].isupper()), None)


def restored(name: str, place: str | None = None) -> str:
    """Return a body's line with the diacritics that a scanner lost of the words all bodies share.

    A name is given back its own only where ``place`` has them.
    """
    if _BODY.match(_lower(name)):
        return name
    known = [(m.start(), _MARKED[m[0].casefold()]) for m in _UNMARKED.finditer(fold(name))]
    if place:
        found = re.finditer(rf"\b{re.escape(fold(place))}(?!\w)", fold(name), re.IGNORECASE)
        known += [(m.start(), place) for m in found]
    for start, words in known:
        words = words.upper() if name.isupper() else words
        name = f"{name[:start]}{words}{name[start + len(words) :]}"
    return name


def names_body(line: str) -> bool:
    """Say whether a line in capitals begins with a body's name, as the first of a head does."""
    if not line.isupper():
        return False
    name = proper_case(line)
    return _BODY.match(name) is not None or _OFFICE.match(name) is not None


def breaks_body(before: str, line: str) -> bool:
    """Say whether what all such bodies are called goes on from one line to the next."""
    bodies = _BODY.finditer(_lower(f"{before} {line}"))
    return any(match.start() < len(before) < match.end() - 1 for match in bodies)


def _lower(text: str) -> str:
    """Return a name in lower case, its uỷ with the tone where the field now writes it."""
    return text.lower().replace("uỷ", "ủy")


def proper_case(name: str, places: Iterable[str] = ()) -> str:
    """Return a body's name, given in capitals or none, with the capitals the field gives it.

    Args:
        name: As a head has it.
        places: Names that the head itself tells to be places.
    """
    if not (name.isupper() or name.islower()):
        return name
    text = _lower(name)
    for place in places:
        text = re.sub(rf"\b{re.escape(place.lower())}(?!\w)", place.title(), text)
    text = _PLACE.sub(lambda match: f"{match[1]} {match[2].title()}", text)
    text = _OFFICE.sub(lambda match: f"{match[1].capitalize()} {match[2].upper()}", text)
    text = _AFTER.sub(lambda match: match[1] + match[2].upper(), text)
    text = _ROMAN.sub(lambda match: match[0].upper(), text)
    text = _ACRONYM.sub(lambda match: match[0].upper(), text)
    text = _BODY.sub(lambda match: _AS_WRITTEN[match[0].casefold()], text)
    text = re.sub(rf"\b{_UNIT}\b", lambda match: match[0].lower(), text, flags=re.IGNORECASE)
    return text[:1].upper() + text[1:]


def issuer_of(
    organs: Sequence[str], after_type: str, body: str, place: str | None = None
) -> str | None:
    """Return who issued a document.

    Args:
        organs: The lines of the head above the number, outermost first.
        after_type: The line below the type: ``CỦA BỘ CHÍNH TRỊ`` names one of the central bodies,
            ``CỦA BAN THƯỜNG VỤ TỈNH ỦY`` who acts for the body above.
        body: The beginning of the text, where a body may name itself.
        place: Where it was issued: most bodies are named after it.
    """
    names = [_cased(line, body, place) for line in _whole(organs)]
    if not names:
        return None
    last = names[-1]
    before = names[-2] if len(names) > 1 else ""
    if last == _CENTRAL:
        named = _WHO.match(after_type) or _SPEAKS.search(body)
        return proper_case(named["who"].lower()) if named else last
    if acting := _officers_of(last, after_type):
        return f"{acting} {last}"  # TỈNH ỦY … ⏎ KẾT LUẬN ⏎ CỦA BAN THƯỜNG VỤ TỈNH ỦY
    if before and (_OFFICERS.fullmatch(last) or _COUNCIL.match(before)):
        return f"{last} {before}"  # ỦY BAN MTTQ VIỆT NAM TỈNH … ⏎ BAN THƯỜNG TRỰC
    if (acting_in := _OFFICERS_OF.match(last)) and _MASS_BODY.match(before):
        return f"{acting_in[1]} {before} {last[acting_in.end() :]}"  # HỘI … ⏎ BAN CHẤP HÀNH TỈNH …
    if before == _CENTRAL:
        return f"{last} Trung ương"  # BAN CHẤP HÀNH TRUNG ƯƠNG ⏎ BAN TỔ CHỨC
    if placed := _placed(last, before):
        return placed
    of_party = _PARTY_BODY.match(before) or _UNION_BODY.match(before)
    if of_party and not _PARTY_BODY.match(last):
        return f"{last} {before}"  # THÀNH ỦY ĐẠI AN ⏎ BAN TỔ CHỨC
    if _STATE_BODY.match(before) and not _STATE_BODY.match(last):
        return f"{last} {_STATE_BODY.sub('', before).strip()}".strip()  # UBND TỈNH … ⏎ SỞ NỘI VỤ
    return last


def _officers_of(body: str, after_type: str) -> str | None:
    """Return who acts for a Party body, as the line below the type says; None where it does not."""
    acting = _OF_OFFICERS.match(restored(after_type))
    if acting is None or not _PARTY_BODY.match(body):
        return None
    of, whole = (fold(_lower(text)).split() for text in (acting["of"] or "", body))
    return proper_case(acting["who"].lower()) if whole[: len(of)] == of else None


def _whole(organs: Sequence[str]) -> list[str]:
    """Return the names of a head, those whole that a narrow column broke in two or three lines."""
    names: list[str] = []
    for line in organs:
        if _TERM.match(line) and names:
            continue
        if names and _goes_on(names[-1], line):
            names[-1] = f"{names[-1]} {line}"
        else:
            names.append(line)
    return names


def _goes_on(before: str, line: str) -> bool:
    """Say whether a line of a head is the rest of the name above it."""
    if _OPEN_END.search(before) or _OPEN_START.match(line):
        return True
    if _PARTY_BODY.match(line) or _UNION_BODY.match(line):
        return False
    if _UNIT_LINE.match(line):
        return True  # ỦY BAN NHÂN DÂN ⏎ XÃ NẬM POÓNG
    if breaks_body(before, line):
        return True  # ỦY BAN THƯỜNG VỤ ⏎ QUỐC HỘI
    return not (_SUPERIOR.match(before) or names_body(line))


def _cased(name: str, body: str, place: str | None) -> str:
    written = as_written(name, body) if name.isupper() else None
    if written and written[0].isupper():
        return written.replace("uỷ", "ủy").replace("Uỷ", "Ủy")
    return proper_case(name, [place] if place else ())


def _placed(last: str, before: str) -> str | None:
    """Return the name of a body that tells which place it is of, whole; None if it does not."""
    if _WHOSE.search(last):
        return last  # TỈNH ỦY … ⏎ BAN CHẤP HÀNH ĐẢNG BỘ TỈNH …
    unit = _UNIT_END.search(last)
    if unit is None:
        return None
    # UBND TỈNH … ⏎ THANH TRA TỈNH; the party's body of a thành phố is its THÀNH ỦY.
    party = rf"{unit[1].split()[0]} ủy"
    named = re.search(rf"\b(?:{party}|{unit[1]})( .+)", before, re.IGNORECASE)
    return f"{last}{named[1]}" if named else None
