"""HTML → lines: what the page says, without what surrounds it.

Only what marks itself as furniture is dropped here (tags, class names, blocks of links): taking
the densest block instead loses the heads and signatures of directives. Lines such as
``Lượt xem: 12`` are left to ``corpus.clean``.
"""

import re

from lxml import etree, html  # type: ignore[import-untyped]

from corpus.errors import UnreadableFileError
from corpus.legacy import font_encoding
from corpus.lines import Line, Source
from corpus.paragraphs import MARKER
from corpus.tables import table_lines

_DROPPED = (
    "script", "style", "noscript", "template", "iframe", "svg", "form", "button", "select", "input",
    "textarea", "nav", "footer", "aside", "figcaption", "audio", "video", "object", "head",
    "dialog", "menu",
)  # fmt: skip
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset((
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figure", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "br", *_HEADINGS,
))  # fmt: skip
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:menu|nav|navbar|breadcrumbs?|sidebar|footer|comments?|related|share|sharing|social|"
    r"banner|ads?|advert|advertisement|popup|modal|pagination|toolbar|widget|tags?|counter|lienquan|"
    r"binhluan|quangcao|cookie|login|search|print|skip)(?:$|[\s_-]|\d)",
    re.IGNORECASE,
)
_MOST = 0.4
"""A block with more of the page's text than this is the page, whatever its class is called."""

_MAIN = 0.7
"""Share of the text from which ``main`` is the page: less, and the directive may lie beside it."""

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_FAMILY = re.compile(r"font-family\s*:\s*[\"']?([^\"',;]+)", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


def html_source(text: str, *, legacy: bool = False) -> Source:
    """Return the lines of a web page.

    Args:
        text: In canonical Unicode.
        legacy: Whether it was converted, so that its fonts may have made capitals of its letters.

    Raises:
        UnreadableFileError: If there is no markup in it, or nothing is left of it.
    """
    try:
        tree = html.document_fromstring(_DECLARATION.sub("", text))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFileError("the web page is empty or damaged") from error
    body = tree.find("body")
    body = tree if body is None else body
    if legacy:
        _capitalise(body)
    _prune(body)
    return Source(_lines(_content(body)), web=True)


def _capitalise(body: html.HtmlElement) -> None:
    """Write in capitals what a font shows in them, in place."""
    for marked in body.xpath(".//*[@face or contains(@style, 'font-family')]"):
        family = _FAMILY.search(marked.get("style", ""))
        if font_encoding(family[1] if family else marked.get("face", ""))[1]:
            for element in marked.iter():
                element.text = (element.text or "").upper()
                if element is not marked:
                    element.tail = (element.tail or "").upper()


def _content(body: html.HtmlElement) -> html.HtmlElement:
    """Return the element that is marked as the page's content, if it holds most of the text."""
    for marked in body.xpath(".//main|.//*[@role='main']|.//article"):
        if _length(marked) >= _MAIN * _length(body):
            return marked
    return body


def _prune(body: html.HtmlElement) -> None:
    """Drop the furniture that tags, class names and links mark, in place."""
    etree.strip_elements(body, *_DROPPED, etree.Comment, with_tail=False)
    most = _MOST * _length(body)
    for element in list(body.iterdescendants()):
        if not isinstance(element.tag, str) or element.getparent() is None:
            continue
        names = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
        marked = _FURNITURE.search(names) is not None
        hidden = "display:none" in element.get("style", "").replace(" ", "")
        listed = element.tag in {"ul", "ol", "div", "table", "section"} and _is_links(element)
        if (marked or hidden or listed) and _length(element) <= most:
            element.drop_tree()


def _length(element: html.HtmlElement) -> int:
    return len(_SPACES.sub(" ", element.text_content()))


def _is_links(element: html.HtmlElement) -> bool:
    """Say whether a block is a menu: at least three links, which hold nearly all its text."""
    links = [link for link in element.iter("a") if link.get("href")]
    return len(links) >= 3 and sum(map(_length, links)) > 0.8 * _length(element)


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

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._pieces: list[tuple[str, bool]] = []
        self._marker = ""
        self._level = self._strong = 0

    def begin(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self.close()
        self._level = int(tag[1]) if tag in _HEADINGS else self._level
        self._strong += tag in {"b", "strong"}
        if tag == "li":
            self._marker = _marker(element)
        self.say(element.text)

    def end(self, element: html.HtmlElement) -> None:
        self._strong -= element.tag in {"b", "strong"}
        if element.tag in _BLOCKS:
            self.close()
        self._level = 0 if element.tag in _HEADINGS else self._level

    def say(self, text: str | None) -> None:
        self._pieces.append((text or "", self._strong > 0))

    def close(self) -> None:
        """End the line begun, if it has text."""
        text = " ".join("".join(piece for piece, _ in self._pieces).split())
        bold = all(strong for piece, strong in self._pieces if piece.strip())
        self._pieces.clear()
        if text:
            text = text if MARKER.match(text) else self._marker + text
            self._marker = ""
            self.lines.append(Line(text, 0, len(text), level=self._level, bold=bold))

    def table(self, table: html.HtmlElement) -> None:
        self.close()
        rows = [
            [[line.text for line in _lines(cell)] for cell in row.iterchildren("td", "th")]
            for row in table.iter("tr")
        ]
        captions = [" ".join(caption.text_content().split()) for caption in table.iter("caption")]
        for text in (*captions, *table_lines(rows)):
            self.lines.append(Line(text, 0, len(text)))


def _lines(body: html.HtmlElement) -> list[Line]:
    """Return a line for each block of the page, in reading order."""
    walk = _Walk()
    skipped: html.HtmlElement | None = None
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start" and skipped is None:
            if element.tag == "table" and element.find(".//table") is None:
                walk.table(element)
                skipped = element
            else:
                walk.begin(element)
        elif event == "end" and (skipped is None or skipped is element):
            if skipped is None:
                walk.end(element)
            skipped = None
            if element is not body:
                walk.say(element.tail)
    walk.close()
    return walk.lines
