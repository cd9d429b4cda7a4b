"""The one place that decides which encoder a name stands for."""

from pathlib import Path

from index.encoder import Encoder
from index.static_encoder import StaticEncoder

EMBEDDED = "embedded"
MODEL = Path(__file__).parent / "model"


def open_encoder(name: str = EMBEDDED) -> Encoder:
    """Open the encoder that ships with the project, or any sentence-transformers model.

    The ``name`` of the encoder that is returned opens it again.

    Args:
        name: ``embedded`` (no torch, no network), or a model's name or path.

    Raises:
        EncoderError: If there is no such model, or its files are damaged.
    """
    if name == EMBEDDED:
        return StaticEncoder(MODEL)
    from index.sentence_encoder import SentenceEncoder  # takes seconds to import

    return SentenceEncoder(name)
