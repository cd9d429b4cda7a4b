"""Telegram for tests: the Bot API as far as the bot uses it, in memory or behind real HTTP.

It is as strict as Telegram where a bot may go wrong: HTML, lengths in UTF-16 units after parsing,
callback data, edits that change nothing, late acknowledgements. Where the description of the Bot
API is at hand, every method and parameter is looked up in it.
"""

import json
import sys
import threading
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from telegram_html import HtmlError, parse

Json = dict[str, Any]

TOKEN = "123456:TEST-token"
BOT = {"id": 123456, "is_bot": True, "first_name": "Sổ tay", "username": "sotay_bot"}
USER = {"id": 1001, "is_bot": False, "first_name": "Cán bộ"}
ADMIN = {"id": 9001, "is_bot": False, "first_name": "Quản trị"}
PRIVATE = {"id": 1001, "type": "private"}
GROUP = {"id": -5001, "type": "group", "title": "Tổ công tác"}
DESCRIPTION = Path(__file__).parents[2] / "shared" / "telegram" / "bot_api_10.1.json"
_STRUCTURED = ("reply_markup", "reply_parameters", "link_preview_options", "commands", "scope",
               "allowed_updates", "show_alert", "timeout", "offset", "limit", "chat_id",
               "message_id", "max_connections", "drop_pending_updates")  # fmt: skip


