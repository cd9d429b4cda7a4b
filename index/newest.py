"""Newest first among equals: of hits that are as good, a directive in force comes before others."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.document import Document
from corpus.duplicates import shingles_of
from corpus.numbers import comparable, find_numbers
from corpus.validity import ENDING
from index.analysis import PAIR, terms
from index.answer import Hit

NEAR = 0.005
"""Scores, in [0, 1], that differ by no more are equal; 0.02 already costs right answers
(``scripts.evaluate corpus/questions.jsonl``)."""

OVER_NEAR = 0.04
"""The same where the better one is out of force and the other is not: 0.08 costs no right answer of
those."""

VERSION, VERSION_NEAR = 0.5, 0.1
"""Share of its runs of five words that a passage has from an older wording of it; between two
wordings scores may differ by this much: less than what naming a directive is worth."""

SUCCESSION = 0.4
"""Share of its pairs of syllables that a passage has from one of a directive that its own one took
the place of: new figures in words of its own. Of 110 questions on nine made-up successions, most of
them in the older one's words, 80 found the older passage first without this and 51 do with it; none
of 202 passages of the newer ones that answered something else was moved."""

_KEPT = 256  # passages, about 20 KB each: each is compared with several others


def newest_first(hits: Sequence[Hit], over: Collection[str]) -> list[Hit]:
    """Return hits, best first, with those in force, then the newest, first among equals.

    Equal are hits whose scores are near, and wordings of one passage also somewhat further apart;
    what took the place of a directive no longer in force need not be so close in its words.
    An undated directive is neither newer nor older than another. Ranks count anew from 1; a score
    stays with its rank, so that scores still fall.

    Args:
        hits: Best first.
        over: Ids of the documents that are not in force.
    """
    ordered: list[Hit] = []
    for hit in hits:
        place = len(ordered)
        while place and _overtakes(hit, ordered[place - 1], over):
            place -= 1
        ordered.insert(place, hit)
    ranked = enumerate(zip(ordered, hits, strict=True), 1)
    return [replace(hit, rank=rank, score=was.score) for rank, (hit, was) in ranked]


def _overtakes(hit: Hit, other: Hit, over: Collection[str]) -> bool:
    gap = other.score - hit.score
    if gap > VERSION_NEAR or not _newer(hit, other, over):
        return False
    old, new = other.passage, hit.passage
    near = OVER_NEAR if old.document.id in over and new.document.id not in over else NEAR
    if gap <= near or _share(_shingles(old.text), _shingles(new.text)) >= VERSION:
        return True
    succeeds = old.document.id in over and _succeeds(new.document, old.document)
    return succeeds and _share(_pairs(old.text), _pairs(new.text)) >= SUCCESSION


def _newer(hit: Hit, other: Hit, over: Collection[str]) -> bool:
    document, before = hit.passage.document, other.passage.document
    if (document.id in over) != (before.id in over):
        return before.id in over
    return bool(document.date and before.date and document.date > before.date)


def _succeeds(document: Document, before: Document) -> bool:
    """Say whether a document took the place of another, as it says itself or the catalogue does."""
    old, new = comparable(before.number or ""), comparable(document.number or "")
    ended = (said.number for said in document.relations if said.kind in ENDING)
    if old and old in map(comparable, ended):
        return True
    told = (span.canonical for span in find_numbers(before.replaced_by or ""))
    return bool(new) and new in map(comparable, told)


def _share(old: frozenset[str], new: frozenset[str]) -> float:
    return len(old & new) / len(old) if old else 0.0


@lru_cache(_KEPT)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(term for term in terms(text) if term.startswith(PAIR))


@lru_cache(_KEPT)
def _shingles(text: str) -> frozenset[str]:
    return frozenset(shingles_of(text))
