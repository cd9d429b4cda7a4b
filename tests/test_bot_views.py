import dataclasses
import datetime
import unicodedata
from itertools import chain

import pytest
from bot_fakes import CONCLUSION, DIGEST, PASSAGE, TEXT, FakeSearcher, small_searcher, whole
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram_html import parse
from test_bot_render import texts, utf16

from bot import messages, views
from bot.callbacks import ReadPage, ShowContext, ShowHit, ShowOutline, checksum, decode
from bot.views import StaleButtonError, View
from corpus.document import Document, Heading, Passage, Scan
from index.answer import Answer, Entry, Hit, Standing
from index.confidence import UNRELATED
from index.records import document_key

KEY = document_key("862-KL-TU")
QUESTION = "Khối dân vận cấp xã có bao nhiêu thành viên?"


def labels(view: View) -> list[list[str]]:
    return [[button.text for button in row] for row in view.rows]


def behind(view: View, label: str):
    (data,) = [b.callback_data for row in view.rows for b in row if b.text == label]
    return decode(str(data))


def test_the_best_hit_is_quoted_word_for_word_under_its_citation():
    view = views.answer_view(small_searcher(), QUESTION)
    assert view.text == (
        "<b>Kết luận số 862-KL/TU</b> ngày 01/08/2022 của Ban Thường vụ Tỉnh ủy "
        "về công tác dân vận ở cơ sở\n"
        "📍 II. NHIỆM VỤ · trang 2\n"
        "<blockquote expandable><b>1. Khối dân vận cấp </b>xã có từ 9 đến 11 thành viên.\n"
        "2. Mỗi quý họp một lần &lt;trước ngày 15&gt; &amp; báo cáo cấp ủy.</blockquote>"
    )
    assert labels(view) == [["1/2", "›"], ["Ngữ cảnh", "Văn bản"]]
    assert behind(view, "›") == ShowHit(2)
    start = TEXT.index(PASSAGE)
    assert behind(view, "Ngữ cảnh") == ShowContext(1, KEY, start, len(TEXT), checksum(PASSAGE))
    assert behind(view, "Văn bản") == ShowOutline(KEY, 1, "h:1")


def test_other_hits_and_ranks_that_are_gone():
    searcher = small_searcher()
    assert labels(views.answer_view(searcher, QUESTION, 2))[0] == ["‹", "2/2"]
    assert views.answer_view(searcher, QUESTION, 9) == views.answer_view(searcher, QUESTION, 2)


def test_near_misses_are_listed_with_short_quotations():
    searcher = small_searcher(enough=False)
    view = views.answer_view(searcher, QUESTION)
    assert view.text == (
        "Sổ tay chưa tìm thấy đoạn nào trả lời chắc chắn câu hỏi này. "
        "Những đoạn gần nhất (bấm số để xem):\n\n"
        "1. <b>Kết luận số 862-KL/TU</b>\n📍 II. NHIỆM VỤ · trang 2\n"
        "<blockquote>1. Khối dân vận cấp xã có từ 9 đến 11 thành viên.\n"
        "2. Mỗi quý họp một lần &lt;trước ngày 15&gt; &amp; báo cáo cấp ủy.</blockquote>\n\n"
        "2. <b>Bản tóm lược Nghị quyết số 05-NQ/TU</b>\n"
        "⚠️ Văn bản này đã hết hiệu lực, được thay thế bằng 09-NQ/TU.\n"
        "<blockquote>Cấp ủy giám sát việc thực hiện quy chế dân chủ.</blockquote>"
    )
    assert labels(view) == [["1", "2"]]
    card = views.answer_view(searcher, QUESTION, 1)
    assert card.text.startswith(
        "<i>Đoạn gần với câu hỏi, có thể chưa phải câu trả lời:</i>\n<b>Kết"
    )
    assert labels(card)[-1] == ["↩ Các đoạn gần nhất"]
    assert behind(card, "↩ Các đoạn gần nhất") == ShowHit(0)


def test_nothing_at_all_is_said_differently():
    assert views.answer_view(small_searcher(), "zzz") == View(
        f"{messages.NO_HITS} {messages.SEE_LIST}"
    )


def test_hits_that_are_about_something_else_are_not_shown():
    searcher = small_searcher(enough=False)
    searcher.confidence = UNRELATED - 0.01
    nothing = View(f"{messages.NO_HITS} {messages.SEE_LIST}")
    assert views.answer_view(searcher, QUESTION) == nothing
    assert views.answer_view(searcher, QUESTION, 2) == nothing  # by an old button
    searcher.confidence = UNRELATED
    assert labels(views.answer_view(searcher, QUESTION)) == [["1", "2"]]


