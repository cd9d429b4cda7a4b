"""Which part of a passage to set in bold: the clauses that answer."""

from collections.abc import Sequence

from index.clauses import Clause

LARGEST_SHARE = 0.5
"""Of a passage that is highlighted at most: more would point at nothing."""

NEAR_BEST = 0.5
"""A clause joins the best one when it holds this share of what that one does: about a quarter of a
passage becomes bold, and most of the evidence does in three of four right passages."""


def highlight(text: str, clauses: Sequence[Clause]) -> tuple[tuple[int, int], ...]:
    """Return the spans of a passage that answer best, at most half of it.

    Args:
        text: The passage.
        clauses: Its clauses, weighed (``index.clauses``).

    Returns:
        Half-open spans in order, apart from each other, without surrounding spaces; none when
        no clause that is short enough shares a term with the question.
    """
    left = int(len(text) * LARGEST_SHARE)
    order = sorted(
        (clause for clause in clauses if clause.end - clause.start <= left and clause.gain > 0),
        key=lambda clause: (-clause.gain, clause.start),
    )
    chosen: list[tuple[int, int]] = []
    for clause in order:
        size = clause.end - clause.start
        if clause.gain >= NEAR_BEST * order[0].gain and size <= left:
            chosen.append((clause.start, clause.end))
            left -= size
    merged: list[tuple[int, int]] = []
    for start, end in sorted(chosen):
        if merged and not text[merged[-1][1] : start].strip(" "):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)
