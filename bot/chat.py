"""``python -m bot.chat``: ask in the terminal, and get the same answers as on Telegram.

The lines are one conversation: a short question may take its subject from the one before, until an
empty line. Numbers open what was listed. «/vanban» lists documents or opens one, or a part of it.
Through a pipe, each line is shown before its answer.
"""

import argparse
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.console import Console, RenderableType
from rich.text import Text

from bot import messages
from bot.card import Line
from bot.catalogue import IN_FORCE, Only, nearest, search, values, wanted_state
from bot.citation import reference
from bot.questions import UnaskableError, check_question, questions_of
from bot.quoting import HITS, cards_of, grown, quotation
from bot.render import around, pages
from bot.shelf import PARTS_QUOTED, narrowed
from bot.terminal import (
    render_context,
    render_hit,
    render_list,
    render_outline,
    render_span,
    render_terminal,
)
from bot.understanding import understand
from corpus.document import Document, Passage
from corpus.text import canonical_unicode
from index.analysis import fold
from index.answer import Answer, Entry, Hit, Standing, Subject
from index.errors import RetrievalError
from index.live import LiveSearcher
from index.reranker import open_reranker
from index.settings import setting

WIDTH = 100  # columns; longer lines are hard to read
LISTED = 10  # documents at once
GROWN_UNITS = 20_000  # to which a quotation may grow: some screens of a terminal
_COMMAND = re.compile(r"/(\w+)\s*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Open:
    """What is quoted at the moment; ``hits`` and ``rank``, from 1, where it answers a question."""

    passage: Passage
    standing: Standing
    hits: Sequence[Hit] = ()
    rank: int = 0
    level: int = 0


class Chat:
    """One conversation, and what is on the screen: a quotation, and what numbers open."""

    def __init__(self, live: LiveSearcher, console: Console) -> None:
        self._live = live
        self._console = console
        self._subject: Subject | None = None
        self._begun = False  # whether there is anything that an empty line would end
        self._clear()
        self._commands: Mapping[str, Callable[[], None]] = {
            "tiep": lambda: self._turn(1),
            "lui": lambda: self._turn(-1),
            "doc them": lambda: self._grow(1),
            "thu gon": lambda: self._grow(-1),
            "ngu canh": self._context,
            "van ban": self._read_through,
            "muc luc": self._outline,
            "sao chep": self._copy,
            "bo loc": lambda: self._narrow(None),
        } | {
            fold(name).lower(): partial(self._narrow, facet)
            for facet, name in enumerate(messages.FACETS)
        }

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
            self._choose(int(command))
        elif command in self._commands:
            self._commands[command]()
        else:
            self._ask(line)
        return True

    def _clear(self) -> None:
        self._choices: Sequence[Callable[[], None]] = ()  # what numbers do
        self._turning: Callable[[int], None] | None = None  # what «tiếp» and «lùi» do
        self._open: _Open | None = None
        self._listed: tuple[str, Only] | None = None  # by which words, and how narrowed

    def _start_afresh(self) -> None:
        if self._begun:
            self._begun, self._subject = False, None
            self._clear()
            self._tell(messages.CHAT_AFRESH)

    def _obey(self, name: str, words: str) -> None:
        """Do what a command of Telegram does there, where that can be done in a terminal."""
        if name == "hoi":
            self._ask(words)
        elif name == "vanban":
            self._list(words)
        else:
            self._tell(messages.CHAT_WELCOME if name == "help" else messages.UNKNOWN_COMMAND)

    def _choose(self, number: int) -> None:
        if not (self._choices or self._turning):
            self._tell(messages.CHAT_NOTHING_OPEN)
        elif number > len(self._choices):
            self._tell(messages.CHAT_END)
        else:
            self._choices[number - 1]()

    def _turn(self, step: int) -> None:
        if self._turning is None:
            self._tell(messages.CHAT_NOTHING_OPEN)
        else:
            self._turning(step)

    # Questions

    def _ask(self, line: str) -> None:
        try:
            questions = [check_question(question) for question in questions_of(line)]
        except UnaskableError as error:
            self._tell(str(error))
            return
        for question in questions:
            self._answer(question, several=len(questions) > 1)

    def _answer(self, question: str, *, several: bool = False) -> None:
        found = understand(self._live.current(), question, self._subject)
        self._subject, self._begun = found.after, True
        guesses = [(reference(e), partial(self._look_into, question, e)) for e in found.namesakes]
        if found.mended:
            guesses.insert(0, (found.mended, partial(self._answer, found.mended)))
        if line := found.line or (Line(question, typed=True) if several else None):
            self._console.print(Text(line.text, style="dim"))
        self._present(found.answer, guesses)

    def _look_into(self, question: str, entry: Entry) -> None:
        try:
            answer = self._live.current().answer(question, HITS, within=entry.key)
        except KeyError:  # the index was rebuilt since it was offered
            self._tell(messages.DOCUMENT_GONE)
        else:
            self._present(answer)

    def _present(
        self, answer: Answer, guesses: Sequence[tuple[str, Callable[[], None]]] = ()
    ) -> None:
        """Show the first screen of an answer, and number what else may have been meant."""
        self._clear()
        hits = cards_of(answer)
        rank = int(answer.enough and bool(hits))
        if rank:
            self._open = _Open(hits[0].passage, hits[0].standing, hits, rank)
        self._turning = lambda step: self._show_hit(hits, rank + step)
        self._choices = [partial(self._show_hit, hits, number + 1) for number in range(len(hits))]
        self._show(render_terminal(answer, WIDTH))
        if guesses:
            lines = [f"{n}. {label}" for n, (label, _) in enumerate(guesses, len(hits) + 1)]
            self._tell("\n".join([messages.CHAT_MEANT, *lines]))
            self._choices = [*self._choices, *(choose for _, choose in guesses)]

    def _show_hit(self, hits: Sequence[Hit], rank: int, level: int = 0) -> None:
        if not 1 <= rank <= len(hits):
            self._tell(messages.CHAT_END)
            return
        hit = hits[rank - 1]
        passage = grown(hit.passage, GROWN_UNITS)[level] if level else hit.passage
        self._open = _Open(passage, hit.standing, hits, rank, level)
        self._turning = lambda step: self._show_hit(hits, rank + step)
        self._show(render_hit(hits, rank, WIDTH, passage))

    # What is open

    def _grow(self, step: int) -> None:
        """Show more of the document around a hit, one part further out, or the hit alone again."""
        shown = self._open
        if shown is None or not shown.hits:
            self._tell(messages.CHAT_NOTHING_OPEN)
            return
        steps = grown(shown.hits[shown.rank - 1].passage, GROWN_UNITS)
        level = 0 if step < 0 else shown.level + 1
        if level < len(steps):
            self._show_hit(shown.hits, shown.rank, level)
        else:
            self._tell(messages.CHAT_END)

    def _context(self) -> None:
        shown = self._open
        if shown is None or not shown.hits:
            self._read_through()
            return
        hit = shown.hits[shown.rank - 1]
        passage = hit.passage
        before, after = around(passage.document.text, passage.start, passage.end)
        self._show(render_context(before, hit, after, WIDTH))

    def _copy(self) -> None:
        """Print what is open as a report quotes it, in lines as long as they are."""
        if self._open is None:
            self._tell(messages.CHAT_NOTHING_OPEN)
        else:
            copied = quotation(self._open.passage, self._open.standing)
            self._console.print(Text(copied), soft_wrap=True)
            self._console.print()

    def _read_through(self) -> None:
        if self._open is None:
            self._tell(messages.CHAT_NOTHING_OPEN)
        else:
            self._read(self._open.passage.document, self._open.standing, 1)

    def _outline(self) -> None:
        """Number the headings of the document that is open."""
        if self._open is None:
            self._tell(messages.CHAT_NOTHING_OPEN)
            return
        document, standing = self._open.passage.document, self._open.standing
        headings = [heading for heading in document.headings if heading.kind != "điểm"]
        parts = [Passage(document, h.start, document.part_end(h)) for h in headings]
        starts = pages(document)
        self._choices = [
            partial(self._quote, [part], standing)
            if len(part.text) <= GROWN_UNITS
            else partial(self._read, document, standing, bisect_right(starts, part.start))
            for part in parts
        ]
        self._show(render_outline(document, headings))

    def _read(self, document: Document, standing: Standing, page: int) -> None:
        """Show a page, counted from 1, of a document."""
        starts = pages(document)
        if not 1 <= page <= len(starts):
            self._tell(messages.CHAT_END)
            return
        span = Passage(document, starts[page - 1], (*starts, len(document.text))[page])
        self._open = _Open(span, standing)
        self._turning = lambda step: self._read(document, standing, page + step)
        bold = [(heading.start, heading.end) for heading in document.headings]
        self._show(render_span(span, standing, messages.part(page, len(starts)), bold, WIDTH))

    # Documents

    def _list(self, words: str, only: Only | None = None) -> None:
        """List the documents that words choose; open the only one, or the part that is named."""
        searcher, only = self._live.current(), only or Only()
        found = search(searcher, words)
        self._clear()
        self._begun = True
        if found.parts:
            self._quote(found.parts, searcher.standing(found.entries[0].key))
            return
        self._listed = words, only
        entries = [entry for entry in found.entries if only.holds(entry)]
        note = messages.no_page(found.page) if found.page else messages.NO_PART * found.missing
        if len(entries) == 1 and not only.data:
            if note:
                self._tell(note)
            self._open_entry(entries[0])
            return
        head = [messages.documents(len(entries), words, "gõ"), narrowed(found.entries, only), note]
        if wanted_state(words) == IN_FORCE:
            head.append(messages.IN_FORCE_OR_UNKNOWN)
        if not entries:
            near = () if only.data else nearest(searcher, words)
            nothing = messages.NONE_LEFT if only.data else messages.EMPTY_LIST
            if words and not only.data:
                ending = messages.CHAT_MEANT if near else messages.SEE_WHOLE_LIST
                nothing = f"{messages.no_documents(words)} {ending}"
            head, entries = [nothing], [*near]
        self._choices = [partial(self._open_entry, entry) for entry in entries]
        foot = self._facets(found.entries) if len(entries) > 1 or only.data else ""
        self._show_entries(head, entries, foot, 1)

    def _show_entries(
        self, head: Sequence[str], entries: Sequence[Entry], foot: str, page: int
    ) -> None:
        first, last = (page - 1) * LISTED, max(0, len(entries) - 1) // LISTED + 1
        if not 1 <= page <= last:
            self._tell(messages.CHAT_END)
            return
        self._turning = lambda step: self._show_entries(head, entries, foot, page + step)
        counter = messages.list_part(page, last) if last > 1 else ""
        shown = entries[first : first + LISTED]
        self._show(render_list(shown, first + 1, head, [counter, foot]))

    def _facets(self, entries: Sequence[Entry]) -> str:
        """Return by what a list can be narrowed; empty if all its documents are alike in it."""
        _, only = self._listed or ("", Only())
        names = [
            name.lower()
            for facet, name in enumerate(messages.FACETS)
            if only.codes[facet] or len(values(entries, only, facet)) > 1
        ]
        return messages.chat_facets([*names, *([messages.ALL_VALUES.lower()] if only.data else [])])

    def _narrow(self, facet: int | None) -> None:
        """Number the values of a facet, to narrow the list by one; None takes them all off."""
        if self._listed is None:
            self._tell(messages.CHAT_NO_LIST)
            return
        words, only = self._listed
        if facet is None:
            self._list(words)
            return
        found = values(search(self._live.current(), words).entries, only, facet)
        self._choices = [partial(self._list, words, only.to(facet, value)) for value, _ in found]
        lines = [
            f"{number}. {value or messages.UNKNOWN_VALUE} ({count})"
            for number, (value, count) in enumerate(found, 1)
        ]
        self._tell("\n".join([messages.PICK_VALUE[facet], *lines]))

    def _open_entry(self, entry: Entry) -> None:
        try:
            searcher = self._live.current()
            document, standing = searcher.document(entry.key), searcher.standing(entry.key)
        except KeyError:  # the index was rebuilt since it was listed
            self._tell(messages.DOCUMENT_GONE)
        else:
            self._read(document, standing, 1)

    def _quote(self, parts: Sequence[Passage], standing: Standing) -> None:
        """Show the parts of a document that were named; «tiếp» reads on after the first."""
        for part in parts[:PARTS_QUOTED]:
            self._show(render_span(part, standing, "", (), WIDTH))
        self._open = _Open(parts[0], standing)
        document = parts[0].document
        page = bisect_right(pages(document), parts[0].end - 1)
        self._turning = lambda step: self._read(document, standing, page + step)

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
