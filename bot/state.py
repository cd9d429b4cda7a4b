"""The one file in which the bot keeps what it may not forget: opened, migrated, locked, sealed.

SQLite in WAL mode, so that reports are read while the bot writes. Deleted rows are overwritten
(``secure_delete``). No Telegram id stands in it but those of members, of subscribers and of admins
who invited or announced; the others become keyed hashes, and what must be found again is sealed
with a key that only the bot's token *and* the id in question give. Whoever has the file alone
reads neither; whoever has the token too could still try out ids, which is why nothing is kept for
longer than it serves.

Every method may be called from any thread, and none from the event loop: another process, or
``bot.retention`` at work, makes it wait.
"""

import contextlib
import datetime
import hashlib
import hmac
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.schema import APPLICATION_ID, MIGRATIONS
from corpus.today import VIETNAM

BUSY_S = 5.0  # how long another process is waited for
_NONCE, _TAG = 16, 16  # bytes
_DAMAGED = "is damaged, or no database; move it away, or put a backup in its place"


class StateError(Exception):
    """The state cannot be read or written; the message is one line that names its file."""


class State:
    """An open state database.

    Args:
        path: Its file; made, with its folder, where there is none.
        secret: The bot's token. What was written with another one cannot be read.
        clock: Returns the seconds since 1970.

    Raises:
        StateError: If it cannot be opened, is damaged, of a newer version or of something else.
    """

    def __init__(self, path: Path, secret: str, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self.clock = clock
        self._key = hmac.digest(secret.encode(), b"so-tay state", "sha256")
        self._lock = threading.RLock()
        with _told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.chmod(0o600)  # SQLite gives the files beside it the same mode
            self._connection = _connect(path.absolute().as_uri())
            try:
                self._open()
            except BaseException:
                self._connection.close()
                raise

    def _open(self) -> None:
        _check(self.path, self._connection)
        (said,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            raise StateError(f"{self.path}: {_DAMAGED}")
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON",
                       "foreign_keys = ON", "temp_store = MEMORY"):  # fmt: skip
            self._connection.execute(f"PRAGMA {pragma}")
        with self.transaction() as connection:
            # Read again: another process may have migrated while this one waited for it.
            for version in range(_pragma(connection, "user_version"), len(MIGRATIONS)):
                for statement in MIGRATIONS[version].split(";"):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    def now(self) -> int:
        """Return the whole seconds since 1970."""
        return int(self.clock())

    def today(self) -> datetime.date:
        """Return the day it is in Việt Nam."""
        return day_of(self.clock())

    def tag(self, kind: str, *parts: int | str) -> bytes:
        """Return 16 bytes that stand for an id: the same for the same parts, and no way back."""
        return self._derive("tag", kind, parts)[:_TAG]

    def seal(self, plain: bytes, kind: str, *parts: int | str) -> bytes:
        """Return bytes that only `unseal` with the same kind and parts reads, as long + 16."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._mask(plain, nonce, kind, parts)

    def unseal(self, sealed: bytes, kind: str, *parts: int | str) -> bytes:
        """Return what was sealed with the same kind and parts; noise for any others."""
        return self._mask(sealed[_NONCE:], sealed[:_NONCE], kind, parts)

    def _mask(self, text: bytes, nonce: bytes, kind: str, parts: tuple[int | str, ...]) -> bytes:
        # SHAKE256 of a key of fixed length and a nonce, as a stream cipher: a sponge that takes
        # in its key first is a pseudorandom function (Bertoni et al., "On the security of the
        # keyed sponge construction", 2011). Nobody else writes here, so no authentication.
        stream = hashlib.shake_256(self._derive("seal", kind, parts) + nonce).digest(len(text))
        return bytes(letter ^ mask for letter, mask in zip(text, stream, strict=True))

    def _derive(self, purpose: str, kind: str, parts: tuple[int | str, ...]) -> bytes:
        return hmac.digest(
            self._key, "\0".join([purpose, kind, *map(str, parts)]).encode(), "sha256"
        )

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for writing: all of it happens, or nothing.

        Raises:
            StateError: If it cannot be written.
        """
        with self._begun("IMMEDIATE") as connection:
            yield connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the connection for reading alone, which a full disk does not prevent.

        Raises:
            StateError: If it cannot be read.
        """
        with self._begun("DEFERRED") as connection:
            yield connection

    @contextlib.contextmanager
    def _begun(self, mode: str) -> Iterator[sqlite3.Connection]:
        with self._lock, _told(self.path):
            self._connection.execute(f"BEGIN {mode}")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # SQLite itself rolls back some failures
                    self._connection.execute("ROLLBACK")
                raise

    def remember(self, key: str, value: str) -> None:
        """Keep a note, in place of the one under the same key.

        Raises:
            StateError: If it cannot be written.
        """
        with self.transaction() as connection:
            connection.execute(
                "INSERT INTO notes VALUES (?, ?)"
                " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, value),
            )

    def recall(self, key: str) -> str | None:
        """Return the note under a key; None where there is none.

        Raises:
            StateError: If it cannot be read.
        """
        with self.reading() as connection:
            row = connection.execute("SELECT value FROM notes WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def scrub(self) -> None:
        """Make sure that what was deleted stands nowhere in the files.

        A reader in another process may hold up the last of it until `close`, or the next call.

        Raises:
            StateError: If the disk has no room to write the file anew.
        """
        with self._lock, _told(self.path):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def compact(self) -> None:
        """Write the file anew: where SQLite moved rows between pages, deleted ones left traces.

        Raises:
            StateError: If the disk has no room for a second copy.
        """
        with self._lock, _told(self.path):
            self._connection.execute("VACUUM")
        self.scrub()

    def close(self) -> None:
        """Write all to the one file, and close it."""
        with contextlib.suppress(StateError):  # what is in the WAL is read again at the next start
            self.scrub()
        with self._lock:
            self._connection.close()


def day_of(seconds: float) -> datetime.date:
    """Return the day in Việt Nam, so many seconds after 1970 began."""
    return datetime.datetime.fromtimestamp(seconds, VIETNAM).date()


@contextlib.contextmanager
def reader(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that only reads, beside a running bot, and needs no token.

    Raises:
        StateError: If there is no such file, or not one of this version.
    """
    if not path.is_file():
        raise StateError(f"{path}: there is no such file; the bot makes it when it starts")
    with _told(path), contextlib.closing(_connect(f"{path.absolute().as_uri()}?mode=ro")) as opened:
        _check(path, opened)
        if _pragma(opened, "user_version") < len(MIGRATIONS):
            raise StateError(f"{path}: is of an older version; starting the bot renews it")
        opened.execute("BEGIN")  # one moment, however many queries
        yield opened


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(
        uri, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False
    )


def _check(path: Path, connection: sqlite3.Connection) -> None:
    """Refuse a file that is newer than this program, or another program's."""
    version, owner = (_pragma(connection, name) for name in ("user_version", "application_id"))
    if owner != APPLICATION_ID and _pragma(connection, "schema_version"):
        raise StateError(f"{path}: is the database of another program")
    if version > len(MIGRATIONS):
        raise StateError(
            f"{path}: is of version {version}, newer than this program knows ({len(MIGRATIONS)})"
        )


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)  # Python's own errors have none
        damaged = code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
        raise StateError(f"{path}: {_DAMAGED if damaged else error}") from error
    except OSError as error:
        raise StateError(f"{path}: {error.strerror or error}") from error
