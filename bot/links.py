"""Links to a document or a passage, ``t.me/<bot>?start=…``, that go on working after a rebuild.

A document is told by its key. A passage is told by its document, where it was and a checksum of
its text: where the text has moved it is looked for, and where it has changed the link says so.
"""

import re
from dataclasses import dataclass

from bot import messages, render, screen
from bot.callbacks import Copy, ShowOutline, checksum
from bot.citation import cite, headings_above
from bot.screen import StaleButtonError, View
from bot.views import document_at, outline_view
from corpus.document import Document, Passage
from index.answer import Searcher
from index.records import document_key

# core.telegram.org/api/links#bot-links: at most 64 of A-Z a-z 0-9 _ -
_PAYLOAD = re.compile(r"d([\w-]{8})|p([\w-]{8})([\w-]{6})(\d{1,9})-(\d{1,5})", re.ASCII)

QUOTE_UNITS = 2_500  # that a card can copy, beside its citation

GREETING = "xin"
"""The payload of links that only lead to the greeting: Telegram wants one in some places."""


class UnknownLinkError(ValueError):
    """What stands after ``start=`` is none of our links."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a link leads to: a document, or a passage of it where ``checksum`` is not empty.

    The passage was ``length`` characters from ``start``; ``checksum`` is that of its text.
    """

    key: str
    start: int = 0
    length: int = 0
    checksum: str = ""


def document_link(username: str, key: str) -> str:
    """Return the link that opens a document in the bot of this name."""
    return f"https://t.me/{username}?start=d{key}"


def passage_link(username: str, passage: Passage) -> str:
    """Return the link that opens a passage in the bot of this name."""
    key, start, length = document_key(passage.document.id), passage.start, len(passage.text)
    return f"https://t.me/{username}?start=p{key}{checksum(passage.text)}{start}-{length}"


def decode(payload: str) -> Link:
    """Return what a link leads to.

    Raises:
        UnknownLinkError: If it is none of ours.
    """
    found = _PAYLOAD.fullmatch(payload)
    if not found:
        raise UnknownLinkError(payload)
    if found[1]:
        return Link(found[1])
    return Link(found[2], int(found[4]), int(found[5]), found[3])


def linked_view(searcher: Searcher, payload: str, username: str) -> View:
    """Show what a link to the bot called ``username`` leads to, or say why it leads nowhere."""
    try:
        link = decode(payload)
        document = document_at(searcher, link.key)
    except UnknownLinkError:
        return View(messages.UNKNOWN_LINK)
    except StaleButtonError as error:
        return View(str(error))
    start = _find(document, link) if link.checksum else None
    if start is None:
        shared = document_link(username, link.key)
        outline = outline_view(searcher, ShowOutline(link.key, 1, ""), shared)
        if not link.checksum:
            return outline
        return View(f"{messages.LINKED_TEXT_CHANGED}\n\n{outline.text}", outline.rows)
    return _passage_view(searcher, Passage(document, start, start + link.length))


def _find(document: Document, link: Link) -> int | None:
    """Return where the text of a link begins, nearest to where it was; None if it is gone."""
    text = document.text
    # A passage begins where a line, or a sentence, does.
    starts = {0, *(found.end() for found in render.SENTENCE.finditer(text))}
    for start in (link.start, *sorted(starts, key=lambda place: (abs(place - link.start), place))):
        found = text[start : start + link.length]
        if len(found) == link.length and found and checksum(found) == link.checksum:
            return start
    return None


def _passage_view(searcher: Searcher, passage: Passage) -> View:
    document, key = passage.document, document_key(passage.document.id)
    standing = searcher.standing(key)
    citation = cite(document, standing, scanned=passage.scanned)
    heading = render.heading(citation, screen.where(passage, headings_above(passage)))
    end = render.part_end(passage.text, 0, QUOTE_UNITS)
    stop = passage.start + end
    read = screen.read_at(document, min(stop, len(document.text) - 1), "", messages.READ_ON)
    copy = Copy(key, passage.start, stop, checksum(passage.text[:end]))
    return View(
        f"{heading}\n{render.quote(passage.text[:end])}",
        screen.filled(
            [read, screen.button(messages.DOCUMENT, ShowOutline(key, 1, ""))],
            [screen.button(messages.COPY, copy)],
            *screen.related_acts(standing, ""),
        ),
    )
