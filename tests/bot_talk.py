"""The real application over a Bot API in memory, and what people do with it."""

import json
from urllib.parse import parse_qsl

import httpx
from bot_api_server import BOT, TOKEN, ApiError, BotApi, Fault
from telegram import Update
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

import bot.application
from bot.settings import Settings


class OfflineRequest(BaseRequest):
    """Hands every request to a Bot API in memory."""

    def __init__(self, api: BotApi) -> None:
        self.api = api

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, url, method, request_data: RequestData | None = None, *_, **__):
        name, _, query = url.rsplit("/", 1)[1].partition("?")
        parameters = request_data.json_parameters if request_data else dict(parse_qsl(query))
        uploads = (request_data.multipart_data if request_data else None) or {}
        chat = parameters.get("chat_id")
        fault = self.api.fault(name, int(chat) if chat else None)
        if fault and not fault.done:
            self.api.record(name, parameters)
            _fail(fault)
        try:
            if fault and not fault.done and fault.error:
                raise fault.error
            result = self.api.call(name, parameters, {k: v[:2] for k, v in uploads.items()})
            if fault and fault.done and fault.error:
                raise fault.error
        except ApiError as error:
            return error.code, json.dumps(error.body).encode()
        if fault:
            _fail(fault)
        reply = json.dumps({"ok": True, "result": result}).encode()
        return 200, reply[:-7] if fault and fault.garble else reply


def _fail(fault: Fault) -> None:
    """Fail as `HTTPXRequest` does where the connection broke or the reply did not come."""
    try:
        if fault.drop:
            raise httpx.ReadError("") if fault.done else httpx.ConnectError("")
        if fault.delay_s:
            raise httpx.ReadTimeout("")
    except httpx.TimeoutException as error:
        raise TimedOut from error
    except httpx.HTTPError as error:
        raise NetworkError(f"httpx.{type(error).__name__}: {error}") from error


class Talk:
    """The real application over a Bot API in memory."""

    def __init__(self, searcher, **settings) -> None:
        self.api = BotApi()
        self.searcher = searcher
        self.error: Exception | None = None
        options = {
            "telegram_bot_token": TOKEN,
            "access": "public",
            "admin_user_ids": "9001",
            **settings,
        }
        self.application, self.desk = bot.application.build(
            Settings(_env_file=None, **options), lambda: self.current(), OfflineRequest(self.api)
        )

    def current(self):
        if self.error:
            raise self.error
        return self.searcher

    async def handle(self, update):
        await self.application.process_update(Update.de_json(update, self.application.bot))
        await self.desk.alarm.settle()
        return update

    async def say(self, text, **more):
        update = await self.handle(self.api.write(text, **more))
        return self.api.replies(update)

    async def press(self, message, label, **more):
        """Press a button; return the notice, and the message as it is then."""
        update = await self.handle(self.api.press(message, label, **more))
        return self.api.notice(update, 0), self.now(message)

    def now(self, message):
        return self.api.chats[message["chat"]["id"]][message["message_id"]]

    def told(self, user):
        return [m["text"] for m in self.api.chats[user["id"]].values() if m["from"] == BOT]


def buttons(message):
    return [
        [button["text"] for button in row] for row in message["reply_markup"]["inline_keyboard"]
    ]
