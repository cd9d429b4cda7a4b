"""Pictures of pages → their lines, by tesseract where it is installed with Vietnamese.

Tesseract says how sure it is of each word. A page that it is not sure of may lie on its side; and
whatever holds a figure is read a second time in another way, since no context tells a wrong 3
from an 8.
"""

import functools
import re
import shutil
import subprocess
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from os import cpu_count, environ
from statistics import fmean, median

from PIL import Image

from corpus.document import Scan
from corpus.errors import UnreadableFileError
from corpus.layout import Box, Piece, arranged, columns
from corpus.lines import Line
from corpus.numbers import find_numbers
from corpus.page_picture import DPI, ink_outside, levelled, prepared
from corpus.text import canonical_unicode
from corpus.torn import quality

AT_ONCE = min(cpu_count() or 1, 4)
"""Pages read at the same time, each by one thread; a page takes about 150 MB."""

_PAGE_S = 80
"""Seconds for all that is done to a page, under the limit for a page of ``corpus.worker``."""

_LANGUAGE = "vie"
_ROWS, _BLOCK = "4", "6"
"""Page segmentation: one column of text of any size; one block of evenly set text."""

_ADAPTIVE = "thresholding_method=2"  # Sauvola's, where the first look takes Otsu's
UNSURE = 0.9
"""Confidence below which a page is listed for the admin; a good print has 0.95, and where a letter
in twenty is wrong it is 0.9."""

_DOUBTED = 0.75
"""Confidence below which a word is doubted, and a page tried lying on its side."""

_MISSED = 0.05
"""Share of a page's ink outside all words from which text may be missing: clean pages have 0.01."""

_RECOVERED = 0.67
"""Share of that which may be left in another reading for it to be the better one."""

_NOISE = 0.3
"""Confidence up to which what was read is no text: a picture, a page nobody can read."""

_FLAT = 0.5
"""Share of the usual height of a row up to which one holds no letters: they are not that small."""

_STAIN = 0.5
"""Confidence up to which a letter or two at the end of a row are a stain."""

_PADDING = 12  # dots around a row that is read again
_ETH = re.compile("ĐÐ|ÐĐ|Ð")  # tesseract takes Đ for Icelandic, or for both at once
_DIGIT = re.compile(r"\d")
_NUMBERED = re.compile(r"\d|^s[ốôổo]\b", re.IGNORECASE)
_EDGES = ".,;:()[]“”\"'*–-…"
_DOCUMENT_NUMBER = re.compile(r"\d.*/")
_ROTATE = re.compile(r"Rotate: (\d+)")
_LISTED = 10  # of the doubtful numbers of a page

_INSTALL = (
    "install tesseract with Vietnamese to have them read "
    "(Debian, Ubuntu: apt install tesseract-ocr tesseract-ocr-vie)"
)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it was read: its text, its place in dots, how sure that is in [0, 1]."""

    text: str
    box: Box
    sure: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands on a page's picture.

    ``confidence`` is the mean over its words, in [0, 1]. ``doubts`` are numbers that were hard to
    read, each as two looks read it, the reading that was kept first. ``unread`` is the share of
    the page's ink outside all words.
    """

    page: int
    lines: tuple[Line, ...]
    confidence: float
    doubts: tuple[tuple[str, ...], ...] = ()
    unread: float = 0.0


@functools.cache
def _languages() -> frozenset[str]:
    """Return what the installed tesseract reads, nothing where there is none."""
    program = shutil.which("tesseract")
    if program is None:
        return frozenset()
    listed = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, timeout=_PAGE_S, check=False
    )
    return frozenset(listed.stdout.split())


def missing() -> str | None:
    """Say what must be installed before a scan can be read, None if nothing must."""
    if shutil.which("tesseract") is None:
        return f"tesseract is not installed: {_INSTALL}"
    if _LANGUAGE not in _languages():
        return f"tesseract has no Vietnamese: {_INSTALL}"
    return None


