"""Near-duplicates: the same directive kept twice, as two files or copied from two pages."""

import zlib
from itertools import islice

from datasketch import MinHash, MinHashLSH  # type: ignore[import-untyped]

from corpus.document import Document

SIMILARITY = 0.8
"""Share of common shingles (Jaccard) from which two documents are called near-duplicates."""

_PERMUTATIONS = 64  # 512 bytes a document; the estimate's error is about 1 / sqrt(64)
_SHINGLE = 5  # syllables
_FEWEST = 20  # shingles: less is a line that many documents share
_MOST = 20_000  # shingles looked at: a long document is known by its beginning


class Duplicates:
    """Remembers a signature of each document it is shown, not the documents."""

    def __init__(self) -> None:
        self._buckets = MinHashLSH(threshold=SIMILARITY, num_perm=_PERMUTATIONS)
        self._signatures: dict[str, MinHash] = {}
        self._empty = MinHash(num_perm=_PERMUTATIONS, hashfunc=_hash)  # its permutations are costly

    def add(self, document: Document, name: str) -> str | None:
        """Remember a document; return the name of the one shown before that it nearly is."""
        words = document.text.casefold().split()
        shingles = {
            " ".join(words[start : start + _SHINGLE]).encode()
            for start in range(min(len(words) - _SHINGLE + 1, _MOST))
        }
        if len(shingles) < _FEWEST:
            return None
        signature = self._empty.copy()
        signature.update_batch(shingles)
        alike = {
            key: signature.jaccard(self._signatures[key]) for key in self._candidates(signature)
        }
        self._buckets.insert(name, signature)
        self._signatures[name] = signature
        best = max(alike, key=lambda key: (alike[key], key), default=None)
        return best if best is not None and alike[best] >= SIMILARITY else None

    def _candidates(self, signature: MinHash) -> list[str]:
        # A form that hundreds of files share would make every later one compare with all.
        return list(islice(sorted(self._buckets.query(signature)), 50))


def _hash(data: bytes) -> int:
    return zlib.crc32(data)
