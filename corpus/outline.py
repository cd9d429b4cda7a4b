"""Headings: Phần, Chương, Mục, Điều, khoản, điểm, numbered or known by their form alone."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import ascii_lowercase, digits

from corpus.closing import closes, closes_at, is_recipients, speaks_of_all
from corpus.document import HeadingKind
from corpus.paragraphs import SMALL, Paragraph, breaks_off, ends_sentence, is_upper, refers
from corpus.quotation import quoted_lines
from corpus.tables import CELL
from corpus.type_names import type_line

_LABEL_MAX = 120
"""Characters of a citation's line."""

_TITLE_MAX = 200
"""Characters: what is longer after a number is its text, not its title."""

_ROMAN = r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})(?![IVXLC])"
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
    (_item(r"\d{1,2}(?:\.\d{1,2}){1,4}", r"\.?[-–:]?\s+(?=\S)"), "khoản", 50, digits),
    (
        _item(r"\d{1,2}[a-zđ]?", r"(?:\s?[.)]|\s?[-–](?=\s))\s*(?=[^\W\d]|[“\"'(])"),
        "khoản",
        50,
        digits,
    ),
    (_item(r"[a-zđ]", r"(?:\)|[./](?=\s))\s*(?=\S)"), "điểm", 60, f"{ascii_lowercase}đ"),
)
_BY_FIRST = {
    first: [entry[:3] for entry in _PATTERNS if first in entry[3]]
    for first in "".join(entry[3] for entry in _PATTERNS)
}
_COUNTED = {"điều", "chương", "mục", "phần"}
_ROMANS = (
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV",
)  # fmt: skip
_NAMED = {"phụ lục", "phần", "chương"}
_LETTERED, _CLAUSE = 15, 50
_LISTED = 55
"""Rank of what is counted within a khoản, deeper than any of its numbers with dots."""

_OWN_PARTS = 10
"""Rank below which a part is a text of its own: an appendix, a form."""

