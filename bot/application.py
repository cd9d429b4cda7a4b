"""Wiring: settings → a bot that runs until it is told to stop."""

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

from telegram import (
    BotCommandScopeAllGroupChats,
    BotCommandScopeDefault,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode, UpdateType
from telegram.error import BadRequest, Conflict, NetworkError, TelegramError
from telegram.ext import (
    AIORateLimiter,
    Application,
    CallbackQueryHandler,
    CommandHandler,
    Defaults,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from bot import messages
from bot.access import Access
from bot.alarm import Alarm
from bot.handlers import Addressed, Handlers
from bot.settings import Settings, SettingsError
from index.answer import Searcher

_logger = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]

FLOOD_RETRIES = 5
PAUSES_S = (1, 2, 4, 8, 16)  # after a network failure or a 5xx of Telegram
BOOTSTRAP_RETRIES = 5
POLLING_TASK = "Updater:start_polling:polling_task"  # as telegram.ext.Updater names it
# Edited questions are not answered again: nothing kept tells which answer was theirs.
ALLOWED_UPDATES = [UpdateType.MESSAGE, UpdateType.CALLBACK_QUERY]


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


def build(
    settings: Settings, current: Callable[[], Searcher], request: BaseRequest | None = None
) -> tuple[App, Handlers]:
    """Return the application with its handlers in order, and what they belong to.

    Args:
        settings: What the owner decided.
        current: Returns the searcher of the newest index; called in a thread for each question.
        request: Stands in for the network, in tests.
    """
    handlers = Handlers(current, Access(settings), Alarm(settings.admin_user_ids))
    builder = (
        Application.builder()
        .token(settings.telegram_bot_token.get_secret_value())
        .base_url(f"{settings.telegram_api_url}/bot")
        .rate_limiter(PatientRateLimiter(max_retries=FLOOD_RETRIES))
        .concurrent_updates(True)
        .defaults(
            Defaults(
                parse_mode=ParseMode.HTML,
                do_quote=True,  # every reply refers to its question, for its buttons too
                allow_sending_without_reply=True,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )
    )
    if request is not None:
        builder = builder.request(request).get_updates_request(request)
    application: App = builder.build()
    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
    text = filters.TEXT & ~filters.COMMAND & filters.UpdateType.MESSAGE
    application.add_handler(TypeHandler(Update, handlers.admit), group=-1)
    application.add_handlers(
        [
            *(
                CommandHandler(name, callback, filters.UpdateType.MESSAGE)
                for name, callback in (
                    ("start", handlers.start),
                    ("help", handlers.help),
                    ("hoi", handlers.ask),
                    ("vanban", handlers.documents),
                )
            ),
            MessageHandler(private & filters.COMMAND, handlers.unknown_command),
            MessageHandler(text & Addressed(), handlers.ask),
            MessageHandler(
                private & ~filters.TEXT & ~filters.StatusUpdate.ALL, handlers.unsupported
            ),
            CallbackQueryHandler(handlers.press),
        ]
    )
    application.add_error_handler(handlers.report)
    return application, handlers


async def serve(settings: Settings, current: Callable[[], Searcher]) -> None:
    """Run the bot until SIGINT or SIGTERM; then finish every update that was fetched.

    PTB's ``run_polling`` fetches before it handles, stops in the middle at a second signal, and
    logs a rejected token with the token in it; so the few steps are taken here, in this order.

    Raises:
        telegram.error.TelegramError: If Telegram cannot be reached or refuses the token.
        SettingsError: If the webhook's port cannot be used.
    """
    application, handlers = build(settings, current)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    starting = asyncio.create_task(_start(application, handlers, settings))
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
    application: App, handlers: Handlers, settings: Settings
) -> set[asyncio.Task[Any]]:
    """Start everything; return the task that fetches updates, unless Telegram delivers them."""
    updater = application.updater
    if updater is None:
        raise ValueError("the application was built without an updater")
    await application.initialize()
    await application.start()
    # Not waited for: opening a large index takes a while, and greeting needs none.
    application.create_task(handlers.check_index(application.bot))
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
