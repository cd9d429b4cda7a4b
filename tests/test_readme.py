"""What the two READMEs show and name is there, so that neither goes stale unnoticed."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from bot.settings import Settings
from index.phrases import THESAURUS, read_rows
from index.settings import DEFAULTS
from scripts import ask

ROOT = Path(__file__).parents[1]
READMES = {
    name: (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.vi.md")
}
ALL = pytest.mark.parametrize("text", READMES.values(), ids=READMES)


@ALL
def test_the_answer_it_shows_is_the_answer_that_is_given(text, shipped_index, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    asked = re.findall(r'make ask Q="(\w.+?)"', text)
    assert len(asked) == 2  # with diacritics and in a hurry
    (shown,) = re.findall(r"```text\n(Bản tóm lược.+?)```", text, re.DOTALL)
    for question in asked:
        assert ask.main(["--index", str(shipped_index), question]) == 0
        printed = capsys.readouterr().out
        assert [line.rstrip() for line in printed.splitlines()] == shown.splitlines()


@ALL
def test_it_lists_every_setting_and_no_other(text):
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", text, re.MULTILINE)
    listed = {name for row in rows for name in re.findall(r"[A-Z_]+", row)}
    assert listed == {name.upper() for name in Settings.model_fields} | DEFAULTS.keys()


@ALL
def test_the_commands_it_names_are_there(text):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`make (\w+)", text)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for module in set(re.findall(r"-m (\w+(?:\.\w+)?)", text)):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), module
    for command, option in set(re.findall(r"(\w+) (--[a-z]+)", text)):
        source = (ROOT / "scripts" / f"{command}.py").read_text(encoding="utf-8")
        assert f'"{option}"' in source, f"{command} {option}"


@ALL
def test_the_files_it_points_to_are_there(text):
    for target in re.findall(r"\]\(([\w./-]+)\)", text):
        assert (ROOT / target).exists(), target
    for target in re.findall(r"`((?:corpus|index|bot|scripts)/[\w./-]+)`", text):
        assert (ROOT / target).exists(), target


def test_the_phrases_it_gives_as_examples_are_in_the_table():
    table = {(phrase.lower(), found) for phrase, found in read_rows(ROOT / "index" / THESAURUS)}
    examples = re.findall(r"`([^`]+)` → `([^`]+)`", READMES["README.md"])
    assert examples
    assert {(phrase.lower(), found) for phrase, found in examples} <= table


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
def test_make_builds_again_only_what_changed_whatever_the_names(tmp_path):
    files, index_dir = tmp_path / "files", tmp_path / "index"
    (files / "nam 2025").mkdir(parents=True)
    document = files / "nam 2025" / "ke hoach 05.txt"
    document.write_text("Kế hoạch", encoding="utf-8")
    current = index_dir / "CURRENT"

    def steps():
        settings = {"DOCUMENTS_DIR": str(files), "INDEX_DIR": str(index_dir)}
        # As if everything were installed: what is asked for is only said.
        done = subprocess.run(
            ["make", "--dry-run", "--old-file=.venv/base", "ask"],
            cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return [name for name in ("scripts.build_index", "scripts.ask") if name in done.stdout]

    assert steps() == ["scripts.build_index", "scripts.ask"]
    index_dir.mkdir()
    current.write_text("000001-0123456789abcdef", encoding="ascii")
    later = time.time() + 60
    os.utime(current, (later, later))
    assert steps() == ["scripts.ask"]
    os.utime(document, (later + 60, later + 60))
    assert steps() == ["scripts.build_index", "scripts.ask"]
