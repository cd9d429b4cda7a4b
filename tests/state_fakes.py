"""What the tests of the state share: a clock that they set, and a look into its files."""

from dataclasses import dataclass

TOKEN = "123456:ABC-def_0"
NOON = 1_767_243_600.0  # 12:00 on 1 January 2026 in Việt Nam
HOUR, DAY = 3_600.0, 86_400.0


@dataclass
class Clock:
    now: float = NOON

    def __call__(self):
        return self.now


def bytes_of(state):
    """Return what stands in all the files of a state, the deleted included."""
    folder = state.path.parent
    return b"".join(file.read_bytes() for file in sorted(folder.glob(f"{state.path.name}*")))


def rows(state, table):
    with state.reading() as connection:
        return connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
