"""A document as plain values, which JSON holds, and back: between processes and on disk."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from corpus.document import Document, Heading, Relation, Scan

_NAMES = tuple(field.name for field in fields(Document))
_DAYS = ("date", "effective", "expires")
# Fields that hold dataclasses of their own become lists of their values, in order.
_VALUES = {
    name: attrgetter(*(field.name for field in fields(part)))
    for name, part in (("headings", Heading), ("scans", Scan))
}


def values_of(document: Document) -> dict[str, Any]:
    """Return a document's fields by name, dates as ISO 8601, parts as the lists of their values."""
    values = {name: getattr(document, name) for name in _NAMES}
    values |= {
        name: [list(value(part)) for part in values[name]] for name, value in _VALUES.items()
    }
    values |= {name: _iso(values[name]) for name in _DAYS}
    values["closings"] = [list(span) for span in document.closings]
    values["relations"] = [
        [said.kind, said.number, _iso(said.date), said.issuer, _iso(said.since)]
        for said in document.relations
    ]
    return values | {name: list(values[name]) for name in ("cited", "ends", "pages")}


def document_of(values: Mapping[str, Any]) -> Document:
    """Return the document that ``values_of`` took apart.

    Raises:
        ValueError: If it breaks what a document promises, or a date is none.
        TypeError: If a field is missing, unknown or of another form.
    """
    return Document(
        **{
            **values,
            **{name: _day(values[name]) for name in _DAYS},
            "closings": tuple((start, end) for start, end in values["closings"]),
            "cited": tuple(values["cited"]),
            "ends": tuple(values["ends"]),
            "pages": tuple(values["pages"]),
            "headings": tuple(Heading(*value) for value in values["headings"]),
            "relations": relations_of(values["relations"]),
            "scans": tuple(Scan(*value) for value in values["scans"]),
        }
    )


def relations_of(values: Sequence[Sequence[Any]]) -> tuple[Relation, ...]:
    """Return a document's relations from their values."""
    return tuple(
        Relation(kind, number, _day(day), issuer, _day(since))
        for kind, number, day, issuer, since in values
    )


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None


def _day(iso: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(iso) if iso else None
