"""Train the encoder that ships in index/model from pairs of texts that say the same.

Three stages, each resumed from the files of the one before: prepare (vocabulary and pairs), train
(contrastive, on CPU), export (int8, checked by ranking held-out pairs). ``all`` runs the three.
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

from index import pairs, static_encoder, training
from scripts.command import run

STAGES = ("prepare", "train", "export")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stages asked for; 1 and one line on stderr when their input is missing."""
    recipe = training.Recipe()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the .jsonl.xz files")
    parser.add_argument("--out", type=Path, required=True, help="model directory to write")
    parser.add_argument("--work", type=Path, default=Path("var/training"), help="in-between files")
    parser.add_argument("--stage", choices=("all", *STAGES), default="all")
    parser.add_argument("--sample", type=float, default=1.0, help="share of the data that is read")
    parser.add_argument("--terms", type=int, default=70_000, help="size of the vocabulary")
    for field in ("dim", "steps", "batch", "seed"):
        parser.add_argument(f"--{field}", type=int, default=getattr(recipe, field))
    args = parser.parse_args(argv)
    recipe = dataclasses.replace(
        recipe, dim=args.dim, steps=args.steps, batch=args.batch, seed=args.seed
    )
    try:
        with Progress(console=Console(stderr=True)) as bars:
            for stage in STAGES if args.stage == "all" else (args.stage,):
                _RUN[stage](args, recipe, bars)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _prepare(args: argparse.Namespace, _: training.Recipe, bars: Progress) -> None:
    bar = bars.add_task("prepare", total=None)

    def show(file: str, rows: int) -> None:
        bars.update(bar, description=f"prepare {file} {rows:,}")

    pairs.prepare(args.data, args.work, args.terms, show, sample=args.sample)
    bars.update(bar, total=1, completed=1)


def _train(args: argparse.Namespace, recipe: training.Recipe, bars: Progress) -> None:
    known, texts = pairs.load(args.work)
    bar = bars.add_task("train", total=recipe.steps)
    with (args.work / "loss.tsv").open("w", encoding="utf-8", buffering=1) as log:

        def show(step: int, loss: float) -> None:
            bars.update(bar, completed=step, description=f"train, loss {loss:.3f}")
            log.write(f"{step}\t{loss:.4f}\n")

        table = training.train(known, texts, recipe, show)
    np.save(args.work / "table.npy", table)
    content = json.dumps(dataclasses.asdict(recipe), indent=2)
    (args.work / "recipe.json").write_text(content, encoding="utf-8")


def _export(args: argparse.Namespace, recipe: training.Recipe, bars: Progress) -> None:
    known, texts = pairs.load(args.work)
    bar = bars.add_task("export", total=1)
    table = np.load(args.work / "table.npy")
    vietnamese = [term for term in known if not term.startswith(pairs.ENGLISH)]
    static_encoder.save(args.out, vietnamese, table[: len(vietnamese)])
    encoder = static_encoder.StaticEncoder(args.out)
    table[: len(vietnamese)] = encoder.weights * encoder.scales[:, np.newaxis]
    sampler = training.Sampler(known, texts, recipe)
    for task in pairs.TASKS:
        left, right = sampler.held_out(task)
        if left and task.left != task.right:
            rank = training.mean_reciprocal_rank(table, left, right)
            print(f"{task.file} {task.left} → {task.right}: MRR@10 {rank:.3f} of {len(left)}")
    bars.update(bar, completed=1)


_RUN = {"prepare": _prepare, "train": _train, "export": _export}

if __name__ == "__main__":
    run(main)
