"""``python -m bot.chat``: ask in the terminal, and get the same answers as on Telegram.

Through a pipe, each line is a question.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console, RenderableType
from rich.text import Text

from bot import messages, views
from bot.questions import UnaskableError, check_question
from bot.render import around, pages
from bot.terminal import render_hit, render_span, render_terminal
from corpus.document import Document, Passage
from index.analysis import fold
from index.answer import Answer, Hit, Searcher
from index.errors import RetrievalError
from index.live import LiveSearcher

WIDTH = 100  # columns; longer lines are hard to read


class Chat:
    """One conversation: the last answer, and the place in it or in the document being read."""

    def __init__(self, live: LiveSearcher, console: Console) -> None:
        self._live = live
        self._console = console
        self._answer: Answer | None = None
        self._rank = 1
        self._page = 0  # of the document being read, from 1; 0 while reading hits

    def say(self, line: str) -> bool:
        """Answer a question or obey a command; return False when the conversation is over.

        Raises:
            RetrievalError: If the index is missing or damaged.
        """
        command = " ".join(fold(line).lower().strip("«» \n").split())
        if command == "thoat":
            return False
        steps = {"tiep": 1, "lui": -1}
        if command not in (*steps, "ngu canh", "van ban"):
            self._ask(line)
        elif self._answer is None or not self._answer.hits:
            self._tell(messages.CHAT_NOTHING_OPEN)
        elif command in steps:
            self._step(self._answer, steps[command])
        elif command == "ngu canh":
            self._context(self._hit(self._answer))
        else:
            self._read(self._hit(self._answer).passage.document, 1)
        return True

    def _ask(self, line: str) -> None:
        try:
            question = check_question(line)
        except UnaskableError as error:
            self._tell(str(error))
            return
        searcher: Searcher = self._live.current()
        self._answer = searcher.answer(question, views.HITS)
        self._rank, self._page = 1, 0
        self._show(render_terminal(self._answer, WIDTH))

    def _step(self, answer: Answer, by: int) -> None:
        if self._page:
            self._read(self._hit(answer).passage.document, self._page + by)
        elif 1 <= self._rank + by <= len(answer.hits):
            self._rank += by
            self._show(render_hit(answer, self._hit(answer), WIDTH))
        else:
            self._tell(messages.CHAT_END)

    def _context(self, hit: Hit) -> None:
        passage = hit.passage
        before, after = around(passage.document.text, passage.start, passage.end)
        whole = Passage(passage.document, passage.start - len(before), passage.end + len(after))
        bold = [(passage.start, passage.end)]
        self._show(render_span(whole, "", bold, WIDTH))

    def _read(self, document: Document, page: int) -> None:
        starts = pages(document)
        if not 1 <= page <= len(starts):
            self._tell(messages.CHAT_END)
            return
        self._page = page
        span = Passage(document, starts[page - 1], (*starts, len(document.text))[page])
        bold = [(heading.start, heading.end) for heading in document.headings]
        self._show(render_span(span, f"{page}/{len(starts)}", bold, WIDTH))

    def _hit(self, answer: Answer) -> Hit:
        return answer.hits[self._rank - 1]

    def _tell(self, sentence: str) -> None:
        self._show(Text(sentence))

    def _show(self, screen: RenderableType) -> None:
        self._console.print(screen)
        self._console.print()


def main(argv: Sequence[str] | None = None) -> int:
    """Answer line after line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bot.chat", description=__doc__)
    parser.add_argument(
        "--index",
        type=Path,
        default=Path(os.environ.get("INDEX_DIR") or "var/index"),
        metavar="DIR",
        help="default: %(default)s (environment: INDEX_DIR)",
    )
    arguments = parser.parse_args(argv)
    console = Console(highlight=False)
    chat = Chat(LiveSearcher(arguments.index), console)
    try:
        for line in _lines(console):
            if not chat.say(line):
                break
    except RetrievalError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 0
    return 0


def _lines(console: Console) -> Iterator[str]:
    """Yield what is typed, or the lines of a pipe that are not empty."""
    if not sys.stdin.isatty():
        yield from (line for line in sys.stdin if line.strip())
        return
    console.print(Text(f"{messages.CHAT_WELCOME}\n"))
    while True:
        try:
            yield console.input(messages.CHAT_PROMPT)
        except EOFError:
            return


if __name__ == "__main__":
    sys.exit(main())
