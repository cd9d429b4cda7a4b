from concurrent.futures import ThreadPoolExecutor

import faiss
import numpy as np
import pytest

from index.dense import Dense, DenseWriter
from index.errors import IndexDamagedError

VECTORS = np.array([[1, 0], [0, 1], [0.6, 0.8]], np.float32)


def write(path, vectors):
    writer = DenseWriter(path, 2)
    writer.append(vectors)
    writer.finish()
    return Dense(path)


def test_search_returns_cosines_best_first_and_no_padding(tmp_path):
    rows, scores = write(tmp_path / "v", VECTORS).search(np.array([0, 1], np.float32), 10)
    assert rows.tolist() == [1, 2, 0]
    assert scores == pytest.approx([1.0, 0.8, 0.0], abs=1e-3)


def test_cosines_of_chosen_rows_come_in_their_order(tmp_path):
    dense = write(tmp_path / "v", VECTORS)
    found = dense.cosines(np.array([0, 1], np.float32), np.array([2, 0, 1]))
    assert found == pytest.approx([0.8, 0.0, 1.0], abs=1e-3)


def test_copied_vectors_are_the_same_to_the_bit(tmp_path):
    old = write(tmp_path / "old", VECTORS)
    writer = DenseWriter(tmp_path / "new", 2)
    writer.copy(old, 0, 0)
    writer.copy(old, 0, 2)
    writer.copy(old, 2, 3)
    writer.finish()
    assert (tmp_path / "new").read_bytes() == (tmp_path / "old").read_bytes()


def test_wrong_shapes_name_both_numbers(tmp_path):
    with pytest.raises(ValueError, match=r"\(1, 3\) for 2"):
        DenseWriter(tmp_path / "v", 2).append(np.zeros((1, 3), np.float32))
    with pytest.raises(ValueError, match=r"\(3,\) for an index of 2"):
        write(tmp_path / "v", VECTORS).search(np.zeros(3, np.float32), 1)


def test_a_truncated_file_is_refused_by_name(tmp_path):
    write(tmp_path / "vectors.faiss", VECTORS)
    path = tmp_path / "vectors.faiss"
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(IndexDamagedError, match=r"vectors\.faiss"):
        Dense(path)


def test_whatever_thread_asks_searches_alone(tmp_path):
    dense = write(tmp_path / "v", VECTORS)

    def ask():
        dense.search(np.array([0, 1], np.float32), 1)
        return faiss.omp_get_max_threads()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(ask).result() == 1
