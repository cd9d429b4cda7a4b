"""Does a question name a directive? Then its passages come first.

A số ký hiệu is written in many ways (``862-KL/TU``, ``kl 862``, ``Kết luận số 862``, ``04 NQ TU``)
and numbers repeat between bodies and terms. A directive is meant when its digits stand beside its
type, and no other body or year is named with them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.numbers import TYPES
from index.analysis import fold, normalise
from index.place import without_parts

_OWN = re.compile(r"(\d+)(?:/(\d{4}))?[-/]([^\W\d_]+)(?:[-/]([\w-]+))?")
_WORDS = re.compile(r"\d+|[^\W\d_]+")
# With nothing but these before it, a number alone (862, văn bản 862) is a directive's.
_ASKING = {"vb", "van", "ban", "xem", "mo", "tim"}
# Bodies that are named after a type; any other word there is part of the sentence.
_BODIES = {"tw", "tu", "hu", "du", "ttg", "cp", "ubnd", "hdnd", "btctw", "btctu", "ubtvqh", "qh"}


@dataclass(frozen=True, slots=True)
class _Number:
    """A directive's own number, folded: digits, year, type and body abbreviations."""

    document: int
    year: str
    type: str
    body: str


class NumberRoute:
    """Finds the directives that a question names by number."""

    def __init__(self, numbers: Iterable[tuple[int, str | None]]) -> None:
        """Take ``(document row, number)`` of every document; None has no number."""
        self._numbers: defaultdict[str, list[_Number]] = defaultdict(list)
        for document, number in numbers:
            match = _OWN.fullmatch(fold(normalise(number or "")))
            if match:
                digits, year, kind, body = match.groups(default="")
                self._numbers[digits].append(_Number(document, year, kind, body.replace("-", "")))

    def named(self, question: str) -> frozenset[int]:
        """Return the rows of the documents that a question names, as typed or spelled out."""
        words = _WORDS.findall(fold(without_parts(question)))  # the 4 of Điều 4 is no directive's
        return frozenset(
            number.document
            for place, word in enumerate(words)
            for number in self._numbers.get(word, ())
            if _meant(number, words, place)
        )


def _meant(number: _Number, words: list[str], place: int) -> bool:
    after = words[place + 1 :]
    if after and number.year and after[0] == number.year:
        after = after[1:]
    before = words[:place]
    if before and before[-1] == "so":
        before.pop()
    if after and after[0] == number.type:
        return len(after) < 2 or after[1] == number.body or after[1] not in _BODIES
    alone = not after and _ASKING.issuperset(before)
    return alone or any(before[-len(name) :] == name for name in _names(number.type))


def _names(abbreviation: str) -> Iterator[list[str]]:
    """Yield the ways of writing a type, in folded words: the abbreviation and its names."""
    yield [abbreviation]
    for short, name in TYPES.items():
        if fold(short.lower()) == abbreviation:
            yield fold(normalise(name)).split()
    if abbreviation == "qd":
        yield ["quy", "dinh"]
        yield ["quy", "che"]  # that it promulgates
