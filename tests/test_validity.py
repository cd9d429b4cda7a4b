import datetime
from dataclasses import replace

import pytest

from corpus.document import Relation
from corpus.validity import (
    ALWAYS,
    Act,
    Link,
    doubt_about,
    links,
    state_of,
    status_of,
    statuses,
    unknown_successors,
)

OLD, MIDDLE, NEW = (datetime.date(year, 3, 1) for year in (2016, 2020, 2024))


def act(row, number, date=None, *relations, **fields):
    return Act(row, "directive", number, date=date, relations=relations, **fields)


def replaces(number, *said):
    return Relation("replaces", number, *said)


def test_what_a_newer_one_replaces_is_no_longer_in_force():
    acts = [act(0, "30-QĐ/TW", OLD), act(1, "50-QĐ/TW", NEW, replaces("30-QĐ/TW"))]
    assert links(acts) == [Link(0, "replaces", 1)]
    assert status_of(acts[0], links(acts), NEW) == "được thay thế"
    assert status_of(acts[1], [], NEW) is None


@pytest.mark.parametrize(
    ("kind", "status"),
    [("ends", "hết hiệu lực"), ("abolishes", "bị bãi bỏ"), ("amends", None), ("implements", None)],
)
def test_the_status_follows_from_what_is_done(kind, status):
    acts = [act(0, "30-QĐ/TW"), act(1, "50-QĐ/TW", None, Relation(kind, "30-QĐ/TW"))]
    assert links(acts) == [Link(0, kind, 1)]
    assert status_of(acts[0], links(acts), NEW) == status


def test_what_is_replaced_stays_in_force_until_the_newer_one_is():
    day = datetime.date(2024, 7, 1)
    newer = act(1, "50-QĐ/TW", NEW, replaces("30-QĐ/TW"), effective=day)
    acts = [act(0, "30-QĐ/TW", OLD), newer]
    (link,) = links(acts)
    assert link == Link(0, "replaces", 1, day)
    assert status_of(acts[0], [link], datetime.date(2024, 6, 30)) is None
    assert status_of(acts[0], [link], day) == "được thay thế"
    assert statuses(acts[0], [link]) == [(day, "được thay thế")]
    assert statuses(newer, []) == [(ALWAYS, "chưa có hiệu lực"), (day, None)]
    assert state_of("chưa có hiệu lực") == "not yet"
    # Ended by another in between, and told by the catalogue.
    ended = Link(0, "ends", 2, NEW)
    assert statuses(acts[0], [link, ended]) == [(NEW, "hết hiệu lực"), (day, "được thay thế")]
    told = act(0, "30-QĐ/TW", OLD, status="còn hiệu lực")
    assert statuses(told, [link]) == [(ALWAYS, "còn hiệu lực")]


def test_what_ends_on_a_day_of_its_own_stays_in_force_until_then():
    told, day = datetime.date(2024, 7, 1), datetime.date(2025, 1, 1)
    newer = act(
        1, "50-QĐ/TW", NEW, replaces("30-QĐ/TW"),
        Relation("ends", "30-QĐ/TW", OLD, None, day), Relation("amends", "30-QĐ/TW"),
        Relation("ends", "31-QĐ/TW"), effective=told,
    )  # fmt: skip
    acts = [act(0, "30-QĐ/TW", OLD), newer, act(2, "31-QĐ/TW", OLD)]
    assert links(acts) == [
        Link(0, "amends", 1, told),
        Link(0, "ends", 1, day),
        Link(0, "replaces", 1, day),  # the sentence without a day does not end it earlier
        Link(2, "ends", 1, told),
    ]
    assert statuses(acts[0], links(acts)[:3]) == [(day, "được thay thế")]


def test_what_says_to_end_on_a_day_does_unless_somebody_amends_it():
    day, last = datetime.date(2025, 1, 1), datetime.date(2024, 12, 31)
    ending = act(0, "30-QĐ/TW", OLD, expires=last)
    assert statuses(ending, []) == [(day, "hết hiệu lực")]
    assert statuses(ending, [Link(0, "amends", 1, NEW)]) == []
    assert status_of(ending, [Link(0, "amends", 1, day)], last) is None
    assert statuses(ending, [Link(0, "replaces", 1, NEW)]) == [(NEW, "được thay thế")]
    assert statuses(replace(ending, status="còn hiệu lực"), []) == [(ALWAYS, "còn hiệu lực")]
    assert statuses(replace(ending, expires=datetime.date.max), []) == []


def test_the_catalogue_wins():
    newer = act(1, "50-QĐ/TW", NEW, replaces("30-QĐ/TW"))
    told = act(0, "30-QĐ/TW", OLD, status="còn hiệu lực")
    assert links([told, newer]) == []
    assert status_of(told, [], NEW) == "còn hiệu lực"
    other = act(0, "30-QĐ/TW", OLD, replaced_by="Quy định 60-QĐ/TW")
    assert links([other, newer]) == []  # not 50, and 60 is not here
    assert status_of(other, [], NEW) == "được thay thế"
    assert links([other, newer, act(2, "60-QĐ/TW", NEW)]) == [Link(0, "replaces", 2)]
    ended = act(0, "30-QĐ/TW", OLD, status="hết hiệu lực")
    assert links([ended, newer]) == [Link(0, "replaces", 1)]
    assert status_of(ended, links([ended, newer]), NEW) == "hết hiệu lực"


