import dataclasses
import unicodedata

import pytest
from bot_fakes import CONCLUSION, DIGEST, NEWS, TEXT, whole
from hypothesis import given
from hypothesis import strategies as st
from telegram_html import parse, units

from bot import render, screen
from bot.citation import cite, place
from corpus.document import Document, Heading, Passage
from index.answer import Hit, Standing

# Everything that could break a message: markup, astral characters, combining marks, long words.
texts = st.text(
    st.one_of(
        st.sampled_from("<>&\"' \n.;aàđ\u0301\u200d😀🚀"),
        st.characters(exclude_categories=["Cs", "Cc"]),
    ),
    max_size=400,
).map(lambda text: unicodedata.normalize("NFC", text))


@given(texts)
def test_units_are_utf16_units(text):
    assert render.units(text) == units(text)


@given(texts, st.integers(2, 60))
def test_as_much_as_fits_and_no_more(text, limit):
    end = render.fitting(text, limit)
    assert units(text[:end]) <= limit
    assert end == len(text) or units(text[: end + 1]) > limit


@given(texts, st.integers(2, 60), st.lists(st.integers(0, 400)).map(sorted))
def test_parts_are_the_text(text, limit, preferred):
    starts = render.cut(text, limit, preferred)
    parts = [text[a:b] for a, b in zip(starts, (*starts[1:], len(text)), strict=True)]
    assert "".join(parts) == text
    assert all(0 < units(part) <= limit for part in parts if text)


def test_parts_end_where_one_would_stop_reading():
    assert render.cut("Một hai. Ba bốn", 12) == (0, 9)  # after the sentence
    assert render.cut("Một hai.\nBa. Bốn năm", 14) == (0, 9)  # after the paragraph
    assert render.cut("Một hai ba bốn", 10) == (0, 8)  # after the word
    assert render.cut("aaaaaaaaaa", 4) == (0, 4, 8)  # nowhere better
    assert render.cut("Một hai. Ba bốn", 12, preferred=[7]) == (0, 7)  # at a heading
    assert render.cut("😀😀😀", 4) == (0, 2)


@given(texts, st.data())
def test_a_quotation_is_balanced_and_word_for_word(text, data):
    ends = data.draw(st.lists(st.integers(0, len(text)), unique=True).map(sorted))
    spans = list(zip(ends[::2], ends[1::2], strict=False))
    parsed = parse(render.quote(text, spans, expandable=True))
    assert parsed.inside("blockquote") == [text]
    assert parsed.inside("b") == [text[a:b] for a, b in spans]


@given(texts, st.integers(0, 400), st.integers(0, 400), st.integers(0, 50))
def test_what_stands_around(text, a, b, limit):
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    before, after = render.around(text, start, end, limit)
    assert text[:start].endswith(before)
    assert text[end:].startswith(after)
    assert units(before) <= limit
    assert units(after) <= limit


LONG = "Một câu mở đầu dài hơn một dòng của điện thoại, bốn năm sáu; bảy tám."


@pytest.mark.parametrize(
    ("text", "highlights", "limit", "expected"),
    [
        ("Một. Hai ba. Bốn", ((5, 12),), 99, ("Hai ba.", False)),
        ("Một. Hai ba. Bốn", ((0, 4), (5, 12)), 99, ("Hai ba.", False)),  # the longest
        ("Một. Hai ba, bốn năm. Sáu", ((13, 21),), 99, ("Hai ba, bốn năm.", False)),
        ("Một. Hai ba; bốn năm. Sáu", ((5, 12),), 99, ("Hai ba;", False)),
        (LONG, ((48, 60),), 99, ("bốn năm sáu;", True)),  # its sentence begins too far before
        (LONG, ((61, 70),), 99, ("bảy tám.", True)),
        ("Một. Hai ba, bốn năm. Sáu", ((13, 18),), 7, ("bốn n", True)),  # as much as there is room
        ("Một. Hai ba. Bốn", ((5, 12),), 6, ("", False)),  # never less than the answer
        ("Một hai. Ba", (), 99, ("Một hai.", False)),
        ("Một hai ba", (), 99, ("Một hai ba", False)),
    ],
)
def test_what_a_list_quotes(text, highlights, limit, expected):
    passage = whole(Document("d", text, "d.txt"))
    assert render.excerpt(Hit(passage, 1, 0.5, 0.5, 0.5, highlights), limit) == expected


def test_a_list_quotes_what_a_heading_opens_rather_than_the_heading():
    text = "Điều 1. Nhiệm vụ của chi bộ\nHọp mỗi tháng. Báo cáo."
    heading = Heading(0, 27, 1, "điều", "1", "Điều 1. Nhiệm vụ của chi bộ")
    passage = whole(Document("d", text, "d.txt", headings=(heading,)))
    for highlights, quoted in [
        (((0, 27),), "Điều 1. Nhiệm vụ của chi bộ\nHọp mỗi tháng."),
        (((0, 27), (28, 42)), "Họp mỗi tháng."),
    ]:
        hit = Hit(passage, 1, 0.5, 0.5, 0.5, highlights)
        assert render.excerpt(hit) == (quoted, False)


def test_around_keeps_whole_sentences():
    text = "Một. Hai ba. Bốn năm. ĐÂY. Sáu bảy. Tám chín."
    start = text.index("ĐÂY")
    assert render.around(text, start, start + 4, 12) == ("Bốn năm. ", " Sáu bảy. ")
    assert render.around(text, start, start + 4, 100) == (text[:start], text[start + 4 :])


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [
        ("Điều 4", 6, "Điều 4"),
        ("Điều  4\n", 6, "Điều 4"),
        ("Điều 44", 6, "Điều…"),
        ("😀😀😀", 5, "😀😀…"),
    ],
)
def test_labels_are_clipped(text, limit, clipped):
    assert render.clip(text, limit) == clipped


