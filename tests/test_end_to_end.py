"""The real ``python -m bot`` against a real HTTP server that speaks the Bot API.

``pytest -s tests/test_end_to_end.py -k conversation`` prints the conversation.
"""

import contextlib
import socket
import sys
import time
from urllib.error import URLError

import pytest
from bot_api_server import ADMIN, PRIVATE, TOKEN, USER, BotApiServer, deliver
from bot_process import QUESTION, Process, build, write_documents

from bot import messages


@pytest.fixture
def server():
    with BotApiServer() as server:
        yield server


@pytest.fixture
def start(tmp_path, server):
    """Return a function that starts the bot and waits until it listens."""
    started: list[Process] = []

    def start(*, wait: bool = True, **settings: str) -> Process:
        polls = len(server.api.sent("getUpdates"))
        process = Process(tmp_path, server.url, **settings)
        started.append(process)
        if wait:
            listening = lambda: server.api.webhook or len(server.api.sent("getUpdates")) > polls  # noqa: E731
            server.api.wait(listening, 30)
        return process

    yield start
    for process in started:
        process.kill()
        for secret in (TOKEN, QUESTION, "Cán bộ"):  # neither the token, nor who asked what
            assert secret not in process.log


def test_conversation(tmp_path, server, start):
    write_documents(tmp_path / "documents")
    build(tmp_path)
    before = {*tmp_path.rglob("*")}
    server.api.fail("getMe", 502)
    bot = start()
    api = server.api
    api.wait(lambda: len(api.commands) >= 3)
    for scope, commands in api.commands.items():
        names = [command["command"] for command in commands]
        assert ("start" in names) == (scope != "all_group_chats")
        assert {"hoi", "vanban", "help"} <= {*names}

    greeting = api.reply(api.write("/start"))
    assert "Ví dụ, đồng chí có thể hỏi" in greeting["text"] or greeting["text"] == messages.START
    card = api.reply(api.write(QUESTION))
    assert card["text"].startswith("Kết luận số 15-KL/TU ngày 10/03/2024 của Ban Thường vụ Tỉnh ủy")
    assert "II. NHIỆM VỤ, GIẢI PHÁP" in card["text"]
    assert "Khối dân vận cấp xã có từ 9 đến 11 thành viên" in card["text"]
    for label, expected in [
        ("›", "2/"),
        ("‹", "1/"),
        ("Đọc thêm", "họp định kỳ mỗi quý một lần"),
        ("Thu gọn", "Đọc thêm"),
        ("Văn bản", "Mục lục"),
        ("Đọc từ đầu", "TỈNH ỦY BÌNH NGUYÊN"),
        ("↩ Câu trả lời", "Khối dân vận cấp xã"),
    ]:
        assert api.notice(api.press(card, label)) is None
        assert expected in f"{card['text']} {card['reply_markup']}"

    shown = api.reply(api.write("/vanban 09-HD"))
    assert "09-HD/BTCTU" in shown["text"]
    api.fail("sendMessage", 429, retry_after=1)
    odd = api.reply(api.write("Thời tiết <b>Đà Lạt</b> cuối tuần này thế nào?"))
    assert any(said in odd["text"] for said in (messages.NEAR_MISSES, messages.NO_HITS))
    api.fail("sendMessage", 502)
    again = api.reply(api.write("han nop ho so chuyen sinh hoat dang"))
    assert "30 ngày" in again["text"]

    bot.terminate()
    assert bot.wait() == 0
    kept = {path.relative_to(tmp_path).as_posix() for path in {*tmp_path.rglob("*")} - before}
    assert kept == {"bot.log", "state", "state/sotay.sqlite3"}
    sys.stdout.write("\n".join(["", *api.events, ""]))


def test_buttons_outlive_a_restart_and_notice_a_rebuild(tmp_path, server, start):
    write_documents(tmp_path / "documents")
    build(tmp_path)
    first = start()
    api = server.api
    card = api.reply(api.write(QUESTION))
    first.terminate()
    assert first.wait() == 0
    start()
    assert api.notice(api.press(card, "Đọc thêm")) is None
    assert "họp định kỳ mỗi quý một lần" in card["text"]
    assert api.notice(api.press(card, "Thu gọn")) is None
    assert "9 đến 11" in card["text"]

    write_documents(tmp_path / "documents", members="7 đến 9")
    build(tmp_path)

    def swapped(number):
        asker = {"id": number, "type": "private"}
        answer = api.reply(api.write(QUESTION, chat=asker, user={**USER, "id": number}))
        return "7 đến 9" in answer["text"]

    assert any(swapped(number) for number in range(2000, 3000))
    last = max(api.chats[PRIVATE["id"]])
    assert api.notice(api.press(card, "Sao chép")) is None
    (changed,) = [m for id_, m in api.chats[PRIVATE["id"]].items() if id_ > last]
    assert changed["text"] == messages.DOCUMENT_CHANGED
    assert api.notice(api.press(changed, "Mở văn bản")) is None
    assert "Mục lục" in changed["text"]
    assert api.notice(api.press(card, "Đọc thêm")) is None
    assert "7 đến 9" in card["text"]


