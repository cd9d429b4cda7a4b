"""Tell what people asked the bot, without who asked: figures, and what it could not answer."""

import argparse
import csv
import datetime
import json
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.citation import names_of
from bot.settings import KEPT_LONGEST
from bot.state import StateError, day_of, reader
from bot.statistics import Counted, Day, Statistics, gather
from index.errors import RetrievalError
from index.searcher import open_searcher
from index.settings import setting
from scripts.chart import draw_stacks
from scripts.command import run

# A spreadsheet would run a cell that begins so, spaces before it or not; full-width signs too.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile(r"[\s\x00]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n]")
_HERE = Path(__file__).parent


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
        names = _names(args.index, found.quoted)
        if args.csv:
            _write_csv(args.csv, found, names)
        if args.html:
            args.html.write_text(_page(found, names), encoding="utf-8")
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
        _print(found, names)
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


def _print(found: Statistics, names: Mapping[str, str]) -> None:
    console = Console()
    table = Table(title="Questions a day", title_justify="left", show_footer=True)
    total = found.total
    table.add_column("day", "all", no_wrap=True)
    for name, said in zip(_COLUMNS, _cells(total), strict=True):
        table.add_column(name, said, justify="right", no_wrap=True)
    for day in found.days:
        if day.asked:
            table.add_row(day.day.isoformat(), *_cells(day))
    console.print(table)
    if not total.asked:
        console.print("Nobody asked anything.")
        return
    console.print("refused: near misses or nothing; 👎 %: of the votes")
    console.print(f"one question: p50 {found.p50_ms:.1f} ms, p99 {found.p99_ms:.1f} ms")
    for title, rows in _lists(found, names):
        if rows:
            console.print(f"\n{title}", style="italic")  # as the title of a table, but never broken
            table = Table(show_header=False)
            for what, times in rows:
                # As it is: [brackets] in a question are no markup, and nothing moves the cursor.
                shown = "".join(letter if letter.isprintable() else " " for letter in what)
                table.add_row(str(times), Text(shown))
            console.print(table)


_COLUMNS = "asked", "answered", "%", "refused", "%", "👍", "👎", "%"


def _cells(day: Day) -> tuple[str, ...]:
    return (
        f"{day.asked:,}",
        f"{day.answered:,}", percent(day.answered_share),
        f"{day.refused:,}", percent(day.refused_share),
        f"{day.up:,}", f"{day.down:,}", percent(day.disliked_share),
    )  # fmt: skip


def percent(share: float | None) -> str:
    """Return a share of 1 as whole percents; empty where there is none."""
    return "" if share is None else f"{share:.0%}"


def _lists(
    found: Statistics, names: Mapping[str, str]
) -> Iterator[tuple[str, list[tuple[str, int]]]]:
    for title, counted in (
        ("Most often not answered", found.unanswered),
        ("Most often 👎", found.disliked),
        ("Most quoted", found.quoted),
    ):
        yield title, [(names.get(one.what, one.what), one.times) for one in counted]


def _write_csv(path: Path, found: Statistics, names: Mapping[str, str]) -> None:
    """Write days and lists below each other: what a row is about stands in its first column.

    With «;», which Excel splits at where a comma is in decimals, as in Vietnam, and a BOM, without
    which it takes UTF-8 for something else.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(
            ("list", "what", "asked", "answered", "near", "nothing", "refused", "👍", "👎")
        )
        for day in found.days:
            table.writerow(
                ("day", day.day.isoformat(), day.asked, day.answered, day.near, day.nothing,
                 day.refused, day.up, day.down)
            )  # fmt: skip
        for one in found.unanswered:
            table.writerow(("not answered", inert(one.what), *[""] * 4, one.times, "", ""))
        for one in found.disliked:
            table.writerow(("disliked", inert(one.what), *[""] * 6, one.times))
        for one in found.quoted:
            name = names.get(one.what, one.what)
            table.writerow(("quoted", inert(name), "", one.times, *[""] * 5))


def inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _page(found: Statistics, names: Mapping[str, str]) -> str:
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["percent"] = percent
    return environment.get_template("report.html").render(
        found=found,
        total=found.total,
        highest=max(day.asked for day in found.days) or 1,
        lists=[(title, rows) for title, rows in _lists(found, names) if rows],
    )


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
