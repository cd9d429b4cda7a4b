import pytest
from bot_api_server import GROUP, PRIVATE

from bot.state import StateError
from bot.subscribers import Subscribers

QUESTION = "Khối dân vận cấp xã có bao nhiêu thành viên?"
NEW = -1_009_000_000_001


@pytest.fixture
async def followed(talk):
    """The bot, and the chats that follow it: one of each kind."""
    talk = await talk()
    subscribers = Subscribers(talk.desk.state)
    subscribers.add(PRIVATE["id"])
    subscribers.add(GROUP["id"])
    return talk, lambda: [subscriber.chat_id for subscriber in subscribers.chats()]


async def test_a_message_that_finds_the_group_moved_takes_its_subscription_along(followed):
    talk, following = followed
    talk.api.moved[GROUP["id"]] = NEW
    await talk.say(f"/hoi {QUESTION}", chat=GROUP)
    assert following() == [NEW, PRIVATE["id"]]


async def test_the_notices_of_a_move_do_so_too_and_both_only_once(followed):
    talk, following = followed
    talk.api.migrate(GROUP, NEW)
    for update in talk.api.updates:
        await talk.handle(update)
    assert following() == [NEW, PRIVATE["id"]]
    assert talk.api.sent("sendMessage") == []


async def test_who_blocks_the_bot_follows_no_more(followed):
    talk, following = followed
    talk.api.blocked.add(PRIVATE["id"])
    await talk.say(QUESTION)
    assert following() == [GROUP["id"]]


@pytest.mark.parametrize(("chat", "left"), [(PRIVATE, GROUP), (GROUP, PRIVATE)])
async def test_so_does_who_tells_telegram(followed, chat, left):
    talk, following = followed
    await talk.handle(talk.api.change_membership("member", "kicked", chat=chat))
    assert following() == [left["id"]]
    await talk.handle(talk.api.change_membership("kicked", "member", chat=chat))
    assert following() == [left["id"]]  # who comes back is asked again


async def test_a_state_that_cannot_be_written_is_no_trouble_to_anybody(
    followed, monkeypatch, caplog
):
    talk, following = followed
    with monkeypatch.context() as patched:
        patched.setattr(Subscribers, "remove", _full)
        await talk.handle(talk.api.change_membership("member", "kicked", chat=PRIVATE))
    assert "could not be changed: state: the disk is full" in caplog.text
    assert PRIVATE["id"] in following()


def _full(*_):
    raise StateError("state: the disk is full")
