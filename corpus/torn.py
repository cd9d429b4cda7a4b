"""Text layers of PDFs that came out torn: recognised, and mended where that is certain.

Fonts without all Vietnamese letters take some from another, and space appears around those:
«ĐIỀ U KHO ẢN». Others map their letters wrongly, or not at all. What tells such a text is that
its words are no Vietnamese syllables.
"""

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.text import fold

_LETTER = r"[^\W\d_\u00b2\u00b3\u00b9\u2070-\u209f]"  # figures set high or low are none
_WORD = re.compile(f"{_LETTER}+")
_RUN = re.compile(f"{_LETTER}+(?: +{_LETTER}+)+")
_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)
_STRANGE = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
"""What a letter without a meaning comes out as: nothing, or a code of the font's own."""

_FEWEST = 12
"""Words below which a page says too little to be judged."""

_TORN = 0.75
"""Share of Vietnamese words below which a page is torn, or in another language."""

_WHOLE = 0.9
"""Share of them from which a mended page is taken for whole."""

_BARE = 0.005
"""Share of letters with marks below which a Vietnamese text has lost them: it usually has 0.3."""

_MARKED = 0.15
"""Share of letters with marks from which a text surely has all of them."""

_LOST = 0.1
"""Share of letters that are not Latin, or stand for nothing, from which a text says nothing."""

_MOST_PARTS = 4
_UNKNOWN, _LONE_VOWEL, _JOINED = 10.0, 4.0, 1.5
"""What a word that is no syllable costs, what «i» by itself does, and what a joint does."""


@functools.cache
def known_syllables() -> frozenset[str]:
    """Return the syllables that make up five in a million of Vietnamese prose, or more."""
    return frozenset(Path(__file__).with_name("syllables.txt").read_text("utf-8").split())


@functools.cache
def _bare_syllables() -> frozenset[str]:
    return frozenset(map(fold, known_syllables()))


@functools.lru_cache(50_000)
def _is_known(word: str) -> bool:
    """Say whether a word is a Vietnamese syllable, or an abbreviation in capitals."""
    return word.lower() in known_syllables() or (
        word.isascii() and word.isupper() and len(word) > 1
    )


@dataclass(frozen=True, slots=True)
class Quality:
    """How much of a page is Vietnamese: shares of its words, and what is wrong with its letters.

    ``lost``: the letters stand for nothing. ``bare``: they are Vietnamese without its marks.
    """

    known: float
    lost: bool = False
    bare: bool = False

    @property
    def doubtful(self) -> bool:
        """Whether the page's picture may tell more."""
        return self.lost or self.bare or self.known < _TORN


def quality(text: str) -> Quality:
    """Return how a page's text layer came out; one with few words is taken as it is."""
    letters = [letter for letter in text if letter.isalpha() or _STRANGE.match(letter)]
    latin = sum(letter < "\u0250" or "\u1e00" <= letter < "\u1f00" for letter in letters)
    lost = len(letters) > _FEWEST and len(letters) - latin > _LOST * len(letters)
    words = _WORD.findall(text)
    if len(words) < _FEWEST:
        return Quality(1.0, lost=lost)
    known = sum(map(_is_known, words)) / len(words)
    bare = _marked(text) < _BARE
    if bare:
        plain = sum(word.lower() in _bare_syllables() for word in words)
        bare = plain >= _TORN * len(words)
    return Quality(known, lost=lost, bare=bare)


def _marked(text: str) -> float:
    """Return the share of letters that have a mark, or are đ."""
    letters = [letter for letter in text if letter.isalpha()]
    return sum(not letter.isascii() for letter in letters) / max(len(letters), 1)


def mended(rows: Sequence[str]) -> list[str]:
    """Return a page's rows with their torn syllables joined, where nothing else can be meant.

    In a page that is torn throughout, whatever joins to a syllable is joined. In another, only
    what has a part with a mark that is no syllable: «m ở» may be metres.
    """
    torn = quality("\n".join(rows)).known < _TORN
    joined = [_RUN.sub(lambda run: _rejoined(run[0], eager=torn), row) for row in rows]
    if torn and quality("\n".join(joined)).known < _WHOLE:
        return list(rows)
    return joined


def _rejoined(run: str, *, eager: bool) -> str:
    """Return words between spaces with those joined that together are one syllable."""
    words = run.split()
    if not eager and not any(map(_is_fragment, words)):
        return run
    # The cheapest way to read the first n words, and how many the last of it takes.
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(words) + 1):
        best.append(min(
            (best[end - count][0] + _cost(words[end - count : end], eager=eager), count)
            for count in range(1, min(end, _MOST_PARTS) + 1)
        ))  # fmt: skip
    found: list[str] = []
    end = len(words)
    while end:
        count = best[end][1]
        found.append("".join(words[end - count : end]))
        end -= count
    return run if len(found) == len(words) else " ".join(reversed(found))


def _cost(parts: Sequence[str], *, eager: bool) -> float:
    word = "".join(parts)
    if len(parts) == 1:
        if len(word) == 1 and word.isascii() and _VOWEL.match(word):
            return _LONE_VOWEL
        return 1.0 if _is_known(word) else _UNKNOWN
    joins = word.lower() in known_syllables() and word in (
        word.lower(),
        word.upper(),
        word.capitalize(),
    )
    if joins and (eager or any(_is_fragment(part) for part in parts)):
        return 1.0 + _JOINED
    return _UNKNOWN * len(parts) + 1


def _is_fragment(part: str) -> bool:
    """Say whether a part has a Vietnamese mark and yet is no syllable."""
    return not part.isascii() and part.lower() not in known_syllables() and part not in "Đđ"


def better(one: Iterable[str], other: Iterable[str]) -> bool:
    """Say whether one reading of a page is clearly more Vietnamese than another."""
    text = "\n".join(one)
    first, second = quality(text), quality("\n".join(other))
    if first.lost or second.lost:
        return not first.lost
    if second.bare:  # OCR with Vietnamese sees marks in what was typed without them, but few
        return first.known >= _WHOLE and _marked(text) > _MARKED
    return first.known > second.known + _LOST
