"""What happens when a handler fails: logged, told to the admins, apologised for."""

import logging

from telegram import Update
from telegram.error import Forbidden, TelegramError

from bot import messages
from bot.alarm import Alarm
from bot.delivery import LostReplyError
from bot.desk import Context
from bot.gate import say
from bot.metrics import Metrics

_logger = logging.getLogger(__name__)


class Trouble:
    """The error handler."""

    def __init__(self, alarm: Alarm, metrics: Metrics) -> None:
        self._alarm = alarm
        self._metrics = metrics

    async def report(self, update: object, context: Context) -> None:
        """Log an error of a handler, tell the admins, apologise to the user."""
        error = context.error
        # Logged first: all that follows may fail too.
        _logger.error("An update could not be handled", exc_info=error)
        self._metrics.failed(type(error).__name__)
        if isinstance(error, Forbidden):  # the user blocked the bot, or it was put out of a group
            return
        # Before the apology: that may have to wait for a flood to pass.
        kind = type(error).__name__
        await self._alarm.tell(context.bot, kind, messages.failed(kind))
        if isinstance(update, Update):
            lost = isinstance(error, LostReplyError)  # then the reply may be there
            apology = messages.IN_DOUBT_ASK if lost else messages.APOLOGY
            try:
                await say(update, apology, messages.INLINE_UNAVAILABLE)
            except TelegramError as failure:
                _logger.warning("The apology could not be sent: %s", failure)
