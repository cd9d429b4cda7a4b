"""Finding documents by the words of their number, type, issuer, date and title, or by validity.

Words may also name a part of one of them, as «294 Điều 4».
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

from corpus.document import Passage
from corpus.validity import OVER, state_of
from index.analysis import fold
from index.answer import Entry, Searcher
from index.place import find_parts, parts_named, without_parts

_WORD = re.compile(r"[^\W_]+")
IN_FORCE, NO_LONGER = "con hieu luc", "het hieu luc"
"""What asks for the documents that are in force, or not known not to be; and for the others."""

PARTS_LOOKED_FOR = 20  # documents: each is read for it
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


@dataclass(frozen=True, slots=True)
class Found:
    """The documents that words choose; ``parts`` are those the words name of the only one."""

    entries: Sequence[Entry]
    parts: tuple[Passage, ...] = ()


_CATALOGUES: WeakKeyDictionary[Searcher, _Catalogue] = WeakKeyDictionary()


def search(searcher: Searcher, words: str) -> Found:
    """Return the documents that words choose, all without words, or the part of one they name."""
    named = find(searcher, without_parts(words)) if parts_named(words) else ()
    opened = [
        Found((entry,), parts)
        for entry in named[:PARTS_LOOKED_FOR]
        if (parts := _parts(searcher, entry, words))
    ]
    if len(opened) == 1:
        return opened[0]
    return Found((find(searcher, words) or named) if words else searcher.entries())


def _parts(searcher: Searcher, entry: Entry, words: str) -> tuple[Passage, ...]:
    document = searcher.document(entry.key)
    return tuple(
        Passage(document, heading.start, document.part_end(heading))
        for heading in find_parts(document, words)
    )


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
