"""The answer to a question: its cards, the near misses, and what is copied from it.

Pure functions to Telegram HTML and buttons; they may take CPU: call them in a thread.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape

from telegram import CopyTextButton, InlineKeyboardButton, MessageEntity
from telegram.constants import InlineKeyboardButtonLimit

from bot import links, messages, render, screen
from bot.callbacks import Copy, ShowHit, ShowOutline, Vote, checksum, encode
from bot.citation import cite, document_name, headings_above, place, validity
from bot.screen import View
from bot.views import changed_view, document_at
from corpus.document import Document, Passage
from index.answer import Answer, Hit, Searcher, Standing
from index.confidence import related
from index.records import document_key

HITS = 10  # to ask the searcher for, so that there are alternatives
CARDS = 5  # of an answer, at most
STEP = 120  # characters by which a grown quotation is longer at least: some lines of a phone
HEADING_UNITS = 1_150  # citation, place, notes, and that the quotation goes on
COPIED_UNITS = 4_000  # beside the sentence above it
BLOCK_UNITS = 620  # of a near miss without its quotation: number, name, place and notes

Cards = Sequence[Sequence[Hit]]
"""The hits that each card quotes, best first."""

Quoted = tuple[Hit, Passage]
"""A hit, and what is shown of its document."""


def understood_line(question: str) -> str:
    """Return the first line of a card that says which question it answers; see `read_line`.

    Telegram drops what only directs or joins letters, so it is left out here already.
    """
    letters = (" " if c.isspace() else c for c in question if unicodedata.category(c) != "Cf")
    words = "".join(c for c in letters if unicodedata.category(c) != "Cc").split()
    return f"<i>{messages.understood(escape(' '.join(words), quote=False))}</i>"


def read_line(text: str, entities: Sequence[MessageEntity]) -> str | None:
    """Return the question that the first line of a card says it answers; None if it has none."""
    line, prefix = text.split("\n", 1)[0], messages.understood("")
    # Telegram may part the italics, at a link for instance, but they begin the message.
    italic = any(entity.type == MessageEntity.ITALIC and not entity.offset for entity in entities)
    return line.removeprefix(prefix) if italic and line.startswith(prefix) else None


def card_view(answer: Answer, button: ShowHit, *, line: str = "") -> View:
    """Show one card of an answer, or its first screen.

    The first screen is the best card, or the list of near misses where nothing is sure.

    Args:
        answer: Of the searcher, with at most `HITS` hits.
        button: Which card, and how far its quotation is grown; it is remembered by the others.
        line: The question, where the card does not reply to it alone; see `understood_line`.
    """
    head = [understood_line(line)] if line else []
    cards = _cards(answer)
    if not cards:
        return View("\n".join([*head, f"{messages.NO_HITS} {messages.SEE_LIST}"]))
    if button.rank == 0 and not answer.enough:
        return _near_misses_view(cards, button, head)
    # A rebuild may have left fewer cards than there were when the button was made.
    rank = min(max(button.rank, 1), len(cards))
    if not answer.enough:
        head.append(f"<i>{messages.NEAR_MISS}</i>")
    return _quoting_view(cards[rank - 1], len(cards), replace(button, rank=rank), head, answer)


def copy_view(searcher: Searcher, button: Copy, username: str) -> View:
    """Show a quotation and its citation ready to be pasted, and a link to the place to pass on.

    Raises:
        StaleButtonError: If the document is gone.
    """
    document = document_at(searcher, button.key)
    text = document.text[button.start : button.end]
    if not text or checksum(text) != button.checksum:
        return changed_view(button.key, "")
    passage = Passage(document, button.start, button.start + len(text))
    copied = quotation(passage, searcher.standing(button.key))
    link = links.passage_link(username, passage)
    return View(
        f"{messages.COPY_THIS}\n<pre>{escape(copied, quote=False)}</pre>",
        ((screen.share(link, document_name(document)),),),
    )


def quotation(passage: Passage, standing: Standing) -> str:
    """Return a passage as a report quotes it: word for word, then where it is from.

    «[…]» stands where the passage begins or ends within a paragraph. Only the title of the
    document is shortened where a message would be too long.
    """
    document = passage.document
    start, end = passage.start, passage.end
    quoted = passage.text.strip()
    start += passage.text.index(quoted)
    end = start + len(quoted)
    if document.text[:start].rstrip(" ")[-1:] not in ("", "\n"):
        quoted = f"{messages.CUT_HERE} {quoted}"
    if document.text[end:].lstrip(" ")[:1] not in ("", "\n"):
        quoted = f"{quoted} {messages.CUT_HERE}"
    citation = cite(document, standing, scanned=passage.scanned)
    path = place(passage.headings, passage.page)
    after = [f"; {path}" if path else "", ".", *(f" ({note})" for note in citation.notes)]
    lines = [f"“{quoted}”\n– {citation.name} {citation.origin}".rstrip(), "".join(after)]
    room = COPIED_UNITS - render.units("".join(lines)) - 1
    about = render.clip(citation.about, max(room, 2)) if citation.about else ""
    return lines[0] + (f" {about}" if about else "") + lines[1]


def _cards(answer: Answer) -> Cards:
    return [(hit,) for hit in related(answer)[:CARDS]]


def _quoting_view(
    hits: Sequence[Hit], cards: int, button: ShowHit, head: Sequence[str], answer: Answer
) -> View:
    here = encode(button)
    room = render.MESSAGE_UNITS - render.shown_units("\n".join(head)) - HEADING_UNITS
    steps = _grown(hits[0].passage, room)
    level = min(button.level, len(steps) - 1)
    quoted = [(hits[0], steps[level])] if level else _quoted(hits, room)
    parts = [*head, *_quotations(quoted, grown=level > 0)]
    shown = quoted[0][1]
    if not level and shown.end < hits[0].passage.end:
        parts.append(f"<i>{messages.CONTINUED}</i>")
    growing = []
    if level + 1 < len(steps):
        growing.append(screen.button(messages.MORE, replace(button, level=level + 1)))
    if level:
        growing.append(screen.button(messages.LESS, replace(button, level=0)))
    to_list = screen.button(messages.ALL_HITS, replace(button, rank=0, level=0))
    return View(
        "\n".join(parts),
        screen.filled(
            screen.paging(button.rank, cards, lambda rank: replace(button, rank=rank, level=0)),
            [] if level + 1 < len(steps) else _reading(shown, here),
            [*growing, *_documents(quoted, here)],
            [*_copying(quoted), *_votes(button.journal)],
            *screen.related_acts([hit.standing for hit, _ in quoted], here),
            [] if answer.enough else [to_list],
        ),
    )


def _quoted(hits: Sequence[Hit], room: int) -> list[Quoted]:
    """Return what a card quotes of its hits: of the first what fits, others only where all does."""
    quoted = [(hits[0], _fitting(hits[0].passage, room))]
    for hit in hits[1:]:
        room -= HEADING_UNITS + render.units(quoted[-1][1].text)
        if render.units(hit.passage.text) <= room:
            quoted.append((hit, hit.passage))
    return quoted


def _quotations(quoted: Sequence[Quoted], *, grown: bool) -> Iterator[str]:
    """Yield the lines of a card; of one document the citation only once."""
    cited: Document | None = None
    for hit, shown in quoted:
        document = shown.document
        path = screen.where(shown, headings_above(shown))
        if document != cited:
            heading = cite(document, hit.standing, scanned=shown.scanned)
            yield ("\n" if cited else "") + render.heading(heading, path)
        elif path:
            yield render.place_line(path)
        cited = document
        offset = hit.passage.start - shown.start
        bold = [(start + offset, end + offset) for start, end in hit.highlights]
        bold = render.shift(bold, 0, len(shown.text))
        yield (render.quote if grown else render.answering)(shown.text, bold)


def _fitting(passage: Passage, room: int) -> Passage:
    end = render.part_end(passage.text, 0, room)
    return Passage(passage.document, passage.start, passage.start + end)


def _grown(passage: Passage, room: int) -> Sequence[Passage]:
    """Return what a card quotes, then the parts around it that it grows to, innermost first.

    The last may be only as much of a part, or of the document, as there is ``room`` for.
    """
    document = passage.document
    steps = [_fitting(passage, room)]
    # In force at its end: a passage that opens with headings grows to what they open.
    parts = [(h.start, document.part_end(h)) for h in document.headings_at(passage.end - 1)]
    for start, end in [*reversed(parts), (0, len(document.text))]:
        part = Passage(document, min(start, passage.start), max(end, passage.end))
        fits = render.units(part.text) <= room
        step = part if fits else _window(part, passage, room)
        if len(step.text.strip()) >= len(steps[-1].text.strip()) + STEP:
            steps.append(step)
        if not fits:
            break
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


def _reading(shown: Passage, here: str) -> list[InlineKeyboardButton]:
    """Return the buttons that lead on where the document does."""
    document = shown.document
    buttons = []
    if document.text[: shown.start].strip():
        buttons.append(screen.read_at(document, shown.start - 1, here, messages.READ_BACK))
    if document.text[shown.end :].strip():
        buttons.append(screen.read_at(document, shown.end, here, messages.READ_ON))
    return buttons


def _documents(quoted: Sequence[Quoted], here: str) -> list[InlineKeyboardButton]:
    keys = list(dict.fromkeys(document_key(shown.document.id) for _, shown in quoted))
    labels = _numbered(messages.DOCUMENT, len(keys))
    return [
        screen.button(label, ShowOutline(key, 1, here))
        for label, key in zip(labels, keys, strict=True)
    ]


def _copying(quoted: Sequence[Quoted]) -> list[InlineKeyboardButton]:
    """Return a button for each quotation: it copies at once what Telegram lets a button copy."""
    buttons = []
    for label, (hit, shown) in zip(_numbered(messages.COPY, len(quoted)), quoted, strict=True):
        copied = quotation(shown, hit.standing)
        if render.units(copied) <= InlineKeyboardButtonLimit.MAX_COPY_TEXT:
            buttons.append(InlineKeyboardButton(label, copy_text=CopyTextButton(copied)))
        else:
            key, text = document_key(shown.document.id), shown.text
            callback = Copy(key, shown.start, shown.end, checksum(text))
            buttons.append(screen.button(label, callback))
    return buttons


def _numbered(label: str, number: int) -> list[str]:
    return [label] if number == 1 else [f"{label} {n}" for n in range(1, number + 1)]


def _votes(journal: int) -> list[InlineKeyboardButton]:
    if not journal:
        return []
    return [
        screen.button(messages.UP, Vote(journal, 1)), screen.button(messages.DOWN, Vote(journal, 0))
    ]  # fmt: skip


def _near_misses_view(cards: Cards, button: ShowHit, head: Sequence[str]) -> View:
    """List the cards, each with a short quotation while the message has room for it."""
    opening = "\n".join([*head, f"{messages.NEAR_MISSES} {messages.PICK_HIT}"])
    room = render.MESSAGE_UNITS - render.shown_units(opening)
    cards = cards[: room // BLOCK_UNITS]
    room -= BLOCK_UNITS * len(cards)
    blocks = []
    for rank, (hit, *_) in enumerate(cards, 1):
        passage = hit.passage
        lines = [f"{rank}. <b>{render.label(document_name(passage.document), 150)}</b>"]
        if path := screen.where(passage, passage.headings):
            lines.append(render.place_line(path))
        notes = (validity(hit.standing), messages.SCANNED if passage.scanned else "")
        lines += [f"⚠️ {render.label(note, render.NOTE_UNITS)}" for note in notes if note]
        snippet = render.snippet(hit, min(render.SNIPPET_UNITS, room))
        if snippet:
            lines.append(render.quote(snippet))
            room -= render.units(snippet) + 1
        blocks.append("\n".join(lines))
    buttons = [
        screen.button(str(rank), replace(button, rank=rank, level=0))
        for rank in range(1, len(cards) + 1)
    ]
    return View("\n\n".join([opening, *blocks]), screen.rows(buttons))
