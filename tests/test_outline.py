import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.outline import outline
from corpus.paragraphs import Paragraph

LONG = "Các cấp ủy đảng trong tỉnh tăng cường lãnh đạo, chỉ đạo công tác này. " * 5


def headings(*rows, head=0, **options):
    paragraphs = [row if isinstance(row, Paragraph) else Paragraph(row) for row in rows]
    found = outline(paragraphs, head, **options)
    ranks = sorted({heading.rank for heading in found})
    return [(ranks.index(heading.rank) + 1, heading.kind, heading.label) for heading in found]


def test_the_parts_of_a_regulation_nest():
    assert headings(
        "Phần thứ nhất. QUY ĐỊNH CHUNG",
        "Chương I",
        "PHẠM VI VÀ ĐỐI TƯỢNG",
        "Điều 1. Phạm vi điều chỉnh",
        "1. Quy định này quy định việc kết nạp đảng viên.",
        "a) Đảng viên dự bị;",
        "Điều 2.",
        "Đảng viên có nhiệm vụ:",
        "1. Tuyệt đối trung thành với lý tưởng của Đảng.",
        "Phụ lục I",
        "MẪU ĐƠN",
    ) == [
        (2, "phần", "Phần thứ nhất. QUY ĐỊNH CHUNG"),
        (3, "chương", "Chương I. PHẠM VI VÀ ĐỐI TƯỢNG"),
        (4, "điều", "Điều 1. Phạm vi điều chỉnh"),
        (5, "khoản", "Khoản 1"),
        (6, "điểm", "Điểm a"),
        (4, "điều", "Điều 2"),
        (5, "khoản", "Khoản 1"),
        (1, "phụ lục", "Phụ lục I. MẪU ĐƠN"),
    ]


def test_the_parts_of_a_party_resolution_nest():
    assert headings(
        "I- TÌNH HÌNH",
        "1. Kết quả đạt được",
        "1.1. Về tổ chức",
        "1.1.1. Tại thời điểm xét kết nạp, người vào Đảng phải đủ 18 tuổi.",
        "II/ NHIỆM VỤ",
        "2- Tiếp tục đổi mới công tác tuyên truyền, vận động.",
    ) == [
        (1, "mục", "I- TÌNH HÌNH"),
        (2, "khoản", "1. Kết quả đạt được"),
        (3, "khoản", "1.1. Về tổ chức"),
        (4, "khoản", "1.1.1"),
        (1, "mục", "II/ NHIỆM VỤ"),
        (2, "khoản", "Khoản 2"),
    ]


@pytest.mark.parametrize(
    "prose",
    [
        "Điều 4 Điều lệ Đảng quy định rõ việc này.",
        "Chương II Điều lệ Đảng quy định về tổ chức.",
        "Mục 1 phần III của Hướng dẫn này.",
        "2025 là năm bản lề.",
        "1.068 đảng viên vay vốn.",
        "100 đồng chí tham dự.",
        "- 100% chi bộ;",
        "Xin chào",
    ],
)
def test_prose_is_no_heading(prose):
    numbered = ("I. MỞ ĐẦU", "II. NỘI DUNG", "III. TỔ CHỨC THỰC HIỆN")
    assert [label for _, _, label in headings(*numbered, prose, LONG)] == list(numbered)


def test_a_sentence_after_a_number_is_not_its_title():
    paragraphs = [Paragraph("1. Đảng viên phải học tập.")]
    (found,) = outline(paragraphs)
    assert paragraphs[0].text[: found.end] == "1."
    assert (found.label, found.number) == ("Khoản 1", "1")


def test_a_long_title_is_cut_at_a_word():
    (found,) = outline([Paragraph("1. Về " + "công tác " * 20)])
    assert len(found.label) <= 120
    assert found.label == "1. Về " + "công tác " * 12 + "công…"


