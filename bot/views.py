"""The screens of the conversation: pure functions from an index to Telegram HTML and buttons.

Each takes what its button remembers (`bot.callbacks`) and may take CPU: call it in a thread.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageLimit

from bot import messages, render
from bot.callbacks import (
    AskExample,
    Callback,
    ReadPage,
    ShowContext,
    ShowHit,
    ShowList,
    ShowOutline,
    Stay,
    checksum,
    encode,
)
from bot.citation import (
    cite,
    document_name,
    guidance,
    headings_above,
    place,
    validity,
)
from corpus.document import Document, Heading, Passage
from index.answer import Answer, Entry, Hit, Searcher, Standing
from index.confidence import related
from index.records import document_key

HITS = 5
EXAMPLES = 5
QUOTE_UNITS = 2_600  # UTF-16; beside a heading and a note it fits into one message
OUTLINE_LINES = 10
BUTTONS_A_ROW = 5
NEWER = 2  # buttons that open what took a document's place

Row = tuple[InlineKeyboardButton, ...]
T = TypeVar("T")


class StaleButtonError(Exception):
    """What a button stood for is gone; the message is the Vietnamese sentence to reply with."""


@dataclass(frozen=True, slots=True)
class View:
    """A message: Telegram HTML and rows of buttons."""

    text: str
    rows: tuple[Row, ...] = ()

    @property
    def markup(self) -> InlineKeyboardMarkup | None:
        """The buttons, as Telegram takes them."""
        return InlineKeyboardMarkup(self.rows) if self.rows else None


def greeting_view(searcher: Searcher) -> View:
    """Greet, and offer the example questions of this collection."""
    examples = searcher.examples()[:EXAMPLES]
    if not examples:
        return View(messages.START)
    lines = [
        f"{number}. {render.label(question, 200)}" for number, question in enumerate(examples, 1)
    ]
    buttons = [
        _button(str(number), AskExample(checksum(question)))
        for number, question in enumerate(examples, 1)
    ]
    text = "\n".join([messages.START, "", messages.EXAMPLES, *lines])
    return View(text, _rows(buttons))


def example(searcher: Searcher, button: AskExample) -> str:
    """Return the example question of a button.

    Raises:
        StaleButtonError: If it is no longer among the examples.
    """
    for question in searcher.examples():
        if checksum(question) == button.checksum:
            return question
    raise StaleButtonError(messages.EXAMPLES_CHANGED)


def answer_view(searcher: Searcher, question: str, rank: int = 0) -> View:
    """Answer a question with one hit, counted from 1; 0 is the first screen.

    The first screen is the best hit, or the list of near misses where nothing is sure.
    """
    answer = searcher.answer(question, HITS)
    hits = related(answer)
    if not hits:
        return View(f"{messages.NO_HITS} {messages.SEE_LIST}")
    if rank == 0 and not answer.enough:
        return _near_misses_view(hits)
    # A rebuild may have left fewer hits than there were when the button was made.
    return _hit_view(answer, hits[min(max(rank, 1), len(hits)) - 1])


def context_view(searcher: Searcher, button: ShowContext) -> View:
    """Show a hit's passage between the text before it and the text after it.

    Raises:
        StaleButtonError: If the document is gone.
    """
    document = _document(searcher, button.key)
    text = document.text[button.start : button.end]
    back = ShowHit(button.rank)
    if not text or checksum(text) != button.checksum:
        return changed_view(button.key, encode(back))
    passage = Passage(document, button.start, button.start + len(text))
    end = render.part_end(passage.text, 0, QUOTE_UNITS)
    around = MessageLimit.MAX_TEXT_LENGTH - 100 - render.HEADING_UNITS - render.units(text[:end])
    limit = min(render.AROUND_UNITS, around // 2)
    before, after = render.around(document.text, button.start, button.start + end, limit)
    citation = cite(document, searcher.standing(button.key), scanned=passage.scanned)
    parts = [render.heading(citation, _where(passage, passage.headings))]
    if before:
        parts += [messages.BEFORE, render.quote(before.strip(), expandable=True)]
    parts += [messages.QUOTED, render.quote(text[:end])]
    if after:
        parts += [messages.AFTER, render.quote(after.strip(), expandable=True)]
    reading = []
    if start := button.start - len(before):
        reading.append(_read_at(document, start - 1, back, messages.READ_BACK))
    if (stop := button.start + end + len(after)) < len(document.text):
        reading.append(_read_at(document, stop, back, messages.READ_ON))
    outline = _button(messages.DOCUMENT, ShowOutline(button.key, 1, encode(back)))
    return View(
        "\n".join(parts),
        _filled(reading, [_button(messages.BACK_TO_ANSWER, back), outline]),
    )


def outline_view(searcher: Searcher, button: ShowOutline) -> View:
    """Show what a document is and a page of its headings.

    Raises:
        StaleButtonError: If the document is gone.
    """
    document = _document(searcher, button.key)
    crc = checksum(document.text)
    starts = render.pages(document)
    # A point's heading is its letter alone: it tells nothing in a list.
    headings = [heading for heading in document.headings if heading.kind != "điểm"]
    page, pages, shown = _paged(headings, button.page, OUTLINE_LINES)
    standing = searcher.standing(button.key)
    parts = [render.heading(cite(document, standing))]
    if guided := guidance(standing):
        parts.append(render.label(guided, render.NOTE_UNITS))
    if document.source_url and document.source_url.startswith(("http://", "https://")):
        parts.append(f'<a href="{escape(document.source_url)}">{messages.SOURCE}</a>')
    if standing.copies:
        parts.append(render.label(f"{messages.COPIES} {'; '.join(standing.copies)}", 200))
    parts += ["", messages.OUTLINE if headings else messages.NO_OUTLINE]
    first = (page - 1) * OUTLINE_LINES + 1
    parts += [
        _outline_line(number, heading, document) for number, heading in enumerate(shown, first)
    ]
    numbers = [
        _button(
            str(number),
            ReadPage(button.key, bisect_right(starts, heading.start), crc, button.back),
        )
        for number, heading in enumerate(shown, first)
    ]
    paging = _paging(page, pages, lambda to: ShowOutline(button.key, to, button.back))
    read = _button(messages.READ, ReadPage(button.key, 1, crc, button.back))
    return View(
        "\n".join(parts),
        _filled(
            *_rows(numbers), paging, _newer(standing, button.back), [read, *_back(button.back)]
        ),
    )


def reading_view(searcher: Searcher, button: ReadPage) -> View:
    """Show a page of a document's text, its headings in bold.

    Raises:
        StaleButtonError: If the document is gone.
    """
    document = _document(searcher, button.key)
    crc = checksum(document.text)
    if crc != button.checksum:
        return changed_view(button.key, button.back)
    starts = render.pages(document)
    page = min(max(button.page, 1), len(starts))
    start, end = starts[page - 1], (*starts, len(document.text))[page]
    bold = render.shift(((h.start, h.end) for h in document.headings), start, end)
    page_shown = Passage(document, start, end)
    where = _where(page_shown, [h.label for h in document.headings_at(start)])
    standing = searcher.standing(button.key)
    citation = cite(document, standing, scanned=page_shown.scanned)
    paging = _paging(page, len(starts), lambda to: ReadPage(button.key, to, crc, button.back))
    contents = _button(messages.CONTENTS, ShowOutline(button.key, 1, button.back))
    return View(
        f"{render.heading(citation, where)}\n{render.quote(page_shown.text, bold)}",
        _filled(paging, _newer(standing, button.back), [contents, *_back(button.back)]),
    )


def changed_view(key: str, back: str) -> View:
    """Say that a document is no longer what it was, and offer to open it."""
    opening = _button(messages.OPEN_DOCUMENT, ShowOutline(key, 1, back))
    return View(messages.DOCUMENT_CHANGED, _filled([opening, *_back(back)]))


def _document(searcher: Searcher, key: str) -> Document:
    try:
        return searcher.document(key)
    except KeyError as error:
        raise StaleButtonError(messages.DOCUMENT_GONE) from error


def _hit_view(answer: Answer, hit: Hit) -> View:
    passage = hit.passage
    document = passage.document
    key = document_key(document.id)
    here = ShowHit(hit.rank)
    end = render.part_end(passage.text, 0, QUOTE_UNITS)
    quoted = render.quote(passage.text[:end], render.shift(hit.highlights, 0, end), expandable=True)
    parts = [] if answer.enough else [f"<i>{messages.NEAR_MISS}</i>"]
    citation = cite(document, hit.standing, scanned=passage.scanned)
    parts += [render.heading(citation, _where(passage, headings_above(passage))), quoted]
    rows = [_paging(hit.rank, len(answer.hits), ShowHit)]
    if end < len(passage.text):
        parts.append(f"<i>{messages.CONTINUED}</i>")
        rows.append([_read_at(document, passage.start + end, here, messages.READ_ON)])
    around = ShowContext(hit.rank, key, passage.start, passage.end, checksum(passage.text))
    rows.append(
        [
            _button(messages.CONTEXT, around),
            _button(messages.DOCUMENT, ShowOutline(key, 1, encode(here))),
        ]
    )
    rows.append(_newer(hit.standing, encode(here)))
    if not answer.enough:
        rows.append([_button(messages.ALL_HITS, ShowHit(0))])
    return View("\n".join(parts), _filled(*rows))


def _near_misses_view(hits: Sequence[Hit]) -> View:
    """List the hits, each with a short quotation while the message has room for it."""
    text = f"{messages.NEAR_MISSES} {messages.PICK_HIT}"
    room = MessageLimit.MAX_TEXT_LENGTH - render.units(text)
    blocks = []
    for hit in hits:
        passage, document = hit.passage, hit.passage.document
        lines = [f"{hit.rank}. <b>{render.label(document_name(document), 150)}</b>"]
        if where := _where(passage, passage.headings):
            lines.append(f"📍 {render.label(where, 200)}")
        notes = (validity(hit.standing), messages.SCANNED if passage.scanned else "")
        lines += [f"⚠️ {render.label(note, render.NOTE_UNITS)}" for note in notes if note]
        blocks.append("\n".join(lines))
        room -= 620  # number, name, place, notes and the lines between
    for number, hit in enumerate(hits):
        snippet = render.snippet(hit, min(render.SNIPPET_UNITS, room))
        if snippet:
            blocks[number] += f"\n{render.quote(snippet)}"
            room -= render.units(snippet) + 1
    buttons = [_button(str(hit.rank), ShowHit(hit.rank)) for hit in hits]
    return View("\n\n".join([text, *blocks]), _rows(buttons))


def _read_at(document: Document, offset: int, back: Callback, label: str) -> InlineKeyboardButton:
    page = bisect_right(render.pages(document), offset)
    crc = checksum(document.text)
    return _button(label, ReadPage(document_key(document.id), page, crc, encode(back)))


def _where(passage: Passage, headings: Sequence[str]) -> str:
    return place([render.clip(label, 70) for label in headings], passage.page)


def _outline_line(number: int, heading: Heading, document: Document) -> str:
    indent = "\u2003" * min(heading.level - 1, 3)  # em space: Telegram keeps it
    label = heading.label
    if len(label.split()) < 3:  # Khoản 1, 4.2: what it opens with tells more
        following = (h.start for h in document.headings if h.start > heading.start)
        label = render.clip(document.text[heading.start : next(following, None)], 60)
    return f"{indent}[{number}] {render.label(label, 120)}"


def _button(label: str, callback: Callback) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=encode(callback))


def _newer(standing: Standing, back: str) -> list[InlineKeyboardButton]:
    """Return buttons that open what took a document's place, one for each directive."""
    by_label: dict[str, Entry] = {}
    for entry in standing.ended_by:
        by_label.setdefault(render.clip(entry.number or document_name(entry), 30), entry)
    return [
        _button(f"{messages.NEWER}: {label}", ShowOutline(entry.key, 1, back))
        for label, entry in [*by_label.items()][:NEWER]
    ]


