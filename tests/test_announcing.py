import asyncio

import pytest
from bot_api_server import ADMIN, BOT, FORUM, GROUP, PRIVATE, USER
from bot_talk import buttons

import bot.mailing
from bot import messages
from bot.mailing import Mailing
from bot.subscribers import Announcements, Subscriber, Subscribers

HERE = {"id": ADMIN["id"], "type": "private"}
TEXT = """\
📢 Sổ tay giới thiệu văn bản:

Kết luận số 862-KL/TU ngày 01/08/2022 của Ban Thường vụ Tỉnh ủy về công tác dân vận ở cơ sở
Nguồn

Mời các đồng chí <nghiên cứu> & quán triệt

Không muốn nhận thông báo nữa, đồng chí nhắn /thoitheodoi."""
COMMAND = "/taithongbao 862 | Mời các đồng chí <nghiên cứu> & quán triệt"


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(bot.mailing, "PACE_S", 0)
    monkeypatch.setattr(bot.mailing, "PROGRESS_S", 0)


def followers(talk, chats):
    subscribers = Subscribers(talk.desk.state)
    for chat in chats:
        subscribers.add(chat)


async def preview(talk, command=COMMAND):
    (shown,) = await talk.say(command, chat=HERE, user=ADMIN)
    return shown


async def press(talk, message, label):
    return await talk.press(message, label, user=ADMIN)


async def mail(talk):
    """Do what the duty does once, as a new run of the bot."""
    return await Mailing(talk.desk).send_all(talk.application.bot)


def received(talk, chats):
    """Return how many announcements lie in each of the chats."""
    return [
        sum(m["from"] == BOT and m["text"] == TEXT for m in talk.api.chats[chat].values())
        for chat in chats
    ]


async def test_a_chat_follows_and_stops(talk):
    talk = await talk()
    says = [
        (await talk.say(command))[0]["text"]
        for command in ("/thoitheodoi", "/theodoi", "/theodoi", "/thoitheodoi", "/thoitheodoi")
    ]
    assert says == [
        messages.NOT_FOLLOWING, messages.FOLLOWING, messages.FOLLOWING_ALREADY,
        messages.FOLLOWING_NO_MORE, messages.NOT_FOLLOWING,
    ]  # fmt: skip


async def test_in_groups_its_admins_decide_and_the_topic_is_kept(talk):
    talk = await talk()
    talk.api.admins[FORUM["id"]] = [ADMIN]
    subscribers = Subscribers(talk.desk.state)
    topic = {"message_thread_id": 17, "is_topic_message": True}
    (reply,) = await talk.say("/theodoi", chat=FORUM, **topic)
    assert reply["text"] == messages.ADMINS_OF_GROUP
    assert subscribers.chats() == ()
    (reply,) = await talk.say("/theodoi", chat=FORUM, user=ADMIN, **topic)
    assert reply["text"] == messages.FOLLOWING
    assert subscribers.chats() == (Subscriber(FORUM["id"], 17),)
    (reply,) = await talk.say("/thoitheodoi", chat=FORUM, **topic)
    assert reply["text"] == messages.ADMINS_OF_GROUP
    # An anonymous admin writes as the group.
    group_bot = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    await talk.say("/theodoi", chat=GROUP, user=group_bot, sender_chat=GROUP)
    assert subscribers.chats() == (Subscriber(FORUM["id"], 17), Subscriber(GROUP["id"], None))


