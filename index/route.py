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
from index.answer import Entry
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


def namesakes(named: Iterable[Entry], question: str) -> tuple[Entry, ...]:
    """Return those directives that share a number and may all be meant; none where one is meant.

    Several files of one directive (its parts, its copies) count once. A year or an issuing body
    that the question names rules the others out.

    Args:
        named: The directives that the question names by number, in the order to keep.
        question: As it was understood, with abbreviations spelled out.
    """
    by_digits: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in named:
        sharing = by_digits[(_WORDS.findall(entry.number or "") or [""])[0].lstrip("0")]
        if not any(_same(entry, other) for other in sharing):
            sharing.append(entry)
    words = _WORDS.findall(fold(normalise(question)))
    meant = (_meant_by(words, sharing) for sharing in by_digits.values())
    return next((entries for entries in meant if len(entries) > 1), ())


def _meant_by(words: list[str], sharing: list[Entry]) -> tuple[Entry, ...]:
    """Return those directives whose year and body the words of a question name, else all."""
    dated = [entry for entry in sharing if entry.date and entry.date[:4] in words] or sharing
    said = f" {' '.join(words)} "
    of_body = [entry for entry in dated if f" {_body(entry.issuer) or '-'} " in said]
    return tuple(of_body or dated)


def _same(entry: Entry, other: Entry) -> bool:
    """Say whether two files may be of one directive: nothing that both tell is different."""
    return fold(normalise(entry.number or "")) == fold(normalise(other.number or "")) and all(
        mine is None or its is None or mine == its
        for mine, its in ((entry.date, other.date), (entry.issuer, other.issuer))
    )


def _body(issuer: str | None) -> str:
    """Return what tells a body from others, folded: the place it ends in, else its whole name."""
    words = re.findall(r"[^\W\d_]+", issuer or "")
    place = len(words)
    while place and words[place - 1][0].isupper():
        place -= 1
    told = words[place:] if place and len(words) - place > 1 else words
    return " ".join(_WORDS.findall(fold(normalise(" ".join(told)))))
