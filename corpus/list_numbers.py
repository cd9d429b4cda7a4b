"""What stands before the items of automatic lists: their counts as written, and their bullets."""

import re
from collections.abc import Callable

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
# Vietnamese lists run a, b, c, d, đ, e; those of Word and LibreOffice have no đ, nor has this.
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_BULLET = re.compile("[-–—+•*▪◦]")
_PLAIN_BULLET = "-"
"""For a bullet that is a picture, or a letter of a font of symbols."""


def _letters(count: int) -> str:
    return _LETTERS[(count - 1) % 26] * ((count - 1) // 26 + 1)


def _roman(count: int) -> str:
    roman = ""
    for value, letters in _ROMAN:
        repeats, count = divmod(count, value)
        roman += letters * repeats
    return roman


_FORMS: dict[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "bullet": lambda _: "",
    "decimalZero": "{:02d}".format,
    "lowerLetter": _letters,
    "upperLetter": lambda count: _letters(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
}


def written(count: int, form: str) -> str:
    """Return a count in a form that ECMA-376 part 1, 17.18.59 names; in figures for the rest."""
    return _FORMS.get(form, str)(count)


def bullet(mark: str) -> str:
    """Return a bullet as text has it."""
    return mark.strip() if _BULLET.fullmatch(mark.strip()) else _PLAIN_BULLET
