"""Measure speed and quality of each retriever in one run, so that the figures can be compared."""

import argparse
import statistics
import subprocess
import sys
import tempfile
import timeit
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from corpus.errors import CorpusError
from corpus.folder import Read, read_folders
from index.build import build
from index.chunk import chunk
from index.encoder import Encoder
from index.encoders import EMBEDDED, MODEL, open_encoder
from index.errors import RetrievalError
from index.evaluate import Question, ask, read_questions, report, unaccented
from index.searcher import DENSE_WEIGHT, open_searcher
from scripts.chart import draw_bars
from scripts.command import run

# Weight of the dense score beside the lexical one, and of the closer look beside both.
LEXICAL = {"lexical": (0.0, 0.0)}
LEGS = {"alone": (1.0, 0.0), "sum": (DENSE_WEIGHT, 0.0), "whole": (DENSE_WEIGHT, 1.0)}
REPEATS = 5  # medians of so many runs
PAGE = 2_000  # characters of an A4 page in 14 points, for documents that have no pages


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument(
        "documents", nargs="*", type=Path, default=[Path("corpus/documents")], metavar="DIR"
    )
    parser.add_argument(
        "--questions", type=Path, default=Path("corpus/questions.jsonl"), metavar="FILE.jsonl"
    )
    parser.add_argument(
        "--encoder", nargs="+", default=[EMBEDDED], metavar="NAME", help="each gets its rows"
    )
    parser.add_argument("--plot", type=Path, metavar="FILE.png", help="also draw the quality")
    args = parser.parse_args(argv)
    try:
        questions = read_questions(args.questions)
        quality = _Quality(args.questions.name, questions)
        for place, name in enumerate(args.encoder):
            encoder = open_encoder(name)
            with tempfile.TemporaryDirectory() as directory:
                index_dir = Path(directory)
                Console().print(_speed(args.documents, index_dir, encoder))
                if not place:
                    quality.add(index_dir, "", LEXICAL)
                quality.add(index_dir, Path(encoder.name).name, LEGS)
        Console().print(quality.table())
        if args.plot:
            quality.draw(args.plot)
    except (RetrievalError, CorpusError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _speed(documents: Sequence[Path], index_dir: Path, encoder: Encoder) -> Table:
    read = [item.document for item in read_folders(documents) if isinstance(item, Read)]
    texts = [passage.text for document in read for passage in chunk(document)]
    characters = sum(map(len, texts))
    command = [sys.executable, "-m", "scripts.ask", "--index", str(index_dir), "khối dân vận"]

    table = Table(title=f"{encoder.name}, {len(read)} documents, {len(texts)} passages, medians")
    table.add_column("step")
    table.add_column("time", justify="right")
    table.add_column("rate", justify="right")

    def row(step: str, seconds: float, rate: str) -> None:
        table.add_row(step, f"{seconds * 1000:,.1f} ms", rate)

    reading = _seconds(lambda: list(read_folders(documents)))
    pages = sum(document.page_count or -(-len(document.text) // PAGE) for document in read)
    rate = f"{characters / reading / 1e6:.2f} M characters/s, {pages / reading:,.0f} pages/s"
    row("read and clean", reading, rate)
    encoding = _seconds(lambda: encoder.encode_passages(texts))
    row("encode passages", encoding, f"{len(texts) / encoding:,.0f} passages/s")
    one = _seconds(lambda: encoder.encode_query("Khối dân vận cấp xã có bao nhiêu thành viên?"))
    row("encode one question", one, "")
    full = _seconds(lambda: build(documents, index_dir, encoder, full=True))
    row("build everything", full, f"{len(texts) / full:,.0f} passages/s")
    again = _seconds(lambda: build(documents, index_dir, encoder))
    row("build again, nothing changed", again, f"{again / full:.0%} of building everything")
    opening = _seconds(lambda: open_searcher(index_dir))
    row("open and verify", opening, f"{opening / full:.0%} of building everything")
    cold = _seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))
    row("ask, from a cold start", cold, "")
    folder = MODEL if encoder.name == EMBEDDED else Path(encoder.name)
    if folder.is_dir():  # a model known by its name lies where its library keeps it
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        table.add_row("model on disk", f"{size / 1e6:.1f} MB", "")
    return table


class _Quality:
    """MRR@10 and hit@3 of each leg of the search, by type of question."""

    def __init__(self, name: str, questions: Sequence[Question]) -> None:
        self._name, self._questions = name, questions
        self._plain = list(map(unaccented, questions))
        self._labels: list[str] = []
        self._columns: dict[str, list[tuple[float, float]]] = {}
        self._times: dict[str, tuple[float, float]] = {}

    def add(self, index_dir: Path, encoder: str, legs: Mapping[str, tuple[float, float]]) -> None:
        """Ask everything of an index, once for each leg."""
        for leg, (dense, closer) in legs.items():
            searcher = open_searcher(index_dir, dense_weight=dense, closer=closer)
            asked = (list(ask(searcher, group)) for group in (self._questions, self._plain))
            found = report(*asked)
            typed = [row for row in found.rows if row.mrr is not None]
            bare = next(row for row in found.unaccented if row.mrr is not None)
            self._labels = [*(f"{row.type} ({row.questions})" for row in typed), "no diacritics"]
            name = f"{encoder} {leg}".strip()
            self._columns[name] = [(row.mrr or 0, row.hit3 or 0) for row in (*typed, bare)]
            self._times[name] = found.p50_ms, found.p99_ms

    def table(self) -> Table:
        """Return a column for each leg."""
        count = len(self._questions)
        table = Table(title=f"Quality, {count} questions of {self._name}: MRR@10 (hit@3)")
        table.add_column("questions")
        for name in self._columns:
            table.add_column(name, justify="right")
        for label, *found in zip(self._labels, *self._columns.values(), strict=True):
            table.add_row(label, *(f"{mrr:.3f} ({hit3:.2f})" for mrr, hit3 in found))
        for label, *times in zip(("p50", "p99"), *self._times.values(), strict=True):
            table.add_row(label, *(f"{value:.1f} ms" for value in times))
        return table

    def draw(self, path: Path) -> None:
        """Write the same as a picture."""
        series = {name: [mrr for mrr, _ in found] for name, found in self._columns.items()}
        draw_bars(path, "MRR@10", self._labels, series)


def _seconds(work: Callable[[], object]) -> float:
    """Return the median wall time of ``REPEATS`` runs, garbage collected as in use."""
    return statistics.median(timeit.repeat(work, "gc.enable()", repeat=REPEATS, number=1))


if __name__ == "__main__":
    run(main)
