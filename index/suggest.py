"""Mends slips of the keyboard in a question: what it says, with its misspelt syllables put right.

A word is doubted only if neither Vietnamese (``corpus/syllables.txt``) nor the collection has it,
or if it stands beside its neighbours nowhere and its twin in sound does («chung ương» for «trung
ương»). What it is put right to must stand beside one of them in the collection. Numbers, what
capitals write and abbreviations are left alone.
"""

import functools
import itertools
import math
import re
import statistics
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.torn import known_syllables
from index.analysis import ACCENTED, FOLDED, PAIR, fold, has_accents, normalise
from index.answer import Searcher

_WORD = re.compile(r"\w+")
_BREAK = re.compile(r"[.;:!?,()]")
_SHORTEST = 3  # letters: shorter ones are chat shorthand
_JOINED = range(6, 31)  # letters of several syllables typed without spaces
_MOST_JOINED = 5
_LONGEST = 7  # letters of a syllable: nghiêng
_FEWEST_PAIRS = 3  # passages in which a twin in sound stands beside its neighbour
_FAR_RARER = 20  # times as often as the word itself does

# What each way of mending costs, beside the logarithms of how often the pairs are read.
_KEYS, _TONE, _EDIT, _TWIN = 0.5, 1.0, 2.5, 4.0
_DOUBTED = 6.0
_PAIR_GAIN = 1.5

