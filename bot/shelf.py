"""The screens that find documents: the list, what narrows it, and a part named by words.

Pure functions from an index to Telegram HTML and buttons; they may take CPU: call them in a thread.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date

from bot import messages, render, screen
from bot.callbacks import ReadPage, ShowList, ShowOutline, checksum, encode
from bot.catalogue import IN_FORCE, search, wanted_state
from bot.citation import cite, day, document_name, headings_above, subject
from bot.screen import View
from bot.views import outline_view
from corpus.document import Passage
from corpus.validity import OVER, state_of
from index.answer import Entry, Searcher

QUOTE_UNITS = 2_600  # UTF-16; beside a heading and a note it fits into one message
PARTS_QUOTED = 3  # of those that are numbered alike
LIST_LINES = 8  # of at most 500 UTF-16 units: 4,000 in all


def list_view(searcher: Searcher, words: str, page: int = 1) -> View:
    """Show a page of the documents, those that `bot.catalogue.find` finds if there are words.

    Words that name a part of one of them, as «294 Điều 4», open that part.
    """
    found = search(searcher, words)
    if found.parts:
        return _part_view(searcher, found.entries[0], found.parts)
    entries = found.entries
    shown_words = render.label(words, 100)
    if not entries:
        return View(messages.no_documents(shown_words) if words else messages.EMPTY_LIST)
    page, pages, shown = screen.paged(entries, page, LIST_LINES)
    back = encode(ShowList(page))
    if words and len(entries) == 1:
        return outline_view(searcher, ShowOutline(entries[0].key, 1, ""))
    first = (page - 1) * LIST_LINES + 1
    names = Counter((document_name(entry), entry.title) for entry in shown)
    lines = [
        _list_line(number, entry, alike=names[document_name(entry), entry.title] > 1)
        for number, entry in enumerate(shown, first)
    ]
    buttons = [
        screen.button(str(number), ShowOutline(entry.key, 1, back))
        for number, entry in enumerate(shown, first)
    ]
    head = [messages.documents(len(entries), shown_words)]
    if words and wanted_state(words) == IN_FORCE:
        head.append(messages.IN_FORCE_OR_UNKNOWN)
    return View(
        "\n\n".join(["\n".join(head), *lines]),
        screen.filled(*screen.rows(buttons), screen.paging(page, pages, ShowList)),
    )


def _part_view(searcher: Searcher, entry: Entry, found: Sequence[Passage]) -> View:
    """Quote the part of a document that words name; of parts numbered alike, the first few."""
    passages = found[:PARTS_QUOTED]
    document = passages[0].document
    standing = searcher.standing(entry.key)
    scanned = any(passage.scanned for passage in passages)
    citation = cite(document, standing, scanned=scanned)
    parts: list[str] = []
    continued, stop = False, 0
    room = (QUOTE_UNITS - 310 * (len(passages) - 1)) // len(passages)  # a place a part besides
    for passage in passages:
        text = passage.text.rstrip()
        end = render.part_end(text, 0, room)
        continued, stop = continued or end < len(text), passage.start + end
        where = screen.where(passage, headings_above(passage))
        if parts:
            parts.append(f"📍 {render.label(where, 300)}")
        else:
            parts.append(render.heading(citation, where))
        parts.append(render.quote(text[:end], expandable=True))
    if continued:
        parts.append(f"<i>{messages.CONTINUED}</i>")
    page = bisect_right(render.pages(document), stop - 1)
    read = ReadPage(entry.key, page, checksum(document.text), "")
    buttons = [
        screen.button(messages.READ_ON, read),
        screen.button(messages.DOCUMENT, ShowOutline(entry.key, 1, "")),
    ]
    return View("\n".join(parts), screen.filled(*screen.related_acts([standing], ""), buttons))


def _list_line(number: int, entry: Entry, *, alike: bool) -> str:
    """Return the lines of a document; its id too, where another has the same name and title."""
    name = render.label(document_name(entry), 150)
    issued = day(date.fromisoformat(entry.date)) if entry.date else ""
    origin = ", ".join(part for part in (entry.issuer, issued) if part)
    lines = [f"{number}. <b>{name}</b>"]
    if origin:
        lines.append(render.label(origin, 120))
    if entry.status and state_of(entry.status) in OVER:
        lines.append(f"⚠️ {render.label(entry.status[0].upper() + entry.status[1:], 40)}")
    if about := subject(entry):
        lines.append(f"<i>{render.label(about[0].upper() + about[1:], 150)}</i>")
    if alike:
        lines.append(f"<code>{render.label(entry.id, 60)}</code>")
    return "\n".join(lines)
