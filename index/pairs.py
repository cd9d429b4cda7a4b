"""Training text → pairs of term lists that say the same, as the encoder's training eats them.

Every field of every file becomes one flat array of vocabulary rows with offsets, so a pair costs
nothing to draw, to cut or to alter, and a year of news fits in memory.
"""

import json
import lzma
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysis import ACCENTED, terms

LONGEST = 2_000  # characters of a field that are read; a passage has 1,200 at most
Rows = NDArray[np.int32]
Progress = Callable[[str, int], None]
"""Called with what is being read and how many rows of it were."""


@dataclass(frozen=True, slots=True)
class Task:
    """Which field of a file asks for which other, and how often it is drawn.

    ``left`` equal to ``right`` means: a span asks for the text around it.
    """

    file: str
    left: str
    right: str
    share: float


TASKS = (
    Task("questions", "question", "answer", 4),
    Task("codex", "title", "body", 3),
    Task("codex", "body", "body", 2),
    Task("news", "title", "lead", 1),
    Task("news", "title", "body", 2),
    Task("news", "lead", "body", 2),
    Task("wiki", "title", "body", 0.3),
    Task("paraphrases", "a", "b", 0.7),
    Task("parallel", "vi", "en", 3),
)
ENGLISH = "e:"
"""Prefixes the English words: known while training, so that Vietnamese terms that are translated
alike come to lie together, and left out of the model."""
_WORD = re.compile(r"[a-z]+")
_INTERFACE = ("android", "odoo", "po_foss")  # sources of button labels and the like


class Texts:
    """Many texts as rows of the vocabulary: text *i* is ``rows[starts[i]:starts[i + 1]]``."""

    def __init__(self, rows: Rows, starts: NDArray[np.int64]) -> None:
        if starts[0] != 0 or starts[-1] != len(rows):
            raise ValueError(f"offsets end at {starts[-1]}, there are {len(rows)} rows")
        self.rows, self.starts = rows, starts

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, text: int) -> Rows:
        return self.rows[self.starts[text] : self.starts[text + 1]]


def records(data: Path, file: str) -> Iterator[dict[str, str]]:
    """Yield the rows of ``file.jsonl.xz``, without translations of a few words out of context.

    Raises:
        FileNotFoundError: If there is no such file.
    """
    with lzma.open(data / f"{file}.jsonl.xz", "rt", encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            fewest = 8 if record.get("source") in _INTERFACE else 4
            if file != "parallel" or len(record["en"].split()) >= fewest:
                yield record


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
        for count, record in enumerate(records(data, file), start=1):
            if int(count * sample) == int((count - 1) * sample):
                continue
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
