"""The grammar of *số ký hiệu*, the numbers directives are known by.

A Party number is ``862-KL/TU`` (number, type, body), a State number ``33/CT-TTg`` or
``30/2020/NĐ-CP``; a letter without a type carries its office alone, ``2217/SNV-XDCQ``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

TYPES: Mapping[str, str] = {
    "NQ": "Nghị quyết",
    "KL": "Kết luận",
    "CT": "Chỉ thị",
    "QĐ": "Quyết định",
    "QyĐ": "Quy định",
    "QC": "Quy chế",
    "HD": "Hướng dẫn",
    "HDLB": "Hướng dẫn liên ban",
    "HDLT": "Hướng dẫn liên tịch",
    "HDLN": "Hướng dẫn liên ngành",
    "TB": "Thông báo",
    "TBKL": "Thông báo kết luận",
    "KH": "Kế hoạch",
    "KHLT": "Kế hoạch liên tịch",
    "CTr": "Chương trình",
    "CTrHĐ": "Chương trình hành động",
    "CTHĐ": "Chương trình hành động",
    "CTPH": "Chương trình phối hợp",
    "BC": "Báo cáo",
    "TTr": "Tờ trình",
    "ĐA": "Đề án",
    "PA": "Phương án",
    "CV": "Công văn",
    "CĐ": "Công điện",
    "NĐ": "Nghị định",
    "TT": "Thông tư",
    "TTLT": "Thông tư liên tịch",
    "NQLT": "Nghị quyết liên tịch",
    "QCPH": "Quy chế phối hợp",
    "QT": "Quy trình",
    "PL": "Pháp lệnh",
    "LCT": "Lệnh công bố",
    "TL": "Thông lệnh",
    "GM": "Giấy mời",
    "BB": "Biên bản",
    "VBHN": "Văn bản hợp nhất",
}
"""Abbreviation → type. QĐ is also Quy định: only the heading tells."""

# What «Số» is followed by in a head, scanners taking l for 1 and O for 0.
_MISREAD = re.compile(r"[\s:;'‘]*([\doOlI|]{1,5})(?=[a-z]?\s{0,3}[-–/])")
_FIGURES = str.maketrans("oOlI|", "00111")

# Typed without its bar (QD, ND) or in another case (TTR, CTR), a code is still the same code.
_NO_BAR = str.maketrans("Đđ", "Dd")
_CODES = {code.translate(_NO_BAR).upper(): code for code in TYPES}
_MIXED_BODIES = {"TTG": "TTg"}

_DASH = r"\s{0,2}[-\u2010-\u2015\u2212]\s{0,2}"
_SLASH = r"\s?/\s?"
_LETTERS = r"[^\W\d_]"
_NUMBER = re.compile(
    rf"(?<![\w/.,-])(?P<number>\d{{1,5}}[a-z]?)(?:"
    rf"{_DASH}(?P<party>{_LETTERS}{{1,6}}){_SLASH}(?P<body>{_LETTERS}{{1,14}}\d{{0,3}}(?:[-.]{_LETTERS}{{1,10}}\d{{0,3}})*)"
    rf"|(?:{_SLASH}(?P<year>(?:19|20)\d\d))?{_SLASH}"
    rf"(?P<state>{_LETTERS}{{1,12}}(?:\d{{1,2}}(?!\d))?(?:(?:{_DASH}|/){_LETTERS}{{1,16}}\d{{0,3}})*)"
    rf")(?![\w/]|[-–]\w)"
)
_LETTER_RUN = re.compile(rf"{_LETTERS}+")
_TIDY_DASH = re.compile(_DASH)
_OWN = re.compile(r"\bs[ốô]\s*[:.]?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A number written in full: ``text[start:end]`` as it stands, ``canonical`` tidied."""

    start: int
    end: int
    canonical: str


def _code(letters: str) -> str | None:
    """Return the type's code as it is properly written, None for letters that are no type."""
    return _CODES.get(letters.translate(_NO_BAR).upper())


def _body(letters: str) -> str:
    """Return a body's abbreviation in upper case, the mixed one (TTg) as it is written."""
    return _LETTER_RUN.sub(lambda run: _MIXED_BODIES.get(run[0].upper(), run[0].upper()), letters)


def _canonical(match: re.Match[str], text: str) -> str | None:
    number = match["number"]
    if match["party"]:
        code = _code(match["party"])
        if code is None and _OWN.search(text, max(0, match.start() - 8), match.start()):
            code = match["party"] if match["party"].isupper() and match["body"].isupper() else None
        return f"{number}-{code}/{_body(match['body'])}" if code else None
    first, *rest = re.split(r"[-/]", _TIDY_DASH.sub("-", match["state"]))
    year = f"{match['year']}/" if match["year"] else ""
    code = _code(first)
    if code and rest:
        return f"{number}/{year}{code}-{'-'.join(map(_body, rest))}"
    if not match["state"].replace("-", "").replace("/", "").isupper():
        return None
    # Without a type (2217/SNV-XDCQ, 45/2019/QH14, 21/PVHXH) something else must say it is one.
    if year or rest or _OWN.search(text, max(0, match.start() - 8), match.start()):
        return f"{number}/{year}{'-'.join([first, *rest])}"
    return None


def find_numbers(text: str) -> list[NumberSpan]:
    """Return every number written in full, in order, spaces and dashes tidied."""
    if "/" not in text:
        return []
    spans = []
    for match in _NUMBER.finditer(text):
        canonical = _canonical(match, text)
        if canonical:
            spans.append(NumberSpan(match.start(), match.end(), canonical))
    return spans


def comparable(number: str) -> str:
    """Return a number as numbers are compared: tidied where it is written in full, in one case.

    Offices write 05-QĐ/TU and 5-QĐ/TU for the same one.
    """
    spans = find_numbers(number)
    return (spans[0].canonical if spans else number.strip()).casefold().lstrip("0")


def own_number(text: str) -> str | None:
    """Return the number that a head's line has after «Số»; None where it was left blank.

    A figure beside a space or a letter that it may belong to (``6 1-KH/TU``) tells nothing sure.
    """
    misread = _MISREAD.match(text)
    if misread and any(map(str.isdigit, misread[1])):
        text = misread[1].translate(_FIGURES) + text[misread.end() :]
    spans = find_numbers(f"số {text}")
    own = spans and not f"số {text}"[2 : spans[0].start].strip(" :;'‘")
    return spans[0].canonical if own else None


def type_of(number: str) -> str | None:
    """Return the type a number's letters stand for, None where they leave it open (QĐ)."""
    for letters in _LETTER_RUN.findall(number):
        code = _code(letters)
        if code:
            return None if code == "QĐ" else TYPES[code]
    return None
