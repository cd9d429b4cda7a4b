"""Measure how well and how fast scanned pages are read, on pages printed here and then spoilt.

The shipped digests are printed under a head in two columns, as offices print theirs, and degraded:
lower resolutions, a skew, noise, a stamp and a signature over the text.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from rich.console import Console
from rich.table import Table

from corpus.errors import CorpusError
from corpus.folder import Read, read_folders
from corpus.ocr import AT_ONCE, read_page
from scripts.command import run

A4 = (8.27, 11.69)  # inches
_FONTS = (
    ("times.ttf", "timesbd.ttf"),
    ("texgyretermes-regular.otf", "texgyretermes-bold.otf"),
    ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"),
)
_SIZE, _LEADING = 13, 19.5  # points; Hướng dẫn 36-HD/VPTW asks for 14
_LEFT, _RIGHT, _TOP, _BOTTOM = 85, 539, 57, 780  # points
_LEFT_HEAD = ("TỈNH ỦY BÌNH NGUYÊN", "*", "Số {number}-HD/TU")
_RIGHT_HEAD = ("ĐẢNG CỘNG SẢN VIỆT NAM", "Bình Nguyên, ngày {day} tháng 6 năm 2025")


@dataclass(frozen=True, slots=True)
class Printed:
    """A page as it was set: its words by their place in points, and all its text in order."""

    words: tuple[tuple[float, float, bool, str], ...]
    text: str


def typeset(paragraphs: Sequence[str], number: int) -> Iterator[Printed]:
    """Yield the pages that paragraphs fill, justified, the first under a head in two columns."""
    regular, bold = fonts(_SIZE)
    words: list[tuple[float, float, bool, str]] = []
    text: list[str] = []
    for column, center in ((_LEFT_HEAD, 190.0), (_RIGHT_HEAD, 430.0)):
        for row, pattern in enumerate(column):
            line = pattern.format(number=number, day=number % 28 + 1)
            font = bold if line.isupper() else regular
            words.append((center - font.getlength(line) / 2, _TOP + row * _LEADING,
                          line.isupper(), line))  # fmt: skip
            text.append(line)
    y = _TOP + 5 * _LEADING
    space = regular.getlength(" ")
    for paragraph in paragraphs:
        left: float = _LEFT + 28
        line_words: list[str] = []
        pending = paragraph.split()
        text.append(" ".join(pending))
        while pending or line_words:
            width = sum(map(regular.getlength, line_words)) + space * len(line_words)
            full = pending and width + regular.getlength(pending[0]) > _RIGHT - left
            if pending and not full:
                line_words.append(pending.pop(0))
                continue
            if y > _BOTTOM:
                yield Printed(tuple(words), _broken(text, [*line_words, *pending]))
                words, y = [], _TOP
                text = [" ".join([*line_words, *pending])]
            gaps = max(len(line_words) - 1, 1)
            gap = space + (_RIGHT - left - width + space) / gaps if full else space
            x = left
            for word in line_words:
                words.append((x, y, False, word))
                x += regular.getlength(word) + gap
            line_words, left, y = [], _LEFT, y + _LEADING
        y += _LEADING / 3
    if words:
        yield Printed(tuple(words), " ".join(filter(None, text)))


def _broken(text: Sequence[str], rest: Sequence[str]) -> str:
    """Return a page's text, without what its last paragraph has on the next page."""
    kept = text[-1].split()[: len(text[-1].split()) - len(rest)]
    return " ".join(filter(None, [*text[:-1], " ".join(kept)]))


def fonts(size: float) -> tuple[ImageFont.FreeTypeFont, ImageFont.FreeTypeFont]:
    """Return a serif font with Vietnamese letters, regular and bold.

    Raises:
        OSError: If none is installed.
    """
    for regular, bold in _FONTS:
        try:
            return ImageFont.truetype(regular, size), ImageFont.truetype(bold, size)
        except OSError:
            continue
    raise OSError("no font to print with: install Liberation Serif or DejaVu Serif")


def print_page(page: Printed, dpi: int) -> Image.Image:
    """Return the page as a clean scan."""
    scale = dpi / 72
    regular, bold = fonts(_SIZE * scale)
    picture = Image.new("RGB", (round(A4[0] * dpi), round(A4[1] * dpi)), "white")
    draw = ImageDraw.Draw(picture)
    for x, y, strong, word in page.words:
        draw.text((x * scale, y * scale), word, "#181818", bold if strong else regular)
    return picture


def skewed(picture: Image.Image, degrees: float) -> Image.Image:
    """Return the page as if it had lain askew."""
    return picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white")


