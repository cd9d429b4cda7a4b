"""The head of a directive in its fixed form: bodies, number, motto, place and day, type, title.

Hướng dẫn 36-HD/VPTW sets it out for the Party, Nghị định 30/2020/NĐ-CP for the State. A scanner's
slips are read where nothing else can be meant; whatever the head does not say stays None.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from itertools import takewhile

from corpus.clean import RULE
from corpus.dates import Stamp, find_date, stamp
from corpus.document import Kind
from corpus.issuers import as_written, breaks_body, issuer_of, names_body, restored
from corpus.lines import Line
from corpus.numbers import find_numbers, own_number, type_of
from corpus.paragraphs import ends_sentence, is_upper
from corpus.tables import CELL
from corpus.text import fold
from corpus.type_names import proper_type, type_at_start, type_line

HEAD_LINES = 45
"""Lines within which a head ends, with the furniture of a page above it."""

_BODY_LINES = 200
"""Lines in which a text may write out what its head has in capitals."""

# Patterns of ``_plain`` text: folded and lower, so that a lost diacritic changes nothing.
_NUMBER_LINE = re.compile(
    r"\W{0,3}(?:(?:luat|nghi quyet|phap lenh|lenh)\s+)?s[o06]\s*[:.;]?\s*(?=[\doil|]|[-–/_.…]|$)"
)
_MOTTOES = (
    "dang cong san viet nam", "cong hoa xa hoi chu nghia viet nam", "doc lap tu do hanh phuc",
)  # fmt: skip
_MOTTO_LINE = re.compile(r"\W*doan (?:tncs|thanh nien cong san) ho chi minh\W*$")
_IN_UNION = re.compile(r"(?:ban chap hanh|ban thuong vu|bch) (?:tinh|huyen|thanh pho|xa|phuong)\b")
_MOTTO_OPENS = re.compile(r"c[ộo]ng|[đd][ảa]ng|[đd][ộo]c", re.IGNORECASE)
_MOTTO_MAX = 50  # characters
_TYPE_WORDS = 4
_WORD = re.compile(r"[^\W_]+")
_HALF_MOTTO = re.compile(r"doc lap\W{0,5}tu do.*$")
_MISREAD_MOTTO = 0.85
"""Share of letters alike (difflib) from which a line is a motto misread."""

_DAY_OPEN = re.compile(
    r"(?:^|\s)ngay\s*(?:[\doil|]{1,2}\s*(?:thang\s*(?:[\doil|]{1,2}\s*(?:nam)?)?)?)?$"
)
"""A day that its line does not hold."""

_PLACE_OPEN = re.compile(
    r"(?:(?:Thành phố|T[Pp]\.?|Thị xã|Đặc khu|Huyện|Quận|Xã|Phường)(?: [^\W\d_]+){0,3}"
    r"|[^\W\d_]{2,7})$"
)
"""A place that its line does not hold: Thành phố Hồ Chí ⏎ Minh, ngày 18 …"""

_BODY_STARTS = re.compile(
    r"\W{0,3}(?:can cu\b|xet (?:de nghi|to trinh|bao cao)|theo de nghi|kinh (?:gui|thua)|noi nhan|"
    r"dieu\s+\d|chuong\s+(?:[ivx]+|\d+)\b|phan\s+(?:thu\b|(?:[ivx]+|\d+)\b)|muc\s+(?:[ivx]+|\d+)\b|"
    r"(?:a|[ivx]{1,4})\s?[.\-–/)]\s|\d{1,2}[.)]\s|\d{1,2}\s?[-–]\s|loi noi dau|quyet nghi\s*:?$|"
    r"hom nay\b|\(?\s*(?:duoc\s+)?(?:ban hanh\s+)?kem theo|\(.{0,80}thong qua)"
)
_SUBJECT = re.compile(r"\W{0,2}(?:v/v|ve viec)\b\s*:?\s*")
_LETTER = re.compile(rf"{_SUBJECT.pattern}|\W*kinh gui\b")
_ATTACHED = re.compile(r"\(?\s*(?:duoc\s+)?(?:ban hanh\s+)?kem theo\b")
_NOT_ORGAN = re.compile(
    r"ban so\b|ban sao|ban chinh|du thao|mat\b(?! tran)|toi mat|hoa toc|khan|tai lieu"
)
_STAMPED = re.compile(
    r"(?:(?:ban )?(?:sao luc|sao y|trich sao)(?: ban chinh| dien tu)?\W*"
    r"|(?:(?:cong van|van ban) )?den\W*(?:s[o06]\b.*)?)$"
)
_OF_STAMP = re.compile(
    r"\W*(?:s[o06]\b(?:[^a-z]*|.*\bbs/.*|.*\bngay\b.*)$|(?:ngay|gio|chuyen|luu ho so)\b)"
)
"""What a stamp has below its name: the number by which an office enters papers, or a day."""

_BLANKS = re.compile(r":|…|\.\.")
_SMALL_BODY = re.compile(
    r"(?:Tỉnh|Thành|Huyện|Quận|Thị|Đảng) (?:ủy|uỷ|bộ)(?: [^\W\d_]+){1,6}\s*(?:$|\*|\s{3}|\t)"
)
"""A body as a pasted page may have it, without capitals."""

_DAY_LEFT = re.compile(r"(?:\bngay\s+|^)thang\s*\d{1,2}\s*nam\s*\d{4}$")
"""The day of a draft; where it was left wide, what follows it counts as another column."""

_PLACE_ALONE = re.compile(r"(?:[A-Z][a-z]+\s?){1,4},")
"""A place whose day stands on the line below."""

_TO_FILL = re.compile(r"\w.*(?:…|\.\.)|(?:…|\.\.).*\w")
_OF_BODY = re.compile(r"cua\s(?!.*\bve\b)")

_BY = re.compile(r"\bcủa\s+([^,;()]{3,80})", re.IGNORECASE)
_ORGAN = re.compile(
    r"(?:(?:tổng )?(?:ban|bộ|sở|phòng|cục|vụ|viện|hội|đoàn|liên|trung tâm|trường|học viện)|"
    r"công an|chi cục|tỉnh|thành|huyện|quận|thị|đảng|chi|xã|phường|đặc khu|ủy|uỷ|ubnd|thanh tra|"
    r"ubmttq|bch|hđnd|đại hội|"
    r"quốc hội|chính phủ|thủ tướng|chủ tịch|văn phòng|mặt trận|tòa|toà|hđbc|hội đồng)\b",
    re.IGNORECASE,
)
# Who enacts stands between title and text: CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH …
_ENACTS = re.compile(
    r"(?:chủ tịch|bộ trưởng|giám đốc|thủ tướng|chánh|tổng|trưởng|hiệu trưởng|viện trưởng|"
    r"ban thường vụ|ban chấp hành|ban bí thư|bộ chính trị|thường trực|chính phủ|quốc hội|"
    r"hội đồng|ủy ban|uỷ ban|đại hội|ban chỉ đạo|đảng ủy|tỉnh ủy|thành ủy|hđnd|ubnd)\b",
    re.IGNORECASE,
)
_SESSION = re.compile(r"khóa\b|khoá\b|kỳ họp\b|nhiệm kỳ\b", re.IGNORECASE)
_OPEN = re.compile(
    r"(?:\b(?:và|của|về|cho|với|tại|giữa|đối với|trong|do|là|theo|thứ|việc|các)|[,;–-])$",
    re.IGNORECASE,
)
# What a first sentence opens with, and the second line of a title does not.
_LEAD = re.compile(
    r"(?:Thực hiện|Triển khai|Căn cứ|Để|Nhằm|Ngày|Trong|Sau|Qua|Theo|Thời gian|Những năm|Hôm nay|"
    r"Trên cơ sở|Nhân dịp|Thiết thực|Tiếp tục)\s"
)
_VERBOSE = re.compile(r"(VỀ VIỆC|VỀ|V/V)\s+")

_COLUMNS = re.compile(rf"\s{{3,}}|\t|\s\|\s|{CELL}")
_CELL_MAX = 250
"""Characters: both columns of a head's line have fewer."""

