"""The running bot: from start to the last answer before it stops."""

import asyncio
import contextlib
import logging
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from telegram import Bot
from telegram.constants import UpdateType

from bot import messages
from bot.application import App, build
from bot.desk import Desk, Duty
from bot.health import Health
from bot.inbox import Inbox
from bot.menu import set_menu
from bot.patience import insist
from bot.polling import Polling
from bot.settings import Settings
from bot.watch import Watch
from bot.webhook import Webhook
from index.live import LiveSearcher

_logger = logging.getLogger(__name__)

REST_S = 60.0  # after something beside the answering failed
KINDS = (
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
    UpdateType.MY_CHAT_MEMBER,
)
"""The updates that Telegram is asked for."""


class Source(Protocol):
    """Where updates come from."""

    async def run(self) -> None:
        """Queue updates until cancelled."""


async def serve(settings: Settings, index: LiveSearcher) -> None:
    """Run the bot until SIGINT or SIGTERM; then finish every update that was fetched.

    A Telegram that cannot be reached, now or later, is tried again for ever.

    Raises:
        telegram.error.InvalidToken: If Telegram refuses the token, now or later.
        AnotherCopyError: If another process is running this bot.
        SettingsError: If a port, or the webhook's address, cannot be used.
        StateError: If the state cannot be opened.
    """
    # More threads than cores only wait for each other, and hold up the event loop.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(max(2, os.cpu_count() or 2)))
    application, desk = build(settings, index.current)
    watch = Watch(desk, lambda: index.failure)
    health = Health(desk.metrics, lambda: watch.trouble)
    desk.duties.extend((watch.run, desk.alarm.watch, health.keep_in_touch))
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    running = asyncio.create_task(_run(application, desk, health))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            _logger.info("Stopping: finishing what was begun")
            running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running  # raises what ended it
    finally:
        for task in (running, stopping):
            task.cancel()
        await asyncio.gather(running, stopping, return_exceptions=True)
        if application.running:
            await application.bot.rate_limiter.shutdown()  # long floods are waited out no more
            await application.stop()  # waits until all that was fetched is handled
        await desk.alarm.settle()
        await application.shutdown()
        desk.state.close()


async def _run(application: App, desk: Desk, health: Health) -> None:
    """Reach Telegram, and take updates until cancelled."""
    with health.listening(desk.settings.metrics_port):
        await _answer(application, desk)


async def _answer(application: App, desk: Desk) -> None:
    bot = application.bot
    await insist("getMe", application.initialize)
    await application.start()
    _logger.info("The bot is answering as @%s", bot.username)
    source = _source(application, desk)
    # Not waited for: opening a large index takes a while, and greeting needs none.
    beside = [asyncio.create_task(_perform(duty, desk, bot)) for duty in desk.duties]
    # By the application, which reports what it fails by.
    beside.append(application.create_task(set_menu(bot, desk.settings.admin_user_ids)))
    try:
        await source.run()
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


async def _perform(duty: Duty, desk: Desk, bot: Bot) -> None:
    """Do a duty, again after a while if it fails: answering goes on without it."""
    while True:
        try:
            await duty(bot)
        except Exception as error:
            _logger.exception("What runs beside the answering failed")
            kind = type(error).__name__
            desk.metrics.failed(kind)
            await desk.alarm.tell(bot, kind, messages.failed(kind))
        await asyncio.sleep(REST_S)


def _source(application: App, desk: Desk) -> Source:
    inbox = Inbox(application, desk.alarm)
    settings = desk.settings
    if settings.webhook_url and settings.webhook_secret:
        return Webhook(
            application.bot,
            inbox,
            desk.alarm,
            KINDS,
            url=settings.webhook_url,
            secret=settings.webhook_secret,
            port=settings.webhook_port,
        )
    return Polling(application.bot, inbox, desk.alarm, KINDS)
