"""What a question is taken to ask, and what else may have been meant; the card with these guesses.

Pure functions over an index; they take CPU: call them in a thread.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot import messages, render, screen
from bot.callbacks import Mend, ShowHit, Stay
from bot.card import Line, card_view
from bot.citation import day
from bot.quoting import HITS
from bot.screen import Row, StaleButtonError, View
from index.answer import Answer, Entry, Searcher, Subject, parse_understood
from index.conversation import follow
from index.records import document_key
from index.suggest import suggest

NAMESAKES = 5  # offered at most
LABEL_UNITS = 60


@dataclass(frozen=True, slots=True)
class Understood:
    """A question, answered as it was understood.

    ``line`` says the question that the card answers; None where that is what was typed.
    ``after`` is what the conversation is about from now on. ``mended`` is what may have been meant
    where the question looks misspelt, ``namesakes`` are the directives that share the number it
    names; empty where nothing is to be asked back.
    """

    answer: Answer
    after: Subject | None
    line: Line | None = None
    mended: str = ""
    namesakes: tuple[Entry, ...] = ()


def understand(
    searcher: Searcher, question: str, subject: Subject | None, k: int = HITS
) -> Understood:
    """Answer a question with at most ``k`` hits.

    One that looks misspelt is answered as it was meant, if that is surer to be an answer.

    Raises:
        QuestionError: If it has no word in it, or too many letters.
    """
    started = time.perf_counter()
    found = _understood(searcher, question, subject, k)
    took_ms = (time.perf_counter() - started) * 1000
    return replace(found, answer=replace(found.answer, took_ms=took_ms))


def _understood(searcher: Searcher, question: str, subject: Subject | None, k: int) -> Understood:
    answer, after, follows = follow(searcher, question, subject, k)
    if follows:
        namesakes = () if answer.subject else searcher.namesakes(answer.understood)
        return Understood(answer, after, line=Line(answer.understood), namesakes=namesakes)
    namesakes = searcher.namesakes(question)
    if (mended := suggest(searcher, question)) is None:
        return Understood(answer, after, namesakes=namesakes)
    meant = searcher.answer(mended, k)
    if meant.enough and meant.confidence > answer.confidence:
        about = Subject(mended, document_key(meant.hits[0].passage.document.id))
        return Understood(meant, about, line=Line(mended), namesakes=searcher.namesakes(mended))
    return Understood(answer, after, mended="" if answer.enough else mended, namesakes=namesakes)


def first_view(understood: Understood, button: ShowHit, line: Line | None) -> View:
    """Show the first screen of an answer; ``line`` as in `Understood`, or of several questions."""
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
