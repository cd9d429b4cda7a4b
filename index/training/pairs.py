"""The pairs of texts that say the same, which every encoder here learns from.

Most files are ``FILE.jsonl.xz`` in the training folder. Three are ours and lie beside this module,
questions in a cadre's own words: ``written`` and ``apart`` for passages of the training text, which
are named by their place and looked up there, ``composed`` for passages that we wrote as well.
Nothing is trained on ``apart``, whose passages nobody asks about in ``written``: it tells how well
what was learnt carries over. The everyday words of ``index/thesaurus.tsv`` say the same as those of
a directive beside them.
"""

import itertools
import json
import lzma
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.phrases import THESAURUS, read_rows

LONGEST = 2_000  # characters of a field that are read; a passage has 1,200 at most
_OWN = "written", "composed", "apart"
OURS = {name: Path(__file__).parent / f"{name}.jsonl.xz" for name in _OWN}
SAID = Path(__file__).parent.parent / THESAURUS
Progress = Callable[[str, int], None]
"""Called with what is being read and how many rows of it were."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Task:
    """Which field of a file asks for which other, and how often it is drawn.

    ``left`` equal to ``right`` means: a span asks for the text around it. What has no share is only
    measured.
    """

    file: str
    left: str
    right: str
    share: float


TASKS = (
    Task("written", "question", "passage", 6),
    Task("composed", "question", "passage", 4),
    Task("apart", "question", "passage", 0),
    Task("thesaurus", "everyday", "directive", 1),
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
_INTERFACE = ("android", "odoo", "po_foss")  # sources of button labels and the like


class Texts:
    """Many texts as rows of the vocabulary: text *i* is ``rows[starts[i]:starts[i + 1]]``."""

    def __init__(self, rows: NDArray[np.integer], starts: NDArray[np.integer]) -> None:
        if starts[0] != 0 or starts[-1] != len(rows):
            raise ValueError(f"offsets end at {starts[-1]}, there are {len(rows)} rows")
        self.rows, self.starts = rows, starts

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __iter__(self) -> Iterator[NDArray[np.integer]]:
        return (self[text] for text in range(len(self)))

    def __getitem__(self, text: int) -> NDArray[np.integer]:
        return self.rows[self.starts[text] : self.starts[text + 1]]


def sampled(items: Iterable[T], share: float) -> Iterator[T]:
    """Yield a share of the items, evenly spread."""
    for count, item in enumerate(items, start=1):
        if int(count * share) != int((count - 1) * share):
            yield item


def records(data: Path, file: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a file, without translations of a few words out of context.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If a written question's passage is not where it is said to be.
    """
    if file in OURS:
        yield from _asked(data, OURS[file])
        return
    if file == "thesaurus":
        for everyday, directive in read_rows(SAID):
            yield {"everyday": everyday, "directive": directive}
        return
    for record in _rows(data / f"{file}.jsonl.xz"):
        fewest = 8 if record.get("source") in _INTERFACE else 4
        if file != "parallel" or len(record["en"].split()) >= fewest:
            yield record


def blocks(path: Path) -> Iterator[str]:
    """Yield the documents of a ``.txt.xz``, which empty lines part; each run of spaces is one."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for blank, block in itertools.groupby(lines, key=str.isspace):
            if not blank:
                yield " ".join(unicodedata.normalize("NFC", "".join(block)).split())


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _fields(path: Path) -> Iterator[dict[str, str]]:
    """Yield the texts of a file by field; running text has the one field ``text``."""
    if ".txt" in path.suffixes:
        yield from ({"text": text} for text in blocks(path))
    else:
        for row in _rows(path):
            yield {
                name: " ".join(unicodedata.normalize("NFC", value).split())
                for name, value in row.items()
            }


def _asked(data: Path, ours: Path) -> Iterator[dict[str, str]]:
    """Yield our questions with their passages: our own first, then in the order they are found."""
    wanted: dict[str, dict[int, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in _rows(ours):
        if "passage" in row:
            yield from ({"question": q, "passage": row["passage"]} for q in row["questions"])
        else:
            wanted[row["file"]][row["row"]].append(row)
    for file, by_row in sorted(wanted.items()):
        left = len(by_row)
        for number, text in enumerate(_fields(data / file)):
            for row in by_row.get(number, ()):
                passage = text[row["field"]][row["start"] : row["end"]]
                found = zlib.crc32(passage.encode())
                if found != row["crc32"]:
                    raise ValueError(
                        f"{file}, text {number}: the passage at {row['start']} has the checksum "
                        f"{found}, the one that {ours.name} asks about has {row['crc32']}"
                    )
                yield from ({"question": said, "passage": passage} for said in row["questions"])
            left -= number in by_row
            if not left:
                break
