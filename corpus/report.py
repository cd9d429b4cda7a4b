"""What was understood of a folder of directives, as one page to look through, search and print.

The page needs nothing but itself: no network, no other file. Its size is bounded however large the
folder is: long parts of a document are cut, and from ``CARDS`` documents on only those that want
looking at, then the first, are shown in full; every one stays in the contents.
"""

import base64
import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from corpus.document import RelationKind
from corpus.folder import Read
from corpus.ocr import UNSURE
from corpus.validity import OVER, state_of

CARDS = 1000
"""Documents shown in full: about 6 KB each."""

PASSIVE: Mapping[RelationKind, str] = {
    "replaces": "replaced", "abolishes": "abolished", "ends": "ended", "amends": "amended",
    "implements": "guided",
}  # fmt: skip
"""What a document is by another that does this to it."""

_HEADINGS, _EDGE, _REMOVED, _PAGES = 80, 6, 40, 60  # lines and pages of a document that are shown
_LINE = 240  # characters of a line that are shown
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is shown of a document's text: its headings with their levels, its edges, the rest.

    ``lines`` counts the lines of the text, ``headings`` and ``removed`` those that there are.
    """

    outline: tuple[tuple[int, str], ...]
    first: tuple[str, ...]
    last: tuple[str, ...]
    left_out: tuple[str, ...]
    lines: int
    headings: int
    removed: int


def excerpt(item: Read) -> Excerpt:
    """Return what is shown of a document, cut to a bounded size."""
    document = item.document
    lines = document.text.split("\n")
    last = lines[max(_EDGE, len(lines) - _EDGE) :]
    outline = ((heading.level, _cut(heading.label)) for heading in document.headings[:_HEADINGS])
    return Excerpt(
        tuple(outline),
        tuple(map(_cut, lines[:_EDGE])),
        tuple(map(_cut, last)),
        tuple(map(_cut, item.removed[:_REMOVED])),
        len(lines),
        len(document.headings),
        len(item.removed),
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LINE else text[: _LINE - 1] + "…"


def render(
    rows: Sequence[Mapping[str, Any]],
    excerpts: Mapping[str, Excerpt],
    folders: Sequence[str],
    made: datetime.datetime,
) -> str:
    """Return the page.

    Args:
        rows: One for each document, as ``scripts.check_corpus --json`` prints them, with the day
            from which it is in force, ``effective``, and the last one, ``expires``.
        excerpts: By the ``source`` of its row, for every document.
        folders: What was read, as the admin named it.
        made: When.
    """
    read = [_shown(row, number) for number, row in enumerate(rows) if row["rejected"] is None]
    rejected = [row for row in rows if row["rejected"] is not None]
    in_full = sorted(read, key=lambda entry: not entry["warnings"])[:CARDS]
    script, style = (
        (_HERE / f"report.{kind}").read_text(encoding="utf-8") for kind in ("js", "css")
    )
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    return environment.get_template("report.html").render(
        entries=read,
        cards={entry["anchor"] for entry in in_full},
        places={entry["source"]: entry["anchor"] for entry in in_full},
        wanting=[entry for entry in read if entry["warnings"]],
        excerpts=excerpts,
        rejected=rejected,
        totals=list(_totals(read, len(rejected))),
        folders=folders,
        made=made,
        pages_shown=_PAGES,
        passive=PASSIVE,
        script=script,
        style=style,
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _shown(row: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Return a row with what the page marks it by."""
    scans = [
        {**scan, "percent": round(100 * scan["confidence"]), "unsure": scan["confidence"] < UNSURE}
        for scan in row["scans"]
    ]
    over = state_of(row["status"]) in OVER
    flags = {
        "check": row["warnings"], "copy": row["copy_of"], "scan": scans, "over": over,
        "other": row["kind"] != "directive",
    }  # fmt: skip
    return {
        **row, "anchor": f"d{number}", "scans": scans, "over": over,
        "reason": "; ".join(row["warnings"]),
        "flags": " ".join(name for name, raised in flags.items() if raised),
    }  # fmt: skip


def _totals(read: Sequence[Mapping[str, Any]], rejected: int) -> Iterator[tuple[str, str, int]]:
    """Yield filter, label and count of what the page leads with; no filter for mere sums."""

    def flagged(flag: str) -> int:
        return sum(flag in entry["flags"].split() for entry in read)

    yield "all", "documents", len(read)
    yield "check", "to check", flagged("check")
    yield "copy", "copies", flagged("copy")
    yield "over", "no longer in force", flagged("over")
    yield "scan", "scanned", flagged("scan")
    yield "other", "news and digests", flagged("other")
    yield "rejected", "rejected", rejected
    yield "", "passages", sum(entry["passages"] for entry in read)
    yield "", "pages", sum(entry["pages"] or 0 for entry in read)
    yield "", "scanned pages", sum(len(entry["scans"]) for entry in read)
