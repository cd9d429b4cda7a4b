"""How long everything is kept, in one place; and its removal when the time has come."""

import datetime
import logging
import time
from collections.abc import Callable

from bot import dialogues, sent
from bot.state import State

_logger = logging.getLogger(__name__)

STEADY_S = 3_600.0  # how far the clock may drift from the time that has passed
PROBATION_S = 24 * 3_600.0  # after the clock was set: time for an admin to see to it
INVITATIONS_DAYS = 30  # after they expired: so long a code is told from one that never was


def passed() -> float:
    """Return seconds that only ever pass, those in which the machine slept included."""
    if hasattr(time, "CLOCK_BOOTTIME"):  # Linux; its monotonic clock stops in sleep
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class Retention:
    """Removes what has been kept long enough, but not because somebody set the clock.

    A clock that disagrees with the time passed by more than an hour deletes nothing for a day.
    If it runs evenly for that day it is believed: a machine may well start with a wrong clock and
    be put right, and then the promised time must be kept again.

    Args:
        state: Where it is removed from.
        days: How long questions, votes and announcements are kept.
        passed: Returns seconds that only ever pass.
    """

    def __init__(self, state: State, days: int, passed: Callable[[], float] = passed) -> None:
        self._state = state
        self._days = days
        self._passed = passed
        self._offset = state.clock() - passed()
        self._believed_from = passed()

    def purge(self) -> int:
        """Remove what is too old; return how many rows that was. Call it some times a day.

        Raises:
            StateError: If it cannot be written. What was deleted is, even so, if only the files
                could not be made anew.
        """
        if not self._clock_is_steady():
            return 0
        today, now = self._state.today(), self._state.now()
        tomorrow = (today + datetime.timedelta(1)).isoformat()
        oldest = (today - datetime.timedelta(self._days)).isoformat()
        hour = now // 3_600
        rules: tuple[tuple[str, tuple[int | str, ...]], ...] = (
            ("DELETE FROM dialogues WHERE second NOT BETWEEN ? AND ?",
             (now - dialogues.TTL_S, now + dialogues.SLACK_S)),
            ("DELETE FROM sent WHERE hour NOT BETWEEN ? AND ?", (hour - sent.KEPT_H, hour + 1)),
            ("DELETE FROM questions WHERE day <= ?", (oldest,)),
            ("DELETE FROM votes WHERE day <= ?", (oldest,)),
            ("DELETE FROM announcements WHERE day <= ?", (oldest,)),
            ("DELETE FROM invitations WHERE expires < ?", (now - INVITATIONS_DAYS * 86_400,)),
        )  # fmt: skip
        with self._state.transaction() as connection:
            for table in ("questions", "votes", "announcements"):
                # Written while the clock was ahead: else they would outlive the rest.
                connection.execute(
                    f"UPDATE {table} SET day = ? WHERE day > ?", (today.isoformat(), tomorrow)
                )
            removed = sum(connection.execute(*rule).rowcount for rule in rules)
        self._state.compact()
        return removed

    def _clock_is_steady(self) -> bool:
        passed = self._passed()
        offset = self._state.clock() - passed
        if abs(offset - self._offset) > STEADY_S:
            _logger.error(
                "The clock was set by %+.0f s; nothing old is removed for a day: check the clock",
                offset - self._offset,
            )
            self._offset, self._believed_from = offset, passed + PROBATION_S
        return passed >= self._believed_from
