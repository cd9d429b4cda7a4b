"""What every reader returns: the lines of a file, before anything is removed or joined."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from corpus.document import Scan

TRACKED = "it has tracked changes: read as if all were accepted"
"""What an admin is told of a text that shows what was changed in it."""

STRUCK = "it has words struck through: they are left out"
"""What an admin is told of a text that shows what no longer holds."""


@dataclass(slots=True)
class Line:
    """One line as the file has it; in a .docx or .html, a whole paragraph.

    ``left`` and ``right`` are the line's edges in the units of its source: points in a PDF,
    columns elsewhere. ``page`` counts from 1, 0 without pages. ``level`` is that of a marked-up
    heading, 0 for any other line. ``gap`` says that space separates it from the line before,
    ``small`` that it is set smaller than the text: a footnote. ``linked`` says that
    all of it leads to other pages. ``furniture`` is set where the line is left out, ``struck``
    where that is because it is struck through.
    """

    text: str
    left: float = 0.0
    right: float = 0.0
    page: int = 0
    level: int = 0
    bold: bool = False
    gap: bool = False
    small: bool = False
    linked: bool = False
    furniture: bool = False
    struck: bool = False


@dataclass(slots=True)
class Source:
    """A file's lines, and what its format tells beside them.

    ``wrapped``: the format breaks lines where a page ends them. ``web``: the file is a web page.
    ``fields`` are those of a front matter, by catalogue column. ``scans`` are the pages that were
    read from their pictures, in order. ``dropped`` is what the reader itself left out.
    """

    lines: Sequence[Line]
    wrapped: bool = False
    web: bool = False
    pages: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    scans: tuple[Scan, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def removed(self) -> tuple[str, ...]:
        """What the file has and the document will not: known once it is cleaned."""
        return (*self.dropped, *(line.text for line in self.lines if line.furniture))
