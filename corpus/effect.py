"""From which day something holds, as a directive says it: itself, or what it does to others."""

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
_EFFECT = re.compile(
    rf"\b(?:{ANY}|văn bản)\s+này(?P<between>[^.;\n]{{0,80}}?)\s+có\s+hiệu\s+lực(?:\s+thi\s+hành)?"
    rf"\s*,?\s*{_FROM}",
    re.IGNORECASE,
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
    day = _day(text, match.end()) if match else None
    return None if day and issued and day <= issued else day


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
