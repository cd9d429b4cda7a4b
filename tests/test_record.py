import datetime

import pytest

from corpus.clean import without_furniture
from corpus.metadata import recognise
from corpus.plain import plain_source

BESIDE = """Chi tiết văn bản
Số ký hiệu · 45-CT/TU · Ngày ban hành · 12/04/2026
Hình thức văn bản · Chỉ thị · Cơ quan ban hành · TỈNH ỦY BÌNH NGUYÊN
Trích yếu · Về tăng cường tiếp dân ở cơ sở
Người ký · Bí thư
Tệp đính kèm · 45-ct.pdf"""
BELOW = """Số hiệu:
45-CT/TU
Loại văn bản:
Chỉ thị
Cơ quan ban hành:
TỈNH ỦY BÌNH NGUYÊN
Người ký:
Ngày ban hành:
ngày 12 tháng 4 năm 2026
Trích yếu: Về tăng cường tiếp dân ở cơ sở
Tình trạng:
Đã biết"""
HEAD = """TỈNH ỦY BÌNH NGUYÊN
*
Số 45-CT/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Bình Nguyên, ngày 12 tháng 4 năm 2026
CHỈ THỊ
về tiếp dân
-----
Thời gian qua, việc tiếp dân còn hình thức."""
TITLE = "Về tăng cường tiếp dân ở cơ sở"


def read(text):
    lines = without_furniture(plain_source(text))
    found = recognise(lines)
    return found, [line.text for line in lines[found.head :]]


def facts(found):
    day = found.date and found.date.isoformat()
    return found.number, found.type, found.issuer, found.place, day, found.title


@pytest.mark.parametrize("record", [BESIDE, BELOW], ids=["beside", "below"])
def test_a_record_tells_what_a_page_without_a_head_is_about(record):
    found, body = read(f"{record}\nVăn bản này đang được cập nhật.")
    assert facts(found) == (
        "45-CT/TU", "Chỉ thị", "Tỉnh ủy Bình Nguyên", None, "2026-04-12", TITLE,
    )  # fmt: skip
    assert found.kind == "directive"
    assert body[-1] == "Văn bản này đang được cập nhật."


@pytest.mark.parametrize("record", [BESIDE, BELOW], ids=["beside", "below"])
def test_the_head_below_a_record_is_read_and_wins(record):
    found, body = read(f"Thư viện của tỉnh\n{record}\n{HEAD}")
    assert facts(found) == (
        "45-CT/TU", "Chỉ thị", "Tỉnh ủy Bình Nguyên", "Bình Nguyên", "2026-04-12", "về tiếp dân",
    )  # fmt: skip
    assert body == ["-----", "Thời gian qua, việc tiếp dân còn hình thức."]


def test_a_record_adds_what_the_head_of_its_document_left_blank():
    head = HEAD.replace("45-CT/TU", "   -CT/TU").replace("ngày 12 tháng 4", "ngày    tháng 4")
    found, _ = read(f"{BESIDE}\n{head}")
    assert (found.number, found.date) == ("45-CT/TU", datetime.date(2026, 4, 12))


def test_a_record_of_another_document_adds_nothing():
    found, _ = read(BESIDE.replace("45-CT", "44-CT") + "\n" + HEAD.replace(", ngày 12", ", ngày"))
    assert facts(found)[:5] == ("45-CT/TU", "Chỉ thị", "Tỉnh ủy Bình Nguyên", "Bình Nguyên", None)


def test_a_letter_whose_number_s_letters_are_an_office_is_one():
    head = """CỤC LƯU TRỮ TỈNH
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 91/CT-CS
V/v nộp lưu hồ sơ
Kính gửi: Các sở"""
    found, _ = read(BESIDE.replace("45-CT/TU", "91/CT-CS").replace("Chỉ thị", "Công văn") + head)
    assert found.type == "Công văn"


@pytest.mark.parametrize(
    "text",
    [
        # the head of a list of others
        "Số ký hiệu · Trích yếu · Ngày ban hành · Người ký\n45-CT/TU · Về tiếp dân · 12/4/2026 · X",
        # a text that speaks of such fields
        "1. Số ký hiệu: ghi bằng chữ số.\n2. Nội dung khác.\n3. Việc khác.\n4. Trích yếu: một câu.",
        "Người ký: Bí thư\nTình trạng: còn hiệu lực\nLĩnh vực: dân vận\nSố ký hiệu: chưa có",
        "Số ký hiệu: 45-CT/TU\nNội dung: tiếp dân",  # a field or two are no record
    ],
)
def test_what_is_no_record(text):
    found, _ = read(f"{text}\nCấp ủy các cấp thực hiện nghiêm túc.")
    assert (found.number, found.issuer, found.date) == (None, None, None)
