import datetime

import pytest

from bot.citation import cite, document_name, headings_above, subject
from corpus.document import Document, Heading, Passage


@pytest.mark.parametrize(
    ("kind", "number", "type_", "title", "name", "about"),
    [
        ("directive", "862-KL/TU", "Kết luận", "Về công tác dân vận",
         "Kết luận số 862-KL/TU", "về công tác dân vận"),
        ("directive", "5-CV/TU", "Công văn", "V/v kiện toàn khối",
         "Công văn số 5-CV/TU", "về việc kiện toàn khối"),
        ("directive", "294-QĐ/TW", "Quy định", "thi hành Điều lệ Đảng",
         "Quy định số 294-QĐ/TW", "thi hành Điều lệ Đảng"),
        ("directive", "294-QĐ/TW", "Quy định", "THI HÀNH ĐIỀU LỆ ĐẢNG",
         "Quy định số 294-QĐ/TW", "«THI HÀNH ĐIỀU LỆ ĐẢNG»"),
        ("digest", "01-HD/TW", "Hướng dẫn", "Hướng dẫn số 01-HD/TW (đã được thay thế)",
         "Bản tóm lược Hướng dẫn số 01-HD/TW", "(đã được thay thế)"),
        ("directive", None, "Điều lệ", "Điều lệ Đảng", "Điều lệ Đảng", ""),
        ("directive", None, "Hướng dẫn", "Trao tặng Huy hiệu",
         "Hướng dẫn «Trao tặng Huy hiệu»", ""),
        ("directive", None, None, None, "tep-1", ""),
        ("news", None, None, "Hội nghị tổng kết", "Tin «Hội nghị tổng kết»", ""),
    ],
)  # fmt: skip
def test_names_and_subjects(kind, number, type_, title, name, about):
    document = Document(
        "tep-1", "Toàn văn.", "tep-1.txt", kind, number=number, type=type_, title=title
    )
    assert document_name(document) == name
    assert subject(document) == about


def test_a_citation_is_one_sentence_and_warns():
    document = Document(
        "d", "Toàn văn.", "d.txt", "digest", number="01-HD/TW", type="Hướng dẫn",
        issuer="Ban Bí thư", date=datetime.date(2021, 9, 28), title="thi hành Điều lệ Đảng",
        status="hết hiệu lực", replaced_by="06-HD/TW",
    )  # fmt: skip
    citation = cite(document)
    assert f"{citation.name} {citation.rest}" == (
        "Bản tóm lược Hướng dẫn số 01-HD/TW ngày 28/09/2021 của Ban Bí thư thi hành Điều lệ Đảng"
    )
    assert citation.notes == (
        "Không phải nguyên văn của văn bản.",
        "Hết hiệu lực; được thay thế bằng 06-HD/TW",
    )


TEXT = "Chương XI\nTÀI CHÍNH\nĐiều 46.\n1. Tài chính của Đảng gồm đảng phí.\n2. Nguyên tắc."
CHAPTER = Heading(0, 9, 1, "chương", "XI", "Chương XI. TÀI CHÍNH")
ARTICLE = Heading(20, 28, 2, "điều", "46", "Điều 46")
CLAUSE = Heading(29, 31, 3, "khoản", "1", "Khoản 1")


@pytest.mark.parametrize(
    ("headings", "start", "above"),
    [
        ((CHAPTER, ARTICLE), 0, ()),  # the quotation shows both
        ((CHAPTER, ARTICLE), 20, ("Chương XI. TÀI CHÍNH",)),
        ((CHAPTER, ARTICLE), 66, ("Chương XI. TÀI CHÍNH", "Điều 46")),
        # "Khoản 1" stands nowhere in the words, and says nothing without its article.
        ((CHAPTER, ARTICLE, CLAUSE), 20, ("Chương XI. TÀI CHÍNH", "Điều 46", "Khoản 1")),
    ],
)
def test_headings_that_the_quotation_shows_are_not_repeated(headings, start, above):
    document = Document("d", TEXT, "d.txt", headings=headings)
    assert headings_above(Passage(document, start, len(TEXT))) == above
