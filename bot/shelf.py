"""The screens that find documents: the list, what narrows it, and a part named by words.

Pure functions from an index to Telegram HTML and buttons; they may take CPU: call them in a thread.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from telegram import InlineKeyboardButton

from bot import messages, render, screen
from bot.callbacks import Narrow, ReadPage, ShowList, ShowOutline, checksum, encode
from bot.catalogue import IN_FORCE, Only, chosen, nearest, search, values, wanted_state
from bot.citation import cite, document_name, headings_above, issued_by, reference, subject
from bot.screen import StaleButtonError, View
from bot.views import outline_view
from corpus.document import Passage
from corpus.validity import OVER, state_of
from index.answer import Entry, Searcher

QUOTE_UNITS = 2_600  # UTF-16; beside a heading and a note it fits into one message
PARTS_QUOTED = 3  # of those that are numbered alike
LIST_LINES = 8  # of at most 480 UTF-16 units: 3,840 in all, and the head before them
COLUMNS = (2, 1, 3)  # in which the values of each facet stand
VALUE_ROWS, VALUE_UNITS = 8, 60


def list_view(
    searcher: Searcher,
    words: str,
    button: ShowList | None = None,
    link_to: Callable[[str], str] = lambda _key: "",
) -> View:
    """Show a page of the documents, those that `bot.catalogue.find` finds if there are words.

    Words that name a part or a page of one of them, as «294 Điều 4», open it; words that choose
    one document open that, with what ``link_to`` returns for its key to pass on. Where nothing is
    found, what may have been meant is offered.

    Raises:
        StaleButtonError: If the words are gone that the button needs.
    """
    button = button or ShowList(1, worded=int(bool(words)))
    words = _words(words, button)
    found = search(searcher, words)
    if found.parts:
        return _part_view(searcher, found.entries[0], found.parts)
    only = Only.read(button.only)
    entries = [entry for entry in found.entries if only.holds(entry)]
    note = messages.no_page(found.page) if found.page else messages.NO_PART * found.missing
    if words and len(entries) == 1 and not button.only:
        key = entries[0].key
        opened = outline_view(searcher, ShowOutline(key, 1, ""), link_to(key))
        return View(f"{note}\n\n{opened.text}".strip(), opened.rows)
    shown = render.label(words, 100)
    if not entries and button.only:
        return View(messages.NONE_LEFT, screen.filled([_all(button)]))
    if not entries and words:
        return _nearest_view(searcher, words, button)
    if not entries:
        return View(messages.EMPTY_LIST)
    notes = [render.label(narrowed(found.entries, only), 200), note]
    if words and wanted_state(words) == IN_FORCE:
        notes.append(messages.IN_FORCE_OR_UNKNOWN)
    head = "\n".join([messages.documents(len(entries), shown), *filter(None, notes)])
    return _page(head, entries, button, _facet_row(found.entries, only, button))


def narrow_view(searcher: Searcher, words: str, button: Narrow) -> View:
    """Show the values of a facet and how many of the listed documents have each, to choose one.

    Raises:
        StaleButtonError: If the words are gone that the button needs.
    """
    listed = ShowList(1, button.only, button.worded)
    words = _words(words, listed)
    entries = search(searcher, words).entries
    only, facet = Only.read(button.only), button.facet
    columns = COLUMNS[facet]
    page, pages, shown = screen.paged(
        values(entries, only, facet), button.page, VALUE_ROWS * columns
    )
    choices = [
        screen.button(
            f"{render.clip(value or messages.UNKNOWN_VALUE, VALUE_UNITS)} ({number})",
            replace(listed, only=only.to(facet, value).data),
        )
        for value, number in shown
    ]
    leave = [screen.button(messages.BACK_TO_LIST, listed)]
    if only.codes[facet]:
        every = replace(listed, only=only.to(facet, None).data)
        leave.insert(0, screen.button(messages.ANY_VALUE, every))
    left = sum(only.holds(entry) for entry in entries)
    head = [
        messages.documents(left, render.label(words, 100), how=""),
        render.label(narrowed(entries, only), 200),
    ]
    return View(
        "\n".join([*filter(None, head), "", messages.PICK_VALUE[facet]]),
        screen.filled(
            *(choices[start : start + columns] for start in range(0, len(choices), columns)),
            screen.paging(page, pages, lambda to: replace(button, page=to)),
            leave,
        ),
    )


def _words(words: str, button: ShowList) -> str:
    """Return the words that chose a list, read from the command that it replies to."""
    if button.worded and not words:
        raise StaleButtonError(messages.LIST_GONE)
    return words if button.worded else ""


def _page(
    head: str, entries: Sequence[Entry], button: ShowList, narrowing: Sequence[InlineKeyboardButton]
) -> View:
    page, pages, shown = screen.paged(entries, button.page, LIST_LINES)
    here = replace(button, page=page)
    first = (page - 1) * LIST_LINES + 1
    names = Counter(map(reference, shown))
    lines = [
        _list_line(number, entry, alike=names[reference(entry)] > 1)
        for number, entry in enumerate(shown, first)
    ]
    buttons = [
        screen.button(str(number), ShowOutline(entry.key, 1, encode(here)))
        for number, entry in enumerate(shown, first)
    ]
    paging = screen.paging(page, pages, lambda to: replace(button, page=to))
    return View(
        "\n\n".join([head, *lines]), screen.filled(*screen.rows(buttons), paging, narrowing)
    )


def _nearest_view(searcher: Searcher, words: str, button: ShowList) -> View:
    none = messages.no_documents(render.label(words, 100))
    near = nearest(searcher, words)
    if not near:
        return View(f"{none} {messages.SEE_WHOLE_LIST}")
    return _page(f"{none} {messages.MEANT}", near, button, ())


def _facet_row(
    entries: Sequence[Entry], only: Only, button: ShowList
) -> list[InlineKeyboardButton]:
    """Return the buttons of the facets in which the documents differ."""
    row = []
    for facet, name in enumerate(messages.FACETS):
        narrowed = bool(only.codes[facet])
        if narrowed or len(values(entries, only, facet)) > 1:
            label = f"{name} ✓" if narrowed else name
            row.append(screen.button(label, Narrow(facet, 1, button.only, button.worded)))
    return [*row, _all(button)] if button.only else row


def _all(button: ShowList) -> InlineKeyboardButton:
    return screen.button(messages.ALL_VALUES, replace(button, page=1, only=""))


def narrowed(entries: Sequence[Entry], only: Only) -> str:
    """Say what documents are narrowed to; empty if to nothing."""
    found = ((name, chosen(entries, only, facet)) for facet, name in enumerate(messages.FACETS))
    named = [
        f"{name}: {value or messages.UNKNOWN_VALUE}" for name, value in found if value is not None
    ]
    return " · ".join(named)


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
        parts.append(render.place_line(where) if parts else render.heading(citation, where))
        parts.append(render.quote(text[:end], expandable=True))
    if continued:
        parts.append(f"<i>{messages.CONTINUED}</i>")
    page = bisect_right(render.pages(document), stop - 1)
    read = ReadPage(entry.key, page, checksum(document.text), "")
    buttons = [
        screen.button(messages.READ_ON, read),
        screen.button(messages.DOCUMENT, ShowOutline(entry.key, 1, "")),
    ]
    return View("\n".join(parts), screen.filled(*screen.related_acts(standing, ""), buttons))


def _list_line(number: int, entry: Entry, *, alike: bool) -> str:
    """Return the lines of a document; its id too, where another has the same name and title."""
    name = render.label(document_name(entry), 150)
    lines = [f"{number}. <b>{name}</b>"]
    if origin := issued_by(entry):
        lines.append(render.label(origin, 120))
    if entry.status and state_of(entry.status) in OVER:
        lines.append(f"⚠️ {render.label(entry.status[0].upper() + entry.status[1:], 40)}")
    if about := subject(entry):
        lines.append(f"<i>{render.label(about[0].upper() + about[1:], 150)}</i>")
    if alike:
        lines.append(f"<code>{render.label(entry.id, 60)}</code>")
    return "\n".join(lines)
