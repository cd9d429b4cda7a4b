"""BM25 over Vietnamese terms, in flat files that are mapped, not loaded.

Five arrays, little-endian, without headers:

    lexical.terms     uint64   64-bit hashes of the terms, ascending
    lexical.offsets   int64    postings of term i lie at offsets[i]:offsets[i + 1]
    lexical.rows      uint32   row of each posting, ascending within its term
    lexical.counts    uint8    occurrences of the term in that row, 255 at most
    lexical.lengths   uint32   syllables of each row's own text

Postings keep counts, not weights, so that an unchanged passage's postings can move from one
generation to the next by renumbering rows; BM25 itself is computed while searching. A passage's
context (title and headings) is indexed under terms of its own, ``CONTEXT`` before them: it helps
to rank a passage and is not part of the quote.
"""

import hashlib
import itertools
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis import ACCENTED, terms
from index.errors import IndexDamagedError

# Passages are cut to one size, so length says little: Anserini's values for passages
# (Lin et al., 2016), which led 1.2 and 0.75 by 0.02 MRR on the development questions.
K1, B = 0.9, 0.4
CONTEXT = "c:"
_LAYOUT = {"terms": "<u8", "offsets": "<i8", "rows": "<u4", "counts": "u1", "lengths": "<u4"}
_RUN = np.dtype([("term", "<u8"), ("row", "<u4"), ("count", "u1")])
_REMEMBERED = 20_000  # terms whose place is remembered: many come in every question
_RUN_POSTINGS = 4_000_000  # 52 MB a run: what building holds in memory, whatever the corpus


def _file(directory: Path, name: str) -> Path:
    return directory / f"lexical.{name}"


def _hash(term: str) -> int:
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "little")


class Lexical:
    """The search side: BM25 scores of every row for a weighted bag of terms.

    Raises:
        IndexDamagedError: If the arrays' sizes do not fit each other.
    """

    def __init__(self, directory: Path) -> None:
        self.terms, self.offsets, self.postings, self.counts, self.lengths = (
            _map(_file(directory, name), dtype) for name, dtype in _LAYOUT.items()
        )
        self.rows = len(self.lengths)
        if len(self.offsets) != len(self.terms) + 1 or self.offsets[-1] != len(self.postings):
            raise IndexDamagedError(
                f"{_file(directory, 'offsets')}: {len(self.offsets)} offsets for "
                f"{len(self.terms)} terms, {len(self.postings)} postings"
            )
        if len(self.counts) != len(self.postings):
            raise IndexDamagedError(
                f"{_file(directory, 'counts')}: {len(self.counts)} counts for "
                f"{len(self.postings)} postings"
            )
        lengths = self.lengths.astype(np.float32)
        self._span = lru_cache(_REMEMBERED)(self._find)
        self._norms = K1 * (
            1 - B + B * lengths / max(1.0, float(lengths.mean() if self.rows else 0))
        )

    def idf(self, term: str) -> float:
        """Return the weight of a term's rarity; that of a term in no row when it is unknown."""
        start, stop = self._span(term)
        return float(np.log1p((self.rows - (stop - start) + 0.5) / (stop - start + 0.5)))

    def frequency(self, term: str) -> int:
        """Return in how many rows a term stands."""
        start, stop = self._span(term)
        return stop - start

    def scores(self, query: Mapping[str, float]) -> NDArray[np.float32]:
        """Return the BM25 score of every row, ``(rows,)``, for terms and their weights.

        A term that begins with ``CONTEXT`` counts once a row and without length normalisation.
        """
        total = np.zeros(self.rows, np.float32)
        for term, weight in query.items():
            start, stop = self._span(term)
            if start == stop or not weight:
                continue
            rows = self.postings[start:stop]
            gain = np.float32(weight * self.idf(term))
            if term.startswith(CONTEXT):
                total[rows] += gain
            else:
                counts = self.counts[start:stop].astype(np.float32)
                total[rows] += gain * (K1 + 1) * counts / (counts + self._norms[rows])
        return total

    def _find(self, term: str) -> tuple[int, int]:
        key = np.uint64(_hash(term))
        place = int(np.searchsorted(self.terms, key))
        if place == len(self.terms) or self.terms[place] != key:
            return 0, 0
        return int(self.offsets[place]), int(self.offsets[place + 1])

    def slice(self, low: int, high: int) -> NDArray[np.void]:
        """Return the postings of terms with hashes in ``low:high`` as a sorted run."""
        first, last = np.searchsorted(self.terms, np.array([low, high - 1], np.uint64))
        last += int(last < len(self.terms) and self.terms[last] == high - 1)
        start, stop = int(self.offsets[first]), int(self.offsets[last])
        run = np.empty(stop - start, _RUN)
        sizes = np.diff(self.offsets[first : last + 1])
        run["term"] = np.repeat(self.terms[first:last], sizes)
        run["row"], run["count"] = self.postings[start:stop], self.counts[start:stop]
        return run


_Carried = tuple[Lexical, NDArray[np.int64]]
"""An index that passages are carried over from, and for each of its rows the new one, or -1."""


