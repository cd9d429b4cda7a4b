import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import limits, messages
from bot.limits import Allowance, Buckets, LimitError, Limits
from bot.settings import Settings


class Clock:
    def __init__(self):
        self.now = 1_000.0

    def __call__(self):
        return self.now


def make(clock, **more):
    options = {"telegram_bot_token": "1:A", "access": "public", **more}
    return Limits(Settings(_env_file=None, **options), clock)


def outcome(limits, person=1, group=None, **more):
    try:
        limits.charge(person, group, **more)
    except LimitError as error:
        return str(error)
    return None


def test_a_bucket_holds_so_many_and_fills_evenly():
    clock = Clock()
    buckets = Buckets(4, 60.0, clock)
    assert [buckets.take("a") for _ in range(5)] == [True] * 4 + [False]
    assert buckets.take("b")
    clock.now += 14.9
    assert not buckets.take("a")
    clock.now += 0.1  # 60 s / 4
    assert [buckets.take("a") for _ in range(2)] == [True, False]
    clock.now += 3_600
    assert [buckets.take("a") for _ in range(5)] == [True] * 4 + [False]


@given(
    st.integers(1, 50),
    st.lists(st.tuples(st.floats(0, 120), st.sampled_from([0.2, 1.0])), max_size=60),
)
def test_no_more_is_taken_than_was_there_and_came(size, asked):
    clock = Clock()
    buckets = Buckets(size, 60.0, clock)
    taken = 0.0
    for pause, tokens in asked:
        clock.now += pause
        taken += tokens if buckets.take("a", tokens) else 0
        assert taken <= size * (1 + (clock.now - 1_000.0) / 60) + 1e-4


def test_who_asks_too_much_is_told_once_and_refused_until_half_a_period_is_over():
    clock = Clock()
    limits = make(clock, questions_per_minute=4)
    assert [outcome(limits) for _ in range(4)] == [None] * 4
    assert outcome(limits) == ("Đồng chí hỏi hơi nhanh. Mời đồng chí chờ 30 giây rồi hỏi tiếp.")
    clock.now += 29.9
    assert outcome(limits) == ""
    assert outcome(limits, person=2) is None  # others are not held up
    clock.now += 0.1
    assert [outcome(limits) for _ in range(3)] == [None, None, messages.too_fast(30)]


def test_one_question_a_minute_waits_a_whole_one():
    clock = Clock()
    limits = make(clock, questions_per_minute=1)
    assert [outcome(limits) for _ in range(2)] == [None, messages.too_fast(60)]
    clock.now += 60
    assert outcome(limits) is None


def test_a_press_counts_a_fifth():
    limits = make(Clock(), questions_per_minute=2)
    assert [outcome(limits, pressed=True) for _ in range(11)] == [None] * 10 + [
        messages.too_fast(30)
    ]


def test_a_group_asks_no_more_than_telegram_lets_answer():
    clock = Clock()
    limits = make(clock, questions_per_minute=1_000)
    for person in range(1, 16):
        assert outcome(limits, person, -5, pressed=person % 2 == 0) is None
    assert outcome(limits, 16, -5) == messages.group_too_fast(30)
    assert outcome(limits, 17, -5) == ""
    assert outcome(limits, 17, -6) is None
    assert outcome(limits, 17) is None
    clock.now += 30
    assert outcome(limits, 17, -5) is None


def test_all_together_ask_so_much_and_each_is_told():
    clock = Clock()
    limits = make(clock, questions_per_minute_total=3)
    assert [outcome(limits, person) for person in (1, 2, 3)] == [None] * 3
    busy = "Đang có rất nhiều người hỏi Sổ tay. Mời đồng chí chờ 10 giây rồi hỏi lại."
    assert [outcome(limits, person) for person in (1, 2, 2, 1)] == [busy, busy, "", ""]
    clock.now += 10
    assert outcome(limits, 2) == busy
    clock.now += 10
    assert outcome(limits, 2) is None


def test_the_defaults_let_200_chats_ask_30_a_second_for_a_minute():
    clock = Clock()
    limits = make(clock)
    for number in range(1_800):
        assert outcome(limits, number % 200) is None
        clock.now += 1 / 30


def test_a_flood_of_people_takes_no_more_memory(monkeypatch):
    monkeypatch.setattr(limits, "_REMEMBERED", 100)
    clock = Clock()
    allowance = Allowance(1, 60.0, messages.too_fast, clock)
    for person in range(1_000):
        allowance.charge(person)
    for person in range(1_000):
        try:
            allowance.charge(person)
        except LimitError:
            continue
    assert len(allowance._buckets._full_at) <= 100
    assert len(allowance._resting) <= 100
    with pytest.raises(LimitError):
        allowance.charge(999)
    clock.now += 61
    allowance.charge(1)
    assert len(allowance._buckets._full_at) == 1  # the others are full again: forgotten
