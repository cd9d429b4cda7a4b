"""The running bot: from start to the last answer before it stops."""

import asyncio
import logging
import signal
from collections.abc import Callable
from typing import Protocol

from telegram import BotCommandScopeAllGroupChats, BotCommandScopeDefault
from telegram.constants import UpdateType
from telegram.error import TelegramError

from bot import messages
from bot.application import App, build
from bot.delivery import brief
from bot.desk import Desk
from bot.inbox import Inbox
from bot.patience import insist
from bot.polling import Polling
from bot.settings import Settings
from bot.webhook import Webhook
from index.answer import Searcher

_logger = logging.getLogger(__name__)

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


async def serve(settings: Settings, current: Callable[[], Searcher]) -> None:
    """Run the bot until SIGINT or SIGTERM; then finish every update that was fetched.

    A Telegram that cannot be reached, now or later, is tried again for ever.

    Raises:
        telegram.error.InvalidToken: If Telegram refuses the token, now or later.
        AnotherCopyError: If another process is running this bot.
        SettingsError: If the webhook's port or address cannot be used.
        StateError: If the state cannot be opened.
    """
    application, desk = build(settings, current)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    running = asyncio.create_task(_run(application, desk))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            await running  # raises what ended it
        _logger.info("Stopping: finishing what was begun")
    finally:
        for task in (running, stopping):
            task.cancel()
        await asyncio.gather(running, stopping, return_exceptions=True)
        if application.running:
            await application.stop()  # waits until all that was fetched is handled
        await desk.alarm.settle()
        await application.shutdown()
        desk.state.close()


async def _run(application: App, desk: Desk) -> None:
    """Reach Telegram, and take updates until cancelled."""
    bot = application.bot
    await insist("getMe", application.initialize)
    await application.start()
    _logger.info("The bot is answering as @%s", bot.username)
    source = _source(application, desk)
    # Not waited for: opening a large index takes a while, and greeting needs none.
    besides = (desk.check_index(bot), desk.alarm.watch(bot), _set_commands(application))
    beside = [asyncio.create_task(work) for work in besides]
    try:
        await source.run()
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)


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


async def _set_commands(application: App) -> None:
    """Show the commands in Telegram's menu; the bot works without them too."""
    try:
        await application.bot.set_my_commands(messages.COMMANDS, scope=BotCommandScopeDefault())
        await application.bot.set_my_commands(
            messages.GROUP_COMMANDS, scope=BotCommandScopeAllGroupChats()
        )
    except TelegramError as error:
        _logger.warning("The menu of commands could not be set: %s", brief(error))
