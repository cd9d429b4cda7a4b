"""Removing, some times a day, what has been kept for long enough."""

import asyncio

from telegram import Bot

from bot.desk import Desk
from bot.retention import Retention

EVERY_S = 6 * 3_600.0


class Sweeping:
    """Keeps the promise of how long things are kept, as long as the bot runs."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._retention = Retention(desk.state, desk.settings.retention_days)

    async def run(self, sender: Bot) -> None:
        """Sweep at once, then every few hours, until cancelled."""
        while True:
            await self._desk.keep(sender, self._retention.purge, 0)
            await asyncio.sleep(EVERY_S)
