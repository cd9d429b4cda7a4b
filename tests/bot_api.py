"""Telegram for tests, in memory: the people who write, the bot's side, and faults on request.

`bot_api_server` puts it behind real HTTP; `bot_api_rules` says what is refused.
"""

import copy
import itertools
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot_api_rules import (
    ApiError,
    Floods,
    Json,
    check_buttons,
    check_results,
    parameters_of,
    text_and_entities,
)
from telegram_html import units
from transcript import show

TOKEN = "123456:TEST-token"
BOT = {"id": 123456, "is_bot": True, "first_name": "Sổ tay", "username": "sotay_bot"}
USER = {"id": 1001, "is_bot": False, "first_name": "Cán bộ"}
ADMIN = {"id": 9001, "is_bot": False, "first_name": "Quản trị"}
PRIVATE = {"id": 1001, "type": "private"}
GROUP = {"id": -5001, "type": "group", "title": "Tổ công tác"}
FORUM = {"id": -1005002, "type": "supergroup", "title": "Diễn đàn", "is_forum": True}
CHANNEL = {"id": -1005003, "type": "channel", "title": "Bản tin"}

_MARKED = re.compile(r"(?P<bot_command>(?<!\S)/\w+(?:@\w+)?)|(?P<mention>(?<!\w)@\w{4,})", re.ASCII)
_ERRORS = {
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden: bot was blocked by the user",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance "
    "is running",
    429: "Too Many Requests", 500: "Internal Server Error",
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a call: before it is done, or after it was."""

    method: str
    error: ApiError | None = None
    done: bool = False
    delay_s: float = 0
    drop: bool = False  # hang up without a reply
    garble: bool = False  # a reply that is no JSON
    chat: int | None = None


class Poll:
    """A long poll in progress."""


class BotApi:
    """One bot's side of Telegram, and the people who write to it; safe to use from any thread.

    Attributes:
        strict_rates: Whether Telegram's limits are kept, by answers of 429.
        privacy: Whether groups show the bot only commands, mentions and replies to it.
        blocked: Chats that answer 403 to every message.
        moved: Groups that became supergroups: old id → new id.
        admins: Who runs a group.
        observe: Called with the name and the parameters of every call, before it is done.
        on_message: Called with every message that the bot sent.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, Json]] = []
        self.chats: dict[int, dict[int, Json]] = defaultdict(dict)
        self.files: dict[str, tuple[str, int]] = {}  # name and size of what was uploaded, by id
        self.answered: dict[str, str | None] = {}  # callback query id → notice
        self.inline: dict[str, Json] = {}  # inline query id → what answered it
        self.commands: dict[str, list[Json]] = {}  # scope → commands
        self.profile: dict[str, str] = {}  # method → description or name that it set
        self.webhook: Json = {}
        self.updates: list[Json] = []  # not yet confirmed
        self.events: list[str] = []
        self.handed_out: dict[int, float] = {}  # update id → when, by time.monotonic
        self.strict_rates = False
        self.privacy = False
        self.blocked: set[int] = set()
        self.moved: dict[int, int] = {}
        self.admins: dict[int, list[Json]] = defaultdict(list)
        self.observe: Callable[[str, Json], None] = lambda *_: None
        self.on_message: Callable[[Json], None] = lambda _: None
        self.closed = False
        self._asked: set[str] = set()
        self._inline_messages: dict[str, Json] = {}
        self._faults: list[Fault] = []
        self._floods = Floods(time.monotonic)
        self._poll = Poll()
        self._last = 0
        self._changed = threading.Condition()

    # The people

    def write(
        self, text: str | None, *, chat: Json = PRIVATE, user: Json = USER, **more: Any
    ) -> Json:
        """Write a message to the bot and return its update; in a channel, a post."""
        with self._changed:
            message = self._message(chat, user, **_said(text), **more)
            shown = show({"text": text or "(không phải chữ)"})
            self.events.append(f"👤 {_where(message)}{shown}")
            kind = "channel_post" if chat["type"] == "channel" else "message"
            return self._update(kind, message, heard=self._hears(message))

    def edit(self, message: Json, text: str) -> Json:
        """Change a person's message and return the update."""
        with self._changed:
            message.pop("entities", None)
            message.update(_said(text), edit_date=int(time.time()))
            self.events.append(f"👤 (sửa) {_where(message)}{text}")
            return self._update("edited_message", message, heard=self._hears(message))

    def press(self, message: Json, label: str, *, user: Json = USER) -> Json:
        """Press the button with this label under a message and return the update."""
        current = self.chats[message["chat"]["id"]][message["message_id"]]
        data = button_of(current, label)["callback_data"]
        return self.press_data(message, data, label=label, user=user)

    def press_data(self, message: Json, data: str, *, label: str = "?", user: Json = USER) -> Json:
        """Press a button that holds this data, which may be none of the message's."""
        with self._changed:
            if "inline_message_id" in message:
                place: Json = {"inline_message_id": message["inline_message_id"]}
            else:
                chat = self.chats[message["chat"]["id"]]
                place = {"message": chat.get(message["message_id"], message)}
            query = {"id": self._id("q"), "from": user, "chat_instance": "1", "data": data, **place}
            self._asked.add(query["id"])
            self.events.append(f"👆 [{label}]")
            return self._update("callback_query", query)

    def ask_inline(
        self, text: str, *, user: Json = USER, offset: str = "", chat_type: str = "private"
    ) -> Json:
        """Write ``@bot text`` in the field of any chat and return the update."""
        with self._changed:
            query = {"id": self._id("i"), "from": user, "query": text, "offset": offset,
                     "chat_type": chat_type}  # fmt: skip
            self._asked.add(query["id"])
            self.events.append(f"👤 @{BOT['username']} {text}…")
            return self._update("inline_query", query)

    def choose(self, update: Json, number: int = 0, *, chat: Json = GROUP) -> Json:
        """Send a result of an inline query; return the message, as the people in the chat see it.

        The bot hears of it by a ``chosen_inline_result``.
        """
        with self._changed:
            query = update["inline_query"]
            result = self.inline[query["id"]]["results"][number]
            more = {**result["input_message_content"], "via_bot": BOT}
            chosen = {"result_id": result["id"], "from": query["from"], "query": query["query"]}
            if markup := result.get("reply_markup"):
                more |= {"reply_markup": markup, "inline_message_id": self._id("m")}
                chosen["inline_message_id"] = more["inline_message_id"]
            message = self._message(chat, query["from"], **more)
            if "inline_message_id" in message:
                self._inline_messages[message["inline_message_id"]] = message
            self.events.append(f"👤 (qua @{BOT['username']}) {show(message)}")
            self._update("chosen_inline_result", chosen)
            return message

    def change_membership(
        self, old: str, new: str, *, chat: Json = PRIVATE, user: Json = USER
    ) -> Json:
        """Block or unblock the bot, add it to a group or put it out; return the update."""
        with self._changed:
            members = [
                {"user": BOT, "status": status, **({"until_date": 0} if status == "kicked" else {})}
                for status in (old, new)
            ]
            if new in ("kicked", "left"):
                self.blocked.add(chat["id"])
            else:
                self.blocked.discard(chat["id"])
            self.events.append(f"👤 ({old} → {new})")
            content = {"chat": chat, "from": user, "date": int(time.time()),
                       "old_chat_member": members[0], "new_chat_member": members[1]}  # fmt: skip
            return self._update("my_chat_member", content)

    def migrate(self, old: Json, new_id: int) -> Json:
        """Make a group a supergroup; return the new chat. The bot gets both service messages."""
        with self._changed:
            self.moved[old["id"]] = new_id
            new = {**old, "id": new_id, "type": "supergroup"}
            self._update("message", self._message(old, USER, migrate_to_chat_id=new_id))
            self._update("message", self._message(new, USER, migrate_from_chat_id=old["id"]))
            return new

    def inject(self, **content: Any) -> Json:
        """Hand out an update that no person could have caused; ``update_id`` is added."""
        with self._changed:
            ((kind, value),) = content.items()
            return self._update(kind, value)

    # What goes wrong

    def fail(
        self,
        method: str,
        code: int,
        *,
        times: int = 1,
        retry_after: int | None = None,
        description: str | None = None,
        chat: int | None = None,
    ) -> None:
        """Answer the next calls of a method, in one chat if it is given, with an error."""
        parameters = {"retry_after": retry_after} if retry_after else {}
        error = ApiError(code, description or _ERRORS.get(code, "Bad Gateway"), **parameters)
        self.disturb(method, times=times, error=error, chat=chat)

    def disturb(self, method: str, *, times: int = 1, **how: Any) -> None:
        """Let the next calls of a method go wrong as a `Fault` tells."""
        with self._changed:
            self._faults += [Fault(method, **how)] * times

    def mend(self) -> None:
        """Let nothing go wrong any more."""
        with self._changed:
            self._faults.clear()

    def fault(self, method: str, chat: Any) -> Fault | None:
        """Take the fault that befalls a call, if there is one."""
        with self._changed:
            for fault in self._faults:
                if fault.method == method and fault.chat in (None, chat):
                    self._faults.remove(fault)
                    return fault
            return None

    # What a test looks at

    def wait(self, condition: Callable[[], Any], timeout_s: float = 20) -> Any:
        """Wait until a condition holds, and return what it returned.

        Raises:
            TimeoutError: If it does not hold in time.
        """
        with self._changed:
            if not self._changed.wait_for(condition, timeout_s):
                raise TimeoutError(
                    f"not in {timeout_s} s; calls: {[name for name, _ in self.calls]}"
                )
            return condition()

    def replies(self, update: Json) -> list[Json]:
        """Return the bot's messages in reply to an update's message, as they are now."""
        message = update.get("message") or update["edited_message"]
        return [
            reply
            for reply in self.chats[message["chat"]["id"]].values()
            if reply["from"] == BOT
            and reply.get("reply_to_message", {}).get("message_id") == message["message_id"]
        ]

    def reply(self, update: Json, timeout_s: float = 20) -> Json:
        """Wait for the one reply to an update's message."""
        (reply,) = self.wait(lambda: self.replies(update), timeout_s)
        return reply

    def notice(self, update: Json, timeout_s: float = 20) -> str | None:
        """Wait until a press is acknowledged and return the notice it was given, if any."""
        query = update["callback_query"]["id"]
        self.wait(lambda: query in self.answered, timeout_s)
        return self.answered[query]

    def results(self, update: Json, timeout_s: float = 20) -> Json:
        """Wait for the answer to an inline query: its results, next_offset, cache_time …"""
        query = update["inline_query"]["id"]
        return self.wait(lambda: self.inline.get(query), timeout_s)

    def sent(self, method: str) -> list[Json]:
        """Return the parameters of every call of a method, failed ones too."""
        return [parameters for name, parameters in self.calls if name == method]

    # The bot

    def call(self, method: str, raw: dict[str, str], files: Json | None = None) -> Any:
        """Do what a method of the Bot API does.

        Raises:
            ApiError: If Telegram would refuse.
        """
        parameters = self.record(method, raw, files)
        with self._changed:
            handler = getattr(self, f"_{method}", None)
            if handler is None:
                raise ApiError(404, "Not Found")
            try:
                # A copy, since it leaves the lock and may be changed by the next call.
                return copy.deepcopy(handler(parameters))
            finally:
                self._changed.notify_all()

    def record(self, method: str, raw: dict[str, str], files: Json | None = None) -> Json:
        """Note a call, whether it is done or not; return its parameters.

        Raises:
            ApiError: If the method has no such parameters.
        """
        parameters = parameters_of(method, raw, files or {})
        with self._changed:
            self.calls.append((method, parameters))
            self.observe(method, parameters)
            self._changed.notify_all()
        return parameters

    def close(self) -> None:
        """Let every long poll return."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def _getMe(self, _: Json) -> Json:
        return {
            **BOT,
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": True,
        }

    def _getUpdates(self, parameters: Json) -> list[Json]:
        if self.webhook:
            raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
        mine = self._poll = Poll()
        self.updates = [u for u in self.updates if u["update_id"] >= parameters.get("offset", 0)]
        self._changed.notify_all()
        self._changed.wait_for(
            lambda: self.updates or self.closed or self._poll is not mine,
            parameters.get("timeout", 0),
        )
        if self._poll is not mine:
            raise ApiError(409, _ERRORS[409])
        handed = self.updates[: parameters.get("limit", 100)]
        self.handed_out |= dict.fromkeys((u["update_id"] for u in handed), time.monotonic())
        return handed

    def _sendMessage(self, parameters: Json) -> Json:
        return self._send(parameters, text_and_entities(parameters))

    def _sendDocument(self, parameters: Json) -> Json:
        document = parameters["document"]
        # Sent again by the id that Telegram gave it, or uploaded: a name and bytes.
        if isinstance(document, str):
            if document not in self.files:
                raise ApiError(400, "Bad Request: wrong file identifier/HTTP URL specified")
            name, size = self.files[document]
        else:
            document, name, size = self._id("file"), document[0], len(document[1])
            self.files[document] = name, size
        file = {"file_id": document, "file_unique_id": self._id("u"), "file_name": name,
                "file_size": size}  # fmt: skip
        caption = text_and_entities(parameters, "caption")
        return self._send(parameters, {"document": file, **caption})

    def _sendPhoto(self, parameters: Json) -> Json:
        photo = {"file_id": self._id("photo"), "file_unique_id": self._id("u"), "width": 800,
                 "height": 600}  # fmt: skip
        return self._send(
            parameters, {"photo": [photo], **text_and_entities(parameters, "caption")}
        )

    def _copyMessage(self, parameters: Json) -> Json:
        copied = self._existing(parameters["from_chat_id"], parameters["message_id"], "copy")
        kept = ("text", "entities", "caption", "caption_entities", "document", "photo")
        content = {name: copied[name] for name in kept if name in copied}
        return {"message_id": self._send(parameters, content)["message_id"]}

    def _editMessageText(self, parameters: Json) -> Json | bool:
        message = self._edited(parameters)
        changed = {"entities": None, **text_and_entities(parameters)}
        return self._change(message, parameters, changed)

    def _editMessageReplyMarkup(self, parameters: Json) -> Json | bool:
        return self._change(self._edited(parameters), parameters, {})

    def _editMessageCaption(self, parameters: Json) -> Json | bool:
        changed = {"caption_entities": None, **text_and_entities(parameters, "caption")}
        return self._change(self._edited(parameters), parameters, changed)

    def _deleteMessage(self, parameters: Json) -> bool:
        chat, id_ = parameters["chat_id"], parameters["message_id"]
        self._existing(chat, id_, "delete")
        del self.chats[chat][id_]
        self.events.append("🤖 (xóa tin nhắn)")
        return True

    def _answerCallbackQuery(self, parameters: Json) -> bool:
        query, text = self._question(parameters["callback_query_id"]), parameters.get("text")
        if len(text or "") > 200:
            raise ApiError(400, "Bad Request: MESSAGE_TOO_LONG")
        self._asked.remove(query)
        self.answered[query] = text
        if text:
            self.events.append(f"🤖 (thông báo) {text}")
        return True

    def _answerInlineQuery(self, parameters: Json) -> bool:
        query = self._question(parameters["inline_query_id"])
        results = check_results(parameters)
        self._asked.remove(query)
        self.inline[query] = {**parameters, "results": results}
        titles = "".join(f"\n   ▪ {result.get('title')}" for result in results)
        self.events.append(f"🤖 (kết quả tại chỗ){titles}")
        return True

    def _sendChatAction(self, parameters: Json) -> bool:
        self._reach(parameters["chat_id"])
        return True

    def _getChat(self, parameters: Json) -> Json:
        chat_id = parameters["chat_id"]
        self._reach(chat_id)
        known = next(iter(self.chats[chat_id].values()), None)
        if known is None:
            raise ApiError(400, "Bad Request: chat not found")
        return {**known["chat"], "accent_color_id": 0, "max_reaction_count": 11,
                "accepted_gift_types": {"unlimited_gifts": False, "limited_gifts": False,
                                        "unique_gifts": False, "premium_subscription": False,
                                        "gifts_from_channels": False}}  # fmt: skip

    def _getChatMember(self, parameters: Json) -> Json:
        user = {"id": parameters["user_id"], "is_bot": False, "first_name": "Thành viên"}
        return {"status": "member", "user": user}

    def _getChatAdministrators(self, parameters: Json) -> list[Json]:
        return [
            {"status": "creator", "user": user, "is_anonymous": False}
            for user in self.admins[parameters["chat_id"]]
        ]

    def _leaveChat(self, _: Json) -> bool:
        return True

    def _setMyCommands(self, parameters: Json) -> bool:
        for command in parameters["commands"]:
            if not re.fullmatch("[a-z0-9_]{1,32}", command["command"]):
                raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise ApiError(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[_scope(parameters)] = parameters["commands"]
        return True

    def _deleteMyCommands(self, parameters: Json) -> bool:
        self._setMyCommands({**parameters, "commands": []})
        return True

    def _setMyDescription(self, parameters: Json) -> bool:
        return self._describe("description", parameters, 512)

    def _setMyShortDescription(self, parameters: Json) -> bool:
        return self._describe("short_description", parameters, 120)

    def _setMyName(self, parameters: Json) -> bool:
        return self._describe("name", parameters, 64)

    def _getMyCommands(self, parameters: Json) -> list[Json]:
        return self.commands.get(_scope(parameters), [])

    def _getMyDescription(self, _: Json) -> Json:
        return {"description": self.profile.get("description", "")}

    def _getMyShortDescription(self, _: Json) -> Json:
        return {"short_description": self.profile.get("short_description", "")}

    def _setChatMenuButton(self, _: Json) -> bool:
        return True

    def _setWebhook(self, parameters: Json) -> bool:
        self.webhook = parameters
        return True

    def _deleteWebhook(self, _: Json) -> bool:
        self.webhook = {}
        return True

    def _getWebhookInfo(self, _: Json) -> Json:
        return {"url": self.webhook.get("url", ""), "has_custom_certificate": False,
                "pending_update_count": len(self.updates)}  # fmt: skip

    def _describe(self, name: str, parameters: Json, longest: int) -> bool:
        if len(parameters.get(name, "")) > longest:
            raise ApiError(400, f"Bad Request: {name} is too long")
        self.profile[name] = parameters.get(name, "")
        return True

    def _reach(self, chat_id: int) -> None:
        if chat_id in self.blocked:
            raise ApiError(403, _ERRORS[403])
        if new := self.moved.get(chat_id):
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=new,
            )

    def _send(self, parameters: Json, content: Json) -> Json:
        chat_id = parameters["chat_id"]
        self._reach(chat_id)
        check_buttons(parameters.get("reply_markup"))
        replied = parameters.get("reply_parameters", {})
        question = self.chats[chat_id].get(replied.get("message_id"))
        if replied and not question and not replied.get("allow_sending_without_reply"):
            raise ApiError(400, "Bad Request: message to be replied not found")
        if self.strict_rates:
            self._floods.check(chat_id)
        more: Json = dict(content)
        if question:
            more["reply_to_message"] = {
                k: v for k, v in question.items() if k != "reply_to_message"
            }
        if thread := parameters.get("message_thread_id"):
            more |= {"message_thread_id": thread, "is_topic_message": True}
        if "reply_markup" in parameters:
            more["reply_markup"] = parameters["reply_markup"]
        message = self._message(self._chat(chat_id), BOT, **more)
        self.events.append(f"🤖 {_where(message)}{show(message)}")
        self.on_message(message)
        return message

    def _chat(self, chat_id: int) -> Json:
        known = next(iter(self.chats[chat_id].values()), None)
        return known["chat"] if known else {
            "id": chat_id, "type": "private" if chat_id > 0 else "group"
        }  # fmt: skip

    def _existing(self, chat_id: int, message_id: int, to: str) -> Json:
        message = self.chats[chat_id].get(message_id)
        if message is None:
            raise ApiError(400, f"Bad Request: message to {to} not found")
        return message

    def _edited(self, parameters: Json) -> Json:
        if inline := parameters.get("inline_message_id"):
            if inline not in self._inline_messages:
                raise ApiError(400, "Bad Request: MESSAGE_ID_INVALID")
            return self._inline_messages[inline]
        self._reach(parameters["chat_id"])
        message = self._existing(parameters["chat_id"], parameters["message_id"], "edit")
        if message["from"] != BOT:
            raise ApiError(400, "Bad Request: message can't be edited")
        return message

    def _change(self, message: Json, parameters: Json, changed: Json) -> Json | bool:
        markup = parameters.get("reply_markup")
        check_buttons(markup)
        changed = {**changed, "reply_markup": markup}
        if all(message.get(name) == value for name, value in changed.items()):
            raise ApiError(
                400,
                "Bad Request: message is not modified: specified new message content and reply "
                "markup are exactly the same",
            )
        message.update(changed)
        for name in [name for name, value in changed.items() if value is None]:
            del message[name]
        self.events.append(f"🤖 (sửa) {_where(message)}{show(message)}")
        return True if "inline_message_id" in message else message

    def _question(self, id_: str) -> str:
        if id_ not in self._asked:
            raise ApiError(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        return id_

    def _message(self, chat: Json, sender: Json, **more: Any) -> Json:
        self._last += 1
        message = {
            "message_id": self._last,
            "date": int(time.time()),
            "chat": chat,
            "from": sender,
            **more,
        }
        self.chats[chat["id"]][self._last] = message
        return message

    def _update(self, kind: str, content: Json, *, heard: bool = True) -> Json:
        self._last += 1
        update = {"update_id": self._last, kind: content}
        if heard:
            self.updates.append(update)
            self._changed.notify_all()
        return update

    def _id(self, prefix: str) -> str:
        self._last += 1
        return f"{prefix}{self._last}"

    def _hears(self, message: Json) -> bool:
        """Whether the bot is shown a message: in groups with privacy only what is meant for it."""
        if not self.privacy or message["chat"]["type"] not in ("group", "supergroup"):
            return True
        text = message.get("text", "")
        replied = message.get("reply_to_message", {}).get("from") == BOT
        return replied or text.startswith("/") or f"@{BOT['username']}" in text


def button_of(message: Json, label: str) -> Json:
    """Return the button with this label.

    Raises:
        AssertionError: If there is none.
    """
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    for button in itertools.chain.from_iterable(rows):
        if button["text"] == label:
            return button
    raise AssertionError(f"no button {label!r} in {rows}")


def _said(text: str | None) -> Json:
    """Return the fields of what a person wrote: commands and mentions are entities."""
    if text is None:
        return {}
    entities = [
        {"type": found.lastgroup, "offset": units(text[: found.start()]),
         "length": units(found[0])}
        for found in _MARKED.finditer(text)
    ]  # fmt: skip
    return {"text": text, **({"entities": entities} if entities else {})}


def _where(message: Json) -> str:
    chat = message["chat"]
    topic = message.get("message_thread_id")
    named = chat.get("first_name", "") if chat["type"] == "private" else chat["type"]
    place = str(chat.get("title", named))
    return f"({place}{f' #{topic}' if topic else ''}) " if place else ""


def _scope(parameters: Json) -> str:
    """Return for whom a menu of commands is: ``chat:9001``."""
    scope = parameters.get("scope", {"type": "default"})
    return ":".join(str(scope[name]) for name in ("type", "chat_id", "user_id") if name in scope)
