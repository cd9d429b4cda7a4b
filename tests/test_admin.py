"""What admins are told: the state of things, figures, and a new index."""

import os
import shutil

import pytest
from bot_api_server import ADMIN, GROUP, button_of
from index_fakes import ToyEncoder

import bot.admin
from bot import messages
from bot.admin import figures
from bot.journal import Journal
from bot.state import StateError
from bot.subscribers import Subscribers
from bot.watch import NOTE, Watch
from corpus.document import Document
from corpus.folder import Read
from index.build import build
from index.generation import CURRENT, GENERATIONS
from index.live import LiveSearcher
from index.searcher import IndexSearcher, open_generation

HERE = {"id": ADMIN["id"], "type": "private"}
FIRST = {"a": "Khối dân vận cấp xã có 9 thành viên.", "b": "Chi bộ họp mỗi tháng một lần."}


@pytest.fixture
def publish(tmp_path):
    """Return a function that publishes documents, id → text."""

    def publish(texts):
        def read(*_):
            return [
                Read(f"{name}.txt", str(hash(text)), Document(name, text, f"{name}.txt"), ())
                for name, text in sorted(texts.items())
            ]

        build([], tmp_path / "index", ToyEncoder(), read=read)
        return open_generation(tmp_path / "index")

    return publish


@pytest.fixture
def started(talk, tmp_path):
    """Return a function that starts the bot over that index; it may also be started again."""

    async def start(**settings):
        started = await talk(index_dir=tmp_path / "index", state_db=tmp_path / "s.db", **settings)

        def current():
            return IndexSearcher(open_generation(tmp_path / "index"), ToyEncoder())

        started.current = current
        return started

    return start


async def ask_admin(talk, command):
    (reply,) = await talk.say(command, chat=HERE, user=ADMIN)
    return reply["text"]


async def test_the_state_of_things(started, publish, monkeypatch):
    generation = publish(FIRST)
    os.utime(generation.path / "manifest.json", (1_767_243_600, 1_767_243_600))
    talk = await started()
    monkeypatch.setattr(bot.admin, "version", lambda _: "1.2.3")
    monkeypatch.setattr(type(talk.desk.metrics), "uptime_s", 90_061.0)
    monkeypatch.setattr(type(talk.desk.metrics), "memory_bytes", 312_400_000)
    journal = Journal(talk.desk.state)
    for took_ms in (10.0, 20.0, 30.0):
        journal.record("Chi bộ họp khi nào?", "answered", "b", took_ms)
    Subscribers(talk.desk.state).add(7)
    assert await ask_admin(talk, "/trangthai") == (
        "Sổ tay 1.2.3, đã chạy 1 ngày 1 giờ\n"
        "Bộ nhớ: 312 MB\n"
        f"Chỉ mục: {generation.name}, lập 01/01/2026 12:00\n"
        "Văn bản: 2, đoạn: 2\n"
        "Bộ mã hóa: toy\n"
        "Hôm nay: 3 câu hỏi, p50 20 ms, p99 30 ms\n"
        "Thành viên: 0, nơi theo dõi: 1\n"
        "Lưu trữ: bình thường"
    )


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "chưa đầy 1 phút"), (59.9, "chưa đầy 1 phút"), (60, "1 phút"), (3_660, "1 giờ 1 phút"),
     (86_400, "1 ngày"), (90_060, "1 ngày 1 giờ")],
)  # fmt: skip
def test_how_long_it_has_been_running(seconds, told):
    assert messages.running("1", seconds) == f"<b>Sổ tay 1</b>, đã chạy {told}"


async def test_trouble_is_part_of_the_state(started, monkeypatch):
    talk = await started()

    def full(*_):
        raise StateError("s.db: database or disk is full")

    monkeypatch.setattr(talk.desk.state.__class__, "remember", full)
    told = (await ask_admin(talk, "/trangthai")).splitlines()
    assert any(line.startswith("⚠️ ") and "index" in line for line in told)
    assert told[-1] == messages.STORAGE_ILL


