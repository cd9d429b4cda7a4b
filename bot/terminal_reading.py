"""Reading in the terminal: what is quoted at the moment, more of it, and the document around it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from rich.text import Text

from bot import messages
from bot.quoting import cards_of, grown, quotation
from bot.render import around, pages
from bot.shelf import PARTS_QUOTED
from bot.terminal import (
    render_context,
    render_hit,
    render_outline,
    render_span,
    render_terminal,
)
from bot.terminal_pager import WIDTH, Pager
from corpus.document import Document, Passage
from index.answer import Answer, Hit, Standing

GROWN_UNITS = 20_000  # to which a quotation may grow: some screens of a terminal


@dataclass(frozen=True, slots=True)
class _Open:
    """What is quoted at the moment; ``hits`` and ``rank``, from 1, where it answers a question."""

    passage: Passage
    standing: Standing
    hits: Sequence[Hit] = ()
    rank: int = 0
    level: int = 0


class Reading:
    """One quotation at a time, and what can be done with it; says so where none is open."""

    def __init__(self, pager: Pager) -> None:
        self._pager = pager
        self.close()

    def close(self) -> None:
        """Let nothing be open."""
        self._open: _Open | None = None

    def present(self, answer: Answer) -> None:
        """Show the first screen of an answer, whose hits numbers open."""
        hits = cards_of(answer)
        if answer.enough and hits:
            self._show_hit(hits, 1)
        else:
            self._pager.turning = lambda step: self._show_hit(hits, step)
            self._pager.show(render_terminal(answer, WIDTH))
        self._pager.choices = [partial(self._show_hit, hits, n + 1) for n in range(len(hits))]

    def _show_hit(self, hits: Sequence[Hit], rank: int, level: int = 0) -> None:
        if not 1 <= rank <= len(hits):
            self._pager.tell(messages.CHAT_END)
            return
        hit = hits[rank - 1]
        passage = grown(hit.passage, GROWN_UNITS)[level] if level else hit.passage
        self._open = _Open(passage, hit.standing, hits, rank, level)
        self._pager.turning = lambda step: self._show_hit(hits, rank + step)
        self._pager.show(render_hit(hits, rank, WIDTH, passage))

    def grow(self, step: int) -> None:
        """Show more of the document around a hit, one part further out, or the hit alone again."""
        shown = self._open
        if shown is None or not shown.hits:
            self._pager.tell(messages.CHAT_NOTHING_OPEN)
            return
        steps = grown(shown.hits[shown.rank - 1].passage, GROWN_UNITS)
        level = 0 if step < 0 else shown.level + 1
        if level < len(steps):
            self._show_hit(shown.hits, shown.rank, level)
        else:
            self._pager.tell(messages.CHAT_END)

    def context(self) -> None:
        """Show a hit between what stands before it and after it."""
        shown = self._open
        if shown is None or not shown.hits:
            self.read_through()
            return
        hit = shown.hits[shown.rank - 1]
        passage = hit.passage
        before, after = around(passage.document.text, passage.start, passage.end)
        self._pager.show(render_context(before, hit, after, WIDTH))

    def copy(self) -> None:
        """Print what is open as a report quotes it, in lines as long as they are."""
        if shown := self._shown():
            copied = quotation(shown.passage, shown.standing)
            self._pager.console.print(Text(copied), soft_wrap=True)
            self._pager.console.print()

    def read_through(self) -> None:
        """Show the document that is open from its beginning."""
        if shown := self._shown():
            self.read(shown.passage.document, shown.standing, 1)

    def outline(self) -> None:
        """Number the headings of the document that is open."""
        shown = self._shown()
        if shown is None:
            return
        document, standing = shown.passage.document, shown.standing
        headings = [heading for heading in document.headings if heading.kind != "điểm"]
        parts = [Passage(document, h.start, document.part_end(h)) for h in headings]
        starts = pages(document)
        self._pager.choices = [
            partial(self.quote, [part], standing)
            if len(part.text) <= GROWN_UNITS
            else partial(self.read, document, standing, bisect_right(starts, part.start))
            for part in parts
        ]
        self._pager.show(render_outline(document, headings))

    def read(self, document: Document, standing: Standing, page: int) -> None:
        """Show a page, counted from 1, of a document."""
        starts = pages(document)
        if not 1 <= page <= len(starts):
            self._pager.tell(messages.CHAT_END)
            return
        span = Passage(document, starts[page - 1], (*starts, len(document.text))[page])
        self._open = _Open(span, standing)
        self._pager.turning = lambda step: self.read(document, standing, page + step)
        bold = [(heading.start, heading.end) for heading in document.headings]
        self._pager.show(render_span(span, standing, messages.part(page, len(starts)), bold, WIDTH))

    def quote(self, parts: Sequence[Passage], standing: Standing) -> None:
        """Show the parts of a document that were named; «tiếp» reads on after the first."""
        for part in parts[:PARTS_QUOTED]:
            self._pager.show(render_span(part, standing, "", (), WIDTH))
        self._open = _Open(parts[0], standing)
        document = parts[0].document
        page = bisect_right(pages(document), parts[0].end - 1)
        self._pager.turning = lambda step: self.read(document, standing, page + step)

    def _shown(self) -> _Open | None:
        """Return what is open; None, and say so, if nothing is."""
        if self._open is None:
            self._pager.tell(messages.CHAT_NOTHING_OPEN)
        return self._open
