import pytest
from state_fakes import DAY, HOUR, NOON, Clock, bytes_of, rows

from bot.dialogues import Dialogues
from bot.journal import Journal
from bot.members import Members
from bot.retention import Retention, passed
from bot.sent import Sent
from bot.state import State, StateError
from bot.subscribers import Announcements, Subscribers
from index.answer import Subject

ALL = ("dialogues", "sent", "questions", "votes", "announcements", "deliveries", "invitations")


class Days:
    """A machine whose clock runs evenly until it is set."""

    def __init__(self, clock):
        self.clock, self.passed = clock, Clock(5_000.0)

    def pass_(self, seconds):
        self.clock.now += seconds
        self.passed.now += seconds


@pytest.fixture
def days(clock):
    return Days(clock)


@pytest.fixture
def retention(state, days):
    return Retention(state, 90, days.passed)


def fill(state):
    """Write a row into each table."""
    journal = Journal(state)
    journal.vote(journal.record("Bí mật quân sự ở đâu?", "nothing", None, 1.0), 5, 6, up=True)
    now = Subject("Chi bộ", None)
    Dialogues(state).remember(5, question_id=1, before=None, now=now)
    Sent(state).record(5, 7, [8])
    Members(state).invite(9, DAY)
    Subscribers(state).add(5)
    Announcements(state).begin("a", "Văn bản mới")


def counts(state):
    return [rows(state, table) for table in ALL]


def test_everything_is_kept_as_long_as_promised(state, days, retention):
    fill(state)
    for hours, left, removed in (
        (0, [1, 1, 1, 1, 1, 1, 1], 0),
        (0.5, [1, 1, 1, 1, 1, 1, 1], 0),
        (1, [0, 1, 1, 1, 1, 1, 1], 1),
        (48, [0, 1, 1, 1, 1, 1, 1], 0),
        (49, [0, 0, 1, 1, 1, 1, 1], 1),
        (31 * 24, [0, 0, 1, 1, 1, 1, 1], 0),
        (31 * 24 + 1, [0, 0, 1, 1, 1, 1, 0], 1),
        (89 * 24, [0, 0, 1, 1, 1, 1, 0], 0),
        (90 * 24, [0, 0, 0, 0, 0, 0, 0], 3),  # and the deliveries with their announcement
    ):
        days.pass_(NOON + hours * HOUR - days.clock.now)
        assert (retention.purge(), counts(state)) == (removed, left), hours
    assert Subscribers(state).chats()  # until they opt out


def test_removed_words_stand_nowhere_in_the_files(state, days, retention):
    journal = Journal(state)
    for number in range(400):  # enough for SQLite to move rows between pages
        journal.record(f"bí mật {number:03} " + "x" * (number * 37 % 900), "nothing", None, 1.0)
        if number == 280:
            days.pass_(50 * DAY)
    assert bytes_of(state).count("bí mật 000".encode()) >= 1
    days.pass_(50 * DAY)
    assert retention.purge() == 281
    found = bytes_of(state)
    left = [number for number in range(400) if f"bí mật {number:03}".encode() in found]
    assert left == list(range(281, 400))


def test_a_clock_that_is_set_removes_nothing_for_a_day(state, days, retention, caplog):
    fill(state)
    days.clock.now += 365 * DAY
    assert retention.purge() == 0
    assert counts(state) == [1] * 7
    assert caplog.messages == [
        "The clock was set by +31536000 s; nothing old is removed for a day: check the clock"
    ]
    days.pass_(23 * HOUR)
    assert retention.purge() == 0
    days.clock.now -= 365 * DAY  # put right in time
    assert retention.purge() == 0
    days.pass_(23 * HOUR)
    assert counts(state) == [1] * 7
    assert len(caplog.messages) == 2
    days.pass_(HOUR)
    assert retention.purge() == 1  # the dialogue, of two days ago
    assert counts(state) == [0, 1, 1, 1, 1, 1, 1]


def test_a_clock_that_was_wrong_at_the_start_is_believed_after_a_day(state, days, retention):
    fill(state)
    days.clock.now += 365 * DAY
    assert retention.purge() == 0
    days.pass_(DAY)
    assert retention.purge() == 6
    assert counts(state) == [0] * 7


def test_a_clock_that_drifts_by_less_than_an_hour_is_believed(state, days, retention):
    fill(state)
    days.pass_(HOUR)
    days.clock.now += HOUR - 1
    assert retention.purge() == 1


def test_what_was_written_by_a_clock_that_was_ahead_is_dated_anew(state, days):
    days.clock.now += 3_650 * DAY
    fill(state)
    days.clock.now -= 3_650 * DAY
    retention = Retention(state, 90, days.passed)  # started again since
    assert retention.purge() == 2
    assert counts(state) == [0, 0, 1, 1, 1, 1, 1]
    assert Journal(state).statistics(1).total.asked == 1
    days.pass_(90 * DAY)
    retention.purge()
    assert counts(state) == [0, 0, 0, 0, 0, 0, 1]


def test_a_disk_that_cannot_be_written_is_told_and_it_is_done_later(state, days, retention):
    fill(state)
    days.pass_(91 * DAY)
    with state.reading() as connection:
        connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StateError, match="readonly"):
        retention.purge()
    assert counts(state) == [1] * 7
    with state.reading() as connection:
        connection.execute("PRAGMA query_only = OFF")
    assert retention.purge() > 0


def test_time_passes_in_one_direction(tmp_path):
    first, second = passed(), passed()
    assert first <= second
    Retention(State(tmp_path / "state.sqlite3", "1:a"), 1).purge()
