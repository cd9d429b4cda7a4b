"""A message as it is shown: its text, and rows of buttons, those first that many screens share."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, urlencode

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import messages, render
from bot.callbacks import Callback, ReadPage, ShowList, ShowOutline, Stay, checksum, encode
from bot.citation import document_name, place
from corpus.document import Document, Passage
from index.answer import Entry, Standing
from index.records import document_key

BUTTONS_A_ROW = 5
NEWER = 2  # buttons that open what took a document's place, and as many for what amended it
LABEL_UNITS, PATH_UNITS = 60, 120  # of a heading, and of all those above a quotation

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


def button(label: str, callback: Callback) -> InlineKeyboardButton:
    """Return a button of our own."""
    return InlineKeyboardButton(label, callback_data=encode(callback))


def share(link: str, about: str) -> InlineKeyboardButton:
    """Return the button that passes a link of ours on to another chat."""
    query = urlencode({"url": link, "text": about}, quote_via=quote)
    return InlineKeyboardButton(messages.SHARE, url=f"https://t.me/share/url?{query}")


def rows(buttons: Sequence[InlineKeyboardButton]) -> tuple[Row, ...]:
    """Return short buttons in rows."""
    starts = range(0, len(buttons), BUTTONS_A_ROW)
    return tuple(tuple(buttons[start : start + BUTTONS_A_ROW]) for start in starts)


def filled(*rows: Sequence[InlineKeyboardButton]) -> tuple[Row, ...]:
    """Return the rows that hold a button."""
    return tuple(tuple(row) for row in rows if row)


def paged(items: Sequence[T], page: int, size: int) -> tuple[int, int, Sequence[T]]:
    """Return the page that exists nearest to the wanted one, how many there are, its items."""
    pages = max(1, -(-len(items) // size))
    page = min(max(page, 1), pages)
    return page, pages, items[(page - 1) * size : page * size]


def paging(page: int, pages: int, to: Callable[[int], Callback]) -> list[InlineKeyboardButton]:
    """Return the buttons that turn a page; none where there is only one."""
    if pages == 1:
        return []
    buttons = [button(f"{page}/{pages}", Stay())]
    if page > 1:
        buttons.insert(0, button(messages.PREVIOUS, to(page - 1)))
    if page < pages:
        buttons.append(button(messages.NEXT, to(page + 1)))
    return buttons


def related_acts(standing: Standing, back: str) -> tuple[list[InlineKeyboardButton], ...]:
    """Return rows of buttons that open what took a document's place, and what amended it."""
    kinds = ((messages.NEWER, standing.ended_by), (messages.AMENDING, standing.amended_by))
    return tuple(_acts(label, entries, back) for label, entries in kinds)


def _acts(label: str, entries: Iterable[Entry], back: str) -> list[InlineKeyboardButton]:
    by_name: dict[str, Entry] = {}  # of one act there may be several digests
    for entry in entries:
        by_name.setdefault(render.clip(entry.number or document_name(entry), 30), entry)
    return [
        button(f"{label}: {name}", ShowOutline(entry.key, 1, back))
        for name, entry in [*by_name.items()][:NEWER]
    ]


def back_row(back: str) -> list[InlineKeyboardButton]:
    """Return the button that leads back to a card or a list."""
    if not back:
        return []
    to_list = back.startswith(ShowList.code)
    label = messages.BACK_TO_LIST if to_list else messages.BACK_TO_ANSWER
    return [InlineKeyboardButton(label, callback_data=back)]


def read_at(document: Document, offset: int, back: str, label: str) -> InlineKeyboardButton:
    """Return the button that opens the page of a document on which an offset lies."""
    page = bisect_right(render.pages(document), offset)
    return button(label, ReadPage(document_key(document.id), page, checksum(document.text), back))


def where(passage: Passage, headings: Sequence[str]) -> str:
    """Return where a passage stands, short enough for a phone: outer headings go first."""
    return place(render.path(headings, LABEL_UNITS, PATH_UNITS), passage)
