"""Following the index: a new one answers before somebody asks, and the admins hear of it."""

import asyncio
import logging
import time
from collections.abc import Callable

from telegram import Bot

from bot import messages
from bot.desk import Desk
from bot.state import StateError
from index.changes import Changes, compare
from index.errors import IndexDamagedError, RetrievalError
from index.generation import Generation, find_generation

_logger = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
NOTE = "generation"
"""The note of the state that holds the last generation the admins were told of."""


class Watch:
    """Looks every few seconds whether the index that answers is another one.

    Args:
        desk: Where the index and the admins are.
        failure: Returns why the published index could not be opened while an older one answers.
    """

    def __init__(
        self, desk: Desk, failure: Callable[[], RetrievalError | None] = lambda: None
    ) -> None:
        self._desk = desk
        self._failure = failure
        self._answering: str | None = None
        self._told: str | None = None
        self.trouble: str | None = "not opened yet"
        """Why no index answers, in a word; None if one does."""

    async def run(self, sender: Bot) -> None:
        """Look again and again, until cancelled."""
        while True:
            await self.look(sender)
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self, sender: Bot) -> None:
        """Look once, and tell the admins of what is new."""
        started = time.monotonic()
        try:
            name = (await asyncio.to_thread(self._desk.current)).generation
        except RetrievalError as error:
            self.trouble = type(error).__name__
            self._answering = None
            await self._tell_once(sender, type(error).__name__, f"⚠️ Sổ tay: {error}")
            return
        took_s, self.trouble = time.monotonic() - started, None
        if failure := self._failure():
            text = messages.reload_failed(str(failure), name)
            await self._tell_once(sender, str(failure), text)
        else:
            self._told = None
        if name != self._answering:
            self._answering = name
            await self._note(sender, name, took_s)

    async def _tell_once(self, sender: Bot, reason: str, text: str) -> None:
        if reason != self._told:
            self._told = reason
            await self._desk.alarm.tell(sender, reason, text)

    async def _note(self, sender: Bot, name: str, took_s: float) -> None:
        """Note which index answers now, and tell the admins if it was another one before."""
        try:
            generation = await asyncio.to_thread(
                find_generation, self._desk.settings.index_dir, name
            )
            manifest = generation.manifest
            self._desk.metrics.opened(name, manifest.documents, manifest.passages)
            before = await asyncio.to_thread(self._desk.state.recall, NOTE)
            if before == name:
                return
            if before is not None:  # else it is the very first start
                changes = await asyncio.to_thread(self._changes, before, name)
                await self._desk.alarm.tell(sender, name, _news(generation, changes, took_s))
            await asyncio.to_thread(self._desk.state.remember, NOTE, name)
        except (IndexDamagedError, StateError) as error:  # the index answers all the same
            _logger.warning("The new index could not be announced: %s", error)

    def _changes(self, before: str, name: str) -> Changes | None:
        """Return what changed; None where the older one has been removed since."""
        try:
            return compare(self._desk.settings.index_dir, before, name)
        except IndexDamagedError:
            return None


def _news(generation: Generation, changes: Changes | None, took_s: float) -> str:
    counts = (changes.new, changes.changed, changes.gone) if changes else None
    manifest = generation.manifest
    return messages.reloaded(manifest.documents, manifest.passages, counts, took_s)
