"""What only shows when the documents of a collection are seen together."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from corpus.document import Document, RelationKind
from corpus.duplicates import Copy, copy_of, find_copies
from corpus.today import today
from corpus.validity import ALWAYS, Act, Link, links, status_of, unknown_successors


@dataclass(frozen=True, slots=True)
class Finding:
    """What the rest of a collection tells of a document.

    ``status`` is today's: the catalogue's, or what follows from other documents. ``done_to_it`` are
    what other documents do to this one, their sources, and since when, None where no day is told.
    ``copy_of`` is the source of the one that is quoted in its place. ``warnings`` are sentences for
    the admin.
    """

    status: str | None = None
    copy_of: str | None = None
    done_to_it: tuple[tuple[RelationKind, str, datetime.date | None], ...] = ()
    warnings: tuple[str, ...] = ()


class CrossCheck:
    """Remembers of each document it is shown what the comparison needs, not its text."""

    def __init__(self) -> None:
        self._acts: list[Act] = []
        self._copies: list[Copy] = []

    def add(self, document: Document, source: str) -> None:
        """Remember a document."""
        self._acts.append(
            Act(
                len(self._acts),
                document.kind,
                document.number,
                document.issuer,
                document.date,
                document.status,
                document.replaced_by,
                document.relations,
                document.effective,
                document.expires,
            )
        )
        self._copies.append(copy_of(document, source))

    def findings(self) -> dict[str, Finding]:
        """Return what was found of each document, by source."""
        day = today()
        sources = [copy.source for copy in self._copies]
        copies = find_copies(self._copies)
        acts = [act for act in self._acts if sources[act.row] not in copies.speaker]
        incoming: defaultdict[int, list[Link]] = defaultdict(list)
        for link in links(acts):
            incoming[link.other].append(link)
        warnings: defaultdict[str, list[str]] = defaultdict(list)
        for row, sentence in unknown_successors(acts):
            warnings[sources[row]].append(sentence)
        for source, speaker in copies.speaker.items():
            warnings[source].append(f"the same document as {speaker}, which is quoted instead")
        for page, held in copies.holding:
            warnings[page].append(f"it holds all of {held}, which is quoted instead of that part")
        for source, other in copies.similar.items():
            warnings[source].append(f"near-duplicate of {other}")
        return {
            source: Finding(
                status_of(act, incoming[act.row], day),
                copies.speaker.get(source),
                tuple(
                    (link.kind, sources[link.row], None if link.since == ALWAYS else link.since)
                    for link in incoming[act.row]
                ),
                tuple(warnings[source]),
            )
            for source, act in zip(sources, self._acts, strict=True)
        }
