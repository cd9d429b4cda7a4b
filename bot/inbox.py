"""Where updates come in, fetched or delivered: each is read on its own, and handled once."""

import asyncio
import logging
from typing import Any, TypeGuard

from cachetools import FIFOCache
from telegram import Update
from telegram.ext import Application

from bot import messages
from bot.alarm import Alarm

_logger = logging.getLogger(__name__)

ROOM_S = 0.1  # between two looks whether there is room
REMEMBERED = 10_000  # ids of updates, to know one that Telegram delivers again


def is_update(data: object) -> TypeGuard[dict[str, Any]]:
    """Say whether this looks like an update: it has a number."""
    return isinstance(data, dict) and isinstance(data.get("update_id"), int)


class Inbox:
    """Hands updates to the application; nothing of what they say is logged."""

    def __init__(
        self, application: Application[Any, Any, Any, Any, Any, Any], alarm: Alarm
    ) -> None:
        self._application = application
        self._alarm = alarm
        self._seen: FIFOCache[int, bool] = FIFOCache(REMEMBERED)

    async def room(self) -> None:
        """Wait until more can be handled; what Telegram keeps so long takes no memory."""
        processor = self._application.update_processor
        while (  # noqa: ASYNC110 - nothing tells when that changes
            processor.current_concurrent_updates >= processor.max_concurrent_updates
        ):
            await asyncio.sleep(ROOM_S)

    async def take(self, data: object) -> None:
        """Queue an update, unless it was here before or is none that can be read."""
        if not is_update(data):
            await self._skip("it has no number")
        elif (number := data["update_id"]) in self._seen:
            _logger.info("Update %d came once more", number)
        else:
            self._seen[number] = True
            try:
                update = Update.de_json(data, self._application.bot)
            except Exception as error:  # whatever it is, the next one must be read
                # Its message may quote the update, and so a question.
                await self._skip(f"{type(error).__name__} in {number}")
            else:
                await self._application.update_queue.put(update)

    async def _skip(self, what: str) -> None:
        _logger.error("An update cannot be read and is skipped: %s", what)
        await self._alarm.tell(
            self._application.bot, "UnreadableUpdate", messages.UNREADABLE_UPDATE
        )