@pytest.mark.parametrize(
    ("relation", "rows"),
    [
        (replaces("5-NQ/TU", OLD), [0]),
        (replaces("5-NQ/TU", MIDDLE), [1]),
        (replaces("5-NQ/TU", MIDDLE, "Tỉnh ủy Bình Nguyên"), [1]),
        (replaces("5-NQ/TU", None, "Tỉnh ủy Đông Giang"), [2]),
        (replaces("5-NQ/TU"), []),  # which of its own two terms?
        (replaces("5-NQ/TU", NEW), []),  # none of that day
    ],
)
def test_date_and_body_tell_numbers_apart(relation, rows):
    acts = [
        act(0, "5-NQ/TU", OLD, issuer="Tỉnh ủy Bình Nguyên"),
        act(1, "5-NQ/TU", MIDDLE, issuer="Tỉnh ủy Bình Nguyên"),
        act(2, "5-NQ/TU", MIDDLE.replace(month=4), issuer="Tỉnh ủy Đông Giang"),
        act(3, "9-NQ/TU", NEW, relation, issuer="Ban Thường vụ Tỉnh ủy Bình Nguyên"),
    ]
    assert [link.other for link in links(acts)] == rows


def test_another_places_number_is_not_meant():
    acts = [
        act(0, "5-NQ/TU", OLD, issuer="Tỉnh ủy Đông Giang"),
        act(1, "9-NQ/TU", NEW, replaces("5-NQ/TU"), issuer="Tỉnh ủy Bình Nguyên"),
    ]
    assert links(acts) == []


def test_nobody_ends_what_came_later():
    assert links([act(0, "5-NQ/TW", NEW), act(1, "9-NQ/TW", OLD, replaces("5-NQ/TW"))]) == []


def test_all_parts_of_a_directive_end_together_but_for_news():
    acts = [
        act(0, "30-QĐ/TW", OLD),
        Act(1, "digest", "30-QĐ/TW"),
        Act(2, "news", "30-QĐ/TW"),
        act(3, "50-QĐ/TW", NEW, replaces("30-QĐ/TW")),
    ]
    assert [link.other for link in links(acts)] == [0, 1]


def test_circles_and_oneself_do_no_harm():
    one = act(0, "1-QĐ/TW", None, replaces("2-QĐ/TW"), replaces("1-QĐ/TW"))
    two = act(1, "2-QĐ/TW", None, replaces("1-QĐ/TW"))
    assert links([one, two]) == []
    three = [
        act(0, "1-QĐ/TW", None, replaces("2-QĐ/TW")),
        act(1, "2-QĐ/TW", None, replaces("3-QĐ/TW")),
        act(2, "3-QĐ/TW", None, replaces("1-QĐ/TW")),
    ]
    assert links(three) == [
        Link(0, "replaces", 2), Link(1, "replaces", 0), Link(2, "replaces", 1),
    ]  # fmt: skip


def test_the_order_of_documents_does_not_matter():
    acts = [act(0, "30-QĐ/TW", OLD), act(1, "50-QĐ/TW", NEW, replaces("30-QĐ/TW"))]
    assert links(acts) == links(acts[::-1])


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("còn hiệu lực", "in force"),
        ("Hết hiệu lực.", "ended"),
        ("HET HIEU LUC", "ended"),
        ("hết hiệu lực một phần", "partly"),
        ("Đã được thay thế", "replaced"),
        ("bị bãi bỏ", "abolished"),
        ("chưa có hiệu lực", "not yet"),
        ("lưu tham khảo", None),
        (None, None),
    ],
)
def test_what_a_status_means(status, state):
    assert state_of(status) == state


def test_a_misspelt_status_is_one_line():
    assert doubt_about("Hết hiệu lực") is None
    assert doubt_about("hết hiệu lựcc") == (
        "status: «hết hiệu lựcc» is not understood; did you mean «hết hiệu lực»?"
    )
    assert doubt_about("xyz") == (
        "status: «xyz» is not understood; write «còn hiệu lực» or «hết hiệu lực»"
    )


def test_an_unknown_successor_is_one_line():
    acts = [
        act(0, "30-QĐ/TW", replaced_by="99-QĐ/TW"),
        act(1, "31-QĐ/TW", replaced_by="30-qđ/tw"),
        act(2, "32-QĐ/TW", replaced_by="Hướng dẫn mới, tháng 8/2025"),
    ]
    assert list(unknown_successors(acts)) == [
        (0, "replaced_by: there is no 99-QĐ/TW among the documents")
    ]


def test_a_number_with_a_nought_before_it_is_the_same():
    older = Act(0, "directive", "5-QĐ/TU", "Tỉnh ủy Bình Nguyên")
    newer = Act(
        1, "directive", "9-QĐ/TU", "Tỉnh ủy Bình Nguyên",
        relations=(Relation("replaces", "05-QĐ/TU"),),
    )  # fmt: skip
    assert links([older, newer]) == [Link(0, "replaces", 1)]
    assert links([replace(older, replaced_by="09-QĐ/TU"), newer]) == [Link(0, "replaces", 1)]
