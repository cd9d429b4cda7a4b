"""Show what was recognised in folders of directives, and what was rejected and why."""

import argparse
import datetime
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from corpus.cross_check import CrossCheck
from corpus.errors import CorpusError
from corpus.folder import Read, Rejected, read_folders
from corpus.report import PASSIVE, Excerpt, excerpt, render
from index.chunk import chunk
from index.settings import setting
from scripts.command import counted, plural, run

_WIDTH = 100  # columns, where the output is not a terminal


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    default = Path(setting("DOCUMENTS_DIR"))
    parser = argparse.ArgumentParser(prog="python -m scripts.check_corpus", description=__doc__)
    parser.add_argument(
        "documents", nargs="*", type=Path, metavar="DOCUMENTS_DIR",
        help=f"default: {default} (DOCUMENTS_DIR)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object a document")
    parser.add_argument(
        "--text",
        type=Path,
        metavar="FILE",
        help="print the text of one file, as it would be quoted",
    )
    parser.add_argument(
        "--html",
        type=Path,
        metavar="FILE",
        help="write one page to look through, search and print",
    )
    args = parser.parse_args(argv)
    if args.text and (args.documents or args.json or args.html):
        parser.error("--text takes one file and nothing else")
    try:
        if args.text:
            return _print_text(args.text)
        directories = args.documents or [default]
        rows, excerpts = _rows(directories, excerpts=args.html is not None)
        if args.json:
            for row in rows:
                said = {name: row[name] for name in _FIELDS}
                print(json.dumps(said, ensure_ascii=False))
        elif not args.html:
            _print_table(rows)
        if args.html:
            _write_page(args.html, rows, excerpts, directories)
    except CorpusError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _print_text(path: Path) -> int:
    if not path.is_file():
        raise CorpusError(f"there is no file {path}")
    rejected = False
    for item in read_folders([path]):
        if isinstance(item, Rejected) and item.file == path.name:
            print(f"{item.file}: {item.reason}", file=sys.stderr)
            rejected = True
        elif isinstance(item, Read):
            print(item.document.text)
    return int(rejected)


def _write_page(
    path: Path,
    rows: Sequence[dict[str, Any]],
    excerpts: dict[str, Excerpt],
    directories: Sequence[Path],
) -> None:
    made = datetime.datetime.now().astimezone()
    page = render(rows, excerpts, list(map(str, directories)), made)
    path.write_text(page, encoding="utf-8")
    print(f"{path}: {_sums(rows)}", file=sys.stderr)


def _rows(
    directories: Sequence[Path], *, excerpts: bool
) -> tuple[list[dict[str, Any]], dict[str, Excerpt]]:
    """Return what there is to say of each document, progress on the terminal meanwhile."""
    together = CrossCheck()
    rows: list[dict[str, Any]] = []
    shown: dict[str, Excerpt] = {}
    with counted() as done:
        for item in read_folders(directories):
            done(item.source)
            if isinstance(item, Read):
                together.add(item.document, item.source)
                rows.append(_row(item))
                if excerpts:
                    shown[item.source] = excerpt(item)
            elif isinstance(item, Rejected):
                rows.append({**dict.fromkeys(_FIELDS), **{name: [] for name in _LISTS},
                             "file": item.source, "source": item.source,
                             "rejected": item.reason})  # fmt: skip
    findings = together.findings()
    for row in rows:
        if row["rejected"] is None:
            found = findings[row["source"]]
            row["status"] = found.status
            row["warnings"] += found.warnings
            row["copy_of"] = found.copy_of
            row["done_to_it"] = [
                {"kind": kind, "file": file, "since": since.isoformat() if since else None}
                for kind, file, since in found.done_to_it
            ]
    return rows, shown


_FIELDS = (
    "file", "source", "document", "kind", "number", "type", "issuer", "place", "date", "signer",
    "title", "status", "replaced_by", "source_url", "copy_of", "relations", "done_to_it", "cited",
    "pages", "scans", "headings", "passages", "characters", "warnings", "rejected",
)  # fmt: skip
_LISTS = ("relations", "done_to_it", "cited", "scans", "warnings")


