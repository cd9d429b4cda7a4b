"""Inline mode: ``@bot câu hỏi`` in any chat offers quotations and documents to send there.

Telegram waits for a pause in the typing before it asks, and keeps what it was answered.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest
from telegram.ext import InlineQueryHandler

from bot import links, messages, render, screen
from bot.addressed import sound
from bot.callbacks import Callback, checksum
from bot.catalogue import search
from bot.citation import cite, document_name, headings_above, issued_by, reference, subject
from bot.desk import Context, Desk, Handler, Press, UnavailableError
from bot.questions import UnaskableError, check_question
from corpus.document import Passage
from index.answer import Entry, Hit, Searcher, Standing
from index.confidence import related
from index.records import document_key

PAGE = 10  # results that come at once; the next when somebody scrolls
MOST_HITS, MOST_DOCUMENTS = 20, 5  # for a question; beside hits, documents that it may name
CACHE_S = 300  # for which Telegram may go on showing what a rebuild has changed
TITLE_UNITS, LINE_UNITS = 100, 150


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results, and where the next one begins; empty after the last."""

    articles: Sequence[InlineQueryResultArticle]
    next_offset: str


class Inline:
    """Answers inline queries."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handlers(self) -> Sequence[Handler]:
        """Return the handler of every inline query."""
        return (InlineQueryHandler(self.offer),)

    def buttons(self) -> Mapping[type[Callback], Press]:
        """Return nothing: what is sent into other chats has only links."""
        return {}

    async def offer(self, update: Update, _: Context) -> None:
        """Answer with a page of what can be sent; with a way to ask in private where it is none."""
        query = update.inline_query
        if query is None:
            raise ValueError("the update holds no inline query")
        words, username = sound(query.query), query.get_bot().username
        offset = int(query.offset) if query.offset.isdecimal() and len(query.offset) < 5 else 0
        try:
            found = await self._desk.consult(
                query.get_bot(), lambda searcher: results(searcher, words, offset, username)
            )
        except UnavailableError:
            await _answer(query, Results((), ""), messages.INLINE_UNAVAILABLE, cache_s=0)
            return
        none = "" if found.articles or offset else messages.INLINE_NOTHING
        # What one may see is decided for each person where not everybody may ask.
        personal = self._desk.settings.access == "list"
        await _answer(query, found, none, personal=personal)


async def _answer(
    query: InlineQuery, found: Results, otherwise: str, *, cache_s: int = CACHE_S,
    personal: bool = False,
) -> None:  # fmt: skip
    """Answer; ``otherwise`` labels a button that leads to the private chat."""
    button = InlineQueryResultsButton(otherwise, start_parameter=links.GREETING)
    try:
        await query.answer(
            found.articles,
            cache_time=cache_s,
            is_personal=personal,
            next_offset=found.next_offset or None,
            button=button if otherwise else None,
        )
    except BadRequest as error:
        # Nobody waits any more: more was typed, or the bot was away.
        if "query" not in error.message.lower():
            raise
        logging.getLogger(__name__).info("An inline query was answered too late: %s", error)


def results(searcher: Searcher, words: str, offset: int, username: str) -> Results:
    """Return a page of what can be sent for some words: parts and documents they name, hits.

    Without words that is the list of documents, newest first. ``username`` is the bot's.
    """
    items, sure = _found(searcher, words)
    stop = offset + PAGE
    times = Counter(reference(item) for item in items if isinstance(item, Entry))
    alike = {called for called, number in times.items() if number > 1}
    articles = [
        _document_article(searcher, item, username, alike=reference(item) in alike)
        if isinstance(item, Entry)
        else _article_of(searcher, item, username, sure=sure)
        for item in items[offset:stop]
    ]
    return Results(articles, str(stop) if stop < len(items) else "")


def _found(searcher: Searcher, words: str) -> tuple[Sequence[Entry | Passage | Hit], bool]:
    """Return what can be sent, best first, and whether the hits among it are an answer."""
    if not words.strip():
        return searcher.entries(), True
    try:
        question = check_question(words)
    except UnaskableError:
        return (), True
    named = search(searcher, question)
    answer = searcher.answer(question, MOST_HITS)
    named_at = {(part.document.id, part.start) for part in named.parts}
    hits = [
        hit
        for hit in related(answer)
        if (hit.passage.document.id, hit.passage.start) not in named_at
    ]
    return (*named.parts, *named.entries[:MOST_DOCUMENTS], *hits), answer.enough


def _article_of(
    searcher: Searcher, item: Passage | Hit, username: str, *, sure: bool
) -> InlineQueryResultArticle:
    if isinstance(item, Passage):
        standing = searcher.standing(document_key(item.document.id))
        return _passage_article(item, standing, (), username)
    return _passage_article(
        item.passage,
        item.standing,
        item.highlights,
        username,
        mark="" if sure else f"{messages.INLINE_NEAR} ",
        line=render.excerpt(item, LINE_UNITS)[0],
    )


def _passage_article(
    passage: Passage, standing: Standing, bold: Sequence[render.Span], username: str, *,
    mark: str = "", line: str = "",
) -> InlineQueryResultArticle:  # fmt: skip
    """Offer a quotation; ``mark`` is what the list, not the message, says before its name."""
    document = passage.document
    citation = cite(document, standing, scanned=passage.scanned)
    heading = render.heading(citation, screen.where(passage, headings_above(passage)))
    continued = f"<i>{messages.INLINE_CONTINUED}</i>"
    room = render.MESSAGE_UNITS - render.shown_units(f"{heading}\n\n{continued}")
    text = passage.text[: render.part_end(passage.text, 0, room)]
    lines = [heading, render.answering(text, render.shift(bold, 0, len(text)))]
    if len(text) < len(passage.text):
        lines.append(continued)
    name = " ".join(filter(None, (document_name(document), subject(document))))
    return _article(
        f"p{document_key(document.id)}{checksum(passage.text)}{passage.start}",
        mark + name,
        line or passage.text,
        "\n".join(lines),
        links.passage_link(username, passage),
    )


def _document_article(
    searcher: Searcher, entry: Entry, username: str, *, alike: bool
) -> InlineQueryResultArticle:
    """Offer a document: its citation, and the link that opens it.

    The list says its id too where another of what is offered is called ``alike``.
    """
    heading = render.heading(
        cite(searcher.document(entry.key), searcher.standing(entry.key)), about=TITLE_UNITS
    )
    about = subject(entry)
    told = (entry.id if alike else "", about[:1].upper() + about[1:], issued_by(entry))
    return _article(
        f"d{entry.key}",
        document_name(entry),
        " – ".join(filter(None, told)),
        heading,
        links.document_link(username, entry.key),
    )


def _article(id_: str, title: str, line: str, html: str, link: str) -> InlineQueryResultArticle:
    opening = InlineKeyboardButton(messages.INLINE_OPEN, url=link)
    return InlineQueryResultArticle(
        id_,
        render.clip(title, TITLE_UNITS),
        InputTextMessageContent(
            html, ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
        InlineKeyboardMarkup.from_button(opening),
        description=render.clip(line, LINE_UNITS),
    )
