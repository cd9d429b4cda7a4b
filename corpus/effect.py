"""The day from which a directive is in force, where it says so itself."""

import datetime
import re

from corpus.dates import date_at
from corpus.numbers import find_numbers
from corpus.quotation import without_quotations
from corpus.type_names import ANY

_EFFECT = re.compile(
    rf"\b(?:{ANY}|văn bản)\s+này(?P<between>[^.;\n]{{0,80}}?)\s+có\s+hiệu\s+lực(?:\s+thi\s+hành)?"
    r"\s*,?\s*(?:kể\s+)?từ\s+(?=ngày\b)",
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
    day = date_at(text, match.end()) if match else None
    return None if day and issued and day <= issued else day
