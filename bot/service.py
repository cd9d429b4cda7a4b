"""The running bot: from start to the last answer before it stops."""

import asyncio
import logging
import signal
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from telegram import BotCommandScopeAllGroupChats, BotCommandScopeDefault
from telegram.constants import UpdateType
from telegram.error import Conflict, TelegramError

from bot import messages
from bot.application import App, build
from bot.desk import Desk
from bot.settings import Settings, SettingsError
from index.answer import Searcher

_logger = logging.getLogger(__name__)

BOOTSTRAP_RETRIES = 5
POLLING_TASK = "Updater:start_polling:polling_task"  # as telegram.ext.Updater names it
# Edited questions are not answered again: nothing kept tells which answer was theirs.
ALLOWED_UPDATES = [UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY]


async def serve(settings: Settings, current: Callable[[], Searcher]) -> None:
    """Run the bot until SIGINT or SIGTERM; then finish every update that was fetched.

    PTB's ``run_polling`` fetches before it handles, stops in the middle at a second signal, and
    logs a rejected token with the token in it; so the few steps are taken here, in this order.

    Raises:
        telegram.error.TelegramError: If Telegram cannot be reached or refuses the token.
        SettingsError: If the webhook's port cannot be used.
    """
    application, desk = build(settings, current)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    starting = asyncio.create_task(_start(application, desk, settings))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            fetching = starting.result()
            _logger.info("The bot is answering as @%s", application.bot.username)
            await asyncio.wait({stopping, *fetching}, return_when=asyncio.FIRST_COMPLETED)
            for task in fetching:
                if task.done():
                    task.result()
        _logger.info("Stopping: finishing what was begun")
    finally:
        for task in (starting, stopping):
            task.cancel()
        await asyncio.gather(starting, stopping, return_exceptions=True)
        await _stop(application)


async def _start(
    application: App, desk: Desk, settings: Settings
) -> set[asyncio.Task[Any]]:
    """Start everything; return the task that fetches updates, unless Telegram delivers them."""
    updater = application.updater
    if updater is None:
        raise ValueError("the application was built without an updater")
    await application.initialize()
    await application.start()
    # Not waited for: opening a large index takes a while, and greeting needs none.
    application.create_task(desk.check_index(application.bot))
    await _set_commands(application)
    if settings.webhook_url and settings.webhook_secret:
        try:
            await updater.start_webhook(
                listen="127.0.0.1",  # a reverse proxy in front of it speaks TLS
                port=settings.webhook_port,
                url_path=urlsplit(settings.webhook_url).path,
                webhook_url=settings.webhook_url,
                secret_token=settings.webhook_secret.get_secret_value(),
                allowed_updates=ALLOWED_UPDATES,
                bootstrap_retries=BOOTSTRAP_RETRIES,
            )
        except OSError as error:
            raise SettingsError(f"WEBHOOK_PORT: {settings.webhook_port}: {error}") from error
    else:
        await updater.start_polling(
            allowed_updates=ALLOWED_UPDATES,
            bootstrap_retries=BOOTSTRAP_RETRIES,
            error_callback=_polling_failed,
        )
    # It ends by itself if the token is revoked, and PTB would wait for ever.
    return {task for task in asyncio.all_tasks() if task.get_name() == POLLING_TASK}


async def _stop(application: App) -> None:
    try:
        if application.updater and application.updater.running:
            await application.updater.stop()  # tells Telegram which updates were fetched
    finally:
        if application.running:
            await application.stop()  # waits until all of these are handled
        await application.shutdown()


async def _set_commands(application: App) -> None:
    """Show the commands in Telegram's menu; the bot works without them too."""
    try:
        await application.bot.set_my_commands(messages.COMMANDS, scope=BotCommandScopeDefault())
        await application.bot.set_my_commands(
            messages.GROUP_COMMANDS, scope=BotCommandScopeAllGroupChats()
        )
    except TelegramError as error:
        _logger.warning("The menu of commands could not be set: %s", error)


def _polling_failed(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        _logger.error("Another process is running this bot: %s", error)
    else:
        _logger.warning("Updates could not be fetched, trying again: %s", error)
