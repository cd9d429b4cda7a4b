"""Ask the index: quotes on the terminal, or one JSON object a question."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from bot import messages
from bot.questions import UnaskableError, check_question
from bot.terminal import render_terminal
from index.answer import Answer, Hit, Searcher, Subject
from index.errors import RetrievalError
from index.message import split_questions
from index.reranker import open_reranker
from index.searcher import open_searcher
from index.settings import setting
from index.understanding import Understood, understand
from scripts.command import run


@dataclass(slots=True)
class _Talk:
    """Asks one question after the other, at most ``k`` hits each; in a ``chat`` they may follow."""

    searcher: Searcher
    k: int
    chat: bool
    subject: Subject | None = None

    def ask(self, text: str) -> Understood:
        """Answer a text as the bot does; where that would answer several questions, as one."""
        questions = split_questions(text)
        asked = questions[0] if len(questions) == 1 else text
        found = understand(self.searcher, asked, self.subject, self.k)
        self.subject = found.after if self.chat else None
        return found


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
        talk = _Talk(searcher, args.top, args.chat)
        done = True
        for line in [" ".join(args.question)] if args.question else sys.stdin:
            if args.question or line.strip():
                done &= _ask(talk, line, json_wanted=args.json)
            else:
                talk.subject = None
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


def _ask(talk: _Talk, text: str, *, json_wanted: bool) -> bool:
    """Answer one question on stdout; say whether it could be asked."""
    try:
        question = check_question(text)
        found = talk.ask(question)
    except UnaskableError as error:
        print(error, file=sys.stderr)
        answer = Answer(text.rstrip("\n"), "", (), confidence=0.0, enough=False, took_ms=0.0)
        if json_wanted:  # one object a question, whatever it is
            print(json.dumps(as_json(answer), ensure_ascii=False))
        return False
    if json_wanted:
        answer = replace(found.answer, question=question)  # as typed, whatever was meant
        print(json.dumps(as_json(answer), ensure_ascii=False), flush=True)
        return True
    console = Console()
    if found.said:
        console.print(Text(messages.understood(found.said), style="dim"))
    console.print(render_terminal(found.answer, console.width))
    if found.mended:
        console.print(Text(messages.did_you_mean(found.mended)))
    return True


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} hits; 1 is the least")
    return int(text)


if __name__ == "__main__":
    run(main)
