"""``python -m scripts.report``: what it prints and writes, hand-counted."""

import csv
import json
import threading
from html.parser import HTMLParser

import pytest
from state_fakes import DAY, NOON, TOKEN, Clock

from bot.journal import Journal
from bot.report import inert
from bot.state import State
from index.answer import Entry
from index.errors import IndexMissingError
from scripts import report
from scripts.report import main

EVIL = '=HYPERLINK("http://x")<script>alert(1)</script> [bold]& \x1b[31m'

ENTRY = Entry(
    row=0, key="k", id="quy-che", kind="directive", number="05-QC/HU", type="Quy chế",
    issuer=None, date=None, title=None, status=None,
)  # fmt: skip


@pytest.fixture
def path(tmp_path, monkeypatch):
    """Two days: on the first one question answered and liked, on the second three refused."""
    clock = Clock()
    state = State(tmp_path / "state.sqlite3", TOKEN, clock)
    journal = Journal(state)
    number = journal.record("Chi bộ họp khi nào?", "answered", "quy-che", 10.0)
    journal.vote(number, 1, 1, up=True)
    clock.now += DAY
    for text, outcome in (("Giá vàng?", "nothing"), ("gia vang", "near"), ("Giá vàng?", "near")):
        number = journal.record(text, outcome, None, 20.0)
    journal.vote(number, 1, 1, up=False)
    state.close()
    monkeypatch.setattr(report.time, "time", lambda: NOON + DAY)
    monkeypatch.setenv("COLUMNS", "80")
    return state.path


@pytest.fixture(autouse=True)
def names(monkeypatch):
    class Searcher:
        def entries(self):
            return (ENTRY,)

    monkeypatch.setattr(report, "open_searcher", lambda _: Searcher())


def run(path, *options):
    return main(["--state", str(path), *map(str, options)])


def test_it_prints_days_and_lists(path, capsys):
    assert run(path, "--days", 3) == 0
    lines = [line.strip("│┃ ").replace("│", " ") for line in capsys.readouterr().out.splitlines()]
    cells = [line.split() for line in lines]
    assert ["2026-01-01", "1", "1", "100%", "0", "0%", "1", "0", "0%"] in cells
    assert ["2026-01-02", "3", "0", "0%", "3", "100%", "0", "1", "100%"] in cells
    assert ["all", "4", "1", "25%", "3", "75%", "1", "1", "50%"] in cells
    assert not [row for row in cells if row[:1] == ["2025-12-31"]]  # nobody asked
    assert "one question: p50 20.0 ms, p99 20.0 ms" in lines
    for title, first in (
        ("Most often not answered", ["3", "Giá", "vàng?"]),
        ("Most often 👎", ["1", "Giá", "vàng?"]),
        ("Most quoted", ["1", "Quy", "chế", "số", "05-QC/HU"]),
    ):
        assert cells[lines.index(title) + 2] == first  # below the upper edge of the table


def test_no_line_is_longer_than_a_terminal(path, capsys):
    assert run(path) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_json_is_one_object(path, capsys):
    assert run(path, "--days", 2, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "days": [
            {"day": "2026-01-01", "asked": 1, "answered": 1, "near": 0, "nothing": 0,
             "up": 1, "down": 0},
            {"day": "2026-01-02", "asked": 3, "answered": 0, "near": 2, "nothing": 1,
             "up": 0, "down": 1},
        ],
        "unanswered": [{"what": "Giá vàng?", "times": 3}],
        "disliked": [{"what": "Giá vàng?", "times": 1}],
        "quoted": [{"what": "quy-che", "times": 1}],
        "p50_ms": 20.0,
        "p99_ms": 20.0,
    }  # fmt: skip


def test_the_table_opens_in_a_vietnamese_excel(path, tmp_path, capsys):
    table = tmp_path / "report.csv"
    assert run(path, "--days", 2, "--csv", table) == 0
    assert table.read_bytes().startswith("\ufeffmục;nội dung;câu hỏi;".encode())
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows == [
        ["mục", "nội dung", "câu hỏi", "trả lời được", "gần đúng", "không thấy",
         "chưa trả lời được", "👍", "👎"],
        ["ngày", "2026-01-01", "1", "1", "0", "0", "0", "1", "0"],
        ["ngày", "2026-01-02", "3", "0", "2", "1", "3", "0", "1"],
        ["hay hỏi, chưa trả lời được", "Giá vàng?", "", "", "", "", "3", "", ""],
        ["hay bị 👎", "Giá vàng?", "", "", "", "", "", "", "1"],
        ["được trích nhiều", "Quy chế số 05-QC/HU", "", "1", "", "", "", "", ""],
    ]  # fmt: skip


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "\uff1d1"])
def test_no_cell_is_a_formula(cell):
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Chi bộ = ?", "5-10", "(-1)", "862-KL/TU", "'=1"])
def test_other_cells_stay_as_they_are(cell):
    assert inert(cell) == cell


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.outside = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.outside += [value for name, value in attrs if name in ("src", "href")]