_ORGAN_MAX = 120
"""Characters of a body's name."""

_TITLE_MAX = 600
"""Characters: a longer "title" is the text itself."""

_FULL_ROWS = 16
"""Cells within which a whole head comes to its type: two bodies, motto, number, place and day."""

_CAPITALS = 12
"""Letters in capitals that a head begins with; the other column may have others."""

_BESIDE = 4
"""Cells from a letter's subject on in which the other column of its head may go on."""

_BLURRED = 2
"""Cells of a whole head, below its number or motto, that a scanner may have left unreadable."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself; ``head`` counts the lines that say it, the title's too."""

    kind: Kind = "directive"
    number: str | None = None
    type: str | None = None
    issuer: str | None = None
    place: str | None = None
    date: datetime.date | None = None
    title: str | None = None
    head: int = 0


def read_head(lines: Sequence[Line]) -> Metadata | None:
    """Return what the head of a document says, None where there is none in the fixed form.

    Args:
        lines: The whole document, without furniture, but with the rules that close a head.
    """
    cells = _unstamped(_joined(_cells(lines[:HEAD_LINES])))
    stop = next((i for i, cell in enumerate(cells) if _BODY_STARTS.match(cell.plain)), len(cells))
    stop = stop if stop else len(cells)
    stop = next((i for i in range(stop) if len(cells[i].text) > _TITLE_MAX), stop)
    short = [cell for cell in cells[:stop] if len(cell.text) <= _CELL_MAX]
    motto = any(without_motto(cell.text) != cell.text for cell in short)
    numbered = next((i for i in range(stop) if _NUMBER_LINE.match(cells[i].plain)), None)
    formal = motto or numbered is not None
    typed = next((i for i in range(stop) if _is_type(cells, i, formal)), None)
    number, code = _number(cells, numbered) if numbered is not None else (None, None)
    subject = next((i for i in range(stop) if _SUBJECT.match(cells[i].plain)), None)
    if subject is None and typed is None and numbered is not None and code == "Công văn":
        subject = _bare_subject(cells, numbered, stop)
    if typed is None and (numbered is None or not (motto or subject is not None)):
        return None
    ends = [i for i in (numbered, typed, subject) if i is not None]
    stamped = _stamp(cells, short, numbered, typed, subject or stop)
    organs = _organs(cells[: min(ends)], stamped.place)
    kind = code
    named = ""
    if typed is not None:
        kind = _type(cells[typed].text) or kind
        named = cells[typed + 1].text if typed + 1 < len(cells) else ""
        title, end = _title(cells, typed)
    elif subject is not None:
        kind = kind or "Công văn"
        title, end = _subject(cells, subject, stop)
    else:
        title, end = None, max(ends) + 1
    first = cells[min(end, len(cells) - 1)].row
    body = "\n".join(line.text for line in lines[first : first + _BODY_LINES])
    issuer = issuer_of(organs, named, body, stamped.place)
    date = stamped.date
    attached = next((c for c in cells[end : end + 2] if _ATTACHED.match(c.plain)), None)
    if attached and number is None:
        by = " ".join(c.text for c in cells[end : end + 4])
        spans = find_numbers(by)
        number = spans[0].canonical if spans else None
        date = date or find_date(by)
        body_named = _BY.search(by)
        issuer = issuer or (body_named[1].strip() if body_named else None)
    rows = cells[end].row if end < len(cells) else min(len(lines), HEAD_LINES)
    title = _cased(title, body) if title else None
    return Metadata("directive", number, kind, issuer, stamped.place, date, title, rows)


