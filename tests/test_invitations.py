"""Codes that let people in, and the members whom they let in."""

import re

import pytest
from bot_api_server import ADMIN, BOT, GROUP
from bot_talk import buttons
from state_fakes import bytes_of
from telegram import Chat, Message

from bot import messages
from bot.callbacks import RemoveMember, RevokeInvitation, ShowMembers, encode
from bot.invitations import code_of, invitations_view, members_view
from bot.members import Invitation, Member
from bot.state import day_of
from bot.subscribers import Subscribers

QUESTION = "Khối dân vận cấp xã có bao nhiêu thành viên?"
STRANGER = {"id": 7_312_345_678, "is_bot": False, "first_name": "Khách"}
HOME = {"id": STRANGER["id"], "type": "private"}
OFFICE = {"id": ADMIN["id"], "type": "private"}
LIST = {"access": "list", "allowed_user_ids": "1001"}


async def invite(talk, words=""):
    """Let the admin invite somebody; return the code, and the two messages."""
    seen = len(talk.api.chats[OFFICE["id"]])
    await talk.say(f"/moi {words}".strip(), chat=OFFICE, user=ADMIN)
    said = [m for m in list(talk.api.chats[OFFICE["id"]].values())[seen:] if m["from"] == BOT]
    return re.search(r"start=moi_(\S+)", said[0]["text"])[1], *said


async def try_code(talk, text, user=STRANGER):
    chat = {"id": user["id"], "type": "private"}
    return [reply["text"] for reply in await talk.say(text, chat=chat, user=user)]


async def test_an_invitation_can_be_forwarded_and_lets_one_person_in(talk):
    talk = await talk(**LIST)
    code, invitation, listed = await invite(talk)
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", code)
    assert f"https://t.me/sotay_bot?start=moi_{code}" in invitation["text"]
    assert f"nhắn mã này cho @sotay_bot: {code}" in invitation["text"]
    until = day_of(talk.desk.state.clock() + 7 * 86_400)
    assert invitation["text"].endswith(f"ngày {until:%d/%m/%Y}.")
    assert "reply_to_message" not in invitation
    assert "1 lời mời chờ người nhận" in listed["text"]
    assert code not in listed["text"]
    assert buttons(listed) == [["Thu hồi #1"]]

    assert await try_code(talk, f"/start moi_{code}") == [
        "Đồng chí đã được đăng ký. Mời đồng chí nhắn câu hỏi."
    ]
    (answer,) = await talk.say(QUESTION, chat=HOME, user=STRANGER)
    assert "từ 9 đến 11" in answer["text"]
    assert await try_code(talk, f"/start moi_{code}") == [messages.INVITED_ALREADY]
    other = {**STRANGER, "id": 8_000_000_001}
    assert await try_code(talk, code, other) == [
        "Mã mời này đã có người dùng. Mời đồng chí xin quản trị viên mã khác."
    ]


@pytest.mark.parametrize("change", [str.lower, lambda c: c.replace("-", ""), lambda c: f" {c} ",
                                    lambda c: c.replace("-", "–")])  # fmt: skip
async def test_a_code_may_be_typed(talk, change):
    talk = await talk(**LIST)
    code, *_ = await invite(talk)
    assert await try_code(talk, change(code)) == [messages.INVITED]


async def test_codes_that_let_nobody_in_say_why(talk):
    talk = await talk(**LIST)
    wrong = "Mã mời này không đúng. Mời đồng chí xem lại, hoặc xin quản trị viên mã khác."
    assert await try_code(talk, "/start moi_AAAA-BBBB-CCCC") == [wrong]
    assert await try_code(talk, "/start moi_x") == [wrong]
    code, _, listed = await invite(talk, "3")
    notice, listed = await talk.press(listed, "Thu hồi #1", user=ADMIN)
    assert notice is None
    assert listed["text"] == messages.NO_OPEN_INVITATIONS
    assert await try_code(talk, code) == [
        "Mã mời này đã bị thu hồi. Mời đồng chí xin quản trị viên mã khác."
    ]
    code, *_ = await invite(talk, "3")
    clock = talk.desk.state.clock
    talk.desk.state.clock = lambda: clock() + 3 * 86_400 + 1
    assert await try_code(talk, code) == [
        "Mã mời này đã hết hạn. Mời đồng chí xin quản trị viên mã khác."
    ]


