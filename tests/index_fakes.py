"""Small stand-ins that tests of the index share: an encoder and folders in memory."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document
from corpus.folder import Read, Rejected, Unchanged
from index.analysis import syllables
from index.build import build
from index.generation import open_generation
from index.searcher import IndexSearcher


class ToyEncoder:
    """A bag of words, hashed into 64 dimensions."""

    dim = 64

    def __init__(self, name: str = "toy") -> None:
        self.name, self.fingerprint = name, f"{name}-1"
        self.encoded: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        return np.stack([self.encode_query(text) for text in texts])

    def encode_query(self, text: str) -> NDArray[np.float32]:
        vector = np.zeros(self.dim, np.float32)
        for word in syllables(text):
            vector[hashlib.blake2b(word.encode(), digest_size=1).digest()[0] % self.dim] += 1
        return vector / max(1e-9, float(np.linalg.norm(vector)))


class Folder:
    """A folder in memory: source → text, and source → why it is rejected."""

    def __init__(self, texts: Mapping[str, str], rejected: Mapping[str, str] | None = None) -> None:
        self.texts, self.rejected = dict(texts), dict(rejected or {})
        self.read_sources: list[str] = []

    def read(
        self, directories: Sequence[Path], known: Mapping[str, str]
    ) -> Iterator[Read | Unchanged | Rejected]:
        """Do as ``corpus.folder.read_folders`` does."""
        self.read_sources = []
        for source in sorted({*self.texts, *self.rejected}):
            if source in self.rejected:
                yield Rejected(source, source, self.rejected[source])
                continue
            text = self.texts[source]
            signature = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
            if known.get(source) == signature:
                yield Unchanged(source, signature)
            else:
                self.read_sources.append(source)
                yield Read(source, signature, Document(Path(source).stem, text, source), ())


def open_toy(index_dir: Path, documents: Sequence[Document]) -> IndexSearcher:
    """Build an index of these documents with the toy encoder and open it."""

    def read(directories: Sequence[Path], known: Mapping[str, str]) -> list[Read]:
        return [
            Read(document.file, f"{document.id}{len(document.text)}", document, ())
            for document in sorted(documents, key=lambda document: document.file)
        ]

    build([], index_dir, ToyEncoder(), read=read)
    return IndexSearcher(open_generation(index_dir), ToyEncoder())
