"""Finding documents by the words of their number, type, issuer, date and title, or by validity.

Words may also name a part or a page of one of them, as «294 Điều 4»; facets narrow what was found.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal
from weakref import WeakKeyDictionary

from bot.callbacks import checksum
from corpus.document import Document, Passage
from corpus.validity import OVER, state_of
from index.analysis import fold, normalise
from index.answer import Entry, Searcher
from index.place import find_parts, parts_named, without_parts
from index.question import LONGEST

_WORD = re.compile(r"[^\W_]+")
IN_FORCE, NO_LONGER = "con hieu luc", "het hieu luc"
"""What asks for the documents that are in force, or not known not to be; and for the others."""

NEWEST = re.compile(r"\b(?:moi nhat|gan day nhat|gan day)\b")
"""What asks for the newest first, whatever fits the other words best."""

_PAGE = re.compile(r"\btrang\s+(?:so\s+)?(\d{1,4})\b")
_YEAR = r"(?:nam )?((?:19|20)\d\d)"
_DATE = re.compile(rf"\b(?:(?:ngay )?(\d\d?) (?:thang )?(\d\d?) {_YEAR}|(?<!\d ){_YEAR})$")
# What says nothing of which documents are meant.
_FILLER = re.compile(
    r"\b(?:van ban|danh muc|danh sach|tat ca|cac|nhung|cua|nam|ve|viec|so|ngay|do|ban hanh|trong)\b"
)
PARTS_LOOKED_FOR = 20  # documents: each is read for it
NEAREST = 5  # documents that may have been meant
_NEAR_ENOUGH = 0.5  # share of the words, by their weight, that such a document holds or nearly
_ALMOST = 0.6  # of the weight of a word, for one that differs by a letter
_KEPT = 16  # searches: paging through what was found repeats them


@dataclass(frozen=True, slots=True)
class Facet:
    """Something that documents differ in; ``of`` returns a document's value, empty if unknown."""

    name: Literal["type", "issuer", "year"]
    of: Callable[[Entry], str]


FACETS = (
    Facet("type", lambda entry: entry.type or ""),
    Facet("issuer", lambda entry: entry.issuer or ""),
    Facet("year", lambda entry: (entry.date or "")[:4]),
)


@dataclass(frozen=True, slots=True)
class Only:
    """What documents are narrowed to: a code of the value of each facet, empty for any.

    A code stays the same through rebuilds, for as long as the value is written as it is.
    """

    codes: tuple[str, ...] = ("",) * len(FACETS)

    @classmethod
    def read(cls, data: str) -> "Only":
        """Return what a button remembers (`bot.callbacks`)."""
        return cls(tuple(data.split(","))) if data else cls()

    @property
    def data(self) -> str:
        """What a button remembers; empty if nothing is narrowed."""
        return ",".join(self.codes) if any(self.codes) else ""

    def to(self, facet: int, value: str | None) -> "Only":
        """Return this with one facet narrowed to a value; None for any."""
        code = "" if value is None else checksum(value)
        return Only((*self.codes[:facet], code, *self.codes[facet + 1 :]))

    def holds(self, entry: Entry, but: int | None = None) -> bool:
        """Say whether a document is left, if the facet ``but`` is not looked at."""
        return all(
            not code or place == but or checksum(facet.of(entry)) == code
            for place, (facet, code) in enumerate(zip(FACETS, self.codes, strict=True))
        )


def values(entries: Iterable[Entry], only: Only, facet: int) -> list[tuple[str, int]]:
    """Return the values of a facet and how many documents have each, the unknown one last.

    Years are newest first, others most frequent first. What the other facets leave out is not
    counted.
    """
    of = FACETS[facet].of
    counted = Counter(of(entry) for entry in entries if only.holds(entry, but=facet))
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    if FACETS[facet].name == "year":
        ordered = sorted(counted.items(), reverse=True)
    return sorted(ordered, key=lambda item: not item[0])


def chosen(entries: Iterable[Entry], only: Only, facet: int) -> str | None:
    """Return the value that a facet is narrowed to; None if to none, or none has it any more."""
    of = FACETS[facet].of
    code = only.codes[facet]
    found = (of(entry) for entry in entries if code and checksum(of(entry)) == code)
    return next(found, None)


