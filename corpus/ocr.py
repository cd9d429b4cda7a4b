"""Scanned pages → text, by tesseract where it is installed with Vietnamese."""

import functools
import shutil
import subprocess

import pypdfium2 as pdfium  # type: ignore[import-untyped]

_SCALE = 300 / 72  # tesseract is trained on about 300 dots an inch
_TIMEOUT_S = 180


@functools.cache
def _tesseract() -> str | None:
    """Return the program's path, None where it or its Vietnamese data is missing."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    listed = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, timeout=_TIMEOUT_S, check=False
    )
    return program if "vie" in listed.stdout.split() else None


def ocr_page(page: pdfium.PdfPage) -> str | None:
    """Return what stands on a page's picture, None where no OCR program can say."""
    program = _tesseract()
    if program is None:
        return None
    bitmap = page.render(scale=_SCALE, grayscale=True)
    pixels = bitmap.to_numpy()
    header = f"P5 {bitmap.width} {bitmap.height} 255\n".encode()  # a PGM image
    done = subprocess.run(
        [program, "stdin", "stdout", "-l", "vie", "--psm", "4"],
        input=header + pixels.tobytes(),
        capture_output=True,
        timeout=_TIMEOUT_S,
        check=False,
    )
    return done.stdout.decode("utf-8", errors="replace") if done.returncode == 0 else None
