import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Relation
from corpus.numbers import find_numbers
from corpus.relations import relations_of


def said(text, own=None, kind=None):
    return [(relation.kind, relation.number) for relation in relations_of(text, own, kind)]


def days(text):
    found = relations_of(text, None)
    return [(said.kind, said.number, said.since and said.since.isoformat()) for said in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quy định này thay thế Quy định số 30-QĐ/TW.", [("replaces", "30-QĐ/TW")]),
        ("Chỉ thị này thay thế Chỉ thị số 12-CT/TW và được phổ biến đến chi bộ.",
         [("replaces", "12-CT/TW")]),
        ("Điều 3. Quyết định có hiệu lực từ ngày ký, thay thế các Quyết định số 1-QĐ/TU, số "
         "2-QĐ/TU và Hướng dẫn số 3-HD/TU.",
         [("replaces", "1-QĐ/TU"), ("replaces", "2-QĐ/TU"), ("replaces", "3-HD/TU")]),
        ("Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 12/2010/QĐ-UBND ngày "
         "3 tháng 4 năm 2010 của Ủy ban nhân dân tỉnh về thực hiện Nghị quyết số 5/NQ-HĐND; bãi bỏ "
         "Quyết định số 7/QĐ-UBND.",
         [("replaces", "12/2010/QĐ-UBND"), ("abolishes", "7/QĐ-UBND")]),
        ("Nghị định này thay thế Nghị định số 96/2010/NĐ-CP của Chính phủ sửa đổi, bổ sung một số "
         "điều của Nghị định số 115/2005/NĐ-CP.", [("replaces", "96/2010/NĐ-CP")]),
        ("Nghị định này thay thế các Nghị định sau của Chính phủ: Nghị định số 2/2016/NĐ-CP, Nghị "
         "định số 5/2017/NĐ-CP.", [("replaces", "2/2016/NĐ-CP"), ("replaces", "5/2017/NĐ-CP")]),
        ("Quyết định số 5-QĐ/TU và Quyết định số 6-QĐ/TU được thay thế bằng Quyết định này.",
         [("replaces", "5-QĐ/TU"), ("replaces", "6-QĐ/TU")]),
        ("Quy chế này thay thế Quy chế làm việc ban hành kèm theo Quyết định số 8-QĐ/TU.",
         [("replaces", "8-QĐ/TU")]),
        # ended, and not said why
        ("2. Quy định số 30-QĐ/TW, ngày 26/7/2016 và Hướng dẫn số 01-HD/TW hết hiệu lực kể từ ngày "
         "Quy định này có hiệu lực.", [("ends", "30-QĐ/TW"), ("ends", "01-HD/TW")]),
        ("Kể từ ngày Nghị định này có hiệu lực, các văn bản sau hết hiệu lực:\na) Nghị định số "
         "15/2010/NĐ-CP ngày 1/3/2010;\nb) Điều 4 Nghị định số 16/2011/NĐ-CP.\nĐiều 5. Theo Nghị "
         "định số 1/2020/NĐ-CP.", [("ends", "15/2010/NĐ-CP"), ("amends", "16/2011/NĐ-CP")]),
        ("Quyết định này có hiệu lực kể từ ngày ký và Quyết định số 5/QĐ-UBND hết hiệu lực.",
         [("ends", "5/QĐ-UBND")]),
        ("Quy định này có hiệu lực từ ngày ký. Quy định số 8-QĐ/TU ngày 5/6/2020 của Ban Thường vụ "
         "Tỉnh ủy không còn giá trị thi hành.", [("ends", "8-QĐ/TU")]),
        ("1. Quy chế này có hiệu lực từ ngày ký.\n2. Các văn bản sau đây hết hiệu lực:\na) Quy chế "
         "số 3-QC/TU;\nb) Điều 4 Quy chế số 4-QC/TU.",
         [("ends", "3-QC/TU"), ("amends", "4-QC/TU")]),
        ("Quyết định này có hiệu lực từ ngày ký, thay thế Quyết định số 3/QĐ-UBND; Quyết định số "
         "5/QĐ-UBND hết hiệu lực từ ngày 01/7/2027.",
         [("replaces", "3/QĐ-UBND"), ("ends", "5/QĐ-UBND")]),
        # abolished
        ("Kể từ ngày 01/7/2027, bãi bỏ Quyết định số 5/QĐ-UBND.", [("abolishes", "5/QĐ-UBND")]),
        ("Hội đồng nhân dân tỉnh QUYẾT NGHỊ: Bãi bỏ Nghị quyết số 5/2020/NQ-HĐND.",
         [("abolishes", "5/2020/NQ-HĐND")]),
        ("Ban Bí thư quyết định bãi bỏ Quy định số 8-QĐ/TW.", [("abolishes", "8-QĐ/TW")]),
        ("QUYẾT ĐỊNH\nVề việc bãi bỏ Quyết định số 7-QĐ/TU", [("abolishes", "7-QĐ/TU")]),
        ("Về việc bãi bỏ Quyết định số 7-QĐ/TU", [("abolishes", "7-QĐ/TU")]),
        ("Bãi bỏ toàn bộ các văn bản sau:\n1. Quyết định số 1/2010/QĐ-UBND.\n2. Quyết định số "
         "2/2010/QĐ-UBND.", [("abolishes", "1/2010/QĐ-UBND"), ("abolishes", "2/2010/QĐ-UBND")]),
        # by what is called nearly like a part: điều lệ, chương trình
        ("Điều lệ này thay thế Điều lệ ban hành kèm theo Quyết định số 5/QĐ-HH.",
         [("replaces", "5/QĐ-HH")]),
        ("Chương trình này thay thế Chương trình số 5-CTr/TU.", [("replaces", "5-CTr/TU")]),
        ("Điều 1. Ban hành Quy chế làm việc thay thế Quy chế số 8-QC/TU.",
         [("replaces", "8-QC/TU")]),
        ("Trước đây, Quyết định này đã thay thế Quyết định số 5/QĐ-UBND.",
         [("replaces", "5/QĐ-UBND")]),
        # of a part: amended
        ("Bãi bỏ khoản 3 Điều 5, Điều 7 Quy định số 22-QĐ/TW.", [("amends", "22-QĐ/TW")]),
        ("Bãi bỏ các quy định về báo cáo ban hành kèm theo Quyết định số 9/2004/QĐ-UBND.",
         [("amends", "9/2004/QĐ-UBND")]),
        ("Điều 1. Sửa đổi, bổ sung một số điều của Quy chế làm việc ban hành kèm theo Quyết định "
         "số 12-QĐ/TU như sau:", [("amends", "12-QĐ/TU")]),
        ("QUYẾT ĐỊNH\nSửa đổi, bổ sung Quyết định số 33-QĐ/TU", [("amends", "33-QĐ/TU")]),
        ("Điều 2. Thay thế cụm từ “huyện ủy” bằng “đảng ủy” tại Điều 3 Quy định số 8-QĐ/TU.",
         [("amends", "8-QĐ/TU")]),
        ("Quyết định số 5-QĐ/TU hết hiệu lực một phần kể từ ngày Quyết định này có hiệu lực.",
         [("amends", "5-QĐ/TU")]),
        ("Quyết định này thay thế Quyết định số 5-QĐ/TU, trừ các Điều 7, 8.",
         [("amends", "5-QĐ/TU")]),
        ("Quyết định này thay thế toàn bộ nội dung Quyết định số 5-QĐ/TU.",
         [("replaces", "5-QĐ/TU")]),
        ("Quyết định này sẽ thay thế Quyết định số 5-QĐ/TU.", [("replaces", "5-QĐ/TU")]),
        # guided
        ("HƯỚNG DẪN\nthực hiện Quy định số 24-QĐ/TW ngày 30/7/2021\ncủa Ban Chấp hành Trung ương\n"
         "Căn cứ Hướng dẫn số 2-HD/BTCTW hướng dẫn thực hiện Quy định số 9-QĐ/TW",
         [("implements", "24-QĐ/TW")]),
        ("Thực hiện Quy định số 22-QĐ/TW ngày 28/7/2021 của Ban Chấp hành Trung ương, Ban Tổ chức "
         "Tỉnh ủy hướng dẫn một số nội dung như sau:", [("implements", "22-QĐ/TW")]),
    ],
)  # fmt: skip
def test_what_a_directive_does_to_others(text, expected):
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Nghị định số 10/2020/NĐ-CP thay thế Nghị định số 5/2010/NĐ-CP.",
        "Căn cứ Luật số 47/2019/QH14 sửa đổi, bổ sung một số điều của Luật số 77/2015/QH13;",
        "Quyết định số 5-QĐ/TU đã được sửa đổi, bổ sung bởi Quyết định số 9-QĐ/TU.",
        "Nghị quyết số 5-NQ/TU hết hiệu lực từ ngày 1/1/2020.",
        "Cử đồng chí Phó Bí thư thay thế đồng chí Ủy viên theo Quyết định số 8-QĐ/TU.",
        "Thay thế thành viên trong danh sách ban hành kèm theo Quyết định số 8-QĐ/TU.",
        "Thay thế cụm từ “huyện ủy” bằng cụm từ “đảng ủy”.",
        "Quy định này không thay thế Quy định số 8-QĐ/TU.",
        "Quy định này không nhằm thay thế Quy định số 8-QĐ/TU.",
        "Quy định này không có giá trị thay thế Quy định số 8-QĐ/TU.",
        "Quy định này không bãi bỏ, thay thế Quy định số 8-QĐ/TU.",
        "Sau khi Quy định này ban hành, Ban Tổ chức sẽ bãi bỏ Quy định số 8-QĐ/TU.",
        "Các văn bản hướng dẫn thực hiện Quyết định số 8-QĐ/TU hết hiệu lực kể từ ngày Quyết định "
        "này có hiệu lực.",
        "Ban Tổ chức nghiên cứu sửa đổi, bổ sung Quy định số 8-QĐ/TU.",
        "Giao Ban Tổ chức tham mưu sửa đổi, bổ sung Quy định số 8-QĐ/TU.",
        "2. Về việc bãi bỏ Quyết định số 7-QĐ/TU: Giao Ban Tổ chức tham mưu.",
        "Ủy ban Kiểm tra đề nghị Ban Thường vụ quyết định bãi bỏ Quyết định số 7-QĐ/TU.",
        "Theo Quyết định này, giao Sở Nội vụ tham mưu bãi bỏ Quyết định số 7/QĐ-UBND.",
        "Trường hợp Tỉnh ủy quyết định bãi bỏ Quyết định số 7-QĐ/TU.",
        "Các quy định trước đây trái với Quy định này đều bãi bỏ.",
        "Quy chế được sửa như sau: “Điều 5. Quy chế này thay thế Quy chế số 8-QC/TU”.",
        "Ủy viên dự khuyết thay thế Ủy viên chính thức khi khuyết.",
        "x" * 5000 + "\nBan Tổ chức hướng dẫn thực hiện Quy định số 8-QĐ/TU.",
        "Quyết định này thay thế Quyết định số 4-QĐ/TU.",  # its own number
        # not yet, perhaps never
        "Dự thảo Quyết định này thay thế Quyết định số 5/QĐ-UBND.",
        "ỦY BAN NHÂN DÂN TỈNH\nDỰ THẢO\nQUYẾT ĐỊNH\nĐiều 1. Bãi bỏ Quyết định số 5/QĐ-UBND.",
        "Quyết định này có thay thế Quyết định số 5/QĐ-UBND không? Các sở có ý kiến.",
        "Nếu Quyết định này thay thế Quyết định số 5/QĐ-UBND thì các sở báo cáo.",
        "Quyết định này có thể thay thế Quyết định số 5/QĐ-UBND.",
        "Quyết định này thay thế Quyết định số 5/QĐ-UBND từ ngày Luật Đê điều mới có hiệu lực.",
        "Quyết định này có hiệu lực từ ngày ký và Quyết định số 5/QĐ-UBND hết hiệu lực kể từ ngày "
        "Luật Đê điều số 9/2027/QH16 có hiệu lực.",
        "Quyết định này có hiệu lực từ ngày ký đến khi Quyết định số 5/QĐ-UBND hết hiệu lực.",
        "Quyết định này có hiệu lực từ ngày ký và Quyết định số 5/QĐ-UBND hết hiệu lực khi có văn "
        "bản mới.",
        "Quyết định số 5/QĐ-UBND hết hiệu lực thì thực hiện theo Quyết định này.",
        "Quyết định số 5/QĐ-UBND hết hiệu lực sau 45 ngày kể từ ngày Quyết định này có hiệu lực.",
        # others did, or are to do it
        "Quyết định này có hiệu lực từ ngày ký. Quyết định số 5/QĐ-UBND hết hiệu lực theo Quyết "
        "định số 9/QĐ-UBND.",
        "Thủ tướng Chính phủ đã quyết định bãi bỏ Quyết định số 5/2010/QĐ-TTg.",
        "Năm 2020, Ban Thường vụ Tỉnh ủy quyết định bãi bỏ Quy định số 8-QĐ/TU.",
        "- Ban hành Nghị định thay thế Nghị định số 5/2020/NĐ-CP.",
        "- Xây dựng Quyết định thay thế Quyết định số 5/QĐ-UBND.",
    ],
)
def test_what_is_no_relation(text):
    assert said(text, "4-QĐ/TU") == []


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("Kế hoạch", "1. Bãi bỏ Quy định số 8-QĐ/TU.", []),
        ("Kế hoạch", "Bãi bỏ các văn bản sau:\n- Quy định số 8-QĐ/TU.", []),
        ("Kế hoạch", "Kế hoạch này thay thế Kế hoạch số 12-KH/TU.", [("replaces", "12-KH/TU")]),
        ("Kế hoạch", "KẾ HOẠCH\nSửa đổi, bổ sung Kế hoạch số 12-KH/TU", [("amends", "12-KH/TU")]),
        ("Tờ trình", "Quyết định này thay thế Quyết định số 5/QĐ-UBND.", []),
    ],
)
def test_a_plan_names_tasks_and_a_proposal_speaks_of_a_draft(kind, text, expected):
    assert said(text, None, kind) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bãi bỏ Quyết định số 5/QĐ-UBND kể từ 0 giờ ngày 01 tháng 7 năm 2027.",
         [("abolishes", "5/QĐ-UBND", "2027-07-01")]),
        ("Kể từ 01/7/2027, Quyết định này thay thế Quyết định số 5/QĐ-UBND.",
         [("replaces", "5/QĐ-UBND", "2027-07-01")]),
        ("Bãi bỏ Quyết định số 5/QĐ-UBND từ ngày 01/7/2027, Quyết định số 6/QĐ-UBND và số "
         "7/QĐ-UBND từ ngày 01/01/2028.",
         [("abolishes", "5/QĐ-UBND", "2027-07-01"), ("abolishes", "6/QĐ-UBND", "2028-01-01"),
          ("abolishes", "7/QĐ-UBND", "2028-01-01")]),
        # Of two ways to read it the one that ends nothing too early.
        ("Quyết định này thay thế Quyết định số 5/QĐ-UBND và bãi bỏ Quyết định số 6/QĐ-UBND kể từ "
         "ngày 01/7/2027.",
         [("replaces", "5/QĐ-UBND", "2027-07-01"), ("abolishes", "6/QĐ-UBND", "2027-07-01")]),
        ("Quyết định này thay thế Quyết định số 5/QĐ-UBND; bãi bỏ Quyết định số 6/QĐ-UBND kể từ "
         "ngày 01/7/2027.",
         [("replaces", "5/QĐ-UBND", None), ("abolishes", "6/QĐ-UBND", "2027-07-01")]),
        ("Quyết định này có hiệu lực từ ngày ký và Quyết định số 5/QĐ-UBND hết hiệu lực sau ngày "
         "31/12/2027.", [("ends", "5/QĐ-UBND", "2028-01-01")]),
        ("Quyết định số 5/QĐ-UBND có hiệu lực đến hết ngày 31/12/2027, sau đó thực hiện theo Quyết "
         "định này.", [("ends", "5/QĐ-UBND", "2028-01-01")]),
        ("Kể từ ngày 01/7/2027, các văn bản sau hết hiệu lực và được thay thế bằng Quy định này:\n"
         "- Quy định số 8-QĐ/TU;\n- Điều 3 Quy định số 9-QĐ/TU.",
         [("ends", "8-QĐ/TU", "2027-07-01"), ("amends", "9-QĐ/TU", None)]),
        ("Quy định này thay thế Quy định số 8-QĐ/TU; việc đang làm được làm tiếp đến hết ngày "
         "31/12/2027.", [("replaces", "8-QĐ/TU", None)]),
        ("Luật số 5/2015/QH13 hết hiệu lực kể từ ngày Luật này có hiệu lực, trừ Điều 9 đến hết "
         "ngày 31/12/2027.", [("ends", "5/2015/QH13", None)]),
        ("Bãi bỏ Quyết định số 5/QĐ-UBND từ ngày 31/02/2027.", [("abolishes", "5/QĐ-UBND", None)]),
        ("Quyết định này thay thế Quyết định số 5/QĐ-UBND.\nQuyết định này thay thế Quyết định số "
         "5/QĐ-UBND từ ngày 01/7/2027.", [("replaces", "5/QĐ-UBND", "2027-07-01")]),
    ],
)  # fmt: skip
def test_the_day_from_which_another_one_is_ended(text, expected):
    assert days(text) == expected