def test_the_page_shows_questions_as_text_and_loads_nothing(path, tmp_path, capsys):
    state = State(path, TOKEN, Clock(NOON + DAY))
    for _ in range(9):
        Journal(state).record(EVIL, "nothing", None, 1.0)
    state.close()
    file, table = tmp_path / "report.html", tmp_path / "report.csv"
    assert run(path, "--html", file, "--csv", table) == 0
    page = Page()
    text = file.read_text(encoding="utf-8")
    page.feed(text)
    page.close()
    assert "script" not in page.tags
    assert page.outside == []
    assert "=HYPERLINK(&#34;http://x&#34;)&lt;script&gt;alert(1)&lt;/script&gt; [bold]&amp;" in text
    assert page.tags.count("rect") == 3  # answered on one day; near and nothing on the other
    day = "02/01/2026: 12 câu hỏi, 0 trả lời được, 2 chỉ có đoạn gần đúng, 10 không thấy gì"
    assert day in text
    assert "Quy chế số 05-QC/HU" in text
    assert "'=HYPERLINK" in table.read_text(encoding="utf-8-sig")
    shown = capsys.readouterr().out
    assert "[bold]" in shown  # no markup of the terminal's either
    assert "\x1b" not in shown


def test_the_days_are_drawn(path, tmp_path, capsys):
    pytest.importorskip("matplotlib")
    picture = tmp_path / "report.png"
    assert run(path, "--days", 400, "--plot", picture) == 0
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_bot_that_nobody_asked(tmp_path, capsys):
    path = tmp_path / "state.sqlite3"
    State(path, TOKEN).close()
    assert run(path, "--html", tmp_path / "report.html", "--csv", tmp_path / "report.csv") == 0
    assert capsys.readouterr().out.endswith("Nobody asked anything.\n")


def test_it_reads_beside_a_bot_that_writes(path, capsys):
    state = State(path, TOKEN, Clock(NOON + DAY))
    writing = threading.Event()

    def write():
        for _ in range(200):
            Journal(state).record("Chi bộ?", "answered", "quy-che", 1.0)
            writing.set()

    thread = threading.Thread(target=write)
    thread.start()
    writing.wait()
    assert run(path, "--json") == 0
    thread.join()
    state.close()
    assert 5 <= sum(day["asked"] for day in json.loads(capsys.readouterr().out)["days"]) <= 204


def test_it_needs_no_token_and_finds_the_file_by_its_setting(path, monkeypatch, capsys):
    for name in ("TELEGRAM_BOT_TOKEN", "ACCESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STATE_DB", str(path))
    assert main(["--json"]) == 0
    assert json.loads(capsys.readouterr().out)["p50_ms"] == 20.0


def test_without_an_index_documents_keep_their_ids(path, monkeypatch, capsys):
    def missing(_):
        raise IndexMissingError("var/index holds no index")

    monkeypatch.setattr(report, "open_searcher", missing)
    assert run(path) == 0
    said = capsys.readouterr()
    assert "quy-che" in said.out
    assert said.err == "documents are shown by their ids: var/index holds no index\n"


def test_no_file_is_one_line(tmp_path, capsys):
    path = tmp_path / "none.sqlite3"
    assert run(path) == 1
    message = f"{path}: there is no such file; the bot makes it when it starts\n"
    assert capsys.readouterr().err == message
    assert not path.exists()


def test_a_file_that_cannot_be_written_is_one_line(path, tmp_path, capsys):
    assert run(path, "--csv", tmp_path / "none" / "report.csv") == 1
    assert capsys.readouterr().err == f"{tmp_path}/none/report.csv: No such file or directory\n"


@pytest.mark.parametrize("days", ["0", "-1", "3651", "x", "²"])
def test_days_are_a_number_that_may_be_kept(path, capsys, days):
    with pytest.raises(SystemExit) as caught:
        run(path, f"--days={days}")
    assert caught.value.code == 2
    assert f"{days!r} is not a number from 1 to 3,650" in capsys.readouterr().err
