"""In groups: what is meant for the bot, where it was asked, no more than Telegram takes."""

import pytest
from bot_api_server import ADMIN, BOT, GROUP, USER

import bot.desk
from bot import messages

QUESTION = "Khối dân vận cấp xã có bao nhiêu thành viên?"
STRANGER = {"id": 77, "is_bot": False, "first_name": "Khách"}
OTHER_BOT = {"id": 88, "is_bot": True, "first_name": "Máy"}
FORUM = {"id": -1005002, "type": "supergroup", "title": "Nhóm", "is_forum": True}
CHANNEL = {"id": -1007007, "type": "channel", "title": "Kênh"}
PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]


async def test_in_groups_only_what_is_meant_for_the_bot(talk):
    talk = await talk()
    for text in (QUESTION, "/lenhla", f"/hoi@other_bot {QUESTION}", "hỏi @sotay_bot2 đi",
                 "thu@sotay_bot.vn", "/hoidap gì", f"{QUESTION} /hoi"):  # fmt: skip
        assert await talk.say(text, chat=GROUP) == [], text
    assert talk.searcher.asked == []
    for text in (f"/hoi {QUESTION}", f"/hoi@sotay_bot {QUESTION}", f"/HOI {QUESTION}",
                 f"@SoTay_bot {QUESTION}", f"{QUESTION} @sotay_bot"):  # fmt: skip
        (card,) = await talk.say(text, chat=GROUP)
        assert talk.searcher.asked[-1] == QUESTION
        await talk.press(card, "›")
        assert talk.searcher.asked[-1] == QUESTION
    assert len(await talk.say(QUESTION, chat=GROUP, reply_to_message=card)) == 1
    stranger = {**card, "from": STRANGER}
    assert await talk.say(QUESTION, chat=GROUP, reply_to_message=stranger) == []


async def test_what_privacy_mode_shows_is_answered_as_without_it(talk):
    talk = await talk()
    talk.api.privacy = True
    (card,) = await talk.say(f"/hoi@sotay_bot {QUESTION}", chat=GROUP)
    for text, more in ((f"/hoi {QUESTION}", {}), (QUESTION, {"reply_to_message": card})):
        update = talk.api.write(text, chat=GROUP, **more)
        assert update in talk.api.updates  # Telegram hands it out
        await talk.handle(update)
        assert len(talk.api.replies(update)) == 1
    assert talk.api.write(QUESTION, chat=GROUP) not in talk.api.updates


async def test_an_empty_question_asks_what_it_replies_to(talk):
    talk = await talk()
    said = talk.api.write(QUESTION, chat=GROUP, user=STRANGER)["message"]
    asking = talk.api.write("/hoi", chat=GROUP, reply_to_message=said)
    await talk.handle(asking)
    assert talk.api.replies(asking) == []
    (card,) = talk.api.replies({"message": said})
    await talk.press(card, "›")
    assert talk.searcher.asked == [QUESTION, QUESTION]
    (reply,) = await talk.say("/hoi", chat=GROUP, reply_to_message=card)
    assert reply["text"] == messages.EMPTY_QUESTION


async def test_other_bots_are_not_answered_but_anonymous_admins_are(talk):
    talk = await talk()
    assert await talk.say(f"/hoi {QUESTION}", chat=GROUP, user=OTHER_BOT) == []
    (card,) = await talk.say(f"/hoi {QUESTION}", chat=GROUP)
    assert await talk.say(QUESTION, chat=GROUP, user=OTHER_BOT, reply_to_message=card) == []
    for text in (QUESTION, "@sotay_bot hỏi"):  # chosen from what a bot offered inline
        assert await talk.say(text, chat=GROUP, via_bot=BOT, reply_to_message=card) == []
    home = {"id": USER["id"], "type": "private"}
    assert await talk.say(QUESTION, chat=home, via_bot=BOT) == []
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    (answer,) = await talk.say(f"/hoi {QUESTION}", chat=GROUP, user=anonymous, sender_chat=GROUP)
    assert "từ 9 đến 11" in answer["text"]


async def test_who_writes_in_the_name_of_a_chat_is_nobody_on_the_list(talk):
    talk = await talk(access="list", allowed_user_ids="136817688,1087968824")
    speaking = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
    (reply,) = await talk.say("/hoi gì", chat=GROUP, user=speaking, sender_chat=CHANNEL)
    assert reply["text"] == messages.refused(CHANNEL["id"])


