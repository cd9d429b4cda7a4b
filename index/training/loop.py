"""A training loop that may be stopped at any moment and goes on where it was.

What a step draws depends on the seed and the step's number alone, so a run that was resumed is the
run that was not stopped.
"""

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import torch

CHECKPOINT, LOG = "checkpoint.pt", "log.tsv"
WARM_UP = 0.05  # share of the run in which the rate rises
_CLIP = 1.0  # of the gradient's norm
_SAVE_S = 180.0  # seconds between checkpoints

Show = Callable[[float, int, float], None]
"""Called with the share of the run that is done, the step and the mean loss of late."""


@dataclass(frozen=True, slots=True)
class Budget:
    """When a run ends: after ``steps``, or ``minutes`` over all its parts, whichever is first."""

    steps: int
    minutes: float = math.inf

    def done(self, step: int, seconds: float) -> float:
        """Return the share of the run that is behind, in [0, 1]."""
        return min(1.0, max(step / self.steps, seconds / 60 / self.minutes))


def device() -> torch.device:
    """Return where training runs: a GPU if there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def rate_at(done: float) -> float:
    """Return the share of the highest rate: a linear rise, then a linear fall to 0."""
    return done / WARM_UP if done < WARM_UP else (1 - done) / (1 - WARM_UP)


def fit(
    model: torch.nn.Module,
    loss_at: Callable[[int], torch.Tensor],
    folder: Path,
    *,
    rate: float,
    budget: Budget,
    show: Show,
    measure: Callable[[], dict[str, float]] = dict,
    measure_every: int = 1_000,
) -> None:
    """Train a model in place, from its checkpoint in ``folder`` if there is one.

    Args:
        model: On the device it is trained on.
        loss_at: Returns the loss of a step, counted from 0.
        folder: Gets the checkpoint and the log (step, seconds, loss, measures; tab-separated).
        rate: The highest learning rate of AdamW.
        budget: When to stop.
        show: Is told how far it is.
        measure: Returns figures for the log, by name.
        measure_every: Steps between two measures.
    """
    folder.mkdir(parents=True, exist_ok=True)
    adam = torch.optim.AdamW(_groups(model), lr=rate, betas=(0.9, 0.98), fused=True)
    step, before = _restore(folder / CHECKPOINT, model, adam)
    started = saved = time.monotonic()
    recent = math.nan
    model.train()
    with (folder / LOG).open("a", encoding="utf-8", buffering=1) as log:
        while (done := budget.done(step, before + time.monotonic() - started)) < 1:
            for group in adam.param_groups:
                group["lr"] = rate * max(rate_at(done), 1e-3)
            with torch.autocast(device().type, torch.bfloat16, enabled=device().type == "cuda"):
                loss = loss_at(step)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), _CLIP)
            adam.step()
            adam.zero_grad(set_to_none=True)
            step += 1
            recent = loss.item() if math.isnan(recent) else 0.98 * recent + 0.02 * loss.item()
            now = time.monotonic()
            spent = before + now - started
            if step % 10 == 0:
                show(done, step, recent)
            if step % measure_every == 0 or budget.done(step, spent) == 1:
                model.eval()
                figures = {"loss": recent, **measure()}
                model.train()
                said = "\t".join(f"{name} {value:.4f}" for name, value in figures.items())
                log.write(f"{step}\t{spent:.0f}\t{said}\n")
            if now - saved > _SAVE_S:
                _save(folder / CHECKPOINT, model, adam, step, spent)
                saved = now
    _save(folder / CHECKPOINT, model, adam, step, before + time.monotonic() - started)
    model.eval()


def _groups(model: torch.nn.Module) -> Iterable[dict[str, object]]:
    """Return the parameters, with weight decay on the matrices alone."""
    named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    matrices = [p for name, p in named if p.ndim > 1 and "embeddings" not in name]
    others = [p for name, p in named if p.ndim <= 1 or "embeddings" in name]
    return [{"params": matrices, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}]


def _save(
    path: Path, model: torch.nn.Module, adam: torch.optim.Optimizer, step: int, seconds: float
) -> None:
    state = {"model": model.state_dict(), "adam": adam.state_dict(), "at": [step, seconds]}
    half = path.with_suffix(".part")
    torch.save(state, half)
    half.replace(path)


def _restore(path: Path, model: torch.nn.Module, adam: torch.optim.Optimizer) -> tuple[int, float]:
    if not path.exists():
        return 0, 0.0
    state = torch.load(path, map_location=device(), weights_only=True)
    model.load_state_dict(state["model"])
    adam.load_state_dict(state["adam"])
    step, seconds = state["at"]
    return int(step), float(seconds)
