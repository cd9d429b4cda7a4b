import datetime
import unicodedata

import pytest

from corpus.clean import without_furniture
from corpus.issuers import issuer_of, proper_case
from corpus.metadata import cited_numbers, recognise
from corpus.parse import make_documents
from corpus.plain import markdown_source, plain_source
from corpus.text import canonical_unicode


def read(text, source=plain_source):
    return recognise(without_furniture(source(canonical_unicode(text))))


def facts(found):
    return (
        found.number,
        found.type,
        found.issuer,
        str(found.date) if found.date else None,
        found.title,
    )


STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n---------------"
CENTRAL = """BAN CHẤP HÀNH TRUNG ƯƠNG
*
Số 37-CT/TW
ĐẢNG CỘNG SẢN VIỆT NAM
Hà Nội, ngày 10 tháng 7 năm 2024
CHỈ THỊ
CỦA BAN BÍ THƯ
về đổi mới công tác đào tạo nghề
-----
Thực hiện Nghị quyết số 29-NQ/TW"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "ĐẢNG BỘ TỈNH AN LỘC\nĐẢNG ỦY XÃ BÌNH MINH\n*\nSố 07-NQ/ĐU\nĐẢNG CỘNG SẢN VIỆT NAM\n"
            "Bình Minh, ngày 12 tháng 9 năm 2025\nNGHỊ QUYẾT\nvề chuyển đổi số trên địa bàn xã\n"
            "giai đoạn 2025 - 2030\n-----\nThực hiện Nghị quyết số 57-NQ/TW, ngày 22/12/2024",
            ("07-NQ/ĐU", "Nghị quyết", "Đảng ủy xã Bình Minh", "2025-09-12",
             "về chuyển đổi số trên địa bàn xã giai đoạn 2025 - 2030"),
            id="party",
        ),
        pytest.param(
            CENTRAL,
            ("37-CT/TW", "Chỉ thị", "Ban Bí thư", "2024-07-10", "về đổi mới công tác đào tạo nghề"),
            id="central",
        ),
        pytest.param(
            "           TỈNH ỦY AN LỘC              ĐẢNG CỘNG SẢN VIỆT NAM\n"
            "       BAN TUYÊN GIÁO VÀ DÂN VẬN\n"
            "            Số 26-HD/BTGDVTU           An Lộc, ngày 10 tháng 9 năm 2025\n\n"
            "                           HƯỚNG DẪN\n       phong trào “Dân vận khéo” năm 2026\n   "
            "   -----",
            ("26-HD/BTGDVTU", "Hướng dẫn", "Ban Tuyên giáo và Dân vận Tỉnh ủy An Lộc", "2025-09-10",
             "phong trào “Dân vận khéo” năm 2026"),
            id="columns",
        ),
        pytest.param(
            "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nXÃ BÌNH MINH Độc lập - Tự do - "
            "Hạnh phúc\n"
            "Số: 15/KH-UBND Bình Minh, ngày 3 tháng 9 năm 2025\nKẾ HOẠCH\nTriển khai phong trào "
            "học vụ số\n"
            "Căn cứ Kế hoạch số 88/KH-UBND ngày 20/8/2025 của UBND tỉnh,",
            ("15/KH-UBND", "Kế hoạch", "Ủy ban nhân dân xã Bình Minh", "2025-09-03",
             "Triển khai phong trào học vụ số"),
            id="interleaved",
        ),
        pytest.param(
            f"QUỐC HỘI\n--------\n{STATE}\nLuật số: 72/2025/QH15\nHà Nội, ngày 16 tháng 6 năm "
            f"2025\nLUẬT\n"
            "TỔ CHỨC CHÍNH QUYỀN ĐỊA PHƯƠNG\nCăn cứ Hiến pháp",
            ("72/2025/QH15", "Luật", "Quốc hội", "2025-06-16", "TỔ CHỨC CHÍNH QUYỀN ĐỊA PHƯƠNG"),
            id="law",
        ),
        pytest.param(
            f"UBND TỈNH AN LỘC\nSỞ Y TẾ\n-------\n{STATE}\nSố:        /QĐ-SYT\n"
            "An Lộc, ngày      tháng 8 năm 2025\nQUYẾT ĐỊNH\nVề việc phê duyệt kế hoạch số "
            "12/KH-UBND\n"
            "Căn cứ Nghị định số 45/2025/NĐ-CP ngày 28 tháng 02 năm 2025;",
            (None, "Quyết định", "Sở Y tế tỉnh An Lộc", None,
            "Về việc phê duyệt kế hoạch số 12/KH-UBND"),
            id="blank",
        ),
        pytest.param(
            "   TỈNH ỦY AN LỘC              ĐẢNG CỘNG SẢN VIỆT NAM\n      VĂN PHÒNG\n"
            "    Số 512-CV/VPTU             An Lộc, ngày 5 tháng 6 năm 2025\n  V/v chuẩn bị nội "
            "dung\n"
            "     hội nghị quý II\n\nKính gửi: - Các huyện ủy;\nThực hiện Công văn số 100-CV/TU",
            ("512-CV/VPTU", "Công văn", "Văn phòng Tỉnh ủy An Lộc", "2025-06-05",
             "chuẩn bị nội dung hội nghị quý II"),
            id="letter",
        ),
        pytest.param(
            "QUY ĐỊNH\nVề nhiệm vụ của khối dân vận\n(Kèm theo Quyết định số 45-QĐ/TU, ngày "
            "12/3/2024 "
            "của Ban Thường vụ Tỉnh ủy An Lộc)\n-----\nĐiều 1. Phạm vi",
            ("45-QĐ/TU", "Quy định", "Ban Thường vụ Tỉnh ủy An Lộc", "2024-03-12",
             "Về nhiệm vụ của khối dân vận"),
            id="attached",
        ),
        pytest.param(
            f"HỘI ĐỒNG NHÂN DÂN\nTỈNH AN LỘC\n{STATE}\nNGHỊ QUYẾT SỐ 33/2025/NQ-HĐND\n"
            "An Lộc, ngày 9 tháng 12 năm 2025\nVề dự toán ngân sách năm 2026\nCăn cứ Luật",
            ("33/2025/NQ-HĐND", "Nghị quyết", "Hội đồng nhân dân tỉnh An Lộc", "2025-12-09",
             "Về dự toán ngân sách năm 2026"),
            id="number in the type",
        ),
        pytest.param(
            "đảng bộ tỉnh an lộc\nđảng ủy xã bình minh\nsố 16-nq/đu\nđảng cộng sản việt nam\n"
            "bình minh, ngày 23 tháng 10 năm 2025\nnghị quyết\nvề nông thôn mới nâng cao\n"
            "xây dựng nông thôn mới là nhiệm vụ trọng tâm của đảng bộ trong nhiệm kỳ này, cần "
            "làm ngay.",
            ("16-NQ/ĐU", "Nghị quyết", "Đảng ủy xã Bình Minh", "2025-10-23",
            "về nông thôn mới nâng cao"),
            id="lower case",
        ),
        pytest.param(
            "Theo Nghị quyết số 18-NQ/TW ngày 25/10/2017, các cấp ủy cần rà soát tổ chức bộ máy.",
            (None, None, None, None, None),
            id="only cited",
        ),
        pytest.param("Điều 5. Nguyên tắc\n1. Theo Quy định số 37-QĐ/TW.", (None,) * 5, id="a part"),
    ],
)  # fmt: skip
def test_heads(text, expected):
    assert facts(read(text)) == expected
    assert facts(read(unicodedata.normalize("NFD", text))) == expected


def test_a_markdown_head_reads_the_same():
    text = (
        "| **TỈNH ỦY AN LỘC** | **ĐẢNG CỘNG SẢN VIỆT NAM** |\n|---|---|\n| Số 05-KH/TU | *An "
        "Lộc, ngày 18 "
        "tháng 11 năm 2025* |\n\n# KẾ HOẠCH\n\n**thực hiện Chỉ thị số 41-CT/TW**\n\n---\n\nNội "
        "dung."
    )
    assert facts(read(text, markdown_source)) == (
        "05-KH/TU", "Kế hoạch", "Tỉnh ủy An Lộc", "2025-11-18", "thực hiện Chỉ thị số 41-CT/TW",
    )  # fmt: skip


def test_news_has_a_headline_and_no_number():
    found = read(
        "Xã Bình Minh quán triệt Nghị quyết số 57-NQ/TW\nSáng 5/6, Đảng ủy xã tổ chức hội nghị "
        "quán triệt "
        "Nghị quyết số 57-NQ/TW. Dự hội nghị có các đồng chí cấp ủy viên. Phát biểu tại hội "
        "nghị, đồng chí "
        "Bí thư Đảng ủy xã nhấn mạnh vai trò của chuyển đổi số."
    )
    assert found.kind == "news"
    assert facts(found) == (
        None,
        None,
        None,
        None,
        "Xã Bình Minh quán triệt Nghị quyết số 57-NQ/TW",
    )


def test_a_page_that_prints_a_directive_in_full_is_that_directive():
    found = read(
        "(Baoanloc.vn) - Ngày 1-8-2022, Ban Thường vụ Tỉnh ủy An Lộc ban hành Kết luận số "
        "12-KL/TU về công tác "
        "dân vận ở thôn, bản. Dưới đây là toàn văn Kết luận:\nMỤC TIÊU\nTheo Nghị quyết số "
        "25-NQ/TW."
    )
    assert found.kind == "directive"
    assert facts(found) == (
        "12-KL/TU", "Kết luận", "Ban Thường vụ Tỉnh ủy An Lộc", "2022-08-01",
        "về công tác dân vận ở thôn, bản",
    )  # fmt: skip


def test_a_digest_says_so():
    found = read("BẢN TÓM LƯỢC — không phải văn bản chính thức\n" + CENTRAL)
    assert (found.kind, found.number) == ("digest", "37-CT/TW")


def test_a_marked_headline_may_name_the_directive_itself():
    found = read(
        "# Nghị quyết số 15-NQ/TU ngày 12/3/2024 về công tác cán bộ nữ\n\nNội dung.",
        markdown_source,
    )
    assert facts(found) == ("15-NQ/TU", "Nghị quyết", None, "2024-03-12", "về công tác cán bộ nữ")


def test_a_day_that_does_not_exist_is_no_date():
    assert read(CENTRAL.replace("10 tháng 7", "31 tháng 6")).date is None
    assert read(CENTRAL).date == datetime.date(2024, 7, 10)


def test_cited_numbers_come_once_in_order_without_the_own():
    text = "Kết luận số 862-KL/TU; Chỉ thị 33/CT-TTg, Kết luận 610 -KL/TU và 33/CT-TTg"
    assert cited_numbers(text, "862-KL/TU") == ("33/CT-TTg", "610-KL/TU")


@pytest.mark.parametrize(
    ("organs", "expected"),
    [
        (["BAN CHẤP HÀNH TRUNG ƯƠNG", "BAN TỔ CHỨC"], "Ban Tổ chức Trung ương"),
        (["HĐND XÃ BÌNH MINH", "THƯỜNG TRỰC"], "Thường trực HĐND xã Bình Minh"),
        (["TỈNH ỦY", "BAN THƯỜNG VỤ"], "Ban Thường vụ Tỉnh ủy"),
        (["ỦY BAN THƯỜNG VỤ", "QUỐC HỘI"], "Ủy ban Thường vụ Quốc hội"),
        (["UBND TỈNH AN LỘC", "THANH TRA TỈNH"], "Thanh tra tỉnh An Lộc"),
        (["ĐẢNG BỘ TỈNH AN LỘC", "ĐẢNG ỦY XÃ BÌNH MINH"], "Đảng ủy xã Bình Minh"),
        (["UBND XÃ BÌNH MINH", "PHÒNG KINH TẾ"], "Phòng Kinh tế xã Bình Minh"),
        ([], None),
    ],
)
def test_the_lines_of_a_head_make_one_body(organs, expected):
    assert issuer_of(organs, "", "") == expected


def test_a_broken_date_and_a_misread_number_are_read():
    text = CENTRAL.replace("Số 37", "S6 37").replace(" năm 2024\nCHỈ", "\nnăm 2024\nCHỈ")
    assert facts(read(text))[::3] == ("37-CT/TW", "2024-07-10")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ĐẢNG UỶ XÃ HOÀ LẠC", "Đảng ủy xã Hoà Lạc"),
        ("BỘ KHOA HỌC VÀ CÔNG NGHỆ", "Bộ Khoa học và Công nghệ"),
        ("ỦY BAN NHÂN DÂN TỈNH HOÀNH SƠN", "Ủy ban nhân dân tỉnh Hoành Sơn"),
        ("ĐẠI HỘI ĐẠI BIỂU TOÀN QUỐC LẦN THỨ XI", "Đại hội đại biểu toàn quốc lần thứ XI"),
        ("Ban Thường vụ Tỉnh ủy", "Ban Thường vụ Tỉnh ủy"),
        ("UBMTTQ VIỆT NAM XÃ BÌNH MINH", "UBMTTQ Việt Nam xã Bình Minh"),
    ],
)
def test_capitals_of_a_body(name, expected):
    assert proper_case(name) == expected


def test_a_body_is_written_as_its_text_writes_it():
    # Only the text tells that Sông Lô is a name, and with its uỷ the party's body is still one.
    organs, body = ["THÀNH UỶ ĐẠI AN", "BAN QUẢN LÝ BẾN SÔNG LÔ"], "Thành uỷ Đại An giao việc này."
    assert issuer_of(organs, "", body) == "Ban Quản lý bến sông lô Thành ủy Đại An"
    body += " Ban Quản lý bến Sông Lô làm đầu mối."
    assert issuer_of(organs, "", body) == "Ban Quản lý bến Sông Lô Thành ủy Đại An"


def test_a_title_in_capitals_is_written_as_its_text_writes_it_and_never_otherwise():
    head = CENTRAL.replace("về đổi mới công tác đào tạo nghề", "VỀ ĐÀO TẠO NGHỀ Ở BẾN SÔNG LÔ")
    assert read(head).title == "VỀ ĐÀO TẠO NGHỀ Ở BẾN SÔNG LÔ"
    assert read(f"{head}, việc đào tạo nghề ở bến Sông Lô").title == "Về đào tạo nghề ở bến Sông Lô"


def test_a_decision_and_the_rules_it_brings_along_are_one_document_with_parts():
    text = (
        f"{CENTRAL}\nĐiều 1. Ban hành\nNơi nhận: như trên.\nT/M BAN BÍ THƯ\nQUY CHẾ\nLÀM VIỆC\n"
        "(Kèm theo Chỉ thị số 37-CT/TW)\nĐiều 1. Phạm vi\nKhi cần, chi bộ họp bất thường."
    )
    ((document, warnings, _),) = make_documents(plain_source(text), "d", "d.txt")
    assert (document.number, document.place, document.signer) == (
        "37-CT/TW", "Hà Nội", "T/M BAN BÍ THƯ",
    )  # fmt: skip
    last = document.headings_at(len(document.text) - 1)
    assert [heading.label for heading in last] == ["QUY CHẾ LÀM VIỆC", "Điều 1. Phạm vi"]
    assert warnings == ()


def test_a_body_whose_rule_is_cited_issued_nothing():
    head = CENTRAL.replace("CỦA BAN BÍ THƯ\n", "")
    cited = f"{head}\n1. Không giữ được tiêu chuẩn mà Bộ Chính trị quy định."
    assert read(cited).issuer == "Ban Chấp hành Trung ương"
    acts = f"{head}\nBộ Chính trị yêu cầu các cấp ủy thực hiện nội dung sau."
    assert read(acts).issuer == "Bộ Chính trị"


def test_a_page_that_begins_as_reports_do_is_news():
    lead = "Sáng 20/5, Huyện ủy sơ kết một năm thực hiện Chỉ thị số 41-CT/TU."
    found = read(f"Sơ kết một năm thực hiện Chỉ thị số 41-CT/TU\n\n{lead}\n")
    assert (found.kind, found.number) == ("news", None)


REPORTS = [
    "Bình Nguyên ban hành quy định về tiếp dân\n(Baobinhnguyen.vn) - Ngày 12/10/2026, Tỉnh ủy ban "
    "hành Quy định số 45-QĐ/TU về tiếp dân.\nTheo đó, bí thư cấp ủy xã tiếp dân hai "
    "ngày mỗi tháng.\nQuy định số 45-QĐ/TU thay thế Quy định số 12-QĐ/TU.",
    "Quy định số 45-QĐ/TU: Siết trách nhiệm\nBan Thường vụ vừa ban hành quy định mới. Phóng viên "
    "đã hỏi Ban Nội chính.\nÔng Trưởng ban cho biết, kết quả tiếp dân là tiêu chí xếp loại.",
    "5 điểm mới của Quy định số 45-QĐ/TU về tiếp dân\n1. Tiếp dân mỗi tháng.\n2. Công khai.",
    "[Infographic] Quy định số 45-QĐ/TU về tiếp dân\nMời bạn đọc xem những nội dung chính sau đây.",
    "Một năm thực hiện Quy định số 45-QĐ/TU\nMới đây, nhiều xã đã tiếp dân đều.\nChị Lan, thôn "
    "Đông, cho biết việc của chị được giải quyết trong ba ngày.",
]


@pytest.mark.parametrize("text", REPORTS)
@pytest.mark.parametrize("mark", ["", "# "])
def test_what_is_told_of_a_directive_is_news_that_cites_it(mark, text):
    found = read(f"{mark}{text}", markdown_source if mark else plain_source)
    assert (found.kind, found.number, found.date) == ("news", None, None)
    assert found.title == text.partition("\n")[0]
    assert "45-QĐ/TU" in cited_numbers(text, found.number)


@pytest.mark.parametrize(
    "text",
    [
        "Mới đây, một số nơi để dân chờ lâu. Vì vậy, Quyết định này giao các xã công khai lịch; "
        "bạn đọc thư viện xã không thuộc diện này.",
        "Điều 1. Họp báo\n1. Phóng viên được mời trước ba ngày.\n2. Lãnh đạo cho biết nội dung.",
        "Theo đó, các chi bộ báo cáo hằng quý.",
    ],
)
def test_a_text_with_the_form_of_a_directive_is_no_news(text):
    assert read(text).kind == "directive"


@pytest.mark.parametrize(
    ("headline", "number"),
    [
        ("Nghị quyết số 57-NQ/TU: Động lực mới", None),
        ("Nghị quyết số 57-NQ/TU đi vào cuộc sống", None),
        ("Nghị quyết số 57-NQ/TU về chuyển đổi số", "57-NQ/TU"),
        ("Kế hoạch số 57-KH/TU thực hiện Kết luận số 9-KL/TW", "57-KH/TU"),
        ("Quyết định số 57/QĐ-UBND ngày 5/6/2026", "57/QĐ-UBND"),
        ("Nghị quyết số 57-NQ/TU", "57-NQ/TU"),
    ],
)
def test_a_headline_names_the_directive_only_if_it_goes_on_as_its_name_does(headline, number):
    assert read(f"# {headline}\n\nNội dung.", markdown_source).number == number


@pytest.mark.parametrize(
    ("number", "warnings"),
    [
        ("16-HD/TU", ("the number 16-HD/TU is that of a Hướng dẫn, not of a Chỉ thị",)),
        ("16-CT/TU", ()),
        ("16-QĐ/TU", ()),  # both Quyết định and Quy định: it may be anything
    ],
)
def test_a_number_of_another_type_is_told(number, warnings):
    text = (
        f"TỈNH ỦY BÌNH NGUYÊN\n*\nSố {number}\nĐẢNG CỘNG SẢN VIỆT NAM\n"
        "Bình Nguyên, ngày 5 tháng 6 năm 2024\nCHỈ THỊ\nvề sinh hoạt chi bộ\n-----\n"
        "Các chi bộ họp mỗi tháng một lần.\n"
    )
    ((_, told, _),) = make_documents(plain_source(canonical_unicode(text)), "a", "a.txt")
    assert told == warnings


@pytest.mark.parametrize(
    ("organs", "below", "issuer"),
    [
        (["TỈNH ỦY BÌNH NGUYÊN"], "CỦA BAN THƯỜNG VỤ TỈNH ỦY",
         "Ban Thường vụ Tỉnh ủy Bình Nguyên"),
        (["TỈNH UỶ BÌNH NGUYÊN"], "CỦA BAN THƯỜNG VỤ TỈNH UỶ BÌNH NGUYÊN về công tác cán bộ",
         "Ban Thường vụ Tỉnh ủy Bình Nguyên"),
        (["HUYỆN ỦY AN LỘC"], "CUA BAN THUONG VU HUYEN UY", "Ban Thường vụ Huyện ủy An Lộc"),
        (["ĐẢNG ỦY XÃ BÌNH MINH"], "CỦA BAN CHẤP HÀNH", "Ban Chấp hành Đảng ủy xã Bình Minh"),
        (["HUYỆN ỦY AN LỘC"], "CỦA BAN THƯỜNG VỤ TỈNH ỦY", "Huyện ủy An Lộc"),  # another's
        (["TỈNH ỦY BÌNH NGUYÊN"], "về công tác của Ban Thường vụ Tỉnh ủy", "Tỉnh ủy Bình Nguyên"),
        (["TỈNH ỦY BÌNH NGUYÊN", "BAN TỔ CHỨC"], "CỦA BAN THƯỜNG VỤ TỈNH ỦY",
         "Ban Tổ chức Tỉnh ủy Bình Nguyên"),
    ],
)  # fmt: skip
def test_the_line_below_the_type_tells_who_acts_for_the_body_above(organs, below, issuer):
    assert issuer_of(organs, below, "") == issuer
