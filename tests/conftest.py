"""What several files of tests share: the shipped directives, indexed once."""

from pathlib import Path

import pytest
from bot_fakes import small_searcher
from bot_talk import Talk
from state_fakes import TOKEN, Clock

import bot.delivery
from bot.state import State
from index.build import build
from index.encoders import open_encoder
from index.searcher import open_searcher

DOCUMENTS = Path(__file__).parents[1] / "corpus" / "documents"


def pytest_addoption(parser):
    parser.addoption("--rewrite", action="store_true", help="write tests/transcripts anew")


@pytest.fixture(scope="session")
def shipped_index(tmp_path_factory):
    index_dir = tmp_path_factory.mktemp("shipped")
    build([DOCUMENTS], index_dir, open_encoder())
    return index_dir


@pytest.fixture(scope="session")
def shipped(shipped_index):
    return open_searcher(shipped_index)


@pytest.fixture
async def talk(monkeypatch, tmp_path):
    """Return a function that starts the application over a Bot API in memory."""
    monkeypatch.setattr(bot.delivery, "PAUSES_S", (0, 0))
    started = []

    async def start(*, enough=True, **settings) -> Talk:
        options = {"state_db": tmp_path / f"talk{len(started)}.sqlite3", **settings}
        talk = Talk(small_searcher(enough=enough), **options)
        await talk.application.initialize()
        started.append(talk)
        return talk

    yield start
    for talk in started:
        await talk.application.shutdown()
        talk.desk.state.close()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def state(tmp_path, clock):
    state = State(tmp_path / "state.sqlite3", TOKEN, clock)
    yield state
    state.close()
