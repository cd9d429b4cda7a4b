"""The real ``python -m bot`` against a real HTTP server that speaks the Bot API.

``pytest -s tests/test_end_to_end.py -k conversation`` prints the conversation.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bot_api_server import ADMIN, TOKEN, BotApiServer, deliver

from bot import messages

QUESTION = "Khối dân vận cấp xã có bao nhiêu thành viên?"
CONCLUSION = """\
TỈNH ỦY BÌNH NGUYÊN
Số 15-KL/TU
Bình Nguyên, ngày 10 tháng 3 năm 2024

KẾT LUẬN
CỦA BAN THƯỜNG VỤ TỈNH ỦY
về nâng cao chất lượng công tác dân vận ở cơ sở

I. TÌNH HÌNH

Công tác dân vận ở cơ sở đã có chuyển biến, song ở một số xã còn lúng túng.

II. NHIỆM VỤ, GIẢI PHÁP

1. Về tổ chức

Khối dân vận cấp xã có từ {members} thành viên, do phó bí thư đảng ủy làm trưởng khối.

2. Về hoạt động

Khối dân vận cấp xã họp định kỳ mỗi quý một lần và họp đột xuất khi cấp ủy yêu cầu.
"""
GUIDANCE = """\
BAN TỔ CHỨC TỈNH ỦY BÌNH NGUYÊN
Số 09-HD/BTCTU
Bình Nguyên, ngày 5 tháng 6 năm 2023

HƯỚNG DẪN
về chuyển sinh hoạt đảng và quản lý đảng viên đi làm ăn xa

1. Đảng viên chuyển đến nơi cư trú mới phải nộp hồ sơ chuyển sinh hoạt đảng trong thời hạn 30 ngày.

2. Chi bộ phân công đảng viên giữ liên hệ với người đi làm ăn xa, ít nhất mỗi quý một lần.
"""


def write_documents(folder: Path, members: str = "9 đến 11") -> None:
    folder.mkdir(exist_ok=True)
    (folder / "15-kl-tu.txt").write_text(CONCLUSION.format(members=members), encoding="utf-8")
    (folder / "09-hd-btctu.txt").write_text(GUIDANCE, encoding="utf-8")


def build(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scripts.build_index", "documents", "--index", "built"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)


class Process:
    """A bot process, its log, and the way to stop it."""

    def __init__(self, tmp_path: Path, url: str, **settings: str) -> None:
        self.log_path = tmp_path / "bot.log"
        names = ("TELEGRAM_", "ACCESS", "ALLOWED_", "ADMIN_", "WEBHOOK_", "INDEX_")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(names)}
        environment |= {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": url,
            "INDEX_DIR": "built",
            "ACCESS": "public",
            "ADMIN_USER_IDS": str(ADMIN["id"]),
            **settings,
        }
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot"], cwd=tmp_path, env=environment, stderr=log
            )

    @property
    def log(self) -> str:
        return self.log_path.read_text(encoding="utf-8")

    def terminate(self) -> None:
        self._process.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        return self._process.wait(30)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


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
    api.wait(lambda: len(api.commands) == 2)
    menus = {scope: [c["command"] for c in commands] for scope, commands in api.commands.items()}
    assert menus == {
        "default": ["start", "hoi", "vanban", "help"],
        "all_group_chats": ["hoi", "vanban", "help"],
    }

    greeting = api.reply(api.write("/start"))
    assert "Ví dụ, đồng chí có thể hỏi" in greeting["text"] or greeting["text"] == messages.START
    card = api.reply(api.write(QUESTION))
    assert card["text"].startswith("Kết luận số 15-KL/TU ngày 10/03/2024 của Tỉnh ủy")
    assert "II. NHIỆM VỤ, GIẢI PHÁP" in card["text"]
    assert "Khối dân vận cấp xã có từ 9 đến 11 thành viên" in card["text"]
    for label, expected in [
        ("›", "2/"),
        ("‹", "1/"),
        ("Ngữ cảnh", "Phần trước:"),
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
    assert odd["text"].startswith((messages.NEAR_MISSES, messages.NO_HITS))
    api.fail("sendMessage", 502)
    again = api.reply(api.write("han nop ho so chuyen sinh hoat dang"))
    assert "30 ngày" in again["text"]

    bot.terminate()
    assert bot.wait() == 0
    assert {*tmp_path.rglob("*")} - before == {bot.log_path}  # nothing else is kept of them
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
    assert api.notice(api.press(card, "Ngữ cảnh")) is None
    assert "Phần trước:" in card["text"]
    assert api.notice(api.press(card, "↩ Câu trả lời")) is None
    assert "9 đến 11" in card["text"]

    write_documents(tmp_path / "documents", members="7 đến 9")
    build(tmp_path)

    def swapped():
        card = api.reply(api.write(QUESTION))
        return "7 đến 9" in card["text"]

    assert any(swapped() for _ in range(1000))
    assert api.notice(api.press(card, "Ngữ cảnh")) is None
    assert card["text"] == messages.DOCUMENT_CHANGED
    assert api.notice(api.press(card, "Mở văn bản")) is None
    assert "Mục lục" in card["text"]
    assert api.notice(api.press(card, "↩ Câu trả lời")) is None
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
