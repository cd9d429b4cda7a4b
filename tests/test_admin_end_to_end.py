"""A rebuild, an announcement over a restart, and health, as the real process does them."""

import time
import urllib.error
import urllib.request

import pytest
from bot_api_server import ADMIN, BOT, BotApiServer
from bot_process import QUESTION, Process, build, write_documents
from test_health import free_port

HERE = {"id": ADMIN["id"], "type": "private"}
CHATS = [{"id": number, "type": "private"} for number in range(2001, 2008)]


@pytest.fixture
def server():
    with BotApiServer() as server:
        yield server


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def start(tmp_path, server, port):
    started: list[Process] = []

    def start():
        started.append(Process(tmp_path, server.url, METRICS_PORT=str(port)))
        return started[-1]

    yield start
    for process in started:
        process.kill()


def health(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as reply:
            return reply.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return None


def until(condition, timeout_s=30):
    end = time.monotonic() + timeout_s
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def told(api, chat, words):
    return [m for m in api.chats[chat["id"]].values() if m["from"] == BOT and words in m["text"]]


def test_an_admin_s_day(tmp_path, server, start, port):
    api = server.api
    write_documents(tmp_path / "documents")
    build(tmp_path)
    bot = start()
    until(lambda: health(port) == 200)
    api.reply(api.write(QUESTION))
    for chat in CHATS:
        api.reply(api.write("/theodoi", chat=chat, user={**ADMIN, "id": chat["id"]}))

    write_documents(tmp_path / "documents", members="7 đến 9")
    build(tmp_path)
    (news,) = api.wait(lambda: told(api, HERE, "chỉ mục mới"))  # nobody has asked anything
    assert "2 văn bản" in news["text"]
    assert "(1 sửa)" in news["text"]

    shown = api.reply(api.write("/taithongbao 15-KL | Mời nghiên cứu", chat=HERE, user=ADMIN))
    press = api.press(shown, "Gửi", user=ADMIN)
    assert api.notice(press) is None
    words = "Mời nghiên cứu"
    api.wait(lambda: sum(len(told(api, chat, words)) for chat in CHATS) >= 3)
    bot.kill()
    start()
    api.wait(lambda: told(api, HERE, "✅ Đã gửi thông báo"))
    received = [len(told(api, chat, words)) for chat in CHATS]
    # Killed between sending and noting, it leaves one out rather than write twice.
    assert set(received) <= {0, 1}
    assert sum(received) >= 6
    status = api.reply(api.write("/trangthai", chat=HERE, user=ADMIN))["text"]
    assert "Hôm nay: 1 câu hỏi" in status
    assert status.endswith("nơi theo dõi: 7\nLưu trữ: bình thường")
    assert len(told(api, HERE, "chỉ mục mới")) == 1
