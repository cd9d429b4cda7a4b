"""Finding and reading documents: greeting, help, the list, outlines and pages."""

from collections.abc import Mapping, Sequence

from telegram import CallbackQuery, Update
from telegram.ext import CommandHandler, filters

from bot import messages, shelf, views
from bot.addressed import words_of
from bot.asking import asked, card
from bot.callbacks import Callback, ReadPage, ShowList, ShowOutline
from bot.desk import Context, Desk, Handler, Press, edit, message_of


class Browsing:
    """Opens what people look for by name, or by the buttons of a card."""

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
        return {ShowList: self._list, ShowOutline: self._outline, ReadPage: self._read}

    async def start(self, update: Update, _: Context) -> None:
        """Greet."""
        await self._desk.reply(message_of(update), views.greeting_view)

    async def help(self, update: Update, _: Context) -> None:
        """Explain."""
        await message_of(update).reply_text(messages.HELP)

    async def documents(self, update: Update, _: Context) -> None:
        """List the documents, those that hold the words after the command."""
        message = message_of(update)
        words = words_of(message)
        await self._desk.reply(message, lambda searcher: shelf.list_view(searcher, words))

    async def _list(self, query: CallbackQuery, button: ShowList) -> None:
        message = card(query)
        words = asked(message)
        view = await self._desk.consult(
            query.get_bot(), lambda searcher: shelf.list_view(searcher, words, button.page)
        )
        await edit(message, view)

    async def _outline(self, query: CallbackQuery, button: ShowOutline) -> None:
        view = await self._desk.consult(
            query.get_bot(), lambda searcher: views.outline_view(searcher, button)
        )
        await edit(card(query), view)

    async def _read(self, query: CallbackQuery, button: ReadPage) -> None:
        view = await self._desk.consult(
            query.get_bot(), lambda searcher: views.reading_view(searcher, button)
        )
        await edit(card(query), view)