async def test_channels_and_what_they_forward_are_left_alone(talk):
    talk = await talk(access="list", allowed_chat_ids=f"{CHANNEL['id']},{GROUP['id']}")
    await talk.handle(talk.api.write(f"/hoi {QUESTION}", chat=CHANNEL, sender_chat=CHANNEL))
    post = talk.api.write(f"/hoi {QUESTION}", chat=CHANNEL, sender_chat=CHANNEL)
    await talk.handle({"update_id": 1, "edited_channel_post": post["channel_post"]})
    telegram = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
    forwarded = {"sender_chat": CHANNEL, "is_automatic_forward": True}
    assert await talk.say(f"@sotay_bot {QUESTION}", chat=GROUP, user=telegram, **forwarded) == []
    assert talk.api.sent("sendMessage") == []


async def test_answers_stay_in_their_topic(talk, monkeypatch):
    monkeypatch.setattr(bot.desk, "TYPING_AFTER_S", 0)
    talk = await talk(questions_per_minute=1)
    topic = {"message_thread_id": 7, "is_topic_message": True}
    assert len(await talk.say(f"/hoi {QUESTION}", chat=FORUM, **topic)) == 1
    (told,) = await talk.say(f"/hoi {QUESTION}", chat=FORUM, **topic)
    assert told["text"] == messages.too_fast(60)
    threads = [int(c["message_thread_id"]) for c in talk.api.sent("sendMessage")]
    assert threads == [7, 7]
    assert {int(c["message_thread_id"]) for c in talk.api.sent("sendChatAction")} == {7}


async def test_a_picture_is_not_read_and_that_is_said_to_whoever_named_the_bot(talk):
    talk = await talk()
    for caption, replies in (("ảnh họp", 0), ("@sotay_bot văn bản này quy định gì?", 1)):
        found = await talk.say(None, chat=GROUP, photo=PHOTO, caption=caption)
        assert [reply["text"] for reply in found] == [messages.UNSUPPORTED] * replies
    (card,) = await talk.say(f"/hoi {QUESTION}", chat=GROUP)
    assert await talk.say(None, chat=GROUP, photo=PHOTO, reply_to_message=card) == []


async def test_a_group_is_answered_as_often_as_telegram_lets_and_told_once(talk):
    talk = await talk()
    talk.api.strict_rates = True
    people = [{**STRANGER, "id": 100 + n} for n in range(18)]
    said = [await talk.say(f"/hoi {QUESTION}", chat=GROUP, user=person) for person in people]
    assert [len(found) for found in said] == [1] * 16 + [0, 0]
    assert said[15][0]["text"] == messages.group_too_fast(30)
    home = {"id": 100, "type": "private"}
    assert len(await talk.say(QUESTION, chat=home, user=people[0])) == 1


async def test_a_group_on_the_list_goes_on_asking_as_a_supergroup(talk):
    talk = await talk(access="list", allowed_chat_ids=str(GROUP["id"]))
    before = len(talk.api.updates)
    new = talk.api.migrate(GROUP, -1_005_001)
    for update in list(talk.api.updates)[before:]:
        await talk.handle(update)
    await talk.desk.alarm.settle()
    assert talk.told(ADMIN) == [messages.group_moved(-5001, -1_005_001)]
    (answer,) = await talk.say(f"/hoi {QUESTION}", chat=new, user=STRANGER)
    assert "từ 9 đến 11" in answer["text"]


@pytest.mark.parametrize(
    "happened",
    [{"new_chat_members": [STRANGER]}, {"left_chat_member": STRANGER}, {"new_chat_title": "Tên"},
     {"pinned_message": {"message_id": 1, "date": 1, "chat": GROUP, "text": "@sotay_bot a"}},
     {"forum_topic_created": {"name": "Chủ đề", "icon_color": 1}},
     {"dice": {"emoji": "🎲", "value": 3}}],
    ids=lambda happened: next(iter(happened)),
)  # fmt: skip
async def test_what_happens_in_a_group_is_no_question(talk, happened):
    talk = await talk(access="list")
    assert await talk.say(None, chat=GROUP, user=STRANGER, **happened) == []