_FIRST_CLAUSE = re.compile(r"1\s?[.)\-–]")
_SMALL_ITEM = re.compile(rf"\d+\W+[{SMALL}]")
_UPPER_RANK, _PLAIN_RANK = 20, 31
_PREFACE = re.compile(r"(?:LỜI |PHẦN )?(?:NÓI|MỞ) ĐẦU|ĐẶT VẤN ĐỀ")
_TOPIC = re.compile(r"Về [^,.;:]{3,60}(?=, )")
_ABOUT = re.compile(r"(?:[^,]{1,20}, v|V)ề ")
_SIGNS = re.compile(r"(?:T/?M|K/?T|T/?L|T/?U/?Q|Q)\b[./ ]|NƠI NHẬN|XÁC NHẬN|ĐẠI DIỆN|\(")
_ACTS = re.compile(
    r"(?:quyết định|quyết nghị|nghị quyết|kết luận|chỉ thị|quy định|ban hành)\s*:?$", re.IGNORECASE
)
_ATTACHED = re.compile(r"\(?\s*(?:được\s+)?(?:ban hành\s+)?kèm theo\b", re.IGNORECASE)
_APPENDIX = re.compile(
    r"(?:phụ biểu|biểu|danh sách|danh mục|bảng|đề cương|quy chế|quy định|nội quy|chương trình|"
    r"kế hoạch|đề án)\s+\S",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[-–—+•*▪◦…“\"(]")
_BLANKS = re.compile(r"\.\.|…(?!$)|__")  # a form to fill in
_PROSE = 200
"""Characters from which a paragraph is certainly prose."""

_RUN = 5
"""Short lines in a row from which they are a list, not headings."""


@dataclass(slots=True)
class Found:
    """A heading among paragraphs: it runs from ``first`` to ``last``, to ``end`` within that."""

    first: int
    last: int
    end: int
    rank: int
    kind: HeadingKind
    number: str | None
    label: str


def outline(
    paragraphs: Sequence[Paragraph], head: int = 0, *, title: str = "", prose: bool = False
) -> list[Found]:
    """Return the headings of a document, in order.

    Args:
        paragraphs: The whole document.
        head: How many of them are its head (bodies, number, title): no headings.
        title: What it is called: no heading at its beginning either.
        prose: Whether short lines are only that, as the captions of a news page.
    """
    quoted = quoted_lines([paragraph.text for paragraph in paragraphs], head)
    numbered = _numbered(paragraphs, head, quoted)
    said = " ".join([*(each.text for each in paragraphs[:head]), title]).casefold()
    strong = sum(found.kind != "điểm" for found in numbered.values()) >= 3
    headings: list[Found] = []
    path: list[Found] = []
    # Where the first heading is marked as a deeper one than a later, marks tell but its looks.
    marks = (
        paragraphs[place].level for place in range(head, len(paragraphs)) if place not in numbered
    )
    outermost = next(filter(None, marks), 0)
    closed = signed = False
    place = head
    while place < len(paragraphs):
        text = paragraphs[place].text
        if is_recipients(text):
            closed = True
        signed = signed or (place not in quoted and closes_at(paragraphs, place))
        found = numbered.get(place) or _attached(paragraphs, place, below=closed or signed)
        if not found and (closed or signed) and place not in quoted:
            found = _appended(paragraphs, place)
        # No recipient is called «Điều 2.»: what seemed to close the text was spoken of in it.
        if found and (found.rank < _OWN_PARTS or found.kind in ("điều", "chương")):
            closed = False
        if found:
            signed = False
        # Whoever signed is no heading, nor the bodies and the title, repeated above the enacting
        # words.
        elif not (closed or signed or place in quoted or (not path and text.casefold() in said)):
            found = _unnumbered(
                paragraphs, place, path, head, strong=strong, prose=prose, outermost=outermost
            ) or _topic(text, place, path)
        if found and not closed:
            _open(found, path, paragraphs)
            headings.append(found)
            place = found.last
        place += 1
    return headings


def _open(found: Found, path: list[Found], paragraphs: Sequence[Paragraph]) -> None:
    """Put a heading at the end of the path it stands at, in place of those that it ends."""
    if found.rank == _CLAUSE and _is_listed(paragraphs, found, path):
        found.rank = _LISTED
    while path and path[-1].rank >= found.rank:
        path.pop()
    path.append(found)


def _is_listed(paragraphs: Sequence[Paragraph], found: Found, path: Sequence[Found]) -> bool:
    """Say whether a number without markup counts within a heading that has the same form and it."""
    outer = next((other for other in path if other.rank == _CLAUSE), None)
    if outer is None or _is_marked(paragraphs[found.first]):
        return False
    begins = found.number == "1" or any(other.rank == _LISTED for other in path)
    return begins and _is_marked(paragraphs[outer.first])


def _is_marked(paragraph: Paragraph) -> bool:
    return paragraph.bold or paragraph.level > 0


def _topic(text: str, place: int, path: Sequence[Found]) -> Found | None:
    """Return the heading that a paragraph's first words are: «Về mục tiêu, Nghị quyết đề ra …».

    Below what is counted under a heading «Về quan điểm», so that they stand beside one another.
    """
    match = _TOPIC.match(text)
    beside = next(
        (each for each in path if each.kind == "heading" and _ABOUT.match(each.label)), None
    )
    if match is None or beside is None or path[-1] is beside:
        return None
    return Found(place, place, match.end(), beside.rank, "heading", None, match[0])


def continued(headings: Sequence[Found]) -> set[int]:
    """Return the paragraphs after which the text that they stand in counts on: Điều 4 after 3.

    What a text appends begins to count anew.
    """
    places: set[int] = set()
    last: dict[HeadingKind, Found] = {}
    for found in headings:
        if found.rank < _OWN_PARTS:
            last.clear()
        before = last.get(found.kind)
        if before and found.kind in _COUNTED and _follows(before.number, found.number):
            places.update(range(before.first, found.first))
        last[found.kind] = found
    return places


def _follows(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return False
    if one.isdecimal() and other.isdecimal():
        return int(other) == int(one) + 1
    return one in _ROMANS and _ROMANS[_ROMANS.index(one) + 1 :][:1] == (other,)


def _follows_letters(letters: str, letter: str) -> bool:
    return any(order.startswith(letters + letter) for order in _LETTERS)


def _numbered(paragraphs: Sequence[Paragraph], head: int, quoted: set[int]) -> dict[int, Found]:
    found: dict[int, Found] = {}
    letters = ""
    counted = -1
    for place in range(head, len(paragraphs)):
        if place in quoted or CELL in paragraphs[place].text:  # a row of a table is one line of it
            continue
        heading = _numbered_at(paragraphs, place, letters)
        if heading is None or (place > head and _completes(paragraphs, place, heading)):
            continue
        if heading.kind == "khoản" and heading.rank == _CLAUSE:
            figures = (heading.number or "").rstrip(f"{ascii_lowercase}đ")
            number = int(figures)
            if figures != heading.number:
                if number != counted:
                    continue  # «4đ. Điện thoại:» in a form; khoản 4đ stands below 4 or 4d
            elif _SMALL_ITEM.match(paragraphs[place].text) and number != counted + 1:
                counted = -1
                continue  # «1. chào cờ;»: of the sentence above, as is what counts on from it
            counted = number
        if heading.rank == _LETTERED:
            letters += heading.number or ""
        elif heading.rank < _LETTERED:
            letters = ""
        found[place] = heading
    return found


def _completes(paragraphs: Sequence[Paragraph], place: int, heading: Found) -> bool:
    """Say whether what looks like a heading is what the line above it refers to."""
    above = paragraphs[place - 1].text
    bare = paragraphs[place].text.startswith(heading.number or " ")
    return breaks_off(above) if bare else refers(above)


def _numbered_at(paragraphs: Sequence[Paragraph], place: int, letters: str = "") -> Found | None:
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
        titled = _is_title(title, marked=_is_marked(paragraph)) and not broken
        titled = titled or (kind == "khoản" and _heads_text(paragraphs, place, number))
        if bare and not title:
            last = _title_end(paragraphs, place)
            if last > place:
                names = " ".join(each.text for each in paragraphs[place + 1 : last + 1])
                label = _short(f"{mark}. {names}")
                return Found(place, last, len(paragraphs[last].text), rank, kind, number, label)
        if titled or not title:
            label = _short(text.rstrip(" :.") if title else mark)
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
    if not text or len(text) > _TITLE_MAX * (1 + marked):
        return False
    return marked or not (ends_sentence(text) or text.endswith(","))


def _heads_text(paragraphs: Sequence[Paragraph], place: int, number: str) -> bool:
    """Say whether a short sentence names what stands below it, though it ends in a full stop.

    «1.1. Về tuổi đời.» does so above «1.1.1. …», above «a)» and above text without a number.
    """
    text = paragraphs[place].text
    short = len(text) <= _LABEL_MAX and ". " not in text[len(number) + 2 :]
    if place + 1 >= len(paragraphs) or not short or text[-1] not in ".:" or _BLANKS.search(text):
        return False
    below = paragraphs[place + 1].text
    if "." not in number:
        return below.startswith(f"{number}.1")
    if below.startswith((f"{number}.1", "a)", "a.")):
        return True
    numbered = any(pattern.match(below) for pattern, *_ in _PATTERNS)
    return not (numbered or closes(below) or speaks_of_all(below))


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
    above = _ATTACHED.match(follows) or any(pattern.match(follows) for pattern, *_ in _PATTERNS)
    return end if above or refers(paragraphs[last].text) else last


def _names_part(paragraph: Paragraph) -> bool:
    text = paragraph.text
    if len(text) > _TITLE_MAX or ends_sentence(text) or _BULLET.match(text) or closes(text):
        return False
    numbered = any(pattern.match(text) for pattern, *_ in _PATTERNS)
    return not numbered and (is_upper(text) or paragraph.bold or len(text) < 120)


def _short(text: str) -> str:
    if len(text) <= _LABEL_MAX:
        return text
    return text[: _LABEL_MAX - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–") + "…"


def _attached(paragraphs: Sequence[Paragraph], place: int, *, below: bool) -> Found | None:
    """Return the heading of a regulation that its decision brings along, numbered anew.

    ``below`` a signature it begins with its type: other capitals may be whoever signed.
    """
    text = paragraphs[place].text
    if not is_upper(text) or len(text) > 40 or place == 0:
        return None
    for last in range(place + 1, min(place + 4, len(paragraphs))):
        if _ATTACHED.match(paragraphs[last].text):
            if below and last > place + 1 and not type_line(text):
                return None
            names = " ".join(paragraph.text for paragraph in paragraphs[place:last])
            end = len(paragraphs[last - 1].text)
            return Found(place, last - 1, end, 0, "phụ lục", None, _short(names))
        line = paragraphs[last].text
        typed = is_upper(line) and type_line(line)
        if CELL in line or len(line) > _TITLE_MAX or typed or _numbered_at(paragraphs, last):
            return None  # its own heading is that line: a signature stands above
    return None


def _appended(paragraphs: Sequence[Paragraph], place: int) -> Found | None:
    """Return the heading of what a text appends below its signature, by its name alone."""
    text = paragraphs[place].text
    if len(text) > _TITLE_MAX or CELL in text or not _APPENDIX.match(text) or ends_sentence(text):
        return None
    return Found(place, place, len(text), 0, "phụ lục", None, _short(text.rstrip(" :.")))


def _unnumbered(
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
    if len(text) > _TITLE_MAX or _BULLET.match(text) or _BLANKS.search(text):
        return None
    if is_upper(text) and (_SIGNS.match(text) or _ACTS.search(text) or len(text) < 5):
        return None
    if paragraph.level:
        rank: int | None = _PLAIN_RANK + max(paragraph.level, outermost)
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
    return Found(place, place, len(text), rank, "heading", None, _short(text.rstrip(" :.")))


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
    # Below it the count begins anew: it is no part of the khoản above.
    return min(rank, _CLAUSE - 1) if _FIRST_CLAUSE.match(following) else rank


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
            or _BULLET.match(after.text)
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
