"""A question as it was typed → what is searched for."""

import re
import unicodedata
from collections.abc import Mapping, Set
from dataclasses import dataclass

from corpus.numbers import TYPES
from index.analysis import fold, normalise, syllables, terms
from index.diacritics import shipped
from index.errors import QuestionError
from index.phrases import Phrases

LONGEST = 1_000
"""Letters a question may have; a longer text is no question, and every word of it costs time."""

HINT_WEIGHT = 0.8
"""Of a word that was not typed but may be meant (``index/thesaurus.tsv``), beside one that was."""

FRAMING_WEIGHT = 0.5
"""Of a word that makes the sentence a question: it helps a little where words are few."""

LEAST_ACCENTED = 1 / 3
"""Of the words of a question that is typed with diacritics: fewer are strays of the keyboard. In no
question of ours that has diacritics do fewer than half of the words bear one."""

LEAST_SURE = 0.65
"""Of them, so that a word without diacritics is surely meant to have none: with fewer some were
left out, and are put back (``index.diacritics``). Ordinary questions are not touched."""

# What makes a sentence a question or a chat message, and says nothing of what is asked.
_FRAMING = """
    bao nhiêu|bao lâu|như thế nào|thế nào|ra sao|làm sao|vì sao|tại sao|có phải|phải không|
    đúng không|được không|hay không|có không|hay chưa|chưa|không|là gì|cái gì|việc gì|những gì|gì|
    nào|ai|ở đâu|đâu|khi nào|bao giờ|lúc nào|mấy|vậy|thế|ạ|ơi|ad|admin|nhỉ|nhé|hả|hở|à|ừ|dạ|thưa|em|
    cho tôi hỏi|cho em hỏi|cho mình hỏi|cho hỏi|xin hỏi|hỏi|tôi|mình|giúp|giùm|với|xin|cảm ơn|
    là|thì|mà|có|được|bị|phải|của|và|các|những|cho|theo|về|trong|để|khi|ở|từ|đến|tại|này|đó|
    hay|hoặc|do|nên|cũng|đã|đang|sẽ|như|bằng|cần|muốn|nói|quy định|vấn đề|nội dung
"""
_FRAMING_PHRASES = {normalise(phrase.strip()) for phrase in _FRAMING.split("|")}
_LONGEST_FIRST = sorted(_FRAMING_PHRASES, key=lambda phrase: (-len(phrase), phrase))
_FRAMING_WORDS = re.compile(rf"\b(?:{'|'.join(_LONGEST_FIRST)})\b")
# A số ký hiệu in a question, at least its digits and type: 862-KL/TU, 30/2020/NĐ-CP.
_NUMBER = re.compile(r"\d+(?:/\d{4})?[-/][^\W\d_]+(?:[-/]\w+)*")
# A type that its number is typed on to, with or without diacritics: nq04, HD06.
_GLUED = re.compile(rf"\b({'|'.join({*TYPES, *map(fold, TYPES)})})(?=\d{{2,}}\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """What is searched for.

    ``text`` is as typed in NFC, ``understood`` the same with abbreviations spelled out, ``read``
    that with the diacritics that it was typed without, as far as they are sure. ``accented`` is
    whether it was typed with diacritics, ``hasty`` whether on some words only or on none.
    ``terms`` (``index.analysis``) are searched for by their weight; ``own`` are those that say what
    is asked: typed, and not mere framing.
    """

    text: str
    understood: str
    read: str
    accented: bool
    hasty: bool
    own: Set[str]
    terms: Mapping[str, float]


def understand(text: str, abbreviations: Phrases, thesaurus: Phrases) -> Question:
    """Analyse a question.

    Raises:
        QuestionError: If it has no word in it, or more than ``LONGEST`` letters.
    """
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if len(text) > LONGEST:
        raise QuestionError(f"a question of {len(text)} letters; {LONGEST} are the most")
    if not re.search(r"[^\W_]", text):
        raise QuestionError("there is no word in the question")
    share = _accented(text)
    accented, hasty = share >= LEAST_ACCENTED, share < LEAST_SURE
    apart = _GLUED.sub(r"\1 ", text)
    understood, others = _spell_out(apart, abbreviations, accented)
    read = understood
    if hasty:
        apart, read = map(shipped().restore, (apart, understood))
    typed = dict.fromkeys([*terms(apart), *terms(read)], FRAMING_WEIGHT)
    own = dict.fromkeys(terms(_without_framing(apart)), 1.0)
    own |= dict.fromkeys(terms(_without_framing(read)), 1.0)
    for *_, expansions in thesaurus.find(read, accented=True):
        others += expansions
    hints = {term: HINT_WEIGHT for expansion in others for term in terms(expansion)}
    return Question(text, understood, read, accented, hasty, own.keys(), hints | typed | own)


def _accented(text: str) -> float:
    """Return the share of a text's words, in [0, 1], that bear a diacritic; 0 where it has none."""
    words = [word for word in syllables(text) if word.isalpha()]
    return sum(fold(word) != word for word in words) / max(1, len(words))


def _spell_out(text: str, abbreviations: Phrases, accented: bool) -> tuple[str, list[str]]:
    """Return the text with each abbreviation's likeliest meaning, and the other meanings."""
    numbers = [match.span() for match in _NUMBER.finditer(text)]
    parts: list[str] = []
    others: list[str] = []
    end = 0
    for start, stop, meanings in abbreviations.find(text, accented=accented):
        if any(start < last and first < stop for first, last in numbers):
            continue
        parts += [text[end:start], meanings[0]]
        others += meanings[1:]
        end = stop
    return "".join([*parts, text[end:]]), others


def _without_framing(text: str) -> str:
    text = normalise(text)
    bare = _FRAMING_WORDS.sub(";", text)
    return bare if re.search(r"\w", bare) else text
