import io
import json
import os
import signal
import time
from pathlib import Path

import pytest

from corpus import worker
from corpus.document import Document
from corpus.errors import CorpusError, UnreadableFileError
from corpus.folder import Read, Rejected, read_folders
from corpus.values import values_of
from corpus.word import _STREAM
from corpus.worker import Job, Worker

GOOD = "<p>Chi bộ họp mỗi tháng một lần."


@pytest.fixture
def jobs(tmp_path):
    """A short page, and one of 4.5 MB that takes seconds and some 600 MB."""
    (tmp_path / "a.html").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.html").write_text("<p>Chi bộ họp.</p>" * 250_000, encoding="utf-8")
    return [Job(tmp_path / f"{name}.html", name, f"{name}.html") for name in "ab"]


def test_jobs_are_answered_in_order_and_the_process_is_reused(jobs):
    good, _ = jobs
    with Worker() as reader:
        reader.start(good)
        process = reader._process
        reader.start(good)
        for _ in range(2):
            ((document, warnings, removed),) = reader.result()
            assert document.text == "Chi bộ họp mỗi tháng một lần."
            assert (warnings, removed) == (("no number", "no date"), ())
        assert reader._process is process
    assert process.returncode == -signal.SIGKILL


def test_what_takes_too_long_is_told_and_the_next_is_read(jobs, monkeypatch):
    monkeypatch.setattr(worker, "STEP_S", 0.4)
    good, large = jobs
    with Worker() as reader:
        for job in (large, good):
            reader.start(job)
        with pytest.raises(UnreadableFileError, match=r"took longer than 0.4 s, or 3,600 s for"):
            reader.result()
        assert reader.result()[0].document.id == "a"


def test_what_takes_too_much_memory_is_told_and_the_next_is_read(jobs, monkeypatch):
    pytest.importorskip("resource")
    monkeypatch.setattr(worker, "MEMORY", 300 * 1024**2)
    good, large = jobs
    with Worker() as reader:
        for job in (large, good):
            reader.start(job)
        with pytest.raises(UnreadableFileError, match="takes more than 300 MB of memory"):
            reader.result()
        assert reader.result()[0].document.id == "a"


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_crash_is_told_and_the_next_is_read(jobs):
    good, large = jobs
    with Worker() as reader:
        for job in (large, good):
            reader.start(job)
        os.kill(reader._process.pid, signal.SIGSEGV)
        with pytest.raises(UnreadableFileError, match=r"crashed the reader \(SIGSEGV\)"):
            reader.result()
        assert reader.result()[0].document.id == "a"


@pytest.mark.parametrize(
    "answer",
    [
        "cos\nsystem\n(S'true'\ntR.",
        "[]",
        "{}",
        '[{"id": "a", "text": ""}, [], []]',
        f"[{json.dumps({**values_of(Document('a', 'Một.', 'a')), 'text': None})}, [], []]",
        "[" * 100_000,
    ],
    ids=["pickle", "nothing", "object", "few fields", "no text", "deep"],
)
def test_an_answer_that_is_no_document_is_told_and_the_next_is_read(jobs, monkeypatch, answer):
    """As of a process that a hostile file has taken over: it runs nothing here."""
    good, _ = jobs
    with Worker() as reader:
        for _ in range(2):
            reader.start(good)
        process = reader._process
        with monkeypatch.context() as patch:
            patch.setattr(process, "stdout", io.BytesIO(answer.encode() + b"\n"))
            with pytest.raises(UnreadableFileError, match="made no document of it"):
                reader.result()
        assert process.poll() == -signal.SIGKILL
        process.stdout.close()
        assert reader.result()[0].document.id == "a"


def wait_until(true, otherwise):
    for _ in range(3000):
        if true():
            return
        time.sleep(0.01)
    pytest.fail(otherwise)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="asks Linux what runs")
def test_what_the_reader_started_ends_with_it(tmp_path):
    """A helper program that hangs, as LibreOffice may, does not outlive the reading."""
    said = tmp_path / "pid"
    helper = tmp_path / "soffice"
    helper.write_text(f"#!/bin/sh\necho $$ > {said}\nexec sleep 60\n")
    helper.chmod(0o755)
    (tmp_path / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0" + _STREAM + bytes(600))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        with Worker() as reader:
            reader.start(Job(tmp_path / "a.doc", "a", "a.doc"))
            wait_until(lambda: said.exists() and said.read_text(), "the helper did not start")
    running = Path(f"/proc/{said.read_text().strip()}/cmdline")
    wait_until(lambda: not running.exists(), "the helper still runs")  # buried in a moment


def test_a_process_that_cannot_start_is_no_fault_of_the_file(jobs, monkeypatch):
    monkeypatch.setattr(worker.sys, "executable", "/bin/false")
    with Worker() as reader, pytest.raises(CorpusError, match=r"cannot start \(exit code 1\)"):
        reader.start(jobs[0])


def test_a_folder_goes_on_after_bad_files(jobs, tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "STEP_S", 0.4)
    (tmp_path / "c.txt").write_text("KẾT LUẬN\nvề công tác dân vận.", encoding="utf-8")
    items = list(read_folders([tmp_path]))
    assert [(item.source, type(item)) for item in items] == [
        ("a.html", Read), ("b.html", Rejected), ("c.txt", Read),
    ]  # fmt: skip


def test_a_folder_left_half_way_leaves_no_process(jobs, tmp_path):
    items = read_folders([tmp_path])
    assert next(items).source == "a.html"
    items.close()


def test_short_texts_start_no_process(tmp_path, monkeypatch):
    monkeypatch.setattr(worker.subprocess, "Popen", None)  # calling it would fail
    (tmp_path / "a.txt").write_text("KẾT LUẬN\nvề công tác dân vận.", encoding="utf-8")
    assert [type(item) for item in read_folders([tmp_path])] == [Read]
