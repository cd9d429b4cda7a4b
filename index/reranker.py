"""A second opinion on the best passages, for those who have a model that can give one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError


class Reranker(Protocol):
    """Reads question and passage together: slower than comparing vectors, and surer."""

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Return for each passage how well it answers, in [0, 1], ``(len(passages),)``."""


def open_reranker(name: str | None) -> Reranker | None:
    """Return the reranker of the setting RERANKER; None where none is wanted.

    Raises:
        EncoderError: If it is not there or cannot be opened.
    """
    return CrossEncoderReranker(name) if name else None


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder that lies on this machine; opens no connection.

    Raises:
        EncoderError: If it is not there or cannot be opened.
    """

    def __init__(self, name: str) -> None:
        # Only who has such a model has the libraries, and the second takes seconds.
        try:
            from huggingface_hub import snapshot_download

            # Asked for by its name, a model is looked for on the hub even if that is forbidden.
            path = name if Path(name).exists() else snapshot_download(name, local_files_only=True)
            from sentence_transformers import CrossEncoder
            from torch.nn import Sigmoid

            self._model = CrossEncoder(path, local_files_only=True, activation_fn=Sigmoid())
        except FileNotFoundError as error:
            raise EncoderError(f"the reranker {name!r} is not on this machine") from error
        except (OSError, ValueError, ImportError) as error:
            reason = " ".join(str(error).split())
            raise EncoderError(f"the reranker {name!r} cannot be opened: {reason[:300]}") from error

    def scores(self, question: str, passages: Sequence[str]) -> NDArray[np.float32]:
        """Return for each passage how well it answers, in [0, 1], ``(len(passages),)``.

        Raises:
            EncoderError: If the model gives more than one number for a passage.
        """
        pairs = [(question, passage) for passage in passages]
        found = np.asarray(self._model.predict(pairs, show_progress_bar=False), np.float32)
        if found.shape != (len(passages),):
            raise EncoderError(
                f"the reranker returned an array of shape {found.shape} for {len(passages)} "
                "passages; it needs a model with one label"
            )
        return found
