"""Where updates come from: what would end or silence the bot unnoticed."""

import asyncio
from types import SimpleNamespace

import pytest
from bot_api_server import ADMIN, ApiError
from pydantic import SecretStr
from telegram.error import InvalidToken

import bot.inbox
import bot.patience
from bot import messages, polling, webhook
from bot.inbox import REMEMBERED, Inbox
from bot.polling import Polling
from bot.settings import SettingsError
from bot.webhook import Webhook

HERE = "https://bot.example.vn/hook"


@pytest.fixture
def pauses(monkeypatch):
    """The pauses that were made, none of which takes time; the tenth is the last."""
    made = []

    async def sleep(seconds):
        made.append(seconds)
        if len(made) == 10:
            raise asyncio.CancelledError

    for module in (polling, webhook, bot.patience):
        monkeypatch.setattr(module.asyncio, "sleep", sleep)
    return made


async def test_fetching_that_fails_is_tried_again_after_longer_and_longer_pauses(talk, pauses):
    talk = await talk()
    fetching = Polling(talk.application.bot, None, talk.desk.alarm, [])
    talk.api.fail("deleteWebhook", 500, times=3)
    talk.api.fail("getUpdates", 500, times=2)
    talk.api.fail("getUpdates", 429, retry_after=77)
    talk.api.fail("getUpdates", 500, times=9)
    with pytest.raises(asyncio.CancelledError):
        await fetching.run()
    assert pauses == [1, 2, 4, 1, 2, 77, 8, 16, 30, 30]


@pytest.mark.parametrize("result", [{}, "updates", [1], [{}], [{"update_id": "7"}]])
async def test_a_reply_without_updates_is_not_asked_for_in_a_tight_loop(talk, pauses, result):
    talk = await talk()
    fetching = Polling(talk.application.bot, None, talk.desk.alarm, [])
    talk.api._getUpdates = lambda _: result
    with pytest.raises(asyncio.CancelledError):
        await fetching.run()
    assert pauses[:3] == [1, 2, 4]


async def test_a_revoked_token_ends_fetching(talk, pauses):
    talk = await talk()
    talk.api.fail("getUpdates", 401)
    with pytest.raises(InvalidToken):
        await Polling(talk.application.bot, None, talk.desk.alarm, []).run()
    assert pauses == []


async def test_what_was_fetched_is_confirmed_at_the_end_and_nothing_is_fetched_with_it(talk):
    talk = await talk()
    update = talk.api.write("một")
    hand_out = talk.api._getUpdates

    def fetch(parameters):
        if len(talk.api.sent("getUpdates")) == 2:
            talk.api.write("hai")
            raise asyncio.CancelledError  # stopped in the middle of a long poll
        return hand_out(parameters)

    talk.api._getUpdates = fetch
    inbox = Inbox(talk.application, talk.desk.alarm)
    with pytest.raises(asyncio.CancelledError):
        await Polling(talk.application.bot, inbox, talk.desk.alarm, []).run()
    last = talk.api.sent("getUpdates")[-1]
    assert (last["offset"], last["timeout"]) == (update["update_id"] + 1, 0)
    assert [left["message"]["text"] for left in talk.api.updates] == ["hai"]
    assert talk.application.update_queue.get_nowait().message.text == "một"
    assert talk.application.update_queue.empty()


async def test_the_inbox_knows_the_last_updates(talk):
    talk = await talk()
    inbox = Inbox(talk.application, talk.desk.alarm)
    for number in [*range(REMEMBERED + 1), 1, REMEMBERED, 0]:
        await inbox.take({"update_id": number})
    queue = talk.application.update_queue
    numbers = [queue.get_nowait().update_id for _ in range(queue.qsize())]
    assert numbers == [*range(REMEMBERED + 1), 0]


async def test_no_more_is_taken_in_than_can_be_handled(monkeypatch):
    monkeypatch.setattr(bot.inbox, "ROOM_S", 0)
    processor = SimpleNamespace(current_concurrent_updates=2, max_concurrent_updates=2)
    waiting = asyncio.create_task(Inbox(SimpleNamespace(update_processor=processor), None).room())
    for _ in range(3):
        await asyncio.sleep(0)
        assert not waiting.done()
    processor.current_concurrent_updates = 1
    await asyncio.wait_for(waiting, 5)


def hook(talk):
    return Webhook(
        talk.application.bot,
        Inbox(talk.application, talk.desk.alarm),
        talk.desk.alarm,
        ["message"],
        url=HERE,
        secret=SecretStr("s3cret"),
        port=0,
    )


async def test_a_webhook_that_another_process_took_is_taken_back(talk, pauses):
    talk = await talk()
    watching = hook(talk)
    talk.api.observe = lambda method, _: (
        talk.api.webhook.update(url="https://other.example.vn/")
        if method == "getWebhookInfo" and len(pauses) == 2
        else None
    )
    with pytest.raises(asyncio.CancelledError):
        await watching.run()
    assert talk.api.webhook["url"] == HERE
    assert len(talk.api.sent("setWebhook")) == 2
    await talk.desk.alarm.settle()
    assert talk.told(ADMIN) == [messages.ANOTHER_COPY]


async def test_a_revoked_token_ends_a_webhook_too(talk, pauses):
    talk = await talk()
    talk.api.fail("getWebhookInfo", 500)
    talk.api.fail("getWebhookInfo", 401)
    with pytest.raises(InvalidToken):
        await hook(talk).run()
    assert pauses == [300, 300]


async def test_an_address_that_telegram_does_not_take_is_one_line(talk):
    talk = await talk()
    error = ApiError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
    talk.api.disturb("setWebhook", error=error)
    with pytest.raises(SettingsError, match=r"^WEBHOOK_URL: Bad webhook"):
        await hook(talk).run()
