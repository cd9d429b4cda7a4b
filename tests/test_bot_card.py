import dataclasses
import re
import unicodedata
from itertools import chain
from typing import Any

import pytest
from bot_fakes import CONCLUSION, DIGEST, PASSAGE, TEXT, FakeSearcher, small_searcher, whole
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import MessageEntity
from telegram_html import parse
from test_bot_render import texts
from test_bot_views import KEY, QUESTION, behind, check, labels

from bot import messages, render, views
from bot.callbacks import Copy, ShowHit, ShowOutline, Vote, checksum
from bot.card import Line, card_view, copy_view, read_line
from bot.quoting import quotation
from bot.screen import StaleButtonError, View
from corpus.document import Document, Heading, Passage, Scan
from index.answer import Answer, Entry, Hit, Standing
from index.confidence import UNRELATED
from index.records import document_key

START = TEXT.index(PASSAGE)
QUOTED = (
    "1. Khối dân vận cấp xã có từ 9 đến 11 thành viên.\n"
    "2. Mỗi quý họp một lần &lt;trước ngày 15&gt; &amp; báo cáo cấp ủy."
)
CITATION = (
    "<b>Kết luận số 862-KL/TU</b> ngày 01/08/2022 của Ban Thường vụ Tỉnh ủy "
    "về công tác dân vận ở cơ sở\n"
)


def card(searcher: Any, rank: int = 0, question: str = QUESTION, **more: Any) -> View:
    line = more.pop("line", None)
    return card_view(searcher.answer(question, 10), ShowHit(rank, **more), line=line)


def answer_of(*passages: Passage, standing: Standing | None = None) -> Answer:
    hits = tuple(
        Hit(passage, rank, 0.9, 0.5, 0.5, standing=standing or Standing())
        for rank, passage in enumerate(passages, 1)
    )
    return Answer("?", "?", hits, 0.9, True, 1.0)


def test_the_best_hit_is_quoted_word_for_word_under_its_citation():
    view = card(small_searcher())
    quoted = QUOTED.replace("1. Khối dân vận cấp ", "<b>1. Khối dân vận cấp </b>")
    assert view.text == (f"{CITATION}📍 II. NHIỆM VỤ · trang 2\n<blockquote>{quoted}</blockquote>")
    assert labels(view) == [["1/2", "›"], ["Đọc thêm", "Văn bản"], ["Sao chép"]]
    assert behind(view, "›") == ShowHit(2)
    assert behind(view, "Đọc thêm") == ShowHit(1, 1)
    assert behind(view, "Văn bản") == ShowOutline(KEY, 1, "h:1")


def test_other_cards_and_ranks_that_are_gone():
    searcher = small_searcher()
    assert labels(card(searcher, 2))[0] == ["‹", "2/2"]
    assert card(searcher, 9) == card(searcher, 2)


def test_what_a_card_is_about_goes_with_its_buttons():
    view = card(small_searcher(), journal="AbCd_-12", about=KEY)
    assert labels(view)[-1] == ["Sao chép", "👍", "👎"]
    assert behind(view, "👍") == Vote("AbCd_-12", 1)
    assert behind(view, "👎") == Vote("AbCd_-12", 0)
    assert behind(view, "›") == ShowHit(2, 0, "AbCd_-12", KEY)
    assert behind(view, "Văn bản").back == f"h:1:0:AbCd_-12:{KEY}"


