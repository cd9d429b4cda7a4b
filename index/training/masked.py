"""Pre-training: the transformer learns Vietnamese by guessing tokens that are hidden from it."""

from pathlib import Path

import numpy as np
import torch

from index.training.loop import Budget, Show, device, fit
from index.training.tokens import Stream
from index.training.transformer import END, MASK, START, Shape, masked_model

HIDDEN = 0.3
"""Share of the tokens that are to be guessed (Wettig et al. 2023: more than BERT's 0.15)."""

_IGNORED = -100  # the library's label for a token that is not to be guessed
_AS_MASK, _AS_OTHER = 0.8, 0.1  # of the hidden ones; the rest stay as they are (BERT)
_MEASURED = 8  # batches of held-out text


def pretrain(
    text: Stream,
    vocabulary: int,
    shape: Shape,
    folder: Path,
    *,
    length: int = 128,
    batch: int = 1_024,
    rate: float = 1e-3,
    budget: Budget,
    seed: int = 0,
    show: Show,
) -> None:
    """Train on windows of running text and leave the body's weights in ``folder``.

    Windows are cut from one long stream, so nothing is padding. The last hundredth of the stream
    is never trained on: the log has the loss on it.
    """
    torch.manual_seed(seed)
    model = masked_model(vocabulary, shape)
    model.to(device())  # type: ignore[arg-type]
    train = len(text) - max(len(text) // 100, length * 2)

    def windows(step: int, first: int, last: int) -> tuple[torch.Tensor, torch.Tensor]:
        random = np.random.default_rng([seed, step])
        starts = random.integers(first, last - length, batch)
        ids = np.stack([text.window(int(start), length) for start in starts]).astype(np.int64)
        guessed = (random.random(ids.shape) < HIDDEN) & (ids > MASK)
        labels = np.where(guessed, ids, _IGNORED)
        how = random.random(ids.shape)
        ids = np.where(guessed & (how < _AS_MASK), MASK, ids)
        other = guessed & (how >= _AS_MASK) & (how < _AS_MASK + _AS_OTHER)
        ids = np.where(other, random.integers(MASK + 1, vocabulary, ids.shape), ids)
        ids[:, 0], ids[:, -1], labels[:, 0], labels[:, -1] = START, END, _IGNORED, _IGNORED
        return torch.from_numpy(ids).to(device()), torch.from_numpy(labels).to(device())

    def loss(ids: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = model(
            input_ids=ids, attention_mask=torch.ones_like(ids), labels=labels
        ).loss
        return found

    @torch.no_grad()
    def held_out() -> dict[str, float]:
        drawn = (windows(place, train, len(text)) for place in range(_MEASURED))
        return {"held out": float(np.mean([loss(*batch).item() for batch in drawn]))}

    fit(
        model,
        lambda step: loss(*windows(step, 0, train)),
        folder,
        rate=rate,
        budget=budget,
        show=show,
        measure=held_out,
        measure_every=200,
    )
    model.model.save_pretrained(folder)
