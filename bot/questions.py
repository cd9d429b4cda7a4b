"""Whether a text is a question that can be searched for."""

import re
from collections.abc import Sequence

from bot import messages
from corpus.text import canonical_unicode
from index.analysis import syllables
from index.message import courtesy, split_questions
from index.question import LONGEST

# One letter, or a sum; a number alone may be a directive's, as 862 or 30/2020.
_SAYS_NOTHING = re.compile(r"[^\W\d_]\s*[?.!]*|(?!\W*\d+(?:\s*/\s*\d{4})?\W*$)[\W\d_]+")


class UnaskableError(ValueError):
    """The text cannot be searched for; the message is the Vietnamese sentence to reply with."""


def questions_of(text: str) -> Sequence[str]:
    """Return the questions of a message, as typed; each is still to be checked.

    Courtesies, which ask nothing, are answered in kind.

    Raises:
        UnaskableError: If it is a courtesy, or no question as `check_question` says.
    """
    if said := courtesy(text):
        raise UnaskableError(messages.COURTESIES[said])
    return split_questions(text) or [check_question(text)]


def check_question(text: str) -> str:
    """Return the question with single spaces, one that `index.question` accepts.

    Raises:
        UnaskableError: If it is empty, too long, or has no word in it.
    """
    question = " ".join(canonical_unicode(text).split())
    if not question:
        raise UnaskableError(messages.EMPTY_QUESTION)
    if len(question) > LONGEST:
        raise UnaskableError(messages.long_question(len(question), LONGEST))
    if not syllables(question) or _SAYS_NOTHING.fullmatch(question):
        raise UnaskableError(messages.WORDLESS_QUESTION)
    return question
