import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clean import without_furniture
from corpus.lines import Line, Source
from corpus.plain import plain_source

PROSE = (
    "Ban Thường vụ Đảng ủy yêu cầu các chi bộ trực thuộc quán triệt đầy đủ nội dung của Kết "
    "luận, xây dựng "
    "kế hoạch thực hiện phù hợp với tình hình địa phương và báo cáo kết quả trước ngày 15 tháng 12."
)
MORE = PROSE.replace("15 tháng 12", "20 tháng 12")
HEADLINE = "Kết luận của Ban Thường vụ Đảng ủy về công tác dân vận ở thôn, bản năm 2025"


def kept(text):
    return [line.text for line in without_furniture(plain_source(text))]


@pytest.mark.parametrize(
    "line",
    [
        "image banner", "Anh-tin-bai", "no image", "Mã kiểm tra no image", "{name} - {time}",
        "{body}",
        "Lượt xem: 1.234", "0:00 / 3:15", "Ngày đăng: 11:05 | 03/10/2019  Lượt xem: 144",
        "Thứ ba, 19/01/2021", "[Trở về]", "0 bình luận", "Tắt [X]", "Xem thêm Huyện Đông",
        "Chi tiết tin",
        "Chia sẻ thông tin với bạn bè!", "Chào mừng bạn đến với Trang thông tin điện tử xã !",
        "Liên kết website", "Thăm dò ý kiến", "Bạn đánh giá thế nào về cổng này?", "» Văn kiện",
        "Trang chủ » Văn bản » Kết luận", "Các tin khác", "Bản quyền thuộc Đảng bộ xã",
        "Ý kiến của bạn sẽ được biên tập trước khi đăng. Vui lòng gõ tiếng Việt có dấu",
    ],
)  # fmt: skip
def test_lines_of_a_portal_go(line):
    assert kept(f"{PROSE}\n{line}\n{MORE}") == [PROSE, MORE]


@pytest.mark.parametrize(
    "line",
    [
        "Xem xét, quyết định việc kết nạp đảng viên.", "Bình luận, đánh giá của cấp ủy cấp trên.",
        "Trả lời", "Địa phương", "Thời tiết", "In ấn, phát hành tài liệu.", "Khóa XIII",
        "Chia sẻ khó khăn với Nhân dân.", "Các tin khác nhau phải được kiểm chứng.",
    ],
)  # fmt: skip
def test_lines_of_a_directive_stay(line):
    assert kept(f"{PROSE}\n{line}\n{PROSE}") == [PROSE, line, PROSE]


HEAD = "Số 12-KH/ĐU\nCăn cứ Quy định số 5-QĐ/TU của Tỉnh ủy về trang tin của xã;"
NAMED_LIKE_FURNITURE = [
    "Từ khóa: từ hoặc cụm từ mà người đọc dùng để tìm tin, bài", "Từ khóa: ", "Ngày đăng: / /",
    "Chia sẻ thông tin với Nhân dân qua nhóm Zalo của thôn", "Nguồn: Văn phòng Đảng ủy",
    "Bình luận", "Gửi ý kiến của đảng viên lên Sổ tay", "Thứ Hai, 12/10/2026: họp giao ban",
    "Thống kê truy cập", "Xem thêm Phụ lục kèm theo", "Tổng truy cập: 125.000", "Thăm dò ý kiến",
    "Ảnh: 3x4 cm", "Infographic về thủ tục chuyển sinh hoạt đảng", "Liên kết website",
    "Họ và tên", "» Việc của xã", "Chào mừng quý vị đại biểu về dự Đại hội Đảng bộ xã!",
    "Cập nhật ngày đầu tháng", "Tiêu đề",
]  # fmt: skip


@pytest.mark.parametrize("line", NAMED_LIKE_FURNITURE)
@pytest.mark.parametrize(
    "form",
    [
        f"{HEAD}\n{PROSE}\n{{}}\n2. Văn phòng Đảng ủy theo dõi việc đăng tin.\n{MORE}",
        f"{HEAD}\n{{}}\nI. MỤC ĐÍCH\n1. Việc thứ nhất.",
        f"Điều 4. Mẫu tin\n{PROSE}\n{{}}\nNơi nhận:\nLượt xem: 5\n0 bình luận\nTắt [X]",
        f"Mẫu số 1\n{PROSE}\nTắt [X]\nTiêu đề tin, bài\n{{}}\nNgười viết: .........\n{MORE}",
    ],
)
def test_what_a_directive_calls_as_a_portal_does_stays_in_its_body(line, form):
    lines = [row.strip() for row in form.format(line).split("\n")]
    kept_lines = kept("\n".join(lines))
    assert line.strip() in kept_lines
    assert set(lines) - set(kept_lines) <= {"Lượt xem: 5", "0 bình luận", "Tắt [X]"}


@pytest.mark.parametrize("line", ["Từ khóa: dân vận", "Chia sẻ", "Ngày đăng: 5/6", "Bình luận"])
@pytest.mark.parametrize(
    "form",
    [
        f"{{}}\n{HEAD}\n{PROSE}\nNơi nhận:",
        f"{HEAD}\n{PROSE}\nNơi nhận:\n{{}}",
        f"{HEAD}\n{PROSE}\n{{}}\nAnh-tin-bai\n2. Việc thứ hai.",
        f"{HEAD}\n{PROSE}\nTắt [X]\nThống kê truy cập\n{{}}\nĐiều 4. Mẫu tin",
    ],
)
def test_beside_a_directive_or_what_is_certainly_no_part_of_it_it_goes(line, form):
    assert line not in kept(form.format(line))


