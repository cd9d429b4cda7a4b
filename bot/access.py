"""Who may ask."""

from bot.settings import Settings

_REMEMBERED = 10_000  # people told once that they may not; then forgotten, and told once more


class Access:
    """The owner's choice: everybody, or the people and the chats on a list."""

    def __init__(self, settings: Settings) -> None:
        self._public = settings.access == "public"
        self._users = settings.allowed_user_ids | settings.admin_user_ids
        self._chats = settings.allowed_chat_ids
        self._told: set[int] = set()

    def allows(self, user_id: int | None, chat_id: int | None) -> bool:
        """Say whether this person, or anybody in this chat, may ask."""
        return self._public or user_id in self._users or chat_id in self._chats

    def first_refusal(self, user_id: int) -> bool:
        """Say whether a person has not been told yet; from now on they have."""
        if user_id in self._told:
            return False
        if len(self._told) >= _REMEMBERED:
            self._told.clear()
        self._told.add(user_id)
        return True
