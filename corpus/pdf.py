"""PDF → lines with their place on the page, by pdfium; by OCR where its text layer says little."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from PIL import Image
from pypdfium2 import raw

from corpus import legacy, ocr, text_layer, torn
from corpus.errors import UnreadableFileError
from corpus.lines import STRUCK, Line, Source
from corpus.page_picture import DPI, MOST_PIXELS
from corpus.text import canonical_unicode

_SCANNED = 8
"""Letters below which a page with a picture counts as scanned: a page number, a stamp."""

_SIGNED, _COVERED = 400, 0.5
"""Letters below which one does that pictures cover to this share: who signed or scanned it."""

_MORE = 1.5
"""Times the letters of such a page that its picture must hold to be read in their place."""

_MOST_SCANNED = 2_000
"""Pages that are read by OCR: about an hour's work on two cores."""


def read_pdf(path: Path, page_done: Callable[[], None] = lambda: None) -> Source:
    """Return the lines of a PDF; pages without a usable text layer are read by OCR.

    Args:
        path: The file.
        page_done: Called after each page.

    Raises:
        UnreadableFileError: If it is damaged, encrypted, or scanned and there is no OCR.
    """
    with _opened(path) as document:
        layer = _layer(document, page_done)
        doubtful = sorted(layer.scanned | layer.torn)
        if len(doubtful) > _MOST_SCANNED:
            raise UnreadableFileError(
                f"it has {len(doubtful):,} pages that are scanned or torn, more than the "
                f"{_MOST_SCANNED:,} that are read: split it"
            )
        wanting = ocr.missing() if doubtful else None
        typed = any(layer.lines[number] for number in layer.lines.keys() - layer.scanned)
        if wanting and layer.scanned and not typed:
            raise UnreadableFileError(f"scanned pages without text; {wanting}")
        pictures = _pictures(document, doubtful) if wanting is None else iter(())
        readings = list(ocr.read_pages(pictures, page_done))
    lines = layer.lines
    kept = [reading for reading in readings if _is_better(reading, layer)]
    for reading in kept:
        lines[reading.page] = list(reading.lines)
    scans, warnings = ocr.report(kept)
    better = {reading.page for reading in kept}
    unread = sorted(n for n in layer.scanned - better if wanting or not lines[n])
    garbage = sorted(layer.lost - better)
    for number in garbage:
        lines[number] = []
    return Source(
        [line for number in sorted(lines) for line in lines[number]],
        wrapped=True,
        pages=len(lines),
        warnings=(
            *_cut_off(path),
            *layer.warnings,
            *warnings,
            *_told("scanned page without text", unread, wanting),
            *_told("page whose letters stand for nothing, left out", garbage, wanting),
            *_told("page whose text came out torn, check it",
                   sorted(layer.torn - layer.lost - layer.bare - better), wanting),
            *_told("page without tone marks", sorted(layer.bare - better), wanting),
        ),
        scans=scans,
    )  # fmt: skip


def _cut_off(path: Path) -> tuple[str, ...]:
    """Return a warning where the end of the file is missing; what is left of it may be read."""
    # ISO 32000-1, implementation note 18: the mark stands in the last 1,024 bytes.
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 1024))
        ends = b"%%EOF" in file.read()
    return () if ends else ("the end of the PDF is missing, pages may be, too",)


@dataclass(slots=True)
class _Layer:
    """What the text layer of a PDF says, by page.

    ``scanned`` pages have a picture and no text, those in ``torn`` have text that may be none:
    in ``lost`` its letters stand for nothing, in ``bare`` they have no marks.
    """

    lines: dict[int, list[Line]] = field(default_factory=dict)
    scanned: set[int] = field(default_factory=set)
    torn: set[int] = field(default_factory=set)
    lost: set[int] = field(default_factory=set)
    bare: set[int] = field(default_factory=set)
    warnings: tuple[str, ...] = ()


