"""What only a forger sends, and what pranksters type: answered in order, or left alone."""

import asyncio
import contextlib
import datetime
import logging
import random
import socket
from dataclasses import fields
from types import SimpleNamespace

import httpx
import pytest
from bot_api_server import ADMIN, GROUP, PRIVATE, USER
from bot_fakes import CONCLUSION, FakeSearcher, heading, whole
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot import messages
from bot.alarm import Alarm
from bot.callbacks import Callback, UnknownCallbackError, decode, encode
from bot.inbox import Inbox
from bot.webhook import LONGEST_UPDATE, Webhook
from corpus.document import Document

QUESTION = "Khối dân vận cấp xã có bao nhiêu thành viên?"
ANSWER = "từ 9 đến 11"


class Door:
    """Lets updates in as they come from Telegram, and has them handled at once."""

    def __init__(self, talk):
        self.talk = talk
        self._inbox = Inbox(talk.application, talk.desk.alarm)

    async def take(self, *updates):
        for update in updates:
            await self._inbox.take(update)
        while not self.talk.application.update_queue.empty():
            await self.talk.application.process_update(
                self.talk.application.update_queue.get_nowait()
            )
        await self.talk.desk.alarm.settle()


@pytest.fixture
async def door(talk):
    async def start(**options):
        return Door(await talk(**options))

    return start


def message(**fields):
    said = {"message_id": 5, "date": 1, "chat": PRIVATE, "from": USER, "text": "a"} | fields
    return {"message": {name: value for name, value in said.items() if value is not ...}}


MALFORMED = {
    "no update": None,
    "a list": [1, 2],
    "no number": {"message": {}},
    "a number that is none": {"update_id": "1", **message()},
    "nothing in it": {},
    "an unknown kind": {"new_kind_of_update": {"a": 1}},
    "a message that is a text": {"message": "a"},
    "no chat": message(chat=...),
    "no date": message(date=...),
    "no number of the message": message(message_id=...),
    "nobody": message(**{"from": ...}),
    "a chat of another kind": message(chat={"id": 1001, "type": "hội trường"}),
    "null text": message(text=None),
    "a text that is a number": message(text=42),
    "a text that is a list": message(text=["a"]),
    "entities out of range": message(
        text="/hoi a",
        entities=[{"type": "bot_command", "offset": 0, "length": 9_999},
                  {"type": "mention", "offset": 900, "length": 5},
                  {"type": "kind of tomorrow", "offset": -4, "length": -1}],
    ),
    "entities that are none": message(entities="a"),
    "half a character": message(text="\ud83d dân vận \udc00"),
    "a date beyond time": message(date=10**18),
    "no user of a press": {"callback_query": {"id": "1", "data": "h:1", "chat_instance": "1"}},
    "a press of nothing": {"callback_query": {"id": "1", "from": USER, "chat_instance": "1"}},
    "an inline query of nothing": {"inline_query": {"id": "1", "from": USER}},
    "100 KB": message(text="dân vận " * 12_800),
    "100 KB in an unknown field": {**message(), "padding": "x" * 100_000},
    "deep": {"message": {"reply_to_message": {"reply_to_message": {"reply_to_message": {}}}}},
}  # fmt: skip


@pytest.mark.parametrize("content", MALFORMED.values(), ids=MALFORMED)
async def test_what_cannot_be_read_keeps_nobody_from_being_answered(door, caplog, content):
    door = await door()
    update = {"update_id": 1_000_000, **content} if isinstance(content, dict) else content
    await door.take(update)
    asked = door.talk.api.write(QUESTION)
    await door.take(asked)
    (answer,) = door.talk.api.replies(asked)
    assert ANSWER in answer["text"]
    for told in door.talk.told(ADMIN):
        assert "dân vận" not in told
    assert "dân vận" not in caplog.text


async def test_an_update_that_comes_twice_is_handled_once(door):
    door = await door()
    asked = door.talk.api.write(QUESTION)
    await door.take(asked, asked)
    await door.take(asked)
    (card,) = door.talk.api.replies(asked)
    voted = door.talk.api.press(card, "👍")
    await door.take(voted, voted)
    with door.talk.desk.state.reading() as connection:
        assert connection.execute("SELECT up FROM votes").fetchall() == [(1,)]


