"""What a document says of itself: its own number, type, issuer, date and title.

The head of a Vietnamese directive has a fixed form (Hướng dẫn 36-HD/VPTW for the Party, Nghị định
30/2020/NĐ-CP for the State): bodies, number, motto, place and date, type, title. Whatever the
head does not say stays None: a number in the text is one the document cites.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.clean import RULE
from corpus.document import Kind
from corpus.issuers import issuer_of, proper_case
from corpus.lines import Line
from corpus.numbers import TYPES, find_numbers, type_of
from corpus.paragraphs import ends_sentence, is_upper
from corpus.tables import CELL

_HEAD_LINES = 45
"""Lines within which a head ends, with the furniture of a page above it."""

_TYPE_NAMES = sorted(
    {*TYPES.values(), "Quy định", "Luật", "Thông báo kết luận", "Nghị quyết liên tịch", "Điều lệ",
     "Chương trình hành động", "Nội quy", "Lời kêu gọi", "Tuyên bố", "Chiến lược", "Cương lĩnh",
     "Thông tri", "Hướng dẫn liên ngành", "Quy chế phối hợp", "Đề cương", "Thông cáo", "Hiến pháp",
     "Bộ luật"},
    key=lambda name: (-len(name), name),
)  # fmt: skip
_TYPE = re.compile(rf"({'|'.join(_TYPE_NAMES)})(?=$|[\s:])", re.IGNORECASE)
_TYPE_AS_WRITTEN = {name.casefold(): name for name in _TYPE_NAMES}
_NUMBER_LINE = re.compile(
    r"(?:[-–*]\s*)?(?:(?:luật|nghị quyết|pháp lệnh)\s+)?s[ốôổo6]\s*[:.;]?\s*(?=\d|[-–/_.…]|$)",
    re.IGNORECASE,
)
_MOTTO = re.compile(
    r"đảng cộng sản việt nam$|cộng h(?:òa|oà) xã hội chủ nghĩa việt nam$|độc lập\s*[-–]\s*tự do.*$",
    re.IGNORECASE,
)
_DAY = r"ng[àa]y\s*(\d{1,2})\s*(?:th[áa]ng|[/.-])\s*(\d{1,2})\s*(?:n[ăa]m|[/.-])\s*(\d{4})"
# Place and date close the line; the place is what a date within a sentence has not.
_DATED = re.compile(
    rf"(?:(?:^|\s)[^\W\d_][^,;:()\d]{{1,50}},\s*|^\W*){_DAY}\W{{0,3}}$", re.IGNORECASE
)
_PLACED = re.compile(rf"(?:^|\s)[^\W\d_][^,;:()\d]{{1,50}},\s*{_DAY}\W{{0,3}}$", re.IGNORECASE)
_DATE = re.compile(_DAY, re.IGNORECASE)
_MONTH = re.compile(r"ngày\s*\d{1,2}\s*tháng\s*\d{1,2}$", re.IGNORECASE)
_YEAR = re.compile(r"năm\s*\d{4}$", re.IGNORECASE)
_UNDATED = re.compile(r"(?:^|\s)[^\W\d_][^,;:()\d]{1,50},\s*ngày\b[^,;]{0,30}$", re.IGNORECASE)
_BODY_STARTS = re.compile(
    r"(?:[-–+•]\s*)?(?:căn cứ|xét (?:đề nghị|tờ trình|báo cáo)|theo đề nghị|kính gửi|nơi nhận|"
    r"điều\s+\d|chương\s+[ivx\d]|phần\s+(?:thứ|[ivx\d])|mục\s+[ivx\d]|[ivx]{1,4}\s?[.\-–/)]\s|"
    r"\d{1,2}[.)]\s|\d{1,2}\s?[-–]\s|lời nói đầu|quyết nghị\s*:|"
    r"\(?\s*(?:được\s+)?(?:ban hành\s+)?kèm theo)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?:v/v|về việc)\b\s*:?\s*", re.IGNORECASE)
_ATTACHED = re.compile(r"\(?\s*(?:được\s+)?(?:ban hành\s+)?kèm theo\b", re.IGNORECASE)
_BY = re.compile(r"\bcủa\s+([^,;()]{3,80})", re.IGNORECASE)
_ORGAN = re.compile(
    r"(?:(?:tổng )?(?:ban|bộ|sở|phòng|cục|vụ|viện|hội|đoàn|liên|trung tâm|trường|học viện)|"
    r"công an|chi cục|tỉnh|thành|huyện|quận|thị|đảng|chi|xã|phường|đặc khu|ủy|uỷ|ubnd|"
    r"ubmttq|bch|hđnd|đại hội|"
    r"quốc hội|chính phủ|thủ tướng|chủ tịch|văn phòng|mặt trận|tòa|toà|hđbc|hội đồng)\b",
    re.IGNORECASE,
)
_NOT_ORGAN = re.compile(r"bản|dự thảo|mật\b|tối mật|hỏa tốc|khẩn|tài liệu", re.IGNORECASE)
_OF_BODY = re.compile(r"c[ủu]a\s", re.IGNORECASE)
_DIGEST = re.compile(r"\W*bản tóm lược\b", re.IGNORECASE)
_ANNOUNCED = re.compile(
    rf"(?:ngày\s+(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}})\s*,\s*)?(?P<issuer>[^\W\d_][^,.;:\d]{{4,80}}?)\s+"
    rf"(?:vừa\s+|đã\s+)?(?:ký\s+)?ban hành\s+(?P<type>{'|'.join(_TYPE_NAMES)})\s+số\s+",
    re.IGNORECASE,
)
_FULL_TEXT = re.compile(
    r"(?:dưới đây là|sau đây là|xin giới thiệu|đăng)\s+(?:toàn|nguyên) văn", re.IGNORECASE
)
_ABOUT = re.compile(r"\s*,?\s*(?:ngày\s[\d/.-]+\s*)?(về\s[^.:]{10,400}|“[^”]{10,400}”)")

_OWN = re.compile(r"\s+số\s+", re.IGNORECASE)

# Signs that a page reports on something, one group a sign, case-folded.
_SCENES = (
    ("tổ chức hội nghị", "tổ chức buổi", "tổ chức lễ", "tổ chức gặp mặt", "khai mạc hội nghị"),
    ("dự hội nghị", "tham dự có", "đến dự", "cùng dự", "tham dự:", "dự và chủ trì"),
    ("chủ trì hội nghị", "chủ trì buổi", "chủ trì và phát biểu"),
    ("phát biểu tại", "phát biểu chỉ đạo", "phát biểu kết luận", "nhấn mạnh,", "yêu cầu các"),
    ("vừa qua,", "sáng nay", "chiều nay", "sáng ngày", "chiều ngày", "sáng 1", "sáng 2",
     "chiều 1", "chiều 2"),
    ("quang cảnh", "lượt xem", "phóng viên", "tại hội nghị", "tại buổi lễ", "kết luận hội nghị"),
)  # fmt: skip
_REPORTS = 3
"""Signs from which a page without a head counts as news."""

_COLUMNS = re.compile(rf"\s{{3,}}|\t|{CELL}")
_LEAD_MAX = 3000
"""Characters of a paragraph in which a lead would announce what it prints."""

_CELL_MAX = 250
"""Characters: both columns of a head's line have fewer."""

