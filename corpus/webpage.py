"""HTML → lines: what the page says, without what surrounds it.

What marks itself as furniture is told by tags, class names and blocks of links, the rest by its
place before or after the article (``corpus.article``): taking the densest block instead loses the
heads and signatures of directives. Lines such as ``Lượt xem: 12`` are left to ``corpus.clean``.
"""

import re
from collections.abc import Container, Iterator, Sequence

from lxml import etree, html  # type: ignore[import-untyped]

from corpus.article import mark_surroundings
from corpus.errors import UnreadableFileError
from corpus.legacy import font_encoding
from corpus.lines import STRUCK, Line, Source
from corpus.list_numbers import written
from corpus.page_marks import (
    AROUND,
    HEADINGS,
    Size,
    content_of,
    count,
    furniture_of,
    is_hidden,
    is_struck,
    leads_away,
    plain,
    sizes_of,
)
from corpus.paragraphs import MARKER, looks_wrapped
from corpus.plain import plain_source
from corpus.symbols import set_apart
from corpus.tables import spread, table_lines
from corpus.text import canonical_unicode

_UNSEEN = (
    "script", "style", "noscript", "template", "iframe", "svg", "select", "textarea", "audio",
    "video", "object", "head",
)  # fmt: skip
_BLOCKS = frozenset((
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figure", "form", "header", "hr", "html", "li", "main", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "br",
    *HEADINGS, *AROUND,
)) - {"button", "label"}  # fmt: skip
_RISES = {"sup": 1, "super": 1, "sub": -1}
_RISE = re.compile(r"\bvertical-align\s*:\s*(\w+)")
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
_COUNT = re.compile(r"\d{1,4}")
_LIST_FORMS = {
    "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
    "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
}  # fmt: skip
_PAGE = 0.5
"""Share of the text from which a table's cell is the page itself."""

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_FAMILY = re.compile(r"font-family\s*:\s*[\"']?([^\"',;]+)", re.IGNORECASE)


def html_source(text: str, *, legacy: bool = False) -> Source:
    """Return the lines of a web page, as ``page_lines`` does, as a source."""
    return web_source(page_lines(text, legacy=legacy))


def web_source(lines: Sequence[Line]) -> Source:
    """Return the source that a page's lines make up, less those that are marked as furniture."""
    kept = [line for line in lines if not line.furniture]
    wrapped = looks_wrapped(kept)
    for line in kept:
        line.gap = line.gap and wrapped
    dropped = tuple(line.text for line in lines if line.furniture)
    warnings = (STRUCK,) if any(line.struck for line in lines) else ()
    return Source(kept, wrapped=wrapped, web=True, warnings=warnings, dropped=dropped)


def page_lines(text: str, *, legacy: bool = False, first: Sequence[Line] = ()) -> list[Line]:
    """Return the lines of a web page, what surrounds its article marked as furniture.

    Args:
        text: In canonical Unicode.
        legacy: Whether it was converted, so that its fonts may have made capitals of its letters.
        first: The lines of the article's first page, if the page goes on with it.

    Raises:
        UnreadableFileError: If there is no markup in it.
    """
    try:
        tree = html.document_fromstring(_DECLARATION.sub("", text))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFileError("the web page is empty or damaged") from error
    body = tree.find("body")
    body = tree if body is None else body
    if legacy:
        _capitalise(body)
    etree.strip_elements(body, *_UNSEEN, etree.Comment, etree.PI, with_tail=False)
    _open_layout(body)
    title = plain(tree.findtext(".//title") or "")
    furniture = furniture_of(body, title)
    lines = _lines(body, furniture, content_of(body, furniture))
    mark_surroundings(lines, title, first)
    return lines


