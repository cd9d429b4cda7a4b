"""Finding and reading documents: greeting, help, links, the list, outlines and pages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ChatType
from telegram.ext import CommandHandler, filters

from bot import links, messages, shelf, views
from bot.addressed import words_of
from bot.asking import asked, card
from bot.callbacks import Callback, Narrow, ReadPage, ShowList, ShowOutline
from bot.card import read_line
from bot.desk import Context, Desk, Handler, Press, edit, message_of
from bot.links import document_link
from bot.menu import set_admin_menu
from bot.screen import View
from index.answer import Searcher


class Browsing:
    """Opens what people look for by name, by a link, or by the buttons of a card."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handlers(self) -> Sequence[Handler]:
        """Return the handlers of its commands."""
        new = filters.UpdateType.MESSAGE
        return (
            CommandHandler("start", self.start, new),
            CommandHandler("help", self.help, new),
            CommandHandler("vanban", self.documents, new),
        )

    def buttons(self) -> Mapping[type[Callback], Press]:
        """Return what the buttons of lists and documents do."""
        return {
            ShowList: self._list,
            Narrow: self._narrow,
            ShowOutline: self._outline,
            ReadPage: self._read,
        }

    async def start(self, update: Update, _: Context) -> None:
        """Greet, or open what a link leads to; in a group, only say how to ask."""
        message = message_of(update)
        if message.chat.type != ChatType.PRIVATE:
            await message.reply_text(messages.START_IN_GROUP)
            return
        payload, today = words_of(message), self._desk.state.today()
        username = message.get_bot().username

        def view(searcher: Searcher) -> View:
            if payload in ("", links.GREETING):
                return views.greeting_view(searcher, today)
            try:
                links.decode(payload)
            except links.UnknownLinkError:
                return views.greeting_view(searcher, today, messages.UNKNOWN_LINK)
            return links.linked_view(searcher, payload, username)

        await self._desk.reply(message, view)
        if message.chat.id in self._desk.settings.admin_user_ids:  # it may be their first message
            await set_admin_menu(message.get_bot(), message.chat.id)

    async def help(self, update: Update, _: Context) -> None:
        """Explain; the admins' commands only to admins, and not before others."""
        message = message_of(update)
        bot, user = message.get_bot(), message.from_user
        admin = user is not None and user.id in self._desk.settings.admin_user_ids
        parts = [messages.HELP]
        # Telegram refuses the button while the owner has not turned inline mode on.
        elsewhere = None
        if bot.bot.supports_inline_queries:
            parts.append(messages.inline_help(bot.username))
            button = InlineKeyboardButton(messages.ASK_ELSEWHERE, switch_inline_query="")
            elsewhere = InlineKeyboardMarkup.from_button(button)
        if admin and message.chat.type == ChatType.PRIVATE:
            parts.append(messages.ADMIN_HELP)
        await message.reply_text("\n\n".join(parts), reply_markup=elsewhere)

    async def documents(self, update: Update, _: Context) -> None:
        """List the documents, those that the words after the command choose."""
        message = message_of(update)
        words, link_to = words_of(message), partial(document_link, message.get_bot().username)
        first = ShowList(1, worded=int(bool(words)))
        await self._desk.reply(
            message, lambda searcher: shelf.list_view(searcher, words, first, link_to), first
        )

    async def _list(self, query: CallbackQuery, button: ShowList) -> None:
        words, link_to = asked(card(query)), partial(document_link, query.get_bot().username)
        await self._show(query, lambda searcher: shelf.list_view(searcher, words, button, link_to))

    async def _narrow(self, query: CallbackQuery, button: Narrow) -> None:
        words = asked(card(query))
        await self._show(query, lambda searcher: shelf.narrow_view(searcher, words, button))

    async def _outline(self, query: CallbackQuery, button: ShowOutline) -> None:
        link = document_link(query.get_bot().username, button.key)
        await self._show(query, lambda searcher: views.outline_view(searcher, button, link))

    async def _read(self, query: CallbackQuery, button: ReadPage) -> None:
        await self._show(query, lambda searcher: views.reading_view(searcher, button))

    async def _show(self, query: CallbackQuery, make: Callable[[Searcher], View]) -> None:
        """Show what a button leads to; a card keeps its line, which is asked on the way back."""
        message = card(query)
        view = await self._desk.consult(query.get_bot(), make)
        if line := read_line(message.text or "", message.entities):
            view = replace(view, text=f"{line.html}\n{view.text}")
        await edit(message, view)
