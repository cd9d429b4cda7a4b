"""What an old Word file says of its lists, and LibreOffice does not follow.

[MS-DOC] 2.5.6 (FibRgFcLcb97), 2.9.131 (LSTF), 2.9.150 (LVLF).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import olefile  # type: ignore[import-untyped]

from corpus.errors import UnreadableFileError

_WORD_97 = 0xC1
"""Older files have no lists: each paragraph says its own number."""

_DAMAGED = "what the .doc says of its lists is damaged"
_LISTS = 0x2E2  # in the file's head: where the lists begin, and how long that part is
_LIST_SIZE = 28
_LEVEL = struct.Struct("<4xBB18xBBBx")
"""Its form, 0 for figures, its marks, the sizes of two parts behind it, where it starts anew."""

_IN_FIGURES, _NO_RESTART = 0x04, 0x08
_DEPTHS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list that LibreOffice counts or writes otherwise than Word.

    ``pattern`` is what is written around its number, as a .docx has it. ``after`` is the depth,
    from 1, whose items make it start anew, 0 where none do. ``figures``: the numbers of the
    levels above it are in figures here.
    """

    depth: int
    pattern: str
    after: int
    figures: bool


def unlike_levels(path: Path) -> list[Level]:
    """Return the levels of a .doc's lists that LibreOffice counts or writes otherwise than Word.

    Raises:
        UnreadableFileError: If what it says of its lists is damaged.
    """
    try:
        lists = _lists(path)
        # The levels come behind the lists.
        return list(_levels(lists, 2 + _LIST_SIZE * _count(lists)))
    except (struct.error, IndexError, ValueError) as error:
        raise UnreadableFileError(_DAMAGED) from error


def _lists(path: Path) -> bytes:
    """Return the part of a .doc that begins with its lists, empty if it has none."""
    try:
        with olefile.OleFileIO(path) as file:
            head = file.openstream("WordDocument").read(_LISTS + 8)
            table: bytes = file.openstream(f"{head[11] >> 1 & 1}Table").read()
    except (OSError, IndexError, ValueError) as error:
        raise UnreadableFileError(_DAMAGED) from error
    (version,) = struct.unpack_from("<H", head, 2)
    start, length = struct.unpack_from("<II", head, _LISTS)
    return table[start:] if version >= _WORD_97 and length else b""


def _count(lists: bytes) -> int:
    return int(struct.unpack_from("<h", lists)[0]) if lists else 0


def _levels(lists: bytes, at: int) -> Iterator[Level]:
    for place in range(_count(lists)):
        simple = lists[2 + place * _LIST_SIZE + 26] & 1
        forms: list[int] = []
        for depth in range(1 if simple else _DEPTHS):
            form, marks, drawn, laid, limit = _LEVEL.unpack_from(lists, at)
            at += _LEVEL.size + drawn + laid
            (letters,) = struct.unpack_from("<H", lists, at)
            text = lists[at + 2 : at + 2 + 2 * letters].decode("utf-16-le")
            at += 2 + 2 * letters
            shown = {ord(letter) for letter in text if ord(letter) < depth}
            figures = bool(marks & _IN_FIGURES) and any(forms[above] for above in shown)
            if figures or (marks & _NO_RESTART and limit < depth):
                pattern = "".join(f"%{ord(c) + 1}" if ord(c) < _DEPTHS else c for c in text)
                after = limit if marks & _NO_RESTART else depth
                yield Level(depth, pattern, after, bool(marks & _IN_FIGURES))
            forms.append(form)