async def test_guessing_ends_after_five_codes(talk):
    talk = await talk(**LIST)
    tried = [await try_code(talk, f"/start moi_AAAA-AAAA-AAA{n}") for n in range(2, 9)]
    assert tried[4] == [messages.INVITATION_REFUSED["unknown"]]
    assert tried[5:] == [
        ["Đồng chí đã thử nhiều mã. Mời đồng chí chờ 30 phút rồi thử lại."],
        [],
    ]
    code, *_ = await invite(talk)
    assert await try_code(talk, code) == []  # not even the right one
    assert await try_code(talk, code, {**STRANGER, "id": 8_000_000_001}) == [messages.INVITED]


async def test_guessing_by_many_ends_too(talk, monkeypatch):
    monkeypatch.setattr("bot.invitations.ALL_TRIES_HOUR", 10)
    talk = await talk(**LIST)
    said = [
        await try_code(talk, "AAAA-AAAA-AAAA", {**STRANGER, "id": 10_000 + n}) for n in range(12)
    ]
    assert said == [[messages.INVITATION_REFUSED["unknown"]]] * 10 + [[messages.CODES_BUSY]] * 2


async def test_a_code_may_be_tried_after_a_refusal(talk):
    talk = await talk(**LIST)
    assert await try_code(talk, QUESTION) == [messages.refused(STRANGER["id"])]
    assert await try_code(talk, QUESTION) == []
    code, *_ = await invite(talk)
    assert await try_code(talk, code) == [messages.INVITED]


async def test_to_who_may_ask_already_a_code_is_a_question(talk):
    talk = await talk(**LIST)
    (reply,) = await talk.say("ABCD-EFGH-2345")
    assert reply["text"].startswith(messages.NO_HITS)


async def test_in_groups_no_code_is_taken(talk):
    talk = await talk(**LIST)
    code, *_ = await invite(talk)
    other = {"id": -6, "type": "group", "title": "Nhóm khác"}
    for text in (code, f"/start moi_{code}", f"/start@sotay_bot moi_{code}"):
        update = await talk.handle(talk.api.write(text, chat=other, user=STRANGER))
        assert messages.INVITED not in [reply["text"] for reply in talk.api.replies(update)]
    assert await try_code(talk, code) == [messages.INVITED]


@pytest.mark.parametrize("words", ["0", "91", "-1", "ba", "3 giờ", "1.5", "٣", "999999999999"])
async def test_how_to_invite_is_said_where_the_days_make_no_sense(talk, words):
    talk = await talk(**LIST)
    (reply,) = await talk.say(f"/moi {words}", chat=OFFICE, user=ADMIN)
    assert reply["text"].startswith("Mời đồng chí nhắn /moi để lập một mã mời dùng trong 7 ngày")


async def test_where_all_may_ask_nobody_needs_to_be_invited(talk):
    talk = await talk()
    (reply,) = await talk.say("/moi", chat=OFFICE, user=ADMIN)
    assert reply["text"] == messages.NO_INVITATIONS
    (reply,) = await talk.say("/thanhvien", chat=OFFICE, user=ADMIN)
    assert reply["text"] == messages.NO_INVITATIONS
    assert await try_code(talk, "/start moi_AAAA-BBBB-CCCC") == [messages.INVITED_ALREADY]


async def test_members_are_listed_by_id_and_date_and_put_out(talk):
    talk = await talk(**LIST)
    (empty,) = await talk.say("/thanhvien", chat=OFFICE, user=ADMIN)
    assert empty["text"] == messages.NO_MEMBERS
    code, *_ = await invite(talk, "3 ngày")
    await try_code(talk, code)
    (shown,) = await talk.say("/thanhvien", chat=OFFICE, user=ADMIN)
    today = talk.desk.state.today()
    assert shown["text"] == (
        f"1 thành viên vào bằng lời mời (bấm số để gỡ):\n1. 7312345678 – từ {today:%d/%m/%Y}"
    )
    assert "Khách" not in shown["text"]
    _, asked = await talk.press(shown, "Gỡ 1", user=ADMIN)
    assert asked["text"].startswith("Gỡ 7312345678? ")
    _, shown = await talk.press(asked, "↩ Thành viên", user=ADMIN)
    assert len(await talk.say(QUESTION, chat=HOME, user=STRANGER)) == 1
    await try_code(talk, "/theodoi")
    _, asked = await talk.press(shown, "Gỡ 1", user=ADMIN)
    old = dict(asked)
    notice, shown = await talk.press(asked, "Gỡ", user=ADMIN)
    assert (notice, shown["text"]) == (None, messages.NO_MEMBERS)
    assert await try_code(talk, QUESTION) == [messages.refused(STRANGER["id"])]
    again = encode(RemoveMember(STRANGER["id"], 1, 1))
    pressing = await talk.handle(talk.api.press_data(old, again, user=ADMIN))
    assert talk.api.notice(pressing, 0) == "Người này đã được gỡ từ trước."
    assert Subscribers(talk.desk.state).chats() == ()
    assert STRANGER["id"].to_bytes(5) not in bytes_of(talk.desk.state)


