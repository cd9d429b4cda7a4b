import dataclasses
import datetime

import pytest

from bot.citation import (
    cite,
    document_name,
    guidance,
    headings_above,
    names_of,
    place,
    reference,
    subject,
    validity,
)
from corpus.document import Document, Heading, Passage
from index.answer import Entry, Standing


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
    )  # fmt: skip
    standing = Standing("hết hiệu lực", "06-HD/TW")
    citation = cite(document, standing, scanned=True)
    assert f"{citation.name} {citation.rest}" == (
        "Bản tóm lược Hướng dẫn số 01-HD/TW ngày 28/09/2021 của Ban Bí thư thi hành Điều lệ Đảng"
    )
    assert citation.notes == (
        "Không phải nguyên văn của văn bản.",
        "Văn bản này đã hết hiệu lực, được thay thế bằng 06-HD/TW.",
        "Trích theo bản quét, chữ nhận dạng có thể còn sai sót.",
    )


NEW = Entry(
    0, "k", "n", "digest", "50-QĐ/TW", "Quy định", "Bộ Chính trị", "2024-03-01", "về việc A"
)
ORDER = dataclasses.replace(NEW, kind="directive", number="7-QĐ/TW", type="Quyết định")


@pytest.mark.parametrize(
    ("standing", "sentence"),
    [
        (Standing(), ""),
        (Standing("Còn hiệu lực"), ""),
        (Standing("được thay thế", None, "replaces", (NEW,)),
         "Văn bản này đã được thay thế bằng Quy định số 50-QĐ/TW."),
        (Standing("được thay thế", "Quy định mới"),
         "Văn bản này đã được thay thế bằng Quy định mới."),
        (Standing("het hieu luc", None, "replaces", (ORDER, NEW)),
         "Văn bản này đã hết hiệu lực, được thay thế bằng Quyết định số 7-QĐ/TW và Quy định số "
         "50-QĐ/TW."),
        (Standing("hết hiệu lực"), "Văn bản này đã hết hiệu lực."),
        (Standing("hết hiệu lực", None, "ends", (NEW,)),
         "Văn bản này đã hết hiệu lực theo Quy định số 50-QĐ/TW."),
        (Standing("bị bãi bỏ", None, "abolishes", (ORDER,)),
         "Văn bản này đã bị bãi bỏ theo Quyết định số 7-QĐ/TW."),
        (Standing("Hết hiệu lực một phần"), "Tình trạng hiệu lực: hết hiệu lực một phần."),
        (Standing("lưu tham khảo"), "Tình trạng hiệu lực: lưu tham khảo."),
    ],
)  # fmt: skip
def test_validity_is_one_plain_sentence(standing, sentence):
    assert validity(standing) == sentence


def test_amendments_are_told_with_the_quotation_and_guidance_with_the_document():
    standing = Standing(amended_by=(ORDER,), guided_by=(ORDER, NEW, ORDER, ORDER))
    assert cite(Document("d", "Toàn văn.", "d.txt"), standing).notes == (
        "Được sửa đổi, bổ sung bởi Quyết định số 7-QĐ/TW.",
    )
    assert guidance(standing) == (
        "Được hướng dẫn bởi Quyết định số 7-QĐ/TW và Quy định số 50-QĐ/TW."
    )
    assert guidance(Standing()) == ""


def test_many_directives_are_counted():
    many = tuple(dataclasses.replace(ORDER, number=f"{n}-QĐ/TW") for n in range(1, 6))
    assert guidance(Standing(guided_by=many)) == (
        "Được hướng dẫn bởi Quyết định số 1-QĐ/TW, Quyết định số 2-QĐ/TW, Quyết định số 3-QĐ/TW "
        "và 2 văn bản khác."
    )


def test_what_is_not_quoted_is_cited_in_one_sentence():
    assert reference(NEW) == (
        "Bản tóm lược Quy định số 50-QĐ/TW ngày 01/03/2024 của Bộ Chính trị về việc A"
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


@pytest.mark.parametrize(
    ("pages", "end", "told"),
    [
        ((0, 8), 5, "Điều 4 · trang 1"),
        ((0, 8), 8, "Điều 4 · trang 1"),  # the line break before the next page is not on it
        ((0, 8), 11, "Điều 4 · trang 1–2"),
        ((0, 3, 8), 11, "Điều 4 · trang 1–3"),
        ((), 11, "Điều 4"),
    ],
)
def test_a_place_names_every_page_that_is_quoted(pages, end, told):
    document = Document("d", "một hai\nba bốn", "d.pdf", pages=pages)
    assert place(["Điều 4"], Passage(document, 0, end)) == told


def test_documents_are_named_by_their_ids():
    entry = Entry(0, "k" * 8, "mot", "directive", "7-QĐ/TW", "Quyết định", None, None, None)
    other = dataclasses.replace(entry, id="hai", number="8-QĐ/TW")
    assert names_of([entry, other], {"hai", "ba"}) == {"hai": "Quyết định số 8-QĐ/TW"}
    part = dataclasses.replace(entry, id="ba")
    assert names_of([entry, other, part], {"mot", "hai", "ba"}) == {
        "mot": "Quyết định số 7-QĐ/TW · mot",
        "hai": "Quyết định số 8-QĐ/TW",
        "ba": "Quyết định số 7-QĐ/TW · ba",
    }
