"""The gate before every feature: whose updates are let in, and how many of them."""

from cachetools import LRUCache
from telegram import Bot, InlineQueryResultsButton, Message, Update, User
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop, filters

from bot import links, messages
from bot.access import Access
from bot.addressed import is_addressed
from bot.alarm import Alarm
from bot.desk import Context
from bot.invitations import code_of
from bot.limits import Buckets, LimitError, Limits
from bot.menu import take_admin_menu
from bot.pressing import acknowledge

REFUSALS_MINUTE = 300  # said in all, so that a flood of strangers takes nobody's turn
_REMEMBERED = 10_000  # people and groups that were told; those longest ago are told again


class Gate:
    """Stops what no person wrote, and those who may not ask or ask too much.

    All is decided before anything is waited for, so whoever floods holds up nobody.
    """

    def __init__(self, access: Access, limits: Limits, alarm: Alarm) -> None:
        self._access = access
        self._alarm = alarm
        self._limits = limits
        self._told: LRUCache[tuple[int, bool], bool] = LRUCache(_REMEMBERED)
        self._refusals = Buckets(REFUSALS_MINUTE, 60.0)

    async def admit(self, update: Update, context: Context) -> None:
        """Let an update pass to the features, or stop it.

        Raises:
            ApplicationHandlerStop: If it goes no further.
        """
        await self._follow(update.message, context.bot)
        message, query = asked_by(update)
        if message and not is_by_a_person(message):
            raise ApplicationHandlerStop
        if not query and not (message and is_addressed(message)):
            return  # a group's own talk, somebody who joined, a chat that moved: nobody asks
        sender, chat = update.effective_sender, update.effective_chat
        if sender is None:
            raise ApplicationHandlerStop
        person = sender.id if isinstance(sender, User) else None
        if self._access.is_admin(person):
            return
        group = chat.id if chat and chat.type != ChatType.PRIVATE else None
        if not self._access.allows(person, chat.id if chat else None):
            if update.message and code_of(update.message):
                return  # counted where it is tried
            await self._refuse(update, sender.id, group)
            raise ApplicationHandlerStop
        try:
            self._limits.charge(sender.id, group, pressed=query)
        except LimitError as error:
            if sentence := str(error):
                await say(update, sentence, sentence)
            raise ApplicationHandlerStop from error

    async def _follow(self, message: Message | None, sender: Bot) -> None:
        """Let a group on the list that became a supergroup go on asking; tell the admins."""
        if message is None or message.migrate_to_chat_id is None:
            return
        old, new = message.chat.id, message.migrate_to_chat_id
        if self._access.follow(old, new):
            await self._alarm.tell(sender, "GroupMoved", messages.group_moved(old, new))

    async def _refuse(self, update: Update, sender: int, group: int | None) -> None:
        """Tell a stranger, or a group of strangers, that they may not ask; once."""
        inline = update.inline_query is not None  # which shows too little to count as told
        who = (group or sender) if update.message else sender, inline
        if update.edited_message or who in self._told or not self._refusals.take(None):
            return
        self._told[who] = True
        await say(update, messages.refused(sender), messages.REFUSED_INLINE)
        if update.message and group is None:  # who was an admin once has their menu still
            await take_admin_menu(update.get_bot(), sender)


def asked_by(update: Update) -> tuple[Message | None, bool]:
    """Return what may hold a question, new or edited, and whether it is a press or inline query."""
    query = bool(update.callback_query or update.inline_query)
    if query:
        return None, True
    message = update.effective_message
    return (None if filters.StatusUpdate.ALL.check_update(update) else message), False


def is_by_a_person(message: Message) -> bool:
    """Say whether a person wrote a message, be it in the name of a chat they speak for."""
    author = message.from_user
    return not (
        author is None
        or message.chat.type == ChatType.CHANNEL
        or message.is_automatic_forward  # by a channel into the group where it is discussed
        or message.via_bot  # chosen among what a bot offered inline
        or (author.is_bot and not message.sender_chat)
    )


async def say(update: Update, sentence: str, short: str) -> None:
    """Reply with a sentence; ``short`` says the same above the results of an inline query."""
    if update.callback_query:
        await acknowledge(update.callback_query, sentence)
    elif update.inline_query:
        button = InlineQueryResultsButton(short, start_parameter=links.GREETING)
        await update.inline_query.answer([], cache_time=0, is_personal=True, button=button)
    elif update.effective_message:
        await update.effective_message.reply_text(sentence)