class ApiError(Exception):
    """What Telegram answers to a request that it refuses."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.body: Json = {"ok": False, "error_code": code, "description": description}
        if parameters:
            self.body["parameters"] = parameters


@cache
def described() -> dict[str, set[str]]:
    """Return the parameters of every method, or nothing where the description is not at hand."""
    if not DESCRIPTION.exists():
        return {}
    methods = json.loads(DESCRIPTION.read_text(encoding="utf-8"))["methods"]
    return {
        name: {field["name"] for field in method.get("fields", [])}
        for name, method in methods.items()
    }


class BotApi:
    """One bot's side of Telegram, and the people who write to it; safe to use from any thread."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Json]] = []
        self.chats: dict[int, dict[int, Json]] = defaultdict(dict)
        self.answered: dict[str, str | None] = {}  # callback query id → notice
        self.webhook: Json = {}
        self.updates: list[Json] = []  # not yet confirmed
        self.events: list[str] = []
        self.closed = False
        self._asked: set[str] = set()
        self._faults: list[tuple[str, ApiError]] = []
        self._last = 0
        self._changed = threading.Condition()

    # The people

    def write(
        self, text: str | None, *, chat: Json = PRIVATE, user: Json = USER, **more: Any
    ) -> Json:
        """Write a message to the bot and return its update."""
        with self._changed:
            message = self._message(
                chat, user, **({"text": text} if text is not None else {}), **more
            )
            if text is not None and text.startswith("/"):
                length = len(text.split()[0])
                message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
            self.events.append(f"👤 {text or '(không phải chữ)'}")
            return self._update("message", message)

    def press(self, message: Json, label: str, *, user: Json = USER) -> Json:
        """Press the button with this label under a message and return the update."""
        rows = self.chats[message["chat"]["id"]][message["message_id"]]["reply_markup"]
        found = [b for row in rows["inline_keyboard"] for b in row if b["text"] == label]
        if not found:
            raise AssertionError(f"no button {label!r} in {rows}")
        return self.press_data(message, found[0]["callback_data"], label=label, user=user)

    def press_data(self, message: Json, data: str, *, label: str = "?", user: Json = USER) -> Json:
        """Press a button that holds this data, which may be none of the message's."""
        with self._changed:
            current = self.chats[message["chat"]["id"]].get(message["message_id"], message)
            self._last += 1
            query = {
                "id": f"q{self._last}",
                "from": user,
                "chat_instance": "1",
                "data": data,
                "message": current,
            }
            self._asked.add(query["id"])
            self.events.append(f"👆 [{label}]")
            return self._update("callback_query", query)

    def fail(
        self, method: str, code: int, *, times: int = 1, retry_after: int | None = None
    ) -> None:
        """Answer the next calls of a method with an error."""
        parameters = {"retry_after": retry_after} if retry_after else {}
        error = ApiError(
            code,
            {401: "Unauthorized", 429: "Too Many Requests"}.get(code, "Bad Gateway"),
            **parameters,
        )
        with self._changed:
            self._faults += [(method, error)] * times

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
        message = update["message"]
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

    def sent(self, method: str) -> list[Json]:
        """Return the parameters of every call of a method, failed ones too."""
        return [parameters for name, parameters in self.calls if name == method]

    # The bot

    def call(self, method: str, raw: dict[str, str]) -> Any:
        """Do what a method of the Bot API does.

        Raises:
            ApiError: If Telegram would refuse.
        """
        parameters = {
            name: json.loads(value) if name in _STRUCTURED else value for name, value in raw.items()
        }
        if described() and not set(parameters) <= described().get(method, set()):
            raise ApiError(400, f"Bad Request: {method} has no such parameters: {parameters}")
        with self._changed:
            self.calls.append((method, parameters))
            self._changed.notify_all()
            for fault in self._faults:
                if fault[0] == method:
                    self._faults.remove(fault)
                    raise fault[1]
            handler = getattr(self, f"_{method}", None)
            if handler is None:
                raise ApiError(404, "Not Found")
            try:
                return handler(parameters)
            finally:
                self._changed.notify_all()

    def close(self) -> None:
        """Let every long poll return."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def _getMe(self, _: Json) -> Json:
        return {
            **BOT,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def _getUpdates(self, parameters: Json) -> list[Json]:
        if self.webhook:
            raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
        self.updates = [u for u in self.updates if u["update_id"] >= parameters.get("offset", 0)]
        self._changed.wait_for(lambda: self.updates or self.closed, parameters.get("timeout", 0))
        return self.updates[: parameters.get("limit", 100)]

    def _sendMessage(self, parameters: Json) -> Json:
        text = _checked(parameters)
        chat_id = parameters["chat_id"]
        replied = parameters.get("reply_parameters", {})
        question = self.chats[chat_id].get(replied.get("message_id"))
        if replied and not question and not replied.get("allow_sending_without_reply"):
            raise ApiError(400, "Bad Request: message to be replied not found")
        more: Json = {"text": text}
        if question:
            more["reply_to_message"] = {
                k: v for k, v in question.items() if k != "reply_to_message"
            }
        if "reply_markup" in parameters:
            more["reply_markup"] = parameters["reply_markup"]
        chat = {"id": chat_id, "type": "private" if chat_id > 0 else "group"}
        self._show("🤖", parameters)
        return self._message(chat, BOT, **more)

    def _editMessageText(self, parameters: Json) -> Json:
        message = self.chats[parameters["chat_id"]].get(parameters["message_id"])
        if message is None:
            raise ApiError(400, "Bad Request: message to edit not found")
        changed = {"text": _checked(parameters), "reply_markup": parameters.get("reply_markup")}
        if all(message.get(name) == value for name, value in changed.items()):
            raise ApiError(
                400,
                "Bad Request: message is not modified: specified new message content and reply "
                "markup are exactly the same",
            )
        message.update(changed)
        self._show("🤖 (sửa)", parameters)
        return message

    def _answerCallbackQuery(self, parameters: Json) -> bool:
        query, text = parameters["callback_query_id"], parameters.get("text")
        if query not in self._asked:
            raise ApiError(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        if len(text or "") > 200:
            raise ApiError(400, "Bad Request: MESSAGE_TOO_LONG")
        self._asked.remove(query)
        self.answered[query] = text
        if text:
            self.events.append(f"🤖 (thông báo) {text}")
        return True

    def _sendChatAction(self, _: Json) -> bool:
        return True

    def _setMyCommands(self, parameters: Json) -> bool:
        for command in parameters["commands"]:
            if not (1 <= len(command["command"]) <= 32 and 1 <= len(command["description"]) <= 256):
                raise ApiError(400, "Bad Request: BOT_COMMAND_INVALID")
        return True

    def _setWebhook(self, parameters: Json) -> bool:
        self.webhook = parameters
        return True

    def _deleteWebhook(self, _: Json) -> bool:
        self.webhook = {}
        return True

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

    def _update(self, kind: str, content: Json) -> Json:
        self._last += 1
        update = {"update_id": self._last, kind: content}
        self.updates.append(update)
        self._changed.notify_all()
        return update

    def _show(self, who: str, parameters: Json) -> None:
        html = parameters["text"].replace("<b>", "**").replace("</b>", "**")
        parsed = parse(html) if parameters.get("parse_mode") else None
        text = parsed.text if parsed else parameters["text"]
        for quoted in parsed.inside("blockquote") if parsed else ():
            text = text.replace(quoted, "\n".join(f"│ {line}" for line in quoted.split("\n")))
        rows = parameters.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = "".join("\n   " + " ".join(f"[{b['text']}]" for b in row) for row in rows)
        self.events.append(f"{who} " + text.replace("\n", "\n   ") + buttons)


def _checked(parameters: Json) -> str:
    """Return the text of a message without its markup, refused as Telegram would."""
    text = parameters["text"]
    if parameters.get("parse_mode") == "HTML":
        try:
            text = parse(text).text
        except HtmlError as error:
            raise ApiError(400, f"Bad Request: can't parse entities: {error}") from error
    if not text.strip():
        raise ApiError(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > 4096:
        raise ApiError(400, "Bad Request: message is too long")
    rows = parameters.get("reply_markup", {}).get("inline_keyboard", [])
    if sum(map(len, rows)) > 100 or any(len(row) > 8 for row in rows):
        raise ApiError(400, "Bad Request: REPLY_MARKUP_TOO_LONG")
    for button in (button for row in rows for button in row):
        if not button["text"] or not 1 <= len(button["callback_data"].encode()) <= 64:
            raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
    return str(text)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    api: BotApi

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        prefix, method = self.path.rsplit("/", 1)
        try:
            if prefix != f"/bot{TOKEN}":
                raise ApiError(401, "Unauthorized")
            self._respond(200, {"ok": True, "result": self.api.call(method, dict(parse_qsl(body)))})
        except ApiError as error:
            self._respond(error.code, error.body)

    def _respond(self, code: int, body: Json) -> None:
        content = b"<html>Bad Gateway</html>" if code == 502 else json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Report errors, except that a bot which stops hangs up in the middle of a long poll."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class BotApiServer:
    """The Bot API on a port of this machine, for as long as the context lasts."""

    def __init__(self) -> None:
        self.api = BotApi()
        handler = type("Handler", (_Handler,), {"api": self.api})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "BotApiServer":
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.api.close()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def deliver(port: int, path: str, update: Json, secret: str) -> int:
    """Post an update to a webhook as Telegram does; return the HTTP status."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        json.dumps(update).encode(),
        {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
