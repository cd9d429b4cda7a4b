"""The pages over which a portal spreads one article, told by their addresses and its pager.

Joining another article would be a misquote. So a link is followed only if its address is that of
the article with a mark for the page more, and its words or ``rel`` say that page's number or «next
page»: «Bài tiếp theo» has another address, and a list's pager leaves the article as it is.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from lxml import html  # type: ignore[import-untyped]

from corpus.intake import absolute, open_page

# The first pages' marks, from 0 in Joomla's and Drupal's. «pageid» tells pages of a portal apart.
_PARAMETER = re.compile(
    r"(?:\w*_)?(?:p|pg|page|paged|page_?(?:no|num|number|index)|trang|start|limitstart)",
    re.IGNORECASE,
)
_EXTENSION = r"(?:\.(?:s?html?|aspx?|php|jsp))?"
_MARK = re.compile(rf"{_EXTENSION}[/_.-](?:page|trang|p)[-_/]?(\d{{1,3}})", re.IGNORECASE)
# Articles called alike are numbered so, too: a pager must say that number.
_BARE = re.compile(rf"{_EXTENSION}[/_.-](\d{{1,3}})", re.IGNORECASE)
_END = re.compile(rf"{_EXTENSION}/*$", re.IGNORECASE)
_FIRST = re.compile(rf"[/_.-](?:page|trang)[-_/]?0*1(?={_EXTENSION}/*$)", re.IGNORECASE)
_NUMBER = re.compile(r"\[?(?:trang\s|page\s)?(\d{1,3})\]?")
_NEXT = re.compile(
    r"(?:xem\s|đọc\s)?(?:trang\s)?(?:sau|tiếp(?:\stheo)?|kế(?:\stiếp)?|next(?:\spage)?)\s*[»›>→]*|"
    r"trang\s(?:sau|tiếp|kế)\b.{0,12}|next\spage|[»›>→]"
)
_BACK = re.compile(r"(?:trang\s)?(?:đầu|trước|1)|[«‹<←]+(?:\s*trang\s(?:đầu|trước))?")
_CLIMB = 4  # elements from a link up to the whole pager
_PAGER = 160  # characters of the longest pager


def page_links(data: bytes, url: str, first: str, number: int) -> dict[int, str]:
    """Return the addresses of an article's other pages that one of its pages links, by number.

    Args:
        data: The page.
        url: Where it was found.
        first: The address of the article's first page.
        number: The page's own, from 1.
    """
    found: dict[int, str] = {}
    for address, text, link in _links(data, url):
        mark = _mark(address, first, bare=_NUMBER.fullmatch(text) is not None)
        said = _number(text, link, number) if mark else None
        if said and said != number and mark in (said, said - 1):
            found.setdefault(said, address)
    return found


def first_page(data: bytes, url: str) -> str | None:
    """Return the address of the article's first page, if a page that is not the first links it."""
    for address, text, link in _links(data, url):
        back = _BACK.fullmatch(text) or "prev" in link.get("rel", "").lower().split()
        if back and (_mark(url, address, bare=text == "1") or 0) > 1:
            return address
    return None


def script_link(data: bytes, url: str) -> str | None:
    """Return what a link to a second page says that only a script could follow."""
    for address, text, link in _links(data, url):
        if (
            address in ("", url)
            and ("trang" in text or text == "2")
            and _number(text, link, 1) == 2
        ):
            return text
    return None


def is_page_of(address: str, first: str) -> bool:
    """Say whether an address is that of an article with a mark for the page more."""
    return _mark(address, first, bare=False) is not None


def _links(data: bytes, url: str) -> Iterator[tuple[str, str, html.HtmlElement]]:
    """Yield the links of a page: address, empty for a script's, words in small letters, element."""
    if (opened := open_page(data, url)) is None:
        return
    page, base = opened
    for link in page.xpath("//a[@href]|//link[@href]"):
        said = (link.text_content(), link.get("aria-label", ""), link.get("title", ""))
        text = next((" ".join(each.split()) for each in said if each.strip()), "")
        yield absolute(base, link.get("href")) or "", text.casefold(), link


def _number(text: str, link: html.HtmlElement, number: int) -> int | None:
    """Return the page that a link on page ``number`` says it leads to."""
    if "next" in link.get("rel", "").lower().split() or _NEXT.fullmatch(text):
        return number + 1
    said = _NUMBER.fullmatch(text)
    around = (" ".join(part.itertext()) for part in islice(link.iterancestors(), _CLIMB))
    shown = any(
        str(number) in re.findall(r"\d+", pager) for pager in around if len(pager) <= _PAGER
    )
    return int(said[1]) if said and shown else None


def _mark(address: str, first: str, *, bare: bool) -> int | None:
    """Return the mark of a page that an address has more than the article's first; None if more.

    Args:
        address: Perhaps of a page.
        first: The address of the article's first page.
        bare: Whether a number alone may be one.
    """
    there, here = urlsplit(address), urlsplit(_FIRST.sub("", first))
    path, start = _END.sub("", there.path), _END.sub("", here.path)
    asked, known = _asked(there.query), _asked(here.query)
    if there.netloc.lower() != here.netloc.lower() or not path.startswith(start):
        return None
    if path != start:
        found = _MARK.fullmatch(path, len(start)) or (bare and _BARE.fullmatch(path, len(start)))
        found = found if asked == known else None
        return int(found[1]) if found else None
    more, less = asked - known, known - asked
    if more.total() != 1 or less.total() > 1:
        return None
    ((name, value),) = more
    # «p» may number the articles themselves.
    if any(name != other or name == "p" or was not in ("0", "1") for other, was in less):
        return None
    return int(value) if _PARAMETER.fullmatch(name) and re.fullmatch(r"\d{1,3}", value) else None


def _asked(query: str) -> Counter[tuple[str, str]]:
    return Counter(parse_qsl(query, keep_blank_values=True))
