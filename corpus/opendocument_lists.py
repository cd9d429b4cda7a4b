"""The numbers that an OpenDocument text shows before its items and headings, but does not hold.

OpenDocument 1.3 part 3, 5.3 and 19.880; what it leaves open is as LibreOffice prints it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]

from corpus.list_numbers import bullet, written
from corpus.opendocument_styles import OUTLINE, STYLE, TEXT, Styles

_LIBREOFFICE = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_FORMS = {"": "none", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
          "01, 02, 03, ...": "decimalZero"}  # fmt: skip
_PLACEHOLDER = re.compile(r"%(\d+)%")

Counts = dict[int, int]
"""The count of the last item of each depth, from 1."""


@dataclass(slots=True)
class Place:
    """Where text is in lists: of what style, how deep, the counts of its list, and within what.

    ``anew``: the next item is its first.
    """

    style: str
    depth: int
    counts: Counts
    within: "Place | None" = None
    anew: bool = False


class Lists:
    """Counts the items of a text's lists, and its headings, in reading order."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._levels: dict[str, Mapping[int, etree._Element]] = {}
        self._begun: dict[str, Counts] = {}
        self._last = Place("", 1, {})
        self._headings: Counts = {}

    def within(self, place: Place, block: etree._Element, *, further: bool) -> Place:
        """Return the place of the items of a list within an item.

        Args:
            place: That of the item.
            block: The list.
            further: Whether it is not the first in its item: such a list starts anew.
        """
        said = block.get(f"{TEXT}continue-numbering", "false" if further else None)
        anew = place.anew if said is None else said != "true"
        style = block.get(f"{TEXT}style-name") or place.style
        return Place(style, place.depth + 1, place.counts, place, anew)

    def begin(self, block: etree._Element) -> Place:
        """Return the place of the items of a list that is in no other; it may count on."""
        name = block.get(f"{TEXT}style-name", "")
        counts: Counts = {}
        before = self._begun.get(block.get(f"{TEXT}continue-list", ""))
        if before is not None:
            counts = before
        elif block.get(f"{TEXT}continue-numbering") == "true" and self._last.style == name:
            counts = self._last.counts
        self._begun[block.get("{http://www.w3.org/XML/1998/namespace}id")] = counts
        self._last = Place(name, 1, counts)
        return self._last

    def label(self, place: Place, item: etree._Element) -> str:
        """Count an item; return what is shown before its first paragraph."""
        if place.anew:
            place.counts.pop(place.depth, None)
        around: Place | None = place
        while around is not None:
            around.anew, around = False, around.within
        name = item.get(f"{TEXT}style-override") or place.style
        return self._label(place.counts, name, place.depth, item.get(f"{TEXT}start-value"))

    def heading(self, heading: etree._Element) -> str:
        """Return what is shown before a heading that is in no list."""
        named = self._styles.list_of(heading)
        numbered = named is None or named == OUTLINE
        if not numbered or heading.get(f"{TEXT}is-list-header") == "true":
            return ""
        depth = number(heading.get(f"{TEXT}outline-level")) or 1
        start = heading.get(f"{TEXT}start-value")
        if heading.get(f"{TEXT}restart-numbering") == "true":
            self._headings.pop(depth, None)
        return self._label(self._headings, OUTLINE, depth, start)

    def _label(self, counts: Counts, name: str, depth: int, start: str | None) -> str:
        levels = self._levels_of(name)
        for above in range(1, depth):
            counts.setdefault(above, _start(levels.get(above)))
        given = number(start)
        following = counts.get(depth, _start(levels.get(depth)) - 1) + 1
        counts[depth] = following if given is None else given
        for deeper in [at for at in counts if at > depth]:
            del counts[deeper]
        level = levels.get(depth)
        if level is None:
            return "" if name == OUTLINE else bullet("")
        if not level.tag.endswith(("-number", "outline-level-style")):
            return bullet(level.get(f"{TEXT}bullet-char", ""))
        return _written(levels, depth, counts)

    def _levels_of(self, name: str) -> Mapping[int, etree._Element]:
        if name not in self._levels:
            self._levels[name] = {
                number(level.get(f"{TEXT}level")) or 1: level
                for level in self._styles.lists.get(name, ())
                if level.get(f"{TEXT}level")
            }
        return self._levels[name]


def _written(levels: Mapping[int, etree._Element], depth: int, counts: Counts) -> str:
    """Return the number of an item, those above it before it as far as they are shown."""
    level = levels[depth]

    def shown(at: int) -> str:
        form = levels[at].get(f"{STYLE}num-format", "") if at in levels else ""
        return written(counts[at], _FORMS.get(form, "decimal")) if at in counts else ""

    pattern = level.get(f"{_LIBREOFFICE}num-list-format")
    if pattern is not None:
        return _PLACEHOLDER.sub(lambda match: shown(int(match[1])), pattern).strip()
    first = depth - (number(level.get(f"{TEXT}display-levels")) or 1) + 1
    own = bool(level.get(f"{STYLE}num-format"))
    numbers = (shown(at) for at in range(first, depth + 1)) if own else ()
    prefix, suffix = level.get(f"{STYLE}num-prefix", ""), level.get(f"{STYLE}num-suffix", "")
    return f"{prefix}{'.'.join(filter(None, numbers))}{suffix}".strip()


def _start(level: etree._Element | None) -> int:
    given = None if level is None else number(level.get(f"{TEXT}start-value"))
    return 1 if given is None else given


def number(said: str | None) -> int | None:
    """Return the number that an attribute says, None where it says none."""
    return int(said) if said and said.isdecimal() else None
