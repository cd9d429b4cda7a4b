"""Which elements of a web page are furniture, told by tags, class names, styles and links.

What they do not mark is told by its place (``corpus.article``).
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from lxml import etree, html  # type: ignore[import-untyped]

from corpus.article import is_directive
from corpus.text import canonical_unicode

AROUND = frozenset((
    "nav", "footer", "aside", "form", "button", "label", "legend", "figcaption", "dialog", "menu",
    "marquee",
))  # fmt: skip
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# AMP's own elements are advertisements, media and consent, but for those that only lay out.
_AMP = re.compile(r"amp-(?!accordion|carousel|fit-text|layout|selector)")
# Parts of class names and ids; a portal writes them as main-menu, mainMenu, main__menu or menu2.
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:menu|meta|nav|navbar|navigation|breadcrumbs?|pathway|sidebar|footer|topbar|skip|"
    r"comments?|respond|relate[ds]?|relatedposts|share|sharing|sharedaddy|social|follow|newsletter|banner|ads?|"
    r"advert|advertisement|author(?:box|name)?|popup|modal|dialog|cookie|consent|login|search|pagination|pager|paging|"
    r"pagenav|toolbar|tools?|widget|moduletable|quicklaunch|ribbon(?:row|cont)?|tags?|keywords|"
    r"counter|hits?|views?|viewcount|rating|ratings|vote|poll|print|printer|byline|posted|"
    r"chantrang|tacgia|thanhben|trinhdon|danhmuc|timkiem|dangnhap|duongdan|chiase|thamdo|thoitiet|"
    r"ez-toc|table-of-contents|mailpoet|subscribe|fb|zalo|tiktok|twitter|instagram|lienquan|tinlienquan|tinkhac|tincu|tinmoi|binhluan|quangcao|thongke|truycap|luotxem|hotline|"
    r"audio|player|video|tieu-?diem|tin-(?:khac|moi|cu|lien)|box-(?:tin|hit)|news-?other|other-?news|recent|caption)"
    r"(?:$|[\s_-]|\d)",
    re.IGNORECASE,
)
_ROLES = {"navigation", "button", "search", "contentinfo", "complementary", "dialog", "menu"}
_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])")
_HIDDEN = re.compile(r"display:none|visibility:hidden", re.IGNORECASE)
_NO_SIZE = re.compile(r"font-size:0(?![.\d]*[1-9])", re.IGNORECASE)
_HIDING = {"d-none", "hidden", "sr-only", "visually-hidden", "screen-reader-text"}
_RESPONSIVE = re.compile(r"d-\w+-|.*:")  # hidden on some screens only
_STRUCK = {"del", "s", "strike"}
_MORE = re.compile(
    r"(?:xem|đọc|hiển thị)\s(?:thêm|tiếp|toàn bộ|đầy đủ|hết)(?:\s.{1,20})?\W*", re.IGNORECASE
)
_MOST = 0.4
"""A block with more of the page's text than this is the page, whatever its class is called."""

_HEADLINE = 15  # characters: less is a label
_SUMMARY = 300  # letters: more is no summary of another article

_MAIN = 0.7
"""Share of the text from which ``main`` is the page: less, and the directive may lie beside it."""

_ASKS = ".//input[not(@type) or @type='text' or @type='email' or @type='search']"
"""What a reader is to type, in a box of a few words: a newsletter, a search."""

_LEADS_AWAY = re.compile(r"(?!#.)")  # within the page lead tables of contents and footnotes


@dataclass(slots=True)
class Size:
    """Letters and figures in an element, those of them in links, and the number of links."""

    text: int = 0
    linked: int = 0
    links: int = 0


def content_of(body: html.HtmlElement, marked: Container[html.HtmlElement]) -> html.HtmlElement:
    """Return the element that is marked as the page's content, if it holds most of the text."""
    sizes = sizes_of(body, marked)
    for main in body.xpath(".//main|.//*[@role='main']|.//article"):
        if main in sizes and sizes[main].text >= _MAIN * sizes[body].text:
            return main
    return body


