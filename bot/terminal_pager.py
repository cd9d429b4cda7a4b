"""What a terminal shows, and where the next line that is typed may go on from there."""

from collections.abc import Callable, Sequence

from rich.console import Console, RenderableType
from rich.text import Text

from bot import messages

WIDTH = 100  # columns; longer lines are hard to read


class Pager:
    """Prints; ``choices`` is what numbers do, ``turning`` what «tiếp» and «lùi» do, if anything."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.clear()

    def clear(self) -> None:
        """Let nothing go on from what was shown so far."""
        self.choices: Sequence[Callable[[], None]] = ()
        self.turning: Callable[[int], None] | None = None

    def choose(self, number: int) -> None:
        """Do what a number does, counted from 1."""
        if not (self.choices or self.turning):
            self.tell(messages.CHAT_NOTHING_OPEN)
        elif number > len(self.choices):
            self.tell(messages.CHAT_END)
        else:
            self.choices[number - 1]()

    def turn(self, step: int) -> None:
        """Show what comes after what is shown, or for a negative step before it."""
        if self.turning is None:
            self.tell(messages.CHAT_NOTHING_OPEN)
        else:
            self.turning(step)

    def tell(self, sentence: str) -> None:
        """Print a sentence."""
        self.show(Text(sentence))

    def show(self, screen: RenderableType) -> None:
        """Print a screen, and an empty line."""
        self.console.print(screen)
        self.console.print()
