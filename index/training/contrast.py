"""Contrastive training of the transformer, and distillation from the teacher beside it.

A step holds pairs of one task. Each question must find its own passage among all passages of the
batch, and the hard negatives of all its questions (InfoNCE, van den Oord et al. 2018); or each
Vietnamese sentence must find the teacher's vector of its translation, and come close to it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import ModernBertModel

from index.training.loop import Budget, Show, device, fit
from index.training.pairs import TASKS, Task, Texts
from index.training.teacher import DIM, VECTORS
from index.training.tokens import TYPED, open_field
from index.training.transformer import Pooled, Tokens, embed

MEASURED = next(task for task in TASKS if task.file == "apart")
"""What the log tells about."""

LEXICAL, MINED = ".lexical.npy", ".mined.npy"
"""Ends of the files of hard negatives: the lexical index's, and those of a model once trained."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides a step besides the data and the weights."""

    batch: int = 1_024
    rate: float = 3e-4
    temperature: float = 0.03
    negatives: int = 2  # hard ones of each question
    longest: int = 200  # tokens of a passage, about 900 characters
    typed: float = 0.5  # share of the questions that come as typed in a hurry
    dropped: float = 0.1  # share of a question's tokens left out
    nearness: float = 1.0  # weight of the distance to the teacher beside the ranking
    seed: int = 0


