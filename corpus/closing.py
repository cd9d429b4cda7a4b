"""Where a text closes: recipients and signature, which are of no article though they follow one."""

import re
from collections.abc import Collection, Sequence

from corpus.paragraphs import Paragraph
from corpus.quotation import quoted_lines

_RECIPIENTS = re.compile(r"nơi nhận\s*:", re.IGNORECASE)
_SIGNS = re.compile(r"(?:T\s?/?\s?M|K\s?/?\s?T|T\s?/?\s?L|T\s?/?\s?U\s?/?\s?Q)\s?[./]?\s+\S")
_LISTED = re.compile(r"[-–+*•]")
_OFFICE = 80
"""Characters of the line that begins a signature."""

_PROSE = 200
"""Characters from which a paragraph is text again, if it is none of the recipients."""


def closes(text: str) -> bool:
    """Say whether a line begins what closes a text."""
    return _RECIPIENTS.match(text) is not None or (
        len(text) <= _OFFICE and text.isupper() and _SIGNS.match(text) is not None
    )


def closings(
    paragraphs: Sequence[Paragraph], head: int, headings: Collection[int]
) -> list[tuple[int, int]]:
    """Return the runs of paragraphs that close a text, half-open; several if it appends others.

    Args:
        paragraphs: The whole document.
        head: How many of them are its head.
        headings: The places of headings, which end a run and belong to none.
    """
    found: list[tuple[int, int]] = []
    quoted: set[int] | None = None
    place = head
    while place < len(paragraphs):
        if place not in headings and closes(paragraphs[place].text):
            if quoted is None:
                quoted = quoted_lines([paragraph.text for paragraph in paragraphs], head)
            stop = place + 1
            while (
                stop < len(paragraphs) and stop not in headings and not _is_prose(paragraphs[stop])
            ):
                stop += 1
            if place not in quoted:
                found.append((place, stop))
            place = stop
        else:
            place += 1
    return found


def _is_prose(paragraph: Paragraph) -> bool:
    return len(paragraph.text) > _PROSE and _LISTED.match(paragraph.text) is None
