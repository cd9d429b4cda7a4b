"""Train an encoder from texts that say the same, in stages that can be stopped and resumed.

``static`` makes the encoder that ships in index/model: a table of term vectors, in a quarter of an
hour on one core. ``transformer`` makes a small transformer, run in int8 by onnxruntime; its last
stages want a GPU. Both learn from the folder of training text (--data) and the questions in
index/training.
"""

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import Progress

from index import static_encoder
from index.training import pairs, static, terms
from scripts.command import run

STATIC_STAGES = ("prepare", "train", "export")
TRANSFORMER_STAGES = (
    "tokenizer", "tokens", "teacher", "negatives", "pretrain", "train", "mine", "refine", "export",
)  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stages asked for; 1 and one line on stderr when their input is missing."""
    parser = argparse.ArgumentParser(prog="python -m scripts.train_encoder", description=__doc__)
    kinds = parser.add_subparsers(dest="kind", required=True)
    _static_arguments(kinds.add_parser("static", help="a table of term vectors"))
    _transformer_arguments(kinds.add_parser("transformer", help="a small transformer"))
    args = parser.parse_args(argv)
    try:
        with Progress(console=Console(stderr=True)) as bars:
            (_static if args.kind == "static" else _transformer)(args, bars)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _common_arguments(parser: argparse.ArgumentParser, stages: Sequence[str], work: str) -> None:
    parser.add_argument("--data", type=Path, required=True, help="folder of the training text")
    parser.add_argument("--out", type=Path, required=True, help="model directory to write")
    parser.add_argument("--work", type=Path, default=Path(work), help="in-between files")
    parser.add_argument("--stage", choices=("all", *stages), default="all")
    parser.add_argument("--sample", type=float, default=1.0, help="share of the data that is read")
    parser.add_argument("--seed", type=int, default=0)


def _static_arguments(parser: argparse.ArgumentParser) -> None:
    recipe = static.Recipe()
    _common_arguments(parser, STATIC_STAGES, "var/training/static")
    parser.add_argument("--terms", type=int, default=70_000, help="size of the vocabulary")
    for field in ("dim", "runs", "steps", "batch"):
        parser.add_argument(f"--{field}", type=int, default=getattr(recipe, field))


def _transformer_arguments(parser: argparse.ArgumentParser) -> None:
    _common_arguments(parser, TRANSFORMER_STAGES, "var/training/transformer")
    parser.add_argument("--terms", type=int, default=32_000, help="size of the vocabulary")
    parser.add_argument("--teacher", default="", help="an English sentence-transformers model")
    for name, default in (("layers", 6), ("width", 384), ("inner", 576)):
        parser.add_argument(f"--{name}", type=int, default=default)
    for name, steps, minutes in (
        ("pretrain", 60_000, 12),
        ("train", 14_000, 6),
        ("refine", 6_000, 3),
    ):
        parser.add_argument(f"--{name}-steps", type=int, default=steps)
        parser.add_argument(f"--{name}-minutes", type=float, default=minutes)
    for name in ("pretrain", "train"):
        parser.add_argument(f"--{name}-batch", type=int, default=1_024)


def _static(args: argparse.Namespace, bars: Progress) -> None:
    recipe = static.Recipe(args.dim, args.runs, args.steps, args.batch, seed=args.seed)
    for stage in STATIC_STAGES if args.stage == "all" else (args.stage,):
        _STATIC[stage](args, recipe, bars)


def _prepare(args: argparse.Namespace, _: static.Recipe, bars: Progress) -> None:
    bar = bars.add_task("prepare", total=None)

    def show(file: str, rows: int) -> None:
        bars.update(bar, description=f"prepare {file} {rows:,}")

    terms.prepare(args.data, args.work, args.terms, show, sample=args.sample)
    bars.update(bar, total=1, completed=1)


def _train(args: argparse.Namespace, recipe: static.Recipe, bars: Progress) -> None:
    known, texts = terms.load(args.work)
    bar = bars.add_task("train", total=recipe.runs * recipe.steps)
    with (args.work / "loss.tsv").open("w", encoding="utf-8", buffering=1) as log:

        def show(step: int, loss: float) -> None:
            bars.update(bar, completed=step, description=f"train, loss {loss:.3f}")
            log.write(f"{step}\t{loss:.4f}\n")

        table = static.train(known, texts, recipe, show)
    np.save(args.work / "table.npy", table)
    content = json.dumps(dataclasses.asdict(recipe), indent=2)
    (args.work / "recipe.json").write_text(content, encoding="utf-8")


def _export(args: argparse.Namespace, recipe: static.Recipe, bars: Progress) -> None:
    known, texts = terms.load(args.work)
    bar = bars.add_task("export", total=1)
    table = np.load(args.work / "table.npy")
    vietnamese = [term for term in known if not term.startswith(terms.ENGLISH)]
    static_encoder.save(args.out, vietnamese, table[: len(vietnamese)])
    encoder = static_encoder.StaticEncoder(args.out)
    table[: len(vietnamese)] = encoder.weights * encoder.scales[:, np.newaxis]
    sampler = static.Sampler(known, texts, recipe)
    for task in pairs.TASKS:
        left, right = sampler.held_out(task)
        if left and task.left != task.right:
            rank = static.mean_reciprocal_rank(table, left, right)
            print(f"{task.file} {task.left} → {task.right}: MRR@10 {rank:.3f} of {len(left)}")
    bars.update(bar, completed=1)


_STATIC = {"prepare": _prepare, "train": _train, "export": _export}


def _transformer(args: argparse.Namespace, bars: Progress) -> None:
    from index.training import stages  # brings transformers
    from index.training.contrast import Recipe
    from index.training.loop import Budget
    from index.training.transformer import Shape

    plan = stages.Plan(
        data=args.data,
        work=args.work,
        out=args.out,
        sample=args.sample,
        vocabulary=args.terms,
        shape=Shape(args.layers, args.width, args.inner, max(1, args.width // 64)),
        teacher=args.teacher,
        pretraining=Budget(args.pretrain_steps, args.pretrain_minutes),
        windows=args.pretrain_batch,
        training=Budget(args.train_steps, args.train_minutes),
        refining=Budget(args.refine_steps, args.refine_minutes),
        recipe=Recipe(batch=args.train_batch, seed=args.seed),
    )
    bar = bars.add_task("transformer", total=None)

    def show(what: str, done: float) -> None:
        share = isinstance(done, float)
        bars.update(
            bar,
            description=what if share else f"{what} {done:,}",
            total=1 if share else None,
            completed=done if share else 0,
        )

    stages.run(plan, args.stage, show)


if __name__ == "__main__":
    run(main)
