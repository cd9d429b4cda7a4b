"""Words and rows by their place on a page → lines in reading order.

The head of a directive and its signature stand in two columns, organ left and motto right; a
table's cells stand side by side. Read straight across, both would become nonsense.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.lines import Line
from corpus.tables import table_lines

_GAP = 1.2
"""A gap between words may part columns from this many times the height of their row …"""

_OUTLIER = 2.2
"""… if it is as many times the usual gap of the row: justified words stand evenly apart."""

_WIDE = 3.0
"""Heights of a row from which a gap parts columns by itself."""

_TAB = 5.0
"""Heights of a row up to which a gap behind an item's mark is a tab."""

_OVERLAP = 0.5
"""Share of the lower one's height from which two pieces stand side by side."""

_PARAGRAPH = 1.45
"""A line is set apart when its distance is this many times the usual one between lines."""

_ITEM = re.compile(r"[-–+*•]|\(?\w{1,4}[.)/]")
"""The mark of an item, behind which a tab leaves a gap."""


_BLANK = re.compile(r"số:?|ngày|tháng|năm|[.…]+", re.IGNORECASE)
"""What a blank is left behind, for a hand to fill it: «Số      -HD/BTCTU»."""

_HEAD = re.compile(r"(?:số|v/v)\b|.*\bngày\b.*\btháng\b", re.IGNORECASE)
"""A row by itself that is no table's: the number, and beside it the place and date."""


@dataclass(frozen=True, slots=True)
class Box:
    """A word's or a piece's place; units of the source, downwards from the page's top."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        """How tall it is."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Piece:
    """A row of words without a wide gap."""

    line: Line
    top: float
    bottom: float


def columns(words: Sequence[tuple[str, Box]]) -> list[slice]:
    """Return which words of a row belong together: all of them, or those of each column."""
    gaps = [max(after.left - word.right, 0.0) for (_, word), (_, after) in pairwise(words)]
    if not gaps:
        return [slice(0, len(words))]
    height = median(box.height for _, box in words)
    cuts = []
    for place, gap in enumerate(gaps):
        others = gaps[:place] + gaps[place + 1 :]
        usual = max(median(others), 0.2 * height) if others else 0.5 * height
        parts = gap >= _WIDE * height or gap >= max(_GAP * height, _OUTLIER * usual)
        tab = place == 0 and gap < _TAB * height and _ITEM.fullmatch(words[0][0])
        if parts and not tab and not _BLANK.fullmatch(words[place][0]):
            cuts.append(place + 1)
    return [slice(*pair) for pair in pairwise([0, *cuts, len(words)])]


def arranged(pieces: Sequence[Piece]) -> list[Line]:
    """Return a page's lines in reading order, those that space sets apart marked.

    Args:
        pieces: From top to bottom; pieces side by side from left to right.
    """
    bands = _bands(pieces)
    tops = [min(piece.top for piece in band) for band in bands]
    pitches = [below - above for above, below in pairwise(tops) if below > above]
    apart = _PARAGRAPH * _usual(pitches)
    gaps = [False, *(below - above > apart for above, below in pairwise(tops))]
    lines: list[Line] = []
    place = 0
    while place < len(bands):
        stop = _region(bands, place)
        if stop == place:
            (piece,) = bands[place]
            piece.line.gap = gaps[place]
            lines.append(piece.line)
            place += 1
            continue
        lines += _side_by_side(bands[place:stop], gaps[place:stop])
        if stop < len(bands):
            gaps[stop] = True  # whatever follows columns begins anew
        place = stop
    return lines


def _usual(distances: Sequence[float]) -> float:
    """Return the commonest distance, where those that differ by a sixteenth count as one."""
    if not distances:
        return 0.0
    step = median(distances) / 16
    return Counter(round(each / step) for each in distances).most_common(1)[0][0] * step


def _bands(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return runs of pieces that stand side by side, left to right."""
    bands: list[list[Piece]] = []
    for piece in pieces:
        last = bands[-1][-1] if bands else None
        if last is not None and last.line.right <= piece.line.left:
            common = min(last.bottom, piece.bottom) - max(last.top, piece.top)
            if common >= _OVERLAP * min(piece.bottom - piece.top, last.bottom - last.top):
                bands[-1].append(piece)
                continue
        bands.append([piece])
    return bands


def _region(bands: Sequence[Sequence[Piece]], start: int) -> int:
    """Return where the columns that begin with a band end; ``start`` itself where none do."""
    if len(bands[start]) == 1 and not _is_side(bands, start):
        return start
    stop = start
    while stop < len(bands) and (len(bands[stop]) > 1 or _is_side(bands, stop)):
        stop += 1
    return stop


def _is_side(bands: Sequence[Sequence[Piece]], place: int) -> bool:
    """Say whether a lone piece belongs to a column of the bands around it: it is centred there."""
    (piece,) = bands[place]
    centre = (piece.line.left + piece.line.right) / 2
    near = [
        band
        for other in (place - 1, place + 1, place - 2)
        if 0 <= other < len(bands) and len(band := bands[other]) == 2
    ]
    height = piece.bottom - piece.top
    # It may be wider than what stands above it, as the place and day under the motto are, but
    # then it leaves the other column free.
    return any(
        abs((cell.line.left + cell.line.right) / 2 - centre) < height
        and (piece.line.right < other.line.left or other.line.right < piece.line.left)
        for band in near
        for cell, other in (band, band[::-1])
    )


def _side_by_side(bands: Sequence[Sequence[Piece]], gaps: Sequence[bool]) -> Iterator[Line]:
    """Yield the lines of columns: a column after the other in a head, else row by row."""
    if len(bands) == 1 and any(_HEAD.match(piece.line.text) for piece in bands[0]):
        for piece in bands[0]:
            piece.line.gap = True
            yield piece.line
        return
    middles = _edges(bands)
    rows: list[list[list[str]]] = []
    by_text: dict[str, list[tuple[Line, bool]]] = {}
    for band, gap in zip(bands, gaps, strict=True):
        cells: list[list[str]] = [[] for _ in range(len(middles) + 1)]
        for piece in band:
            column = sum(piece.line.left >= edge for edge in middles)
            cells[column].append(piece.line.text)
            by_text.setdefault(piece.line.text, []).append((piece.line, gap))
        rows.append(cells)
    first = bands[0][0].line
    right = max(piece.line.right for band in bands for piece in band)
    edge = None
    for text in table_lines(rows):
        if by_text.get(text):  # a cell, not a row of them
            line, apart = by_text[text].pop(0)
            line.gap = apart or edge is None or line.left > edge
            edge = line.right
            yield line
        else:
            yield Line(text, first.left, right, first.page, gap=True)


def _edges(bands: Sequence[Sequence[Piece]]) -> list[float]:
    """Return where columns begin, but for the first: where no piece of any band crosses."""
    spans = sorted((piece.line.left, piece.line.right) for band in bands for piece in band)
    edges = []
    reached = spans[0][1]
    for left, right in spans[1:]:
        if left > reached:
            edges.append(left)
        reached = max(reached, right)
    return edges
