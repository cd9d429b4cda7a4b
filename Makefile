# Everything runs in .venv, made from pinned versions the first time it is needed.
PYTHON ?= python3
BIN := .venv/bin
Q ?= Khối dân vận cấp xã có bao nhiêu thành viên?
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: ask chat bot index check test lint bench clean

ask: .venv/base
	@$(BIN)/python -m scripts.ask "$(Q)"

chat: .venv/base
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
	$(BIN)/python -m scripts.bench

clean:
	rm -rf .venv var

.venv/base: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the pinned dependencies into .venv …" >&2
	@$(INSTALL) --editable .
	@touch $@

.venv/dev: .venv/base
	@$(INSTALL) --editable ".[dev,models]"
	@touch $@

.venv/bench: .venv/dev
	@$(INSTALL) --editable ".[bench]"
	@touch $@
