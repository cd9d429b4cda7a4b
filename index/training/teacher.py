"""What an English teacher makes of the English side of the parallel sentences.

The student learns to put the Vietnamese side where the teacher puts the English one, and so what
it knows of which things mean the same.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

VECTORS = "teacher.i8.npy"
DIM = 128
"""Axes that are kept of the teacher's: 128 of MiniLM's 384 hold nearly all of its cosines."""

Teach = Callable[[Sequence[str]], NDArray[np.float32]]
"""Returns a unit vector for each English sentence."""


def open_teacher(name: str) -> Teach:
    """Return a sentence-transformers model, by name or path, as a teacher.

    Raises:
        EncoderError: If it cannot be opened.
    """
    from index.sentence_encoder import SentenceEncoder

    return SentenceEncoder(name).encode_passages


def write_vectors(
    sentences: Sequence[str], teach: Teach, work: Path, progress: Callable[[int], None]
) -> None:
    """Write the teacher's vectors, turned onto their main axes, as int8 rows of length 127.

    Args:
        sentences: In the order of the pairs.
        teach: The teacher.
        work: Gets the file.
        progress: Is told how many sentences are done.
    """
    rows = []
    for first in range(0, len(sentences), 512):
        rows.append(teach(sentences[first : first + 512]).astype(np.float16))
        progress(first + len(rows[-1]))
    vectors = np.concatenate(rows).astype(np.float32)
    # Not centred: cosines are to stay what they are.
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    turned = vectors @ axes[:, ::-1][:, :DIM]
    turned /= np.linalg.norm(turned, axis=1, keepdims=True)
    np.save(work / VECTORS, np.rint(turned * 127).astype(np.int8))
