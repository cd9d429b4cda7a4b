"""Does a question name a part of a directive, as «điểm b khoản 2 Điều 5»? Which one is it?

People write the parts in any order and spelling (``đ4 k2``, ``dieu 4 khoan 2``, ``mục II``), and
directives number them in several ways: what a person calls mục 2 of phần III may be headed ``2.``
under ``III-``, and Điều 4 of the rules that a directive explains ``3. Điều 4: …``.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.document import Document, Heading, HeadingKind
from corpus.type_names import type_at_start
from index.analysis import fold, normalise

# By what a question calls them, outermost first.
_NAMES = (
    "phụ lục", "biểu mẫu", "mẫu", "phần", "chương", "mục", "tiểu mục", "điều", "khoản", "điểm",
)  # fmt: skip
_SHORT = {"d": "điều", "k": "khoản"}
_BY_WORD = {fold(name): name for name in _NAMES}
_ORDINALS = ("nhat", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi")
_ROMAN = r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_NUMBER = rf"thu\s+(?:{'|'.join(_ORDINALS)})|\d{{1,3}}(?:\.\d{{1,2}})*[a-z]?|{_ROMAN}|[a-h]"
_PART = re.compile(
    rf"\b(?:(?P<word>{'|'.join(sorted(_BY_WORD, key=len, reverse=True))})\s*(?:so\s+)?"
    rf"(?P<number>(?<=m )[a-z]\d{{0,2}}|{_NUMBER})"
    r"|(?P<short>[dk])(?P<figure>\d{1,3}[a-z]?)"
    r"|(?P<bare>(?<![\d./-])\d{1,2}(?:\.\d{1,2}){1,4}))(?![\w/]|[.-]\d)"
)
_ITEMS = ("khoản", "điểm")  # not every one of them is marked as a heading
_NUMERALS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
# What a person may call a heading of another kind, where none of that name has the number.
_ALSO: dict[str, tuple[HeadingKind, ...]] = {
    "phần": ("mục",), "chương": ("phần",), "mục": ("phần", "khoản"), "tiểu mục": ("mục", "khoản"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A part as a question names it, ``text[start:end]`` of it normalised.

    ``number`` is in figures also where it was ``roman``.
    """

    name: str
    number: str
    start: int
    end: int
    roman: bool = False


def parts_named(question: str) -> tuple[Part, ...]:
    """Return the parts that a question names, outermost first, each name once."""
    text = normalise(question)
    found: dict[str, Part] = {}
    for match in _PART.finditer(fold(text)):
        if match["word"]:
            name = _BY_WORD[match["word"]]
            written = text[match.start("word") : match.end("word")]
            if written not in (name, match["word"]):
                continue  # mức 2, phân 3
            number = text[match.start("number") : match.end("number")]  # d or đ
            name = "khoản" if "." in number and name == "điểm" else name  # điểm 3.6
        elif match["short"]:
            name, number = _SHORT[match["short"]], match["figure"]
        else:
            name, number = "khoản", match["bare"]
        value = number if name == "điểm" else _value(number)
        roman = value.isdigit() and re.fullmatch(_ROMAN, fold(number)) is not None
        found.setdefault(name, Part(name, value, *match.span(), roman))
    return tuple(sorted(found.values(), key=lambda part: _NAMES.index(part.name)))


def without_parts(question: str) -> str:
    """Return a question, normalised, less the parts it names: what is left names a directive."""
    return _without(normalise(question), parts_named(question))


def completed(question: str, before: str) -> str:
    """Return a question that names a part with the outer parts that ``before`` names, in front.

    «khoản 2 thì sao» after «Điều 8» asks for khoản 2 of it.
    """
    parts, typed = parts_named(question), _typed(before)
    outermost = _NAMES.index(parts[0].name) if parts else 0
    outer = [part for part in parts_named(before) if _NAMES.index(part.name) < outermost]
    return " ".join([*(typed[part.start : part.end] for part in outer), question])


