"""Files read in a process of their own: none can hang the rest, fill the memory or crash it.

The process is started for the first file, reads one after the other, and is replaced when one of
them has killed it. A watchdog inside it ends it when a file takes too long, even where a library
loops without ever returning to Python; its memory is limited where the system can do that.
"""

import contextlib
import faulthandler
import json
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from corpus.errors import CorpusError, UnreadableFileError, system_reason
from corpus.parse import Made, make_documents
from corpus.readers import read_source
from corpus.values import document_of, values_of

try:
    import resource
except ImportError:  # Windows, where only time is limited
    resource = None  # type: ignore[assignment]

STEP_S = 90
"""Seconds for one file, or for one page of a file that is read by pages; OCR takes 1 to 20."""

WHOLE_S = 3600
"""Seconds for all pages of a file: some 2,000 scanned ones on two cores."""

MEMORY = 2 * 1024**3
"""Bytes of address space: the largest directives need a tenth."""

_TIMED_OUT = 1  # the exit code of ``faulthandler.dump_traceback_later``
_RETIRED = 0  # what a worker exits with by itself: it answered, and asks to be replaced


@dataclass(frozen=True, slots=True)
class Job:
    """A file that is to become documents, as ``corpus.parse.make_documents`` takes it."""

    path: Path
    id: str
    name: str
    rows: Sequence[Mapping[str, str]] = ()


class Worker:
    """Makes documents in another process; jobs may be started while earlier ones run."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._jobs: deque[Job] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end(dead=False)

    def start(self, job: Job) -> None:
        """Have a job done after those that were started before it."""
        self._jobs.append(job)
        if self._process is None:
            self._begin()
        else:
            self._send(job)

    def result(self) -> list[Made]:
        """Return what the earliest job that has not been asked for made.

        Raises:
            UnreadableFileError: If there is no document in it, or reading it took too long, too
                much memory, or crashed.
        """
        while True:
            if self._process is None:
                self._begin()
            answer = self._receive()
            if answer is None:
                answer = self._post_mortem()
            if answer is not None:
                break
        self._jobs.popleft()
        if isinstance(answer, str):
            raise UnreadableFileError(answer)
        return answer

    def _begin(self) -> None:
        """Start a process and give it all jobs that are waiting."""
        paths = [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "corpus.worker", *map(str, (STEP_S, WHOLE_S, MEMORY))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # One thread each: on many cores their stacks alone would fill the address space.
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)),
                 "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,  # ^C is the parent's, which then ends this and its children
        )  # fmt: skip
        if self._receive() is None:
            code = self._end(dead=True)
            raise CorpusError(f"the process that reads files cannot start (exit code {code})")
        for job in self._jobs:
            self._send(job)

    def _send(self, job: Job) -> None:
        pipe = self._process.stdin if self._process else None
        with contextlib.suppress(BrokenPipeError):  # dead: whoever wants the result finds out
            if pipe is not None:
                _put(pipe, _line([str(job.path), job.id, job.name, list(map(dict, job.rows))]))

    def _receive(self) -> list[Made] | str | None:
        """Return the next answer; None where the process ended without one.

        A hostile file may have taken the process over: what it says is data, and nothing runs it.
        """
        pipe = self._process.stdout if self._process else None
        line = pipe.readline() if pipe else b""
        if not line.endswith(b"\n"):
            return None
        try:
            answer = json.loads(line)
            if isinstance(answer, str):
                return answer
            made = [
                Made(document_of(values), tuple(map(str, warnings)), tuple(map(str, removed)))
                for values, warnings, removed in answer
            ]
            if made:
                return made
            raise ValueError("no document")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self._end(dead=False)
            return "the reader made no document of it"

    def _post_mortem(self) -> str | None:
        """Bury a dead process; return what its job died of, None if it ended of its own will."""
        code = self._end(dead=True)
        if code == _RETIRED:
            return None
        if code == _TIMED_OUT:
            return f"reading it took longer than {STEP_S:,} s, or {WHOLE_S:,} s for all its pages"
        with contextlib.suppress(ValueError):
            name = signal.Signals(-code).name
            return f"reading it crashed the reader ({name}): damaged, or too large for its memory"
        return f"reading it crashed the reader (exit code {code})"

    def _end(self, *, dead: bool) -> int:
        """End the process and whatever it started; return its exit code."""
        process, self._process = self._process, None
        if process is None:
            return _RETIRED
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # a job in its buffer has no reader any more
                    pipe.close()
        if dead:
            process.wait()
        else:
            process.kill()
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        return process.wait()


class _Watch:
    """The watchdog: ends the process unless it is told in time that a page is done."""

    def __init__(self, step_s: float, whole_s: float) -> None:
        self._step_s, self._whole_s = step_s, whole_s
        self._until = 0.0

    def begin(self) -> None:
        self._until = time.monotonic() + self._whole_s
        self.page_done()

    def page_done(self) -> None:
        left = max(self._until - time.monotonic(), 0.001)
        faulthandler.dump_traceback_later(min(self._step_s, left), exit=True)

    def end(self) -> None:
        faulthandler.cancel_dump_traceback_later()


def _serve(step_s: float, whole_s: float, memory: int) -> None:
    """Answer the jobs on stdin until there are no more: with what was made, or why not."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints does not spoil an answer
    _limit_memory(memory)
    watch = _Watch(step_s, whole_s)
    _put(answers, _line("ready"))
    for line in sys.stdin.buffer:
        path, *about = json.loads(line)
        watch.begin()
        try:
            source = read_source(Path(path), watch.page_done)
            watch.page_done()
            made = make_documents(source, *about)
            answer = _line([[values_of(each.document), *each[1:]] for each in made])
        except UnreadableFileError as error:
            answer = _line(str(error))
        except OSError as error:
            answer = _line(system_reason(error))
        except MemoryError:
            watch.end()
            reason = f"reading it takes more than {memory // 1024**2:,} MB of memory"
            _put(answers, _line(reason))
            return  # what is left of it may not be enough for the next
        except Exception as error:  # one file's surprise is not the others'
            answer = _line(f"the reader failed: {type(error).__name__}: {error}")
        watch.end()
        _put(answers, answer)


def _line(said: object) -> bytes:
    """Return plain values as a line of JSON, half characters of file names and all."""
    return json.dumps(said).encode() + b"\n"


def _put(pipe: IO[bytes], line: bytes) -> None:
    pipe.write(line)
    pipe.flush()


def _limit_memory(size: int) -> None:
    if resource is None:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit and refuses it
        resource.setrlimit(resource.RLIMIT_AS, (size, hard))


if __name__ == "__main__":
    _serve(float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
