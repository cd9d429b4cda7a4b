import logging
import shutil
import socket
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.errors import EncoderError, PassageTooLongError

pytest.importorskip("sentence_transformers")

from index.encoders import open_encoder
from index.sentence_encoder import SentenceEncoder, _prompts

pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("default")]

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "query", "passage", ":", "dân", "vận", "xã", "đảng"]


def make(directory, prompts):
    """Write a one-layer BERT that reads 12 tokens, with random but fixed weights."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=12,
    )  # fmt: skip
    plain = directory / "plain"
    BertModel(config).save_pretrained(plain)
    words = {word: row for row, word in enumerate(WORDS)}
    tokenizer = BertTokenizerFast(
        vocab=words, strip_accents=False, do_lower_case=True, model_max_length=12
    )
    tokenizer.save_pretrained(plain)
    modules = [Transformer(str(plain)), Pooling(16)]
    path = directory / "model"
    SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(path))
    return path


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return make(tmp_path_factory.mktemp("e5"), {"query": "query: ", "passage": "passage: "})


@pytest.fixture(scope="module")
def encoder(path):
    return open_encoder(str(path))


def test_vectors_are_float32_of_length_one(encoder):
    vectors = encoder.encode_passages(["dân vận xã", "đảng"])
    assert (vectors.shape, vectors.dtype, encoder.dim) == ((2, 16), np.float32, 16)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert encoder.encode_query("dân vận").shape == (16,)
    assert encoder.encode_passages([]).shape == (0, 16)


def test_uses_the_prompts_of_the_model(encoder, path):
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(path), local_files_only=True, device="cpu")
    query, passage, plain = model.encode(
        ["query: dân vận", "passage: dân vận", "dân vận"], normalize_embeddings=True, prompt=""
    )
    assert encoder.encode_query("dân vận") == pytest.approx(query, abs=1e-5)
    assert encoder.encode_passages(["dân vận"])[0] == pytest.approx(passage, abs=1e-5)
    assert np.abs(query - plain).max() > 0.01


def test_a_passage_that_would_be_cut_is_refused(encoder):
    # [CLS] passage : … [SEP] are 4 of the 12 tokens.
    encoder.encode_passages(["dân " * 8])
    with pytest.raises(PassageTooLongError, match=r"passage 1 has 13 tokens, .* reads 12"):
        encoder.encode_passages(["dân", "dân " * 9])


def test_a_long_question_is_read_as_far_as_it_goes_and_said_so(encoder, caplog):
    with caplog.at_level(logging.WARNING):
        vector = encoder.encode_query("dân " * 20)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert "reads 12 of a question's 24 tokens" in caplog.text
    assert "dân" not in caplog.text


def test_long_questions_may_be_asked_from_several_threads(encoder):
    question = "dân vận xã " * 60
    expected = encoder.encode_query(question)
    with ThreadPoolExecutor(8) as pool:
        for vector in pool.map(encoder.encode_query, [question] * 200):
            assert vector == pytest.approx(expected, abs=1e-5)


def test_fingerprint_tells_weights_and_prompts_apart(encoder, path, tmp_path):
    assert SentenceEncoder(encoder.name).fingerprint == encoder.fingerprint
    other = make(tmp_path, {"query": "hỏi: ", "passage": "passage: "})
    assert SentenceEncoder(str(other)).fingerprint != encoder.fingerprint


@pytest.mark.parametrize(
    ("name", "configured", "expected"),
    [
        (
            "intfloat/multilingual-e5-small",
            {"query": None, "document": None},
            ("query: ", "passage: "),
        ),
        ("intfloat/multilingual-e5-large-instruct", {}, ("", "")),
        ("BAAI/bge-m3", {"query": None, "document": None}, ("", "")),
        ("any", {"query": "q: ", "document": "d: "}, ("q: ", "d: ")),
        ("any", {"query": "q: ", "document": None, "passage": "p: "}, ("q: ", "p: ")),
        ("my/e5-base", {"query": "hỏi: ", "document": None}, ("hỏi: ", "")),
    ],
)
def test_prompts(name, configured, expected):
    assert _prompts(name, configured) == expected


@pytest.fixture
def no_network(monkeypatch):
    """Note every connection that is tried, and let none succeed."""
    tried = []

    def refuse(*address):
        tried.append(address)
        raise OSError("the network is out of bounds")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return tried


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("no/such-model", "it is not on this machine; python -m scripts.build_index --encoder"),
        ("./no/such/folder", "there is no such folder, nor can a model have this name"),
    ],
)
def test_a_missing_model_is_one_line_and_not_looked_for_elsewhere(name, reason, no_network):
    with pytest.raises(EncoderError) as raised:
        open_encoder(name)
    assert str(raised.value).startswith(f"the encoder '{name}' cannot be opened: {reason}")
    assert "\n" not in str(raised.value)
    assert no_network == []


def test_only_a_model_that_may_be_fetched_is_asked_for_once(no_network):
    with pytest.raises(EncoderError, match="on this machine, and the hub cannot be reached"):
        open_encoder("no/such-model", fetch=True)
    assert len(no_network) == 1


def test_a_fetched_model_opens_without_the_network(path, tmp_path, monkeypatch, no_network):
    # As the hub's cache has it: https://huggingface.co/docs/huggingface_hub/guides/manage-cache
    stored = tmp_path / "models--party--tiny"
    (stored / "refs").mkdir(parents=True)
    (stored / "refs" / "main").write_text("0" * 40)
    shutil.copytree(path, stored / "snapshots" / ("0" * 40))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    encoder = open_encoder("party/tiny")
    assert (encoder.name, encoder.dim) == ("party/tiny", 16)
    assert encoder.encode_query("dân vận").shape == (16,)
    assert no_network == []


def test_a_relative_path_becomes_a_name_that_opens_from_anywhere(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    assert open_encoder(path.name).name == str(path.resolve())


def test_an_empty_folder_is_one_line(tmp_path):
    with pytest.raises(EncoderError, match="cannot be opened"):
        open_encoder(str(tmp_path))
