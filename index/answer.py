"""What a search returns: hits with their evidence, and whether they are enough to answer."""

from dataclasses import dataclass
from typing import Protocol

from corpus.document import Document, Passage, RelationKind


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list of documents: what is needed to browse without reading the texts.

    ``row`` is the document's place in this generation, from 0. ``key`` is
    ``index.records.document_key(id)``: it stays the same through rebuilds. ``status`` says whether
    it is in force, as the catalogue writes it or as other documents tell.
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
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a document stands to the others of its collection.

    ``status`` and ``replaced_by`` are the catalogue's words; where it has none, ``status`` follows
    from what other documents say. ``ended_by`` are those that took it out of force, newest first,
    and ``ending`` how: replaced, ended or abolished it. ``amended_by`` and ``guided_by`` are
    newest first, too; ``copies`` are the other files that hold its text.
    """

    status: str | None = None
    replaced_by: str | None = None
    ending: RelationKind | None = None
    ended_by: tuple[Entry, ...] = ()
    amended_by: tuple[Entry, ...] = ()
    guided_by: tuple[Entry, ...] = ()
    copies: tuple[str, ...] = ()

    @property
    def successor(self) -> str | None:
        """What took its place: as the catalogue writes it, or the number of the newest that did.

        A directive that only abolishes another does not take its place.
        """
        if self.replaced_by or self.ending == "abolishes":
            return self.replaced_by
        return next((entry.number for entry in self.ended_by if entry.number), None)


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question.

    ``rank`` counts from 1. ``score``, ``lexical`` and ``dense`` are in [0, 1], higher is better.
    ``highlights`` are half-open spans inside ``passage.text``, in order, apart from each other.
    ``standing`` is that of the passage's document.
    """

    passage: Passage
    rank: int
    score: float
    lexical: float
    dense: float
    highlights: tuple[tuple[int, int], ...] = ()
    standing: Standing = Standing()


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

    def standing(self, key: str) -> Standing:
        """Return how the document with this key stands to the others.

        Raises:
            KeyError: If no document of this generation has it.
        """

    def examples(self) -> tuple[str, ...]:
        """Return a few questions that this collection answers, for a greeting."""
