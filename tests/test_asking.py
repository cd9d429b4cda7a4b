"""Conversations: follow-ups, several questions, edits, votes, and what may have been meant."""

import asyncio
import dataclasses

import pytest
from bot_api_server import ADMIN, GROUP, PRIVATE
from bot_fakes import CONCLUSION, FakeSearcher, whole
from bot_talk import buttons

from bot import doubt, messages
from bot.journal import Journal
from bot.state import StateError
from bot.statistics import Counted

QUESTION = "Khối dân vận cấp xã có bao nhiêu thành viên?"
COLLEAGUE = {"id": 1002, "is_bot": False, "first_name": "Đồng nghiệp"}


def first_line(message):
    return message["text"].split("\n")[0]


async def test_a_follow_up_says_how_it_was_understood_and_its_buttons_ask_the_same(talk):
    talk = await talk()
    (first,) = await talk.say(QUESTION)
    assert first_line(first).startswith("Kết luận số 862-KL/TU")
    (card,) = await talk.say("còn họp thì sao?")
    assert first_line(card) == f"Hiểu là: {QUESTION} › còn họp thì sao?"
    asked = talk.searcher.asked[-1]
    _, card = await talk.press(card, "Đọc thêm")
    assert first_line(card) == f"Hiểu là: {QUESTION} › còn họp thì sao?"
    assert talk.searcher.asked[-1] == asked


async def test_a_follow_up_on_what_found_nothing_has_buttons_that_ask_the_same(talk):
    talk = await talk()
    await talk.say("zzz xyz?")
    (card,) = await talk.say("còn họp cấp xã thì sao?")
    assert first_line(card) == "Hiểu là: zzz xyz? › còn họp cấp xã thì sao?"
    assert talk.searcher.asked[-1] == "còn họp cấp xã thì sao?"
    _, card = await talk.press(card, "Đọc thêm")
    assert first_line(card) == "Hiểu là: zzz xyz? › còn họp cấp xã thì sao?"
    assert talk.searcher.asked[-1] == "còn họp cấp xã thì sao?"


async def test_one_comes_back_from_the_document_to_the_question_as_it_was_understood(talk):
    talk = await talk()
    await talk.say(QUESTION)
    (card,) = await talk.say("còn họp thì sao?")
    asked = talk.searcher.asked[-1]
    for label in ("Văn bản", "Đọc từ đầu", "↩ Câu trả lời"):
        _, card = await talk.press(card, label)
        assert first_line(card) == f"Hiểu là: {QUESTION} › còn họp thì sao?"
    assert talk.searcher.asked[-1] == asked


async def test_thanks_change_no_subject_and_a_new_one_starts_afresh(talk):
    talk = await talk()
    await talk.say(QUESTION)
    (thanked,) = await talk.say("cảm ơn em")
    assert thanked["text"] == messages.THANKED
    (card,) = await talk.say("còn họp thì sao?")
    assert first_line(card).startswith("Hiểu là:")
    (other,) = await talk.say(
        "Cấp ủy giám sát việc thực hiện quy chế dân chủ ở những cơ quan nào của tỉnh?"
    )
    assert not first_line(other).startswith("Hiểu là:")


async def test_a_conversation_outlives_a_restart(talk, tmp_path):
    before = await talk(state_db=str(tmp_path / "kept.sqlite3"))
    await before.say(QUESTION)
    before.desk.state.close()
    after = await talk(state_db=str(tmp_path / "kept.sqlite3"))
    after.api._last = before.api._last
    (card,) = await after.say("còn họp thì sao?")
    assert first_line(card) == f"Hiểu là: {QUESTION} › còn họp thì sao?"


async def test_in_a_group_nobody_follows_up_on_another_ones_question(talk):
    talk = await talk()
    await talk.say(f"/hoi {QUESTION}", chat=GROUP)
    (theirs,) = await talk.say("/hoi còn họp thì sao?", chat=GROUP, user=COLLEAGUE)
    assert not first_line(theirs).startswith("Hiểu là:")
    (mine,) = await talk.say("/hoi còn họp thì sao?", chat=GROUP)
    assert first_line(mine) == f"Hiểu là: {QUESTION} › còn họp thì sao?"


async def test_several_questions_are_answered_one_by_one(talk):
    talk = await talk()
    update = talk.api.write(f"Chào ad. {QUESTION} Cấp ủy giám sát việc gì ở cơ quan?")
    await talk.handle(update)
    one, two = talk.api.replies(update)
    assert first_line(one) == f"Câu hỏi: {QUESTION}"
    assert "từ 9 đến 11 thành viên" in one["text"]
    assert first_line(two) == "Câu hỏi: Cấp ủy giám sát việc gì ở cơ quan?"
    assert "Cấp ủy giám sát việc thực hiện quy chế dân chủ." in two["text"]
    _, two = await talk.press(two, "›")
    assert first_line(two) == "Câu hỏi: Cấp ủy giám sát việc gì ở cơ quan?"
    assert talk.searcher.asked[-1] == "Cấp ủy giám sát việc gì ở cơ quan?"


