"""The same directive kept several times: under other names, in other formats, inside a news page.

Texts are compared by small sketches (MinHash over shingles of words), so that a collection of any
size fits into memory and an unchanged document need not be read again. Laws and forms share most
of their words and still say different things («trường trung cấp» here, «trường cao đẳng» there):
likeness alone never makes two documents one. They must be the same letter by letter, or agree in
what identifies a directive.
"""

import hashlib
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document, Kind

if TYPE_CHECKING:
    from datasketch import MinHash  # type: ignore[import-untyped]

SIMILARITY = 0.8
"""Share of common shingles (Jaccard) from which two other documents are called nearly the same."""

HELD, HELD_IN_SCAN = 0.8, 0.5
"""Share of a text's shingles that stand in another, from which it is that text; a misread letter
of a scan spoils five shingles."""

_PERMUTATIONS, _BAND = 64, 4  # an estimate's error is about 1 / sqrt(64); bands find J > 0.4
_SHINGLE = 5  # words
_FEWEST = 20  # shingles: less is a line that many documents share
_MOST = 20_000  # shingles looked at: a long document is known by its beginning
_CROWD = 200  # alike in a band: a form; all are compared with the first, each with its neighbours
_KINDS: tuple[Kind, ...] = ("directive", "digest", "news")

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is remembered of a document's text.

    ``size`` counts its shingles, ``letters`` is a digest of its letters and digits, ``minima`` are
    the 64 minima of the shingles' hashes, 4 bytes each.
    """

    size: int
    letters: bytes
    minima: bytes


@dataclass(frozen=True, slots=True)
class Copy:
    """A document as it is compared with the others; ``source`` tells it from them.

    ``cited`` are the numbers it mentions, ``told`` whether the catalogue says if it is in force.
    """

    source: str
    sketch: Sketch
    kind: Kind = "directive"
    number: str | None = None
    title: str | None = None
    date: str | None = None
    cited: frozenset[str] = frozenset()
    scanned: bool = False
    told: bool = False


@dataclass(frozen=True, slots=True)
class Copies:
    """Which documents are others once more; all by source, in order of source.

    ``speaker``: document → the one that is quoted in its place. ``holding``: pairs of a document
    and another whose whole text stands in it beside matter of its own. ``similar``: document →
    one before it that is nearly the same, and yet another.
    """

    speaker: Mapping[str, str] = field(default_factory=dict)
    holding: tuple[tuple[str, str], ...] = ()
    similar: Mapping[str, str] = field(default_factory=dict)


def sketch(text: str) -> Sketch:
    """Return the sketch of a text; the same for texts that differ in spaces, marks and case."""
    words = _WORD.findall(text.casefold())
    found = shingles(words[: _MOST + _SHINGLE - 1])
    minima = _no_shingles().copy()
    minima.update_batch([shingle.encode() for shingle in found])
    letters = hashlib.blake2b("".join(words).encode(), digest_size=16).digest()
    return Sketch(len(found), letters, minima.hashvalues.astype("<u4").tobytes())


@cache
def _no_shingles() -> "MinHash":
    # Costly to make, and slow to import: whoever only asks need not wait for it.
    from datasketch import MinHash

    return MinHash(num_perm=_PERMUTATIONS, hashfunc=zlib.crc32)


def shingles(words: Sequence[str]) -> set[str]:
    """Return every run of five words; of a shorter text, all of it."""
    stop = max(1, len(words) - _SHINGLE + 1)
    return {" ".join(words[start : start + _SHINGLE]) for start in range(stop)}


def share_held(text: str, within: set[str]) -> float:
    """Return the share of a text's shingles, in [0, 1], that are among those of another."""
    own = shingles_of(text)
    return len(own & within) / len(own)


def shingles_of(text: str) -> set[str]:
    """Return the shingles of a text, as ``share_held`` compares them."""
    return shingles(_WORD.findall(text.casefold()))


def copy_of(document: Document, source: str) -> Copy:
    """Return a document as it is compared with the others."""
    return Copy(
        source, sketch(document.text), document.kind, document.number, document.title,
        document.date.isoformat() if document.date else None, frozenset(document.cited),
        bool(document.scans), bool(document.status or document.replaced_by),
    )  # fmt: skip


