"""Puts back the diacritics that a question was typed without: «khoi dan van» → «khối dân vận».

A plain syllable has some readings (``dan``: dân, dẫn, đàn, …), and which one is meant the two
syllables to either side tell, themselves without diacritics: a weight for the reading alone, and
one for it beside each of these and of their pairs. The weights share one hashed table
(Weinberger et al. 2009), made by ``scripts.train_diacritics``. A place is judged by itself, so
that one wrong reading does not bring others.
"""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from safetensors import SafetensorError

from index.analysis import fold, normalise
from index.errors import EncoderError
from index.model_files import read_model

READINGS, WEIGHTS = "diacritics.txt", "diacritics.safetensors"

SURE = 0.5
"""Probability from which a reading is taken; below it the syllable stays as it was typed."""

REACH = 2
"""Syllables to either side that are looked at."""

AROUND = ((), (-1,), (1,), (-1, 1), (-2, -1), (1, 2), (-2,), (2,))
"""Places of the neighbours that a reading has a weight beside, 0 being its own."""

UNKNOWN = 0
"""Number of what is no known syllable, and of what lies before and after the text."""

_BITS_EACH = 13  # of the number of a reading, and of a syllable
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio: Fibonacci hashing (Knuth)
_WORD = re.compile(r"\w+")
_NUMBERED = re.compile(r"\S*\d\S*")  # 862-KL/TU has no diacritics


@dataclass(frozen=True, slots=True)
class Syllables:
    """The plain syllables, numbered from 1, and their readings, the commonest first.

    ``readings[n]`` are the numbers of the readings of syllable *n* in ``names``, filled up with -1.

    Raises:
        ValueError: If readings of one line are not typed alike, or there are too many of them.
    """

    names: Sequence[str]
    numbers: dict[str, int]
    readings: NDArray[np.int64]

    @classmethod
    def of(cls, lines: Sequence[str]) -> "Syllables":
        """Number the readings of a table, one plain syllable a line, by space."""
        table = [line.split() for line in lines]
        names = [reading for line in table for reading in line]
        # All at once: to fold thousands one by one takes a tenth of a second.
        plain = [set(line.split()) for line in fold("\n".join(lines)).split("\n")[: len(table)]]
        if any(len(forms) != 1 for forms in plain):
            raise ValueError("readings on one line are not typed alike")
        if len(names) >= 1 << _BITS_EACH:
            raise ValueError(f"{len(names)} readings; {(1 << _BITS_EACH) - 1} are the most")
        readings = np.full((len(table) + 1, max(map(len, table))), -1)
        first = 0
        for row, line in zip(readings[1:], table, strict=True):
            row[: len(line)] = np.arange(first, first + len(line))
            first += len(line)
        return cls(names, {form: n for n, (form,) in enumerate(plain, 1)}, readings)


def places(
    readings: NDArray[np.int64], around: NDArray[np.integer], size: int
) -> NDArray[np.int64]:
    """Return where in a table of ``size``, a power of 2, the weights lie that speak for readings.

    Args:
        readings: ``(n, k)``, their numbers; -1 for none has places, too.
        around: ``(n, 2 * REACH + 1)``, the numbers of the plain syllables around and in its place.
        size: Of the table.

    Returns:
        ``(n, k, len(AROUND))``; the sum of the weights there is the reading's score.
    """
    width = np.uint64(_BITS_EACH)
    found = []
    for kind, offsets in enumerate(AROUND):
        key = np.full(readings.shape, kind, np.uint64)
        key = key << width | (readings + 1).astype(np.uint64)
        for offset in (*offsets, *[None] * (2 - len(offsets))):
            beside = np.uint64(0) if offset is None else around[:, REACH + offset, np.newaxis]
            key = key << width | np.asarray(beside, np.uint64)
        found.append(key * _SPREAD >> np.uint64(64 - (size.bit_length() - 1)))
    return np.stack(found, axis=-1).astype(np.int64)


def around(numbers: NDArray[np.integer]) -> NDArray[np.integer]:
    """Return for each of ``(n,)`` syllables itself in the middle of its neighbours."""
    padded = np.pad(numbers, REACH, constant_values=UNKNOWN)
    return np.lib.stride_tricks.sliding_window_view(padded, 2 * REACH + 1)


class Diacritics:
    """The table that ships with the project, or another.

    Raises:
        EncoderError: If a file is missing or damaged; it is named.
    """

    def __init__(self, directory: Path) -> None:
        files, _ = read_model(directory, (READINGS, WEIGHTS))
        try:
            self._syllables = Syllables.of(files[READINGS].decode("utf-8").splitlines())
        except ValueError as error:
            raise EncoderError(f"{directory / READINGS} is damaged: {error}") from error
        try:
            arrays = safetensors.numpy.load(files[WEIGHTS])
            self._weights, self._scale = arrays["weights"], float(arrays["scale"][0])
        except (SafetensorError, KeyError) as error:
            raise EncoderError(f"{directory / WEIGHTS} is damaged: {error}") from error
        if len(self._weights).bit_count() != 1:
            raise EncoderError(
                f"{directory / WEIGHTS} is damaged: {len(self._weights)} weights, no power of 2"
            )

    def restore(self, text: str) -> str:
        """Return a text with the diacritics that its plain syllables were surely typed without.

        These come out in lower case and as ``normalise`` writes them; everything else is left as
        it is: what has diacritics, capitals among small letters (TU), and what holds a digit.
        """
        words = list(_WORD.finditer(text))
        if not words:
            return text
        typed = [normalise(match[0]) for match in words]
        known = self._syllables.numbers
        numbers = np.array([known.get(fold(word), UNKNOWN) for word in typed])
        readings, chances = self._judge(numbers)
        numbered = [match.span() for match in _NUMBERED.finditer(text)]
        parts, end = [], 0
        for match, word, reading, chance in zip(words, typed, readings, chances, strict=True):
            start, stop = match.span()
            if (
                chance >= SURE
                and word == fold(word)
                and (text.isupper() or not match[0].isupper())
                and not any(first <= start < last for first, last in numbered)
            ):
                parts += [text[end:start], self._syllables.names[reading]]
                end = stop
        return "".join([*parts, text[end:]])

    def _judge(self, numbers: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the likeliest reading of each syllable, and its probability; 0 for an unknown."""
        readings = self._syllables.readings[numbers]
        rows = places(readings, around(numbers), len(self._weights))
        scores = self._weights[rows].sum(axis=2, dtype=np.int32) * self._scale
        chances = np.exp(scores - scores.max(axis=1, keepdims=True)) * (readings >= 0)
        chances /= np.maximum(chances.sum(axis=1, keepdims=True), 1e-9)
        best = chances.argmax(axis=1)[:, np.newaxis]
        return (
            np.take_along_axis(readings, best, axis=1)[:, 0],
            np.take_along_axis(chances, best, axis=1)[:, 0],
        )


@functools.cache
def shipped() -> Diacritics:
    """Return the table that ships with the project, read once."""
    return Diacritics(Path(__file__).parent)


def save(directory: Path, lines: Sequence[str], weights: NDArray[np.float32]) -> None:
    """Write what ``Diacritics`` reads; the weights, ``(2 ** b,)``, are rounded to 255 steps."""
    scale = float(np.abs(weights).max()) / 127 or 1.0
    rounded = np.rint(weights / scale).astype(np.int8)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / READINGS).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    arrays = {"weights": rounded, "scale": np.array([scale], np.float32)}
    (directory / WEIGHTS).write_bytes(safetensors.numpy.save(arrays))