def read_whole_head(lines: Sequence[Line], *, opens_page: bool = False) -> Metadata | None:
    """Return what a head says that begins with the first line and lacks nothing, else None.

    It has a body or a motto first, one number line, a type in capitals (a letter: its subject) and
    a title, and nothing else between. Where the number was left blank or cannot be read, it must
    have the motto, the place and the day besides: otherwise it is a form. One that has all of
    these at the top of a page is whole even if a scanner misread the body.

    Args:
        lines: From where it may begin on.
        opens_page: Whether the first of them is the first on its page.
    """
    small = _SMALL_BODY.match(lines[0].text) is not None
    if not (small or lines[0].text[:_CAPITALS].isupper()):  # most lines: the rest is slow
        return None
    first = next(_cells(lines[:1]), None)
    if first is None or not (
        small or opens_page or names_body(restored(first.text)) or _is_motto(first.text)
    ):
        return None
    cells = _joined(_cells(lines[:HEAD_LINES]))
    end = next((i for i, cell in enumerate(cells[:_FULL_ROWS]) if _ends_top(cells, i)), None)
    if end is None or not _is_top(cells[:end]):
        return None
    found = read_head(lines[: HEAD_LINES + _BODY_LINES])
    if found is None or not (found.type and found.title):
        return None
    numbered = next(i for i in range(end) if _NUMBER_LINE.match(cells[i].plain))
    found = replace(found, number=_number(cells, numbered)[0])  # not that of what it comes with
    letter = not _is_type(cells, end, formal=True)
    # Beside a letter's subject its motto may stand, in the other column.
    motto = any(_is_motto(cell.text) for cell in cells[: end + _BESIDE * letter])
    # A draft waits for its day; a form leaves the month to fill in too.
    dated = found.date or any(_DAY_LEFT.search(cell.plain) for cell in cells[:end])
    sealed = bool(motto and found.place and dated)
    if not sealed and (small or letter or found.number is None or found.issuer is None):
        return None
    return found if found.issuer or found.number else None


