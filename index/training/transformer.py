"""The small transformer: its shape, and how texts of unequal length become unit vectors.

The architecture is ModernBERT's (Warner et al. 2024): rotary positions, gated units, no biases.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import ModernBertConfig, ModernBertForMaskedLM, ModernBertModel

PAD, UNKNOWN, START, END, MASK = range(5)
"""Token ids; a text is ``START … END``."""

Tokens = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Shape:
    """How large the transformer is."""

    layers: int = 6
    width: int = 384
    inner: int = 576
    heads: int = 6
    longest: int = 512
    """Tokens of the longest text; a passage of 1,200 characters has about 330."""


def configuration(vocabulary: int, shape: Shape) -> ModernBertConfig:
    """Return the library's description of the model, untrained."""
    return ModernBertConfig(
        vocab_size=vocabulary,
        hidden_size=shape.width,
        intermediate_size=shape.inner,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        max_position_embeddings=shape.longest,
        local_attention=shape.longest,  # passages are short: every token sees every other
        pad_token_id=PAD,
        bos_token_id=START,
        eos_token_id=END,
        cls_token_id=START,
        sep_token_id=END,
        sparse_prediction=True,  # logits of the masked places alone
    )


def masked_model(vocabulary: int, shape: Shape) -> ModernBertForMaskedLM:
    """Return an untrained model that guesses masked tokens."""
    return ModernBertForMaskedLM(configuration(vocabulary, shape))


class Pooled(torch.nn.Module):
    """The mean over a text's tokens, scaled to length 1."""

    def __init__(self, body: ModernBertModel) -> None:
        super().__init__()
        self.body = body

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return ``(texts, width)`` unit vectors of ``(texts, length)`` padded ids."""
        hidden = self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1)
        return torch.nn.functional.normalize(mean, dim=-1)


def embed(model: torch.nn.Module, texts: Sequence[Tokens], group: int = 16_384) -> torch.Tensor:
    """Return the vectors of texts, in their order; ``START`` and ``END`` are put around each.

    Texts of like length run together, about ``group`` tokens at a time, so little is padding.
    """
    where = next(model.parameters()).device
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    vectors: list[torch.Tensor] = []
    first = 0
    while first < len(order):
        last = first + 1
        while last < len(order) and (last + 1 - first) * (len(texts[order[last]]) + 2) <= group:
            last += 1
        ids = padded([texts[place] for place in order[first:last]]).to(where)
        vectors.append(model(ids, (ids != PAD).long()))
        first = last
    back = torch.empty(len(order), dtype=torch.long, device=where)
    back[torch.tensor(order, device=where)] = torch.arange(len(order), device=where)
    return torch.cat(vectors)[back]


def padded(texts: Sequence[Tokens]) -> torch.Tensor:
    """Return ``(texts, longest + 2)`` ids with ``START`` and ``END``, ``PAD`` behind them."""
    ids = np.full((len(texts), max(map(len, texts)) + 2), PAD, dtype=np.int64)
    for row, text in zip(ids, texts, strict=True):
        row[0], row[1 : len(text) + 1], row[len(text) + 1] = START, text, END
    return torch.from_numpy(ids)
