"""Finding documents by the words of their number, type, issuer, date and title, or by validity."""

import re
from collections.abc import Sequence
from functools import lru_cache
from weakref import WeakKeyDictionary

from corpus.validity import OVER, state_of
from index.analysis import fold
from index.answer import Entry, Searcher

_WORD = re.compile(r"[^\W_]+")
IN_FORCE, NO_LONGER = "con hieu luc", "het hieu luc"
"""What asks for the documents that are in force, or not known not to be; and for the others."""

_KEPT = 16  # searches: paging through what was found repeats them


class _Catalogue:
    """The documents of one generation; there may be many, so what is derived is kept."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._texts = [
            " "
            + _folded(" ".join(filter(None, (e.number, e.type, e.issuer, e.title, e.date, e.id))))
            for e in entries
        ]
        self.find = lru_cache(_KEPT)(self._find)

    def _find(self, words: str) -> Sequence[Entry]:
        if state := wanted_state(words):
            rest = words.replace(state, " ").split()
            over = [e for e in self._holding(rest) if state_of(e.status) in OVER]
            gone = {entry.row for entry in over}
            return (
                over
                if state == NO_LONGER
                else [entry for entry in self._holding(rest) if entry.row not in gone]
            )
        return self._holding([words]) or self._holding(words.split())

    def _holding(self, parts: Sequence[str]) -> Sequence[Entry]:
        wanted = [f" {part}" for part in parts]
        found = zip(self._entries, self._texts, strict=True)
        return [entry for entry, text in found if all(part in text for part in wanted)]


_CATALOGUES: WeakKeyDictionary[Searcher, _Catalogue] = WeakKeyDictionary()


def find(searcher: Searcher, words: str) -> Sequence[Entry]:
    """Return the documents that hold the words one after the other, in the searcher's order.

    If there are none, those that hold all of them; each from the beginning of a word, without
    regard to case and diacritics. «hết hiệu lực» and «còn hiệu lực» among the words choose by
    validity. No words find nothing.
    """
    wanted = _folded(words)
    if not wanted:
        return ()
    if searcher not in _CATALOGUES:
        _CATALOGUES[searcher] = _Catalogue(searcher.entries())
    return _CATALOGUES[searcher].find(wanted)


def wanted_state(words: str) -> str | None:
    """Return which of `IN_FORCE` and `NO_LONGER` is among the words, None if none is."""
    folded = _folded(words)
    return next((state for state in (IN_FORCE, NO_LONGER) if state in folded), None)


def _folded(text: str) -> str:
    return " ".join(_WORD.findall(fold(text).lower()))
