"""What surrounds a directive, removed: running heads, page numbers, menus, counters, captions.

Only whole lines are removed, and only those that say nothing of the directive: a sentence is
never shortened.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from corpus.article import is_directive
from corpus.lines import Line, Source
from corpus.paragraphs import MARKER, ends_sentence
from corpus.portal import (
    AGENCY,
    CAPTION,
    FIELD,
    MENU,
    PICTURE,
    UNDER_PICTURE,
    is_furniture,
    is_residue,
)

RULE = re.compile(r"(?:[^\w“”]|_)+$")
"""A line without a letter or a figure: what is drawn under a motto, or between parts.

One with a quotation mark closes what an amendment quotes.
"""

_PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:trang\s+)?(\d{1,4})(?:\s*/\s*\d{1,4})?[-–—\s]*$", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")
_COUNTED = re.compile(
    r"(?:điều|chương|(?:tiểu )?mục|phần|(?:biểu )?mẫu|(?:phụ )?biểu|phụ lục|ví dụ)\s+(?:số\s+)?\d",
    re.IGNORECASE,
)
"""What is counted through a text may count with its pages: Mẫu số 1, Mẫu số 2, one on each."""

_ITEM = re.compile(r"(?:\d{1,2}|[a-zđ])[.)]\s")

_EDGE = 2
"""Lines at the head and at the foot of a page that may be a running head or a number."""

_LONG = 120
"""Characters from which a line that ends a sentence is certainly prose."""

_WEB_LINES = 2
"""Certain furniture lines from which a plain text counts as copied from a web page."""

_LEAD_LINES = 8
"""Lines at the top of a web page that it repeats further down: headline, lead."""


def without_furniture(source: Source) -> list[Line]:
    """Return a source's lines less the furniture, which is marked as such.

    Rules stay, they tell where a head ends.
    """
    lines = _without_pages(source) if source.pages else list(source.lines)
    if source.wrapped and not source.pages:
        lines = _without_counted(lines)
    kept = lines if source.pages else _without_web(lines, source.web)
    for line in source.lines:
        line.furniture = True
    for line in kept:
        line.furniture = False
    return kept


def _without_pages(source: Source) -> list[Line]:
    """Drop page numbers and running heads: they recur at the same edge of pages."""
    pages: defaultdict[int, list[int]] = defaultdict(list)
    for place, line in enumerate(source.lines):
        pages[line.page].append(place)
    edges = {
        place: (page, min(rank, len(places) - 1 - rank))
        for page, places in pages.items()
        for rank, place in enumerate(places)
        if rank < _EDGE or rank >= len(places) - _EDGE
    }
    dropped = set()
    offsets: Counter[int] = Counter()
    numbers = {}
    for place, (page, depth) in edges.items():
        match = _PAGE_NUMBER.match(source.lines[place].text)
        if match and depth == 0:
            numbers[place] = int(match[1]) - page
            offsets[numbers[place]] += 1
    usual, times = offsets.most_common(1)[0] if offsets else (0, 0)
    usual *= times > 1  # a figure by itself may be the end of a line
    dropped |= {place for place, offset in numbers.items() if offset in (0, usual)}
    heads: defaultdict[str, set[int]] = defaultdict(set)
    for place, (page, _) in edges.items():
        text = source.lines[place].text
        # What ends a sentence is of the directive, however often it says so; so is an item.
        said = ends_sentence(text) or _ITEM.match(text)
        if place not in dropped and len(pages[page]) > 2 * _EDGE and not said:
            for form in _forms(text, page):
                heads[form].add(page)
    often = max(3, len(pages) // 3)
    running = {form for form, found in heads.items() if len(found) >= often}
    dropped |= {
        place for place, (page, _) in edges.items()
        if not running.isdisjoint(_forms(source.lines[place].text, page))
    }  # fmt: skip
    return [line for place, line in enumerate(source.lines) if place not in dropped]


def _forms(text: str, page: int) -> Iterator[str]:
    """Yield what a running head has in common on all pages: all of it, or all but their number."""
    text = text.casefold()
    yield text
    if _COUNTED.match(text) is None:
        for number in _DIGITS.finditer(text):
            ahead = int(number[0]) - page
            yield f"{text[: number.start()]}#{ahead}#{text[number.end() :]}"


def _without_counted(lines: list[Line]) -> list[Line]:
    """Drop the page numbers of a text that lost its page breaks: lone figures that count up.

    At least one of them must part a sentence: those of a table's rows do not.
    """
    figures = [place for place, line in enumerate(lines) if line.text.isdecimal()]
    values = [int(lines[place].text) for place in figures if len(lines[place].text) < 4]
    counts_up = len(values) == len(figures) >= 2 and all(
        after == before + 1 for before, after in pairwise(values)
    )
    if not counts_up or values[0] > 3 or not any(_parts(lines, place) for place in figures):
        return lines
    dropped = set(figures)
    kept = [line for place, line in enumerate(lines) if place not in dropped]
    for place in figures:
        if place + 1 < len(lines):
            lines[place + 1].gap = False  # the number stood in the middle of a paragraph
    return kept


def _parts(lines: Sequence[Line], place: int) -> bool:
    """Say whether a line stands in the middle of a sentence."""
    if not 0 < place < len(lines) - 1:
        return False
    return lines[place + 1].text[0].islower() and not ends_sentence(lines[place - 1].text)


def _without_web(lines: list[Line], web: bool) -> list[Line]:
    """Drop a portal's furniture; what is ambiguous only where certain furniture is."""
    own = _directive(lines)
    certain = _certain(lines, own)
    if not web and sum(certain) < _WEB_LINES:
        return [line for line, gone in zip(lines, certain, strict=True) if not gone]
    prose = [
        place for place, line in enumerate(lines)
        if not certain[place] and len(line.text) >= _LONG and ends_sentence(line.text)
    ]  # fmt: skip
    first, last = (prose[0], prose[-1]) if prose else (0, len(lines))
    footer = next((place for place in range(last, len(lines)) if certain[place]), len(lines))
    lead: set[str] = set()
    kept: list[Line] = []
    for place, line in enumerate(lines):
        text = line.text
        if certain[place] or (CAPTION.match(text) and not (place in own and FIELD.match(text))):
            continue
        below = place and PICTURE.search(lines[place - 1].text)
        if below and UNDER_PICTURE.match(text) and not ends_sentence(text):
            continue
        if place not in own:
            if not first <= place <= last and MENU.fullmatch(text.casefold()):
                continue
            if place > footer and len(text) < _LONG and not ends_sentence(text.rstrip("?!")):
                continue
        key = AGENCY.sub("", text, count=1).casefold()
        if key in lead and place not in own:
            continue
        if len(kept) < _LEAD_LINES and len(key) >= 40:
            lead.add(key)
        kept.append(line)
    return kept


def _directive(lines: Sequence[Line]) -> range:
    """Return the places of a directive's lines, from its head to the last that tells itself one.

    Those of its head, its articles and its signature do, and items.
    """
    first = next((i for i, line in enumerate(lines) if is_directive(line.text)), len(lines))
    last = next((i for i in range(len(lines) - 1, first, -1) if _is_told(lines[i].text)), first)
    return range(first, last)


def _is_told(text: str) -> bool:
    return is_directive(text) or (text[-1:] in ".;" and MARKER.match(text) is not None)


def _certain(lines: Sequence[Line], own: range) -> list[bool]:
    """Return which lines are furniture; a directive's own may be named like it.

    Within its body only a line that stands in none is, and what is called so beside that.
    """
    certain = [is_furniture(line.text) for line in lines]
    for gone, run in groupby(own, certain.__getitem__):
        places = [*run]
        if gone and not any(is_residue(lines[place].text) for place in places):
            for place in places:
                certain[place] = False
    return certain
