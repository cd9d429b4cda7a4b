"""Grouped bars as a picture, for the commands that measure."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from index.errors import RetrievalError


def draw_bars(
    path: Path, label: str, groups: Sequence[str], series: Mapping[str, Sequence[float]]
) -> None:
    """Draw a bar for each value of each series, values in [0, 1], side by side in their groups.

    Raises:
        RetrievalError: If matplotlib is not installed, or the picture cannot be written.
    """
    try:
        from matplotlib.figure import Figure  # only whoever wants a picture needs it
    except ImportError as error:
        raise RetrievalError("--plot needs matplotlib; pip install '.[bench]' brings it") from error

    figure = Figure(figsize=(max(8, 1.5 * len(groups)), 4), layout="constrained")
    axes = figure.subplots()
    width = 0.8 / len(series)
    for place, (name, values) in enumerate(series.items()):
        shift = (place - (len(series) - 1) / 2) * width
        axes.bar([group + shift for group in range(len(groups))], list(values), width, label=name)
    axes.set_xticks(list(range(len(groups))), list(groups))
    axes.set_ylabel(label)
    axes.set_ylim(0, 1)
    figure.legend(loc="outside lower center", ncols=min(4, len(series)))
    try:
        figure.savefig(path, dpi=150)
    except (OSError, ValueError) as error:
        raise RetrievalError(f"{path} cannot be drawn: {error}") from error
