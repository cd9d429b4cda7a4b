import pytest

from corpus.parse import make_documents
from corpus.plain import plain_source
from index.place import completed, find_parts, parts_named, replaced, without_parts

RULES = """QUYẾT ĐỊNH
BAN HÀNH QUY CHẾ LÀM VIỆC
Điều 1. Ban hành
Ban hành kèm theo Quyết định này Quy chế làm việc.
Điều 2. Hiệu lực
QUY CHẾ
LÀM VIỆC CỦA KHỐI DÂN VẬN
(Kèm theo Quyết định số 12-QĐ/ĐU)
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi
Điều 5. Chế độ họp
1. Họp định kỳ.
2. Họp bất thường khi:
a) có việc gấp;
b) cấp trên yêu cầu;
d) có đơn thư;
đ) có thiên tai.
Chương III
THI HÀNH
Điều 12. Hiệu lực
Phụ lục I
DANH MỤC
Phụ lục II
BIỂU MẪU
Mẫu số 01: Phiếu"""
PARTY = """HƯỚNG DẪN
I- MỤC ĐÍCH
1. Yêu cầu
II- NỘI DUNG
1. Điều 3: Về quyền của đảng viên
1.1. Về thông tin
2. Điều 4 (Khoản 2): Về kết nạp
2.1. Tuổi đời
3. Điều 5, Điều 6: Về sinh hoạt
4. Điều 5: Về đảng phí"""


def document(text):
    return make_documents(plain_source(text), "d", "d.txt")[0].document


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("294 điều 4", [("điều", "4")]),
        ("điểm b khoản 2 điều 5 quy chế 12", [("điều", "5"), ("khoản", "2"), ("điểm", "b")]),
        ("dieu 4 khoan 2", [("điều", "4"), ("khoản", "2")]),
        ("đ4 k2", [("điều", "4"), ("khoản", "2")]),
        ("Mục II", [("mục", "2")]),
        ("phụ lục số 01", [("phụ lục", "1")]),
        ("chương iii", [("chương", "3")]),
        ("Phần thứ nhất", [("phần", "1")]),
        ("điểm đ khoản 1", [("khoản", "1"), ("điểm", "đ")]),
        ("điểm b1 khoản 1", [("khoản", "1"), ("điểm", "b1")]),
        ("mục 4.3.1", [("mục", "4.3.1")]),
        ("294 3.5.1", [("khoản", "3.5.1")]),
        ("Điều 5a", [("điều", "5a")]),
        # What only looks like one.
        ("mức 2 là bao nhiêu", []),
        ("qđ 294, kl 62, 862-KL/TU", []),
        ("ngày 26.5.2025, mục tiêu và điều kiện, điểm mới", []),
    ],
)
def test_the_parts_a_question_names(question, parts):
    assert [(part.name, part.number) for part in parts_named(question)] == parts


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("điểm b khoản 2 điều 5", ["Điểm b"]),
        ("đ5 k2", ["Khoản 2"]),
        ("điểm đ khoản 2 điều 5", ["Điểm đ"]),
        ("diem d khoan 2 dieu 5", ["Điểm d"]),
        ("điều 1", ["Điều 1. Ban hành", "Điều 1. Phạm vi"]),
        ("điều 1 quy chế", ["Điều 1. Phạm vi"]),
        ("chương III", ["Chương III. THI HÀNH"]),
        ("điều 12 chương 3", ["Điều 12. Hiệu lực"]),
        ("điều 12 chương 1", []),
        ("phụ lục 1", ["Phụ lục I. DANH MỤC"]),
        ("mẫu số 1", ["Mẫu số 01: Phiếu"]),
        ("khoản 9 điều 12", ["Điều 12. Hiệu lực"]),
        ("mục 2", ["Khoản 2"]),
        ("mục II", []),
        ("điều 99", []),
        ("họp định kỳ thế nào?", []),
    ],
)
def test_the_headings_of_a_named_part(question, labels):
    assert [heading.label for heading in find_parts(document(RULES), question)] == labels


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("mục II", ["II- NỘI DUNG"]),
        ("phần 2", ["II- NỘI DUNG"]),
        ("mục 1 phần I", ["1. Yêu cầu"]),
        ("điều 4", ["2. Điều 4 (Khoản 2): Về kết nạp"]),
        ("mục 2.1", ["2.1. Tuổi đời"]),
        ("điểm 2.1", ["2.1. Tuổi đời"]),
        ("thời điểm 2 năm", []),
        ("điều 5", ["4. Điều 5: Về đảng phí"]),
        ("điều 6", ["3. Điều 5, Điều 6: Về sinh hoạt"]),
    ],
)
def test_parts_that_a_directive_numbers_in_its_own_way(question, labels):
    assert [heading.label for heading in find_parts(document(PARTY), question)] == labels


def test_what_is_left_names_the_directive():
    assert without_parts("294, Điều 4 khoản 2") == "294"
    assert without_parts("quy định 294 đ4 k2") == "quy định 294"


@pytest.mark.parametrize(
    ("before", "question", "whole", "after"),
    [
        ("294 Điều 8", "khoản 2 thì sao", "Điều 8 khoản 2 thì sao", "294 Điều 8 khoản 2"),
        ("294 Điều 8 khoản 2", "còn khoản 3", "Điều 8 còn khoản 3", "294 Điều 8 khoản 3"),
        ("294 Điều 8 khoản 2", "Còn Điều 9?", "Còn Điều 9?", "294 Điều 9"),
        ("Kỷ luật ai, điều 8", "k2", "điều 8 k2", "Kỷ luật ai điều 8 k2"),
    ],
)
def test_a_part_stands_in_what_was_named_before(before, question, whole, after):
    assert completed(question, before) == whole
    assert replaced(before, question) == after


def test_what_names_no_part_takes_none():
    assert completed("ai làm", "294 điều 8") == "ai làm"
