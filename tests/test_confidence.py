import math

import pytest

from corpus.document import Document, Passage
from index.answer import Hit
from index.confidence import Calibration, Evidence, calibration, weigh

TEXT = "Khối có 9 thành viên. Việc khác."
IDF = {"f:khoi": 2.0, "f:thanh": 1.0, "f:bong": 3.0, "f:xa": 2.0, "": 4.0}


def hit(rank, score, dense):
    document = Document("a", TEXT, "a.txt", title="Về cấp xã")
    return Hit(Passage(document, 0, len(TEXT)), rank, score, 1.0, dense)


def test_evidence_worked_out_by_hand():
    query = {"f:khoi": 1.0, "f:thanh": 1.0, "f:bong": 1.0, "f:xa": 0.5}
    hits = [hit(rank, 0.9 - rank / 10, rank / 10) for rank in range(1, 6)]
    found = weigh(query, hits, IDF.__getitem__, named=True)
    assert found == Evidence(
        cover=pytest.approx((2 + 1 + 0.5 * 2) / (2 + 1 + 3 + 0.5 * 2)),  # xã is in the title
        strength=pytest.approx((2 + 1 + 0.5 * 2) / (4 * math.sqrt(4)) / 2),
        lead=pytest.approx(1 - 0.4 / 0.8),
        cosine=0.5,
        named=1.0,
    )


def test_with_fewer_than_five_hits_the_first_leads_by_all():
    found = weigh({"f:khoi": 1.0}, [hit(1, 0.5, 0.2)], IDF.__getitem__, named=False)
    assert (found.lead, found.named) == (1.0, 0.0)


def test_without_hits_nothing_speaks_for_an_answer():
    assert weigh({"f:khoi": 1.0}, [], IDF.__getitem__, named=False) == Evidence(0, 0, 0, 0, 0)


def test_confidence_is_the_logistic_of_the_weighted_sum():
    fitted = Calibration((1.0, 2.0, 0.0, -1.0, 0.0), -0.5, 0.5)
    total = 1.0 * 0.5 + 2.0 * 0.25 - 1.0 * 0.75 - 0.5
    assert fitted.confidence(Evidence(0.5, 0.25, 1, 0.75, 1)) == pytest.approx(
        1 / (1 + math.exp(-total))
    )


def test_a_weight_too_few_is_refused_with_both_numbers():
    with pytest.raises(ValueError, match="4 weights for 5 features"):
        Calibration((1.0,) * 4, 0.0, 0.5)


def test_the_committed_calibration_wants_more_than_nothing():
    fitted = calibration()
    assert fitted.confidence(Evidence(0, 0, 0, 0, 0)) < fitted.threshold
    assert fitted.confidence(Evidence(1, 1, 1, 1, 1)) > fitted.threshold