async def test_figures_without_who_asked(started, publish):
    publish(FIRST)
    talk = await started()
    journal = Journal(talk.desk.state)
    assert await ask_admin(talk, "/thongke") == (
        "Số liệu 7 ngày (đến hôm nay): 0 câu hỏi\nChưa có câu hỏi nào trong thời gian này."
    )
    answered = journal.record("Chi bộ họp khi nào?", "answered", "b", 10)
    journal.record("Chi bộ họp ở đâu?", "answered", "b", 10)
    journal.record("Số thành viên?", "answered", "a", 10)
    for _ in range(2):
        journal.record("Giá <b>vàng</b> & xăng?", "nothing", None, 10)
    journal.vote(answered, 1, 2, up=False)
    today = talk.desk.state.today().strftime("%d/%m")
    expected = (
        "Số liệu {} ngày (đến hôm nay): 5 câu hỏi\n"
        "Trả lời được 60%, chưa trả lời được 40%, 👎 100% số lượt đánh giá\n"
        "{}\n"
        "Hay hỏi mà chưa trả lời được:\n"
        "• Giá <b>vàng</b> & xăng? (2)\n\n"
        "Câu trả lời hay bị 👎:\n"
        "• Chi bộ họp khi nào? (1)\n\n"
        "Được trích nhiều nhất:\n"
        "• b (2)\n"
        "• a (1)"
    )
    days = f"\n{today}: 5 câu, trả lời được 3\n"
    assert await ask_admin(talk, "/thongke 30 ngày") == expected.format(30, days)
    assert await ask_admin(talk, "/thongke 1") == expected.format(1, "")
    for wrong in ("0", "3651", "bảy", "-1", "²"):
        assert await ask_admin(talk, f"/thongke {wrong}") == messages.days_between(1, 3650)


async def test_figures_as_files(started, publish):
    publish(FIRST)
    talk = await started()
    journal = Journal(talk.desk.state)
    journal.record("Chi bộ họp khi nào?", "answered", "b", 10)
    journal.record("=HYPERLINK(1)", "nothing", None, 10)
    (shown,) = await talk.say("/thongke 1", chat=HERE, user=ADMIN)
    assert await talk.press(shown, "Tải bảng và biểu đồ", user=ADMIN) == (None, shown)
    (page_name, page), (table_name, table) = (
        call["document"] for call in talk.api.sent("sendDocument")
    )
    today = talk.desk.state.today()
    assert (page_name, table_name) == (
        f"so-lieu-1-ngay-den-{today}.html", f"so-lieu-1-ngay-den-{today}.csv"
    )  # fmt: skip
    assert f"{today:%d/%m/%Y}: 2 câu hỏi, 1 trả lời được" in page.decode()
    assert table.decode("utf-8-sig").splitlines()[1:] == [
        f"ngày;{today};2;1;0;1;1;0;0",
        "hay hỏi, chưa trả lời được;'=HYPERLINK(1);;;;;1;;",
        "được trích nhiều;b;;1;;;;;",
    ]
    data = button_of(shown, "Tải bảng và biểu đồ")["callback_data"]
    forged = await talk.handle(talk.api.press_data((await talk.say("Hỏi?"))[0], data))
    assert talk.api.notice(forged, 0) == messages.OLD_BUTTON
    assert len(talk.api.sent("sendDocument")) == 2


async def test_many_figures_fit_a_message(talk):
    talk = await talk()
    journal = Journal(talk.desk.state)
    for number in range(30):
        journal.record(f"{'câu hỏi dài ' * 40}{number}", "near", None, 1)
        journal.record("Hỏi?", "answered", f"{'văn bản ' * 30}{number}", 1)
    told = figures(journal.statistics(3650)).text
    assert len(told) < 4096
    assert told.count("•") == 10


async def test_to_others_there_are_no_such_commands(talk):
    talk = await talk()
    for command in ("/trangthai", "/thongke"):
        (reply,) = await talk.say(command)
        assert reply["text"] == messages.UNKNOWN_COMMAND
        assert await talk.say(command, chat=GROUP, user=ADMIN) == []


async def look(watch, talk):
    """Look as the duty does; return what the admins were told by it."""
    before = len(talk.told(ADMIN))
    await watch.look(talk.application.bot)
    await talk.desk.alarm.settle()
    return talk.told(ADMIN)[before:]


