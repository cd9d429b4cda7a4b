import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold, normalise
from index.diacritics import AROUND, Diacritics, Syllables, around, places, save, shipped
from index.errors import EncoderError


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("khoi dan van cap xa", "khối dân vận cấp xã"),
        ("dang vien co phai dong dang phi khong?", "đảng viên có phải đóng đảng phí không?"),
        ("dân van kheo la gi", "dân vận khéo là gì"),  # what is there is left
        ("thoi han", "thời hạn"),
    ],
)
def test_plain_syllables_get_their_diacritics(typed, meant):
    assert shipped().restore(typed) == meant


def test_the_neighbours_decide():
    assert shipped().restore("toi pham") == "tội phạm"
    assert shipped().restore("buoi toi") == "buổi tối"


def test_what_bears_a_number_or_is_written_in_capitals_is_left():
    assert shipped().restore("862-kl/tu noi gi") == "862-kl/tu nói gì"
    assert shipped().restore("bi thu TU noi gi") == "bí thư TU nói gì"
    assert shipped().restore("KHOI DAN VAN") == "khối dân vận"


@given(st.text(max_size=40) | st.text("acdeinotuvx ,.-7Đê_\n", max_size=40))
def test_only_diacritics_and_case_change(text):
    restored = shipped().restore(text)
    assert fold(normalise(restored)) == fold(normalise(text))


def test_the_text_between_the_words_stays():
    assert shipped().restore("  (dan van) …\tcap xa!") == "  (dân vận) …\tcấp xã!"


def one_weight(tmp_path, reading, kind, neighbour):
    """Write a table of «ban bàn bạn» and «hoc học» in which one weight is 8 and all others 0."""
    lines = ["ban bàn bạn", "hoc học"]
    syllables = Syllables.of(lines)
    number = [syllables.names.index(reading)]
    beside = np.zeros((1, 5), np.int64)
    for offset in AROUND[kind]:
        beside[0, 2 + offset] = syllables.numbers[neighbour]
    weights = np.zeros(1 << 16, np.float32)
    weights[places(np.array([number]), beside, len(weights))[0, 0, kind]] = 8
    save(tmp_path, lines, weights)
    return Diacritics(tmp_path)


def test_a_weight_speaks_for_its_reading_beside_its_neighbour_alone(tmp_path):
    after = one_weight(tmp_path, "bạn", AROUND.index((1,)), "hoc")
    # e^8 to 1 and 1 for bạn; of «hoc» the readings are even, so the commoner one is taken
    assert after.restore("ban hoc") == "bạn hoc"
    assert after.restore("hoc ban") == "hoc ban"
    before = one_weight(tmp_path, "bạn", AROUND.index((-1,)), "hoc")
    assert before.restore("hoc ban") == "hoc bạn"
    assert before.restore("ban hoc") == "ban hoc"


def test_neighbours_are_two_to_each_side_and_none_beyond_the_text():
    assert around(np.array([7, 8, 9])).tolist() == [
        [0, 0, 7, 8, 9], [0, 7, 8, 9, 0], [7, 8, 9, 0, 0],
    ]  # fmt: skip


def test_readings_of_one_line_are_typed_alike():
    assert Syllables.of(["dân dẫn", "xã"]).readings.tolist() == [[-1, -1], [0, 1], [2, -1]]
    with pytest.raises(ValueError, match="not typed alike"):
        Syllables.of(["dân xã"])
    with pytest.raises(ValueError, match="8192 readings; 8191 are the most"):
        Syllables.of([f"{n}" for n in range(8_192)])


def test_damaged_files_are_named(tmp_path):
    with pytest.raises(EncoderError, match=r"diacritics\.txt cannot be read"):
        Diacritics(tmp_path)
    save(tmp_path, ["dân dẫn"], np.zeros(6, np.float32))
    with pytest.raises(EncoderError, match="6 weights, no power of 2"):
        Diacritics(tmp_path)
    weights = tmp_path / "diacritics.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])
    with pytest.raises(EncoderError, match=r"diacritics\.safetensors is damaged"):
        Diacritics(tmp_path)
    (tmp_path / "diacritics.txt").write_text("dân xã\n", encoding="utf-8")
    with pytest.raises(EncoderError, match=r"diacritics\.txt is damaged: .* not typed alike"):
        Diacritics(tmp_path)