class LexicalWriter:
    """The building side: takes passages one by one and writes the arrays.

    Postings are sorted in runs on disk and merged by slices of the hash space; hashes are
    uniform, so the slices are even and memory stays at a run or two.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lengths: dict[int, int] = {}
        self._terms, self._rows, self._counts = array("Q"), array("I"), array("B")
        self._hashes: dict[str, int] = {}
        self._runs: list[Path] = []

    def add(self, row: int, text: str, context: str) -> None:
        """Index a passage at its row; ``context`` is its title and headings, ranked not quoted."""
        counts = Counter(terms(text))
        self._lengths[row] = sum(n for term, n in counts.items() if term.startswith(ACCENTED))
        counts.update({CONTEXT + term: 1 for term in terms(context)})
        if len(self._hashes) > 1_000_000:
            self._hashes.clear()  # a cache of hashes only: bounded, refilled as needed
        self._terms.extend(map(self._hash, counts))
        self._rows.extend([row] * len(counts))
        self._counts.extend(min(count, 255) for count in counts.values())
        if len(self._terms) >= _RUN_POSTINGS:
            self._spill()

    def finish(
        self,
        rows: int,
        previous: Lexical | None = None,
        moved: NDArray[np.int64] | None = None,
    ) -> None:
        """Write the arrays for ``rows`` passages.

        Args:
            rows: How many passages there are, added and carried over.
            previous: The index that unchanged passages are carried over from.
            moved: For each row of ``previous`` its new row, or -1 where it is dropped.

        Raises:
            ValueError: If a row is missing, given twice or out of range.
        """
        self._spill()
        carried = (previous, moved) if previous is not None and moved is not None else None
        self._lengths_of(rows, carried).tofile(_file(self._directory, "lengths"))
        runs = [np.memmap(path, _RUN, "r") for path in self._runs]
        names = ("terms", "offsets", "rows", "counts")
        with ExitStack() as stack:
            files = {
                name: stack.enter_context(_file(self._directory, name).open("wb")) for name in names
            }
            np.zeros(1, _LAYOUT["offsets"]).tofile(files["offsets"])
            offset = 0
            for merged in _slices(runs, carried):
                found, starts = np.unique(merged["term"], return_index=True)
                found.tofile(files["terms"])
                ends = np.append(starts[1:], len(merged)) if len(found) else starts
                (ends + offset).astype(_LAYOUT["offsets"]).tofile(files["offsets"])
                np.ascontiguousarray(merged["row"]).tofile(files["rows"])
                np.ascontiguousarray(merged["count"]).tofile(files["counts"])
                offset += len(merged)
        del runs
        for path in self._runs:
            path.unlink()

    def _lengths_of(self, rows: int, carried: _Carried | None) -> NDArray[Any]:
        """Return the length of every row, those carried over with the others.

        Raises:
            ValueError: If a row is missing, given twice or out of range.
        """
        lengths = np.zeros(rows, _LAYOUT["lengths"])
        seen = np.zeros(rows, np.uint8)
        fresh = np.fromiter(self._lengths, np.int64, len(self._lengths))
        lengths[fresh] = np.fromiter(self._lengths.values(), np.int64, len(self._lengths))
        seen[fresh] += 1
        if carried:
            previous, moved = carried
            if len(moved) != previous.rows:
                raise ValueError(f"{len(moved)} moves for {previous.rows} rows")
            kept = moved >= 0
            lengths[moved[kept]] = previous.lengths[kept]
            np.add.at(seen, moved[kept], 1)
        if (seen != 1).any():
            row = int(np.flatnonzero(seen != 1)[0])
            raise ValueError(f"row {row} of {rows} was indexed {seen[row]} times, not once")
        return lengths

    def _hash(self, term: str) -> int:
        key = self._hashes.get(term)
        if key is None:
            key = self._hashes[term] = _hash(term)
        return key

    def _spill(self) -> None:
        if not self._terms:
            return
        run = np.empty(len(self._terms), _RUN)
        run["term"], run["row"], run["count"] = self._terms, self._rows, self._counts
        self._terms, self._rows, self._counts = array("Q"), array("I"), array("B")
        path = self._directory / f"lexical.run{len(self._runs)}"
        _sorted(run).tofile(path)
        self._runs.append(path)


def _slices(
    runs: Sequence[NDArray[np.void]], carried: _Carried | None
) -> Iterator[NDArray[np.void]]:
    """Yield all postings in order of term and row, a slice of the hash space at a time."""
    postings = sum(map(len, runs)) + (len(carried[0].postings) if carried else 0)
    slices = 1 + postings // _RUN_POSTINGS
    bounds = [2**64 * i // slices for i in range(slices + 1)]
    cuts = [_cuts(run, bounds) for run in runs]
    for place, (low, high) in enumerate(itertools.pairwise(bounds)):
        parts = [run[cut[place] : cut[place + 1]] for run, cut in zip(runs, cuts, strict=True)]
        if carried:
            previous, moved = carried
            part = previous.slice(low, high)
            row = moved[part["row"]]
            part["row"] = np.maximum(row, 0)
            parts.append(part[row >= 0])
        yield _sorted(np.concatenate([np.empty(0, _RUN), *parts]))


def _map(path: Path, dtype: str) -> NDArray[np.generic]:
    size = np.dtype(dtype).itemsize
    length = path.stat().st_size
    if length % size:
        raise IndexDamagedError(f"{path}: {length} bytes do not divide into items of {size}")
    # An empty file cannot be mapped.
    return np.memmap(path, dtype, "r") if length else np.empty(0, dtype)


def _sorted(run: NDArray[np.void]) -> NDArray[np.void]:
    return run[np.lexsort((run["row"], run["term"]))]


def _cuts(run: NDArray[np.void], bounds: list[int]) -> NDArray[np.int64]:
    """Return where a sorted run reaches each bound of the hash space, at its end the last."""
    inner = np.array(bounds[:-1], np.uint64)
    return np.append(np.searchsorted(run["term"], inner), len(run))
