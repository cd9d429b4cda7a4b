import numpy as np
import pytest

from index.diacritics import Diacritics

pytest.importorskip("torch")

from index.training import diacritics, pairs, terms
from index.training.diacritics import Reader, Recipe
from scripts.train_diacritics import main
from tests.training_data import write_folder

pytestmark = pytest.mark.model


def test_learns_readings_from_their_neighbours(tmp_path, monkeypatch, capsys):
    data = tmp_path / "data"
    data.mkdir()
    write_folder(data, monkeypatch)
    work, out = tmp_path / "work", tmp_path / "out"
    terms.prepare(data, work, 500, lambda *_: None)
    assert main(["--work", str(work), "--out", str(out), "--bits", "16", "--batch", "32"]) == 0
    # Every syllable of the invented text has one reading, but for «hội» (nghị) and «hỏi».
    assert capsys.readouterr().out == ("1.0000 of the syllables of 32 unseen questions are right\n")
    restore = Diacritics(out).restore
    assert restore("quy dinh kinh phi kem hoi nghi") == "quy định kinh phí kèm hội nghị"
    assert restore("hoi tien voi xe") == "hỏi tiền với xe"


def test_without_prepared_texts_there_is_one_sentence(tmp_path, capsys):
    assert main(["--work", str(tmp_path), "--out", str(tmp_path / "out")]) == 1
    assert "vocabulary.txt" in capsys.readouterr().err


def test_rare_readings_are_left_out_and_numbers_are_none():
    recipe = Recipe(fewest=2, rarest=0.1, most=2)
    written = ["dân", "dẫn", "dàn", "dan", "xã", "294", "hiếm"]
    reader = Reader(written, np.array([50, 20, 4, 10, 3, 90, 1]), recipe)
    # dàn has 4 of 84, less than a tenth; dan is the third; hiếm occurs once
    assert reader.lines == ["dân dẫn", "xã"]


def test_only_places_with_a_choice_are_learnt_from():
    reader = Reader(["dân", "dẫn", "xã"], np.array([5, 4, 3]), Recipe())
    beside, right = reader.choices(np.array([2, 1, -1, -1, 0]))
    assert beside.tolist() == [[0, 2, 1, 0, 0], [0, 0, 1, 0, 0]]
    assert [reader.syllables.names[reading] for reading in right] == ["dẫn", "dân"]


def test_accuracy_counts_the_syllables_that_come_back():
    class One:
        def restore(self, text):
            return text.replace("dan", "dân")

    # dân is right, vận is not, 3 is no syllable, an is written so
    assert diacritics.accuracy(One(), ["dân vận 3 an"]) == pytest.approx(2 / 3)


def test_texts_are_read_as_often_as_asked_on_average():
    texts = pairs.Texts(np.arange(1_000) % 7, np.arange(1_001))
    drawn = list(diacritics._drawn(texts, 2.5, 5, np.random.default_rng(0)))
    assert 2_400 < len(drawn) / 2 < 2_600
    assert drawn[0].tolist() == [0]
    assert drawn[1].tolist() == [-1, -1]
    assert all(rows.max(initial=-1) < 5 for rows in drawn)
