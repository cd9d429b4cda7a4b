"""What every feature works at: the settings, the newest index, the admins' alarm."""

import asyncio
import contextlib
import logging
import re
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from telegram import Bot, CallbackQuery, Message, Update
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError
from telegram.ext import BaseHandler, ContextTypes

from bot import doubt, messages
from bot.alarm import Alarm
from bot.callbacks import Callback
from bot.delivery import LostReplyError
from bot.metrics import Metrics
from bot.screen import View
from bot.settings import Settings
from bot.state import State, StateError
from index.answer import Searcher
from index.errors import IndexMissingError, RetrievalError

_logger = logging.getLogger(__name__)

Context = ContextTypes.DEFAULT_TYPE
Handler = BaseHandler[Update, Context, Any]
Press = Callable[[CallbackQuery, Any], Awaitable[str | None]]
"""Does what a button says; returns the notice to show, if any."""
Duty = Callable[[Bot], Coroutine[Any, Any, None]]
"""Does something again and again, until it is cancelled."""

T = TypeVar("T")

TYPING_AFTER_S = 1.0


class Toast(str):
    """A notice that passes by itself; any other waits to be read."""

    __slots__ = ()


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
    """``current`` returns the searcher of the newest index, or says why it cannot; in a thread.

    ``duties`` run beside the answering, from the start until the bot stops.
    """

    settings: Settings
    current: Callable[[], Searcher]
    alarm: Alarm
    state: State
    metrics: Metrics = field(default_factory=Metrics)
    duties: list[Duty] = field(default_factory=list)

    async def consult(self, sender: Bot, make: Callable[[Searcher], T]) -> T:
        """Ask the newest index, off the event loop.

        Raises:
            UnavailableError: If there is none, or it cannot be used; the admins are told.
        """
        started = time.perf_counter()
        try:
            made = await asyncio.to_thread(lambda: make(self.current()))
        except RetrievalError as error:
            _logger.error("The index cannot be asked: %s", error)
            await self.alarm.tell_error(sender, error)
            missing = isinstance(error, IndexMissingError)
            raise UnavailableError(
                messages.INDEX_MISSING if missing else messages.INDEX_BROKEN
            ) from error
        self.metrics.searched(time.perf_counter() - started)
        return made

    async def reply(
        self,
        message: Message,
        make: Callable[[Searcher], View],
        again: Callback | None = None,
    ) -> None:
        """Reply with a view of the newest index, or with why there is none.

        Args:
            message: What is replied to.
            make: Returns the view.
            again: What a button does that makes a message the same view. If the reply may be
                lost, a notice with that button follows it.

        Raises:
            LostReplyError: If the reply may be lost, and no button would show it again.
        """
        try:
            view = await self.showing(message, self.consult(message.get_bot(), make))
        except UnavailableError as error:
            view = View(str(error))
        try:
            await message.reply_text(view.text, reply_markup=view.markup)
        except LostReplyError:
            if again is None:
                raise
            await doubt.offer(message, again)

    async def showing(self, message: Message, coming: Coroutine[Any, Any, T]) -> T:
        """Wait for what becomes the reply to a message, with a sign of life if it takes long."""
        work = asyncio.create_task(coming)
        try:
            if not (await asyncio.wait({work}, timeout=TYPING_AFTER_S))[0]:
                with contextlib.suppress(TelegramError):  # no more than a sign
                    await message.reply_chat_action(ChatAction.TYPING)
            return await work
        finally:
            work.cancel()  # if this was, while it waited

    async def keep(self, sender: Bot, do: Callable[[], T], otherwise: T) -> T:
        """Read or write the state, off the event loop; answering goes on where it cannot be.

        Returns:
            What ``do`` returned, or ``otherwise``; then the admins are told.
        """
        try:
            return await asyncio.to_thread(do)
        except StateError as error:
            _logger.error("The state cannot be used: %s", error)
            await self.alarm.tell_error(sender, error)
            return otherwise


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
