"""The Bot API (`bot_api`) behind real HTTP on a port of this machine, and the webhook's client."""

import json
import re
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

from bot_api import (
    ADMIN,
    BOT,
    CHANNEL,
    FORUM,
    GROUP,
    PRIVATE,
    TOKEN,
    USER,
    BotApi,
    Fault,
    button_of,
)
from bot_api_rules import ApiError, Json
from tornado.httputil import HTTPHeaders, parse_body_arguments

__all__ = [
    "ADMIN", "BOT", "CHANNEL", "FORUM", "GROUP", "PRIVATE", "TOKEN", "USER", "ApiError", "BotApi",
    "BotApiServer", "Fault", "button_of", "deliver",
]  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    api: BotApi

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path, _, query = self.path.partition("?")
        prefix, method = path.rsplit("/", 1)
        raw, files = self._fields(body)
        raw |= dict(parse_qsl(query))
        fault = None
        try:
            if prefix != f"/bot{TOKEN}":
                raise ApiError(401, "Unauthorized")
            fault = self.api.fault(method, _number(raw.get("chat_id")))
            if fault and not fault.done:
                if fault.drop:
                    self.api.record(method, raw, files)
                    self._hang_up(fault)
                    return
                time.sleep(fault.delay_s)
                if fault.error:
                    self.api.record(method, raw, files)
                    raise fault.error
            reply = {"ok": True, "result": self.api.call(method, raw, files)}
            if fault and fault.done and fault.error:
                raise fault.error
        except ApiError as error:
            self._respond(error.code, error.body, fault)
        else:
            self._respond(200, reply, fault)

    def _fields(self, body: bytes) -> tuple[dict[str, str], Json]:
        """Return the plain fields and the uploaded files, as (name, content)."""
        kind = self.headers.get("Content-Type", "")
        if not kind.startswith("multipart/form-data"):
            return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}
        arguments: dict[str, list[bytes]] = {}
        files: dict[str, list] = {}
        parse_body_arguments(kind, body, arguments, files, HTTPHeaders())
        return (
            {name: values[0].decode() for name, values in arguments.items()},
            {name: (found[0].filename, found[0].body) for name, found in files.items()},
        )

    def _hang_up(self, fault: Fault) -> None:
        time.sleep(fault.delay_s)
        self.close_connection = True

    def _respond(self, code: int, body: Json, fault: Fault | None) -> None:
        if fault and fault.done and fault.drop:
            self._hang_up(fault)
            return
        if fault and fault.done:
            time.sleep(fault.delay_s)
        content = b"<html>Bad Gateway</html>" if code == 502 else json.dumps(body).encode()
        if fault and fault.garble:
            content = content[:-7]
        # In one piece: two small ones would wait for each other's acknowledgement.
        head = f"HTTP/1.1 {code} X\r\nContent-Type: application/json\r\n"
        self.wfile.write(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _number(value: str | None) -> int | str | None:
    return int(value) if value and re.fullmatch(r"-?\d+", value) else value


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]
        self.connections: set[socket.socket] = set()

    def process_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:  # type: ignore[override]
        self.connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Report errors, except that a bot which stops hangs up in the middle of a long poll."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        """Break every connection, as a router between that restarts."""
        for connection in [*self.connections]:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class BotApiServer:
    """The Bot API on a port of this machine, for as long as the context lasts."""

    def __init__(self) -> None:
        self.api = BotApi()
        self._handler = type("Handler", (_Handler,), {"api": self.api})
        self._server = _Server(("127.0.0.1", 0), self._handler)
        self._port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> "BotApiServer":
        self._serve()
        return self

    def __exit__(self, *_: object) -> None:
        self.api.close()
        self._close()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Refuse connections and break those there are, for as long as the context lasts."""
        self._close()
        try:
            yield
        finally:
            self._server = _Server(("127.0.0.1", self._port), self._handler)
            self._serve()

    def hang_up(self) -> None:
        """Break every connection, idle ones and those of long polls."""
        self._server.hang_up()

    def _serve(self) -> None:
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()

    def _close(self) -> None:
        self._server.shutdown()
        self._server.socket.close()
        self._server.hang_up()
        self._thread.join()


def deliver(port: int, path: str, update: Json | bytes, secret: str) -> int:
    """Post an update, or any bytes, to a webhook as Telegram does; return the HTTP status."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        update if isinstance(update, bytes) else json.dumps(update).encode(),
        {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": secret},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
