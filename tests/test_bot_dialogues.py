import pytest
from state_fakes import HOUR, NOON, TOKEN, bytes_of, rows

from bot.dialogues import SLACK_S, TTL_S, Dialogues
from bot.state import State
from index.searcher import Subject

VILLAGE = Subject("Ai phụ trách tổ dân vận cấp xã?", "seed-001")
PARTY = Subject("Đảng phí của chi bộ?", None)


def test_each_chat_and_each_topic_in_it_has_its_own(state):
    dialogues = Dialogues(state)
    dialogues.remember(1, None, VILLAGE)
    dialogues.remember(-100, 1, VILLAGE)
    dialogues.remember(-100, 2, PARTY)
    dialogues.remember(1, None, PARTY)
    assert dialogues.subject(1) == PARTY
    assert dialogues.subject(-100, 1) == VILLAGE
    assert dialogues.subject(-100, 2) == PARTY
    assert dialogues.subject(-100) is None
    assert dialogues.subject(2) is None
    dialogues.forget(-100)
    assert dialogues.subject(-100, 1) is dialogues.subject(-100, 2) is None
    assert dialogues.subject(1) == PARTY


def test_a_restart_forgets_nothing_but_another_token_reads_nothing(state):
    Dialogues(state).remember(1, None, VILLAGE)
    assert Dialogues(State(state.path, TOKEN, state.clock)).subject(1) == VILLAGE
    assert Dialogues(State(state.path, "1:other", state.clock)).subject(1) is None


@pytest.mark.parametrize(
    ("passed", "kept"),
    [(0, True), (TTL_S, True), (TTL_S + 1, False), (-SLACK_S, True), (-SLACK_S - 1, False),
     (10 * 365 * 24 * HOUR, False), (-NOON, False)],
)  # fmt: skip
def test_it_is_kept_for_half_an_hour_wherever_the_clock_goes(state, clock, passed, kept):
    dialogues = Dialogues(state)
    dialogues.remember(1, None, VILLAGE)
    clock.now += passed
    assert (dialogues.subject(1) is not None) is kept
    clock.now = NOON  # set right again: what was too old does not come back
    assert (dialogues.subject(1) is not None) is kept
    assert rows(state, "dialogues") == kept


def test_its_words_are_read_nowhere_and_its_length_tells_nothing(state):
    dialogues = Dialogues(state)
    dialogues.remember(1, None, VILLAGE)
    dialogues.remember(2, None, PARTY)
    found = bytes_of(state)
    for word in ("dân vận", "Đảng phí", "seed-001"):
        assert word.encode() not in found
    with state.reading() as connection:
        lengths = connection.execute("SELECT LENGTH(sealed) FROM dialogues").fetchall()
    assert lengths == [(1_024 + 16,), (1_024 + 16,)]