def test_a_quotation_grows_to_the_part_it_stands_in_and_back():
    text = (
        "Điều 1. Phạm vi\n" + "Quy chế này quy định nhiều việc khác nhau. " * 3
        + "\nĐiều 2. Nhiệm vụ\n1. Mỗi quý họp một lần.\n"
        + "2. Cấp ủy báo cáo cấp trên đúng hạn và đầy đủ mọi nội dung được giao, cả khi đột xuất."
        + "\nĐiều 3. Thi hành\n" + "Quy chế này có hiệu lực từ ngày ký. " * 90
    )  # fmt: skip
    lines = ("Điều 1. Phạm vi", "Điều 2. Nhiệm vụ", "Điều 3. Thi hành")
    headings = tuple(
        Heading(at := text.index(line), at + len(line), 1, "điều", line[5], line) for line in lines
    )
    document = Document("q", text, "q.txt", number="1-QC/TU", headings=headings)
    start = text.index("1. Mỗi")
    passage = Passage(document, start, text.index("\n2. Cấp"))
    hit = Hit(passage, 1, 0.9, 0.5, 0.5, highlights=((3, 12),))
    answer = Answer("?", "?", (hit,), 0.9, True, 1.0)

    first = card_view(answer, ShowHit(0))
    assert first.text.endswith("<blockquote>1. <b>Mỗi quý h</b>ọp một lần.</blockquote>")
    assert "📍 Điều 2. Nhiệm vụ\n" in first.text
    second = card_view(answer, behind(first, "Đọc thêm"))
    (quoted,) = parse(second.text).inside("blockquote")
    assert quoted == text[headings[1].start : headings[2].start - 1]
    assert parse(second.text).inside("b")[1:] == ["Mỗi quý h"]
    assert "📍" not in second.text  # the quotation opens with it
    # The document does not fit into a message: one reads on in it.
    assert labels(second) == [["‹ Đọc lùi", "Đọc tiếp ›"], ["Thu gọn", "Văn bản"], ["Sao chép"]]
    assert card_view(answer, behind(second, "Thu gọn")) == first
    assert card_view(answer, ShowHit(1, 9)) == second  # as far as it goes
    read = views.reading_view(FakeSearcher([passage]), behind(second, "Đọc tiếp ›"))
    assert "Điều 3. Thi hành" in read.text
    assert behind(read, "↩ Câu trả lời") == ShowHit(1, 1)


def test_of_a_part_longer_than_a_message_the_surroundings_are_shown():
    text = "".join(f"Câu số {n} của văn bản này. " for n in range(600))
    document = Document("d", text, "d.txt")
    start = text.index("Câu số 300")
    passage = Passage(document, start, start + len("Câu số 300 của văn bản này."))
    first = card_view(answer_of(passage), ShowHit(0))
    grown = card_view(answer_of(passage), behind(first, "Đọc thêm"))
    (quoted,) = parse(check(grown).text).inside("blockquote")
    assert quoted in text
    before, after = quoted.split("Câu số 300 của văn bản này.")
    assert before.startswith("Câu số 2")
    assert after.endswith("này. ")
    assert abs(len(before) - len(after)) < 100
    assert labels(grown)[0] == ["‹ Đọc lùi", "Đọc tiếp ›"]


def test_two_pieces_of_one_short_text_share_a_card():
    one, two = (line for line in PASSAGE.split("\n"))
    passages = [
        Passage(CONCLUSION, START + len(one) + 1, len(TEXT)),
        Passage(CONCLUSION, START, START + len(one)),
        whole(DIGEST),
    ]
    view = card_view(answer_of(*passages), ShowHit(0))
    assert parse(view.text).inside("blockquote") == [f"{one}\n{two}"]
    assert labels(view)[0] == ["1/2", "›"]


def test_other_documents_come_before_more_of_the_same():
    far = Passage(CONCLUSION, 0, 8)
    view = card_view(
        answer_of(Passage(CONCLUSION, START, len(TEXT)), far, whole(DIGEST)), ShowHit(2)
    )
    assert parse(view.text).inside("blockquote") == [DIGEST.text]


