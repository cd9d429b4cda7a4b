"""Recipients and signature close a text: no article ends in them, nothing is quoted with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.parse import make_documents
from corpus.plain import plain_source
from index.chunk import chunk

BODY = (
    "QUYẾT ĐỊNH\nvề tổ hòa giải\nĐiều 1. Thành lập tổ\nTổ có bảy người.\nĐiều 2. Hiệu lực\n"
    "Như trên."
)
END = "Nơi nhận:\n- Như Điều 2;\n- Lưu Văn phòng.\nT/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\nTrần Văn Mẫu"


def made(*texts):
    ((document, *_),) = make_documents(plain_source("\n".join(texts)), "d", "d.txt")
    return document


def texts(document):
    return [passage.text for passage in chunk(document)]


def test_they_are_a_passage_of_their_own_under_no_heading():
    document = made(BODY, END)
    assert texts(document)[-2:] == ["Điều 2. Hiệu lực\nNhư trên.", END]
    assert document.closings == ((len(BODY) + 1, len(document.text)),)
    last = chunk(document)[-1]
    assert last.headings == ()
    assert [heading.label for heading in document.headings] == [
        "Điều 1. Thành lập tổ", "Điều 2. Hiệu lực",
    ]  # fmt: skip
    article = document.headings[-1]
    assert document.text[article.start : document.part_end(article)].strip() == (
        "Điều 2. Hiệu lực\nNhư trên."
    )


def test_a_signature_above_the_recipients_closes_too():
    document = made(BODY, "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nTrần Văn Mẫu\nNơi nhận:\n- Lưu.")
    assert texts(document)[-1].startswith("KT. CHỦ TỊCH\n")


def test_what_is_appended_after_them_begins_anew():
    rules = "QUY CHẾ\nlàm việc\n(Kèm theo Quyết định số 5-QĐ/TU)\nĐiều 1. Họp\nMỗi tháng một lần."
    document = made(BODY, END, rules, END)
    assert len(document.closings) == 2
    first, second = rules.split("\nĐiều")
    assert texts(document)[-5:] == [
        "Điều 2. Hiệu lực\nNhư trên.", END, first, f"Điều{second}", END,
    ]  # fmt: skip
    assert chunk(document)[-2].headings[0] == "QUY CHẾ làm việc"
    appended = document.headings[2]
    assert document.text[document.part_end(appended) :].strip() == END


def test_text_that_goes_on_is_no_recipient():
    prose = "Chi bộ họp mỗi tháng một lần. " * 10
    document = made(BODY, "Nơi nhận:", "- Như Điều 2.", prose.strip())
    ((start, end),) = document.closings
    assert document.text[start:end] == "Nơi nhận:\n- Như Điều 2."


def test_what_is_quoted_closes_nothing():
    assert made(BODY, "Mẫu mới như sau:", f"“{END}”.").closings == ()


@given(st.lists(st.sampled_from([
    "Điều 1. Phạm vi", "Một câu văn.", "1. Khoản một", "a) điểm a;", "Nơi nhận:", "- Như trên;",
    "T/M BAN THƯỜNG VỤ", "Trần Văn Mẫu", "PHỤ LỤC I", "Chương I", "QUY CHẾ", "II- YÊU CẦU",
    "(Kèm theo Quyết định số 1-QĐ/TU)", "Gồm:", "TT · Việc",
]), min_size=1, max_size=16))  # fmt: skip
def test_no_passage_holds_both_text_and_what_closes_it(rows):
    document = made("Mở đầu.", *rows)
    passages = chunk(document)
    for start, end in document.closings:
        for passage in passages:
            assert (
                passage.end <= start
                or passage.start >= end
                or (start <= passage.start and passage.end <= end)
            )
    kept = "".join("".join(passage.text.split()) for passage in passages)
    assert kept == "".join(document.text.split())


@pytest.mark.parametrize(
    "spoken",
    [
        "Nơi nhận: bộ phận một cửa.\nThời hạn: năm ngày.",
        "Khi ký thay, ghi như sau:\nK/T CHỦ NHIỆM\nPHÓ CHỦ NHIỆM\n1. Người ký ghi rõ họ tên.",
    ],
)
def test_an_article_that_speaks_of_recipients_and_signatures_is_none(spoken):
    document = made(
        f"QUYẾT ĐỊNH\nvề hồ sơ\nĐiều 1. Hồ sơ\n{spoken}\nĐiều 2. Hiệu lực\nTừ nay.", END
    )
    assert [heading.label for heading in document.headings if heading.kind == "điều"] == [
        "Điều 1. Hồ sơ", "Điều 2. Hiệu lực",
    ]  # fmt: skip
    assert [document.text[start:end] for start, end in document.closings] == [END]
    (article, _) = (heading for heading in document.headings if heading.kind == "điều")
    assert spoken in document.text[article.start : document.part_end(article)]
    assert document.signer == "T/M BAN THƯỜNG VỤ, PHÓ BÍ THƯ"


def test_recipients_of_a_service_in_the_last_article_stay_in_it():
    spoken = "Nơi nhận: bộ phận một cửa.\nLệ phí: không."
    document = made(BODY, spoken, END)
    assert [document.text[start:end] for start, end in document.closings] == [END]


@pytest.mark.parametrize(
    "end",
    [
        "Nơi nhận\n- Lưu.\nT/M CHI ỦY",
        "Noi nhân :\n- Lưu.",
        "*Nơi nhận:*\n- Lưu.",
        "Nơi gửi:\n- Lưu.",
        "THỪA LỆNH BAN THƯỜNG VỤ\nCHÁNH VĂN PHÒNG\nTrần Văn Mẫu",
        "T/M Ban Thường vụ\nBí thư\nTrần Văn Mẫu",
        "BÍ THƯ\n(Đã ký)\nTrần Văn Mẫu",
        "CHỦ TỊCH\nTrần Văn Mẫu",
    ],
)
def test_closings_as_offices_and_scanners_write_them(end):
    document = made(BODY, end)
    assert [document.text[start:stop] for start, stop in document.closings] == [end]
    assert texts(document)[-2:] == ["Điều 2. Hiệu lực\nNhư trên.", end]


def test_an_office_that_heads_its_duties_does_not_sign():
    assert made("QUY CHẾ\nMở đầu.\nBÍ THƯ\nChủ trì các cuộc họp của chi ủy.").closings == ()


@pytest.mark.parametrize(
    "name", ["BIỂU TỔNG HỢP KẾT QUẢ", "Danh mục hồ sơ", "Quy chế làm việc", "Đề cương báo cáo"]
)
def test_what_is_appended_by_name_alone_is_no_part_of_the_signature(name):
    document = made(BODY, END, name, "1. Đơn của công dân.")
    assert [document.text[start:end] for start, end in document.closings] == [END]
    assert document.headings[2].label == name
    assert document.headings[2].kind == "phụ lục"


PLAN = (
    "KẾ HOẠCH\nvề tuyên truyền\nI. MỤC ĐÍCH\nĐể mọi người biết.\nII. VIỆC LÀM\n1. In ấn.\n2. Dán."
)
WHOLE = "Kế hoạch này thay thế Kế hoạch số 3-KH/ĐU.\nTrong quá trình thực hiện, có gì thì báo cáo."


@pytest.mark.parametrize("end", ["", END, "T/M ĐẢNG ỦY\nBÍ THƯ"])
def test_what_a_text_says_of_all_of_itself_is_no_part_of_its_last_khoản(end):
    document = made(PLAN, WHOLE, *filter(None, [end]))
    assert document.ends == (len(PLAN) + 1,)
    assert document.headings_at(len(PLAN) + 1) == ()
    assert [each.label for each in document.headings_at(len(PLAN))] == ["II. VIỆC LÀM", "Khoản 2"]
    part, khoản = document.headings_at(len(PLAN))
    assert document.text[khoản.start : document.part_end(khoản)] == "2. Dán.\n"
    assert document.text[part.start : document.part_end(part)].endswith("2. Dán.\n")
    passages = chunk(document)
    (last,) = (passage for passage in passages if passage.start == len(PLAN) + 1)
    assert (last.text, last.headings) == (WHOLE, ())


@pytest.mark.parametrize("between", ["Kế hoạch này gửi các tổ.", "Việc khác."])
def test_a_text_speaks_of_all_of_itself_once_and_not_among_its_recipients(between):
    document = made(PLAN, WHOLE, between, "BÍ THƯ\n(đã ký)\nTrần Văn Mẫu")
    assert document.ends == (len(PLAN) + 1,)
    closed = made(PLAN, "Nơi nhận:\n- Lưu.\nKế hoạch này gửi các tổ.")
    assert closed.ends == ()
    ((start, end),) = closed.closings
    assert closed.text[start:end].endswith("các tổ.")


@pytest.mark.parametrize(
    "text",
    [
        f"{BODY}\n{WHOLE}",  # điều: in the last of them it says so
        f"{PLAN}\nIII. HIỆU LỰC\n{WHOLE}",
        f"{PLAN}\nTrong quá trình thực hiện nhiệm vụ, tổ trưởng ghi sổ.",
        f"{PLAN}\nTổ trưởng nhắc lại: Kế hoạch này thay thế Kế hoạch số 3-KH/ĐU.",
        f"{PLAN}\n{WHOLE}\n3. Báo cáo.\n4. Lưu.",
        f"{PLAN}\n{END}\nPHỤ LỤC\nDANH MỤC VIỆC\n1. Treo cờ.\n{WHOLE}",
    ],
)
def test_what_stands_in_a_part_of_its_own_or_further_up_stays_where_it_is(text):
    assert made(text).ends == ()