@pytest.mark.parametrize(
    "line", ["Chia sẻ với phóng viên, anh nói:", "gửi ý kiến trước hạn yêu cầu."]
)
def test_what_ends_as_speech_does_is_no_button(line):
    assert kept(f"{PROSE}\n{line}\n{MORE}") == [PROSE, line, MORE]


def test_words_of_menus_go_only_beside_furniture_and_outside_the_prose():
    page = (
        f"image banner\n{HEADLINE}\n{PROSE}\nĐịa phương\n{MORE}\n0 bình luận\nĐịa phương\nThời tiết"
    )
    assert kept(page) == [HEADLINE, PROSE, "Địa phương", MORE]


def test_a_page_repeats_its_headline_but_keeps_it_once():
    page = f"image banner\n{HEADLINE}\n{PROSE}\n{HEADLINE}\n{MORE}\nLượt xem: 5"
    assert kept(page) == [HEADLINE, PROSE, MORE]


def test_a_repeated_item_of_a_directive_stays():
    item = "+ Báo cáo Ban Thường vụ cho chủ trương trước khi lấy ý kiến các chi bộ trực thuộc;"
    text = f"I- NỘI DUNG\n{item}\nII- TIẾN ĐỘ\n{item}"
    assert kept(text) == text.split("\n")


def test_captions_go_with_their_pictures():
    page = (
        f"image banner\n{HEADLINE}\nHội nghị ngày 1-6 (Ảnh: MH)\n{PROSE}\nAnh-tin-bai\n"
        f"Quang cảnh hội nghị\n{MORE}"
    )
    assert kept(page) == [HEADLINE, PROSE, MORE]


def paged(*pages):
    lines = [Line(text, 0, len(text), page) for page, rows in enumerate(pages, 1) for text in rows]
    return Source(lines, wrapped=True, pages=len(pages))


def test_page_numbers_and_running_heads_go():
    pages = [["ĐẢNG ỦY XÃ", "1. Mở đầu"]] + [
        [
            str(page),
            "Hướng dẫn số 06",
            f"dòng của trang {'abcdef'[page]}",
            "còn 30 ngày",
            "một dòng",
            "hai dòng",
        ]
        for page in (2, 3, 4)
    ]
    rows = [line.text for line in without_furniture(paged(*pages))]
    assert "Hướng dẫn số 06" not in rows
    assert not {"2", "3", "4"} & set(rows)
    assert {"ĐẢNG ỦY XÃ", "dòng của trang c", "dòng của trang e"} <= set(rows)


def test_a_sentence_or_a_short_page_that_recurs_is_no_running_head():
    source = paged(*(["Chương I", "Một câu lặp lại."] for _ in range(4)))
    assert len(without_furniture(source)) == 8


@pytest.mark.parametrize(
    "heading",
    ["Điều {}. Chế độ trực", "Mẫu số {}", "Phụ lục {}", "Năm 202{}", "a) Nội dung", "{}. Việc"],
)
def test_what_opens_each_page_and_is_no_running_head_stays(heading):
    # Without it, what an article says would be quoted under the one before.
    pages = [[heading.format(2 * page), *"abcdef"] for page in range(1, 6)]
    rows = [line.text for line in without_furniture(paged(*pages))]
    assert [row for row in rows if len(row) > 1] == [row for row, *_ in pages]


@pytest.mark.parametrize("head", ["862-KL/TU {}", "Trang {}/12", "{} Công báo số 34", "Phụ lục I"])
def test_running_heads_that_count_the_pages_go(head):
    pages = [[head.format(page + 6), *"abcdef"] for page in range(1, 6)]
    assert {len(line.text) for line in without_furniture(paged(*pages))} == {1}


def test_a_figure_that_counts_with_no_other_is_no_page_number():
    pages = [["giai đoạn 2021 -", *"abcd", year] for year in ("2030", "2035", "2050")]
    assert {"2030", "2035", "2050"} <= {line.text for line in without_furniture(paged(*pages))}


def test_a_figure_inside_a_page_is_no_page_number():
    source = paged(["Số lượng:", "12", "đảng viên.", "hết"], ["2", "Trang sau", "7", "a", "b"])
    assert [line.text for line in without_furniture(source)] == [
        "Số lượng:", "12", "đảng viên.", "hết", "Trang sau", "7", "a", "b",
    ]  # fmt: skip


def test_page_numbers_that_lost_their_pages_go():
    text = (
        "Các cơ quan có trách nhiệm bố trí kinh phí thực hiện; ở các đơn\n2\nvị khác nếu có khó "
        "khăn thì cấp ủy "
        "cấp trên hỗ trợ theo đúng\nquy định của pháp luật hiện hành về quản lý ngân sách, "
        "bảo\n3\nđảm công khai."
    )
    source = plain_source(text)
    source.wrapped = True
    assert not {"2", "3"} & {line.text for line in without_furniture(source)}


def test_the_numbers_of_a_table_s_rows_stay_where_each_cell_is_a_line():
    source = plain_source("TT\nViệc\n1\nHọp chi bộ;\n2\nKiểm tra\nmột lần\n3\nSơ kết")
    source.wrapped = True
    assert without_furniture(source) == source.lines


@given(
    st.lists(
        st.sampled_from([PROSE, HEADLINE, "I. MỤC TIÊU", "- Một việc;", "a) Hai."]), max_size=9
    )
)
def test_a_text_without_furniture_is_left_alone(rows):
    assert kept("\n".join(rows)) == rows