def _layer(document: pdfium.PdfDocument, page_done: Callable[[], None]) -> _Layer:
    layer = _Layer()
    pages: dict[int, list[text_layer.Row]] = {}
    struck = False
    for number in range(1, len(document) + 1):
        with _page(document, number) as page:
            pages[number], gone = text_layer.rows(page)
            struck |= gone
            if _is_scan(page, _letters(row.text for row in pages[number])):
                layer.scanned.add(number)
        page_done()
    if not pages:
        raise UnreadableFileError("the PDF has no page")
    texts, converted = _unicode(pages)
    joined = []
    for number, rows in pages.items():
        said = torn.mended(texts[number])
        if said != texts[number]:
            joined.append(number)
        layer.lines[number] = text_layer.lines(rows, said, number)
        quality = torn.quality("\n".join(said))
        if number in layer.scanned or not quality.doubtful:
            continue
        layer.torn.add(number)
        if quality.lost:
            layer.lost.add(number)
        elif quality.bare:
            layer.bare.add(number)
    layer.warnings = (
        *converted,
        *([STRUCK] if struck else []),
        *_told("torn syllables joined, check it: page", joined, None),
    )
    return layer


def _unicode(
    pages: Mapping[int, Sequence[text_layer.Row]],
) -> tuple[Mapping[int, list[str]], tuple[str, ...]]:
    """Return what rows say in canonical Unicode, and what of them was TCVN3 or VNI."""
    fonts = [(row.text, row.font) for rows in pages.values() for row in rows]
    texts, warnings = legacy.mend(fonts)
    said = iter(texts)
    return {
        number: [" ".join(canonical_unicode(next(said)).split("\n")).strip() for _ in rows]
        for number, rows in pages.items()
    }, warnings


def _is_better(reading: ocr.Reading, layer: _Layer) -> bool:
    """Say whether a page's picture says more than its text layer."""
    read = [line.text for line in reading.lines]
    layered = [line.text for line in layer.lines[reading.page]]
    if reading.page in layer.scanned:
        return _letters(read) >= _MORE * _letters(layered)
    return torn.better(read, layered)


def _letters(texts: Iterable[str]) -> int:
    return sum(map(str.isalpha, "".join(texts)))


def _told(what: str, numbers: Sequence[int], wanting: str | None) -> tuple[str, ...]:
    if not numbers:
        return ()
    return (f"{what}: {ocr.listed(numbers)}{f'; {wanting}' if wanting else ''}",)


@contextmanager
def _opened(path: Path) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        reason = str(error).lower()
        if "password" in reason or "security" in reason:
            raise UnreadableFileError("the PDF is encrypted: save it without a password") from error
        raise UnreadableFileError("the PDF is damaged: no program can open it") from error
    with document:
        yield document


@contextmanager
def _page(document: pdfium.PdfDocument, number: int) -> Iterator[pdfium.PdfPage]:
    """Give a page while it is needed.

    Raises:
        UnreadableFileError: If it is damaged.
    """
    try:
        page = document[number - 1]
        try:
            yield page
        finally:
            page.close()
    except pdfium.PdfiumError as error:
        raise UnreadableFileError(f"page {number} of the PDF is damaged") from error


def _pictures(
    document: pdfium.PdfDocument, numbers: Sequence[int]
) -> Iterator[tuple[int, Image.Image]]:
    """Yield pages as they look, one at a time."""
    for number in numbers:
        with _page(document, number) as page:
            width, height = page.get_size()  # points
            scale = min(DPI / 72, math.sqrt(MOST_PIXELS / max(width * height, 1)))
            yield number, page.render(scale=scale, rev_byteorder=True).to_pil()


def _is_scan(page: pdfium.PdfPage, letters: int) -> bool:
    """Say whether a page is a picture, with few letters set over it."""
    if letters >= _SIGNED:
        return False
    images = page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    bounds = [image.get_bounds() for image in images]
    covered = sum((right - left) * (top - bottom) for left, bottom, right, top in bounds)
    whole = page.get_width() * page.get_height()
    return bool(bounds) and (letters < _SCANNED or covered > _COVERED * whole)
