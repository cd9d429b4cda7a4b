"""What people take away: a quotation to paste into a report, the file of a document."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from functools import partial

from cachetools import LRUCache
from telegram import CallbackQuery
from telegram.error import BadRequest

from bot.asking import card
from bot.callbacks import Callback, Copy, SendFile
from bot.card import copy_view
from bot.desk import Desk, Handler, Press
from bot.files import file_of

_FILES = 1_000  # that Telegram is asked to send again rather than given anew


class Keeping:
    """Sends quotations and files in reply to the card whose button asks for them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        # Telegram's id of a file, by the name it has there and the digest of its content.
        self._uploaded: LRUCache[tuple[str, bytes], str] = LRUCache(_FILES)

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
        digest = await asyncio.to_thread(lambda: hashlib.sha256(content).digest())
        send = partial(message.reply_document, caption=found.caption, filename=found.name)
        known = self._uploaded.get((found.name, digest))
        try:
            sent = await send(known or content)
        except BadRequest:
            if known is None:
                raise
            sent = await send(content)  # Telegram knows the id no more
        if sent.document:
            self._uploaded[found.name, digest] = sent.document.file_id
