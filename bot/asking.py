"""Questions: by /hoi, by name, in reply, or simply written; and the buttons of their cards."""

from collections.abc import Mapping, Sequence

from telegram import CallbackQuery, Message, Update
from telegram.ext import CommandHandler, MessageHandler, filters

from bot import messages, views
from bot.addressed import Addressed, is_ours, words_of
from bot.callbacks import AskExample, Callback, ShowHit
from bot.card import HITS, card_view
from bot.desk import Context, Desk, Handler, Press, edit, message_of, pressed
from bot.questions import UnaskableError, check_message, check_question
from bot.screen import StaleButtonError


class Asking:
    """Answers questions, and says what is none."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def handlers(self) -> Sequence[Handler]:
        """Return the handlers; those after the first take what no other feature took."""
        new, private = filters.UpdateType.MESSAGE, filters.ChatType.PRIVATE
        return (
            CommandHandler("hoi", self.ask, new),
            MessageHandler(filters.TEXT & ~filters.COMMAND & new & Addressed(), self.ask),
            MessageHandler(private & filters.COMMAND & new, self.unknown_command),
            MessageHandler(
                private & new & ~filters.TEXT & ~filters.StatusUpdate.ALL, self.unsupported
            ),
        )

    def buttons(self) -> Mapping[type[Callback], Press]:
        """Return what the buttons of a card do."""
        return {ShowHit: self._show_hit, AskExample: self._example}

    async def ask(self, update: Update, _: Context) -> None:
        """Answer a question, or the message that an empty one replies to."""
        message = message_of(update)
        replied = message.reply_to_message
        if not words_of(message) and replied and replied.text and not is_ours(replied):
            message = replied  # the card replies to it, so that its buttons find the question
        try:
            question = check_message(words_of(message))
        except UnaskableError as error:
            await message.reply_text(str(error))
            return
        await self._answer(message, question)

    async def unknown_command(self, update: Update, _: Context) -> None:
        """Point to the help."""
        await message_of(update).reply_text(messages.UNKNOWN_COMMAND)

    async def unsupported(self, update: Update, context: Context) -> None:
        """Say that only text is read; once for an album, which comes as many messages."""
        message = message_of(update)
        if album := message.media_group_id:
            if context.chat_data is None or context.chat_data.get("album") == album:
                return
            context.chat_data["album"] = album
        await message.reply_text(messages.UNSUPPORTED)

    async def _answer(self, message: Message, question: str) -> None:
        await self._desk.reply(
            message,
            lambda searcher: card_view(searcher.answer(question, HITS), ShowHit(0)),
            again=ShowHit(0),
        )

    async def _show_hit(self, query: CallbackQuery, button: ShowHit) -> None:
        message = card(query)
        if not (words := asked(message)):
            raise StaleButtonError(messages.QUESTION_GONE)
        question = check_question(words)
        view = await self._desk.consult(
            query.get_bot(), lambda searcher: card_view(searcher.answer(question, HITS), button)
        )
        await edit(message, view)

    async def _example(self, query: CallbackQuery, button: AskExample) -> None:
        greeting = card(query)
        question = await self._desk.consult(
            query.get_bot(), lambda searcher: views.example(searcher, button)
        )
        # The answer's buttons find the question in the message that it replies to.
        message = await greeting.reply_text(question, parse_mode=None, do_quote=False)
        await self._answer(message, question)


def card(query: CallbackQuery) -> Message:
    """Return the message under which a button was pressed.

    Raises:
        StaleButtonError: If Telegram gives it no more.
    """
    message = pressed(query)
    if message is None:
        raise StaleButtonError(messages.OLD_MESSAGE)
    return message


def asked(card: Message) -> str:
    """Return what a card replies to, without a command or mentions; empty if it is gone."""
    return words_of(card.reply_to_message) if card.reply_to_message else ""
