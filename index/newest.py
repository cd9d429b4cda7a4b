"""Newest first among equals: of hits that are as good, a directive in force comes before others."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.duplicates import shingles_of
from index.answer import Hit

NEAR = 0.005
"""Scores, in [0, 1], that differ by no more are equal; 0.02 already costs right answers
(``scripts.evaluate corpus/questions.jsonl``)."""

VERSION, VERSION_NEAR = 0.5, 0.1
"""Share of its runs of five words that a passage has from an older wording of it; between two
wordings scores may differ by this much: less than what naming a directive is worth."""

_KEPT = 256  # passages, about 20 KB each: each is compared with several others


def newest_first(hits: Sequence[Hit], over: Collection[str]) -> list[Hit]:
    """Return hits, best first, with those in force, then the newest, first among equals.

    Equal are hits whose scores are near, and wordings of one passage also somewhat further apart.
    An undated directive is neither newer nor older than another. Ranks count anew from 1; a score
    stays with its rank, so that scores still fall.

    Args:
        hits: Best first.
        over: Ids of the documents that are no longer in force.
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
    return gap <= VERSION_NEAR and _newer(hit, other, over) and (gap <= NEAR or _alike(hit, other))


def _newer(hit: Hit, other: Hit, over: Collection[str]) -> bool:
    document, before = hit.passage.document, other.passage.document
    if (document.id in over) != (before.id in over):
        return before.id in over
    return bool(document.date and before.date and document.date > before.date)


def _alike(hit: Hit, other: Hit) -> bool:
    old = _shingles(other.passage.text)
    return len(old & _shingles(hit.passage.text)) >= VERSION * len(old)


@lru_cache(_KEPT)
def _shingles(text: str) -> frozenset[str]:
    return frozenset(shingles_of(text))
