"""Fetching updates from Telegram: through every trouble but a revoked token or a second copy."""

import asyncio
import json
import logging
import math
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot import messages
from bot.alarm import Alarm
from bot.delivery import UnreadableReplyError, brief, retry_after_s
from bot.inbox import Inbox, is_update
from bot.patience import insist, pauses_s

_logger = logging.getLogger(__name__)

POLL_S = 10  # that Telegram keeps a request open while there are no updates
REPLY_S = 10.0  # for its reply beyond that
QUIET_S = 60.0  # without a conflict, and it is over
YIELD_S = 300.0  # of conflict, and the copy that came second gives way


class AnotherCopyError(Exception):
    """Another process fetches this bot's updates, and was there first."""


class Polling:
    """Fetches updates until it is cancelled.

    PTB's own loop hands over nothing of a batch that holds one update it cannot read, logs all
    of that batch, and fetches it again without end; so the loop is written here.
    """

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        alarm: Alarm,
        kinds: Sequence[str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bot = bot
        self._inbox = inbox
        self._alarm = alarm
        self._kinds = json.dumps(kinds)
        self._clock = clock
        self._offset = 0
        self._began = math.inf
        self._episode = self._last_conflict = -math.inf

    async def run(self) -> None:
        """Fetch and queue updates.

        Raises:
            AnotherCopyError: If another process was fetching before, and does so for long.
            telegram.error.InvalidToken: If the token is revoked.
        """
        # Telegram hands out nothing while a webhook is set.
        await insist("deleteWebhook", self._bot.delete_webhook)
        self._began = self._clock()
        try:
            await self._fetch_for_ever()
        finally:
            if self._offset:
                await self._confirm()

    async def _fetch_for_ever(self) -> None:
        pauses = pauses_s()
        while True:
            try:
                updates = await self._fetch(POLL_S)
            except InvalidToken:
                raise
            except TelegramError as error:
                pause = next(pauses)
                if isinstance(error, RetryAfter):
                    pause = retry_after_s(error)
                elif isinstance(error, Conflict):
                    await self._conflict()
                _logger.warning("No updates, trying again in %d s: %s", pause, brief(error))
                await asyncio.sleep(pause)
            else:
                pauses = pauses_s()
                for update in updates:
                    await self._inbox.take(update)
                await self._inbox.room()  # none of these may be lost to a cancellation in between

    async def _fetch(self, timeout_s: int) -> Sequence[object]:
        """Return the next updates, as JSON; those before them are confirmed by asking for them."""
        wanted = {"offset": self._offset, "timeout": timeout_s, "allowed_updates": self._kinds}
        updates = await self._bot.request.post(
            f"{self._bot.base_url}/getUpdates?{urlencode(wanted)}",
            read_timeout=timeout_s + REPLY_S,
        )
        if not isinstance(updates, list):
            raise UnreadableReplyError("no updates in Telegram's reply")
        numbers = [update["update_id"] for update in updates if is_update(update)]
        if updates and not numbers:  # asking for those after them is not possible
            raise UnreadableReplyError("no number in any of the updates")
        self._offset = numbers[-1] + 1 if numbers else self._offset
        return updates

    async def _conflict(self) -> None:
        now = self._clock()
        if now - self._last_conflict > QUIET_S:
            self._episode = now
        self._last_conflict = now
        await self._alarm.tell(self._bot, Conflict.__name__, messages.ANOTHER_COPY)
        came_second = self._episode - self._began < QUIET_S
        if came_second and now - self._episode > YIELD_S:
            raise AnotherCopyError

    async def _confirm(self) -> None:
        """Tell Telegram what was fetched, so that the next start does not fetch it again."""
        for pause in (1, 2, None):
            try:
                await self._bot.request.post(
                    f"{self._bot.base_url}/getUpdates?"
                    f"{urlencode({'offset': self._offset, 'timeout': 0, 'limit': 1})}"
                )
            except TelegramError as error:
                _logger.warning("What was fetched could not be confirmed: %s", brief(error))
                if pause is None or isinstance(error, InvalidToken):
                    return
                await asyncio.sleep(pause)
            else:
                return
