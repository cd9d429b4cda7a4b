"""Requests to Telegram: within its limits, repeated where that is harmless, never twice where not.

What one chat has to wait for, no other chat waits for.
"""

import asyncio
import json
import logging
import math
import re
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from datetime import timedelta
from typing import Any

import httpx
from aiolimiter import AsyncLimiter
from cachetools import LRUCache
from telegram.constants import FloodLimit
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import BaseRateLimiter
from telegram.request import HTTPXRequest

_logger = logging.getLogger(__name__)

PAUSES_S = (1, 2, 4, 8, 16)  # after a network failure or a 5xx of Telegram
LONGEST_WAIT_S = 60.0  # that a request is held back for a flood; then it is given up
LONGEST_REPLY_WAIT_S = 600.0  # that a reply is: somebody waits for it
HELD = 100  # requests held back at once; with more, replies are given up as soon as others
STEP_S = 1.0  # in which the end of a flood is waited for, to hear in between that the bot stops
# Thirty messages a second are allowed in the long run. People do not ask evenly: held to thirty
# in every single second, they would wait for seconds once thirty a second ask.
BURST_S = 5
GROUPS = 512  # whose pace, or new id, is remembered; those not written to for longest go
CONNECTIONS = 512

_STARTING = {"getMe", "setWebhook", "deleteWebhook", "getWebhookInfo"}  # see `bot.patience`
_MESSAGE = re.compile("(?:send|copy|forward)(?!ChatAction)")  # done twice, it is there twice
_PACED = re.compile("(?:send|copy|forward|edit)(?!ChatAction)")
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class LostReplyError(NetworkError):
    """A message may have arrived, or not: the connection broke before Telegram's reply came."""


class UnreadableReplyError(NetworkError):
    """Telegram's reply is no answer to what was asked."""


