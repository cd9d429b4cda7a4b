from index import settings
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
