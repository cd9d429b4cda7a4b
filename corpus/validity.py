"""Which directives are in force, and when: what the catalogue says, and what others do to them."""

import datetime
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from corpus.document import Kind, Relation, RelationKind
from corpus.numbers import comparable, find_numbers
from corpus.text import fold

State = Literal["in force", "partly", "not yet", "replaced", "ended", "abolished"]
"""``partly``: some of it is no longer in force."""

OVER: frozenset[State | None] = frozenset({"replaced", "ended", "abolished"})

NOT_IN_FORCE: frozenset[State | None] = OVER | {"not yet"}

_WORDS: Mapping[State, tuple[str, ...]] = {
    "in force": ("còn hiệu lực", "có hiệu lực", "đang có hiệu lực"),
    "partly": ("hết hiệu lực một phần", "ngưng hiệu lực một phần", "còn hiệu lực một phần"),
    "not yet": ("chưa có hiệu lực", "chưa hiệu lực"),
    "replaced": ("được thay thế", "đã được thay thế", "bị thay thế", "đã bị thay thế", "thay thế"),
    "ended": ("hết hiệu lực", "đã hết hiệu lực", "hết hiệu lực toàn bộ", "ngưng hiệu lực",
              "không còn hiệu lực"),
    "abolished": ("bị bãi bỏ", "đã bị bãi bỏ", "đã bãi bỏ", "bãi bỏ", "bị hủy bỏ", "đã hủy bỏ",
                  "hủy bỏ"),
}  # fmt: skip

ENDING: Mapping[RelationKind, str] = {
    "replaces": "được thay thế", "ends": "hết hiệu lực", "abolishes": "bị bãi bỏ",
}  # fmt: skip
"""What becomes of a directive that something ends, strongest first."""


_NOT_YET = "chưa có hiệu lực"


def _folded(text: str) -> str:
    return " ".join(fold(unicodedata.normalize("NFC", text)).casefold().split())


_STATES = {_folded(words): state for state, known in _WORDS.items() for words in known}
_SHOWN = {_folded(words): words for known in _WORDS.values() for words in known}


def state_of(status: str | None) -> State | None:
    """Return what a status means, written with diacritics or without; None if that is unknown."""
    return _STATES.get(_folded(status or "").rstrip("."))


def doubt_about(status: str) -> str | None:
    """Return what is wrong with a status that the catalogue gives, None if it is understood."""
    if state_of(status):
        return None
    near = get_close_matches(_folded(status), _SHOWN, 1)
    if near:
        return f"status: «{status}» is not understood; did you mean «{_SHOWN[near[0]]}»?"
    return f"status: «{status}» is not understood; write «còn hiệu lực» or «hết hiệu lực»"


@dataclass(frozen=True, slots=True)
class Act:
    """What of a document decides how it stands to the others; ``row`` is its own.

    ``effective`` is the day from which it says to be in force, None for at once, ``expires`` the
    last day on which it says so, None if it tells none.
    """

    row: int
    kind: Kind
    number: str | None = None
    issuer: str | None = None
    date: datetime.date | None = None
    status: str | None = None
    replaced_by: str | None = None
    relations: tuple[Relation, ...] = ()
    effective: datetime.date | None = None
    expires: datetime.date | None = None


ALWAYS = datetime.date.min
"""The day since which whatever is not told to begin later holds."""


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """What the document of ``row`` does to that of ``other``, from a day on."""

    other: int
    kind: RelationKind
    row: int
    since: datetime.date = ALWAYS


def links(acts: Sequence[Act]) -> list[Link]:
    """Return what documents of a collection do to each other, in a fixed order.

    A number that several bodies share means the directive that date, issuer and place leave; if
    they leave several, none. What the catalogue says of a directive's end wins over all texts, and
    two directives that each claim to end the other do neither. Of several days told for an end the
    last counts.
    """
    named = _by_number(acts)
    said = [
        (act, relation, other.row)
        for act in acts
        if act.kind == "directive"
        for relation in act.relations
        for other in _meant(relation, act, named)
    ]
    ends: defaultdict[tuple[int, int], datetime.date] = defaultdict(lambda: ALWAYS)
    for act, relation, other in said:
        ends[act.row, other] = max(ends[act.row, other], relation.since or act.effective or ALWAYS)
    found = {
        Link(
            other, relation.kind, act.row,
            ends[act.row, other] if relation.kind in ENDING else act.effective or ALWAYS,
        )
        for act, relation, other in said
    }  # fmt: skip
    ended = {(link.row, link.other) for link in found if link.kind in ENDING}
    by_row = {act.row: act for act in acts}
    kept = [
        link
        for link in found
        if link.kind not in ENDING
        or not ((link.other, link.row) in ended or _is_told(by_row[link.other]))
    ]
    catalogued = (
        Link(act.row, "replaces", newer.row)
        for act in acts
        if act.replaced_by
        for newer in _named_by(act.replaced_by, act, named)
    )
    return sorted({*kept, *catalogued})


