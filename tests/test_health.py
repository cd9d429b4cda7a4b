"""The local port, and what is counted for it."""

import asyncio
import re
import socket
import urllib.error
import urllib.request

import pytest
from bot_api_server import ADMIN, USER
from prometheus_client.parser import text_string_to_metric_families

from bot.health import Health
from bot.metrics import MeasuredConnection, Metrics
from bot.settings import SettingsError
from bot.watch import Watch

QUESTION = "Khối dân vận cấp xã có bao nhiêu thành viên?"


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def metrics(clock):
    return Metrics(clock)


def values(metrics):
    """Return sample → value as another program reads them."""
    families = text_string_to_metric_families(metrics.text().decode())
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in families
        for sample in family.samples
    }


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, page):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{page}", timeout=10) as reply:
            return reply.status, reply.headers["Content-Type"], reply.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read().decode()


def test_it_is_well_while_the_index_is_open_and_telegram_replies(metrics, clock):
    trouble: list[str | None] = ["IndexMissingError"]
    health = Health(metrics, lambda: trouble[0])
    assert health.troubles() == ["index: IndexMissingError", "telegram: not reached yet"]
    trouble[0] = None
    metrics.requested(None)
    metrics.requested(502)
    assert health.troubles() == ["telegram: not reached yet"]
    metrics.requested(400)  # refused, but by Telegram
    clock.now += 120
    assert health.troubles() == []
    clock.now += 1
    assert health.troubles() == ["telegram: not reached for 121 s"]
    metrics.requested(200)
    assert health.troubles() == []


def test_uptime_does_not_follow_the_clock_on_the_wall(metrics, clock):
    clock.now += 3661.5
    assert metrics.uptime_s == 3661.5


def test_what_is_counted(metrics):
    for seconds in (0.004, 0.2, 0.25):
        metrics.answered("answered", seconds)
    metrics.answered("near", 40)
    metrics.searched(0.02)
    metrics.failed("ZeroDivisionError")
    for status in (200, 200, 403, 429, 500, None):
        metrics.requested(status)
    metrics.opened("000001-abc", 3, 40)
    metrics.opened("000002-def", 4, 50)
    metrics.subscribed(7)
    metrics.show("sotay_queue", "Waiting", lambda: 5)
    found = values(metrics)
    assert found["sotay_questions_total", "answered"] == 3
    assert found["sotay_questions_total", "near"] == 1
    assert [found["sotay_reply_seconds_bucket", le] for le in ("0.005", "0.2", "0.3", "+Inf")] == [
        1, 2, 3, 4,
    ]  # fmt: skip
    assert found[("sotay_reply_seconds_sum",)] == pytest.approx(40.454)
    assert found[("sotay_search_seconds_count",)] == 1
    assert found["sotay_errors_total", "ZeroDivisionError"] == 1
    requests = ("done", "refused", "flood", "failed", "unreachable")
    assert [found["sotay_telegram_requests_total", what] for what in requests] == [2, 1, 1, 1, 1]
    assert found["sotay_index_info", "000002-def"] == 1
    assert ("sotay_index_info", "000001-abc") not in found
    shown = ("documents", "passages", "subscribers", "queue")
    assert [found[(f"sotay_{what}",)] for what in shown] == [4, 50, 7, 5]


async def test_the_port_answers_and_is_closed(metrics):
    health, port = Health(metrics, lambda: None), free_port()
    metrics.requested(200)
    with health.listening(port):
        assert await asyncio.to_thread(get, port, "/health") == (
            200, "text/plain; charset=utf-8", "ok\n",
        )  # fmt: skip
        status, kind, body = await asyncio.to_thread(get, port, "/metrics")
        assert status == 200
        assert kind.startswith("text/plain; version=")
        assert "sotay_uptime_seconds 0.0\n" in body
        assert (await asyncio.to_thread(get, port, "/"))[0] == 404
        metrics._reached = None
        assert await asyncio.to_thread(get, port, "/health") == (
            503, "text/plain; charset=utf-8", "telegram: not reached yet\n",
        )  # fmt: skip
        with socket.socket() as elsewhere:  # on this machine alone
            assert elsewhere.connect_ex(("127.0.0.2", port)) != 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
    with health.listening(None):
        pass


async def test_a_taken_port_is_one_line(metrics):
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(SettingsError, match=rf"^METRICS_PORT: {taken.getsockname()[1]}: "),
        Health(metrics, lambda: None).listening(taken.getsockname()[1]),
    ):
        pass


async def test_nothing_of_questions_or_people_is_shown(talk):
    talk = await talk()
    await talk.say(QUESTION)
    talk.error = ZeroDivisionError(QUESTION)
    await talk.say(QUESTION, user=ADMIN)
    text = talk.desk.metrics.text().decode()
    assert "sotay_search_seconds_count 1.0" in text
    assert 'sotay_errors_total{kind="ZeroDivisionError"} 1.0' in text
    assert not {str(USER["id"]), str(ADMIN["id"])} & {*re.split(r"[^\w.]+", text)}
    for secret in ("dân vận", USER["first_name"]):
        assert secret not in text


async def test_requests_are_counted_where_they_are_made(metrics):
    connection = MeasuredConnection(metrics)
    await connection.initialize()
    with pytest.raises(Exception, match="ConnectError"):
        await connection.post(f"http://127.0.0.1:{free_port()}/botX/getMe")
    await connection.shutdown()
    assert values(metrics)["sotay_telegram_requests_total", "unreachable"] == 1


async def test_the_index_is_in_trouble_until_it_is_opened(talk):
    talk = await talk()
    watch = Watch(talk.desk)
    assert watch.trouble == "not opened yet"
    await watch.look(talk.application.bot)
    assert watch.trouble is None
