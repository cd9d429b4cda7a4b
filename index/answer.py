"""What a search returns: hits with their evidence, and whether they are enough to answer."""

from dataclasses import dataclass
from typing import Protocol

from corpus.document import Document, Passage


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question.

    ``rank`` counts from 1. ``score``, ``lexical`` and ``dense`` are in [0, 1], higher is better.
    ``highlights`` are half-open spans inside ``passage.text``, in order, apart from each other.
    """

    passage: Passage
    rank: int
    score: float
    lexical: float
    dense: float
    highlights: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one question.

    ``question`` is as typed, ``understood`` as it was searched for (abbreviations spelled out).
    ``hits`` are best first. ``confidence`` is in [0, 1]; ``enough`` says whether the first hit is
    to be shown as the answer, or all of them only as near misses. ``took_ms`` is milliseconds.
    """

    question: str
    understood: str
    hits: tuple[Hit, ...]
    confidence: float
    enough: bool
    took_ms: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list of documents: what is needed to browse without reading the texts.

    ``row`` is the document's place in this generation, from 0. ``key`` is
    ``index.records.document_key(id)``: it stays the same through rebuilds.
    """

    row: int
    key: str
    id: str
    kind: str
    number: str | None
    type: str | None
    issuer: str | None
    date: str | None
    title: str | None


class Searcher(Protocol):
    """A collection that can be asked and browsed. One instance serves one generation."""

    generation: str
    """Name of the generation that answers."""

    def answer(self, question: str, k: int = 5) -> Answer:
        """Return the answer with at most ``k`` hits; thread-safe, takes CPU."""

    def entries(self) -> tuple[Entry, ...]:
        """Return every document, newest first, undated last, then by id."""

    def document(self, key: str) -> Document:
        """Return the document with this key.

        Raises:
            KeyError: If no document of this generation has it.
        """

    def examples(self) -> tuple[str, ...]:
        """Return a few questions that this collection answers, for a greeting."""
