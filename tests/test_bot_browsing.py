"""Finding documents on Telegram: greeting, links, help, and lists that are narrowed."""

import datetime
import re
from itertools import pairwise

from bot_api_server import ADMIN, BOT, GROUP
from bot_fakes import CONCLUSION, PASSAGE, TEXT, small_searcher
from bot_talk import buttons

import index.build
from bot import links, messages, views
from corpus.document import Passage
from index.records import document_key

SPAN = Passage(CONCLUSION, TEXT.index(PASSAGE), len(TEXT))


def payload(link: str) -> str:
    return link.split("?start=")[1]


async def test_links_open_a_document_or_a_passage(talk):
    talk = await talk()
    (reply,) = await talk.say(
        f"/start {payload(links.document_link('sotay_bot', document_key(CONCLUSION.id)))}"
    )
    assert "Mục lục (bấm số để đọc):" in reply["text"]
    (reply,) = await talk.say(f"/start {payload(links.passage_link('sotay_bot', SPAN))}")
    assert PASSAGE in reply["text"]
    assert reply["text"].startswith("Kết luận số 862-KL/TU ngày 01/08/2022")


async def test_a_link_that_leads_nowhere_greets_and_says_so_in_one_sentence(talk):
    talk = await talk()
    (plain,) = await talk.say("/start")
    for broken in ("x", "d123", "p" + "A" * 60, "<b>", "d12345678 d12345678"):
        (reply,) = await talk.say(f"/start {broken}")
        assert reply["text"] == f"{messages.UNKNOWN_LINK}\n\n{plain['text']}"
        assert buttons(reply) == buttons(plain)
    (gone,) = await talk.say("/start d12345678")
    assert gone["text"] == messages.DOCUMENT_GONE


async def test_in_a_group_the_bot_is_quiet_until_it_is_asked(talk):
    talk = await talk()
    await talk.handle(talk.api.change_membership("left", "member", chat=GROUP))
    assert [m for m in talk.api.chats[GROUP["id"]].values() if m["from"] == BOT] == []
    (reply,) = await talk.say("/start@sotay_bot", chat=GROUP)
    assert reply["text"] == messages.START_IN_GROUP


async def test_help_tells_admins_more_and_only_in_private(talk):
    talk = await talk()
    (reply,) = await talk.say("/help")
    assert "@sotay_bot" in reply["text"]
    assert not re.search("quản trị|/moi|/thongke", reply["text"])
    assert buttons(reply) == [[messages.ASK_ELSEWHERE]]
    own = {"id": ADMIN["id"], "type": "private"}
    (reply,) = await talk.say("/help", user=ADMIN, chat=own)
    for name, _ in messages.ADMIN_COMMANDS:
        assert f"/{name}" in reply["text"]
    (reply,) = await talk.say("/help", user=ADMIN, chat=GROUP)
    assert "/moi" not in reply["text"]


def test_help_names_every_command_and_takes_a_screen_and_a_half():
    for name, _ in messages.COMMANDS:
        assert f"/{name}" in messages.HELP or name in ("start", "help")
    shown = re.sub("<[^>]*>", "", f"{messages.HELP}\n\n{messages.inline_help('sotay_bot')}")
    lines = sum(max(1, -(-len(line) // 40)) for line in shown.split("\n"))
    assert lines <= 48  # a phone shows some 32 of 40 letters


async def test_a_list_is_narrowed_and_opened_by_pressing(talk):
    talk = await talk()
    (shown,) = await talk.say("/vanban")
    assert buttons(shown) == [["1", "2", "3"], ["Loại", "Cơ quan", "Năm"]]
    _, shown = await talk.press(shown, "Loại")
    assert buttons(shown) == [["Kết luận (1)", "Nghị quyết (1)"], ["Chưa rõ (1)"], ["↩ Danh mục"]]
    _, shown = await talk.press(shown, "Kết luận (1)")
    assert shown["text"].startswith("1 văn bản (bấm số để mở):\nLoại: Kết luận\n\n1. Kết luận số")
    _, shown = await talk.press(shown, "1")
    _, shown = await talk.press(shown, "↩ Danh mục")
    assert buttons(shown) == [["1"], ["Loại ✓", "Bỏ lọc"]]
    _, shown = await talk.press(shown, "Bỏ lọc")
    assert shown["text"].startswith("3 văn bản")


async def test_without_the_command_a_list_chosen_by_words_says_so(talk):
    talk = await talk()
    (shown,) = await talk.say("/vanban tỉnh ủy")
    del shown["reply_to_message"]
    notice, _ = await talk.press(shown, "Loại")
    assert notice == messages.LIST_GONE


async def test_what_nobody_issued_offers_what_may_be_meant(talk):
    talk = await talk()
    (shown,) = await talk.say("/vanban 863-KL/TU")
    assert messages.MEANT in shown["text"]
    _, shown = await talk.press(shown, "1")
    assert shown["text"].startswith("Kết luận số 862-KL/TU")


def test_other_examples_are_offered_every_day_and_all_in_turn():
    searcher = small_searcher()
    every = tuple(f"Câu hỏi mẫu số {n} là gì?" for n in range(12))
    searcher.examples = lambda: every
    first = datetime.date(2026, 11, 22)
    days = [
        re.findall("(?m)^[0-9]+[.] (.*)$", views.greeting_view(searcher, day).text)
        for day in (first + datetime.timedelta(n) for n in range(12))
    ]
    assert [len(shown) for shown in days] == [5] * 12
    assert all(today != tomorrow for today, tomorrow in pairwise(days))
    assert {question for shown in days for question in shown} == set(every)


def test_made_up_examples_are_answered_by_the_document_they_name(shipped):
    questions = [*index.build._made_up(shipped.entries())]
    assert len(questions) == 10  # of 16 numbered: not those out of force, each number once
    for question in questions:
        answer = shipped.answer(question)
        assert answer.enough
        assert answer.hits[0].passage.document.number in question
