import logging

from bot_api_server import ADMIN
from telegram.ext import CommandHandler

from bot import messages
from bot.menu import set_menu

SETTERS = ("setMyCommands", "setMyDescription", "setMyShortDescription")


def names(commands) -> list[str]:
    return [command["command"] for command in commands]


def settings_made(talk) -> int:
    return sum(len(talk.api.sent(method)) for method in SETTERS)


async def test_everybody_gets_the_menu_and_only_admins_their_commands(talk):
    talk = await talk()
    await set_menu(talk.application.bot, [ADMIN["id"]])
    everybody, group, admin = (
        names(talk.api.commands[scope])
        for scope in ("all_private_chats", "all_group_chats", f"chat:{ADMIN['id']}")
    )
    assert {"start", "hoi", "vanban", "help"} <= set(everybody)
    assert group == [name for name in everybody if name != "start"]
    assert admin == everybody + [name for name, _ in messages.ADMIN_COMMANDS]
    assert not set(everybody) & {"moi", "thanhvien", "trangthai", "thongke", "taithongbao"}
    assert talk.api.profile["description"] == messages.DESCRIPTION
    assert talk.api.profile["short_description"] == messages.SHORT_DESCRIPTION


async def test_only_what_changed_is_set(talk):
    talk = await talk()
    await set_menu(talk.application.bot, [ADMIN["id"]])
    assert settings_made(talk) == 5
    await set_menu(talk.application.bot, [ADMIN["id"]])
    assert settings_made(talk) == 5
    talk.api.profile["short_description"] = "khác"
    await set_menu(talk.application.bot, [ADMIN["id"], 9002])
    assert settings_made(talk) == 7


async def test_an_admin_who_had_never_written_gets_the_commands_with_the_first_message(talk):
    talk = await talk()
    await talk.say("/start", chat={"id": ADMIN["id"], "type": "private"}, user=ADMIN)
    assert "thongke" in names(talk.api.commands[f"chat:{ADMIN['id']}"])
    await talk.say("/start")
    assert [*talk.api.commands] == [f"chat:{ADMIN['id']}"]


async def test_who_is_admin_no_more_loses_the_commands(talk):
    talk = await talk(admin_user_ids="9002")
    await set_menu(talk.application.bot, [ADMIN["id"]])
    (reply,) = await talk.say("/thongke", chat={"id": ADMIN["id"], "type": "private"}, user=ADMIN)
    assert reply["text"] == messages.UNKNOWN_COMMAND
    assert talk.api.commands[f"chat:{ADMIN['id']}"] == []


async def test_who_is_admin_no_more_and_may_not_ask_loses_the_commands_too(talk):
    talk = await talk(access="list", admin_user_ids="9002")
    await set_menu(talk.application.bot, [ADMIN["id"]])
    own = {"id": ADMIN["id"], "type": "private"}
    (reply,) = await talk.say("Tuổi vào Đảng?", chat=own, user=ADMIN)
    assert reply["text"] == messages.refused(ADMIN["id"])
    assert talk.api.commands[f"chat:{ADMIN['id']}"] == []
    assert await talk.say("/thongke", chat=own, user=ADMIN) == []


async def test_trouble_with_one_does_not_keep_the_others_from_being_set(talk, caplog):
    talk = await talk()
    talk.api.fail("getMyCommands", 400)
    with caplog.at_level(logging.WARNING):
        await set_menu(talk.application.bot, [])
    assert "all_private_chats" not in talk.api.commands
    assert "all_group_chats" in talk.api.commands
    assert talk.api.profile["description"] == messages.DESCRIPTION
    assert "Telegram could not be told the commands for all_private_chats" in caplog.text


async def test_every_command_of_the_menus_exists(talk):
    talk = await talk()
    handled = {
        name
        for handler in talk.application.handlers[0]
        if isinstance(handler, CommandHandler)
        for name in handler.commands
    }
    offered = {name for name, _ in (*messages.COMMANDS, *messages.ADMIN_COMMANDS)}
    assert offered == handled
