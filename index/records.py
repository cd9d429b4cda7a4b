"""Documents and passages of one generation, in an SQLite file that is written once.

A passage is stored as a span; its text is sliced from its document, so the two cannot drift
apart. Passages of a document have consecutive rows, and documents lie in order of their source.
"""

import base64
import hashlib
import json
import sqlite3
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cachetools import LRUCache

from corpus.document import Document, Passage
from corpus.duplicates import Copy, sketch
from corpus.today import today
from corpus.validity import ENDING
from corpus.values import document_of, values_of
from index.answer import Entry, Standing
from index.errors import BuildError, IndexDamagedError
from index.relate import FACTS, facts_of, relate
from index.relate import SCHEMA as RELATED

FILE = "records.sqlite"
KEPT_DOCUMENTS = 32  # in memory; a conversation moves within a few

# Texts are apart, so that the list of documents is read without them.
_SCHEMA = """
CREATE TABLE documents (
    row INTEGER PRIMARY KEY, key TEXT UNIQUE NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,
    number TEXT, type TEXT, issuer TEXT, date TEXT, title TEXT,
    source TEXT UNIQUE NOT NULL, signature TEXT NOT NULL,
    first INTEGER NOT NULL, stop INTEGER NOT NULL
);
CREATE TABLE texts (row INTEGER PRIMARY KEY, fields TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, document INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL
);
"""
# What holds on a day, ``?``.
_STATUS = """(
    SELECT status FROM states WHERE states.row = documents.row AND since <= ?
    ORDER BY since DESC LIMIT 1
)"""
_ENTRIES = f"""
SELECT row, key, id, kind, number, type, issuer, date, title, {_STATUS}
FROM documents
"""
_NEWEST = "ORDER BY date IS NULL, date DESC, id"
_IN_COLUMNS = ("id", "kind", "number", "type", "issuer", "date", "title")


def document_key(document_id: str) -> str:
    """Return the 8 URL-safe characters that stand for a document in links and buttons."""
    digest = hashlib.blake2b(document_id.encode(), digest_size=6).digest()
    return base64.urlsafe_b64encode(digest).decode()


