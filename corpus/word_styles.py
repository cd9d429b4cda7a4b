"""What is said of a Word file's runs: by themselves, or by the styles above them."""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

_Said = TypeVar("_Said")
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_FONTS, _BOLD, _CAPITALS, _RISE, _STYLE = (
    f"{qn('w:rPr')}/{qn(name)}" for name in ("w:rFonts", "w:b", "w:caps", "w:vertAlign", "w:rStyle")
)
_HIDDEN, _STRUCK, _STRUCK_TWICE, _POSITION = (
    f"{qn('w:rPr')}/{qn(name)}" for name in ("w:vanish", "w:strike", "w:dstrike", "w:position")
)
_RISES = {"superscript": 1, "subscript": -1}
_PARAGRAPH_STYLE = f"{qn('w:pPr')}/{qn('w:pStyle')}"
_VALUE = qn("w:val")
OFF = ("0", "false", "off")
"""Values of a mark that does not hold; without a value it does (ECMA-376 part 1, 17.17.4)."""


class Styles:
    """The styles of a document, and those they rest on (ECMA-376 part 1, 17.7.2)."""

    def __init__(self, document: WordDocument) -> None:
        root = document.styles.element
        self._styles = {style.get(qn("w:styleId")): style for style in root.iter(qn("w:style"))}
        self._normal = next(
            (
                name
                for name, style in self._styles.items()
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1"
            ),
            None,
        )
        self._default = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}")
        self._known: dict[tuple[str | None, Callable[..., object]], object] = {}

    def lineage(self, name: str | None) -> Iterator[etree._Element]:
        """Yield a style and those it rests on, nearest first."""
        passed = set()
        while name in self._styles and name not in passed:
            passed.add(name)
            style = self._styles[name]
            yield style
            name = _value(style, qn("w:basedOn"))

    def of_paragraph(self, paragraph: etree._Element | None) -> str | None:
        """Return the id of a paragraph's style, that of the usual one where it names none."""
        named = None if paragraph is None else _value(paragraph, _PARAGRAPH_STYLE)
        return named if named in self._styles else self._normal

    def level(self, paragraph: etree._Element) -> int:
        """Return the level of a heading, by its style or one this rests on; 0 of other text."""
        for style in self.lineage(self.of_paragraph(paragraph)):
            heading = _HEADING.match(_value(style, qn("w:name")) or "")
            if heading:
                return int(heading[1])
        return 0

    def said(
        self, run: etree._Element, read: Callable[[etree._Element], _Said | None]
    ) -> _Said | None:
        """Return what is read of a run's own properties, or else of those of its styles.

        Args:
            run: In its paragraph.
            read: Given what holds a ``w:rPr``; None where that says nothing.
        """
        own = read(run)
        if own is None:
            own = self._styled(_value(run, _STYLE), read)
        if own is None:
            paragraph = next(run.iterancestors(qn("w:p")), None)
            own = self._styled(self.of_paragraph(paragraph), read)
        return read(self._default) if own is None and self._default is not None else own

    def _styled(
        self, name: str | None, read: Callable[[etree._Element], _Said | None]
    ) -> _Said | None:
        key = (name, read)
        if key not in self._known:
            told = (read(style) for style in self.lineage(name))
            self._known[key] = next((said for said in told if said is not None), None)
        return self._known[key]  # type: ignore[return-value]


def _value(element: etree._Element, path: str) -> str | None:
    found = element.find(path)
    value: str | None = None if found is None else found.get(_VALUE)
    return value


def font(holder: etree._Element) -> str | None:
    """Return the font that is named for Western letters, empty where a theme names it."""
    fonts = holder.find(_FONTS)
    if fonts is None:
        return None
    if fonts.get(qn("w:hAnsiTheme")) is not None:
        return ""
    name: str | None = fonts.get(qn("w:hAnsi"), fonts.get(qn("w:ascii")))
    return name


def bold(holder: etree._Element) -> bool | None:
    """Say whether letters are bold, None where it is not said."""
    return _marked(holder, _BOLD)


def capitals(holder: etree._Element) -> bool | None:
    """Say whether letters are shown as capitals, None where it is not said."""
    return _marked(holder, _CAPITALS)


def hidden(holder: etree._Element) -> bool | None:
    """Say whether letters are hidden, None where it is not said."""
    return _marked(holder, _HIDDEN)


def struck(holder: etree._Element) -> bool | None:
    """Say whether letters are struck through, None where it is not said."""
    return _marked(holder, _STRUCK)


def struck_twice(holder: etree._Element) -> bool | None:
    """Say whether letters are struck through by two lines, None where it is not said."""
    return _marked(holder, _STRUCK_TWICE)


def rise(holder: etree._Element) -> int | None:
    """Return 1 for letters set high, -1 for low, 0 for neither; None where it is not said."""
    place, offset = _value(holder, _RISE), _value(holder, _POSITION)
    if place is None and offset is not None:
        return 0 if offset.lstrip("-0") == "" else -1 if offset.startswith("-") else 1
    return None if place is None else _RISES.get(place, 0)


def _marked(holder: etree._Element, path: str) -> bool | None:
    mark = holder.find(path)
    return None if mark is None else mark.get(_VALUE) not in OFF
