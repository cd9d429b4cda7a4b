"""``python -m bot.chat``: ask in the terminal, and get the same answers as on Telegram.

The lines are one conversation: a short question may take its subject from the one before, until an
empty line. «/vanban» lists documents or opens one, or a part of it. Through a pipe, each line is
shown before its answer.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console, RenderableType
from rich.text import Text

from bot import messages
from bot.card import CARDS
from bot.catalogue import IN_FORCE, search, wanted_state
from bot.questions import UnaskableError, check_message
from bot.render import around, pages
from bot.shelf import PARTS_QUOTED
from bot.terminal import render_context, render_hit, render_list, render_span, render_terminal
from corpus.document import Document, Passage
from corpus.text import canonical_unicode
from index.analysis import fold
from index.answer import Answer, Entry, Hit, Standing
from index.confidence import related
from index.conversation import Conversation
from index.errors import RetrievalError
from index.live import LiveSearcher
from index.reranker import open_reranker
from index.settings import setting

WIDTH = 100  # columns; longer lines are hard to read
_STEPS = {"tiep": 1, "lui": -1}
_COMMAND = re.compile(r"/(\w+)\s*(.*)", re.DOTALL)


class Chat:
    """One conversation: the last answer, and the place in it or in the document being read."""

    def __init__(self, live: LiveSearcher, console: Console) -> None:
        self._live = live
        self._console = console
        self._conversation: Conversation | None = None
        self._answer: Answer | None = None
        self._rank = 0  # of the hit being read, from 1; 0 before one of the near misses is chosen
        self._page = 0  # of the document being read, from 1; 0 while reading hits
        self._listed: Sequence[Entry] = ()  # what a number opens, while a list is shown
        self._document: tuple[Document, Standing] | None = None  # opened from a list

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
        if called := _COMMAND.fullmatch(canonical_unicode(line).strip()):
            self._obey(called[1], called[2])
        elif re.fullmatch(r"[1-9]", command):
            self._open(int(command))
        elif command in (*_STEPS, "ngu canh", "van ban"):
            self._move(command)
        else:
            self._ask(line)
        return True

    def _move(self, command: str) -> None:
        """Show another hit, or another part of what is open."""
        step = _STEPS.get(command)
        if step and not self._page and not self._document:
            self._open(self._rank + step)
        elif not (self._rank or self._document):
            self._tell(messages.CHAT_NOTHING_OPEN)
        elif step:
            self._read(self._page + step)
        elif command == "ngu canh" and not self._document:
            self._context()
        else:
            self._read(1)

    def _obey(self, name: str, words: str) -> None:
        """Do what a command of Telegram does there, where that can be done in a terminal."""
        if name == "hoi":
            self._ask(words)
        elif name == "vanban":
            self._list(words)
        else:
            self._tell(messages.CHAT_WELCOME if name == "help" else messages.UNKNOWN_COMMAND)

    def _list(self, words: str) -> None:
        searcher = self._live.current()
        found = search(searcher, words)
        self._rank = self._page = 0
        self._listed, self._document = (), None
        if found.parts:
            (entry,) = found.entries
            standing = searcher.standing(entry.key)
            for part in found.parts[:PARTS_QUOTED]:
                self._show(render_span(part, standing, "", (), WIDTH))
            self._document = part.document, standing
        elif len(found.entries) == 1:
            self._open_entry(found.entries[0])
        elif found.entries:
            self._listed = found.entries[:9]  # what a digit can open
            more = messages.IN_FORCE_OR_UNKNOWN if wanted_state(words) == IN_FORCE else ""
            self._show(render_list(self._listed, len(found.entries), words, more))
        else:
            self._tell(messages.no_documents(words) if words else messages.EMPTY_LIST)

    def _open_entry(self, entry: Entry) -> None:
        try:
            searcher = self._live.current()
            self._document = searcher.document(entry.key), searcher.standing(entry.key)
        except KeyError:  # the index was rebuilt since it was listed
            self._tell(messages.DOCUMENT_GONE)
        else:
            self._rank = 0
            self._read(1)

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
        self._answer = self._conversation.ask(question, CARDS)
        self._rank, self._page = int(self._answer.enough), 0
        self._listed, self._document = (), None
        if self._answer.understood != searcher.understand(question).understood:
            self._console.print(Text(messages.understood(self._answer.understood), style="dim"))
        self._show(render_terminal(self._answer, WIDTH))

    def _start_afresh(self) -> None:
        if self._conversation is not None:
            self._conversation = self._answer = None
            self._rank = self._page = 0
            self._listed, self._document = (), None
            self._tell(messages.CHAT_AFRESH)

    def _open(self, rank: int) -> None:
        if 1 <= rank <= len(self._listed):
            self._open_entry(self._listed[rank - 1])
        elif self._listed:
            self._tell(messages.CHAT_END)
        elif self._answer is None:
            self._tell(messages.CHAT_NOTHING_OPEN)
        elif not 1 <= rank <= len(related(self._answer)):
            self._tell(messages.CHAT_END)
        else:
            self._rank, self._page, self._document = rank, 0, None
            self._show(render_hit(self._answer, self._answer.hits[rank - 1], WIDTH))

    def _context(self) -> None:
        hit = self._hit()
        passage = hit.passage
        before, after = around(passage.document.text, passage.start, passage.end)
        self._show(render_context(before, hit, after, WIDTH))

    def _read(self, page: int) -> None:
        document, standing = self._document or self._of_hit()
        starts = pages(document)
        if not 1 <= page <= len(starts):
            self._tell(messages.CHAT_END)
            return
        self._page = page
        span = Passage(document, starts[page - 1], (*starts, len(document.text))[page])
        bold = [(heading.start, heading.end) for heading in document.headings]
        counter = messages.part(page, len(starts))
        self._show(render_span(span, standing, counter, bold, WIDTH))

    def _of_hit(self) -> tuple[Document, Standing]:
        hit = self._hit()
        return hit.passage.document, hit.standing

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
