"""Short notices to the admins, so that trouble does not wait for somebody to read the log."""

import logging
import time
from collections.abc import Callable, Iterable

from telegram import Bot
from telegram.error import TelegramError

from bot.render import label

_logger = logging.getLogger(__name__)

QUIET_S = 600.0  # one kind of trouble is told once in this time


class Alarm:
    """Tells the admins about trouble, each kind at most once in ten minutes."""

    def __init__(self, admins: Iterable[int], clock: Callable[[], float] = time.monotonic) -> None:
        self._admins = sorted(admins)
        self._clock = clock
        self._told: dict[str, float] = {}

    async def tell(self, sender: Bot, kind: str, text: str) -> None:
        """Send the admins a notice, unless this kind was told a short while ago.

        The text goes out as it is: it must hold neither a question nor who asked it.
        """
        now = self._clock()
        if now - self._told.get(kind, -QUIET_S) < QUIET_S:
            return
        self._told[kind] = now
        for admin in self._admins:
            try:
                await sender.send_message(admin, label(text, 1_000))
            except TelegramError as error:
                # An admin who never wrote to the bot cannot be written to.
                _logger.warning("An admin could not be told: %s", error)