def test_the_context_stands_around_the_passage():
    searcher = small_searcher()
    button = behind(views.answer_view(searcher, QUESTION), "Ngữ cảnh")
    view = views.context_view(searcher, button)
    before, quoted = parse(view.text).inside("blockquote")
    assert f"{before}\n{quoted}" == TEXT
    assert quoted == PASSAGE
    assert labels(view) == [["↩ Câu trả lời", "Văn bản"]]
    assert behind(view, "↩ Câu trả lời") == ShowHit(1)


def test_an_old_button_says_that_the_document_changed_and_offers_it():
    edited = dataclasses.replace(CONCLUSION, text=TEXT.replace("từ 9 đến 11", "từ 7 đến 9"))
    button = behind(views.answer_view(small_searcher(), QUESTION), "Ngữ cảnh")
    view = views.context_view(FakeSearcher([whole(edited)]), button)
    assert view.text == messages.DOCUMENT_CHANGED
    assert labels(view) == [["Mở văn bản", "↩ Câu trả lời"]]
    assert behind(view, "Mở văn bản") == ShowOutline(KEY, 1, "h:1")
    reading = ReadPage(KEY, 1, checksum(TEXT), "l:2")
    view = views.reading_view(FakeSearcher([whole(edited)]), reading)
    assert view.text == messages.DOCUMENT_CHANGED
    assert labels(view) == [["Mở văn bản", "↩ Danh mục"]]


def test_a_document_that_is_gone():
    with pytest.raises(StaleButtonError, match="không còn trong kho"):
        views.outline_view(FakeSearcher([]), ShowOutline(KEY, 1, ""))


def test_the_outline_opens_pages():
    view = views.outline_view(small_searcher(), ShowOutline(KEY, 1, "h:2"))
    assert view.text.endswith(
        '\n<a href="https://example.vn/a?b=1&amp;c=2">Nguồn</a>\n\n'
        "Mục lục (bấm số để đọc):\n[1] I. TÌNH HÌNH\n[2] II. NHIỆM VỤ"
    )
    assert labels(view) == [["1", "2"], ["Đọc từ đầu", "↩ Câu trả lời"]]
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
    assert labels(view) == [["21", "22", "23"], ["‹", "3/3"], ["Đọc từ đầu"]]


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


NEWER = dataclasses.replace(DIGEST, id="moi", number="09-NQ/TU", status=None, replaced_by=None)


def test_an_answer_out_of_force_says_so_and_opens_the_newer_one():
    searcher = FakeSearcher([whole(DIGEST), whole(NEWER)])
    card = views.answer_view(searcher, "giám sát", 1)
    assert card.text.startswith(
        "<b>Bản tóm lược Nghị quyết số 05-NQ/TU</b>\n"
        "⚠️ Không phải nguyên văn của văn bản.\n"
        "⚠️ Văn bản này đã hết hiệu lực, được thay thế bằng Nghị quyết số 09-NQ/TU.\n<blockquote"
    )
    opening = ShowOutline(document_key("moi"), 1, "h:1")
    assert behind(card, "Văn bản mới: 09-NQ/TU") == opening
    outline = views.outline_view(searcher, ShowOutline(document_key("tom-luoc"), 1, "h:1"))
    assert behind(outline, "Văn bản mới: 09-NQ/TU") == opening
    reading = views.reading_view(searcher, behind(outline, "Đọc từ đầu"))
    assert behind(reading, "Văn bản mới: 09-NQ/TU") == opening
    assert "Văn bản mới" not in str(labels(views.outline_view(searcher, opening)))


def test_a_quotation_from_a_scan_says_so():
    scanned = dataclasses.replace(CONCLUSION, scans=(Scan(2, 0.9),))
    start = TEXT.index(PASSAGE)
    searcher = FakeSearcher([Passage(scanned, start, len(TEXT))])
    note = "⚠️ Trích theo bản quét, chữ nhận dạng có thể còn sai sót."
    card = views.answer_view(searcher, QUESTION)
    assert note in card.text
    assert note in views.context_view(searcher, behind(card, "Ngữ cảnh")).text
    page = ReadPage(KEY, 1, checksum(TEXT), "")
    assert note in views.reading_view(searcher, page).text  # the page holds both
    searcher.enough = False
    assert note in views.answer_view(searcher, QUESTION).text
    typed = FakeSearcher([Passage(scanned, 0, 10)])
    assert note not in views.answer_view(typed, "kết luận").text


def test_the_outline_shows_guidance_and_other_files_of_the_same_text():
    class Guided(FakeSearcher):
        def standing(self, key):
            (guide,) = [entry for entry in self.entries() if entry.id == "tom-luoc"]
            return Standing(guided_by=(guide,), copies=("a/862.docx", "862.html"))

    searcher = Guided([whole(CONCLUSION), whole(DIGEST)])
    view = views.outline_view(searcher, ShowOutline(KEY, 1, ""))
    assert "\nĐược hướng dẫn bởi Nghị quyết số 05-NQ/TU.\n" in view.text
    assert "\nCùng văn bản này còn có tệp: a/862.docx; 862.html\n" in view.text


