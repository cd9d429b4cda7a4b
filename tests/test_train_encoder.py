import json
import lzma

import numpy as np
import pytest

from index.static_encoder import StaticEncoder

pytest.importorskip("torch")

from index import pairs, training
from scripts.train_encoder import main

pytestmark = pytest.mark.model

# Each everyday word means what the official one beside it means; a sentence needs two.
WORDS = {
    "bò": "trâu", "nhà": "công trình", "tiền": "kinh phí", "dân": "quần chúng", "họp": "hội nghị",
    "sách": "tài liệu", "xe": "phương tiện", "thầy": "giáo viên", "rừng": "lâm nghiệp",
    "biển": "hải đảo", "lúa": "nông nghiệp", "thuốc": "dược phẩm",
}  # fmt: skip


def write(folder, file, rows):
    with lzma.open(folder / f"{file}.jsonl.xz", "wt", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    everyday = [(a, b) for a in WORDS for b in WORDS if a != b]
    said = [(f"hỏi {a} với {b}", f"quy định {WORDS[a]} kèm {WORDS[b]}") for a, b in everyday]
    write(folder, "questions", [{"question": a, "answer": b} for a, b in said])
    write(folder, "codex", [{"title": a, "body": f"{b}. {a} thì {b}"} for a, b in said])
    write(folder, "news", [{"title": a, "lead": b, "body": f"{b} và {a}"} for a, b in said])
    write(folder, "wiki", [{"title": a, "body": b} for a, b in said])
    write(folder, "paraphrases", [{"a": a, "b": b} for a, b in said])
    english = dict(
        zip(
            WORDS,
            ["cow", "house", "money", "people", "meeting", "book", "car", "teacher"] * 2,
            strict=False,
        )
    )
    write(
        folder,
        "parallel",
        [{"vi": f"{a} {b}", "en": f"the {english[a]} the {english[b]}"} for a, b in everyday],
    )
    return folder


def test_learns_that_everyday_words_mean_official_ones(data, tmp_path, capsys):
    work, out = tmp_path / "work", tmp_path / "model"
    arguments = ["--data", str(data), "--work", str(work), "--out", str(out), "--steps", "100"]
    assert main([*arguments, "--dim", "32", "--batch", "64", "--terms", "500"]) == 0
    loss = [float(line.split("\t")[1]) for line in (work / "loss.tsv").read_text().splitlines()]
    assert len(loss) == 100
    assert loss[-1] < 0.7 * loss[0]
    assert "questions question → answer: MRR@10" in capsys.readouterr().out
    encoder = StaticEncoder(out)
    passages = encoder.encode_passages(["tài liệu lâm nghiệp", "kinh phí hội nghị", "giáo viên"])
    assert np.argmax(passages @ encoder.encode_query("tiền họp")) == 1  # no word in common
    assert np.argmax(passages @ encoder.encode_query("sách rừng")) == 0


def test_the_same_seed_gives_the_same_weights(data, tmp_path):
    pairs.prepare(data, tmp_path, 300, lambda *_: None)
    known, texts = pairs.load(tmp_path)
    recipe = training.Recipe(dim=8, steps=3, batch=32)
    tables = [training.train(known, texts, recipe, lambda *_: None) for _ in range(2)]
    assert np.array_equal(*tables)


def test_prepare_keeps_the_most_frequent_terms_accented_first(tmp_path):
    for file, fields in {
        "questions": ("question", "answer"), "codex": ("title", "body"),
        "news": ("title", "lead", "body"), "wiki": ("title", "body"), "paraphrases": ("a", "b"),
    }.items():  # fmt: skip
        write(tmp_path, file, [dict.fromkeys(fields, "dân vận") | {fields[0]: "dân. hiếm"}])
    english = {"en": "Go, go and GO to others", "source": "any"}
    write(tmp_path, "parallel", [{"vi": "dân. hiếm"} | english, {"vi": "vận", "en": "too short"}])
    pairs.prepare(tmp_path, tmp_path / "work", 4, lambda *_: None)
    known, texts = pairs.load(tmp_path / "work")
    # dân stands in 12 fields, vận and the pair in 6, hiếm in 6: equals in the order of letters.
    assert known == ["a:dân", "a:hiếm", "a:vận", "f:dan", "e:go"]
    assert texts["parallel.en"][0].tolist() == [4, 4, 4]
    assert texts["codex.title"][0].tolist() == [0, 3, 1]
    assert texts["codex.body"][0].tolist() == [0, 3, 2]


def test_held_out_pairs_are_never_drawn():
    known = [f"f:{n}" for n in range(100)]
    rows = np.arange(100, dtype=np.int32)
    one_each = pairs.Texts(rows, np.arange(101))
    texts = {f"{t.file}.{f}": one_each for t in pairs.TASKS for f in (t.left, t.right)}
    recipe = training.Recipe(batch=100, held_out=10, dropped=0, framed=0, disjoint=0, unaccented=0)
    sampler = training.Sampler(known, texts, recipe)
    batches = sampler.batches()
    drawn = {int(row) for _ in range(30) for text in next(batches)[0] for row in text}
    assert drawn == {n for n in range(100) if n % 10}
    left, _ = sampler.held_out(pairs.TASKS[0])
    assert [text.tolist() for text in left] == [[n] for n in range(0, 100, 10)]


def test_too_little_data_is_refused(data, tmp_path, capsys):
    arguments = ["--data", str(data), "--work", str(tmp_path / "w"), "--out", str(tmp_path / "m")]
    assert main([*arguments, "--sample", "0.01"]) == 1
    assert "questions: 1 question for 1 answer" in capsys.readouterr().err


def test_contrast_of_perfect_pairs_by_hand():
    import torch

    # Cosines are the identity: each row loses ln(1 + e^(-1 / 0.5)) both ways.
    sides = torch.eye(2)
    assert training.contrast(sides, 3 * sides, 0.5).item() == pytest.approx(np.log1p(np.exp(-2)))


def test_mean_reciprocal_rank_by_hand():
    table = np.eye(3, dtype=np.float32)
    rows = [np.array([n]) for n in range(3)]
    # The third left text equals the first right one, and its own is tied behind it.
    assert training.mean_reciprocal_rank(table, [*rows[:2], rows[0]], rows) == pytest.approx(
        (1 + 1 + 1 / 2) / 3
    )


def test_missing_data_is_one_line(tmp_path, capsys):
    assert main(["--data", str(tmp_path / "none"), "--out", str(tmp_path / "out")]) == 1
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert "codex.jsonl.xz" in error


def test_help(capsys):
    with pytest.raises(SystemExit) as exit_:
        main(["--help"])
    assert exit_.value.code == 0
    assert "contrastive" in capsys.readouterr().out
