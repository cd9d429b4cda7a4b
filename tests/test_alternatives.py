import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Heading, Passage
from index.alternatives import SHARED, alternatives, companion, touch
from index.answer import Hit

TEXT = "MỘT\n" + "a" * 500 + "\n\n" + "b" * 500 + "\nHAI\n" + "c" * 500
HEADINGS = tuple(
    Heading(TEXT.index(line), TEXT.index(line) + 3, 1, "heading", None, line)
    for line in ("MỘT", "HAI")
)
DOCUMENTS = {name: Document(name, TEXT, f"{name}.txt", headings=HEADINGS) for name in "xyz"}
ONE, TWO, THREE = (4, 504), (506, 1006), (1011, 1511)  # ONE and TWO touch


def hits(*found):
    """Return hits of ``(document, span, score)``, ranked in this order."""
    return [
        Hit(Passage(DOCUMENTS[name], *span), rank, score, 0.5, 0.5)
        for rank, (name, span, score) in enumerate(found, 1)
    ]


@pytest.mark.parametrize(
    ("found", "order"),
    [
        # The best of each other document, then the rest.
        ([("x", ONE, 0.9), ("x", THREE, 0.9), ("y", ONE, 0.8), ("y", THREE, 0.8), ("z", ONE, 0.8)],
         [1, 3, 5, 2, 4]),
        # But not where it is much worse than the first: 0.71 < 0.8 of 0.9.
        ([("x", ONE, 0.9), ("x", THREE, 0.8), ("y", ONE, 0.71)], [1, 2, 3]),
        # A cut that touches one before it gives way, to near ones only.
        ([("x", ONE, 0.9), ("x", TWO, 0.9), ("x", THREE, 0.8), ("y", ONE, 0.5)], [1, 3, 2, 4]),
        ([("x", ONE, 0.9), ("x", TWO, 0.9), ("x", THREE, 0.5)], [1, 2, 3]),
        ([], []),
    ],
)  # fmt: skip
def test_other_documents_before_more_of_the_same_page(found, order):
    shown = alternatives(hits(*found), 5)
    assert [hit.rank for hit in shown] == order
    assert alternatives(hits(*found), 2) == shown[:2]


@given(
    st.lists(
        st.tuples(st.sampled_from("xyz"), st.sampled_from([ONE, TWO, THREE]), st.floats(0.01, 1)),
        unique_by=lambda found: found[:2],
    ).map(lambda found: sorted(found, key=lambda hit: -hit[2]))
)
def test_every_hit_is_offered_once_the_first_first(found):
    every = hits(*found)
    shown = alternatives(every, 9)
    assert sorted(hit.rank for hit in shown) == [hit.rank for hit in every]
    assert shown[:1] == tuple(every[:1])


def test_passages_touch_in_one_section_of_one_document_only():
    def passage(name, span):
        return Passage(DOCUMENTS[name], *span)

    assert touch(passage("x", ONE), passage("x", TWO))
    assert touch(passage("x", (4, 100)), passage("x", (50, 200)))
    assert not touch(passage("x", ONE), passage("x", THREE))
    assert not touch(passage("x", TWO), passage("x", THREE))  # another heading
    assert not touch(passage("x", ONE), passage("y", ONE))
    assert not touch(passage("x", (4, 100)), passage("x", (104, 200)))


def test_only_two_short_pieces_of_one_section_share_a_card():
    short, next_short = (4, 204), (204, 404)
    assert companion(hits(("x", short, 0.9), ("x", next_short, 0.8))).rank == 2
    assert companion(hits(("x", next_short, 0.9), ("x", short, 0.8))).rank == 2
    assert companion(hits(("x", short, 0.9), ("x", next_short, 0.7))) is None
    assert companion(hits(("x", short, 0.9), ("y", next_short, 0.9))) is None
    assert companion(hits(("x", ONE, 0.9), ("x", TWO, 0.9))) is None  # together too long
    assert SHARED < 500 + 500
    assert companion(hits(("x", short, 0.9))) is None
