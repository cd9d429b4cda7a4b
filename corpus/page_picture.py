"""A page's picture, made ready to be read: upright, grey, at 300 dpi, without stamps and shade."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageFilter, ImageOps

from corpus.layout import Box

DPI = 300
"""Dots an inch that tesseract is trained on."""

MOST_PIXELS = 120_000_000
"""Pixels of a picture: A3 at 600 dpi has 70 million."""

_PAGE_INCHES = 8.27  # the short side of A4, as which every page is taken
_ENLARGED = 3.0  # times: there is nothing more to see in a smaller picture
_DARK = 128  # of 255, where paper is 255

_COLOUR = 48
"""Difference of channels, of 255, from which a dot is coloured ink and no grain of a scanner."""

_BLACK = 80
"""Brightest channel below which a dot is black under whatever colour lies over it."""

_COLOURED_TEXT = 0.4
"""Share of the ink from which colour is what the page is printed in, and stays."""

_SPECKS = 0.02
"""Share of lone dots in the ink from which a page counts as noisy."""

_GRAIN = 0.6
"""Dots over which a noisy page is smoothed, before it is enlarged."""

_STEEPEST = 8.0  # degrees: what lies more askew was laid so
_LEAST_GAIN = 1.03
"""Times by which rows must stand out better, for a page to be turned at all."""

_RULE = 60
"""Dots of a page at half its size in a row from which they are a ruled line, an edge, a shadow."""

_MARGIN = 3  # dots there, around a word that is read

Grey = NDArray[np.uint8]
Ink = NDArray[np.bool_]


def prepared(picture: Image.Image) -> Image.Image:
    """Return a page in grey, paper white, as tesseract reads it best; not turned yet."""
    picture = ImageOps.exif_transpose(picture)
    if picture.has_transparency_data:
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture.convert("RGBA"))
    picture = picture.convert("L" if picture.mode in {"1", "L", "LA", "I;16", "I"} else "RGB")
    factor = DPI * _PAGE_INCHES / min(picture.size)
    if factor < 0.8:
        picture = _scaled(picture, factor)
    grey = _without_specks(picture if picture.mode == "L" else _without_colour(picture))
    if factor > 1.2:  # once the specks are gone, which would grow with the letters
        grey = _scaled(grey, min(factor, _ENLARGED))
    return _without_shade(grey)


def _scaled(picture: Image.Image, factor: float) -> Image.Image:
    size = (max(round(picture.width * factor), 1), max(round(picture.height * factor), 1))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _without_colour(picture: Image.Image) -> Image.Image:
    """Return the grey of a page without its coloured ink: stamps, signatures, marks.

    Ink of the colour (r, g, b) is as bright as its brightest channel: nearly paper. What is black
    under it is dark in every channel and stays.
    """
    red, green, blue = picture.split()
    bright = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    dark = ImageChops.darker(ImageChops.darker(red, green), blue)
    brightest, darkest = np.asarray(bright), np.asarray(dark)
    coloured = np.asarray(ImageChops.subtract(bright, dark)) > _COLOUR
    ink = darkest < _DARK
    if np.count_nonzero(coloured & ink) > _COLOURED_TEXT * np.count_nonzero(ink):
        return dark
    paper = np.uint8(np.percentile(brightest[::8, ::8], 90))
    return Image.fromarray(np.where(coloured & (brightest > _BLACK), paper, brightest))


def _without_specks(page: Image.Image) -> Image.Image:
    """Return a page without dots that stand alone, where it has many of them."""
    grey = np.asarray(page)
    sample = grey[grey.shape[0] // 3 : grey.shape[0] // 3 * 2]
    if _lone(sample).sum() <= _SPECKS * np.count_nonzero(sample < _DARK):
        return page
    clean = Image.fromarray(np.where(_lone(grey), np.uint8(255), grey))
    return clean.filter(ImageFilter.GaussianBlur(_GRAIN))


def _lone(grey: Grey) -> Ink:
    """Say of each dot whether it is dark, with at most one dark one around it."""
    ink = grey < _DARK
    rows = ink.astype(np.uint8)
    rows[1:] += ink[:-1]
    rows[:-1] += ink[1:]
    around = rows.copy()
    around[:, 1:] += rows[:, :-1]
    around[:, :-1] += rows[:, 1:]
    lone: Ink = ink & (around <= 2)  # itself and one more
    return lone


def _without_shade(page: Image.Image) -> Image.Image:
    """Return a page with its paper evenly white, however it was lit."""
    small = page.reduce(8)
    ground = small.filter(ImageFilter.MedianFilter(3)).filter(ImageFilter.MaxFilter(9))
    ground = ground.filter(ImageFilter.GaussianBlur(6))
    paper = np.asarray(ground.resize(page.size), np.uint16)
    lit = np.asarray(page).astype(np.uint16) * 255 // np.maximum(paper, _BLACK)
    return Image.fromarray(np.minimum(lit, 255).astype(np.uint8))


def skew(page: Image.Image) -> float:
    """Return by how many degrees, counter-clockwise, a prepared page must be turned to be level.

    Rows of letters stand out best, as sharp peaks of ink, along the direction they are set in.
    """
    small = page.reduce(max(page.width // 800, 1))
    down, across = np.nonzero(np.asarray(small) < _DARK)
    if not len(down):
        return 0.0

    def sharpness(degrees: float) -> float:
        rows = np.rint(down + across * np.tan(np.radians(degrees))).astype(np.int64)
        profile = np.bincount(rows - rows.min()).astype(np.float64)
        return float((profile**2).sum())

    def best(degrees: NDArray[np.float64]) -> float:
        return float(max(degrees, key=lambda each: (sharpness(each), -abs(each))))

    rough = best(np.arange(-_STEEPEST, _STEEPEST + 0.1, 0.5))
    fine = best(np.arange(rough - 0.4, rough + 0.41, 0.1))
    return -fine if sharpness(fine) > _LEAST_GAIN * sharpness(0.0) else 0.0


def levelled(page: Image.Image) -> Image.Image:
    """Return a prepared page with its rows level."""
    degrees = skew(page)
    if abs(degrees) < 0.15:
        return page
    return page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)


def ink_outside(page: Image.Image, words: Iterable[Box]) -> float:
    """Return the share of a page's ink that is outside words, its ruled lines left out."""
    ink = np.asarray(page.reduce(2)) < _DARK
    ink &= ~(_ruled(ink) | _ruled(ink.T).T)
    whole = np.count_nonzero(ink)
    for word in words:
        top, left = (max(int(edge) // 2 - _MARGIN, 0) for edge in (word.top, word.left))
        bottom, right = (int(edge) // 2 + _MARGIN for edge in (word.bottom, word.right))
        ink[top:bottom, left:right] = False
    return np.count_nonzero(ink) / max(int(whole), 1)


def _ruled(ink: Ink) -> Ink:
    """Say of each dot whether it is one of many dark ones side by side."""
    if ink.shape[1] < _RULE:
        return np.zeros_like(ink)
    count = np.cumsum(np.pad(ink, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    begins = count[:, _RULE:] - count[:, :-_RULE] == _RULE
    begun = np.cumsum(np.pad(begins, ((0, 0), (_RULE, _RULE - 1))), axis=1, dtype=np.int32)
    ruled: Ink = begun[:, _RULE:] > begun[:, :-_RULE]
    return ruled
