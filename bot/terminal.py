"""An answer for the terminal: the same words as on Telegram, readable without colours too."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from bot import messages
from bot.citation import cite, document_name, headings_above, place, reference, validity
from bot.render import Span, shift, snippet
from corpus.document import Passage
from corpus.validity import OVER, state_of
from index.answer import Answer, Entry, Hit, Standing
from index.confidence import related

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
    hits = related(answer)
    if not hits:
        return Text(messages.NO_HITS)
    if answer.enough:
        return render_hit(answer, hits[0], width)
    screen: list[RenderableType] = [Text(f"{messages.NEAR_MISSES} {messages.CHAT_NEAREST}")]
    for hit in hits:
        document = hit.passage.document
        where = place(hit.passage.headings, hit.passage.page)
        scanned = messages.SCANNED if hit.passage.scanned else ""
        about = (document_name(document), where, validity(hit.standing), scanned)
        screen.append(Text(f"{hit.rank}. {' · '.join(part for part in about if part)}"))
        if quoted := snippet(hit):
            screen.append(Quotation(quoted, (), width))
    return Group(*screen)


def render_hit(answer: Answer, hit: Hit, width: int) -> RenderableType:
    """Return one hit of an answer: citation, then the passage word for word."""
    counter = f"{hit.rank}/{len(answer.hits)}"
    return Group(
        _citation(hit.passage, hit.standing, headings_above(hit.passage), counter),
        Quotation(hit.passage.text, hit.highlights, width),
    )


def render_span(
    passage: Passage, standing: Standing, counter: str, bold: Iterable[Span], width: int
) -> RenderableType:
    """Return a part of a document; ``bold`` are offsets in the document."""
    spans = tuple(shift(bold, passage.start, passage.end))
    return Group(
        _citation(passage, standing, headings_above(passage), counter),
        Quotation(passage.text, spans, width),
    )


def render_list(entries: Sequence[Entry], number: int, words: str, note: str) -> RenderableType:
    """Return the first of ``number`` documents that words chose, numbered to be opened."""
    lines = [messages.documents(number, words, "gõ"), *filter(None, [note])]
    names = Counter(map(reference, entries))
    for rank, entry in enumerate(entries, 1):
        state = f" ({entry.status})" if entry.status and state_of(entry.status) in OVER else ""
        alike = f" [{entry.id}]" if names[reference(entry)] > 1 else ""
        lines.append(f"{rank}. {reference(entry)}{state}{alike}")
    if number > len(entries):
        lines.append(messages.more_documents(number - len(entries)))
    return Text("\n".join(lines))


def render_context(before: str, hit: Hit, after: str, width: int) -> RenderableType:
    """Return a hit's passage between what stands before it and after it."""
    passage = hit.passage
    screen: list[RenderableType] = [_citation(passage, hit.standing, passage.headings, "")]
    for name, text in (
        (messages.BEFORE, before.strip()),
        (messages.QUOTED, passage.text),
        (messages.AFTER, after.strip()),
    ):
        if text:
            screen += [Text(name, style="dim"), Quotation(text, (), width)]
    return Group(*screen)


def _citation(passage: Passage, standing: Standing, headings: Sequence[str], counter: str) -> Text:
    citation = cite(passage.document, standing, scanned=passage.scanned)
    text = Text.assemble((citation.name, "bold cyan"), f" {citation.rest}".rstrip())
    if counter:
        text.append(f"  [{counter}]", style="dim")
    if where := place(headings, passage.page):
        text.append(f"\n{where}")
    for note in citation.notes:
        text.append(f"\n{note}", style="yellow")
    # Of one directive there may be several digests.
    for newer in dict.fromkeys(map(reference, standing.ended_by)):
        text.append(f"\n{messages.NEWER}: {newer}", style="yellow")
    return text