def test_near_misses_are_listed_with_short_quotations():
    searcher = small_searcher(enough=False)
    view = card(searcher)
    assert view.text == (
        "Sổ tay chưa tìm thấy đoạn trả lời chắc chắn. Gần nhất (bấm số để xem):\n"
        "1. <b>Kết luận số 862-KL/TU</b> · II. NHIỆM VỤ · trang 2\n"
        "<blockquote>1. Khối dân vận cấp xã có từ 9 đến 11 thành viên.</blockquote>\n"
        "2. <b>Bản tóm lược Nghị quyết số 05-NQ/TU</b>\n"
        "⚠️ Văn bản này đã hết hiệu lực, được thay thế bằng 09-NQ/TU.\n"
        "<blockquote>Cấp ủy giám sát việc thực hiện quy chế dân chủ.</blockquote>"
    )
    assert labels(view) == [["1", "2"]]
    one = card(searcher, 1)
    assert one.text.startswith("<i>Đoạn gần với câu hỏi, có thể chưa phải câu trả lời:</i>\n<b>Kết")
    assert labels(one)[-1] == ["↩ Các đoạn gần nhất"]
    assert behind(one, "↩ Các đoạn gần nhất") == ShowHit(0)


def test_near_misses_in_documents_that_are_called_alike_are_told_apart_by_id():
    twin = dataclasses.replace(CONCLUSION, id="phan-hai")
    searcher = FakeSearcher([whole(CONCLUSION), whole(DIGEST), whole(twin)])
    searcher.enough = False
    found = re.findall(r"^\d\. <b>Kết luận số 862-KL/TU</b> · (.*)$", card(searcher).text, re.M)
    assert found == ["<code>862-KL-TU</code>", "<code>phan-hai</code>"]


def test_a_near_miss_that_is_quoted_from_within_a_sentence_says_so():
    text = "Đảng viên được miễn công tác và sinh hoạt đảng trong thời hạn nhất định, phải báo cáo."
    document = Document("d", text, "d.txt", number="1-QĐ/TU")
    hit = Hit(whole(document), 1, 0.5, 0.5, 0.5, ((text.index("phải"), len(text)),))
    answer = Answer("?", "?", (hit,), 0.5, False, 1.0)
    assert card_view(answer, ShowHit(0)).text.endswith(
        "1. <b>1-QĐ/TU</b> […]\n<blockquote>phải báo cáo.</blockquote>"
    )


def test_nothing_at_all_is_said_differently():
    nothing = f"{messages.NO_HITS} {messages.SEE_LIST}"
    assert card(small_searcher(), question="zzz") == View(nothing)
    said = card(small_searcher(), question="zzz", line=Line("zzz <b>"))
    assert said == View(f"<i>Hiểu là: zzz &lt;b&gt;</i>\n{nothing}")


def test_hits_that_are_about_something_else_are_not_shown():
    searcher = small_searcher(enough=False)
    searcher.confidence = UNRELATED - 0.01
    nothing = View(f"{messages.NO_HITS} {messages.SEE_LIST}")
    assert card(searcher) == nothing
    assert card(searcher, 2) == nothing  # by an old button
    searcher.confidence = UNRELATED
    assert labels(card(searcher)) == [["1", "2"]]


NEWER = dataclasses.replace(DIGEST, id="moi", number="09-NQ/TU", status=None, replaced_by=None)


def test_an_answer_out_of_force_says_so_and_opens_the_newer_one():
    searcher = FakeSearcher([whole(DIGEST), whole(NEWER)])
    view = card(searcher, 1, "giám sát")
    assert view.text.startswith(
        "<b>Bản tóm lược Nghị quyết số 05-NQ/TU</b>\n"
        "⚠️ Không phải nguyên văn của văn bản.\n"
        "⚠️ Văn bản này đã hết hiệu lực, được thay thế bằng Nghị quyết số 09-NQ/TU.\n<blockquote"
    )
    opening = ShowOutline(document_key("moi"), 1, "h:1")
    assert behind(view, "Văn bản mới: 09-NQ/TU") == opening
    outline = views.outline_view(searcher, ShowOutline(document_key("tom-luoc"), 1, "h:1"))
    assert behind(outline, "Văn bản mới: 09-NQ/TU") == opening
    reading = views.reading_view(searcher, behind(outline, "Đọc từ đầu"))
    assert behind(reading, "Văn bản mới: 09-NQ/TU") == opening
    assert "Văn bản mới" not in str(labels(views.outline_view(searcher, opening)))


