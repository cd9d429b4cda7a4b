"""How the styles of an OpenDocument text show its words: bold, hidden, in what letters."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
OUTLINE = "Outline"
"""The list style of headings: the only one that may be without a name."""

_BOLD = {"bold", "600", "700", "800", "900"}


@dataclass(frozen=True, slots=True)
class Look:
    """How words are shown; ``rise`` is above 0 for those set high, below for those set low."""

    bold: bool = False
    hidden: bool = False
    struck: bool = False
    capitals: bool = False
    rise: int = 0
    font: str = ""


class Styles:
    """The styles that a text may use, and those they rest on (OpenDocument 1.3 part 3, 16)."""

    def __init__(self, holders: Sequence[etree._Element]) -> None:
        self._styles = {
            (style.get(f"{STYLE}family"), style.get(f"{STYLE}name")): style
            for holder in holders
            for style in holder.iterchildren(f"{STYLE}style", f"{STYLE}default-style")
        }
        self.lists: Mapping[str, etree._Element] = {
            each.get(f"{STYLE}name", OUTLINE): each
            for holder in holders
            for each in holder.iterchildren(f"{TEXT}list-style", f"{TEXT}outline-style")
        }
        self._known: dict[tuple[str | None, ...], Mapping[str, str]] = {}

    def list_of(self, paragraph: etree._Element) -> str | None:
        """Return the list style that a paragraph's style names; empty where it says: none."""
        name = paragraph.get(f"{TEXT}style-name")
        named = (style.get(f"{STYLE}list-style-name") for style in self._lineage("paragraph", name))
        return next((value for value in named if value is not None), None)

    def look(self, element: etree._Element, family: str, around: Look) -> Look:
        """Return how the words of a paragraph or a span are shown, within what is around it."""
        said = self._properties(family, element.get(f"{TEXT}style-name"))
        weight, display = said.get(f"{_FO}font-weight"), said.get(f"{TEXT}display")
        case = said.get(f"{_FO}text-transform")
        place = said.get(f"{STYLE}text-position")
        line = said.get(f"{STYLE}text-line-through-style")
        line = said.get(f"{STYLE}text-line-through-type") if line is None else line
        return Look(
            around.bold if weight is None else weight in _BOLD,
            around.hidden if display is None else display == "none",
            around.struck if line is None else line != "none",
            around.capitals if case is None else case == "uppercase",
            around.rise if place is None else _rise(place),
            said.get(f"{STYLE}font-name", said.get(f"{_FO}font-family", around.font)),
        )

    def _lineage(self, family: str, name: str | None) -> Iterator[etree._Element]:
        """Yield a style and those it rests on, nearest first, the usual one last."""
        passed = set()
        while (family, name) in self._styles and name not in passed:
            passed.add(name)
            yield self._styles[family, name]
            name = self._styles[family, name].get(f"{STYLE}parent-style-name")

    def _properties(self, family: str, name: str | None) -> Mapping[str, str]:
        key = (family, name)
        if key not in self._known:
            said: dict[str, str] = {}
            for style in reversed([*self._lineage(family, name)]):
                properties = style.find(f"{STYLE}text-properties")
                said |= {} if properties is None else dict(properties.attrib)
            self._known[key] = said
        return self._known[key]


def _rise(place: str) -> int:
    """Return whether a position is above the line or below: «super 58%», «-33% 58%»."""
    said = place.partition(" ")[0]
    if said in ("super", "sub"):
        return 1 if said == "super" else -1
    return 0 if said.startswith("0") else -1 if said.startswith("-") else 1
