"""Letting people in: invitations with codes, and the list of members; for the admins."""

import asyncio
import datetime
import re
from collections.abc import Mapping, Sequence

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.ext import CommandHandler, MessageHandler, filters
from telegram.helpers import create_deep_linked_url

from bot import messages, screen
from bot.access import Access
from bot.addressed import words_of
from bot.asking import card
from bot.callbacks import Callback, RemoveMember, RevokeInvitation, ShowMembers
from bot.desk import Context, Desk, Handler, Press, edit, message_of
from bot.limits import Allowance, Buckets, LimitError
from bot.members import Invitation, InvitationError, Member, Members
from bot.screen import View
from bot.subscribers import Subscribers
from corpus.today import VIETNAM

DAYS, MOST_DAYS = 7, 90
TRIES_HOUR = 5  # codes that one person may try
ALL_TRIES_HOUR = 600  # and everybody: far too few to guess one of 58 bits
MEMBERS_A_PAGE = 8
INVITATIONS_SHOWN = 24
_DAY_S, _HOUR_S = 86_400, 3_600.0
_LINK = "moi_"
_BY_LINK = re.compile(rf"/start(?:@\w+)?\s+{_LINK}(\S+)\s*")
_BY_HAND = re.compile(r"\s*([2-9A-Za-z]{4}[-–]?[2-9A-Za-z]{4}[-–]?[2-9A-Za-z]{4})\s*")


def code_of(message: Message) -> str | None:
    """Return the invitation code that somebody sends, opened as a link or typed; None if none."""
    if message.chat.type != ChatType.PRIVATE or not message.text:
        return None
    found = _BY_LINK.fullmatch(message.text) or _BY_HAND.fullmatch(message.text)
    return found[1] if found else None


class Invitations:
    """Makes codes, takes them, and puts members out."""

    def __init__(self, desk: Desk, members: Members, access: Access) -> None:
        self._clock = desk.state.clock
        self._members = members
        self._subscribers = Subscribers(desk.state)
        self._access = access
        self._tries = Allowance(TRIES_HOUR, _HOUR_S, messages.too_many_codes)
        self._all_tries = Buckets(ALL_TRIES_HOUR, _HOUR_S)

    def handlers(self) -> Sequence[Handler]:
        """Return the handlers; to all but admins the commands do not exist."""
        private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
        admin = private & filters.User(self._access.admins)
        return (
            MessageHandler(private & filters.TEXT & _Code(self._access), self.take),
            CommandHandler("moi", self.invite, admin),
            CommandHandler("thanhvien", self.list_members, admin),
        )

    def buttons(self) -> Mapping[type[Callback], Press]:
        """Return what the admins' buttons do."""
        return {
            RevokeInvitation: self._revoke,
            ShowMembers: self._page,
            RemoveMember: self._remove,
        }

    async def take(self, update: Update, _: Context) -> None:
        """Make whoever sends a code a member."""
        message = message_of(update)
        user, code = message.from_user, code_of(message)
        if user is None or code is None:
            raise ValueError("the message holds no code")
        if self._access.allows(user.id, message.chat.id):
            await message.reply_text(messages.INVITED_ALREADY)
            return
        try:
            self._tries.charge(user.id)
        except LimitError as error:
            if sentence := str(error):
                await message.reply_text(sentence)
            return
        if not self._all_tries.take(None):
            await message.reply_text(messages.CODES_BUSY)
            return
        try:
            await asyncio.to_thread(self._members.redeem, code, user.id)
        except InvitationError as error:
            await message.reply_text(messages.INVITATION_REFUSED[error.reason])
            return
        await message.reply_text(messages.INVITED)

    async def invite(self, update: Update, _: Context) -> None:
        """Make a code, in a message that can be forwarded; then list what is open."""
        message = message_of(update)
        words = words_of(message).removesuffix("ngày").strip() or str(DAYS)
        if self._access.public:
            await message.reply_text(messages.NO_INVITATIONS)
            return
        if not re.fullmatch(r"\d{1,2}", words, re.ASCII) or not 1 <= int(words) <= MOST_DAYS:
            await message.reply_text(messages.invite_for(DAYS, MOST_DAYS))
            return
        admin, ttl_s = message.chat.id, int(words) * _DAY_S  # a private chat has its person's id
        until = _moment(self._clock() + ttl_s)
        code = await asyncio.to_thread(self._members.invite, admin, ttl_s)
        me = message.get_bot().username
        link = create_deep_linked_url(me, _LINK + code)
        await message.reply_text(messages.invitation(link, me, code, until), do_quote=False)
        invitations = await asyncio.to_thread(self._members.invitations)
        view = invitations_view(invitations, admin)
        await message.reply_text(view.text, reply_markup=view.markup, do_quote=False)

    async def list_members(self, update: Update, _: Context) -> None:
        """List the members, by their Telegram ids alone."""
        view = self._listing(await asyncio.to_thread(self._members.members))
        await message_of(update).reply_text(view.text, reply_markup=view.markup)

    async def _revoke(self, query: CallbackQuery, button: RevokeInvitation) -> str | None:
        self._access.check_admin(query)
        revoked = await asyncio.to_thread(self._members.revoke, button.handle)
        invitations = await asyncio.to_thread(self._members.invitations)
        await edit(card(query), invitations_view(invitations, query.from_user.id))
        return None if revoked else messages.NO_INVITATION

    async def _page(self, query: CallbackQuery, button: ShowMembers) -> None:
        self._access.check_admin(query)
        members = await asyncio.to_thread(self._members.members)
        await edit(card(query), self._listing(members, button.page))

    async def _remove(self, query: CallbackQuery, button: RemoveMember) -> str | None:
        self._access.check_admin(query)
        if not button.sure:
            await edit(card(query), removal_view(button))
            return None
        removed = await asyncio.to_thread(self._members.remove, button.user)
        if not self._access.allows(button.user, button.user):
            await asyncio.to_thread(self._subscribers.remove, button.user)
        members = await asyncio.to_thread(self._members.members)
        await edit(card(query), self._listing(members, button.page))
        return None if removed else messages.NO_MEMBER

    def _listing(self, members: Sequence[Member], page: int = 1) -> View:
        if self._access.public and not members:
            return View(messages.NO_INVITATIONS)
        return members_view(members, page)


