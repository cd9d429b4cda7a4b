import math

import pytest

from corpus.document import Document, Passage
from index.answer import Hit
from index.confidence import Calibration, Evidence, calibration, weigh

TEXT = "Khối có 9 thành viên. Việc khác."
IDF = {"f:khoi": 2.0, "f:thanh": 1.0, "f:bong": 3.0, "p:khoi_thanh": 4.0}
UNKNOWN = 3.0


def hit(dense):
    return Hit(Passage(Document("a", TEXT, "a.txt"), 0, len(TEXT)), 1, 0.5, 1.0, dense, ((0, 21),))


def test_shares_are_of_the_rarity_of_what_was_asked():
    found = weigh(IDF.keys(), [hit(0.25), hit(0.5)], "bóng", IDF.__getitem__, UNKNOWN, named=True)
    assert found == Evidence(
        words=6 / 6,  # khối, thành in the text, bóng in the context
        pairs=0.0,
        clause=3 / 6,
        known=3 / 6,  # bóng has the rarity of a word that is nowhere
        cosine=0.5,
        named=1.0,
    )


def test_without_hits_nothing_speaks_for_an_answer():
    assert weigh(IDF.keys(), [], "", IDF.__getitem__, UNKNOWN, named=False) == Evidence(
        0, 0, 0, 0, 0, 0
    )


def test_confidence_is_the_logistic_of_the_weighted_sum():
    fitted = Calibration((1.0, 2.0, 0.0, 0.0, -1.0, 0.0), -0.5, 0.5)
    total = 1.0 * 0.5 + 2.0 * 0.25 - 1.0 * 0.75 - 0.5
    assert fitted.confidence(Evidence(0.5, 0.25, 1, 1, 0.75, 1)) == pytest.approx(
        1 / (1 + math.exp(-total))
    )


def test_a_weight_too_few_is_refused_with_both_numbers():
    with pytest.raises(ValueError, match="5 weights for 6 features"):
        Calibration((1.0,) * 5, 0.0, 0.5)


def test_the_committed_calibration_wants_more_than_nothing():
    fitted = calibration()
    assert fitted.confidence(Evidence(0, 0, 0, 0, 0, 0)) < fitted.threshold
    assert fitted.confidence(Evidence(1, 1, 1, 1, 1, 1)) > fitted.threshold
