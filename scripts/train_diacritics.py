"""Learn to put back the diacritics of questions typed without them, for index/diacritics.*.

Reads the texts that ``scripts.train_encoder static --stage prepare`` left in --work; takes a few
minutes of one core.
"""

import argparse
import dataclasses
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from index.diacritics import Diacritics, save
from index.training import diacritics, terms
from scripts.command import run


def main(argv: Sequence[str] | None = None) -> int:
    """Write the table and print how well it reads unseen questions; 1 when input is missing."""
    recipe = diacritics.Recipe()
    parser = argparse.ArgumentParser(prog="python -m scripts.train_diacritics", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    parser.add_argument("--work", type=Path, default=Path("var/training/static"))
    parser.add_argument("--bits", type=int, default=recipe.bits, help="of the number of weights")
    parser.add_argument("--batch", type=int, default=recipe.batch)
    parser.add_argument("--seed", type=int, default=recipe.seed)
    args = parser.parse_args(argv)
    recipe = dataclasses.replace(recipe, bits=args.bits, batch=args.batch, seed=args.seed)
    try:
        known, texts = terms.load(args.work)
        with Progress(console=Console(stderr=True)) as bars:
            bar = bars.add_task("learn", total=1)

            def show(done: float, right: float) -> None:
                bars.update(bar, completed=done, description=f"learn, {right:.3f} right")

            save(args.out, *diacritics.learn(known, texts, recipe, show))
        unseen = diacritics.unseen(known, texts)
        right = diacritics.accuracy(Diacritics(args.out), unseen)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{right:.4f} of the syllables of {len(unseen):,} unseen questions are right")
    return 0


if __name__ == "__main__":
    run(main)
