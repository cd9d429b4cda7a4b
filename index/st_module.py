"""The static encoder as a sentence-transformers module, for those who work with that library.

``SentenceTransformer("index/model", trust_remote_code=True)`` opens the directory: the library
asks for that consent before it imports any class that is not its own, even an installed one.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from sentence_transformers.base.modules import InputModule

from index.static_encoder import StaticEncoder, Vocabulary, bag, save


class StaticSyllables(InputModule):
    """Sums the rows of a text's terms, damped by their occurrences, to a unit vector."""

    def __init__(self, known: Sequence[str], table: torch.Tensor) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.vocabulary = Vocabulary(known)
        self.embedding = torch.nn.EmbeddingBag.from_pretrained(table, freeze=False, mode="sum")

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **_: object
    ) -> dict[str, torch.Tensor]:
        """Return the rows of all texts, one after another, their weights and where each starts."""
        bags = [bag(self.vocabulary.rows((prompt or "") + text)) for text in inputs]
        starts = np.cumsum([0] + [len(rows) for rows, _ in bags[:-1]])
        return {
            "input_ids": torch.from_numpy(np.concatenate([rows for rows, _ in bags])),
            "weights": torch.from_numpy(np.concatenate([weights for _, weights in bags])),
            "offsets": torch.from_numpy(starts),
        }

    def forward(self, features: dict[str, Any], **_: object) -> dict[str, Any]:
        """Add the unit vectors, ``(texts, dim)``, as ``sentence_embedding``."""
        summed = self.embedding(
            features["input_ids"], features["offsets"], per_sample_weights=features["weights"]
        )
        features["sentence_embedding"] = torch.nn.functional.normalize(summed, dim=1)
        return features

    @property
    def max_seq_length(self) -> float:
        """Nothing is ever cut."""
        return float("inf")

    def get_embedding_dimension(self) -> int:
        """Return the length of a vector."""
        return self.embedding.embedding_dim

    def get_config_dict(self) -> dict[str, Any]:
        """Return what ``repr`` shows."""
        return {"terms": len(self.vocabulary.known)}

    def save(self, output_path: str, *_: object, **__: object) -> None:
        """Write a directory that ``StaticEncoder`` opens; always as safetensors."""
        save(Path(output_path), self.vocabulary.known, self.embedding.weight.detach().numpy())

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", *_: object, **__: object) -> Self:
        """Open a model directory.

        Raises:
            EncoderError: As ``StaticEncoder`` does.
        """
        encoder = StaticEncoder(Path(model_name_or_path) / subfolder)
        table = encoder.weights.astype(np.float32) * encoder.scales[:, np.newaxis]
        return cls(encoder.vocabulary.known, torch.from_numpy(table))
