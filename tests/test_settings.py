import pytest

from bot.settings import SettingsError, load_settings
from index import settings
from index.errors import RetrievalError
from index.settings import setting


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path, monkeypatch):
    env = tmp_path / ".env"
    monkeypatch.setattr(settings, "ENV_FILE", env)
    monkeypatch.delenv("INDEX_DIR", raising=False)
    assert setting("INDEX_DIR") == "var/index"
    env.write_text("INDEX_DIR=elsewhere\nENCODER=\n", encoding="utf-8")
    assert setting("INDEX_DIR") == "elsewhere"
    assert setting("ENCODER") == "embedded"
    monkeypatch.setenv("INDEX_DIR", "here")
    assert setting("INDEX_DIR") == "here"


def test_a_file_that_is_not_utf8_is_named_and_not_shown(tmp_path, monkeypatch):
    env = tmp_path / ".env"
    env.write_text("INDEX_DIR=mục lục\n", encoding="utf-16")
    monkeypatch.setattr(settings, "ENV_FILE", env)
    monkeypatch.delenv("INDEX_DIR", raising=False)
    with pytest.raises(RetrievalError, match=r"^\.env is not in UTF-8; save it in UTF-8$"):
        setting("INDEX_DIR")
    with pytest.raises(SettingsError, match=r"^\.env is not in UTF-8; save it in UTF-8$"):
        load_settings(env)
