import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.lines import Line
from corpus.paragraphs import ends_sentence, is_upper, join, looks_wrapped
from corpus.plain import plain_source

WRAPPED = """\
Chi bộ có trách nhiệm giúp đỡ, kiểm tra, giám sát đảng viên
thực hiện nhiệm vụ được phân công, giai đoạn 2021
- 2025.
1. Về tuổi đời
Người vào Đảng phải đủ mười tám tuổi, có lý lịch rõ ràng và
được Nhân dân tín nhiệm.
a) Ra ngoài nước
- Đảng viên đi công tác phải báo cáo chi bộ; trường hợp đi
lâu ngày thì làm thủ tục chuyển sinh hoạt về kinh tế
- xã hội.
Đảng viên mới chuyển đến thì báo cáo ngay."""


def texts(paragraphs):
    return [paragraph.text for paragraph in paragraphs]


def test_hard_wraps_are_joined_and_items_stay_apart():
    source = plain_source(WRAPPED)
    assert source.wrapped
    assert texts(join(source.lines, source.wrapped)) == [
        "Chi bộ có trách nhiệm giúp đỡ, kiểm tra, giám sát đảng viên thực hiện nhiệm vụ được phân "
        "công, giai đoạn 2021 - 2025.",
        "1. Về tuổi đời",
        "Người vào Đảng phải đủ mười tám tuổi, có lý lịch rõ ràng và được Nhân dân tín nhiệm.",
        "a) Ra ngoài nước",
        "- Đảng viên đi công tác phải báo cáo chi bộ; trường hợp đi lâu ngày thì làm thủ tục "
        "chuyển sinh hoạt về kinh tế - xã hội.",
        "Đảng viên mới chuyển đến thì báo cáo ngay.",
    ]


def test_a_heading_above_prose_is_not_swallowed_by_it():
    lines = [
        Line("4.2. Bản tự kiểm điểm", 0, 22),
        Line("Đảng viên dự bị viết bản tự kiểm điểm nêu rõ ưu điểm,", 0, 54),
        Line("khuyết điểm.", 0, 12),
    ]
    assert texts(join(lines, wrapped=True)) == [
        "4.2. Bản tự kiểm điểm",
        "Đảng viên dự bị viết bản tự kiểm điểm nêu rõ ưu điểm, khuyết điểm.",
    ]


def test_a_sentence_goes_on_over_a_page_and_remembers_where():
    lines = [
        Line("Đối với đảng ủy cơ sở được ủy quyền quyết định kết nạp", 0, 54, page=1),
        Line("đảng viên thì phải biểu quyết.", 0, 30, page=2),
    ]
    (paragraph,) = join(lines, wrapped=True)
    assert paragraph.breaks == ((0, 1), (55, 2))
    assert paragraph.text[55:] == "đảng viên thì phải biểu quyết."


def test_unwrapped_lines_are_paragraphs_as_they_are():
    lines = [Line("một dòng ngắn   có  khoảng trắng"), Line("dòng sau")]
    assert texts(join(lines, wrapped=False)) == ["một dòng ngắn có khoảng trắng", "dòng sau"]


def test_space_bold_and_capitals_end_a_paragraph():
    full = "Một dòng đầy đến hết chiều rộng của trang giấy trong sách"
    lines = [
        Line(full, 0, 57),
        Line("sau khoảng trống", 0, 16, gap=True),
        Line("Một dòng đậm đầy đến hết chiều rộng của trang giấy đây ạ", 0, 57, bold=True),
        Line("Nội dung của nó", 0, 15),
        Line("ĐIỀU KHOẢN THI HÀNH", 0, 19),
        Line("Quy chế này có hiệu lực.", 0, 24),
    ]
    assert texts(join(lines, wrapped=True)) == [line.text for line in lines]


@pytest.mark.parametrize(
    ("text", "wrapped"),
    [
        (WRAPPED, True),
        ("Một đoạn văn.\nMột đoạn văn khác, cũng kết thúc ở đây.", False),
        ("x" * 500 + "\nđoạn sau bắt đầu bằng chữ thường", False),
        ("", False),
    ],
)
def test_wrapping_is_told_from_the_lines(text, wrapped):
    assert looks_wrapped(plain_source(text, joins=False).lines) is wrapped


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("xong.", True),
        ("gồm:", True),
        ("“thân thiện”…", True),
        ("(nếu có).”", True),
        ("của Đảng", False),
    ],
)
def test_ends_of_sentences(text, ends):
    assert ends_sentence(text) is ends


def test_capitals_need_a_letter():
    assert is_upper("MỤC TIÊU")
    assert not is_upper("2025 - 2030")
    assert not is_upper("Mục tiêu")


