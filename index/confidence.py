"""How sure an answer is: a logistic regression over what speaks for the best hit.

The weights are fitted by ``scripts/calibrate.py`` and committed in ``calibration.json``.
"""

import functools
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from index.analysis import terms
from index.answer import Answer, Hit
from index.chunk import context

UNRELATED = 0.1
"""Below this confidence the question is about something else: five in six questions that are lie
below (``index/calibration_questions.jsonl``), and one in 100 whose answer is among the hits."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the best hit being the answer; every field is in [0, 1].

    ``strength`` is what the best passage and its headings hold of the question's terms, by weight
    and rarity, beside as many of the rarest terms as the square root of the question's words;
    ``cosine`` that passage's dense score; ``named`` whether a directive was named and came first.
    """

    strength: float
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


def related(answer: Answer) -> tuple[Hit, ...]:
    """Return the hits that are worth showing: none where even the best is about something else."""
    return answer.hits if answer.confidence >= UNRELATED else ()


@functools.cache
def calibration() -> Calibration:
    """Return the committed calibration."""
    text = Path(__file__).with_name("calibration.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    weights = tuple(found["weights"][field.name] for field in fields(Evidence))
    return Calibration(weights, found["bias"], found["threshold"])


def weigh(
    query: Mapping[str, float], hits: Sequence[Hit], idf: Callable[[str], float], *, named: bool
) -> Evidence:
    """Return the evidence that the first of the hits, best first, answers a question.

    Args:
        query: The question's terms, by weight.
        hits: What was found.
        idf: The rarity of a term; that of the empty term is the greatest.
        named: Whether the question names the directive that the best hit stands in.
    """
    if not hits:
        return Evidence(0, 0, float(named))
    best = hits[0]
    held = {*terms(best.passage.text), *terms(context(best.passage))}
    rarity = {term: weight * idf(term) for term, weight in query.items()}
    found = sum(weight for term, weight in rarity.items() if term in held)
    rarest = idf("") * math.sqrt(max(1, len(query)))
    return Evidence(
        strength=min(1.0, found / rarest / 2),
        cosine=best.dense,
        named=float(named),
    )