def _capitalise(body: html.HtmlElement) -> None:
    """Write in capitals what a font shows in them, in place."""
    for marked in body.xpath(".//*[@face or contains(@style, 'font-family')]"):
        family = _FAMILY.search(marked.get("style", ""))
        if font_encoding(family[1] if family else marked.get("face", ""))[1]:
            for element in marked.iter():
                element.text = (element.text or "").upper()
                if element is not marked:
                    element.tail = (element.tail or "").upper()


def _open_layout(body: html.HtmlElement) -> None:
    """Make plain blocks, in place, of the tables that only set out the page."""
    sizes = sizes_of(body)
    for cell in list(body.iter("td")):
        table = next(cell.iterancestors("table"), None)
        if table is not None and sizes[cell].text > _PAGE * sizes[body].text:
            for part in (table, *_own_parts(table)):
                part.tag = "div"


def _own_parts(table: html.HtmlElement) -> list[html.HtmlElement]:
    """Return the rows and cells of a table that are not those of one within it."""
    inner = list(table.iter("tbody", "tr", "td", "th"))
    return [part for part in inner if next(part.iterancestors("table"), None) is table]


def _marker(item: html.HtmlElement, counts: dict[html.HtmlElement, int]) -> str:
    """Return what a browser shows before a list's item, a hyphen for its bullets.

    Args:
        item: Of the list.
        counts: The last count of each list; the item's own is set.
    """
    parent = item.getparent()
    style = _LIST_STYLE.search(parent.get("style", "")) if parent is not None else None
    if style and style[1].lower() == "none":
        return ""
    if parent is None or parent.tag != "ol":
        return "- "
    form = _LIST_FORMS.get(style[1].lower() if style else parent.get("type", "1"), "decimal")
    said = item.get("value") or ("" if parent in counts else parent.get("start", ""))
    counts[parent] = int(said) if _COUNT.fullmatch(said) else counts.get(parent, 0) + 1
    return f"{written(counts[parent], form)}. "