def _is_motto(text: str) -> bool:
    return without_motto(text) != text


def without_motto(text: str) -> str:
    """Return a line of a head less the motto that closes it, if a scanner misread it too."""
    plain = _plain(text)
    if _MOTTO_LINE.match(plain):
        return ""
    half = _HALF_MOTTO.search(plain)
    if half:
        text, plain = text[: half.start()], plain[: half.start()]
    words = list(_WORD.finditer(plain))
    for motto in _MOTTOES:
        tail = words[-motto.count(" ") - 1 :]
        said = " ".join(word[0] for word in tail)
        # A motto opens with a capital, which most lines lack at that place: comparing is slow.
        near = tail and abs(len(said) - len(motto)) < 4 and text[tail[0].start()].isupper()
        if said == motto or (near and _alike(said, motto)):
            return without_motto(text[: tail[0].start()])
    return text


def _alike(said: str, motto: str) -> bool:
    """Say whether words are a motto misread."""
    pair = SequenceMatcher(None, said, motto)
    # The first is never below the second, and quickly known.
    return pair.quick_ratio() >= _MISREAD_MOTTO and pair.ratio() >= _MISREAD_MOTTO


def tidy_title(parts: Sequence[str]) -> str | None:
    """Return the lines of a title as one; None if that is nothing, or the text itself."""
    title = re.sub(r"\s+", " ", " ".join(parts)).strip(" *-–|'")
    return title if 0 < len(title) <= _TITLE_MAX else None


def _plain(text: str) -> str:
    return fold(text).lower()


@dataclass
class _Cell:
    """A part of a head: a line, or one of its two columns."""

    text: str
    row: int
    gap: bool

    @cached_property
    def plain(self) -> str:
        """The text as patterns want it: folding is slow, and most lines come after the head."""
        return _plain(self.text)

    @property
    def rule(self) -> bool:
        return RULE.match(self.text) is not None


def _cells(lines: Sequence[Line]) -> Iterator[_Cell]:
    for row, line in enumerate(lines):
        texts = _COLUMNS.split(line.text) if len(line.text) <= _CELL_MAX else [line.text]
        for place, text in enumerate(texts):
            if text.strip():
                yield _Cell(text.strip(), row, line.gap and not place)