def test_an_amended_document_opens_what_amended_it():
    act = Entry(0, "k" * 8, "i", "directive", "7-QĐ/TW", "Quyết định", None, None, None)
    view = card_view(answer_of(whole(CONCLUSION), standing=Standing(amended_by=(act,))), ShowHit(0))
    assert "\n⚠️ Được sửa đổi, bổ sung bởi Quyết định số 7-QĐ/TW.\n" in view.text
    assert behind(view, "Sửa đổi: 7-QĐ/TW") == ShowOutline("k" * 8, 1, "h:1")


def test_a_quotation_from_a_scan_says_so():
    scanned = dataclasses.replace(CONCLUSION, scans=(Scan(2, 0.9),))
    searcher = FakeSearcher([Passage(scanned, START, len(TEXT))])
    note = "⚠️ Trích theo bản quét, chữ nhận dạng có thể còn sai sót."
    view = card(searcher)
    assert note in view.text
    both = card(searcher, 1, level=1)
    assert note in both.text
    assert "trang 1–2\n" in both.text
    searcher.enough = False
    assert note in card(searcher).text
    assert note not in card(FakeSearcher([Passage(scanned, 0, 10)]), question="kết luận").text


def test_a_passage_longer_than_a_message_is_continued():
    text = "Một câu dài vừa phải. " * 400
    view = check(card_view(answer_of(whole(Document("d", text, "d.txt"))), ShowHit(0)))
    (quoted,) = parse(view.text).inside("blockquote")
    assert text.startswith(quoted)
    assert len(quoted) > 2_000
    assert view.text.endswith("<i>Đoạn trích còn tiếp, mời đồng chí bấm «Đọc tiếp».</i>")
    assert labels(view) == [["Đọc tiếp ›"], ["Văn bản"], ["Sao chép"]]


# The line that says which question is answered


def received(html: str) -> tuple[str, list[MessageEntity]]:
    """Return text and entities of a message as Telegram gives it back."""
    parsed = parse(html)
    entities = [MessageEntity(e["type"], e["offset"], e["length"]) for e in parsed.entities()]
    return parsed.text.strip(), entities


questions = texts.map(lambda text: " ".join(text.split()))


@given(
    questions.filter(lambda q: any(map(str.isalnum, q))),
    st.sampled_from(["", "😀", " › Ở đâu?"]),
    st.booleans(),
)
def test_a_card_tells_the_question_it_answers(question, more, typed):
    question += more
    text, entities = received(f"{Line(question, typed).html}\n<b>Kết luận</b> …")
    plain = "".join(c for c in question if unicodedata.category(c) != "Cf")
    assert read_line(text, entities) == Line(" ".join(plain.split()), typed)


def test_the_longest_question_is_not_cut():
    question = f"{'đ' * 300} › {'<&😀 ' * 249}a"
    line = Line(question)
    view = check(card(small_searcher(), line=line))
    assert read_line(*received(view.text)) == line
    near = check(card(small_searcher(enough=False), line=line))
    assert read_line(*received(near.text)) == line


@pytest.mark.parametrize(
    "html",
    [
        f"{CITATION}<blockquote>Toàn văn</blockquote>",
        "<b>Hiểu là: một văn bản có tên như thế</b>\n<blockquote>Toàn văn</blockquote>",
        "Hiểu là: Toàn văn <i>nghiêng</i>",
        f"<i>{messages.NEAR_MISS}</i>\n<b>Kết luận</b>",
    ],
)
def test_other_cards_tell_none(html):
    assert read_line(*received(html)) is None


def test_telegram_may_part_the_italics():
    # As it does around a link or a number that it finds in them.
    entities = [MessageEntity("italic", 0, 12), MessageEntity("italic", 12, 5)]
    assert read_line("Hiểu là: xem example.vn\nKết luận", entities) == Line("xem example.vn")


# Copying


