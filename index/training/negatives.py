"""Hard negatives: passages that look right for a question and are another question's.

The lexical index finds those that share its words, the model those that it takes for the same.
Learning to tell them from the right one is what the easy negatives of a batch do not teach.
"""

import tempfile
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.analysis import terms
from index.lexical import Lexical, LexicalWriter

KEPT = 8
"""Negatives of a question."""

_SKIPPED = 2
"""The very first ones are passed over: too many of them answer the question as well."""

_LOOKED_AT = 100
"""The best passages, of which many are alike: several questions ask about each."""


def lexical_negatives(
    questions: Sequence[str], passages: Sequence[str], progress: Callable[[int], None]
) -> NDArray[np.int32]:
    """Return ``(questions, KEPT)`` rows of passages, best first, never the question's own.

    Question *i* belongs to passage *i*; a passage with the same text counts as its own, too, and
    of passages alike one is taken. Where too few are found the last ones are -1.
    """
    found = np.full((len(questions), KEPT), -1, np.int32)
    with tempfile.TemporaryDirectory() as directory:
        writer = LexicalWriter(Path(directory))
        for row, passage in enumerate(passages):
            writer.add(row, passage, "")
        writer.finish(len(passages))
        lexical = Lexical(Path(directory))
        for row, question in enumerate(questions):
            scores = lexical.scores(dict.fromkeys(terms(question), 1.0))
            found[row] = _chosen(scores, row, passages)
            progress(row + 1)
    return found


def dense_negatives(
    questions: NDArray[np.float32],
    vectors: NDArray[np.float32],
    passages: Sequence[Hashable],
    progress: Callable[[int], None],
) -> NDArray[np.int32]:
    """Return the same by the cosines of a model's ``(n, dim)`` unit vectors."""
    found = np.full((len(questions), KEPT), -1, np.int32)
    for row, question in enumerate(questions):
        found[row] = _chosen(vectors @ question, row, passages)
        progress(row + 1)
    return found


def _chosen(
    scores: NDArray[np.float32], own: int, passages: Sequence[Hashable]
) -> NDArray[np.int32]:
    most = min(len(scores), _LOOKED_AT)
    best = np.argpartition(-scores, most - 1)[:most]
    best = best[np.lexsort((best, -scores[best]))]
    alike = {passages[row]: row for row in best[::-1].tolist() if scores[row] > 0}
    alike.pop(passages[own], None)
    kept = sorted(alike.values(), key=lambda row: (-scores[row], row))
    kept = kept[_SKIPPED : _SKIPPED + KEPT]
    chosen = np.full(KEPT, -1, np.int32)
    chosen[: len(kept)] = kept
    return chosen
