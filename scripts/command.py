"""What commands share: UTF-8 whatever the locale, a count of progress, one line for a failure."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import NoReturn

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from index.errors import RetrievalError

_INTERRUPTED = 130  # 128 + SIGINT, as shells say it


def run(main: Callable[[], int]) -> NoReturn:
    """Run a command and exit with its code; 1 also if its output cannot be written."""
    for stream, errors in (
        (sys.stdin, "replace"),
        (sys.stdout, "backslashreplace"),
        (sys.stderr, "backslashreplace"),
    ):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)
    try:
        code = main()
        print(end="", flush=True)  # sys.stdout is None where it was closed
    except KeyboardInterrupt:
        code = _INTERRUPTED
    except BrokenPipeError:  # whoever read the output has seen enough: «| head»
        code = _silenced()
    except RetrievalError as error:
        print(error, file=sys.stderr)
        code = 1
    except OSError as error:
        print(f"it could not be done: {error}", file=sys.stderr)
        code = _silenced()
    sys.exit(code)


def plural(number: int, name: str) -> str:
    """Return a count and what is counted: «1 page», «1,024 pages»."""
    return f"{number:,} {name}{'s' * (number != 1)}"


@contextmanager
def counted() -> Iterator[Callable[[str], None]]:
    """Give a function to call with the source of each document that is done.

    Their number shows on stderr meanwhile, where that is a terminal.
    """
    console = Console(stderr=True)
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.completed:,} documents"),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task("", total=None)
        yield lambda source: bar.update(task, advance=1, description=source)


def _silenced() -> int:
    """Let Python's own last flush have nowhere to fail; the exit code of a failure."""
    # https://docs.python.org/3/library/signal.html#note-on-sigpipe
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1
