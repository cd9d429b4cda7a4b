"""Bars as a picture, for the commands that measure."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import RetrievalError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_WIDEST = 24.0  # inches
_LABELS = 30  # along the axis; more would run into each other


def draw_bars(
    path: Path, label: str, groups: Sequence[str], series: Mapping[str, Sequence[float]]
) -> None:
    """Draw a bar for each value of each series, values in [0, 1], side by side in their groups.

    Raises:
        RetrievalError: If matplotlib is not installed, or the picture cannot be written.
    """
    figure = _figure(1.5 * len(groups))
    axes = figure.subplots()
    width = 0.8 / len(series)
    for place, (name, values) in enumerate(series.items()):
        shift = (place - (len(series) - 1) / 2) * width
        axes.bar([group + shift for group in range(len(groups))], list(values), width, label=name)
    axes.set_xticks(list(range(len(groups))), list(groups))
    axes.set_ylabel(label)
    axes.set_ylim(0, 1)
    _save(figure, path, len(series))


def draw_stacks(
    path: Path,
    label: str,
    groups: Sequence[str],
    series: Mapping[str, Sequence[int]],
    colours: Sequence[str],
) -> None:
    """Draw a bar for each group, the counts of each series on top of the one before.

    Raises:
        RetrievalError: If matplotlib is not installed, or the picture cannot be written.
    """
    figure = _figure(min(_WIDEST, 0.3 * len(groups)))
    axes = figure.subplots()
    below = [0] * len(groups)
    for (name, values), colour in zip(series.items(), colours, strict=True):
        axes.bar(range(len(groups)), list(values), 0.8, bottom=below, label=name, color=colour)
        below = [under + value for under, value in zip(below, values, strict=True)]
    step = -(-len(groups) // _LABELS)
    axes.set_xticks(list(range(0, len(groups), step)), list(groups[::step]))
    axes.tick_params("x", labelrotation=60)
    axes.set_ylabel(label)
    axes.locator_params(axis="y", integer=True)
    _save(figure, path, len(series))


def _figure(width: float) -> "Figure":
    try:
        from matplotlib.figure import Figure  # only whoever wants a picture needs it
    except ImportError as error:
        raise RetrievalError("--plot needs matplotlib; pip install '.[bench]' brings it") from error
    return Figure(figsize=(max(8, width), 4), layout="constrained")


def _save(figure: "Figure", path: Path, series: int) -> None:
    figure.legend(loc="outside lower center", ncols=min(4, series))
    try:
        figure.savefig(path, dpi=150)
    except (OSError, ValueError) as error:
        raise RetrievalError(f"{path} cannot be drawn: {error}") from error
