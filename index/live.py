"""The searcher of the moment: follows CURRENT, so that a rebuild needs no restart."""

import datetime
import logging
import threading
import time
from pathlib import Path

from corpus.today import today
from index.errors import IndexDamagedError, RetrievalError
from index.generation import current_name
from index.reranker import Reranker
from index.searcher import IndexSearcher, open_searcher

LOOK_EVERY_S = 1.0
"""Seconds between two looks at CURRENT: a new index answers within that and its opening."""

_log = logging.getLogger(__name__)


class LiveSearcher:
    """Opens the published generation and opens the next one as soon as it is published.

    On a new day the same one is opened anew: what is in force and what no longer may have changed.
    Whoever asks while a new generation is being opened is answered by the old one. A generation
    that cannot be opened is reported once and the old one goes on answering.

    Attributes:
        failure: Why the published generation could not be opened; None where it answers.
    """

    def __init__(self, index_dir: Path, reranker: Reranker | None = None) -> None:
        self._index_dir, self._reranker = index_dir, reranker
        self._searcher: IndexSearcher | None = None
        self._opened: tuple[datetime.date | None, str] = None, ""  # the day, and what was published
        self.failure: RetrievalError | None = None
        self._looked = float("-inf")
        self._opening = threading.Lock()

    def current(self) -> IndexSearcher:
        """Return the searcher of the published generation; may take a second after a rebuild.

        Raises:
            RetrievalError: If there is none, and none was opened before.
        """
        if self._searcher is None:
            with self._opening:
                if self._searcher is None:
                    self._looked = time.monotonic()
                    self._searcher = open_searcher(self._index_dir, reranker=self._reranker)
                    self._opened = today(), self._searcher.generation
        elif time.monotonic() - self._looked >= LOOK_EVERY_S and self._opening.acquire(
            blocking=False
        ):
            try:
                self._follow()
            except RetrievalError as error:
                self.failure = error
                _log.error("the new index cannot be used, the old one goes on: %s", error)
            finally:
                self._opening.release()
        return self._searcher

    def _follow(self) -> None:
        self._looked = time.monotonic()
        name = current_name(self._index_dir)
        if self._opened != (opened := (today(), name)):
            self._opened = opened  # tried once, whatever comes of it
            self._searcher = open_searcher(self._index_dir, reranker=self._reranker)
            self.failure = None
            if (answers := self._searcher.generation) < name:  # names count upwards
                self.failure = IndexDamagedError(f"{name} is damaged, {answers} answers instead")