def read_pages(
    pictures: Iterable[tuple[int, Image.Image]], page_done: Callable[[], None]
) -> Iterator[Reading]:
    """Yield what stands on pictures of pages, in their order.

    Args:
        pictures: Numbers of pages and their pictures; few are held at a time.
        page_done: Called after each page.
    """
    waiting: deque[Future[Reading]] = deque()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number, picture in pictures:
            waiting.append(pool.submit(read_page, picture, number))
            while len(waiting) > AT_ONCE:
                yield waiting.popleft().result()
                page_done()
        for future in waiting:
            yield future.result()
            page_done()


def read_page(picture: Image.Image, number: int) -> Reading:
    """Return what stands on the picture of a page; nothing where that is no text.

    Raises:
        UnreadableFileError: If tesseract fails or takes too long.
    """
    until = time.monotonic() + _PAGE_S
    upright = prepared(picture)
    page = levelled(upright)
    rows = _read(page, _ROWS, until)
    if _confidence(rows) < _DOUBTED:
        turn = _turn(upright, until)
        if turn:
            turned = levelled(upright.rotate(-turn, expand=True, fillcolor=255))
            other = _read(turned, _ROWS, until)
            if _confidence(other) * _count(other) > _confidence(rows) * _count(rows):
                page, rows = turned, other
    missed = _unread(page, rows)
    if missed > _MISSED:  # tesseract takes lines under a stamp in grey for a picture
        other = _read(page, _BLOCK, until)
        left = _unread(page, other)
        if left < _RECOVERED * missed:
            rows, missed = other, left
    confidence = _confidence(rows)
    said = quality("\n".join(" ".join(word.text for word in row) for row in rows))
    if confidence <= _NOISE or (confidence < _DOUBTED and said.doubtful):
        return Reading(number, (), confidence)
    rows, doubts = _second_look(page, rows, until)
    pieces = [
        _piece(row[part], number)
        for row in rows
        for part in columns([(word.text, word.box) for word in row])
    ]
    return Reading(number, tuple(arranged(pieces)), confidence, tuple(doubts), missed)


def _piece(words: Sequence[_Word], page: int) -> Piece:
    text = " ".join(word.text for word in words)
    if len(text) == 1 and not text.isdecimal():
        text = "*"  # alone between an organ and its number; read as k, x, + …
    top = min(word.box.top for word in words)
    bottom = max(word.box.bottom for word in words)
    return Piece(Line(text, words[0].box.left, words[-1].box.right, page), top, bottom)


def report(readings: Sequence[Reading]) -> tuple[tuple[Scan, ...], tuple[str, ...]]:
    """Return the scans that readings are, and what an admin should look at in them."""
    read = [reading for reading in readings if reading.lines]
    scans = tuple(Scan(reading.page, round(reading.confidence, 3)) for reading in read)
    warnings = []
    if read:
        warnings.append(f"page read by OCR, check it: {listed(r.page for r in read)}")
    unsure = [f"{r.page} ({r.confidence:.0%})" for r in read if r.confidence < UNSURE]
    if unsure:
        warnings.append(f"page read with low confidence: {', '.join(unsure)}")
    missed = [reading.page for reading in read if reading.unread > _MISSED]
    if missed:
        warnings.append(
            f"page with ink that was not read, perhaps text under a stamp: {listed(missed)}"
        )
    empty = [reading.page for reading in readings if not reading.lines]
    if empty:
        warnings.append(f"page without text that can be read, left out: {listed(empty)}")
    for reading in read:
        if reading.doubts:
            told = [" or ".join(f"«{each}»" for each in doubt) for doubt in reading.doubts]
            more = [f"{len(told) - _LISTED} more"] if len(told) > _LISTED else []
            warnings.append(
                f"page {reading.page} has numbers that are hard to read, the first reading is "
                f"kept: {', '.join(told[:_LISTED] + more)}"
            )
    return scans, tuple(warnings)


