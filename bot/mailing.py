"""Sending announcements beside everything else, to each chat at most once, over restarts too."""

import asyncio
import json
import logging
import re
import time

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot import messages
from bot.delivery import LostReplyError
from bot.desk import Desk
from bot.links import document_link
from bot.state import StateError
from bot.subscribers import Announcements, Fate, Subscriber, Subscribers

_logger = logging.getLogger(__name__)

PACE_S = 0.1  # ten a second leave two thirds of what Telegram allows to those who ask
PROGRESS_S = 3.0  # between two edits of the admin's message
RETRY_S = 60.0  # after Telegram could not be reached, or the state not be written
NOTE = "mailing"
"""The note of the state with announcement → chat and message that show the progress, how many."""

_GONE = re.compile("chat not found|user is deactivated|PEER_ID_INVALID|chat was deleted", re.I)
_NO_TOPIC = re.compile("thread not found|TOPIC_(CLOSED|DELETED)", re.I)


class Mailing:
    """Works through what has been announced and not been sent to everybody yet."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._subscribers = Subscribers(desk.state)
        self._announcements = Announcements(desk.state)
        self._new = asyncio.Event()
        self._shown = -PROGRESS_S

    async def begin(self, key: str, text: str, latest: int, shown_by: tuple[int, int]) -> None:
        """Note an announcement to all who follow by now; `start` sends it.

        Args:
            key: Of the document.
            text: Telegram HTML.
            latest: The id of the announcement before it.
            shown_by: Chat and message of ours that show how far it has come.

        Raises:
            SupersededError: If there was another one in the meantime: pressed twice, perhaps.
            StateError: If it cannot be written.
        """
        await asyncio.to_thread(self._begin, key, text, latest, shown_by)

    def start(self) -> None:
        """Send what was begun."""
        self._new.set()

    def _begin(self, key: str, text: str, latest: int, shown_by: tuple[int, int]) -> None:
        number = self._announcements.begin(key, text, latest)
        chats = len(self._announcements.pending(number))
        self._keep({**self._kept(), str(number): [*shown_by, chats]})

    def _kept(self) -> dict[str, list[int]]:
        kept: dict[str, list[int]] = json.loads(self._desk.state.recall(NOTE) or "{}")
        return kept

    def _keep(self, kept: dict[str, list[int]]) -> None:
        self._desk.state.remember(NOTE, json.dumps(kept))

    async def run(self, sender: Bot) -> None:
        """Send whatever is to be sent, until cancelled; first what the last run left."""
        while True:
            try:
                done = await self.send_all(sender)
            except (StateError, TelegramError) as error:
                _logger.error("Announcements are held up: %s", error)
                await self._desk.alarm.tell_error(sender, error)
                done = False
            if done:
                await self._new.wait()
            else:
                await asyncio.sleep(RETRY_S)

    async def send_all(self, sender: Bot) -> bool:
        """Send what is to be sent; False if Telegram could not be reached for all of it.

        Raises:
            StateError: If the state cannot be read or written: nothing is sent unnoted.
        """
        self._new.clear()
        followers = await asyncio.to_thread(self._subscribers.chats)
        self._desk.metrics.subscribed(len(followers))
        kept = await asyncio.to_thread(self._kept)
        unfinished = await asyncio.to_thread(self._announcements.unfinished)
        # Of one whose last chat was being written to when the run ended, the sum is still due.
        numbers = sorted({*unfinished, *map(int, kept)})
        return all([await self._send(sender, number) for number in numbers])

    async def _send(self, sender: Bot, number: int) -> bool:
        try:
            text = await asyncio.to_thread(self._announcements.text, number)
            key = await asyncio.to_thread(self._announcements.document, number)
        except LookupError:  # kept for longer than announcements are
            await self._finish(number)
            return True
        link = document_link(sender.username, key)
        markup = InlineKeyboardMarkup([[InlineKeyboardButton(messages.OPEN_DOCUMENT, url=link)]])
        for subscriber in await asyncio.to_thread(self._announcements.pending, number):
            step = asyncio.create_task(self._deliver(sender, number, subscriber, text, markup))
            try:
                await asyncio.shield(step)
            except asyncio.CancelledError:  # the bot stops: what is on its way is noted first
                await step
                raise
            await self._show(sender, number)
            await asyncio.sleep(PACE_S)
        progress = await asyncio.to_thread(self._announcements.progress, number)
        if not progress.pending:
            await self._show(sender, number, finished=True)
            await self._finish(number)
        return not progress.pending

    async def _finish(self, number: int) -> None:
        def forget() -> None:
            self._keep({other: v for other, v in self._kept().items() if other != str(number)})

        await asyncio.to_thread(forget)

    async def _deliver(
        self,
        sender: Bot,
        number: int,
        subscriber: Subscriber,
        text: str,
        markup: InlineKeyboardMarkup,
    ) -> None:
        """Write to one chat, and note it before and after."""
        if not await asyncio.to_thread(self._announcements.start, number, subscriber.chat_id):
            return  # it has left in the meantime
        chat_id, fate = await _write(sender, subscriber, text, markup)
        if fate is None:  # it stays noted as being sent, and is not repeated
            return
        await asyncio.to_thread(self._announcements.settle, number, chat_id, fate)
        if fate == "gone":
            await asyncio.to_thread(self._subscribers.remove, chat_id)

    async def _show(self, sender: Bot, number: int, *, finished: bool = False) -> None:
        """Edit the admin's message, now and then and at the end."""
        if not finished and time.monotonic() - self._shown < PROGRESS_S:
            return
        self._shown = time.monotonic()
        shown_by = (await asyncio.to_thread(self._kept)).get(str(number))
        if shown_by is None:
            return
        chat_id, message_id, chats = shown_by
        now = await asyncio.to_thread(self._announcements.progress, number)
        if finished:
            # Those who are gone are not kept, nor those who opted out meanwhile.
            left = chats - now.sent - now.failed - now.sending
            text = messages.announced(now.sent, left, now.failed, now.sending)
        else:
            text = messages.announcing(now.sent, chats)
        try:
            await sender.edit_message_text(text, chat_id, message_id)
        except TelegramError as error:  # deleted, perhaps; the announcement goes on
            _logger.info("The progress could not be shown: %s", error)


async def _write(
    sender: Bot, subscriber: Subscriber, text: str, markup: InlineKeyboardMarkup
) -> tuple[int, Fate | None]:
    """Write to a chat; return its id, a new one if it moved, and what came of it, if known."""
    chat_id, topic = subscriber.chat_id, subscriber.thread_id
    try:
        try:
            sent = await sender.send_message(
                chat_id, text, message_thread_id=topic, reply_markup=markup
            )
        except BadRequest as error:
            if topic is None or not _NO_TOPIC.search(error.message):
                raise
            sent = await sender.send_message(chat_id, text, reply_markup=markup)
    except Forbidden:
        return chat_id, "gone"
    except BadRequest as error:
        return chat_id, "gone" if _GONE.search(error.message) else "failed"
    except LostReplyError:
        return chat_id, None
    except (NetworkError, RetryAfter):  # surely not there, after many tries
        return chat_id, "pending"
    except TelegramError:
        return chat_id, "failed"
    return sent.chat.id, "sent"