def test_headings_of_a_page_that_lost_its_numbers():
    assert headings(
        "MỤC TIÊU",
        "Mục tiêu chung",
        LONG,
        "Các chỉ tiêu chủ yếu",
        "Chỉ tiêu đến năm 2025",
        "Nhóm chỉ tiêu đối với cấp ủy",
        "- 100% chi bộ có kế hoạch.",
        "Nhóm chỉ tiêu đối với chính quyền",
        "- 100% thủ tục đúng hạn.",
        "NHIỆM VỤ, GIẢI PHÁP",
        "Đổi mới mạnh mẽ công tác dân vận",
        "Phát huy vai trò của các đoàn thể.",
        LONG,
        LONG,
        "Kiện toàn tổ chức bộ máy",
        LONG,
    ) == [
        (1, "heading", "MỤC TIÊU"),
        (2, "heading", "Mục tiêu chung"),
        (2, "heading", "Các chỉ tiêu chủ yếu"),
        (3, "heading", "Chỉ tiêu đến năm 2025"),
        (4, "heading", "Nhóm chỉ tiêu đối với cấp ủy"),
        (4, "heading", "Nhóm chỉ tiêu đối với chính quyền"),
        (1, "heading", "NHIỆM VỤ, GIẢI PHÁP"),
        (2, "heading", "Đổi mới mạnh mẽ công tác dân vận"),
        (3, "heading", "Phát huy vai trò của các đoàn thể"),
        (2, "heading", "Kiện toàn tổ chức bộ máy"),
    ]


def test_a_list_of_short_lines_is_no_row_of_headings():
    assert (
        headings("Bí thư", "Phó bí thư", "Ủy viên", "Văn phòng", "Thủ quỹ", "Kế toán", LONG) == []
    )


def test_captions_of_news_are_no_headings():
    assert headings("Quang cảnh hội nghị", LONG, prose=True) == []


def test_marked_up_and_bold_lines_are_headings():
    assert headings(
        Paragraph("Khẩn trương hoàn thiện Đề án", level=2),
        LONG,
        Paragraph("- Một gạch đầu dòng được đánh dấu nhầm:", level=3),
        Paragraph("Định hướng nghiên cứu", level=3),
        LONG,
        Paragraph("Phân công", bold=True),
        LONG,
    ) == [
        (1, "heading", "Khẩn trương hoàn thiện Đề án"),
        (2, "heading", "Định hướng nghiên cứu"),
        (1, "heading", "Phân công"),
    ]


def test_the_head_and_what_repeats_it_are_no_headings():
    head = ("ĐẢNG ỦY XÃ BÌNH MINH", "QUY ĐỊNH", "VỀ TIẾP DÂN")
    assert headings(
        *head, "ĐẢNG ỦY XÃ BÌNH MINH", "QUY ĐỊNH VỀ TIẾP DÂN", "MỤC ĐÍCH", LONG, head=3
    ) == [(1, "heading", "MỤC ĐÍCH")]


def test_nothing_after_the_recipients_is_a_heading_but_an_attached_regulation():
    assert headings(
        "Điều 1. Ban hành Quy chế làm việc",
        "Nơi nhận:",
        "1. Thường trực Đảng ủy",
        "QUY CHẾ",
        "LÀM VIỆC CỦA KHỐI DÂN VẬN",
        "(Ban hành kèm theo Quyết định số 12-QĐ/ĐU)",
        "Điều 1. Nguyên tắc làm việc",
    ) == [
        (2, "điều", "Điều 1. Ban hành Quy chế làm việc"),
        (1, "phụ lục", "QUY CHẾ LÀM VIỆC CỦA KHỐI DÂN VẬN"),
        (2, "điều", "Điều 1. Nguyên tắc làm việc"),
    ]


@pytest.mark.parametrize("name", ["PHỤ LỤC I", "SỔ TRỰC"])
def test_whoever_signed_is_no_part_of_the_name_of_an_appendix(name):
    appendix = (name, "(Kèm theo Quyết định số 12-QĐ/ĐU)", "1. Thôn Đông.")
    assert headings(
        "Điều 1. Ban hành danh mục", "T/M ĐẢNG ỦY", "PHÓ BÍ THƯ", "(đã ký)", *appendix
    ) == [
        (2, "điều", "Điều 1. Ban hành danh mục"),
        (1, "phụ lục", name),
        (3, "khoản", "Khoản 1"),
    ]


