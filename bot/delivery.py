"""Requests to Telegram: within its limits, and again when they fail on the way."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.error import BadRequest, NetworkError
from telegram.ext import AIORateLimiter

_logger = logging.getLogger(__name__)

FLOOD_RETRIES = 5
PAUSES_S = (1, 2, 4, 8, 16)  # after a network failure or a 5xx of Telegram


class PatientRateLimiter(AIORateLimiter):
    """Keeps Telegram's limits and repeats what failed on the way: 429, 5xx, timeouts.

    A request whose reply was lost may be done twice; an answer sent twice is better than none.
    """

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,  # noqa: ANN401 - as PTB declares it
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:  # noqa: ANN401
        """Do a request, again after a pause while it fails on the way."""
        request = (callback, args, kwargs, endpoint, data, rate_limit_args)
        if endpoint == "sendChatAction":  # worth nothing later, and an answer waits behind it
            return await super().process_request(*request)
        for pause in PAUSES_S:
            try:
                return await super().process_request(*request)
            except BadRequest:  # a NetworkError to PTB, but one that would only fail again
                raise
            except NetworkError as error:
                _logger.warning("%s failed, again in %d s: %s", endpoint, pause, error)
                await asyncio.sleep(pause)
        return await super().process_request(*request)