def status_of(act: Act, incoming: Iterable[Link], day: datetime.date) -> str | None:
    """Return a document's status on a day: the catalogue's, or what follows from the links to it.

    What another directive ends stays in force until that one is itself. The day on which it says
    to end counts while nobody amends it: that may have been put off.
    """
    if act.status:
        return act.status
    kinds = {link.kind for link in incoming if link.since <= day}
    kinds |= {"replaces"} if act.replaced_by else set()
    if act.expires and act.expires < day and "amends" not in kinds:
        kinds.add("ends")
    ended = next((status for kind, status in ENDING.items() if kind in kinds), None)
    return ended or (_NOT_YET if act.effective and act.effective > day else None)


def statuses(act: Act, incoming: Sequence[Link]) -> list[tuple[datetime.date, str | None]]:
    """Return each day on which a document's status changes, and what it is from then on."""
    days = {ALWAYS, act.effective or ALWAYS, *(link.since for link in incoming)}
    if act.expires and act.expires < datetime.date.max:
        days.add(act.expires + datetime.timedelta(1))
    found: list[tuple[datetime.date, str | None]] = []
    for day in sorted(days):
        status = status_of(act, incoming, day)
        if status != (found[-1][1] if found else None):
            found.append((day, status))
    return found


def unknown_successors(acts: Sequence[Act]) -> Iterator[tuple[int, str]]:
    """Yield row and sentence for each ``replaced_by`` that names a number nobody has."""
    named = _by_number(acts)
    for act in acts:
        for span in find_numbers(act.replaced_by or ""):
            if comparable(span.canonical) not in named:
                yield act.row, f"replaced_by: there is no {span.canonical} among the documents"


def _by_number(acts: Iterable[Act]) -> Mapping[str, list[Act]]:
    named: defaultdict[str, list[Act]] = defaultdict(list)
    for act in acts:
        if act.number and act.kind != "news":
            named[comparable(act.number)].append(act)
    return named


def _is_told(act: Act) -> bool:
    """Say whether the catalogue tells how the document ended, or that it did not."""
    return bool(act.replaced_by) or state_of(act.status) in ("in force", "partly", "not yet")


def _named_by(text: str, act: Act, named: Mapping[str, list[Act]]) -> Iterator[Act]:
    for span in find_numbers(text):
        for other in named.get(comparable(span.canonical), ()):
            older = other.date and act.date and other.date < act.date
            if other.row != act.row and not older:
                yield other


def _meant(relation: Relation, act: Act, named: Mapping[str, list[Act]]) -> list[Act]:
    """Return the documents that a relation is to: one directive, perhaps in several parts."""
    number = comparable(relation.number)
    if act.number and comparable(act.number) == number:
        return []
    found = [other for other in named.get(number, ()) if _possible(relation, act, other)]
    dated = [other for other in found if other.date and other.date == relation.date]
    for close in (
        dated,
        [other for other in found if _alike(other.issuer, relation.issuer)],
        [other for other in found if _alike(other.issuer, act.issuer)],
    ):
        if len({(other.date, other.issuer) for other in found}) > 1 and close:
            found = close
    return found if len({other.date for other in found if other.date}) <= 1 else []


def _possible(relation: Relation, act: Act, other: Act) -> bool:
    if other.row == act.row:
        return False
    if relation.date and other.date:
        return relation.date == other.date
    if act.date and other.date and other.date > act.date:
        return False  # nobody ends what is not there yet
    here, there = _place(relation.issuer) or _place(act.issuer), _place(other.issuer)
    return not (here and there) or here == there


_PLACE = re.compile(
    r"(?:ủy|tỉnh|thành phố|huyện|quận|thị xã|xã|phường|đặc khu|thị trấn)\s+"
    r"([A-ZĐÀ-Ỹ][^\W\d_]*(?:[\s-]+[A-ZĐÀ-Ỹ][^\W\d_]*)*)$"
)


def _place(issuer: str | None) -> str | None:
    """Return the place that a local body is named after."""
    match = _PLACE.search(issuer or "")
    return _folded(match[1]) if match else None


def _alike(one: str | None, other: str | None) -> bool:
    """Say whether two names may be the same body's: one holds the other."""
    if not one or not other:
        return False
    first, second = _folded(one), _folded(other)
    return first in second or second in first
