"""Staying alive: what each fault does to the people who ask, to the admins and to the answers.

Most faults befall one bot process, one after the other, each in a chat of its own: what it lived
through must not keep it from answering the next. Those that end a process have one to themselves.
"""

import asyncio
import itertools
import re
import time

import pytest
from bot_api_server import ADMIN, GROUP, TOKEN, USER, BotApiServer, button_of
from bot_process import QUESTION, Process, build, write_documents
from telegram.error import Conflict

from bot import messages, polling
from bot.alarm import Alarm
from bot.inbox import Inbox
from bot.polling import AnotherCopyError, Polling

ANSWER = "từ 9 đến 11 thành viên"
_numbers = itertools.count(20_000)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with an index."""
    folder = tmp_path_factory.mktemp("faults")
    write_documents(folder / "documents")
    build(folder)
    return folder


@pytest.fixture(scope="module")
def server():
    with BotApiServer() as server:
        yield server


@pytest.fixture(scope="module")
def bot(home, server):
    """The one process; it must live to the end, and its log say nothing of anybody."""
    process = Process(home, server.url)
    try:
        server.api.wait(lambda: server.api.sent("getUpdates"), 60)
        yield process
        assert process.running
        process.terminate()
        assert process.wait() == 0
        assert not re.search(rf"{TOKEN}|{re.escape(QUESTION)}|Cán bộ|\b20\d{{3}}\b", process.log)
    finally:
        process.kill()


@pytest.fixture
def api(bot, server):
    server.api.mend()
    return server.api


class Person:
    """Somebody who writes to the bot for the first time."""

    def __init__(self, api):
        self.api = api
        self.id = next(_numbers)
        self.chat = {"id": self.id, "type": "private"}
        self.user = {**USER, "id": self.id}

    def write(self, text=QUESTION, **more):
        return self.api.write(text, **{"chat": self.chat, "user": self.user, **more})

    def press(self, message, label):
        return self.api.press(message, label, user=self.user)

    def asks(self):
        """Ask, and return the one answer."""
        answer = self.api.reply(self.write())
        assert ANSWER in answer["text"]
        return answer


@pytest.fixture
def person(api):
    return Person(api)


def told(api, since=0):
    """Return what the admin was told."""
    return [message["text"] for message in api.chats[ADMIN["id"]].values()][since:]


def answers(update, api):
    return [reply for reply in api.replies(update) if ANSWER in reply["text"]]


# Requests that fail before Telegram does anything: repeated


@pytest.mark.parametrize("code", [500, 502, 503])
def test_telegram_cannot_just_now(api, person, code):
    api.fail("sendMessage", code, chat=person.id)
    question = person.write()
    api.reply(question)
    assert len(answers(question, api)) == 1
    assert len([c for c in api.sent("sendMessage") if c["chat_id"] == person.id]) == 2


def test_a_short_flood_holds_up_one_chat_alone(api, person):
    before = len(told(api))
    api.fail("sendMessage", 429, retry_after=2, chat=person.id)
    held_up = person.write()
    api.wait(lambda: any(call["chat_id"] == person.id for call in api.sent("sendMessage")))
    Person(api).asks()
    assert api.replies(held_up) == []  # the other was answered in these two seconds
    assert ANSWER in api.reply(held_up)["text"]
    assert told(api)[before:] == []


def test_a_long_flood_is_waited_out_by_nobody(api, person):
    api.fail("sendMessage", 429, retry_after=3600, chat=person.id)
    first = person.write()
    api.wait(lambda: any("RetryAfter" in text for text in told(api)))
    again = person.write()
    Person(api).asks()
    assert api.replies(first) == api.replies(again) == []
    tries = [c for c in api.sent("sendMessage") if c["chat_id"] == person.id]
    assert len(tries) == 1  # Telegram is left alone as long as it wants


# Requests that Telegram may have done: not repeated, but nobody is left without an answer


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({"done": True, "drop": True}, id="delivered, then the connection broke"),
        pytest.param({"done": True, "garble": True}, id="delivered, and the reply is garbled"),
        pytest.param({"drop": True}, id="not delivered: the connection broke"),
    ],
)
def test_a_lost_reply_brings_one_answer_or_the_button_that_brings_it(api, person, how):
    api.disturb("sendMessage", chat=person.id, **how)
    question = person.write()
    delivered = how.get("done", False)
    api.wait(lambda: len(api.replies(question)) == 1 + delivered)
    *answered, notice = api.replies(question)
    assert notice["text"] == messages.IN_DOUBT
    assert len(answered) == len(answers(question, api)) == delivered
    assert api.notice(person.press(notice, messages.SHOW_ANSWER)) is None
    assert ANSWER in notice["text"]
    assert len(api.replies(question)) == 1 + delivered  # the notice became the answer
    button_of(notice, "Văn bản")


def test_an_edit_whose_reply_is_lost_is_done_again(api, person):
    card = person.asks()
    api.disturb("editMessageText", chat=person.id, done=True, drop=True)
    assert api.notice(person.press(card, "Đọc thêm")) is None
    assert "họp định kỳ" in card["text"]


def test_a_slow_chat_holds_up_no_other(api, person):
    api.disturb("sendMessage", chat=person.id, delay_s=3)
    slow = person.write()
    Person(api).asks()
    assert api.replies(slow) == []
    api.reply(slow)
    assert len(answers(slow, api)) == 1


# What people do in the meantime


def test_who_blocked_the_bot_hears_nothing_and_nobody_is_alarmed(api, person):
    person.asks()
    before = len(told(api))
    api.blocked.add(person.id)
    unheard = person.write()
    api.wait(lambda: sum(c["chat_id"] == person.id for c in api.sent("sendMessage")) == 2)
    Person(api).asks()
    assert api.replies(unheard) == []
    api.change_membership("kicked", "member", chat=person.chat, user=person.user)
    person.asks()
    assert told(api)[before:] == []


def test_a_group_that_became_a_supergroup_is_answered_there(api, person):
    old = {**GROUP, "id": -person.id}
    new_id = -1_000_000_000_000 - person.id
    api.moved[old["id"]] = new_id
    for _ in range(2):  # found out by the first answer, known from then on
        before = len(api.chats[new_id])
        person.write(f"/hoi {QUESTION}", chat=old)
        api.wait(lambda before=before: len(api.chats[new_id]) > before)
    texts = [message["text"] for message in api.chats[new_id].values()]
    assert [ANSWER in text for text in texts] == [True, True]
    assert len([c for c in api.sent("sendMessage") if c["chat_id"] == old["id"]]) == 1


def test_a_card_deleted_before_it_is_changed(api, person):
    before = len(told(api))
    card = person.asks()
    press = person.press(card, "Đọc thêm")
    del api.chats[person.id][card["message_id"]]
    assert api.notice(press) is None
    assert told(api)[before:] == []


def test_a_press_that_telegram_has_forgotten(api, person):
    before = len(told(api))
    card = person.asks()
    api.fail(
        "answerCallbackQuery",
        400,
        description="Bad Request: query is too old and response timeout expired or query ID is "
        "invalid",
    )
    person.press(card, "Đọc thêm")
    api.wait(lambda: "họp định kỳ" in card["text"])
    person.asks()
    assert told(api)[before:] == []


# Updates


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"message_id": 1},
        {"message_id": "1", "date": "?", "chat": 7},
        ["no", "message"],
        {"message_id": 1, "date": 10**30, "chat": {"id": 1, "type": "private"}, "text": "x"},
    ],
    ids=["empty", "short", "wrong types", "a list", "a date beyond all"],
)
def test_an_update_that_cannot_be_read_is_skipped(api, person, message):
    api.inject(message=message)
    person.asks()
    api.wait(lambda: messages.UNREADABLE_UPDATE in told(api))
    assert told(api).count(messages.UNREADABLE_UPDATE) == 1


def test_an_update_that_comes_again_is_answered_once(api, person):
    question = person.write()
    api.reply(question)
    api.updates.append(question)
    person.asks()
    assert len(answers(question, api)) == 1


def test_an_update_as_long_as_none_can_be(api, person):
    reply = api.reply(person.write("chi bộ " * 100_000))
    assert reply["text"].startswith("Câu hỏi dài 699.999 ký tự")
    person.asks()


@pytest.mark.parametrize(
    "how",
    [
        {"drop": True},
        {"garble": True, "done": True},
        {"done": True, "drop": True},
    ],
    ids=["hung up", "garbled", "handed out and lost"],
)
def test_fetching_that_fails_loses_nothing(api, person, how):
    api.disturb("getUpdates", **how)
    question = person.write()
    api.reply(question)
    assert len(answers(question, api)) == 1


def test_another_copy_is_told_of_once_and_answering_goes_on(api, person):
    before = told(api).count(messages.ANOTHER_COPY)
    api.fail("getUpdates", 409, times=2)
    person.asks()
    api.wait(lambda: told(api).count(messages.ANOTHER_COPY) == before + 1)


# The network


def test_connections_that_went_stale(api, server, person):
    person.asks()
    server.hang_up()
    person.asks()


def test_telegram_away_for_a_while(api, server, person):
    with server.away():
        question = person.write()
        time.sleep(0.5)
    api.reply(question)
    assert len(answers(question, api)) == 1


# Start and end


@pytest.fixture
def alone(home):
    """Return a function that starts a process of its own, to be killed at the end."""
    started = []

    def start(url, **settings):
        process = Process(home, url, STATE_DB=f"state-{len(started)}-{time.time_ns()}", **settings)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()


def test_telegram_unreachable_at_the_start(alone):
    with BotApiServer() as server:
        with server.away():
            process = alone(server.url)
            first = person = Person(server.api)
            question = person.write()
            _wait_for(lambda: "getMe failed, again in 1 s" in process.log)
        assert ANSWER in server.api.reply(question, 60)["text"]
        assert len(answers(question, server.api)) == 1
        first.asks()


# Python itself imports a module of this name at its start.
NAMELESS = """
import itertools, socket

