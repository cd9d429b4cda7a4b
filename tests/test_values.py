import datetime
import json

import pytest

from corpus.document import Document, Heading, Relation, Scan
from corpus.values import document_of, values_of

FULL = Document(
    "kl-01",
    "Điều 1. Phạm vi\nMột.",
    "kl-01.pdf",
    number="862-KL/TU",
    date=datetime.date(2022, 8, 1),
    cited=("43-NQ/TW",),
    relations=(
        Relation(
            "replaces", "15-KL/TU", datetime.date(2020, 5, 4), "Tỉnh ủy",
            datetime.date(2022, 12, 31),
        ),
        Relation("amends", "16-KL/TU"),
    ),
    scans=(Scan(1, 0.75),),
    effective=datetime.date(2022, 9, 1),
    expires=datetime.date(2027, 12, 31),
    headings=(Heading(0, 15, 1, "điều", "1", "Điều 1. Phạm vi"),),
    closings=((16, 20),),
    ends=(16,),
    pages=(0,),
)  # fmt: skip


def test_values_are_plain():
    assert {name: value for name, value in values_of(FULL).items() if value is not None} == {
        "id": "kl-01",
        "text": "Điều 1. Phạm vi\nMột.",
        "file": "kl-01.pdf",
        "kind": "directive",
        "number": "862-KL/TU",
        "date": "2022-08-01",
        "cited": ["43-NQ/TW"],
        "relations": [
            ["replaces", "15-KL/TU", "2020-05-04", "Tỉnh ủy", "2022-12-31"],
            ["amends", "16-KL/TU", None, None, None],
        ],
        "scans": [[1, 0.75]],
        "effective": "2022-09-01",
        "expires": "2027-12-31",
        "headings": [[0, 15, 1, "điều", "1", "Điều 1. Phạm vi"]],
        "closings": [[16, 20]],
        "ends": [16],
        "pages": [0],
    }


@pytest.mark.parametrize("document", [FULL, Document("b", "Ba.", "b.txt")], ids=["full", "bare"])
def test_json_gives_the_document_back(document):
    assert document_of(json.loads(json.dumps(values_of(document)))) == document


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"date": "hôm nay"}, ValueError),
        ({"pages": [99]}, ValueError),
        ({"closings": [[5, 99]]}, ValueError),
        ({"headings": [[0, 15]]}, TypeError),
        ({"password": "x"}, TypeError),
    ],
)
def test_other_values_are_refused(changed, error):
    with pytest.raises(error):
        document_of({**values_of(FULL), **changed})
