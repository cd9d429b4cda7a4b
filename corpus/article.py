"""Where the article of a web page begins and ends, told by its lines.

What class names and tags mark is dropped before, by ``corpus.webpage``. What is left is the text
between the first line that only a directive or an article has and the last; of the lines before
it the head and the title are kept, of those after it the signature.
"""

import re
from collections.abc import Sequence

from corpus.lines import Line
from corpus.paragraphs import MARKER, ends_sentence, is_upper
from corpus.portal import begins_comments, begins_related, begins_talk, is_around, is_furniture
from corpus.tables import CELL

_PROSE = 60
"""Characters from which a line that ends a sentence is prose: menus and headlines have no end."""

_TITLE = 15  # characters: less is a label
_CLOSE = 3  # lines
_COPY = 1 / 3
"""Share of a page's text from which what stands there again is a copy of it."""

_DIRECTIVE = re.compile(
    r"\W*(?:số\s*:?\s*[\d.…/]*\s*[-–/]\s?[^\W\d]|đảng cộng sản việt nam\W*$|"
    r"cộng h(?:òa|oà) xã hội chủ|"
    r"căn cứ\s(?:vào\s)?(?:điều|luật|nghị|quy|kết|chỉ|hướng|thông|kế|đề|chương|hiến|pháp)|"
    r"độc lập\s*[-–]\s*tự do|nơi nhận\b|"
    r"(?:điều|chương|phần|phụ lục)\s+[\divxlc]+\s*(?:[.:]|$)|phụ lục\W*$|"
    r"(?:biểu\s)?mẫu(?:\ssố)?\s+[\w.-]{1,8}\W*$|.{0,80}(?:\.{6}|…{2}|_{5})|"  # a form to fill in
    r"\(?(?:đã ký|ký tên)\b|t/?m\.? |k/?t\.? |[^.]{2,40}, ngày .{1,10} tháng .{1,10} năm .{2,6}$)",
    re.IGNORECASE,
)
_FORM = re.compile(r"\W*(?:phụ lục|(?:biểu\s)?mẫu)\b", re.IGNORECASE)
"""What opens a form: the labels below it, to be filled in, are not a portal's."""

_PAGE = re.compile(r"\W*\b(?:trang\s\d{1,3}(?:\s?/\s?\d{1,3})?|tiếp(?:\stheo)?)\W*$", re.IGNORECASE)
"""After the title on a page that goes on with an article."""

_POINTER = re.compile(
    r"(?:>+|»|›)\s*\S|(?:mời\s)?(?:xem|đọc)\s(?:thêm|tiếp)\b|(?:tin|bài)\sliên\squan\b",
    re.IGNORECASE,
)


def is_directive(text: str) -> bool:
    """Say whether a line is of a directive's head, its articles or its signature."""
    return _DIRECTIVE.match(text) is not None


def has_body(lines: Sequence[Line]) -> bool:
    """Say whether a line of a page is one that only a directive or an article has."""
    return bool(_body(lines))


