"""Callback data: what a button remembers, in at most 64 bytes.

Nothing is kept on our side, so a button goes on working after a restart and after a rebuild: the
question is read from the message that the card replies to, and a span of a document comes with
a checksum of the text it had, so that a changed text is noticed.
"""

import base64
import hashlib
import re
from dataclasses import astuple, dataclass, fields
from typing import ClassVar

_SEPARATOR = ":"
_BACK = re.compile(r"([hl]:\d{1,6})?")


class UnknownCallbackError(ValueError):
    """The data was not written by this version of the bot."""


def checksum(text: str) -> str:
    """Return 6 URL-safe characters that tell a changed text from the same one."""
    digest = hashlib.blake2b(text.encode(), digest_size=4).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class ShowHit:
    """Ask the question again and show one hit; rank 0 is the answer's first screen."""

    code: ClassVar[str] = "h"
    rank: int


@dataclass(frozen=True, slots=True)
class ShowList:
    """Show a page, counted from 1, of the documents that the command asked for."""

    code: ClassVar[str] = "l"
    page: int


@dataclass(frozen=True, slots=True)
class AskExample:
    """Ask one of the example questions; ``checksum`` is that of the question."""

    code: ClassVar[str] = "e"
    checksum: str


@dataclass(frozen=True, slots=True)
class ShowContext:
    """Show what stands around a hit; ``checksum`` is that of the passage's text."""

    code: ClassVar[str] = "c"
    rank: int
    key: str
    start: int
    end: int
    checksum: str


@dataclass(frozen=True, slots=True)
class ShowOutline:
    """Show a page, counted from 1, of a document's headings.

    ``back`` is the callback data of the screen one came from, `ShowHit` or `ShowList`, or empty.
    """

    code: ClassVar[str] = "o"
    key: str
    page: int
    back: str


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Show a page, counted from 1, of a document; ``checksum`` is that of its whole text."""

    code: ClassVar[str] = "r"
    key: str
    page: int
    checksum: str
    back: str


@dataclass(frozen=True, slots=True)
class Stay:
    """Do nothing: the button only shows where one is."""

    code: ClassVar[str] = "s"


Callback = ShowHit | ShowList | AskExample | ShowContext | ShowOutline | ReadPage | Stay
_KINDS: dict[str, type[Callback]] = {
    kind.code: kind
    for kind in (ShowHit, ShowList, AskExample, ShowContext, ShowOutline, ReadPage, Stay)
}


def encode(callback: Callback) -> str:
    """Return the callback data of a button; ``back`` may hold separators, so it comes last."""
    return _SEPARATOR.join([callback.code, *map(str, astuple(callback))])


def decode(data: str) -> Callback:
    """Return what a button meant.

    Raises:
        UnknownCallbackError: If this version of the bot writes no such data.
    """
    code, *rest = data.split(_SEPARATOR, 1)
    kind = _KINDS.get(code)
    if kind is None:
        raise UnknownCallbackError(data)
    names = fields(kind)
    values = rest[0].split(_SEPARATOR, len(names) - 1) if rest and names else rest
    if len(values) != len(names):
        raise UnknownCallbackError(data)
    arguments: dict[str, int | str] = {}
    for field, value in zip(names, values, strict=True):
        # Anybody can send any data with a client of their own.
        if field.type is int:
            if not re.fullmatch(r"\d{1,9}", value, re.ASCII):
                raise UnknownCallbackError(data)
            arguments[field.name] = int(value)
        else:
            if field.name == "back" and not _BACK.fullmatch(value):
                raise UnknownCallbackError(data)
            arguments[field.name] = value
    return kind(**arguments)  # type: ignore[arg-type]
