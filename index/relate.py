"""What the documents of one generation are to each other: copies, and in force or not.

It follows from facts of each document that the records hold, so an unchanged one need not be read
again when another that replaces it, or says the same, comes or goes.
"""

import json
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from corpus.duplicates import HELD, Copies, Copy, Sketch, find_copies, share_held, shingles_of
from corpus.validity import Act, Link, links, statuses, unknown_successors
from corpus.values import relations_of

SCHEMA = """
CREATE TABLE sketches (
    row INTEGER PRIMARY KEY, size INTEGER NOT NULL, letters BLOB NOT NULL, minima BLOB NOT NULL
);
CREATE TABLE copies (row INTEGER PRIMARY KEY, speaker INTEGER NOT NULL);
CREATE INDEX speakers ON copies (speaker);
CREATE TABLE silent (passage INTEGER PRIMARY KEY);
CREATE TABLE states (
    row INTEGER NOT NULL, since TEXT NOT NULL, status TEXT, PRIMARY KEY (row, since)
) WITHOUT ROWID;
CREATE TABLE links (
    other INTEGER NOT NULL, kind TEXT NOT NULL, row INTEGER NOT NULL, since TEXT NOT NULL,
    PRIMARY KEY (other, kind, row)
) WITHOUT ROWID;
CREATE TABLE doubts (source TEXT NOT NULL, sentence TEXT NOT NULL);
"""
LONGEST_NAME = 250
"""Characters of what a text begins with, at most, that only names it."""

_STOP = re.compile(r"[.,;:!?…][”’\"')\]]*$", re.MULTILINE)
"""What ends a line that says something: names have none."""

FACTS = """
SELECT row, source, kind, number, issuer, title, date, size, letters, minima,
       json_extract(fields, '$.status', '$.replaced_by', '$.relations', '$.cited', '$.scans',
                    '$.effective', '$.expires')
FROM documents JOIN texts USING (row) JOIN sketches USING (row) ORDER BY row
"""


def relate(connection: sqlite3.Connection) -> None:
    """Write down what documents that are all stored by now are to each other."""
    rows: dict[str, int] = {}
    acts: list[Act] = []
    candidates: list[Copy] = []
    for fact in connection.execute(FACTS):
        act, candidate = facts_of(fact)
        rows[candidate.source] = act.row
        acts.append(act)
        candidates.append(candidate)
    copies = find_copies(candidates)
    _write_copies(connection, copies, candidates, rows)
    _write_names(connection)
    speaking = [act for act in acts if candidates[act.row].source not in copies.speaker]
    _write_validity(connection, speaking)
    connection.executemany(
        "INSERT INTO doubts VALUES (?, ?)",
        ((candidates[row].source, sentence) for row, sentence in unknown_successors(speaking)),
    )


def facts_of(fact: Sequence[Any]) -> tuple[Act, Copy]:
    """Return what a row of ``FACTS`` says of a document, as it is compared with the others."""
    row, source, kind, number, issuer, title, day, size, letters, minima, rest = fact
    status, replaced_by, relations, cited, scans, effective, expires = json.loads(rest)
    act = Act(
        row, kind, number, issuer, date.fromisoformat(day) if day else None, status, replaced_by,
        relations_of(relations), date.fromisoformat(effective) if effective else None,
        date.fromisoformat(expires) if expires else None,
    )  # fmt: skip
    return act, Copy(
        source, Sketch(size, letters, minima), kind, number, title, day,
        frozenset() if number else frozenset(cited), bool(scans), bool(status or replaced_by),
    )  # fmt: skip


def _write_copies(
    connection: sqlite3.Connection,
    copies: Copies,
    candidates: Sequence[Copy],
    rows: Mapping[str, int],
) -> None:
    said = [(rows[copy], rows[speaker]) for copy, speaker in copies.speaker.items()]
    connection.executemany("INSERT INTO copies VALUES (?, ?)", said)
    # A page's lead, or an annex that only one copy has, goes on speaking for itself.
    whole = {row for row, speaker in said if _all_said(candidates[row], candidates[speaker])}
    connection.executemany(
        "INSERT INTO silent SELECT row FROM passages WHERE document = ?",
        ((row,) for row in sorted(whole)),
    )
    pages = [(rows[page], rows[held]) for page, held in copies.holding]
    pages += [(row, speaker) for row, speaker in said if row not in whole]
    for page, held in pages:
        connection.executemany(
            "INSERT OR IGNORE INTO silent VALUES (?)", _repeated(connection, page, held)
        )


def _write_names(connection: sqlite3.Connection) -> None:
    """Silence the body, number and title that a text begins with, where they stand alone.

    They hold every word of a question that names the directive, and answer none.
    """
    beginnings = connection.execute(
        "SELECT passages.row, substr(text, start + 1, end - start) FROM documents"
        " JOIN texts USING (row) JOIN passages ON passages.row = first"
        " WHERE stop > first + 1 AND end - start <= ?",
        (LONGEST_NAME,),
    ).fetchall()
    names = [(row,) for row, text in beginnings if not _STOP.search(text)]
    connection.executemany("INSERT OR IGNORE INTO silent VALUES (?)", names)


def _all_said(copy: Copy, speaker: Copy) -> bool:
    return copy.scanned or copy.sketch.letters == speaker.sketch.letters


def _repeated(connection: sqlite3.Connection, page: int, held: int) -> Iterator[tuple[int]]:
    """Yield the rows of a page's passages that stand in the document it holds.

    Also of one that only has a line of its own before or after: the page's title above the head,
    which would be quoted as the directive's.
    """
    within, text = (
        connection.execute("SELECT text FROM texts WHERE row = ?", (row,)).fetchone()[0]
        for row in (held, page)
    )
    known = shingles_of(within)
    for row, start, end in connection.execute(
        "SELECT row, start, end FROM passages WHERE document = ?", (page,)
    ).fetchall():
        own = text[start:end]
        edges = own.partition("\n")[2], own.rpartition("\n")[0]
        if any(part and share_held(part, known) >= HELD for part in (own, *edges)):
            yield (row,)


def _write_validity(connection: sqlite3.Connection, acts: Sequence[Act]) -> None:
    found = links(acts)
    connection.executemany(
        "INSERT INTO links VALUES (?, ?, ?, ?)",
        ((link.other, link.kind, link.row, link.since.isoformat()) for link in found),
    )
    incoming: defaultdict[int, list[Link]] = defaultdict(list)
    for link in found:
        incoming[link.other].append(link)
    states = (
        (act.row, day.isoformat(), status)
        for act in acts
        for day, status in statuses(act, incoming[act.row])
    )
    connection.executemany("INSERT INTO states VALUES (?, ?, ?)", states)
