"""Text → Telegram HTML: escaping, quotations with highlights, and cutting at readable places."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from bot.citation import Citation
from corpus.document import Document

Span = tuple[int, int]

HEADING_UNITS = 1_200
PAGE_UNITS = 1_200  # of a document: a phone's screen
AROUND_UNITS = 700  # of the text before a passage, and as much after it

# Where a long text may be parted, most readable first: paragraph, sentence, word.
_BREAKS = tuple(re.compile(pattern) for pattern in (r"\n+", r"(?<=[.;:!?…])\s+", r"\s+"))


def units(text: str) -> int:
    """Return the length as Telegram counts it, in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def fitting(text: str, limit: int) -> int:
    """Return how many characters from the start fit into ``limit`` UTF-16 units."""
    end = min(len(text), limit)
    while (excess := units(text[:end]) - limit) > 0:
        end -= (excess + 1) // 2  # a character is at most two units
    return end


def clip(text: str, limit: int) -> str:
    """Shorten a label to ``limit`` UTF-16 units on one line; never used on a quotation."""
    text = " ".join(text.split())
    if units(text) <= limit:
        return text
    return text[: fitting(text, limit - 1)].rstrip() + "…"


def cut(text: str, limit: int, preferred: Sequence[int] = ()) -> tuple[int, ...]:
    """Return where parts of at most ``limit`` UTF-16 units begin; together they are the text.

    Parts end at a ``preferred`` offset (ascending) if one lies in their second half, else after
    a paragraph, a sentence or a word, and in the middle of a word only if it is that long.
    """
    starts = [0]
    while (end := starts[-1] + fitting(text[starts[-1] : starts[-1] + limit], limit)) < len(text):
        half = (starts[-1] + end) // 2 + 1
        places = [offset for offset in preferred if half <= offset <= end]
        for pattern in _BREAKS:
            if places:
                break
            places = [m.end() for m in pattern.finditer(text, half - 1, end) if m.end() >= half]
        starts.append(places[-1] if places else end)
    return tuple(starts)


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
    if len(head) < start:  # its first sentence is cut: leave it out
        head = head[(*cut(head, max(2, limit // 2)), len(head))[1] :]
    tail = text[
        end : (*(end + part for part in cut(text[end : end + limit + 1], limit)), len(text))[1]
    ]
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


def shift(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """Return the parts of the spans inside ``start:end``, counted from ``start``."""
    inside = ((max(a, start) - start, min(b, end) - start) for a, b in spans)
    return [(a, b) for a, b in inside if a < b]


def heading(citation: Citation, where: str = "") -> str:
    """Return the citation that stands above a quotation, at most `HEADING_UNITS` UTF-16 units."""
    lines = [f"<b>{escape(clip(citation.name, 250), quote=False)}</b>"]
    if citation.origin:
        lines.append(escape(clip(citation.origin, 150), quote=False))
    if citation.title:
        lines.append(f"<i>{escape(clip(citation.title, 250), quote=False)}</i>")
    if citation.note:
        lines.append(f"⚠️ {escape(clip(citation.note, 100), quote=False)}")
    if citation.status:
        lines.append(f"ℹ️ {escape(clip(citation.status, 120), quote=False)}")
    if where:
        lines.append(f"📍 {escape(clip(where, 300), quote=False)}")
    return "\n".join(lines)
