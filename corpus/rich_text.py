"""Rich Text (RTF) → the text that is seen of it: striprtf reads words, not how they look."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from striprtf.striprtf import (
    PATTERN,
    destinations,
    remove_pict_groups,
    rtf_to_text,
    sectionchars,
    specialchars,
)

from corpus.lines import STRUCK, TRACKED
from corpus.symbols import set_apart
from corpus.symbols import sign as sign_of

_BULLET = re.compile(
    r"(\{\\(?:list|pn)text(?:\\(?!u-?\d)[a-z]+-?\d*\s?)*)(?:\\u-\d+\s?)?\\'[\da-f]{2}(?=\\tab)"
)
"""Before an item of a list: a letter of a font of symbols, which striprtf takes for one of text."""

_SYMBOLS = re.compile(
    r"\\f(\d+)[^;{}]*?\\fcharset2\b(?:[^;{}]|\{[^{}]*\})*?(?<=[ }])(\w[\w ]*)(?:\{[^{}]*\})?;"
)
"""A font of symbols in the table of fonts: its number and name."""

_LOOKS = {
    "deleted": ("deleted", 1), "revised": ("revised", 1),
    "v": ("hidden", 1), "strike": ("struck", 1), "striked": ("struck", 1), "super": ("rise", 1),
    "up": ("rise", 1), "sub": ("rise", -1), "dn": ("rise", -1), "nosupersub": ("rise", 0),
}  # fmt: skip
"""What a word says of the letters behind it, unless a 0 follows."""

_BREAKS = {*sectionchars, "line"}
_ENDS = {"cell", "nestcell", "row"}
"""The parts of a table end, whether what is said before is seen or not."""

_MARKS = {1: "\ue000", -1: "\ue001", 0: "\ue002"}
"""Put before what is set high or low, and behind it: letters of no text."""

WITHIN, AS_ABOVE = "\ue003", "\ue004"
"""In a row of a table: between the paragraphs of a cell; a cell that is one with that above it."""

_RISES = {mark: rise for rise, mark in _MARKS.items()}


def seen_text(data: str) -> tuple[str, tuple[str, ...]]:
    """Return what is seen of a Rich Text, notes below it, and what an admin should know of it.

    Its tables have a row a line, their cells end in bars.

    Args:
        data: The file, read as Latin-1.

    Raises:
        Exception: Whatever striprtf raises for a damaged one.
    """
    data = remove_pict_groups(data)  # type: ignore[no-untyped-call]
    walk = _Walk(dict(_SYMBOLS.findall(data)))
    for match in PATTERN.finditer(_BULLET.sub(r"\1-", data)):
        walk.take(match)
    said: str = rtf_to_text("".join([*walk.text, *walk.notes, "}"]), errors="replace")  # type: ignore[no-untyped-call]
    parts = re.split("([\ue000-\ue002])", _MARKS[0] + said)
    pieces = (
        (_RISES[mark], part) for mark, part in zip(parts[1::2], parts[2::2], strict=True) if part
    )
    text = ""
    for rise, run in groupby(pieces, key=itemgetter(0)):
        text += set_apart("".join(part for _, part in run), text[-1:], rise)
    return text, (*([TRACKED] if walk.tracked else []), *([STRUCK] if walk.struck else []))


@dataclass(slots=True)
class _Group:
    """What holds in a group of Rich Text 1.9 until its end, and where it is written to.

    ``unread``: there is no text in it. ``fallbacks``: so many letters stand in for one of Unicode.
    """

    out: list[str]
    unread: bool = False
    fallbacks: int = 1
    hidden: int = 0
    deleted: int = 0
    revised: int = 0
    struck: int = 0
    rise: int = 0
    font: str = ""


class _Walk:
    """Writes a Rich Text anew: without what is not seen, with marks around what is set high."""

    def __init__(self, symbols: Mapping[str, str]) -> None:
        self._symbols = symbols
        self.text: list[str] = []
        self.notes: list[str] = []
        self.tracked = self.struck = False
        self._now = _Group(self.text)
        self._around: list[_Group] = []
        self._count = 0  # of notes
        self._fallbacks = 0  # still to come
        self._in_row = self._merged = False
        self._to_come: list[bool] = []  # cells of the row: whether each is one with that above

    def take(self, match: re.Match[str]) -> None:
        """Take the next word, sign or letter."""
        word, argument, code, sign, brace, letter = match.groups()
        standing_in = self._fallbacks > 0 and bool(code or letter)
        self._fallbacks = self._fallbacks - 1 if standing_in else 0
        if brace:
            self._bound(brace)
        elif (word and self._begins(word)) or self._now.unread:
            pass
        elif word == "u" or code or letter or word in specialchars or sign in specialchars:
            shown = sign_of(self._now.font, code or "") if self._now.font else None
            self._say(_written(shown) if shown else match[0], word, standing_in=standing_in)
            self._fallbacks = self._now.fallbacks if word == "u" else self._fallbacks
        elif sign == "*":
            self._now.unread = True
        else:  # a word is kept, too: what follows it would become part of that before
            self._note(word or "", argument)
            self._now.out.append(match[0])

    def _bound(self, brace: str) -> None:
        """Begin or end a group; the first ends when all notes are written."""
        if brace == "{":
            self._around.append(replace(self._now))
            self._now.out.append("{")
        elif self._around:
            ended, self._now = self._now, self._around.pop()
            if self._around:
                ended.out.append("}")
            if ended.out is not self._now.out:
                self._now.out.append("}")

    def _begins(self, word: str) -> bool:
        """Say whether a word begins what is not read here, or otherwise than striprtf does."""
        now = self._now
        if word == "footnote" and self._around and not self._around[-1].unread:
            self._count += 1
            now.unread, now.out = False, self.notes  # LibreOffice puts it after a \*
            now.out.append(rf"{{\par [{self._count}] ")
        elif word == "pntext":  # the number of an item, as listtext is
            now.out.append(r"\listtext ")
        elif word in destinations and word != "fonttbl":
            now.unread = True
        else:
            return False
        return True

    def _note(self, word: str, argument: str | None) -> None:
        """Note what a word says of the letters behind it, or of a row of a table."""
        now = self._now
        if word in _LOOKS:
            name, look = _LOOKS[word]
            setattr(now, name, 0 if argument == "0" else look)
        elif word == "plain":
            now.hidden = now.struck = now.rise = 0
        elif word == "f":
            now.font = self._symbols.get(argument or "", "")
        elif word == "uc" and argument:
            now.fallbacks = int(argument)
        elif word in ("trowd", "clvmrg", "cellx", "pard", "intbl"):
            self._lay_out(word)

    def _lay_out(self, word: str) -> None:
        """Note how a row of a table is laid out, which is told before what it says."""
        if word in ("trowd", "pard", "intbl"):
            self._in_row = word != "pard"
        if word == "trowd":
            self._to_come.clear()
        elif word == "cellx":
            self._to_come.append(self._merged)
        self._merged = word == "clvmrg"

    def _say(self, said: str, word: str | None, *, standing_in: bool) -> None:
        """Write what is seen, between marks if it is set high or low."""
        now = self._now
        text = word == "u" or (word not in specialchars and bool(said.strip()))
        gone = now.deleted or now.hidden
        self._in_row &= word != "row"
        self.tracked |= text and bool(now.deleted or now.revised)
        self.struck |= text and bool(now.struck) and not gone
        if (gone or now.struck) and word not in _ENDS and (gone or word not in _BREAKS):
            return
        if self._in_row and word in ("cell", *_BREAKS):
            merged = word == "cell" and bool(self._to_come) and self._to_come.pop(0)
            now.out.append(_written(AS_ABOVE) if merged else "")
            now.out.append(said if word == "cell" else _written(WITHIN))
        elif not now.rise or word in specialchars:
            now.out.append(said)
        elif not standing_in:
            said = rf"{{\uc0{said.strip()} }}" if word else said  # braces end what stands in
            now.out.append(said.join(_written(_MARKS[rise]) for rise in (now.rise, 0)))


def _written(letter: str) -> str:
    return rf"{{\uc0\u{ord(letter)} }}"
