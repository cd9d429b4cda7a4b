"""Which messages answered which question: to edit them with it, and to answer it only once."""

import json
import secrets
from collections.abc import Sequence

from bot.state import State, StateError

KEPT_H = 48  # Telegram lets people edit a message for two days
_RUN = 8  # bytes


class Sent:
    """Questions taken up and their answers, for two days; without ids that could be read.

    A question that was taken up but has no answer recorded counts as taken up only within the run
    of the bot that did: if it was killed in between, the next one answers the question when
    Telegram delivers it again. Someone may then get two answers, but nobody gets none.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self._run = secrets.token_bytes(_RUN)

    def claim(self, chat_id: int, question_id: int) -> bool:
        """Take up a question; False if it is answered, or was taken up since the bot started.

        Raises:
            StateError: If it cannot be written.
        """
        with self._state.transaction() as connection:
            changed = connection.execute(
                "INSERT INTO sent VALUES (?, ?, ?, ?, NULL) ON CONFLICT (question) DO UPDATE"
                " SET run = excluded.run, hour = excluded.hour"
                " WHERE sealed IS NULL AND run <> excluded.run",
                self._row(chat_id, question_id),
            ).rowcount
        return changed > 0

    def record(self, chat_id: int, question_id: int, answer_ids: Sequence[int]) -> None:
        """Keep which messages answered a question, in place of those recorded before.

        Raises:
            StateError: If it cannot be written.
        """
        plain = json.dumps([*answer_ids]).encode()
        sealed = self._state.seal(plain, "sent", chat_id, question_id)
        with self._state.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO sent VALUES (?, ?, ?, ?, ?)",
                (*self._row(chat_id, question_id), sealed),
            )

    def answers(self, chat_id: int, question_id: int) -> tuple[int, ...]:
        """Return the messages that answered a question; none if it is older than two days.

        Raises:
            StateError: If the state cannot be read, or what it holds is damaged.
        """
        with self._state.reading() as connection:
            row = connection.execute(
                "SELECT sealed FROM sent WHERE question = ? AND hour >= ? AND sealed IS NOT NULL",
                (self._state.tag("sent", chat_id, question_id), self._hour() - KEPT_H),
            ).fetchone()
        if row is None:
            return ()
        try:
            return tuple(json.loads(self._state.unseal(row[0], "sent", chat_id, question_id)))
        except (ValueError, TypeError) as error:
            raise StateError(f"{self._state.path}: a row of sent is damaged") from error

    def forget(self, chat_id: int) -> None:
        """Forget which messages answered the questions of a chat.

        Raises:
            StateError: If it cannot be written.
        """
        with self._state.transaction() as connection:
            connection.execute(
                "DELETE FROM sent WHERE chat = ?", (self._state.tag("sent to", chat_id),)
            )
        self._state.scrub()

    def _row(self, chat_id: int, question_id: int) -> tuple[bytes, bytes, int, bytes]:
        return (
            self._state.tag("sent", chat_id, question_id),
            self._state.tag("sent to", chat_id),
            self._hour(),
            self._run,
        )

    def _hour(self) -> int:
        return self._state.now() // 3_600  # no finer: questions of an hour cannot be told apart
