"""What each chat was last asking about, so that a short question may take its subject from it."""

import contextlib
import json

from bot.state import State, StateError
from index.answer import Subject

TTL_S = 30 * 60
SLACK_S = 60  # that a clock may be set back before what was kept counts as old
_KEPT = "SELECT second, sealed FROM dialogues WHERE place = ?"
_BLOCK = 1_024  # bytes; lengths would tell which question of the journal was asked here


class Dialogues:
    """The subject of each chat, or of each person and topic in a group; gone after half an hour.

    With it is kept which message asked last, and the subject before that one: whoever edits it, or
    sends it again, asks it as it was asked.
    """

    def __init__(self, state: State) -> None:
        self._state = state

    def subject(self, chat_id: int, *place: int, question_id: int) -> Subject | None:
        """Return what a question is to be understood by; None if nothing, or too long ago.

        Args:
            chat_id: The chat.
            place: What else tells conversations in it apart, such as the topic and the person.
            question_id: The message that asks.

        Raises:
            StateError: If the state cannot be read, or what it holds is damaged.
        """
        asked_last, before, now = self._kept(chat_id, place) or (0, None, None)
        # An older question that is edited was asked before all this was said.
        return None if question_id < asked_last else before if question_id == asked_last else now

    def remember(
        self,
        chat_id: int,
        *place: int,
        question_id: int,
        before: Subject | None,
        now: Subject | None,
    ) -> None:
        """Keep what a conversation is about, unless a later question was asked in it.

        Raises:
            StateError: If it cannot be read or written.
        """
        value = [question_id, *(s and [s.text, s.document] for s in (before, now))]
        plain = json.dumps(value, ensure_ascii=False).encode()
        padded = plain.ljust(-(-len(plain) // _BLOCK) * _BLOCK)
        tag = self._state.tag("dialogue", chat_id, *place)
        with self._state.transaction() as connection:
            row = connection.execute(_KEPT, (tag,)).fetchone()
            if row and self._is_recent(row[0]):
                with contextlib.suppress(StateError):  # a damaged one is replaced
                    asked_last, _, _ = self._read(row[1], chat_id, place)
                    if question_id < asked_last:
                        return
            connection.execute(
                "INSERT OR REPLACE INTO dialogues VALUES (?, ?, ?, ?)",
                (
                    tag,
                    self._state.tag("dialogues of", chat_id),
                    self._state.now(),
                    self._state.seal(padded, "dialogue", chat_id, *place),
                ),
            )

    def _kept(
        self, chat_id: int, place: tuple[int, ...]
    ) -> tuple[int, Subject | None, Subject | None] | None:
        """Return which message asked last, and the subjects before and after it."""
        tag = self._state.tag("dialogue", chat_id, *place)
        with self._state.reading() as connection:
            row = connection.execute(_KEPT, (tag,)).fetchone()
        if row is None:
            return None
        if not self._is_recent(row[0]):
            # At once: a clock that is set again must not bring it back.
            with self._state.transaction() as connection:
                connection.execute(
                    "DELETE FROM dialogues WHERE place = ? AND second = ?", (tag, row[0])
                )
            return None
        return self._read(row[1], chat_id, place)

    def _is_recent(self, second: int) -> bool:
        return -SLACK_S <= self._state.now() - second <= TTL_S

    def _read(
        self, sealed: bytes, chat_id: int, place: tuple[int, ...]
    ) -> tuple[int, Subject | None, Subject | None]:
        plain = self._state.unseal(sealed, "dialogue", chat_id, *place)
        try:
            question_id, before, now = json.loads(plain)
            return question_id, before and Subject(*before), now and Subject(*now)
        except (ValueError, TypeError) as error:
            raise StateError(f"{self._state.path}: a row of dialogues is damaged") from error

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
