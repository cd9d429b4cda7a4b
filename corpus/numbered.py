"""Headings known by their number: Phần, Chương, Mục, Điều, khoản, điểm, appendices, forms."""

import re
from collections.abc import Sequence
from string import ascii_lowercase, digits

from corpus.closing import closes, speaks_of_all
from corpus.document import HeadingKind
from corpus.heading import (
    BLANKS,
    BULLET,
    CLAUSE,
    LABEL_MAX,
    TITLE_MAX,
    Found,
    is_marked,
    short_label,
)
from corpus.paragraphs import SMALL, Paragraph, breaks_off, ends_sentence, is_upper, refers
from corpus.tables import CELL

_ROMAN = r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?![IVXLC])"
_ITEM_LETTERS = f"{ascii_lowercase}đ"
_LETTERS = ("ABCDĐEGH", "ABCDEGH", "ABCDEFGH")
"""Parts may be lettered: from A on, one after the other, in the Vietnamese or Latin order."""


def _part(words: str, number: str) -> re.Pattern[str]:
    """Return the pattern of a part called by a word, whose title follows or stands below."""
    return re.compile(rf"(?P<mark>(?:{words})(?P<number>{number}))(?![\w,])\s*[.:\-–]?\s*")


def _item(number: str, after: str) -> re.Pattern[str]:
    """Return the pattern of an item known by its number and what ends it."""
    return re.compile(rf"(?P<mark>(?P<number>{number}))(?:{after})")


# A rank orders the kinds, outermost first; a decimal adds one for each dot. Scanners lose the
# marks of Điều and Chương, which are nothing else before a number. Last, the letters that each
# pattern may begin with.
_PATTERNS: tuple[tuple[re.Pattern[str], HeadingKind, int, str], ...] = (
    (
        _part(
            r"(?:Phụ lục|PHỤ LỤC)(?:\s+(?:số\s+|SỐ\s+)?(?=[IVX\d]))?",
            rf"(?:{_ROMAN}|\d+[a-zA-Z]?|)",
        ),
        "phụ lục",
        0,
        "P",
    ),
    (
        _part(r"(?:Biểu mẫu|BIỂU MẪU|Mẫu|MẪU)\s+(?:(?:số|SỐ)\s+)?", r"\d+[a-zA-Z]?(?:-[A-Z]+)?"),
        "phụ lục",
        5,
        "BM",
    ),
    (_part(r"(?:Phần|PHẦN)\s+", rf"(?:{_ROMAN}|\d+|thứ\s+\w+|THỨ\s+\w+)"), "phần", 10, "P"),
    (_item(r"[A-HĐ]", r"\s?[.)/\-–]\s*(?=\S)"), "phần", 15, "ABCDĐEFGH"),
    (_part(r"(?:Ch[uư][oơ]ng|CH[UƯ][OƠ]NG)\s+", rf"(?:{_ROMAN}|\d+)"), "chương", 20, "C"),
    (_part(r"(?:Mục|MỤC)\s+", rf"(?:{_ROMAN}|\d+)"), "mục", 30, "M"),
    (_part(r"(?:Tiểu mục|TIỂU MỤC)\s+", rf"(?:{_ROMAN}|\d+)"), "mục", 33, "T"),
    (
        re.compile(
            r"(?P<mark>(?:[ĐD]i[eéèẻẽẹêếềểễệ]u|[ĐD]I[EÉÈẺẼẸÊẾỀỂỄỆ]U)\s+(?P<number>\d+[a-zđ]?))(?:\s*[.:]\s*|\s*$)"
        ),
        "điều",
        40,
        "ĐD",
    ),
    (_item(rf"(?!V/v){_ROMAN}", r"\s?[.)/\-–]\s*(?=\S)"), "mục", 30, "IVXLC"),
    (
        _item(
            r"\d{1,2}(?:\.\d{1,2}){1,4}",
            # 8.5 triệu is a figure.
            rf"(?:\.|\.?[-–:])\s+(?=\S)|\s+(?:[-–]\s+)?(?=[^\W\d_{SMALL}]|[“\"'(])",
        ),
        "khoản",
        50,
        digits,
    ),
    (
        _item(r"\d{1,2}[a-zđ]?", r"(?:\s?[.)]|/(?=\s)|\s?[-–](?=\s))\s*(?=[^\W\d]|[“\"'(])"),
        "khoản",
        50,
        digits,
    ),
    (_item(r"[a-zđ]", r"(?:\)|[./](?=\s))\s*(?=\S)"), "điểm", 60, _ITEM_LETTERS),
    (_item(r"[a-zđ]\d{1,2}", r"\)\s*(?=\S)"), "điểm", 61, _ITEM_LETTERS),
)
_BY_FIRST = {
    first: [entry[:3] for entry in _PATTERNS if first in entry[3]]
    for first in "".join(entry[3] for entry in _PATTERNS)
}
_NAMED = {"phụ lục", "phần", "chương"}
_LETTERED, _SUB_POINT = 15, 61
_ROMANS = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV",
)  # fmt: skip
_FIGURES = re.compile(r"(\d+)([a-zđ]?)")
_CONTENTS = re.compile(r"(?:\.{4}|……)\s*\d+$")
_SMALL_ITEM = re.compile(rf"\d+\W+[{SMALL}]")
_ATTACHED = re.compile(r"\(?\s*(?:được\s+)?(?:ban hành\s+)?kèm theo\b", re.IGNORECASE)


