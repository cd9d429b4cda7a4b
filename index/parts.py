"""What is searched of a generation: its records, vectors and terms, found to fit each other."""

from pathlib import Path

from index.dense import Dense
from index.errors import IndexDamagedError
from index.lexical import Lexical
from index.records import FILE as RECORDS
from index.records import Records

VECTORS, EXAMPLES = "vectors.faiss", "examples.json"


class Parts:
    """The opened files; row *i* of each is passage *i*.

    Raises:
        IndexDamagedError: If one cannot be opened, or they do not belong together.
    """

    def __init__(self, directory: Path) -> None:
        try:
            self.records = Records(directory / RECORDS)
            self.lexical = Lexical(directory)
            self.dense = Dense(directory / VECTORS)
        except OSError as error:  # verified a moment ago, and removed since
            raise IndexDamagedError(f"{error.filename} cannot be read: {error.strerror}") from error
        counts = (self.records.passages, self.lexical.rows, self.dense.rows)
        if len(set(counts)) > 1:
            raise IndexDamagedError(f"{directory}: {counts} passages in records, terms and vectors")
