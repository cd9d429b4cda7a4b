"""Updates that Telegram delivers, to a port of this machine behind a reverse proxy."""

import asyncio
import hmac
import json
import logging
from collections.abc import Sequence
from urllib.parse import urlsplit

from pydantic import SecretStr
from telegram import Bot
from telegram.error import BadRequest, Conflict, InvalidToken, TelegramError
from tornado.httpserver import HTTPServer
from tornado.web import Application, HTTPError, RequestHandler

from bot import messages
from bot.alarm import Alarm
from bot.delivery import brief
from bot.inbox import Inbox
from bot.patience import insist
from bot.settings import SettingsError

_logger = logging.getLogger(__name__)

LONGEST_UPDATE = 2**20  # bytes; Telegram's own are far shorter
WATCH_S = 300.0  # how often is looked whether Telegram still delivers here


class Webhook:
    """Receives updates until it is cancelled.

    PTB's own logs an update whole that it cannot read, and has Telegram deliver it again without
    end; so the few lines are written here.
    """

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        alarm: Alarm,
        kinds: Sequence[str],
        *,
        url: str,
        secret: SecretStr,
        port: int,
    ) -> None:
        self._bot = bot
        self._alarm = alarm
        self._kinds = kinds
        self._url = url
        self._secret = secret.get_secret_value()
        self._port = port
        route = (f"{urlsplit(url).path}/?", _Endpoint, {"inbox": inbox, "secret": self._secret})
        self._server = HTTPServer(
            Application([route], log_function=lambda _: None), max_body_size=LONGEST_UPDATE
        )

    async def run(self) -> None:
        """Listen, and queue updates.

        Raises:
            SettingsError: If the port is taken, or Telegram does not take the address.
            telegram.error.InvalidToken: If the token is revoked.
        """
        try:
            self._server.listen(self._port, address="127.0.0.1")  # the proxy speaks TLS
        except OSError as error:
            raise SettingsError(f"WEBHOOK_PORT: {self._port}: {error}") from error
        try:
            try:
                await insist("setWebhook", self._set)
            except BadRequest as error:
                raise SettingsError(f"WEBHOOK_URL: {brief(error)}") from error
            await self._watch()
        finally:
            self._server.stop()
            await self._server.close_all_connections()

    async def _set(self) -> None:
        await self._bot.set_webhook(
            self._url, allowed_updates=self._kinds, secret_token=self._secret
        )

    async def _watch(self) -> None:
        """See to it that Telegram goes on delivering: nothing else would show that it does not."""
        while True:
            await asyncio.sleep(WATCH_S)
            try:
                info = await self._bot.get_webhook_info()
                if info.url != self._url:
                    _logger.error("Another process took this bot's updates: %s", info.url)
                    await self._alarm.tell(self._bot, Conflict.__name__, messages.ANOTHER_COPY)
                    await self._set()
            except InvalidToken:
                raise
            except TelegramError as error:
                _logger.warning("The webhook could not be looked after: %s", brief(error))


class _Endpoint(RequestHandler):
    SUPPORTED_METHODS = ("POST",)

    def initialize(self, inbox: Inbox, secret: str) -> None:
        self._inbox = inbox
        self._expected = secret

    async def post(self) -> None:
        given = self.request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), self._expected.encode()):
            raise HTTPError(403)
        try:
            update = json.loads(self.request.body)
        except (ValueError, RecursionError):
            update = None
        await self._inbox.room()
        # What cannot be read is received all the same: Telegram would deliver it again and again.
        await self._inbox.take(update)

    def log_exception(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Log what the bot itself got wrong; strangers who guess would fill the log."""
        if not isinstance(error, HTTPError):
            _logger.error("An update could not be taken in", exc_info=error)