class Records:
    """The reading side; thread-safe, reads a text only when it is asked for.

    ``documents`` and ``passages`` are how many there are; their rows count from 0.

    Raises:
        IndexDamagedError: If the file is not what ``RecordsWriter`` writes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._cache: LRUCache[int, Document] = LRUCache(KEPT_DOCUMENTS)
        try:
            self._connection = sqlite3.connect(_uri(path), uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise IndexDamagedError(f"{path}: cannot be opened ({error})") from error
        self.close = weakref.finalize(self, self._connection.close)
        """Closes the file; done by itself when the object goes."""
        ((self.documents, self.passages),) = self._rows(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)"
        )

    def entries(self) -> tuple[Entry, ...]:
        """Return every document, newest first, undated last, then by id; reads no text.

        Of several with the same text only the one that speaks for them is there. Their status is
        that of today.
        """
        speaking = f"{_ENTRIES} WHERE row NOT IN (SELECT row FROM copies) {_NEWEST}"
        return tuple(Entry(*row) for row in self._rows(speaking, (today().isoformat(),)))

    def rows(self) -> dict[str, int]:
        """Return id → row of every document."""
        return dict(self._rows("SELECT id, row FROM documents"))

    def silent(self) -> list[int]:
        """Return the rows of the passages that do not answer, ascending.

        Another document speaks for them, or they only name their own.
        """
        return [row for (row,) in self._rows("SELECT passage FROM silent ORDER BY passage")]

    def closing(self) -> list[int]:
        """Return the rows of the passages of recipients and signatures, ascending."""
        found: list[int] = []
        with_closings = (
            "SELECT first, stop, json_extract(texts.fields, '$.closings') FROM documents"
            " JOIN texts USING (row) WHERE json_array_length(texts.fields, '$.closings') > 0"
            " ORDER BY first"
        )
        for first, stop, closings in self._rows(with_closings):
            passages = self._rows(
                "SELECT row, start, end FROM passages WHERE row >= ? AND row < ? ORDER BY row",
                (first, stop),
            )
            spans = json.loads(closings)
            found += [
                row for row, start, end in passages
                if any(span[0] <= start and end <= span[1] for span in spans)
            ]  # fmt: skip
        return found

    def copies(self) -> dict[str, str]:
        """Return for each document that another speaks for its source → the other's."""
        return dict(
            self._rows(
                "SELECT copy.source, speaker.source FROM copies "
                "JOIN documents copy USING (row) JOIN documents speaker "
                "ON speaker.row = copies.speaker ORDER BY copy.source"
            )
        )

    def doubts(self) -> list[tuple[str, str]]:
        """Return source and sentence of what an admin should look at in the whole collection."""
        return self._rows("SELECT source, sentence FROM doubts ORDER BY source, sentence")

    def standing(self, key: str) -> Standing:
        """Return how the document with this key stands to the others today.

        What will only be in force later has done nothing yet.

        Raises:
            KeyError: If there is none.
        """
        found = self._rows(
            f"SELECT row, {_STATUS}, json_extract(fields, '$.replaced_by') "
            "FROM documents JOIN texts USING (row) WHERE key = ?",
            (today().isoformat(), key),
        )
        if not found:
            raise KeyError(key)
        ((row, status, replaced_by),) = found
        endings = ((kind, self._linked(row, kind)) for kind in ENDING)
        ending, ended_by = next((found for found in endings if found[1]), (None, ()))
        return Standing(
            status=status,
            replaced_by=replaced_by,
            ending=ending,
            ended_by=ended_by,
            amended_by=self._linked(row, "amends"),
            guided_by=self._linked(row, "implements"),
            copies=tuple(
                source
                for (source,) in self._rows(
                    "SELECT source FROM documents "
                    "WHERE row IN (SELECT row FROM copies WHERE speaker = ?) ORDER BY +source",
                    (row,),
                )
            ),
        )

    def _linked(self, row: int, kind: str) -> tuple[Entry, ...]:
        of = "WHERE row IN (SELECT row FROM links WHERE other = ? AND kind = ? AND since <= ?)"
        day = today().isoformat()
        values = (day, row, kind, day)
        return tuple(Entry(*e) for e in self._rows(f"{_ENTRIES} {of} {_NEWEST}", values))

    def spans(self) -> list[tuple[int, int]]:
        """Return for each document, by row, the half-open range of its passages' rows."""
        return self._rows("SELECT first, stop FROM documents ORDER BY row")

    def signatures(self) -> dict[str, str]:
        """Return source → signature of every document."""
        return dict(self._rows("SELECT source, signature FROM documents"))

    def comparable(self) -> dict[str, Copy]:
        """Return source → document as it is compared with others; reads no text."""
        found = (facts_of(row)[1] for row in self._rows(FACTS))
        return {copy.source: copy for copy in found}

    def document(self, key: str) -> Document:
        """Return the document with this key.

        Raises:
            KeyError: If there is none.
        """
        for (row,) in self._rows("SELECT row FROM documents WHERE key = ?", (key,)):
            return self._document(row)
        raise KeyError(key)

    def passages_at(self, rows: Sequence[int]) -> list[Passage]:
        """Return the passages of these rows, in the order asked for.

        Raises:
            KeyError: If a row is not in this generation.
        """
        wanted = json.dumps([int(row) for row in rows])  # numpy's integers are not JSON
        found = {
            row: span
            for row, *span in self._rows(
                "SELECT row, document, start, end FROM passages "
                "WHERE row IN (SELECT value FROM json_each(?))",
                (wanted,),
            )
        }
        spans = [found[int(row)] for row in rows]
        return [Passage(self._document(document), start, end) for document, start, end in spans]

    def _document(self, row: int) -> Document:
        with self._lock:
            if row in self._cache:
                return self._cache[row]
        ((*columns, rest, text),) = self._rows(
            f"SELECT {', '.join(_IN_COLUMNS)}, fields, text "
            "FROM documents JOIN texts USING (row) WHERE row = ?",
            (row,),
        )
        values = dict(zip(_IN_COLUMNS, columns, strict=True))
        document = document_of({**values, **json.loads(rest), "text": text})
        with self._lock:
            self._cache[row] = document
        return document

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise IndexDamagedError(f"{self.path}: cannot be read ({error})") from error


