"""Chats that move or shut the bot out: what was kept for them follows, or goes."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence

from telegram import Update
from telegram.constants import ChatMemberStatus
from telegram.ext import ChatMemberHandler, MessageHandler, filters

from bot.callbacks import Callback
from bot.desk import Context, Handler, Press, message_of
from bot.state import StateError
from bot.subscribers import Subscribers

_logger = logging.getLogger(__name__)


class Whereabouts:
    """Told by `bot.delivery` of what a request ran into, and by Telegram of what people did."""

    def __init__(self, subscribers: Subscribers) -> None:
        self._subscribers = subscribers

    def handlers(self) -> Sequence[Handler]:
        """Return the handlers of Telegram's own notices."""
        return (
            MessageHandler(filters.StatusUpdate.MIGRATE, self._migrated),
            ChatMemberHandler(self._changed, ChatMemberHandler.MY_CHAT_MEMBER),
        )

    def buttons(self) -> Mapping[type[Callback], Press]:
        """Return none."""
        return {}

    async def moved(self, old: int, new: int) -> None:
        """Let what is kept for a group follow it."""
        await self._try(lambda: self._subscribers.move(old, new))

    async def gone(self, chat: int) -> None:
        """Send no announcements any more to who does not want them."""
        await self._try(lambda: self._subscribers.remove(chat))

    async def _migrated(self, update: Update, _: Context) -> None:
        message = message_of(update)
        if message.migrate_to_chat_id:  # the new group says so too, from its side
            await self.moved(message.chat_id, message.migrate_to_chat_id)

    async def _changed(self, update: Update, _: Context) -> None:
        change = update.my_chat_member
        if change and change.new_chat_member.status in (
            ChatMemberStatus.LEFT,
            ChatMemberStatus.BANNED,
        ):
            await self.gone(change.chat.id)

    async def _try(self, keep: Callable[[], object]) -> None:
        try:
            await asyncio.to_thread(keep)
        except StateError as error:  # the next message to that chat says the same again
            _logger.error("A chat's subscription could not be changed: %s", error)
