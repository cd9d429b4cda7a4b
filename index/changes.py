"""Two generations → what became of the documents between them."""

from dataclasses import dataclass
from pathlib import Path

from index.generation import GENERATIONS
from index.records import FILE, Records


@dataclass(frozen=True, slots=True)
class Changes:
    """How many documents are new, gone, or changed in text or in what is said of them."""

    new: int
    gone: int
    changed: int


def compare(index_dir: Path, old: str, new: str) -> Changes:
    """Return what differs between two generations, by their names.

    Raises:
        IndexDamagedError: If one of them cannot be opened, or is there no more.
    """
    before, after = (
        Records(index_dir / GENERATIONS / name / FILE).signatures() for name in (old, new)
    )
    return Changes(
        new=len(after.keys() - before.keys()),
        gone=len(before.keys() - after.keys()),
        changed=sum(after[source] != before[source] for source in after.keys() & before.keys()),
    )