resolve, tries = socket.getaddrinfo, itertools.count(1)

def getaddrinfo(host, *others, **more):
    assert host in (b"telegram.invalid", "telegram.invalid"), "another name was looked up"
    if next(tries) <= 2:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    return resolve("127.0.0.1", *others, **more)

socket.getaddrinfo = getaddrinfo
"""


def test_a_name_that_does_not_resolve_at_the_start(alone, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(NAMELESS, encoding="utf-8")
    with BotApiServer() as server:
        url = server.url.replace("127.0.0.1", "telegram.invalid")
        process = alone(url, PYTHONPATH=str(tmp_path), NO_PROXY="telegram.invalid")
        question = Person(server.api).write()
        assert ANSWER in server.api.reply(question, 60)["text"]
        assert "getMe failed, again in 2 s" in process.log
        assert "Temporary failure in name resolution" in process.log
        assert len(answers(question, server.api)) == 1


def test_an_answer_held_back_for_minutes_holds_up_neither_others_nor_the_end(alone):
    with BotApiServer() as server:
        api = server.api
        process = alone(server.url)
        api.wait(lambda: api.sent("getUpdates"), 60)
        person = Person(api)
        api.fail("sendMessage", 429, retry_after=300, chat=person.id)
        held_back = person.write()
        api.wait(lambda: any(c["chat_id"] == person.id for c in api.sent("sendMessage")))
        Person(api).asks()
        assert told(api) == []  # it is not given up
        process.terminate()
        assert process.wait() == 0
        assert api.replies(held_back) == []
        assert told(api) == [messages.failed("RetryAfter")]


def test_stopped_in_the_middle_of_fifty_questions(alone):
    with BotApiServer() as server:
        api = server.api
        process = alone(server.url)
        api.wait(lambda: api.sent("getUpdates"), 60)
        questions = [Person(api).write() for _ in range(50)]
        api.wait(lambda: sum(map(bool, map(api.replies, questions))) >= 5)
        process.terminate()
        late = [Person(api).write() for _ in range(10)]
        assert process.wait() == 0
        assert sum(map(len, map(api.replies, questions))) >= 5
        alone(server.url)
        everybody = questions + late
        api.wait(lambda: all(map(api.replies, everybody)), 60)
        assert [len(answers(question, api)) for question in everybody] == [1] * 60


def _wait_for(condition, timeout_s=60):
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


# A second copy, without waiting for five minutes


class Twins:
    """A Bot API that says for some time that another copy is fetching, and the time it says so."""

    def __init__(self, monkeypatch, talk, *, quiet_s):
        self.now, self.quiet_s, self.api = 0.0, quiet_s, talk.api
        self.polling = Polling(
            talk.application.bot, Inbox(talk.application, talk.desk.alarm),
            Alarm([ADMIN["id"]]), [], clock=lambda: self.now,
        )  # fmt: skip
        monkeypatch.setattr(polling.asyncio, "sleep", self._sleep)
        monkeypatch.setattr(self.polling, "_fetch", self._fetch)

    async def _sleep(self, seconds):
        self.now += seconds

    async def _fetch(self, _):
        if self.now > 3_600:
            raise asyncio.CancelledError
        self.now += 10
        if self.now <= self.quiet_s:
            return []
        raise Conflict("Conflict: terminated by other getUpdates request")


async def test_the_copy_that_came_second_gives_way(monkeypatch, talk):
    twins = Twins(monkeypatch, await talk(), quiet_s=0)
    with pytest.raises(AnotherCopyError):
        await twins.polling.run()
    assert 300 < twins.now < 360
    await twins.polling._alarm.settle()
    assert told(twins.api) == [messages.ANOTHER_COPY]


async def test_the_copy_that_was_there_first_stays(monkeypatch, talk):
    twins = Twins(monkeypatch, await talk(), quiet_s=100)
    with pytest.raises(asyncio.CancelledError):
        await twins.polling.run()
    assert twins.now > 3_600


# The machine


@pytest.mark.parametrize("jump_s", [-(10**8), 10**8], ids=["back", "forward"])
async def test_a_clock_that_jumps(monkeypatch, talk, jump_s):
    talk = await talk()
    (first,) = await talk.say(QUESTION)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + jump_s)
    (second,) = await talk.say(QUESTION, chat={"id": 7, "type": "private"})
    assert second["text"] == first["text"]
    assert talk.told(ADMIN) == []


async def test_a_disk_that_is_full_keeps_no_question_from_being_answered(talk):
    talk = await talk()
    await talk.say(QUESTION)
    state = talk.desk.state._connection
    (pages,) = state.execute("PRAGMA page_count").fetchone()
    # SQLite then fails as where the disk has no more room.
    state.execute(f"PRAGMA max_page_count = {pages}")
    asked = 0
    while not talk.told(ADMIN) or asked % 5:
        asked += 1
        chat = {"id": 10**6 + asked, "type": "private"}
        (reply,) = await talk.say(QUESTION, chat=chat, user={**USER, "id": chat["id"]})
        assert ANSWER in reply["text"]
    (told_once,) = talk.told(ADMIN)
    assert "disk is full" in told_once
