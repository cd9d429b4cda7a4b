"""How well a collection answers a file of questions whose answers are known.

A question is right at rank r when the r-th passage quotes one of its evidences, or, where documents
are judged, when the r-th document is relevant (documents are ranked by their best passage).
"""

import json
import statistics
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from index.analysis import fold
from index.answer import Answer, Hit, Searcher
from index.errors import QuestionError, RetrievalError

CUTOFF = 10
"""Ranks that count: MRR@10, as in the published figures."""

ALL = "all"
"""The row of all questions that something answers."""

T = TypeVar("T")

_DOCUMENT_DEPTH = 50  # passages looked at to find ten documents


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what answers it: verbatim quotes, or relevant document ids."""

    id: str
    type: str
    question: str
    quotes: tuple[str, ...]
    relevant: frozenset[str]

    @property
    def answerable(self) -> bool:
        """Whether anything in the collection answers it."""
        return bool(self.quotes or self.relevant)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question; ``rank`` of the first right result from 1, 0 for none."""

    question: Question
    rank: int
    answer: Answer
    highlighted: float | None
    """Share of the evidence that is highlighted in the first right passage."""


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of one type of question; shares in [0, 1]."""

    type: str
    questions: int
    mrr: float | None
    hit1: float | None
    hit3: float | None
    hit5: float | None
    answered: float
    highlighted: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a run, as typed and without diacritics; times in milliseconds.

    ``alone`` are those of the questions of conversations as typed, each asked as if it were the
    first; empty where the questions are no conversations.
    """

    rows: tuple[Row, ...]
    unaccented: tuple[Row, ...]
    p50_ms: float
    p99_ms: float
    alone: tuple[Row, ...] = ()


def read_questions(path: Path) -> list[Question]:
    """Read a questions file (JSON Lines), in order.

    Raises:
        RetrievalError: If a line is not a question; names the file, the line and the reason.
    """
    return read_rows(path, "question", question_of)


def read_rows(path: Path, what: str, row: Callable[[Any], T]) -> list[T]:
    """Read a file of JSON Lines, in order.

    Args:
        path: Where it is.
        what: What a line holds, for people.
        row: Makes it of a line's value; KeyError, TypeError and ValueError refuse the line.

    Raises:
        RetrievalError: If a line is not what it should be; names the file, the line and the reason.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise RetrievalError(f"{path} cannot be read: {error.strerror}") from error
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(row(json.loads(line)))
            except (KeyError, TypeError, ValueError) as error:
                raise RetrievalError(f"{path}, line {number}: not a {what} ({error})") from error
    if not found:
        raise RetrievalError(f"{path}: no {what} in it")
    return found


def question_of(row: Any) -> Question:  # noqa: ANN401 - whatever the file holds
    """Return the question that a line holds.

    Raises:
        KeyError, TypeError or ValueError: If it is none.
    """
    found = Question(
        row["id"],
        row.get("type", "question"),
        row["question"],
        tuple(map(squeeze, [*row.get("evidence", []), *(x["quote"] for x in row.get("also", []))])),
        frozenset(row.get("relevant", [])),
    )
    if not isinstance(found.question, str) or isinstance(row.get("evidence"), str):
        raise TypeError("question is to be a text, evidence a list")
    return found


def squeeze(text: str) -> str:
    """Return the text as evidence is compared: NFC, every run of whitespace one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def ask(searcher: Searcher, questions: Iterable[Question]) -> Iterator[Outcome]:
    """Ask every question and judge what comes back, in order."""
    for question in questions:
        depth = _DOCUMENT_DEPTH if question.relevant else CUTOFF
        try:
            answer = searcher.answer(question.question, depth)
        except QuestionError:  # refused at the door is refused, too
            answer = Answer(question.question, "", (), confidence=0.0, enough=False, took_ms=0.0)
        yield judge(question, answer)


