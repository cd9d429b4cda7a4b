import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.callbacks import (
    AskExample,
    Callback,
    ReadPage,
    ShowContext,
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

ranks = st.integers(0, 9)
pages = st.integers(1, 999_999)
offsets = st.integers(0, 999_999_999)
keys = st.text().map(document_key)
checksums = st.text().map(checksum)
backs = st.one_of(
    st.just(""), st.builds(ShowHit, ranks).map(encode), st.builds(ShowList, pages).map(encode)
)
callbacks = st.one_of(
    st.builds(ShowHit, ranks),
    st.builds(ShowList, pages),
    st.builds(AskExample, checksums),
    st.builds(ShowContext, ranks, keys, offsets, offsets, checksums),
    st.builds(ShowOutline, keys, pages, backs),
    st.builds(ReadPage, keys, pages, checksums, backs),
    st.just(Stay()),
)


@given(callbacks)
def test_every_button_comes_back_from_64_bytes(callback: Callback):
    data = encode(callback)
    assert len(data.encode()) <= 64
    assert decode(data) == callback


def test_the_data_is_readable():
    assert (
        encode(ShowContext(2, "AbCd_-12", 18234, 18911, "abcdef"))
        == "c:2:AbCd_-12:18234:18911:abcdef"
    )
    assert encode(ReadPage("AbCd_-12", 3, "abcdef", "h:2")) == "r:AbCd_-12:3:abcdef:h:2"
    assert encode(Stay()) == "s"


@pytest.mark.parametrize(
    "data",
    ["", "x", "h", "h:", "h:-1", "h:a", "h:1:2", "h:1234567890", "h:\u0661", "s:1", "l:",
     "c:1:k:2:3", "o:k:1:x:1", "o:k:1:h:1:h:1", "r:k:1:c:DROP"],
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