class Sampler:
    """Draws what a step needs; the same step draws the same.

    Args:
        work: Where ``tokens.write_fields`` and the teacher's and negatives' stages wrote.
        recipe: How to draw.
        kinds: The hard negatives to draw from.
    """

    def __init__(self, work: Path, recipe: Recipe, kinds: Sequence[str] = (LEXICAL,)) -> None:
        self.recipe = recipe
        names = {f"{task.file}.{f}" for task in TASKS for f in (task.left, task.right)}
        names |= {f"{task.file}.{task.left}{TYPED}" for task in TASKS if task.left != task.right}
        self._fields: Mapping[str, Texts] = {
            name: open_field(work, name) for name in sorted(names) if not name.endswith(".en")
        }
        self._negatives = {
            path.name.removesuffix(LEXICAL): np.hstack(
                [np.load(path.with_name(path.name.removesuffix(LEXICAL) + kind)) for kind in kinds]
            )
            for path in sorted(work.glob(f"*{LEXICAL}"))
        }
        self.teacher: NDArray[np.int8] = np.load(work / VECTORS)

    def draw(self, step: int) -> tuple[Task, list[Tokens], list[Tokens], NDArray[np.int64]]:
        """Return the task of a step, its questions, its passages and the pairs' numbers.

        The first passages are the questions' own, in order; hard negatives follow. A task whose
        right side is the teacher's has no passages.
        """
        recipe = self.recipe
        random = np.random.default_rng([recipe.seed, step])
        shares = np.array([task.share for task in TASKS])
        task = TASKS[random.choice(len(TASKS), p=shares / shares.sum())]
        left = self._fields[f"{task.file}.{task.left}"]
        numbers = random.choice(len(left), min(len(left), recipe.batch), replace=False)
        questions, passages = [], []
        for number in numbers:
            question, passage = self._pair(task, int(number), random)
            questions.append(question)
            passages.append(passage)
        if task.right == "en":
            return task, questions, [], numbers
        right = self._fields[f"{task.file}.{task.right}"]
        hard = self._negatives.get(f"{task.file}.{task.left}")
        if hard is not None:
            chosen = random.integers(hard.shape[1], size=(len(numbers), recipe.negatives))
            rows = np.unique(np.take_along_axis(hard[numbers], chosen, axis=1))
            rows = np.setdiff1d(rows[rows >= 0], numbers)
            passages += [right[int(row)][: recipe.longest] for row in rows]
        return task, questions, passages, numbers

    def measured(self) -> tuple[list[Tokens], list[Tokens]]:
        """Return the pairs that nothing is trained on, as they are written."""
        left, right = (self._fields[f"apart.{f}"] for f in (MEASURED.left, MEASURED.right))
        return list(left), [passage[: self.recipe.longest] for passage in right]

    def _pair(self, task: Task, number: int, random: np.random.Generator) -> tuple[Tokens, Tokens]:
        recipe = self.recipe
        if task.left == task.right:  # a span of a text asks for what stands around it
            text = self._fields[f"{task.file}.{task.left}"][number]
            start = int(random.integers(max(1, len(text) - recipe.longest)))
            text = text[start : start + recipe.longest]
            size = min(int(random.integers(12, 50)), max(1, len(text) // 2))
            start = int(random.integers(max(1, len(text) - size)))
            return text[start : start + size], np.delete(text, np.s_[start : start + size])
        version = TYPED if random.random() < recipe.typed else ""
        question = self._fields[f"{task.file}.{task.left}{version}"][number]
        question = question[: recipe.longest]
        kept = random.random(len(question)) >= recipe.dropped
        question = question[kept] if kept.any() else question
        if task.right == "en":
            return question, question[:0]
        passage = self._fields[f"{task.file}.{task.right}"][number]
        spare = max(1, len(passage) - recipe.longest + 1)
        # Half of the passages are beginnings, which tell what the whole is about.
        start = int(random.integers(spare)) if random.random() < 0.5 else 0
        return question, passage[start : start + recipe.longest]


class Student(torch.nn.Module):
    """The encoder, with a map from its vectors to the teacher's that is only trained with."""

    def __init__(self, body: ModernBertModel) -> None:
        super().__init__()
        self.encoder = Pooled(body)
        self.to_teacher = torch.nn.Linear(body.config.hidden_size, DIM, bias=False)


def info_nce(questions: torch.Tensor, passages: torch.Tensor, temperature: float) -> torch.Tensor:
    """Return how badly question *i* finds passage *i*, and passage *i* question *i*, by cosine.

    Passages past the last question are negatives of all.
    """
    scores = questions.float() @ passages.float().T / temperature
    own = torch.arange(len(questions), device=scores.device)
    there = torch.nn.functional.cross_entropy(scores, own)
    back = torch.nn.functional.cross_entropy(scores[:, : len(questions)].T, own)
    return (there + back) / 2


def train(
    body: ModernBertModel, sampler: Sampler, folder: Path, budget: Budget, show: Show
) -> None:
    """Train the body further and leave the encoder's weights in ``folder``."""
    recipe = sampler.recipe
    torch.manual_seed(recipe.seed)
    student = Student(body).to(device())

    def loss(step: int) -> torch.Tensor:
        task, questions, passages, numbers = sampler.draw(step)
        vectors = embed(student.encoder, questions + passages)
        if task.right != "en":
            found, right = vectors[: len(questions)], vectors[len(questions) :]
            return info_nce(found, right, recipe.temperature)
        taught = torch.from_numpy(sampler.teacher[numbers].astype(np.float32)).to(device())
        taught = torch.nn.functional.normalize(taught, dim=1)
        guess = torch.nn.functional.normalize(student.to_teacher(vectors).float(), dim=1)
        apart = (1 - (guess * taught).sum(1)).mean()
        return info_nce(guess, taught, recipe.temperature) + recipe.nearness * apart

    def measure() -> dict[str, float]:
        return {"MRR@10": apart_mrr(student.encoder, sampler)}

    fit(
        student, loss, folder, rate=recipe.rate, budget=budget, show=show,
        measure=measure, measure_every=200,
    )  # fmt: skip
    body.save_pretrained(folder)


@torch.no_grad()
def apart_mrr(encoder: Pooled, sampler: Sampler) -> float:
    """Return the mean of 1 / rank of each question's own passage, 0 past the tenth.

    A passage that several questions ask about counts once.
    """
    questions, passages = sampler.measured()
    places = {passage.tobytes(): place for place, passage in enumerate(passages)}
    order = {place: column for column, place in enumerate(places.values())}
    own = torch.tensor([order[places[passage.tobytes()]] for passage in passages])
    scores = embed(encoder, questions) @ embed(encoder, [passages[p] for p in order]).T
    right = scores.gather(1, own.to(scores.device)[:, None])
    ranks = 1 + (scores > right).sum(1)
    return float(torch.where(ranks <= 10, 1 / ranks, 0.0).mean())
