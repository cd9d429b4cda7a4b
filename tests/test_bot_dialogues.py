import pytest
from state_fakes import HOUR, NOON, TOKEN, bytes_of, rows

from bot.dialogues import SLACK_S, TTL_S, Dialogues
from bot.state import State, StateError
from index.answer import Subject

VILLAGE = Subject("Ai phụ trách tổ dân vận cấp xã?", "seed-001")
PARTY = Subject("Đảng phí của chi bộ?", None)
ASKED, NEXT = 70, 80  # messages


def remember(dialogues, *place, now, asked=ASKED, before=None):
    dialogues.remember(*place, question_id=asked, before=before, now=now)


def subject(dialogues, *place, asked=NEXT):
    return dialogues.subject(*place, question_id=asked)


def test_each_chat_and_each_topic_in_it_has_its_own(state):
    dialogues = Dialogues(state)
    remember(dialogues, 1, 0, now=VILLAGE)
    remember(dialogues, -100, 1, now=VILLAGE)
    remember(dialogues, -100, 2, now=PARTY)
    remember(dialogues, 1, 0, now=PARTY)
    assert subject(dialogues, 1, 0) == PARTY
    assert subject(dialogues, -100, 1) == VILLAGE
    assert subject(dialogues, -100, 2) == PARTY
    assert subject(dialogues, -100, 0) is None
    assert subject(dialogues, 2, 0) is None
    dialogues.forget(-100)
    assert subject(dialogues, -100, 1) is subject(dialogues, -100, 2) is None
    assert subject(dialogues, 1, 0) == PARTY


def test_a_restart_forgets_nothing_but_another_token_reads_nothing(state):
    remember(Dialogues(state), 1, 0, now=VILLAGE)
    assert subject(Dialogues(State(state.path, TOKEN, state.clock)), 1, 0) == VILLAGE
    assert subject(Dialogues(State(state.path, "1:other", state.clock)), 1, 0) is None


def test_an_edited_question_is_asked_as_it_was_and_an_older_one_by_itself(state):
    dialogues = Dialogues(state)
    remember(dialogues, 1, 0, now=VILLAGE)
    remember(dialogues, 1, 0, asked=NEXT, before=VILLAGE, now=PARTY)
    assert subject(dialogues, 1, 0, asked=NEXT) == VILLAGE
    assert subject(dialogues, 1, 0, asked=NEXT + 1) == PARTY
    assert subject(dialogues, 1, 0, asked=ASKED) is None
    remember(dialogues, 1, 0, asked=ASKED, now=VILLAGE)  # changes nothing
    assert subject(dialogues, 1, 0, asked=NEXT + 1) == PARTY
    assert rows(state, "dialogues") == 1


def test_an_older_question_counts_once_the_later_one_is_too_long_ago(state, clock):
    dialogues = Dialogues(state)
    remember(dialogues, 1, 0, asked=NEXT, now=PARTY)
    clock.now += TTL_S + 1
    remember(dialogues, 1, 0, asked=ASKED, now=VILLAGE)
    assert subject(dialogues, 1, 0, asked=NEXT) == VILLAGE


@pytest.mark.parametrize(
    ("passed", "kept"),
    [(0, True), (TTL_S, True), (TTL_S + 1, False), (-SLACK_S, True), (-SLACK_S - 1, False),
     (10 * 365 * 24 * HOUR, False), (-NOON, False)],
)  # fmt: skip
def test_it_is_kept_for_half_an_hour_wherever_the_clock_goes(state, clock, passed, kept):
    dialogues = Dialogues(state)
    remember(dialogues, 1, 0, now=VILLAGE)
    clock.now += passed
    assert (subject(dialogues, 1, 0) is not None) is kept
    clock.now = NOON  # set right again: what was too old does not come back
    assert (subject(dialogues, 1, 0) is not None) is kept
    assert rows(state, "dialogues") == kept


@pytest.mark.parametrize("damaged", [bytes(1_040), b"", bytes(17)])
def test_a_damaged_one_is_said_to_be_and_replaced(state, damaged):
    dialogues = Dialogues(state)
    remember(dialogues, 1, 0, now=VILLAGE)
    with state.transaction() as connection:
        connection.execute("UPDATE dialogues SET sealed = ?", (damaged,))
    with pytest.raises(StateError, match=r"state\.sqlite3: a row of dialogues is damaged"):
        subject(dialogues, 1, 0)
    remember(dialogues, 1, 0, now=PARTY)
    assert subject(dialogues, 1, 0) == PARTY


def test_its_words_are_read_nowhere_and_its_length_tells_nothing(state):
    dialogues = Dialogues(state)
    remember(dialogues, 1, 0, now=VILLAGE)
    remember(dialogues, 2, 0, now=PARTY)
    found = bytes_of(state)
    for word in ("dân vận", "Đảng phí", "seed-001"):
        assert word.encode() not in found
    with state.reading() as connection:
        lengths = connection.execute("SELECT LENGTH(sealed) FROM dialogues").fetchall()
    assert lengths == [(1_024 + 16,), (1_024 + 16,)]
