"""Questions asked one after the other: a short one may take its subject from the one before."""

import re
from dataclasses import dataclass

from index.analysis import FOLDED, fold, normalise
from index.answer import Answer, Searcher, Subject
from index.message import courtesy
from index.place import parts_named
from index.question import Question
from index.records import document_key

SHORT, SHORT_WITH_CUE = 7, 10
"""Syllables that say what is asked: with no more than these, a question may need another."""

CERTAIN = 0.6
"""Confidence of a short question asked alone, and answered by another document than the subject's,
from which it is about something else (``scripts.evaluate corpus/conversations.jsonl``)."""

LONGEST_SUBJECT = 200
"""Letters: what is added later says less, and people read the subject above each answer."""

_CUE = re.compile(
    r"^(?:còn|thế|vậy|lỡ|nếu|thì|rồi|và|nhưng|đến|tới|ở|bên|phía|riêng|trong đó|trường hợp nào)\b"
    r"|\bthì sao\b"
    r"|\b(?:đó|ấy|này|nó|họ|như vậy|nêu trên|ở trên)\b"
)
_PLAIN_CUE = re.compile(
    r"^(?:con|the(?! dang)|vay|lo|neu|thi|roi|va|nhung|den|toi nam|o|ben|phia|rieng|trong do"
    r"|truong hop nao)\b|\bthi sao\b"
    r"|\b(?:viec|dieu|cai|luc|khi|o|theo) (?:do|nay)\b|\b(?:do|nay|no|ay|ho)$|\bnhu vay\b"
)


def follow(
    searcher: Searcher, text: str, subject: Subject | None, k: int = 5
) -> tuple[Answer, Subject | None, bool]:
    """Answer the next question of a conversation.

    Args:
        searcher: Of the moment; it may be another one than answered before.
        text: As typed.
        subject: What the conversation is about so far; None at its start.
        k: How many hits, at most.

    Returns:
        The answer, what the conversation is about now, and whether the question was taken to
        follow on the subject: then ``answer.subject`` is what it was asked with, and
        ``answer.understood`` its ``understood_line``. Thanks have no hits and change no subject.

    Raises:
        QuestionError: If the question has no word in it, or too many letters.
    """
    asked = searcher.understand(text)
    if courtesy(asked.text):
        return Answer(text, asked.understood, (), 0.0, enough=False, took_ms=0.0), subject, False
    leans = subject is not None and not searcher.named(asked) and depends(asked)
    cued = leans and has_cue(asked)
    if subject is not None and cued:
        return (*_follow(searcher, asked, subject, k), True)
    alone = searcher.answer(text, k)
    best = document_key(alone.hits[0].passage.document.id) if alone.hits else None
    elsewhere = best != subject.document and alone.confidence >= CERTAIN if subject else True
    if subject is not None and leans and not elsewhere:
        return (*_follow(searcher, asked, subject, k), True)
    return alone, Subject(asked.text, best), False


@dataclass(slots=True)
class Conversation:
    """One conversation with a searcher; what was asked is kept, what was answered is not."""

    searcher: Searcher
    subject: Subject | None = None

    def ask(self, text: str, k: int = 5) -> Answer:
        """Return the answer to the next question; see ``follow``.

        Raises:
            QuestionError: If the question has no word in it, or too many letters.
        """
        answer, self.subject, _ = follow(self.searcher, text, self.subject, k)
        return answer


def depends(asked: Question) -> bool:
    """Say whether a question may need the one before it to be understood."""
    said = sum(term.startswith(FOLDED) for term in asked.own)
    return said <= (SHORT_WITH_CUE if has_cue(asked) else SHORT)


def has_cue(asked: Question) -> bool:
    """Say whether a question points back: «còn …», «… đó», or a part of no document it names."""
    text = normalise(asked.text).rstrip("?!. ")
    pattern, text = (_CUE, text) if asked.accented else (_PLAIN_CUE, fold(text))
    return pattern.search(text) is not None or bool(parts_named(asked.text))


def _follow(
    searcher: Searcher, asked: Question, subject: Subject, k: int
) -> tuple[Answer, Subject]:
    answer = searcher.answer(asked.text, k, subject)
    longer = f"{subject.text} {asked.text}"
    if len(longer) <= LONGEST_SUBJECT:
        subject = Subject(longer, subject.document)
    return answer, subject
