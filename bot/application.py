"""Wiring: the features, in the order in which they are asked to take an update."""

from collections.abc import Callable
from typing import Any

from telegram import LinkPreviewOptions, Update
from telegram.constants import ParseMode
from telegram.ext import Application, Defaults, TypeHandler
from telegram.request import BaseRequest

from bot.access import Access
from bot.admin import Admin
from bot.alarm import Alarm
from bot.announcing import Announcing
from bot.asking import Asking
from bot.browsing import Browsing
from bot.delivery import Delivery
from bot.desk import Desk, Feature
from bot.following import Following
from bot.gate import Gate
from bot.inline import Inline
from bot.invitations import Invitations
from bot.keeping import Keeping
from bot.limits import Limits
from bot.mailing import Mailing
from bot.members import Members
from bot.metrics import MeasuredConnection
from bot.pressing import Pressing
from bot.privacy import Privacy
from bot.settings import Settings
from bot.state import State
from bot.subscribers import Subscribers
from bot.sweeping import Sweeping
from bot.trouble import Trouble
from bot.whereabouts import Whereabouts
from index.answer import Searcher

App = Application[Any, Any, Any, Any, Any, Any]


class _Forgetful(App):
    """Notes nobody's id: PTB's own does so, for a persistence that is not here."""

    __slots__ = ()

    def _mark_for_persistence_update(self, **_: object) -> None:
        """Do nothing."""


AT_ONCE = 1_024  # updates; most of them would be waiting for their chat's turn, or for Telegram


def build(
    settings: Settings, current: Callable[[], Searcher], request: BaseRequest | None = None
) -> tuple[App, Desk]:
    """Return the application with its handlers in order, and the desk they work at.

    Args:
        settings: What the owner decided.
        current: Returns the searcher of the newest index; called in a thread for each question.
        request: Stands in for the network, in tests.

    Raises:
        StateError: If the state cannot be opened.
    """
    token = settings.telegram_bot_token.get_secret_value()
    state = State(settings.state_db, token)
    members = Members(state)
    desk = Desk(settings, current, Alarm(settings.admin_user_ids), state)
    whereabouts = Whereabouts(Subscribers(state))
    builder = (
        Application.builder()
        .application_class(_Forgetful)
        .token(token)
        .base_url(f"{settings.telegram_api_url}/bot")
        .rate_limiter(Delivery(whereabouts.moved, whereabouts.gone))
        .updater(None)  # `bot.service` takes updates in
        .concurrent_updates(AT_ONCE)
        .defaults(
            Defaults(
                parse_mode=ParseMode.HTML,
                do_quote=True,  # every reply refers to its question, for its buttons too
                allow_sending_without_reply=True,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )
    )
    connection = request or MeasuredConnection(desk.metrics)
    application: App = builder.request(connection).get_updates_request(connection).build()
    desk.metrics.show(
        "sotay_queue", "Updates that are not handled to the end yet",
        lambda: application.update_processor.current_concurrent_updates,
    )  # fmt: skip
    access = Access(settings, members)
    gate = Gate(access, Limits(settings), desk.alarm)
    application.add_handler(TypeHandler(Update, gate.admit), group=-1)
    mailing = Mailing(desk)
    desk.duties.extend((mailing.run, Sweeping(desk).run))
    features: tuple[Feature, ...] = (
        whereabouts,
        Invitations(desk, members, access),  # its links are /start too
        Browsing(desk),
        Inline(desk),
        Keeping(desk),
        Following(desk),
        Privacy(desk),
        Announcing(desk, mailing, access),
        Admin(desk, members, access),
        Asking(desk),  # last: it takes whatever is left
    )
    for feature in features:
        application.add_handlers(feature.handlers())
    application.add_handler(Pressing(features).handler())
    application.add_error_handler(Trouble(desk.alarm, desk.metrics).report)
    return application, desk
