"""What happens when a handler fails: logged, apologised for, told to the admins."""

import logging

from telegram import Update
from telegram.error import Forbidden, TelegramError

from bot import messages
from bot.alarm import Alarm
from bot.delivery import LostReplyError
from bot.desk import Context
from bot.metrics import Metrics
from bot.pressing import acknowledge

_logger = logging.getLogger(__name__)


class Trouble:
    """The error handler."""

    def __init__(self, alarm: Alarm, metrics: Metrics) -> None:
        self._alarm = alarm
        self._metrics = metrics

    async def report(self, update: object, context: Context) -> None:
        """Log an error of a handler, apologise to the user, tell the admins."""
        error = context.error
        # Logged first: all that follows may fail too.
        _logger.error("An update could not be handled", exc_info=error)
        self._metrics.failed(type(error).__name__)
        if isinstance(error, Forbidden):  # the user blocked the bot, or it was put out of a group
            return
        if isinstance(update, Update):
            lost = isinstance(error, LostReplyError)  # then the reply may be there
            apology = messages.IN_DOUBT_ASK if lost else messages.APOLOGY
            try:
                if update.callback_query:
                    await acknowledge(update.callback_query, apology)
                elif update.message:
                    await update.message.reply_text(apology)
            except TelegramError as failure:
                _logger.warning("The apology could not be sent: %s", failure)
        kind = type(error).__name__
        await self._alarm.tell(context.bot, kind, messages.failed(kind))
