"""Plain text and Markdown → lines."""

import re
from collections.abc import Iterator, Mapping

from corpus.lines import STRUCK, Line, Source
from corpus.paragraphs import looks_wrapped
from corpus.tables import CELL

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^([a-z_]+)[ \t]*:[ \t]*(.*?)[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_RULE = re.compile(r"(?:[-*_=]\s?){3,}$")
_TABLE_RULE = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_BOLD_LINE = re.compile(r"(?:\*\*|__)(?!\s*\*).*(?:\*\*|__)\W*$")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\((?:https?:|/|#|mailto:)[^)\s]*\)")
_BOLD = re.compile(
    r"(?<!\()\*\*|\*\*(?!\))|(?<!_)__(?!_)"
)  # not the mark of a note: (**); no blanks
_ITALIC = re.compile(r"(?<![\w*])([*_])(?![\s*_])([^*_\n]+)(?<!\s)\1(?![\w*])")
_STRUCK = re.compile(r" ?~~(?![\s~]).*?(?<![\s~])~~(?!~)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|>-])")
_BULLET = re.compile(r"\*\s+(?=\S)")
_QUOTE = re.compile(r"(?:>\s?)+")


def plain_source(text: str, *, joins: bool = True) -> Source:
    """Return the lines of a plain text; form feeds, as ``pdftotext`` writes them, part pages.

    Args:
        text: In canonical Unicode but for its form feeds.
        joins: Whether its lines may have been broken to a width.
    """
    pages = text.rstrip("\f").split("\f")
    lines: list[Line] = []
    for number, page in enumerate(pages, 1):
        gap = False
        for row in page.split("\n"):
            stripped = row.strip()
            if stripped:
                left = len(row) - len(row.lstrip())
                right = len(row.rstrip())
                lines.append(Line(stripped, left, right, number if len(pages) > 1 else 0, gap=gap))
            gap = not stripped
    wrapped = joins and looks_wrapped(lines)
    return Source(lines, wrapped=wrapped, pages=len(pages) if len(pages) > 1 else 0)


def front_matter(text: str) -> tuple[Mapping[str, str], str]:
    """Return the fields that a ``---`` block at the top gives, and the text after it."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    fields = {name: value.strip("\"'") for name, value in _FIELD.findall(match[1])}
    return fields, text[match.end() :]


def markdown_source(text: str) -> Source:
    """Return the lines of a Markdown text without its marks; they tell headings and bold."""
    fields, text = front_matter(text)
    warnings = (STRUCK,) if _STRUCK.search(text) else ()
    lines = list(_markdown_lines(_STRUCK.sub("", text)))
    return Source(lines, wrapped=looks_wrapped(lines), fields=fields, warnings=warnings)


def _markdown_lines(text: str) -> Iterator[Line]:
    gap = False
    for row in text.split("\n"):
        stripped = _QUOTE.sub("", row.strip(), count=1) if row.lstrip()[:1] == ">" else row.strip()
        level, bold = 0, False
        heading = _HEADING.match(stripped)
        if heading:
            level, stripped = len(heading[1]), heading[2]
        elif "|" in stripped and _TABLE_RULE.match(stripped):
            continue
        elif _RULE.match(stripped):
            yield Line("-----")
            gap = False
            continue
        bold = _BOLD_LINE.match(stripped) is not None
        plain = _unmarked(stripped)
        if plain:
            yield Line(plain, 0, len(plain), level=level, bold=bold, gap=gap)
            # A marked heading stands by itself, whatever follows it.
            gap = bool(level)
        else:
            gap = gap or not stripped


def _unmarked(row: str) -> str:
    """Return a line without Markdown's marks; a table's row with its cells apart."""
    row = _BULLET.sub("- ", row, count=1) if row.startswith("* ") and row.count("*") == 1 else row
    if not any(mark in row for mark in "*_|[`\\"):
        return row
    row = _LINK.sub(r"\1", _IMAGE.sub("", row))
    row = _BOLD.sub("", row)
    row = _ITALIC.sub(r"\2", row).replace("`", "")
    if "|" in row:
        cells = [cell.strip() for cell in row.replace(r"\|", "\0").strip("|").split("|")]
        row = CELL.join(cell for cell in cells if cell).replace("\0", "|")
    return _ESCAPE.sub(r"\1", row).strip()
