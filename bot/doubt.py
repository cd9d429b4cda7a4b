"""What is said where an answer may have arrived, or not: never twice, never nothing."""

import asyncio
import logging

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot import messages
from bot.callbacks import Callback, encode
from bot.delivery import LostReplyError

_logger = logging.getLogger(__name__)

PAUSES_S = (3, 10, 30)  # before each notice: the connection has just been broken


async def offer(message: Message, again: Callback, head: str = "") -> Message:
    """Reply with a notice whose button turns it into the answer; return the notice.

    ``head`` is its first line, HTML, if that says which question was asked.

    The notice itself is repeated where its reply is lost: two of them harm nobody.

    Raises:
        LostReplyError: If the reply to the last notice is lost too.
    """
    text = f"{head}\n{messages.IN_DOUBT}".strip()
    button = InlineKeyboardButton(messages.SHOW_ANSWER, callback_data=encode(again))
    for pause in PAUSES_S[:-1]:
        await asyncio.sleep(pause)
        try:
            return await _notice(message, text, button)
        except LostReplyError as error:
            _logger.warning("A notice may be lost too: %s", error)
    await asyncio.sleep(PAUSES_S[-1])
    return await _notice(message, text, button)


async def _notice(message: Message, text: str, button: InlineKeyboardButton) -> Message:
    return await message.reply_text(text, reply_markup=InlineKeyboardMarkup.from_button(button))