def sizes_of(
    body: html.HtmlElement, without: Container[html.HtmlElement] = ()
) -> dict[html.HtmlElement, Size]:
    """Return how much each element holds, but for those left out and what is in them."""
    sizes: dict[html.HtmlElement, Size] = {}
    walk = etree.iterwalk(body, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element in without:
                walk.skip_subtree()
            else:
                sizes[element] = Size(count(element.text))
        elif element in sizes:
            size = sizes[element]
            if element.tag == "a" and element.get("href"):
                size.linked, size.links = size.text, 1
        if event == "end" and element is not body:
            outer = sizes[element.getparent()]
            inner = sizes.get(element, Size())
            outer.text += inner.text + count(element.tail)
            outer.linked += inner.linked
            outer.links += inner.links
    return sizes


def count(text: str | None) -> int:
    """Return the letters and figures of a text."""
    return sum(map(str.isalnum, text)) if text else 0


def furniture_of(body: html.HtmlElement, title: str) -> set[html.HtmlElement]:
    """Return the elements that are furniture by their marks.

    Args:
        body: Of the page.
        title: What the page calls itself.
    """
    sizes = sizes_of(body)
    most = _MOST * sizes[body].text
    on_demand = set(_on_demand(body))
    found = set()
    walk = etree.iterwalk(body, events=("start",))
    for _, element in walk:
        size = sizes[element]
        if is_struck(element) or (
            size.text <= most
            and (
                _is_furniture(element, size)
                or (is_hidden(element) and element not in on_demand)
                or _is_card(element, size, title)
            )
            and not _has_directive(element)
        ):  # fmt: skip
            found.add(element)
            walk.skip_subtree()
    return found


def is_struck(element: html.HtmlElement) -> bool:
    """Say whether what an element says is struck through."""
    return element.tag in _STRUCK or "line-through" in element.get("style", "")


def _is_furniture(element: html.HtmlElement, size: Size) -> bool:
    tag, role = element.tag, element.get("role", "")
    if tag in AROUND or role in _ROLES or _AMP.match(tag):
        # What opens a part of the page is its heading, whatever it is pressed for.
        return "button" not in (tag, role) or next(element.iterancestors(*HEADINGS), None) is None
    names = _CAMEL.sub("-", f"{element.get('class', '')} {element.get('id', '')}")
    if _FURNITURE.search(names):
        return True
    if size.text <= _SUMMARY and element.xpath(_ASKS):
        return True
    # At least three links that hold nearly all the text are a menu.
    listed = tag in {"ul", "ol", "div", "table", "section"} and size.links >= 3
    return listed and size.linked > 0.8 * size.text


def is_hidden(element: html.HtmlElement) -> bool:
    """Say whether what an element says is not shown."""
    names = element.get("class", "").split()
    style = "".join(element.get("style", "").split())
    return (
        "hidden" in element.attrib
        or _HIDDEN.search(style) is not None
        or (len(element) == 0 and _NO_SIZE.search(style) is not None)  # others have a size again
        or (not _HIDING.isdisjoint(names) and not any(map(_RESPONSIVE.match, names)))
    )


def _on_demand(body: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield the elements that «Xem thêm» may show: beside it, or what it names."""
    ids = {element.get("id"): element for element in body.xpath(".//*[@id]")}
    for control in body.iter("a", "button", "span", "label"):
        said = plain(control.text_content())
        if leads_away(control) or not _MORE.fullmatch(said):
            continue
        for name in ("href", "data-target", "data-bs-target", "aria-controls"):
            if (shown := ids.get(control.get(name, "").removeprefix("#"))) is not None:
                yield shown
        for near in (control, control.getparent()):
            yield from (
                other for other in (near.getprevious(), near.getnext()) if other is not None
            )


def _is_card(element: html.HtmlElement, size: Size, title: str) -> bool:
    """Say whether a block leads to one other article, by its picture and by its headline."""
    if not 2 <= size.links <= 3 or size.text - size.linked > _SUMMARY:
        return False
    links = element.findall(".//a[@href]")
    headline = max((plain(link.text_content()) for link in links), key=len, default="")
    return (
        len(headline) >= _HEADLINE
        and plain(element.text_content()).startswith(headline)
        and headline.casefold() not in title.casefold()
        and len({link.get("href") for link in links}) == 1
        and all(map(leads_away, links))
        and any(link.find(".//img") is not None for link in links)
    )


def _has_directive(element: html.HtmlElement) -> bool:
    """Say whether a line of a directive's head, articles or signature stands in a block."""
    return any(
        inner.tag != "a" and inner.text and is_directive(inner.text.strip())
        for inner in element.iter()
    )


def leads_away(element: html.HtmlElement) -> bool:
    """Say whether an element is a link to another page."""
    return element.tag == "a" and _LEADS_AWAY.match(element.get("href", "#-")) is not None


def plain(text: str) -> str:
    """Return a text of a page in canonical Unicode, its white space as a page shows it."""
    return " ".join(canonical_unicode(text).split())  # entities stand for any character
