"""What is said about a document beside its words: plain text, for Telegram and the terminal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot import messages
from corpus.document import Document
from index.answer import Entry


@dataclass(frozen=True, slots=True)
class Citation:
    """The lines of a citation; an empty one is not shown."""

    name: str
    origin: str
    title: str
    note: str
    status: str

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines under the name that say something."""
        rest = (self.origin, self.title, self.note, self.status)
        return tuple(line for line in rest if line)


def cite(document: Document) -> Citation:
    """Return what to say of a document: a digest or a news page never passes for the act."""
    name = document_name(document)
    status = []
    if document.status:
        status.append(f"{messages.STATUS} {document.status}")
    if document.replaced_by:
        status.append(f"{messages.REPLACED_BY} {document.replaced_by}")
    return Citation(
        name=name,
        origin=_join(
            ", ", document.issuer, document.date and f"{messages.DATED} {day(document.date)}"
        ),
        title="" if document.title is None or document.title in name else document.title,
        note={"digest": messages.DIGEST_NOTE, "news": messages.NEWS_NOTE}.get(document.kind, ""),
        status=". ".join(status),
    )


def document_name(document: Document | Entry) -> str:
    """Return the shortest name that tells a document, marked where it is not the act itself."""
    name = _join(f" {messages.NUMBER} ", document.type, document.number)
    if not document.number:
        name = document.title or name or document.id
    mark = {"digest": messages.DIGEST, "news": messages.NEWS}.get(document.kind)
    return f"«{mark}» {name}" if mark else name


def place(headings: Sequence[str], page: int | None) -> str:
    """Return where in a document something stands: heading path and page."""
    return _join(" · ", " › ".join(headings), page and f"{messages.PAGE} {page}")


def day(value: date) -> str:
    """Return a date as it is written in Vietnam, day first."""
    return value.strftime("%d/%m/%Y")


def _join(separator: str, *parts: object) -> str:
    return separator.join(str(part) for part in parts if part)
