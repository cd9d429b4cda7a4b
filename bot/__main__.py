"""``python -m bot``: run the Telegram bot with the settings of the environment and ``.env``."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Sequence

from telegram.error import InvalidToken, TelegramError

from bot.polling import AnotherCopyError
from bot.service import serve
from bot.settings import SettingsError, load_settings
from bot.state import StateError
from index.errors import EncoderError
from index.live import LiveSearcher
from index.reranker import open_reranker

_logger = logging.getLogger(__name__)

CRASHED = 70
"""The exit status of an error of the program itself, which starting again may help: EX_SOFTWARE."""


class RedactingFormatter(logging.Formatter):
    """Formats a record, traceback and all, without the bot's token."""

    def __init__(self, token: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, or lines, to write."""
        return super().format(record).replace(self._token, "<token>")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the bot until it is stopped; return the exit status."""
    argparse.ArgumentParser(prog="python -m bot", description=__doc__).parse_args(argv)
    try:
        settings = load_settings()
    except SettingsError as error:
        return _fail(str(error))
    handler = logging.StreamHandler()
    handler.setFormatter(RedactingFormatter(settings.telegram_bot_token.get_secret_value()))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it logs URLs, with the token
    try:
        reranker = open_reranker(settings.reranker)
        asyncio.run(serve(settings, LiveSearcher(settings.index_dir, reranker)))
    except InvalidToken:  # its message holds the token
        return _fail("TELEGRAM_BOT_TOKEN: Telegram does not accept this token")
    except AnotherCopyError:
        return _fail("TELEGRAM_BOT_TOKEN: another process is running this bot")
    except TelegramError as error:
        return _fail(f"Telegram refuses: {error}")
    except (SettingsError, EncoderError, StateError) as error:
        return _fail(str(error))
    except Exception:
        _logger.exception("The bot ended by an error of its own")
        return CRASHED
    return 0


def _fail(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
