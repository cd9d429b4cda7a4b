"""What the bot counts about itself, in the words of Prometheus: no question's text, nobody's id."""

from collections.abc import Callable
from typing import Any

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    generate_latest,
)

from bot.delivery import Connection
from bot.retention import passed

BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """Counters of one run of the bot.

    Args:
        clock: Returns seconds that only ever pass.
    """

    def __init__(self, clock: Callable[[], float] = passed) -> None:
        self._clock = clock
        self._begun = clock()
        self._reached: float | None = None
        self.registry = to = CollectorRegistry()
        ProcessCollector(registry=to)
        self._questions = Counter(
            "sotay_questions", "Questions, by outcome", ["outcome"], registry=to
        )
        self._reply = self._histogram("sotay_reply_seconds", "From a question to its reply")
        self._search = self._histogram("sotay_search_seconds", "Asking the index for one screen")
        self._errors = Counter(
            "sotay_errors", "Updates that could not be handled", ["kind"], registry=to
        )
        self._requests = Counter(
            "sotay_telegram_requests", "Requests to Telegram, by what came of them",
            ["outcome"], registry=to,
        )  # fmt: skip
        self._index = Info("sotay_index", "The index that answers", registry=to)
        self._documents = Gauge("sotay_documents", "Documents in the index", registry=to)
        self._passages = Gauge("sotay_passages", "Passages in the index", registry=to)
        self._subscribers = Gauge("sotay_subscribers", "Chats that hear of news", registry=to)
        self.show("sotay_uptime_seconds", "Since the bot was started", lambda: self.uptime_s)

    def _histogram(self, name: str, about: str) -> Histogram:
        return Histogram(name, about, buckets=BUCKETS_S, registry=self.registry)

    def show(self, name: str, about: str, value: Callable[[], float]) -> None:
        """Show a value that is looked up when somebody asks."""
        Gauge(name, about, registry=self.registry).set_function(value)

    def answered(self, outcome: str, seconds: float) -> None:
        """Count a question: answered, near, nothing, or why it was not searched for."""
        self._questions.labels(outcome).inc()
        self._reply.observe(seconds)

    def searched(self, seconds: float) -> None:
        """Count a look into the index."""
        self._search.observe(seconds)

    def failed(self, kind: str) -> None:
        """Count an update that could not be handled, by the name of its error."""
        self._errors.labels(kind).inc()

    def requested(self, status: int | None) -> None:
        """Count a request to Telegram by the HTTP status of its reply; None if there was none."""
        if status is None:
            outcome = "unreachable"
        elif status == 429:
            outcome = "flood"
        elif status >= 500:
            outcome = "failed"
        else:
            outcome = "done" if status < 400 else "refused"
            self._reached = self._clock()
        self._requests.labels(outcome).inc()

    def opened(self, generation: str, documents: int, passages: int) -> None:
        """Note which index answers now."""
        self._index.info({"generation": generation})
        self._documents.set(documents)
        self._passages.set(passages)

    def subscribed(self, chats: int) -> None:
        """Note how many chats hear of new directives."""
        self._subscribers.set(chats)

    @property
    def uptime_s(self) -> float:
        """Seconds since the bot was started."""
        return self._clock() - self._begun

    @property
    def since_reached_s(self) -> float | None:
        """Seconds since Telegram last replied; None if it never did."""
        return None if self._reached is None else self._clock() - self._reached

    @property
    def memory_bytes(self) -> int | None:
        """Memory of the process; None where the system does not tell it in Linux's way."""
        value = self.registry.get_sample_value("process_resident_memory_bytes")
        return None if value is None else int(value)

    def text(self) -> bytes:
        """Return everything in the format of Prometheus."""
        return generate_latest(self.registry)


class MeasuredConnection(Connection):
    """The connection to Telegram, whose requests are counted."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__()
        self._metrics = metrics

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401
        """Do a request; return the status and the body of the reply."""
        status = None
        try:
            status, body = await super().do_request(*args, **kwargs)
        finally:
            self._metrics.requested(status)
        return status, body
