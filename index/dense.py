"""Exact cosine search over every passage's vector, in one FAISS file.

Vectors are kept as 16-bit floats: half the size, and read back they are the same numbers, so
that copying a vector to the next generation changes nothing.
"""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamagedError


def _empty(dim: int) -> faiss.IndexScalarQuantizer:
    empty = faiss.IndexScalarQuantizer(
        dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    empty.is_trained = True  # 16-bit floats need no training
    return empty


class Dense:
    """The search side: row *i* is passage *i*.

    Raises:
        IndexDamagedError: If the file is not a FAISS index of that kind.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexDamagedError(f"{path}: not a vector index that FAISS can read") from error
        self.rows: int = self._index.ntotal
        self.dim: int = self._index.d

    def search(
        self, query: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the ``k`` nearest rows and their cosines in [-1, 1], best first.

        Raises:
            ValueError: If the query's length is not the index's.
        """
        if query.shape != (self.dim,):
            raise ValueError(
                f"a query of shape {query.shape} for an index of {self.dim} dimensions"
            )
        # One question is no work to divide: threads that wait for a busy core cost more.
        # OpenMP keeps the number for each calling thread, and any thread may ask.
        faiss.omp_set_num_threads(1)
        scores, rows = self._index.search(query[np.newaxis], min(k, self.rows))
        found = rows[0] >= 0  # FAISS pads with -1
        return rows[0][found], scores[0][found]

    def cosines(self, query: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the cosine of each of the given rows with the query, in their order."""
        found: NDArray[np.float32] = self._index.reconstruct_batch(rows) @ query
        return found

    def vectors(self, start: int, stop: int) -> NDArray[np.float32]:
        """Return the vectors of rows ``start:stop`` as float32."""
        found: NDArray[np.float32] = self._index.reconstruct_n(start, stop - start)
        return found


class DenseWriter:
    """The building side: takes vectors in row order."""

    def __init__(self, path: Path, dim: int) -> None:
        self._path, self._dim = path, dim
        self._index = _empty(dim)

    def append(self, vectors: NDArray[np.float32]) -> None:
        """Add the next rows.

        Raises:
            ValueError: If the vectors have another length than the index's.
        """
        if vectors.ndim != 2 or vectors.shape[1] != self._dim:
            raise ValueError(f"vectors of shape {vectors.shape} for {self._dim} dimensions")
        self._index.add(np.ascontiguousarray(vectors, np.float32))

    def copy(self, previous: Dense, start: int, stop: int) -> None:
        """Add rows ``start:stop`` of another index as the next rows."""
        if start < stop:
            self.append(previous.vectors(start, stop))

    def finish(self) -> None:
        """Write the file."""
        faiss.write_index(self._index, str(self._path))
