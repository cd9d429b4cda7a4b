"""What is said about a document beside its words: plain text, for Telegram and the terminal."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot import messages
from corpus.document import Document, Passage
from index.analysis import fold
from index.answer import Entry

_NOTES = {"digest": messages.DIGEST_NOTE, "news": messages.NEWS_NOTE}
_ABOUT = re.compile(r"(?:về\b|v/v\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Citation:
    """What stands above a quotation: ``name`` and ``rest`` are one sentence.

    ``notes`` are the lines that a reader must not miss: the quote is not the act's own words, the
    act is no longer in force.
    """

    name: str
    rest: str
    notes: tuple[str, ...]


def cite(document: Document) -> Citation:
    """Return what to say of a document, in the order in which directives are cited.

    A digest or a news page never passes for the act.
    """
    name = document_name(document)
    notes = (_NOTES.get(document.kind), status(document))
    return Citation(
        name=name,
        rest=_join(
            " ",
            document.date and f"{messages.DATED} {day(document.date)}",
            document.issuer and f"{messages.OF} {document.issuer}",
            subject(document),
        ),
        notes=tuple(note for note in notes if note),
    )


def document_name(document: Document | Entry) -> str:
    """Return the shortest name that tells a document, marked where it is not the act itself."""
    kind, title = document.type, document.title
    if kind and document.number:
        name = f"{kind} {messages.NUMBER} {document.number}"
    elif title and kind and not fold(title).lower().startswith(fold(kind).lower()):
        name = f"{kind} «{title}»"
    else:
        name = document.number or title or kind or document.id
    if document.kind == "news":
        return f"{messages.NEWS} «{name}»"
    return f"{messages.DIGEST} {name}" if document.kind == "digest" else name


def subject(document: Document | Entry) -> str:
    """Return what a document is about, to be read after its name; empty if the name says it."""
    name, title = document_name(document), document.title or ""
    own = name.removeprefix(f"{messages.DIGEST} ")
    title = title.removeprefix(own).strip()
    if not title or title in name:
        return ""
    about, words = _ABOUT.match(title), _ABOUT.sub("", title)
    if about:
        # V/v is short for "về việc".
        return f"{messages.ABOUT_WORK if '/' in about[0] else messages.ABOUT} {words}"
    return title if title[0].islower() or title[0] == "(" else f"«{title}»"


def status(document: Document) -> str:
    """Return whether a document is in force and what replaces it; empty if that is unknown."""
    replaced = document.replaced_by and f"{messages.REPLACED_BY} {document.replaced_by}"
    said = _join("; ", document.status, replaced)
    return said[:1].upper() + said[1:]


def place(headings: Sequence[str], page: int | None) -> str:
    """Return where in a document something stands: heading path and page."""
    return _join(" · ", " › ".join(headings), page and f"{messages.PAGE} {page}")


def headings_above(passage: Passage) -> tuple[str, ...]:
    """Return the heading path without the headings, innermost, that the passage opens with."""
    opening, above, path = _letters(passage.text), 0, passage.headings
    for depth, label in enumerate(path, 1):
        if opening.startswith(_letters(label)):
            opening = opening.removeprefix(_letters(label))
        else:
            above = depth
    return path[:above]


def day(value: date) -> str:
    """Return a date as it is written in Vietnam, day first."""
    return value.strftime("%d/%m/%Y")


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _join(separator: str, *parts: object) -> str:
    return separator.join(str(part) for part in parts if part)
