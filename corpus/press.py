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
# «Nghị quyết số 57-NQ/TW: Động lực mới» is what somebody says of it.
_OF_ITS_OWN = re.compile(
    r"\W*$|[\s,(–-]*(?:ngày|của|về|v/v|ban hành|sửa đổi|bổ sung|quy định|hướng dẫn|phê duyệt|"
    r"thực hiện|triển khai|tổ chức|thành lập|[“\"])",
    re.IGNORECASE,
)

# Signs that a page reports on something, one group a sign, case-folded.
_SCENES = (
    ("tổ chức hội nghị", "tổ chức buổi", "tổ chức lễ", "tổ chức gặp mặt", "khai mạc hội nghị"),
    ("dự hội nghị", "tham dự có", "đến dự", "cùng dự", "tham dự:", "dự và chủ trì"),
    ("chủ trì hội nghị", "chủ trì buổi", "chủ trì và phát biểu"),
    ("phát biểu tại", "phát biểu chỉ đạo", "phát biểu kết luận", "nhấn mạnh,", "yêu cầu các"),
    ("vừa qua,", "mới đây", "trước đó,", "vừa ký", "vừa tổ chức", "vừa diễn ra"),
    ("quang cảnh", "tại hội nghị", "tại buổi lễ", "kết luận hội nghị"),
    ("phóng viên", "bạn đọc", "độc giả", "infographic", "lượt xem"),
    ("ký ban hành", "vừa ban hành", "mới ban hành", "ban hành chỉ thị mới"),
    ("nêu rõ", "theo đó,", "cụ thể,", "trong khi đó,", "đáng chú ý,"),
    ("cho biết", "cho hay", "được biết,", "chia sẻ:", "cho rằng"),
)
_SCENE_FORMS = tuple(
    re.compile(form, re.MULTILINE)
    for form in (
        r"\b(?:sáng|trưa|chiều|tối|hôm nay|hôm qua)(?: ngày)? \(?(?:ngày )?\d{1,2}[/-]\d{1,2}"
        r"|(?:sáng|chiều) nay",
        r"^\W{0,2}(?:ngày|hôm nay|mới đây|tại)\b.{0,12}\d{1,2}[/-]\d{1,2}(?:[/-]\d{4})?\s*,",
        r"^\(?[\w.]+\.(?:vn|com|org)\)?\s*[-–—]\s",
        rf"\bban hành (?:{ANY}) số\b".casefold(),
    )
)
_PERSON = re.compile(r"\b(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị)\s+[^\W\d_a-zđ][^\W\d_]*(?=[\s,.])")
_LEAD = re.compile(r"^(?:sáng|trưa|chiều|tối)\s+(?:ngày\s+)?\d{1,2}[/-]\d{1,2}\b", re.MULTILINE)
"""How reports begin, and nothing else does: «Sáng 20/5, …», case-folded."""

_ABOUT_ONE = re.compile(
    r"\b(?:điểm (?:mới|đáng chú ý)|nội dung (?:chính|cơ bản|mới) của|hỏi\W+đáp\b|infographic\b)",
    re.IGNORECASE,
)
"""In a headline with a number, of what somebody writes about that directive."""

_REPORTS = 3
"""Signs from which a page without a head counts as news; one less if it has nothing of a directive.

Of news that cite a number that finds two in three, of articles of laws one in a thousand.
"""

_THIS = re.compile(rf"\b(?:{ANY}|văn bản) này\b", re.IGNORECASE)
_PARTS = re.compile(
    r"^\W*(?:điều\s+\d|chương\s+[ivx\d]|\d{1,2}[.)]\s|[a-zđ]\)\s|[ivx]{1,4}[.\-–]\s)", re.MULTILINE
)
_FEW = 2  # of such parts a report may list

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
    news = _is_report("\n".join(line.text for line in lines[:80])[:8000])
    news = news or any(_ABOUT_ONE.search(top.text) and find_numbers(top.text) for top in lines[:1])
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
        and _OF_ITS_OWN.match(first.text, span.end)
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


def _is_report(text: str) -> bool:
    """Say whether a page without a head tells of what happened, as a directive does not."""
    folded = text.casefold()
    signs = sum(any(sign in folded for sign in group) for group in _SCENES)
    signs += sum(form.search(folded) is not None for form in _SCENE_FORMS)
    signs += _PERSON.search(text) is not None
    if signs >= _REPORTS or _LEAD.search(folded):
        return True
    formal = _THIS.search(text) or len(_PARTS.findall(folded)) >= _FEW
    return signs == _REPORTS - 1 and not formal
