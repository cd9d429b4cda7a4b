"""The card of an answer with what else may have been meant.

Pure functions over an index; they take CPU: call them in a thread.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot import messages, render, screen
from bot.callbacks import Mend, ShowHit, Stay
from bot.card import Line, card_view
from bot.citation import day
from bot.quoting import HITS
from bot.screen import Row, StaleButtonError, View
from index.answer import Entry, Searcher, Subject, parse_understood
from index.suggest import suggest
from index.understanding import Understood

NAMESAKES = 5  # offered at most
LABEL_UNITS = 60


def line_above(understood: Understood, question: str, *, several: bool) -> Line | None:
    """Return the line that says which question a card answers, if it is needed.

    It is where that is not what was typed, or one of ``several`` questions.
    """
    if understood.said:
        return Line(understood.said)
    return Line(question, typed=True) if several else None


def first_view(understood: Understood, button: ShowHit, line: Line | None) -> View:
    """Show the first screen of an answer; ``line`` as `line_above` returns it."""
    view = card_view(understood.answer, button, line=line)
    return _with_guesses(view, button, understood.namesakes, understood.mended)


def again_view(searcher: Searcher, question: str, button: ShowHit, line: Line | None) -> View:
    """Show a screen of an answer again; ``line`` is the one that the card began with.

    Raises:
        QuestionError: If the question has no word in it, or too many letters.
        StaleButtonError: If the directive that it looks into is gone.
    """
    before, asked = parse_understood(question) if button.about else (None, question)
    subject = Subject(before, button.about) if before else None
    try:
        answer = searcher.answer(asked, HITS, subject, button.within or None)
    except KeyError as error:
        raise StaleButtonError(messages.DOCUMENT_GONE) from error
    view = card_view(answer, button, line=line)
    namesakes = () if subject or button.within else searcher.namesakes(asked)
    return _with_guesses(view, button, namesakes)


def mended_view(searcher: Searcher, question: str) -> View:
    """Answer what a misspelt question was taken to mean.

    Raises:
        StaleButtonError: If it no longer looks misspelt: the documents have changed.
    """
    mended = suggest(searcher, question)
    if mended is None:
        raise StaleButtonError(messages.OLD_BUTTON)
    return again_view(searcher, mended, ShowHit(0), Line(mended))


def _with_guesses(
    view: View, button: ShowHit, namesakes: Sequence[Entry], mended: str = ""
) -> View:
    """Return a card with a row for each thing that may have been meant."""
    rows: list[Row] = []
    if mended:
        rows.append((screen.button(render.clip(messages.did_you_mean(mended), 200), Mend()),))
    if namesakes:
        rows.append((screen.button(messages.WHICH_DOCUMENT, Stay()),))
        first = replace(button, rank=1, level=0)
        rows += [
            (screen.button(_namesake(entry), replace(first, within=entry.key)),)
            for entry in namesakes[:NAMESAKES]
        ]
    return View(view.text, (*view.rows, *rows))


def _namesake(entry: Entry) -> str:
    """Return what tells a directive from another of the same number: the number, body and date."""
    issued = entry.date and day(date.fromisoformat(entry.date))
    told = (entry.number, entry.issuer or entry.title, issued)
    return render.clip(" · ".join(filter(None, told)), LABEL_UNITS)
