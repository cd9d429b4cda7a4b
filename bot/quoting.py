"""What an answer quotes: its cards, the parts they grow to, and a quotation for a report.

For Telegram and the terminal; pure functions that may take CPU: call them in a thread.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot import messages, render
from bot.citation import cite, place
from corpus.document import Passage
from index.alternatives import alternatives, companion
from index.answer import Answer, Hit, Standing
from index.confidence import related

HITS = 10  # to ask the searcher for, so that there are alternatives
CARDS = 5  # of an answer, at most
STEP = 80  # characters by which a grown quotation is longer at least: two lines of a phone
ABOUT_UNITS = 200  # of a title that is copied
HEADING_UNITS, PATH_UNITS = 120, 200  # of a heading that is copied, and of all those above it


def cards_of(answer: Answer) -> Sequence[Hit]:
    """Return what each card quotes; two pieces of one short text share the first card."""
    hits = related(answer)
    if other := companion(hits):
        rest = [hit for hit in hits[1:] if hit is not other]
        hits = (_joined(hits[0], other), *rest)
    return alternatives(hits, CARDS)


def _joined(hit: Hit, other: Hit) -> Hit:
    """Return a hit that quotes what two that touch quote."""
    start = min(hit.passage.start, other.passage.start)
    end = max(hit.passage.end, other.passage.end)
    bold: list[render.Span] = []
    for opening, closing in sorted([*marked(hit, start), *marked(other, start)]):
        if bold and opening <= bold[-1][1]:
            bold[-1] = (bold[-1][0], max(closing, bold[-1][1]))
        else:
            bold.append((opening, closing))
    return replace(hit, passage=Passage(hit.passage.document, start, end), highlights=tuple(bold))


def marked(hit: Hit, start: int) -> list[render.Span]:
    """Return the highlights of a hit as counted from an offset of its document."""
    before = hit.passage.start - start
    return [(opening + before, closing + before) for opening, closing in hit.highlights]


def _fitting(passage: Passage, room: int) -> Passage:
    end = render.part_end(passage.text, 0, room)
    return Passage(passage.document, passage.start, passage.start + end)


def grown(passage: Passage, room: int) -> Sequence[Passage]:
    """Return what a card quotes, then the parts around it that it grows to, innermost first.

    Only where already the first part, or the document, is longer than ``room`` UTF-16 units, as
    much of it as there is room for.
    """
    document = passage.document
    steps = [_fitting(passage, room)]
    # In force at its end: a passage that opens with headings grows to what they open.
    parts = [(h.start, document.part_end(h)) for h in document.headings_at(passage.end - 1)]
    for start, end in [*reversed(parts), (0, len(document.text))]:
        start = min(start, passage.start)
        end = max(start + len(document.text[start:end].rstrip()), passage.end)
        part = Passage(document, start, end)
        fits = render.units(part.text) <= room
        if not fits and len(steps) > 1:
            break
        step = part if fits else _window(part, passage, room)
        if len(step.text) >= len(steps[-1].text) + STEP:
            steps.append(step)
    return steps


def _window(part: Passage, passage: Passage, room: int) -> Passage:
    """Return as much of a part around a passage as there is room for."""
    inside, start, end = part.text, passage.start - part.start, passage.end - part.start
    spare = room - render.units(passage.text)
    if spare < 2:
        return _fitting(passage, room)
    before, _ = render.around(
        inside, start, end, max(spare // 2, spare - render.units(inside[end:]))
    )
    _, after = render.around(inside, start, end, spare - render.units(before))
    return Passage(part.document, passage.start - len(before), passage.end + len(after))


def quotation(passage: Passage, standing: Standing) -> str:
    """Return a passage as a report quotes it: word for word, then where it is from.

    «[…]» stands where the passage begins or ends within a paragraph.
    """
    document, quoted = passage.document, passage.text.strip()
    start = passage.start + passage.text.index(quoted)
    end = start + len(quoted)
    if document.text[:start].rstrip(" ")[-1:] not in ("", "\n"):
        quoted = f"{messages.CUT_HERE} {quoted}"
    if document.text[end:].lstrip(" ")[:1] not in ("", "\n"):
        quoted = f"{quoted} {messages.CUT_HERE}"
    citation = cite(document, standing, scanned=passage.scanned)
    source = ((citation.name, 250), (citation.origin, 150), (citation.about, ABOUT_UNITS))
    path = place(render.path(passage.headings, HEADING_UNITS, PATH_UNITS), passage)
    ending = [f"; {path}." if path else "."]
    ending += [f"({render.clip(note, render.NOTE_UNITS)})" for note in citation.notes]
    sentence = " ".join(render.clip(part, limit) for part, limit in source if part)
    return f"“{quoted}”\n– {sentence}{' '.join(ending)}"
