"""What Telegram shows of the bot before anybody writes to it: its commands and what it is for."""

import logging
from collections.abc import Awaitable, Iterable

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot import messages
from bot.delivery import brief

_logger = logging.getLogger(__name__)


async def set_menu(bot: Bot, admins: Iterable[int]) -> None:
    """Set what is not so already; the bot works without it too, so trouble is only logged.

    Each admin sees the admins' commands, in the own chat with the bot; nobody else does.
    """
    scopes: list[tuple[BotCommandScope, messages.Commands]] = [
        (BotCommandScopeAllPrivateChats(), messages.COMMANDS),
        (BotCommandScopeAllGroupChats(), messages.GROUP_COMMANDS),
    ]
    for scope, commands in scopes:
        await _attempt(f"the commands for {scope.type}", _commands(bot, scope, commands))
    for admin in sorted(admins):
        await set_admin_menu(bot, admin)
    await _attempt("the description", _description(bot))
    await _attempt("the short description", _short_description(bot))


async def set_admin_menu(bot: Bot, admin: int) -> None:
    """Show an admin's commands; Telegram takes them only once the admin has written to the bot."""
    everything = (*messages.COMMANDS, *messages.ADMIN_COMMANDS)
    setting = _commands(bot, BotCommandScopeChat(admin), everything)
    await _attempt("the commands of an admin", setting)


async def take_admin_menu(bot: Bot, user: int) -> None:
    """Show somebody the commands of everybody again."""

    async def taking() -> None:
        await bot.delete_my_commands(BotCommandScopeChat(user))

    await _attempt("that somebody is no admin", taking())


async def _attempt(what: str, setting: Awaitable[None]) -> None:
    try:
        await setting
    except TelegramError as error:
        _logger.warning("Telegram could not be told %s: %s", what, brief(error))


async def _commands(bot: Bot, scope: BotCommandScope, commands: messages.Commands) -> None:
    wanted = tuple(BotCommand(name, about) for name, about in commands)
    if await bot.get_my_commands(scope) != wanted:
        await bot.set_my_commands(wanted, scope)


async def _description(bot: Bot) -> None:
    if (await bot.get_my_description()).description != messages.DESCRIPTION:
        await bot.set_my_description(messages.DESCRIPTION)


async def _short_description(bot: Bot) -> None:
    shown = (await bot.get_my_short_description()).short_description
    if shown != messages.SHORT_DESCRIPTION:
        await bot.set_my_short_description(messages.SHORT_DESCRIPTION)