async def test_it_is_previewed_and_sent_once_to_everybody(talk):
    talk = await talk()
    followers(talk, [11, 12, 13])
    shown = await preview(talk)
    assert shown["text"] == f"Bản xem trước. Sẽ gửi tới 3 nơi theo dõi.\n\n{TEXT}"
    assert buttons(shown) == [["Mở văn bản"], ["Gửi", "Thôi"]]
    link = shown["reply_markup"]["inline_keyboard"][0][0]["url"]
    assert link.startswith("https://t.me/sotay_bot?start=d")
    replayed = talk.api.press(shown, "Gửi", user=ADMIN)
    notice, sending = await press(talk, shown, "Gửi")
    assert (notice, sending["text"]) == (None, "⏳ Đang gửi thông báo: 0/3")
    assert talk.api.notice(await talk.handle(replayed), 0) == messages.ANNOUNCED_SINCE
    assert await mail(talk)
    assert talk.api.notice(await talk.handle({**replayed, "update_id": 999}), 0)
    assert await mail(talk)
    assert received(talk, [11, 12, 13]) == [1, 1, 1]
    assert talk.now(shown)["text"] == "✅ Đã gửi thông báo tới 3 nơi."
    sent = next(m for m in talk.api.chats[11].values())
    assert sent["reply_markup"]["inline_keyboard"] == [[{"text": "Mở văn bản", "url": link}]]
    today = talk.desk.state.today().strftime("%d/%m/%Y")
    assert (await preview(talk))["text"].startswith(
        f"Bản xem trước. Sẽ gửi tới 3 nơi theo dõi. Văn bản này đã được thông báo ngày {today}."
    )


class CrashError(Exception):
    """The process ends here."""


async def test_after_a_crash_in_the_middle_every_chat_has_it_once(talk, monkeypatch):
    talk, chats = await talk(), [21, 22, 23, 24, 25, 26, 27]
    followers(talk, chats)
    shown = await preview(talk)
    await press(talk, shown, "Gửi")
    settle, settled = Announcements.settle, []

    def crash_after_three(self, number, chat, fate):
        settle(self, number, chat, fate)
        settled.append(chat)
        if len(settled) == 3:
            raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr(Announcements, "settle", crash_after_three)
        with pytest.raises(CrashError):
            await mail(talk)
    assert received(talk, chats) == [1, 1, 1, 0, 0, 0, 0]
    assert talk.now(shown)["text"] == "⏳ Đang gửi thông báo: 2/7"
    assert await mail(talk)
    assert received(talk, chats) == [1] * 7
    assert talk.now(shown)["text"] == "✅ Đã gửi thông báo tới 7 nơi."


async def test_it_stops_after_the_message_that_is_on_its_way(talk):
    talk, chats = await talk(), [21, 22, 23]
    followers(talk, chats)
    await press(talk, await preview(talk), "Gửi")
    on_its_way = asyncio.Event()
    loop = asyncio.get_running_loop()

    def observe(method, parameters):
        if method == "sendMessage" and parameters["chat_id"] == 22:
            loop.call_soon_threadsafe(on_its_way.set)

    talk.api.observe = observe
    running = asyncio.create_task(Mailing(talk.desk).run(talk.application.bot))
    await on_its_way.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    progress = Announcements(talk.desk.state).progress(1)
    assert (progress.sent, progress.pending, progress.sending) == (2, 1, 0)
    assert received(talk, chats) == [1, 1, 0]
    await mail(talk)
    assert received(talk, chats) == [1, 1, 1]


async def test_who_is_gone_is_removed_who_moved_is_followed_and_doubt_is_told(talk):
    talk = await talk()
    chats = [31, 32, 33, 34, -35]
    followers(talk, chats)
    api = talk.api
    api.blocked.add(31)
    api.fail("sendMessage", 400, description="Bad Request: chat not found", chat=32)
    api.fail("sendMessage", 400, description="Bad Request: not enough rights", chat=33)
    api.disturb("sendMessage", done=True, drop=True, chat=34)
    api.moved[-35] = -10035
    shown = await preview(talk)
    await press(talk, shown, "Gửi")
    assert await mail(talk)
    assert await mail(talk)
    assert received(talk, [*chats, -10035]) == [0, 0, 0, 1, 0, 1]
    assert talk.now(shown)["text"] == (
        "✅ Đã gửi thông báo tới 1 nơi; 2 nơi không còn theo dõi hoặc đã chặn Sổ tay; 1 nơi không "
        "nhận được; 1 nơi chưa rõ đã nhận hay chưa (không gửi lại để tránh trùng)."
    )
    left = [subscriber.chat_id for subscriber in Subscribers(talk.desk.state).chats()]
    assert left == [-10035, 33, 34]