class _Catalogue:
    """The documents of one generation; there may be many, so what is derived is kept."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._fields = [
            tuple(_padded(text) for text in (entry.number, entry.title, entry.issuer))
            for entry in entries
        ]
        self._texts = [
            _padded(
                " ".join(
                    filter(None, (e.number, e.type, e.issuer, e.title, (e.date or "")[:4], e.id))
                )
            )
            for e in entries
        ]
        self._kinds = [_folded(entry.type or "") for entry in entries]
        self._types = sorted({*self._kinds} - {""}, key=lambda name: (-len(name), name))
        self.find = lru_cache(_KEPT)(self._find)
        self.nearest = lru_cache(_KEPT)(self._nearest)

    def _find(self, words: str) -> Sequence[Entry]:
        state, wanted = wanted_state(words), NEWEST.sub(" ", words)
        rest = _spaced(wanted.replace(state, " ") if state else wanted)
        rows = self._rows(rest) if rest else [*range(len(self._entries))]
        if state:
            over = {row for row in rows if state_of(self._entries[row].status) in OVER}
            rows = [row for row in rows if (row in over) == (state == NO_LONGER)]
        if wanted != words:
            rows = sorted(rows)  # as entries are: newest first
        return [self._entries[row] for row in rows]

    def _rows(self, words: str) -> list[int]:
        """Return the documents that words choose, best first: by what they seem to name."""
        bare = _bare(words)
        kind = next((name for name in self._types if f"{bare} ".startswith(f"{name} ")), "")
        issued = _issued(words)
        # The words as they are, less a type, a date or both at their ends.
        of_kind, undated = bare.removeprefix(kind), _DATE.sub("", words)
        readings = (
            (kind, issued, _DATE.sub("", of_kind)),
            (kind, "", of_kind),
            ("", issued, undated),
            ("", "", words),
        )
        for number, (type_, date, rest) in enumerate(readings):
            if number < 3 and not (type_ or date):
                continue
            rows = [
                row
                for row, entry in enumerate(self._entries)
                if type_ in ("", self._kinds[row]) and (entry.date or "").startswith(date)
            ]
            for parts in ([_spaced(rest)], rest.split(), _bare(rest).split()):
                held = self._holding(rows, parts)
                if held and (type_ or date or parts):
                    return sorted(held, key=lambda row: -self._fit(row, _spaced(rest)))
        return []

    def _holding(self, rows: Iterable[int], parts: Iterable[str]) -> list[int]:
        # From the beginning of a word, but of a number the whole: 4 is not 41.
        wanted = [f" {part} " if part[-1].isdigit() else f" {part}" for part in parts if part]
        return [row for row in rows if all(part in self._texts[row] for part in wanted)]

    def _fit(self, row: int, words: str) -> int:
        """Return how well a document that holds the words fits them; more is better."""
        number, title, issuer = self._fields[row]
        if not words:
            return 0
        if f" {words} " in number or any(number.startswith(f" {w} ") for w in words.split()):
            return 3
        if f" {words} " in title or f" {words} " in issuer:
            return 2
        return all(f" {word} " in title for word in words.split())

    @cached_property
    def _words(self) -> Sequence[str]:
        """Every word of the documents' names, once."""
        return sorted({word for text in self._texts for word in text.split()})

    def _with(self, *words: str) -> list[int]:
        """Return the documents that have one of the words, or pairs of words."""
        whole = [f" {word} " for word in words]
        return [r for r, text in enumerate(self._texts) if any(word in text for word in whole)]

    def _nearest(self, words: str) -> Sequence[Entry]:
        """Return the documents that hold most of the words, or words that differ by a letter."""
        wanted = dict.fromkeys(_with_pairs(_bare(words).split() or words.split()))
        rows = {word: self._with(word) for word in wanted}
        known = {
            word: math.log(1 + len(self._texts) / len(found))
            for word, found in rows.items()
            if found
        }
        usual = sum(known.values()) / len(known) if known else 1.0
        share: defaultdict[int, float] = defaultdict(float)
        for word, found in rows.items():
            for row in found or self._with(*(w for w in self._words if _alike(word, w))):
                share[row] += known.get(word, _ALMOST * usual)
        least = _NEAR_ENOUGH * sum(known.get(word, usual) for word in wanted)
        scored = [(-held, row) for row, held in share.items() if held >= least]
        return [self._entries[row] for _, row in sorted(scored)[:NEAREST]]


@dataclass(frozen=True, slots=True)
class Found:
    """The documents that words choose.

    ``parts`` are those the words name of the only one. ``page`` is a page that they ask for and
    that none of the documents has; ``missing`` says that they name another part that none has.
    """

    entries: Sequence[Entry]
    parts: tuple[Passage, ...] = ()
    page: int | None = None
    missing: bool = False


_CATALOGUES: WeakKeyDictionary[Searcher, _Catalogue] = WeakKeyDictionary()


