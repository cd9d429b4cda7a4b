"""The directives that an enumeration names, and whether it means all of each or a part."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.document import Relation
from corpus.effect import begins_on
from corpus.numbers import NumberSpan, find_numbers
from corpus.type_names import ANY

_I = re.IGNORECASE
DOC = rf"(?:{ANY}|văn bản)"
"""A pattern of what directives are called in a sentence; to be matched without regard to case."""

_PART = (
    r"(?:điểm|khoản|điều(?! lệ)|mục|tiểu mục|chương(?! trình)|phần|phụ lục|mẫu|biểu|tiết|đoạn|gạch|"
    r"cụm từ|từ(?! ngày)|tên|tiêu đề|nội dung|một số|một phần|danh mục|"
    r"(?-i:quy định (?:về|tại)))"
)
_ITEM_STARTS = re.compile(
    rf"(?:,|\bvà\b|\bcùng\b)\s*(?=(?:các\s+|của\s+)?(?:{DOC}|{_PART}|số)\b)", _I
)
_ANOTHER = re.compile(r"\s*(?:,|và|;)\s*", _I)
_FILLERS = re.compile(
    r"\W*(?:(?:toàn\s+bộ(?:\s+nội\s+dung)?|toàn\s+văn|các|những|cho|của)\s+)*", _I
)
_NAMED = re.compile(
    rf"(?P<before>.*?)(?:\b{DOC}(?P<name>(?:\s+[^\W\d_]+){{0,12}}?))?\s*(?:\bsố)?\s*:?\s*",
    _I | re.DOTALL,
)
_WHOLE = re.compile(rf"(?:{DOC}\b.*\b(?:kèm\s+theo|ban\s+hành\s+(?:theo|tại)))?\s*", _I | re.DOTALL)
_IN_PART = re.compile(rf"{_PART}\b", _I)
_NESTING = re.compile(
    r"\b(?:thực hiện|triển khai|thi hành|hướng dẫn|sửa đổi|bổ sung|thay thế|chi tiết|về|"
    r"căn cứ|phát sinh từ|theo)\s*$",
    _I,
)
_NAMED_LAST = re.compile(rf"(?:\s+(?:các|những))?\s+{DOC}\s*$", _I)
_ATTACHED = re.compile(r"\b(?:kèm|ban hành)\s+theo\s*$", _I)
_DATED = re.compile(
    r"[\s,]*(?:ban\s+hành\s+)?ngày\s+(\d{1,2})\s*(?:tháng|[/.-])\s*(\d{1,2})\s*(?:năm|[/.-])\s*(\d{4})",
    _I,
)
_ISSUED = re.compile(
    r"[\s,]*của\s+(.{3,90}?)\s*(?=[,;.:()\n]|\b(?:về|v/v|quy định|ban hành|hướng dẫn|sửa đổi|"
    r"thực hiện|khóa|khoá|nhiệm kỳ|và|như|hết|được|bị|kể)\b|$)",
    _I,
)
_EXCEPT = re.compile(r"[^;.]*?\btrừ\b", _I)


@dataclass(frozen=True, slots=True)
class Target:
    """A number that something is done to: to all of that directive, or to a part of it.

    The relation is of a kind that is not yet known; its day, if it has one, is told beside it.
    """

    relation: Relation
    partly: bool


def targets(text: str, since: datetime.date | None = None) -> Sequence[Target]:
    """Return the directives of an enumeration, without those that only stand in their names.

    Each has the day that is told after it, else that of those after it, else ``since``.
    """
    found: list[Target] = []
    for target, after in reversed([*_listed(text)]):
        since = begins_on(after) or since
        found.append(replace(target, relation=replace(target.relation, since=since)))
    return found[::-1]


def _listed(text: str) -> Iterator[tuple[Target, str]]:
    """Yield the directives of an enumeration and what stands between each and the next number."""
    last = 0
    nested = False
    numbers = find_numbers(text)
    for place, span in enumerate(numbers):
        gap = text[last : span.start]
        parted = max(gap.rfind(";"), gap.rfind(":")) + 1
        nested = nested and not parted
        if parted or not place:
            item: str | None = gap[parted:]
        elif _ANOTHER.fullmatch(gap):
            item = ""
        else:
            starts = [*_ITEM_STARTS.finditer(gap)]
            item = gap[starts[-1].end() :] if starts else None
        partly = None if nested or item is None else _partly(item)
        nested = partly is None
        if partly is not None:
            stop = _next(numbers, place, text)
            excepted = _EXCEPT.match(text, span.end, stop) is not None
            yield Target(_relation(text, span), partly or excepted), text[span.end : stop]
        last = span.end


def _is_nested(name: str) -> bool:
    """Say whether a name ends in another one's, «Văn bản hướng dẫn thực hiện Quyết định»."""
    above = _NAMED_LAST.sub("", name)
    return _NESTING.search(above) is not None and _ATTACHED.search(above) is None


def _next(numbers: Sequence[NumberSpan], place: int, text: str) -> int:
    """Return where the next number begins, the end of the text after the last."""
    return numbers[place + 1].start if place + 1 < len(numbers) else len(text)


def _partly(item: str) -> bool | None:
    """Say whether an item means a part of the directive whose number follows; None: not it."""
    words = _FILLERS.sub("", item, count=1)
    named = _NAMED.fullmatch(words)
    if named is None or _is_nested(named["name"] or ""):
        return None
    before = named["before"]
    if _IN_PART.match(words):
        return None if _NESTING.search(before) and not _ATTACHED.search(before) else True
    return False if _WHOLE.fullmatch(before) else None


def _relation(text: str, span: NumberSpan) -> Relation:
    """Return a relation, of a kind that is not yet known, with what is said after a number."""
    dated = _DATED.match(text, span.end)
    issued = _ISSUED.match(text, dated.end() if dated else span.end)
    day = None
    if dated:
        try:
            day = datetime.date(int(dated[3]), int(dated[2]), int(dated[1]))
        except ValueError:
            day = None  # no such day: a slip of the pen, or of the scanner
    return Relation("amends", span.canonical, day, issued[1].strip() if issued else None)
