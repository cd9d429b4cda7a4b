# Everything runs in .venv, made from pinned versions the first time it is needed.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
export Q ?= Khối dân vận cấp xã có bao nhiêu thành viên?
# As in .env, so that a folder of your own is never replaced by the sample.
setting = $(or $($(1)),$(shell sed -n 's/^$(1) *= *//p' .env 2>/dev/null),$(2))
INDEX := $(call setting,INDEX_DIR,var/index)
DOCUMENTS := $(call setting,DOCUMENTS_DIR,corpus/documents)
# Found by the shell, since names may hold spaces and lie in subfolders; a folder changes with a name.
CHANGED = $(shell find -L "$(DOCUMENTS)" corpus index -name __pycache__ -prune -o \
	-newer "$(INDEX)/CURRENT" -print 2>/dev/null | head -n 1)

.PHONY: ask chat bot index check test transcripts lint bench clean changed

ask: $(INDEX)/CURRENT
	@$(BIN)/python -m scripts.ask "$$Q"

chat: $(INDEX)/CURRENT
	@$(BIN)/python -m bot.chat

bot: .venv/base
	@$(BIN)/python -m bot

index: .venv/base
	@$(BIN)/python -m scripts.build_index

check: .venv/base
	@$(BIN)/python -m scripts.check_corpus

test: .venv/dev
	$(BIN)/python -m pytest

# What people see, written anew into tests/transcripts; the difference is to be read.
transcripts: .venv/dev
	$(BIN)/python -m pytest tests/test_transcripts.py --rewrite

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/base
	@$(BIN)/python -m scripts.bench

clean:
	rm -rf .venv var

# An index that is up to date is left as it is, so its date is set here.
$(INDEX)/CURRENT: .venv/base $(if $(CHANGED),changed)
	@$(BIN)/python -m scripts.build_index >&2
	@touch $@

.venv/base: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the pinned libraries into .venv …" >&2
	@$(INSTALL) --editable .
	@touch $@

.venv/dev: .venv/base
	@$(INSTALL) --editable ".[dev,models]"
	@touch $@
