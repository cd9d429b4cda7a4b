"""Which part of a passage answers: the clauses to set in bold."""

import re
from collections.abc import Callable, Mapping

from index.analysis import ACCENTED, terms

LARGEST_SHARE = 0.5
"""Of a passage that is highlighted at most: more would point at nothing."""

_NEAR_BEST = 0.75  # a clause joins the best one when it matches nearly as well
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?;…]+[”\"’)]*(?=\s|$)|(?=\n)|$)")
_CLAUSE = re.compile(r"[^\n]+?(?:[,:.!?;…]+[”\"’)]*(?=\s|$)|(?=\n)|$)")


def highlight(
    text: str, query: Mapping[str, float], idf: Callable[[str], float]
) -> tuple[tuple[int, int], ...]:
    """Return the spans of a passage that match a question best, at most half of it.

    Args:
        text: The passage.
        query: The question's terms, by weight.
        idf: The rarity of a term.

    Returns:
        Half-open spans in order, apart from each other, without surrounding spaces; none when
        no clause shares a term with the question.
    """
    limit = max(1, int(len(text) * LARGEST_SHARE))
    weights = {
        term: weight * idf(term) for term, weight in query.items() if not term.startswith(ACCENTED)
    }
    spans = _spans(_SENTENCE, text)
    if len(spans) < 3 or max(end - start for start, end in spans) > limit:
        spans = [
            part
            for start, end in spans
            for part in (
                _spans(_CLAUSE, text, start, end) if end - start > limit else [(start, end)]
            )
        ]
    gains = [_gain(text[start:end], weights) for start, end in spans]
    fitting = [place for place, (start, end) in enumerate(spans) if end - start <= limit]
    order = sorted(fitting, key=lambda place: (-gains[place], place))
    if not order or gains[order[0]] <= 0:
        return ()
    best = gains[order[0]]
    chosen: list[int] = []
    left = limit
    for place in order:
        start, end = spans[place]
        if gains[place] < _NEAR_BEST * best:
            break
        if end - start <= left:
            chosen.append(place)
            left -= end - start
    return _merge(text, [spans[place] for place in sorted(chosen)])


def _gain(clause: str, weights: Mapping[str, float]) -> float:
    """Return the weight of the question's terms that a clause holds, less for a long clause."""
    found = set(terms(clause))
    total = sum(weight for term, weight in weights.items() if term in found)
    return total / (1 + len(clause) / 400)


def _spans(
    pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None
) -> list[tuple[int, int]]:
    spans = []
    for match in pattern.finditer(text, start, len(text) if end is None else end):
        first, last = match.span()
        first += len(match[0]) - len(match[0].lstrip())
        last -= len(match[0]) - len(match[0].rstrip())
        if first < last:
            spans.append((first, last))
    return spans


def _merge(text: str, spans: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Join spans with only spaces between them on one line."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and not text[merged[-1][1] : start].strip(" "):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return tuple(merged)
