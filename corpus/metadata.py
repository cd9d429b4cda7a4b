"""What a document says of itself: its own number, type, issuer, place, date and title.

From its head, or from the page that prints it. Whatever they do not say stays None: a number in
the text is one the document cites.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.head import Metadata, read_head
from corpus.lines import Line
from corpus.numbers import find_numbers
from corpus.press import read_announcement, read_headline
from corpus.record import completed, find_record, recorded

_DIGEST = re.compile(r"\W*bản tóm lược\b", re.IGNORECASE)


def recognise(lines: Sequence[Line]) -> Metadata:
    """Return what a document tells about itself.

    Args:
        lines: Without furniture, but with the rules that close a head.
    """
    digest = any(_DIGEST.match(line.text) for line in lines[:3])
    found = _headed(lines) or read_announcement(lines) or read_headline(lines)
    return replace(found, kind="digest") if digest else found


def _headed(lines: Sequence[Line]) -> Metadata | None:
    """Return what a document's head says, and a portal's record above it; None without either."""
    record = find_record(lines)
    if record is None:
        return read_head(lines)
    found = read_head([*lines[: record.start], *lines[record.stop :]])
    if found is None:
        return recorded(record)
    head = found.head + record.stop - record.start if found.head > record.start else found.head
    return completed(replace(found, head=head), record)


def cited_numbers(text: str, own: str | None) -> tuple[str, ...]:
    """Return the numbers a text mentions, each once, in order, without the document's own."""
    found = dict.fromkeys(span.canonical for span in find_numbers(text))
    found.pop(own or "", None)
    return tuple(found)
