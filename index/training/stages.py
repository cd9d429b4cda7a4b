"""The transformer's recipe: stages that each leave files for the next and can be run alone.

A stage whose product is there is done, and one that was stopped goes on from its checkpoint, so
running the recipe again is how to resume it. The first four need only a CPU; those from pretrain to
refine want a GPU, and read nothing but the working folder, so that only this has to travel there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import ModernBertModel

from index.training import contrast, negatives, tokens
from index.training.loop import Budget, device
from index.training.masked import pretrain
from index.training.pairs import LONGEST, records, sampled
from index.training.teacher import VECTORS, open_teacher, write_vectors
from index.training.transformer import Pooled, Shape, embed

Progress = Callable[[str, float], None]
"""Called with what is being done and how much of it is behind: a count, or a share in [0, 1]."""

MINED = (
    ("written", "question", "passage"),
    ("composed", "question", "passage"),
    ("questions", "question", "answer"),
)
"""The pairs that get hard negatives: real questions with real passages."""

_CHECKED = 64  # texts on which the exported model is compared with the trained one


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything is, and how large the run is."""

    data: Path
    work: Path
    out: Path
    sample: float = 1.0
    vocabulary: int = 32_000
    shape: Shape = field(default_factory=Shape)
    teacher: str = ""
    pretraining: Budget = field(default_factory=lambda: Budget(60_000, 12))
    windows: int = 1_024
    training: Budget = field(default_factory=lambda: Budget(14_000, 6))
    refining: Budget = field(default_factory=lambda: Budget(6_000, 3))
    recipe: contrast.Recipe = field(default_factory=contrast.Recipe)


def _tokenizer(plan: Plan, progress: Progress) -> None:
    tokens.write_tokenizer(plan.data, plan.work, plan.vocabulary, progress, plan.sample)


def _tokens(plan: Plan, progress: Progress) -> None:
    seed = plan.recipe.seed
    tokens.write_fields(plan.data, plan.work, progress, plan.sample, seed)
    tokens.write_stream(plan.data, plan.work, progress, plan.sample, seed)


def _teacher(plan: Plan, progress: Progress) -> None:
    if not plan.teacher:
        raise ValueError("the stage teacher needs --teacher: an English sentence encoder")
    english = [row["en"] for row in sampled(records(plan.data, "parallel"), plan.sample)]
    teach = open_teacher(plan.teacher)
    write_vectors(english, teach, plan.work, lambda done: progress("teacher", done))


def _negatives(plan: Plan, progress: Progress) -> None:
    for file, asking, answering in MINED:
        rows = list(sampled(records(plan.data, file), plan.sample))
        found = negatives.lexical_negatives(
            [row[asking] for row in rows],
            [row[answering][:LONGEST] for row in rows],
            lambda done: progress("negatives", done),
        )
        np.save(plan.work / f"{file}.{asking}{contrast.LEXICAL}", found)


def _pretrain(plan: Plan, progress: Progress) -> None:
    tokenizer = Tokenizer.from_file(str(plan.work / tokens.TOKENIZER))
    pretrain(
        tokens.open_stream(plan.work),
        tokenizer.get_vocab_size(),
        plan.shape,
        plan.work / "pretrain",
        batch=plan.windows,
        budget=plan.pretraining,
        seed=plan.recipe.seed,
        show=lambda done, step, loss: progress(f"pretrain, step {step}, loss {loss:.3f}", done),
    )


def _train(plan: Plan, progress: Progress) -> None:
    _contrast(plan, "pretrain", "train", (contrast.LEXICAL,), plan.training, progress)


@torch.no_grad()
def _mine(plan: Plan, progress: Progress) -> None:
    encoder = Pooled(ModernBertModel.from_pretrained(plan.work / "train")).to(device()).eval()
    for file, asking, answering in MINED:
        asked, answers = (tokens.open_field(plan.work, f"{file}.{f}") for f in (asking, answering))
        passages = [answer[: plan.recipe.longest] for answer in answers]
        found = negatives.dense_negatives(
            embed(encoder, [question[: plan.recipe.longest] for question in asked]).cpu().numpy(),
            embed(encoder, passages).cpu().numpy(),
            [passage.tobytes() for passage in passages],
            lambda done: progress("mine", done),
        )
        np.save(plan.work / f"{file}.{asking}{contrast.MINED}", found)


def _refine(plan: Plan, progress: Progress) -> None:
    kinds = (contrast.LEXICAL, contrast.MINED)
    _contrast(plan, "train", "refine", kinds, plan.refining, progress)


def _contrast(
    plan: Plan, before: str, stage: str, kinds: Sequence[str], budget: Budget, progress: Progress
) -> None:
    contrast.train(
        ModernBertModel.from_pretrained(plan.work / before),
        contrast.Sampler(plan.work, plan.recipe, kinds),
        plan.work / stage,
        budget,
        lambda done, step, loss: progress(f"{stage}, step {step}, loss {loss:.3f}", done),
    )


def _export(plan: Plan, progress: Progress) -> None:
    from index.training.export import export

    body = ModernBertModel.from_pretrained(plan.work / "refine")
    tokenizer = Tokenizer.from_file(str(plan.work / tokens.TOKENIZER))
    sampler = contrast.Sampler(plan.work, plan.recipe)
    mrr = contrast.apart_mrr(Pooled(body).to(device()), sampler)
    texts = [tokenizer.decode(passage.tolist()) for passage in sampler.measured()[1][:_CHECKED]]
    nearest = export(body.cpu(), tokenizer, plan.out, texts)
    progress(f"export, MRR@10 {mrr:.3f}, int8 within {nearest:.4f}", 1.0)


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the recipe; it is done when ``product`` is in the working folder."""

    run: Callable[[Plan, Progress], None]
    product: str | None


STAGES: Mapping[str, Stage] = {
    "tokenizer": Stage(_tokenizer, tokens.TOKENIZER),
    "tokens": Stage(_tokens, "text-00.u16.xz"),
    "teacher": Stage(_teacher, VECTORS),
    "negatives": Stage(_negatives, f"{MINED[-1][0]}.{MINED[-1][1]}{contrast.LEXICAL}"),
    "pretrain": Stage(_pretrain, "pretrain/model.safetensors"),
    "train": Stage(_train, "train/model.safetensors"),
    "mine": Stage(_mine, f"{MINED[-1][0]}.{MINED[-1][1]}{contrast.MINED}"),
    "refine": Stage(_refine, "refine/model.safetensors"),
    "export": Stage(_export, None),
}


def run(plan: Plan, stage: str, progress: Progress) -> None:
    """Run one stage, or ``all`` that are not done yet, in order.

    Raises:
        FileNotFoundError: If what an earlier stage writes, or the training text, is missing.
        ValueError: If the text is not what the questions were written for, or int8 loses too much.
    """
    for name, step in STAGES.items():
        done = step.product is not None and (plan.work / step.product).exists()
        if stage == name or (stage == "all" and not done):
            step.run(plan, progress)
