"""What was asked and how it went, without who asked it; and votes, without who cast them.

A question gets a random number and the day, no more: neither its time nor its place in a row says
who asked it. A vote says of whose it is only a keyed hash; its question is sealed with the chat, so
that `Journal.forget` can take it back and nobody without the chat's id can follow it.
"""

import base64
import re
import secrets
from typing import Literal

from bot.state import State, reader
from bot.statistics import Statistics, gather
from index.analysis import fold, syllables

Outcome = Literal["answered", "near", "nothing"]
Verdict = Literal["up", "down", "withdrawn", "unknown"]

_NAME = re.compile(r"[\w-]{8}", re.ASCII)
_ID_BYTES = 6  # nobody guesses one; as text it is short enough for a button
_PERSONAL = re.compile(
    r"""
    (?<!\w)\+?\d{9,}(?!\w)                                             # telephone, card, account
    | (?<![\w.])(?:\+84[ .]?|0)\d{1,3}(?:[ .]\d{3,4}){2}(?!\w)         # 0912 345 678
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                                     # e-mail
    """,
    re.VERBOSE,
)
_HIDDEN = "…"


class Journal:
    """The anonymous record of questions and votes."""

    def __init__(self, state: State) -> None:
        self._state = state

    def record(self, question: str, outcome: Outcome, document: str | None, took_ms: float) -> str:
        """Record a question; return its name of 8 URL-safe characters, which a vote names.

        Args:
            question: As it was typed; numbers that belong to a person are left out.
            outcome: Whether it was answered, got near misses, or nothing at all.
            document: The id of the directive that was quoted first.
            took_ms: How long answering took.

        Raises:
            StateError: If it cannot be written.
        """
        text = _PERSONAL.sub(_HIDDEN, question)
        topic = fold(" ".join(syllables(text)))
        name = secrets.token_urlsafe(_ID_BYTES)  # 1 in a billion was given before: an error, then
        with self._state.transaction() as connection:
            connection.execute(
                "INSERT INTO questions (id, day, text, topic, outcome, document, took_ms)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (_number(name), self._today(), text, topic, outcome, document, took_ms),
            )
        return name

    def vote(self, name: str, chat_id: int, user_id: int, *, up: bool) -> Verdict:
        """Count somebody's vote on an answer, once; the same one again takes it back.

        Args:
            name: What `record` called the question.
            chat_id: Where the answer is.
            user_id: Who votes.
            up: Whether it helped.

        Returns:
            The vote that stands now; unknown if the question is no longer recorded.

        Raises:
            StateError: If it cannot be written.
        """
        if not _NAME.fullmatch(name):  # a button's data comes from whoever presses it
            return "unknown"
        question = _number(name)
        vote = self._state.tag("vote", chat_id, user_id, question)
        with self._state.transaction() as connection:
            known = connection.execute("SELECT 1 FROM questions WHERE id = ?", (question,))
            if known.fetchone() is None:
                return "unknown"
            before = connection.execute("SELECT up FROM votes WHERE vote = ?", (vote,)).fetchone()
            connection.execute("DELETE FROM votes WHERE vote = ?", (vote,))
            same = before is not None and bool(before[0]) is up
            if not same:
                number = question.to_bytes(8)
                connection.execute(
                    "INSERT INTO votes VALUES (?, ?, ?, ?, ?)",
                    (
                        vote,
                        self._state.tag("votes of", chat_id),
                        self._today(),
                        up,
                        self._state.seal(number, "vote", chat_id),
                    ),
                )
            for was, step in ((before and before[0], -1), (None if same else up, 1)):
                if was is not None:
                    column = "up" if was else "down"
                    connection.execute(
                        f"UPDATE questions SET {column} = {column} + ? WHERE id = ?",
                        (step, question),
                    )
        if same:
            return "withdrawn"
        return "up" if up else "down"

    def forget(self, chat_id: int) -> None:
        """Take back all votes that were cast in a chat.

        Raises:
            StateError: If it cannot be written.
        """
        chat = self._state.tag("votes of", chat_id)
        with self._state.transaction() as connection:
            cast = connection.execute("SELECT up, sealed FROM votes WHERE chat = ?", (chat,))
            for up, sealed in cast.fetchall():
                # Signed, so that a damaged one still fits: it is no question's number.
                number = int.from_bytes(self._state.unseal(sealed, "vote", chat_id), signed=True)
                column = "up" if up else "down"
                connection.execute(
                    f"UPDATE questions SET {column} = {column} - 1 WHERE id = ?", (number,)
                )
            connection.execute("DELETE FROM votes WHERE chat = ?", (chat,))
        self._state.scrub()

    def statistics(self, days: int) -> Statistics:
        """Return the figures of so many days, today's the last.

        Raises:
            StateError: If the state cannot be read.
        """
        with reader(self._state.path) as connection:  # beside the writing, which goes on
            return gather(connection, self._state.today(), days)

    def _today(self) -> str:
        return self._state.today().isoformat()


def _number(name: str) -> int:
    """Return the number in the database of a question that was given a name."""
    return int.from_bytes(base64.urlsafe_b64decode(name))
