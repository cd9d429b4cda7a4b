"""The place and the day of a head, ``Bình Minh, ngày 12 tháng 9 năm 2025``, and days in a text."""

import datetime
import re
from dataclasses import dataclass

from corpus.numbers import find_numbers
from corpus.text import fold

# Scanners take 1 for l and 0 for O; within a date nothing else can be meant.
_MISREAD = str.maketrans("oil|", "0111")
_FIGURES = (
    r"ngay\s*([\doil|]{1,2})\s*(?:thang|[/.-])\s*([\doil|]{1,2}|[ivx]{1,4})\s*(?:nam|[/.-])"
    r"\s*(\d[\doil|]{3})"
)
_FIGURE_DAY = re.compile(_FIGURES)
# II is 2, or 11 misread: no day.
_ROMAN = {
    "ii": "0", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
    "x": "10", "xi": "11", "xii": "12",
}  # fmt: skip
_DIGITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "nhăm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES = {"mươi": 10, "trăm": 100, "nghìn": 1000, "ngàn": 1000}
_SILENT = {"mười": 10, "linh": 0, "lẻ": 0}
_WORD = "|".join([*_DIGITS, *_SCALES, *_SILENT])
_WORD_DAY = re.compile(
    rf"ngày\s+(?:(?:mùng|mồng)\s+)?((?:(?:{_WORD})\s+){{1,3}}?)tháng\s+((?:(?:{_WORD})\s+){{1,2}}?)"
    rf"năm\s+((?:{_WORD})(?:\s+(?:{_WORD})){{1,7}})(?!\w)",
    re.IGNORECASE,
)
_UNDATED = re.compile(r",\s*ngay\b[^,;]{0,80}$")
_BARE = re.compile(r"(?<=,)\s*(?=\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\W*$)")
_HOUR = re.compile(r"h[oồ]i\s+\d{1,2}\s*(?:gi[oờ]|h|:)[\w\s:]{0,12}$", re.IGNORECASE)
_PLACE = re.compile(r"(?:^|\s)(?P<place>[^\W\d_][^,;:()\d|]{1,50}?)\s*,\s*$")
_PLACE_WORDS = 6
_WEEKDAY = re.compile(r"thứ\s|chủ nhật", re.IGNORECASE)
DAY_MAX = 80  # characters of a day in words


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where and when a document was issued, as a line of its head says; either may be blank."""

    place: str | None
    date: datetime.date | None


def find_date(text: str) -> datetime.date | None:
    """Return the first day written in full, in figures or in words; None for one that is not."""
    found = _day(text)
    return found[1] if found else None


def date_at(text: str, start: int) -> datetime.date | None:
    """Return the day written in full that begins at an offset, None where none does."""
    found = _day(text[start : start + DAY_MAX])
    return found[1] if found and found[0].start() == 0 else None


def stamp(text: str) -> Stamp | None:
    """Return what a line says that closes with a place and a day, or has a day alone.

    ``Bình Minh, ngày ... tháng 9 năm 2025`` was left blank: it has a place and no date. A day in
    brackets is another one: that of a draft.
    """
    if text.startswith("("):
        return None
    text = _BARE.sub(" ngày ", text)
    found = _day(text)
    if found:
        match, date = found
        if re.search(r"\w", text[match.end() :]):
            return None
        before = _HOUR.sub("", text[: match.start()])
        place = _place(before)
        alone = place is None and not re.search(r"\w", before)
        return Stamp(place, date) if place or alone else None
    undated = _UNDATED.search(fold(text).lower())
    place = _place(text[: undated.start() + 1]) if undated else None
    return Stamp(place, None) if place else None


def _day(text: str) -> tuple[re.Match[str], datetime.date | None] | None:
    plain = fold(text).lower()
    match = _FIGURE_DAY.search(plain)
    if match:
        figures = (_ROMAN.get(part, part).translate(_MISREAD) for part in match.groups())
    else:
        match = _WORD_DAY.search(text)
        if match is None:
            return None
        figures = (str(_value(part)) for part in match.groups())
    day, month, year = map(int, figures)
    try:
        return match, datetime.date(year, month, day)
    except ValueError:
        return match, None


def _value(words: str) -> int:
    """Return what a number in words is: hai nghìn không trăm hai mươi lăm."""
    total = unit = 0
    for word in words.lower().split():
        if word in _SCALES:
            total, unit = total + unit * _SCALES[word], 0
        elif word in _SILENT:
            total += _SILENT[word]
        else:
            unit = unit * 10 + _DIGITS[word]  # hai lăm is 25
    return total + unit


def _place(before: str) -> str | None:
    """Return the place that a day's line names, without the number that shares its line."""
    numbers = find_numbers(before)
    match = _PLACE.search(before[numbers[-1].end if numbers else 0 :])
    if match is None:
        return None
    words = match["place"].split()
    if len(words) > _PLACE_WORDS or _WEEKDAY.match(match["place"]):
        return None
    place = " ".join(words)
    if place.islower() or place.isupper():
        return place.title()
    # A name, not the end of a sentence that a day follows.
    named = all(word[0].isupper() or word == "phố" for word in words)
    return place if named and words[-1] != "phố" else None
