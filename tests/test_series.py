from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import UnreadableFileError
from corpus.parse import make_documents
from corpus.series import series_source

TITLE = "Hướng dẫn họp chi bộ ở thôn"
SUMMARY = "Huyện ủy Tân Lạc vừa hướng dẫn việc họp chi bộ ở các thôn, tổ dân phố trong huyện."


def prose(number):
    return f"Việc thứ {number}: chi bộ họp mỗi tháng một lần và báo cáo cấp ủy trước ngày {number}."


def page(number, *lines, pages=3):
    """A page of a series, with all that a portal repeats around each."""
    text = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<html><head><title>{TITLE}</title></head><body><ul class='menu'><li>Trang chủ</ul>"
        f"<p>Cổng thông tin huyện Tân Lạc</p><p>{20 + number}/11/2026 0{number}:15</p>"
        f"<h1>{TITLE}{f' - Trang {number}' * (number > 1)}</h1><p>{SUMMARY}</p>"
        f"<p>Lượt đọc: {number}7</p>{text}<p>Ban Biên tập</p>"
        f"<p>Trang {number}/{pages}</p><p>Địa chỉ: 5 phố Mới</p></body></html>"
    )


def lines_of(*pages):
    ((document, *_),) = make_documents(
        series_source([(text, ()) for text in pages]), "a", "a.mhtml"
    )
    return document.text.split("\n")


def refusal(*pages):
    with pytest.raises(UnreadableFileError) as refused:
        lines_of(*pages)
    return str(refused.value)


def test_what_all_pages_show_stands_once_and_each_page_whole():
    pages = [page(n, f"{n}. Phần {n}", prose(n), prose(n + 10)) for n in (1, 2, 3)]
    assert lines_of(*pages) == [
        TITLE, SUMMARY, *(line for n in (1, 2, 3) for line in
                          (f"{n}. Phần {n}", prose(n), prose(n + 10))), "Ban Biên tập",
    ]  # fmt: skip


def test_what_a_page_begins_with_stays_however_short_it_is():
    pages = [page(1, "I. VIỆC CHUNG", "1. Mục tiêu", prose(1)),
             page(2, "II. VIỆC RIÊNG", "1. Mục tiêu", "Năm nay", prose(2))]  # fmt: skip
    assert lines_of(*pages)[2:-1] == [
        "I. VIỆC CHUNG", "1. Mục tiêu", prose(1), "II. VIỆC RIÊNG", "1. Mục tiêu", "Năm nay",
        prose(2),
    ]  # fmt: skip


ARTICLE = [
    prose(11), prose(12), "I. VIỆC CHUNG", "1. Mục tiêu", prose(1), "2. Yêu cầu", prose(2),
    prose(3), "II. VIỆC RIÊNG", "1. Mục tiêu", "a) Đúng lịch đã báo", "b) Đủ người dự họp",
    prose(4), "Nơi nhận:", "- Các chi bộ,", "T/M BAN THƯỜNG VỤ", "BÍ THƯ",
]  # fmt: skip


@given(st.sets(st.integers(2, len(ARTICLE) - 1), max_size=4).map(sorted))
def test_wherever_an_article_is_cut_it_reads_the_same_or_is_refused(cuts):
    parts = [ARTICLE[begin:end] for begin, end in pairwise([0, *cuts, None])]
    pages = [page(number, *part, pages=len(parts)) for number, part in enumerate(parts, 1)]
    try:
        found = lines_of(*pages)
    except UnreadableFileError:  # a page may have no more than a heading, which a menu has, too
        return
    assert found == lines_of(page(1, *ARTICLE, pages=1))


@pytest.mark.parametrize(
    ("end", "begin", "whole"),
    [
        ("Các cấp ủy trong toàn huyện có trách", "nhiệm kiểm tra việc này mỗi quý.", True),
        ("Các cấp ủy trong toàn huyện kiểm tra.", "việc này làm mỗi quý một lần.", False),
        ("Các cấp ủy trong toàn huyện có trách", "Nhiệm vụ này làm mỗi quý một lần.", False),
        ("- Các cấp ủy trong toàn huyện", "- chi bộ các thôn, tổ dân phố.", False),
        ("- Các cấp ủy trong toàn huyện", "a) chi bộ các thôn, tổ dân phố.", False),
    ],
)
def test_a_paragraph_that_a_page_breaks_off_is_whole_where_its_sentence_tells(end, begin, whole):
    found = lines_of(page(1, prose(1), end), page(2, begin, prose(2)))
    assert found[2:-1] == [
        prose(1), *([f"{end} {begin}"] if whole else [end, begin]), prose(2),
    ]  # fmt: skip


def test_nor_are_the_rows_of_a_table():
    row = "<table><tr><td>việc {}</td><td>{}</td></tr></table>"
    first = page(1, prose(1)).replace("<p>Ban Biên", row.format(1, "họp giao ban") + "<p>Ban Biên")
    second = page(2, prose(2)).replace("<p>Việc", row.format(2, "họp dân") + "<p>Việc")
    assert lines_of(first, second)[2:-1] == [
        prose(1), "việc 1 · họp giao ban", "việc 2 · họp dân", prose(2),
    ]  # fmt: skip


def test_a_signature_that_each_page_has_stays_on_each():
    signed = ("T/M BAN THƯỜNG VỤ", "BÍ THƯ", "(Đã ký)")
    pages = [page(n, *map(prose, range(n, 20, 2)), *signed) for n in (1, 2)]
    pages = [each.replace("<p>Ban Biên tập</p>", "") for each in pages]
    assert "\n".join(lines_of(*pages)).count("(Đã ký)") == 2


class TestWhatIsNoSeries:
    def test_the_same_article_again_with_another_list_or_other_comments(self):
        again = page(2, prose(1), prose(2), "Tôi thấy hướng dẫn này rất đúng, cần làm ngay ạ.")
        assert refusal(page(1, prose(1), prose(2)), again) == "page 2 says again what page 1 says"

    def test_a_page_that_comes_twice(self):
        first, second = (page(n, prose(n), prose(n + 10)) for n in (1, 2))
        assert refusal(first, second, second) == "page 3 says again what page 2 says"

    def test_a_page_with_nothing_of_its_own(self):
        assert refusal(page(1, prose(1)), page(2)) == "page 2 has no text of its own"
        empty = "<html><body><p>Không tìm thấy trang</p></body></html>"
        assert refusal(page(1, prose(1)), empty) == "page 2 has no text of its own"
