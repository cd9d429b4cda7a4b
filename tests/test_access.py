"""Who is let in, who is told that they are not, and how often."""

from bot_api_server import ADMIN, GROUP
from state_fakes import bytes_of

import bot.gate
from bot import messages

QUESTION = "Khối dân vận cấp xã có bao nhiêu thành viên?"
STRANGER = {"id": 77, "is_bot": False, "first_name": "Khách"}
HOME = {"id": 77, "type": "private"}
LIST = {"access": "list", "allowed_user_ids": "1001", "allowed_chat_ids": "-5001"}
OTHER_GROUP = {"id": -6, "type": "group", "title": "Nhóm khác"}


async def test_people_on_the_list_admins_and_whoever_is_in_a_chat_on_it_may_ask(talk):
    talk = await talk(**LIST)
    assert len(await talk.say(QUESTION)) == 1
    assert len(await talk.say(QUESTION, chat={"id": 9001, "type": "private"}, user=ADMIN)) == 1
    assert len(await talk.say(f"/hoi {QUESTION}", chat=GROUP, user=STRANGER)) == 1
    assert len(await talk.say(f"/hoi {QUESTION}", chat=OTHER_GROUP)) == 1
    assert len(talk.searcher.asked) == 4


async def test_a_stranger_gets_one_sentence_then_silence(talk):
    talk = await talk(**LIST)
    (reply,) = await talk.say(QUESTION, chat=HOME, user=STRANGER)
    assert reply["text"] == (
        "Sổ tay chỉ phục vụ những người đã được đăng ký. Nếu cần sử dụng, đồng chí xin quản trị "
        "viên mã mời, hoặc gửi cho quản trị viên mã số 77."
    )
    (card,) = await talk.say(f"/hoi {QUESTION}", chat=GROUP)
    sent = len(talk.api.calls)
    for text in (QUESTION, "/start", "/help", "/vanban", "/hoi", "/moi", "ABCD", None):
        assert await talk.say(text, chat=HOME, user=STRANGER) == []
    await talk.handle(talk.api.edit(talk.api.write("a", chat=HOME, user=STRANGER)["message"], "b"))
    await talk.handle(talk.api.press_data({**card, "chat": HOME}, "h:2", user=STRANGER))
    assert len(talk.api.calls) == sent
    assert talk.searcher.asked == [QUESTION]


async def test_a_stranger_who_presses_or_edits_first(talk):
    talk = await talk(**LIST)
    said = talk.api.write("a", chat=HOME, user=STRANGER)["message"]
    await talk.handle(talk.api.edit(said, QUESTION))
    assert talk.api.sent("sendMessage") == []  # nobody is written to for correcting a letter
    (card,) = await talk.say(QUESTION)
    pressing = talk.api.press(card, "›", user=STRANGER)
    await talk.handle(pressing)
    assert talk.api.notice(pressing, 0) == messages.refused(77)
    pressing = talk.api.press(card, "›", user=STRANGER)
    await talk.handle(pressing)
    assert pressing["callback_query"]["id"] not in talk.api.answered
    assert await talk.say(QUESTION, chat=HOME, user=STRANGER) == []


async def test_a_stranger_who_asks_inline_sees_where_to_ask_for_entry(talk):
    talk = await talk(**LIST)
    first = await talk.handle(talk.api.ask_inline("dân vận", user=STRANGER))
    shown = talk.api.results(first, 0)
    assert shown["results"] == []
    assert shown["button"]["text"] == "Sổ tay chỉ phục vụ người đã đăng ký"
    second = await talk.handle(talk.api.ask_inline("dân vận khéo", user=STRANGER))
    assert second["inline_query"]["id"] not in talk.api.inline
    (reply,) = await talk.say("/start xin", chat=HOME, user=STRANGER)  # what the button opens
    assert reply["text"] == messages.refused(77)


async def test_a_group_of_strangers_is_told_once_and_its_own_talk_is_left_alone(talk):
    talk = await talk(**LIST)
    neighbour = {**STRANGER, "id": 88}
    for text in ("chuyện riêng", "/hoi@other_bot gì", "/lenhla"):
        assert await talk.say(text, chat=OTHER_GROUP, user=neighbour) == []
    (reply,) = await talk.say("/hoi gì", chat=OTHER_GROUP, user=neighbour)
    assert reply["text"] == messages.refused(88)
    assert await talk.say("/hoi gì", chat=OTHER_GROUP, user=STRANGER) == []


async def test_a_flood_of_strangers_grows_nothing_and_stops_being_answered(talk, monkeypatch):
    monkeypatch.setattr(bot.gate, "_REMEMBERED", 50)
    monkeypatch.setattr(bot.gate, "REFUSALS_MINUTE", 100)
    talk = await talk(**LIST)
    before = bytes_of(talk.desk.state)
    for number in range(300):
        person = {**STRANGER, "id": 10_000 + number}
        await talk.say(QUESTION, chat={"id": person["id"], "type": "private"}, user=person)
    assert 100 <= len(talk.api.sent("sendMessage")) <= 110  # what refills in the meantime
    (gate,) = (handler.callback.__self__ for handler in talk.application.handlers[-1])
    assert len(gate._told) == 50
    assert bytes_of(talk.desk.state) == before
    assert len(await talk.say(QUESTION)) == 1


async def test_who_floods_is_told_once_and_holds_up_nobody(talk):
    talk = await talk(questions_per_minute=3)
    texts = [[reply["text"] for reply in await talk.say(QUESTION)] for _ in range(6)]
    assert [len(found) for found in texts] == [1, 1, 1, 1, 0, 0]
    assert texts[3] == [messages.too_fast(30)]
    assert all("từ 9 đến 11" in text for (text,) in texts[:3])
    assert len(await talk.say(QUESTION, chat=HOME, user=STRANGER)) == 1
    admin = {"id": 9001, "type": "private"}
    for _ in range(10):
        assert len(await talk.say(QUESTION, chat=admin, user=ADMIN)) == 1


async def test_edits_count_as_questions_and_presses_less(talk):
    talk = await talk(questions_per_minute=2)
    update = talk.api.write(QUESTION)
    await talk.handle(update)
    (card,) = talk.api.replies(update)
    for number in range(5):
        pressing = talk.api.press(card, "1/2")
        await talk.handle(pressing)
        assert talk.api.notice(pressing, 0) is None, number
    await talk.handle(talk.api.edit(update["message"], "sửa"))
    assert talk.api.replies(update)[-1]["text"] == messages.too_fast(30)
    pressing = talk.api.press(card, "1/2")
    await talk.handle(pressing)
    assert pressing["callback_query"]["id"] not in talk.api.answered
    inline = await talk.handle(talk.api.ask_inline("dân vận"))
    assert inline["inline_query"]["id"] not in talk.api.inline


async def test_who_presses_too_much_is_told_in_a_notice(talk):
    talk = await talk(questions_per_minute=1)
    (card,) = await talk.say(QUESTION)
    pressing = talk.api.press(card, "›")
    await talk.handle(pressing)
    assert talk.api.notice(pressing, 0) == messages.too_fast(60)


async def test_a_groups_own_talk_costs_nobody_anything(talk):
    talk = await talk(questions_per_minute=1)
    for _ in range(40):
        assert await talk.say("chuyện riêng của nhóm", chat=GROUP) == []
    assert len(await talk.say(f"/hoi {QUESTION}", chat=GROUP)) == 1
