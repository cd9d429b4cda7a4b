"""One page or file of the web, fetched politely: nothing else in this project asks the network.

It says who it is, keeps to robots.txt and a pause between requests to one host, tries a busy
server again, and never takes more than it was told to. Redirects are followed on the web only:
whoever answers for a public address cannot lead to a file or into this network, not even by giving
its name another address from one moment to the next.
"""

import datetime
import ipaddress
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Self
from urllib.request import getproxies

import httpx
from protego import Protego
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_exponential_jitter,
)

from corpus.errors import CorpusError

AGENT = "so-tay"
_USER_AGENT = f"{AGENT}/0.1 (an archive of directives; one page at its keeper's request)"
MAX_BYTES = 100 * 1024 * 1024
"""Bytes of a page or file, unpacked: a long directive, scanned in colour, has fewer."""

_MAX_SECONDS = 300.0  # for one page or file, however slowly it comes
_SCHEMES = ("http", "https")
_TIMEOUT = httpx.Timeout(20.0, connect=10.0)
_MAX_REDIRECTS = 5
_PAUSE = 1.0  # seconds between requests to a host, where its robots.txt asks for no more
_LONGEST_PAUSE = 60.0
_ATTEMPTS = 3
_BUSY = {429, 500, 502, 503, 504}
_MAX_ROBOTS = 512 * 1024  # RFC 9309, section 2.5: at least 500 KiB must be parsed
_PRIVATE = "private"  # of a request: whether it may go into this network
_BACKOFF = wait_exponential_jitter(initial=1, max=20)


class FetchError(CorpusError):
    """An address gives nothing to keep; the message is one sentence that names it."""


class _BusyError(Exception):
    """A server asks to be tried again, perhaps after so many seconds."""

    def __init__(self, status: int, after: str) -> None:
        super().__init__(status)
        self.status = status
        self.after = _seconds(after)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: ``url`` is where it was found in the end, ``media`` its media type."""

    url: str
    data: bytes
    media: str


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    media: str
    data: bytes
    next: httpx.URL | None


class _Direct(httpx.HTTPTransport):
    """Connects to the very address that was found to be public, where only such a one may be."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.extensions.get(_PRIVATE):
            return super().handle_request(request)
        host = request.url.host
        addresses = _addresses(host)
        if any(map(_is_private, addresses)):
            raise FetchError(f"{request.url} is in a private network")
        if not addresses:
            raise httpx.ConnectError(f"the name {host} is not known", request=request)
        refused: httpx.TransportError | None = None
        for address in addresses:
            pinned = httpx.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,  # with the name as its Host
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
            try:
                return super().handle_request(pinned)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                refused = error
        raise refused or httpx.ConnectError("no address", request=request)


