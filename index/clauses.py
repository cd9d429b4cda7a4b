"""The clauses of a passage, and how much of a question each of them holds.

An answer is mostly one sentence, and a passage holds several: the best one helps to rank the
passage, and says what to set in bold.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import fsum

from index.analysis import terms

REMEMBERED = 1_024  # passages, of some 35 KB each
_HALF_LENGTH = 400  # characters at which a clause's gain is halved: long ones hold more by chance
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?;…]+[”\"’)]*(?=\s|$)|(?=\n)|$)")
_CLAUSE = re.compile(r"[^\n]+?(?:[,:.!?;…]+[”\"’)]*(?=\s|$)|(?=\n)|$)")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a text, ``start:end``, and what it holds of a question.

    ``held`` are the question's terms in it, ``gain`` their share by weight, in [0, 1], less for a
    long part.
    """

    start: int
    end: int
    held: frozenset[str]
    gain: float


def clauses(text: str, weights: Mapping[str, float]) -> list[Clause]:
    """Cut a text into sentences, one that is most of it at its commas, and weigh each part.

    Args:
        text: A passage.
        weights: What each term of the question counts: its weight times its rarity.

    Returns:
        The parts in order, trimmed; together they hold everything but spaces.
    """
    total = fsum(weights.values()) or 1.0
    found = []
    for start, end, words in _parts(text):
        held = weights.keys() & words
        share = fsum(map(weights.__getitem__, held)) / total  # exact: sets have no order
        found.append(
            Clause(start, end, frozenset(held), share / (1 + (end - start) / _HALF_LENGTH))
        )
    return found


@lru_cache(REMEMBERED)
def _parts(text: str) -> tuple[tuple[int, int, frozenset[str]], ...]:
    """Return the parts of a passage and their terms: the same passages answer again and again."""
    parts = [
        part
        for start, end in _spans(_SENTENCE, text, 0, len(text))
        for part in (
            _spans(_CLAUSE, text, start, end) if end - start > len(text) // 2 else [(start, end)]
        )
    ]
    return tuple((start, end, frozenset(terms(text[start:end]))) for start, end in parts)


def _spans(pattern: re.Pattern[str], text: str, first: int, last: int) -> list[tuple[int, int]]:
    spans = []
    for match in pattern.finditer(text, first, last):
        start, end = match.span()
        start += len(match[0]) - len(match[0].lstrip())
        end -= len(match[0]) - len(match[0].rstrip())
        if start < end:
            spans.append((start, end))
    return spans
