import asyncio
import logging
import unicodedata

import pytest
from bot_api_server import ADMIN, GROUP, PRIVATE, USER, ApiError
from bot_talk import buttons

import bot.desk
from bot import messages
from bot.callbacks import checksum
from bot.watch import Watch
from index.errors import IndexDamagedError, IndexMissingError
from index.records import document_key

QUESTION = "Khối dân vận cấp xã có bao nhiêu thành viên?"
STRANGER = {"id": 77, "is_bot": False, "first_name": "Khách"}
OTHER_BOT = {"id": 88, "is_bot": True, "first_name": "Máy"}


async def test_a_question_is_answered_by_a_reply(talk):
    talk = await talk()
    (reply,) = await talk.say(QUESTION)
    assert "1. Khối dân vận cấp xã có từ 9 đến 11 thành viên." in reply["text"]
    assert reply["reply_to_message"]["text"] == QUESTION
    (call,) = talk.api.sent("sendMessage")
    assert call["link_preview_options"] == {"is_disabled": True}
    assert call["reply_parameters"]["allow_sending_without_reply"] is True


async def test_buttons_lead_through_cards_growing_and_document_and_back(talk):
    talk = await talk()
    (card,) = await talk.say(QUESTION)
    first = card["text"]
    notice, card = await talk.press(card, "›")
    assert notice is None
    assert "Cấp ủy giám sát" in card["text"]
    assert buttons(card)[0] == ["‹", "2/2"]
    assert talk.searcher.asked == [QUESTION, QUESTION]
    _, card = await talk.press(card, "‹")
    assert card["text"] == first
    _, card = await talk.press(card, "Đọc thêm")
    grown = card["text"]
    assert "Công tác dân vận ở cơ sở đã có chuyển biến." in grown
    _, card = await talk.press(card, "Thu gọn")
    assert card["text"] == first
    _, card = await talk.press(card, "Đọc thêm")
    _, card = await talk.press(card, "Văn bản")
    assert "Mục lục (bấm số để đọc):" in card["text"]
    _, card = await talk.press(card, "2")
    assert "Công tác dân vận ở cơ sở đã có chuyển biến." in card["text"]
    _, card = await talk.press(card, "↩ Câu trả lời")
    assert card["text"] == grown
    notice, _ = await talk.press(card, "1/2")
    assert notice is None


async def test_the_same_button_twice_is_no_error(talk):
    talk = await talk()
    (card,) = await talk.say(QUESTION)
    old = dict(card)
    await talk.press(card, "›")
    notice = talk.api.notice(await talk.handle(talk.api.press_data(old, "h:2")), 0)
    assert notice is None
    assert talk.told(ADMIN) == []


async def test_a_card_that_was_deleted_is_no_error(talk):
    talk = await talk()
    (card,) = await talk.say(QUESTION)
    del talk.api.chats[PRIVATE["id"]][card["message_id"]]
    assert talk.api.notice(await talk.handle(talk.api.press_data(card, "h:2")), 0) is None
    assert talk.told(ADMIN) == []


async def test_unknown_stale_and_old_buttons_are_answered_politely(talk):
    talk = await talk()
    (card,) = await talk.say(QUESTION)
    for data, expected in [
        ("page_2", messages.OLD_BUTTON),
        ("o:AAAAAAAA:1:", messages.DOCUMENT_GONE),
        ("e:AAAAAA", messages.EXAMPLES_CHANGED),
        ("f:AAAAAAAA", messages.DOCUMENT_GONE),
        ("c:1:AAAAAAAA:0:9:AAAAAA", messages.OLD_BUTTON),
    ]:
        assert talk.api.notice(await talk.handle(talk.api.press_data(card, data)), 0) == expected
    for data in ("y:{}:0:0:{}", "y:{}:9:3:{}", "y:{}:999:1000:{}"):  # by a forged client
        forged = data.format(document_key("862-KL-TU"), checksum(""))
        assert talk.api.notice(await talk.handle(talk.api.press_data(card, forged)), 0) is None
        assert talk.told(PRIVATE)[-1] == messages.DOCUMENT_CHANGED
    del card["reply_to_message"]  # the question was deleted
    assert (await talk.press(card, "›"))[0] == messages.QUESTION_GONE
    update = talk.api.press(card, "›")
    update["callback_query"]["message"] = {
        "chat": PRIVATE,
        "message_id": card["message_id"],
        "date": 0,
    }
    assert talk.api.notice(await talk.handle(update), 0) == messages.OLD_MESSAGE


