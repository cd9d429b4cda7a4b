"""Requests that must succeed before the bot can go on: again and again until they do."""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.delivery import brief, retry_after_s

_logger = logging.getLogger(__name__)

T = TypeVar("T")

LONGEST_PAUSE_S = 30.0


def pauses_s() -> Iterator[float]:
    """Yield growing pauses: 1, 2, 4, 8, 16, and then 30 for ever."""
    return (min(2.0**n, LONGEST_PAUSE_S) for n in itertools.count())


async def insist(what: str, request: Callable[[], Awaitable[T]]) -> T:
    """Return what a request returns, once it succeeds.

    Raises:
        telegram.error.TelegramError: If Telegram refuses it: it would do so again.
    """
    for pause in pauses_s():
        try:
            return await request()
        except (InvalidToken, BadRequest, Forbidden, ChatMigrated):
            raise
        except TelegramError as error:
            wait = retry_after_s(error) if isinstance(error, RetryAfter) else pause
            _logger.warning("%s failed, again in %d s: %s", what, wait, brief(error))
            await asyncio.sleep(wait)
    raise AssertionError("the pauses never end")