@given(
    st.lists(
        st.sampled_from(
            [
                "I. A",
                "1. Việc",
                "a) b.",
                "Chương I",
                "Điều 1.",
                "MỤC TIÊU",
                LONG,
                "Đề mục",
                "1.1. Cd",
            ]
        ),
        max_size=12,
    )
)
def test_headings_are_in_order_and_inside_their_paragraphs(rows):
    last = -1
    for found in outline([Paragraph(row) for row in rows]):
        assert last < found.first <= found.last < len(rows)
        assert 0 < found.end <= len(rows[found.last])
        assert 0 < len(found.label) <= 120
        last = found.last


def test_what_an_amendment_quotes_is_no_part_of_it():
    assert headings(
        "Điều 1. Sửa đổi, bổ sung một số điều của Quy chế làm việc",
        "1. Điều 5 được sửa đổi như sau:",
        "“Điều 5. Chế độ họp",
        "1. Họp mỗi tháng một lần.",
        "2. Biên bản gồm “ý kiến” của từng người.”",
        "2. Bổ sung Điều 5a như sau:",
        '"Điều 5a. Họp trực tuyến',
        'Khi cần thiết.".',
        "Điều 2. Hiệu lực thi hành",
        "“Ngoặc kép không bao giờ đóng",
        "Điều 3. Trách nhiệm",
    ) == [
        (1, "điều", "Điều 1. Sửa đổi, bổ sung một số điều của Quy chế làm việc"),
        (2, "khoản", "Khoản 1"),
        (2, "khoản", "Khoản 2"),
        (1, "điều", "Điều 2. Hiệu lực thi hành"),
        (1, "điều", "Điều 3. Trách nhiệm"),
    ]


def test_lettered_parts_follow_one_another_and_roman_ones_stay_roman():
    assert headings(
        "A. PHẦN CHUNG",
        "I. MỤC ĐÍCH",
        "B. PHẦN RIÊNG",
        "C. TỔ CHỨC THỰC HIỆN",
        "I. PHÂN CÔNG",
        "H. Nam báo cáo.",
    ) == [
        (1, "phần", "A. PHẦN CHUNG"),
        (2, "mục", "I. MỤC ĐÍCH"),
        (1, "phần", "B. PHẦN RIÊNG"),
        (1, "phần", "C. TỔ CHỨC THỰC HIỆN"),
        (2, "mục", "I. PHÂN CÔNG"),
    ]


def test_sub_sections_appendices_and_forms():
    assert headings(
        "Chương II",
        "TỔ CHỨC",
        "Mục 1. CẤP TỈNH",
        "Tiểu mục 1. BAN CHẤP HÀNH",
        "Điều 7. Thành phần",
        "Mục 2. CẤP XÃ",
        "Nơi nhận: các chi bộ.",
        "1. Như trên;",
        "PHỤ LỤC 1A",
        "DANH MỤC BIỂU MẪU",
        "Mẫu số 01: Phiếu khảo sát",
        "Mẫu số 02 ban hành kèm theo Hướng dẫn này được dùng chung.",
    ) == [
        (3, "chương", "Chương II. TỔ CHỨC"),
        (4, "mục", "Mục 1. CẤP TỈNH"),
        (5, "mục", "Tiểu mục 1. BAN CHẤP HÀNH"),
        (6, "điều", "Điều 7. Thành phần"),
        (4, "mục", "Mục 2. CẤP XÃ"),
        (1, "phụ lục", "PHỤ LỤC 1A. DANH MỤC BIỂU MẪU"),
        (2, "phụ lục", "Mẫu số 01: Phiếu khảo sát"),
    ]


def test_a_scanner_s_slips_in_the_words_for_parts_are_read():
    assert headings("CHUONG I", "CHUNG", "Điêu 1. Phạm vi", "ĐIỂU 2", "Đối tượng.") == [
        (1, "chương", "CHUONG I. CHUNG"),
        (2, "điều", "Điêu 1. Phạm vi"),
        (2, "điều", "ĐIỂU 2"),
    ]


@pytest.mark.parametrize(
    "reference",
    [
        "Điều 5 của Quy định này áp dụng với đảng viên dự bị.",
        "Khoản 2, Điều 10 Quy chế này được thực hiện như sau.",
        "Điểm a khoản 1 Điều 3 hết hiệu lực.",
        "Chương II và Chương III của Quy chế.",
    ],
)
def test_a_reference_is_no_heading(reference):
    assert headings("Điều 1. Phạm vi", LONG, reference) == [(1, "điều", "Điều 1. Phạm vi")]


