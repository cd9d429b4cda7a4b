import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.encoding import decode, suspicion
from corpus.errors import UnreadableFileError

SENTENCE = "Nghị quyết của Ban Thường vụ Tỉnh ủy về công tác dân vận năm 2025. " * 3
TONES = "\u0300\u0301\u0303\u0309\u0323"


def windows_1258(text):
    """Vietnamese Windows writes a letter, then its tone as a mark of its own."""
    out = b""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tone = "".join(mark for mark in parts if mark in TONES)
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in TONES))
        out += (base + tone).encode("cp1258")
    return out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_encodings_are_told_apart(encoding):
    assert decode(SENTENCE.encode(encoding)) == SENTENCE


def test_windows_1258_is_read_composed():
    assert decode(windows_1258(SENTENCE)) == SENTENCE


def test_decomposed_letters_are_composed_and_form_feeds_stay():
    assert decode(unicodedata.normalize("NFD", "Đảng\fủy").encode()) == "Đảng\fủy"


def test_a_damaged_letter_is_read_and_named():
    data = SENTENCE.encode().replace("ủ".encode(), b"\xff", 1)
    text = decode(data)
    assert text.count("\ufffd") == 1
    assert suspicion(text) == "suspicious encoding: 1 unreadable characters (U+FFFD)"


@pytest.mark.parametrize("data", [b"\x80\x81\x82\xff" * 9, bytes(range(128, 256)) * 4])
def test_bytes_that_are_no_text_are_refused(data):
    with pytest.raises(
        UnreadableFileError, match=r"not text in UTF-8, UTF-16, Windows-1258, TCVN3 or VNI"
    ):
        decode(data)


def test_tcvn3_letters_are_suspicious():
    typed = "C\u00b8n b\u00e9 \u00ae\u00b6ng vi\u00aan ph\u00b6i ch\u00ca p h\u00b5nh"
    assert "TCVN3" in suspicion(typed)
    assert suspicion(SENTENCE + "“trích dẫn” – 5 m²") is None


@given(st.text())
def test_utf_8_is_never_refused_and_always_composed(text):
    assert unicodedata.is_normalized("NFC", decode(text.encode("utf-8", "ignore")))
