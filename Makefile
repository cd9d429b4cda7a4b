# Everything runs in .venv, made from pinned versions the first time it is needed.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
Q ?= Khối dân vận cấp xã có bao nhiêu thành viên?
# What the index of the shipped directives is made from.
SOURCES := $(wildcard corpus/documents/* corpus/*.py index/*.py index/*.tsv index/model/*)

.PHONY: ask chat bot index check test lint bench clean

ask: var/index/CURRENT
	@$(BIN)/python -m scripts.ask "$(Q)"

chat: var/index/CURRENT
	@$(BIN)/python -m bot.chat

bot: .venv/base
	@$(BIN)/python -m bot

index: .venv/base
	@$(BIN)/python -m scripts.build_index

check: .venv/base
	@$(BIN)/python -m scripts.check_corpus

test: .venv/dev
	$(BIN)/python -m pytest

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/bench
	@$(BIN)/python -m scripts.bench

clean:
	rm -rf .venv var

# An index that is up to date is left as it is, so its date is set here.
var/index/CURRENT: .venv/base $(SOURCES)
	@$(BIN)/python -m scripts.build_index corpus/documents --index var/index >&2
	@touch $@

.venv/base: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the pinned libraries into .venv …" >&2
	@$(INSTALL) --editable .
	@touch $@

.venv/dev: .venv/base
	@$(INSTALL) --editable ".[dev,models]"
	@touch $@

.venv/bench: .venv/dev
	@$(INSTALL) --editable ".[bench]"
	@touch $@