_TELEX = {"aa": "â", "ee": "ê", "oo": "ô", "aw": "ă", "ow": "ơ", "uw": "ư", "dd": "đ"}
_TELEX_TONES = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI = {"a6": "â", "e6": "ê", "o6": "ô", "a8": "ă", "o7": "ơ", "u7": "ư", "d9": "đ"}
_VNI_TONES = {"2": "\u0300", "1": "\u0301", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_VNI_WORD = re.compile(r"[a-z]+[1-9][a-z]*[1-9]?[a-z]*[1-5]?")
_TWINS = [("x", "s"), ("ch", "tr"), ("d", "gi"), ("d", "r"), ("gi", "r"), ("l", "n")]
_NEAR_TONES = {"\u0309", "\u0303"}
_POSSIBLE = re.compile(
    r"(?:ngh?|[ckgpt]h|gi|qu|tr|nh|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
"""A Vietnamese syllable, folded: one that no list has is rare rather than wrong."""
_ONSET = re.compile(r"ngh?|[ckgpt]h|gi(?=[aăâeêioôơuư])|tr|nh|[bcdđghklmnpqrstvx]")


@dataclass(frozen=True, slots=True)
class _Option:
    """A way to read one typed word: the syllables it may be, what that costs, what it needs.

    It needs to be read (0: it has every letter and mark of the typed word, in other places or
    twice), to be read beside one neighbour (1), or beside both (2: the typed word may be a rare
    one).
    """

    words: tuple[str, ...]
    cost: float
    neighbours: int = 1


def suggest(searcher: Searcher, question: str) -> str | None:
    """Return a question with its misspelt syllables put right; None where nothing is wrong.

    Everything else stays as typed, in NFC. Takes a few milliseconds, and reads the list of
    syllables the first time.
    """
    text = unicodedata.normalize("NFC", question)
    keys = _in_keys(text)
    mender = _Mender(searcher, plain=not has_accents(text) and not keys, keys=keys)
    mended = [
        (*match.span(), _as_typed(" ".join(words), match[0]))
        for run in _runs(text)
        for match, words in zip(run, mender.best(run), strict=True)
        if words != (match[0],)
    ]
    for start, end, right in reversed(mended):
        text = text[:start] + right + text[end:]
    return " ".join(text.split()) if mended else None


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Yield the words of a text as far as they are one phrase."""
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(text):
        if run and _BREAK.search(text, run[-1].end(), match.start()):
            yield run
            run = []
        run.append(match)
    if run:
        yield run


def _in_keys(text: str) -> bool:
    """Say whether a text shows the keys of Telex or VNI: in one word they may be something else."""
    words = [word for word in _WORD.findall(text.lower()) if word not in _by_fold()]
    return sum(_decoded(word) is not None for word in words) > 1


class _Mender:
    """Reads phrases of one question; ``plain``: it has no diacritics, ``keys``: but their keys."""

    def __init__(self, searcher: Searcher, *, plain: bool, keys: bool) -> None:
        self._searcher, self._plain, self._keys = searcher, plain, keys

    def best(self, run: Sequence[re.Match[str]]) -> list[tuple[str, ...]]:
        """Return how each word of a phrase is to be written."""
        options = [self._options(match) for match in run]
        if all(len(found) == 1 for found in options):
            typed = [found[0].words[0] for found in options]
            options = [self._twins(typed, place) for place in range(len(typed))]
        if all(len(found) == 1 for found in options):
            return [found[0].words for found in options]
        return self._path(options)

    def _options(self, match: re.Match[str]) -> list[_Option]:
        """Return the ways to read a word: as it stands if it is one, else others, too."""
        typed = match[0]
        word = typed.lower()
        spelt = word.isalpha() or (self._keys and _VNI_WORD.fullmatch(word))
        named = not typed.islower() and not (match.start() == 0 and typed[1:].islower())
        if (
            len(word) < _SHORTEST
            or not spelt
            or named
            or self._is_word(word)
            or self._searcher.understand(typed).understood != typed  # an abbreviation
        ):
            return [_Option((typed,), 0.0)]
        found: dict[tuple[str, ...], _Option] = {}
        for option in self._readings(word):
            if option.words not in found or option.cost < found[option.words].cost:
                found[option.words] = option
        return [_Option((typed,), _DOUBTED), *found.values()]

    def _readings(self, word: str) -> Iterator[_Option]:
        """Yield what a word that is none may be."""
        decoded = _decoded(word)
        if decoded:
            right = fold(decoded) if self._plain and not _tone_of(decoded) else decoded
            yield _Option((right,), _KEYS, 0)
        for other in _moved(word):
            if self._is_word(other):
                yield _Option((other,), _KEYS, 0 if len(word) > _SHORTEST else 1)
        bare = fold(word)
        rare = 2 if _POSSIBLE.fullmatch(bare) else 1
        if not self._plain:
            for other in _by_fold().get(bare, ()):
                apart = _apart(word, other)
                yield _Option((other,), _TONE + apart, rare if apart else 0)
        for twin in _sounding_alike(word):
            if self._is_word(twin):
                yield _Option((twin,), _EDIT)
        yield from self._one_letter_off(word, rare)
        if len(word) in _JOINED:
            yield from (_Option(words, _TONE, 0) for words in self._split(word))

    def _one_letter_off(self, word: str, rare: int) -> Iterator[_Option]:
        for near in sorted(_edits(fold(word))):
            for other in (near,) if self._plain else _by_fold()[near]:
                yield _Option((other,), _EDIT + _apart(word, other), rare)

    def _twins(self, typed: Sequence[str], place: int) -> list[_Option]:
        """Return a word as it stands and, where it fits nowhere, what sounds like it and does."""
        word = typed[place].lower()
        itself = _Option((typed[place],), 0.0)

        def fits(other: str) -> int:
            before, after = typed[max(0, place - 1) : place], typed[place + 1 : place + 2]
            pairs = [*((one, other) for one in before), *((other, one) for one in after)]
            return max((self._pairs(*pair) for pair in pairs), default=0)

        if not typed[place].islower() or len(word) < _SHORTEST:
            return [itself]
        least = max(_FEWEST_PAIRS, _FAR_RARER * fits(word))
        return [
            itself,
            *(
                _Option((twin,), _TWIN)
                for twin in _sounding_alike(word)
                if fits(twin) >= least and self._is_word(twin)
            ),
        ]

    def _path(self, options: Sequence[list[_Option]]) -> list[tuple[str, ...]]:
        """Return the reading of each word that goes best with its neighbours' (Viterbi)."""
        paths: list[tuple[float, list[_Option]]] = [(0.0, [])]
        for found in options:
            paths = [
                max(
                    ((score + self._gain(path, option), [*path, option]) for score, path in paths),
                    key=lambda longer: longer[0],
                )
                for option in found
            ]
        _, path = max(paths, key=lambda whole: whole[0])
        return [
            option.words if option is found[0] or self._borne_out(path, place) else found[0].words
            for place, (option, found) in enumerate(zip(path, options, strict=True))
        ]

    def _gain(self, path: Sequence[_Option], option: _Option) -> float:
        words = [*(path[-1].words[-1:] if path else ()), *option.words]
        pairs = sum(math.log1p(self._pairs(*pair)) for pair in itertools.pairwise(words))
        read = statistics.fmean(math.log1p(self._passages(word)) for word in option.words)
        return _PAIR_GAIN * pairs + read / 2 - option.cost

    def _borne_out(self, path: Sequence[_Option], place: int) -> bool:
        """Say whether a mended word is read, beside as many neighbours as it needs."""
        option = path[place]
        if not option.neighbours:
            return all(map(self._passages, option.words))
        beside = [
            self._pairs(one.words[-1], other.words[0])
            for one, other in itertools.pairwise(path[max(0, place - 1) : place + 2])
        ]
        needed = option.neighbours
        if option.cost < _EDIT:  # only marks are changed: at an end of a phrase one is all it has
            needed = min(needed, max(1, len(beside)))
        return sum(map(bool, beside)) >= needed

    def _split(self, word: str) -> Iterator[tuple[str, ...]]:
        """Yield the ways to cut a word into syllables that are read beside each other."""
        known = _by_fold() if self._plain else _syllables()
        stack: list[tuple[int, tuple[str, ...]]] = [(0, ())]
        while stack:
            start, words = stack.pop()
            if start == len(word) and len(words) > 1:
                yield words
            for end in range(start + 1, min(len(word), start + _LONGEST) + 1):
                piece = word[start:end]
                fits = not words or self._pairs(words[-1], piece)
                if fits and normalise(piece) in known and len(words) < _MOST_JOINED:
                    stack.append((end, (*words, piece)))

    def _is_word(self, word: str) -> bool:
        bare = not has_accents(word)
        known = word in _by_fold() if bare else normalise(word) in _syllables()
        return known or self._searcher.frequency(_term(word, bare)) > 0

    def _passages(self, word: str) -> int:
        return self._searcher.frequency(_term(word, self._plain and not has_accents(word)))

    def _pairs(self, one: str, other: str) -> int:
        pair = (fold(normalise(word)) for word in (one, other))
        return self._searcher.frequency(PAIR + "_".join(pair))


def _term(word: str, bare: bool) -> str:
    return (FOLDED if bare else ACCENTED) + normalise(word)


def _sounding_alike(word: str) -> list[str]:
    """Return a word with the other consonants at its beginning that many say the same."""
    onset = _ONSET.match(word)
    return [
        other + word[onset.end() :]
        for pair in _TWINS if onset and onset[0] in pair
        for other in pair if onset and other != onset[0]
    ]  # fmt: skip


def _moved(word: str) -> Iterator[str]:
    """Yield a word with two letters the other way round, or one letter that is doubled once."""
    for place in range(len(word) - 1):
        one, other = word[place], word[place + 1]
        if one == other:
            yield word[:place] + word[place + 1 :]
        else:
            yield word[:place] + other + one + word[place + 2 :]


def _decoded(word: str) -> str | None:
    """Return the syllable that a word is in the keys of Telex or VNI; None if it is none."""
    for keys, tones in ((_TELEX, _TELEX_TONES), (_VNI, _VNI_TONES)):
        picked = next((letter for letter in reversed(word[1:]) if letter in tones), "")
        for tone in (picked, "") if picked else ("",):
            place = word.rindex(tone) if tone else len(word)
            letters = word[:place] + word[place + len(tone) :]
            for typed, letter in keys.items():
                letters = letters.replace(typed, letter)
                # The keys may wait until the syllable's end: dand for đan, dau61 for dấu.
                letters = re.sub(rf"{typed[0]}([^\W\d_]+?){typed[1]}$", rf"{letter}\1", letters)
            letters = letters.replace("uơ", "ươ")
            for other in _by_fold().get(fold(letters), ()) if letters != word else ():
                if _untoned(other) == letters and _tone_of(other) == tones.get(tone, ""):
                    return other
    return None


def _edits(word: str) -> set[str]:
    """Return the syllables, folded, that one slip makes this word of (Damerau)."""
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    letters = "abcdeghiklmnopqrstuvxy"
    made = {left + right[1:] for left, right in halves if right}
    made |= {left + right[1] + right[0] + right[2:] for left, right in halves if len(right) > 1}
    made |= {left + letter + right[1:] for left, right in halves if right for letter in letters}
    made |= {left + letter + right for left, right in halves for letter in letters}
    return {near for near in made if near in _by_fold() and near != word}


def _apart(word: str, other: str) -> float:
    """Return half the number of marks that one word has and the other has not; hỏi is near ngã."""
    mine, its = (_marks(each) for each in (word, other))
    differing = mine ^ its
    return 0.25 if differing == _NEAR_TONES else len(differing) / 2


def _marks(word: str) -> set[str]:
    found = {mark for mark in unicodedata.normalize("NFD", word) if unicodedata.combining(mark)}
    return found | {"đ"} if "đ" in word else found


def _tone_of(word: str) -> str:
    marks = set(_TELEX_TONES.values())
    return next((mark for mark in unicodedata.normalize("NFD", word) if mark in marks), "")


def _untoned(word: str) -> str:
    tone = _tone_of(word)
    parts = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", parts.replace(tone, "") if tone else parts)


def _as_typed(words: str, typed: str) -> str:
    return words[0].upper() + words[1:] if typed[0].isupper() else words


@functools.cache
def _syllables() -> dict[str, str]:
    """Return each known syllable, normalised → as it is written."""
    return {normalise(word): word for word in sorted(known_syllables())}


@functools.cache
def _by_fold() -> dict[str, tuple[str, ...]]:
    """Return the known syllables by how they are typed without diacritics."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(known_syllables()):
        found[fold(word)].append(word)
    return {bare: tuple(words) for bare, words in found.items()}
