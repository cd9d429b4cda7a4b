import json
import unicodedata

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given
from hypothesis import strategies as st

from index.encoders import MODEL, open_encoder
from index.errors import EncoderError
from index.static_encoder import StaticEncoder, Vocabulary, bag, quantise, save

KNOWN = ["a:dân", "f:dan", "f:van", "p:dan_van"]
WEIGHTS = np.array([[127, 0], [0, 100], [30, -40], [0, 10]], dtype=np.int8)
SCALES = np.array([0.5, 1.0, 0.1, 2.0], dtype=np.float32)


@pytest.fixture
def model(tmp_path):
    save(tmp_path, KNOWN, WEIGHTS * SCALES[:, np.newaxis])
    safetensors.numpy.save_file(
        {"weights": WEIGHTS, "scales": SCALES}, tmp_path / "model.safetensors"
    )
    return tmp_path


def test_sums_the_scaled_rows_of_every_known_term(model):
    # a:dân (63.5, 0) + f:dan (0, 100) + f:van (3, -4) + p:dan_van (0, 20); a:vận is unknown
    expected = np.array([63.5 + 3, 100 - 4 + 20]) / np.hypot(66.5, 116)
    assert StaticEncoder(model).encode_query("Dân vận") == pytest.approx(expected, abs=1e-6)


def test_a_repeated_term_counts_less_each_time(model):
    # The stops keep pairs away. a:dân and f:dan each twice: 1 + ln 2 times, f:van once.
    damped = 1 + np.log(2)
    expected = np.array([damped * 63.5 + 3, damped * 100 - 4])
    vector = StaticEncoder(model).encode_query("dân. dân. vận")
    assert vector == pytest.approx(expected / np.linalg.norm(expected), abs=1e-6)


def test_text_without_diacritics_is_known_by_its_folded_terms(tmp_path):
    save(tmp_path, ["a:dan", *KNOWN], np.eye(5, dtype=np.float32))
    encoder = StaticEncoder(tmp_path)
    assert encoder.encode_query("dan. van") == pytest.approx([0, 0, 0.5**0.5, 0.5**0.5, 0])
    assert encoder.encode_query("dan. vận") == pytest.approx([3**-0.5, 0, 3**-0.5, 3**-0.5, 0])


def test_nothing_known_is_zero(model):
    encoder = StaticEncoder(model)
    vectors = encoder.encode_passages(["", "🙂", "xyz", "dân"])
    assert vectors.shape == (4, 2)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([0, 0, 0, 1])
    assert encoder.encode_passages([]).shape == (0, 2)


def test_nothing_is_truncated(model):
    encoder = StaticEncoder(model)
    far = "xyz " * 100_000 + "vận"
    assert encoder.encode_query(far) == pytest.approx([0.6, -0.8], abs=1e-6)


def test_bag_counts_each_row():
    rows, weights = bag(np.array([7, 2, 7, 7]))
    assert rows.tolist() == [2, 7]
    assert weights == pytest.approx([1, 1 + np.log(3)])


def test_quantise_reaches_127_and_keeps_zeros():
    rows, scales = quantise(np.array([[1.0, -2.0], [0.0, 0.0]], dtype=np.float32))
    assert rows.tolist() == [[64, -127], [0, 0]]  # 1 / (2 / 127) = 63.5, to the even 64
    assert scales == pytest.approx([2 / 127, 0])


@given(st.lists(st.lists(st.floats(-100, 100, width=32), min_size=3, max_size=3), min_size=1))
def test_quantise_is_within_half_a_step(table):
    table = np.array(table, dtype=np.float32)
    rows, scales = quantise(table)
    error = np.abs(rows * scales[:, np.newaxis] - table)
    assert np.all(error <= 0.501 * scales[:, np.newaxis] + 1e-30)


@pytest.mark.parametrize("known", [["f:a", "f:a"], ["f:a", "a:a"]], ids=["twice", "accented last"])
def test_vocabulary_refuses(known):
    with pytest.raises(ValueError, match="occur" if known[0] == known[1] else "come first"):
        Vocabulary(known)


