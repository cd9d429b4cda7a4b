"""What is kept of people: told as it is, forgotten when asked, and never who asked what."""

import re

import pytest
from bot_api_server import ADMIN, BOT
from state_fakes import bytes_of, rows

from bot import messages

QUESTION = "Khối dân vận cấp xã có bao nhiêu thành viên?"
PERSON = {"id": 7_312_345_678, "is_bot": False, "first_name": "Bình Nguyên", "username": "binh_ng"}
HOME = {"id": PERSON["id"], "type": "private", "first_name": "Bình Nguyên"}
GROUP = {"id": -1_009_876_543_210, "type": "supergroup", "title": "Tổ dân vận số Bảy"}
OFFICE = {"id": ADMIN["id"], "type": "private"}


def traces(number):
    """Return how an id may stand in a file: as text, and as SQLite and others write integers."""
    bare = abs(number)
    size = (bare.bit_length() + 8) // 8
    return [
        str(bare).encode(),
        number.to_bytes(size, "big", signed=True),
        number.to_bytes(size, "little", signed=True),
    ]


def those_found(state, *secrets):
    kept = bytes_of(state)
    return [secret for secret in secrets if secret in kept]


IDS = [trace for number in (PERSON["id"], GROUP["id"]) for trace in traces(number)]
NAMES = [text.encode() for text in ("Bình Nguyên", "binh_ng", "Tổ dân vận số Bảy")]


async def converse(talk):
    """Ask, follow up, vote, page and edit, in private and in a group; return the last card."""
    update = await talk.handle(talk.api.write(QUESTION, chat=HOME, user=PERSON))
    (card,) = talk.api.replies(update)
    await talk.press(card, "👍", user=PERSON)
    await talk.press(card, "›", user=PERSON)
    await talk.handle(talk.api.edit(update["message"], "Mỗi quý họp mấy lần?"))
    await talk.say("còn cấp ủy thì sao?", chat=HOME, user=PERSON)
    (card,) = await talk.say(f"/hoi {QUESTION}", chat=GROUP, user=PERSON)
    await talk.press(card, "👎", user=PERSON)
    return card


async def test_no_id_and_no_name_stands_in_the_files_after_conversations(talk):
    talk = await talk()
    await converse(talk)
    state = talk.desk.state
    assert {file.name for file in state.path.parent.glob("talk0*")} == {
        "talk0.sqlite3", "talk0.sqlite3-wal", "talk0.sqlite3-shm"
    }  # fmt: skip
    assert rows(state, "questions") == 4
    assert rows(state, "votes") == 2
    assert rows(state, "sent") == 3
    assert rows(state, "dialogues") == 2
    assert those_found(state, *IDS, *NAMES) == []
    assert those_found(state, QUESTION.encode()) == [QUESTION.encode()]  # anonymous: it may
    with state.reading() as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(questions)")]
    assert columns == ["id", "day", "text", "topic", "outcome", "document", "took_ms", "up", "down"]


async def test_strangers_leave_nothing_at_all(talk):
    talk = await talk(access="list")
    before = bytes_of(talk.desk.state)
    for text in (QUESTION, "/start", "/xoa", "/theodoi"):
        await talk.say(text, chat=HOME, user=PERSON)
    assert bytes_of(talk.desk.state) == before


async def test_a_chat_is_forgotten_and_told_what_is_gone_and_what_not(talk):
    talk = await talk()
    await converse(talk)
    state = talk.desk.state
    (asked,) = await talk.say("/xoa", chat=HOME, user=PERSON)
    assert asked["text"] == messages.SURE_TO_FORGET
    assert rows(state, "votes") == 2
    notice, done = await talk.press(asked, "Xóa", user=PERSON)
    assert notice is None
    assert done["text"] == messages.forgotten(90)
    assert "reply_markup" not in done or not done["reply_markup"]
    for table in ("dialogues", "sent", "votes"):
        assert rows(state, table) == 1, table  # the group's
    with state.reading() as connection:
        votes = connection.execute("SELECT SUM(up), SUM(down) FROM questions").fetchone()
    assert votes == (0, 1)
    assert those_found(state, *IDS, *NAMES) == []


async def test_one_may_think_better_of_it(talk):
    talk = await talk()
    await converse(talk)
    (asked,) = await talk.say("/xoa", chat=HOME, user=PERSON)
    notice, done = await talk.press(asked, "Thôi", user=PERSON)
    assert (notice, done["text"]) == (None, "Đã thôi, không xóa gì.")
    assert rows(talk.desk.state, "votes") == 2


async def test_membership_and_announcements_stay_and_it_is_said_how_to_end_them(talk):
    talk = await talk()
    await talk.say("/theodoi", chat=HOME, user=PERSON)
    (asked,) = await talk.say("/xoa", chat=HOME, user=PERSON)
    _, done = await talk.press(asked, "Xóa", user=PERSON)
    assert rows(talk.desk.state, "subscribers") == 1
    assert "/thoitheodoi" in done["text"]
    assert "báo quản trị viên" in done["text"]
    await talk.say("/thoitheodoi", chat=HOME, user=PERSON)
    assert those_found(talk.desk.state, *IDS) == []


async def test_in_a_group_its_admins_forget(talk):
    talk = await talk()
    talk.api._getChatAdministrators = lambda _: [
        {"status": "creator", "user": ADMIN, "is_anonymous": False}
    ]
    await converse(talk)
    (refusal,) = await talk.say("/xoa", chat=GROUP, user=PERSON)
    assert refusal["text"] == messages.ADMINS_OF_GROUP
    (asked,) = await talk.say("/xoa", chat=GROUP, user=ADMIN)
    notice, _ = await talk.press(asked, "Xóa", user=PERSON)
    assert notice == messages.ADMINS_OF_GROUP
    assert rows(talk.desk.state, "votes") == 2
    await talk.press(asked, "Xóa", user=ADMIN)
    assert rows(talk.desk.state, "votes") == 1
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    (asked,) = await talk.say("/xoa", chat=GROUP, user=anonymous, sender_chat=GROUP)
    assert asked["text"] == messages.SURE_TO_FORGET


async def test_what_is_kept_is_told_with_the_numbers_that_hold(talk):
    talk = await talk(retention_days=45)
    (told,) = await talk.say("/riengtu", chat=HOME, user=PERSON)
    lines = told["text"].splitlines()
    assert re.findall(r"\d+ (?:ngày|phút|giờ)", told["text"].replace("\n", " ")) == [
        "45 ngày", "45 ngày", "30 phút", "48 giờ", "30 ngày", "45 ngày"
    ]  # fmt: skip
    assert lines[0] == "Sổ tay giữ những gì"
    assert "/xoa" in lines[-1]
    assert len(told["text"]) < 1_600  # two screens of a phone
    (told,) = await talk.say("/riengtu", chat=GROUP, user=PERSON)
    assert told["from"] == BOT


@pytest.mark.parametrize("command", ["riengtu", "xoa"])
def test_the_menus_name_it(command):
    for menu in (messages.COMMANDS, messages.GROUP_COMMANDS):
        assert command in [name for name, _ in menu]
