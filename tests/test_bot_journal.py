from datetime import date

import pytest
from state_fakes import DAY, rows

from bot.journal import Journal, _number
from bot.state import State, StateError
from bot.statistics import TOP, Counted, Day

NEW_YEAR = date(2026, 1, 1)
CHAT, USER = 1_234_567_890_123, 9_876_543_210


@pytest.fixture
def journal(state):
    return Journal(state)


def tally(journal):
    total = journal.statistics(1).total
    return total.up, total.down


def test_questions_are_counted_by_day_and_outcome(journal, clock):
    for outcome in ("answered", "answered", "near"):
        journal.record("Chi bộ họp khi nào?", outcome, "a", 1.0)
    clock.now += 2 * DAY
    journal.record("Giá vàng hôm nay?", "nothing", None, 1.0)
    found = journal.statistics(3)
    assert found.days == (
        Day(NEW_YEAR, 3, 2, 1, 0, 0, 0),
        Day(date(2026, 1, 2), 0, 0, 0, 0, 0, 0),
        Day(date(2026, 1, 3), 1, 0, 0, 1, 0, 0),
    )
    assert found.total == Day(date(2026, 1, 3), 4, 2, 1, 1, 0, 0)
    assert found.today == 1
    assert journal.statistics(2).total.asked == 1


def test_nothing_asked_has_no_times(journal):
    found = journal.statistics(7)
    assert len(found.days) == 7
    assert found.total.asked == found.today == 0
    assert found.p50_ms is found.p99_ms is None
    assert found.unanswered == found.disliked == found.quoted == ()
    with pytest.raises(ValueError, match="0 days"):
        journal.statistics(0)


def test_times_are_percentiles_between_neighbours(journal):
    for took in (10.0, 20.0, 30.0, 40.0, 140.0):
        journal.record("Chi bộ?", "answered", "a", took)
    found = journal.statistics(1)
    assert found.p50_ms == 30.0
    assert found.p99_ms == pytest.approx(40 + 100 * 0.96)  # 0.99 x 4 = 3.96 of 4 steps


def test_a_question_written_in_many_ways_is_one_shown_as_most_wrote_it(journal):
    for text in ("dan van kheo la gi", "Dân vận khéo là gì?", "DÂN VẬN KHÉO LÀ GÌ",
                 "Dân vận khéo là gì?", "dân vận: khéo là gì ?"):  # fmt: skip
        journal.record(text, "near", None, 1.0)
    for _ in range(3):
        journal.record("Giá vàng?", "nothing", None, 1.0)
    journal.record("Chi bộ?", "answered", "a", 1.0)
    journal.record("cap xa", "nothing", None, 1.0)
    journal.record("cấp xã", "nothing", None, 1.0)
    assert journal.statistics(1).unanswered == (
        Counted("Dân vận khéo là gì?", 5), Counted("Giá vàng?", 3), Counted("cấp xã", 2),
    )  # fmt: skip


def test_documents_are_counted_where_they_answered(journal):
    for document, outcome in (
        ("b", "answered"), ("a", "answered"), ("b", "answered"), ("c", "near"), ("d", "answered"),
    ):  # fmt: skip
        journal.record("Chi bộ?", outcome, document, 1.0)
    assert journal.statistics(1).quoted == (Counted("b", 2), Counted("a", 1), Counted("d", 1))
    for number in range(TOP):
        journal.record("Chi bộ?", "answered", f"x{number}", 1.0)
    assert len(journal.statistics(1).quoted) == TOP


def test_one_vote_a_person_and_answer(journal):
    first = journal.record("Chi bộ?", "answered", "a", 1.0)
    second = journal.record("Chi bộ?", "answered", "a", 1.0)
    assert journal.vote(first, CHAT, USER, up=True) == "up"
    assert tally(journal) == (1, 0)
    assert journal.vote(first, CHAT, USER, up=False) == "down"
    assert tally(journal) == (0, 1)
    assert journal.vote(first, CHAT, USER, up=False) == "withdrawn"
    assert tally(journal) == (0, 0)
    assert journal.vote(first, CHAT, USER, up=True) == "up"
    assert journal.vote(first, CHAT, USER + 1, up=True) == "up"
    assert journal.vote(first, CHAT + 1, USER, up=True) == "up"
    assert journal.vote(second, CHAT, USER, up=True) == "up"
    assert tally(journal) == (4, 0)
    for forged in ("AAAAAAAA", "", "AAAA", "A" * 64, "????????", "ạ" * 8):
        assert journal.vote(forged, CHAT, USER, up=True) == "unknown"
    assert rows(journal._state, "votes") == 4


