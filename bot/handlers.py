"""What the bot does with each update: unpack, ask the views in a thread, reply.

Nothing is stored: neither questions nor who asked them, and none of it is logged.
"""

import asyncio
import contextlib
import logging
import re
from collections.abc import Callable
from typing import TypeVar

from telegram import Bot, CallbackQuery, Message, Update
from telegram.constants import ChatAction, ChatType
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ApplicationHandlerStop, ContextTypes, filters

from bot import messages, views
from bot.access import Access
from bot.alarm import Alarm
from bot.callbacks import (
    AskExample,
    ReadPage,
    ShowContext,
    ShowHit,
    ShowList,
    ShowOutline,
    Stay,
    UnknownCallbackError,
    decode,
)
from bot.questions import UnaskableError, check_message, check_question
from bot.views import StaleButtonError, View
from corpus.text import canonical_unicode
from index.answer import Searcher
from index.errors import IndexMissingError, RetrievalError

_logger = logging.getLogger(__name__)

Context = ContextTypes.DEFAULT_TYPE
T = TypeVar("T")

TYPING_AFTER_S = 1.0

_COMMAND = re.compile(r"/(\w+)(?:@(\w+))?\s*", re.ASCII)
_COMMANDS = frozenset(name for name, _ in messages.COMMANDS)


class UnavailableError(Exception):
    """The index cannot be asked; the message is the Vietnamese sentence to reply with."""


def words_of(message: Message) -> str:
    """Return what a message says, without a command before it and mentions of the bot."""
    text = canonical_unicode(message.text or "")
    command = _COMMAND.match(text)
    return _mention(message.get_bot()).sub(" ", text[command.end() if command else 0 :]).strip()


def is_addressed(message: Message) -> bool:
    """Say whether a message is meant for the bot: privately, by its name, or in reply to it."""
    text, me, replied = message.text or "", message.get_bot(), message.reply_to_message
    command = _COMMAND.match(text)
    if message.chat.type == ChatType.PRIVATE:
        return True
    if command and command[1] in _COMMANDS:
        return command[2] is None or command[2].lower() == me.username.lower()
    return bool(_mention(me).search(text) or (replied and _is_ours(replied)))


class Addressed(filters.MessageFilter):
    """Passes the messages that `is_addressed` tells."""

    def filter(self, message: Message) -> bool:
        """Say whether the message passes."""
        return is_addressed(message)