def _joined(cells: Iterable[_Cell]) -> list[_Cell]:
    """Return the cells with a date, a motto or a type that a narrow column broke in one."""
    joined: list[_Cell] = []
    for cell in cells:
        while joined and _is_rest(joined[-1], cell):
            last = joined.pop()
            cell = _Cell(f"{last.text} {cell.text}", last.row, last.gap)
        joined.append(cell)
    return joined


def _is_rest(before: _Cell, cell: _Cell) -> bool:
    if cell.text[-1].isdecimal():  # asked before what is slower
        if _DAY_OPEN.search(before.plain):
            whole = stamp(f"{before.text} {cell.text}")
            return whole is not None and whole.date is not None
        opens = _PLACE_OPEN.match(before.text) is not None and not before.text.isupper()
        return opens and stamp(cell.text) is not None
    if len(before.text) + len(cell.text) > _MOTTO_MAX:
        return False
    if _MOTTO_OPENS.match(before.text):
        said = " ".join(_WORD.findall(f"{before.plain} {cell.plain}"))
        return any(f"{motto} ".startswith(f"{said} ") for motto in _MOTTOES)
    if before.text[-1] in "-–/":
        return (
            _NUMBER_LINE.match(before.plain) is not None
            and re.match("[A-ZĐ]{2}", cell.text) is not None
        )
    both = f"{before.text} {cell.text}"
    if not is_upper(both):
        return False
    if " " not in before.text and breaks_body(before.text, cell.text):
        return True  # VĂN ⏎ PHÒNG CHÍNH PHỦ
    return both.count(" ") < _TYPE_WORDS and type_line(both) is not None


def _unstamped(cells: list[_Cell]) -> list[_Cell]:
    """Return the cells without the stamp of who received the document, or of who copied it.

    Where the issuer's name stands below a stamp, what stands above it is the receiver's.
    """
    above = takewhile(lambda cell: not type_line(cell.text), cells)
    place = next((i for i, cell in enumerate(above) if _STAMPED.match(cell.plain)), None)
    if place is None:
        return cells
    stop = place + 1
    while stop < len(cells) and _OF_STAMP.match(cells[stop].plain):
        stop += 1
    below = takewhile(lambda cell: not _NUMBER_LINE.match(cell.plain), cells[stop:])
    received = any(names_body(restored(c.text)) and not _is_motto(c.text) for c in below)
    return cells[stop:] if received else cells[:place] + cells[stop:]


def _ends_top(cells: Sequence[_Cell], place: int) -> bool:
    return _is_type(cells, place, formal=True) or _LETTER.match(cells[place].plain) is not None


def _is_top(cells: Sequence[_Cell]) -> bool:
    """Say whether cells are what stands above a type: bodies, one number, motto, place and day."""
    numbers = blurred = 0
    told = False
    for cell in cells:
        numbered = _NUMBER_LINE.match(cell.plain) is not None
        numbers += numbered
        told = told or numbered or _is_motto(cell.text)
        if not numbered and _TO_FILL.search(cell.text):
            return False  # a form's, even if its number is an example
        named = is_upper(cell.text) or _SMALL_BODY.match(cell.text)
        stated = numbered or cell.rule or named or _is_motto(cell.text)
        if not (stated or stamp(cell.text) or _NOT_ORGAN.match(cell.plain)):
            blurred += 1 if told else _BLURRED + 1  # the name under the signature above
    return numbers == 1 and blurred <= _BLURRED


def _is_type(cells: Sequence[_Cell], place: int, formal: bool) -> bool:
    """Say whether a line is the type above a title, or begins with it."""
    text = cells[place].text
    match = type_at_start(text)
    if text.endswith(("-", "–")):
        return False  # VĂN BẢN HỢP NHẤT - ⏎ BỘ Y TẾ heads a part of the gazette
    if type_line(text) and (formal or (match and is_upper(text))):
        return True
    if match is None or not is_upper(text) or text.endswith((".", ";")):
        return False
    if text[match.end() :].lstrip().startswith(("-", "–")):
        return False
    # QUY ĐỊNH CHUNG heads a chapter; QUY ĐỊNH VỀ … is one only in a head, or brought along.
    return formal or any(_ATTACHED.match(cell.plain) for cell in cells[place + 1 : place + 4])


