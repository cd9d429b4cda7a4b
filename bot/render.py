"""Text → Telegram HTML: escaping, quotations with highlights, and cutting at readable places."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from html import escape, unescape

from bot.citation import Citation
from corpus.document import Document
from index.answer import Hit

Span = tuple[int, int]

MESSAGE_UNITS = 4_096  # core.telegram.org/bots/api#sendmessage; the terminal loads this too
# Of what stands above a quotation; long titles come after what tells a document.
NAME_UNITS, ORIGIN_UNITS, ABOUT_UNITS, PLACE_UNITS = 140, 130, 80, 170
PAGE_UNITS = 1_200  # of a document: a phone's screen
EXCERPT_UNITS = 600  # of a near miss: half a passage
NOTE_UNITS = 120
SCREEN_UNITS = 480  # of a quotation that is shown whole
LINE_UNITS = 40  # of a phone
SEEN_LINES = 3  # of a quotation until it is expanded
AROUND_UNITS = 700  # of the text before a passage, and as much after it

# Where a long text may be parted, most readable first.
_PARAGRAPH = re.compile(r"\n+")
SENTENCE = re.compile(r"(?<=[.;:!?…])(?<!\d\.)\s+|\n+")  # not after the number of a point
_WORD = re.compile(r"\s+")
# Zero width, or turns the letters after it around; what a document says of itself may hold them.
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_TAG = re.compile(r"<[^>]*>")


def units(text: str) -> int:
    """Return the length as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fitting(text: str, limit: int) -> int:
    """Return how many characters from the start fit into ``limit`` UTF-16 units."""
    end = min(len(text), limit)
    while (excess := units(text[:end]) - limit) > 0:
        end -= (excess + 1) // 2  # a character is at most two units
    return end


