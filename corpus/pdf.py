"""PDF → lines with their place on the page, by pdfium."""

import ctypes
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped]
from pypdfium2 import raw

from corpus.errors import UnreadableFileError
from corpus.lines import Line, Source
from corpus.ocr import ocr_page
from corpus.text import canonical_unicode

_SCANNED = 8
"""Letters below which a page with a picture counts as scanned: a page number, a stamp."""

_ROW = re.compile(r"[^\r\n]+")
_BOLD = re.compile(rb"bold|black|heavy|,b", re.IGNORECASE)
_BOLD_WEIGHT = 600  # ISO 32000-1, 9.8.1: 400 is normal, 700 bold
_SMALL = 0.85
"""A footnote is set in a size at most this share of the page's usual one."""

_GAP = 1.45
"""A paragraph is set apart when its distance is this many times the usual one between lines."""


def read_pdf(path: Path) -> Source:
    """Return the lines of a PDF; pages without a text layer are read by OCR where installed.

    Raises:
        UnreadableFileError: If it is damaged, encrypted, or scanned and there is no OCR.
    """
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        reason = str(error).lower()
        if "password" in reason or "security" in reason:
            raise UnreadableFileError("the PDF is encrypted: save it without a password") from error
        raise UnreadableFileError("the PDF is damaged: no program can open it") from error
    lines: list[Line] = []
    scanned: list[int] = []
    recognised: list[int] = []
    with document:
        pages = len(document)
        for number in range(1, pages + 1):
            try:
                page = document[number - 1]
                found = _page_lines(page, number)
            except pdfium.PdfiumError as error:
                raise UnreadableFileError(f"page {number} of the PDF is damaged") from error
            if sum(
                map(str.isalpha, "".join(line.text for line in found))
            ) < _SCANNED and _has_image(page):
                text = ocr_page(page)
                if text is None:
                    scanned.append(number)
                else:
                    recognised.append(number)
                    found = _ocr_lines(text, number)
            lines += found
            page.close()
    if scanned and not any(line.text for line in lines):
        raise UnreadableFileError(
            "scanned pages without text; install tesseract with Vietnamese to have them read"
        )
    warnings = []
    if scanned:
        warnings.append(f"scanned page without text: {', '.join(map(str, scanned))}")
    if recognised:
        warnings.append(f"page read by OCR, check it: {', '.join(map(str, recognised))}")
    return Source(lines, wrapped=True, pages=pages, warnings=tuple(warnings))


def _has_image(page: pdfium.PdfPage) -> bool:
    return next(page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=3), None) is not None


def _ocr_lines(text: str, page: int) -> list[Line]:
    lines = []
    for row in canonical_unicode(text).split("\n"):
        if row.strip():
            left = len(row) - len(row.lstrip())
            lines.append(Line(row.strip(), left, len(row.rstrip()), page))
    return lines


def _page_lines(page: pdfium.PdfPage, number: int) -> list[Line]:
    """Return a page's lines in reading order as pdfium finds them."""
    text_page = page.get_textpage()
    count = text_page.count_chars()
    # U+0002 is pdfium's mark for a hyphen that ends a line.
    text = "".join(chr(raw.FPDFText_GetUnicode(text_page, place)) for place in range(count))
    placed = []
    for match in _ROW.finditer(text.replace("\x02", "-")):
        row = canonical_unicode(match[0]).strip()
        if row:
            start = match.start() + len(match[0]) - len(match[0].lstrip())
            stop = match.start() + len(match[0].rstrip()) - 1
            left, _, _, top = text_page.get_charbox(start, loose=True)
            _, _, right, _ = text_page.get_charbox(stop, loose=True)
            bold = all(_is_bold(text_page, at) for at in (start, (start + stop) // 2, stop))
            line = Line(row, left, right, number, bold=bold)
            placed.append((line, top, raw.FPDFText_GetFontSize(text_page, start)))
    text_page.close()
    pitches = Counter(round(above[1] - below[1]) for above, below in pairwise(placed))
    pitch = pitches.most_common(1)[0][0] if pitches else 0
    for above, below in pairwise(placed):
        below[0].gap = above[1] - below[1] > _GAP * pitch > 0
    sizes: Counter[float] = Counter()
    for line, _, size in placed:
        sizes[size] += len(line.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    for line, _, size in placed:
        line.small = size <= _SMALL * usual
    return [line for line, _, _ in placed]


def _is_bold(text_page: pdfium.PdfTextPage, place: int) -> bool:
    """Say whether a character is bold, by its font's weight or, where none is set, its name."""
    if raw.FPDFText_GetFontWeight(text_page, place) >= _BOLD_WEIGHT:
        return True
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text_page, place, name, len(name), ctypes.byref(ctypes.c_int()))
    return _BOLD.search(name.value) is not None
