"""The one thing the index asks of a model: unit vectors for passages and for questions."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Encoder(Protocol):
    """Turns text into unit vectors, so that inner product is cosine; thread-safe.

    ``name`` is the model's id as the manifest records it, ``fingerprint`` a digest of everything
    that decides its vectors (weights, vocabulary, prompts), ``dim`` their length.
    """

    name: str
    fingerprint: str
    dim: int

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a ``(len(texts), dim)`` array, every row of L2 norm 1 (or 0: nothing known in it).

        Raises:
            PassageTooLongError: If a text is longer than the model reads.
        """

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return a ``(dim,)`` array of L2 norm 1 (or 0: nothing known in it)."""