def find_copies(documents: Iterable[Copy]) -> Copies:
    """Return which documents are the same; the answer does not depend on their order.

    A directive speaks before a digest and a news page, one with a number before one without, one
    that the catalogue tells of before others, text before a scan, then the first by source, the
    extension last: «a.pdf» before «a (1).pdf».
    """
    ranked = sorted(documents, key=_rank)
    pairs = sorted(_pairs([document.sketch for document in ranked]))
    near: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for first, second, jaccard in pairs:
        near[first].append((second, jaccard))
    speaker: dict[int, int] = {}
    holding: list[tuple[int, int]] = []
    similar: list[tuple[int, int]] = []
    for first in range(len(ranked)):
        for second, jaccard in near[first]:
            one, other = ranked[first], ranked[second]
            if not _same(one, other, jaccard):
                if jaccard >= SIMILARITY and min(one.sketch.size, other.sketch.size) >= _FEWEST:
                    similar.append((first, second))
            elif first not in speaker and second not in speaker:
                alike = (one.kind, one.number) == (other.kind, other.number)
                if alike or _held(other, one, jaccard) >= _bar(one, other):
                    speaker[second] = first
                else:
                    holding.append((second, first))
    return _named(ranked, speaker, holding, similar)


def _named(
    ranked: Sequence[Copy],
    speaker: Mapping[int, int],
    holding: Sequence[tuple[int, int]],
    similar: Sequence[tuple[int, int]],
) -> Copies:
    alike: dict[str, str] = {}
    for pair in similar:
        if not speaker.keys() & set(pair):
            earlier, later = sorted(ranked[place].source for place in pair)
            alike[later] = min(earlier, alike.get(later, earlier))
    said = {ranked[copy].source: ranked[first].source for copy, first in speaker.items()}
    held = ((ranked[page].source, ranked[first].source) for page, first in holding
            if page not in speaker)  # fmt: skip
    return Copies(dict(sorted(said.items())), tuple(sorted(held)), dict(sorted(alike.items())))


def _rank(copy: Copy) -> tuple[object, ...]:
    return (
        _KINDS.index(copy.kind), copy.number is None, not copy.told, copy.scanned,
        copy.source.rpartition(".")[0], copy.source,
    )  # fmt: skip


def _pairs(sketches: Sequence[Sketch]) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of places, the smaller first, that may be alike, and their Jaccard estimate."""
    if len(sketches) < 2:
        return
    minima = np.frombuffer(b"".join(s.minima for s in sketches), "<u4").reshape(len(sketches), -1)
    seen: set[tuple[int, int]] = set()
    groups = [_equal(np.array([int.from_bytes(s.letters[:8]) for s in sketches], np.uint64))]
    for start in range(0, _PERMUTATIONS, _BAND):
        band = np.ascontiguousarray(minima[:, start : start + _BAND])
        groups.append(_equal(band.view(np.dtype((np.void, band.itemsize * _BAND))).ravel()))
    for group in (members for found in groups for members in found):
        for place, first in enumerate(group):
            others = group[place + 1 :] if not place else group[place + 1 : place + _CROWD]
            fresh = [second for second in others if (first, second) not in seen]
            seen.update((first, second) for second in fresh)
            if fresh:
                alike = (minima[fresh] == minima[first]).mean(axis=1)
                yield from ((first, s, float(j)) for s, j in zip(fresh, alike, strict=True))


def _equal(keys: NDArray[np.generic]) -> Iterator[list[int]]:
    """Yield the ascending places of each key that occurs more than once."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1], True])
    for start, stop in pairwise(starts):
        if stop - start > 1:
            yield order[start:stop].tolist()


def _same(one: Copy, other: Copy, jaccard: float) -> bool:
    """Say whether two documents are one directive, or one of them holds all of the other."""
    if one.number and other.number and one.number != other.number:
        return False
    if one.date and other.date and one.date != other.date:
        return False
    if one.sketch.letters == other.sketch.letters:
        return True
    if min(one.sketch.size, other.sketch.size) < _FEWEST or not _identified(one, other):
        return False
    most = max(_held(one, other, jaccard), _held(other, one, jaccard))
    return most >= _bar(one, other)


def _identified(one: Copy, other: Copy) -> bool:
    """Say whether something besides their words tells that two documents are the same."""
    if one.number or other.number:
        return one.number == other.number or (one.number or other.number) in (
            one.cited | other.cited
        )
    return bool(one.title and one.date) and (one.title, one.date) == (other.title, other.date)


def _held(one: Copy, other: Copy, jaccard: float) -> float:
    """Return the share of one's shingles that are the other's, as the sketches estimate it."""
    common = jaccard / (1 + jaccard) * (one.sketch.size + other.sketch.size)
    return min(1.0, common / one.sketch.size)


def _bar(one: Copy, other: Copy) -> float:
    return HELD_IN_SCAN if one.scanned or other.scanned else HELD
