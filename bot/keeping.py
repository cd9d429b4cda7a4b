"""What people take away: a quotation to paste into a report, the file of a document."""

import asyncio
from collections.abc import Mapping, Sequence

from telegram import CallbackQuery

from bot.asking import card
from bot.callbacks import Callback, Copy, SendFile
from bot.card import copy_view
from bot.desk import Desk, Handler, Press
from bot.files import file_of


class Keeping:
    """Sends quotations and files in reply to the card whose button asks for them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handlers(self) -> Sequence[Handler]:
        """Return none: it has no commands."""
        return ()

    def buttons(self) -> Mapping[type[Callback], Press]:
        """Return what its buttons do."""
        return {Copy: self._copy, SendFile: self._send}

    async def _copy(self, query: CallbackQuery, button: Copy) -> None:
        message, bot = card(query), query.get_bot()
        view = await self._desk.consult(
            bot, lambda searcher: copy_view(searcher, button, bot.username)
        )
        await message.reply_text(view.text, reply_markup=view.markup)

    async def _send(self, query: CallbackQuery, button: SendFile) -> None:
        message = card(query)
        folder = self._desk.settings.documents_dir
        found = await self._desk.consult(
            query.get_bot(), lambda searcher: file_of(searcher, button.key, folder)
        )
        content = await asyncio.to_thread(found.read)
        await message.reply_document(content, caption=found.caption, filename=found.name)
