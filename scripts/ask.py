"""Ask the index: quotes on the terminal, or one JSON object a question."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.questions import UnaskableError, check_question
from bot.terminal import render_terminal
from index.answer import Answer, Hit
from index.conversation import Conversation
from index.errors import RetrievalError
from index.reranker import open_reranker
from index.searcher import open_searcher
from index.settings import setting
from scripts.command import run

Ask = Callable[[str, int], Answer]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.ask", description=__doc__)
    parser.add_argument("question", nargs="*", help="without one: a question a line from stdin")
    parser.add_argument(
        "--index",
        type=Path,
        default=Path(setting("INDEX_DIR")),
        metavar="DIR",
    )
    parser.add_argument("--top", type=_positive, default=3, metavar="K", help="hits, at most")
    parser.add_argument("--json", action="store_true", help="print one JSON object a question")
    parser.add_argument(
        "--chat", action="store_true",
        help="the lines are one conversation; an empty line starts another",
    )  # fmt: skip
    args = parser.parse_args(argv)
    try:
        searcher = open_searcher(args.index, reranker=open_reranker(setting("RERANKER")))
        ask: Ask = Conversation(searcher).ask if args.chat else searcher.answer
        done = True
        for line in [" ".join(args.question)] if args.question else sys.stdin:
            if args.question or line.strip():
                done &= _ask(ask, line, args.top, args.json)
            elif args.chat:
                ask = Conversation(searcher).ask
    except RetrievalError as error:
        print(error, file=sys.stderr)
        return 1
    return 0 if done else 1


def as_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as plain values; unknown fields are None."""
    return {
        "question": answer.question,
        "answered": answer.enough,
        "confidence": round(answer.confidence, 4),
        "took_ms": round(answer.took_ms, 2),
        "hits": [_hit(hit) for hit in answer.hits],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    document = hit.passage.document
    return {
        "rank": hit.rank,
        "score": round(hit.score, 4),
        "document": document.id,
        "file": document.file,
        "number": document.number,
        "type": document.type,
        "issuer": document.issuer,
        "date": document.date.isoformat() if document.date else None,
        "title": document.title,
        "headings": list(hit.passage.headings),
        "page": hit.passage.page,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "text": hit.passage.text,
        "highlights": [list(span) for span in hit.highlights],
        "status": hit.standing.status,
        "replaced_by": hit.standing.successor,
        "scanned": hit.passage.scanned,
        "copies": list(hit.standing.copies),
    }


def _ask(ask: Ask, text: str, top: int, json_wanted: bool) -> bool:
    """Answer one question on stdout; say whether it could be asked."""
    try:
        answer = ask(check_question(text), top)
    except UnaskableError as error:
        print(error, file=sys.stderr)
        answer = Answer(text.rstrip("\n"), "", (), confidence=0.0, enough=False, took_ms=0.0)
        if json_wanted:  # one object a question, whatever it is
            print(json.dumps(as_json(answer), ensure_ascii=False))
        return False
    if json_wanted:
        print(json.dumps(as_json(answer), ensure_ascii=False), flush=True)
    else:
        console = Console()
        console.print(render_terminal(answer, console.width))
    return True


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} hits; 1 is the least")
    return int(text)


if __name__ == "__main__":
    run(main)