def clip(text: str, limit: int) -> str:
    """Shorten a label to ``limit`` UTF-16 units on one line; never used on a quotation."""
    text = " ".join(_UNSEEN.sub("", text).split())
    if units(text) <= limit:
        return text
    end = fitting(text, limit - 1)
    space = text.rfind(" ", end * 2 // 3, end + 1)
    return text[: space if space > 0 else end].rstrip(" ,;") + "…"


def path(headings: Iterable[str], each: int, limit: int) -> Sequence[str]:
    """Shorten a heading path to labels of ``each`` and ``limit`` units in all: outer ones go."""
    shown: list[str] = []
    for heading in reversed([clip(heading, each) for heading in headings]):
        limit -= units(heading)
        if limit < 0:
            return ("…", *shown)
        shown.insert(0, heading)
    return shown


def label(text: str, limit: int) -> str:
    """Return a clipped label as HTML."""
    return escape(clip(text, limit), quote=False)


def link(url: str | None, text: str) -> str:
    """Return a link to a web page as HTML; empty if the address is none."""
    if not url or not url.startswith(("http://", "https://")):
        return ""
    return f'<a href="{escape(_UNSEEN.sub("", url))}">{text}</a>'


def part_end(text: str, start: int, limit: int, preferred: Sequence[int] = ()) -> int:
    """Return where a part that begins at ``start`` ends, at most ``limit`` UTF-16 units on.

    That is the end of the text if it fits; else a ``preferred`` offset (ascending) or the end of
    a paragraph, a sentence or a word, whichever comes first in this list and lies in the part's
    second half; else the middle of a word.
    """
    end = start + fitting(text[start : start + limit], limit)
    if end == len(text):
        return end
    half = (start + end) // 2 + 1
    places = list(preferred[bisect_left(preferred, half) : bisect_right(preferred, end)])
    for pattern in (_PARAGRAPH, SENTENCE, _WORD):
        if places:
            break
        places = [match.end() for match in pattern.finditer(text, half - 1, end)]
    return places[-1] if places else end


def cut(text: str, limit: int, preferred: Sequence[int] = ()) -> tuple[int, ...]:
    """Return where parts that end as `part_end` says begin; together they are the text."""
    starts = [0]
    while (end := part_end(text, starts[-1], limit, preferred)) < len(text):
        starts.append(end)
    return tuple(starts)


def excerpt(hit: Hit, limit: int = EXCERPT_UNITS) -> tuple[str, bool]:
    """Return what a list quotes of a hit, and whether that begins within a sentence.

    It is the answer, the longest highlight that is no heading, to the end of its sentence; from the
    beginning of that, unless this is more than a line before. A heading goes on to what it opens.
    It is empty where the answer alone has more than ``limit`` UTF-16 units.
    """
    passage, text = hit.passage, hit.passage.text
    headings = {heading.end - passage.start for heading in passage.document.headings}
    opening, marked = max(
        hit.highlights,
        key=lambda span: (span[1] not in headings, span[1] - span[0]),
        default=(0, 1),
    )
    breaks = list(SENTENCE.finditer(text))
    begins = (
        found.end() for found in breaks if text[found.start() - 1] not in ";:" or "\n" in found[0]
    )
    sentence = max((begin for begin in begins if begin <= opening), default=0)
    start = sentence if units(text[sentence:opening]) <= LINE_UNITS else opening
    ends = (found.start() for found in breaks if found.start() not in headings)
    end = next((end for end in ends if end >= marked), len(text))
    for begin, stop in ((start, end), (opening, marked)):
        if units(text[begin:stop]) <= limit:
            return text[begin:stop], begin != sentence
    return "", False


def pages(document: Document) -> tuple[int, ...]:
    """Return where the pages of a document begin, if possible at a heading."""
    return cut(document.text, PAGE_UNITS, [heading.start for heading in document.headings])


def around(text: str, start: int, end: int, limit: int = AROUND_UNITS) -> tuple[str, str]:
    """Return what stands before ``start`` and after ``end``, at most ``limit`` UTF-16 units each.

    Both end at a readable place where the text goes on; what is only white space is left out.
    """
    if limit < 2:
        return "", ""
    head = text[start - fitting(text[max(0, start - limit) : start][::-1], limit) : start]
    if len(head) < start:  # it begins inside a sentence: leave that one out
        broken = SENTENCE.search(head, 0, len(head) // 2) or _WORD.search(head)
        head = head[broken.end() if broken else 0 :]
    tail = text[end : part_end(text, end, limit)] if end < len(text) else ""
    return head if head.strip() else "", tail if tail.strip() else ""


def quote(text: str, bold: Iterable[Span] = (), *, expandable: bool = False) -> str:
    """Return a text as a block quotation, word for word, the ``bold`` spans of it in bold."""
    parts = []
    last = 0
    for start, end in bold:
        parts += [escape(text[last:start], quote=False), "<b>"]
        parts += [escape(text[start:end], quote=False), "</b>"]
        last = end
    parts.append(escape(text[last:], quote=False))
    tag = "blockquote expandable" if expandable else "blockquote"
    return f"<{tag}>{''.join(parts)}</blockquote>"


def folded(text: str) -> str:
    """Return a quotation in a list, which shows no more than its first lines until touched."""
    return quote(text, expandable=_lines(text) > SEEN_LINES)


def answering(text: str, bold: Sequence[Span]) -> str:
    """Return a quotation whose answer, the longest ``bold`` span, is seen before it is expanded.

    A text of a phone's screen is shown whole. Of a longer one Telegram shows the first lines until
    it is touched: where the answer comes later, the text before it is a quotation of its own.
    """
    if units(text) <= SCREEN_UNITS:
        return quote(text, bold)
    answer = max(bold, key=lambda span: span[1] - span[0], default=(0, 0))
    opening = _opening(text, answer[0])
    before, after = text[:opening].rstrip(), text[opening:]
    if _lines(before) < 2:
        return quote(text, bold, expandable=True)
    long = units(after) > SCREEN_UNITS - SEEN_LINES * LINE_UNITS
    return "\n".join(
        (
            quote(before, shift(bold, 0, len(before)), expandable=True),
            quote(after, shift(bold, opening, len(text)), expandable=long),
        )
    )


def _opening(text: str, offset: int) -> int:
    """Return where to begin to read what stands at an offset: its line, or else its sentence."""
    line = text.rfind("\n", 0, offset) + 1
    if _lines(text[line:offset]) < SEEN_LINES:
        return line
    return max((found.end() for found in SENTENCE.finditer(text, 0, offset)), default=0)


def _lines(text: str) -> int:
    """Return about how many lines of a phone a text takes."""
    return sum(max(1, -(-units(line) // LINE_UNITS)) for line in text.splitlines())


def shift(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """Return the parts of the spans inside ``start:end``, counted from ``start``."""
    inside = ((max(a, start) - start, min(b, end) - start) for a, b in spans)
    return [(a, b) for a, b in inside if a < b]


def heading(citation: Citation, where: str = "", about: int = ABOUT_UNITS) -> str:
    """Return the citation that stands above a quotation, short enough for a phone.

    ``about`` is how much room there is for the title.
    """
    sentence = (
        f"<b>{label(citation.name, NAME_UNITS)}</b>",
        label(citation.origin, ORIGIN_UNITS),
        label(citation.about, about),
    )
    lines = [" ".join(filter(None, sentence))]
    if where:
        lines.append(place_line(where))
    lines += [f"⚠️ {label(note, NOTE_UNITS)}" for note in citation.notes]
    return "\n".join(lines)


def place_line(where: str) -> str:
    """Return the line that says where a quotation stands."""
    return f"📍 {label(where, PLACE_UNITS)}"


def shown_units(html: str) -> int:
    """Return the length of a text in Telegram's HTML as it counts, without the tags."""
    return units(unescape(_TAG.sub("", html)))
