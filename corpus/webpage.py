"""HTML → lines: what the page says, without what surrounds it.

What marks itself as furniture is told by tags, class names and blocks of links, the rest by its
place before or after the article (``corpus.article``): taking the densest block instead loses the
heads and signatures of directives. Lines such as ``Lượt xem: 12`` are left to ``corpus.clean``.
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree, html  # type: ignore[import-untyped]

from corpus.article import is_directive, mark_surroundings
from corpus.errors import UnreadableFileError
from corpus.legacy import font_encoding
from corpus.lines import Line, Source
from corpus.paragraphs import MARKER, looks_wrapped
from corpus.tables import table_lines
from corpus.text import canonical_unicode

_UNSEEN = (
    "script", "style", "noscript", "template", "iframe", "svg", "input", "select", "textarea",
    "audio", "video", "object", "head",
)  # fmt: skip
_AROUND = frozenset((
    "nav", "footer", "aside", "form", "button", "label", "legend", "figcaption", "dialog", "menu",
    "marquee",
))  # fmt: skip
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset((
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figure", "form", "header", "hr", "html", "li", "main", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "br",
    *_HEADINGS, *_AROUND,
)) - {"button", "label"}  # fmt: skip
# AMP's own elements are advertisements, media and consent, but for those that only lay out.
_AMP = re.compile(r"amp-(?!accordion|carousel|fit-text|layout|selector)")
# Parts of class names and ids; a portal writes them as main-menu, mainMenu, main__menu or menu2.
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:menu|meta|nav|navbar|navigation|breadcrumbs?|pathway|sidebar|footer|topbar|skip|"
    r"comments?|respond|related|share|sharing|sharedaddy|social|follow|newsletter|banner|ads?|"
    r"advert|advertisement|popup|modal|dialog|cookie|consent|login|search|pagination|pager|paging|"
    r"pagenav|toolbar|tools?|widget|moduletable|quicklaunch|ribbon(?:row|cont)?|tags?|keywords|"
    r"counter|hits?|views?|viewcount|rating|ratings|vote|poll|print|printer|byline|posted|"
    r"chantrang|thanhben|trinhdon|danhmuc|timkiem|dangnhap|duongdan|chiase|thamdo|thoitiet|"
    r"lienquan|tinlienquan|tinkhac|tincu|tinmoi|binhluan|quangcao|thongke|truycap|luotxem|hotline|"
    r"audio|player|video|tieu-?diem|tin-(?:khac|moi|cu|lien)|box-(?:tin|hit)|news-?other|other-?news|recent|caption)"
    r"(?:$|[\s_-]|\d)",
    re.IGNORECASE,
)
_ROLES = {"navigation", "button", "search", "contentinfo", "complementary", "dialog", "menu"}
_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])")
_MOST = 0.4
"""A block with more of the page's text than this is the page, whatever its class is called."""

_MAIN = 0.7
"""Share of the text from which ``main`` is the page: less, and the directive may lie beside it."""

_PAGE = 0.5
"""Share of the text from which a table's cell is the page itself."""

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_FAMILY = re.compile(r"font-family\s*:\s*[\"']?([^\"',;]+)", re.IGNORECASE)
_LEADS_AWAY = re.compile(r"(?!#.)")  # within the page lead tables of contents and footnotes


@dataclass(slots=True)
class _Size:
    """Letters and figures in an element, those of them in links, and the number of links."""

    text: int = 0
    linked: int = 0
    links: int = 0


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
    return Source(kept, wrapped=wrapped, web=True, dropped=dropped)


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
    marked = _marked(body)
    lines = _lines(body, marked, _content(body, marked))
    mark_surroundings(lines, _plain(tree.findtext(".//title") or ""), first)
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
    sizes = _sizes(body)
    for cell in list(body.iter("td")):
        table = next(cell.iterancestors("table"), None)
        if table is not None and sizes[cell].text > _PAGE * sizes[body].text:
            for part in (table, *_own_parts(table)):
                part.tag = "div"


def _own_parts(table: html.HtmlElement) -> list[html.HtmlElement]:
    """Return the rows and cells of a table that are not those of one within it."""
    inner = list(table.iter("tbody", "tr", "td", "th"))
    return [part for part in inner if next(part.iterancestors("table"), None) is table]


def _content(body: html.HtmlElement, marked: Container[html.HtmlElement]) -> html.HtmlElement:
    """Return the element that is marked as the page's content, if it holds most of the text."""
    sizes = _sizes(body, marked)
    for main in body.xpath(".//main|.//*[@role='main']|.//article"):
        if main in sizes and sizes[main].text >= _MAIN * sizes[body].text:
            return main
    return body


def _sizes(
    body: html.HtmlElement, without: Container[html.HtmlElement] = ()
) -> dict[html.HtmlElement, _Size]:
    """Return how much each element holds, but for those left out and what is in them."""
    sizes: dict[html.HtmlElement, _Size] = {}
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element in without:
                walk.skip_subtree()
            else:
                sizes[element] = _Size(_count(element.text))
        elif element in sizes:
            size = sizes[element]
            if element.tag == "a" and element.get("href"):
                size.linked, size.links = size.text, 1
        if event == "end" and element is not body:
            outer = sizes[element.getparent()]
            inner = sizes.get(element, _Size())
            outer.text += inner.text + _count(element.tail)
            outer.linked += inner.linked
            outer.links += inner.links
    return sizes


