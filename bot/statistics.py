"""The journal → figures for the people who keep the bot."""

import datetime
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

TOP = 20  # of each list


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day; 👍 and 👎 count for the day of the question."""

    day: datetime.date
    asked: int
    answered: int
    near: int
    nothing: int
    up: int
    down: int

    @property
    def refused(self) -> int:
        """How many were not answered: those with near misses and those with nothing."""
        return self.near + self.nothing

    @property
    def answered_share(self) -> float | None:
        """Which share of the questions was answered, in [0, 1]; None where none was asked."""
        return self.answered / self.asked if self.asked else None

    @property
    def refused_share(self) -> float | None:
        """Which share was not, in [0, 1]; None where none was asked."""
        return self.refused / self.asked if self.asked else None

    @property
    def disliked_share(self) -> float | None:
        """Which share of the votes is 👎, in [0, 1]; None where nobody voted."""
        votes = self.up + self.down
        return self.down / votes if votes else None


@dataclass(frozen=True, slots=True)
class Counted:
    """A question as most people typed it, or the id of a document, and how often."""

    what: str
    times: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures of some days; lists have the most frequent first, at most `TOP`."""

    days: tuple[Day, ...]  # each of them, in order
    unanswered: tuple[Counted, ...]
    disliked: tuple[Counted, ...]
    quoted: tuple[Counted, ...]
    p50_ms: float | None  # None where nothing was asked
    p99_ms: float | None

    @property
    def total(self) -> Day:
        """All days together, under the last one's date."""
        names = "asked", "answered", "near", "nothing", "up", "down"
        sums = {name: sum(getattr(day, name) for day in self.days) for name in names}
        return Day(self.days[-1].day, **sums)

    @property
    def today(self) -> int:
        """How many questions were asked on the last day."""
        return self.days[-1].asked

    def named(self, names: Mapping[str, str]) -> "Statistics":
        """Return the same with documents under their names; those without one keep their ids."""
        quoted = (Counted(names.get(one.what, one.what), one.times) for one in self.quoted)
        return replace(self, quoted=tuple(quoted))


# The variants of a topic differ in case, diacritics and marks. Shown is the one that most people
# typed; of equals the one with most diacritics, which take bytes.
_TOPICS = """
WITH variants AS (
    SELECT topic, text, COUNT(*) AS typed, SUM({weight}) AS counted FROM questions
    WHERE day BETWEEN ? AND ? AND {condition} GROUP BY topic, text
), ranked AS (
    SELECT text, SUM(counted) OVER (PARTITION BY topic) AS times,
        ROW_NUMBER() OVER (
            PARTITION BY topic ORDER BY typed DESC, LENGTH(CAST(text AS BLOB)) DESC, text
        ) AS place FROM variants
)
SELECT text, times FROM ranked WHERE place = 1 ORDER BY times DESC, text LIMIT ?
"""
_UNANSWERED = _TOPICS.format(weight="1", condition="outcome <> 'answered'")
_DISLIKED = _TOPICS.format(weight="down", condition="down > 0")
_QUOTED = """
SELECT document, COUNT(*) AS times FROM questions
WHERE day BETWEEN ? AND ? AND outcome = 'answered' AND document IS NOT NULL
GROUP BY document ORDER BY times DESC, document LIMIT ?
"""
_DAYS = """
SELECT day, COUNT(*), SUM(outcome = 'answered'), SUM(outcome = 'near'), SUM(outcome = 'nothing'),
    SUM(up), SUM(down) FROM questions WHERE day BETWEEN ? AND ? GROUP BY day
"""


def gather(connection: sqlite3.Connection, today: datetime.date, days: int) -> Statistics:
    """Return the figures of so many days, the last of them today.

    Raises:
        ValueError: If there are no days.
    """
    if days < 1:
        raise ValueError(f"{days} days: there must be one at least")
    first = today - datetime.timedelta(days - 1)
    span = first.isoformat(), today.isoformat()
    found = {row[0]: row[1:] for row in connection.execute(_DAYS, span)}
    dates = [first + datetime.timedelta(past) for past in range(days)]

    def top(query: str) -> tuple[Counted, ...]:
        return tuple(Counted(*row) for row in connection.execute(query, (*span, TOP)))

    took = connection.execute("SELECT took_ms FROM questions WHERE day BETWEEN ? AND ?", span)
    times = [row[0] for row in took]
    return Statistics(
        tuple(Day(date, *found.get(date.isoformat(), (0,) * 6)) for date in dates),
        top(_UNANSWERED),
        top(_DISLIKED),
        top(_QUOTED),
        float(np.percentile(times, 50)) if times else None,
        float(np.percentile(times, 99)) if times else None,
    )
