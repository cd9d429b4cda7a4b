"""Contrastive training of the static encoder: what belongs together moves together.

A batch holds pairs of one task. Each left text must find its right one among all the right texts
of the batch, and the other way round (InfoNCE, van den Oord et al. 2018).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from index.static_encoder import Vocabulary, bag
from index.training.augment import FRAMES
from index.training.pairs import TASKS, Task, Texts

Rows = NDArray[np.int64]
Progress = Callable[[int, float], None]
"""Called with the step, from 1 and counted through all runs, and the mean loss of late."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the weights besides the data."""

    dim: int = 384
    runs: int = 4  # from the same start over other batches; their tables are averaged
    steps: int = 1_800
    batch: int = 512
    temperature: float = 0.05
    rate: float = 3e-3
    seed: int = 0
    unaccented: float = 0.25  # share of left texts typed without diacritics
    framed: float = 0.2  # share of left texts in a chatty frame
    dropped: float = 0.1  # share of the left text's terms left out
    longest: int = 450  # terms of a right text, about a passage of 700 characters
    shortest: int = 120
    held_out: int = 50  # one pair in so many is never trained on


def weigh(texts: Sequence[Rows], size: int) -> csr_array:
    """Return the sparse ``(len(texts), size)`` matrix that, times the table, sums every text."""
    bags = [bag(text) for text in texts]
    starts = np.cumsum([0] + [len(rows) for rows, _ in bags])
    rows, weights = (np.concatenate(part) for part in zip(*bags, strict=True))
    return csr_array((weights, rows, starts), shape=(len(texts), size))


