"""How sure an answer is: a logistic regression over what the best hits share with the question.

The weights are fitted by ``scripts/calibrate.py`` and committed in ``calibration.json``.
"""

import functools
import json
import math
from collections.abc import Callable, Sequence, Set
from dataclasses import astuple, dataclass, fields
from importlib import resources
from typing import Any

from index.analysis import FOLDED, PAIR, terms
from index.answer import Hit


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the best hits being an answer; every field is in [0, 1].

    ``words`` and ``pairs`` are the shares of the question's own syllables and pairs, by rarity,
    that the best passage and its headings hold; ``clause`` the share of syllables in the
    highlighted part alone. ``known`` is the share that occurs anywhere in the collection.
    ``cosine`` is the best dense score. ``named`` says whether a directive was named and found.
    """

    words: float
    pairs: float
    clause: float
    known: float
    cosine: float
    named: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """A fitted regression: one weight a field of ``Evidence``, and the bar an answer must reach."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def __post_init__(self) -> None:
        if len(self.weights) != len(fields(Evidence)):
            raise ValueError(f"{len(self.weights)} weights for {len(fields(Evidence))} features")

    def confidence(self, evidence: Evidence) -> float:
        """Return the probability, in [0, 1], that the hits hold the answer."""
        total = self.bias
        for weight, value in zip(self.weights, astuple(evidence), strict=True):
            total += weight * value
        return 1 / (1 + math.exp(-total))


@functools.cache
def calibration() -> Calibration:
    """Return the committed calibration."""
    text = resources.files("index").joinpath("calibration.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    weights = tuple(found["weights"][field.name] for field in fields(Evidence))
    return Calibration(weights, found["bias"], found["threshold"])


def weigh(
    own: Set[str], hits: Sequence[Hit], context: str, idf: Callable[[str], float],
    unknown: float, *, named: bool,
) -> Evidence:  # fmt: skip
    """Return the evidence for the hits' answering a question.

    Args:
        own: The question's terms that say what is asked.
        hits: What was found, best first.
        context: The best hit's title and headings.
        idf: The rarity of a term.
        unknown: The rarity of a term that occurs nowhere.
        named: Whether the question names a directive that the best hit stands in.
    """
    if not hits:
        return Evidence(0, 0, 0, 0, 0, float(named))
    rarity = {term: idf(term) for term in own if term.startswith((FOLDED, PAIR))}
    best = hits[0]
    text = best.passage.text
    held = {*terms(text), *terms(context)}
    marked = {term for start, end in best.highlights for term in terms(text[start:end])}
    known = {term for term, weight in rarity.items() if weight < unknown}

    def share(prefix: str, found: Set[str]) -> float:
        total = sum(weight for term, weight in rarity.items() if term.startswith(prefix))
        kept = sum(w for term, w in rarity.items() if term.startswith(prefix) and term in found)
        return kept / total if total else 0.0

    return Evidence(
        words=share(FOLDED, held),
        pairs=share(PAIR, held),
        clause=share(FOLDED, marked),
        known=share(FOLDED, known),
        cosine=max(hit.dense for hit in hits),
        named=float(named),
    )
