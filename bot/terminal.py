"""An answer for the terminal: the same words as on Telegram, readable without colours too."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from bot import messages
from bot.citation import cite, document_name, place
from bot.render import Span, shift, snippet
from corpus.document import Document, Passage
from index.answer import Answer, Hit

_BAR = "│ "


@dataclass(frozen=True, slots=True)
class Quotation:
    """A text word for word behind a bar, wrapped at spaces, with some spans in bold."""

    text: str
    bold: tuple[Span, ...]
    width: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines."""
        quoted = Text(self.text.rstrip())
        for start, end in self.bold:
            quoted.stylize("bold yellow", start, end)
        for line in quoted.wrap(console, min(self.width, options.max_width) - len(_BAR)):
            line.rstrip()
            yield Text.assemble((_BAR, "dim"), line)


def render_terminal(answer: Answer, width: int) -> RenderableType:
    """Return the first screen of an answer: its best hit, or the near misses where none is sure.

    ``width`` is in columns; a narrower console wins.
    """
    if not answer.hits:
        return Text(messages.NO_HITS)
    if answer.enough:
        return render_hit(answer, answer.hits[0], width)
    screen: list[RenderableType] = [Text(f"{messages.NEAR_MISSES} {messages.CHAT_NEAREST}")]
    for hit in answer.hits:
        where = _where(hit.passage)
        name = document_name(hit.passage.document)
        screen.append(Text(f"{hit.rank}. {name} · {where}" if where else f"{hit.rank}. {name}"))
        if quoted := snippet(hit):
            screen.append(Quotation(quoted, (), width))
    return Group(*screen)


def render_hit(answer: Answer, hit: Hit, width: int) -> RenderableType:
    """Return one hit of an answer: citation, then the passage word for word."""
    counter = f"{hit.rank}/{len(answer.hits)}"
    return Group(
        _citation(hit.passage.document, _where(hit.passage), counter),
        Quotation(hit.passage.text, hit.highlights, width),
    )


def render_span(passage: Passage, counter: str, bold: Iterable[Span], width: int) -> RenderableType:
    """Return a part of a document; ``bold`` are offsets in the document."""
    spans = tuple(shift(bold, passage.start, passage.end))
    return Group(
        _citation(passage.document, _where(passage), counter),
        Quotation(passage.text, spans, width),
    )


def _citation(document: Document, where: str, counter: str) -> Text:
    citation = cite(document)
    text = Text.assemble((citation.name, "bold cyan"))
    if counter:
        text.append(f"  [{counter}]", style="dim")
    for line in (*citation.lines, where):
        if line:
            text.append(f"\n{line}")
    return text


def _where(passage: Passage) -> str:
    return place(passage.headings, passage.page)
