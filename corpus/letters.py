"""Where the letters of a PDF's page stand, and what that says: set high, struck through, put in."""

import ctypes
import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from typing import NamedTuple

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from pypdfium2 import raw

from corpus.layout import Box
from corpus.symbols import LOWERED, RAISED

ROW = re.compile(r"[^\r\n]+")
_FIGURES = re.compile(r"\d[-+\u2212,;\d \u200b]*\d")
"""Figures with what may stand between such as are set high or low."""

_SET_SMALL = 0.85
"""Share of the height of a letter that one set high or low beside it has at most …"""

_SET_HIGH, _SET_LOW = 0.12, -0.04
"""… and how far above its line, in that height, it then stands: Word and LibreOffice have a third
and a twelfth of the size, TeX somewhat more."""

_REACH, _SPACE = 0.6, 0.12
"""How far apart letters of one word or the next may be in that height, and from where those are."""

_THIN = 0.35
"""How thick a line is at most that strikes letters through, in their height with all room."""

_STRUCK_LOW, _STRUCK_HIGH = 0.1, 0.5
"""How far above the line it stands on a letter is struck through, in its height with all room."""

_MOST_LINES = 2_000
"""Level lines of a page; what has more is a drawing, or a pattern behind the text."""

_UNSEEN = "\u200b"
"""Stands for a character of the page, so that places in the text stay, and is no text."""


class Letter(NamedTuple):
    """A character's place, upwards from the foot of the page; ``base`` is the line it stands on."""

    left: float
    right: float
    base: float
    height: float


def _letter(text_page: pdfium.PdfTextPage, place: int) -> Letter:
    left, bottom, right, top = text_page.get_charbox(place, loose=True)
    across, base = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text_page, place, across, base)
    return Letter(left, right, base.value, top - bottom)


def _strokes(page: pdfium.PdfPage) -> list[Box]:
    """Return the level lines that are drawn on a page, upwards from its foot."""
    drawn = page.get_objects([raw.FPDF_PAGEOBJ_PATH], max_depth=1)
    boxes: list[Box] = []
    for each in drawn:
        with suppress(pdfium.PdfiumError):  # drawn nowhere
            boxes.append(Box(*each.get_bounds()))
    lines = [box for box in boxes if box.height < box.right - box.left]
    return lines if len(lines) <= _MOST_LINES else []


def without_struck(
    page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, text: str
) -> tuple[str, bool]:
    """Return a text with nothing seen where a line strikes words through, and whether one does.

    A line that reaches beyond the words sets out the page. As in all that follows, a place in the
    text stays that of a character of the page.
    """
    strokes = _strokes(page)
    shown = list(text)
    for match in ROW.finditer(text) if strokes else ():
        row = stripped(match)
        first = _letter(text_page, row[0]) if row else Letter(0, 0, 0, 0)
        near = [line for line in strokes if 0 < line.bottom - first.base < first.height]
        letters = {at: _letter(text_page, at) for at in row if near and not text[at].isspace()}
        for line in near:
            through = [at for at, letter in letters.items() if _is_through(line, letter)]
            slack = _REACH * first.height
            if (
                through
                and line.left > letters[through[0]].left - slack
                and line.right < letters[through[-1]].right + slack
            ):
                shown[through[0] : through[-1] + 1] = _UNSEEN * (through[-1] + 1 - through[0])
    said = "".join(shown)
    return said, said != text


def _is_through(line: Box, letter: Letter) -> bool:
    rise = (line.top + line.bottom) / 2 - letter.base
    within = line.left <= (letter.left + letter.right) / 2 <= line.right
    thin = line.height <= _THIN * letter.height
    return within and thin and _STRUCK_LOW <= rise / (letter.height or 1) <= _STRUCK_HIGH


def rejoined(text_page: pdfium.PdfTextPage, text: str) -> str:
    """Return a text without the breaks that pdfium makes around letters set high or low."""
    pieces, end = [], 0
    spans = [span for row in ROW.finditer(text) if (span := stripped(row))]
    for before, after in pairwise(spans):
        last, first = _letter(text_page, before[-1]), _letter(text_page, after[0])
        low, high = sorted((last.height, first.height))
        gap = first.left - last.right
        beside = abs(gap) <= _REACH * high and abs(first.base - last.base) <= _REACH * high
        if beside and low <= _SET_SMALL * high:
            filler = " " if gap > _SPACE * high else _UNSEEN
            pieces += [text[end : before.stop], filler * (after.start - before.stop)]
            end = after.start
    return "".join([*pieces, text[end:]])


def with_figures(text_page: pdfium.PdfTextPage, text: str) -> str:
    """Return a text with the figures that are set high or low beside others as such: 2020¹."""

    def written(run: re.Match[str]) -> str:
        places = [place for place in range(*run.span()) if text[place] not in " \u200b"]
        letters = {place: _letter(text_page, place) for place in places}
        full = max(letters.values(), key=lambda letter: letter.height)
        behind_word = text[run.start() - 1 : run.start()].isalpha()  # m2 is no other number
        shown = list(run[0])
        for place, letter in letters.items():
            rise = (letter.base - full.base) / (full.height or 1)
            if letter.height > _SET_SMALL * full.height or _SET_LOW < rise < _SET_HIGH:
                behind_word = False
            elif not behind_word:
                shown[place - run.start()] = text[place].translate(RAISED if rise > 0 else LOWERED)
        return "".join(shown)

    return _FIGURES.sub(written, text)


def is_free(text_page: pdfium.PdfTextPage, text: str, row: range, box: Box) -> bool:
    """Say whether no letter of a row stands where a box is."""
    letters = (_letter(text_page, at) for at in row if not text[at].isspace())
    return not any(box.left < (each.left + each.right) / 2 < box.right for each in letters)


def filled(
    text_page: pdfium.PdfTextPage, text: str, row: range, put_in: Sequence[tuple[float, str]]
) -> str:
    """Return a row with what was put into its gaps later: a number, the day of signing."""
    waiting = sorted(put_in)
    said = ""
    for at in row:
        while waiting and not text[at].isspace() and (
            _letter(text_page, at).left >= waiting[0][0]
        ):  # fmt: skip
            said += f" {waiting.pop(0)[1]} "
        said += text[at]
    return said


def stripped(row: re.Match[str]) -> range:
    """Return the places of a row's characters, without the spaces around them."""
    start = row.start() + len(row[0]) - len(row[0].lstrip())
    return range(start, row.start() + len(row[0].rstrip()))
