"""The file of the state: opened, migrated, shared, full, damaged, killed."""

import re
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot import state
from bot.journal import Journal
from bot.schema import MIGRATIONS
from bot.state import State, StateError, reader

TOKEN = "123456:ABC-def_0"
ROOT = Path(__file__).parents[1]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "var" / "state.sqlite3"


def opened(path, **options):
    return State(path, TOKEN, **options)


def test_the_folder_is_made_and_only_the_owner_reads_the_files(path):
    path.parent.mkdir()
    path.touch(mode=0o644)
    state = opened(path)
    state.remember("a", "b")
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    names = "state.sqlite3", "state.sqlite3-wal", "state.sqlite3-shm"
    assert modes == dict.fromkeys(names, 0o600)
    state.close()
    assert [file.name for file in path.parent.iterdir()] == ["state.sqlite3"]


def test_notes_outlive_a_restart_and_replace_each_other(path):
    first = opened(path)
    assert first.recall("generation") is None
    first.remember("generation", "000001")
    first.remember("generation", "000002")
    first.close()
    assert opened(path).recall("generation") == "000002"


def test_days_are_those_of_viet_nam(path):
    # 16:59:59 and 17:00:00 UTC on 31 December 2025
    assert opened(path, clock=lambda: 1767200399.9).today().isoformat() == "2025-12-31"
    assert opened(path, clock=lambda: 1767200400.0).today().isoformat() == "2026-01-01"


def test_a_tag_depends_on_its_kind_its_parts_and_the_token(path):
    state = opened(path)
    tag = state.tag("chat", 12, 3)
    assert len(tag) == 16
    assert tag == opened(path).tag("chat", 12, 3)
    others = [state.tag("chat", 1, 23), state.tag("chat", 12), state.tag("sent", 12, 3),
              State(path, "123456:other").tag("chat", 12, 3)]  # fmt: skip
    assert len({tag, *others}) == 5


def test_what_is_sealed_is_read_with_the_same_parts_alone_and_never_looks_the_same(path):
    state, plain = opened(path), "Dân vận khéo".encode()
    sealed, again = state.seal(plain, "dialogue", 7), state.seal(plain, "dialogue", 7)
    assert len(sealed) == 16 + len(plain)
    assert sealed != again
    assert state.unseal(sealed, "dialogue", 7) == state.unseal(again, "dialogue", 7) == plain
    assert state.unseal(sealed, "dialogue", 8) != plain
    assert State(path, "123456:other").unseal(sealed, "dialogue", 7) != plain


def twice(state):
    with state.transaction() as connection:
        connection.execute("INSERT INTO notes VALUES ('a', 'b')")
        connection.execute("INSERT INTO notes VALUES ('a', 'c')")


def interrupted(state):
    with state.transaction() as connection:
        connection.execute("INSERT INTO notes VALUES ('a', 'b')")
        raise KeyboardInterrupt


def test_all_of_a_transaction_happens_or_nothing(path):
    state = opened(path)
    with pytest.raises(KeyboardInterrupt):
        interrupted(state)
    assert state.recall("a") is None
    with pytest.raises(StateError, match=r"state\.sqlite3: UNIQUE constraint"):
        twice(state)
    assert state.recall("a") is None


def test_threads_wait_for_each_other(path):
    state = opened(path)
    state.remember("count", "0")

    def count():
        for _ in range(50):
            with state.transaction() as connection:
                connection.execute("UPDATE notes SET value = value + 1")

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert state.recall("count") == "400"


def test_a_full_disk_is_told_writes_nothing_half_and_passes(path):
    state = opened(path)
    state.remember("before", "x")
    with state.reading() as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StateError, match=r"state\.sqlite3: database or disk is full$"):
        state.remember("long", "x" * 100_000)
    assert state.recall("long") is None
    assert state.recall("before") == "x"
    with state.reading() as connection:
        connection.execute("PRAGMA max_page_count = 1073741823")
    state.remember("long", "x")
    assert state.recall("long") == "x"


def test_a_closed_one_says_so(path):
    state = opened(path)
    state.close()
    with pytest.raises(StateError, match="closed"):
        state.recall("a")


@pytest.mark.parametrize("version", range(len(MIGRATIONS) + 1))
def test_every_earlier_version_becomes_this_one(path, monkeypatch, version):
    path.parent.mkdir()
    monkeypatch.setattr(state, "MIGRATIONS", MIGRATIONS[:version])
    opened(path).close()
    monkeypatch.setattr(state, "MIGRATIONS", MIGRATIONS)
    opened(path).close()
    new = path.with_name("new.sqlite3")
    opened(new).close()

    def tables(file):
        connection = sqlite3.connect(file)
        found = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        version = connection.execute("PRAGMA user_version").fetchone()
        connection.close()
        return found, version

    assert tables(path) == tables(new)
    assert tables(new)[1] == (len(MIGRATIONS),)