def test_the_citation_of_a_directive():
    where = place(("II. NHIỆM VỤ",), Passage(CONCLUSION, TEXT.index("1. Khối"), len(TEXT)))
    assert render.heading(cite(CONCLUSION, Standing()), where) == (
        "<b>Kết luận số 862-KL/TU</b> ngày 01/08/2022 của Ban Thường vụ Tỉnh ủy "
        "về công tác dân vận ở cơ sở\n"
        "📍 II. NHIỆM VỤ · trang 2"
    )


def test_a_digest_and_a_news_page_do_not_pass_for_the_act():
    assert render.heading(cite(DIGEST, Standing("Hết hiệu lực", "09-NQ/TU"))) == (
        "<b>Bản tóm lược Nghị quyết số 05-NQ/TU</b>\n"
        "⚠️ Không phải nguyên văn của văn bản.\n"
        "⚠️ Văn bản này đã hết hiệu lực, được thay thế bằng 09-NQ/TU."
    )
    assert render.heading(cite(NEWS, Standing())) == (
        "<b>Tin «Tỉnh ủy triển khai công tác kiểm tra»</b>\n"
        "⚠️ Theo tin, bài báo; không phải văn bản chính thức."
    )


def test_pages_begin_at_headings():
    starts = render.pages(CONCLUSION)
    assert starts == (0,)
    assert TEXT[render.cut(TEXT, 140, [h.start for h in CONCLUSION.headings])[1] :].startswith(
        "II."
    )


LONG = f"Một câu mở đầu.\n{'Câu trước đó. ' * 12}\n2. Đây là câu trả lời.\n{'Câu sau đó. ' * 40}"
ANSWER = (LONG.index("Đây"), LONG.index("\nCâu sau"))


def test_the_answer_is_seen_before_a_long_quotation_is_expanded():
    shown = render.answering(LONG, [(0, 3), ANSWER])
    assert shown.count("<blockquote expandable>") == 2
    before, after = parse(shown).inside("blockquote")
    assert LONG.startswith(before)
    assert after == LONG[LONG.index("2. Đây") :]  # from the beginning of its line
    assert parse(shown).inside("b") == ["Một", "Đây là câu trả lời."]


def test_an_answer_deep_in_its_line_is_seen_from_its_sentence():
    text = f"{'Câu trước đó. ' * 50}Đây là câu trả lời."
    before, after = parse(render.answering(text, [(700, 719)])).inside("blockquote")
    assert (before, after) == (("Câu trước đó. " * 50).rstrip(), "Đây là câu trả lời.")


def test_where_the_answer_comes_first_or_nowhere_it_is_one_quotation():
    for bold in ([], [(0, 15)], [(4, 9)]):
        shown = render.answering(LONG, bold)
        assert shown == render.quote(LONG, bold, expandable=True)


def test_what_a_screen_holds_is_shown_whole():
    text = "Câu. " * 96  # 480
    assert render.answering(text, [(400, 404)]) == render.quote(text, [(400, 404)])
    assert "expandable" in render.answering(f"{text}.", [])


@given(texts, st.data())
def test_a_divided_quotation_is_the_text(text, data):
    text = text * data.draw(st.integers(1, 9))
    ends = data.draw(st.lists(st.integers(0, len(text)), unique=True).map(sorted))
    parts = parse(render.answering(text, list(zip(ends[::2], ends[1::2], strict=False))))
    assert "".join("".join(parts.inside("blockquote")).split()) == "".join(text.split())
    assert all(part in text for part in parts.inside("blockquote"))


def test_a_long_citation_keeps_its_essentials():
    odd = dataclasses.replace(CONCLUSION, title=f"Về {'việc nâng cao ' * 30}")
    lines = render.heading(cite(odd, Standing())).split("\n")
    assert lines[0].startswith(
        "<b>Kết luận số 862-KL/TU</b> ngày 01/08/2022 của Ban Thường vụ Tỉnh ủy về việc nâng cao"
    )
    assert lines[0].endswith("…")
    assert render.shown_units(lines[0]) < 160
    assert len(render.heading(cite(odd, Standing()), about=300)) > 300


@given(texts)
def test_what_is_shown_is_counted(text):
    html = f"<b>{render.label(text, 300)}</b>{render.quote(text)}"
    assert render.shown_units(html) == units(parse(html).text)


def test_what_is_not_seen_in_a_label_is_left_out():
    assert render.clip("\u202eKết\u200b luận\u2069 số 1\ufeff", 99) == "Kết luận số 1"
    assert render.quote("\u202eKết") == "<blockquote>\u202eKết</blockquote>"  # word for word


def test_only_addresses_of_the_web_are_links():
    assert render.link('https://a.vn/?x="1"&y', "Nguồn") == (
        '<a href="https://a.vn/?x=&quot;1&quot;&amp;y">Nguồn</a>'
    )
    for url in (None, "", "javascript:alert(1)", "a.vn", "tg://user?id=1"):
        assert render.link(url, "Nguồn") == ""


def test_outer_headings_give_way_on_a_phone():
    headings = ["PHẦN THỨ NHẤT " * 9, "CHƯƠNG HAI " * 9, "Điều 4. Nhiệm vụ", "Khoản 2"]
    assert screen.where(whole(CONCLUSION), headings) == (
        "… › CHƯƠNG HAI CHƯƠNG HAI CHƯƠNG HAI CHƯƠNG HAI CHƯƠNG HAI… › Điều 4. Nhiệm vụ › Khoản 2"
        " · trang 1–2"
    )
    assert screen.where(whole(CONCLUSION), ["a " * 99] * 9).count("›") == 2