def _row(item: Read) -> dict[str, Any]:
    document = item.document
    relations = [
        {"kind": relation.kind, "number": relation.number,
         "date": relation.date.isoformat() if relation.date else None, "issuer": relation.issuer,
         "since": relation.since.isoformat() if relation.since else None}
        for relation in document.relations
    ]  # fmt: skip
    scans = [{"page": scan.page, "confidence": scan.confidence} for scan in document.scans]
    values: tuple[Any, ...] = (
        item.file, item.source, document.id, document.kind, document.number, document.type,
        document.issuer, document.place, document.date.isoformat() if document.date else None,
        document.signer, document.title, document.status, document.replaced_by,
        document.source_url, None, relations, [], list(document.cited), document.page_count, scans,
        len(document.headings), len(chunk(document)), len(document.text), [*item.warnings], None,
    )  # fmt: skip
    days = {name: getattr(document, name) for name in ("effective", "expires")}
    told = {name: day.isoformat() if day else None for name, day in days.items()}
    return {**dict(zip(_FIELDS, values, strict=True)), **told}


def _print_table(rows: Sequence[dict[str, Any]]) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH)
    read = [row for row in rows if row["rejected"] is None]
    rejected = [row for row in rows if row["rejected"] is not None]
    if read:
        table = Table(box=None, pad_edge=False, expand=True, row_styles=["", "dim"])
        for name, ratio in (
            ("File", 18),
            ("Number, type", 15),
            ("Issuer, date", 20),
            ("Title", 26),
        ):
            table.add_column(name, ratio=ratio, overflow="fold")
        table.add_column("Parts", justify="right", no_wrap=True)
        table.add_column("To check", ratio=15, overflow="fold")
        for row in read:
            table.add_row(*map(Text, _cells(row)))
        console.print(table)
    for row in rejected:
        console.print(Text(f"rejected: {row['file']}: {row['rejected']}"), soft_wrap=True)
    console.print(Text(_sums(rows)), soft_wrap=True)


def _sums(rows: Sequence[dict[str, Any]]) -> str:
    read = [row for row in rows if row["rejected"] is None]
    warned = sum(bool(row["warnings"]) for row in read)
    passages = sum(row["passages"] for row in read)
    return (
        f"{plural(len(read), 'document')}, {plural(passages, 'passage')}; "
        f"{warned:,} to check, {len(rows) - len(read):,} rejected."
    )


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    """Return a row's cells; a dash for what the file does not say."""
    kind = "" if row["kind"] == "directive" else f" ({row['kind']})"
    cited = (
        f"\ncites {', '.join(row['cited'][:2])}" if row["kind"] == "news" and row["cited"] else ""
    )
    parts = [plural(row["pages"], "page")] if row["pages"] else []
    parts += [f"{len(row['scans']):,} scanned"] if row["scans"] else []
    parts += [plural(row["headings"], "heading"), plural(row["passages"], "passage")]
    status = [f"status: {row['status']}"] if row["status"] else []
    status += [f"in force from {row['effective']}"] if row["effective"] else []
    status += [f"in force until {row['expires']}"] if row["expires"] else []
    done = [f"{said['kind']} {said['number']}{_from(said)}" for said in row["relations"]]
    done += [
        f"{PASSIVE[link['kind']]} by {link['file']}{_from(link)}" for link in row["done_to_it"]
    ]
    return (
        row["source"],
        f"{row['number'] or '–'}\n{row['type'] or '–'}{kind}{cited}",
        f"{row['issuer'] or '–'}\n{row['date'] or '–'}",
        "\n".join([row["title"] or "–", *(f"({fact})" for fact in (*status, *done))]),
        "\n".join(parts),
        "\n".join(row["warnings"]),
    )


def _from(relation: dict[str, Any]) -> str:
    return f" from {relation['since']}" if relation["since"] else ""


if __name__ == "__main__":
    run(main)
