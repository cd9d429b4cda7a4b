"""The numbers that Word shows before paragraphs but does not keep in their text, written into it.

ECMA-376 part 1, 17.9; what it leaves open is as Word and LibreOffice have it: lists of one
definition count on together, empty items count, and a level that is passed over counts as begun.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from corpus.list_numbers import bullet, written
from corpus.old_word_lists import Level
from corpus.word_styles import OFF, Styles, capitals

_PLACEHOLDER = re.compile(r"%(\d)(\.?)")


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: how its number is written, within what, and where it starts.

    ``after`` is the depth, from 1, whose items make it start again: those above do so too.
    ``figures``: the numbers of all levels are in figures here. ``style`` is that of its paragraphs.
    """

    form: str
    pattern: str
    start: int
    after: int
    figures: bool
    capitals: bool
    style: str | None


@dataclass(frozen=True, slots=True)
class _List:
    """A list as paragraphs refer to it; those with the same ``counts`` count on together.

    ``starts`` are the counts at which it starts anew, by depth, until it has.
    """

    levels: Mapping[int, _Level]
    counts: dict[int, int]
    starts: dict[int, int]


def list_labels(document: WordDocument) -> list[BaseOxmlElement]:
    """Return what says, for each level of each list, what is written around its numbers."""
    root = _definitions(document)
    return [] if root is None else list(root.iter(qn("w:lvlText")))


def mend_levels(document: WordDocument, unlike: Iterable[Level]) -> None:
    """Say of levels of lists when they start anew, and whether all is in figures, in place."""
    told = {(str(level.depth), level.pattern): level for level in unlike}
    for label in list_labels(document):
        level = told.get((_attribute(label.getparent(), "ilvl"), _attribute(label, "val")))
        if level is not None:
            label.addprevious(OxmlElement("w:lvlRestart", {qn("w:val"): str(level.after)}))
            if level.figures:
                label.addprevious(OxmlElement("w:isLgl"))


def number(document: WordDocument, styles: Styles) -> None:
    """Write the numbers of a document's paragraphs before their text, in place."""
    lists = _lists(document, styles)
    for paragraph in document.element.body.iter(qn("w:p")):
        place = _place(paragraph, styles, lists)
        label = place and _count(*place)
        text = next((text for text in paragraph.iter(qn("w:t")) if text.text), None)
        if label and text is not None:
            text.text = f"{label} {text.text}"
        elif label and paragraph.getparent().tag == qn("w:tc"):  # a column of nothing but numbers
            paragraph.add_r().text = label


def _count(of: _List, depth: int) -> str:
    """Count an item; return what is shown before it."""
    level, counts = of.levels[depth], of.counts
    for above in range(depth):
        if above in of.levels:
            counts.setdefault(above, of.levels[above].start)
    counts[depth] = of.starts.pop(depth, counts.get(depth, level.start - 1) + 1)
    for deeper, other in of.levels.items():
        if depth < min(deeper, other.after):
            counts.pop(deeper, None)
    if level.form == "bullet":
        return bullet(level.pattern)

    def shown(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        form = of.levels[at].form if at in of.levels else level.form
        if at != depth and form == "none":
            return ""
        foreign = level.figures and form not in ("none", "bullet")
        return written(counts.get(at, 1), "decimal" if foreign else form) + match[2]

    label = _PLACEHOLDER.sub(shown, level.pattern).strip()
    return label.upper() if level.capitals else label


def _definitions(document: WordDocument) -> BaseOxmlElement | None:
    """Return the part of a document that defines its lists, None if it has none."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering") and not relation.is_external:
            root: BaseOxmlElement | None = getattr(relation.target_part, "element", None)
            return root
    return None


def _lists(document: WordDocument, styles: Styles) -> dict[str, _List]:
    root = _definitions(document)
    if root is None:
        return {}
    abstract = {_attribute(each, "abstractNumId"): each for each in root.iter(qn("w:abstractNum"))}
    references = {
        _attribute(entry, "numId"): _value(entry, "abstractNumId") or ""
        for entry in root.iter(qn("w:num"))
    }
    counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
    lists = {}
    for entry in root.iter(qn("w:num")):
        name = references[_attribute(entry, "numId")]
        linked = _value(abstract[name], "numStyleLink") if name in abstract else None
        style = next(styles.lineage(linked), None)
        if style is not None:  # a style of lists defines it
            name = references.get(_own(style)[0] or "", name)
        levels = dict(_levels(abstract[name])) if name in abstract else {}
        starts = {}
        for override in entry.iterfind(qn("w:lvlOverride")):
            levels.update(_levels(override))
            start = _value(override, "startOverride")
            if start and start.isdigit():
                starts[_depth(_attribute(override, "ilvl"))] = int(start)
        lists[_attribute(entry, "numId")] = _List(levels, counts[name], starts)
    return lists


def _levels(holder: BaseOxmlElement) -> Iterator[tuple[int, _Level]]:
    for element in holder.iterfind(qn("w:lvl")):
        depth = _depth(_attribute(element, "ilvl"))
        start, after = _value(element, "start") or "1", _value(element, "lvlRestart") or ""
        legal = element.find(qn("w:isLgl"))
        yield (
            depth,
            _Level(
                _value(element, "numFmt") or "decimal",
                _value(element, "lvlText") or "",
                int(start) if start.isdigit() else 1,
                int(after) if after.isdigit() else depth,
                legal is not None and legal.get(qn("w:val")) not in OFF,
                capitals(element) is True,
                _value(element, "pStyle"),
            ),
        )


def _place(
    paragraph: BaseOxmlElement, styles: Styles, lists: Mapping[str, _List]
) -> tuple[_List, int] | None:
    """Return the list a paragraph is in and how deep, from itself or its style."""
    depth: str | None = None
    for holder in (paragraph, *styles.lineage(styles.of_paragraph(paragraph))):
        name, said = _own(holder)
        if name is None:
            depth = depth or said
            continue
        levels = lists[name].levels if name in lists else {}
        style = holder.get(qn("w:styleId"))
        linked = next((at for at, level in levels.items() if style and level.style == style), None)
        at = linked if depth is None and linked is not None else _depth(depth or said)
        return (lists[name], at) if at in levels else None
    return None


def _own(holder: BaseOxmlElement) -> tuple[str | None, str | None]:
    """Return the list and the depth that a paragraph or a style itself names."""
    number = holder.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    return (None, None) if number is None else (_value(number, "numId"), _value(number, "ilvl"))


def _depth(said: str | None) -> int:
    return int(said) if said and said.isdigit() else 0


def _attribute(element: BaseOxmlElement, name: str) -> str:
    return str(element.get(qn(f"w:{name}"), ""))


def _value(element: BaseOxmlElement, name: str) -> str | None:
    child = element.find(qn(f"w:{name}"))
    value: str | None = None if child is None else child.get(qn("w:val"))
    return value
