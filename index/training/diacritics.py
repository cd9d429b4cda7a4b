"""Learns from text with diacritics which reading of a plain syllable is meant beside which others.

Logistic regression over the readings of each syllable, a few thousand places at a time, by AdaGrad
(Duchi et al. 2011), whose steps shrink for the weights that are moved often.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from index.analysis import ACCENTED, fold
from index.diacritics import REACH, UNKNOWN, Diacritics, Syllables, around, places
from index.training.pairs import Texts

Rows = NDArray[np.int64]
Progress = Callable[[float, float], None]
"""Called with the share of the places that was seen, and the share of late that was read right."""

SOURCES = {
    "written.question": 12, "composed.question": 12, "questions.question": 3,
    "composed.passage": 0.05, "written.passage": 0.12, "questions.answer": 0.08,
    "codex.title": 0.25, "codex.body": 0.09, "news.title": 0.25, "news.lead": 0.25,
    "news.body": 0.06, "paraphrases.a": 0.25, "parallel.vi": 0.12,
}  # fmt: skip
"""How many times each text of a field is read, on average: questions far more than the bulk. With a
third of these questions and four times the rest 0.944 of unseen questions were read right, in a
table of half the size; with this 0.951, and 0.955 in one of this size."""

_STILL = 1e-3  # a slope that counts for nothing


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the weights besides the data."""

    bits: int = 23  # of the table's size
    batch: int = 4_096
    rate: float = 0.3  # falls to a fifth
    seed: int = 0
    fewest: int = 3  # occurrences of a reading
    rarest: float = 2e-5  # of the occurrences of a syllable, those of its reading
    most: int = 16  # readings of a syllable


class Reader:
    """Turns terms of texts into plain syllables and the readings that they were written with.

    ``lines`` are the readings of each plain syllable, the commonest first.
    """

    def __init__(self, written: Sequence[str], seen: NDArray[np.int64], recipe: Recipe) -> None:
        forms = defaultdict(list)
        for row in np.argsort(-seen, kind="stable").tolist():
            if written[row].isalpha() and seen[row] >= recipe.fewest:
                forms[fold(written[row])].append(row)
        self.lines = [
            " ".join(
                written[row]
                for row in rows[: recipe.most]
                if seen[row] >= recipe.rarest * seen[rows].sum()
            )
            for rows in forms.values()
        ]
        self.syllables = Syllables.of(self.lines)
        readings = {name: number for number, name in enumerate(self.syllables.names)}
        # One more for the gap between two texts, -1.
        self._plain = np.array(
            [*(self.syllables.numbers.get(fold(name), UNKNOWN) for name in written), UNKNOWN],
            np.int16,
        )
        self._reading = np.array([*(readings.get(name, -1) for name in written), -1], np.int16)

    def choices(self, rows: Rows) -> tuple[NDArray[np.integer], NDArray[np.int16]]:
        """Return where there is a choice: the syllables around and the right one's reading.

        Args:
            rows: Of ``written``, in the order of the texts, with gaps of ``REACH`` between them.

        Returns:
            ``(n, 2 * REACH + 1)`` and ``(n,)``.
        """
        plain, right = self._plain[rows], self._reading[rows]
        chosen = (right >= 0) & (self.syllables.readings[:, 1] >= 0)[plain]
        return around(plain)[chosen], right[chosen]


def learn(
    known: Sequence[str], texts: Mapping[str, Texts], recipe: Recipe, progress: Progress
) -> tuple[list[str], NDArray[np.float32]]:
    """Return the readings of each plain syllable, by line, and the table of the weights.

    Args:
        known: The terms, the accented syllables first.
        texts: What is read, by field, as rows of these.
        recipe: How.
        progress: Told how it goes.
    """
    torch.set_num_threads(1)
    random = np.random.default_rng(recipe.seed)
    written = [term[len(ACCENTED) :] for term in known if term.startswith(ACCENTED)]
    rows = np.concatenate(
        [
            drawn
            for field, times in SOURCES.items()
            for drawn in _drawn(texts[field], times, len(written), random)
        ]
    )
    reader = Reader(written, np.bincount(rows[rows >= 0], minlength=len(written)), recipe)
    beside, right = reader.choices(rows)
    table = torch.zeros(1 << recipe.bits)
    moved = torch.full_like(table, 1e-3)
    order = random.permutation(len(right))
    steps = max(1, len(order) // recipe.batch)
    recent = 0.0
    for step, batch in enumerate(np.array_split(order, steps)):
        readings = reader.syllables.readings[beside[batch, REACH]]
        spots = torch.from_numpy(places(readings, beside[batch], len(table)))
        scores = table[spots].sum(dim=2)
        scores[torch.from_numpy(readings < 0)] = -torch.inf
        wrong = torch.softmax(scores, dim=1)
        own = torch.from_numpy((readings == right[batch, np.newaxis]).argmax(axis=1))
        hits = (scores.argmax(dim=1) == own).float().mean().item()
        wrong[torch.arange(len(own)), own] -= 1
        slope = wrong[:, :, None].expand(spots.shape)
        # What is nearly sure already is most of it, and moves nothing.
        spots, slope = spots[slope.abs() > _STILL], slope[slope.abs() > _STILL]
        moved.index_add_(0, spots, slope**2)
        rate = recipe.rate * (1 - 0.8 * step / steps)
        table.index_add_(0, spots, -rate * slope / moved[spots].sqrt())
        recent = hits if step == 0 else 0.98 * recent + 0.02 * hits
        progress((step + 1) / steps, recent)
    return reader.lines, table.numpy()


def unseen(known: Sequence[str], texts: Mapping[str, Texts]) -> list[str]:
    """Return the questions that nothing is learnt from, as far as their syllables are known."""
    return [
        " ".join(known[row][len(ACCENTED) :] for row in rows if known[row].startswith(ACCENTED))
        for rows in texts["apart.question"]
    ]


def accuracy(diacritics: Diacritics, questions: Sequence[str]) -> float:
    """Return the share of the syllables that are as written once folded and restored, in [0, 1]."""
    pairs = [
        pair
        for question in questions
        for pair in zip(question.split(), diacritics.restore(fold(question)).split(), strict=True)
        if pair[0].isalpha()
    ]
    return sum(written == restored for written, restored in pairs) / max(1, len(pairs))


def _drawn(
    texts: Texts, times: float, accented: int, random: np.random.Generator
) -> Iterator[Rows]:
    """Yield the accented terms of texts, each read so many times on average, and the gaps."""
    gap = np.full(REACH, -1)
    for text in range(len(texts)):
        for _ in range(int(times + random.random())):
            rows = texts[text]
            yield rows[rows < accented].astype(np.int64)
            yield gap