_ORGAN_MAX = 120
"""Characters of a body's name."""

_TITLE_MAX = 600
"""Characters: a longer "title" is the text itself."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself; ``head`` counts the lines that say it, the title's too."""

    kind: Kind = "directive"
    number: str | None = None
    type: str | None = None
    issuer: str | None = None
    date: datetime.date | None = None
    title: str | None = None
    head: int = 0


def recognise(lines: Sequence[Line]) -> Metadata:
    """Return what the first lines of a document tell about it.

    Args:
        lines: Without furniture, but with the rules that close a head.
    """
    head = lines[:_HEAD_LINES]
    rows = [line.text[:_LEAD_MAX] for line in head]
    digest = any(_DIGEST.match(row) for row in rows[:3])
    found = _formal(head) or _announced(rows) or _headline(lines)
    return replace(found, kind="digest") if digest else found


def cited_numbers(text: str, own: str | None) -> tuple[str, ...]:
    """Return the numbers a text mentions, each once, in order, without the document's own."""
    found = dict.fromkeys(span.canonical for span in find_numbers(text))
    found.pop(own or "", None)
    return tuple(found)


def _date(match: re.Match[str] | None) -> datetime.date | None:
    if match is None:
        return None
    day, month, year = (int(part or 0) for part in match.groups()[:3])
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


@dataclass(slots=True)
class _Cell:
    """A part of a head: a line, or one of its two columns."""

    text: str
    row: int
    gap: bool

    @property
    def rule(self) -> bool:
        return RULE.match(self.text) is not None


def _cells(lines: Sequence[Line]) -> Iterator[_Cell]:
    for row, line in enumerate(lines):
        texts = _COLUMNS.split(line.text) if len(line.text) <= _CELL_MAX else [line.text]
        for place, text in enumerate(texts):
            if text.strip():
                yield _Cell(text.strip(), row, line.gap and not place)


def _dates_joined(cells: Iterable[_Cell]) -> list[_Cell]:
    """Return the cells with a date that a narrow column broke in one."""
    joined: list[_Cell] = []
    for cell in cells:
        if joined and _YEAR.match(cell.text) and _MONTH.search(joined[-1].text):
            joined[-1].text += f" {cell.text}"
        else:
            joined.append(cell)
    return joined


