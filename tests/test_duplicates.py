import dataclasses
import datetime
import itertools
import json
import lzma
import random
from pathlib import Path

import pytest

from corpus.cross_check import CrossCheck, Finding
from corpus.document import Document, Relation, Scan
from corpus.duplicates import Copies, copy_of, find_copies, share_held, shingles_of, sketch
from corpus.text import canonical_unicode

WORDS = [f"tiếng{number}" for number in range(400)]
TEXT = " ".join(WORDS)
LEAD = " ".join(f"tin{number}" for number in range(200))
DECREE = Document("a", TEXT, "a", number="30-QĐ/TW", date=datetime.date(2016, 7, 26))


def found(*documents):
    return find_copies(copy_of(document, document.file) for document in documents)


def other(file, text=TEXT, **fields):
    return dataclasses.replace(DECREE, id=file, file=file, text=text, **fields)


def noisy(every):
    """Return the text as a scanner may read it, one word in so many misread."""
    return " ".join(f"{w}x" if n % every == 0 else w for n, w in enumerate(WORDS, 1))


def test_spaces_marks_and_case_make_no_other_text():
    assert found(DECREE, other("b", TEXT.upper().replace(" ", " –\n"), number=None, date=None)) == (
        Copies({"b": "a"})
    )
    assert sketch("Điều 1. Một.").letters == sketch("ĐIỀU 1\nMột").letters


def test_a_few_changes_make_no_other_directive_where_the_number_is_the_same():
    assert found(DECREE, other("b", f"{TEXT} thêm mấy chữ")).speaker == {"b": "a"}


@pytest.mark.parametrize(
    "fields",
    [
        {"number": None},  # nothing but likeness: a law for colleges, and one for schools
        {"number": "50-QĐ/TW", "date": None},  # the next version
        {"date": datetime.date(2017, 7, 26)},  # the same number in another term
    ],
)
def test_likeness_alone_is_reported_and_no_more(fields):
    assert found(DECREE, other("b", TEXT.replace("tiếng7 ", "khác "), **fields)) == (
        Copies(similar={"b": "a"})
    )


def test_even_the_same_letters_are_two_directives_where_the_catalogue_says_so():
    assert found(DECREE, other("b", number="31-QĐ/TW")).speaker == {}


def test_a_scan_of_it_is_it_though_misread():
    scan = other("b", noisy(25), scans=(Scan(1, 0.8),))
    assert found(DECREE, scan).speaker == {"b": "a"}
    assert found(DECREE, other("b", noisy(25))).speaker == {}


def test_a_news_page_that_prints_it_is_a_copy_and_one_that_excerpts_it_is_not():
    page = other("b", f"ngắn {TEXT}", kind="news", number=None, date=None, cited=("30-QĐ/TW",))
    assert found(DECREE, page) == Copies({"b": "a"})
    longer = dataclasses.replace(page, text=f"{LEAD} {TEXT}")
    assert found(DECREE, longer) == Copies(holding=(("b", "a"),))
    excerpt = dataclasses.replace(page, text=f"{LEAD} {' '.join(WORDS[:200])}")
    assert found(DECREE, excerpt) == Copies()


@pytest.mark.parametrize(
    ("fields", "speaker"),
    [
        ({"kind": "digest"}, "b"),
        ({"number": None}, "b"),
        ({"scans": (Scan(1, 1.0),)}, "b"),
        ({"status": "hết hiệu lực"}, "a"),
        ({}, "a"),
    ],
)
def test_who_speaks(fields, speaker):
    one = dataclasses.replace(DECREE, **fields)
    expected = {"a": "b"} if speaker == "b" else {"b": "a"}
    assert found(one, other("b")).speaker == expected


def test_a_numbered_name_is_not_the_originals():
    assert found(other("a (1).pdf"), other("a.pdf")).speaker == {"a (1).pdf": "a.pdf"}


def test_a_copy_with_an_annex_is_a_copy_and_a_compilation_is_not():
    annex = f"{TEXT} {' '.join(f'phụ{n}' for n in range(140))}"
    assert found(DECREE, other("b", annex)).speaker == {"b": "a"}
    volume = other("b", annex, number=None, date=None, cited=("30-QĐ/TW", "31-QĐ/TW"))
    assert found(DECREE, volume) == Copies(holding=(("b", "a"),))


def test_short_lines_that_documents_share_are_no_likeness():
    lines = [other(name, " ".join(WORDS[:12]) + f" {name}", number=None) for name in "bc"]
    assert found(*lines) == Copies()


def test_the_order_of_documents_does_not_matter():
    documents = [
        DECREE, other("b"), other("c", noisy(25), scans=(Scan(1, 0.8),)), other("d", number=None),
        other("e", number="50-QĐ/TW", date=None), other("f", LEAD, number=None),
    ]  # fmt: skip
    expected = found(*documents)
    assert expected.speaker == {"b": "a", "c": "a", "d": "a"}
    orders = random.Random(1).sample([*itertools.permutations(documents)], 20)
    assert all(found(*order) == expected for order in orders)


def test_hundreds_of_copies_have_one_speaker():
    names = [f"{number:03}" for number in range(450)]
    assert set(found(*map(other, names)).speaker.values()) == {"000"}


def test_nothing_and_one_document():
    assert found() == found(DECREE) == Copies()


def test_the_share_of_a_text_that_another_holds():
    # Eight words have four runs of five; two of them stand in the first six.
    assert share_held(" ".join(WORDS[:8]), shingles_of(" ".join(WORDS[:6]))) == 0.5
    assert share_held("Một, hai", shingles_of("một hai")) == 1.0


def test_findings_of_a_collection():
    together = CrossCheck()
    newer = other(
        "c", LEAD, number="50-QĐ/TW", date=None, relations=(Relation("replaces", "30-QĐ/TW"),),
        replaced_by="99-QĐ/TW",
    )  # fmt: skip
    for document in (DECREE, other("b"), newer):
        together.add(document, document.file)
    assert together.findings() == {
        "a": Finding("được thay thế", done_to_it=(("replaces", "c", None),)),
        "b": Finding(copy_of="a", warnings=("the same document as a, which is quoted instead",)),
        "c": Finding(
            "được thay thế",
            warnings=("replaced_by: there is no 99-QĐ/TW among the documents",),
        ),
    }


ARTICLES = Path(__file__).parents[2] / "shared" / "benchmarks" / "legal" / "articles.jsonl.xz"


@pytest.mark.skipif(not ARTICLES.exists(), reason="no collection of articles beside the checkout")
def test_articles_that_share_wording_stay_apart():
    """Of articles without numbers only those with the same letters are one."""
    with lzma.open(ARTICLES, "rt", encoding="utf-8") as lines:
        texts = {row["id"]: canonical_unicode(row["text"]) for row in map(json.loads, lines)}
    copies = found(*(Document(id_, text, id_) for id_, text in texts.items()))
    letters = {id_: sketch(text).letters for id_, text in texts.items()}
    assert all(letters[one] == letters[two] for one, two in copies.speaker.items())