def test_a_quotation_is_copied_with_its_source():
    passage = Passage(CONCLUSION, START, len(TEXT))
    copied = (
        f"“{PASSAGE}”\n– Kết luận số 862-KL/TU ngày 01/08/2022 của Ban Thường vụ Tỉnh ủy "
        "về công tác dân vận ở cơ sở; II. NHIỆM VỤ · trang 2."
    )
    assert quotation(passage, Standing()) == copied
    (button,) = [b for row in card(small_searcher()).rows for b in row if b.text == "Sao chép"]
    assert button.copy_text.text == copied  # 229 characters: Telegram copies it at once
    assert button.callback_data is None


def test_a_longer_one_is_sent_to_be_copied():
    view = card_view(answer_of(whole(CONCLUSION)), ShowHit(0))
    button = behind(view, "Sao chép")
    assert button == Copy(KEY, 0, len(TEXT), checksum(TEXT))
    sent = copy_view(small_searcher(), button, "sotay_bot")
    (copied,) = parse(sent.text).inside("pre")
    assert copied.startswith(f"“{TEXT}”\n– Kết luận số 862-KL/TU ngày 01/08/2022")
    ((share,),) = sent.rows
    assert share.url.startswith("https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fsotay_bot%3Fstart")


def test_what_is_no_longer_so_is_not_copied():
    button = Copy(KEY, 0, len(TEXT), checksum(TEXT))
    edited = dataclasses.replace(CONCLUSION, text=TEXT.replace("9 đến 11", "7 đến 9"))
    view = copy_view(FakeSearcher([whole(edited)]), button, "b")
    assert view.text == messages.DOCUMENT_CHANGED
    with pytest.raises(StaleButtonError):
        copy_view(FakeSearcher([]), button, "b")
    long = Document("dai", "Câu. " * 1_000, "d.txt")
    forged = Copy(document_key("dai"), 0, 5_000, checksum(long.text))
    assert copy_view(FakeSearcher([whole(long)]), forged, "b").text == messages.DOCUMENT_CHANGED


def test_a_copied_quotation_hides_nothing():
    digest = dataclasses.replace(DIGEST, pages=(0,), scans=(Scan(1, 0.9),))
    end = digest.text.index(" việc")
    standing = Standing("Hết hiệu lực", "09-NQ/TU")
    assert quotation(Passage(digest, 7, end), standing) == (
        "“[…] giám sát […]”\n– Bản tóm lược Nghị quyết số 05-NQ/TU; trang 1. (Không phải nguyên "
        "văn của văn bản.) (Văn bản này đã hết hiệu lực, được thay thế bằng 09-NQ/TU.) (Trích theo "
        "bản quét, chữ nhận dạng có thể còn sai sót.)"
    )


def test_a_long_path_leaves_the_innermost_heading_and_the_page_to_be_copied():
    text = "Phần A\nChương B\nĐiều 4\nĐảng viên đóng đảng phí."
    names = ("PHẦN THỨ NHẤT " * 9).strip(), ("CHƯƠNG HAI " * 9).strip(), "Điều 4"
    lines = "Phần A", "Chương B", "Điều 4"
    headings = tuple(
        Heading(text.index(line), text.index(line) + 6, level, "heading", None, name)
        for level, (line, name) in enumerate(zip(lines, names, strict=True), 1)
    )
    document = Document("d", text, "d.pdf", number="1-QĐ/TU", headings=headings, pages=(0, 15))
    copied = quotation(Passage(document, text.index("Đảng"), len(text)), Standing())
    assert copied == (f"“Đảng viên đóng đảng phí.”\n– 1-QĐ/TU; … › {names[1]} › Điều 4 · trang 2.")


def test_only_what_is_cut_within_a_paragraph_is_marked():
    start = TEXT.index("2. Mỗi")
    line = quotation(Passage(CONCLUSION, START, start), Standing())  # with the end of its line
    assert line.startswith("“1. Khối dân vận cấp xã có từ 9 đến 11 thành viên.”\n–")
    cut = quotation(Passage(CONCLUSION, START + 3, start - 12), Standing())
    assert cut.startswith("“[…] Khối dân vận cấp xã có từ 9 đến 11 […]”\n–")