def listed(numbers: Iterable[int]) -> str:
    """Return numbers in order, runs of them as «3–7»."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(str, run)) for run in runs)


def _run(arguments: Sequence[str], page: Image.Image, until: float) -> str:
    """Return what tesseract prints of a page.

    Raises:
        UnreadableFileError: If it fails or takes too long.
    """
    program = shutil.which("tesseract")
    if program is None:
        raise UnreadableFileError(f"tesseract is not installed: {_INSTALL}")
    image = f"P5 {page.width} {page.height} 255\n".encode() + page.tobytes()  # a PGM file
    try:
        done = subprocess.run(
            [program, "stdin", "stdout", "--dpi", str(DPI), *arguments],
            input=image,
            capture_output=True,
            timeout=max(until - time.monotonic(), 1),
            check=False,
            env={**environ, "OMP_THREAD_LIMIT": "1"},  # its threads cost more than they gain
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFileError(f"tesseract took longer than {_PAGE_S} s for a page") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise UnreadableFileError(f"tesseract failed: {said[-1] if said else done.returncode}")
    return done.stdout.decode("utf-8", errors="replace")


def _read(page: Image.Image, layout: str, until: float, *options: str) -> list[list[_Word]]:
    """Return the words on a page, row by row."""
    chosen = [part for option in ("tessedit_create_tsv=1", *options) for part in ("-c", option)]
    table = _run(["-l", _LANGUAGE, "--psm", layout, *chosen], page, until)
    rows: defaultdict[tuple[str, ...], list[_Word]] = defaultdict(list)
    for entry in table.splitlines():
        # https://github.com/tesseract-ocr/tesseract/blob/main/doc/tesseract.1.asc: level, page,
        # block, paragraph, line, word, left, top, width, height, confidence, text
        cells = entry.split("\t")
        if len(cells) != 12 or cells[0] != "5":
            continue
        text = _ETH.sub("Đ", "".join(canonical_unicode(cells[11]).split()))
        if text:
            left, top, width, height = map(int, cells[6:10])
            box = Box(left, top, left + width, top + height)
            rows[tuple(cells[2:5])].append(_Word(text, box, max(float(cells[10]), 0.0) / 100))
    found = [row for row in map(_trimmed, rows.values()) if row]
    usual = median(map(_height, found)) if found else 0.0
    return [row for row in found if _is_text(row, usual)]


def _trimmed(row: Sequence[_Word]) -> list[_Word]:
    """Return a row without the stains at its ends: marks or a letter that tesseract doubts."""
    start, stop = 0, len(row)
    while start < stop and _is_stain(row[start]):
        start += 1
    while start < stop and _is_stain(row[stop - 1]):
        stop -= 1
    return list(row[start:stop])


def _is_stain(word: _Word) -> bool:
    letters = sum(map(str.isalnum, word.text))
    doubted = word.sure < (_STAIN if letters else _DOUBTED)
    return doubted and letters <= 2 and _DIGIT.search(word.text) is None


def _height(row: Sequence[_Word]) -> float:
    return max(word.box.height for word in row)


def _is_text(row: Sequence[_Word], usual: float) -> bool:
    """Say whether a row is no stain, and not the tone marks of the row below by themselves."""
    letters = any(map(str.isalnum, "".join(word.text for word in row)))
    sure = fmean(word.sure for word in row)
    return sure > (_NOISE if letters else _DOUBTED) and (
        _height(row) > _FLAT * usual or len(row) == 1
    )


def _unread(page: Image.Image, rows: Sequence[Sequence[_Word]]) -> float:
    return ink_outside(page, (word.box for row in rows for word in row))


def _confidence(rows: Sequence[Sequence[_Word]]) -> float:
    sure = [word.sure for row in rows for word in row]
    return fmean(sure) if sure else 0.0


def _count(rows: Sequence[Sequence[_Word]]) -> int:
    return sum(map(len, rows))


def _turn(page: Image.Image, until: float) -> int:
    """Return by how many degrees, clockwise, a page must be turned to stand upright."""
    if "osd" in _languages():
        try:
            found = _ROTATE.search(_run(["-l", "osd", "--psm", "0"], page, until))
        except UnreadableFileError:  # it wants more letters than there are
            found = None
        if found:
            return int(found[1])
    small = page.reduce(2)
    tried = {turn: _read(small.rotate(-turn, expand=True, fillcolor=255), _ROWS, until)
             for turn in (0, 90, 180, 270)}  # fmt: skip
    return max(tried, key=lambda turn: (_confidence(tried[turn]) * _count(tried[turn]), -turn))


def _second_look(
    page: Image.Image, rows: list[list[_Word]], until: float
) -> tuple[list[list[_Word]], list[tuple[str, ...]]]:
    """Return the rows with the surer reading of each number, and the numbers hard to read."""
    chosen = [place for place, row in enumerate(rows) if any(_NUMBERED.search(w.text) for w in row)]
    if not chosen:
        return rows, []
    strips = []
    for place in chosen:
        boxes = [word.box for word in rows[place]]
        top = max(min(box.top for box in boxes) - _PADDING, 0)
        bottom = min(max(box.bottom for box in boxes) + _PADDING, page.height)
        strips.append((int(top), int(bottom)))
    sheet = Image.new("L", (page.width, sum(b - t for t, b in strips)), 255)
    offsets = []
    at = 0
    for top, bottom in strips:
        sheet.paste(page.crop((0, top, page.width, bottom)), (0, at))
        offsets.append((at, at - top))
        at += bottom - top
    again = [word for row in _read(sheet, _BLOCK, until, _ADAPTIVE) for word in row]
    by_strip: defaultdict[int, list[_Word]] = defaultdict(list)
    for word in again:
        middle = (word.box.top + word.box.bottom) / 2
        strip = sum(middle >= start for start, _ in offsets) - 1
        by_strip[strip].append(word)
    doubts: list[tuple[str, ...]] = []
    rows = [list(row) for row in rows]
    for strip, place in enumerate(chosen):
        for at, word in enumerate(rows[place]):
            if not _NUMBERED.search(word.text):
                continue
            other = _same_place(word, by_strip[strip])
            if other is None or not _differs(word.text, other.text):
                if _is_hard(word, other):
                    doubts.append((word.text.strip(_EDGES),))
                continue
            kept, left = (word, other) if word.sure >= other.sure else (other, word)
            rows[place][at] = replace(word, text=kept.text, sure=kept.sure)
            doubts.append((kept.text.strip(_EDGES), left.text.strip(_EDGES)))
    return rows, doubts


def _same_place(word: _Word, others: Sequence[_Word]) -> _Word | None:
    """Return the word that stands where another does, None where none alone does."""
    found = [
        other
        for other in others
        if min(word.box.right, other.box.right) - max(word.box.left, other.box.left)
        > 0.8 * max(word.box.right - word.box.left, other.box.right - other.box.left)
    ]
    return found[0] if len(found) == 1 else None


def _is_hard(word: _Word, other: _Word | None) -> bool:
    """Say whether both looks doubt a figure; they do most document numbers, which are no words."""
    doubted = max(word.sure, other.sure if other else 0.0) < _DOUBTED
    return doubted and _DIGIT.search(word.text) is not None and not find_numbers(word.text)


def _differs(one: str, other: str) -> bool:
    """Say whether two readings are different numbers, whatever stands around their figures."""
    one, other = one.strip(_EDGES), other.strip(_EDGES)
    if _DOCUMENT_NUMBER.search(one) or _DOCUMENT_NUMBER.search(other):
        return one.casefold() != other.casefold()
    return _DIGIT.findall(one) != _DIGIT.findall(other)