def own_lines(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a page that are its article's."""
    return [line for line in lines if not line.furniture and not is_furniture(line.text)]


def mark_surroundings(lines: Sequence[Line], title: str, first: Sequence[Line] = ()) -> None:
    """Mark as furniture, in place, what stands before the article of a page and after it.

    Args:
        lines: Of the whole page, those that are furniture by their marks among them.
        title: What the page calls itself.
        first: The lines of the article's first page, marked, if the page goes on with it.
    """
    _mark_lists(lines)
    body = _below_title(lines, _body(lines), title.casefold())
    if not body:
        for line in lines if first else ():
            line.furniture = True  # nothing tells it from what surrounds it
        return
    begin, last = body[0], body[-1]
    if first:
        _mark_around(lines[:begin], lines[last + 1 :], first)
    else:
        has_head = any(is_directive(line.text) for line in lines[begin : last + 1])
        _mark_before(lines[:begin], title.casefold(), has_head)
    ended = False
    form = _FORM.match(lines[last].text) is not None
    for line in lines[last + 1 :]:
        field = form and line.text.endswith(":") and not line.linked
        ended = ended or (_is_aside(line) and not field)
        line.furniture = ended
    for line in lines[begin:last]:
        if line.linked and _POINTER.match(line.text):
            line.furniture = True
    _mark_opening(lines, first)
    _mark_copies(lines)


def _body(lines: Sequence[Line]) -> list[int]:
    """Return the places of the lines that only a directive or an article has."""
    places: list[int] = []
    begin = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and not lines[end].gap:
            continue  # only a line break parts it from the one before
        block = lines[begin:end]
        text = " ".join(line.text for line in block)
        prose = len(text) >= _PROSE and ends_sentence(text) and not any(map(_is_aside, block))
        if prose or any(map(_is_body, block)):
            places.extend(range(begin, end))
        begin = end
    return places


def _below_title(lines: Sequence[Line], body: Sequence[int], title: str) -> Sequence[int]:
    """Return the places of a body without the notices above the title of the page."""
    named = [
        place for place, line in enumerate(lines)
        if line.level and len(line.text) >= _TITLE and line.text.casefold() in title
    ]  # fmt: skip
    begin = max(named, key=lambda place: len(lines[place].text), default=0)
    above = [lines[place].text for place in body if place < begin]
    below = [place for place in body if place > begin]
    size = sum(len(lines[place].text) for place in below)
    small = sum(map(len, above)) <= size / 4
    return below if small and not any(map(is_directive, above)) else body


def _is_aside(line: Line) -> bool:
    return line.furniture or line.linked or is_around(line.text)


def _is_body(line: Line) -> bool:
    if line.furniture or line.linked:
        return False
    text = line.text
    ended = ends_sentence(text)
    return (
        is_directive(text)
        or (ended and len(text) >= _PROSE and not is_around(text))
        or (ended and text[-1:] in ".;" and MARKER.match(text) is not None)
    )


def _mark_before(lines: Sequence[Line], title: str, has_head: bool) -> None:
    """Mark what stands before the text but its head, set in capitals, and its title."""
    head = len(lines)
    while head and not lines[head - 1].furniture and _is_head(lines[head - 1]):
        head -= 1
    begin = _title_place(lines[:head], title, has_head)
    for place, line in enumerate(lines[:head]):
        if place < begin or (place > begin and (line.linked or is_around(line.text))):
            line.furniture = True


def _mark_around(before: Sequence[Line], after: Sequence[Line], first: Sequence[Line]) -> None:
    """Mark what surrounds the article on its first page, and stands around it on another, too."""
    known = {line.text for line in first if line.furniture}
    for line in before:
        line.furniture = line.text in known or _is_aside(line)
    for line in after:
        line.furniture = line.furniture or line.text in known


def _mark_opening(lines: Sequence[Line], first: Sequence[Line]) -> None:
    """Mark what a page repeats of the beginning of the first: its title, its summary."""
    for line, known in zip(own_lines(lines), own_lines(first), strict=False):
        if _PAGE.sub("", line.text) != _PAGE.sub("", known.text):
            break
        line.furniture = True


def _mark_copies(lines: Sequence[Line]) -> None:
    """Mark an article that a page has again, for the printer or for another screen."""
    own = own_lines(lines)
    first: dict[str, int] = {}
    for place, line in enumerate(own):
        first.setdefault(line.text, place)
    place, total = 0, sum(len(line.text) for line in own)
    while place < len(own):
        begin, end = first[own[place].text], place
        while end < len(own) and begin < place and own[end].text == own[begin].text:
            begin, end = begin + 1, end + 1
        copy = own[place:end]
        size = sum(len(line.text) for line in copy)
        if size > total * _COPY and len({line.text for line in copy}) >= _CLOSE:
            for line in copy:
                line.furniture = True
        place = max(end, place + 1)


def _is_head(line: Line) -> bool:
    drawn = not any(map(str.isalnum, line.text))
    return not line.linked and (drawn or is_upper(line.text) or is_directive(line.text))


def _title_place(lines: Sequence[Line], title: str, has_head: bool) -> int:
    """Return the place of the article's title; without one, where the text begins."""
    known = headed = plain = None
    for place, line in enumerate(lines):
        text = line.text
        if line.furniture or len(text) < _TITLE or is_around(text):
            continue
        if text.casefold() in title:
            known = place
        elif line.linked:
            continue
        elif line.level:
            headed = place
        elif not (has_head and is_upper(text)) and CELL not in text:
            plain = place
    if known is not None:
        return known
    if headed is None:
        return plain if plain is not None else len(lines) * has_head
    # A line close above the heading may be the title, and the heading one of its parts.
    return plain if plain is not None and headed - _CLOSE <= plain < headed else headed


def _mark_lists(lines: Sequence[Line]) -> None:
    """Mark lists of other articles, and from the first comment on all that is said of this one."""
    total = sum(len(line.text) for line in lines if _is_body(line))
    ahead = total
    related = False
    for place, line in enumerate(lines):
        body = _is_body(line)
        ahead -= len(line.text) * body
        if line.furniture:
            continue
        most = total if begins_comments(line.text) else total / 4
        if begins_talk(line.text) and ahead < most and not _has_directive(lines[place + 1 :]):
            for other in lines[place:]:
                other.furniture = True
            return
        if begins_related(line.text) and ahead < total:
            related = _has_links(lines[place + 1 :])
        elif related and body:
            related = _is_teaser(lines, place)
        line.furniture = related


def _has_links(lines: Sequence[Line]) -> bool:
    """Say whether a list of links comes next."""
    return any(line.linked for line in lines[:3])


def _is_teaser(lines: Sequence[Line], place: int) -> bool:
    """Say whether a line sums up another article: headlines stand above it and below."""
    around = lines[max(place - 1, 0) : place + 2]
    return not is_directive(lines[place].text) and [line.linked for line in around] == [
        True, False, True,
    ]  # fmt: skip


def _has_directive(lines: Sequence[Line]) -> bool:
    return any(is_directive(line.text) and not line.linked for line in lines)
