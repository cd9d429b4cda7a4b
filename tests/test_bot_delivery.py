import asyncio

import httpx
import pytest
from bot_api_server import GROUP
from telegram.error import ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

import bot.delivery
from bot.delivery import GROUPS, Delivery, LostReplyError, UnreadableReplyError, may_have_arrived


def failed(error):
    """Return an error as PTB raises it where httpx raised this one."""
    outer = TimedOut() if isinstance(error, httpx.TimeoutException) else NetworkError("")
    outer.__cause__ = error
    return outer


REFUSED = failed(httpx.ConnectError(""))
BROKEN = failed(httpx.ReadError(""))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (REFUSED, False),
        (failed(httpx.ConnectTimeout("")), False),
        (failed(httpx.PoolTimeout("")), False),
        (BROKEN, True),
        (failed(httpx.ReadTimeout("")), True),
        (failed(httpx.WriteError("")), True),
        (failed(httpx.RemoteProtocolError("")), True),
        (NetworkError("Bad Gateway (502). Parsing the server response b'' failed"), False),
        (NetworkError("Gateway Timeout (504). Parsing the server response b'' failed"), True),
        (UnreadableReplyError(""), True),
    ],
)
def test_what_telegram_may_have_done(error, expected):
    assert may_have_arrived(error) is expected


class Telegram:
    """Raises some errors, one a call, and then returns; the clock goes on only by waiting."""

    def __init__(self, monkeypatch, *errors):
        self.errors = [*errors]
        self.calls = []
        self.now = 0.0
        self.heard = []
        self.delivery = Delivery(self._moved, self._gone, clock=lambda: self.now)
        monkeypatch.setattr(bot.delivery.asyncio, "sleep", self._sleep)

    async def _sleep(self, seconds):
        turn = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(turn.set_result, None)
        await turn  # the others come first
        self.now += seconds

    async def _moved(self, *ids):
        self.heard.append(ids)

    async def _gone(self, *ids):
        self.heard.append(ids)

    async def _do(self, data):
        self.calls.append((self.now, data.get("chat_id")))
        if self.errors:
            raise self.errors.pop(0)
        return "done"

    async def request(self, endpoint="sendMessage", **data):
        data = {"chat_id": 7, **data}
        return await self.delivery.process_request(self._do, (data,), {}, endpoint, data, None)


async def test_requests_that_were_not_done_are_done_again(monkeypatch):
    telegram = Telegram(monkeypatch, REFUSED, NetworkError("Bad Gateway"), REFUSED)
    assert await telegram.request() == "done"
    assert telegram.calls == [(0, 7), (1, 7), (3, 7), (7, 7)]


async def test_they_are_given_up_after_a_while(monkeypatch):
    telegram = Telegram(monkeypatch, *[REFUSED] * 9)
    with pytest.raises(NetworkError):
        await telegram.request()
    assert telegram.now == 31
    assert len(telegram.calls) == 6


@pytest.mark.parametrize("endpoint", ["sendMessage", "sendDocument", "copyMessage"])
async def test_a_message_that_may_be_there_is_not_sent_again(monkeypatch, endpoint):
    telegram = Telegram(monkeypatch, BROKEN)
    with pytest.raises(LostReplyError):
        await telegram.request(endpoint)
    assert len(telegram.calls) == 1


@pytest.mark.parametrize("endpoint", ["editMessageText", "answerCallbackQuery", "deleteMessage"])
async def test_what_is_the_same_done_twice_is_done_again(monkeypatch, endpoint):
    telegram = Telegram(monkeypatch, BROKEN)
    assert await telegram.request(endpoint) == "done"


async def test_a_flood_is_waited_out_by_its_chat_alone(monkeypatch):
    telegram = Telegram(monkeypatch, RetryAfter(40))
    assert await telegram.request() == "done"
    assert telegram.calls == [(0, 7), (40, 7)]
    telegram.errors = [RetryAfter(40)]
    sends = asyncio.gather(telegram.request(), telegram.request(chat_id=8))
    assert await sends == ["done", "done"]
    assert telegram.calls[2:] == [(40, 7), (40, 8), (80, 7)]