def edited(talk, update, text):
    """Return the update of an edited message."""
    message = update["message"] | {"text": text, "edit_date": 1}
    talk.api.chats[message["chat"]["id"]][message["message_id"]].update(text=text)
    talk.api._last += 1
    return {"update_id": talk.api._last, "edited_message": message}


async def test_an_edited_question_edits_its_answer(talk):
    talk = await talk()
    update = await talk.handle(talk.api.write("Tin hội nghị ở đâu?"))
    (card,) = talk.api.replies(update)
    assert "Hội nghị triển khai" in card["text"]
    await talk.handle(edited(talk, update, QUESTION))
    (same,) = talk.api.replies(update)
    assert same["message_id"] == card["message_id"]
    assert "từ 9 đến 11 thành viên" in same["text"]
    # One question becomes two, and one again.
    await talk.handle(edited(talk, update, f"{QUESTION} Cấp ủy giám sát việc gì ở cơ quan?"))
    assert len(talk.api.replies(update)) == 2
    await talk.handle(edited(talk, update, QUESTION))
    (left,) = talk.api.replies(update)
    assert left["message_id"] == card["message_id"]
    assert first_line(left).startswith("Kết luận")


async def test_an_edit_of_what_was_no_question_is_answered(talk):
    talk = await talk()
    update = talk.api.write(QUESTION)
    await talk.handle(edited(talk, update, QUESTION))
    assert len(talk.api.replies(update)) == 1
    greeting = await talk.handle(talk.api.write("xin chào"))
    await talk.handle(edited(talk, greeting, QUESTION))
    (answer,) = talk.api.replies(greeting)
    assert "từ 9 đến 11 thành viên" in answer["text"]


async def test_one_that_got_only_an_apology_is_edited_to_be_answered(talk):
    talk = await talk()
    talk.error = ZeroDivisionError()
    update = await talk.handle(talk.api.write(QUESTION))
    (apology,) = talk.api.replies(update)
    assert apology["text"] == messages.APOLOGY
    talk.error = None
    await talk.handle(update)  # delivered again, it is not
    await talk.handle(edited(talk, update, QUESTION))
    _, answer = talk.api.replies(update)
    assert "từ 9 đến 11 thành viên" in answer["text"]


async def test_an_edited_answer_that_was_deleted_is_sent_anew(talk):
    talk = await talk()
    update = await talk.handle(talk.api.write("Tin hội nghị ở đâu?"))
    (card,) = talk.api.replies(update)
    del talk.api.chats[PRIVATE["id"]][card["message_id"]]
    await talk.handle(edited(talk, update, QUESTION))
    (again,) = talk.api.replies(update)
    assert "từ 9 đến 11 thành viên" in again["text"]


async def test_a_message_delivered_again_is_answered_once(talk):
    talk = await talk()
    update = await talk.handle(talk.api.write(QUESTION))
    await talk.handle(update)
    await talk.handle(update | {"update_id": update["update_id"] + 1_000})
    assert len(talk.api.replies(update)) == 1


async def test_votes_are_counted_once_a_person(talk):
    talk = await talk()
    (card,) = await talk.say(QUESTION)
    for label, notice, tally in [
        ("👎", messages.VOTED["down"], (0, 1)),
        ("👍", messages.VOTED["up"], (1, 0)),
        ("👍", messages.VOTED["withdrawn"], (0, 0)),
        ("👍", messages.VOTED["up"], (1, 0)),
    ]:
        assert (await talk.press(card, label))[0] == notice
        total = Journal(talk.desk.state).statistics(1).total
        assert (total.up, total.down) == tally
    assert (total.asked, total.answered) == (1, 1)
    assert [call["show_alert"] for call in talk.api.sent("answerCallbackQuery")] == [False] * 4


async def test_the_journal_knows_what_was_answered_and_what_was_not(talk):
    talk = await talk()
    await talk.say(QUESTION)
    await talk.say("zzz")
    talk.searcher.enough = False
    await talk.say("Cấp ủy giám sát việc gì ở cơ quan?")
    found = Journal(talk.desk.state).statistics(1)
    total = found.total
    assert (total.asked, total.answered, total.near, total.nothing) == (3, 1, 1, 1)
    assert found.quoted == (Counted("862-KL-TU", 1),)


async def test_without_room_for_the_state_questions_are_answered_all_the_same(talk, monkeypatch):
    talk = await talk()

    def full(*_):
        raise StateError("state.sqlite3: database or disk is full")

    monkeypatch.setattr(type(talk.desk.state), "_begun", full)
    (card,) = await talk.say(QUESTION)
    assert "từ 9 đến 11 thành viên" in card["text"]
    assert not any("👍" in row for row in buttons(card))
    assert talk.told(ADMIN) == ["⚠️ Sổ tay: state.sqlite3: database or disk is full"]


