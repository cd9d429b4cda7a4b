"""How the real commands begin and end: pipes, locales, disks."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COMMANDS = [
    path.stem
    for path in sorted((ROOT / "scripts").glob("*.py"))
    if "def main(" in path.read_text("utf-8")
]
ASCII = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
TEXT = "Chi bộ họp mỗi tháng một lần.\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("văn bản")
    for number in range(300):
        (folder / f"{number}.txt").write_text(TEXT * 20, encoding="utf-8")
    return folder


def start(*argv, stdout=subprocess.PIPE, **environment):
    return subprocess.Popen(
        [sys.executable, "-m", "scripts.check_corpus", *map(str, argv)],
        cwd=ROOT, stdout=stdout, stderr=subprocess.PIPE, env={**os.environ, **environment},
    )  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_tells_how_to_use_it(name, capsys):
    with pytest.raises(SystemExit) as stopped:
        importlib.import_module(f"scripts.{name}").main(["--help"])
    assert stopped.value.code == 0
    assert "usage:" in capsys.readouterr().out


def test_a_reader_that_has_seen_enough_ends_it_without_a_word(folder):
    command = start("--json", folder)
    assert command.stdout is not None
    assert command.stderr is not None
    assert json.loads(command.stdout.readline())["file"] == "0.txt"
    command.stdout.close()
    assert command.wait() == 1
    assert command.stderr.read() == b""
    command.stderr.close()


def test_output_is_utf8_whatever_the_locale(folder):
    out, err = start("--text", folder / "0.txt", **ASCII).communicate()
    assert (out.decode().split("\n")[0] + "\n", err) == (TEXT, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_under_the_output_is_one_line(folder):
    with Path("/dev/full").open("wb") as full:
        command = start("--text", folder / "0.txt", stdout=full)
        _, err = command.communicate()
    assert command.returncode == 1
    assert err.decode() == "it could not be done: [Errno 28] No space left on device\n"
