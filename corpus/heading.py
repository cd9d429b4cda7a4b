"""A heading as it is found among paragraphs, and the line that cites it."""

import re
from dataclasses import dataclass

from corpus.document import HeadingKind
from corpus.paragraphs import Paragraph

LABEL_MAX = 120
"""Characters of a citation's line."""

TITLE_MAX = 200
"""Characters: what is longer after a number is its text, not its title."""

CLAUSE, POINT = 50, 60
"""Ranks of khoản and điểm: a rank orders the kinds, outermost first."""

BULLET = re.compile(r"[-–—+•*▪◦…“\"(]")
BLANKS = re.compile(r"\.\.|…(?!$)|__")  # a form to fill in


@dataclass(slots=True)
class Found:
    """A heading among paragraphs: it runs from ``first`` to ``last``, to ``end`` within that."""

    first: int
    last: int
    end: int
    rank: int
    kind: HeadingKind
    number: str | None
    label: str


def is_marked(paragraph: Paragraph) -> bool:
    """Say whether a paragraph is set apart by its looks: bold, or a heading in its file."""
    return paragraph.bold or paragraph.level > 0


def short_label(text: str) -> str:
    """Return what a citation shows of a heading: all of it, or its first words."""
    if len(text) <= LABEL_MAX:
        return text
    return text[: LABEL_MAX - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–") + "…"
