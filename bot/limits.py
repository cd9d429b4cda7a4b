"""How much may be asked: by one person, in one group, and by everybody together."""

from collections.abc import Callable, Hashable
from math import ceil
from time import monotonic

from cachetools import TLRUCache

from bot import messages
from bot.settings import Settings

PRESS = 0.2  # of a question: paging and typing inline come in rows
GROUP_MINUTE = 15  # Telegram takes 20 messages a minute in a group, edits among them
_MINUTE_S = 60.0
_BUSY_S = 10.0
_REMEMBERED = 20_000  # people and groups; more, and those unheard of for longest start afresh

Clock = Callable[[], float]
"""Returns seconds that only ever pass."""


class LimitError(Exception):
    """Too much was asked; the message is the sentence to reply with, empty if it was said."""


class Buckets:
    """A token bucket for each key: so many tokens, refilled evenly within a period.

    Only the time at which each will be full again is kept (the generic cell rate algorithm, ITU-T
    I.371), and only until then.
    """

    def __init__(self, size: float, period_s: float, clock: Clock = monotonic) -> None:
        self.step_s = period_s / size
        self.period_s = period_s
        self._clock = clock
        self._full_at = _until(clock)

    def take(self, key: Hashable, tokens: float = 1.0) -> bool:
        """Take tokens; False, and none is taken, if there are not so many."""
        now = self._clock()
        full_at = max(self._full_at.get(key, now), now) + tokens * self.step_s
        if full_at - now > self.period_s + 1e-6:  # what floats leave over
            return False
        self._full_at[key] = full_at
        return True


class Allowance:
    """Buckets of which one that is empty rests: told once, refused until it is half full again."""

    def __init__(
        self, size: float, period_s: float, say: Callable[[int], str], clock: Clock = monotonic
    ) -> None:
        self._buckets = Buckets(size, period_s, clock)
        self._rest_s = max(period_s / 2, self._buckets.step_s)
        self._say = say
        self._clock = clock
        self._resting = _until(clock)

    def charge(self, key: Hashable, tokens: float = 1.0) -> None:
        """Take tokens.

        Raises:
            LimitError: If there are not so many, or there were not a short while ago.
        """
        if key in self._resting:
            raise LimitError
        if not self._buckets.take(key, tokens):
            self._resting[key] = self._clock() + self._rest_s
            raise LimitError(self._say(ceil(self._rest_s)))


class Limits:
    """The limits that the owner set."""

    def __init__(self, settings: Settings, clock: Clock = monotonic) -> None:
        self._person = Allowance(settings.questions_per_minute, _MINUTE_S, messages.too_fast, clock)
        self._group = Allowance(GROUP_MINUTE, _MINUTE_S, messages.group_too_fast, clock)
        self._all = Buckets(settings.questions_per_minute_total, _MINUTE_S, clock)
        self._turned_away = _until(clock)
        self._clock = clock

    def charge(self, person: int, group: int | None, *, pressed: bool = False) -> None:
        """Count what somebody asks, in a group if there is one, or a press or inline query.

        Raises:
            LimitError: If it is too much.
        """
        tokens = PRESS if pressed else 1.0
        self._person.charge(person, tokens)
        if group is not None:
            self._group.charge(group)  # to Telegram an edit is as much as a message
        if not self._all.take(None, tokens):
            told = person in self._turned_away
            if not told:
                self._turned_away[person] = self._clock() + _BUSY_S
            raise LimitError("" if told else messages.busy(ceil(_BUSY_S)))


def _until(clock: Clock) -> "TLRUCache[Hashable, float]":
    """Return a dictionary from keys to times, at which they are dropped."""
    return TLRUCache(_REMEMBERED, lambda _key, until, _now: until, clock)
