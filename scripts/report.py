"""Tell what people asked the bot, without who asked: figures, and what it could not answer."""

import argparse
import datetime
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.citation import names_of
from bot.report import page, percent, table
from bot.settings import KEPT_LONGEST
from bot.state import StateError, day_of, reader
from bot.statistics import Counted, Day, Statistics, gather
from index.errors import RetrievalError
from index.searcher import open_searcher
from index.settings import setting
from scripts.chart import draw_stacks
from scripts.command import run


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.report", description=__doc__)
    parser.add_argument(
        "--days", type=_days, default=30, metavar="N", help="how many, today's the last (30)"
    )
    parser.add_argument("--state", type=Path, default=Path(setting("STATE_DB")), metavar="FILE")
    parser.add_argument(
        "--index", type=Path, default=Path(setting("INDEX_DIR")), metavar="DIR",
        help="where the names of quoted documents are looked up",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="also write a table for Excel")
    parser.add_argument("--html", type=Path, metavar="FILE", help="also write a page to look at")
    parser.add_argument("--plot", type=Path, metavar="FILE.png", help="also draw the days")
    args = parser.parse_args(argv)
    try:
        with reader(args.state) as connection:
            found = gather(connection, day_of(time.time()), args.days)
        named = found.named(_names(args.index, found.quoted))
        if args.csv:
            args.csv.write_bytes(table(named))
        if args.html:
            args.html.write_text(page(named), encoding="utf-8")
        if args.plot:
            _plot(args.plot, found)
    except (StateError, RetrievalError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps(asdict(found), ensure_ascii=False, default=datetime.date.isoformat))
    else:
        _print(named)
    return 0


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= KEPT_LONGEST):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {KEPT_LONGEST:,}")
    return int(text)


def _names(index_dir: Path, quoted: Sequence[Counted]) -> Mapping[str, str]:
    """Return the names of documents that are in the index; others keep their ids."""
    if not quoted:
        return {}
    try:
        entries = open_searcher(index_dir).entries()
    except RetrievalError as error:
        print(f"documents are shown by their ids: {error}", file=sys.stderr)
        return {}
    return names_of(entries, {counted.what for counted in quoted})


def _print(found: Statistics) -> None:
    console = Console()
    days = Table(title="Questions a day", title_justify="left", show_footer=True)
    total = found.total
    days.add_column("day", "all", no_wrap=True)
    for name, said in zip(_COLUMNS, _cells(total), strict=True):
        days.add_column(name, said, justify="right", no_wrap=True)
    for day in found.days:
        if day.asked:
            days.add_row(day.day.isoformat(), *_cells(day))
    console.print(days)
    if not total.asked:
        console.print("Nobody asked anything.")
        return
    console.print("refused: near misses or nothing; 👎 %: of the votes")
    console.print(f"one question: p50 {found.p50_ms:.1f} ms, p99 {found.p99_ms:.1f} ms")
    for title, counted in (
        ("Most often not answered", found.unanswered),
        ("Most often 👎", found.disliked),
        ("Most quoted", found.quoted),
    ):
        if counted:
            console.print(f"\n{title}", style="italic")  # as the title of a table, but never broken
            listed = Table(show_header=False)
            for one in counted:
                # As it is: [brackets] in a question are no markup, and nothing moves the cursor.
                shown = "".join(letter if letter.isprintable() else " " for letter in one.what)
                listed.add_row(str(one.times), Text(shown))
            console.print(listed)


_COLUMNS = "asked", "answered", "%", "refused", "%", "👍", "👎", "%"


def _cells(day: Day) -> tuple[str, ...]:
    return (
        f"{day.asked:,}",
        f"{day.answered:,}", percent(day.answered_share),
        f"{day.refused:,}", percent(day.refused_share),
        f"{day.up:,}", f"{day.down:,}", percent(day.disliked_share),
    )  # fmt: skip


def _plot(path: Path, found: Statistics) -> None:
    draw_stacks(
        path,
        "questions",
        [day.day.strftime("%d/%m") for day in found.days],
        {
            "answered": [day.answered for day in found.days],
            "near misses": [day.near for day in found.days],
            "nothing": [day.nothing for day in found.days],
        },
        ("#0c6170", "#c99a2e", "#9b1c31"),
    )


if __name__ == "__main__":
    run(main)
