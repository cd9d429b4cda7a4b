"""The figures as files that an admin passes on: a table for Excel, a page with a chart."""

import csv
import io
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot import messages
from bot.citation import day
from bot.statistics import Statistics

# A spreadsheet would run a cell that begins so, spaces before it or not; full-width signs too.
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile(r"[\s\x00]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n]")


def table(found: Statistics) -> bytes:
    """Return days and lists below each other: what a row is about stands in its first column.

    With «;», which Excel splits at where a comma is in decimals, as in Vietnam, and a BOM, without
    which it takes UTF-8 for something else.
    """
    file = io.StringIO(newline="")
    rows = csv.writer(file, delimiter=";")
    rows.writerow(messages.TABLE_COLUMNS)
    of_day, unanswered, disliked, quoted = messages.TABLE_ROWS
    for one in found.days:
        rows.writerow(
            (of_day, one.day.isoformat(), one.asked, one.answered, one.near, one.nothing,
             one.refused, one.up, one.down)
        )  # fmt: skip
    for counted in found.unanswered:
        rows.writerow((unanswered, inert(counted.what), *[""] * 4, counted.times, "", ""))
    for counted in found.disliked:
        rows.writerow((disliked, inert(counted.what), *[""] * 6, counted.times))
    for counted in found.quoted:
        rows.writerow((quoted, inert(counted.what), "", counted.times, *[""] * 5))
    return file.getvalue().encode("utf-8-sig")


def inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def page(found: Statistics) -> str:
    """Return a page of HTML that shows the days as bars and loads nothing."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"percent": percent, "day": day}
    titles = messages.MOST_UNANSWERED, messages.MOST_DISLIKED, messages.MOST_QUOTED
    lists = zip(titles, (found.unanswered, found.disliked, found.quoted), strict=True)
    return environment.get_template("report.html").render(
        found=found,
        total=found.total,
        highest=max(one.asked for one in found.days) or 1,
        lists=[(title, counted) for title, counted in lists if counted],
    )


def percent(share: float | None) -> str:
    """Return a share of 1 as whole percents; empty where there is none."""
    return "" if share is None else f"{share:.0%}"
