import contextlib

import numpy as np
import pytest

pytest.importorskip("torch")

import torch
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

from index.analysis import fold
from index.encoders import ONNX, open_encoder
from index.errors import EncoderError, PassageTooLongError
from index.training import augment, contrast, loop, negatives, teacher, tokens
from index.training.transformer import END, PAD, START, Pooled, Shape, embed, masked_model, padded
from scripts.train_encoder import main
from tests.training_data import write_folder

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Run the whole recipe, tiny, and return its working folder and the model's."""
    folder = tmp_path_factory.mktemp("transformer")
    with pytest.MonkeyPatch.context() as patch:
        data = folder / "data"
        data.mkdir()
        write_folder(data, patch)
        patch.setattr("index.training.stages.open_teacher", lambda _: _teach)
        arguments = [
            "transformer", "--data", str(data), "--work", str(folder / "work"),
            "--out", str(folder / "model"), "--teacher", "a stand-in", "--terms", "300",
            "--layers", "1", "--width", "64", "--inner", "64", "--pretrain-steps", "4",
            "--pretrain-batch", "8", "--train-steps", "100", "--train-batch", "64",
            "--refine-steps", "50",
        ]  # fmt: skip
        assert main(arguments) == 0
    return folder / "work", folder / "model"


def _teach(sentences):
    """Say what an English sentence is by which letters it has."""
    letters = "abcdefghiklmnopr" * 8
    counts = np.array([[text.count(letter) + 0.1 for letter in letters] for text in sentences])
    return (counts / np.linalg.norm(counts, axis=1, keepdims=True)).astype(np.float32)


def test_learns_that_everyday_words_mean_official_ones(trained):
    encoder = open_encoder(str(trained[1]))
    passages = encoder.encode_passages(
        ["quy định tài liệu kèm lâm nghiệp", "quy định kinh phí kèm hội nghị", "giáo viên"]
    )
    assert np.argmax(passages @ encoder.encode_query("hỏi tiền với họp")) == 1
    assert np.argmax(passages @ encoder.encode_query("hỏi sách với rừng")) == 0


