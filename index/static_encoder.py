"""The encoder that ships with the project: a table of int8 rows, one for each known term.

A text's vector is the sum of its terms' rows, each damped by how often it occurs, scaled to
length 1. How much a term matters was learnt and is the length of its row. There is nothing more
to it, so numpy alone answers a question in well under a millisecond, and no text is too long.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from safetensors import SafetensorError

from index.analysis import ACCENTED, has_accents, terms
from index.errors import EncoderError
from index.model_files import read_model

CONFIG, VOCABULARY, WEIGHTS = "config.json", "vocabulary.txt", "model.safetensors"
FORMAT = 1


class Vocabulary:
    """The known terms, each with its row; the accented syllables come first.

    Raises:
        ValueError: If a term occurs twice, or an accented syllable after another kind of term.
    """

    def __init__(self, known: Sequence[str]) -> None:
        self.known = list(known)
        self.accented = sum(term.startswith(ACCENTED) for term in self.known)
        """Rows below this one are accented syllables."""
        self._rows = {term: row for row, term in enumerate(self.known)}
        if len(self._rows) != len(self.known):
            raise ValueError(f"{len(self.known) - len(self._rows)} terms occur twice")
        if not all(term.startswith(ACCENTED) for term in self.known[: self.accented]):
            raise ValueError("the accented syllables do not come first")

    def rows(self, text: str) -> NDArray[np.int64]:
        """Return the rows of the known terms of a text, in order, with repeats.

        Text without any diacritic is known by its folded terms alone: ``dan`` may stand for dân,
        dán or dần, and is an accented syllable of its own only beside others.
        """
        rows = np.fromiter((self._rows.get(term, -1) for term in terms(text)), dtype=np.int64)
        return rows[rows >= (0 if has_accents(text) else self.accented)]


def bag(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the distinct rows in ascending order, and what each weighs: 1 + ln(occurrences)."""
    distinct, counts = np.unique(rows, return_counts=True)
    return distinct, (1 + np.log(counts)).astype(np.float32)


class StaticEncoder:
    """An ``Encoder`` over a model directory; see ``index/model/README.md`` for how it was made.

    Args:
        directory: Where ``save`` wrote it.
        name: What ``open_encoder`` knows it by; the directory's path unless said.

    Raises:
        EncoderError: If a file is missing, damaged, or does not fit the others; it is named.
    """

    def __init__(self, directory: Path, name: str | None = None) -> None:
        self.name = name or str(directory.resolve())
        files, self.fingerprint = read_model(directory, (CONFIG, VOCABULARY, WEIGHTS))
        try:
            version = json.loads(files[CONFIG])["format"]
        except (ValueError, TypeError, KeyError) as error:
            raise EncoderError(f"{directory / CONFIG} is damaged: {error!r}") from error
        if version != FORMAT:
            raise EncoderError(f"{directory / CONFIG} has format {version}, this reads {FORMAT}")
        try:
            self.vocabulary = Vocabulary(files[VOCABULARY].decode("utf-8").splitlines())
        except ValueError as error:
            raise EncoderError(f"{directory / VOCABULARY} is damaged: {error}") from error
        try:
            arrays = safetensors.numpy.load(files[WEIGHTS])
            self.weights, self.scales = arrays["weights"], arrays["scales"]
        except (SafetensorError, KeyError) as error:
            raise EncoderError(f"{directory / WEIGHTS} is damaged: {error}") from error
        rows = len(self.vocabulary.known)
        if (
            self.weights.dtype != np.int8
            or self.scales.dtype != np.float32
            or self.weights.ndim != 2
            or (len(self.weights), self.scales.shape) != (rows, (rows,))
        ):
            raise EncoderError(
                f"{directory / WEIGHTS} holds {self.weights.dtype} {self.weights.shape} and "
                f"{self.scales.dtype} {self.scales.shape} for {rows} terms"
            )
        self.dim = self.weights.shape[1]

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a ``(len(texts), dim)`` array, every row of L2 norm 1, or 0: no term is known."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            rows, weights = bag(self.vocabulary.rows(text))
            np.matmul(weights * self.scales[rows], self.weights[rows].astype(np.float32), vector)
            length = np.linalg.norm(vector)
            if length > 0:
                vector /= length
        return vectors

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return a ``(dim,)`` array of L2 norm 1, or 0: no term is known."""
        vector: NDArray[np.float32] = self.encode_passages([text])[0]
        return vector


def quantise(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return int8 rows and the scale of each, so that ``rows * scales[:, None]`` is the table.

    The largest number of a row becomes ±127; a row of zeros has scale 0.
    """
    scales = np.abs(table).max(axis=1) / 127
    rows = np.rint(table / np.where(scales > 0, scales, 1)[:, np.newaxis])
    return rows.astype(np.int8), scales.astype(np.float32)


def save(directory: Path, known: Sequence[str], table: NDArray[np.float32]) -> None:
    """Write a model directory that ``StaticEncoder`` and sentence-transformers both open."""
    directory.mkdir(parents=True, exist_ok=True)
    weights, scales = quantise(table)
    module = {"idx": 0, "name": "0", "path": "", "type": "index.st_module.StaticSyllables"}
    plain = {
        CONFIG: json.dumps({"format": FORMAT}) + "\n",
        VOCABULARY: "".join(f"{term}\n" for term in known),
        "modules.json": json.dumps([module], indent=2) + "\n",
        "config_sentence_transformers.json": '{"similarity_fn_name": "cosine"}\n',
    }
    for file, text in plain.items():
        (directory / file).write_text(text, encoding="utf-8")
    content = safetensors.numpy.save({"weights": weights, "scales": scales})
    (directory / WEIGHTS).write_bytes(content)