async def test_where_telegram_is_away_it_is_sent_later(talk):
    talk = await talk()
    followers(talk, [41, 42])
    await press(talk, await preview(talk), "Gửi")
    talk.api.disturb("sendMessage", times=3, drop=True, chat=41)  # at once, and after both pauses
    assert not await mail(talk)
    assert received(talk, [41, 42]) == [0, 1]
    assert await mail(talk)
    assert received(talk, [41, 42]) == [1, 1]


async def test_a_topic_that_is_gone_is_no_reason_to_lose_the_announcement(talk):
    talk = await talk()
    Subscribers(talk.desk.state).add(FORUM["id"], 99)
    gone = "Bad Request: message thread not found"
    talk.api.fail("sendMessage", 400, description=gone, chat=FORUM["id"])
    await press(talk, await preview(talk), "Gửi")
    assert await mail(talk)
    assert received(talk, [FORUM["id"]]) == [1]
    assert [call.get("message_thread_id") for call in talk.api.sent("sendMessage")[-2:]] == [
        99,
        None,
    ]


async def test_without_words_there_are_documents_to_choose_from(talk):
    talk = await talk()
    followers(talk, [51])
    (choice,) = await talk.say("/taithongbao", chat=HERE, user=ADMIN)
    assert choice["text"].startswith("Chọn văn bản")
    assert buttons(choice) == [["1", "2", "3"]]
    _, shown = await press(talk, choice, "2")
    assert "Bản tóm lược Nghị quyết số 05-NQ/TU" in shown["text"]
    _, shown = await press(talk, shown, "Thôi")
    assert shown["text"] == messages.CALLED_OFF
    assert "reply_markup" not in shown or not buttons(shown)
    assert await mail(talk)
    assert talk.api.chats[51] == {}


async def test_there_is_nothing_to_announce(talk):
    talk = await talk()
    talk.searcher.passages.clear()
    (reply,) = await talk.say("/taithongbao", chat=HERE, user=ADMIN)
    assert reply["text"] == messages.EMPTY_LIST


async def test_nothing_is_sent_before_its_beginning_is_shown(talk, monkeypatch):
    """Shown later, it would take the place of how it ended."""
    talk, order = await talk(), []
    followers(talk, [51])
    monkeypatch.setattr(Mailing, "start", lambda _: order.append("sending"))
    shown = await preview(talk)
    talk.api.observe = lambda method, parameters: order.append(parameters.get("text", method))
    talk.api.disturb("editMessageText", times=2, drop=True)
    await press(talk, shown, "Gửi")
    told = "⏳ Đang gửi thông báo: 0/1"
    assert order == [told, told, told, "sending", "answerCallbackQuery"]


async def test_nobody_follows(talk):
    talk = await talk()
    notice, shown = await press(talk, await preview(talk), "Gửi")
    assert notice == messages.NOBODY_FOLLOWS
    assert Announcements(talk.desk.state).latest() == 0
    assert buttons(shown)[1] == ["Gửi", "Thôi"]


async def test_what_is_sent_is_what_was_previewed(talk):
    talk = await talk()
    followers(talk, [51])
    update = talk.api.write(COMMAND, chat=HERE, user=ADMIN)
    await talk.handle(update)
    (shown,) = talk.api.replies(update)
    command = talk.now(shown)["reply_to_message"]
    command["text"] = "/taithongbao 862 | Khác"
    command.pop("entities", None)
    assert (await press(talk, shown, "Gửi"))[0] == messages.ANNOUNCEMENT_CHANGED


async def test_to_others_there_is_no_such_command_and_no_such_button(talk):
    talk = await talk()
    followers(talk, [51])
    (reply,) = await talk.say(COMMAND)
    assert reply["text"] == messages.UNKNOWN_COMMAND
    assert await talk.say(COMMAND, chat=GROUP, user=ADMIN) == []
    shown = await preview(talk)
    data = shown["reply_markup"]["inline_keyboard"][1][0]["callback_data"]
    forged = talk.api.press_data(reply, data, user=USER)
    assert talk.api.notice(await talk.handle(forged), 0) == messages.OLD_BUTTON
    assert Announcements(talk.desk.state).latest() == 0
    assert reply["chat"] == PRIVATE
