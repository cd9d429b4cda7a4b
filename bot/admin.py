"""/trangthai and /thongke: how the bot is, and what it was asked; for the admins alone."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from importlib.metadata import version

from telegram import CallbackQuery, Update
from telegram.ext import CommandHandler, filters

from bot import menu, messages, render, report, screen
from bot.access import Access
from bot.addressed import words_of
from bot.asking import card
from bot.callbacks import Callback, SendReport
from bot.citation import day, names_of
from bot.desk import Context, Desk, Handler, Press, message_of
from bot.journal import Journal
from bot.members import Members
from bot.screen import View
from bot.settings import KEPT_LONGEST
from bot.state import StateError
from bot.statistics import Statistics
from bot.subscribers import Subscribers
from corpus.today import VIETNAM
from index.errors import RetrievalError
from index.generation import current_name, find_generation

_logger = logging.getLogger(__name__)

DAYS = 7  # of /thongke without a number
LISTED, DAYS_LISTED = 5, 14  # lines of a list on a phone, and days told one by one
NOTE = "storage"
"""The note of the state that is written to see whether it can be."""


class Admin:
    """Tells the admins how the bot is and what it was asked, without who asked."""

    def __init__(self, desk: Desk, members: Members, access: Access) -> None:
        self._desk = desk
        self._members = members
        self._access = access

    def handlers(self) -> Sequence[Handler]:
        """Return the handlers; to all but admins the commands do not exist."""
        admins = filters.ChatType.PRIVATE & filters.User(self._access.admins)
        new = filters.UpdateType.MESSAGE
        names = [name for name, _ in messages.ADMIN_COMMANDS]
        others = filters.ChatType.PRIVATE & ~filters.User(self._access.admins)
        return (
            CommandHandler("trangthai", self.status, new & admins),
            CommandHandler("thongke", self.statistics, new & admins),
            CommandHandler(names, self.deny, new & others),
        )

    def buttons(self) -> Mapping[type[Callback], Press]:
        """Return what its button does."""
        return {SendReport: self._send_report}

    async def deny(self, update: Update, _: Context) -> None:
        """Know no such command, and take the menu from somebody who was an admin once."""
        message = message_of(update)
        await message.reply_text(messages.UNKNOWN_COMMAND)
        await menu.take_admin_menu(message.get_bot(), message.chat.id)

    async def status(self, update: Update, _: Context) -> None:
        """Tell how the bot is; what cannot be told leaves a line about why."""
        parts = (self._run, self._index, self._storage)
        lines = [line for part in parts for line in await asyncio.to_thread(part)]
        await message_of(update).reply_text("\n".join(lines))

    def _run(self) -> list[str]:
        metrics = self._desk.metrics
        lines = [messages.running(version("so-tay"), metrics.uptime_s)]
        if used := metrics.memory_bytes:
            lines.append(messages.memory(used // 1_000_000))
        return lines

    def _index(self) -> list[str]:
        folder, lines = self._desk.settings.index_dir, []
        try:
            generation = find_generation(folder, self._desk.current().generation)
            made = generation.made.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
            manifest = generation.manifest
            encoder = render.label(manifest.encoder, 100)
            lines.append(
                messages.index_state(
                    generation.name, made, manifest.documents, manifest.passages, encoder
                )
            )
            if (newest := current_name(folder)) != generation.name:
                lines.append(messages.not_in_use(newest))
        except RetrievalError as error:
            lines.append(f"⚠️ {render.label(str(error), 300)}")
        return lines

    def _storage(self) -> list[str]:
        state = self._desk.state
        try:
            found = Journal(state).statistics(1)
            people = messages.people(len(self._members.members()), len(Subscribers(state).chats()))
            state.remember(NOTE, state.today().isoformat())
        except StateError as error:
            _logger.error("The state is not in order: %s", error)
            return [messages.STORAGE_ILL]
        today = messages.today(found.today, found.p50_ms, found.p99_ms)
        return [today, people, messages.STORAGE_WELL]

    async def statistics(self, update: Update, _: Context) -> None:
        """Tell what was asked in the last days."""
        message = message_of(update)
        wanted = words_of(message).removesuffix("ngày").strip() or str(DAYS)
        if not (wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= KEPT_LONGEST):
            await message.reply_text(messages.days_between(1, KEPT_LONGEST))
            return
        view = figures(await asyncio.to_thread(self._found, int(wanted)))
        await message.reply_text(view.text, reply_markup=view.markup)

    async def _send_report(self, query: CallbackQuery, button: SendReport) -> None:
        self._access.check_admin(query)
        message = card(query)
        for name, content in await asyncio.to_thread(self._files, button.days):
            await message.reply_document(content, filename=name)

    def _files(self, days: int) -> Sequence[tuple[str, bytes]]:
        found = self._found(days)
        name = f"so-lieu-{days}-ngay-den-{found.days[-1].day}"
        page = report.page(found).encode()
        return (f"{name}.html", page), (f"{name}.csv", report.table(found))

    def _found(self, days: int) -> Statistics:
        """Return the figures; documents that are in the index no more keep their ids."""
        found = Journal(self._desk.state).statistics(days)
        try:
            entries = self._desk.current().entries()
        except RetrievalError:
            return found
        return found.named(names_of(entries, {one.what for one in found.quoted}))


def figures(found: Statistics) -> View:
    """Show the figures on a phone, with a button for the files."""
    total = found.total
    lines = [messages.figures(len(found.days), total.asked)]
    if not total.asked:
        return View("\n".join([*lines, messages.NO_QUESTIONS]))
    shares = (total.answered_share, total.refused_share, total.disliked_share)
    lines.append(messages.shares(*(report.percent(share) for share in shares)))
    if len(found.days) > 1:
        lines += ["", *(
            messages.day_figures(day(one.day)[:5], one.asked, one.answered)
            for one in found.days[-DAYS_LISTED:] if one.asked
        )]  # fmt: skip
    for title, counted in (
        (messages.MOST_UNANSWERED, found.unanswered),
        (messages.MOST_DISLIKED, found.disliked),
        (messages.MOST_QUOTED, found.quoted),
    ):
        if counted:
            lines += ["", f"<b>{title}:</b>"]
        for one in counted[:LISTED]:
            lines.append(f"• {render.label(one.what, 150)} ({one.times})")
    files = screen.button(messages.REPORT_FILES, SendReport(len(found.days)))
    return View("\n".join(lines), ((files,),))
