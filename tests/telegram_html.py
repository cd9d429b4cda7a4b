"""Telegram's HTML, checked as strictly as Telegram does (core.telegram.org/bots/api#html-style)."""

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

# Each tag, and the entity that Telegram makes of it.
_TAGS = {
    "b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "a": "text_link",
    "code": "code", "pre": "pre", "blockquote": "blockquote", "tg-spoiler": "spoiler",
}  # fmt: skip
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")


class HtmlError(ValueError):
    """Telegram would answer: can't parse entities."""


@dataclass
class Parsed:
    """The text of a message, and what stands inside each kind of tag."""

    text: str = ""
    spans: list[tuple[str, str]] = field(default_factory=list)
    marks: list[tuple[int, int, dict[str, str]]] = field(default_factory=list)

    def inside(self, tag: str) -> list[str]:
        """Return the text of each such tag, in order of their ends."""
        return [text for name, text in self.spans if name == tag]

    def entities(self) -> list[dict[str, str | int]]:
        """Return the entities as Telegram does: in order, lengths in UTF-16, outer ones first."""
        found = []
        for start, end, kind in sorted(self.marks, key=lambda mark: (mark[0], -mark[1])):
            # Telegram trims entities as it trims messages; a blank one disappears.
            inside = self.text[start:end]
            end -= len(inside) - len(inside.rstrip())
            if start < end:
                where = {"offset": units(self.text[:start]), "length": units(self.text[start:end])}
                found.append({**kind, **where})
        return found


def units(text: str) -> int:
    """Return a length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parsed = Parsed()
        self.open: list[tuple[str, int, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS or (tag == "blockquote" and tag in [name for name, *_ in self.open]):
            raise HtmlError(f"unexpected <{tag}>")
        allowed = {"a": {"href"}, "blockquote": {"expandable"}}.get(tag, set())
        if not {name for name, _ in attrs} <= allowed:
            raise HtmlError(f"unexpected attribute of <{tag}>")
        given = dict(attrs)
        entity = {"type": _TAGS[tag]}
        if tag == "a":
            if not given.get("href"):
                raise HtmlError("a link to nowhere")
            entity["url"] = str(given["href"])
        if "expandable" in given:
            entity["type"] = "expandable_blockquote"
        self.open.append((tag, len(self.parsed.text), entity))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise HtmlError(f"unexpected </{tag}>")
        _, start, entity = self.open.pop()
        self.parsed.spans.append((tag, self.parsed.text[start:]))
        self.parsed.marks.append((start, len(self.parsed.text), entity))

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
