from datetime import date

import pytest
from state_fakes import TOKEN, bytes_of

from bot.state import State
from bot.subscribers import Announcements, Progress, Subscriber, Subscribers


@pytest.fixture
def subscribers(state):
    return Subscribers(state)


@pytest.fixture
def announcements(state):
    return Announcements(state)


def test_chats_opt_in_and_out(subscribers):
    assert subscribers.add(5)
    assert not subscribers.add(5)
    assert subscribers.add(-100, 3)
    assert subscribers.chats() == (Subscriber(-100, 3), Subscriber(5, None))
    assert subscribers.add(-100, 4)  # from another topic: there from now on
    assert subscribers.add(-100, None)
    assert subscribers.chats() == (Subscriber(-100, None), Subscriber(5, None))
    assert subscribers.remove(5)
    assert not subscribers.remove(5)
    assert subscribers.chats() == (Subscriber(-100, None),)


def test_a_group_that_moves_goes_on_under_its_new_id(subscribers, announcements):
    subscribers.add(-5)
    subscribers.add(7)
    number = announcements.begin("a", "Văn bản mới")
    subscribers.move(-5, -1005)
    subscribers.move(-5, -1005)
    assert subscribers.chats() == (Subscriber(-1005, None), Subscriber(7, None))
    assert announcements.pending(number) == (Subscriber(-1005, None), Subscriber(7, None))
    subscribers.add(-5)
    subscribers.move(-5, -1005)
    assert subscribers.chats() == (Subscriber(-1005, None), Subscriber(7, None))


def test_who_opts_out_is_forgotten_and_not_written_to(subscribers, announcements, state):
    chat = -1_001_234_567_890
    subscribers.add(chat)
    subscribers.add(7)
    number = announcements.begin("a", "Văn bản mới")
    subscribers.remove(chat)
    assert announcements.pending(number) == (Subscriber(7, None),)
    assert not announcements.start(number, chat)
    announcements.settle(number, chat, "sent")
    assert announcements.progress(number) == Progress(1, 0, 0, 0, 0)
    assert chat.to_bytes(8, "big", signed=True) not in bytes_of(state)


def test_an_announcement_goes_to_those_who_had_opted_in(subscribers, announcements):
    for chat in (3, 1, 2):
        subscribers.add(chat, chat + 10)
    number = announcements.begin("a", "Văn bản mới")
    subscribers.add(4)
    assert announcements.text(number) == "Văn bản mới"
    assert announcements.pending(number) == (
        Subscriber(1, 11), Subscriber(2, 12), Subscriber(3, 13),
    )  # fmt: skip
    assert announcements.unfinished() == (number,)
    for chat, fate in ((1, "sent"), (2, "gone"), (3, "failed")):
        assert announcements.start(number, chat)
        assert not announcements.start(number, chat)
        announcements.settle(number, chat, fate)
    assert announcements.progress(number) == Progress(0, 0, 1, 1, 1)
    assert announcements.unfinished() == announcements.pending(number) == ()
    assert not announcements.start(number, 4)


def test_a_new_run_goes_on_and_writes_to_nobody_twice(subscribers, announcements, state):
    for chat in (1, 2, 3):
        subscribers.add(chat)
    number = announcements.begin("a", "Văn bản mới")
    announcements.start(number, 1)
    announcements.settle(number, 1, "sent")
    announcements.start(number, 2)  # killed here: was it sent?
    later = Announcements(State(state.path, TOKEN))
    assert later.unfinished() == (number,)
    assert later.pending(number) == (Subscriber(3, None),)
    assert later.progress(number) == Progress(1, 1, 1, 0, 0)


def test_a_chat_that_surely_got_nothing_is_tried_again(subscribers, announcements):
    subscribers.add(1)
    number = announcements.begin("a", "Văn bản mới")
    announcements.start(number, 1)
    announcements.settle(number, 1, "pending")
    assert announcements.pending(number) == (Subscriber(1, None),)
    assert announcements.start(number, 1)


def test_the_same_document_is_not_announced_beside_itself(subscribers, announcements, clock):
    subscribers.add(1)
    assert announcements.announced("a") is None
    first = announcements.begin("a", "Văn bản mới")
    assert announcements.begin("a", "Lần nữa") == first
    assert announcements.text(first) == "Văn bản mới"
    other = announcements.begin("b", "Văn bản khác")
    assert announcements.unfinished() == (first, other)
    announcements.start(first, 1)
    announcements.settle(first, 1, "sent")
    assert announcements.announced("a") == date(2026, 1, 1)
    assert announcements.begin("a", "Lần nữa") not in (first, other)


def test_one_to_nobody_is_finished(announcements):
    number = announcements.begin("a", "Văn bản mới")
    assert announcements.unfinished() == ()
    assert announcements.progress(number) == Progress(0, 0, 0, 0, 0)
    with pytest.raises(LookupError, match=r"there is no announcement 99"):
        announcements.text(99)
