import pytest

from corpus.document import Document, Heading, Passage, Scan

TEXT = """Lời nói đầu.
Chương I
Điều 1. Đảng viên
1. Đảng viên có nhiệm vụ.
2. Đảng viên có quyền.
Điều 2
Thủ tục."""


def heading(line, level, kind, label=None):
    start = TEXT.index(line)
    return Heading(start, start + len(line), level, kind, None, label or line)


HEADINGS = (
    heading("Chương I", 1, "chương"),
    heading("Điều 1. Đảng viên", 2, "điều"),
    heading("1. Đảng viên có nhiệm vụ.", 3, "khoản", "Khoản 1"),
    heading("2. Đảng viên có quyền.", 3, "khoản", "Khoản 2"),
    heading("Điều 2", 2, "điều"),
)
DOCUMENT = Document("d", TEXT, "d.txt", headings=HEADINGS, pages=(0, 13, 40))


def passage(first, last):
    return Passage(DOCUMENT, TEXT.index(first), TEXT.index(last) + len(last))


def test_a_passage_is_its_span_and_cites_what_it_stands_under():
    found = passage("2. Đảng viên có quyền.", "quyền.")
    assert found.text == "2. Đảng viên có quyền."
    assert found.headings == ("Chương I", "Điều 1. Đảng viên", "Khoản 2")


def test_a_passage_that_opens_with_headings_is_cited_by_the_innermost():
    assert passage("Chương I", "nhiệm vụ.").headings == (
        "Chương I", "Điều 1. Đảng viên", "Khoản 1",
    )  # fmt: skip
    assert passage("Điều 2", "Thủ tục.").headings == ("Chương I", "Điều 2")


def test_a_passage_over_several_khoản_is_cited_by_their_điều():
    assert passage("Chương I", "quyền.").headings == ("Chương I", "Điều 1. Đảng viên")
    assert passage("1. Đảng viên", "quyền.").headings == ("Chương I", "Điều 1. Đảng viên")
    assert passage("Chương I", "Thủ tục.").headings == ("Chương I",)


def test_before_the_first_heading_there_is_none():
    assert passage("Lời", "đầu.").headings == ()
    # The heading stands in the passage, but the passage does not begin under it.
    assert passage("Lời", "Điều 1. Đảng viên").headings == ()


def test_pages_count_from_one_and_are_unknown_without_pages():
    assert [DOCUMENT.page_at(offset) for offset in (0, 12, 13, 39, 40, len(TEXT))] == [
        1, 1, 2, 2, 3, 3,
    ]  # fmt: skip
    assert Document("d", TEXT, "d.txt").page_at(0) is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": " \n"}, "the text is empty"),
        ({"text": "de\u0302"}, "not NFC"),
        ({"headings": HEADINGS[::-1]}, "is not within"),
        ({"headings": (Heading(0, 999, 1, "điều", None, "x"),)}, r"0:999 is not within 0:\d+"),
        ({"pages": (5, 3)}, r"page at 3 is not within 5:\d+"),
    ],
)
def test_a_document_that_contradicts_itself_is_refused(changes, message):
    fields = {"id": "d", "text": TEXT, "file": "d.txt"} | changes
    with pytest.raises(ValueError, match=message):
        Document(**fields)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 3), (-1, 4), (0, len(TEXT) + 1)])
def test_a_span_outside_its_document_is_refused(start, end):
    with pytest.raises(ValueError, match=rf"span {start}:{end} leaves 0:{len(TEXT)}"):
        Passage(DOCUMENT, start, end)


@pytest.mark.parametrize(
    ("start", "end", "pages"),
    [(0, 12, (1, 1)), (0, 13, (1, 1)), (0, 14, (1, 2)), (12, 41, (1, 3)), (13, 40, (2, 2)),
     (40, 41, (3, 3))],
)  # fmt: skip
def test_a_span_ends_on_the_page_of_its_last_word(start, end, pages):
    found = Passage(DOCUMENT, start, end)
    assert (found.page, found.last_page) == pages


def test_a_span_is_scanned_when_any_of_its_pages_is():
    text = "Trang một.\nTrang hai.\nTrang ba."
    document = Document("a", text, "a.pdf", pages=(0, 11, 22), scans=(Scan(2, 0.9),))
    spans = ((0, 10), (5, 12), (11, 21), (22, 31))
    assert [Passage(document, *span).scanned for span in spans] == [False, True, True, False]
    assert not Passage(Document("b", text, "b.txt"), 0, 10).scanned