class Handlers:
    """The handlers; ``current`` returns the searcher of the newest index, or says why it cannot."""

    def __init__(self, current: Callable[[], Searcher], access: Access, alarm: Alarm) -> None:
        self._current = current
        self._access = access
        self._alarm = alarm

    async def admit(self, update: Update, _: Context) -> None:
        """Stop updates of other bots and of people who may not ask; tell these once."""
        user, chat, message = update.effective_user, update.effective_chat, update.message
        # An anonymous admin of a group also appears as a bot, but on behalf of a chat.
        if user is None or (user.is_bot and not (message and message.sender_chat)):
            raise ApplicationHandlerStop
        if self._access.allows(user.id, chat.id if chat else None):
            return
        if update.callback_query:
            await _acknowledge(update.callback_query, messages.refused(user.id))
        elif message and is_addressed(message) and self._access.first_refusal(user.id):
            await message.reply_text(messages.refused(user.id))
        raise ApplicationHandlerStop

    async def start(self, update: Update, _: Context) -> None:
        """Greet."""
        await self._reply(_message(update), views.greeting_view)

    async def help(self, update: Update, _: Context) -> None:
        """Explain."""
        await _message(update).reply_text(messages.HELP)

    async def ask(self, update: Update, _: Context) -> None:
        """Answer a question, or the message that an empty one replies to."""
        message = _message(update)
        replied = message.reply_to_message
        if not words_of(message) and replied and replied.text and not _is_ours(replied):
            message = replied  # the card replies to it, so that its buttons find the question
        try:
            question = check_message(words_of(message))
        except UnaskableError as error:
            await message.reply_text(str(error))
            return
        await self._reply(message, lambda searcher: views.answer_view(searcher, question))

    async def documents(self, update: Update, _: Context) -> None:
        """List the documents, those that hold the words after the command."""
        message = _message(update)
        words = words_of(message)
        await self._reply(message, lambda searcher: views.list_view(searcher, words))

    async def unknown_command(self, update: Update, _: Context) -> None:
        """Point to the help."""
        await _message(update).reply_text(messages.UNKNOWN_COMMAND)

    async def unsupported(self, update: Update, context: Context) -> None:
        """Say that only text is read; once for an album, which comes as many messages."""
        message = _message(update)
        if album := message.media_group_id:
            if context.chat_data is None or context.chat_data.get("album") == album:
                return
            context.chat_data["album"] = album
        await message.reply_text(messages.UNSUPPORTED)

    async def press(self, update: Update, _: Context) -> None:
        """Do what a button says, in place."""
        query = update.callback_query
        if query is None:
            raise ValueError("no button was pressed")
        notice = None
        try:
            await self._turn(query)
        except UnknownCallbackError:
            notice = messages.OLD_BUTTON
        except (StaleButtonError, UnaskableError, UnavailableError) as error:
            notice = str(error)
        await _acknowledge(query, notice)

    async def _turn(self, query: CallbackQuery) -> None:
        button = decode(query.data or "")
        message = query.message
        if isinstance(button, Stay):
            return
        if not isinstance(message, Message) or not message.is_accessible:  # too old for Telegram
            raise StaleButtonError(messages.OLD_MESSAGE)
        if isinstance(button, AskExample):
            question = await self._consult(
                message.get_bot(), lambda searcher: views.example(searcher, button)
            )
            # The answer's buttons find the question in the message that it replies to.
            asked = await message.reply_text(question, parse_mode=None, do_quote=False)
            await self._reply(asked, lambda searcher: views.answer_view(searcher, question))
            return
        replied = message.reply_to_message
        words = words_of(replied) if replied else ""
        if isinstance(button, ShowHit):
            if not words:
                raise StaleButtonError(messages.QUESTION_GONE)
            words = check_question(words)
        await _edit(message, await self._consult(message.get_bot(), _screen(button, words)))

    async def report(self, update: object, context: Context) -> None:
        """Log an error of a handler, apologise to the user, tell the admins."""
        error = context.error
        # Logged first: all that follows may fail too.
        _logger.error("An update could not be handled", exc_info=error)
        if isinstance(error, Forbidden):  # the user blocked the bot, or it was put out of a group
            return
        if isinstance(update, Update):
            try:
                if update.callback_query:
                    await _acknowledge(update.callback_query, messages.APOLOGY)
                elif update.message:
                    await update.message.reply_text(messages.APOLOGY)
            except TelegramError as failure:
                _logger.warning("The apology could not be sent: %s", failure)
        kind = type(error).__name__
        await self._alarm.tell(context.bot, kind, f"⚠️ Sổ tay: {kind}; details are in the log.")

    async def check_index(self, sender: Bot) -> None:
        """Open the index before the first question; log it and tell the admins if it cannot be."""
        with contextlib.suppress(UnavailableError):  # the bot starts, and waits for an index
            await self._consult(sender, lambda searcher: searcher)

    async def _reply(self, message: Message, make: Callable[[Searcher], View]) -> None:
        consulting = asyncio.create_task(self._consult(message.get_bot(), make))
        if not (await asyncio.wait({consulting}, timeout=TYPING_AFTER_S))[0]:
            with contextlib.suppress(TelegramError):  # a sign of life, no more
                await message.reply_chat_action(ChatAction.TYPING)
        try:
            view = await consulting
        except UnavailableError as error:
            view = View(str(error))
        await message.reply_text(view.text, reply_markup=view.markup)

    async def _consult(self, sender: Bot, make: Callable[[Searcher], T]) -> T:
        """Ask the newest index, off the event loop.

        Raises:
            UnavailableError: If there is none, or it cannot be used.
        """
        try:
            return await asyncio.to_thread(lambda: make(self._current()))
        except RetrievalError as error:
            _logger.error("The index cannot be asked: %s", error)
            await self._alarm.tell(sender, type(error).__name__, f"⚠️ Sổ tay: {error}")
            missing = isinstance(error, IndexMissingError)
            raise UnavailableError(
                messages.INDEX_MISSING if missing else messages.INDEX_BROKEN
            ) from error


def _screen(
    button: ShowHit | ShowList | ShowContext | ShowOutline | ReadPage, words: str
) -> Callable[[Searcher], View]:
    """Return how to make the screen behind a button; ``words`` is what its card replies to."""

    def make(searcher: Searcher) -> View:
        match button:
            case ShowHit():
                return views.answer_view(searcher, words, button.rank)
            case ShowList():
                return views.list_view(searcher, words, button.page)
            case ShowContext():
                return views.context_view(searcher, button)
            case ShowOutline():
                return views.outline_view(searcher, button)
            case ReadPage():
                return views.reading_view(searcher, button)

    return make


async def _edit(message: Message, view: View) -> None:
    try:
        await message.edit_text(view.text, reply_markup=view.markup)
    except BadRequest as error:
        # Pressed twice, repeated because its confirmation was lost, or deleted in the meantime.
        if not re.search("message is not modified|message to edit not found", error.message, re.I):
            raise


async def _acknowledge(query: CallbackQuery, notice: str | None) -> None:
    try:
        await query.answer(notice, show_alert=notice is not None)
    except BadRequest as error:
        # Telegram forgets a press after some seconds: after a restart, or after many retries.
        if "query" not in error.message.lower():
            raise
        _logger.info("A press was acknowledged too late: %s", error)


def _is_ours(message: Message) -> bool:
    return message.from_user is not None and message.from_user.id == message.get_bot().id


def _message(update: Update) -> Message:
    """Return the message of an update that a message filter let through."""
    if update.message is None:
        raise ValueError("the update holds no message")
    return update.message


def _mention(me: Bot) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)@{re.escape(me.username)}\b", re.IGNORECASE)
