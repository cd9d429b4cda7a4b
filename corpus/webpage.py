"""HTML → lines: what the page says, without what surrounds it.

Only what marks itself as furniture is dropped here (tags, class names, blocks of links): taking
the densest block instead loses the heads and signatures of directives. Lines such as
``Lượt xem: 12`` are left to ``corpus.clean``.
"""

import re
from collections.abc import Iterator

from lxml import etree, html  # type: ignore[import-untyped]

from corpus.errors import UnreadableFileError
from corpus.lines import Line, Source
from corpus.paragraphs import MARKER
from corpus.tables import table_lines

_DROPPED = frozenset(
    "script style noscript template iframe svg form button select option input textarea nav footer "
    "aside figcaption audio video object head dialog menu".split()
)
_BLOCKS = frozenset(
    "address article blockquote body caption center dd details div dl dt fieldset figure header "
    "hr html li main ol p pre section summary table tbody td tfoot th thead tr ul "
    "h1 h2 h3 h4 h5 h6 br".split()
)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:menu|nav|navbar|breadcrumbs?|sidebar|footer|comments?|related|share|sharing|social|"
    r"banner|ads?|advert|advertisement|popup|modal|pagination|toolbar|widget|tags?|counter|lienquan|"
    r"binhluan|quangcao|cookie|login|search|print|skip)(?:$|[\s_-]|\d)",
    re.IGNORECASE,
)
_MOST = 0.4
"""A block with more of the page's text than this is the page, whatever its class is called."""

_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_SPACES = re.compile(r"\s+")


def html_source(text: str) -> Source:
    """Return the lines of a web page.

    Raises:
        UnreadableFileError: If there is no markup in it, or nothing is left of it.
    """
    try:
        tree = html.document_fromstring(_DECLARATION.sub("", text))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFileError("the web page is empty or damaged") from error
    body = tree.find("body")
    body = tree if body is None else body
    _prune(body)
    lines = [line for line in _lines(body) if line.text]
    return Source(lines, web=True)


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


def _lines(body: html.HtmlElement) -> Iterator[Line]:
    """Yield a line for each block of the page, in reading order."""
    pieces: list[tuple[str, bool]] = []
    marker = ""

    def flush(level: int = 0) -> Iterator[Line]:
        nonlocal marker
        text = _SPACES.sub(" ", "".join(piece for piece, _ in pieces)).strip()
        bold = bool(text) and all(strong for piece, strong in pieces if piece.strip())
        pieces.clear()
        if text:
            text = text if MARKER.match(text) else marker + text
            marker = ""
            yield Line(text, 0, len(text), level=level, bold=bold)

    # Not recursive: a hostile page nests deeper than Python's stack.
    skipped: html.HtmlElement | None = None
    level = strong = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = element.tag
        if event == "start" and skipped is None:
            if tag == "table" and not element.xpath(".//table"):
                yield from flush()
                rows = [
                    [[line.text for line in _lines(cell)] for cell in row.iterchildren("td", "th")]
                    for row in element.iter("tr")
                ]
                yield from (Line(text, 0, len(text)) for text in table_lines(rows))
                skipped = element
                continue
            if tag in _BLOCKS:
                yield from flush(level)
            level = int(tag[1]) if tag in {"h1", "h2", "h3", "h4", "h5", "h6"} else level
            strong += tag in {"b", "strong"}
            if tag == "li":
                marker = _marker(element)
            pieces.append((element.text or "", strong > 0))
        elif event == "end":
            if skipped is element:
                skipped = None
            elif skipped is None:
                strong -= tag in {"b", "strong"}
                if tag in _BLOCKS:
                    yield from flush(level)
                    level = 0 if tag in {"h1", "h2", "h3", "h4", "h5", "h6"} else level
            if skipped is None and element is not body:
                pieces.append((element.tail or "", strong > 0))
    yield from flush()