class _Code(filters.MessageFilter):
    """Passes invitation codes; one who may ask already opens them only as links."""

    def __init__(self, access: Access) -> None:
        super().__init__()
        self._access = access

    def filter(self, message: Message) -> bool:
        """Say whether the message passes."""
        if code_of(message) is None:
            return False
        by_link = _BY_LINK.fullmatch(message.text or "") is not None
        return by_link or not self._access.allows(message.chat.id, message.chat.id)


def invitations_view(invitations: Sequence[Invitation], viewer: int) -> View:
    """List the open invitations, each with a button that takes it back."""
    if not invitations:
        return View(messages.NO_OPEN_INVITATIONS)
    shown = invitations[:INVITATIONS_SHOWN]
    lines = [
        messages.open_invitation(
            invitation.handle,
            _moment(invitation.expires),
            "" if invitation.admin == viewer else str(invitation.admin),
        )
        for invitation in shown
    ]
    buttons = [
        screen.button(messages.revoke(invitation.handle), RevokeInvitation(invitation.handle))
        for invitation in shown
    ]
    head = messages.open_invitations(len(invitations))
    pairs = (buttons[start : start + 2] for start in range(0, len(buttons), 2))
    return View("\n".join([head, *lines]), screen.filled(*pairs))


def members_view(members: Sequence[Member], page: int = 1) -> View:
    """Show a page of the members, counted from 1, each with a button that puts them out."""
    if not members:
        return View(messages.NO_MEMBERS)
    page, pages, shown = screen.paged(tuple(enumerate(members, 1)), page, MEMBERS_A_PAGE)
    lines = [
        messages.member(number, member.user_id, f"{member.since:%d/%m/%Y}")
        for number, member in shown
    ]
    buttons = [
        screen.button(messages.remove(number), RemoveMember(member.user_id, page, 0))
        for number, member in shown
    ]
    rows = screen.filled(*screen.rows(buttons), screen.paging(page, pages, ShowMembers))
    return View("\n".join([messages.members(len(members)), *lines]), rows)


def removal_view(button: RemoveMember) -> View:
    """Ask whether to put a member out."""
    sure = screen.button(messages.REMOVE, RemoveMember(button.user, button.page, 1))
    back = screen.button(messages.BACK_TO_MEMBERS, ShowMembers(button.page))
    return View(messages.sure_to_remove(button.user), ((sure, back),))


def _moment(seconds: float) -> str:
    return f"{datetime.datetime.fromtimestamp(seconds, VIETNAM):%H:%M ngày %d/%m/%Y}"
