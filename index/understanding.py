"""What a question is taken to ask, and what else may have been meant: follow-ups, misspelt ones."""

import time
from dataclasses import dataclass, replace

from index.answer import Answer, Entry, Searcher, Subject
from index.conversation import follow
from index.records import document_key
from index.suggest import suggest


@dataclass(frozen=True, slots=True)
class Understood:
    """A question, answered as it was understood.

    ``said`` is the question that is answered where that is not what was typed, else empty.
    ``after`` is what the conversation is about from now on. ``mended`` is what may have been meant
    where the question looks misspelt, ``namesakes`` are the directives that share the number it
    names; empty where nothing is to be asked back.
    """

    answer: Answer
    after: Subject | None
    said: str = ""
    mended: str = ""
    namesakes: tuple[Entry, ...] = ()


def understand(
    searcher: Searcher, question: str, subject: Subject | None, k: int = 5
) -> Understood:
    """Answer a question with at most ``k`` hits; ``subject`` is what the conversation is about.

    One that looks misspelt is answered as it was meant, if that is surer to be an answer. The
    answer took as long as all of this.

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
        return Understood(answer, after, said=answer.understood, namesakes=namesakes)
    namesakes = searcher.namesakes(question)
    if (mended := suggest(searcher, question)) is None:
        return Understood(answer, after, namesakes=namesakes)
    meant = searcher.answer(mended, k)
    if meant.enough and meant.confidence > answer.confidence:
        about = Subject(mended, document_key(meant.hits[0].passage.document.id))
        return Understood(meant, about, said=mended, namesakes=searcher.namesakes(mended))
    return Understood(answer, after, mended="" if answer.enough else mended, namesakes=namesakes)
