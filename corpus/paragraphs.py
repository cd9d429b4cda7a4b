"""Lines → paragraphs: hard wraps joined, across pages too, list items and headings apart."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.lines import Line

# A sentence or an item ends here; closing quotes and brackets may follow.
_ENDS = re.compile(r"[.;:!?…][”\"')\]»]*$")
# What may begin an item: a bullet, a letter, a number, a Roman numeral (up to X: khóa XIII is
# prose), an outline number (of at most two digits each: 1.068 đảng viên is prose).
MARKER = re.compile(
    r"[-–—+•*▪◦]\s*|[a-zđ]{1,2}[).]\s+|[a-zđ]\d\)\s+|\(?(?:\d{1,3}|[a-zđ]|[ivx]{1,4})\)[.:]?\s*|"
    r"(?:\d{1,2}\.){1,5}(?:\d{1,2}\.?)?[-–]?\s+|\d{1,2}(?:\s?[-–]|/)\s+|"
    r"(?:I{1,3}|IV|VI{0,3}|IX|X)\s?[.\-–)/]\s*"
)
# Vietnamese capitals and small letters alternate in Unicode: a range holds both.
SMALL = "".join(filter(str.islower, map(chr, range(0x1F00))))
_OPENS = re.compile(rf"[“\"'(‘]?[^\W\d_{SMALL}]|\d")  # a capital or a figure, as sentences do
_RANGE = re.compile(r"[-–]\s*\d")  # 2022 ⏎ - 2025
_DASHED = re.compile(rf"[-–] (?:[{SMALL}]|\d{{4}}\b)")  # kinh tế ⏎ - xã hội
_PART = re.compile(
    r"Điều\s+\d+[a-zđ]?\s*[.:]|(?:Chương|Phần|Mục|Phụ lục|Tiểu mục)\s+[IVXL\d]+\b\W*$|"
    r"(?:CHƯƠNG|PHẦN|MỤC|PHỤ LỤC)\b|Nơi nhận\s*:"
)
_REFERS = re.compile(
    r"(?:\b(?:tại|theo|của|và|hoặc|với|đến|từ|các|ở|trừ|này)"
    r"(?: khoản| điểm)?|"
    r"\b(?:khoản|điểm) (?:\d{1,2}|[a-zđ])|[,(](?: ?khoản| ?điểm)?)$",
    re.IGNORECASE,
)
_WORDS = re.compile(  # of two syllables, as are điều khoản and thời điểm
    r"(?:(?:nhà|nơi|chỗ|đất) ở|(?:tồn|hiện) tại|(?:kèm|tiếp) theo|(?:bản|văn|chuyển) đến|"
    r"(?:khai|khấu|bù|loại|điểm) trừ|cụm từ)$",
    re.IGNORECASE,
)
_MAY_END = re.compile(r"(?:,|\bnày|;\s+(?:và|hoặc))$", re.IGNORECASE)
_GLUED = re.compile(r"\s\S*\w[-/]$")  # 12- ⏎ NQ/TU; «1-» by itself is an item's mark
_LOWER = re.compile(rf"[“\"'(]?[{SMALL}]")
_MAX_WRAP = 140
"""Columns: a text whose lines are longer was not broken to fit a page."""

_TOLERANCE = 0.97
"""Share of the width at which a word is taken not to have fitted (letters differ in width)."""


@dataclass(slots=True)
class Paragraph:
    """A paragraph of the canonical text.

    ``breaks`` are the offsets in ``text`` at which a page begins, with the page's number.
    ``level`` and ``bold`` are those of its lines.
    """

    text: str
    level: int = 0
    bold: bool = False
    breaks: tuple[tuple[int, int], ...] = ()


def ends_sentence(text: str) -> bool:
    """Say whether a line closes what it says, so that the next begins something else."""
    return _ENDS.search(text[-6:]) is not None


def refers(text: str) -> bool:
    """Say whether a line breaks off before what it refers to: … quy định tại ⏎ Điều 5."""
    end = text[-12:]  # the longest words, and what they are apart from
    return _REFERS.search(end) is not None and _WORDS.search(end) is None


def breaks_off(text: str) -> bool:
    """Say whether a line breaks off before whatever it refers to, so that no item follows it."""
    return refers(text) and _MAY_END.search(text) is None


def is_upper(text: str) -> bool:
    """Say whether a line is set in capitals."""
    return text.upper() == text and text.lower() != text


def _width(lines: Sequence[Line], out_of: int) -> float:
    """Return how wide lines are, but for one of so many: tables and heads that stand out."""
    rights = sorted(line.right for line in lines)
    return rights[-1 - len(rights) // out_of] if rights else 0.0


def looks_wrapped(lines: Sequence[Line]) -> bool:
    """Say whether a plain text's lines were broken to a page's width, not by its paragraphs."""
    width = _width(lines, 50)
    if not 40 < width <= _MAX_WRAP:
        return False
    followed = broken = 0
    for line, after in pairwise(lines):
        if line.right >= 0.7 * width and not after.gap:
            followed += 1
            broken += bool(_LOWER.match(after.text)) and not ends_sentence(line.text)
    return broken > 0.2 * followed


def _begins_item(text: str, following: str) -> bool:
    marker = MARKER.match(following)
    if marker is None or (text[-1].isdigit() and _RANGE.match(following)):
        return False
    return ends_sentence(text) or _OPENS.match(following, marker.end()) is not None


def continues(line: Line, after: Line, width: float) -> bool:
    """Say whether a line's sentence goes on in the next line.

    Where ``width``, that of the lines, is infinite, only the words tell.
    """
    if line.level or after.level or line.small != after.small:
        return False
    text, following = line.text, after.text
    same_page = line.page == after.page
    if after.gap and same_page:
        return False
    word, _, _ = following.partition(" ")
    letter = (line.right - line.left) / max(len(text), 1)
    full = line.right + letter * (len(word) + 1) >= _TOLERANCE * width
    if _PART.match(following):
        return breaks_off(text) or (full and refers(text))
    upper = is_upper(text)
    if upper != is_upper(following) and (upper or " " in following):
        return False
    lower = _LOWER.match(following) is not None or _DASHED.match(following) is not None
    if line.bold and not after.bold and not lower:
        return False
    if _begins_item(text, following):
        return False
    if full:
        # A full line that ends a sentence may still end its paragraph: an indent tells.
        return not (ends_sentence(text) and after.left > line.left + 2 * letter)
    return lower and len(text) > 20 and not ends_sentence(text)


def _notes_before(lines: Sequence[Line], width: float) -> list[Line]:
    """Return lines, the notes below a page before a paragraph that goes on on the next."""
    ordered = list(lines)
    for place in range(1, len(lines)):
        if ordered[place].small or not ordered[place - 1].small:
            continue
        note = place - 1
        while note and ordered[note - 1].small:
            note -= 1
        above, below = ordered[note - 1], ordered[place]
        if above.page != ordered[place - 1].page or not note or above.page == below.page:
            continue
        start = note - 1
        while start and continues(ordered[start - 1], ordered[start], width):
            start -= 1
        if continues(above, below, width) and ordered[start].page == above.page:
            ordered[start:place] = [*ordered[note:place], *ordered[start:note]]
    return ordered


def join(lines: Iterable[Line], wrapped: bool) -> list[Paragraph]:
    """Return the paragraphs that lines make up; unwrapped, every line is one."""
    lines = [line for line in lines if line.text]
    if not wrapped:
        groups = [[line] for line in lines]
    else:
        width = _width(lines, 20)
        lines = _notes_before(lines, width)
        groups = [lines[:1]] if lines else []
        for line, after in pairwise(lines):
            if continues(line, after, width):
                groups[-1].append(after)
            else:
                groups.append([after])
    page = 0
    paragraphs = []
    for group in groups:
        text = ""
        breaks = []
        for line in group:
            if text and not (_GLUED.search(text) and line.text[0].isalnum()):
                text += " "
            if line.page != page:
                page = line.page
                breaks.append((len(text), page))
            text += " ".join(line.text.split())
        bold = all(line.bold for line in group)
        paragraphs.append(Paragraph(text, group[0].level, bold, tuple(breaks)))
    return paragraphs