def numbered_headings(
    paragraphs: Sequence[Paragraph], head: int, quoted: set[int]
) -> dict[int, Found]:
    """Return the headings below a text's head that a number makes, by their places.

    ``quoted`` are the places of what is another document's.
    """
    found: dict[int, Found] = {}
    last: dict[HeadingKind, str] = {}
    letters = ""
    counted = 0
    for place in range(head, len(paragraphs)):
        text = paragraphs[place].text
        # A row of a table is one line of it, and one of a table of contents only points.
        if place in quoted or CELL in text or _CONTENTS.search(text):
            continue
        heading = numbered_at(paragraphs, place, letters)
        if heading is None:
            continue
        number = heading.number or ""
        goes_on = follows(last.get(heading.kind, "0"), number)
        if place > head and _completes(paragraphs, place, number, goes_on=goes_on):
            continue
        if not _counts(heading, text, counted, last.get("điểm", "")):
            counted = -1  # what counts on from it is no heading either
            continue
        if heading.rank <= CLAUSE:
            counted = int(number.rstrip(_ITEM_LETTERS)) if heading.rank == CLAUSE else 0
        if heading.rank == _LETTERED:
            letters += number
        elif heading.rank < _LETTERED:
            letters = ""
        last[heading.kind] = number
        found[place] = heading
    return found


def follows(one: str, other: str) -> bool:
    """Say whether a number is the next after another: 6 after 5 and 5a, 5a after 5, VI after V."""
    before, after = _FIGURES.fullmatch(one), _FIGURES.fullmatch(other)
    if before and after:
        step = int(after[1]) - int(before[1])
        return not after[2] if step == 1 else step == 0 and before[2] < after[2]
    return one in _ROMANS and _ROMANS[_ROMANS.index(one) + 1 :][:1] == (other,)


def _follows_letters(letters: str, letter: str) -> bool:
    return any(order.startswith(letters + letter) for order in _LETTERS)


def _counts(heading: Found, text: str, counted: int, point: str) -> bool:
    """Say whether a khoản or điểm may stand below the last ones, ``counted`` and ``point``.

    «4đ. Điện thoại:» stands in a form, khoản 4đ below 4 or 4d, điểm b1 below b; «1. chào cờ;» is of
    the sentence above where another khoản is to follow.
    """
    number = heading.number or ""
    if heading.rank == _SUB_POINT:
        return number[0] == point[:1]
    if heading.rank != CLAUSE:
        return True
    figures = number.rstrip(_ITEM_LETTERS)
    if figures != number:
        return int(figures) == counted
    return _SMALL_ITEM.match(text) is None or int(figures) == counted + 1


def _completes(paragraphs: Sequence[Paragraph], place: int, number: str, *, goes_on: bool) -> bool:
    """Say whether what looks like a heading is what the line above it refers to.

    ``goes_on``: it counts on from the one before: then it may stand below a comma.
    """
    above = paragraphs[place - 1].text
    bare = paragraphs[place].text.startswith(number or " ")
    return breaks_off(above) if bare or goes_on else refers(above)