@pytest.mark.parametrize("file", ["config.json", "vocabulary.txt", "model.safetensors"])
@pytest.mark.parametrize("damage", ["missing", "truncated"])
def test_damage_is_named(model, file, damage):
    path = model / file
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-20])
    # A vocabulary cut short no longer fits the weights, which are then the ones named.
    with pytest.raises(EncoderError, match=r"vocabulary|weights|model" if "voc" in file else file):
        StaticEncoder(model)


def test_weights_of_another_shape_are_refused(model):
    safetensors.numpy.save_file(
        {"weights": WEIGHTS[:3], "scales": SCALES}, model / "model.safetensors"
    )
    with pytest.raises(EncoderError, match=r"int8 \(3, 2\) and float32 \(4,\) for 4 terms"):
        StaticEncoder(model)


def test_another_format_is_refused(model):
    (model / "config.json").write_text(json.dumps({"format": 2}), encoding="utf-8")
    with pytest.raises(EncoderError, match="has format 2, this reads 1"):
        StaticEncoder(model)


def test_fingerprint_changes_with_the_weights_alone(model):
    before = StaticEncoder(model)
    (model / "README.md").write_text("anything", encoding="utf-8")
    assert StaticEncoder(model).fingerprint == before.fingerprint
    other = WEIGHTS.copy()
    other[0, 0] -= 1
    safetensors.numpy.save_file({"weights": other, "scales": SCALES}, model / "model.safetensors")
    assert StaticEncoder(model).fingerprint != before.fingerprint


@pytest.fixture(scope="module")
def embedded():
    return open_encoder()


def test_its_name_opens_the_same_encoder(embedded, model, monkeypatch):
    assert embedded.name == "embedded"
    monkeypatch.chdir(model.parent)
    other = open_encoder(model.name)
    assert other.name == str(model.resolve())
    assert open_encoder(other.name).fingerprint == other.fingerprint != embedded.fingerprint


def test_the_embedded_encoder_is_small(embedded):
    assert sum(path.stat().st_size for path in MODEL.iterdir()) <= 40_000_000
    assert embedded.dim == embedded.weights.shape[1]


def test_the_embedded_encoder_ranks_the_related_passage_first(embedded):
    passages = embedded.encode_passages(
        [
            "Khối dân vận cấp xã gồm trưởng khối, phó trưởng khối và các thành viên.",
            "Mức đóng bảo hiểm y tế của học sinh, sinh viên do ngân sách hỗ trợ một phần.",
            "Tàu cá phải có thiết bị giám sát hành trình khi ra khơi.",
        ]
    )
    for row, question in enumerate(
        ["khối dân vận có mấy người", "sinh viên mua bảo hiểm y tế", "tàu đánh cá đi biển"]
    ):
        assert int(np.argmax(passages @ embedded.encode_query(question))) == row


def test_accents_tone_placement_and_form_hardly_matter(embedded):
    vector = embedded.encode_query("công tác dân vận của uỷ ban xã Hoà Bình")
    moved = "công tác dân vận của ủy ban xã Hòa Bình"
    for same in (moved, unicodedata.normalize("NFD", moved)):
        assert embedded.encode_query(same) == pytest.approx(vector, abs=1e-6)
    assert embedded.encode_query("cong tac dan van cua uy ban xa Hoa Binh") @ vector > 0.6


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_sentence_transformers_gives_the_same_vectors(embedded):
    from sentence_transformers import SentenceTransformer

    texts = ["Công tác dân vận ở cấp xã, xã, xã.", "cong tac dan van", "", "🙂", "862-KL/TU"]
    model = SentenceTransformer(str(MODEL), trust_remote_code=True, local_files_only=True)
    assert model.encode(texts) == pytest.approx(embedded.encode_passages(texts), abs=1e-5)
    assert model.get_embedding_dimension() == embedded.dim


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_saved_by_sentence_transformers_it_opens_again(model, tmp_path):
    from sentence_transformers import SentenceTransformer

    saved = tmp_path / "saved"
    SentenceTransformer(str(model), trust_remote_code=True, local_files_only=True).save(str(saved))
    assert StaticEncoder(saved).encode_query("dân vận") == pytest.approx(
        StaticEncoder(model).encode_query("dân vận"), abs=1e-2
    )
