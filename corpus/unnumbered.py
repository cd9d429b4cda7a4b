"""Headings without a number, known by their form: marked up, in capitals, bold, «Về …»."""

import re
from collections.abc import Callable, Sequence

from corpus.heading import BLANKS, BULLET, CLAUSE, TITLE_MAX, Found, short_label
from corpus.paragraphs import Paragraph, ends_sentence, is_upper
from corpus.type_names import ANY

_COUNTED = re.compile(r"\d{1,2}\s?[.)\-–](?!\d)")
_UPPER_RANK, _PLAIN_RANK = 20, 31
_PREFACE = re.compile(r"(?:LỜI |PHẦN )?(?:NÓI|MỞ) ĐẦU|ĐẶT VẤN ĐỀ")
# First words that name a part, and the heading beside which they do.
_TOPICS = (
    (re.compile(rf"Về [^.;:]{{3,60}}?(?=, (?:{ANY}) )"), re.compile(r"(?:[^,]{1,20}, v|V)ề ")),
    (re.compile(r"[^.,;:]{3,40} đến năm \d{4}(?=:)"), re.compile(r".* đến năm \d{4}$")),
)
_SIGNS = re.compile(r"(?:T/?M|K/?T|T/?L|T/?U/?Q|Q)\b[./ ]|NƠI NHẬN|XÁC NHẬN|ĐẠI DIỆN|\(")
_ACTS = re.compile(
    r"(?:quyết định|quyết nghị|nghị quyết|kết luận|chỉ thị|quy định|ban hành)\s*:?$", re.IGNORECASE
)
_PROSE = 200
"""Characters from which a paragraph is certainly prose."""

_RUN = 5
"""Short lines in a row from which they are a list, not headings."""


def unnumbered_heading(
    paragraphs: Sequence[Paragraph],
    place: int,
    path: Sequence[Found],
    head: int,
    *,
    strong: bool,
    prose: bool,
    outermost: int,
) -> Found | None:
    """Return a heading known by its form: marked up, in capitals, bold, or short above prose."""
    paragraph = paragraphs[place]
    text = paragraph.text
    if len(text) > TITLE_MAX or BULLET.match(text) or BLANKS.search(text):
        return None
    if is_upper(text) and (_SIGNS.match(text) or _ACTS.search(text) or len(text) < 5):
        return None
    if paragraph.level:
        outer = (
            each.rank + 1
            for each in path
            if each.kind != "heading" and 0 < paragraphs[each.first].level < paragraph.level
        )
        rank: int | None = max(_PLAIN_RANK + max(paragraph.level, outermost), *outer, 0)
    elif strong:
        rank = _bold_rank(paragraphs, place, path)
    elif prose or text[-1] in ";,:" or place + 1 >= len(paragraphs):
        return None
    elif is_upper(text):
        rank = _UPPER_RANK
    else:
        stands = _stands_above(paragraphs, place, head)
        rank = _plain_rank(text, place, path) if stands else None
    if rank is None:
        return None
    return Found(place, place, len(text), rank, "heading", None, short_label(text.rstrip(" :.")))


def topic_heading(text: str, place: int, path: Sequence[Found]) -> Found | None:
    """Return the heading that a paragraph's first words are: «Về mục tiêu, Nghị quyết đề ra …».

    Below what stands under a heading «Về quan điểm», so that they stand beside one another;
    «Định hướng đến năm 2030: …» beside «Chỉ tiêu đến năm 2025».
    """
    for words, alike in _TOPICS:
        match = words.match(text)
        unnumbered = (each for each in path if each.kind == "heading" and alike.match(each.label))
        beside = next(unnumbered, None)
        if match is None or beside is None or path[-1] is beside:
            continue
        if match[0].split()[-1] != beside.label.split()[-1]:
            return Found(place, place, match.end(), beside.rank, "heading", None, match[0])
    return None


def _bold_rank(paragraphs: Sequence[Paragraph], place: int, path: Sequence[Found]) -> int | None:
    """Return the rank of a bold line among numbered headings, None where it is no heading."""
    paragraph = paragraphs[place]
    if paragraph.text.endswith((";", ",")):
        return None
    if not (paragraph.bold or _PREFACE.fullmatch(paragraph.text)):
        return None
    if is_upper(paragraph.text):
        run = _in_run(paragraphs, place, 3, lambda other: is_upper(other.text))
        return None if run else _UPPER_RANK
    if not path:
        return _PLAIN_RANK
    beside = (found for found in path if found.kind == "heading" and found.rank > _UPPER_RANK)
    rank = next((found.rank for found in beside), path[-1].rank + 1)
    following = paragraphs[place + 1].text if place + 1 < len(paragraphs) else ""
    # What heads a khoản is no part of the khoản above.
    return min(rank, CLAUSE - 1) if _COUNTED.match(following) else rank


def _in_run(
    paragraphs: Sequence[Paragraph], place: int, length: int, alike: Callable[[Paragraph], bool]
) -> bool:
    """Say whether a paragraph is one of ``length`` alike in a row."""
    first = place
    while first > 0 and place - first < length and alike(paragraphs[first - 1]):
        first -= 1
    last = place
    while last + 1 < len(paragraphs) and last - place < length and alike(paragraphs[last + 1]):
        last += 1
    return last - first + 1 >= length


def _is_short(paragraph: Paragraph) -> bool:
    text = paragraph.text
    return len(text) <= 160 and text[0].isupper() and not ends_sentence(text) and text[-1] != ","


def _stands_above(paragraphs: Sequence[Paragraph], place: int, head: int) -> bool:
    """Say whether a short line of plain text names what follows it.

    Headings of pasted pages have lost their numbers. One that ends like a sentence counts only
    between long paragraphs: «Phát huy vai trò của đoàn thể.» above what is to be done.
    """
    paragraph, after = paragraphs[place], paragraphs[place + 1]
    text = paragraph.text
    if paragraph.bold:
        return not text.endswith(".") or len(after.text) > 2 * len(text)
    if _is_short(paragraph):
        follows = (
            len(after.text) > len(text)
            or _is_short(after)
            or BULLET.match(after.text)
            or _is_sentence_above(paragraphs, place + 1)
        )
        return bool(follows) and not _in_run(paragraphs, place, _RUN, _is_short)
    before = paragraphs[place - 1] if place > head else paragraph
    return _is_sentence_above(paragraphs, place) and (
        len(before.text) >= _PROSE or _is_short(before)
    )


def _is_sentence_above(paragraphs: Sequence[Paragraph], place: int) -> bool:
    """Say whether one short sentence stands above long prose."""
    text = paragraphs[place].text
    if place + 1 >= len(paragraphs) or len(text) > 130 or not text.endswith("."):
        return False
    return ". " not in text and text[0].isupper() and len(paragraphs[place + 1].text) >= _PROSE


def _plain_rank(text: str, place: int, path: Sequence[Found]) -> int:
    """Return the rank of an unnumbered heading, by what it stands under and looks like."""
    plain = [found for found in path if found.kind == "heading" and found.rank >= _PLAIN_RANK]
    if path and path[-1].last == place - 1:
        return max(path[-1].rank + 1, _PLAIN_RANK)  # directly below another: part of it
    opening = text.split()[:2]
    for found in plain:
        if found.label.split()[:2] == opening:
            return found.rank
    return (
        plain[0].rank
        if plain and not text.endswith(".")
        else plain[-1].rank
        if plain
        else _PLAIN_RANK
    )
