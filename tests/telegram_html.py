"""Telegram's HTML, checked as strictly as Telegram does (core.telegram.org/bots/api#html-style)."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

_TAGS = {"b", "i", "u", "s", "a", "code", "pre", "blockquote"}
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")


class HtmlError(ValueError):
    """Telegram would answer: can't parse entities."""


@dataclass
class Parsed:
    """The text of a message, and what stands inside each kind of tag."""

    text: str = ""
    spans: list[tuple[str, str]] = field(default_factory=list)

    def inside(self, tag: str) -> list[str]:
        """Return the text of each such tag, in order of their ends."""
        return [text for name, text in self.spans if name == tag]


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parsed = Parsed()
        self.open: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS or (tag == "blockquote" and tag in [name for name, _ in self.open]):
            raise HtmlError(f"unexpected <{tag}>")
        allowed = {"a": {"href"}, "blockquote": {"expandable"}}.get(tag, set())
        if not {name for name, _ in attrs} <= allowed:
            raise HtmlError(f"unexpected attribute of <{tag}>")
        self.open.append((tag, len(self.parsed.text)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise HtmlError(f"unexpected </{tag}>")
        _, start = self.open.pop()
        self.parsed.spans.append((tag, self.parsed.text[start:]))

    def handle_data(self, data: str) -> None:
        if "<" in data or "&" in data:
            raise HtmlError(f"unescaped character in {data!r}")
        self.parsed.text += data

    def handle_entityref(self, name: str) -> None:
        self.parsed.text += unescape(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parsed.text += unescape(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        raise HtmlError("a comment")

    def handle_decl(self, decl: str) -> None:
        raise HtmlError("a declaration")

    def unknown_decl(self, data: str) -> None:
        raise HtmlError("a declaration")

    def handle_pi(self, data: str) -> None:
        raise HtmlError("a processing instruction")


def parse(html: str) -> Parsed:
    """Return the text and the entities of a message.

    Raises:
        HtmlError: If Telegram would not take it.
    """
    if "&" in _ENTITY.sub("", html):
        raise HtmlError("an ampersand that is not escaped")
    parser = _Parser()
    parser.feed(html)
    parser.close()
    if parser.open:
        raise HtmlError(f"<{parser.open[-1][0]}> is not closed")
    return parser.parsed
