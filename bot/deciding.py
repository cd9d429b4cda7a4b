"""Who decides for a chat: in private whoever is there, in a group its admins."""

from telegram import Chat, User
from telegram.constants import ChatType


async def decides(chat: Chat, sender: User | Chat | None) -> bool:
    """Say whether somebody decides for a chat; anonymous admins appear as the group itself."""
    if chat.type == ChatType.PRIVATE:
        return True
    if sender is None or sender.id == chat.id:
        return sender is not None
    return any(admin.user.id == sender.id for admin in await chat.get_administrators())