@given(st.lists(st.text(alphabet="aĐ1.-) ấ;", min_size=1, max_size=30), max_size=20), st.booleans())
def test_joining_keeps_every_character_but_spaces(rows, wrapped):
    lines = [Line(row.strip(), 0, len(row)) for row in rows if row.strip()]
    joined = "".join(paragraph.text for paragraph in join(lines, wrapped))
    assert joined.replace(" ", "") == "".join(line.text for line in lines).replace(" ", "")


def test_a_part_that_a_sentence_refers_to_is_joined_to_it():
    lines = [
        Line("Chi bộ xem xét, xử lý vi phạm theo quy định tại", 0, 47),
        Line("Điều 5. Kết quả được báo cáo cấp ủy cấp trên.", 0, 45),
        Line("Điều 6. Hiệu lực", 0, 16),
    ]
    assert texts(join(lines, wrapped=True)) == [
        "Chi bộ xem xét, xử lý vi phạm theo quy định tại Điều 5. Kết quả được báo cáo cấp ủy cấp "
        "trên.",
        "Điều 6. Hiệu lực",
    ]


def test_a_part_below_a_comma_begins_anew_unless_the_line_above_is_full():
    rows = ("Việc này đảng viên dự bị làm theo quy định tại khoản 2,", "Điều 5. Khi vắng thì báo.")
    lines = [Line(row, 0, len(row)) for row in (*rows, "b) Phó bí thư,", "Điều 6. Hiệu lực")]
    assert texts(join(lines, wrapped=True)) == [
        " ".join(rows),
        "b) Phó bí thư,",
        "Điều 6. Hiệu lực",
    ]


@pytest.mark.parametrize("item", ["b1) cấp tỉnh chi;", "2/ Cấp xã chi."])
def test_a_numbered_point_and_a_number_with_a_stroke_begin_items(item):
    above = "b) Chi cho hội nghị theo mức mà Hội đồng nhân dân đã định:"
    lines = [Line(above, 0, len(above)), Line(item, 0, len(item))]
    assert texts(join(lines, wrapped=True)) == [above, item]


def test_a_line_or_two_that_stand_out_do_not_hide_that_a_text_is_wrapped():
    text = "\n".join([WRAPPED] * 10 + ["Cột thứ nhất" + " " * 90 + "Cột thứ hai"])
    assert looks_wrapped(plain_source(text).lines)


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("theo Nghị quyết số 12-", "NQ/TU của tỉnh", "theo Nghị quyết số 12-NQ/TU của tỉnh"),
        ("hỗ trợ 500.000 đồng/", "người mỗi tháng", "hỗ trợ 500.000 đồng/người mỗi tháng"),
        ("phát triển kinh tế -", "xã hội", "phát triển kinh tế - xã hội"),
        ("1-", "chỉ tiêu", "1- chỉ tiêu"),
        ("ba ngày/", "(một đợt)", "ba ngày/ (một đợt)"),
    ],
)
def test_what_a_line_breaks_behind_a_hyphen_or_a_stroke_is_one_word(before, after, text):
    width = 40.0  # both lines are full
    lines = [Line(before, 0, width, 1), Line(after, 0, width, 2)]
    (paragraph,) = join(lines, wrapped=True)
    assert paragraph.text == text
    assert paragraph.breaks == ((0, 1), (text.index(after), 2))


def test_notes_below_a_page_break_no_sentence_that_goes_on_on_the_next():
    def lines(last, first):
        return [
            Line("2. Kết nạp", 0, 10, 1),
            Line("Chi bộ xét từng người trong một cuộc họp", 0, 40, 1, gap=True),
            Line(last, 0, 40, 1),
            Line("1 Theo Điều lệ.", 0, 15, 1, small=True),
            Line("2 Kể cả dự bị.", 0, 15, 1, gap=True, small=True),
            Line(first, 0, 40, 2),
        ]

    notes = ["1 Theo Điều lệ.", "2 Kể cả dự bị."]
    whole = "Chi bộ xét từng người trong một cuộc họp"
    broken = join(lines("rồi bỏ phiếu kín, lập biên bản, gửi lên", "cấp trên xem xét."), True)
    assert texts(broken) == [
        "2. Kết nạp", *notes,
        f"{whole} rồi bỏ phiếu kín, lập biên bản, gửi lên cấp trên xem xét.",
    ]  # fmt: skip
    assert broken[3].breaks == ((81, 2),)
    ended = join(lines("rồi bỏ phiếu kín.", "3. Chuyển sinh hoạt"), True)
    assert texts(ended) == [
        "2. Kết nạp",
        f"{whole} rồi bỏ phiếu kín.",
        *notes,
        "3. Chuyển sinh hoạt",
    ]