def _formal(lines: Sequence[Line]) -> Metadata | None:
    """Return what a head in its fixed form says, None where there is none."""
    cells = _dates_joined(_cells(lines))
    stop = next((i for i, cell in enumerate(cells) if _BODY_STARTS.match(cell.text)), len(cells))
    stop = stop if stop else len(cells)
    stop = next((i for i in range(stop) if len(cells[i].text) > _TITLE_MAX), stop)
    short = [cell for cell in cells[:stop] if len(cell.text) <= _CELL_MAX]
    motto = any(_MOTTO.search(cell.text) for cell in short)
    numbered = next((i for i in range(stop) if _NUMBER_LINE.match(cells[i].text)), None)
    formal = motto or numbered is not None
    typed = next((i for i in range(stop) if _is_type(cells, i, formal)), None)
    subject = next((i for i in range(stop) if _SUBJECT.match(cells[i].text)), None)
    if typed is None and (numbered is None or not (motto or subject is not None)):
        return None
    number = _number(cells, numbered) if numbered is not None else None
    ends = [i for i in (numbered, typed, subject) if i is not None]
    top = cells[: max(i for i in (numbered, typed or subject or stop) if i is not None) + 1]
    date = _date(next(filter(None, (_DATED.search(cell.text) for cell in top)), None))
    if date is None:  # beside a letter's subject, or below a type that its number follows
        below = short if typed is None else cells[typed + 1 : typed + 3]
        date = _date(next(filter(None, map(_PLACED.search, (cell.text for cell in below))), None))
    organs = _organs(cells[: min(ends)])
    kind = type_of(number) if number else None
    named = ""
    if typed is not None:
        match = _TYPE.match(cells[typed].text)
        kind = _TYPE_AS_WRITTEN[match[1].casefold()] if match else kind
        named = cells[typed + 1].text if typed + 1 < len(cells) else ""
        title, end = _title(cells, typed)
    elif subject is not None:
        kind = kind or "Công văn"
        title, end = _subject(cells, subject, stop)
    else:
        title, end = None, max(ends) + 1
    body = "\n".join(line.text for line in lines[cells[min(end, len(cells) - 1)].row :])
    issuer = issuer_of(organs, named, body)
    attached = next((c.text for c in cells[end : end + 2] if _ATTACHED.match(c.text)), "")
    if attached and number is None:
        attached = " ".join(c.text for c in cells[end : end + 4])
        spans = find_numbers(attached)
        number = spans[0].canonical if spans else None
        date = date or _date(_DATE.search(attached))
        by = _BY.search(attached)
        issuer = issuer or (by[1].strip() if by else None)
    rows = cells[end].row if end < len(cells) else len(lines)
    return Metadata("directive", number, kind, issuer, date, title, rows)


def _is_type(cells: Sequence[_Cell], place: int, formal: bool) -> bool:
    """Say whether a line is the type above a title, or begins with it."""
    text = cells[place].text
    match = _TYPE.match(text)
    if match is None:
        return False
    if len(match[0]) == len(text.rstrip(" :")):
        return formal or is_upper(text)
    if not is_upper(text) or text.endswith((".", ";")):
        return False
    # QUY ĐỊNH CHUNG heads a chapter; QUY ĐỊNH VỀ … is one only in a head, or brought along.
    return formal or any(_ATTACHED.match(cell.text) for cell in cells[place + 1 : place + 4])


def _number(cells: Sequence[_Cell], place: int) -> str | None:
    """Return the number of a line that begins with «Số»; None where it was left blank."""
    text = cells[place].text
    begins = _NUMBER_LINE.match(text)
    if begins and begins.end() == len(text) and place + 1 < len(cells):
        text = f"{text} {cells[place + 1].text}"  # the number stands in the line below
    spans = find_numbers(text)
    near = begins is not None and spans and spans[0].start <= begins.end() + 2
    return spans[0].canonical if near else None


def _organs(cells: Sequence[_Cell]) -> list[str]:
    """Return the names above the number, outermost first, mottos and dates taken off."""
    organs: list[str] = []
    for cell in cells:
        text = _MOTTO.sub("", cell.text).strip(" *-–")
        if (
            not text
            or len(text) > _ORGAN_MAX
            or cell.rule
            or _DATED.search(text)
            or _UNDATED.search(text)
        ):
            continue
        if _NOT_ORGAN.match(text) or not (is_upper(text) or text.islower() or _ORGAN.match(text)):
            continue
        if organs or _ORGAN.match(text):
            organs.append(text)
    return organs


