import numpy as np
import pytest

from index.static_encoder import StaticEncoder
from tests.training_data import write, write_folder

pytest.importorskip("torch")

from index.training import pairs, static, terms
from scripts.train_encoder import main

pytestmark = pytest.mark.model


@pytest.fixture
def data(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    folder.mkdir()
    return write_folder(folder, monkeypatch)


def test_learns_that_everyday_words_mean_official_ones(data, tmp_path, capsys):
    work, out = tmp_path / "work", tmp_path / "model"
    arguments = ["--data", str(data), "--work", str(work), "--out", str(out), "--steps", "100"]
    sizes = ["--dim", "32", "--batch", "64", "--terms", "500", "--runs", "2"]
    assert main(["static", *arguments, *sizes]) == 0
    loss = [float(line.split("\t")[1]) for line in (work / "loss.tsv").read_text().splitlines()]
    assert len(loss) == 200
    assert loss[99] < 0.7 * loss[0]
    assert loss[100] > loss[99]  # the second run starts anew
    assert "questions question → answer: MRR@10" in capsys.readouterr().out
    encoder = StaticEncoder(out)
    passages = encoder.encode_passages(["tài liệu lâm nghiệp", "kinh phí hội nghị", "giáo viên"])
    assert np.argmax(passages @ encoder.encode_query("tiền họp")) == 1  # no word in common
    assert np.argmax(passages @ encoder.encode_query("sách rừng")) == 0


def test_the_same_seed_gives_the_same_weights(data, tmp_path):
    terms.prepare(data, tmp_path, 300, lambda *_: None)
    known, texts = terms.load(tmp_path)
    recipe = static.Recipe(dim=8, runs=2, steps=3, batch=32)
    tables = [static.train(known, texts, recipe, lambda *_: None) for _ in range(2)]
    assert np.array_equal(*tables)


def test_the_table_is_the_mean_of_the_runs(data, tmp_path, monkeypatch):
    terms.prepare(data, tmp_path, 300, lambda *_: None)
    ends = iter([1.0, 2.0, 6.0])
    monkeypatch.setattr(static, "_run", lambda start, *_: np.full(start.shape, next(ends)))
    table = static.train(*terms.load(tmp_path), static.Recipe(dim=8, runs=3), lambda *_: None)
    assert np.allclose(table, 3.0)


def test_prepare_keeps_the_most_frequent_terms_accented_first(tmp_path, monkeypatch):
    monkeypatch.setattr(
        pairs,
        "TASKS",
        [pairs.Task("codex", "title", "body", 1), pairs.Task("parallel", "vi", "en", 1)],
    )
    monkeypatch.setattr(terms, "TASKS", pairs.TASKS)
    write(tmp_path / "codex.jsonl.xz", [{"title": "dân. hiếm", "body": "dân vận"}])
    english = {"en": "Go, go and GO to others", "source": "any"}
    write(
        tmp_path / "parallel.jsonl.xz",
        [{"vi": "dân. hiếm"} | english, {"vi": "vận", "en": "too short"}],
    )
    terms.prepare(tmp_path, tmp_path / "work", 4, lambda *_: None)
    known, texts = terms.load(tmp_path / "work")
    # dân stands in 3 texts and hiếm in 2, folded as often; vận and the pair in 1.
    assert known == ["a:dân", "a:hiếm", "f:dan", "f:hiem", "e:go"]
    assert texts["parallel.en"][0].tolist() == [4, 4, 4]
    assert texts["codex.title"][0].tolist() == [0, 2, 1, 3]
    assert texts["codex.body"][0].tolist() == [0, 2]


def test_held_out_pairs_are_never_drawn():
    known = [f"f:{n}" for n in range(100)]
    rows = np.arange(100, dtype=np.int32)
    one_each = pairs.Texts(rows, np.arange(101))
    texts = {f"{t.file}.{f}": one_each for t in pairs.TASKS for f in (t.left, t.right)}
    recipe = static.Recipe(batch=100, held_out=10, dropped=0, framed=0, unaccented=0)
    sampler = static.Sampler(known, texts, recipe)
    batches = sampler.batches()
    drawn = {int(row) for _ in range(30) for text in next(batches)[0] for row in text}
    assert drawn == {n for n in range(100) if n % 10}
    left, _ = sampler.held_out(pairs.TASKS[0])
    assert [text.tolist() for text in left] == [[n] for n in range(0, 100, 10)]


def test_too_little_data_is_refused(data, tmp_path, capsys):
    arguments = ["--data", str(data), "--work", str(tmp_path / "w"), "--out", str(tmp_path / "m")]
    assert main(["static", *arguments, "--sample", "0.01"]) == 1
    assert "written: 1 question for 1 passage" in capsys.readouterr().err


def test_contrast_of_perfect_pairs_by_hand():
    import torch

    # Cosines are the identity: each row loses ln(1 + e^(-1 / 0.5)) both ways.
    sides = torch.eye(2)
    assert static.contrast(sides, 3 * sides, 0.5).item() == pytest.approx(np.log1p(np.exp(-2)))


def test_mean_reciprocal_rank_by_hand():
    table = np.eye(3, dtype=np.float32)
    rows = [np.array([n]) for n in range(3)]
    # The third left text equals the first right one, and its own is tied behind it.
    assert static.mean_reciprocal_rank(table, [*rows[:2], rows[0]], rows) == pytest.approx(
        (1 + 1 + 1 / 2) / 3
    )


@pytest.mark.parametrize("kind", ["static", "transformer"])
def test_missing_data_is_one_line(kind, tmp_path, capsys):
    paths = ["--data", str(tmp_path / "none"), "--out", str(tmp_path), "--work", str(tmp_path)]
    assert main([kind, *paths]) == 1
    assert ".jsonl.xz" in capsys.readouterr().err.strip().splitlines()[-1]


def test_help(capsys):
    with pytest.raises(SystemExit) as exit_:
        main(["--help"])
    assert exit_.value.code == 0
    assert "transformer" in capsys.readouterr().out
