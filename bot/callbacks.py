"""Callback data: what a button remembers, in at most 64 bytes.

Nothing is kept on our side, so a button goes on working after a restart and after a rebuild: the
question is read from the card itself or from the message that it replies to, and a span of a
document comes with a checksum of the text it had, so that a changed text is noticed.
"""

import base64
import hashlib
import re
from dataclasses import MISSING, dataclass, fields
from typing import ClassVar, get_args

from telegram.constants import InlineKeyboardButtonLimit

_SEPARATOR = ":"
_KEY = r"[\w-]{8}"  # index.records.document_key
# What the values may be, by the name of their field; anybody can send any data.
_FORMS = {
    "key": _KEY,
    "about": rf"({_KEY}|-)?",
    "within": rf"({_KEY})?",
    "journal": r"([\w-]{8})?",  # bot.journal
    "checksum": r"[\w-]{6}",
    "rank": r"\d{1,2}",
    "level": r"\d",
    "page": r"\d{1,6}",
    "up": r"[01]",
    "user": r"\d{1,16}",
    "days": r"[1-9]\d{0,3}",
    "sure": r"[01]",
    "only": r"([\w-]{6})?,([\w-]{6})?,([\w-]{6})?|",
    "facet": r"[0-2]",
    "worded": r"[01]",
}
_NUMBER = r"\d{1,9}"


class UnknownCallbackError(ValueError):
    """The data was not written by this version of the bot."""


def checksum(text: str) -> str:
    """Return 6 URL-safe characters that tell a changed text from the same one."""
    digest = hashlib.blake2b(text.encode(), digest_size=4).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


NO_DOCUMENT = "-"


@dataclass(frozen=True, slots=True)
class ShowHit:
    """Ask the question again and show one card of its answer; rank 0 is the first screen.

    ``level`` 0 shows the passage alone, 1 the part of the document that it stands in, more the
    next outer ones. ``journal`` is the name under which the question is kept for votes, ``about``
    the key of the document that a follow-up is about, `NO_DOCUMENT` where none was found before it,
    ``within`` that of the only document to look into; empty where there is none.
    """

    code: ClassVar[str] = "h"
    rank: int
    level: int = 0
    journal: str = ""
    about: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class ShowList:
    """Show a page, counted from 1, of the documents that the command asked for.

    ``only`` narrows them (`bot.catalogue.Only.data`); ``worded`` is 1 where words chose them, which
    then must still be there to be read from the command.
    """

    code: ClassVar[str] = "l"
    page: int
    only: str = ""
    worded: int = 0


@dataclass(frozen=True, slots=True)
class Narrow:
    """Show a page, counted from 1, of the values of a facet, to narrow such a list by one."""

    code: ClassVar[str] = "n"
    facet: int
    page: int
    only: str = ""
    worded: int = 0


@dataclass(frozen=True, slots=True)
class AskExample:
    """Ask one of the example questions; ``checksum`` is that of the question."""

    code: ClassVar[str] = "e"
    checksum: str


@dataclass(frozen=True, slots=True)
class Mend:
    """Ask the question again with what looks misspelt put right."""

    code: ClassVar[str] = "k"


@dataclass(frozen=True, slots=True)
class Vote:
    """Say whether an answer helped; ``journal`` is the name of its question, ``up`` 1 or 0."""

    code: ClassVar[str] = "v"
    journal: str
    up: int


@dataclass(frozen=True, slots=True)
class Copy:
    """Send a quotation to be pasted elsewhere; ``checksum`` is that of its text."""

    code: ClassVar[str] = "y"
    key: str
    start: int
    end: int
    checksum: str


@dataclass(frozen=True, slots=True)
class SendFile:
    """Send a document as a file."""

    code: ClassVar[str] = "f"
    key: str


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
class RevokeInvitation:
    """Take back an open invitation, known by its handle; for admins."""

    code: ClassVar[str] = "i"
    handle: int


@dataclass(frozen=True, slots=True)
class ShowMembers:
    """Show a page, counted from 1, of the members; for admins."""

    code: ClassVar[str] = "m"
    page: int


@dataclass(frozen=True, slots=True)
class RemoveMember:
    """Put a member out if ``sure`` is 1, else ask; ``page`` of the list is gone back to."""

    code: ClassVar[str] = "g"
    user: int
    page: int
    sure: int


@dataclass(frozen=True, slots=True)
class ForgetChat:
    """Forget what is kept of the chat in which the button stands, or ``keep`` it after all."""

    code: ClassVar[str] = "x"
    keep: int = 0


@dataclass(frozen=True, slots=True)
class SendReport:
    """Send the figures of so many days as files; for admins."""

    code: ClassVar[str] = "p"
    days: int


@dataclass(frozen=True, slots=True)
class PreviewAnnouncement:
    """Show the announcement of a document."""

    code: ClassVar[str] = "w"
    key: str


@dataclass(frozen=True, slots=True)
class Announce:
    """Send an announcement that was previewed.

    ``checksum`` is that of its text; ``latest`` is the id of the announcement before it.
    """

    code: ClassVar[str] = "a"
    key: str
    checksum: str
    latest: int


@dataclass(frozen=True, slots=True)
class CallOff:
    """Send no announcement after all."""

    code: ClassVar[str] = "t"


@dataclass(frozen=True, slots=True)
class Stay:
    """Do nothing: the button only shows where one is."""

    code: ClassVar[str] = "s"


Callback = (
    ShowHit | Mend | ShowList | Narrow | AskExample | Vote | Copy | SendFile | ShowOutline
    | ReadPage | RevokeInvitation | ShowMembers | RemoveMember | ForgetChat
    | SendReport | PreviewAnnouncement | Announce | CallOff | Stay
)  # fmt: skip
_KINDS: dict[str, type[Callback]] = {kind.code: kind for kind in get_args(Callback)}


def encode(callback: Callback) -> str:
    """Return the callback data of a button.

    What is as usual at the end is left out. ``back`` may hold separators, so it comes last.
    """
    values = [(str(getattr(callback, field.name)), field.default) for field in fields(callback)]
    while values and values[-1][1] is not MISSING and values[-1][0] == str(values[-1][1]):
        values.pop()
    return _SEPARATOR.join([callback.code, *(value for value, _ in values)])


def decode(data: str) -> Callback:
    """Return what a button meant.

    Raises:
        UnknownCallbackError: If this version of the bot writes no such data.
    """
    code, *rest = data.split(_SEPARATOR, 1)
    kind = _KINDS.get(code)
    if kind is None or len(data) > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
        raise UnknownCallbackError(data)
    declared = fields(kind)
    values = rest[0].split(_SEPARATOR, len(declared) - 1) if rest and declared else rest
    missing = declared[len(values) :]
    if len(values) > len(declared) or any(field.default is MISSING for field in missing):
        raise UnknownCallbackError(data)
    arguments: dict[str, int | str] = {}
    for field, value in zip(declared, values, strict=False):
        if field.name == "back":
            if value and not isinstance(decode(value), ShowHit | ShowList):
                raise UnknownCallbackError(data)
        elif not re.fullmatch(_FORMS.get(field.name, _NUMBER), value, re.ASCII):
            raise UnknownCallbackError(data)
        arguments[field.name] = int(value) if field.type is int else value
    return kind(**arguments)  # type: ignore[arg-type]