def noisy(picture: Image.Image, seed: int = 7) -> Image.Image:
    """Return the page with grain, grey paper and specks, as a bad photocopier makes them."""
    chance = np.random.default_rng(seed)
    pixels = np.asarray(picture, np.float32) * 0.88 + 8
    pixels += chance.normal(0, 18, (*pixels.shape[:2], 1))
    specks = chance.random(pixels.shape[:2]) < 0.003
    pixels[specks] = 30
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def stamped(picture: Image.Image, seed: int = 7) -> Image.Image:
    """Return the page with a red round stamp and a blue signature over its text."""
    layer = Image.new("RGB", picture.size, "white")
    draw = ImageDraw.Draw(layer)
    width, height = picture.size
    radius = round(width * 0.09)
    x, y = round(width * 0.62), round(height * 0.55)
    for inner in (0, round(radius * 0.28)):
        box = (x - radius + inner, y - radius + inner, x + radius - inner, y + radius - inner)
        draw.ellipse(box, outline="#d8262c", width=max(radius // 18, 2))
    _, bold = fonts(radius * 0.24)
    for row, text in enumerate(("TỈNH ỦY", "BÌNH NGUYÊN", "★")):
        draw.text((x, y + (row - 1) * radius * 0.35), text, "#d8262c", bold, anchor="mm")
    chance = random.Random(seed)
    points = [(x - 1.5 * radius + step * radius / 6, y + chance.uniform(-0.6, 0.6) * radius)
              for step in range(16)]  # fmt: skip
    draw.line(points, "#2433b0", max(radius // 22, 2), joint="curve")
    # Ink adds to what it covers: the darker of both stays, channel by channel.
    return Image.fromarray(np.minimum(np.asarray(picture), np.asarray(layer)))


Spoil = Callable[[Image.Image], Image.Image]
CONDITIONS: Mapping[str, tuple[int, Spoil]] = {
    "clean, 300 dpi": (300, lambda page: page),
    "clean, 200 dpi": (200, lambda page: page),
    "clean, 150 dpi": (150, lambda page: page),
    "skew 1°, 300 dpi": (300, lambda page: skewed(page, 1)),
    "skew 3°, 300 dpi": (300, lambda page: skewed(page, -3)),
    "skew 5°, 200 dpi": (200, lambda page: skewed(page, 5)),
    "noise, 300 dpi": (300, noisy),
    "noise, 200 dpi": (200, noisy),
    "noise, 150 dpi": (150, noisy),
    "stamp and signature, 300 dpi": (300, stamped),
    "stamp and signature, 200 dpi": (200, stamped),
    "stamp and signature in grey, 200 dpi": (200, lambda page: stamped(page).convert("L")),
    "black or white, 200 dpi": (200, lambda page: page.convert("1", dither=Image.Dither.NONE)),
    "upside down, 200 dpi": (200, lambda page: page.rotate(180)),
    "on its side, 200 dpi": (200, lambda page: page.rotate(90, expand=True)),
    "all of it, 200 dpi": (200, lambda page: noisy(stamped(skewed(page, 2)))),
    "all of it, 150 dpi": (150, lambda page: noisy(stamped(skewed(page, 2)))),
}


def distance(one: str, other: str) -> int:
    """Return how many letters must be put in, left out or changed to make one of the other."""
    # Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit distances" (2003):
    # a column of the table in two integers, the differences of neighbours that are +1 and -1.
    if not one:
        return len(other)
    places: dict[str, int] = {}
    for place, letter in enumerate(one):
        places[letter] = places.get(letter, 0) | 1 << place
    mask = (1 << len(one)) - 1
    last = 1 << (len(one) - 1)
    up, down, score = mask, 0, len(one)
    for letter in other:
        match = places.get(letter, 0)
        zero = ((((match & up) + up) ^ up) | match | down) & mask
        rise = down | (mask & ~(zero | up))
        fall = up & zero
        score += bool(rise & last) - bool(fall & last)
        rise = (rise << 1 | 1) & mask
        fall = (fall << 1) & mask
        up = fall | (mask & ~(zero | rise))
        down = rise & zero
    return score


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench_ocr", description=__doc__)
    parser.add_argument(
        "documents", nargs="*", type=Path, default=[Path("corpus/documents")], metavar="DIR"
    )
    parser.add_argument("--pages", type=int, default=6, metavar="N", help="default: %(default)s")
    args = parser.parse_args(argv)
    try:
        Console().print(_measured(list(_pages(args.documents, args.pages))))
    except (CorpusError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _pages(directories: Sequence[Path], count: int) -> Iterator[Printed]:
    """Yield the first pages of documents, of one after the other."""
    for number, item in enumerate(read_folders(directories), 1):
        if count and isinstance(item, Read):
            yield next(typeset(item.document.text.split("\n"), number))
            count -= 1


def _measured(pages: Sequence[Printed]) -> Table:
    table = Table(title=f"OCR of {len(pages)} pages, {AT_ONCE} at a time")
    for name in ("condition", "wrong letters", "confidence", "pages/s"):
        table.add_column(name, justify="left" if name == "condition" else "right")
    for name, (dpi, spoil) in CONDITIONS.items():
        pictures = [spoil(print_page(page, dpi)) for page in pages]
        started = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = list(pool.map(read_page, pictures, range(1, len(pictures) + 1)))
        seconds = time.perf_counter() - started
        wrong = letters = 0
        for page, reading in zip(pages, found, strict=True):
            read = " ".join(" ".join(line.text for line in reading.lines).split())
            wrong += distance(page.text, read)
            letters += len(page.text)
        sure = sum(reading.confidence for reading in found) / len(found)
        table.add_row(name, f"{wrong / letters:.2%}", f"{sure:.2f}",
                      f"{len(pages) / seconds:.2f}")  # fmt: skip
    return table


if __name__ == "__main__":
    run(main)