def test_a_reference_that_a_line_breaks_off_is_no_heading():
    rows = (
        "Điều 1. Phạm vi",
        "Các chi bộ thực hiện theo quy định tại",
        "Điều 5. Khi cần, báo cáo.",
    )
    assert headings(*rows) == [(1, "điều", "Điều 1. Phạm vi")]


def test_a_row_of_a_table_is_no_heading():
    assert headings("I. KẾT QUẢ", "1. Chi bộ thôn Đông · 20 · 18", "II · Cộng · 40 · 35") == [
        (1, "mục", "I. KẾT QUẢ")
    ]


def test_a_title_in_capitals_may_take_several_lines():
    assert headings(
        "Chương II",
        "QUYỀN CỦA ĐẢNG VIÊN VÀ",
        "TRÁCH NHIỆM CỦA CHI BỘ",
        "Điều 3. Quyền",
        "PHỤ LỤC",
        "CÁC BIỂU MẪU",
        "DÙNG TRONG CHI BỘ",
        "(Kèm theo Quy chế này)",
        "Chương III",
        "THI HÀNH",
        "MỤC TIÊU",
        "Đến năm 2030, mọi chi bộ có quy chế.",
    ) == [
        (2, "chương", "Chương II. QUYỀN CỦA ĐẢNG VIÊN VÀ TRÁCH NHIỆM CỦA CHI BỘ"),
        (3, "điều", "Điều 3. Quyền"),
        (1, "phụ lục", "PHỤ LỤC. CÁC BIỂU MẪU DÙNG TRONG CHI BỘ"),
        (2, "chương", "Chương III. THI HÀNH"),
    ]


def test_who_signs_is_no_heading():
    assert headings("Điều 1. Chi bộ họp mỗi tháng một lần.", "T/M TỈNH ỦY", "PHÓ BÍ THƯ") == [
        (1, "điều", "Điều 1")
    ]


def test_a_count_goes_on_below_a_line_that_ends_in_a_word_of_two_syllables():
    assert headings(
        "I. Quan điểm",
        "1. Lấy dân làm gốc.",
        "II. Hỗ trợ nhà ở",
        "1. Đúng người, đúng thời điểm",
        "2. Hạn chế, tồn tại",
        "3. Khai trừ",
        "4. Theo từng tài khoản",
        "III. ĐIỀU KHOẢN",
    ) == [
        (1, "mục", "I. Quan điểm"),
        (2, "khoản", "Khoản 1"),
        (1, "mục", "II. Hỗ trợ nhà ở"),
        (2, "khoản", "1. Đúng người, đúng thời điểm"),
        (2, "khoản", "2. Hạn chế, tồn tại"),
        (2, "khoản", "3. Khai trừ"),
        (2, "khoản", "4. Theo từng tài khoản"),
        (1, "mục", "III. ĐIỀU KHOẢN"),
    ]


def test_an_item_may_stand_below_a_comma_but_no_article():
    rows = ("Điều 1. Thành phần", "a) Bí thư,", "b) Phó bí thư; và", "c) Ủy viên theo Điều 3,")
    assert headings(*rows, "Điều 5. Khi vắng thì báo trước.") == [
        (1, "điều", "Điều 1. Thành phần"),
        (2, "điểm", "Điểm a"),
        (2, "điểm", "Điểm b"),
        (2, "điểm", "Điểm c"),
    ]


def test_a_khoản_that_breaks_off_has_no_title():
    rows = ("Điều 1. Hồ sơ", "1. Đơn xin cấp lại thẻ theo mẫu nêu tại", "Điều 5. Mẫu ấy.")
    assert headings(*rows) == [(1, "điều", "Điều 1. Hồ sơ"), (2, "khoản", "Khoản 1")]


def test_small_letters_are_of_the_sentence_above_unless_a_khoản_counts_on():
    assert headings(
        "2. Trình tự",
        "1. chào cờ;",
        "2. báo cáo;",
        "3. bế mạc.",
        "3. Báo cáo gửi về Văn phòng.",
        "4. iPad được cấp cho đại biểu.",
    ) == [(1, "khoản", "2. Trình tự"), (1, "khoản", "Khoản 3"), (1, "khoản", "Khoản 4")]


