"""What people do to a sentence when they type it on a phone."""

from collections.abc import Sequence

import numpy as np

from index.analysis import fold
from index.phrases import Phrases

FRAMES = (  # a cadre types a question as one writes to a friend
    "cho em hỏi", "ad ơi cho mình hỏi", "xin hỏi", "anh chị cho em hỏi chút ạ", "mọi người ơi",
    "đồng chí cho biết", "vậy ad", "thế nào ạ", "là gì vậy", "nhỉ", "ra sao", "em cảm ơn ạ",
    "được không ạ", "làm ơn chỉ giúp",
)  # fmt: skip

# Shares of the texts that each change is made to; several may meet in one.
FRAMED, SHORTENED, SLIPPED, BARE = 0.3, 0.4, 0.3, 0.5
_SLIP = 0.08  # of the words of a text with slips
# Telex as it comes out when the keyboard is set otherwise: the letter's keys, not the letter.
_TELEX = str.maketrans(
    {"đ": "dd", "â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw"}
)


def typed(text: str, short: Phrases, random: np.random.Generator) -> str:
    """Return a text as somebody in a hurry would type it.

    Args:
        text: As it is properly written.
        short: Phrases that are written short, each with its abbreviations.
        random: Decides which of the changes are made, and where.
    """
    if random.random() < SHORTENED:
        text = _shortened(text, short, random)
    if random.random() < SLIPPED:
        words = (_slip(word, random) if random.random() < _SLIP else word for word in text.split())
        text = " ".join(words)
    if random.random() < FRAMED:
        frame = FRAMES[random.integers(len(FRAMES))]
        text = f"{frame} {text}" if random.random() < 0.5 else f"{text} {frame}"
    return fold(text) if random.random() < BARE else text


def _shortened(text: str, short: Phrases, random: np.random.Generator) -> str:
    parts, end = [], 0
    for start, stop, abbreviations in short.find(text, accented=True):
        parts += [text[end:start], abbreviations[random.integers(len(abbreviations))]]
        end = stop
    return "".join([*parts, text[end:]])


def _slip(word: str, random: np.random.Generator) -> str:
    """Return a word with one slip of the finger: two letters swapped, one lost, or raw Telex."""
    if len(word) < 3:
        return word
    place = int(random.integers(len(word) - 1))
    return _SLIPS[random.integers(len(_SLIPS))](word, place)


def _swapped(word: str, place: int) -> str:
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _lost(word: str, place: int) -> str:
    return word[:place] + word[place + 1 :]


def _raw(word: str, _: int) -> str:
    return word.translate(_TELEX)


_SLIPS = (_swapped, _lost, _raw)


def shortenings(rows: Sequence[tuple[str, str]]) -> Phrases:
    """Return a table of abbreviations read the other way round: from a phrase to its short form."""
    return Phrases((phrase, short) for short, phrase in rows)
