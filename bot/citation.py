"""What is said about a document beside its words: plain text, for Telegram and the terminal."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot import messages
from corpus.document import Document, Passage
from corpus.validity import state_of
from index.analysis import fold
from index.answer import Entry, Standing

_NOTES = {"digest": messages.DIGEST_NOTE, "news": messages.NEWS_NOTE}
_ABOUT = re.compile(r"(?:về\b|v/v\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Citation:
    """What stands above a quotation: ``name``, ``origin`` and ``about`` are one sentence.

    ``origin`` is date and body. ``notes`` are the lines that a reader must not miss: the quote is
    not the act's own words, the act is no longer in force.
    """

    name: str
    origin: str
    about: str
    notes: tuple[str, ...]

    @property
    def rest(self) -> str:
        """What follows the name."""
        return _join(" ", self.origin, self.about)


def cite(document: Document, standing: Standing, *, scanned: bool = False) -> Citation:
    """Return what to say of a document, in the order in which directives are cited.

    A digest or a news page never passes for the act, a directive that is no longer in force not
    for one that is. ``scanned``: the quotation was read from a picture.
    """
    notes = (
        _NOTES.get(document.kind, ""),
        validity(standing),
        amendments(standing),
        messages.SCANNED if scanned else "",
    )
    return Citation(
        name=document_name(document),
        origin=_origin(document, document.date),
        about=subject(document),
        notes=tuple(note for note in notes if note),
    )


def reference(entry: Entry) -> str:
    """Return the citation of a document that is not quoted, as one sentence."""
    issued = date.fromisoformat(entry.date) if entry.date else None
    return _join(" ", document_name(entry), _origin(entry, issued), subject(entry))


def names_of(entries: Iterable[Entry], ids: Container[str]) -> Mapping[str, str]:
    """Return id → name of the documents among the entries that have one of these ids.

    Where several are called alike, as parts of one act, each has its id beside its name.
    """
    names = {entry.id: document_name(entry) for entry in entries if entry.id in ids}
    times = Counter(names.values())
    return {id_: f"{name} · {id_}" if times[name] > 1 else name for id_, name in names.items()}


def issued_by(entry: Entry) -> str:
    """Return who issued a document and when, for a list."""
    issued = day(date.fromisoformat(entry.date)) if entry.date else None
    return _join(", ", entry.issuer, issued)


def _origin(document: Document | Entry, issued: date | None) -> str:
    return _join(
        " ",
        issued and f"{messages.DATED} {day(issued)}",
        document.issuer and f"{messages.OF} {document.issuer}",
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


def validity(standing: Standing) -> str:
    """Return whether a document is in force and what took its place; empty if it is, or unknown."""
    state = state_of(standing.status)
    if state == "in force" or not standing.status:
        return ""
    by = _acts(standing.ended_by) or standing.replaced_by or ""
    if state == "abolished" or (state == "ended" and standing.ending in ("ends", "abolishes")):
        return messages.ended(abolished=state == "abolished", under=by)
    if state in ("replaced", "ended"):
        return messages.replaced(over=state == "ended", by=by)
    return messages.in_state(standing.status, by)


def amendments(standing: Standing) -> str:
    """Return what amended a document; empty if nothing is known to."""
    return messages.amended(_acts(standing.amended_by)) if standing.amended_by else ""


def guidance(standing: Standing) -> str:
    """Return what guides how a document is carried out; empty if nothing is known to."""
    return messages.guided(_acts(standing.guided_by)) if standing.guided_by else ""


def _acts(entries: Sequence[Entry]) -> str:
    """Return the names of acts, also of those that only a digest is there of."""
    names = dict.fromkeys(document_name(replace(entry, kind="directive")) for entry in entries)
    return messages.several([*names])


def place(headings: Sequence[str], passage: Passage) -> str:
    """Return where in a document a passage stands: heading path, and the pages it is on."""
    first, last = passage.page, passage.last_page
    pages = f"{first}–{last}" if first != last else first
    return _join(" · ", " › ".join(headings), pages and f"{messages.PAGE} {pages}")


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