def test_a_mark_of_looks_does_not_nest():
    def marked(level, text):
        return Paragraph(text, level=level)

    rows = [(3, "Mở đầu"), (2, "Việc thứ nhất"), (3, "Việc thứ hai"), (4, "Chi tiết")]
    levels = [level for level, _, _ in headings(*(marked(*row) for row in rows))]
    assert levels == [1, 1, 1, 2]
    levels = [level for level, _, _ in headings(*(marked(*row) for row in rows[1:]))]
    assert levels == [1, 2, 3]


def test_first_words_are_a_heading_beside_one_that_opens_alike():
    topic = "Về mục tiêu, Nghị quyết đề ra đến năm 2030 mọi xã có nhà văn hóa."
    above = Paragraph("Cụ thể, về quan điểm:", level=3)
    found = [(1, "heading", "Cụ thể, về quan điểm"), (2, "khoản", "Khoản 1")]
    assert headings(above, "1. Dân là gốc.", topic) == [*found, (1, "heading", "Về mục tiêu")]
    assert headings(above, topic, "1. Dân là gốc.") == found
    adverbs = ("Về lâu dài, Tỉnh ủy phấn đấu.", "Về cơ bản, đồng ý với báo cáo.")
    assert headings(above, "1. Dân là gốc.", *adverbs) == found
    several = "Về nhiệm vụ, giải pháp, Nghị quyết đề ra ba nhóm."
    assert headings(above, "1. Dân là gốc.", several)[2:] == [
        (1, "heading", "Về nhiệm vụ, giải pháp")
    ]
    assert headings(Paragraph("Quan điểm", level=3), "1. Dân là gốc.", topic) == [
        (1, "heading", "Quan điểm"), (2, "khoản", "Khoản 1"),
    ]  # fmt: skip


def test_a_bold_line_stands_beside_the_bold_line_above_what_was_counted():
    def bold(text):
        return Paragraph(text, bold=True)

    assert headings(
        "I. NỘI DUNG", bold("Về thời gian"), "1. Sáng.", "2. Chiều.", bold("Về địa điểm"), LONG
    ) == [
        (1, "mục", "I. NỘI DUNG"),
        (2, "heading", "Về thời gian"),
        (3, "khoản", "Khoản 1"),
        (3, "khoản", "Khoản 2"),
        (2, "heading", "Về địa điểm"),
    ]
    for after in (1, 4):  # it counts anew, or on: neither is part of the khoản above
        rows = ("1. Một.", "2. Hai.", "3. Ba.", bold("Phân công"), f"{after}. Tổ một.")
        assert headings(*rows) == [
            *((2, "khoản", f"Khoản {number}") for number in (1, 2, 3)),
            (1, "heading", "Phân công"),
            (2, "khoản", f"Khoản {after}"),
        ]


@pytest.mark.parametrize(("bold", "level"), [(True, 2), (False, 1)])
def test_plain_numbers_count_within_a_marked_one(bold, level):
    rows = ("1. Tổ một.", "2. Tổ hai.", Paragraph("3. Kinh phí", bold=bold))
    assert headings(Paragraph("2. Phân công", bold=bold), *rows) == [
        (1, "khoản", "2. Phân công"),
        (level, "khoản", "Khoản 1"),
        (level, "khoản", "Khoản 2"),
        (1, "khoản", "3. Kinh phí"),
    ]


@pytest.mark.parametrize("letters", ["ABCDĐEGH", "ABCDEGH", "ABCDEFGH"])
def test_parts_are_lettered_in_either_alphabet(letters):
    parts = [f"{letter}. PHẦN NÀY" for letter in letters]
    assert headings(*parts) == [(1, "phần", part) for part in parts]


@pytest.mark.parametrize(
    ("below", "label"),
    [
        ("1.1.1. Từ đủ 18 tuổi.", "1.1. Về tuổi đời"),
        ("a) Từ đủ 18 tuổi;", "1.1. Về tuổi đời"),
        ("Người vào Đảng phải đủ 18 tuổi.", "1.1. Về tuổi đời"),
        ("1.2. Về học vấn.", "1.1"),
        ("2. Thủ tục", "1.1"),
        ("Quy định này có hiệu lực từ ngày ký.", "1.1"),
        ("T/M TỈNH ỦY", "1.1"),
    ],
)
def test_a_short_sentence_names_what_stands_below_it(below, label):
    assert headings("1.1. Về tuổi đời.", below)[0][2] == label


