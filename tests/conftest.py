"""What several files of tests share: the shipped directives, indexed once."""

from pathlib import Path

import pytest

from index.build import build
from index.encoders import open_encoder
from index.searcher import open_searcher

DOCUMENTS = Path(__file__).parents[1] / "corpus" / "documents"


@pytest.fixture(scope="session")
def shipped_index(tmp_path_factory):
    index_dir = tmp_path_factory.mktemp("shipped")
    build([DOCUMENTS], index_dir, open_encoder())
    return index_dir


@pytest.fixture(scope="session")
def shipped(shipped_index):
    return open_searcher(shipped_index)
