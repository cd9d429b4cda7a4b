"""What is kept of people: /riengtu says it, /xoa forgets a chat."""

import asyncio
from collections.abc import Mapping, Sequence

from telegram import CallbackQuery, Update
from telegram.ext import CommandHandler, filters

from bot import dialogues, messages, retention, screen, sent
from bot.asking import card
from bot.callbacks import Callback, ForgetChat
from bot.deciding import decides
from bot.desk import Context, Desk, Handler, Press, edit, message_of
from bot.dialogues import Dialogues
from bot.journal import Journal
from bot.screen import View
from bot.sent import Sent


class Privacy:
    """Tells what is kept and for how long, and forgets what belongs to a chat."""

    def __init__(self, desk: Desk) -> None:
        self._days = desk.settings.retention_days
        self._kept = Dialogues(desk.state), Sent(desk.state), Journal(desk.state)

    def handlers(self) -> Sequence[Handler]:
        """Return the handlers of its commands."""
        new = filters.UpdateType.MESSAGE
        return CommandHandler("riengtu", self.tell, new), CommandHandler("xoa", self.ask, new)

    def buttons(self) -> Mapping[type[Callback], Press]:
        """Return what its buttons do."""
        return {ForgetChat: self._forget}

    async def tell(self, update: Update, _: Context) -> None:
        """Say what is kept, for how long, and who sees it."""
        text = messages.privacy(
            days=self._days,
            subject_minutes=dialogues.TTL_S // 60,
            sent_hours=sent.KEPT_H,
            invitation_days=retention.INVITATIONS_DAYS,
        )
        await message_of(update).reply_text(text)

    async def ask(self, update: Update, _: Context) -> None:
        """Ask whether to forget the chat."""
        message = message_of(update)
        if not await decides(message.chat, message.sender_chat or message.from_user):
            await message.reply_text(messages.ADMINS_OF_GROUP)
            return
        choice = (
            screen.button(messages.FORGET, ForgetChat()),
            screen.button(messages.KEEP, ForgetChat(keep=1)),
        )
        view = View(messages.SURE_TO_FORGET, (choice,))
        await message.reply_text(view.text, reply_markup=view.markup)

    async def _forget(self, query: CallbackQuery, button: ForgetChat) -> str | None:
        message = card(query)
        if not await decides(message.chat, query.from_user):
            return messages.ADMINS_OF_GROUP
        if button.keep:
            await edit(message, View(messages.KEPT))
            return None
        for kept in self._kept:
            await asyncio.to_thread(kept.forget, message.chat.id)
        await edit(message, View(messages.forgotten(self._days)))
        return None
