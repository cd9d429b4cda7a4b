from dataclasses import fields
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import (
    Callback,
    Copy,
    ReadPage,
    ShowHit,
    ShowList,
    ShowOutline,
    Stay,
    UnknownCallbackError,
    checksum,
    decode,
    encode,
)
from index.records import document_key

keys = st.text().map(document_key)
checksums = st.text().map(checksum)
numbers = st.integers(0, 999_999_999)
facets = st.one_of(st.just(""), checksums)
VALUES = {
    "rank": st.integers(0, 99),
    "level": st.integers(0, 9),
    "page": st.integers(1, 999_999),
    "facet": st.integers(0, 2),
    "user": st.integers(0, 2**52),
    "days": st.integers(1, 9_999),
    "key": keys,
    "about": st.one_of(st.just(""), keys),
    "within": st.one_of(st.just(""), keys),
    "journal": st.one_of(st.just(""), keys),
    "checksum": checksums,
    "only": st.one_of(st.just(""), st.tuples(facets, facets, facets).map(",".join)),
}  # fmt: skip
BITS = ("up", "sure", "worded")


def built(kind: type) -> st.SearchStrategy[Callback]:
    """Return buttons of a kind, with any value that a field may have."""
    values = {
        field.name: st.integers(0, 1) if field.name in BITS else VALUES.get(field.name, numbers)
        for field in fields(kind)
    }
    if "back" in values:
        values["back"] = st.one_of(
            st.just(""), built(ShowHit).map(encode), built(ShowList).map(encode)
        )
    return st.builds(kind, **values)


@given(st.one_of(*map(built, get_args(Callback))))
def test_every_button_comes_back_from_64_bytes(callback: Callback):
    data = encode(callback)
    assert len(data.encode()) <= 64
    assert decode(data) == callback


def test_the_longest_data_fits():
    card = encode(ShowHit(10, 9, "AbCd_-12", "AbCd_-12", "AbCd_-12"))
    data = encode(ReadPage("AbCd_-12", 999_999, "abcdef", card))
    assert data == "r:AbCd_-12:999999:abcdef:h:10:9:AbCd_-12:AbCd_-12:AbCd_-12"
    assert len(data) == 58


def test_the_data_is_readable():
    copy = Copy("AbCd_-12", 18234, 18911, "abcdef")
    assert encode(copy) == "y:AbCd_-12:18234:18911:abcdef"
    assert encode(ReadPage("AbCd_-12", 3, "abcdef", "h:2")) == "r:AbCd_-12:3:abcdef:h:2"
    assert encode(ShowOutline("AbCd_-12", 1, "")) == "o:AbCd_-12:1:"
    assert encode(Stay()) == "s"


def test_what_is_as_usual_is_left_out_so_that_older_buttons_work():
    assert encode(ShowHit(2)) == "h:2"
    assert decode("h:2") == ShowHit(2, 0, "", "", "")
    assert encode(ShowHit(2, within="AbCd_-12")) == "h:2:0:::AbCd_-12"
    assert decode("l:3") == ShowList(3)


def test_buttons_that_are_gone_are_told_from_others():
    with pytest.raises(UnknownCallbackError):
        decode("c:1:AbCd_-12:0:9:abcdef")  # what stood around a passage


@pytest.mark.parametrize(
    "data",
    ["", "?", "h", "h:", "h:-1", "h:a", "h:1:2:k", "h:1:10", "h:1:0:x:", "h:123", "h:\u0661", "s:1",
     "l:", "y:k:2:3", "y:AbCd_-12:1:2", "f:", "f:AbCd_-1", "v:1:2", "v:AbCd_-12:2", "o:k:1:",
     "o:AbCd_-12:1:x:1", "o:AbCd_-12:1:o:AbCd_-12:1:", "r:AbCd_-12:1:abcdef:DROP", "h:1" + " " * 64,
     f"o:AbCd_-12:1:h:{'1' * 60}"],
)  # fmt: skip
def test_foreign_data_is_refused(data: str):
    with pytest.raises(UnknownCallbackError):
        decode(data)


@given(st.text())
def test_nothing_else_is_raised(data: str):
    try:
        callback = decode(data)
    except UnknownCallbackError:
        return
    assert encode(callback)


def test_a_checksum_tells_texts_apart():
    assert len(checksum("từ 9 đến 11")) == 6
    assert checksum("từ 9 đến 11") != checksum("từ 9 đến 12")
