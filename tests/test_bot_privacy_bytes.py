"""What whoever gets hold of the files of the state can read in them: no id, and no link."""

import itertools
import random
import secrets

import pytest
from state_fakes import DAY, TOKEN, Clock, bytes_of

from bot.dialogues import Dialogues
from bot.journal import Journal
from bot.retention import Retention
from bot.sent import Sent
from bot.state import State
from index.answer import Subject

CHAT, GROUP, USER = 1_234_567_890_123, -1_001_987_654_321, 9_876_543_210
QUESTION, ANSWER = 31_415_926, 27_182_818  # messages


@pytest.fixture(autouse=True)
def the_same_chance_each_time(monkeypatch):
    """Four random bytes may well be an id: not in one run of a thousand, then."""
    chance = random.Random(5)
    monkeypatch.setattr(secrets, "token_bytes", chance.randbytes)


def varint(number):
    """Return a number as SQLite writes rowids: seven bits a byte, the highest first."""
    number %= 2**64
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))


def forms(number):
    """Yield a number as it might be written: in digits, in bytes either way round, as a varint."""
    yield str(abs(number)).encode()
    yield f"{abs(number):x}".encode()
    yield varint(number)
    for width, order in itertools.product((4, 5, 6, 8), ("big", "little")):
        bits = 8 * width
        if -(2 ** (bits - 1)) <= number < 2 ** (bits - 1):
            yield number.to_bytes(width, order, signed=True)
    if 0 <= number < 2**32:
        yield number.to_bytes(4, "little")


def test_a_varint_is_written_as_sqlite_does():
    assert varint(5) == b"\x05"
    assert varint(128) == b"\x81\x00"
    assert varint(300) == b"\x82\x2c"


def use(state, chats=(CHAT, GROUP)):
    """Ask, vote and follow up in some chats, as the bot does."""
    journal, dialogues, sent = Journal(state), Dialogues(state), Sent(state)
    for chat in chats:
        for turn, text in enumerate(("Đảng phí của chi bộ đóng ra sao?", "còn cấp huyện thì sao?")):
            sent.claim(chat, QUESTION + turn)
            number = journal.record(text, "answered", "seed-001", 3.5)
            sent.record(chat, QUESTION + turn, [ANSWER + turn])
            subject = Subject(f"{text} (đã hiểu)", "seed-001")
            dialogues.remember(
                chat, 77_777_777, question_id=QUESTION + turn, before=subject, now=subject
            )
            journal.vote(number, chat, USER, up=turn == 0)


def test_no_id_stands_in_the_files_in_any_form(tmp_path):
    state = State(tmp_path / "state.sqlite3", TOKEN, Clock())
    use(state)
    for moment in ("in the WAL", "in the file", "forgotten"):
        if moment == "in the file":
            state.scrub()
        if moment == "forgotten":
            Journal(state).forget(CHAT)
        found = bytes_of(state)
        assert "Đảng phí của chi bộ".encode() in found
        for number in (CHAT, GROUP, USER, QUESTION, ANSWER, 77_777_777):
            assert not [form for form in forms(number) if form in found], (number, moment)
        assert "(đã hiểu)".encode() not in found
        assert TOKEN.encode() not in found
        assert TOKEN.split(":")[1].encode() not in found


def test_the_search_above_finds_ids_where_they_stand(tmp_path):
    """In a table of another schema: else the test before would pass for the wrong reason."""
    state = State(tmp_path / "state.sqlite3", TOKEN, Clock())
    with state.transaction() as connection:
        connection.execute("CREATE TABLE open (id INTEGER PRIMARY KEY, other INTEGER, text TEXT)")
        connection.execute("INSERT INTO open VALUES (?, ?, ?)", (CHAT, GROUP, USER))
    found = bytes_of(state)
    for number in (CHAT, GROUP, USER):
        assert [form for form in forms(number) if form in found], number


def test_no_column_links_a_question_to_anything(tmp_path):
    """No value of a question is found in a row of another table, but the day and the outcome."""
    state = State(tmp_path / "state.sqlite3", TOKEN, Clock())
    use(state)
    with state.reading() as connection:
        questions = connection.execute("SELECT id, text, topic, document FROM questions").fetchall()
        values = {value for row in questions for value in row}
        values |= {row[0].to_bytes(8, "big") for row in questions}
        for table in ("dialogues", "sent", "votes"):
            for row in connection.execute(f"SELECT * FROM {table}"):
                assert not values & set(row)
        keyed = [
            {column for row in connection.execute(f"SELECT chat FROM {table}") for column in row}
            for table in ("dialogues", "sent", "votes")
        ]
    assert [len(chats) for chats in keyed] == [2, 2, 2]
    assert len(set.union(*keyed)) == 6  # the same chat is another one in each table


def test_the_order_of_rows_tells_nothing(tmp_path):
    """Questions asked one after the other do not stand so, nor do the votes on them."""
    state = State(tmp_path / "state.sqlite3", TOKEN, Clock())
    journal = Journal(state)
    asked = [f"câu số {turn}" for turn in range(40)]
    for turn, text in enumerate(asked):
        journal.vote(journal.record(text, "near", None, 1.0), turn, turn, up=True)
    with state.reading() as connection:
        stored = [row[0] for row in connection.execute("SELECT text FROM questions")]
        votes = [row[0] for row in connection.execute("SELECT chat FROM votes")]
    assert sorted(stored) == sorted(asked)
    assert stored != asked
    assert votes != [state.tag("votes of", turn) for turn in range(40)]


def test_after_forgetting_and_after_the_retention_nothing_is_left(tmp_path):
    clock, passed = Clock(), Clock(0.0)
    state = State(tmp_path / "state.sqlite3", TOKEN, clock)
    retention = Retention(state, 30, passed)
    use(state)
    tags = [
        *(state.tag(kind, CHAT) for kind in ("dialogues of", "sent to", "votes of")),
        state.tag("dialogue", CHAT, 77_777_777),
        state.tag("sent", CHAT, QUESTION),
    ]
    assert all(tag in bytes_of(state) for tag in tags)
    for keeper in (Dialogues(state), Sent(state), Journal(state)):
        keeper.forget(CHAT)
    found = bytes_of(state)
    assert not [tag for tag in tags if tag in found]
    total = Journal(state).statistics(1).total
    assert (total.asked, total.up, total.down) == (4, 1, 1)  # the votes of the group
    clock.now += 30 * DAY
    passed.now += 30 * DAY
    retention.purge()
    found = bytes_of(state)
    for words in ("Đảng phí", "dang phi", "cấp huyện", "seed-001"):
        assert words.encode() not in found


def test_forgetting_leaves_no_trace_among_many(tmp_path):
    """SQLite moves rows between pages, where copies could stay behind."""
    state = State(tmp_path / "state.sqlite3", TOKEN, Clock())
    sent, chance = Sent(state), random.Random(7)
    chats = list(range(1, 301))
    for chat in chats:
        sent.record(chat, chance.randrange(1_000), [1] * chance.randrange(1, 60))
    gone = chance.sample(chats, 60)
    for chat in gone:
        sent.forget(chat)
    found = bytes_of(state)
    assert not [chat for chat in gone if state.tag("sent to", chat) in found]
    assert [chat for chat in chats if state.tag("sent to", chat) in found] == [
        chat for chat in chats if chat not in gone
    ]
