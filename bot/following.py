"""Chats that want to hear of new directives: /theodoi and /thoitheodoi."""

import asyncio
from collections.abc import Mapping, Sequence

from telegram import Update
from telegram.ext import CommandHandler, filters

from bot import messages
from bot.callbacks import Callback
from bot.deciding import decides
from bot.desk import Context, Desk, Handler, Press, message_of
from bot.subscribers import Subscribers


class Following:
    """Lets chats opt in and out, in topics of groups too."""

    def __init__(self, desk: Desk) -> None:
        self._subscribers = Subscribers(desk.state)

    def handlers(self) -> Sequence[Handler]:
        """Return the handlers of its commands."""
        new = filters.UpdateType.MESSAGE
        return (
            CommandHandler("theodoi", self.follow, new),
            CommandHandler("thoitheodoi", self.leave, new),
        )

    def buttons(self) -> Mapping[type[Callback], Press]:
        """Return what its buttons do; it has none."""
        return {}

    async def follow(self, update: Update, _: Context) -> None:
        """Let the chat hear of new directives, in the topic where this was written."""
        message = message_of(update)
        if not await decides(message.chat, message.sender_chat or message.from_user):
            await message.reply_text(messages.ADMINS_OF_GROUP)
            return
        topic = message.message_thread_id if message.is_topic_message else None
        added = await asyncio.to_thread(self._subscribers.add, message.chat.id, topic)
        await message.reply_text(messages.FOLLOWING if added else messages.FOLLOWING_ALREADY)

    async def leave(self, update: Update, _: Context) -> None:
        """Let the chat hear no more."""
        message = message_of(update)
        if not await decides(message.chat, message.sender_chat or message.from_user):
            await message.reply_text(messages.ADMINS_OF_GROUP)
            return
        removed = await asyncio.to_thread(self._subscribers.remove, message.chat.id)
        await message.reply_text(messages.FOLLOWING_NO_MORE if removed else messages.NOT_FOLLOWING)