def _type(text: str) -> str | None:
    match = type_at_start(text)
    return type_line(text) or (proper_type(match[1]) if match else None)


def _number(cells: Sequence[_Cell], place: int) -> tuple[str | None, str | None]:
    """Return the number of a line that begins with «Số», and the type that its letters mean.

    One that was left blank, «Số   -HD/BTCTU», has only a type.
    """
    begins = _NUMBER_LINE.match(cells[place].plain)
    text = cells[place].text[begins.end() if begins else 0 :]
    if not text and place + 1 < len(cells):
        text = cells[place + 1].text  # the number stands in the line below
    number = own_number(text)
    return number, type_of(number or text.partition("ngày")[0]) if "/" in text else None


def _stamp(
    cells: Sequence[_Cell], short: Sequence[_Cell], numbered: int | None, typed: int | None,
    last: int,
) -> Stamp:  # fmt: skip
    """Return the place and the day of a head."""
    end = max(i for i in (numbered, last if typed is None else typed) if i is not None)
    found = [stamp(cell.text) for cell in cells[: end + 1]]
    # Beside a letter's subject, or below a type that its number follows, only with a place.
    below = short if typed is None else cells[typed + 1 : typed + 3]
    found += [said for said in (stamp(cell.text) for cell in below) if said and said.place]
    said = [each for each in found if each]
    found_in = next((each for each in said if each.date), said[0] if said else Stamp(None, None))
    if found_in.date and found_in.place is None:
        alone = (_PLACE_ALONE.fullmatch(fold(cell.text)) and cell.text for cell in cells[:end])
        return Stamp(next((text.rstrip(", ") for text in alone if text), None), found_in.date)
    return found_in


def _organs(cells: Sequence[_Cell], place: str | None) -> list[str]:
    """Return the names above the number, outermost first, mottos and dates taken off."""
    organs: list[str] = []
    union = len(cells) > 1 and _MOTTO_LINE.match(cells[0].plain) and _IN_UNION.match(cells[1].plain)
    for cell in cells:
        text = cell.text if union and cell is cells[0] else without_motto(cell.text)
        text = text.strip(" *-–—_.|~'‘’`")
        if not text or len(text) > _ORGAN_MAX or cell.rule or stamp(cell.text):
            continue
        text = restored(text, place) if is_upper(text) else text
        if _NOT_ORGAN.match(_plain(text)) or _BLANKS.search(text):
            continue
        if not (is_upper(text) or text.islower() or _ORGAN.match(text)):
            continue
        if (
            is_upper(text)
            and organs
            and not (is_upper(organs[-1]) or _SMALL_BODY.match(organs[-1]))
        ):
            organs.clear()  # a portal's headline, above the names that a head has in capitals
        if organs or _ORGAN.match(text):
            organs.append(text)
    return organs


def _title(cells: Sequence[_Cell], typed: int) -> tuple[str | None, int]:
    """Return the title below a type, and the place of the cell after it."""
    whole = type_line(cells[typed].text)
    match = None if whole else type_at_start(cells[typed].text)
    rest = cells[typed].text[match.end() :].strip(" :") if match else ""
    if match and proper_type(match[1]) == "Điều lệ":
        rest = cells[typed].text  # ĐIỀU LỆ ĐẢNG is a name
    parts = [rest] if rest and not _NUMBER_LINE.match(_plain(rest)) else []
    place = typed + 1
    ruled = next((i for i in range(place, min(place + 8, len(cells))) if cells[i].rule), None)
    while place < len(cells):
        cell = cells[place]
        text = cell.text
        if (cell.rule and (parts or len(text) > 1)) or _BODY_STARTS.match(cell.plain):
            break
        if parts and (cell.gap or _enacts(parts, cells, place)):
            break
        if cell.rule or _NUMBER_LINE.match(cell.plain) or (stamp(text) and not parts):
            place += 1
            continue
        if not parts and is_upper(text) and _OF_BODY.match(cell.plain):
            place += 1  # CỦA BỘ CHÍNH TRỊ
            continue
        below = ruled is None or place > ruled
        if parts and below and not _title_goes_on(parts, cells, place, named=bool(rest)):
            break
        if not parts and len(text) > _TITLE_MAX:
            break
        parts.append(text)
        place += 1
    return tidy_title(parts), place


