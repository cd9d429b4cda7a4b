"""Bring the index up to date with folders of directives.

Only what changed is read again; the old index answers until the new one is complete.
"""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from index.build import KEPT_WARNINGS, BuildReport, build
from index.encoders import open_encoder
from index.errors import RetrievalError
from index.settings import setting
from scripts.command import counted, plural, run


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    documents = Path(setting("DOCUMENTS_DIR"))
    index_dir = Path(setting("INDEX_DIR"))
    encoder = setting("ENCODER")
    parser = argparse.ArgumentParser(prog="python -m scripts.build_index", description=__doc__)
    parser.add_argument(
        "documents", nargs="*", type=Path, metavar="DOCUMENTS_DIR",
        help=f"default: {documents} (DOCUMENTS_DIR)",
    )  # fmt: skip
    parser.add_argument(
        "--index", type=Path, default=index_dir, metavar="DIR",
        help="default: %(default)s (INDEX_DIR)",
    )  # fmt: skip
    parser.add_argument(
        "--encoder", default=encoder, metavar="NAME",
        help="embedded, or a sentence-transformers model by name or path; "
        "default: %(default)s (ENCODER)",
    )  # fmt: skip
    parser.add_argument("--full", action="store_true", help="read and encode everything again")
    parser.add_argument("--strict", action="store_true", help="fail if a file is rejected")
    parser.add_argument("--json", action="store_true", help="print the summary as one JSON object")
    args = parser.parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    try:
        report = _build(args.documents or [documents], args)
    except RetrievalError as error:
        print(error, file=sys.stderr)
        return 1
    for kind, notes in (("warning", report.warnings), ("rejected", report.rejected)):
        for source, sentence in notes:
            print(f"{kind}: {source}: {sentence}", file=sys.stderr)
    for source, speaker in report.copies[:KEPT_WARNINGS]:
        print(f"copy: {source}: the same document as {speaker}", file=sys.stderr)
    if more_copies := len(report.copies[KEPT_WARNINGS:]):
        print(
            f"{more_copies:,} more copies; python -m scripts.check_corpus has all", file=sys.stderr
        )
    if report.more_warnings:
        more = f"{report.more_warnings:,} more warnings; python -m scripts.check_corpus has all"
        print(more, file=sys.stderr)
    print(json.dumps(asdict(report), ensure_ascii=False) if args.json else _summary(report))
    return 0


def _build(documents: Sequence[Path], args: argparse.Namespace) -> BuildReport:
    with counted() as done:
        return build(
            documents,
            args.index,
            open_encoder(args.encoder, fetch=True),
            full=args.full,
            strict=args.strict,
            progress=done,
        )


def _summary(report: BuildReport) -> str:
    found = f"{plural(report.documents, 'document')}, {plural(report.passages, 'passage')}"
    if not report.published:
        return f"Up to date: {found}, nothing changed ({report.took_s:.1f} s)."
    return (
        f"Published {report.generation}: {found}; {report.added:,} added, {report.changed:,} "
        f"changed, {report.removed:,} removed, {report.unchanged:,} unchanged, "
        f"{len(report.rejected):,} rejected ({report.took_s:.1f} s)."
    )


if __name__ == "__main__":
    run(main)
