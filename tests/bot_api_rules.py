"""What Telegram refuses, as strictly as Telegram: parameters, HTML, lengths, buttons, floods.

Where the description of the Bot API is at hand, every method and parameter is looked up in it.
"""

import json
from collections import defaultdict, deque
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from telegram_html import HtmlError, parse, units

Json = dict[str, Any]

DESCRIPTION = Path(__file__).parents[2] / "shared" / "telegram" / "bot_api_10.1.json"
LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024  # UTF-16 units after parsing
ENTITIES = 100  # of a message; Telegram drops the rest without a word
_STRUCTURED = {
    "action_date", "allow_sending_without_reply", "allowed_updates", "button", "cache_time",
    "chat_id", "commands", "disable_content_type_detection", "disable_notification",
    "drop_pending_updates", "entities", "from_chat_id", "is_personal", "limit",
    "link_preview_options", "max_connections", "menu_button", "message_id", "message_thread_id",
    "offset", "protect_content", "reply_markup", "reply_parameters", "results", "scope",
    "show_alert", "timeout", "user_id",
}  # fmt: skip
_ACTIONS = ("callback_data", "url", "copy_text", "switch_inline_query",
            "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "pay",
            "login_url", "web_app")  # fmt: skip


class ApiError(Exception):
    """What Telegram answers to a request that it refuses."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.body: Json = {"ok": False, "error_code": code, "description": description}
        if parameters:
            self.body["parameters"] = parameters


@cache
def _described() -> dict[str, dict[str, bool]]:
    """Return the parameters of every method and whether they are required, where known."""
    if not DESCRIPTION.exists():
        return {}
    methods = json.loads(DESCRIPTION.read_text(encoding="utf-8"))["methods"]
    return {
        name: {field["name"]: field["required"] for field in method.get("fields", [])}
        for name, method in methods.items()
    }


def parameters_of(method: str, raw: dict[str, str], files: Json) -> Json:
    """Return the parameters of a call as Telegram reads them; ``files`` came as uploads.

    Raises:
        ApiError: If the method has no such parameters, or one is missing.
    """
    parameters = {
        name: _decoded(value) if name in _STRUCTURED and isinstance(value, str) else value
        for name, value in raw.items()
    }
    for name, value in parameters.items():
        if isinstance(value, str) and value.startswith("attach://"):
            parameters[name] = files[value.removeprefix("attach://")]
    parameters |= {name: file for name, file in files.items() if name in _uploads(method)}
    if _described():
        fields = _described().get(method, {})
        if not set(parameters) <= set(fields):
            unknown = set(parameters) - set(fields)
            raise ApiError(400, f"Bad Request: {method} has no such parameters: {unknown}")
        missing = {name for name, required in fields.items() if required} - set(parameters)
        if missing:
            raise ApiError(400, f"Bad Request: {method} needs {missing}")
    return parameters


def _uploads(method: str) -> set[str]:
    return {"sendDocument": {"document", "thumbnail"}, "sendPhoto": {"photo"}}.get(method, set())


def _decoded(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value  # such as the @name of a chat


def text_and_entities(parameters: Json, name: str = "text") -> Json:
    """Return the fields of a message that hold its text or its caption, markup parsed.

    Raises:
        ApiError: If Telegram would refuse it.
    """
    text = parameters.get(name, "")
    entities = parameters.get("entities", [])
    if parameters.get("parse_mode") == "HTML":
        try:
            parsed = parse(text)
        except HtmlError as error:
            raise ApiError(400, f"Bad Request: can't parse entities: {error}") from error
        text, entities = parsed.text, parsed.entities()
    elif parameters.get("parse_mode"):
        raise ApiError(400, "Bad Request: unsupported parse_mode")
    if name == "text" and not text.strip():
        raise ApiError(400, "Bad Request: message text is empty")
    if units(text) > (LONGEST_TEXT if name == "text" else LONGEST_CAPTION):
        raise ApiError(400, f"Bad Request: message {name} is too long")
    if not text:
        return {}
    marks = {"text": "entities", "caption": "caption_entities"}[name]
    return {name: text.rstrip(), **({marks: entities[:ENTITIES]} if entities else {})}


def check_buttons(markup: Json | None) -> None:
    """Check an inline keyboard.

    Raises:
        ApiError: If Telegram would refuse it.
    """
    rows = (markup or {}).get("inline_keyboard", [])
    if sum(map(len, rows)) > 100 or any(len(row) > 8 for row in rows):
        raise ApiError(400, "Bad Request: REPLY_MARKUP_TOO_LONG")
    for button in (button for row in rows for button in row):
        actions = [name for name in _ACTIONS if name in button]
        if not button.get("text") or len(actions) != 1:
            raise ApiError(400, "Bad Request: can't parse inline keyboard button")
        data = button.get("callback_data")
        if data is not None and not 1 <= len(data.encode()) <= 64:
            raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
        copied = button.get("copy_text")
        if copied is not None and not 1 <= len(copied["text"]) <= 256:
            raise ApiError(400, "Bad Request: BUTTON_COPY_TEXT_INVALID")
        url = button.get("url")
        if url is not None and not url.startswith(("http://", "https://", "tg://")):
            raise ApiError(400, "Bad Request: BUTTON_URL_INVALID")
        if units(button.get("switch_inline_query_current_chat", "")) > 256:
            raise ApiError(400, "Bad Request: BUTTON_SWITCH_INLINE_INVALID")


def check_results(parameters: Json) -> list[Json]:
    """Return the results of an inline query, their contents parsed as messages.

    Raises:
        ApiError: If Telegram would refuse them.
    """
    results = parameters["results"]
    ids = [result["id"] for result in results]
    if len(results) > 50 or len(set(ids)) != len(ids):
        raise ApiError(400, "Bad Request: RESULTS_TOO_MUCH or RESULT_ID_DUPLICATE")
    if any(not 1 <= len(id_.encode()) <= 64 for id_ in ids):
        raise ApiError(400, "Bad Request: RESULT_ID_INVALID")
    if len(parameters.get("next_offset", "").encode()) > 64:
        raise ApiError(400, "Bad Request: NEXT_OFFSET_INVALID")
    button = parameters.get("button")
    if button and not 1 <= len(button.get("start_parameter", "x")) <= 64:
        raise ApiError(400, "Bad Request: START_PARAM_INVALID")
    read = []
    for result in results:
        if result["type"] == "article" and not result.get("title"):
            raise ApiError(400, "Bad Request: RESULT_TITLE_EMPTY")
        check_buttons(result.get("reply_markup"))
        content = text_and_entities(
            {"text": "", **rename(result["input_message_content"], message_text="text")}
        )
        read.append({**result, "input_message_content": content})
    return read


def rename(fields: Json, **names: str) -> Json:
    """Return the fields with other names for some of them."""
    return {names.get(name, name): value for name, value in fields.items()}


class Floods:
    """Telegram's limits: 30 messages a second, 1 a second a chat, 20 a minute a group."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._sent: defaultdict[object, deque[float]] = defaultdict(deque)

    def check(self, chat_id: int | str) -> None:
        """Count a message.

        Raises:
            ApiError: If it is one too many; then it does not count.
        """
        now = self._clock()
        # "Avoid sending more than one a second; short bursts may go over": five in five seconds.
        limits = [("all", 30, 1.0), (("chat", chat_id), 5, 5.0)]
        if not isinstance(chat_id, int) or chat_id < 0:
            limits[1] = (("group", chat_id), 20, 60.0)
        for key, number, period in limits:
            sent = self._sent[key]
            while sent and sent[0] <= now - period:
                sent.popleft()
            if len(sent) >= number:
                wait = int(sent[0] + period - now) + 1
                raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        for key, *_ in limits:
            self._sent[key].append(now)
