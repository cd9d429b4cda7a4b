"""What a message says, and whether it is meant for the bot."""

import re

from telegram import Bot, Message
from telegram.constants import ChatType
from telegram.ext import filters

from bot import messages
from corpus.text import canonical_unicode

_COMMAND = re.compile(r"/(\w+)(?:@(\w+))?\s*", re.ASCII)
# Halves of characters, which no file takes, and marks that turn the direction of what follows.
_UNSOUND = re.compile("[\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_COMMANDS = frozenset(name for name, _ in messages.COMMANDS)


def sound(text: str) -> str:
    """Return what somebody typed, without what would harm those who store or see it."""
    return _UNSOUND.sub("", canonical_unicode(text))


def words_of(message: Message) -> str:
    """Return what a message says, without a command before it and mentions of the bot."""
    text = sound(message.text or "")
    command = _COMMAND.match(text)
    return _mention(message.get_bot()).sub(" ", text[command.end() if command else 0 :]).strip()


def is_addressed(message: Message) -> bool:
    """Say whether a message is meant for the bot: privately, by its name, or in reply to it."""
    text, me = message.text or message.caption or "", message.get_bot()
    replied = message.reply_to_message
    command = _COMMAND.match(text)
    if message.chat.type == ChatType.PRIVATE:
        return True
    if command and command[1].lower() in _COMMANDS:
        return command[2] is None or command[2].lower() == me.username.lower()
    return bool(_mention(me).search(text) or (replied and is_ours(replied)))


def is_ours(message: Message) -> bool:
    """Say whether the bot itself wrote a message."""
    return message.from_user is not None and message.from_user.id == message.get_bot().id


class Addressed(filters.MessageFilter):
    """Passes the messages that `is_addressed` tells."""

    def filter(self, message: Message) -> bool:
        """Say whether the message passes."""
        return is_addressed(message)


def _mention(me: Bot) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)@{re.escape(me.username)}\b", re.IGNORECASE)