def numbered_at(paragraphs: Sequence[Paragraph], place: int, letters: str = "") -> Found | None:
    """Return the heading that a paragraph's number makes it; ``letters`` are the parts so far."""
    paragraph = paragraphs[place]
    text = paragraph.text
    for pattern, kind, rank in _BY_FIRST.get(text[0], ()):
        match = pattern.match(text)
        if match is None or (rank == _LETTERED and not _follows_letters(letters, match[1])):
            continue
        mark, number, title = match["mark"], match["number"], text[match.end() :]
        bare = rank != _LETTERED and (kind in _NAMED or mark[0] in "MT")
        if (
            bare
            and title
            and text[match.end() - 1] == " "
            and not is_upper(title)
            and match[0].strip() == mark
        ):
            return None  # «Chương II Điều lệ Đảng quy định …» is prose
        if kind == "khoản":
            rank += number.count(".")
        broken = kind in ("khoản", "điểm") and refers(title) and not title.endswith(" này")
        titled = _is_title(title, marked=is_marked(paragraph)) and not broken
        titled = titled or (kind == "khoản" and _heads_text(paragraphs, place, number))
        if bare and not title:
            last = _title_end(paragraphs, place)
            if last > place:
                names = " ".join(each.text for each in paragraphs[place + 1 : last + 1])
                label = short_label(f"{mark}. {names}")
                return Found(place, last, len(paragraphs[last].text), rank, kind, number, label)
        if titled or not title:
            label = short_label(text.rstrip(" :.") if title else mark)
            return Found(place, place, len(text), rank, kind, number, label)
        return Found(
            place,
            place,
            len(match[0].rstrip()),
            rank,
            kind,
            number,
            _bare_label(kind, mark, number),
        )
    return None


def _bare_label(kind: HeadingKind, mark: str, number: str) -> str:
    if kind == "khoản":
        return number if "." in number else f"Khoản {number}"
    return f"Điểm {number}" if kind == "điểm" else mark


def _is_title(text: str, *, marked: bool) -> bool:
    """Say whether what follows a number names it; a sentence is its text."""
    if not text or len(text) > TITLE_MAX * (1 + marked):
        return False
    return marked or not (ends_sentence(text) or text.endswith(","))


def _heads_text(paragraphs: Sequence[Paragraph], place: int, number: str) -> bool:
    """Say whether a short sentence names what stands below it, though it ends in a full stop.

    «1.1. Về tuổi đời.» does so above «1.1.1. …», above «a)» and above text without a number.
    """
    text = paragraphs[place].text
    short = len(text) <= LABEL_MAX and ". " not in text[len(number) + 2 :]
    if place + 1 >= len(paragraphs) or not short or text[-1] not in ".:" or BLANKS.search(text):
        return False
    below = paragraphs[place + 1].text
    if "." not in number:
        return below.startswith(f"{number}.1")
    if below.startswith((f"{number}.1", "a)", "a.")):
        return True
    return not (_is_numbered(below) or closes(below) or speaks_of_all(below))


def _title_end(paragraphs: Sequence[Paragraph], place: int) -> int:
    """Return the last paragraph of the title below a part's number; its own place without one.

    A title in capitals may take several lines: all above the first thing numbered, or appended.
    """
    last = place + 1
    if last >= len(paragraphs) or not _names_part(paragraphs[last]):
        return place
    end = last
    while end + 1 < min(last + 5, len(paragraphs)) and is_upper(paragraphs[end].text):
        if not (_names_part(paragraphs[end + 1]) and is_upper(paragraphs[end + 1].text)):
            break
        end += 1
    follows = paragraphs[end + 1].text if end + 1 < len(paragraphs) else ""
    above = is_attached(follows) or _is_numbered(follows)
    return end if above or refers(paragraphs[last].text) else last


def _names_part(paragraph: Paragraph) -> bool:
    text = paragraph.text
    if len(text) > TITLE_MAX or ends_sentence(text) or BULLET.match(text) or closes(text):
        return False
    return not _is_numbered(text) and (is_upper(text) or paragraph.bold or len(text) < 120)


def _is_numbered(text: str) -> bool:
    return any(pattern.match(text) for pattern, *_ in _PATTERNS)


def is_attached(text: str) -> bool:
    """Say whether a line tells with which directive the text below comes: (Kèm theo …)."""
    return _ATTACHED.match(text) is not None
