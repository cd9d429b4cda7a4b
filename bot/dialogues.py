"""What each chat was last asking about, so that a short question may take its subject from it."""

import json

from bot.state import State
from index.answer import Subject

TTL_S = 30 * 60
SLACK_S = 60  # that a clock may be set back before what was kept counts as old
_BLOCK = 1_024  # bytes; lengths would tell which question of the journal was asked here


class Dialogues:
    """The subject of each chat, or of each topic in it; sealed, and gone after half an hour."""

    def __init__(self, state: State) -> None:
        self._state = state

    def subject(self, chat_id: int, thread_id: int | None = None) -> Subject | None:
        """Return what the chat is asking about; None if nothing, or too long ago.

        Raises:
            StateError: If the state cannot be read.
        """
        place = self._state.tag("dialogue", chat_id, thread_id or 0)
        with self._state.reading() as connection:
            row = connection.execute(
                "SELECT second, sealed FROM dialogues WHERE place = ?", (place,)
            ).fetchone()
        if row is None:
            return None
        if not -SLACK_S <= self._state.now() - row[0] <= TTL_S:
            # At once: a clock that is set again must not bring it back.
            with self._state.transaction() as connection:
                connection.execute(
                    "DELETE FROM dialogues WHERE place = ? AND second = ?", (place, row[0])
                )
            return None
        text, document = json.loads(self._state.unseal(row[1], "dialogue", chat_id, thread_id or 0))
        return Subject(text, document)

    def remember(self, chat_id: int, thread_id: int | None, subject: Subject) -> None:
        """Keep what a chat is asking about, in place of what it was before.

        Raises:
            StateError: If it cannot be written.
        """
        plain = json.dumps([subject.text, subject.document], ensure_ascii=False).encode()
        padded = plain.ljust(-(-len(plain) // _BLOCK) * _BLOCK)
        place = chat_id, thread_id or 0
        with self._state.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO dialogues VALUES (?, ?, ?, ?)",
                (
                    self._state.tag("dialogue", *place),
                    self._state.tag("dialogues of", chat_id),
                    self._state.now(),
                    self._state.seal(padded, "dialogue", *place),
                ),
            )

    def forget(self, chat_id: int) -> None:
        """Forget what a chat was asking about, in all its topics.

        Raises:
            StateError: If it cannot be written.
        """
        with self._state.transaction() as connection:
            connection.execute(
                "DELETE FROM dialogues WHERE chat = ?", (self._state.tag("dialogues of", chat_id),)
            )
        self._state.scrub()
