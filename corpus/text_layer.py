"""The text layer of a PDF's page: its rows with their places and fonts, as pdfium finds them."""

import ctypes
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from pypdfium2 import raw

from corpus import letters
from corpus.layout import Box, Piece, arranged, columns
from corpus.lines import Line

_WORD = re.compile(r"\S+")
_ROOM = 0.48
"""Width of a letter, in sizes of its font, above which a row has capitals, or gaps, in it."""

_BOLD = re.compile(rb"bold|black|heavy|,b", re.IGNORECASE)
_BOLD_WEIGHT = 600  # ISO 32000-1, 9.8.1: 400 is normal, 700 bold
_SMALL = 0.85
"""A footnote is set in a size at most this share of the page's usual one."""

_SAME_LINE = 0.5
"""Share of the higher one's height that two rows on one line have in common."""

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
    text, struck = letters.without_struck(page, text_page, text)
    text = letters.with_figures(text_page, letters.rejoined(text_page, text))
    left, bottom, right, top = page.get_cropbox()
    seen = Box(left, -top, right, -bottom)  # half of a sheet may be, with the text of both
    found: list[Row] = []
    parts: list[range] = []
    late: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
    for match in letters.ROW.finditer(text):
        whole = letters.stripped(match)
        if not whole:
            continue
        size = raw.FPDFText_GetFontSize(text_page, whole[0])
        for part in _columns(text_page, text, whole, size):
            row = _row(text_page, text, part, size)
            if not _meet(row.box, seen):
                continue
            rises = found and row.box.top < found[-1].box.top  # what is put in comes later
            others = enumerate(found) if rises else ()
            around = [at for at, other in others if _stands_within(row.box, other.box)]
            if around and letters.is_free(text_page, text, parts[around[-1]], row.box):
                late[around[-1]].append((row.box.left, row.text))
                continue
            found.append(row)
            parts.append(part)
    for at, put_in in late.items():
        found[at] = replace(found[at], text=letters.filled(text_page, text, parts[at], put_in))
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


def _row(text_page: pdfium.PdfTextPage, text: str, part: range, size: float) -> Row:
    fonts = [_font(text_page, at) for at in (part[0], (part[0] + part[-1]) // 2, part[-1])]
    name = _SUBSET.sub("", fonts[0][0].decode("utf-8", "replace"))
    bold = all(bold for _, bold in fonts)
    return Row(text[part.start : part.stop], name, _box(text_page, part), size, bold)


def _meet(box: Box, other: Box) -> bool:
    level = box.left < other.right and other.left < box.right
    return level and box.top < other.bottom and other.top < box.bottom


def _stands_within(box: Box, other: Box) -> bool:
    """Say whether a row stands on the line of another, between its ends."""
    common = min(box.bottom, other.bottom) - max(box.top, other.top)
    high = max(box.height, other.height)
    return other.left < box.left and box.right < other.right and common > _SAME_LINE * high


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


def _box(text_page: pdfium.PdfTextPage, row: range) -> Box:
    """Return the place of some characters of a row, downwards from above the page."""
    left, bottom, _, top = text_page.get_charbox(row[0], loose=True)
    _, _, right, _ = text_page.get_charbox(row[-1], loose=True)
    return Box(left, -top, right, -bottom)


def _font(text_page: pdfium.PdfTextPage, place: int) -> tuple[bytes, bool]:
    """Return a character's font, and whether it is bold by its weight or, unset, its name."""
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text_page, place, name, len(name), ctypes.byref(ctypes.c_int()))
    heavy = raw.FPDFText_GetFontWeight(text_page, place) >= _BOLD_WEIGHT
    return name.value, heavy or _BOLD.search(name.value) is not None