def _title(cells: Sequence[_Cell], typed: int) -> tuple[str | None, int]:
    """Return the title below a type, and the place of the cell after it."""
    match = _TYPE.match(cells[typed].text)
    rest = cells[typed].text[match.end() :].strip(" :") if match else ""
    parts = [rest] if rest and not _NUMBER_LINE.match(rest) else []
    place = typed + 1
    ruled = next((i for i in range(place, min(place + 8, len(cells))) if cells[i].rule), None)
    while place < len(cells):
        cell = cells[place]
        text = cell.text
        if cell.rule or _BODY_STARTS.match(text) or (parts and cell.gap):
            break
        if _NUMBER_LINE.match(text) or (_DATED.search(text) and not parts):
            place += 1
            continue
        if not parts and is_upper(text) and _OF_BODY.match(text):
            place += 1  # CỦA BỘ CHÍNH TRỊ
            continue
        if parts and (ruled is None or place > ruled) and not _title_goes_on(parts, cells, place):
            break
        if not parts and len(text) > _TITLE_MAX:
            break
        parts.append(text)
        place += 1
    return _tidy(parts), place


def _title_goes_on(parts: Sequence[str], cells: Sequence[_Cell], place: int) -> bool:
    """Say whether a line under a title, without a rule below to tell, still belongs to it."""
    text, last = cells[place].text, parts[-1]
    if ends_sentence(text) or ends_sentence(last):
        return False
    if is_upper(last) or is_upper(text):
        return is_upper(last) and is_upper(text)
    if len(text) > 150 or len(last) < 30:
        return False
    after = cells[place + 1] if place + 1 < len(cells) else None
    closes = (
        after is None
        or after.gap
        or after.rule
        or _BODY_STARTS.match(after.text)
        or is_upper(after.text)
    )
    return bool(closes) or (text[0].islower() and not last[0].islower())


def _subject(cells: Sequence[_Cell], place: int, stop: int) -> tuple[str | None, int]:
    """Return what a letter is about, from its «V/v» on."""
    parts = [_SUBJECT.sub("", cells[place].text, count=1)]
    for end in range(place + 1, stop):
        cell = cells[end]
        if _DATED.search(cell.text) or _MOTTO.search(cell.text):
            continue
        if cell.rule or cell.gap:
            return _tidy(parts), end
        parts.append(cell.text)
    return _tidy(parts), stop


def _tidy(parts: Sequence[str]) -> str | None:
    title = re.sub(r"\s+", " ", " ".join(parts)).strip(" *-–")
    return title if 0 < len(title) <= _TITLE_MAX else None


def _announced(rows: Sequence[str]) -> Metadata | None:
    """Return what the lead of a page says of the directive it then prints in full."""
    if not _FULL_TEXT.search("\n".join(rows[:15])):
        return None
    for row, text in enumerate(rows[:15]):
        if not any(_FULL_TEXT.search(near) for near in rows[row : row + 3]):
            continue
        match = _ANNOUNCED.search(text)
        span = next(iter(find_numbers(text[match.end() :])), None) if match else None
        if match and span and span.start <= 2:
            about = _ABOUT.match(text, match.end() + span.end)
            end = row + 1
            while end < len(rows) and _TYPE.match(rows[end]) and not ends_sentence(rows[end]):
                end += 1  # the page's own headline
            return Metadata(
                "directive",
                span.canonical,
                _TYPE_AS_WRITTEN[match["type"].casefold()],
                proper_case(match["issuer"].strip()),
                _date(match),
                about[1].strip("“” ") if about else None,
                end,
            )
    return None


def _headline(lines: Sequence[Line]) -> Metadata:
    """Return the headline of a page without a head, and whether it is news."""
    text = "\n".join(line.text for line in lines[:80])[:8000].casefold()
    news = sum(any(sign in text for sign in group) for group in _SCENES) >= _REPORTS
    place = next((i for i, line in enumerate(lines[:10]) if RULE.match(line.text) is None), None)
    if place is None:
        return Metadata()
    first = lines[place]
    title = None
    if first.level or (
        news and len(first.text) <= 250 and not first.text.endswith((".", ";", ":"))
    ):
        title = _tidy([first.text])
    found = Metadata("news" if news else "directive", title=title, head=place + bool(title))
    named = _TYPE.match(first.text)
    span = next(iter(find_numbers(first.text)), None)
    if (
        first.level
        and not news
        and named
        and span
        and _OWN.fullmatch(first.text[named.end() : span.start])
    ):
        about = _ABOUT.match(first.text, span.end)
        found = replace(
            found,
            number=span.canonical,
            type=_TYPE_AS_WRITTEN[named[1].casefold()],
            date=_date(_DATE.search(first.text[span.end :])),
            title=about[1].strip("“” ") if about else title,
        )
    return found