async def test_to_others_the_commands_and_buttons_do_not_exist(talk):
    talk = await talk(**LIST)
    code, *_ = await invite(talk)
    for text in ("/moi", "/moi 3", "/thanhvien"):
        assert [r["text"] for r in await talk.say(text)] == [messages.UNKNOWN_COMMAND]
        assert await talk.say(text, chat=GROUP) == []
        assert await talk.say(text, chat=GROUP, user=ADMIN) == []  # all would see it
    (card,) = await talk.say(QUESTION)
    for button in (RevokeInvitation(1), ShowMembers(1), RemoveMember(1001, 1, 1)):
        pressing = await talk.handle(talk.api.press_data(card, encode(button)))
        assert talk.api.notice(pressing, 0) == messages.OLD_BUTTON
    assert talk.now(card) == card
    assert await try_code(talk, code) == [messages.INVITED]
    named = {name for name, _ in messages.COMMANDS}
    assert not {"moi", "thanhvien"} & named
    assert "/moi" not in messages.HELP


async def test_codes_are_neither_logged_nor_kept(talk, caplog):
    caplog.set_level("INFO")  # as the bot logs
    talk = await talk(**LIST)
    code, *_ = await invite(talk)
    for _ in range(2):
        await try_code(talk, f"/start moi_{code}")
    for text in (code, code.replace("-", "")):
        assert text not in caplog.text
        assert text.encode() not in bytes_of(talk.desk.state)


def test_a_list_of_many_members_is_paged():
    members = [Member(100 + n, day_of(0)) for n in range(17)]
    view = members_view(members, 2)
    assert view.text.splitlines()[1] == "9. <code>108</code> – từ 01/01/1970"
    assert len(view.text.splitlines()) == 9
    rows = [[button.text for button in row] for row in view.rows]
    assert rows == [["Gỡ 9", "Gỡ 10", "Gỡ 11", "Gỡ 12", "Gỡ 13"], ["Gỡ 14", "Gỡ 15", "Gỡ 16"],
                    ["‹", "2/3", "›"]]  # fmt: skip
    assert members_view(members, 99).text.splitlines()[1:] == [
        "17. <code>116</code> – từ 01/01/1970"
    ]


def test_invitations_of_other_admins_name_them():
    view = invitations_view([Invitation(3, 9001, 0.0), Invitation(5, 9002, 60.0)], 9001)
    assert view.text.splitlines()[-2:] == [
        "#3 – trước 07:00 ngày 01/01/1970",
        "#5 – trước 07:01 ngày 01/01/1970, do <code>9002</code> lập",
    ]
    assert len(invitations_view([Invitation(n, 1, 0.0) for n in range(500)], 1).text) < 4_096


def test_a_code_is_known_by_its_form():
    def said(text, kind="private"):
        return code_of(Message(1, None, Chat(1, kind), text=text))

    assert said("/start moi_ABCD-EFGH-2345") == "ABCD-EFGH-2345"
    assert said("/START moi_abc") is None
    assert said("abcd-efgh-2345") == "abcd-efgh-2345"
    assert said("ABCDEFGH2345") == "ABCDEFGH2345"
    for text in ("", "/start", "/start d_xyz", "ABCD", "dân vận khéo", "ABCD-EFGH-2345 nhé", None):
        assert said(text) is None
    assert said("ABCD-EFGH-2345", "group") is None