def test_nothing_is_lost_over_a_restart(tmp_path, server, start):
    write_documents(tmp_path / "documents")
    build(tmp_path)
    first = start()
    api = server.api
    api.fail("sendMessage", 429, times=3, retry_after=1)  # the first answers are held up
    begun = [api.write(QUESTION) for _ in range(5)]
    last = begun[-1]["update_id"]
    api.wait(lambda: any(poll.get("offset", 0) > last for poll in api.sent("getUpdates")))
    first.terminate()
    pending = [api.write(QUESTION) for _ in range(5)]
    assert first.wait() == 0
    assert [len(api.replies(update)) for update in begun] == [1] * 5
    start()
    for update in pending:
        api.reply(update)
    replies = [api.replies(update) for update in [*begun, *pending]]
    assert [len(found) for found in replies] == [1] * 10
    assert all("9 đến 11" in reply["text"] for (reply,) in replies)


def test_without_an_index_it_says_so_until_there_is_one(tmp_path, server, start):
    start()
    api = server.api
    assert api.reply(api.write(QUESTION))["text"] == messages.INDEX_MISSING
    (told,) = api.chats[ADMIN["id"]].values()
    assert told["text"].startswith("⚠️ Sổ tay: ")
    write_documents(tmp_path / "documents")
    build(tmp_path)
    assert "9 đến 11" in api.reply(api.write(QUESTION))["text"]


def test_by_webhook(tmp_path, server, start):
    write_documents(tmp_path / "documents")
    build(tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    bot = start(
        WEBHOOK_URL="https://bot.example.vn/hook",
        WEBHOOK_SECRET="s3cret",
        WEBHOOK_PORT=str(port),
    )
    api = server.api
    assert api.webhook["url"] == "https://bot.example.vn/hook"
    assert api.webhook["secret_token"] == "s3cret"
    assert api.webhook["allowed_updates"] == [
        "message", "edited_message", "callback_query", "inline_query", "my_chat_member",
    ]  # fmt: skip
    wait_for_port(port)
    forged = api.write(QUESTION)
    assert deliver(port, "/hook", forged, "guess") == 403
    genuine = api.write(QUESTION)
    assert deliver(port, "/hook", genuine, "s3cret") == 200
    card = api.reply(genuine)
    assert deliver(port, "/hook", api.press(card, "›"), "s3cret") == 200
    api.wait(lambda: api.sent("editMessageText"))
    # Nothing that Telegram would deliver again without end, and nothing that is answered twice.
    for body in (b"", b"{", b"null", b"[" * 100_000, b'{"update_id": 1, "message": {}}'):
        assert deliver(port, "/hook", body, "s3cret") == 200
    assert deliver(port, "/hook", genuine, "s3cret") == 200
    with contextlib.suppress(ConnectionError, URLError):  # hung up before all of it was sent
        assert deliver(port, "/hook", b" " * 2**21, "s3cret") == 400
    another = api.write(QUESTION)
    assert deliver(port, "/hook", another, "s3cret") == 200
    api.reply(another)
    assert len(api.replies(genuine)) == 1
    assert api.replies(forged) == []
    bot.terminate()
    assert bot.wait() == 0


def test_a_taken_port_is_one_line(server, start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        bot = start(
            wait=False,
            WEBHOOK_URL="https://bot.example.vn/hook",
            WEBHOOK_SECRET="s3cret",
            WEBHOOK_PORT=str(port),
        )
        assert bot.wait() == 1
    assert bot.log.splitlines()[-1].startswith(f"WEBHOOK_PORT: {port}: [Errno ")


def wait_for_port(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


def test_it_can_be_stopped_while_telegram_is_away(server, start):
    server.api.fail("getMe", 502, times=100)
    bot = start(wait=False)
    server.api.wait(lambda: server.api.sent("getMe"), 30)
    bot.terminate()
    assert bot.wait() == 0


def test_a_revoked_token_ends_it(server, start):
    server.api.fail("getUpdates", 401)
    bot = start()
    assert bot.wait() == 1
    assert bot.log.endswith("TELEGRAM_BOT_TOKEN: Telegram does not accept this token\n")


def test_a_wrong_token_is_one_line(server, start):
    bot = start(wait=False, TELEGRAM_BOT_TOKEN="123456:wrong")
    assert bot.wait() == 1
    assert bot.log == "TELEGRAM_BOT_TOKEN: Telegram does not accept this token\n"
