import math

import pytest

from corpus.document import Document, Passage
from index.answer import Hit
from index.confidence import Calibration, Evidence, calibration, weigh

TEXT = "Khối có 9 thành viên. Việc khác."
IDF = {"f:khoi": 2.0, "f:thanh": 1.0, "f:bong": 3.0, "f:xa": 2.0, "": 4.0}


def hit(rank, dense):
    document = Document("a", TEXT, "a.txt", title="Về cấp xã")
    return Hit(Passage(document, 0, len(TEXT)), rank, 1.0 - rank / 10, 1.0, dense)


def test_evidence_worked_out_by_hand():
    query = {"f:khoi": 1.0, "f:thanh": 1.0, "f:bong": 1.0, "f:xa": 0.5}
    found = weigh(query, [hit(1, 0.5), hit(2, 0.75)], IDF.__getitem__, named=True)
    assert found == Evidence(
        # xã is in the title, bông nowhere
        strength=pytest.approx((2 + 1 + 0.5 * 2) / (4 * math.sqrt(4)) / 2),
        cosine=0.5,
        named=1.0,
    )


def test_without_hits_nothing_speaks_for_an_answer():
    assert weigh({"f:khoi": 1.0}, [], IDF.__getitem__, named=False) == Evidence(0, 0, 0)


def test_confidence_is_the_logistic_of_the_weighted_sum():
    fitted = Calibration((2.0, -1.0, 0.0), -0.5, 0.5)
    total = 2.0 * 0.25 - 1.0 * 0.75 - 0.5
    assert fitted.confidence(Evidence(0.25, 0.75, 1)) == pytest.approx(1 / (1 + math.exp(-total)))


def test_a_weight_too_few_is_refused_with_both_numbers():
    with pytest.raises(ValueError, match="2 weights for 3 features"):
        Calibration((1.0,) * 2, 0.0, 0.5)


def test_the_committed_calibration_wants_more_than_nothing():
    fitted = calibration()
    assert fitted.confidence(Evidence(0, 0, 0)) < fitted.threshold
    assert fitted.confidence(Evidence(1, 1, 1)) > fitted.threshold
