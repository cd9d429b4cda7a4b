"""Questions asked one after the other: a short one may take its subject from the one before."""

import re
from dataclasses import dataclass

from index.analysis import FOLDED, fold, normalise, syllables
from index.answer import Answer, Searcher, Subject
from index.confidence import related
from index.message import courtesy
from index.place import parts_named, replaced
from index.question import Question
from index.records import document_key

SHORT, SHORT_WITH_CUE = 7, 10
"""Syllables that say what is asked: with no more than these, a question may need another."""

CERTAIN = 0.6
"""Confidence of a short question asked alone, if it is no less than together with the subject, from
which it is about something else (``scripts.evaluate corpus/conversations.jsonl``)."""

LONGEST_SUBJECT = 120
"""Letters: what is added later says less, and people read the subject above each answer. What was
not answered is not added."""

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

_WHO = re.compile(
    r"(?:do )?(?:ai|khi nao|bao gio|bao lau|bao nhieu|may|o dau|tai sao|vi sao|the nao)\b"
    r"|(?:thoi (?:han|gian|diem)|dieu kien|tham quyen|ho so|thu tuc|kinh phi|trach nhiem|doi tuong"
    r"|hieu luc|muc chi|quy trinh|tieu chuan|noi nhan)"
    r"(?: (?:la|gi|bao lau|bao nhieu|the nao|ra sao|gom|a))*$"
)
_NUMBER = re.compile(r"(?:(?:con|the|vay) )*(?:so )?(\d+)(?: (?:thi|sao|the nao|nua|a|vay))*")
SHORTEST = 4
"""Syllables: a question of no more that opens with who or when, or is a bare «thời hạn?», has no
subject of its own."""

SURER = 2.5
"""Times as sure by itself as with a subject that does not answer it: then a question that points
back points elsewhere, «còn đảng phí thì sao»."""

FEW = 6
"""Syllables: a question of no more that nothing answers is rather about the subject; where that is
a directive that was named, also one that is not answered surely. Of questions about nothing here
(``index/calibration_questions.jsonl``) one in five gets near misses so, for one in six."""


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
        ``answer.understood`` its ``understood_line``; of «127 thì sao?» after a directive's
        number it is another directive's name, asked by itself. Thanks have no hits and change
        no subject.

    Raises:
        QuestionError: If the question has no word in it, or too many letters.
    """
    asked = searcher.understand(text)
    if courtesy(asked.text):
        return Answer(text, asked.understood, (), 0.0, enough=False, took_ms=0.0), subject, False
    if subject is not None and (number := _another(searcher, asked, subject)):
        answer = searcher.answer(number, k)
        return answer, Subject(number, document_key(answer.hits[0].passage.document.id)), True
    alone = searcher.answer(text, k)
    if subject is not None:
        leans = not searcher.named(asked) and depends(asked)
        if leans:
            followed, after = _follow(searcher, asked, subject, k)
            named = bool(searcher.named(searcher.understand(subject.text)))
            if _follows(asked, alone, followed, named=named):
                return followed, after, True
        if not (alone.enough if leans else related(alone)):
            return alone, subject, False  # what nothing here answers is no new subject
    best = document_key(alone.hits[0].passage.document.id) if alone.hits else None
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
    text = normalise(asked.read).rstrip("?!. ")
    # Words as short as còn and đó come back from con and do less surely than others.
    pattern, text = (_CUE, text) if asked.accented else (_PLAIN_CUE, fold(text))
    return pattern.search(text) is not None or bool(parts_named(asked.text))


def _another(searcher: Searcher, asked: Question, subject: Subject) -> str:
    """Return the directive that is asked for in the place of the subject's, if any.

    A number alone is a directive's only where the question before named one so. It is returned as
    typed where directives of several names have it.
    """
    match = _NUMBER.fullmatch(fold(" ".join(syllables(asked.text))))
    if not match or not searcher.named(searcher.understand(subject.text)):
        return ""
    rows = searcher.named(searcher.understand(match[1]))
    found = (entry for entry in searcher.entries() if entry.row in rows)
    names = {" ".join(filter(None, (entry.type, entry.number))) for entry in found}
    return names.pop() if len(names) == 1 else match[1] if names else ""


def _follows(asked: Question, alone: Answer, followed: Answer, *, named: bool) -> bool:
    """Say whether a question that may follow on a subject does; ``named``: on a directive named.

    A new question taken for a follow-up is worse than the opposite.
    """
    if _asks_who(asked):
        return True
    if has_cue(asked):
        surer = alone.confidence > SURER * followed.confidence and not followed.enough
        return not related(alone) or (bool(related(followed)) and not surer)
    if followed.enough:
        return alone.confidence < max(CERTAIN, followed.confidence)
    if len(syllables(asked.text)) > FEW:
        return False
    if named:
        return not alone.enough or (bool(related(followed)) and alone.confidence < CERTAIN)
    return bool(related(followed)) and not alone.enough and alone.confidence < followed.confidence


def _asks_who(asked: Question) -> bool:
    said = syllables(asked.text)
    return len(said) <= SHORTEST and _WHO.match(fold(" ".join(said))) is not None


def _follow(
    searcher: Searcher, asked: Question, subject: Subject, k: int
) -> tuple[Answer, Subject]:
    answer = searcher.answer(asked.text, k, subject)
    if parts_named(asked.text):  # the next one is of this: «còn Điều 8?» «khoản 2 thì sao?»
        longer = replaced(subject.text, asked.text)
    else:
        longer = f"{subject.text.rstrip('?!. ')}, {asked.text}"
    if answer.enough and len(longer) <= LONGEST_SUBJECT:
        subject = Subject(longer, subject.document)
    return answer, subject
