"""``python -m bot.chat``: ask in the terminal, and get the same answers as on Telegram.

The lines are one conversation: a short question may take its subject from the one before, until an
empty line. Numbers open what was listed. «/vanban» lists documents or opens one, or a part of it.
Through a pipe, each line is shown before its answer.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot import messages
from bot.citation import reference
from bot.guesses import line_above
from bot.questions import UnaskableError, check_question, questions_of
from bot.quoting import HITS
from bot.terminal_listing import Listing
from bot.terminal_pager import Pager
from bot.terminal_reading import Reading
from corpus.text import canonical_unicode
from index.analysis import fold
from index.answer import Answer, Entry, Subject
from index.errors import RetrievalError
from index.live import LiveSearcher
from index.reranker import open_reranker
from index.settings import setting
from index.understanding import understand

_COMMAND = re.compile(r"/(\w+)\s*(.*)", re.DOTALL)


class Chat:
    """One conversation: what each line asks for, and what questions take from those before."""

    def __init__(self, live: LiveSearcher, console: Console) -> None:
        self._live = live
        self._pager = Pager(console)
        self._reading = reading = Reading(self._pager)
        self._listing = listing = Listing(live, self._pager, reading)
        self._subject: Subject | None = None
        self._begun = False  # whether there is anything that an empty line would end
        self._commands: dict[str, Callable[[], None]] = {
            "tiep": partial(self._pager.turn, 1),
            "lui": partial(self._pager.turn, -1),
            "doc them": partial(reading.grow, 1),
            "thu gon": partial(reading.grow, -1),
            "ngu canh": reading.context,
            "van ban": reading.read_through,
            "muc luc": reading.outline,
            "sao chep": reading.copy,
            "bo loc": partial(listing.narrow, None),
        }
        for facet, name in enumerate(messages.FACETS):
            self._commands[fold(name).lower()] = partial(listing.narrow, facet)

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
        elif called := _COMMAND.fullmatch(canonical_unicode(line).strip()):
            self._obey(called[1], called[2])
        elif re.fullmatch(r"[1-9]\d?", command):
            self._pager.choose(int(command))
        elif command in self._commands:
            self._commands[command]()
        else:
            self._ask(line)
        return True

    def _start_afresh(self) -> None:
        if self._begun:
            self._begun, self._subject = False, None
            self._clear()
            self._pager.tell(messages.CHAT_AFRESH)

    def _clear(self) -> None:
        self._pager.clear()
        self._reading.close()
        self._listing.close()

    def _obey(self, name: str, words: str) -> None:
        """Do what a command of Telegram does there, where that can be done in a terminal."""
        if name == "hoi":
            self._ask(words)
        elif name == "vanban":
            self._begun = True
            self._listing.show(words)
        else:
            self._pager.tell(messages.CHAT_WELCOME if name == "help" else messages.UNKNOWN_COMMAND)

    def _ask(self, line: str) -> None:
        try:
            questions = [check_question(question) for question in questions_of(line)]
        except UnaskableError as error:
            self._pager.tell(str(error))
            return
        for question in questions:
            self._answer(question, several=len(questions) > 1)

    def _answer(self, question: str, *, several: bool = False) -> None:
        found = understand(self._live.current(), question, self._subject, HITS)
        self._subject, self._begun = found.after, True
        guesses = [(reference(e), partial(self._look_into, question, e)) for e in found.namesakes]
        if found.mended:
            guesses.insert(0, (found.mended, partial(self._answer, found.mended)))
        if line := line_above(found, question, several=several):
            self._pager.console.print(Text(line.text, style="dim"))
        self._present(found.answer, guesses)

    def _look_into(self, question: str, entry: Entry) -> None:
        try:
            answer = self._live.current().answer(question, HITS, within=entry.key)
        except KeyError:  # the index was rebuilt since it was offered
            self._pager.tell(messages.DOCUMENT_GONE)
        else:
            self._present(answer)

    def _present(
        self, answer: Answer, guesses: Sequence[tuple[str, Callable[[], None]]] = ()
    ) -> None:
        """Show the first screen of an answer, and number what else may have been meant."""
        self._clear()
        self._reading.present(answer)
        if guesses:
            hits = self._pager.choices
            lines = [f"{n}. {label}" for n, (label, _) in enumerate(guesses, len(hits) + 1)]
            self._pager.tell("\n".join([messages.CHAT_MEANT, *lines]))
            self._pager.choices = [*hits, *(choose for _, choose in guesses)]


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