def test_int8_says_what_sentence_transformers_says(trained):
    texts = ["quy định tài liệu", "hỏi bò", "kinh phí hội nghị hải đảo " * 20]
    ours = open_encoder(str(trained[1])).encode_passages(texts)
    theirs = SentenceTransformer(
        str(trained[1]), local_files_only=True, model_kwargs={"dtype": torch.float32}
    ).encode(texts)
    assert (ours * theirs).sum(axis=1) == pytest.approx([1, 1, 1], abs=0.01)
    assert np.linalg.norm(ours, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


def test_a_text_that_is_too_long_is_told(trained, caplog):
    encoder = open_encoder(str(trained[1]))
    longest = "bò " * 511
    with pytest.raises(PassageTooLongError, match=r"passage 1 has 513 tokens, .* reads 512: 'bò"):
        encoder.encode_passages(["bò", longest])
    same = encoder.encode_query(longest) @ encoder.encode_passages(["bò " * 510])[0]
    assert same == pytest.approx(1, abs=1e-5)
    assert "reads 512 of a question's 513 tokens" in caplog.text


@pytest.mark.parametrize("name", [ONNX, "tokenizer.json"])
def test_a_damaged_model_is_named(trained, tmp_path, name):
    for file in (ONNX, "tokenizer.json"):
        (tmp_path / file).write_bytes((trained[1] / file).read_bytes())
    (tmp_path / name).write_bytes(b"garbage")
    with pytest.raises(EncoderError, match=rf"{name} is damaged"):
        open_encoder(str(tmp_path))


def test_the_log_tells_loss_and_what_carries_over(trained):
    (last,) = (trained[0] / "refine" / loop.LOG).read_text().splitlines()[-1:]
    step, _, loss, mrr = last.split("\t")
    assert step == "50"
    assert float(loss.removeprefix("loss ")) < 3
    assert float(mrr.removeprefix("MRR@10 ")) > 0.5


def test_stages_that_are_done_are_not_run_again(trained, tmp_path):
    # Its data is gone: only the export, which needs none, is left to run.
    arguments = ["--data", str(tmp_path / "gone"), "--work", str(trained[0])]
    assert main(["transformer", *arguments, "--out", str(tmp_path / "again")]) == 0
    once, again = (
        open_encoder(str(folder)).encode_query("hỏi bò với nhà")
        for folder in (trained[1], tmp_path / "again")
    )
    assert np.allclose(once, again, atol=1e-6)


def run(folder, steps):
    """Fit one number to 3, with draws that depend on the step; return it."""
    model = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.zeros_(model.weight)

    def loss(step):
        random = np.random.default_rng([0, step])
        drawn = torch.from_numpy(random.normal(size=(4, 1)).astype(np.float32))
        return ((model(drawn) - 3 * drawn) ** 2).mean()

    class Stop(Exception):
        pass

    def show(_, step, __):
        if step == steps:
            raise Stop

    with contextlib.suppress(Stop):
        loop.fit(model, loss, folder, rate=0.1, budget=loop.Budget(60), show=show)
    return model.weight.item()


def test_a_run_that_was_stopped_ends_as_one_that_was_not(tmp_path, monkeypatch):
    whole = run(tmp_path / "whole", None)
    monkeypatch.setattr(loop, "_SAVE_S", 0)  # a checkpoint at every step
    stopped = run(tmp_path / "part", 30)
    assert stopped != whole
    assert run(tmp_path / "part", None) == whole
    assert whole == pytest.approx(3, abs=0.2)


@pytest.mark.parametrize(
    ("step", "seconds", "done"), [(0, 0, 0), (50, 0, 0.5), (10, 90, 0.75), (10, 600, 1)]
)
def test_a_budget_ends_with_steps_or_minutes(step, seconds, done):
    assert loop.Budget(100, 2).done(step, seconds) == done


@pytest.mark.parametrize(("done", "rate"), [(0, 0), (0.025, 0.5), (0.05, 1), (0.525, 0.5), (1, 0)])
def test_the_rate_rises_and_falls(done, rate):
    assert loop.rate_at(done) == pytest.approx(rate)


def test_vectors_come_in_the_order_of_the_texts():
    torch.manual_seed(0)
    model = Pooled(masked_model(50, Shape(1, 64, 64, 1)).model).eval()
    texts = [np.array(ids) for ids in ([7], [8, 9, 10, 11], [12, 13])]
    with torch.no_grad():
        together = embed(model, texts, group=8)
        alone = torch.cat([embed(model, [text]) for text in texts])
    assert torch.allclose(together, alone, atol=1e-5)
    assert padded(texts[:2]).tolist() == [
        [START, 7, END, PAD, PAD, PAD],
        [START, 8, 9, 10, 11, END],
    ]


def test_the_tokenizer_keeps_accents_and_one_tone_placement(trained):
    tokenizer = Tokenizer.from_file(str(trained[0] / tokens.TOKENIZER))
    assert tokenizer.normalizer.normalize_str("HOÀ Uỷ quý thúy") == "hòa ủy quý thúy"
    assert tokenizer.encode("dân dan", add_special_tokens=False).tokens == ["dân", "dan"]
    assert tokenizer.encode("dân").tokens == ["[CLS]", "dân", "[SEP]"]


def test_running_text_is_one_stream(trained):
    stream = tokens.open_stream(trained[0])
    tokenizer = Tokenizer.from_file(str(trained[0] / tokens.TOKENIZER))
    whole = stream.window(0, len(stream)).tolist()
    # 132 documents, as many of each of five fields and twelve of the thesaurus, each with its end.
    assert whole.count(END) == 6 * 132 + 12
    first = fold(tokenizer.decode(whole[: whole.index(END)]))  # a fifth have lost their accents
    assert first == "quy dinh trau kem cong trinh. hoi bo voi nha thi quy dinh trau kem cong trinh"


def test_what_a_hand_does_to_a_text(monkeypatch):
    short = augment.shortenings([("CB", "cán bộ"), ("UBND", "ủy ban nhân dân")])
    random = np.random.default_rng(0)
    shares = {"FRAMED": 0, "SHORTENED": 1, "SLIPPED": 0, "BARE": 0}
    for name, share in shares.items():
        monkeypatch.setattr(augment, name, share)
    assert augment.typed("Cán bộ uỷ ban nhân dân xã", short, random) == "CB UBND xã"
    monkeypatch.setattr(augment, "BARE", 1)
    assert augment.typed("Đảng ủy xã", short, random) == "Dang uy xa"
    slips = [slip("đông", 1) for slip in augment._SLIPS]  # swapped, lost, raw Telex
    assert slips == ["đnôg", "đng", "ddoong"]


def test_hard_negatives_by_hand(monkeypatch):
    monkeypatch.setattr(negatives, "KEPT", 2)
    monkeypatch.setattr(negatives, "_SKIPPED", 0)
    passages = ["họp chi bộ", "họp chi bộ", "họp xóm", "thu phí"]
    found = negatives.lexical_negatives(["họp chi bộ"] * 4, passages, lambda _: None)
    # The second passage is the first one again and counts once; the fourth shares no word.
    assert found.tolist() == [[2, -1], [2, -1], [0, -1], [0, 2]]
    vectors = np.array([[1, 0], [1, 0], [0.8, 0.6], [0, 1]], np.float32)
    found = negatives.dense_negatives(vectors, vectors, passages, lambda _: None)
    assert found.tolist() == [[2, -1], [2, -1], [0, 3], [2, -1]]


def test_what_the_trained_model_confuses_is_trained_on_once_more(trained):
    work = trained[0]
    lexical, mined = (
        np.load(work / f"written.question{kind}") for kind in (contrast.LEXICAL, contrast.MINED)
    )
    assert lexical.shape == mined.shape == (len(lexical), negatives.KEPT)
    assert (mined >= 0).any()
    both = contrast.Sampler(work, contrast.Recipe(batch=8), (contrast.LEXICAL, contrast.MINED))
    assert both._negatives["written.question"].shape[1] == 2 * negatives.KEPT


def test_a_teachers_cosines_survive_the_turn(tmp_path):
    vectors = np.eye(teacher.DIM * 2, dtype=np.float32)[:3]
    vectors[2] = (vectors[0] + vectors[1]) / np.sqrt(2)
    teacher.write_vectors(["a", "b", "c"], lambda _: vectors, tmp_path, lambda _: None)
    kept = np.load(tmp_path / teacher.VECTORS).astype(float) / 127
    assert kept @ kept.T == pytest.approx(vectors @ vectors.T, abs=0.02)


def test_info_nce_counts_hard_negatives_by_hand():
    sides = torch.eye(3)
    # Two questions, their passages and a negative at right angles: there ln(1 + 2e^-2), back
    # ln(1 + e^-2).
    expected = (np.log1p(2 * np.exp(-2)) + np.log1p(np.exp(-2))) / 2
    assert contrast.info_nce(sides[:2], sides, 0.5).item() == pytest.approx(expected)


def test_a_step_draws_the_same_whenever_it_is_drawn(trained):
    sampler = contrast.Sampler(trained[0], contrast.Recipe(batch=8))
    once, again = sampler.draw(5), sampler.draw(5)
    assert once[0] == again[0]
    assert [list(text) for text in once[1] + once[2]] == [
        list(text) for text in again[1] + again[2]
    ]
    assert {sampler.draw(step)[0].file for step in range(60)} >= {
        "written",
        "questions",
        "parallel",
    }
    assert "apart" not in {sampler.draw(step)[0].file for step in range(60)}