class _Walk:
    """Gathers the lines of a page while its elements begin and end."""

    def __init__(self, *, inside: bool) -> None:
        self.lines: list[Line] = []
        self.inside = inside
        """Whether what comes is of the page's content."""
        self._pieces: list[tuple[str, bool, bool]] = []
        self._marker = ""
        self._counts: dict[html.HtmlElement, int] = {}
        self._level = self._strong = self._links = self._rise = 0
        self._gap = True

    def begin(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            broken = self.close()
            self._gap = tag != "br" or not broken  # a line left empty parts paragraphs
        self._level = int(tag[1]) if tag in HEADINGS else self._level
        self._strong += tag in {"b", "strong"}
        self._links += leads_away(element)
        self._rise += _rise(element)
        if tag == "li":
            self._marker = _marker(element, self._counts)
        self.say("“" if tag == "q" else "")
        self.say(element.text)

    def end(self, element: html.HtmlElement) -> None:
        self.say("”" if element.tag == "q" else "")
        self._strong -= element.tag in {"b", "strong"}
        self._links -= leads_away(element)
        self._rise -= _rise(element)
        if element.tag in _BLOCKS and element.tag != "br":
            self.close()
            self._gap = True
        self._level = 0 if element.tag in HEADINGS else self._level

    def say(self, text: str | None) -> None:
        if text:
            text = set_apart(text, self._pieces[-1][0] if self._pieces else "", self._rise)
            self._pieces.append((text, self._strong > 0, self._links > 0))

    def close(self) -> bool:
        """End the line begun, if it has text; say whether it has."""
        text = plain("".join(piece for piece, _, _ in self._pieces))
        bold = all(strong for piece, strong, _ in self._pieces if piece.strip())
        letters = sum(map(str.isalpha, text))
        linked = sum(sum(map(str.isalpha, piece)) for piece, _, link in self._pieces if link)
        self._pieces.clear()
        if text:
            text = text if MARKER.match(text) else self._marker + text
            self._marker = ""
            # What a directive is based on is of it, however much of it leads to other directives.
            leads = linked > 0.8 * letters and not text.startswith("Căn cứ ")
            self._add(text, bold=bold, linked=leads)
            self._gap = True
        return bool(text)

    def table(self, table: html.HtmlElement, size: Size) -> None:
        """Gather the rows of a table of data."""
        self.close()
        unseen = {part for part in table.iter() if is_struck(part) or is_hidden(part)}
        rows = spread(
            ((self._cell(cell, unseen), *_spans(cell)) for cell in row) for row in _rows(table)
        )
        captions = [plain(caption.text_content()) for caption in table.iter("caption")]
        for text in (*captions, *table_lines(rows)):
            self._add(text, linked=size.linked > 0.8 * size.text)

    def _cell(self, cell: html.HtmlElement, unseen: Container[html.HtmlElement]) -> list[str]:
        """Return what is seen of a cell; gather the rest as furniture."""
        lines = _lines(cell, unseen)
        self.lines += [line for line in lines if line.furniture]
        return [line.text for line in lines if not line.furniture]

    def preformatted(self, block: html.HtmlElement) -> None:
        """Gather the rows of a block that is shown as it is typed."""
        self.close()
        for line in plain_source(canonical_unicode(block.text_content())).lines:
            line.furniture = not self.inside
            line.gap = line.gap or self._gap
            self._gap = False
            self.lines.append(line)
        self._gap = True

    def leave_out(self, element: html.HtmlElement) -> None:
        """Gather what an element says as furniture."""
        if element.tag in _BLOCKS:
            self.close()
            self._gap = True
        for line in _lines(element):
            line.furniture, line.struck = True, self.inside and is_struck(element)
            self.lines.append(line)

    def _add(self, text: str, *, bold: bool = False, linked: bool = False) -> None:
        line = Line(text, 0, len(text), level=self._level, bold=bold, gap=self._gap)
        line.linked, line.furniture = linked, not self.inside
        self.lines.append(line)


def _rise(element: html.HtmlElement) -> int:
    """Return whether an element is set above its line or below."""
    style = _RISE.search(element.get("style", ""))
    return _RISES.get(style[1] if style else "", _RISES.get(element.tag, 0))


def _rows(table: html.HtmlElement) -> Iterator[list[html.HtmlElement]]:
    return (list(row.iterchildren("td", "th")) for row in table.iter("tr"))


def _spans(cell: html.HtmlElement) -> tuple[int, int]:
    """Return how many rows and columns a cell spans."""
    down, across = (
        int(said) if _COUNT.fullmatch(said := cell.get(name, "").strip()) else 1
        for name in ("rowspan", "colspan")
    )
    return down, across


def _is_data(table: html.HtmlElement) -> bool:
    """Say whether a table has rows to read across; others only set out the page."""
    return table.find(".//table") is None and any(
        sum(count(cell.text_content()) > 0 for cell in row) > 1 for row in _rows(table)
    )


def _lines(
    body: html.HtmlElement,
    marked: Container[html.HtmlElement] = (),
    content: html.HtmlElement | None = None,
) -> list[Line]:
    """Return a line for each block, in reading order; furniture those marked or not of content."""
    gathered = _Walk(inside=content is None or content is body)
    walk = etree.iterwalk(body, events=("start", "end"))
    left_out: set[html.HtmlElement] = set()
    for event, element in walk:
        if event == "start":
            if element is content and element is not body:
                gathered.close()
                gathered.inside = True
            if element in marked:
                gathered.leave_out(element)
            elif element.tag == "pre" and "\n" in element.text_content().strip():
                gathered.preformatted(element)
            elif element.tag == "table" and _is_data(element):
                gathered.table(element, sizes_of(element)[element])
            else:
                gathered.begin(element)
                continue
            left_out.add(element)
            walk.skip_subtree()
        else:
            if element not in left_out:
                gathered.end(element)
            if element is content and element is not body:
                gathered.close()
                gathered.inside = False
            if element is not body:
                gathered.say(element.tail)
    gathered.close()
    return gathered.lines
