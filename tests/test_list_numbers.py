import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.list_numbers import bullet, written

ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


@pytest.mark.parametrize(
    ("count", "form", "expected"),
    [
        (7, "decimal", "7"), (7, "decimalZero", "07"), (12, "decimalZero", "12"),
        (4, "lowerLetter", "d"), (26, "upperLetter", "Z"), (28, "lowerLetter", "bb"),
        (0, "lowerLetter", ""), (9, "upperRoman", "IX"), (1994, "lowerRoman", "mcmxciv"),
        (3, "none", ""), (3, "bullet", ""), (3, "chicago", "3"),
    ],
)  # fmt: skip
def test_a_count_is_written_in_its_form(count, form, expected):
    assert written(count, form) == expected


@given(st.integers(1, 3999))
def test_a_roman_number_is_worth_its_count(count):
    values = [ROMAN[letter] for letter in written(count, "lowerRoman")]
    following = [*values[1:], 0]
    assert count == sum(v if v >= after else -v for v, after in zip(values, following, strict=True))


@pytest.mark.parametrize(
    ("mark", "expected"), [("+ ", "+"), ("–", "–"), ("\uf0b7", "-"), ("", "-")]
)
def test_a_bullet_is_itself_where_text_has_it(mark, expected):
    assert bullet(mark) == expected
