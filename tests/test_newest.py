import dataclasses
import datetime

from corpus.document import Document, Passage, Relation
from index.answer import Hit
from index.newest import newest_first

WORDS = [f"tiếng{number}" for number in range(40)]


def hit(id_, rank, score, year=None, text=None, **fields):
    day = datetime.date(year, 1, 1) if year else None
    document = Document(id_, text or f"Văn bản {id_}.", id_, date=day, **fields)
    return Hit(Passage(document, 0, len(document.text)), rank, score, 0.0, 0.0)


def order(*hits, over=()):
    return [hit.passage.document.id for hit in newest_first(hits, over)]


def test_the_newest_comes_first_among_equals_only():
    assert order(hit("old", 1, 0.704, 2016), hit("new", 2, 0.70, 2024)) == ["new", "old"]
    assert order(hit("old", 1, 0.72, 2016), hit("new", 2, 0.70, 2024)) == ["old", "new"]
    assert order(hit("new", 1, 0.704, 2024), hit("old", 2, 0.70, 2016)) == ["new", "old"]


def test_an_undated_one_keeps_its_place():
    assert order(hit("a", 1, 0.703), hit("b", 2, 0.70, 2024)) == ["a", "b"]
    assert order(hit("a", 1, 0.703, 2016), hit("b", 2, 0.70)) == ["a", "b"]


def test_what_is_in_force_comes_before_what_is_not():
    hits = hit("gone", 1, 0.735, 2024), hit("valid", 2, 0.70)
    assert order(*hits, over={"gone"}) == ["valid", "gone"]
    assert order(*hits, over={"gone", "valid"}) == ["gone", "valid"]
    assert order(*hits) == ["gone", "valid"]
    better = hit("gone", 1, 0.745, 2024), hit("valid", 2, 0.70)
    assert order(*better, over={"gone"}) == ["gone", "valid"]


def test_an_older_wording_comes_after_the_newer_one_though_it_scores_higher():
    wording = " ".join(WORDS)
    newer = wording.replace("tiếng20", "khác")  # 31 of 36 runs of five words are the same
    assert order(hit("old", 1, 0.78, 2016, wording), hit("new", 2, 0.70, 2024, newer)) == [
        "new", "old",
    ]  # fmt: skip
    # Whoever names the old one gets it: a name is worth more than any wording.
    assert order(hit("old", 1, 0.88, 2016, wording), hit("new", 2, 0.70, 2024, newer)) == [
        "old", "new",
    ]  # fmt: skip


def test_what_took_a_directive_s_place_comes_before_it_though_it_scores_lower():
    # Of the 39 pairs of the old passage 20 stand in the new one, of its runs of five none.
    wording = " ".join(WORDS)
    newer = " ".join(word if number % 4 < 3 else "khác" for number, word in enumerate(WORDS))
    gone = hit("old", 1, 0.78, 2016, wording, number="5-QĐ/TU")
    heir = hit("new", 2, 0.70, 2024, newer, relations=(Relation("replaces", "05-QĐ/TU"),))
    assert order(gone, heir, over={"old"}) == ["new", "old"]
    assert order(gone, heir) == ["old", "new"]  # its day has not come
    stranger = hit("new", 2, 0.70, 2024, newer, relations=(Relation("amends", "5-QĐ/TU"),))
    assert order(gone, stranger, over={"old"}) == ["old", "new"]
    other = hit("new", 2, 0.70, 2024, "Việc khác.", relations=(Relation("replaces", "5-QĐ/TU"),))
    assert order(gone, other, over={"old"}) == ["old", "new"]
    # As the catalogue tells it.
    told = hit("old", 1, 0.78, 2016, wording, number="5-QĐ/TU", replaced_by="Quy định 9-QĐ/TU")
    named = hit("new", 2, 0.70, 2024, newer, number="9-QĐ/TU")
    assert order(told, named, over={"old"}) == ["new", "old"]


def test_ranks_count_anew_and_scores_still_fall():
    hits = newest_first([hit("old", 1, 0.704, 2016), hit("new", 2, 0.70, 2024)], ())
    assert [(found.rank, found.score) for found in hits] == [(1, 0.704), (2, 0.70)]
    assert newest_first([], ()) == []
    alone = hit("a", 1, 0.5)
    assert newest_first([alone], ()) == [dataclasses.replace(alone)]