def test_the_greeting_offers_examples():
    searcher = small_searcher()
    view = views.greeting_view(searcher, datetime.date(2026, 1, 1))
    assert view.text.endswith(f"hỏi ngay):\n1. {QUESTION}\n2. Mỗi quý họp mấy lần?")
    assert views.example(searcher, behind(view, "2")) == "Mỗi quý họp mấy lần?"


class _Fixed(FakeSearcher):
    """Answers every question with one hit several times."""

    def __init__(self, hit: Hit, enough: bool) -> None:
        super().__init__([hit.passage], enough=enough)
        self.hits = tuple(dataclasses.replace(hit, rank=rank) for rank in range(1, 6))

    def standing(self, key: str) -> Standing:
        return self.hits[0].standing

    def answer(self, question: str, k: int = 5) -> Answer:
        return Answer(question, question, self.hits, 0.5, self.enough, 1.0)


@st.composite
def found(draw: st.DrawFn) -> _Fixed:
    """A hit in a document where everything is as long and as odd as it can be."""
    odd = texts.filter(str.strip)
    text = unicodedata.normalize("NFC", draw(odd) * draw(st.integers(1, 12)))
    label = draw(odd)
    headings = tuple(
        Heading(n, n + 1, n + 1, "heading", None, label) for n in range(min(5, len(text)))
    )
    document = Document(
        draw(odd), text, "f", draw(st.sampled_from(["directive", "news", "digest"])),
        number=draw(odd), type=draw(odd), issuer=draw(odd), title=draw(odd),
        source_url=f"https://{draw(odd)}", headings=headings, pages=(0,),
        scans=draw(st.sampled_from([(), (Scan(1, 0.5),)])),
    )  # fmt: skip
    start, end = sorted(
        draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2, unique=True))
    )
    marks = draw(st.lists(st.integers(0, end - start), max_size=6, unique=True).map(sorted))
    highlights = tuple(zip(marks[::2], marks[1::2], strict=False))
    entry = Entry(0, "k" * 8, "i", "directive", draw(odd), draw(odd), None, None, draw(odd))
    others = (entry, dataclasses.replace(entry, number=draw(odd)))
    standing = Standing(
        draw(st.sampled_from([None, "hết hiệu lực"]) | odd), draw(st.none() | odd), "replaces",
        others, others, others, (draw(odd),) * 9,
    )  # fmt: skip
    passage = Passage(document, start, end)
    hit = Hit(passage, 1, 0.5, 0.5, 0.5, highlights, standing)
    return _Fixed(hit, draw(st.booleans()))


def check(view: View) -> View:
    """Fail where Telegram would refuse the message."""
    assert utf16(parse(view.text).text) <= 4096
    for row in view.rows:
        assert len(row) <= 8
        assert all(button.text and len(str(button.callback_data).encode()) <= 64 for button in row)
    return view


@settings(max_examples=60, deadline=None)
@given(found())
def test_every_screen_fits_and_every_quotation_is_whole(searcher):
    (hit,) = searcher.hits[:1]
    document, passage = hit.passage.document, hit.passage
    check(views.answer_view(searcher, "?"))
    card = check(views.answer_view(searcher, "?", 1))
    (quoted,) = parse(card.text).inside("blockquote")
    assert passage.text.startswith(quoted)
    continued = "Đọc tiếp ›" in chain(*labels(card))
    assert continued == (quoted != passage.text)
    if continued:  # the rest begins on the page that the button opens
        page = check(views.reading_view(searcher, behind(card, "Đọc tiếp ›")))
        (read,) = parse(page.text).inside("blockquote")
        offset = passage.start + len(quoted)
        starts = views.render.pages(document)
        at = behind(card, "Đọc tiếp ›").page - 1
        assert starts[at] <= offset < starts[at] + len(read)
    check(views.context_view(searcher, behind(card, "Ngữ cảnh")))
    outline = check(views.outline_view(searcher, behind(card, "Văn bản")))
    page = check(views.reading_view(searcher, behind(outline, "Đọc từ đầu")))
    parts = parse(page.text).inside("blockquote")
    while "›" in chain(*labels(page)):
        page = check(views.reading_view(searcher, behind(page, "›")))
        parts += parse(page.text).inside("blockquote")
    assert "".join(parts) == document.text


def test_a_passage_longer_than_a_message_is_continued():
    text = "Một câu dài vừa phải. " * 400
    searcher = FakeSearcher([whole(Document("d", text, "d.txt"))])
    view = check(views.answer_view(searcher, "câu"))
    (quoted,) = parse(view.text).inside("blockquote")
    assert text.startswith(quoted)
    assert len(quoted) > 2_000
    assert view.text.endswith("<i>Đoạn trích còn tiếp, mời bấm «Đọc tiếp».</i>")
    assert labels(view) == [["Đọc tiếp ›"], ["Ngữ cảnh", "Văn bản"]]


