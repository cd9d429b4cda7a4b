"""Where a text closes: last sentences, recipients, signature: of no part though they follow one."""

import re
from collections.abc import Collection, Sequence

from corpus.heading import Found
from corpus.paragraphs import Paragraph
from corpus.quotation import quoted_lines
from corpus.text import fold

# Folded, for scanners lose the marks; the words alone on their line need no colon.
_RECIPIENTS = re.compile(r"\W*noi (?:nhan|gui)(?:\s*:|\W*$)", re.IGNORECASE)
_SIGNS = re.compile(
    r"(?:T\s?/?\s?M|K\s?/?\s?T|T\s?/?\s?L|T\s?/?\s?U\s?/?\s?Q)\s?[./]?\s+\S|"
    r"(?:THỪA LỆNH|THAY MẶT|KÝ THAY|THỪA [UỦ][ỶY] QUYỀN)\s"
)
_SIGNS_SMALL = re.compile(r"(?:T/M|TM\.|K/T|KT\.|T/L|TL\.)\s*[A-ZĐ][^.;:,]*$")
_OFFICE_ALONE = re.compile(
    r"(?:PHÓ\s+)?(?:BÍ THƯ|CHỦ TỊCH|CHỦ NHIỆM|GIÁM ĐỐC|TRƯỞNG|CHÁNH|HIỆU TRƯỞNG)\b"
)
_SIGNED = re.compile(r"\W*đã ký\b", re.IGNORECASE)
_LISTED = re.compile(r"[-–+*•]")
_OFFICE = 80
"""Characters of the line that begins a signature."""

_NAMES, _NAME = 2, 40
"""Lines below an office that signs alone, at the end of a text, and characters of each."""

_PROSE = 200
"""Characters from which a paragraph is text again, if it is none of the recipients."""

_ACT = (
    r"(?:Nghị quyết|Chỉ thị|Kết luận|Quy định|Quy chế|Quyết định|Hướng dẫn|Kế hoạch|Chương trình|"
    r"Đề án|Thông báo|Thông tri|Quy trình|Công văn)"
)
_OF_ALL = re.compile(
    rf"{_ACT} này\b|"
    r"Trong quá trình (?:tổ chức |triển khai )?(?:thực hiện|triển khai|thi hành)"
    rf"(?:,| nếu\b| (?i:{_ACT})\b)|"
    r"(?:Các|Những) (?:quy định|văn bản|hướng dẫn) trước đây\b"
)
_LAST_LINES = 4
"""Paragraphs within which a text says when it holds, what it ends and whom it goes to."""


def closes(text: str) -> bool:
    """Say whether a line begins what closes a text."""
    if _RECIPIENTS.match(fold(text)):
        return True
    signs = _SIGNS if text.isupper() else _SIGNS_SMALL
    return len(text) <= _OFFICE and signs.match(text) is not None


def closes_at(paragraphs: Sequence[Paragraph], place: int) -> bool:
    """Say whether a paragraph begins what closes a text, also an office that signs for itself."""
    text = paragraphs[place].text
    if closes(text):
        return True
    if len(text) > _OFFICE or not text.isupper() or _OFFICE_ALONE.match(text) is None:
        return False
    # Elsewhere it heads a list of duties.
    below = [paragraph.text for paragraph in paragraphs[place + 1 : place + 5]]
    if any(_SIGNED.match(other) for other in below[:2]):
        return True
    return 0 < len(below) <= _NAMES and all(
        len(other) <= _NAME and other[-1].isalpha() for other in below
    )


def is_recipients(text: str) -> bool:
    """Say whether a line begins the list of recipients."""
    return _RECIPIENTS.match(fold(text)) is not None


def speaks_of_all(text: str) -> bool:
    """Say whether a paragraph begins as those in which a directive speaks of all of itself."""
    return _OF_ALL.match(text) is not None


def last_words(
    paragraphs: Sequence[Paragraph], headings: Sequence[Found], closing: Sequence[tuple[int, int]]
) -> list[int]:
    """Return where a text, below its last khoản, begins to speak of all of itself.

    «Hướng dẫn này có hiệu lực từ ngày ký.» is no part of that khoản, unless it is all of it. What
    has điều says so in the last of them, and what a text appends speaks of itself only.

    Args:
        paragraphs: The whole document.
        headings: Its headings, in order.
        closing: What ``closings`` returned.
    """
    found: list[int] = []
    begins = (0, *(stop for _, stop in closing))
    stops = (*(first for first, _ in closing), len(paragraphs))
    for begin, stop in zip(begins, stops, strict=True):
        above = [each for each in headings if each.last < stop]
        if not above or any(each.kind in ("điều", "phụ lục") for each in above):
            continue
        last = above[-1]
        start = max(begin, last.last + 1, stop - _LAST_LINES)
        speaking = (at for at in range(start, stop) if speaks_of_all(paragraphs[at].text))
        place = next(speaking, None)
        titled = last.end == len(paragraphs[last.last].text)
        if place is not None and not (titled and place == last.last + 1):
            found.append(place)
    return found


def closings(
    paragraphs: Sequence[Paragraph], head: int, headings: Collection[int], goes_on: Collection[int]
) -> list[tuple[int, int]]:
    """Return the runs of paragraphs that close a text, half-open; several if it appends others.

    Args:
        paragraphs: The whole document.
        head: How many of them are its head.
        headings: The places of headings, which end a run and belong to none.
        goes_on: The places at which another heading of the same text follows later: what seems
            to close it there is spoken of, as in a rule on how directives are to be written.
    """
    found: list[tuple[int, int]] = []
    quoted: set[int] | None = None
    place = head
    while place < len(paragraphs):
        if place not in headings and place not in goes_on and closes_at(paragraphs, place):
            if quoted is None:
                quoted = quoted_lines([paragraph.text for paragraph in paragraphs], head)
            start, stop = _run(paragraphs, place, headings)
            if place not in quoted:
                found.append((start, stop))
            place = stop
        else:
            place += 1
    return found


def _run(paragraphs: Sequence[Paragraph], start: int, headings: Collection[int]) -> tuple[int, int]:
    """Return where what closes a text begins and ends; it may begin further down.

    Whom a service's papers go to («Nơi nhận: bộ phận một cửa.») closes nothing above the real
    recipients.
    """
    signed = not is_recipients(paragraphs[start].text)
    stop = start + 1
    while stop < len(paragraphs) and stop not in headings and not _is_prose(paragraphs[stop]):
        if is_recipients(paragraphs[stop].text):
            start = start if signed else stop
        else:
            signed = signed or closes_at(paragraphs, stop)
        stop += 1
    return start, stop


def _is_prose(paragraph: Paragraph) -> bool:
    return len(paragraph.text) > _PROSE and _LISTED.match(paragraph.text) is None
