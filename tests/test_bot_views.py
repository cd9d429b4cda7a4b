import dataclasses
import datetime

import pytest
from bot_fakes import CONCLUSION, DIGEST, TEXT, FakeSearcher, small_searcher, whole
from telegram_html import parse, units

from bot import messages, views
from bot.callbacks import ReadPage, ShowOutline, checksum, decode
from bot.screen import StaleButtonError, View
from corpus.document import Document, Heading
from index.answer import Standing
from index.records import document_key

KEY = document_key("862-KL-TU")
QUESTION = "Khối dân vận cấp xã có bao nhiêu thành viên?"


def labels(view: View) -> list[list[str]]:
    return [[button.text for button in row] for row in view.rows]


def behind(view: View, label: str):
    (data,) = [b.callback_data for row in view.rows for b in row if b.text == label]
    assert len(str(data).encode()) <= 64
    return decode(str(data))


def check(view: View) -> View:
    """Fail where Telegram would refuse the message."""
    assert units(parse(view.text).text) <= 4096
    for row in view.rows:
        assert len(row) <= 8
        for button in row:
            assert button.text
            if button.callback_data:
                assert len(str(button.callback_data).encode()) <= 64
            elif button.copy_text:
                assert 1 <= units(button.copy_text.text) <= 256
            else:
                assert button.url
    return view


def test_an_old_button_says_that_the_document_changed_and_offers_it():
    edited = dataclasses.replace(CONCLUSION, text=TEXT.replace("từ 9 đến 11", "từ 7 đến 9"))
    reading = ReadPage(KEY, 1, checksum(TEXT), "l:2")
    view = views.reading_view(FakeSearcher([whole(edited)]), reading)
    assert view.text == messages.DOCUMENT_CHANGED
    assert labels(view) == [["Mở văn bản", "↩ Danh mục"]]
    assert behind(view, "Mở văn bản") == ShowOutline(KEY, 1, "l:2")


def test_a_document_that_is_gone():
    with pytest.raises(StaleButtonError, match="không còn trong kho"):
        views.outline_view(FakeSearcher([]), ShowOutline(KEY, 1, ""))


def test_the_outline_opens_pages():
    view = views.outline_view(small_searcher(), ShowOutline(KEY, 1, "h:2"))
    assert view.text.endswith(
        '\n<a href="https://example.vn/a?b=1&amp;c=2">Nguồn</a>\n\n'
        "Mục lục (bấm số để đọc):\n[1] I. TÌNH HÌNH\n[2] II. NHIỆM VỤ"
    )
    assert labels(view) == [["1", "2"], ["Đọc từ đầu", "Tải tệp"], ["↩ Câu trả lời"]]
    assert behind(view, "2") == ReadPage(KEY, 1, checksum(TEXT), "h:2")


def test_a_long_outline_is_paged():
    text = "\n".join(f"Điều {n}. Nội dung" for n in range(1, 24))
    headings = tuple(
        Heading(start := text.index(f"Điều {n}."), start + 7, 1, "điều", str(n), f"Điều {n}")
        for n in range(1, 24)
    )
    searcher = FakeSearcher([whole(Document("d", text, "d.txt", headings=headings))])
    view = views.outline_view(searcher, ShowOutline(document_key("d"), 3, ""))
    assert view.text.endswith(
        "(bấm số để đọc):\n[21] Điều 21. Nội dung\n[22] Điều 22. Nội dung\n[23] Điều 23. Nội dung"
    )
    assert labels(view) == [["21", "22", "23"], ["‹", "3/3"], ["Đọc từ đầu", "Tải tệp"]]


def test_the_outline_leaves_points_out():
    text = "Điều 1. Nhiệm vụ\na) Một việc"
    headings = (
        Heading(0, 16, 1, "điều", "1", "Điều 1. Nhiệm vụ"),
        Heading(17, 19, 2, "điểm", "a", "Điểm a"),
    )
    searcher = FakeSearcher([whole(Document("d", text, "d.txt", headings=headings))])
    view = views.outline_view(searcher, ShowOutline(document_key("d"), 1, ""))
    assert view.text.endswith(":\n[1] Điều 1. Nhiệm vụ")


def test_the_outline_tells_what_a_bare_number_opens():
    text = "Điều 1\nNhiệm vụ của chi bộ\n2. Cấp ủy giám sát."
    headings = (
        Heading(0, 6, 1, "điều", "1", "Điều 1"),
        Heading(27, 29, 2, "khoản", "2", "Khoản 2"),
    )
    searcher = FakeSearcher([whole(Document("d", text, "d.txt", headings=headings))])
    view = views.outline_view(searcher, ShowOutline(document_key("d"), 1, ""))
    assert view.text.endswith(":\n[1] Điều 1 Nhiệm vụ của chi bộ\n\u2003[2] 2. Cấp ủy giám sát.")


def test_a_page_shows_headings_in_bold():
    view = views.reading_view(small_searcher(), ReadPage(KEY, 1, checksum(TEXT), ""))
    parsed = parse(view.text)
    assert parsed.inside("blockquote") == [TEXT]
    assert parsed.inside("b")[1:] == ["I. TÌNH HÌNH", "II. NHIỆM VỤ"]
    assert labels(view) == [["Mục lục"]]


def test_the_outline_shows_guidance_and_other_files_of_the_same_text():
    class Guided(FakeSearcher):
        def standing(self, key):
            (guide,) = [entry for entry in self.entries() if entry.id == "tom-luoc"]
            return Standing(guided_by=(guide,), copies=("a/862.docx", "862.html"))

    searcher = Guided([whole(CONCLUSION), whole(DIGEST)])
    view = views.outline_view(searcher, ShowOutline(KEY, 1, ""))
    assert "\nĐược hướng dẫn bởi Nghị quyết số 05-NQ/TU.\n" in view.text
    assert "\nVăn bản này còn có ở tệp: a/862.docx; 862.html\n" in view.text


def test_the_greeting_offers_examples():
    searcher = small_searcher()
    view = views.greeting_view(searcher, datetime.date(2026, 1, 2))
    assert view.text.endswith(f"hỏi ngay):\n1. {QUESTION}\n2. Mỗi quý họp mấy lần?")
    assert views.example(searcher, behind(view, "2")) == "Mỗi quý họp mấy lần?"
