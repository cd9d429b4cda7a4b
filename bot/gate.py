"""The gate before every feature: who is let in."""

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot import messages
from bot.access import Access
from bot.addressed import is_addressed
from bot.desk import Context
from bot.pressing import acknowledge


class Gate:
    """Stops updates of other bots and of people who may not ask; tells these once."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def admit(self, update: Update, _: Context) -> None:
        """Let an update pass to the features, or stop it.

        Raises:
            ApplicationHandlerStop: If it goes no further.
        """
        user, chat, message = update.effective_user, update.effective_chat, update.message
        # An anonymous admin of a group also appears as a bot, but on behalf of a chat.
        if user is None or (user.is_bot and not (message and message.sender_chat)):
            raise ApplicationHandlerStop
        if self._access.allows(user.id, chat.id if chat else None):
            return
        if update.callback_query:
            await acknowledge(update.callback_query, messages.refused(user.id))
        elif message and is_addressed(message) and self._access.first_refusal(user.id):
            await message.reply_text(messages.refused(user.id))
        raise ApplicationHandlerStop
