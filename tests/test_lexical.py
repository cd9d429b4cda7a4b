import math

import numpy as np
import pytest

from index import lexical
from index.errors import IndexDamagedError
from index.lexical import K1, B, Lexical, LexicalWriter

DOCUMENTS = ["dân vận khéo", "khối dân vận cấp xã", "đảng viên dự bị", "dân là gốc"]


def write(directory, texts, context="Kết luận 862"):
    writer = LexicalWriter(directory)
    for row, text in enumerate(texts):
        writer.add(row, text, context)
    writer.finish(len(texts))
    return Lexical(directory)


def test_scores_are_bm25_worked_out_by_hand(tmp_path):
    found = write(tmp_path, DOCUMENTS).scores({"a:dân": 2.0})
    idf = math.log(1 + (4 - 3 + 0.5) / (3 + 0.5))  # in three rows of four
    mean = (3 + 5 + 4 + 3) / 4

    def bm25(length):
        return 2.0 * idf * (K1 + 1) / (1 + K1 * (1 - B + B * length / mean))

    assert found == pytest.approx([bm25(3), bm25(5), 0, bm25(3)], rel=1e-6)


def test_context_counts_once_and_apart_from_the_text(tmp_path):
    index = write(tmp_path, DOCUMENTS[:2], "Kết luận 862 kết luận")
    idf = math.log(1 + 0.5 / 2.5)  # in both rows
    assert index.scores({"c:p:luan_862": 1.0}) == pytest.approx([idf, idf], rel=1e-6)
    assert index.scores({"c:f:ket": 1.0}) == pytest.approx([idf, idf], rel=1e-6)
    assert index.scores({"p:luan_862": 1.0}).tolist() == [0.0, 0.0]


def test_an_unknown_term_scores_nothing_and_is_the_rarest(tmp_path):
    index = write(tmp_path, DOCUMENTS)
    assert index.scores({"a:bóng": 1.0}).tolist() == [0.0] * 4
    assert index.idf("a:bóng") == pytest.approx(math.log(1 + 4.5 / 0.5))


def test_many_runs_merge_into_the_same_files_as_one(tmp_path, monkeypatch):
    (tmp_path / "one").mkdir()
    (tmp_path / "many").mkdir()
    texts = [f"{text} số {row % 7}" for row, text in enumerate(DOCUMENTS * 10)]
    write(tmp_path / "one", texts)
    monkeypatch.setattr(lexical, "_RUN_POSTINGS", 50)
    write(tmp_path / "many", texts)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "many").iterdir())
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "many" / name).read_bytes()


def test_carrying_rows_over_equals_indexing_them_afresh(tmp_path):
    for name in ("old", "new", "fresh"):
        (tmp_path / name).mkdir()
    old = write(tmp_path / "old", DOCUMENTS)
    writer = LexicalWriter(tmp_path / "new")
    writer.add(1, "tổ dân vận thôn", "Kết luận 862")
    writer.finish(4, old, np.array([0, 2, -1, 3]))  # the third document is gone
    write(tmp_path / "fresh", [DOCUMENTS[0], "tổ dân vận thôn", DOCUMENTS[1], DOCUMENTS[3]])
    for path in (tmp_path / "fresh").iterdir():
        assert (tmp_path / "new" / path.name).read_bytes() == path.read_bytes()


def test_a_row_left_out_or_given_twice_stops_the_build(tmp_path):
    writer = LexicalWriter(tmp_path)
    writer.add(0, "dân", "")
    with pytest.raises(ValueError, match="row 1 of 2 was indexed 0 times"):
        writer.finish(2)
    (tmp_path / "old").mkdir()
    old = write(tmp_path / "old", ["dân"])
    writer = LexicalWriter(tmp_path)
    writer.add(0, "dân", "")
    with pytest.raises(ValueError, match="row 0 of 1 was indexed 2 times"):
        writer.finish(1, old, np.array([0]))


def test_a_collection_without_a_word_is_searched_without_a_fault(tmp_path):
    assert write(tmp_path, ["…"], "").scores({"a:dân": 1.0}).tolist() == [0.0]


def test_arrays_that_do_not_fit_each_other_are_refused_by_name(tmp_path):
    write(tmp_path, DOCUMENTS)
    path = tmp_path / "lexical.counts"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexDamagedError, match=r"lexical\.counts"):
        Lexical(tmp_path)
    path = tmp_path / "lexical.rows"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexDamagedError, match=r"lexical\.rows.* items of 4"):
        Lexical(tmp_path)
