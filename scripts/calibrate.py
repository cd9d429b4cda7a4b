"""Fit the confidence: which answers are right, from questions whose answers are known."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from index.confidence import Evidence
from index.errors import QuestionError, RetrievalError
from index.evaluate import Question, first_right, read_questions, unaccented
from index.searcher import open_searcher
from scripts.command import run

OUT = Path("index/calibration.json")
SHOWN = 3
"""A right passage within these ranks makes an answer right: they are a tap away."""

HELD_BACK = 7 / 8
"""Of the questions that nothing answers. Where the shares of these and of right answers shown are
most together, the curve is flat, and a wrong answer misleads more than a near miss delays."""

STRENGTH = 10.0  # inverse of the L2 penalty; in ten folds 1 tells less apart, 100 no more


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.calibrate", description=__doc__)
    parser.add_argument(
        "pairs", nargs="+", type=_pair, metavar="INDEX_DIR=QUESTIONS.jsonl",
        help="an index and a file of questions to ask it",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, default=OUT, metavar="FILE.json")
    args = parser.parse_args(argv)
    try:
        examples = [example for pair in args.pairs for example in _examples(*pair)]
    except (RetrievalError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    right = np.array([right for *_, right in examples])
    nothing = np.array([not question.answerable for _, question, _ in examples])
    evidence = np.array([astuple(found) for found, *_ in examples])
    if not nothing.any() or right.all() or not right.any():
        print("the questions have no right answer, or an answer each", file=sys.stderr)
        return 1
    model = LogisticRegression(C=STRENGTH, class_weight="balanced").fit(evidence, right)
    confidence = model.predict_proba(evidence)[:, 1]
    threshold = _threshold(confidence[right], confidence[nothing])
    names = [field.name for field in fields(Evidence)]
    found = {
        "weights": dict(zip(names, model.coef_[0].round(4).tolist(), strict=True)),
        "bias": round(float(model.intercept_[0]), 4),
        "threshold": round(threshold, 4),
    }
    args.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    for kind in dict.fromkeys(question.type for _, question, _ in examples):
        mine = np.array([question.type == kind for _, question, _ in examples])
        print(f"{kind:14} {mine.sum():4}  answered {(confidence[mine] >= threshold).mean():.3f}")
    print(f"right answers shown {(confidence[right] >= threshold).mean():.3f}")
    print(f"held back where nothing answers {(confidence[nothing] < threshold).mean():.3f}")
    return 0


def _examples(index_dir: Path, path: Path) -> Iterator[tuple[Evidence, Question, bool]]:
    """Yield evidence, question and whether the answer is right, as typed and unaccented."""
    searcher = open_searcher(index_dir)
    for question in read_questions(path):
        for asked in (question, unaccented(question)):
            try:
                _, hits, evidence = searcher.examine(asked.question, SHOWN)
            except QuestionError:  # refused at the door: nothing to weigh
                continue
            yield evidence, asked, first_right(question, hits)[0] > 0


def _threshold(right: NDArray[np.float64], nothing: NDArray[np.float64]) -> float:
    """Return the lowest bar that holds back enough of what nothing answers; the highest if none.

    An answer that is wrong although there is a right one does not count here: its hits are
    the best near misses there are, whatever they are called.
    """
    bars = np.unique(right)
    held = (nothing < bars[:, np.newaxis]).mean(axis=1)
    return float(bars[held >= HELD_BACK].min(initial=bars[-1]))


def _pair(text: str) -> tuple[Path, Path]:
    index_dir, found, questions = text.partition("=")
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not INDEX_DIR=QUESTIONS.jsonl")
    return Path(index_dir), Path(questions)


if __name__ == "__main__":
    run(main)
