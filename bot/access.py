"""Who may ask."""

from telegram import CallbackQuery

from bot.callbacks import UnknownCallbackError
from bot.members import Members
from bot.settings import Settings


class Access:
    """The owner's choice: everybody, or the people and the chats on a list and the members."""

    def __init__(self, settings: Settings, members: Members) -> None:
        self.public = settings.access == "public"
        self.admins = settings.admin_user_ids
        self._users = settings.allowed_user_ids | settings.admin_user_ids
        self._chats = set(settings.allowed_chat_ids)
        self._members = members

    def follow(self, old: int, new: int) -> bool:
        """Let a group ask under its new id; False if nothing changes by that.

        After a restart the setting counts again: an admin must be told.
        """
        if self.public or old not in self._chats or new in self._chats:
            return False
        self._chats.add(new)
        return True

    def is_admin(self, user_id: int | None) -> bool:
        """Say whether somebody is an admin of the bot."""
        return user_id in self.admins

    def check_admin(self, query: CallbackQuery) -> None:
        """Make sure that an admin presses; to others, such a button does not exist.

        Raises:
            UnknownCallbackError: If it is somebody else, with a client that makes up buttons.
        """
        if not self.is_admin(query.from_user.id):
            raise UnknownCallbackError(query.data or "")

    def allows(self, user_id: int | None, chat_id: int | None) -> bool:
        """Say whether this person, or anybody in this chat, may ask.

        Somebody who writes in the name of a chat, as a group's anonymous admins do, is no one.
        """
        if self.public or user_id in self._users or chat_id in self._chats:
            return True
        return user_id is not None and self._members.is_member(user_id)
