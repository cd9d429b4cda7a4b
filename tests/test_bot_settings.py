import logging
from pathlib import Path

import pytest

from bot.__main__ import RedactingFormatter, main
from bot.settings import Settings, SettingsError, load_settings

TOKEN = "123456:ABC-def_0"
GOOD = {"TELEGRAM_BOT_TOKEN": TOKEN, "ACCESS": "public"}
NAMES = [name.upper() for name in Settings.model_fields]


def load(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> Settings:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return load_settings(env_file=None)


def test_defaults(monkeypatch):
    settings = load(monkeypatch, GOOD)
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.index_dir == Path("var/index")
    assert settings.webhook_port == 8443
    assert settings.allowed_user_ids == frozenset()
    assert settings.questions_per_minute == 20
    assert settings.questions_per_minute_total == 2_400
    assert settings.retention_days == 90
    assert settings.metrics_port is None
    assert settings.state_db == Path("var/state.sqlite3")


def test_everything_is_read(monkeypatch):
    settings = load(
        monkeypatch,
        {
            **GOOD,
            "TELEGRAM_API_URL": "http://127.0.0.1:8081/",
            "INDEX_DIR": "elsewhere",
            "ACCESS": "list",
            "ALLOWED_USER_IDS": "1, 2 3",
            "ALLOWED_CHAT_IDS": "-100123",
            "ADMIN_USER_IDS": "7",
            "WEBHOOK_URL": "https://example.vn/hook",
            "WEBHOOK_SECRET": "s3cret",
            "WEBHOOK_PORT": "8080",
            "METRICS_PORT": "9100",
            "QUESTIONS_PER_MINUTE": "1",
            "QUESTIONS_PER_MINUTE_TOTAL": "60",
            "RETENTION_DAYS": "3650",
        },
    )
    assert settings.telegram_api_url == "http://127.0.0.1:8081"
    assert settings.index_dir == Path("elsewhere")
    assert settings.allowed_user_ids == {1, 2, 3}
    assert settings.allowed_chat_ids == {-100123}
    assert settings.admin_user_ids == {7}
    assert settings.webhook_url == "https://example.vn/hook"
    assert settings.webhook_secret is not None
    assert settings.webhook_secret.get_secret_value() == "s3cret"
    assert settings.webhook_port == 8080
    assert settings.metrics_port == 9100
    assert settings.questions_per_minute == 1
    assert settings.questions_per_minute_total == 60
    assert settings.retention_days == 3_650


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"TELEGRAM_BOT_TOKEN": ""}, "TELEGRAM_BOT_TOKEN is not set"),
        ({"TELEGRAM_BOT_TOKEN": "secret!"},
         "TELEGRAM_BOT_TOKEN: is not a bot token such as 123456:ABC-def"),
        ({"ACCESS": ""}, "ACCESS is not set (public or list)"),
        ({"ACCESS": "all"}, "ACCESS: Input should be 'public' or 'list'"),
        ({"ACCESS": "list"}, "ALLOWED_USER_IDS: ACCESS is list, and nobody is on it"),
        ({"ALLOWED_USER_IDS": "1,an"}, "ALLOWED_USER_IDS: 'an' is not a numeric Telegram id"),
        ({"TELEGRAM_API_URL": "localhost"},
         "TELEGRAM_API_URL: is not an http:// or https:// address"),
        ({"WEBHOOK_URL": "https://a.vn"}, "WEBHOOK_SECRET: is required with WEBHOOK_URL"),
        ({"WEBHOOK_SECRET": "có dấu"}, "WEBHOOK_SECRET: may hold 1 to 256 of A-Z a-z 0-9 _ -"),
        ({"STATE_DB": ":memory:"}, "STATE_DB: must be a file"),
        ({"STATE_DB": "/"}, "STATE_DB: / is a folder; name a file in it"),
        ({"RETENTION_DAYS": "0"}, "RETENTION_DAYS: Input should be greater than or equal to 1"),
        ({"RETENTION_DAYS": "3651"},
         "RETENTION_DAYS: Input should be less than or equal to 3650"),
        ({"QUESTIONS_PER_MINUTE": "0"},
         "QUESTIONS_PER_MINUTE: Input should be greater than or equal to 1"),
        ({"QUESTIONS_PER_MINUTE_TOTAL": "-1"},
         "QUESTIONS_PER_MINUTE_TOTAL: Input should be greater than or equal to 1"),
        ({"QUESTIONS_PER_MINUTE": "nhiều"},
         "QUESTIONS_PER_MINUTE: Input should be a valid integer, unable to parse string as an "
         "integer"),
        ({"METRICS_PORT": "65536"},
         "METRICS_PORT: Input should be less than or equal to 65535"),
        ({"WEBHOOK_PORT": "0"}, "WEBHOOK_PORT: Input should be greater than or equal to 1"),
    ],
)  # fmt: skip
def test_a_wrong_one_is_named_in_one_line(monkeypatch, change, message):
    with pytest.raises(SettingsError) as caught:
        load(monkeypatch, {**GOOD, **change})
    assert str(caught.value) == message
    assert caught.value.__cause__ is None


def test_the_file_is_read_and_the_environment_wins(monkeypatch, tmp_path):
    load(monkeypatch, GOOD)
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN")
    env_file = tmp_path / ".env"
    env_file.write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\nACCESS=list\nOTHER=1\n", encoding="utf-8")
    settings = load_settings(env_file)
    assert settings.telegram_bot_token.get_secret_value() == TOKEN
    assert settings.access == "public"


def test_secrets_are_not_shown(monkeypatch):
    settings = load(monkeypatch, {**GOOD, "WEBHOOK_SECRET": "s3cret"})
    assert TOKEN not in repr(settings)
    assert "s3cret" not in repr(settings)


def test_the_token_is_cut_out_of_tracebacks():
    try:
        raise ValueError(f"https://api.telegram.org/bot{TOKEN}/getMe")
    except ValueError as error:
        record = logging.LogRecord(
            "x",
            logging.ERROR,
            "",
            0,
            "failed for %s",
            (TOKEN,),
            (ValueError, error, error.__traceback__),
        )
    text = RedactingFormatter(TOKEN).format(record)
    assert TOKEN not in text
    assert "failed for <token>" in text
    assert "bot<token>/getMe" in text


def test_the_bot_does_not_start_without_settings(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    assert main([]) == 1
    assert capsys.readouterr().err == "TELEGRAM_BOT_TOKEN is not set\n"
