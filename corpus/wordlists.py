"""The numbers Word shows before the items of a list but does not keep in their text."""

import re
from collections import defaultdict
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

_PLACEHOLDER = re.compile(r"%(\d)")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
# Vietnamese lists run a, b, c, d, đ, e; Word's own lowerLetter has no đ, and neither has this.
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: how its number is written, within what, and where it starts."""

    form: str
    pattern: str
    start: int


class Numbering:
    """Counts the items of a document's lists, in reading order (ECMA-376 part 1, 17.9)."""

    def __init__(self, document: WordDocument) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        root = _definitions(document)
        if root is None:
            return
        abstract = {
            entry.get(qn("w:abstractNumId")): _levels(entry)
            for entry in root.iterfind(qn("w:abstractNum"))
        }
        for entry in root.iterfind(qn("w:num")):
            reference = entry.find(qn("w:abstractNumId"))
            name = reference.get(qn("w:val")) if reference is not None else None
            self._levels[entry.get(qn("w:numId"))] = abstract.get(name, {})

    def label(self, paragraph: Paragraph) -> str:
        """Return what Word shows before a paragraph; empty for one that is in no list."""
        place = _place(paragraph)
        if place is None:
            return ""
        name, depth = place
        level = self._levels.get(name, {}).get(depth)
        if level is None or level.form == "none" or not paragraph.text.strip():
            return ""
        if level.form == "bullet":
            return "-"
        counts = self._counts[name]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        levels = self._levels[name]

        def written(match: re.Match[str]) -> str:
            of = int(match[1]) - 1
            known = levels.get(of, level)
            return _write(counts.get(of, known.start), known.form)

        return _PLACEHOLDER.sub(written, level.pattern)


def _definitions(document: WordDocument) -> BaseOxmlElement | None:
    """Return the part of a document that defines its lists, None if it has none."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering") and not relation.is_external:
            root: BaseOxmlElement | None = getattr(relation.target_part, "element", None)
            return root
    return None


def list_labels(document: WordDocument) -> list[BaseOxmlElement]:
    """Return what says, for each level of each list, what is written around its numbers."""
    root = _definitions(document)
    return [] if root is None else list(root.iter(qn("w:lvlText")))


def _levels(entry: BaseOxmlElement) -> dict[int, _Level]:
    levels = {}
    for level in entry.iterfind(qn("w:lvl")):
        values = {
            name: default if (child := level.find(qn(f"w:{name}"))) is None
            else child.get(qn("w:val"), default)
            for name, default in (("numFmt", "decimal"), ("lvlText", ""), ("start", "1"))
        }  # fmt: skip
        start = int(values["start"]) if values["start"].isdigit() else 1
        depth = int(level.get(qn("w:ilvl"), "0"))
        levels[depth] = _Level(values["numFmt"], values["lvlText"], start)
    return levels


def _place(paragraph: Paragraph) -> tuple[str, int] | None:
    """Return the list a paragraph is in and how deep, from itself or its style."""
    properties = [paragraph._p.pPr]
    style = paragraph.style
    while style is not None:
        properties.append(style.element.find(qn("w:pPr")))
        style = getattr(style, "base_style", None)
    for holder in properties:
        number = holder.find(qn("w:numPr")) if holder is not None else None
        if number is None:
            continue
        name, depth = number.find(qn("w:numId")), number.find(qn("w:ilvl"))
        if name is not None:
            written = depth.get(qn("w:val"), "0") if depth is not None else "0"
            return name.get(qn("w:val")), int(written)
    return None


def _write(count: int, form: str) -> str:
    """Return a number as Word writes it in a form of the standard's list (17.18.59)."""
    if form in {"lowerLetter", "upperLetter"}:
        letter = _LETTERS[(count - 1) % 26] * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"} and 0 < count < 40:
        roman = ""
        for value, letters in _ROMAN:
            repeats, count = divmod(count, value)
            roman += letters * repeats
        return roman.upper() if form == "upperRoman" else roman
    return f"{count:02d}" if form == "decimalZero" else str(count)
