"""Pages that one article is spread over → its text: what they repeat once, the rest in order."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, dropwhile, pairwise, takewhile

from corpus.article import has_body, is_directive, own_lines
from corpus.errors import UnreadableFileError
from corpus.lines import Line, Source
from corpus.paragraphs import MARKER, continues
from corpus.tables import CELL
from corpus.webpage import page_lines, web_source

AGAIN = "page {} says again what page {} says"


def series_source(pages: Sequence[tuple[str, tuple[str, ...]]]) -> Source:
    """Return the lines of an article.

    Args:
        pages: In order: each page's text in canonical Unicode, and what is to tell of its letters.

    Raises:
        UnreadableFileError: If a page is empty or damaged, or adds nothing to those before it.
    """
    read: list[list[Line]] = []
    for number, (text, told) in enumerate(pages, 1):
        lines = page_lines(text, legacy=bool(told), first=read[0] if read else ())
        for earlier, page in enumerate(read, 1):
            if _repeats(lines, page):
                raise UnreadableFileError(AGAIN.format(number, earlier))
        if len(pages) > 1 and not has_body(lines):
            raise UnreadableFileError(f"page {number} has no text of its own")
        read.append(lines)
    for page in read[:-1]:
        _mark_ending(page, read[-1])
    for page, after in pairwise(read):
        _mend(page, after)
    source = web_source(list(chain.from_iterable(read)))
    warnings = dict.fromkeys(chain(chain.from_iterable(told for _, told in pages), source.warnings))
    return replace(source, warnings=tuple(warnings))


def _repeats(lines: Sequence[Line], page: Sequence[Line]) -> bool:
    """Say whether lines have more than half of what an earlier page says below its title."""
    there = {line.text for line in lines}
    own = dropwhile(there.__contains__, (line.text for line in own_lines(page)))
    sizes = [(len(text), text in there) for text in own]
    return sum(size for size, again in sizes if again) >= sum(size for size, _ in sizes) / 2


def _mark_ending(page: Sequence[Line], last: Sequence[Line]) -> None:
    """Mark as furniture, in place, what a page ends with as the last does: author, source."""
    pairs = zip(reversed(own_lines(page)), reversed(own_lines(last)), strict=False)
    same = [line for line, _ in takewhile(lambda pair: pair[0].text == pair[1].text, pairs)]
    if not any(is_directive(line.text) for line in same):
        for line in same:
            line.furniture = True


def _mend(page: list[Line], after: list[Line]) -> None:
    """Make a paragraph that a page breaks off whole, in place, where its sentence tells."""
    line, following = own_lines(page)[-1], own_lines(after)[0]
    texts = line.text, following.text
    if (
        not MARKER.match(following.text)  # items of a list may end without a full stop
        and not any(CELL in text for text in texts)
        and continues(line, replace(following, gap=False), math.inf)
    ):
        page.remove(line)
        following.text = " ".join(texts)
        following.right = len(following.text)
