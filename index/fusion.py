"""How two retrievers become one ranking.

A weighted sum, not reciprocal ranks: the lexical leg is the stronger one, and its scores say by
how much a passage leads, which ranks forget. BM25 has no fixed scale, so it is divided by its best.
"""

import numpy as np
from numpy.typing import NDArray


def fuse(
    lexical: NDArray[np.float32], dense: NDArray[np.float32], dense_weight: float
) -> NDArray[np.float32]:
    """Return one score in [0, 1] for each candidate, higher is better.

    Args:
        lexical: ``(n,)`` BM25 scores, of any scale, at least 0.
        dense: ``(n,)`` cosines; below 0 counts as 0.
        dense_weight: The share of the cosine in the score, in [0, 1].

    Raises:
        ValueError: If there are more of one than of the other.
    """
    if lexical.shape != dense.shape:
        raise ValueError(f"{len(lexical)} lexical scores for {len(dense)} dense ones")
    best = float(lexical.max(initial=0.0)) or 1.0
    total = (1 - dense_weight) * lexical / best + dense_weight * np.clip(dense, 0, 1)
    return total.astype(np.float32)
