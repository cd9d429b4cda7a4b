"""Training text → pairs of term lists, as the static encoder's training eats them.

Every field of every file becomes one flat array of vocabulary rows with offsets, so a pair costs
nothing to draw, to cut or to alter, and a year of news fits in memory.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysis import ACCENTED, terms
from index.training.pairs import LONGEST, TASKS, Progress, Texts, records, sampled

Rows = NDArray[np.int32]
ENGLISH = "e:"
"""Prefixes the English words: known while training, so that Vietnamese terms that are translated
alike come to lie together, and left out of the model."""
_WORD = re.compile(r"[a-z]+")


def _terms(field: str, text: str) -> Iterator[str]:
    if field == "parallel.en":
        return (ENGLISH + word for word in _WORD.findall(text.lower()))
    return terms(text)


def prepare(data: Path, work: Path, size: int, progress: Progress, *, sample: float = 1.0) -> None:
    """Choose the vocabulary and write it and every field's texts into ``work``.

    The ``size`` Vietnamese terms that occur most often are known, and the English words that occur
    three times; these come last. ``sample`` is the share of each file's rows that is used, evenly
    spread.
    """
    work.mkdir(parents=True, exist_ok=True)
    numbers: dict[str, int] = {}
    fields = {f"{t.file}.{f}": (list[Rows](), [0]) for t in TASKS for f in (t.left, t.right)}
    for file in sorted({task.file for task in TASKS}):
        names = sorted({f for task in TASKS if task.file == file for f in (task.left, task.right)})
        for count, record in enumerate(sampled(records(data, file), sample), start=1):
            for name in names:
                rows, starts = fields[f"{file}.{name}"]
                found = _terms(f"{file}.{name}", record[name][:LONGEST])
                rows.append(
                    np.array([numbers.setdefault(t, len(numbers)) for t in found], np.int32)
                )
                starts.append(starts[-1] + len(rows[-1]))
            progress(file, count)
    flat = {
        field: np.concatenate([np.zeros(0, np.int32), *rows]) for field, (rows, _) in fields.items()
    }
    seen = sum(np.bincount(rows, minlength=len(numbers)) for rows in flat.values())
    known, place = _choose(list(numbers), np.asarray(seen), size)
    (work / "vocabulary.txt").write_text("".join(f"{term}\n" for term in known), encoding="utf-8")
    for field, (_, starts) in fields.items():
        kept = place[flat[field]]
        before = np.concatenate([[0], np.cumsum(kept >= 0)])
        np.save(work / f"{field}.rows.npy", kept[kept >= 0])
        np.save(work / f"{field}.starts.npy", before[np.array(starts)])


def _choose(found: Sequence[str], seen: NDArray[np.int64], size: int) -> tuple[list[str], Rows]:
    """Return the known terms in their final order, and the row of every term found, or -1."""
    often = np.lexsort((np.array(found), -seen)).tolist()
    vietnamese = [n for n in often if not found[n].startswith(ENGLISH)][:size]
    english = [n for n in often if found[n].startswith(ENGLISH) and seen[n] >= 3]
    vietnamese.sort(key=lambda number: not found[number].startswith(ACCENTED))
    order = vietnamese + english
    place = np.full(len(found), -1, dtype=np.int32)
    place[order] = np.arange(len(order))
    return [found[number] for number in order], place


def load(work: Path) -> tuple[list[str], dict[str, Texts]]:
    """Return the vocabulary and the texts that ``prepare`` wrote, by ``file.field``.

    Raises:
        FileNotFoundError: If ``prepare`` has not run.
    """
    known = (work / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
    texts = {
        field: Texts(
            np.asarray(np.load(work / f"{field}.rows.npy", mmap_mode="r")),
            np.load(work / f"{field}.starts.npy"),
        )
        for field in sorted({f"{task.file}.{f}" for task in TASKS for f in (task.left, task.right)})
    }
    return known, texts