def test_every_notice_fits_an_alert():
    for name, text in vars(messages).items():
        if (
            name.isupper()
            and isinstance(text, str)
            and name not in ("START", "HELP", "ADMIN_HELP", "DESCRIPTION", "CHAT_WELCOME")
        ):
            assert len(text) <= 200, name
    assert len(messages.long_question(10_000, 1_000)) <= 200
    assert len(messages.refused(2**52)) <= 200


async def test_near_misses_and_nothing(talk):
    talk = await talk(enough=False)
    (reply,) = await talk.say(QUESTION)
    assert reply["text"].startswith(messages.NEAR_MISSES)
    _, card = await talk.press(reply, "2")
    assert "Cấp ủy giám sát" in card["text"]
    _, card = await talk.press(card, "↩ Các đoạn gần nhất")
    assert card["text"].startswith(messages.NEAR_MISSES)
    (reply,) = await talk.say("zzz")
    assert reply["text"].startswith(messages.NO_HITS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/hoi", messages.EMPTY_QUESTION),
        ("🙂🙂", messages.WORDLESS_QUESTION),
        ("1+1=?", messages.WORDLESS_QUESTION),
        ("a", messages.WORDLESS_QUESTION),
        ("a" * 4096,
         "Câu hỏi dài 4.096 ký tự, vượt mức 1.000 ký tự. Mời đồng chí viết gọn lại thành một câu "
         "hỏi."),
        ("<b>", f"{messages.NO_HITS} {messages.SEE_LIST}"),
        ("/lenhla", messages.UNKNOWN_COMMAND),
    ],
)  # fmt: skip
async def test_odd_questions_get_one_clear_sentence(talk, text, expected):
    talk = await talk()
    assert [reply["text"] for reply in await talk.say(text)] == [expected]


async def test_markup_in_a_command_is_escaped(talk):
    talk = await talk()
    (reply,) = await talk.say("/vanban <b>xx</b>&")
    assert "«<b>xx</b>&»" in reply["text"]


async def test_pictures_get_one_sentence_and_albums_only_one(talk):
    talk = await talk()
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    (reply,) = await talk.say(None, photo=photo)
    assert reply["text"] == messages.UNSUPPORTED
    replies = [await talk.say(None, photo=photo, media_group_id="m") for _ in range(3)]
    assert [len(found) for found in replies] == [1, 0, 0]
    assert await talk.say(None, photo=photo, chat=GROUP) == []
    assert (
        await talk.say(
            None, pinned_message={**photo[0], "message_id": 1, "date": 1, "chat": PRIVATE}
        )
        == []
    )


async def test_start_asks_an_example_in_the_users_place(talk):
    talk = await talk()
    (greeting,) = await talk.say("/start")
    await talk.press(greeting, "1")
    asked, answer = list(talk.api.chats[PRIVATE["id"]].values())[-2:]
    assert asked["text"] == QUESTION
    assert answer["reply_to_message"]["message_id"] == asked["message_id"]
    _, answer = await talk.press(answer, "›")
    assert "Cấp ủy giám sát" in answer["text"]


async def test_the_list_keeps_its_filter(talk):
    talk = await talk()
    (shown,) = await talk.say(unicodedata.normalize("NFD", "/vanban tỉnh uỷ"))
    listed = [["1", "2"], ["Loại", "Cơ quan", "Năm"]]
    assert buttons(shown) == listed
    _, shown = await talk.press(shown, "2")
    assert "không phải văn bản chính thức" in shown["text"]
    _, shown = await talk.press(shown, "↩ Danh mục")
    assert buttons(shown) == listed
    (help_,) = await talk.say("/help")
    assert "Cách dùng Sổ tay" in help_["text"]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (IndexMissingError("var/index: there is no index"), messages.INDEX_MISSING),
        (IndexDamagedError("vectors.faiss is cut short"), messages.INDEX_BROKEN),
    ],
)
async def test_trouble_with_the_index_is_said_and_the_admins_are_told_once(talk, error, expected):
    talk = await talk()
    (card,) = await talk.say(QUESTION)
    talk.error = error
    (reply,) = await talk.say(QUESTION)
    assert reply["text"] == expected
    notice, unchanged = await talk.press(card, "›")
    assert notice == expected
    assert unchanged["text"] == card["text"]
    assert talk.told(ADMIN) == [f"⚠️ Sổ tay: {error}"]
    talk.error = None
    assert len(await talk.say(QUESTION)) == 1


async def test_a_missing_index_is_told_at_the_start(talk):
    talk = await talk()
    talk.error = IndexMissingError("var/index: there is no index")
    await Watch(talk.desk).look(talk.application.bot)
    await talk.desk.alarm.settle()
    assert talk.told(ADMIN) == ["⚠️ Sổ tay: var/index: there is no index"]