async def test_a_chat_goes_on_while_one_of_its_answers_may_be_lost(talk, monkeypatch):
    talk = await talk()
    offer, later = doubt.offer, asyncio.Event()

    async def offer_later(*notice):
        await later.wait()
        return await offer(*notice)

    monkeypatch.setattr(doubt, "PAUSES_S", (0, 0, 0))
    monkeypatch.setattr(doubt, "offer", offer_later)
    talk.api.disturb("sendMessage", delay_s=1)
    lost = talk.api.write(f"{QUESTION} Mỗi quý họp mấy lần?")
    in_doubt = asyncio.create_task(talk.handle(lost))
    await asyncio.sleep(0)
    (after,) = await talk.say("còn họp đột xuất thì sao?")
    assert first_line(after) == "Hiểu là: Mỗi quý họp mấy lần? › còn họp đột xuất thì sao?"
    (second,) = talk.api.replies(lost)
    assert first_line(second) == "Câu hỏi: Mỗi quý họp mấy lần?"
    edit = talk.api.edit(lost["message"], "Cấp ủy giám sát việc gì?")
    edited = asyncio.create_task(talk.handle(edit))  # waits for what it is to change
    await asyncio.sleep(0)
    later.set()
    await asyncio.gather(in_doubt, edited)
    (card,) = talk.api.replies(lost)
    assert "Cấp ủy giám sát việc thực hiện quy chế dân chủ." in card["text"]
    assert messages.IN_DOUBT in talk.api.sent("sendMessage")[-1]["text"]


async def test_a_damaged_state_costs_a_subject_and_no_answer(talk):
    talk = await talk()
    question = await talk.handle(talk.api.write(QUESTION))
    with talk.desk.state.transaction() as connection:
        for table in ("dialogues", "sent"):
            connection.execute(f"UPDATE {table} SET sealed = ?", (bytes(1_040),))
    (alone,) = await talk.say("còn họp thì sao?")
    (after,) = await talk.say("còn họp cấp xã thì sao?")
    assert not first_line(alone).startswith("Hiểu là:")
    assert first_line(after).startswith("Hiểu là:")
    await talk.handle(talk.api.edit(question["message"], "Cấp ủy giám sát việc gì?"))
    assert "giám sát" in talk.api.replies(question)[-1]["text"]
    assert talk.told(ADMIN) == [f"⚠️ Sổ tay: {talk.desk.state.path}: a row of dialogues is damaged"]


@pytest.fixture
def namesakes():
    """Two bodies' 04-NQ/TU, of which nobody can tell which one is meant."""
    texts = {
        "Tỉnh ủy Bình Nguyên": "Nghị quyết đặt chỉ tiêu giảm nghèo 2% mỗi năm.",
        "Tỉnh ủy Phú Hà": "Nghị quyết đặt chỉ tiêu giảm nghèo 3% mỗi năm.",
    }
    documents = [
        dataclasses.replace(
            CONCLUSION, id=f"04-{row}", text=text, number="04-NQ/TU", type="Nghị quyết",
            issuer=issuer, title=None, headings=(), pages=(),
        )
        for row, (issuer, text) in enumerate(texts.items())
    ]  # fmt: skip

    class Shared(FakeSearcher):
        def namesakes(self, question):
            return self.entries() if "04" in question else ()

    return Shared([whole(document) for document in documents])


async def test_a_number_that_two_bodies_use_is_asked_back(talk, namesakes):
    talk = await talk()
    talk.searcher = namesakes
    (card,) = await talk.say("Nghị quyết 04-NQ/TU đặt chỉ tiêu giảm nghèo thế nào?")
    assert [messages.WHICH_DOCUMENT] in buttons(card)
    _, card = await talk.press(card, "04-NQ/TU · Tỉnh ủy Phú Hà · 01/08/2022")
    assert "giảm nghèo 3% mỗi năm" in card["text"]
    assert [messages.WHICH_DOCUMENT] not in buttons(card)
    (other,) = await talk.say("Ai chịu trách nhiệm giảm nghèo?")
    assert [messages.WHICH_DOCUMENT] not in buttons(other)


async def test_a_misspelt_question_is_answered_as_it_was_meant(talk, shipped):
    talk = await talk()
    talk.searcher = shipped
    (card,) = await talk.say("khoi dan vnan cap xa co bao nhieu thanh vine")
    assert first_line(card) == "Hiểu là: khoi dan van cap xa co bao nhieu thanh vien"
    assert "từ 09 đến 11 thành viên" in card["text"]
    (right,) = await talk.say("khoi dan van cap xa co bao nhieu thanh vien")
    assert not first_line(right).startswith("Hiểu là:")


async def test_what_may_have_been_meant_is_offered_where_neither_is_sure(talk, shipped):
    talk = await talk()
    talk.searcher = shipped
    (near,) = await talk.say("chuyen xin nghir phep cua can boj")
    offers = [row for row in buttons(near) if row[0].startswith("Ý đồng chí là:")]
    assert offers == [["Ý đồng chí là: chuyen xin nghỉ phep cua can bo"]]
    _, near = await talk.press(near, offers[0][0])
    assert first_line(near) == "Hiểu là: chuyen xin nghỉ phep cua can bo"
    assert "Ý đồng chí là:" not in str(near)