class Connection(HTTPXRequest):
    """HTTP to Telegram, for many chats at once, which shows nobody's messages in the log."""

    def __init__(self) -> None:
        # A message whose reply is late is in doubt, so replies are waited for patiently.
        super().__init__(
            CONNECTIONS, read_timeout=20, write_timeout=20, connect_timeout=10, pool_timeout=30
        )

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the reply; PTB's own would log it whole where it is no JSON.

        Raises:
            UnreadableReplyError: If it is none.
        """
        try:
            reply = json.loads(payload)
        except ValueError as error:
            raise UnreadableReplyError("Telegram's reply is no JSON") from error
        if not isinstance(reply, dict) or (reply.get("ok") and "result" not in reply):
            raise UnreadableReplyError("Telegram's reply says nothing")
        return reply


async def _nothing(*_: int) -> None:
    """Do nothing."""


class Delivery(BaseRateLimiter[int]):
    """What every request of the bot goes through, but for fetching updates.

    Args:
        moved: Told of a group that became a supergroup: its old and its new id.
        gone: Told of a chat that does not take the bot's messages any more.
        clock: Returns seconds that never jump.
    """

    def __init__(
        self,
        moved: Callable[[int, int], Awaitable[None]] = _nothing,
        gone: Callable[[int], Awaitable[None]] = _nothing,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._moved = moved
        self._gone = gone
        self._clock = clock
        self._homes: LRUCache[int, int] = LRUCache(GROUPS)  # that moved: old id → new id
        self._flooded: dict[object, float] = {}  # chat or endpoint → when it may be tried again
        self._overall = AsyncLimiter(BURST_S * FloodLimit.MESSAGES_PER_SECOND, BURST_S)
        self._groups: LRUCache[object, AsyncLimiter] = LRUCache(GROUPS)
        self._held = 0
        self._closing = False

    async def initialize(self) -> None:
        """Hold replies back for as long as is worth it."""
        self._closing = False

    async def shutdown(self) -> None:
        """Hold them back no longer than anything else: the bot stops."""
        self._closing = True

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,  # noqa: ANN401 - as PTB declares it
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:  # noqa: ANN401
        """Do a request, again after a pause while it fails on the way.

        Raises:
            LostReplyError: If a message may have arrived: sent again, it might be there twice.
            telegram.error.RetryAfter: If Telegram wants to be left alone for longer than a minute,
                or a reply to be held back for longer than ten.
            telegram.error.TelegramError: If Telegram refuses it, or cannot be reached.
        """
        if endpoint in _STARTING:
            return await callback(*args, **kwargs)
        # A sign of life is worth nothing later, and an answer waits behind it.
        patient = endpoint != "sendChatAction"
        longest_s = LONGEST_REPLY_WAIT_S if "reply_parameters" in data else LONGEST_WAIT_S * patient
        begun = self._clock()
        pauses = iter(PAUSES_S if patient else ())
        while True:
            self._follow(data)
            place = data.get("chat_id", endpoint)
            await self._sit_out(place, begun, longest_s)
            if _PACED.match(endpoint):
                await self._await_turn(place)
            try:
                return await callback(*args, **kwargs)
            except TelegramError as error:
                await self._recover(error, endpoint, data, pauses)

    async def _recover(
        self, error: TelegramError, endpoint: str, data: dict[str, Any], pauses: Iterator[float]
    ) -> None:
        """See to it that a request that failed can be done again; raise if it must not be."""
        place = data.get("chat_id", endpoint)
        if isinstance(error, RetryAfter):
            self._note_flood(place, error)
            return
        if isinstance(error, ChatMigrated):
            await self._move(place, error.new_chat_id)
            return
        if isinstance(error, Forbidden) and isinstance(place, int):
            await self._gone(place)
        # A refusal would be repeated too; PTB counts some as network errors.
        if isinstance(error, BadRequest) or not isinstance(error, NetworkError):
            raise error
        if _MESSAGE.match(endpoint) and may_have_arrived(error):
            raise LostReplyError(f"the reply to {endpoint} was lost") from error
        pause = next(pauses, None)
        if pause is None:
            raise error
        _logger.warning("%s failed, again in %d s: %s", endpoint, pause, brief(error))
        await asyncio.sleep(pause)

    def _follow(self, data: dict[str, Any]) -> None:
        """Address a request to where its group is now."""
        if (new := self._homes.get(data.get("chat_id", 0))) is not None:
            data["chat_id"] = new
            data.pop("reply_parameters", None)  # that number is another message's there

    async def _move(self, old: int, new: int) -> None:
        _logger.info("A group became a supergroup: its messages go there")
        self._homes[old] = new
        await self._moved(old, new)

    async def _sit_out(self, place: object, begun: float, longest_s: float) -> None:
        """Wait until a flood is over, unless that is too late after the beginning."""
        full = self._held >= HELD
        self._held += 1
        try:
            while (until := self._flooded.get(place, 0)) > (now := self._clock()):
                if full or self._closing:
                    longest_s = min(longest_s, LONGEST_WAIT_S)
                if until - begun > longest_s:
                    raise RetryAfter(math.ceil(until - now))
                await asyncio.sleep(min(until - now, STEP_S))
        finally:
            self._held -= 1
        self._flooded.pop(place, None)

    async def _await_turn(self, place: object) -> None:
        """Wait until so many messages are not too many."""
        if isinstance(place, str) or (isinstance(place, int) and place < 0):
            pace = AsyncLimiter(FloodLimit.MESSAGES_PER_MINUTE_PER_GROUP, 60)
            await self._groups.setdefault(place, pace).acquire()
        await self._overall.acquire()

    def _note_flood(self, place: object, error: RetryAfter) -> None:
        wait = retry_after_s(error)
        now = self._clock()
        self._flooded = {other: until for other, until in self._flooded.items() if until > now}
        self._flooded[place] = now + wait
        # The chat itself is nobody's business.
        _logger.warning("Telegram wants one chat to be left alone for %d s", wait)


def may_have_arrived(error: NetworkError) -> bool:
    """Say whether Telegram may have done what failed so."""
    if isinstance(error, UnreadableReplyError):
        return True
    if isinstance(error.__cause__, httpx.HTTPError):
        return not isinstance(error.__cause__, _NOT_SENT)
    return "Gateway Timeout" in error.message  # the other 5xx were not done


def retry_after_s(error: RetryAfter) -> float:
    """Return how many seconds Telegram wants to be left alone."""
    # The public property warns that its type will change.
    wait: timedelta = error._retry_after
    return wait.total_seconds()


def brief(error: Exception) -> str:
    """Return the beginning of an error's message: of some it holds a whole page of HTML."""
    return str(error)[:100].partition("\n")[0]
