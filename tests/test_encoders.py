import sys

import pytest

from index.encoders import open_encoder
from index.errors import EncoderError


def test_a_folder_that_is_gone_is_named_at_once(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "index.sentence_encoder", None)  # importing it would fail
    with pytest.raises(EncoderError, match=r"model' cannot be opened: there is no such folder$"):
        open_encoder(str(tmp_path / "model"))


def test_without_the_library_another_encoder_says_what_brings_it(monkeypatch):
    monkeypatch.delitem(sys.modules, "index.sentence_encoder", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(EncoderError, match=r"torch is not installed; pip install '\.\[models\]'"):
        open_encoder("intfloat/multilingual-e5-small")
