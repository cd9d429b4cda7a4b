"""What a search returns: hits with their evidence, and whether they are enough to answer."""

from dataclasses import dataclass
from typing import Protocol

from corpus.document import Document, Passage, RelationKind
from index.question import Question


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
class Subject:
    """What a conversation is about: the questions so far, and the key of what answered them.

    ``document`` is ``index.records.document_key``: None where nothing was found, and without
    effect where a rebuild has taken the document out.
    """

    text: str
    document: str | None


_OF = " › "


def understood_line(subject: Subject, asked: str) -> str:
    """Return one line that says what a follow-up is taken to ask, for people.

    With ``parse_understood`` and the key of the subject's document the question can be asked again
    from it and finds the same.
    """
    return f"{subject.text}{_OF}{asked}"


def parse_understood(line: str) -> tuple[str | None, str]:
    """Return the subject's text, None where there is none, and the question of such a line."""
    subject, _, asked = line.rpartition(_OF)
    return subject or None, asked


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome of one question.

    ``question`` is as typed, ``understood`` as it was searched for: abbreviations spelled out, and
    of a follow-up what ``understood_line`` says. ``hits`` are best first.
    ``confidence`` is in [0, 1]; ``enough`` says whether the first hit is to be shown as the answer,
    or all of them only as near misses. ``took_ms`` is milliseconds. ``subject`` is what the
    question was about besides its own words; None where it stood by itself.
    """

    question: str
    understood: str
    hits: tuple[Hit, ...]
    confidence: float
    enough: bool
    took_ms: float
    subject: Subject | None = None


class Searcher(Protocol):
    """A collection that can be asked and browsed. One instance serves one generation."""

    generation: str
    """Name of the generation that answers."""

    def answer(
        self,
        question: str,
        k: int = 5,
        subject: Subject | None = None,
        within: str | None = None,
    ) -> Answer:
        """Return the answer with at most ``k`` hits; thread-safe, takes CPU.

        Args:
            question: As typed.
            k: How many hits, at most.
            subject: What the question is about besides its own words, if it follows another.
            within: Key of the only document to look into.

        Raises:
            QuestionError: If the question has no word in it, or too many letters.
            KeyError: If no document of this generation has the key.
        """

    def understand(self, question: str) -> Question:
        """Return what a question is taken to ask.

        Raises:
            QuestionError: If the question has no word in it, or too many letters.
        """

    def named(self, asked: Question) -> frozenset[int]:
        """Return the rows of the documents that a question names by number."""

    def frequency(self, term: str) -> int:
        """Return in how many passages a term of ``index.analysis`` stands."""

    def namesakes(self, question: str) -> tuple[Entry, ...]:
        """Return the directives that share the number which a question names, newest first.

        Empty where there is nothing to ask back: it names none, only one has that number, or the
        question tells by body or year which one is meant.
        """

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
