"""What every feature works at: the settings, the newest index, the admins' alarm."""

import asyncio
import contextlib
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from telegram import Bot, CallbackQuery, Message, Update
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError
from telegram.ext import BaseHandler, ContextTypes

from bot import doubt, messages
from bot.alarm import Alarm
from bot.callbacks import Callback
from bot.delivery import LostReplyError
from bot.screen import View
from bot.settings import Settings
from bot.state import State
from index.answer import Searcher
from index.errors import IndexMissingError, RetrievalError

_logger = logging.getLogger(__name__)

Context = ContextTypes.DEFAULT_TYPE
Handler = BaseHandler[Update, Context, Any]
Press = Callable[[CallbackQuery, Any], Awaitable[str | None]]
"""Does what a button says; returns the notice to show, if any."""

T = TypeVar("T")

TYPING_AFTER_S = 1.0


class UnavailableError(Exception):
    """The index cannot be asked; the message is the Vietnamese sentence to reply with."""


class Feature(Protocol):
    """One thing the bot does: its commands and its buttons."""

    def handlers(self) -> Sequence[Handler]:
        """Return the handlers of its messages, in order."""

    def buttons(self) -> Mapping[type[Callback], Press]:
        """Return what each kind of its buttons does."""


@dataclass(frozen=True, slots=True)
class Desk:
    """``current`` returns the searcher of the newest index, or says why it cannot; in a thread."""

    settings: Settings
    current: Callable[[], Searcher]
    alarm: Alarm
    state: State

    async def consult(self, sender: Bot, make: Callable[[Searcher], T]) -> T:
        """Ask the newest index, off the event loop.

        Raises:
            UnavailableError: If there is none, or it cannot be used; the admins are told.
        """
        try:
            return await asyncio.to_thread(lambda: make(self.current()))
        except RetrievalError as error:
            _logger.error("The index cannot be asked: %s", error)
            await self.alarm.tell(sender, type(error).__name__, f"⚠️ Sổ tay: {error}")
            missing = isinstance(error, IndexMissingError)
            raise UnavailableError(
                messages.INDEX_MISSING if missing else messages.INDEX_BROKEN
            ) from error

    async def reply(
        self,
        message: Message,
        make: Callable[[Searcher], View],
        again: Callback | None = None,
    ) -> Message:
        """Reply with a view of the newest index, or with why there is none; return the reply.

        Args:
            message: What is replied to.
            make: Makes the view.
            again: What a button does that makes a message the same view. If the reply may be
                lost, a notice with that button follows it, and is returned.

        Raises:
            LostReplyError: If the reply may be lost, and no button would show it again.
        """
        consulting = asyncio.create_task(self.consult(message.get_bot(), make))
        if not (await asyncio.wait({consulting}, timeout=TYPING_AFTER_S))[0]:
            with contextlib.suppress(TelegramError):  # a sign of life, no more
                await message.reply_chat_action(ChatAction.TYPING)
        try:
            view = await consulting
        except UnavailableError as error:
            view = View(str(error))
        try:
            return await message.reply_text(view.text, reply_markup=view.markup)
        except LostReplyError:
            if again is None:
                raise
            return await doubt.offer(message, again)

    async def check_index(self, sender: Bot) -> None:
        """Open the index before the first question; log it and tell the admins if it cannot be."""
        with contextlib.suppress(UnavailableError):  # the bot starts, and waits for an index
            await self.consult(sender, lambda searcher: searcher)


async def edit(message: Message, view: View) -> None:
    """Make a message of ours another view."""
    try:
        await message.edit_text(view.text, reply_markup=view.markup)
    except BadRequest as error:
        # Pressed twice, repeated because its confirmation was lost, or deleted in the meantime.
        if not re.search("message is not modified|message to edit not found", error.message, re.I):
            raise


def message_of(update: Update) -> Message:
    """Return the message of an update that a message filter let through."""
    if update.message is None:
        raise ValueError("the update holds no message")
    return update.message


def pressed(query: CallbackQuery) -> Message | None:
    """Return the message under which a button was pressed; None if Telegram gives it no more."""
    message = query.message
    return message if isinstance(message, Message) and message.is_accessible else None
