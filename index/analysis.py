"""Vietnamese text → terms: what the lexical index and the embedded encoder count.

Vietnamese is written in syllables and most words are two of them, so a text is seen three ways:
accented syllables (``dân``), folded ones without any diacritic (``dan``), and folded adjacent
pairs (``dan_van``), which stand for words. The three never mix: ``ACCENTED``, ``FOLDED`` and
``PAIR`` prefix them.
"""

import re
import unicodedata
from collections.abc import Iterator

from corpus.text import fold as fold  # of terms, for all who compare words

ACCENTED, FOLDED, PAIR = "a:", "f:", "p:"

# A pair does not reach over these marks, but does over the dots of 4.3.1.
_BREAKS = frozenset(".;:!?\n")
# Figures that are set high or low, a note's as in 2020¹, are no part of a word.
_TOKEN = re.compile(r"[^\W\u00b2\u00b3\u00b9\u2070-\u209f]+|[;:!?\n]|\.(?!\d)")

# The tone of an open oa, oe, uy may stand on either letter (hoà or hòa, uỷ or ủy); ``qu`` is a
# consonant, so the y of quý keeps its tone. It is moved to the first letter.
_FIRST = {tone: str.maketrans("oOuU", letters) for tone, letters in {
    "\u0300": "òÒùÙ", "\u0301": "óÓúÚ", "\u0309": "ỏỎủỦ", "\u0303": "õÕũŨ", "\u0323": "ọỌụỤ",
}.items()}  # fmt: skip
_LATE_TONE = re.compile(r"(o)([àáảãạèéẻẽẹ])(?!\w)|(?<!q)(u)([ýỳỷỹỵ])(?!\w)")
_EARLY_QU = re.compile(r"q([ùúủũụ])y(?!\w)")
# i and y are interchangeable after these consonants in an open syllable (kĩ thuật, kỹ thuật).
_FINAL_Y = re.compile(r"\b([hklmst])([yýỳỷỹỵ])\b")
_Y_TO_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
_LEADING_ZERO = re.compile(r"\b0+(?=\d)")


def _move_tone(match: re.Match[str]) -> str:
    first, late = (match[1], match[2]) if match[1] else (match[3], match[4])
    decomposed = unicodedata.normalize("NFD", late)
    return first.translate(_FIRST[decomposed[1]]) + decomposed[0]


def normalise(text: str) -> str:
    """Return the text as it is compared: NFC, lower case, one tone placement, i for a final y.

    The length may differ from the input's: offsets in it mean nothing to a document.
    """
    text = unicodedata.normalize("NFC", text).lower()
    text = _LATE_TONE.sub(_move_tone, text)
    text = _EARLY_QU.sub(
        lambda match: "qu" + unicodedata.normalize(
            "NFC", "y" + unicodedata.normalize("NFD", match[1])[1]
        ),
        text,
    )  # fmt: skip
    text = _FINAL_Y.sub(lambda match: match[1] + match[2].translate(_Y_TO_I), text)
    return _LEADING_ZERO.sub("", text)


def syllables(text: str) -> list[str]:
    """Return the accented syllables and numbers of a text, normalised, in order."""
    return [token for token in _TOKEN.findall(normalise(text)) if token not in _BREAKS]


def has_accents(text: str) -> bool:
    """Say whether anything in the text is written with Vietnamese diacritics."""
    text = unicodedata.normalize("NFC", text)
    return fold(text) != text


def terms(text: str) -> Iterator[str]:
    """Yield every term of a text, prefixed by its kind: syllables, folded syllables, pairs."""
    text = normalise(text)
    previous = ""
    # Folding keeps every letter's place, so the two lists run side by side.
    for token, folded in zip(_TOKEN.findall(text), _TOKEN.findall(fold(text)), strict=True):
        if token in _BREAKS:
            previous = ""
            continue
        yield ACCENTED + token
        yield FOLDED + folded
        if previous:
            yield f"{PAIR}{previous}_{folded}"
        previous = folded
