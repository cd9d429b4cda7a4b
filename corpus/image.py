"""Picture files of scanned pages → lines, by OCR; a TIFF may hold many pages."""

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from corpus import ocr
from corpus.errors import UnreadableFileError
from corpus.lines import Source
from corpus.page_picture import MOST_PIXELS

_MOST_PAGES = 2_000


def read_picture(path: Path, page_done: Callable[[], None] = lambda: None) -> Source:
    """Return the lines of a scanned page, or of all pages of a TIFF.

    Args:
        path: The file.
        page_done: Called after each page.

    Raises:
        UnreadableFileError: If it is damaged or too large, no text is on it, or there is no OCR.
    """
    wanting = ocr.missing()
    if wanting:
        raise UnreadableFileError(f"a scan; {wanting}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd tags and sizes, which are checked here
            with Image.open(path) as picture:
                pages = getattr(picture, "n_frames", 1)
                if pages > _MOST_PAGES:
                    raise UnreadableFileError(
                        f"it has {pages:,} pages, more than the {_MOST_PAGES:,} that are read"
                    )
                readings = list(ocr.read_pages(_frames(picture, pages), page_done))
    except (OSError, EOFError, SyntaxError, ValueError, TypeError) as error:  # all of them Pillow's
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise UnreadableFileError("the picture is damaged: no program can open it") from error
    except Image.DecompressionBombError as error:
        raise UnreadableFileError("the picture is too large to be a page") from error
    lines = [line for reading in readings for line in reading.lines]
    if not lines:
        raise UnreadableFileError("no text can be read in the picture")
    scans, doubts = ocr.report(readings)
    return Source(lines, wrapped=True, pages=pages, warnings=doubts, scans=scans)


def _frames(picture: Image.Image, pages: int) -> Iterator[tuple[int, Image.Image]]:
    for place in range(pages):
        picture.seek(place)
        if picture.width * picture.height > MOST_PIXELS:
            raise UnreadableFileError(
                f"page {place + 1} has {picture.width:,} by {picture.height:,} dots, more than the "
                f"{MOST_PIXELS:,} that are read"
            )
        yield place + 1, picture.copy()
