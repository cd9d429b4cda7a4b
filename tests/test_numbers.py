import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.numbers import TYPES, find_numbers, type_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kết luận số 862-KL/TU", ["862-KL/TU"]),
        ("01/HDLB-TC-DV-TW và 33/CT-TTg", ["01/HDLB-TC-DV-TW", "33/CT-TTg"]),
        ("30/2020/NĐ-CP, 28/2025/TT-BNV", ["30/2020/NĐ-CP", "28/2025/TT-BNV"]),
        ("12- HD/BTCTW; 08 –HD/BTCTU; 06 -HD/TW", ["12-HD/BTCTW", "08-HD/BTCTU", "06-HD/TW"]),
        ("số 16-nq/đu, 862-kl/tu", ["16-NQ/ĐU", "862-KL/TU"]),
        ("05-ctr/đu, 4-ttr/tu, 33/ct-ttg", ["05-CTr/ĐU", "4-TTr/TU", "33/CT-TTg"]),
        ("763-QD/TU, 412/2025/ND-CP", ["763-QĐ/TU", "412/2025/NĐ-CP"]),
        ("Luật số 72/2025/QH15", ["72/2025/QH15"]),
        ("Số: 2217/SNV-XDCQ", ["2217/SNV-XDCQ"]),
        ("Số: 21/PVHXH", ["21/PVHXH"]),
        ("09-KH/BCĐ35", ["09-KH/BCĐ35"]),
        # What only looks like one.
        ("21/PVHXH, 100/km, 3 - 5/người", []),
        ("ngày 12/3/2025, đợt 3/2, 19/5", []),
        ("Số -HD/BTCTU, số     /QĐ-UBND", []),
        ("1.234-QĐ/TU", []),
        ("và/hoặc", []),
    ],
)
def test_numbers_written_in_full_are_found(text, expected):
    assert [span.canonical for span in find_numbers(text)] == expected


def test_a_span_is_the_number_as_it_stands():
    text = "Hướng dẫn số 12 - HD/BTCTW ngày 18/01/2022"
    (span,) = find_numbers(text)
    assert text[span.start : span.end] == "12 - HD/BTCTW"


@given(
    st.integers(1, 9999),
    st.sampled_from(sorted(TYPES)),
    st.text(string.ascii_uppercase, min_size=2, max_size=8),
)
def test_a_canonical_number_is_found_as_itself(number, code, body):
    canonical = f"{number}-{code}/{body if body != 'TTG' else 'TU'}"
    assert [span.canonical for span in find_numbers(f"theo {canonical}.")] == [canonical]


@given(st.text(alphabet="0123456789-–/ NQKLĐUTWhd.,số\n", max_size=80))
def test_spans_are_in_order_and_inside(text):
    last = 0
    for span in find_numbers(text):
        assert last <= span.start < span.end <= len(text)
        last = span.end


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("862-KL/TU", "Kết luận"),
        ("05-CTr/ĐU", "Chương trình"),
        ("30/2020/NĐ-CP", "Nghị định"),
        ("294-QĐ/TW", None),  # Quyết định or Quy định: the heading tells
        ("2217/SNV-XDCQ", None),
    ],
)
def test_the_type_that_letters_stand_for(number, expected):
    assert type_of(number) == expected
