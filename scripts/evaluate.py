"""Measure how well an index answers a file of questions whose answers are known.

The file holds single questions ({"id", "type", "question", "evidence": [...]} a line) or
conversations ({"id", "kind": "follow" or "switch", "turns": [{"question", "evidence"}, ...]}).
Of conversations the openings, the follow-ups and the changes of subject are measured apart, and
each question once more alone.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from index.errors import RetrievalError
from index.evaluate import Outcome, Report, Row, ask, read_questions, report, unaccented
from index.evaluate_conversations import (
    apart,
    ask_conversations,
    holds_conversations,
    in_plain,
    read_conversations,
)
from index.searcher import open_searcher
from index.settings import setting
from scripts.chart import draw_bars
from scripts.command import run


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.evaluate", description=__doc__)
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument(
        "--index",
        type=Path,
        default=Path(setting("INDEX_DIR")),
        metavar="DIR",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--plot", type=Path, metavar="FILE.png", help="also draw the figures")
    args = parser.parse_args(argv)
    try:
        found = _measure(args.questions, args.index)
        if args.plot:
            _plot(found, args.plot)
    except RetrievalError as error:
        print(error, file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        _print(found)
    return 0


def _measure(path: Path, index_dir: Path) -> Report:
    if path.is_file() and holds_conversations(path):
        conversations = read_conversations(path)
        searcher = open_searcher(index_dir)
        single = apart(conversations)
        return report(
            _watch("as typed", ask_conversations(searcher, conversations), len(single)),
            _watch(
                "without diacritics",
                ask_conversations(searcher, in_plain(conversations)),
                len(single),
            ),
            _watch("alone", ask_conversations(searcher, single), len(single)),
        )
    questions = read_questions(path)
    searcher = open_searcher(index_dir)
    plain = [unaccented(question) for question in questions]
    return report(
        _watch("as typed", ask(searcher, questions), len(questions)),
        _watch("without diacritics", ask(searcher, plain), len(questions)),
    )


def _watch(label: str, outcomes: Iterator[Outcome], total: int) -> list[Outcome]:
    stderr = Console(stderr=True)
    return list(track(outcomes, label, total, console=stderr, disable=not stderr.is_terminal))


def _print(found: Report) -> None:
    console = Console()
    tables = {
        "As typed": found.rows,
        "Without diacritics": found.unaccented,
        "Each question alone": found.alone,
    }
    for title, rows in tables.items():
        if not rows:
            continue
        table = Table(title=title, title_justify="left")
        table.add_column("type")
        columns = "asked", "MRR@10", "hit@1", "hit@3", "hit@5", "answered", "bold"
        for name in columns:
            table.add_column(name, justify="right")
        for row in rows:
            table.add_row(row.type, str(row.questions), *map(_figure, _figures(row)))
        console.print(table)
    console.print(
        "all: where something answers; answered: share shown as an answer; bold: share of right "
        "passages whose highlight covers most of the evidence"
    )
    console.print(f"one question: p50 {found.p50_ms:.1f} ms, p99 {found.p99_ms:.1f} ms")


def _figures(row: Row) -> tuple[float | None, ...]:
    return row.mrr, row.hit1, row.hit3, row.hit5, row.answered, row.highlighted


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _plot(found: Report, path: Path) -> None:
    rows = [row for row in found.rows if row.mrr is not None]
    plain = {row.type: row for row in found.unaccented}
    draw_bars(
        path,
        "MRR@10",
        [f"{row.type}\n({row.questions})" for row in rows],
        {
            "as typed": [row.mrr or 0 for row in rows],
            "without diacritics": [plain[row.type].mrr or 0 for row in rows],
        },
    )


if __name__ == "__main__":
    run(main)
