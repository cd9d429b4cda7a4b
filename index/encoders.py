"""The one place that decides which encoder a name stands for."""

from pathlib import Path

from index.encoder import Encoder
from index.errors import EncoderError
from index.static_encoder import VOCABULARY, StaticEncoder

EMBEDDED = "embedded"
MODEL = Path(__file__).parent / "model"
ONNX = "model.int8.onnx"
"""What a directory of ``index.onnx_encoder`` is known by; importing that takes half a second."""


def open_encoder(name: str = EMBEDDED, *, fetch: bool = False) -> Encoder:
    """Open the encoder that ships with the project, or any sentence-transformers model.

    The ``name`` of the encoder that is returned opens it again.

    Args:
        name: ``embedded``, or the path of another directory that ``scripts.train_encoder`` wrote
            (no torch, no network); or a sentence-transformers model's name or path.
        fetch: Whether a model that is not on this machine may be fetched from the hub; else no
            connection is opened.

    Raises:
        EncoderError: If there is no such model, or its files are damaged.
    """
    if name == EMBEDDED:
        return StaticEncoder(MODEL, EMBEDDED)
    if (Path(name) / VOCABULARY).is_file():
        return StaticEncoder(Path(name))
    if Path(name).is_absolute() and not Path(name).exists():
        raise EncoderError(f"the encoder {name!r} cannot be opened: there is no such folder")
    small = (Path(name) / ONNX).is_file()
    try:
        if small:
            from index.onnx_encoder import OnnxEncoder

            return OnnxEncoder(Path(name))
        from index.sentence_encoder import SentenceEncoder  # takes seconds, and brings torch
    except ModuleNotFoundError as error:
        raise EncoderError(
            f"the encoder {name!r} cannot be opened: {error.name} is not installed; "
            f"pip install '.[{'onnx' if small else 'models'}]' brings it"
        ) from error
    return SentenceEncoder(name, fetch=fetch)
