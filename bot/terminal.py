"""An answer for the terminal: the same words as on Telegram, readable without colours too."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.text import Text

from bot import messages
from bot.citation import cite, document_name, headings_above, place, reference, validity
from bot.quoting import cards_of
from bot.render import Span, excerpt, shift
from corpus.document import Document, Heading, Passage
from corpus.validity import OVER, state_of
from index.answer import Answer, Entry, Hit, Standing

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
    hits = cards_of(answer)
    if not hits:
        return Text(messages.NO_HITS)
    if answer.enough:
        return render_hit(hits, 1, width)
    screen: list[RenderableType] = [Text(f"{messages.NEAR_MISSES} {messages.CHAT_NEAREST}")]
    for number, hit in enumerate(hits, 1):
        document = hit.passage.document
        where = place(hit.passage.headings, hit.passage)
        scanned = messages.SCANNED if hit.passage.scanned else ""
        about = (document_name(document), where, validity(hit.standing), scanned)
        quoted, within = excerpt(hit)
        line = f"{number}. {' · '.join(part for part in about if part)}"
        screen.append(Text(f"{line} {messages.CUT_HERE}" if within else line))
        if quoted:
            screen.append(Quotation(quoted, (), width))
    return Group(*screen)


def render_hit(
    hits: Sequence[Hit], rank: int, width: int, shown: Passage | None = None
) -> RenderableType:
    """Return one of the hits: citation, then the passage, or what it has grown to, word for word.

    ``rank`` counts from 1.
    """
    hit = hits[rank - 1]
    shown = shown or hit.passage
    bold = ((a + hit.passage.start, b + hit.passage.start) for a, b in hit.highlights)
    return render_span(shown, hit.standing, f"{rank}/{len(hits)}", bold, width)


def render_span(
    passage: Passage, standing: Standing, counter: str, bold: Iterable[Span], width: int
) -> RenderableType:
    """Return a part of a document; ``bold`` are offsets in the document."""
    spans = tuple(shift(bold, passage.start, passage.end))
    return Group(
        _citation(passage, standing, headings_above(passage), counter),
        Quotation(passage.text, spans, width),
    )


def render_list(
    entries: Sequence[Entry], first: int, head: Sequence[str], foot: Sequence[str]
) -> RenderableType:
    """Return documents numbered from ``first``, to be opened, between some lines."""
    lines = [*filter(None, head)]
    names = Counter(map(reference, entries))
    for number, entry in enumerate(entries, first):
        state = f" ({entry.status})" if entry.status and state_of(entry.status) in OVER else ""
        alike = f" [{entry.id}]" if names[reference(entry)] > 1 else ""
        lines.append(f"{number}. {reference(entry)}{state}{alike}")
    return Text("\n".join([*lines, *filter(None, foot)]))


def render_outline(document: Document, headings: Sequence[Heading]) -> RenderableType:
    """Return headings of a document, numbered to be opened."""
    lines = [document_name(document), messages.CHAT_OUTLINE if headings else messages.NO_OUTLINE]
    for number, heading in enumerate(headings, 1):
        lines.append(f"{'  ' * min(heading.level - 1, 3)}[{number}] {heading.label}")
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
    if where := place(headings, passage):
        text.append(f"\n{where}")
    for note in citation.notes:
        text.append(f"\n{note}", style="yellow")
    # Of one directive there may be several digests.
    for newer in dict.fromkeys(map(reference, standing.ended_by)):
        text.append(f"\n{messages.NEWER}: {newer}", style="yellow")
    return text