async def test_a_long_flood_is_not_waited_out_and_nothing_is_tried_in_it(monkeypatch):
    telegram = Telegram(monkeypatch, RetryAfter(61))
    for _ in range(2):
        with pytest.raises(RetryAfter):
            await telegram.request()
    assert telegram.calls == [(0, 7)]
    telegram.now = 1
    assert await telegram.request() == "done"
    assert telegram.calls == [(0, 7), (61, 7)]


REPLY = {"reply_parameters": {"message_id": 5}}


async def test_a_reply_is_held_back_for_ten_minutes_at_most(monkeypatch):
    telegram = Telegram(monkeypatch, RetryAfter(600))
    assert await telegram.request(**REPLY) == "done"
    assert telegram.calls == [(0, 7), (600, 7)]
    telegram.errors = [RetryAfter(601)]
    with pytest.raises(RetryAfter):
        await telegram.request(**REPLY)
    assert telegram.now == 600


async def test_so_many_replies_are_held_back_and_no_more(monkeypatch):
    monkeypatch.setattr(bot.delivery, "HELD", 2)
    telegram = Telegram(monkeypatch, *[RetryAfter(61)] * 4)
    requests = [telegram.request(**REPLY, chat_id=chat) for chat in range(4)]
    done = await asyncio.gather(*requests, return_exceptions=True)
    assert [result == "done" for result in done] == [True, True, False, False]
    telegram.errors = [RetryAfter(61)]
    assert await telegram.request(**REPLY) == "done"


async def test_none_is_held_back_for_long_once_the_bot_stops(monkeypatch):
    telegram = Telegram(monkeypatch, RetryAfter(300), RetryAfter(60))
    long, short = (asyncio.create_task(telegram.request(**REPLY, chat_id=n)) for n in (1, 2))
    await asyncio.sleep(0)
    await telegram.delivery.shutdown()
    with pytest.raises(RetryAfter):
        await long
    assert await short == "done"


async def test_floods_one_after_the_other_are_not_waited_out_for_ever(monkeypatch):
    telegram = Telegram(monkeypatch, *[RetryAfter(25)] * 9)
    with pytest.raises(RetryAfter):
        await telegram.request()
    assert [at for at, _ in telegram.calls] == [0, 25, 50]


async def test_a_sign_of_life_waits_for_nothing(monkeypatch):
    for error in (BROKEN, RetryAfter(1)):
        telegram = Telegram(monkeypatch, error)
        with pytest.raises(type(error)):
            await telegram.request("sendChatAction")
        assert telegram.now == 0


async def test_a_group_is_followed_and_its_subscription_told(monkeypatch):
    telegram = Telegram(monkeypatch, ChatMigrated(-100))
    data = {"chat_id": GROUP["id"], "reply_parameters": {"message_id": 5}}
    assert await telegram.request(**data) == "done"
    assert await telegram.request(**data) == "done"
    assert telegram.calls == [(0, GROUP["id"]), (0, -100), (0, -100)]
    assert telegram.heard == [(GROUP["id"], -100)]


async def test_of_many_groups_only_the_last_are_kept_in_mind(monkeypatch):
    telegram = Telegram(monkeypatch)
    monkeypatch.setattr(telegram.delivery._overall, "max_rate", 10**6)
    for number in range(1, 2 * GROUPS + 1):
        telegram.errors = [ChatMigrated(-(10**12) - number)]
        assert await telegram.request(chat_id=-number) == "done"
    assert len(telegram.delivery._homes) == len(telegram.delivery._groups) == GROUPS
    telegram.calls.clear()
    await telegram.request(chat_id=-2 * GROUPS)
    assert telegram.calls == [(0, -(10**12) - 2 * GROUPS)]


async def test_who_left_is_told_of(monkeypatch):
    telegram = Telegram(monkeypatch, Forbidden("bot was blocked by the user"))
    with pytest.raises(Forbidden):
        await telegram.request()
    assert telegram.heard == [(7,)]


async def test_what_concerns_no_chat_is_not_held_up(monkeypatch):
    telegram = Telegram(monkeypatch, RetryAfter(10**6))
    data = {"commands": []}
    with pytest.raises(RetryAfter):
        await telegram.delivery.process_request(
            telegram._do, (data,), {}, "setMyCommands", data, None
        )
    assert await telegram.request() == "done"