def test_answers_disliked_most(journal):
    for text, times in (("Chi bộ?", 1), ("Đảng phí?", 3)):
        question = journal.record(text, "answered", "a", 1.0)
        for user in range(times):
            journal.vote(question, CHAT, user, up=False)
    journal.vote(journal.record("Cấp xã?", "answered", "a", 1.0), CHAT, USER, up=True)
    assert journal.statistics(1).disliked == (Counted("Đảng phí?", 3), Counted("Chi bộ?", 1))


def test_forgetting_a_chat_takes_its_votes_out_of_the_figures(journal, state):
    questions = [journal.record("Chi bộ?", "answered", "a", 1.0) for _ in range(3)]
    for question, up in zip(questions, (True, False, True), strict=True):
        journal.vote(question, CHAT, USER, up=up)
    journal.vote(questions[0], CHAT + 1, USER, up=True)
    journal.vote(questions[1], CHAT, USER + 1, up=False)
    assert tally(journal) == (3, 2)
    with state.transaction() as connection:  # as retention does
        connection.execute("DELETE FROM questions WHERE id = ?", (_number(questions[2]),))
    journal.forget(CHAT)
    assert tally(journal) == (1, 0)
    assert rows(state, "votes") == 1
    journal.forget(CHAT)
    assert tally(journal) == (1, 0)


def test_damaged_votes_keep_nobody_from_taking_theirs_back(journal, state):
    for _ in range(9):
        journal.vote(journal.record("Chi bộ?", "answered", "a", 1.0), CHAT, USER, up=True)
    with state.transaction() as connection:
        votes = connection.execute("SELECT vote FROM votes").fetchall()
        damaged = [(bytes([number] * 24), *vote) for number, vote in enumerate(votes[1:])]
        connection.executemany("UPDATE votes SET sealed = ? WHERE vote = ?", damaged)
    journal.forget(CHAT)
    assert tally(journal) == (8, 0)
    assert rows(state, "votes") == 0


def test_votes_cast_with_another_token_are_out_of_reach_and_harm_nothing(journal, state):
    question = journal.record("Chi bộ?", "answered", "a", 1.0)
    journal.vote(question, CHAT, USER, up=True)
    other = Journal(State(state.path, "1:other", state.clock))
    other.forget(CHAT)
    assert tally(journal) == (1, 0)


def test_names_tell_nothing_and_fit_a_button(journal):
    names = [journal.record("Chi bộ?", "answered", "a", 1.0) for _ in range(50)]
    assert len(set(names)) == 50
    assert {len(name) for name in names} == {8}
    with journal._state.reading() as connection:
        numbers = [row[0] for row in connection.execute("SELECT id FROM questions")]
    assert numbers == sorted(numbers)
    assert [_number(name) for name in names] != numbers


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("Gọi 0912345678 hay 0912.345.678?", "Gọi … hay …?"),
        ("Gọi +84 912 345 678, 024 3845 6789", "Gọi …, …"),
        ("Thẻ 001099012345 của tôi", "Thẻ … của tôi"),
        ("Gửi chi.bo-3@tan-lac.example.vn nhé", "Gửi … nhé"),
        ("Nghị quyết 04-NQ/TU ngày 01.01.2025-31.12.2030", None),
        ("Quyết định 1234567/QĐ, mức 50.000.000 đồng, 2020 2025 2030", None),
        ("Giai đoạn 2021-2025, 60.500.000 đồng, điều 4.3.1", None),
    ],
)
def test_numbers_that_belong_to_a_person_are_left_out(journal, asked, kept):
    journal.record(asked, "nothing", None, 1.0)
    assert journal.statistics(1).unanswered == (Counted(kept or asked, 1),)


def test_a_wrong_outcome_is_not_recorded(journal):
    with pytest.raises(StateError, match="CHECK constraint failed"):
        journal.record("Chi bộ?", "perhaps", None, 1.0)
    assert journal.statistics(1).total.asked == 0
