"""The answer to a question: its cards, the near misses, and what is copied from it.

Pure functions to Telegram HTML and buttons; they may take CPU: call them in a thread.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from telegram import CopyTextButton, InlineKeyboardButton, MessageEntity
from telegram.constants import InlineKeyboardButtonLimit

from bot import links, messages, render, screen
from bot.callbacks import Copy, ShowHit, ShowOutline, Vote, checksum, encode
from bot.citation import cite, document_name, headings_above, place, validity
from bot.quoting import cards_of, grown, marked, quotation
from bot.screen import View
from bot.views import changed_view, document_at
from corpus.document import Passage
from index.answer import Answer, Hit, Searcher, Standing
from index.records import document_key

HEADING_UNITS = 1_500  # citation, place and notes, as they are shown and as they are copied
NEAR_NAME_UNITS, NEAR_PATH_UNITS = 70, 40  # of a near miss: together some two lines of a phone


@dataclass(frozen=True, slots=True)
class Line:
    """The first line of a card, which says the question that the card answers.

    ``typed`` says that it is one of several, as it was typed; else it is as it was understood.
    """

    question: str
    typed: bool = False

    @property
    def text(self) -> str:
        """What the line says."""
        return _SAYING[self.typed](self.question)

    @property
    def html(self) -> str:
        """The line as it is sent; see `read_line`.

        Telegram drops what only directs or joins letters, so it is left out here already.
        """
        letters = (" " if c.isspace() else c for c in self.text if unicodedata.category(c) != "Cf")
        words = "".join(c for c in letters if unicodedata.category(c) != "Cc").split()
        return f"<i>{escape(' '.join(words), quote=False)}</i>"


_SAYING = {False: messages.understood, True: messages.one_of_several}


def read_line(text: str, entities: Sequence[MessageEntity]) -> Line | None:
    """Return the first line of a card, if it says the question that the card answers."""
    line = text.split("\n", 1)[0]
    # Telegram may part the italics, at a link for instance, but they begin the message.
    if any(entity.type == MessageEntity.ITALIC and not entity.offset for entity in entities):
        for typed, say in _SAYING.items():
            if line.startswith(prefix := say("")):
                return Line(line.removeprefix(prefix), typed)
    return None


def card_view(answer: Answer, button: ShowHit, *, line: Line | None = None) -> View:
    """Show one card of an answer, or its first screen.

    The first screen is the best card, or the list of near misses where nothing is sure.

    Args:
        answer: Of the searcher, with at most `bot.quoting.HITS` hits.
        button: Which card, and how far its quotation is grown; it is remembered by the others.
        line: The question, where the card does not reply to it alone.
    """
    head = [line.html] if line else []
    cards = cards_of(answer)
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
    forged = render.units(text) > render.MESSAGE_UNITS - HEADING_UNITS  # a card shows no more
    if not text or forged or checksum(text) != button.checksum:
        return changed_view(button.key, "")
    passage = Passage(document, button.start, button.start + len(text))
    copied = quotation(passage, searcher.standing(button.key))
    link = links.passage_link(username, passage)
    return View(
        f"{messages.COPY_THIS}\n<pre>{escape(copied, quote=False)}</pre>",
        ((screen.share(link, document_name(document)),),),
    )


def _quoting_view(
    hit: Hit, cards: int, button: ShowHit, head: Sequence[str], answer: Answer
) -> View:
    room = render.MESSAGE_UNITS - render.shown_units("\n".join(head)) - HEADING_UNITS
    steps = grown(hit.passage, room)
    level = min(button.level, len(steps) - 1)
    button, shown = replace(button, level=level), steps[level]
    here = encode(button)
    citation = cite(shown.document, hit.standing, scanned=shown.scanned)
    heading = render.heading(citation, screen.where(shown, headings_above(shown)))
    bold = render.shift(marked(hit, shown.start), 0, len(shown.text))
    parts = [*head, heading, (render.quote if level else render.answering)(shown.text, bold)]
    if not level and shown.end < hit.passage.end:
        parts.append(f"<i>{messages.CONTINUED}</i>")
    growing = []
    if level + 1 < len(steps):
        growing.append(screen.button(messages.MORE, replace(button, level=level + 1)))
    if level:
        growing.append(screen.button(messages.LESS, replace(button, level=0)))
    key = document_key(shown.document.id)
    to_list = screen.button(messages.ALL_HITS, replace(button, rank=0, level=0))
    return View(
        "\n".join(parts),
        screen.filled(
            screen.paging(button.rank, cards, lambda rank: replace(button, rank=rank, level=0)),
            [] if level + 1 < len(steps) else _reading(shown, here),
            [*growing, screen.button(messages.DOCUMENT, ShowOutline(key, 1, here))],
            [_copying(shown, hit.standing), *_votes(button.journal)],
            *screen.related_acts(hit.standing, here),
            [] if answer.enough else [to_list],
        ),
    )


def _reading(shown: Passage, here: str) -> list[InlineKeyboardButton]:
    """Return the buttons that lead on where the document does."""
    document = shown.document
    buttons = []
    if document.text[: shown.start].strip():
        buttons.append(screen.read_at(document, shown.start - 1, here, messages.READ_BACK))
    if document.text[shown.end :].strip():
        buttons.append(screen.read_at(document, shown.end, here, messages.READ_ON))
    return buttons


def _copying(shown: Passage, standing: Standing) -> InlineKeyboardButton:
    """Return the button that copies a quotation, at once where Telegram lets a button do it."""
    copied = quotation(shown, standing)
    if render.units(copied) <= InlineKeyboardButtonLimit.MAX_COPY_TEXT:
        return InlineKeyboardButton(messages.COPY, copy_text=CopyTextButton(copied))
    key, text = document_key(shown.document.id), shown.text
    return screen.button(messages.COPY, Copy(key, shown.start, shown.end, checksum(text)))


def _votes(journal: str) -> list[InlineKeyboardButton]:
    if not journal:
        return []
    return [
        screen.button(messages.UP, Vote(journal, 1)), screen.button(messages.DOWN, Vote(journal, 0))
    ]  # fmt: skip


def _near_misses_view(cards: Sequence[Hit], button: ShowHit, head: Sequence[str]) -> View:
    """List the cards on a phone's screen, each with its answer while the message has room."""
    opening = "\n".join([*head, f"{messages.NEAR_MISSES} {messages.PICK_HIT}"])
    room = render.MESSAGE_UNITS - render.shown_units(opening)
    blocks: list[str] = []
    called = {hit.passage.document.id: document_name(hit.passage.document) for hit in cards}
    times = Counter(called.values())
    for rank, hit in enumerate(cards, 1):
        named = _near_miss(rank, hit, alike=times[document_name(hit.passage.document)] > 1)
        if (needed := render.shown_units(named) + len("\n")) > room:
            break
        blocks.append(named)
        room -= needed
    mark = f" {messages.CUT_HERE}"
    for row, hit in enumerate(cards[: len(blocks)]):
        quoted, within = render.excerpt(hit, min(render.EXCERPT_UNITS, room - len(f"{mark}\n")))
        if quoted:
            blocks[row] += f"{mark * within}\n{render.folded(quoted)}"
            room -= render.units(quoted) + len(f"{mark}\n")
    buttons = [
        screen.button(str(rank), replace(button, rank=rank, level=0))
        for rank in range(1, len(blocks) + 1)
    ]
    return View("\n".join([opening, *blocks]), screen.rows(buttons))


def _near_miss(rank: int, hit: Hit, *, alike: bool) -> str:
    """Say where a near miss stands, and what is to be known of its directive.

    Its document's id says it where another document of the list is called ``alike``.
    """
    passage = hit.passage
    told = [f"{rank}. <b>{render.label(document_name(passage.document), NEAR_NAME_UNITS)}</b>"]
    path = render.path(passage.headings, NEAR_PATH_UNITS, NEAR_PATH_UNITS)
    if alike:
        told.append(f"<code>{render.label(passage.document.id, NEAR_PATH_UNITS)}</code>")
    elif where := place(path, passage):
        told.append(escape(where, quote=False))
    notes = (validity(hit.standing), messages.SCANNED if passage.scanned else "")
    lines = [f"⚠️ {render.label(note, render.NOTE_UNITS)}" for note in notes if note]
    return "\n".join([" · ".join(told), *lines])
