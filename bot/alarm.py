"""Short notices to the admins, so that trouble does not wait for somebody to read the log."""

import asyncio
import logging
from collections.abc import Iterable

from telegram import Bot
from telegram.error import TelegramError

from bot import messages
from bot.render import label

_logger = logging.getLogger(__name__)

PERIOD_S = 600.0  # that a digest sums up
KINDS = 20  # named in one digest


class Alarm:
    """Tells the admins of the first trouble of a kind at once; of more in a digest, until quiet."""

    def __init__(self, admins: Iterable[int]) -> None:
        self._admins = sorted(admins)
        self._again: dict[str, int] = {}  # kind → how often since the last digest, but the first
        self._sending: set[asyncio.Task[None]] = set()

    async def tell(self, sender: Bot, kind: str, text: str) -> None:
        """Send the admins a notice, or count it if its kind is known; waits for neither.

        Text and kind go out as they are: they must hold neither a question nor who asked it.
        """
        if kind in self._again:
            self._again[kind] += 1
        else:
            self._again[kind] = 0
            self._begin(sender, label(text, 1_000))

    async def tell_error(self, sender: Bot, error: Exception) -> None:
        """Tell of an error whose message is a sentence for admins; its type is the kind."""
        await self.tell(sender, type(error).__name__, f"⚠️ Sổ tay: {error}")

    def sum_up(self, sender: Bot) -> None:
        """Send the admins how often each kind came up since the last time; forget quiet ones."""
        self._again = {kind: number for kind, number in self._again.items() if number}
        if self._again:
            often = sorted(self._again.items(), key=lambda item: (-item[1], item[0]))[:KINDS]
            named = [(label(kind, 60), number) for kind, number in often]
            self._begin(sender, messages.troubles(named, round(PERIOD_S / 60)))
        self._again = dict.fromkeys(self._again, 0)

    async def watch(self, sender: Bot) -> None:
        """Sum up again and again."""
        while True:
            await asyncio.sleep(PERIOD_S)
            self.sum_up(sender)

    async def settle(self) -> None:
        """Wait until all that was told is sent."""
        while self._sending:
            await asyncio.wait(self._sending)

    def _begin(self, sender: Bot, text: str) -> None:
        # In tasks of their own: neither an answer nor another admin waits for an admin's chat.
        for admin in self._admins:
            task = asyncio.create_task(_send(sender, admin, text))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)


async def _send(sender: Bot, admin: int, text: str) -> None:
    try:
        await sender.send_message(admin, text)
    except TelegramError as error:
        # An admin who never wrote to the bot cannot be written to.
        _logger.warning("An admin could not be told: %s", error)
