"""``python -m bot.chat``: ask in the terminal, and get the same answers as on Telegram.

The lines are one conversation: a short question may take its subject from the one before, until an
empty line. Through a pipe, each line is shown before its answer.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console, RenderableType
from rich.text import Text

from bot import messages, views
from bot.questions import UnaskableError, check_message
from bot.render import around, pages
from bot.terminal import render_context, render_hit, render_span, render_terminal
from corpus.document import Passage
from corpus.text import canonical_unicode
from index.analysis import fold
from index.answer import Answer, Hit
from index.confidence import related
from index.conversation import Conversation
from index.errors import RetrievalError
from index.live import LiveSearcher
from index.reranker import open_reranker
from index.settings import setting

WIDTH = 100  # columns; longer lines are hard to read


class Chat:
    """One conversation: the last answer, and the place in it or in the document being read."""

    def __init__(self, live: LiveSearcher, console: Console) -> None:
        self._live = live
        self._console = console
        self._conversation: Conversation | None = None
        self._answer: Answer | None = None
        self._rank = 0  # of the hit being read, from 1; 0 before one of the near misses is chosen
        self._page = 0  # of the document being read, from 1; 0 while reading hits

    def say(self, line: str) -> bool:
        """Answer a question or obey a command; return False when the conversation is over.

        Raises:
            RetrievalError: If the index is missing or damaged.
        """
        command = " ".join(fold(canonical_unicode(line)).lower().strip("«» \n").split())
        if command == "thoat":
            return False
        if command in ("", "moi"):
            self._start_afresh()
            return True
        steps = {"tiep": 1, "lui": -1}
        if re.fullmatch(r"[1-9]", command):
            self._open(int(command))
        elif command not in (*steps, "ngu canh", "van ban"):
            self._ask(line)
        elif command in steps and not self._page:
            self._open(self._rank + steps[command])
        elif not self._rank:
            self._tell(messages.CHAT_NOTHING_OPEN)
        elif command in steps:
            self._read(self._page + steps[command])
        elif command == "ngu canh":
            self._context()
        else:
            self._read(1)
        return True

    def _ask(self, line: str) -> None:
        try:
            question = check_message(line)
        except UnaskableError as error:
            self._tell(str(error))
            return
        searcher = self._live.current()
        if self._conversation is None:
            self._conversation = Conversation(searcher)
        self._conversation.searcher = searcher  # the newest index, on the same subject
        self._answer = self._conversation.ask(question, views.HITS)
        self._rank, self._page = int(self._answer.enough), 0
        if self._answer.understood != searcher.understand(question).understood:
            self._console.print(Text(messages.understood(self._answer.understood), style="dim"))
        self._show(render_terminal(self._answer, WIDTH))

    def _start_afresh(self) -> None:
        if self._conversation is not None:
            self._conversation = self._answer = None
            self._rank = self._page = 0
            self._tell(messages.CHAT_AFRESH)

    def _open(self, rank: int) -> None:
        if self._answer is None:
            self._tell(messages.CHAT_NOTHING_OPEN)
        elif not 1 <= rank <= len(related(self._answer)):
            self._tell(messages.CHAT_END)
        else:
            self._rank, self._page = rank, 0
            self._show(render_hit(self._answer, self._answer.hits[rank - 1], WIDTH))

    def _context(self) -> None:
        hit = self._hit()
        passage = hit.passage
        before, after = around(passage.document.text, passage.start, passage.end)
        self._show(render_context(before, hit, after, WIDTH))

    def _read(self, page: int) -> None:
        hit = self._hit()
        document = hit.passage.document
        starts = pages(document)
        if not 1 <= page <= len(starts):
            self._tell(messages.CHAT_END)
            return
        self._page = page
        span = Passage(document, starts[page - 1], (*starts, len(document.text))[page])
        bold = [(heading.start, heading.end) for heading in document.headings]
        counter = messages.part(page, len(starts))
        self._show(render_span(span, hit.standing, counter, bold, WIDTH))

    def _hit(self) -> Hit:
        if self._answer is None:
            raise ValueError("nothing was asked")
        return self._answer.hits[self._rank - 1]

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
        metavar="DIR",
        help="default: INDEX_DIR of the environment or .env, or else var/index",
    )
    arguments = parser.parse_args(argv)
    console = Console(highlight=False)
    try:
        index_dir = arguments.index or Path(setting("INDEX_DIR"))
        chat = Chat(LiveSearcher(index_dir, open_reranker(setting("RERANKER"))), console)
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
    """Yield what is typed, or the lines of a pipe."""
    if not sys.stdin.isatty():
        for line in sys.stdin:
            if line.strip():
                console.print(Text(f"{messages.CHAT_PROMPT}{line.strip()}", style="bold"))
            yield line
        return
    console.print(Text(f"{messages.CHAT_WELCOME}\n"))
    while True:
        try:
            yield console.input(messages.CHAT_PROMPT)
        except EOFError:
            return


if __name__ == "__main__":
    sys.exit(main())