def _enacts(parts: Sequence[str], cells: Sequence[_Cell], place: int) -> bool:
    """Say whether a line in capitals below a title names who enacts, just above the text."""
    text = cells[place].text
    if not is_upper(text) or not _ENACTS.match(text) or _OPEN.search(parts[-1]):
        return False
    after = next((c for c in cells[place + 1 :] if not _SESSION.match(c.text)), None)
    return after is None or _BODY_STARTS.match(after.plain) is not None or not is_upper(parts[-1])


def _title_goes_on(
    parts: Sequence[str], cells: Sequence[_Cell], place: int, *, named: bool
) -> bool:
    """Say whether a line under a title, without a rule below to tell, still belongs to it.

    ``named`` says that the first part stands on the line of the type.
    """
    text, last = cells[place].text, parts[-1]
    # KẾ HOẠCH HÀNH ĐỘNG: what follows a type on its line may only be its kind.
    named = named and len(parts) == 1
    if ends_sentence(text) or ends_sentence(last) or (_LEAD.match(text) and not named):
        return False
    if (is_upper(last) or is_upper(text)) and not named:
        return is_upper(last) and is_upper(text)
    if len(text) > 150 or (len(last) < 30 and not named and not _OPEN.search(last)):
        return False
    if text[0].islower() and parts[0][0].isupper() and not is_upper(parts[0]):
        return True
    # Lines that begin small go on; where the last of them ends, the text must begin.
    while place + 1 < len(cells) and cells[place + 1].text[0].islower():
        place += 1
        if len(cells[place].text) > 150 or ends_sentence(cells[place].text):
            return False
    after = cells[place + 1] if place + 1 < len(cells) else None
    return (
        after is None
        or after.gap
        or after.rule
        or _BODY_STARTS.match(after.plain) is not None
        or _LEAD.match(after.text) is not None
        or is_upper(after.text)
    )


def _bare_subject(cells: Sequence[_Cell], numbered: int, stop: int) -> int | None:
    """Return the place of what a Party letter is about, without «V/v» below its number."""
    for place in range(numbered + 1, stop):
        cell = cells[place]
        if cell.text[0].islower() and not stamp(cell.text) and without_motto(cell.text):
            return place
    return None


def _subject(cells: Sequence[_Cell], place: int, stop: int) -> tuple[str | None, int]:
    """Return what a letter is about, from its «V/v» on."""
    opening = _SUBJECT.match(cells[place].plain)
    parts = [cells[place].text[opening.end() if opening else 0 :]]
    for end in range(place + 1, stop):
        cell = cells[end]
        if stamp(cell.text) or without_motto(cell.text) != cell.text:
            continue
        if cell.rule or cell.gap:
            return tidy_title(parts), end
        parts.append(cell.text)
    return tidy_title(parts), stop


def _cased(title: str, body: str) -> str:
    """Return a title in capitals as the text itself writes it, where it does."""
    if not is_upper(title) or title.count(" ") < 2:
        return title
    about = _VERBOSE.match(title)
    rest = title[about.end() :] if about else title
    written = as_written(title, body) or as_written(rest, body)
    if written is None:
        return title
    opens = about is not None and len(written) == len(rest)
    return f"{title[: len(title) - len(rest)].capitalize()}{written}" if opens else written