def test_what_is_ended_once_it_is_in_force_needs_no_day():
    text = "Quyết định này có hiệu lực từ ngày 01/7/2027 và thay thế Quyết định số 5/QĐ-UBND."
    for begun, since in ((datetime.date(2027, 7, 1), None), (None, datetime.date(2027, 7, 1))):
        (relation,) = relations_of(text, None, "Quyết định", begun)
        assert relation.since == since


def test_date_and_body_beside_a_number_are_kept():
    text = (
        "Quy định này thay thế Quy định số 30-QĐ/TW ngày 26/7/2016 của Ban Bí thư khóa XII; Hướng "
        "dẫn số 3-HD/TU, ngày 5 tháng 6 năm 2019 của Tỉnh ủy Bình Nguyên về kiểm tra và Chỉ thị số "
        "9-CT/TU ngày 31/2/2020."
    )
    assert relations_of(text, None) == (
        Relation("replaces", "30-QĐ/TW", datetime.date(2016, 7, 26), "Ban Bí thư"),
        Relation("replaces", "3-HD/TU", datetime.date(2019, 6, 5), "Tỉnh ủy Bình Nguyên"),
        Relation("replaces", "9-CT/TU"),  # there is no such day
    )


def test_each_relation_is_told_once():
    text = "Quy định này thay thế Quy định số 30-QĐ/TW.\n" * 3
    assert said(text) == [("replaces", "30-QĐ/TW")]


@given(
    st.lists(
        st.sampled_from(
            ("Quy định này", "thay thế", "bãi bỏ", "hết hiệu lực", "sửa đổi, bổ sung", "được", "và",
             "Quyết định số 7-QĐ/TU", "khoản 3 Điều 5", "từ ngày", "có hiệu lực", ";", ":\n", ". ",
             "“", "”", "Căn cứ", "12/2010/QĐ-UBND", "ngày 30/2/2020 của Tỉnh ủy")
        ),
        max_size=30,
    ).map(" ".join)
)  # fmt: skip
def test_whatever_is_written_only_numbers_of_the_text_are_named(text):
    numbers = {span.canonical for span in find_numbers(text)}
    assert {number for _, number in said(text)} <= numbers


def test_a_relation_repeated_without_its_date_is_the_same():
    text = (
        "QUY ĐỊNH\nsửa đổi, bổ sung Quy định số 30-QĐ/TW, ngày 05/6/2024\n"
        "Điều 1. Sửa đổi, bổ sung một số điều của Quy định số 30-QĐ/TW.\n"
    )
    (relation,) = relations_of(text, None)
    assert relation == Relation("amends", "30-QĐ/TW", datetime.date(2024, 6, 5), None)