def _back(back: str) -> list[InlineKeyboardButton]:
    if not back:
        return []
    to_list = back.startswith(ShowList.code)
    label = messages.BACK_TO_LIST if to_list else messages.BACK_TO_ANSWER
    return [InlineKeyboardButton(label, callback_data=back)]


def _paged(items: Sequence[T], page: int, size: int) -> tuple[int, int, Sequence[T]]:
    """Return the page that exists nearest to the wanted one, how many there are, its items."""
    pages = max(1, -(-len(items) // size))
    page = min(max(page, 1), pages)
    return page, pages, items[(page - 1) * size : page * size]


def _paging(page: int, pages: int, to: Callable[[int], Callback]) -> list[InlineKeyboardButton]:
    if pages == 1:
        return []
    buttons = [_button(f"{page}/{pages}", Stay())]
    if page > 1:
        buttons.insert(0, _button(messages.PREVIOUS, to(page - 1)))
    if page < pages:
        buttons.append(_button(messages.NEXT, to(page + 1)))
    return buttons


def _rows(buttons: Sequence[InlineKeyboardButton]) -> tuple[Row, ...]:
    starts = range(0, len(buttons), BUTTONS_A_ROW)
    return tuple(tuple(buttons[start : start + BUTTONS_A_ROW]) for start in starts)


def _filled(*rows: Sequence[InlineKeyboardButton]) -> tuple[Row, ...]:
    return tuple(tuple(row) for row in rows if row)
