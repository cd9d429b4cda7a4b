"""Any sentence-transformers model as an ``Encoder``, for those who have one at hand.

Importing this module takes seconds and brings torch: only ``open_encoder`` does, when asked to.
"""

import hashlib
import logging
import math
import re
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from huggingface_hub import HfApi
from huggingface_hub.errors import HFValidationError
from huggingface_hub.utils import httpx, validate_repo_id  # type: ignore[attr-defined]
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from transformers import PreTrainedTokenizerBase

from index.errors import EncoderError, PassageTooLongError

logger = logging.getLogger(__name__)

# The E5 models were trained with these, and only the newest say so in their configuration.
# https://huggingface.co/intfloat/multilingual-e5-base#faq
_E5 = re.compile(r"(^|[/_-])e5[_-](?!.*instruct)")
_E5_PROMPTS = ("query: ", "passage: ")

_HUB_TIMEOUT_S = 10
"""Seconds the hub has to say that it knows a model; huggingface_hub's own limit for a request."""


class SentenceEncoder:
    """A sentence-transformers model with its own prompts; nothing is cut without a word.

    A model that is on this machine is opened without touching the network. Thread-safe.

    Args:
        name: The model's name, or the path of its directory.
        fetch: Whether one that is not on this machine may be fetched from the hub.

    Raises:
        EncoderError: If the model cannot be found or opened; one line says why.
    """

    def __init__(self, name: str, *, fetch: bool = False) -> None:
        # An index remembers the name, and may be opened from another working directory.
        self.name = str(Path(name).resolve()) if Path(name).is_dir() else name
        self._model = _open(name, fetch)
        # Counting and encoding each set the tokenizer's own limit: one thread at a time.
        self._lock = threading.Lock()
        self._query, self._passage = _prompts(name, self._model.prompts)
        self.fingerprint = self._digest()
        dim = self._model.get_embedding_dimension()
        if dim is None:
            raise EncoderError(f"{name} does not say how long its vectors are")
        self.dim = dim

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a ``(len(texts), dim)`` array, every row of L2 norm 1.

        Raises:
            PassageTooLongError: If a text has more tokens than the model reads; says which.
        """
        limit = self._limit()
        for place, tokens in enumerate(self._tokens(texts, self._passage)):
            if tokens > limit:
                raise PassageTooLongError(
                    f"passage {place} has {tokens} tokens, {self.name} reads {limit}: "
                    f"{texts[place][:40]!r}…"
                )
        return self._encode(texts, self._passage)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return a ``(dim,)`` array of L2 norm 1.

        The end of a question that is longer than the model reads does not count; the log says so.
        """
        (tokens,) = self._tokens([text], self._query)
        if tokens > self._limit():
            logger.warning(
                "%s reads %d of a question's %d tokens", self.name, self._limit(), tokens
            )
        vector: NDArray[np.float32] = self._encode([text], self._query)[0]
        return vector

    def _limit(self) -> float:
        return self._model.max_seq_length or math.inf

    def _tokens(self, texts: Sequence[str], prompt: str) -> list[int]:
        """Return how many tokens the model would read of each text, were there no limit."""
        if not texts or self._limit() == math.inf:
            return [0] * len(texts)
        tokenizer = self._model.tokenizer
        if not isinstance(tokenizer, PreTrainedTokenizerBase):
            raise EncoderError(
                f"{self.name} reads {self._limit()} tokens, but a {type(tokenizer).__name__} "
                "cannot count them"
            )
        with self._lock:
            encoded = tokenizer([prompt + text for text in texts], truncation=False, verbose=False)
        return [len(tokens) for tokens in encoded["input_ids"]]

    def _encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        with self._lock:
            vectors = self._model.encode(
                list(texts), prompt=prompt, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)

    def _digest(self) -> str:
        """Return a digest of the weights, wherever they lie, and of the prompts and the limit."""
        digest = hashlib.sha256(repr((self._query, self._passage, self._limit())).encode())
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(f"{key} {tensor.dtype} {tuple(tensor.shape)}".encode())
            digest.update(tensor.cpu().contiguous().flatten().view(torch.uint8).numpy())
        return digest.hexdigest()


def _open(name: str, fetch: bool) -> SentenceTransformer:
    """Open a model from this machine or else, if it may be fetched, from the hub."""
    try:
        if Path(name).exists():
            return SentenceTransformer(name, local_files_only=True)
        validate_repo_id(name)
        try:
            return SentenceTransformer(name, local_files_only=True)
        except OSError:
            if not fetch:
                raise OSError(
                    "it is not on this machine; python -m scripts.build_index --encoder fetches one"
                ) from None
        # Asked once: without a network, the loader asks many times, over a minute.
        HfApi().model_info(name, timeout=_HUB_TIMEOUT_S)
        return SentenceTransformer(name)
    except (OSError, ValueError, ImportError, httpx.HTTPError) as error:
        raise EncoderError(f"the encoder {name!r} cannot be opened: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    if isinstance(error, HFValidationError):
        return "there is no such folder, nor can a model have this name"
    if isinstance(error, httpx.TransportError):
        return f"it is not on this machine, and the hub cannot be reached ({error})"
    return " ".join(str(error).split())[:300]


def _prompts(name: str, configured: dict[str, str | None]) -> tuple[str, str]:
    """Return what a model wants before a question and before a passage."""
    query = configured.get("query") or ""
    passage = next(filter(None, map(configured.get, ("passage", "document", "corpus"))), "")
    if not (query or passage) and _E5.search(name.lower()):
        return _E5_PROMPTS
    return query, passage
