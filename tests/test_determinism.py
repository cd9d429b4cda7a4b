"""The same documents make the same index, and the same question finds the same hits, every time."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import DOCUMENTS

from index.generation import open_generation
from index.searcher import open_searcher

ROOT = Path(__file__).parents[1]
QUESTIONS = [
    json.loads(line)["question"]
    for line in (ROOT / "corpus" / "questions.jsonl").read_text("utf-8").splitlines()
]


def command(name, *arguments, seed, asked=""):
    """Run a command of ``scripts`` in a process that hashes strings by this seed."""
    return subprocess.run(
        [sys.executable, "-m", f"scripts.{name}", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": str(seed), "RERANKER": ""},
        input=asked,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """Two indexes of the shipped directives, made by two processes."""
    found = []
    for seed in (1, 2):
        index_dir = tmp_path_factory.mktemp("index")
        command("build_index", DOCUMENTS, "--index", index_dir, "--full", seed=seed)
        found.append(index_dir)
    return found


def test_two_builds_are_the_same_to_the_byte(twice):
    one, two = map(open_generation, twice)
    assert one.manifest.files.keys() == two.manifest.files.keys()
    assert {"records.sqlite", "vectors.faiss", "lexical.rows"} <= one.manifest.files.keys()
    for name in one.manifest.files:
        assert (one.path / name).read_bytes() == (two.path / name).read_bytes(), name
    assert one.name == two.name


def test_two_processes_find_the_same_hits(twice):
    found = []
    for seed, index_dir in enumerate(twice, 3):
        lines = command(
            "ask",
            "--index",
            index_dir,
            "--json",
            "--top",
            10,
            seed=seed,
            asked="\n".join(QUESTIONS),
        ).splitlines()
        found.append([{**json.loads(line), "took_ms": None} for line in lines])
    assert len(found[0]) == len(QUESTIONS)
    assert found[0] == found[1]


def test_four_threads_find_what_one_does(twice):
    def found(searcher, question):
        answer = searcher.answer(question, 10)
        return answer.hits, answer.confidence

    searcher = open_searcher(twice[0])
    expected = [found(searcher, question) for question in QUESTIONS]
    fresh = open_searcher(twice[0])  # what is made when first needed is made by whoever comes first
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda question: found(fresh, question), QUESTIONS)) == expected