def _count(text: str | None) -> int:
    return sum(map(str.isalnum, text)) if text else 0


def _marked(body: html.HtmlElement) -> set[html.HtmlElement]:
    """Return the elements that tags, class names and links mark as furniture."""
    sizes = _sizes(body)
    most = _MOST * sizes[body].text
    marked = set()
    walk = etree.iterwalk(body, events=("start",))
    for _, element in walk:
        size = sizes[element]
        if size.text <= most and _is_furniture(element, size) and not _has_directive(element):
            marked.add(element)
            walk.skip_subtree()
    return marked


def _is_furniture(element: html.HtmlElement, size: _Size) -> bool:
    tag, role = element.tag, element.get("role", "")
    if tag in _AROUND or role in _ROLES or _AMP.match(tag):
        return True
    if "display:none" in element.get("style", "").replace(" ", "") or "hidden" in element.attrib:
        return True
    names = _CAMEL.sub("-", f"{element.get('class', '')} {element.get('id', '')}")
    if _FURNITURE.search(names):
        return True
    # At least three links that hold nearly all the text are a menu.
    listed = tag in {"ul", "ol", "div", "table", "section"} and size.links >= 3
    return listed and size.linked > 0.8 * size.text


def _has_directive(element: html.HtmlElement) -> bool:
    """Say whether a line of a directive's head, articles or signature stands in a block."""
    return any(
        inner.tag != "a" and inner.text and is_directive(inner.text.strip())
        for inner in element.iter()
    )


def _marker(item: html.HtmlElement) -> str:
    """Return what a browser shows before a list's item."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol" or parent.get("type", "1") != "1":
        return "- "
    start = parent.get("start", "1")
    before = sum(1 for _ in item.itersiblings("li", preceding=True))
    return f"{before + (int(start) if start.isdigit() else 1)}. "


class _Walk:
    """Gathers the lines of a page while its elements begin and end."""

    def __init__(self, *, inside: bool) -> None:
        self.lines: list[Line] = []
        self.inside = inside
        """Whether what comes is of the page's content."""
        self._pieces: list[tuple[str, bool, bool]] = []
        self._marker = ""
        self._level = self._strong = self._links = 0
        self._gap = True

    def begin(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            broken = self.close()
            self._gap = self._gap if tag == "br" and not broken else tag != "br"
        self._level = int(tag[1]) if tag in _HEADINGS else self._level
        self._strong += tag in {"b", "strong"}
        self._links += _leads_away(element)
        if tag == "li":
            self._marker = _marker(element)
        self.say(element.text)

    def end(self, element: html.HtmlElement) -> None:
        self._strong -= element.tag in {"b", "strong"}
        self._links -= _leads_away(element)
        if element.tag in _BLOCKS and element.tag != "br":
            self.close()
            self._gap = True
        self._level = 0 if element.tag in _HEADINGS else self._level

    def say(self, text: str | None) -> None:
        self._pieces.append((text or "", self._strong > 0, self._links > 0))

    def close(self) -> bool:
        """End the line begun, if it has text; say whether it has."""
        text = _plain("".join(piece for piece, _, _ in self._pieces))
        bold = all(strong for piece, strong, _ in self._pieces if piece.strip())
        letters = sum(map(str.isalpha, text))
        linked = sum(sum(map(str.isalpha, piece)) for piece, _, link in self._pieces if link)
        self._pieces.clear()
        if text:
            text = text if MARKER.match(text) else self._marker + text
            self._marker = ""
            self._add(text, bold=bold, linked=linked > 0.8 * letters)
            self._gap = True
        return bool(text)

    def table(self, table: html.HtmlElement, size: _Size) -> None:
        """Gather the rows of a table of data."""
        self.close()
        rows = [[[line.text for line in _lines(cell)] for cell in row] for row in _rows(table)]
        captions = [_plain(caption.text_content()) for caption in table.iter("caption")]
        for text in (*captions, *table_lines(rows)):
            self._add(text, linked=size.linked > 0.8 * size.text)

    def leave_out(self, element: html.HtmlElement) -> None:
        """Gather what an element says as furniture."""
        if element.tag in _BLOCKS:
            self.close()
            self._gap = True
        for line in _lines(element):
            line.furniture = True
            self.lines.append(line)

    def _add(self, text: str, *, bold: bool = False, linked: bool = False) -> None:
        line = Line(text, 0, len(text), level=self._level, bold=bold, gap=self._gap)
        line.linked, line.furniture = linked, not self.inside
        self.lines.append(line)


def _plain(text: str) -> str:
    return " ".join(canonical_unicode(text).split())  # entities stand for any character


def _leads_away(element: html.HtmlElement) -> bool:
    return element.tag == "a" and _LEADS_AWAY.match(element.get("href", "#-")) is not None


def _rows(table: html.HtmlElement) -> Iterator[list[html.HtmlElement]]:
    return (list(row.iterchildren("td", "th")) for row in table.iter("tr"))


def _is_data(table: html.HtmlElement) -> bool:
    """Say whether a table has rows to read across; others only set out the page."""
    return table.find(".//table") is None and any(
        sum(_count(cell.text_content()) > 0 for cell in row) > 1 for row in _rows(table)
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
            elif element.tag == "table" and _is_data(element):
                gathered.table(element, _sizes(element)[element])
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