def timeless(told):
    """Leave out how long opening took."""
    return [text.rpartition("; mở trong ")[0] for text in told]


async def test_a_new_index_is_told_once_also_of_the_time_between_two_runs(started, publish):
    first = publish(FIRST)
    talk = await started()
    watch = Watch(talk.desk)
    assert await look(watch, talk) == []  # the very first one is no news
    assert talk.desk.state.recall(NOTE) == first.name
    publish({"a": "Khối dân vận cấp xã có 11 thành viên.", "c": "Mỗi quý báo cáo.", "d": "Hết."})
    told = await look(watch, talk)
    assert timeless(told) == ["✅ Sổ tay dùng chỉ mục mới: 3 văn bản, 3 đoạn (2 mới, 1 sửa, 1 bỏ)"]
    assert await look(watch, talk) == await look(Watch(talk.desk), talk) == []
    publish(FIRST | {"e": "Thêm một văn bản."})
    told = await look(Watch(talk.desk), talk)  # as after a restart
    assert timeless(told) == ["✅ Sổ tay dùng chỉ mục mới: 3 văn bản, 3 đoạn (2 mới, 1 sửa, 2 bỏ)"]
    assert "sotay_documents 3.0" in talk.desk.metrics.text().decode()


async def test_where_the_older_one_is_removed_the_totals_are_told(started, publish):
    talk = await started()
    first = publish(FIRST)
    await look(watch := Watch(talk.desk), talk)
    publish({"c": "Mỗi quý báo cáo."})
    shutil.rmtree(first.path)
    assert timeless(await look(watch, talk)) == ["✅ Sổ tay dùng chỉ mục mới: 1 văn bản, 1 đoạn"]


async def test_a_missing_index_is_told_once_and_so_is_its_coming(started, publish, tmp_path):
    talk = await started()
    watch = Watch(talk.desk)
    (told,) = await look(watch, talk)
    assert told.startswith("⚠️ Sổ tay: ")
    assert watch.trouble == "IndexMissingError"
    assert await look(watch, talk) == []
    publish(FIRST)
    assert await look(watch, talk) == []
    assert watch.trouble is None


async def test_a_new_index_that_cannot_be_opened_is_told_once(
    talk, tmp_path, monkeypatch, shipped_index
):
    index_dir = tmp_path / "index"
    shutil.copytree(shipped_index, index_dir)
    monkeypatch.setattr("index.live.LOOK_EVERY_S", 0)
    talk = await talk(index_dir=index_dir)
    live = LiveSearcher(index_dir)
    talk.current = live.current
    watch = Watch(talk.desk, lambda: live.failure)
    assert await look(watch, talk) == []
    sound = (index_dir / CURRENT).read_text(encoding="ascii")
    newer = f"{int(sound[:6]) + 1:06}{sound[6:]}"
    shutil.copytree(index_dir / GENERATIONS / sound, index_dir / GENERATIONS / newer)
    (index_dir / GENERATIONS / newer / "records.sqlite").write_bytes(b"cut")
    (index_dir / CURRENT).write_text(newer, encoding="ascii")
    (told,) = await look(watch, talk)
    assert told == (
        f"⚠️ Sổ tay không mở được chỉ mục mới: {newer} is damaged, {sound} answers instead. "
        f"Vẫn trả lời bằng {sound}."
    )
    assert await look(watch, talk) == []
    assert watch.trouble is None
    state = await ask_admin(talk, "/trangthai")
    assert f"Chỉ mục: {sound}, " in state
    assert f"\n⚠️ Chỉ mục mới {newer} chưa được dùng\n" in state
    (index_dir / CURRENT).write_text(sound, encoding="ascii")
    assert await look(watch, talk) == []
    assert live.failure is None


async def test_an_index_answers_though_it_cannot_be_noted(started, publish, monkeypatch):
    publish(FIRST)
    talk = await started()

    def full(*_):
        raise StateError("s.db: database or disk is full")

    monkeypatch.setattr(talk.desk.state.__class__, "remember", full)
    watch = Watch(talk.desk)
    assert await look(watch, talk) == []
    assert watch.trouble is None
