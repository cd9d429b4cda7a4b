"""Chats that want to hear of new directives, and what they have been told."""

import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.state import State

Fate = Literal["sent", "gone", "failed", "pending"]


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat, and the topic in it, that announcements go to."""

    chat_id: int
    thread_id: int | None


class Subscribers:
    """The chats that opted in; Telegram ids stand here as they are."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, chat_id: int, thread_id: int | None = None) -> bool:
        """Let a chat hear of new directives, in this topic; False if it did already, here.

        Raises:
            StateError: If it cannot be written.
        """
        with self._state.transaction() as connection:
            added = connection.execute(
                "INSERT INTO subscribers VALUES (?, ?, ?) ON CONFLICT (chat_id)"
                " DO UPDATE SET thread_id = excluded.thread_id"
                " WHERE thread_id IS NOT excluded.thread_id",
                (chat_id, thread_id, self._state.today().isoformat()),
            )
        return added.rowcount > 0

    def remove(self, chat_id: int) -> bool:
        """Let a chat hear no more, and forget that it ever did; False if it did not.

        Raises:
            StateError: If it cannot be written.
        """
        with self._state.transaction() as connection:
            removed = connection.execute("DELETE FROM subscribers WHERE chat_id = ?", (chat_id,))
            connection.execute("DELETE FROM deliveries WHERE chat_id = ?", (chat_id,))
        self._state.scrub()
        return removed.rowcount > 0

    def move(self, old: int, new: int) -> None:
        """Go on under the new id of a group that became a supergroup.

        Raises:
            StateError: If it cannot be written.
        """
        with self._state.transaction() as connection:
            for table in ("subscribers", "deliveries"):
                connection.execute(
                    f"UPDATE OR IGNORE {table} SET chat_id = ? WHERE chat_id = ?", (new, old)
                )
                # The new one is there already if Telegram told of the move twice.
                connection.execute(f"DELETE FROM {table} WHERE chat_id = ?", (old,))

    def chats(self) -> tuple[Subscriber, ...]:
        """Return the chats that opted in, by their ids.

        Raises:
            StateError: If the state cannot be read.
        """
        with self._state.reading() as connection:
            rows = connection.execute(
                "SELECT chat_id, thread_id FROM subscribers ORDER BY chat_id"
            ).fetchall()
        return tuple(Subscriber(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many chats an announcement has come to."""

    pending: int
    sending: int  # just now; or cut off by the end of an earlier run, and not repeated
    sent: int
    gone: int  # blocked the bot, or no longer there
    failed: int


class SupersededError(Exception):
    """Another announcement was begun in the meantime."""


class Announcements:
    """What is announced to whom: each chat is written to at most once, whatever happens.

    For each of `pending`: `start` it, write, `settle` it. A run that ends between `start` and
    `settle` may or may not have written, so the next one leaves that chat out.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    def latest(self) -> int:
        """Return the id of the latest announcement; 0 if there is none.

        Raises:
            StateError: If the state cannot be read.
        """
        with self._state.reading() as connection:
            return _latest(connection)

    def begin(self, document_key: str, text: str, latest: int | None = None) -> int:
        """Return the id of an announcement to all who opted in by now.

        One of the same document that is not finished goes on instead, with its own text.

        Args:
            document_key: What is announced.
            text: In which words.
            latest: The id of the announcement before this one, so that a press is done once.

        Raises:
            SupersededError: If the latest announcement is another one.
            StateError: If it cannot be written.
        """
        with self._state.transaction() as connection:
            if latest is not None and latest != _latest(connection):
                raise SupersededError
            going_on = connection.execute(
                "SELECT id FROM announcements JOIN deliveries ON announcement = id"
                " WHERE document = ? AND state = 'pending' LIMIT 1",
                (document_key,),
            ).fetchone()
            if going_on:
                return int(going_on[0])
            (number,) = connection.execute(
                "INSERT INTO announcements (document, text, day) VALUES (?, ?, ?) RETURNING id",
                (document_key, text, self._state.today().isoformat()),
            ).fetchone()
            connection.execute(
                "INSERT INTO deliveries (announcement, chat_id, thread_id)"
                " SELECT ?, chat_id, thread_id FROM subscribers",
                (number,),
            )
        return int(number)

    def announced(self, document_key: str) -> date | None:
        """Return the day a document was last announced; None if it never was.

        Raises:
            StateError: If the state cannot be read.
        """
        with self._state.reading() as connection:
            (day,) = connection.execute(
                "SELECT MAX(day) FROM announcements WHERE document = ?", (document_key,)
            ).fetchone()
        return date.fromisoformat(day) if day else None

    def text(self, announcement: int) -> str:
        """Return what is announced.

        Raises:
            StateError: If the state cannot be read.
            LookupError: If there is no such announcement.
        """
        return self._told("text", announcement)

    def document(self, announcement: int) -> str:
        """Return the key of the document that is announced.

        Raises:
            StateError: If the state cannot be read.
            LookupError: If there is no such announcement.
        """
        return self._told("document", announcement)

    def pending(self, announcement: int) -> tuple[Subscriber, ...]:
        """Return the chats that are still to be written to, by their ids.

        Raises:
            StateError: If the state cannot be read.
        """
        with self._state.reading() as connection:
            rows = connection.execute(
                "SELECT chat_id, thread_id FROM deliveries"
                " WHERE announcement = ? AND state = 'pending' ORDER BY chat_id",
                (announcement,),
            ).fetchall()
        return tuple(Subscriber(*row) for row in rows)

    def start(self, announcement: int, chat_id: int) -> bool:
        """Note that a chat is about to be written to; False if it should not be any more.

        Raises:
            StateError: If it cannot be written: the chat must not be written to.
        """
        with self._state.transaction() as connection:
            started = connection.execute(
                "UPDATE deliveries SET state = 'sending'"
                " WHERE announcement = ? AND chat_id = ? AND state = 'pending'",
                (announcement, chat_id),
            )
        return started.rowcount > 0

    def settle(self, announcement: int, chat_id: int, fate: Fate) -> None:
        """Note what came of it; «pending» where Telegram surely got nothing, to try again.

        Raises:
            StateError: If it cannot be written.
        """
        with self._state.transaction() as connection:
            connection.execute(
                "UPDATE deliveries SET state = ? WHERE announcement = ? AND chat_id = ?",
                (fate, announcement, chat_id),
            )

    def unfinished(self) -> tuple[int, ...]:
        """Return the announcements that some chats have still to be told, the oldest first.

        Raises:
            StateError: If the state cannot be read.
        """
        with self._state.reading() as connection:
            rows = connection.execute(
                "SELECT DISTINCT announcement FROM deliveries WHERE state = 'pending'"
                " ORDER BY announcement"
            ).fetchall()
        return tuple(row[0] for row in rows)

    def progress(self, announcement: int) -> Progress:
        """Count the chats of an announcement by what came of it.

        Raises:
            StateError: If the state cannot be read.
        """
        with self._state.reading() as connection:
            counted = dict(
                connection.execute(
                    "SELECT state, COUNT(*) FROM deliveries WHERE announcement = ? GROUP BY state",
                    (announcement,),
                ).fetchall()
            )
        names = "pending", "sending", "sent", "gone", "failed"
        return Progress(*(counted.get(name, 0) for name in names))

    def _told(self, column: str, announcement: int) -> str:
        with self._state.reading() as connection:
            row = connection.execute(
                f"SELECT {column} FROM announcements WHERE id = ?", (announcement,)
            ).fetchone()
        if row is None:
            raise LookupError(f"there is no announcement {announcement}")
        return str(row[0])


def _latest(connection: sqlite3.Connection) -> int:
    (latest,) = connection.execute("SELECT COALESCE(MAX(id), 0) FROM announcements").fetchone()
    return int(latest)