class RecordsWriter:
    """The building side: takes documents in order of source.

    ``documents`` and ``passages`` are how many it has; the next one gets that row.
    """

    def __init__(self, path: Path, previous: Records | None = None) -> None:
        self.documents = self.passages = 0
        self._connection = sqlite3.connect(path.resolve().as_uri(), uri=True)
        # Nobody reads the file before it is complete, so a journal would protect nothing.
        self._connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        self._connection.executescript(_SCHEMA + RELATED)
        if previous:
            self._connection.execute("ATTACH ? AS previous", (_uri(previous.path),))

    def add(
        self, document: Document, source: str, signature: str, passages: Sequence[Passage]
    ) -> None:
        """Store a document and its passages, which get the next rows.

        Raises:
            BuildError: If another document has the same key or source.
        """
        first, key = self.passages, document_key(document.id)
        values = values_of(document)
        columns = [values.pop(name) for name in _IN_COLUMNS]
        text = values.pop("text")
        self._insert_document((key, *columns, source, signature, first, first + len(passages)))
        self._connection.execute(
            "INSERT INTO texts VALUES (?, ?, ?)",
            (self.documents, json.dumps(values, ensure_ascii=False), text),
        )
        drawn = sketch(document.text)
        self._connection.execute(
            "INSERT INTO sketches VALUES (?, ?, ?, ?)",
            (self.documents, drawn.size, drawn.letters, drawn.minima),
        )
        self._connection.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?)",
            ((first + i, self.documents, p.start, p.end) for i, p in enumerate(passages)),
        )
        self.documents, self.passages = self.documents + 1, first + len(passages)

    def copy(self, source: str) -> tuple[int, int]:
        """Store an unchanged document as the previous generation has it.

        Returns:
            The half-open range of rows that its passages have there.

        Raises:
            BuildError: If another document has the same key or source.
        """
        ((row, *facts, first, stop),) = self._connection.execute(
            "SELECT * FROM previous.documents WHERE source = ?", (source,)
        )
        moved = self.passages - first
        self._insert_document((*facts, first + moved, stop + moved))
        for table, columns in (("texts", "fields, text"), ("sketches", "size, letters, minima")):
            self._connection.execute(
                f"INSERT INTO {table} SELECT ?, {columns} FROM previous.{table} WHERE row = ?",
                (self.documents, row),
            )
        self._connection.execute(
            "INSERT INTO passages SELECT row + ?, ?, start, end FROM previous.passages "
            "WHERE row >= ? AND row < ?",
            (moved, self.documents, first, stop),
        )
        self.documents, self.passages = self.documents + 1, stop + moved
        return first, stop

    def finish(self) -> None:
        """Write what the documents are to each other and close the file."""
        relate(self._connection)
        self._connection.commit()
        self._connection.close()

    def close(self) -> None:
        """Give the file up, whatever is in it."""
        self._connection.close()

    def _insert_document(self, columns: Sequence[object]) -> None:
        row = (self.documents, *columns)
        try:
            self._connection.execute(
                f"INSERT INTO documents VALUES ({', '.join('?' * len(row))})", row
            )
        except sqlite3.IntegrityError as error:
            key, id_, *_, source, _, _, _ = columns
            ((other_id, other),) = self._connection.execute(
                "SELECT id, source FROM documents WHERE key = ? OR source = ? LIMIT 1",
                (key, source),
            )
            raise BuildError(
                f"{source} (document {id_}) and {other} (document {other_id}) "
                "cannot be told apart; rename one of them"
            ) from error


def _uri(path: Path) -> str:
    # Immutable: no lock files, and no look at a journal that cannot be there.
    return f"{path.resolve().as_uri()}?mode=ro&immutable=1"
