import socket

import pytest

from index.errors import EncoderError

pytest.importorskip("sentence_transformers")

from index.reranker import CrossEncoderReranker

pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("default")]

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "dân", "vận", "xã"]


def make(path, labels):
    """Write a one-layer cross-encoder with random but fixed weights."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=32, num_labels=labels,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(path)
    words = {word: row for row, word in enumerate(WORDS)}
    BertTokenizerFast(vocab=words, strip_accents=False, model_max_length=32).save_pretrained(path)
    return str(path)


def test_every_passage_gets_its_own_score_between_0_and_1(tmp_path):
    reranker = CrossEncoderReranker(make(tmp_path, labels=1))
    scores = reranker.scores("dân vận", ["dân vận xã", "xã", "dân vận xã"])
    assert scores.shape == (3,)
    assert scores[0] == pytest.approx(scores[2], abs=1e-6)
    assert scores[0] != pytest.approx(scores[1], abs=1e-6)
    assert all(0 < score < 1 for score in scores)


def test_a_model_with_two_labels_is_refused(tmp_path):
    reranker = CrossEncoderReranker(make(tmp_path, labels=2))
    with pytest.raises(EncoderError, match=r"shape \(1, 2\) for 1 passages"):
        reranker.scores("dân vận", ["xã"])


def refuse(*address):
    raise AssertionError(f"a connection to {address}")


@pytest.mark.parametrize(
    ("name", "reason"),
    [("no/such-model", "is not on this machine"), ("./none", "cannot be opened: Repo id must")],
)
def test_a_model_that_is_not_there_is_one_sentence(name, reason, monkeypatch):
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with pytest.raises(EncoderError, match=f"the reranker '{name}' {reason}"):
        CrossEncoderReranker(name)


def test_a_model_that_was_fetched_opens_without_the_network(tmp_path, monkeypatch):
    # As the hub's cache has it: https://huggingface.co/docs/huggingface_hub/guides/manage-cache
    stored = tmp_path / "models--party--tiny"
    (stored / "refs").mkdir(parents=True)
    (stored / "refs" / "main").write_text("0" * 40)
    make(stored / "snapshots" / ("0" * 40), labels=1)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    reranker = CrossEncoderReranker("party/tiny")
    assert reranker.scores("dân vận", ["xã"]).shape == (1,)