async def test_a_question_under_another_number_of_update_is_answered_once(door):
    door = await door()
    asked = door.talk.api.write(QUESTION)
    await door.take(asked, {**asked, "update_id": asked["update_id"] + 500})
    assert len(door.talk.api.replies(asked)) == 1


async def test_the_longest_message_is_refused_with_both_numbers(door):
    door = await door()
    asked = door.talk.api.write("dân vận " * 512)
    await door.take(asked)
    assert [reply["text"] for reply in door.talk.api.replies(asked)] == [
        messages.long_question(4_095, 1_000)
    ]


HOSTILE = [
    "<b>dân vận", "</blockquote><a href='http://x.vn'>dân vận</a>", "&lt;b&gt; &amp; &#0; dân vận",
    "<tg-spoiler>dân vận</tg-spoiler>", "dân vận <pre><code class='x'>", "]]><![CDATA[ dân vận",
    "*dân* _vận_ [a](http://x.vn) `x`", "{0} {x} %s %(x)s ${x} dân vận", "' OR 1=1; -- dân vận",
    "../../etc/passwd dân vận", "\u202edân vận\u202c", "dâ\u200bn v\u200dậ\ufeffn",
    "d" + "\u0301\u0300\u0323" * 60 + "ân vận", "dân vận " + "🇻🇳👩‍👩‍👧‍👦" * 40,
    "\U000e0001\U000e0064 dân vận",
    "ＤÂＮ ＶẬＮ", "dân\u2028vận\u2029", "dân\x00vận\x07\x1b[31m", "\ud800dân vận",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
@pytest.mark.parametrize("before", ["", "/vanban ", "/hoi ", "/start ", "/xoa ", "/theodoi "])
async def test_whatever_is_typed_is_shown_as_it_is_or_not_at_all(door, before, text):
    # The Bot API of the tests refuses markup that is none; what is refused ends in an apology.
    for options in ({}, {"enough": False}):
        talk = (started := await door(**options)).talk
        asked = talk.api.write(before + text)
        await started.take(asked)
        replies = talk.api.replies(asked)
        assert replies
        for reply in replies:
            assert reply["text"] != messages.APOLOGY
            assert not set("\u202e\u200b\x1b\ud800") & set(reply["text"])
        assert talk.told(ADMIN) == []


async def test_whatever_is_typed_inline_is_answered(door):
    started = await door()
    for text in HOSTILE:
        asked = started.talk.api.ask_inline(text)
        await started.take(asked)
        assert asked["inline_query"]["id"] in started.talk.api.inline, ascii(text)
    assert started.talk.told(ADMIN) == []


INJECTED = "<b>&amp;\"'</b></blockquote><i>"


def hostile_searcher():
    """A directive of which everything that is shown holds markup."""
    text = f"{INJECTED} I. ĐẦU\nKhối dân vận {INJECTED} có từ 9 đến 11 thành viên."
    line = text.split("\n")[0]
    document = Document(
        id="doc", text=text, file=f"{INJECTED}.md", number=f"1{INJECTED}-KL/TU",
        type=f"Kết luận {INJECTED}", issuer=f"Tỉnh ủy {INJECTED}",
        date=datetime.date(2024, 1, 2), title=f"Về {INJECTED}", status=f"Còn {INJECTED}",
        replaced_by=f"2{INJECTED}", source_url="https://x.vn/?a=<b>&c=\"'",
        headings=(heading(text, line, 1, "I"),),
    )  # fmt: skip
    return FakeSearcher([whole(document), whole(CONCLUSION)])


async def test_directives_that_hold_markup_are_shown_as_they_are(door):
    talk = (await door()).talk
    talk.searcher = hostile_searcher()
    (card,) = await talk.say("Khối dân vận có bao nhiêu thành viên?")
    assert INJECTED in card["text"]
    (shown,) = await talk.say("/vanban")
    assert INJECTED in shown["text"]
    for _ in range(40):  # through every screen that two presses lead to
        for first in [b["text"] for row in card["reply_markup"]["inline_keyboard"] for b in row
                      if "callback_data" in b]:  # fmt: skip
            await talk.press(card, first)
            card = talk.now(card)
            break
    for label in ("Văn bản", "1"):
        for message in (card, shown):
            labels = [b["text"] for row in talk.now(message)["reply_markup"]["inline_keyboard"]
                      for b in row]  # fmt: skip
            if label in labels:
                notice, _ = await talk.press(message, label)
                assert notice != messages.APOLOGY
                assert INJECTED in talk.now(message)["text"]
    asked = talk.api.ask_inline("dân vận")
    await talk.handle(asked)
    assert talk.api.results(asked, 0)["results"]
    assert talk.told(ADMIN) == []


@given(st.one_of(st.text(), st.binary().map(lambda raw: raw.decode("latin-1")),
                 st.from_regex(r"[a-z](:[\w,-]*){0,7}")))  # fmt: skip
def test_data_of_any_bytes_is_a_button_or_unknown(data):
    try:
        button = decode(data)
    except UnknownCallbackError:
        return
    assert decode(encode(button)) == button


FORMS = ["0", "1", "2", "7", "99", "999999", "999999999", str(10**15), "6h9_sr6w", "AAAAAAAA",
         "AAAAAA", "abcdefgh", "", ",,", "h:1", "l:1"]  # fmt: skip


async def test_made_up_buttons_do_no_harm(talk):
    talk = await talk(questions_per_minute=10_000)
    (card,) = await talk.say(QUESTION)
    chance = random.Random(5)
    understood = 0
    for kind in Callback.__args__:
        for _ in range(60):
            number = len(fields(kind))
            data = ":".join([kind.code, *chance.choices(FORMS, k=number)])
            with contextlib.suppress(UnknownCallbackError):
                understood += decode(data) is not None
            pressing = await talk.handle(talk.api.press_data(card, data))
            notice = talk.api.answered[pressing["callback_query"]["id"]]
            assert notice != messages.APOLOGY, data
    assert understood > 50
    assert talk.told(ADMIN) == []


@pytest.fixture
async def webhook(talk):
    """A webhook that listens; and what came through it."""
    talk = await talk()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    alarm = Alarm([])
    hook = Webhook(
        talk.application.bot, Inbox(talk.application, alarm), alarm, ["message"],
        url="https://bot.example.vn/hook", secret=SecretStr("s3cret"), port=port,
    )  # fmt: skip
    running = asyncio.create_task(hook.run())
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        await asyncio.to_thread(talk.api.wait, lambda: talk.api.webhook)
        yield SimpleNamespace(client=client, queue=talk.application.update_queue, api=talk.api)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


SECRET = "X-Telegram-Bot-Api-Secret-Token"


async def test_forged_deliveries_are_refused_and_a_real_one_is_not(webhook):
    update = webhook.api.write(QUESTION, chat=GROUP)
    post = webhook.client.post
    assert (await post("/hook", json=update)).status_code == 403
    for guess in ("", "s3cre", "s3crett", "S3CRET", "x" * 5_000, b"s3cr\xe9t"):
        refused = await post("/hook", json=update, headers={SECRET: guess})
        assert refused.status_code == 403, guess
        assert "s3cret" not in refused.text
    good = {SECRET: "s3cret"}
    for path in ("/", "/hook2", "/hook/x", "/../hook2"):
        assert (await post(path, json=update, headers=good)).status_code == 404
    assert (await webhook.client.get("/hook", headers=good)).status_code == 405
    for body in (b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"update_id": "1"}'):
        assert (await post("/hook", content=body, headers=good)).status_code == 200
    assert webhook.queue.empty()
    assert (await post("/hook", json=update, headers=good)).status_code == 200
    assert webhook.queue.get_nowait().message.text == QUESTION


async def test_what_the_bot_itself_gets_wrong_is_logged_and_guesses_are_not(
    webhook, monkeypatch, caplog
):
    async def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(Inbox, "take", fail)
    statuses = [
        (await webhook.client.post("/hook", json={}, headers={SECRET: guess})).status_code
        for guess in ("guess", "s3cret")
    ]
    assert statuses == [403, 500]
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.exc_info[0] for record in errors] == [ZeroDivisionError]


async def test_a_body_of_megabytes_is_not_read(webhook):
    for headers in ({}, {SECRET: "s3cret"}):
        try:
            refused = await webhook.client.post(
                "/hook", content=b" " * (LONGEST_UPDATE + 1), headers=headers
            )
        except httpx.HTTPError:
            continue  # hung up on before it was sent
        assert refused.status_code in (400, 413)
    assert webhook.queue.empty()