class Sampler:
    """Draws batches of altered pairs, for ever; the same seed and run give the same ones.

    Raises:
        ValueError: If the two sides of a task differ in number, or are too few to tell apart.
    """

    def __init__(
        self, known: Sequence[str], texts: dict[str, Texts], recipe: Recipe, run: int = 0
    ) -> None:
        self._texts, self._recipe = texts, recipe
        vocabulary = Vocabulary(known)
        self._accented = vocabulary.accented
        self._frames = [vocabulary.rows(frame) for frame in FRAMES]
        self._random = np.random.default_rng((recipe.seed, run))
        for task in TASKS:
            left, right = map(len, self.pairs(task))
            if left != right or left < 3:
                raise ValueError(f"{task.file}: {left} {task.left} for {right} {task.right}")

    def pairs(self, task: Task) -> tuple[Texts, Texts]:
        """Return the left and the right texts of a task; equal numbers belong together."""
        left, right = (self._texts[f"{task.file}.{field}"] for field in (task.left, task.right))
        return left, right

    def batches(self) -> Iterator[tuple[list[Rows], list[Rows]]]:
        """Yield the left and the right texts of a batch, one task at a time."""
        shares = np.array([task.share for task in TASKS])
        while True:
            task = TASKS[self._random.choice(len(TASKS), p=shares / shares.sum())]
            left, right = self.pairs(task)
            drawn = self._random.choice(len(left), min(len(left), self._recipe.batch), False)
            pairs = [
                self._cut(left[number], right[number], task.left == task.right)
                for number in drawn[drawn % self._recipe.held_out != 0]
            ]
            pairs = [(self._typed(a), b) for a, b in pairs]
            pairs = [(a, b) for a, b in pairs if len(a) and len(b)]
            if len(pairs) > 1:
                yield [a for a, _ in pairs], [b for _, b in pairs]

    def held_out(self, task: Task, most: int = 1_000) -> tuple[list[Rows], list[Rows]]:
        """Return pairs that are never drawn, whole but for the length of a passage."""
        left, right = self.pairs(task)
        numbers = range(0, len(left), self._recipe.held_out if task.share else 1)
        pairs = [(left[n], right[n][: self._recipe.longest]) for n in numbers]
        pairs = [(a, b) for a, b in pairs if len(a) and len(b)][:most]
        return [a.astype(np.int64) for a, _ in pairs], [b.astype(np.int64) for _, b in pairs]

    def _cut(
        self, left: NDArray[np.integer], right: NDArray[np.integer], same: bool
    ) -> tuple[Rows, Rows]:
        """Return the left text and a passage of the right one; of one text, a span and the rest."""
        recipe, random = self._recipe, self._random
        size = int(random.integers(recipe.shortest, recipe.longest))
        # Half of the passages are beginnings, which tell what the whole is about.
        start = int(random.integers(max(1, len(right) - size))) if random.random() < 0.5 else 0
        passage = right[start : start + size].astype(np.int64)
        if not same:
            return left[: recipe.longest].astype(np.int64), passage
        length = min(int(random.integers(15, 60)), len(passage) // 2)
        start = int(random.integers(len(passage) - length + 1))
        rest = np.concatenate([passage[:start], passage[start + length :]])
        return passage[start : start + length], rest

    def _typed(self, left: Rows) -> Rows:
        """Return a text more like what people type."""
        recipe, random = self._recipe, self._random
        left = left[random.random(len(left)) >= recipe.dropped]
        if random.random() < recipe.framed:
            left = np.concatenate([self._frames[random.integers(len(self._frames))], left])
        if random.random() < recipe.unaccented:
            left = left[left >= self._accented]
        return left


def importance(size: int, texts: dict[str, Texts]) -> NDArray[np.float32]:
    """Return a first guess of how much each term matters: ln(all / its occurrences), mean 1."""
    seen = sum(np.bincount(text.rows, minlength=size) for text in texts.values())
    rarity = np.log(np.sum(seen) / (np.asarray(seen) + 1))
    return np.asarray(rarity / rarity.mean(), dtype=np.float32)


def train(
    known: Sequence[str], texts: dict[str, Texts], recipe: Recipe, progress: Progress
) -> NDArray[np.float32]:
    """Return the learnt table, a row for each known term: the mean of those of all runs.

    Runs that start alike end near enough for their mean to be better than each of them (model
    soups, Wortsman et al. 2022); a row on which they do not agree becomes short and counts less.
    """
    # The sparse products take one core and most of the time; threads only wait for each other.
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(recipe.seed)
    start = torch.randn(len(known), recipe.dim, generator=generator) / recipe.dim**0.5
    start *= torch.from_numpy(importance(len(known), texts))[:, None]
    learnt = np.zeros(start.shape, np.float32)
    for run in range(recipe.runs):
        batches = Sampler(known, texts, recipe, run).batches()

        def show(step: int, loss: float, run: int = run) -> None:
            progress(run * recipe.steps + step, loss)

        learnt += _run(start.clone(), batches, recipe, show) / recipe.runs
    return learnt


def _run(
    table: torch.Tensor,
    batches: Iterator[tuple[list[Rows], list[Rows]]],
    recipe: Recipe,
    progress: Progress,
) -> NDArray[np.float32]:
    """Train a table in place and return it."""
    adam = torch.optim.Adam([table], lr=recipe.rate, fused=True)
    slope = torch.optim.lr_scheduler.OneCycleLR(
        adam, recipe.rate, total_steps=recipe.steps, pct_start=0.05, anneal_strategy="linear"
    )
    recent = 0.0
    for step, (left, right) in zip(range(1, recipe.steps + 1), batches, strict=False):
        # Autograd stops at the sums: the table's own gradient is one sparse product, which is ten
        # times as fast as EmbeddingBag's.
        counts = weigh([*left, *right], len(table))
        sums = torch.from_numpy(counts @ table.numpy()).requires_grad_()
        loss = contrast(sums[: len(left)], sums[len(left) :], recipe.temperature)
        (gradient,) = torch.autograd.grad(loss, sums)
        table.grad = torch.from_numpy(counts.T @ gradient.numpy())
        adam.step()
        slope.step()
        recent = loss.item() if step == 1 else 0.95 * recent + 0.05 * loss.item()
        progress(step, recent)
    learnt: NDArray[np.float32] = table.numpy()
    return learnt


def contrast(left: torch.Tensor, right: torch.Tensor, temperature: float) -> torch.Tensor:
    """Return how badly row *i* of either side finds row *i* of the other, by cosine."""
    left, right = (torch.nn.functional.normalize(side, dim=1) for side in (left, right))
    scores, own = left @ right.T / temperature, torch.arange(len(left))
    there = torch.nn.functional.cross_entropy(scores, own)
    back = torch.nn.functional.cross_entropy(scores.T, own)
    return (there + back) / 2


def mean_reciprocal_rank(table: NDArray[np.float32], left: list[Rows], right: list[Rows]) -> float:
    """Return the mean of 1 / rank of each left text's own right text, 0 past the tenth."""
    sums = weigh([*left, *right], len(table)) @ table
    vectors = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    scores = vectors[: len(left)] @ vectors[len(left) :].T
    ranks = 1 + (scores > np.diag(scores)[:, np.newaxis]).sum(axis=1)
    return float(np.where(ranks <= 10, 1 / ranks, 0).mean())