class Fetcher:
    """Fetches one address after another; closes its connections at the end of a ``with``.

    Args:
        max_bytes: Of a page or file.
        sleep: Waits so many seconds.
    """

    def __init__(
        self, *, max_bytes: int = MAX_BYTES, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._client = httpx.Client(
            headers={"User-Agent": _USER_AGENT, "Accept-Language": "vi, en;q=0.5"},
            timeout=_TIMEOUT,
            # A proxy looks names up itself, and what it may reach is for its owner to say.
            mounts={} if "all" in getproxies() else {"all://": _Direct()},
        )
        self._max_bytes = max_bytes
        self._sleep = sleep
        self._robots: dict[str, Protego] = {}
        self._asked: dict[str, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def fetch(self, address: str, *, found_on: str | None = None) -> Fetched:
        """Return what is found at an address.

        Args:
            address: Of a page or file.
            found_on: The page that led there, if nobody named the address: like a redirect, it
                cannot lead into this network.

        Raises:
            FetchError: If it is no web address, may not be fetched, does not answer, answers with
                an error, leads astray, or gives nothing or too much.
        """
        try:
            url = httpx.URL(address.strip())
        except httpx.InvalidURL as error:
            raise FetchError(f"{address} is no address of a web page: {error}") from error
        if url.scheme not in _SCHEMES or not url.host:
            raise FetchError(f"{address} is no address of a web page: it must begin with https://")
        before = httpx.URL(found_on) if found_on else None
        may_be_private = _is_private((before or url).host)
        for _ in range(_MAX_REDIRECTS + 1):
            if before is not None and url.scheme not in _SCHEMES:
                raise FetchError(f"{before} leads to {url}, which is not on the web")
            if not may_be_private and _is_private(url.host):
                led = f"{before} leads to {url}, which" if before else str(url)
                raise FetchError(f"{led} is in a private network")
            self._check_robots(url, private=may_be_private)
            reply = self._ask(url, self._max_bytes, private=may_be_private)
            if reply.next is None:
                _check_reply(url, reply)
                return Fetched(str(url), reply.data, reply.media)
            before, url = url, reply.next
        raise FetchError(f"{address} leads from page to page more than {_MAX_REDIRECTS} times")

    def _check_robots(self, url: httpx.URL, *, private: bool) -> None:
        """Wait as a host asks for, or refuse to ask it.

        Raises:
            FetchError: If robots.txt forbids the address, or cannot be had (RFC 9309, 2.3.1.4).
        """
        origin = str(url.copy_with(raw_path=b"/robots.txt", fragment=None))
        if origin not in self._robots:
            reply = self._ask(httpx.URL(origin), _MAX_ROBOTS, private=private, cut=True)
            # A redirected robots.txt is taken as none: hardly a host has one.
            text = reply.data.decode("utf-8", "replace") if reply.status == HTTPStatus.OK else ""
            self._robots[origin] = Protego.parse(text)
        robots = self._robots[origin]
        if not robots.can_fetch(str(url), AGENT):
            raise FetchError(
                f"{url} may not be fetched by programs (robots.txt); save it from a browser and "
                "add the file"
            )
        pause = max(_PAUSE, robots.crawl_delay(AGENT) or 0.0)
        if pause > _LONGEST_PAUSE:
            raise FetchError(f"{url.host} wants {pause:,.0f} seconds between requests (robots.txt)")
        now = time.monotonic()
        wait = self._asked.get(url.host, now - pause) + pause - now
        if wait > 0:
            self._sleep(wait)
        self._asked[url.host] = time.monotonic()

    def _ask(self, url: httpx.URL, most: int, *, private: bool, cut: bool = False) -> _Reply:
        """Return a host's reply, asking again while it is busy or the line breaks."""
        retrying = Retrying(
            stop=stop_after_attempt(_ATTEMPTS),
            wait=_wait,
            retry=retry_if_exception_type((httpx.TransportError, _BusyError)),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return retrying(self._ask_once, url, most, private, cut)
        except _BusyError as error:
            raise FetchError(f"{url} answers {_named(error.status)}; try again later") from error
        except httpx.TimeoutException as error:
            raise FetchError(f"{url} does not answer in time") from error
        except httpx.UnsupportedProtocol as error:
            raise FetchError(f"{url} is no address of a web page") from error
        except (httpx.TransportError, httpx.DecodingError, httpx.InvalidURL) as error:
            reason = str(error) or type(error).__name__
            raise FetchError(f"{url} cannot be reached: {reason}") from error

    def _ask_once(self, url: httpx.URL, most: int, private: bool, cut: bool) -> _Reply:
        deadline = time.monotonic() + _MAX_SECONDS
        with self._client.stream("GET", url, extensions={_PRIVATE: private}) as response:
            if response.status_code in _BUSY:
                raise _BusyError(response.status_code, response.headers.get("Retry-After", ""))
            media = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if response.next_request is not None:
                return _Reply(response.status_code, media, b"", response.next_request.url)
            data = bytearray()
            for block in response.iter_bytes():
                data += block
                if len(data) > most:
                    if cut:
                        break
                    raise FetchError(f"{url} has more than the {most:,} bytes that are read")
                if time.monotonic() > deadline:
                    raise FetchError(f"{url} takes more than {_MAX_SECONDS:.0f} seconds")
            return _Reply(response.status_code, media, bytes(data[:most]), None)


def _seconds(after: str) -> float | None:
    """Return how long a ``Retry-After`` asks to wait: seconds or a date (RFC 9110, 10.2.3)."""
    if after.isdecimal():
        return float(after)
    try:
        date = parsedate_to_datetime(after)
    except (ValueError, OverflowError):
        return None
    now = datetime.datetime.now(datetime.UTC)
    wait = (date.replace(tzinfo=date.tzinfo or datetime.UTC) - now).total_seconds()
    return wait if wait > 0 else None  # its clock is not ours: what is over tells nothing


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, _BusyError) and error.after is not None:
        return min(error.after, _LONGEST_PAUSE)
    return _BACKOFF(state)


def _check_reply(url: httpx.URL, reply: _Reply) -> None:
    if reply.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise FetchError(
            f"{url} answers {_named(reply.status)}; save it from a browser and add the file"
        )
    if reply.status != HTTPStatus.OK:
        raise FetchError(f"{url} answers {_named(reply.status)}")
    if not reply.data:
        raise FetchError(f"{url} is empty")


def _named(status: int) -> str:
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)


def _addresses(host: str) -> list[str]:
    """Return the addresses of a host, none where its name is not known."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [str(address[0]) for *_, address in found]


def _is_private(host: str) -> bool:
    """Say whether a host is in this network or this machine; not known, it is not."""
    addresses = (address.partition("%")[0] for address in _addresses(host))
    return any(not ipaddress.ip_address(address).is_global for address in addresses)