def search(searcher: Searcher, words: str) -> Found:
    """Return the documents that words choose, all without words, or the part of one they name."""
    page = page_named(words)
    rest = without_parts(words)
    named: Sequence[Entry] = ()
    opened: list[Found] = []
    if page or parts_named(words):
        named = find(searcher, _PAGE.sub(" ", fold(rest)) if page else rest)
        for entry in named[:PARTS_LOOKED_FOR]:
            document = searcher.document(entry.key)
            parts = _page(document, page) if page else _parts(document, words)
            if parts:
                opened.append(Found((entry,), parts))
    if len(opened) == 1:
        return opened[0]
    if opened and page:
        return Found([entry for found in opened for entry in found.entries])
    if named and page:
        return Found(named, page=page)
    if words and (found := find(searcher, words)):
        return Found(found)
    missing = bool(named) and not opened and len(named) <= PARTS_LOOKED_FOR
    return Found(named if words else searcher.entries(), missing=missing)


def page_named(words: str) -> int | None:
    """Return the page of its source that words ask for."""
    found = _PAGE.search(fold(normalise(words)))
    return int(found[1]) if found else None


def _parts(document: Document, words: str) -> tuple[Passage, ...]:
    return tuple(
        Passage(document, heading.start, document.part_end(heading))
        for heading in find_parts(document, words)
    )


def _page(document: Document, page: int) -> tuple[Passage, ...]:
    if not 1 <= page <= len(document.pages):
        return ()
    start, end = (*document.pages, len(document.text))[page - 1 : page + 1]
    return (Passage(document, start, end),) if document.text[start:end].strip() else ()


def find(searcher: Searcher, words: str) -> Sequence[Entry]:
    """Return the documents that words choose, those that fit best first, then the newest.

    A type at the beginning («nghị quyết») and a year at the end choose by type and year where that
    finds any. Of the rest, those are found that hold the words one after the other; if there are
    none, those that hold all of them, then those that hold them with abbreviations spelled out;
    each from the beginning of a word, without regard to case and diacritics. «hết hiệu lực» and
    «còn hiệu lực» among the words choose by validity, «mới nhất» puts the newest first. No words
    find nothing.
    """
    wanted = _folded(words)
    if not wanted or len(words) > LONGEST:
        return ()
    catalogue = _catalogue(searcher)
    return catalogue.find(wanted) or catalogue.find(_folded(searcher.understand(words).understood))


def nearest(searcher: Searcher, words: str) -> Sequence[Entry]:
    """Return the few documents that words may mean which no document holds, likeliest first."""
    wanted = _folded(_PAGE.sub(" ", fold(without_parts(words))))
    return _catalogue(searcher).nearest(wanted) if wanted and len(words) <= LONGEST else ()


def wanted_state(words: str) -> str | None:
    """Return which of `IN_FORCE` and `NO_LONGER` is among the words, None if none is."""
    folded = _folded(words)
    return next((state for state in (IN_FORCE, NO_LONGER) if state in folded), None)


def _catalogue(searcher: Searcher) -> _Catalogue:
    if searcher not in _CATALOGUES:
        _CATALOGUES[searcher] = _Catalogue(searcher.entries())
    return _CATALOGUES[searcher]


def _issued(words: str) -> str:
    """Return the year or the date at the end of words, as an entry's begins; empty if none."""
    found = _DATE.search(words)
    if not found:
        return ""
    day, month, year, alone = found.groups()
    return alone or f"{year}-{month:0>2}-{day:0>2}"


def _alike(word: str, other: str) -> bool:
    """Say whether two words differ by a letter, left out, added or changed.

    A word of three letters with one changed is another word: «xyz» is not «xây».
    """
    if min(len(word), len(other)) < 3 or word == other or word[0].isdigit() != other[0].isdigit():
        return False
    if len(word) == len(other) == 3 and not word[0].isdigit():
        return False
    return abs(len(word) - len(other)) <= 1 and not _shorter(word).isdisjoint(_shorter(other))


@lru_cache(20_000)
def _shorter(word: str) -> frozenset[str]:
    """Return a word, and what is left of it without one of its letters."""
    return frozenset([word, *(word[:i] + word[i + 1 :] for i in range(len(word)))])


def _with_pairs(words: Sequence[str]) -> list[str]:
    return [*words, *(f"{word} {after}" for word, after in pairwise(words))]


def _bare(words: str) -> str:
    return _spaced(_FILLER.sub(" ", words))


def _padded(text: str | None) -> str:
    return f" {_folded(text or '')} "


def _folded(text: str) -> str:
    """Return the words of a text as they are compared: 04 is 4."""
    return " ".join(_WORD.findall(fold(normalise(text))))


def _spaced(text: str) -> str:
    return " ".join(text.split())
