"""What the unit of systemd and the container file name is there, and what they promise holds."""

import re
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest

from bot import delivery
from bot.__main__ import CRASHED
from bot.settings import Settings
from index.settings import DEFAULTS

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "scripts" / "deploy"
UNIT, CONTAINER, IGNORED = (
    (DEPLOY / name).read_text(encoding="utf-8")
    for name in ("so-tay.service", "Containerfile", "Containerfile.dockerignore")
)
SETTINGS = {name.upper() for name in Settings.model_fields} | DEFAULTS.keys()
PYTHONS_OWN = {"PATH", "PYTHONDONTWRITEBYTECODE"}


@pytest.fixture(scope="module")
def service():
    parser = RawConfigParser(strict=False)  # what is allowed and what is not have the same name
    parser.optionxform = str
    parser.read_string(UNIT)
    return parser["Service"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_understands_the_unit(tmp_path):
    unit = tmp_path / "so-tay.service"
    here = UNIT.replace("/opt/so-tay/.venv/bin/python", sys.executable)
    unit.write_text(here.replace("/opt/so-tay/README.md", "/README.md"), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, [line for line in done.stderr.splitlines() if "so-tay" in line]) == (
        0,
        [],
    )


def test_the_unit_names_what_is_there(service):
    assert service["ExecStart"] == "/opt/so-tay/.venv/bin/python -m bot"
    assert (ROOT / "bot" / "__main__.py").is_file()
    for path in re.findall(r"(scripts/deploy/[\w.-]+)", UNIT + CONTAINER):
        assert (ROOT / path).is_file() or (ROOT / path).is_dir(), path
    names = {word.split("=")[0] for word in service["Environment"].split()}
    assert names - PYTHONS_OWN == {"STATE_DB", "INDEX_DIR"} <= SETTINGS


def test_it_starts_again_after_a_crash_but_not_where_a_person_must_act(service):
    assert service["Restart"] == "on-failure"
    assert service["RestartPreventExitStatus"] == "1"
    assert CRASHED != 1


def test_it_may_finish_what_it_began(service):
    finishing = delivery.LONGEST_WAIT_S + sum(delivery.PAUSES_S)
    assert int(service["TimeoutStopSec"]) > finishing == 91
    assert re.search(r"--stop-timeout (\d+)", CONTAINER)[1] == service["TimeoutStopSec"]


def test_the_unit_may_write_only_its_state(service):
    assert service["ProtectSystem"] == "strict"
    assert service["DynamicUser"] == service["NoNewPrivileges"] == "yes"
    assert f"STATE_DB=%S/{service['StateDirectory']}/" in service["Environment"]
    assert "ReadWritePaths" not in service


def test_the_image_holds_what_is_installed_and_nothing_private():
    copied = {
        word
        for line in re.findall(r"^COPY (?!--)(.+) \S+$", CONTAINER, re.MULTILINE)
        for word in line.split()
    }
    assert all((ROOT / name).exists() for name in copied)
    assert {f"!{name}" for name in copied} == set(re.findall(r"^!\S+", IGNORED, re.MULTILINE))
    assert IGNORED.index("\n*\n") < IGNORED.index("!")
    declared = re.search(r"packages = \[(.+)\]", (ROOT / "pyproject.toml").read_text("utf-8"))
    packages = {name.split(".")[0] for name in re.findall(r'"([\w.]+)"', declared[1])}
    assert packages <= copied


def test_the_image_runs_as_nobody_special_with_settings_that_are_read():
    env = CONTAINER[CONTAINER.index("\nENV ") :].split("WORKDIR")[0]
    named = set(re.findall(r"^(?:ENV)? +([A-Z_]+)=", env, re.MULTILINE))
    assert named - PYTHONS_OWN == {"DOCUMENTS_DIR", "INDEX_DIR", "STATE_DB", "METRICS_PORT"}
    assert named - PYTHONS_OWN <= SETTINGS
    assert CONTAINER.index("\nUSER so-tay\n") < CONTAINER.index("\nCMD ")
    volumes = re.search(r"VOLUME \[(.+)\]", CONTAINER)[1].replace('"', "").split(", ")
    for setting in ("DOCUMENTS_DIR", "INDEX_DIR", "STATE_DB"):
        path = re.search(rf"{setting}=(\S+)", env)[1]
        assert any(Path(path).is_relative_to(volume) for volume in volumes)


def test_the_image_says_whether_it_is_well():
    check = re.search(r"HEALTHCHECK (?:\\\n|.)+", CONTAINER)[0]
    assert "METRICS_PORT" in check
    assert "/health" in check
    code = re.search(r'"-c", "(.+)"\]', check)[1].replace('\\"', '"')
    compile(code, "HEALTHCHECK", "exec")
    assert "podman build --format docker " in CONTAINER  # OCI's own format knows no HEALTHCHECK
    assert re.findall(r"^FROM (\S+)", CONTAINER, re.MULTILINE) == ["${BASE}", "${BASE}"]
    assert re.search(r"^ARG BASE=(\S+)", CONTAINER, re.MULTILINE)[1] == "python:3.12-slim"
