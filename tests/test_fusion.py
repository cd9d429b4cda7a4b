import numpy as np
import pytest

from index.fusion import fuse


def test_the_best_lexical_score_is_one_and_cosines_weigh_what_they_are_told():
    lexical = np.array([8.0, 4.0, 0.0], np.float32)
    dense = np.array([0.2, 0.9, -0.5], np.float32)
    assert fuse(lexical, dense, 0.25) == pytest.approx(
        [0.75 * 1.0 + 0.25 * 0.2, 0.75 * 0.5 + 0.25 * 0.9, 0.0]
    )


def test_without_a_lexical_match_cosine_decides():
    assert fuse(np.zeros(2, np.float32), np.array([0.3, 0.6], np.float32), 0.5) == pytest.approx(
        [0.15, 0.3]
    )


def test_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match="2 lexical scores for 1 dense"):
        fuse(np.zeros(2, np.float32), np.zeros(1, np.float32), 1.0)
