"""The trained transformer → what ships: int8 ONNX, and a sentence-transformers directory."""

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from tokenizers import Tokenizer
from transformers import ModernBertModel, PreTrainedTokenizerFast

from index.encoders import ONNX
from index.onnx_encoder import LONGEST, OnnxEncoder
from index.training.tokens import SPECIAL
from index.training.transformer import Pooled

NEAREST = 0.99
"""Cosine that int8 must keep to the torch model's vector of the same text."""


def export(body: ModernBertModel, tokenizer: Tokenizer, out: Path, texts: Sequence[str]) -> float:
    """Write the model directory; return the least cosine between both forms over some texts.

    Raises:
        ValueError: If int8 moves one of ``texts`` further than ``NEAREST`` allows.
    """
    out.mkdir(parents=True, exist_ok=True)
    _write_library_form(body, tokenizer, out)
    _write_onnx(body, out)
    ours = OnnxEncoder(out).encode_passages(texts)
    theirs = SentenceTransformer(str(out)).encode(list(texts), normalize_embeddings=True)
    cosines = (ours * np.asarray(theirs, dtype=np.float32)).sum(axis=1)
    worst = int(cosines.argmin())
    if cosines[worst] < NEAREST:
        raise ValueError(
            f"int8 and torch agree to {cosines[worst]:.4f}, not {NEAREST}: {texts[worst][:40]!r}…"
        )
    return float(cosines[worst])


def _write_library_form(body: ModernBertModel, tokenizer: Tokenizer, out: Path) -> None:
    """Write the directory that sentence-transformers opens by itself, weights as 16-bit numbers."""
    unknown, pad, start, end, mask = (SPECIAL[place] for place in (1, 0, 2, 3, 4))
    fast = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, unk_token=unknown, pad_token=pad, cls_token=start,
        sep_token=end, mask_token=mask, model_max_length=body.config.max_position_embeddings,
    )  # fmt: skip
    fast.save_pretrained(out)
    body.half().save_pretrained(out)  # type: ignore[no-untyped-call]
    body.float()  # type: ignore[no-untyped-call]
    library = Transformer(str(out), max_seq_length=body.config.max_position_embeddings)
    width = body.config.hidden_size
    SentenceTransformer(modules=[library, Pooling(width), Normalize()]).save(
        str(out), create_model_card=False
    )


def _write_onnx(body: ModernBertModel, out: Path) -> None:
    whole = out / "model.onnx"
    ids = torch.randint(len(SPECIAL), body.config.vocab_size, (2, 16))
    batch, length = torch.export.Dim("batch"), torch.export.Dim("length")
    shapes = {"input_ids": {0: batch, 1: length}, "attention_mask": {0: batch, 1: length}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own use of what torch deprecates
        torch.onnx.export(
            Pooled(body).eval(),
            (ids, torch.ones_like(ids)),
            str(whole),
            dynamo=True,
            dynamic_shapes=shapes,
            input_names=list(shapes),
            output_names=["vectors"],
            external_data=False,
            verbose=False,
        )
    quantize_dynamic(whole, out / ONNX, weight_type=QuantType.QInt8)
    whole.unlink()
    model = onnx.load(out / ONNX)
    onnx.helper.set_model_props(model, {LONGEST: str(body.config.max_position_embeddings)})
    onnx.save(model, out / ONNX)
