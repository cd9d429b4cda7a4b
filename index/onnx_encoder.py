"""A transformer encoder in ONNX, int8: onnxruntime and tokenizers, without torch."""

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from index.encoders import ONNX
from index.errors import EncoderError, PassageTooLongError
from index.model_files import read_model

logger = logging.getLogger(__name__)

TOKENIZER = "tokenizer.json"
LONGEST = "longest"
"""Key of the model's own metadata: how many tokens it reads."""

_GROUP = 8_192  # tokens that run together


class OnnxEncoder:
    """An ``Encoder`` over a directory that ``index.training.export`` wrote.

    Args:
        directory: Where the model and its tokenizer are.

    Raises:
        EncoderError: If a file is missing or damaged; it is named.
    """

    def __init__(self, directory: Path) -> None:
        self.name = str(directory.resolve())
        files, self.fingerprint = read_model(directory, (ONNX, TOKENIZER))
        try:
            # Bytes, not the path: what was digested is what runs.
            self._session = onnxruntime.InferenceSession(
                files[ONNX], providers=["CPUExecutionProvider"]
            )
            self._longest = int(self._session.get_modelmeta().custom_metadata_map[LONGEST])
            self.dim = int(self._session.get_outputs()[0].shape[1])
        except Exception as error:  # onnxruntime's errors share no base
            raise EncoderError(f"{directory / ONNX} is damaged: {_line(error)}") from error
        try:
            self._tokenizer = Tokenizer.from_buffer(files[TOKENIZER])
        except Exception as error:  # tokenizers raises Exception itself
            raise EncoderError(f"{directory / TOKENIZER} is damaged: {_line(error)}") from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a ``(len(texts), dim)`` array, every row of L2 norm 1.

        Raises:
            PassageTooLongError: If a text has more tokens than the model reads; says which.
        """
        tokens = [encoding.ids for encoding in self._tokens(texts)]
        for place, ids in enumerate(tokens):
            if len(ids) > self._longest:
                raise PassageTooLongError(
                    f"passage {place} has {len(ids)} tokens, {self.name} reads {self._longest}: "
                    f"{texts[place][:40]!r}…"
                )
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        order = sorted(range(len(tokens)), key=lambda place: len(tokens[place]))
        while order:  # the longest together, then the next: hardly any padding
            longest = len(tokens[order[-1]])
            group = order[-max(1, _GROUP // longest) :]
            del order[-len(group) :]
            vectors[group] = self._run([tokens[place] for place in group])
        return vectors

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return a ``(dim,)`` array of L2 norm 1.

        The end of a question that is longer than the model reads does not count; the log says so.
        """
        ids = self._tokens([text])[0].ids
        if len(ids) > self._longest:
            logger.warning(
                "%s reads %d of a question's %d tokens", self.name, self._longest, len(ids)
            )
            ids = [*ids[: self._longest - 1], ids[-1]]
        vector: NDArray[np.float32] = self._run([ids])[0]
        return vector

    def _tokens(self, texts: Sequence[str]) -> list[Encoding]:
        return self._tokenizer.encode_batch_fast(list(texts))

    def _run(self, tokens: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        ids = np.zeros((len(tokens), max(map(len, tokens))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, (padded, seen) in enumerate(zip(ids, mask, strict=True)):
            padded[: len(tokens[row])], seen[: len(tokens[row])] = tokens[row], 1
        vectors: NDArray[np.float32] = self._session.run(
            None, {"input_ids": ids, "attention_mask": mask}
        )[0]
        return vectors


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