def test_a_migration_keeps_what_is_there_and_one_that_fails_changes_nothing(path, monkeypatch):
    first = opened(path)
    first.remember("a", "b")
    first.close()
    more = "ALTER TABLE notes ADD COLUMN extra TEXT; CREATE TABLE later (x INTEGER)"
    monkeypatch.setattr(state, "MIGRATIONS", (*MIGRATIONS, f"{more}; SELECT absent"))
    with pytest.raises(StateError, match="no such column: absent"):
        opened(path)
    monkeypatch.setattr(state, "MIGRATIONS", (*MIGRATIONS, more))
    second = opened(path)
    assert second.recall("a") == "b"
    with second.reading() as connection:
        assert connection.execute("SELECT extra FROM notes").fetchall() == [(None,)]
    second.close()
    monkeypatch.setattr(state, "MIGRATIONS", MIGRATIONS)
    newer = len(MIGRATIONS) + 1
    message = rf"is of version {newer}, newer than this program knows \({newer - 1}\)$"
    with pytest.raises(StateError, match=message):
        opened(path)
    with pytest.raises(StateError, match=message), reader(path):
        pass


def test_a_damaged_file_is_named_in_one_line_and_left_alone(path):
    first = opened(path)
    first.remember("a", "b" * 20_000)
    first.close()
    whole = path.read_bytes()
    for torn in (b"no database at all, but long enough to hold a header" * 20,
                 whole[:100] + b"\xa5" * 300 + whole[400:], whole[: len(whole) // 2]):  # fmt: skip
        path.write_bytes(torn)
        with pytest.raises(StateError) as caught:
            opened(path)
        assert str(caught.value) == f"{path}: {state._DAMAGED}"
        assert path.read_bytes() == torn


def test_the_database_of_another_program_is_left_alone(path):
    path.parent.mkdir()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StateError, match=r"is the database of another program$"):
        opened(path)
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StateError, match=r"state\.sqlite3: Not a directory$|File exists$"):
        opened(tmp_path / "file" / "state.sqlite3")


def test_a_reader_reads_beside_the_bot_and_after_it_and_writes_nothing(path):
    with pytest.raises(StateError, match="there is no such file; the bot makes it"), reader(path):
        pass
    assert not path.parent.exists()
    bot = opened(path)
    bot.remember("a", "b")
    query = "SELECT value FROM notes"
    with reader(path) as connection:
        assert connection.execute(query).fetchall() == [("b",)]
        bot.remember("a", "c")  # not held up
        assert connection.execute(query).fetchall() == [("b",)]  # one moment throughout
    bot.close()
    with reader(path) as connection:
        assert connection.execute(query).fetchall() == [("c",)]
    wrong = "attempt to write a readonly database"
    with pytest.raises(StateError, match=wrong), reader(path) as connection:
        connection.execute("DELETE FROM notes")


def test_a_reader_does_not_migrate(path, monkeypatch):
    opened(path).close()
    monkeypatch.setattr(state, "MIGRATIONS", (*MIGRATIONS, "CREATE TABLE later (x INTEGER)"))
    with pytest.raises(StateError, match="is of an older version; starting the bot"), reader(path):
        pass


PROCESS = f"""
import sys
from pathlib import Path
from bot.journal import Journal
from bot.state import State
state = State(Path(sys.argv[1]), {TOKEN!r})
journal = Journal(state)
for turn in range(int(sys.argv[2])):
    journal.record(f"Câu hỏi số {{turn}} của chi bộ", "answered", None, 1.0)
    if turn == 20:
        print("going", flush=True)
"""


def process(path, turns):
    return subprocess.Popen(
        [sys.executable, "-c", PROCESS, path, str(turns)], cwd=ROOT, stdout=subprocess.PIPE
    )


def test_two_processes_at_once_lose_nothing(path):
    both = [process(path, 100), process(path, 100)]  # the first thing they do is to make the file
    for one in both:
        one.communicate(timeout=60)
    assert [one.returncode for one in both] == [0, 0]
    assert Journal(opened(path)).statistics(2).total.asked == 200


def test_a_killed_bot_leaves_a_whole_file(path):
    one = process(path, 1_000_000)
    assert one.stdout.readline() == b"going\n"
    one.send_signal(signal.SIGKILL)
    one.communicate(timeout=60)
    with reader(path) as connection:
        (before,) = connection.execute("SELECT COUNT(*) FROM questions").fetchone()
    assert before >= 21
    journal = Journal(opened(path))
    journal.record("Một câu nữa", "nothing", None, 1.0)
    assert journal.statistics(2).total.asked == before + 1


def test_ids_have_a_column_only_where_they_are_needed():
    tables = re.findall(r"CREATE TABLE (\w+) (.*?);", "".join(MIGRATIONS), re.DOTALL)
    with_ids = {name for name, columns in tables if re.search(r"\w+_id\b|admin", columns)}
    assert with_ids == {"invitations", "members", "subscribers", "deliveries"}
