"""The text layer of a PDF's page: its rows with their places and fonts, as pdfium finds them."""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from pypdfium2 import raw

from corpus.layout import Box, Piece, arranged, columns
from corpus.lines import Line
from corpus.symbols import LOWERED, RAISED

_ROW = re.compile(r"[^\r\n]+")
_WORD = re.compile(r"\S+")
_ROOM = 0.48
"""Width of a letter, in sizes of its font, above which a row has capitals, or gaps, in it."""

_BOLD = re.compile(rb"bold|black|heavy|,b", re.IGNORECASE)
_BOLD_WEIGHT = 600  # ISO 32000-1, 9.8.1: 400 is normal, 700 bold
_SMALL = 0.85
"""A footnote is set in a size at most this share of the page's usual one."""

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

_UNSEEN = "\u200b"
"""Stands for a character of the page, so that places in the text stay, and is no text."""

_SUBSET = re.compile(r"[A-Z]{6}\+")  # ISO 32000-1, 9.6.4: a font's name with a tag of its subset


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a page, or its part in one column: its letters as they come, not yet canonical."""

    text: str
    font: str
    box: Box
    size: float
    bold: bool


def rows(page: pdfium.PdfPage) -> tuple[list[Row], bool]:
    """Return a page's rows, and whether words are left out of them that are struck through.

    They are in reading order as pdfium finds them, columns side by side parted.
    """
    text_page = page.get_textpage()
    count = text_page.count_chars()
    # U+0002 is pdfium's mark for a hyphen that ends a line.
    text = "".join(chr(raw.FPDFText_GetUnicode(text_page, place)) for place in range(count))
    text = text.replace("\x02", "-")
    text, struck = _without_struck(text_page, text, _strokes(page))
    text = _with_figures(text_page, _rejoined(text_page, text))
    found = []
    for match in _ROW.finditer(text):
        whole = _stripped(match)
        if not whole:
            continue
        size = raw.FPDFText_GetFontSize(text_page, whole[0])
        for part in _columns(text_page, text, whole, size):
            fonts = [_font(text_page, at) for at in (part[0], (part[0] + part[-1]) // 2, part[-1])]
            name = _SUBSET.sub("", fonts[0][0].decode("utf-8", "replace"))
            bold = all(bold for _, bold in fonts)
            shown = text[part.start : part.stop]
            found.append(Row(shown, name, _box(text_page, part), size, bold))
    text_page.close()
    return found, struck


def lines(found: Sequence[Row], texts: Sequence[str], page: int) -> list[Line]:
    """Return a page's lines.

    Args:
        found: Its rows.
        texts: What they say, in canonical Unicode.
        page: Its number.
    """
    used: Counter[float] = Counter()
    for row, text in zip(found, texts, strict=True):
        used[row.size] += len(text)
    usual = used.most_common(1)[0][0] if used else 0.0
    pieces = [
        Piece(
            Line(
                text,
                row.box.left,
                row.box.right,
                page,
                bold=row.bold,
                small=row.size <= _SMALL * usual,
            ),
            row.box.top,
            row.box.bottom,
        )
        for row, text in zip(found, texts, strict=True)
        if text
    ]
    return arranged(pieces)


class _Letter(NamedTuple):
    """A character's place, upwards from the foot of the page; ``base`` is the line it stands on."""

    left: float
    right: float
    base: float
    height: float


def _letter(text_page: pdfium.PdfTextPage, place: int) -> _Letter:
    left, bottom, right, top = text_page.get_charbox(place, loose=True)
    across, base = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text_page, place, across, base)
    return _Letter(left, right, base.value, top - bottom)


def _strokes(page: pdfium.PdfPage) -> list[Box]:
    """Return the level lines that are drawn on a page, upwards from its foot."""
    drawn = page.get_objects([raw.FPDF_PAGEOBJ_PATH], max_depth=1)
    boxes = (Box(*each.get_bounds()) for each in drawn)
    return [box for box in boxes if box.height < box.right - box.left]


def _without_struck(
    text_page: pdfium.PdfTextPage, text: str, strokes: Sequence[Box]
) -> tuple[str, bool]:
    """Return a text with nothing seen where a line strikes words through, and whether one does.

    A line that reaches beyond the words sets out the page.
    """
    shown = list(text)
    for match in _ROW.finditer(text) if strokes else ():
        row = _stripped(match)
        first = _letter(text_page, row[0]) if row else _Letter(0, 0, 0, 0)
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


def _is_through(line: Box, letter: _Letter) -> bool:
    rise = (line.top + line.bottom) / 2 - letter.base
    within = line.left <= (letter.left + letter.right) / 2 <= line.right
    thin = line.height <= _THIN * letter.height
    return within and thin and _STRUCK_LOW <= rise / (letter.height or 1) <= _STRUCK_HIGH


def _rejoined(text_page: pdfium.PdfTextPage, text: str) -> str:
    """Return a text without the breaks that pdfium makes around letters set high or low."""
    pieces, end = [], 0
    spans = [span for row in _ROW.finditer(text) if (span := _stripped(row))]
    for before, after in pairwise(spans):
        last, first = _letter(text_page, before[-1]), _letter(text_page, after[0])
        low, high = sorted((last.height, first.height))
        gap = first.left - last.right
        beside = abs(gap) <= _REACH * high and abs(first.base - last.base) <= _REACH * high
        if beside and low <= _SET_SMALL * high:
            # As long as the break, for a place in the text is that of a character of the page.
            filler = " " if gap > _SPACE * high else _UNSEEN
            pieces += [text[end : before.stop], filler * (after.start - before.stop)]
            end = after.start
    return "".join([*pieces, text[end:]])


def _with_figures(text_page: pdfium.PdfTextPage, text: str) -> str:
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


def _stripped(row: re.Match[str]) -> range:
    """Return the places of a row's characters, without the spaces around them."""
    start = row.start() + len(row[0]) - len(row[0].lstrip())
    return range(start, row.start() + len(row[0].rstrip()))


def _columns(text_page: pdfium.PdfTextPage, text: str, row: range, size: float) -> Iterator[range]:
    """Yield the columns of a row; only one with room in it is looked at word by word."""
    box = _box(text_page, row)
    if box.right - box.left < _ROOM * size * len(row):
        yield row
        return
    words = [range(*word.span()) for word in _WORD.finditer(text, row.start, row.stop)]
    placed = [(text[word.start : word.stop], _box(text_page, word)) for word in words]
    for part in columns(placed):
        yield range(words[part][0].start, words[part][-1].stop)


def _box(text_page: pdfium.PdfTextPage, letters: range) -> Box:
    """Return the place of some characters of a row, downwards from above the page."""
    left, bottom, _, top = text_page.get_charbox(letters[0], loose=True)
    _, _, right, _ = text_page.get_charbox(letters[-1], loose=True)
    return Box(left, -top, right, -bottom)


def _font(text_page: pdfium.PdfTextPage, place: int) -> tuple[bytes, bool]:
    """Return a character's font, and whether it is bold by its weight or, unset, its name."""
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text_page, place, name, len(name), ctypes.byref(ctypes.c_int()))
    heavy = raw.FPDFText_GetFontWeight(text_page, place) >= _BOLD_WEIGHT
    return name.value, heavy or _BOLD.search(name.value) is not None
