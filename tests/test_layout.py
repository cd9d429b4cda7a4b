import pytest

from corpus.layout import Box, Piece, arranged, columns
from corpus.lines import Line


def row(*words):
    """Return words of a row 10 high, each a text with its left and right edge."""
    return [(text, Box(left, 0, right, 10)) for text, left, right in words]


def piece(text, left, right, top):
    return Piece(Line(text, left, right, 1), top, top + 10)


def texts(lines):
    return [line.text for line in lines]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ([], [(0, 0)]),
        ([("Một", 0, 20), ("câu", 23, 40), ("dài", 43, 60)], [(0, 3)]),
        # 13 is more than 1.2 rows, and 13 / 3 of the usual gap.
        ([("TỈNH", 0, 20), ("ỦY", 23, 40), ("ĐẢNG", 53, 80), ("CỘNG", 83, 99)], [(0, 2), (2, 4)]),
        # Justified: the gaps are wide, but evenly so.
        ([("Một", 0, 20), ("câu", 33, 50), ("dài", 63, 80), ("lắm", 93, 99)], [(0, 4)]),
        ([("1.", 0, 8), ("Phạm", 30, 50), ("vi", 53, 60)], [(0, 3)]),  # a tab
        ([("*", 0, 8), ("Bình", 70, 90), ("Nguyên", 93, 120)], [(0, 1), (1, 3)]),
        ([("Số", 0, 10), ("-HD/BTCTU", 60, 99)], [(0, 2)]),  # a blank to be filled
    ],
)
def test_rows_are_parted_at_gaps(words, parts):
    assert columns(row(*words)) == [slice(*part) for part in parts]


def test_a_head_is_read_column_by_column():
    lines = arranged([
        piece("TỈNH ỦY BÌNH NGUYÊN", 50, 150, 0), piece("ĐẢNG CỘNG SẢN VIỆT NAM", 200, 320, 0),
        piece("*", 98, 102, 14), piece("Bình Nguyên, ngày 5 tháng 6 năm 2025", 190, 330, 14),
        piece("Số 15-HD/TU", 70, 130, 28),
        piece("HƯỚNG DẪN", 150, 230, 70),
        piece("Điều 1. Chi bộ họp", 50, 330, 84),
    ])  # fmt: skip
    assert texts(lines) == [
        "TỈNH ỦY BÌNH NGUYÊN", "*", "Số 15-HD/TU", "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Bình Nguyên, ngày 5 tháng 6 năm 2025", "HƯỚNG DẪN", "Điều 1. Chi bộ họp",
    ]  # fmt: skip
    assert [line.gap for line in lines] == [True, False, False, True, False, True, False]


def test_a_head_whose_asterisk_was_not_read_is_read_column_by_column_too():
    lines = arranged([
        piece("TỈNH ỦY BÌNH NGUYÊN", 42, 116, 0), piece("ĐẢNG CỘNG SẢN VIỆT NAM", 136, 222, 0),
        piece("Bình Nguyên, ngày 5 tháng 6 năm 2025", 125, 233, 14),  # wider than the motto
        piece("Số 15-HD/TU", 63, 95, 28),
        piece("BẢN TÓM LƯỢC ĐƯỢC VIẾT LẠI", 47, 187, 60),
        piece("BAN THƯỜNG VỤ", 47, 98, 74),
    ])  # fmt: skip
    assert texts(lines) == [
        "TỈNH ỦY BÌNH NGUYÊN", "Số 15-HD/TU", "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Bình Nguyên, ngày 5 tháng 6 năm 2025", "BẢN TÓM LƯỢC ĐƯỢC VIẾT LẠI", "BAN THƯỜNG VỤ",
    ]  # fmt: skip


def test_a_line_across_both_columns_ends_them():
    lines = arranged([
        piece("TỈNH ỦY BÌNH NGUYÊN", 40, 120, 0), piece("ĐẢNG CỘNG SẢN VIỆT NAM", 140, 220, 0),
        piece("Một dòng ngang trang giấy, giữa cột phải", 130, 230, 14),
        piece("Một dòng suốt cả trang, không thuộc cột nào", 100, 260, 28),
        piece("Số 15-HD/TU", 60, 100, 42),
    ])  # fmt: skip
    assert texts(lines)[-2:] == ["Một dòng suốt cả trang, không thuộc cột nào", "Số 15-HD/TU"]


def test_a_table_is_read_row_by_row():
    lines = arranged([
        piece("STT", 0, 20, 0), piece("Việc", 50, 90, 0), piece("Hạn", 150, 190, 0),
        piece("1", 0, 20, 14), piece("Họp", 50, 90, 14), piece("Quý I", 150, 190, 14),
    ])  # fmt: skip
    assert texts(lines) == ["STT · Việc · Hạn", "1 · Họp · Quý I"]


def test_a_number_beside_its_date_is_two_lines():
    lines = arranged([
        piece("Số 15-HD/TU", 0, 60, 0),
        piece("Bình Nguyên, ngày 5 tháng 6 năm 2025", 150, 300, 0),
        piece("Kính gửi các đảng bộ", 0, 100, 14),
    ])  # fmt: skip
    assert texts(lines) == [
        "Số 15-HD/TU", "Bình Nguyên, ngày 5 tháng 6 năm 2025", "Kính gửi các đảng bộ",
    ]  # fmt: skip


def test_space_between_paragraphs_is_told():
    lines = arranged(
        [piece(text, 0, 90, top) for text, top in (("a", 0), ("b", 14), ("c", 28), ("d", 60))]
    )
    assert [line.gap for line in lines] == [False, False, False, True]
    assert arranged([]) == []
