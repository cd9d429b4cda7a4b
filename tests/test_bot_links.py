import dataclasses
import re

import pytest
from bot_fakes import CONCLUSION, DIGEST, PASSAGE, TEXT, FakeSearcher, small_searcher, whole
from hypothesis import given
from hypothesis import strategies as st
from telegram_html import parse
from test_bot_views import KEY, behind, check, labels

from bot import messages, views
from bot.callbacks import ShowOutline, checksum
from bot.links import Link, UnknownLinkError, decode, document_link, linked_view, passage_link
from corpus.document import Document, Passage

START = TEXT.index(PASSAGE)
QUOTED = Passage(CONCLUSION, START, len(TEXT))


def payload(link: str) -> str:
    assert link.startswith("https://t.me/sotay_bot?start=")
    found = link.partition("?start=")[2]
    # core.telegram.org/api/links#bot-links
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", found)
    return found


@given(st.text(), st.integers(0, 10**9 - 1), st.integers(1, 99_999), st.text())
def test_links_come_back(name, start, length, text):
    class Somewhere:
        document = Document(name, "a", "a.txt")

    Somewhere.start, Somewhere.text = start, "a" * length
    link = decode(payload(passage_link("sotay_bot", Somewhere)))
    assert (link.start, link.length, link.checksum) == (start, length, checksum("a" * length))
    assert decode(payload(document_link("sotay_bot", link.key))) == Link(link.key)


@pytest.mark.parametrize("odd", ["", "x", "d123", f"d{KEY}x", f"p{KEY}abcdef", f"p{KEY}abcdef1-",
                                 f"p{KEY}abcdef\u0661-2", "moi-AbCd", f"d{KEY}\n"])  # fmt: skip
def test_what_is_none_of_ours(odd):
    with pytest.raises(UnknownLinkError):
        decode(odd)
    assert linked_view(small_searcher(), odd, "sotay_bot").text == messages.UNKNOWN_LINK


@given(st.text())
def test_nothing_else_is_raised(odd):
    check(linked_view(small_searcher(), odd, "sotay_bot"))


def test_a_link_opens_a_document():
    found = payload(document_link("sotay_bot", KEY))
    link = document_link("sotay_bot", KEY)
    outline = views.outline_view(small_searcher(), ShowOutline(KEY, 1, ""), link)
    assert linked_view(small_searcher(), found, "sotay_bot") == outline
    assert "Chia sẻ" in str(labels(outline))
    assert linked_view(FakeSearcher([]), found, "sotay_bot").text == messages.DOCUMENT_GONE


def test_a_link_opens_a_passage():
    view = check(
        linked_view(small_searcher(), payload(passage_link("sotay_bot", QUOTED)), "sotay_bot")
    )
    assert parse(view.text).inside("blockquote") == [PASSAGE]
    assert view.text.startswith("<b>Kết luận số 862-KL/TU</b> ngày 01/08/2022")
    assert labels(view) == [["Đọc tiếp ›", "Văn bản"], ["Sao chép"]]
    assert behind(view, "Văn bản") == ShowOutline(KEY, 1, "")


def test_a_passage_that_has_moved_is_found():
    moved = dataclasses.replace(
        CONCLUSION, text=f"Có thêm một đoạn.\n\n{TEXT}", headings=(), pages=()
    )
    view = linked_view(
        FakeSearcher([whole(moved)]), payload(passage_link("sotay_bot", QUOTED)), "sotay_bot"
    )
    assert parse(view.text).inside("blockquote") == [PASSAGE]


def test_of_several_the_nearest_is_found():
    text = "\n".join(["Như nhau.", "Trước.", "Như nhau.", "Sau.", "Như nhau."])
    document = Document("d", text, "d.txt", pages=(0, 10, 17, 27, 32))
    old = Document("d", f"{'x' * 19} Như nhau.", "d.txt")
    link = passage_link("sotay_bot", Passage(old, 20, 29))
    view = linked_view(FakeSearcher([whole(document)]), payload(link), "sotay_bot")
    assert "trang 3" in view.text


def test_a_passage_that_has_changed_opens_the_document_and_says_so():
    edited = dataclasses.replace(CONCLUSION, text=TEXT.replace("từ 9 đến 11", "từ 7 đến 9"))
    searcher = FakeSearcher([whole(edited)])
    view = check(linked_view(searcher, payload(passage_link("sotay_bot", QUOTED)), "sotay_bot"))
    link = document_link("sotay_bot", KEY)
    outline = views.outline_view(searcher, ShowOutline(KEY, 1, ""), link)
    assert view.text == f"{messages.LINKED_TEXT_CHANGED}\n\n{outline.text}"
    assert view.rows == outline.rows


def test_a_link_to_what_is_no_longer_in_force_says_so():
    link = passage_link("sotay_bot", whole(DIGEST))
    view = linked_view(small_searcher(), payload(link), "sotay_bot")
    assert "⚠️ Không phải nguyên văn của văn bản.\n⚠️ Văn bản này đã hết hiệu lực" in view.text


async def test_a_link_is_opened_and_passed_on(talk):
    talk = await talk()
    (reply,) = await talk.say(f"/start {payload(passage_link('sotay_bot', QUOTED))}")
    assert PASSAGE in reply["text"]
    _, outline = await talk.press(reply, "Văn bản")
    (share,) = [
        button for row in outline["reply_markup"]["inline_keyboard"] for button in row
        if button["text"] == "Chia sẻ"
    ]  # fmt: skip
    assert share["url"].startswith(
        f"https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fsotay_bot%3Fstart%3Dd{KEY}&text="
    )
