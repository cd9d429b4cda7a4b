"""A port of this machine on which other programs see whether the bot is well."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from prometheus_client import CONTENT_TYPE_LATEST
from telegram import Bot
from telegram.error import TelegramError
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.metrics import Metrics
from bot.settings import SettingsError

QUIET_S = 45.0
REACHED_S = 120.0
"""Telegram must have replied within this time: polling hears of it every ten seconds."""


@dataclass(frozen=True, slots=True)
class Health:
    """Says what keeps the bot from answering; ``index_trouble`` returns why the index cannot."""

    metrics: Metrics
    index_trouble: Callable[[], str | None]

    def troubles(self) -> Sequence[str]:
        """Return one line for each reason, in English, with nothing private; none if it is well."""
        found = []
        if trouble := self.index_trouble():
            found.append(f"index: {trouble}")
        since = self.metrics.since_reached_s
        if since is None:
            found.append("telegram: not reached yet")
        elif since > REACHED_S:
            found.append(f"telegram: not reached for {since:.0f} s")
        return found

    async def keep_in_touch(self, bot: Bot) -> None:
        """Ask Telegram for a sign of life where there is nothing else to ask it, until cancelled.

        By webhook, and with no questions, nothing would show whether it can be reached.
        """
        while True:
            await asyncio.sleep(QUIET_S)
            since = self.metrics.since_reached_s
            if since is None or since > QUIET_S:
                with contextlib.suppress(TelegramError):  # counted where it is sent
                    await bot.get_me()

    @contextlib.contextmanager
    def listening(self, port: int | None) -> Iterator[None]:
        """Answer ``/health`` and ``/metrics`` on a port of 127.0.0.1, if there is one.

        Raises:
            SettingsError: If the port cannot be used.
        """
        if port is None:
            yield
            return
        server = self._listen(port)
        try:
            yield
        finally:
            server.stop()

    def _listen(self, port: int) -> HTTPServer:
        pages = Application(
            [("/health", _Health, {"health": self}), ("/metrics", _Metrics, {"health": self})],
            log_function=lambda _: None,  # every few seconds the same
        )
        try:
            # Tornado's own way to open one leaves it open where it is taken.
            listener = socket.create_server(("127.0.0.1", port))
        except OSError as error:
            raise SettingsError(f"METRICS_PORT: {port}: {error}") from error
        listener.setblocking(False)
        server = HTTPServer(pages)
        server.add_socket(listener)
        return server


class _Page(RequestHandler):
    def initialize(self, health: Health) -> None:
        self.health = health

    def set_default_headers(self) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.set_header("Cache-Control", "no-store")


class _Health(_Page):
    def get(self) -> None:
        troubles = self.health.troubles()
        self.set_status(503 if troubles else 200)
        self.write("".join(f"{line}\n" for line in troubles or ["ok"]))


class _Metrics(_Page):
    def get(self) -> None:
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.write(self.health.metrics.text())