# Whatever the documents are


@pytest.mark.parametrize(
    "odd",
    ["<b>", "&amp;", "</blockquote>", "<blockquote><a href='x'>", "\u200b\u200f\u202eđảo\u2066",
     "😀" * 300, "&lt;i&gt;"],
)  # fmt: skip
def test_markup_in_what_documents_say_is_text(odd):
    headings = (Heading(0, 3, 1, "heading", None, f"{odd} mục"),)
    document = Document(
        f"{odd}id", f"Câu {odd} một.\nCâu hai.", f"{odd}.txt", number=f"1{odd}", type=f"Loại {odd}",
        issuer=f"Ban {odd}", title=f"Về {odd}", status=f"cũ {odd}", headings=headings,
        source_url=f"https://a.vn/{odd}",
    )  # fmt: skip
    searcher = FakeSearcher([whole(document)])
    question = f"câu {odd}"
    for enough in (True, False):
        searcher.enough = enough
        for view in (card(searcher, 0, question, line=Line(question)), card(searcher, 1, question)):
            shown = parse(check(view).text).text
            assert "Câu" in shown
            assert f"{odd}"[:5].strip("\u200b\u200f\u202e\u2066") in shown
    outline = check(views.outline_view(searcher, ShowOutline(document_key(document.id), 1, "")))
    assert "\u202e" not in outline.text
    sent = copy_view(
        searcher, Copy(document_key(document.id), 0, 5, checksum(document.text[:5])), "b"
    )
    assert parse(check(sent).text).inside("pre")


class _Fixed(FakeSearcher):
    """Answers every question with one hit several times."""

    def __init__(self, hit: Hit, enough: bool) -> None:
        super().__init__([hit.passage], enough=enough)
        self.hits = tuple(dataclasses.replace(hit, rank=rank) for rank in range(1, 6))

    def standing(self, key: str) -> Standing:
        return self.hits[0].standing

    def answer(self, question: str, *_: object) -> Answer:
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


@settings(max_examples=60, deadline=None)
@given(found())
def test_every_screen_fits_and_every_quotation_is_whole(searcher):
    (hit,) = searcher.hits[:1]
    document, passage = hit.passage.document, hit.passage
    check(card(searcher))
    view = check(card(searcher, 1))
    quoted = "\n".join(parse(view.text).inside("blockquote"))
    assert "".join(passage.text.split()).startswith("".join(quoted.split()))
    continued = messages.CONTINUED in view.text
    assert continued == ("".join(quoted.split()) != "".join(passage.text.split()))
    if continued:  # the rest begins on the page that the button opens
        page = check(views.reading_view(searcher, behind(view, "Đọc tiếp ›")))
        (read,) = parse(page.text).inside("blockquote")
        starts = render.pages(document)
        at = behind(view, "Đọc tiếp ›").page - 1
        end = passage.start + len(quoted)  # no answer in it, or it is one quotation
        assert starts[at] <= end + 3
        assert end - 3 <= starts[at] + len(read)
    grown = view
    while "Đọc thêm" in chain(*labels(grown)):
        grown = check(card_view(searcher.answer("?"), behind(grown, "Đọc thêm")))
        (quoted,) = parse(grown.text).inside("blockquote")
        assert quoted in document.text
        assert passage.text in quoted
    for shown in (view, grown):
        copying = [b for row in shown.rows for b in row if b.text == "Sao chép"]
        if copying[0].callback_data:
            check(copy_view(searcher, behind(shown, "Sao chép"), "b" * 32))
    outline = check(views.outline_view(searcher, behind(view, "Văn bản"), "https://t.me/b"))
    page = check(views.reading_view(searcher, behind(outline, "Đọc từ đầu")))
    parts = parse(page.text).inside("blockquote")
    while "›" in chain(*labels(page)):
        page = check(views.reading_view(searcher, behind(page, "›")))
        parts += parse(page.text).inside("blockquote")
    assert "".join(parts) == document.text
