"""From and to which day something holds, as a directive says: itself, or what it does to others."""

import calendar
import datetime
import re

from corpus.dates import DAY_MAX, date_at
from corpus.numbers import find_numbers
from corpus.quotation import without_quotations
from corpus.type_names import ANY

_HOUR = r"(?:0+\s*(?:giờ|h)\s*(?:0+\s*(?:phút)?)?\s*,?\s*(?:của\s+)?)?"
_FROM = rf"(?:kể\s+)?từ\s+{_HOUR}(?:ngày\s+)?"
_SINCE = re.compile(rf"\b{_FROM}", re.IGNORECASE)
_LAST = re.compile(r"\b(?:hết|sau|vào|hiệu\s+lực|thi\s+hành)\s+ngày\s+", re.IGNORECASE)
_IN_FORCE = r"có\s+hiệu\s+lực(?:\s+thi\s+hành)?"
_AFTER = (
    r"sau\s+(?:khi\s+)?(?:[^\W\d]+\s+){0,4}\(?(?P<count>\d{1,3})\)?\s+(?:\([^)]{1,30}\)\s+)?"
    r"(?P<unit>ngày|tháng)\s*,?\s+kể\s+từ\s+ngày\s+(?:ký|ban\s+hành)\b"
)
_EFFECT = re.compile(
    rf"\b(?:{ANY}|văn bản)\s+này(?P<between>[^.;\n]{{0,80}}?)\s+{_IN_FORCE}"
    rf"\s*,?\s*(?:{_AFTER}|sau\s+\S|{_FROM})",
    re.IGNORECASE,
)
_GOES_ON = ("ngày", "khi", "điểm", "theo", "của", "tại")
_BEGINS = "^" + "".join(rf"(?<!\b{word}\s)" for word in _GOES_ON)
"""A line that is not the rest of the one above: «… từ ngày ⏎ Luật này có hiệu lực đến …»."""

# The sentence must be about the directive and no more, nor hold its end open: «… đến hết năm 2026
# hoặc đến khi có quy định mới».
_EXPIRES = re.compile(
    rf"(?:{_BEGINS}|[.;:])\W*(?P<what>{ANY}|văn bản)\s+này\s+(?:chỉ\s+)?(?:"
    rf"{_IN_FORCE}|có\s+giá\s+trị(?:\s+(?:thi\s+hành|thực\s+hiện|áp\s+dụng))?)"
    rf"(?:\s*,?\s*{_FROM}[^.,;\n]{{2,60}}?)??,?\s+(?:(?:và|,)\s+{_IN_FORCE}\s+)?(?:cho\s+)?đến\s+"
    r"(?:hết\s+)?(?P<last>(?:ngày\b|tháng\b|năm\b|\d)[^.;\n]{0,80})",
    re.IGNORECASE | re.MULTILINE,
)
_OPEN = re.compile(
    r"\b(?:trừ|riêng|đối\s+với|hoặc|nếu|khi|trường\s+hợp|gia\s+hạn|kéo\s+dài|tiếp\s+tục)\b", re.I
)
_LAST_OF = re.compile(
    r"(?:tháng\s+)?(?:(?P<month>\d{1,2})\s*(?:/|năm\s+))?(?<!\d)(?:năm\s+)?(?P<year>\d{4})\b", re.I
)


def effective_on(text: str, issued: datetime.date | None) -> datetime.date | None:
    """Return the day from which a directive says to be in force; None if at once, or not told.

    The first such sentence decides: «Quyết định này có hiệu lực từ ngày ký», and whatever a
    regulation that it brings along says later is about that.

    Args:
        text: The canonical text.
        issued: Its date: what is in force by then needs no day.
    """
    if "hiệu lực" not in text:
        return None
    text = without_quotations(text)
    match = next((m for m in _EFFECT.finditer(text) if not find_numbers(m["between"])), None)
    if match and match["count"]:
        return _later(issued, int(match["count"]), match["unit"]) if issued else None
    day = _day(text, match.end()) if match else None
    return None if day and issued and day <= issued else day


def expires_on(
    text: str, issued: datetime.date | None, kind: str | None = None
) -> datetime.date | None:
    """Return the last day on which a directive says to be in force; None if it tells none.

    Args:
        text: The canonical text.
        issued: Its date: what would have ended before it is misread.
        kind: Its type: a decision may bring along rules that end before it does.
    """
    if "đến" not in text:
        return None
    match = _EXPIRES.search(without_quotations(text))
    if match is None or _OPEN.search(match[0]):
        return None
    if kind and match["what"].casefold() not in (kind.casefold(), "văn bản"):
        return None
    last = match["last"]
    day = _day(last.removeprefix("ngày "), 0) or _last_of(last)
    return None if day and issued and day < issued else day


def _later(day: datetime.date, count: int, unit: str) -> datetime.date:
    """Return the day so many days or months later: sau 10 ngày kể từ 14/7 is 24/7."""
    if unit.casefold() == "ngày":
        return day + datetime.timedelta(count)
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _last_of(text: str) -> datetime.date | None:
    """Return the last day of the month or the year that a text begins with."""
    match = _LAST_OF.match(text)
    if match is None:
        return None
    year, month = int(match["year"]), int(match["month"] or 12)
    if not 1 <= month <= 12:
        return None
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def begins_on(text: str, *, ended: bool = False) -> datetime.date | None:
    """Return the last day that a sentence tells something to hold from, None if it tells none.

    Args:
        text: The sentence, or a part of it.
        ended: Whether it is about an end: one «đến hết ngày 31/12/2026» holds from the next day.
    """
    days = [_day(text, match.end()) for match in _SINCE.finditer(text)]
    found = [day for day in days if day]
    if ended:
        lasts = (_day(text, match.end()) for match in _LAST.finditer(text))
        found += [day + datetime.timedelta(1) for day in lasts if day and day < datetime.date.max]
    return max(found, default=None)


def _day(text: str, start: int) -> datetime.date | None:
    """Return the day at an offset, with «ngày» before it or not."""
    return date_at(f"ngày {text[start : start + DAY_MAX]}", 0)