def replaced(before: str, question: str) -> str:
    """Return ``before`` with the parts that ``question`` names in the place of its own."""
    whole = completed(question, before)
    named = (_typed(whole)[part.start : part.end] for part in parts_named(whole))
    return " ".join([_without(_typed(before), parts_named(before)), *named])


def _typed(question: str) -> str:
    """Return a question as typed where the offsets of its parts hold in it, else normalised."""
    text = normalise(question)
    return question if len(question) == len(text) else text


def _without(text: str, parts: Sequence[Part]) -> str:
    for part in sorted(parts, key=lambda part: -part.start):
        text = f"{text[: part.start]} {text[part.end :]}"
    return " ".join(text.replace(",", " ").split())


def find_parts(document: Document, question: str) -> tuple[Heading, ...]:
    """Return the headings of the part that a question names, in order; none where it names none.

    Several, where a document numbers its parts anew, as a decision and the rules it brings along;
    naming one of these by its type chooses it. A section on that điều alone is meant rather
    than one on several. Where a khoản or điểm has no heading, the part around it stands in.
    """
    parts = list(parts_named(question))
    while parts:
        for fits in (_is, _may_be):
            found = [path for path in _paths(document) if _leads_to(path, parts, fits)]
            if found:
                found = [path for path in found if not _is_shared(path[-1])] or found
                return tuple(path[-1] for path in _chosen(found, fold(normalise(question))))
        if parts.pop().name not in _ITEMS:
            break
    return ()


def _value(number: str) -> str:
    """Return a number as it is compared: in figures, without zeros in front."""
    number = fold(number).lower()
    ordinal = number.removeprefix("thu").strip()
    if ordinal in _ORDINALS:
        return str(_ORDINALS.index(ordinal) + 1)
    if re.fullmatch(_ROMAN, number):
        values = [_NUMERALS[letter] for letter in number]
        pairs = zip(values, [*values[1:], 0], strict=True)
        return str(sum(-value if value < after else value for value, after in pairs))
    return number.lstrip("0")


def _paths(document: Document) -> Iterator[tuple[Heading, ...]]:
    """Yield each heading with those it stands under, outermost first."""
    path: tuple[Heading, ...] = ()
    for heading in document.headings:
        path = (*(outer for outer in path if outer.level < heading.level), heading)
        yield path


def _leads_to(
    path: Sequence[Heading], parts: Sequence[Part], fits: Callable[[Heading, Part], bool]
) -> bool:
    """Say whether a path ends at the last part and passes through the others, in order."""
    above = iter(path[:-1])
    return fits(path[-1], parts[-1]) and all(
        any(fits(heading, part) for heading in above) for part in parts[:-1]
    )


def _is(heading: Heading, part: Part) -> bool:
    label = fold(heading.label).lower()
    section = rf"\S+\s+(?:dieu \w+,\s*)*dieu {re.escape(part.number)}\b"
    if part.name == "điều" and re.match(section, label):
        return True
    if heading.number is None:
        return False
    if part.name == "điểm":
        return heading.kind == "điểm" and heading.number == part.number
    if _value(heading.number) != part.number:
        return False
    if part.name in ("phụ lục", "mẫu", "biểu mẫu", "tiểu mục"):
        return label.startswith(fold(part.name))
    return heading.kind == part.name


def _is_shared(heading: Heading) -> bool:
    """Say whether a heading is that of a section on several điều of another directive."""
    return heading.kind != "điều" and len(re.findall(r"\bdieu \d", fold(heading.label).lower())) > 1


def _may_be(heading: Heading, part: Part) -> bool:
    return _is(heading, part) or (
        heading.kind in _ALSO.get(part.name, ())
        and not (part.roman and heading.kind == "khoản")  # those are in figures
        and heading.number is not None
        and _value(heading.number) == part.number
    )


def _chosen(paths: Sequence[Sequence[Heading]], question: str) -> Sequence[Sequence[Heading]]:
    """Return the paths through the appended text that a question names by its type, else all."""
    named = []
    for path in paths:
        kind = type_at_start(path[0].label)
        if kind and path[0].level == 1 and fold(normalise(kind[1])) in question:
            named.append(path)
    return named or paths
