from concurrent.futures import ThreadPoolExecutor

import pytest
from state_fakes import HOUR, TOKEN, bytes_of, rows

from bot.sent import Sent
from bot.state import State, StateError

CHAT = 1_234_567_890_123


def test_answers_are_found_by_their_question(state):
    sent = Sent(state)
    assert sent.answers(CHAT, 7) == ()
    sent.record(CHAT, 7, [8, 9])
    sent.record(CHAT, 10, [11])
    assert sent.answers(CHAT, 7) == (8, 9)
    sent.record(CHAT, 7, [8])
    assert sent.answers(CHAT, 7) == (8,)
    assert sent.answers(CHAT + 1, 7) == ()
    sent.forget(CHAT)
    assert sent.answers(CHAT, 10) == ()
    assert rows(state, "sent") == 0


def test_they_are_known_for_two_days(state, clock):
    sent = Sent(state)
    sent.record(CHAT, 7, [8])
    clock.now += 48 * HOUR
    assert sent.answers(CHAT, 7) == (8,)
    clock.now += HOUR
    assert sent.answers(CHAT, 7) == ()


def test_damaged_ones_are_said_to_be_and_replaced(state):
    sent = Sent(state)
    sent.record(CHAT, 7, [8])
    with state.transaction() as connection:
        connection.execute("UPDATE sent SET sealed = ?", (bytes(19),))
    with pytest.raises(StateError, match=r"state\.sqlite3: a row of sent is damaged"):
        sent.answers(CHAT, 7)
    sent.record(CHAT, 7, [9])
    assert sent.answers(CHAT, 7) == (9,)


def test_a_question_is_taken_up_once(state):
    sent = Sent(state)
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(lambda _: sent.claim(CHAT, 7), range(32))) == 1
    assert sent.claim(CHAT, 8)
    assert sent.claim(CHAT + 1, 7)


def test_one_killed_before_it_answered_is_followed_by_one_that_does(state):
    killed, next_run = Sent(state), Sent(State(state.path, TOKEN, state.clock))
    assert killed.claim(CHAT, 7)
    assert killed.claim(CHAT, 8)
    killed.record(CHAT, 8, [9])
    assert next_run.answers(CHAT, 7) == ()
    assert next_run.claim(CHAT, 7)
    assert not next_run.claim(CHAT, 7)
    assert not next_run.claim(CHAT, 8)


def test_neither_question_nor_answer_nor_minute_can_be_read(state, clock):
    clock.now += 1_234
    Sent(state).record(CHAT, 7, [5_550_001])
    found = bytes_of(state)
    assert b"5550001" not in found
    assert (5_550_001).to_bytes(4, "big") not in found
    with state.reading() as connection:
        assert connection.execute("SELECT hour FROM sent").fetchone() == (clock.now // 3600,)