async def test_errors_are_logged_apologised_for_and_told(talk, caplog):
    talk = await talk()
    (card,) = await talk.say(QUESTION)
    talk.error = ZeroDivisionError("somewhere")
    (reply,) = await talk.say(QUESTION)
    assert reply["text"] == messages.APOLOGY
    assert (await talk.press(card, "›"))[0] == messages.APOLOGY
    edited = await talk.handle(talk.api.edit(card["reply_to_message"], "giám sát việc gì?"))
    assert talk.api.replies(edited)[-1]["text"] == messages.APOLOGY
    typed = await talk.handle(talk.api.ask_inline(QUESTION))
    assert talk.api.results(typed)["button"]["text"] == messages.INLINE_UNAVAILABLE
    assert talk.told(ADMIN) == [messages.failed("ZeroDivisionError")]
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.exc_info[0] for record in errors] == [ZeroDivisionError] * 4
    assert QUESTION not in caplog.text
    assert str(USER["id"]) not in caplog.text


async def test_who_blocked_the_bot_is_no_trouble(talk):
    talk = await talk()
    talk.api._faults.append(
        ("sendMessage", ApiError(403, "Forbidden: bot was blocked by the user"))
    )
    assert await talk.say(QUESTION) == []
    assert talk.told(ADMIN) == []


async def test_what_fails_on_the_way_is_done_again(talk):
    talk = await talk()
    talk.api.fail("sendMessage", 502, times=2)
    (reply,) = await talk.say(QUESTION)
    assert "từ 9 đến 11" in reply["text"]
    assert len(talk.api.sent("sendMessage")) == 3


async def test_when_nothing_gets_through_the_error_is_not_silent(talk, caplog):
    talk = await talk()
    talk.api.fail("sendMessage", 502, times=6, chat=PRIVATE["id"])
    assert await talk.say(QUESTION) == []
    assert "An update could not be handled" in caplog.text
    assert "The apology could not be sent" in caplog.text


async def test_slow_answers_are_announced(talk, monkeypatch):
    monkeypatch.setattr(bot.desk, "TYPING_AFTER_S", 0)
    talk = await talk()
    (reply,) = await talk.say(QUESTION)
    assert [call["action"] for call in talk.api.sent("sendChatAction")] == ["typing"]
    talk.api.fail("sendChatAction", 502, times=2)
    (reply,) = await talk.say(QUESTION)
    assert "từ 9 đến 11" in reply["text"]
    assert len(talk.api.sent("sendChatAction")) == 2  # not done again


async def test_a_question_that_was_deleted_is_answered_all_the_same(talk):
    talk = await talk()
    update = talk.api.write(QUESTION)
    talk.api.chats[PRIVATE["id"]].clear()
    await talk.handle(update)
    (answer,) = talk.api.chats[PRIVATE["id"]].values()
    assert "từ 9 đến 11" in answer["text"]


async def test_late_presses_are_no_error(talk, caplog):
    talk = await talk()
    (card,) = await talk.say(QUESTION)
    update = talk.api.press(card, "›")
    talk.api._asked.clear()
    await talk.handle(update)
    assert talk.told(ADMIN) == []
    assert "Cấp ủy giám sát" in talk.now(card)["text"]


async def test_searching_leaves_the_event_loop_free(talk):
    talk = await talk()
    running = asyncio.get_running_loop()
    released = asyncio.Event()

    def slow():
        # Answers only when another task of the event loop says so.
        asyncio.run_coroutine_threadsafe(released.wait(), running).result(5)
        return talk.searcher

    talk.current = slow
    asking = asyncio.create_task(talk.say(QUESTION))
    while not asking.done() and not talk.api.sent("sendMessage"):
        await asyncio.sleep(0)
        released.set()
    assert len(await asking) == 1


async def test_nobody_who_wrote_is_kept_in_memory(talk):
    talk = await talk()
    await talk.say(QUESTION)
    application = talk.application
    assert not application.chat_data
    assert not application.user_data
    assert not application._chat_ids_to_be_updated_in_persistence
    assert not application._user_ids_to_be_updated_in_persistence


async def test_what_nobody_waits_for_any_more_is_not_worked_on(talk):
    talk = await talk()
    started, ended = asyncio.Event(), asyncio.Event()

    async def work():
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    waiting = asyncio.create_task(talk.desk.showing(None, work()))
    await started.wait()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await asyncio.wait_for(ended.wait(), 1)
