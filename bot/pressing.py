"""Buttons: which feature does what a press asks for."""

import logging
from collections.abc import Iterable

from telegram import CallbackQuery, Update
from telegram.error import BadRequest
from telegram.ext import CallbackQueryHandler

from bot import messages
from bot.callbacks import Callback, Stay, UnknownCallbackError, decode
from bot.desk import Context, Feature, Handler, Press, Toast, UnavailableError
from bot.questions import UnaskableError
from bot.screen import StaleButtonError

_logger = logging.getLogger(__name__)


class Pressing:
    """Decodes what a button remembers, hands it to its feature and acknowledges the press."""

    def __init__(self, features: Iterable[Feature]) -> None:
        self._presses: dict[type[Callback], Press] = {Stay: _stay}
        for feature in features:
            for kind, press in feature.buttons().items():
                if kind in self._presses:
                    raise ValueError(f"two features claim {kind.__name__}")
                self._presses[kind] = press

    def handler(self) -> Handler:
        """Return the handler of every press."""
        return CallbackQueryHandler(self.press)

    async def press(self, update: Update, _: Context) -> None:
        """Do what a button says, in place."""
        query = update.callback_query
        if query is None:
            raise ValueError("no button was pressed")
        try:
            button = decode(query.data or "")
            press = self._presses.get(type(button))
            if press is None:  # anybody can make up one that no feature offers
                raise UnknownCallbackError(query.data or "")
            notice = await press(query, button)
        except UnknownCallbackError:
            notice = messages.OLD_BUTTON
        except (StaleButtonError, UnaskableError, UnavailableError) as error:
            notice = str(error)
        await acknowledge(query, notice)


async def acknowledge(query: CallbackQuery, notice: str | None) -> None:
    """Tell Telegram that a press was handled, with a notice to show if there is one."""
    try:
        await query.answer(notice, show_alert=notice is not None and not isinstance(notice, Toast))
    except BadRequest as error:
        # Telegram forgets a press after some seconds: after a restart, or after many retries.
        if "query" not in error.message.lower():
            raise
        _logger.info("A press was acknowledged too late: %s", error)


async def _stay(_: CallbackQuery, __: Stay) -> None:
    """Do nothing: the button only shows where one is."""
