"""Which hits to offer beside the first: rather other documents than more cuts of the same page."""

from collections.abc import Sequence

from corpus.document import Passage
from index.answer import Hit

NEAR = 0.8
"""Share of the first hit's score from which another is as well worth reading: more documents are
among the first three (1.72 for 1.62), the right passage as often (development questions)."""

SHARED = 900
"""Characters that two pieces of one section may have together and still share a card."""

_GAP = 2  # characters between two cuts of one text: what separates paragraphs


def alternatives(hits: Sequence[Hit], most: int) -> tuple[Hit, ...]:
    """Return at most ``most`` hits to leaf through; they keep their ranks and scores.

    The first comes first, then the best of each other document, then the rest, best first. Only
    hits ``NEAR`` the first are moved up, and a cut that touches one before it gives way to them.
    """
    if not hits:
        return ()
    first, *others = hits
    near = [hit for hit in others if hit.score >= NEAR * first.score]
    documents = {first.passage.document.id}
    elsewhere: list[Hit] = []
    for hit in near:
        if hit.passage.document.id not in documents:
            documents.add(hit.passage.document.id)
            elsewhere.append(hit)
    shown = [first]
    for hit in [*elsewhere, *(hit for hit in near if hit not in elsewhere)]:
        if not any(touch(hit.passage, other.passage) for other in shown):
            shown.append(hit)
    return tuple([*shown, *(hit for hit in others if hit not in shown)][:most])


def companion(hits: Sequence[Hit]) -> Hit | None:
    """Return the hit that may share the first one's card; None if that stands alone.

    It is the next best, as good, and a piece of the same section that the first goes on in or
    comes from: read together they are one short text. Of two short passages from elsewhere the
    second answers in one of three cases only, so they get a card each.
    """
    if len(hits) < 2:
        return None
    first, second = hits[:2]
    length = len(first.passage.text) + len(second.passage.text)
    as_good = second.score >= NEAR * first.score and length <= SHARED
    return second if as_good and touch(first.passage, second.passage) else None


def touch(one: Passage, other: Passage) -> bool:
    """Say whether two passages overlap or follow on each other in one section of a document."""
    return (
        one.document.id == other.document.id
        and one.headings == other.headings
        and one.start <= other.end + _GAP
        and other.start <= one.end + _GAP
    )