@pytest.mark.parametrize(
    "line", ["1.1. ………", "1.1. ........", "1.1. Hồ sơ nêu tại", "1.1. Một. Hai."]
)
def test_a_field_or_a_part_of_a_sentence_names_nothing(line):
    assert headings(line, "Tổng cộng.")[0][2] == "1.1"


def test_a_preface_and_the_subject_of_a_letter():
    rows = ("LỜI NÓI ĐẦU", LONG, "V/v rà soát quy hoạch", "Điều 1. Một.", "Điều 2. Hai.", "1. Ba.")
    assert [label for _, _, label in headings(*rows)] == [
        "LỜI NÓI ĐẦU", "Điều 1", "Điều 2", "Khoản 1",
    ]  # fmt: skip


def test_a_lettered_khoản_follows_its_number_and_a_field_of_a_form_does_not():
    rows = ("Điều 3. Hội đồng", "1. Lập hội đồng.", "1a. Hội đồng có năm người.", "1b. Và thư ký.")
    assert [label for _, _, label in headings(*rows, "02. Họp kín.", "4đ. Điện thoại:")] == [
        "Điều 3. Hội đồng", "Khoản 1", "Khoản 1a", "Khoản 1b", "Khoản 02",
    ]  # fmt: skip


def test_the_title_is_a_heading_only_further_down():
    title = Paragraph("Tiếp công dân", level=1)
    rows = ("I. MỤC ĐÍCH", "II. NỘI DUNG", "III. THỰC HIỆN", title, LONG)
    labels = [label for _, _, label in headings(title, *rows, title="Về tiếp công dân")]
    assert labels == ["I. MỤC ĐÍCH", "II. NỘI DUNG", "III. THỰC HIỆN", "Tiếp công dân"]


def test_what_counts_on_stands_below_a_comma_too():
    rows = ("Chương I", "CHUNG", "Điều 5. Một", "1. A,", "Điều 5a. Hai", "1. B, và theo khoản 1,")
    assert headings(*rows, "Điều 8. Khi vắng.", "c) C,", "Chương II", "RIÊNG", "Điều 6. Ba") == [
        (1, "chương", "Chương I. CHUNG"),
        (2, "điều", "Điều 5. Một"),
        (3, "khoản", "Khoản 1"),
        (2, "điều", "Điều 5a. Hai"),
        (3, "khoản", "Khoản 1"),
        (4, "điểm", "Điểm c"),
        (1, "chương", "Chương II. RIÊNG"),
        (2, "điều", "Điều 6. Ba"),
    ]


def test_the_first_khoản_of_a_part_may_begin_with_a_small_letter():
    rows = ("Điều 2. Tổ trưởng", "1. là người đứng đầu;", "2. ký báo cáo.", "1. một lần;")
    assert headings(*rows, "Điều 3. Họp", "Họp gồm:", "1. báo cáo;") == [
        (1, "điều", "Điều 2. Tổ trưởng"),
        (2, "khoản", "Khoản 1"),
        (2, "khoản", "Khoản 2"),
        (1, "điều", "Điều 3. Họp"),
        (2, "khoản", "Khoản 1"),
    ]


def test_a_lettered_point_may_have_numbered_ones():
    rows = ("1. Mức chi", "b) Chi hội nghị:", "b1) Cấp tỉnh.", "b2) Cấp xã", "c1) Khác.", "c) Hết.")
    assert headings(*rows) == [
        (1, "khoản", "1. Mức chi"),
        (2, "điểm", "Điểm b"),
        (3, "điểm", "Điểm b1"),
        (3, "điểm", "b2) Cấp xã"),
        (2, "điểm", "Điểm c"),
    ]