def judge(question: Question, answer: Answer) -> Outcome:
    """Return what an answer to a question is worth."""
    rank, hit = first_right(question, answer.hits)
    return Outcome(question, rank, answer, _highlighted(question, hit) if hit else None)


def unaccented(question: Question) -> Question:
    """Return the question as somebody in a hurry types it."""
    text = fold(unicodedata.normalize("NFC", question.question))
    return Question(question.id, question.type, text, question.quotes, question.relevant)


def report(
    typed: Sequence[Outcome], plain: Sequence[Outcome], alone: Sequence[Outcome] = ()
) -> Report:
    """Sum up a run over questions as typed and one over the same without diacritics.

    Args:
        typed: As typed.
        plain: Without diacritics.
        alone: Of conversations: each question as if it were the first.
    """
    times = sorted(outcome.answer.took_ms for outcome in typed)
    return Report(
        tuple(_rows(typed)),
        tuple(_rows(plain)),
        statistics.median(times),
        times[min(len(times) - 1, round(0.99 * (len(times) - 1)))],
        tuple(_rows(alone)),
    )


def mrr(ranks: Sequence[int]) -> float:
    """Return the mean of ``1 / rank`` for ranks from 1 to ``CUTOFF``, 0 for any other."""
    return statistics.fmean(1 / rank if 1 <= rank <= CUTOFF else 0.0 for rank in ranks)


def hit_at(k: int, ranks: Sequence[int]) -> float:
    """Return the share of ranks from 1 to ``k``."""
    return statistics.fmean(1.0 if 1 <= rank <= k else 0.0 for rank in ranks)


def _rows(outcomes: Sequence[Outcome]) -> Iterator[Row]:
    by_type: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_type[outcome.question.type].append(outcome)
    answerable = [outcome for outcome in outcomes if outcome.question.answerable]
    if answerable:
        yield _row(ALL, answerable)
    for kind, group in by_type.items():
        yield _row(kind, group)


def _row(kind: str, outcomes: Sequence[Outcome]) -> Row:
    answered = statistics.fmean(outcome.answer.enough for outcome in outcomes)
    if not all(outcome.question.answerable for outcome in outcomes):
        return Row(kind, len(outcomes), None, None, None, None, answered, None)
    ranks = [outcome.rank for outcome in outcomes]
    shares = [outcome.highlighted for outcome in outcomes if outcome.highlighted is not None]
    most = statistics.fmean(share > 0.5 for share in shares) if shares else None
    return Row(
        kind,
        len(outcomes),
        mrr(ranks),
        hit_at(1, ranks),
        hit_at(3, ranks),
        hit_at(5, ranks),
        answered,
        most,
    )


def first_right(question: Question, hits: Sequence[Hit]) -> tuple[int, Hit | None]:
    """Return the rank from 1 of the first right hit, or document, and the hit; 0 for none."""
    if question.relevant:
        ids = dict.fromkeys(hit.passage.document.id for hit in hits)
        ranks = (rank for rank, name in enumerate(ids, 1) if name in question.relevant)
        return next(ranks, 0), None
    for hit in hits:
        text = squeeze(hit.passage.text)
        if any(quote in text for quote in question.quotes):
            return hit.rank, hit
    return 0, None


def _highlighted(question: Question, hit: Hit) -> float:
    """Return the largest share of an evidence's letters that is highlighted in a right hit."""
    text = hit.passage.text
    marked = {place for start, end in hit.highlights for place in range(start, end)}
    # Compared without whitespace, which the evidence may have otherwise.
    letters = [place for place, letter in enumerate(text) if not letter.isspace()]
    bare = "".join(text[place] for place in letters)
    best = 0.0
    for quote in question.quotes:
        needle = "".join(quote.split())
        start = bare.find(needle)
        if start >= 0:
            places = letters[start : start + len(needle)]
            best = max(best, sum(place in marked for place in places) / len(places))
    return best
