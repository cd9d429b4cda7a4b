"""What the owner decides: read once, from the environment or ``.env``, into one frozen object."""

import re
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from index.settings import DEFAULTS, ENV_FILE, NOT_UTF8

KEPT_LONGEST = 3_650  # days

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # core.telegram.org/bots/api#setwebhook


class SettingsError(Exception):
    """A setting is missing or wrong; the message is one line that names it."""


Ids = Annotated[frozenset[int], NoDecode]
"""Telegram ids, separated by commas or spaces."""


class Settings(BaseSettings):
    """The bot's settings, named as in the environment but in lower case."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True, extra="ignore", frozen=True, validate_default=False
    )

    telegram_bot_token: SecretStr
    telegram_api_url: str = "https://api.telegram.org"
    index_dir: Path = Path(DEFAULTS["INDEX_DIR"])
    documents_dir: Path = Path(DEFAULTS["DOCUMENTS_DIR"])
    reranker: str | None = None
    access: Literal["public", "list"]
    allowed_user_ids: Ids = frozenset()
    allowed_chat_ids: Ids = frozenset()
    admin_user_ids: Ids = frozenset()
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    webhook_port: int = Field(default=8443, ge=1, le=65535)
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    state_db: Path = Path(DEFAULTS["STATE_DB"])
    questions_per_minute: int = Field(default=20, ge=1)  # of one person
    questions_per_minute_total: int = Field(default=2_400, ge=1)
    retention_days: int = Field(default=90, ge=1, le=KEPT_LONGEST)

    @field_validator("telegram_bot_token")
    @classmethod
    def _token_looks_right(cls, value: SecretStr) -> SecretStr:
        if not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("is not a bot token such as 123456:ABC-def")
        return value

    @field_validator("telegram_api_url", "webhook_url")
    @classmethod
    def _is_a_url(cls, value: str) -> str:
        url = urlsplit(value)
        if url.scheme not in ("http", "https") or not url.hostname:
            raise ValueError("is not an http:// or https:// address")
        return value.rstrip("/")

    @field_validator("allowed_user_ids", "allowed_chat_ids", "admin_user_ids", mode="before")
    @classmethod
    def _split_ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        ids = value.replace(",", " ").split()
        if wrong := [word for word in ids if not re.fullmatch(r"-?\d+", word)]:
            raise ValueError(f"{wrong[0]!r} is not a numeric Telegram id")
        return ids

    @field_validator("webhook_secret")
    @classmethod
    def _secret_is_allowed(cls, value: SecretStr) -> SecretStr:
        if not _SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("may hold 1 to 256 of A-Z a-z 0-9 _ -")
        return value

    @field_validator("state_db")
    @classmethod
    def _is_a_file(cls, value: Path) -> Path:
        if str(value) == ":memory:":  # to SQLite no file, so each start would have forgotten all
            raise ValueError("must be a file")
        if value.is_dir():
            raise ValueError(f"{value} is a folder; name a file in it")
        return value

    @model_validator(mode="after")
    def _belong_together(self) -> Self:
        if self.access == "list" and not (
            self.allowed_user_ids or self.allowed_chat_ids or self.admin_user_ids
        ):
            raise ValueError("ALLOWED_USER_IDS: ACCESS is list, and nobody is on it")
        if self.webhook_url and not self.webhook_secret:
            raise ValueError("WEBHOOK_SECRET: is required with WEBHOOK_URL")
        return self


def load_settings(env_file: Path | None = ENV_FILE) -> Settings:
    """Read the settings; the environment wins over the file.

    Raises:
        SettingsError: If one is missing or wrong.
    """
    try:
        # pydantic fills the required fields from the environment.
        return Settings(_env_file=env_file)  # type: ignore[call-arg]
    except UnicodeDecodeError:  # its message would show the file
        raise SettingsError(NOT_UTF8) from None
    except ValidationError as error:
        # The message of pydantic's own error would show the value, and that may be the token.
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper() if first["loc"] else ""
        if first["type"] == "missing":
            hint = " (public or list)" if name == "ACCESS" else ""
            raise SettingsError(f"{name} is not set{hint}") from None
        message = first["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{name}: {message}" if name else message) from None
