"""Who may ask where ACCESS is a list: people let in by an invitation code."""

import secrets
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.state import State

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is read as something else
_GROUP, _GROUPS = 4, 3  # 58 bits, in groups that can be read out

Reason = Literal["unknown", "used", "expired", "revoked"]


class InvitationError(Exception):
    """A code lets nobody in, for a reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"the invitation is {reason}")
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Invitation:
    """An open invitation; its code is known only to whoever was given it."""

    handle: int
    admin: int  # who made it
    expires: float  # seconds since 1970


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who was let in."""

    user_id: int
    since: date


class Members:
    """The people let in and the invitations; Telegram ids stand here as they are.

    Raises:
        StateError: If the state cannot be read.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        with state.reading() as connection:
            self._ids = {row[0] for row in connection.execute("SELECT user_id FROM members")}

    def is_member(self, user_id: int) -> bool:
        """Say whether somebody was let in; from memory, so it may be asked for each update."""
        return user_id in self._ids

    def members(self) -> tuple[Member, ...]:
        """Return the members, the latest first.

        Raises:
            StateError: If the state cannot be read.
        """
        with self._state.reading() as connection:
            rows = connection.execute(
                "SELECT user_id, since FROM members ORDER BY since DESC, user_id"
            ).fetchall()
        return tuple(Member(user_id, date.fromisoformat(since)) for user_id, since in rows)

    def remove(self, user_id: int) -> bool:
        """Put a member out; False if they were none.

        Raises:
            StateError: If it cannot be written; they remain a member, unless only the files could
                not be made anew.
        """
        with self._state.transaction() as connection:
            removed = connection.execute("DELETE FROM members WHERE user_id = ?", (user_id,))
        self._ids.discard(user_id)
        self._state.scrub()
        return removed.rowcount > 0

    def invite(self, by: int, ttl_s: float) -> str:
        """Return a new code that lets in one person within a time.

        Args:
            by: The admin who makes it.
            ttl_s: How long it is valid.

        Raises:
            ValueError: If it would let in nobody.
            StateError: If it cannot be written.
        """
        if ttl_s <= 0:
            raise ValueError(f"an invitation of {ttl_s:g} s lets in nobody")
        letters = "".join(secrets.choice(_LETTERS) for _ in range(_GROUP * _GROUPS))
        with self._state.transaction() as connection:
            connection.execute(
                "INSERT INTO invitations (code, admin, expires, uses) VALUES (?, ?, ?, 1)",
                (self._hash(letters), by, self._state.clock() + ttl_s),
            )
        return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))

    def redeem(self, code: str, user_id: int) -> None:
        """Let somebody in; who is in already does not use the code up.

        Raises:
            InvitationError: If the code lets nobody in.
            StateError: If it cannot be written; they remain outside.
        """
        with self._state.transaction() as connection:
            row = connection.execute(
                "SELECT handle, revoked, expires, uses FROM invitations WHERE code = ?",
                (self._hash(code),),
            ).fetchone()
            if row is None:
                raise InvitationError("unknown")
            handle, revoked, expires, uses = row
            if revoked:
                raise InvitationError("revoked")
            if self._state.clock() >= expires:
                raise InvitationError("expired")
            if user_id in self._ids:
                return
            if not uses:
                raise InvitationError("used")
            connection.execute("UPDATE invitations SET uses = 0 WHERE handle = ?", (handle,))
            connection.execute(
                "INSERT OR IGNORE INTO members VALUES (?, ?)",
                (user_id, self._state.today().isoformat()),
            )
        self._ids.add(user_id)

    def revoke(self, handle: int) -> bool:
        """Take an open invitation back; False if none has that handle.

        Raises:
            StateError: If it cannot be written.
        """
        with self._state.transaction() as connection:
            revoked = connection.execute(
                "UPDATE invitations SET revoked = 1 WHERE handle = ? AND NOT revoked AND uses > 0",
                (handle,),
            )
        return revoked.rowcount > 0

    def invitations(self) -> tuple[Invitation, ...]:
        """Return the open invitations, the first to expire first.

        Raises:
            StateError: If the state cannot be read.
        """
        with self._state.reading() as connection:
            rows = connection.execute(
                "SELECT handle, admin, expires FROM invitations"
                " WHERE NOT revoked AND uses > 0 AND expires > ? ORDER BY expires, handle",
                (self._state.clock(),),
            ).fetchall()
        return tuple(Invitation(*row) for row in rows)

    def _hash(self, code: str) -> bytes:
        return self._state.tag("invitation", "".join(filter(str.isalnum, code)).upper())
