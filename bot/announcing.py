"""/taithongbao: an admin announces a directive to the chats that follow, after a look at it."""

import asyncio
from collections.abc import Mapping, Sequence

from telegram import CallbackQuery, InlineKeyboardButton, Message, Update
from telegram.ext import CommandHandler, filters

from bot import messages, render
from bot.access import Access
from bot.addressed import words_of
from bot.asking import card
from bot.callbacks import Announce, Callback, CallOff, PreviewAnnouncement, checksum
from bot.catalogue import find
from bot.citation import cite, day, reference
from bot.desk import Context, Desk, Handler, Press, edit, message_of
from bot.links import document_link
from bot.mailing import Mailing
from bot.screen import StaleButtonError, View, button, rows
from bot.subscribers import Announcements, Subscribers, SupersededError
from bot.views import document_at
from index.answer import Entry, Searcher

NEWEST = 8  # documents to choose from
NOTE_UNITS = 500  # of the line that an admin adds


class Announcing:
    """Shows what would be sent and to how many; sends it once."""

    def __init__(self, desk: Desk, mailing: Mailing, access: Access) -> None:
        self._desk = desk
        self._access = access
        self._mailing = mailing
        self._subscribers = Subscribers(desk.state)
        self._announcements = Announcements(desk.state)

    def handlers(self) -> Sequence[Handler]:
        """Return the handler of its command; for others than admins there is no such command."""
        admins = filters.ChatType.PRIVATE & filters.User(self._access.admins)
        new = filters.UpdateType.MESSAGE
        return (CommandHandler("taithongbao", self.choose, new & admins),)

    def buttons(self) -> Mapping[type[Callback], Press]:
        """Return what its buttons do."""
        return {
            PreviewAnnouncement: self._preview_pressed,
            Announce: self._announce,
            CallOff: self._call_off,
        }

    async def choose(self, update: Update, _: Context) -> None:
        """Preview the announcement of the document that is named, or offer those to choose from."""
        message = message_of(update)
        named = words_of(message).partition("|")[0].strip()

        def chosen(searcher: Searcher) -> Sequence[Entry]:
            return find(searcher, named) if named else searcher.entries()

        entries = await self._desk.consult(message.get_bot(), chosen)
        if named and len(entries) == 1:
            view = await self._preview(message, entries[0].key)
        elif entries:
            view = _choice(entries[:NEWEST])
        elif named:
            view = View(messages.no_documents(render.label(named, 100)))
        else:
            view = View(messages.EMPTY_LIST)
        await message.reply_text(view.text, reply_markup=view.markup)

    async def _preview(self, command: Message, key: str) -> View:
        """Return what would be sent, and to how many."""
        text = await self._text(command, key)
        followers, latest, before = await asyncio.gather(
            asyncio.to_thread(self._subscribers.chats),
            asyncio.to_thread(self._announcements.latest),
            asyncio.to_thread(self._announcements.announced, key),
        )
        head = messages.preview(len(followers), day(before) if before else "")
        link = document_link(command.get_bot().username, key)
        sending = Announce(key, checksum(text), latest)
        return View(
            f"<i>{head}</i>\n\n{text}",
            (
                (InlineKeyboardButton(messages.OPEN_DOCUMENT, url=link),),
                (button(messages.SEND, sending), button(messages.CALL_OFF, CallOff())),
            ),
        )

    async def _text(self, command: Message, key: str) -> str:
        """Return the announcement; the admin's own line stands in the command."""
        note = words_of(command).partition("|")[2].strip()
        return await self._desk.consult(
            command.get_bot(), lambda searcher: announcement(searcher, key, note)
        )

    async def _preview_pressed(self, query: CallbackQuery, pressed: PreviewAnnouncement) -> None:
        command = self._command(query)
        await edit(card(query), await self._preview(command, pressed.key))

    async def _announce(self, query: CallbackQuery, pressed: Announce) -> str | None:
        message, command = card(query), self._command(query)
        text = await self._text(command, pressed.key)
        if checksum(text) != pressed.checksum:
            return messages.ANNOUNCEMENT_CHANGED
        followers = await asyncio.to_thread(self._subscribers.chats)
        if not followers:
            return messages.NOBODY_FOLLOWS
        shown_by = message.chat.id, message.message_id
        try:
            await self._mailing.begin(pressed.key, text, pressed.latest, shown_by)
        except SupersededError:
            return messages.ANNOUNCED_SINCE
        try:  # before anything is sent, so that it never takes the place of how it ended
            await edit(message, View(messages.announcing(0, len(followers))))
        finally:
            self._mailing.start()
        return None

    async def _call_off(self, query: CallbackQuery, _: CallOff) -> None:
        self._command(query)
        await edit(card(query), View(messages.CALLED_OFF))

    def _command(self, query: CallbackQuery) -> Message:
        """Return the admin's command that led to a button.

        Raises:
            UnknownCallbackError: If no admin presses.
            StaleButtonError: If the command is gone, and with it the line that stood in it.
        """
        self._access.check_admin(query)
        command = card(query).reply_to_message
        if command is None:
            raise StaleButtonError(messages.QUESTION_GONE)
        return command


def announcement(searcher: Searcher, key: str, note: str) -> str:
    """Return the announcement of a document, with the admin's own line if there is one.

    Raises:
        StaleButtonError: If the document is gone.
    """
    document = document_at(searcher, key)
    parts = [messages.ANNOUNCEMENT, "", render.heading(cite(document, searcher.standing(key)))]
    if source := render.link(document.source_url, messages.SOURCE):
        parts.append(source)
    if note:
        parts += ["", render.label(note, NOTE_UNITS)]
    return "\n".join([*parts, "", f"<i>{messages.STOP_FOLLOWING}</i>"])


def _choice(entries: Sequence[Entry]) -> View:
    lines = [f"{n}. {render.label(reference(entry), 250)}" for n, entry in enumerate(entries, 1)]
    buttons = [button(str(n), PreviewAnnouncement(e.key)) for n, e in enumerate(entries, 1)]
    return View("\n\n".join([messages.CHOOSE_ANNOUNCED, *lines]), rows(buttons))
