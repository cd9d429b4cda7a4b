"""Measure speed and quality of each retriever in one run, so that the figures can be compared."""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from corpus.errors import CorpusError
from corpus.folder import Read, read_folders
from index.build import build
from index.chunk import chunk
from index.encoders import EMBEDDED, open_encoder
from index.errors import RetrievalError
from index.evaluate import ask, read_questions, report, unaccented
from index.searcher import DENSE_WEIGHT, open_searcher
from scripts.command import run

# Weight of the dense score beside the lexical one, and of the closer look beside both.
LEGS = {
    "lexical": (0.0, 0.0),
    "dense": (1.0, 0.0),
    "sum": (DENSE_WEIGHT, 0.0),
    "+ closer look": (DENSE_WEIGHT, 1.0),
}
REPEATS = 5  # medians of so many runs


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=__doc__)
    parser.add_argument(
        "documents", nargs="*", type=Path, default=[Path("corpus/documents")], metavar="DIR"
    )
    parser.add_argument(
        "--questions", type=Path, default=Path("corpus/questions.jsonl"), metavar="FILE.jsonl"
    )
    parser.add_argument("--encoder", default=EMBEDDED, metavar="NAME")
    args = parser.parse_args(argv)
    try:
        with tempfile.TemporaryDirectory() as directory:
            index_dir = Path(directory)
            for table in (
                _speed(args.documents, index_dir, args.encoder),
                _quality(args.questions, index_dir),
            ):
                Console().print(table)
    except (RetrievalError, CorpusError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _speed(documents: Sequence[Path], index_dir: Path, name: str) -> Table:
    encoder = open_encoder(name)
    read = [item.document for item in read_folders(documents) if isinstance(item, Read)]
    texts = [passage.text for document in read for passage in chunk(document)]
    characters = sum(map(len, texts))
    command = [sys.executable, "-m", "scripts.ask", "--index", str(index_dir), "khối dân vận"]

    table = Table(title=f"Speed, {len(read)} documents, {len(texts)} passages, medians")
    table.add_column("step")
    table.add_column("time", justify="right")
    table.add_column("rate", justify="right")

    def row(step: str, seconds: float, rate: str) -> None:
        table.add_row(step, f"{seconds * 1000:,.1f} ms", rate)

    reading = _seconds(lambda: list(read_folders(documents)))
    row("read and clean", reading, f"{characters / reading / 1e6:.2f} M characters/s")
    encoding = _seconds(lambda: encoder.encode_passages(texts))
    row(f"encode passages ({encoder.name})", encoding, f"{len(texts) / encoding:,.0f} passages/s")
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
    return table


def _quality(path: Path, index_dir: Path) -> Table:
    questions = read_questions(path)
    plain = list(map(unaccented, questions))
    table = Table(title=f"Quality, {len(questions)} questions of {path.name}: MRR@10 (hit@3)")
    table.add_column("questions")
    columns: list[list[str]] = []
    labels: list[str] = []
    for leg, (dense, closer) in LEGS.items():
        searcher = open_searcher(index_dir, dense_weight=dense, closer=closer)
        found = report(list(ask(searcher, questions)), list(ask(searcher, plain)))
        typed = [row for row in found.rows if row.mrr is not None]
        bare = next(row for row in found.unaccented if row.mrr is not None)
        labels = [*(f"{row.type} ({row.questions})" for row in typed), "all, no diacritics"]
        figures = [f"{row.mrr:.3f} ({row.hit3:.2f})" for row in (*typed, bare)]
        columns.append([*figures, f"{found.p50_ms:.1f} ms", f"{found.p99_ms:.1f} ms"])
        table.add_column(leg, justify="right")
    for label, *values in zip([*labels, "p50", "p99"], *columns, strict=True):
        table.add_row(label, *values)
    return table


def _seconds(work: Callable[[], object]) -> float:
    """Return the median wall time of ``REPEATS`` runs."""
    return statistics.median(_times(work))


def _times(work: Callable[[], object]) -> Iterator[float]:
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        yield time.perf_counter() - started


if __name__ == "__main__":
    run(main)
