"""Pages without a head of their own: reports on a directive, and pages that print one in full."""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.clean import RULE
from corpus.dates import find_date
from corpus.head import Metadata, tidy_title
from corpus.issuers import proper_case
from corpus.lines import Line
from corpus.numbers import find_numbers
from corpus.paragraphs import ends_sentence
from corpus.type_names import ANY, proper_type, type_at_start

_ANNOUNCED = re.compile(
    r"(?P<day>ngày\s+\d{1,2}[-/.]\d{1,2}[-/.]\d{4})?(?:\s*,\s*)?"
    r"(?P<issuer>[^\W\d_][^,.;:\d]{4,80}?)\s+"
    rf"(?:vừa\s+|đã\s+)?(?:ký\s+)?ban hành\s+(?P<type>{ANY})\s+số\s+",
    re.IGNORECASE,
)
_FULL_TEXT = re.compile(
    r"(?:dưới đây là|sau đây là|xin giới thiệu|đăng)\s+(?:toàn|nguyên) văn", re.IGNORECASE
)
_WHOLE = ("toàn văn", "nguyên văn")
"""One of which the above has: far faster to look for."""

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
    ("ký ban hành", "vừa ban hành", "mới ban hành", "ban hành chỉ thị mới"),
    ("nêu rõ", "cho biết", "theo đó,"),
)  # fmt: skip
_LEAD = re.compile(r"^(?:sáng|trưa|chiều|tối)\s+(?:ngày\s+)?\d{1,2}[/-]\d{1,2}\b", re.MULTILINE)
"""How reports begin, and nothing else does: «Sáng 20/5, …», case-folded."""

_REPORTS = 3
"""Signs from which a page without a head counts as news."""

_LEAD_MAX = 3000
"""Characters of a paragraph in which a lead would announce what it prints."""

_LEAD_ROWS = 15


def read_announcement(lines: Sequence[Line]) -> Metadata | None:
    """Return what the lead of a page says of the directive it then prints in full."""
    rows = [line.text[:_LEAD_MAX] for line in lines[: 3 * _LEAD_ROWS]]
    opening = "\n".join(rows[:_LEAD_ROWS]).casefold()
    if not any(words in opening for words in _WHOLE) or not _FULL_TEXT.search(opening):
        return None
    for row, text in enumerate(rows[:_LEAD_ROWS]):
        if not any(_FULL_TEXT.search(near) for near in rows[row : row + 3]):
            continue
        match = _ANNOUNCED.search(text)
        span = next(iter(find_numbers(text[match.end() :])), None) if match else None
        if match and span and span.start <= 2:
            about = _ABOUT.match(text, match.end() + span.end)
            end = row + 1
            while end < len(rows) and type_at_start(rows[end]) and not ends_sentence(rows[end]):
                end += 1  # the page's own headline
            return Metadata(
                number=span.canonical,
                type=proper_type(match["type"]),
                issuer=proper_case(match["issuer"].strip()),
                date=find_date(match["day"] or ""),
                title=about[1].strip("“” ") if about else None,
                head=end,
            )
    return None


def read_headline(lines: Sequence[Line]) -> Metadata:
    """Return the headline of a page without a head, and whether it is news."""
    text = "\n".join(line.text for line in lines[:80])[:8000].casefold()
    signs = sum(any(sign in text for sign in group) for group in _SCENES)
    news = signs >= _REPORTS or _LEAD.search(text) is not None
    place = next((i for i, line in enumerate(lines[:10]) if RULE.match(line.text) is None), None)
    if place is None:
        return Metadata()
    first = lines[place]
    title = None
    if first.level or (
        news and len(first.text) <= 250 and not first.text.endswith((".", ";", ":"))
    ):
        title = tidy_title([first.text])
    found = Metadata("news" if news else "directive", title=title, head=place + bool(title))
    named = type_at_start(first.text)
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
            type=proper_type(named[1]),
            date=find_date(first.text[span.end :]),
            title=about[1].strip("“” ") if about else title,
        )
    return found