def test_numbers_with_a_stroke_count_and_figures_do_not():
    rows = (
        "I/ MỤC TIÊU",
        "1/ Thu nhập",
        "8.5 triệu đồng.",
        "12.5 - 14 ha.",
        "1/3 số xã.",
        "2/ Nhà",
    )
    assert headings(*rows, "2.1 - Nhà ở", "2.2 Trường học") == [
        (1, "mục", "I/ MỤC TIÊU"),
        (2, "khoản", "1/ Thu nhập"),
        (2, "khoản", "2/ Nhà"),
        (3, "khoản", "2.1 - Nhà ở"),
        (3, "khoản", "2.2 Trường học"),
    ]


def test_a_table_of_contents_has_no_headings():
    rows = ("I. MỞ ĐẦU ........ 1", "1. Căn cứ……12", "I. MỞ ĐẦU", "1. Tên: ........")
    assert [label for _, _, label in headings(*rows)] == ["I. MỞ ĐẦU", "Khoản 1"]


@pytest.mark.parametrize(
    "quoted",
    [
        ("Điều 5 được sửa đổi như sau: “Điều 5. Họp", "1. Mỗi tháng một lần.”;"),
        ('Điểm a khoản 2 sửa như sau: "a) Họp;', 'b) Ghi biên bản.".'),
        ("Điều 5 được sửa đổi như sau:", "“Điều 5. Họp", '1. Mỗi tháng một lần."'),
        ("Điều 5 được sửa đổi như sau:", '"Điều 5. Họp', "1. Mỗi tháng một lần.”."),
    ],
)
def test_a_quotation_may_open_on_the_line_above_or_close_with_another_mark(quoted):
    first, *rest = quoted
    rows = ("Điều 1. Sửa đổi Quy chế", f"1. {first}", *rest, "2. Bỏ Điều 7.", "Điều 2. Hiệu lực")
    assert [kind for _, kind, _ in headings(*rows)] == ["điều", "khoản", "khoản", "điều"]


@pytest.mark.parametrize(
    "line",
    [
        "Xếp loại: “Tốt” và “Khá”",
        "Gọi tắt là: “Quy chế",
        "Sửa như sau: “2. Họp.”",
    ],
)
def test_what_opens_no_part_in_quotation_marks_hides_nothing(line):
    rows = ("Điều 1. Tên", line, "1. Một.", "2. Hai”.")
    assert [label for _, _, label in headings(*rows)[:2]] == ["Điều 1. Tên", "Khoản 1"]


def test_a_heading_marked_deeper_than_a_numbered_one_stands_below_it():
    rows = (("Điều 1. Phạm vi", 2), ("Nội dung", 3), ("Hình thức", 3), ("Điều 2. Họp", 2))
    assert headings(*(Paragraph(text, level=level) for text, level in rows)) == [
        (1, "điều", "Điều 1. Phạm vi"),
        (2, "heading", "Nội dung"),
        (2, "heading", "Hình thức"),
        (1, "điều", "Điều 2. Họp"),
    ]
    plain = headings("1. Việc", Paragraph("Lưu ý", level=3), "2. Khác")
    assert plain[1] == (1, "heading", "Lưu ý")  # the mark tells nothing of a khoản without one


def test_plain_numbers_count_within_a_marked_point():
    rows = ("1. Xã Đông.", "2. Xã Tây.", Paragraph("b) Đợt hai", bold=True), "2. Kiểm tra")
    assert headings("1. Lịch", Paragraph("a) Đợt một", bold=True), *rows) == [
        (1, "khoản", "1. Lịch"),
        (2, "điểm", "a) Đợt một"),
        (3, "khoản", "Khoản 1"),
        (3, "khoản", "Khoản 2"),
        (2, "điểm", "b) Đợt hai"),
        (1, "khoản", "2. Kiểm tra"),
    ]


@pytest.mark.parametrize(("year", "apart"), [(2030, True), (2025, False)])
def test_first_words_that_tell_another_term_stand_beside_the_heading_that_tells_one(year, apart):
    rows = (("Chỉ tiêu đến năm 2025", 3), ("Nhóm thứ nhất", 4))
    marked = [Paragraph(text, level=level) for text, level in rows]
    found = headings(*marked, LONG, f"Định hướng đến năm {year}: giữ vững các chỉ tiêu.")
    assert found[2:] == ([(1, "heading", "Định hướng đến năm 2030")] if apart else [])
