"""Old index or new index, never a mixture: builds that are killed, and questions meanwhile."""

import os
import random
import subprocess
import sys
import threading
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from index_fakes import Folder, ToyEncoder

from corpus.document import Document
from corpus.folder import Read
from index.build import build
from index.dense import Dense
from index.errors import BuildError
from index.generation import GENERATIONS, open_generation
from index.lexical import Lexical
from index.parts import VECTORS
from index.records import FILE, Records
from index.searcher import IndexSearcher

TESTS = Path(__file__).parent
SEARCHED = [str(TESTS), str(TESTS.parent), os.environ.get("PYTHONPATH", "")]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(SEARCHED)}
DOCUMENTS = 12
# Publishes version after version of the same documents, saying so each time, until it is killed.
BUILDER = """
import sys
from pathlib import Path
from time import sleep
from index_fakes import Folder, ToyEncoder
from index.build import build

index_dir, version = Path(sys.argv[1]), int(sys.argv[2])
while True:
    texts = {f"{n:02}": f"Bản {version}, văn bản {n}." for n in range(int(sys.argv[3]))}
    texts["same"] = "Không đổi."
    folder = Folder(texts)
    build([Path()], index_dir, ToyEncoder(), read=folder.read, progress=lambda _: sleep(0.005))
    print(version, flush=True)
    version += 1
"""


def versions(index_dir: Path) -> set[str]:
    """Return the versions that the documents of the current generation are of."""
    path = open_generation(index_dir).path
    records = Records(path / FILE)
    assert records.passages == Dense(path / VECTORS).rows == Lexical(path).rows == DOCUMENTS + 1
    texts = [passage.text for passage in records.passages_at(range(DOCUMENTS + 1))]
    assert texts[-1] == "Không đổi."
    assert [text.split(", ")[1] for text in texts[:-1]] == [
        f"văn bản {n}." for n in range(DOCUMENTS)
    ]
    return {text.split(",")[0] for text in texts[:-1]}


def test_a_killed_build_leaves_a_complete_generation(tmp_path):
    chance = random.Random(2)
    version = 0
    for _ in range(10):
        builder = subprocess.Popen(
            [sys.executable, "-c", BUILDER, tmp_path, str(version), str(DOCUMENTS)],
            stdout=subprocess.PIPE, text=True, env=ENVIRONMENT,
        )  # fmt: skip
        assert builder.stdout is not None
        with builder, builder.stdout:
            assert builder.stdout.readline() == f"{version}\n"
            time.sleep(chance.uniform(0, 0.2))
            builder.kill()
            said = builder.stdout.read().split()
        latest = int(said[-1]) if said else version
        (found,) = versions(tmp_path)
        # It may have been killed between publishing a version and saying so.
        assert found in (f"Bản {latest}", f"Bản {latest + 1}")
        version = latest + 2
    assert len([*(tmp_path / GENERATIONS).glob("0*")]) <= 3


def test_questions_are_answered_while_the_index_is_rebuilt(tmp_path):
    seen: set[str] = set()
    done = threading.Event()
    failures: list[BaseException] = []

    def ask() -> None:
        while not done.is_set():
            try:
                (found,) = versions(tmp_path)
                seen.add(found)
            except BaseException as error:
                failures.append(error)
                return

    def rebuild(version: int) -> None:
        texts = {f"{n:02}": f"Bản {version}, văn bản {n}." for n in range(DOCUMENTS)}
        folder = Folder(texts | {"same": "Không đổi."})
        build([tmp_path], tmp_path, ToyEncoder(), read=folder.read)

    rebuild(0)
    searcher = IndexSearcher(open_generation(tmp_path), ToyEncoder())
    before = searcher.answer("văn bản 3").hits
    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    for version in range(1, 15):
        rebuild(version)
    done.set()
    for thread in asking:
        thread.join()
    if failures:
        raise failures[0]
    assert len(seen) > 1
    # One that was opened at first answers to the last, though its generation is gone.
    assert not (tmp_path / GENERATIONS / searcher.generation).exists()
    assert searcher.answer("văn bản 3").hits == before
    assert before[0].passage.text == "Bản 0, văn bản 3."
    newest = IndexSearcher(open_generation(tmp_path), ToyEncoder()).answer("văn bản 3").hits
    assert newest[0].passage.text == "Bản 14, văn bản 3."


def test_a_disk_that_fills_up_keeps_the_old_index(tmp_path):
    """The size of files is limited as a stand-in: each stage of writing meets the limit."""
    resource = pytest.importorskip("resource")
    old = build([tmp_path], tmp_path, ToyEncoder(), read=Folder({"a": "Cũ."}).read)
    texts = {f"{n}": " ".join(f"chữ{n}x{i}" for i in range(150)) for n in range(200)}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    reached = 0
    for limit in (1_000, 30_000, 100_000, 200_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
        try:
            with pytest.raises(
                BuildError, match=r"^the index (was not built|could not be written)"
            ):
                build([tmp_path], tmp_path, ToyEncoder(), read=Folder(texts).read)
            reached += 1
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert open_generation(tmp_path).name == old.generation
        assert [path.name for path in (tmp_path / GENERATIONS).iterdir()] == [old.generation]
    assert reached == 4
    assert build([tmp_path], tmp_path, ToyEncoder(), read=Folder(texts).read).documents == 200


class Constant(ToyEncoder):
    """Says the same of every passage, at once."""

    def encode_passages(self, texts):
        return np.eye(1, self.dim, dtype=np.float32).repeat(len(texts), axis=0)


def peak_bytes(tmp_path: Path, documents: int) -> int:
    """Build from documents of 18,000 letters made on the fly; return Python's peak memory."""

    def read(*_: object):
        for n in range(documents):
            text = f"Văn bản {n:04}. " + "Cán bộ đảng viên học tập. " * 700
            yield Read(f"{n:04}", "s", Document(f"{n:04}", text, "x"), ())

    tracemalloc.start()
    build([tmp_path], tmp_path / str(documents), Constant(), read=read)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_corpus(tmp_path):
    peak_bytes(tmp_path, 2)  # imports and caches
    # 20 more documents are 360,000 letters, two bytes each in memory: were they held, it would
    # take 720,000 bytes. Their 540 passages have 10,000 postings, sorted in a few copies.
    assert peak_bytes(tmp_path, 30) - peak_bytes(tmp_path, 10) < 300_000
