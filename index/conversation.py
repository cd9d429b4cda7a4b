"""Questions asked one after the other: a short one may take its subject from the one before."""

import re
from dataclasses import dataclass

from index.analysis import FOLDED, fold, normalise
from index.answer import Answer
from index.question import Question
from index.searcher import IndexSearcher, Subject

SHORT, SHORT_WITH_CUE = 6, 10
"""Syllables that say what is asked: with no more than these, a question is not one by itself."""

LONGEST_SUBJECT = 300
"""Letters: what is added later says less, and a question may not grow without end."""

_CUE = re.compile(
    r"^(?:con|the|vay|lo|neu|thi|roi|va|nhung)\b|\b(?:do|ay|nay|no|ho|tren|viec ay|nhu vay)\b"
)


@dataclass(slots=True)
class Conversation:
    """One conversation with a searcher; what was asked is kept, what was answered is not."""

    searcher: IndexSearcher
    subject: Subject | None = None

    def ask(self, text: str, k: int = 5) -> Answer:
        """Return the answer to the next question.

        Raises:
            QuestionError: If the question has no word in it, or too many letters.
        """
        asked = self.searcher.understand(text)
        if self.subject is None or self.searcher.named(asked) or not depends(asked):
            answer = self.searcher.answer(text, k)
            best = answer.hits[0].passage.document.id if answer.hits else None
            self.subject = Subject(asked.understood, best)
            return answer
        answer = self.searcher.answer(text, k, self.subject)
        longer = f"{self.subject.text} {asked.understood}"
        if len(longer) <= LONGEST_SUBJECT:
            self.subject = Subject(longer, self.subject.document)
        return answer


def depends(asked: Question) -> bool:
    """Say whether a question needs the one before it to be understood."""
    said = sum(term.startswith(FOLDED) for term in asked.own)
    cued = _CUE.search(fold(normalise(asked.text))) is not None
    return said <= (SHORT_WITH_CUE if cued else SHORT)
