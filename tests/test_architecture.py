"""Imports run one way: corpus ← index ← bot, and scripts over all three; all are declared."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "corpus": {"corpus"},
    "index": {"corpus", "index"},
    "bot": {"corpus", "index", "bot"},
    "scripts": {"corpus", "index", "bot", "scripts"},
}
SOURCES = [path for package in MAY_IMPORT for path in sorted((ROOT / package).rglob("*.py"))]


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_lies_below_it(path):
    package = path.relative_to(ROOT).parts[0]
    assert set(imported(path)) & set(MAY_IMPORT) <= MAY_IMPORT[package]


def test_there_is_no_drawer_for_odds_and_ends():
    assert not [path for path in SOURCES if path.stem in {"utils", "helpers", "common", "misc"}]


PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PYPROJECT["project"]["optional-dependencies"]
SETUPTOOLS = PYPROJECT["tool"]["setuptools"]
# What only those have who train, bring a model of their own, or want a picture.
NEEDS = {
    "index/onnx_encoder.py": "onnx",
    "index/reranker.py": "models",
    "index/sentence_encoder.py": "models",
    "index/st_module.py": "models",
    "index/training": "models",
    "scripts/calibrate.py": "dev",
    "scripts/chart.py": "bench",
}


def names(requirements):
    """Return the distributions of some requirements, without extras and versions."""
    return {re.sub("[-_.]+", "-", re.match(r"[\w.-]+", line)[0]).lower() for line in requirements}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_whatever_is_imported_is_declared(path):
    foreign = set(imported(path)) - set(MAY_IMPORT) - sys.stdlib_module_names
    distributions = packages_distributions()
    place = path.relative_to(ROOT)
    extra = NEEDS.get(str(place), NEEDS.get(str(place.parent)))
    declared = names(PYPROJECT["project"]["dependencies"] + EXTRAS.get(extra, []))
    for module in foreign:
        if module not in distributions and extra:
            pytest.skip(f"{module} is not installed here")
        assert names(distributions[module]) & declared, f"{module} is not declared"


def test_whatever_is_declared_is_pinned():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = names(line for line in lines if re.fullmatch(r"[\w.-]+==\S+", line))
    for requirements in (PYPROJECT["project"]["dependencies"], *EXTRAS.values()):
        assert names(requirements) <= pinned


def test_every_package_is_in_the_wheel():
    folders = {path.parent.relative_to(ROOT) for path in SOURCES}
    assert {".".join(folder.parts) for folder in folders} == set(SETUPTOOLS["packages"])


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_every_file_of_a_package_is_in_its_wheel(package):
    shipped = {
        path
        for name, patterns in SETUPTOOLS["package-data"].items()
        for pattern in patterns
        for path in (ROOT / name.replace(".", "/")).glob(pattern)
    }
    files = {
        path for path in (ROOT / package).rglob("*") if path.is_file() and path.suffix != ".pyc"
    }
    assert files - shipped == {path for path in SOURCES if path.is_relative_to(ROOT / package)}
