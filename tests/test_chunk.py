import itertools
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Heading, HeadingKind
from corpus.parse import make_documents
from corpus.plain import plain_source
from index.chunk import _SENTENCE, MAX_SIZE, SIZE, chunk, context

LEVELS: dict[HeadingKind, int] = {"chương": 1, "heading": 2, "điều": 3, "khoản": 4, "điểm": 5}


def document(*lines: str | tuple[HeadingKind, str], separator: str = "\n") -> Document:
    """Make a document of lines; a heading is given as (kind, line)."""
    text, headings = "", []
    for line in lines:
        kind, content = line if isinstance(line, tuple) else (None, line)
        if kind:
            end = len(text) + len(content)
            headings.append(Heading(len(text), end, LEVELS[kind], kind, None, content[:20]))
        text += content + separator
    return Document("d", text, "d.txt", headings=tuple(headings))


def texts(made: Document, size: int = SIZE) -> list[str]:
    return [passage.text for passage in chunk(made, size)]


def words(count: int, word: str = "chữ") -> str:
    """A sentence of ``4 * count`` characters."""
    return " ".join([word] * count) + "."


def test_small_items_of_an_article_share_a_passage_and_articles_do_not():
    made = document(
        ("điều", "Điều 1. Phạm vi"),
        ("khoản", "1. Một."),
        ("khoản", "2. Hai."),
        ("điều", "Điều 2. Đối tượng"),
        "Cán bộ.",
    )
    assert texts(made) == ["Điều 1. Phạm vi\n1. Một.\n2. Hai.", "Điều 2. Đối tượng\nCán bộ."]


def test_a_chapter_heading_opens_the_passage_of_its_first_article():
    made = document(
        ("điều", "Điều 1."), "Một.", ("chương", "Chương II"), ("điều", "Điều 2."), "Hai."
    )
    assert texts(made) == ["Điều 1.\nMột.", "Chương II\nĐiều 2.\nHai."]


def test_an_empty_article_keeps_apart_from_the_next():
    made = document(("điều", "Điều 3. (bãi bỏ)"), ("điều", "Điều 4."), "Bốn.")
    assert texts(made) == ["Điều 3. (bãi bỏ)", "Điều 4.\nBốn."]


def test_items_that_do_not_fit_together_are_parted_between_items():
    one, two, three = (f"{number}. {words(75)}" for number in (1, 2, 3))  # 303 characters each
    made = document(("điều", "Điều 1."), ("khoản", one), ("khoản", two), ("khoản", three))
    assert texts(made) == [f"Điều 1.\n{one}\n{two}", three]


def test_a_long_item_is_not_mixed_with_the_next_item():
    # Item 1 has two paragraphs of 503 and 400 characters; item 2 would fit behind the second.
    first, rest, second = f"1. {words(125)}", words(100), f"2. {words(50)}"
    made = document(("điều", "Điều 1."), ("khoản", first), rest, ("khoản", second))
    assert texts(made) == [f"Điều 1.\n{first}", rest, second]


def test_an_introduction_stays_with_the_first_item_of_its_list():
    before, item = words(150), f"a) {words(50)}"
    made = document(before, "Đảng viên có quyền:", ("điểm", item))
    assert texts(made) == [before, f"Đảng viên có quyền:\n{item}"]


def test_an_introduction_of_whole_parts_is_a_passage_of_its_own():
    made = document("Ban Thường vụ kết luận:", ("heading", "TÌNH HÌNH"), "Tốt.")
    assert texts(made) == ["Ban Thường vụ kết luận:", "TÌNH HÌNH\nTốt."]


def test_a_tiny_tail_joins_what_it_ends_up_to_the_maximum():
    long, tail = words(170), words(20)
    assert texts(document(long, tail)) == [f"{long}\n{tail}"]


def test_a_paragraph_within_the_maximum_is_left_whole():
    paragraph = words(150) + " " + words(149)  # 600 + 1 + 596 characters
    assert texts(document(paragraph)) == [paragraph]


def test_a_longer_paragraph_is_cut_after_sentences():
    one, two, three = words(100, "Chữ"), words(60, "Văn"), words(150, "Bản")
    assert texts(document(f"{one} {two} {three}")) == [f"{one} {two}", three]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Một hai. Ba bốn.", ["Một hai.", "Ba bốn."]),
        ("Ông nói: “Một hai.” Đã xong.", ["Ông nói: “Một hai.”", "Đã xong."]),
        ("Năm 2025. “Ước” là gì? Ái.", ["Năm 2025.", "“Ước” là gì?", "Ái."]),
        ("Ở TP. Huế, theo Điều 1. Phạm vi, ngày 12. Tháng", None),
        ("một. hai đi… rồi", None),
    ],
)
def test_where_a_sentence_ends(text, parts):
    assert [part.strip() for part in re.split(f"(?<=.)(?:{_SENTENCE})", text)] == (parts or [text])


def test_a_sentence_too_long_is_cut_after_clauses_then_words():
    clause = "từ " * 149 + "từ,"  # 450 characters
    assert texts(document(f"{clause} {clause} {clause}")) == [clause] * 3
    pieces = texts(document("từ " * 600))  # a piece holds 233 words: 3 characters each
    assert [len(piece) for piece in pieces] == [233 * 3 - 1, 233 * 3 - 1, 134 * 3 - 1]


def test_an_article_whose_text_follows_on_its_line_is_no_mere_heading():
    line, rest = f"Điều 1. {words(100)}", words(150)
    heading = Heading(0, 7, 3, "điều", "1", "Điều 1")
    assert texts(Document("d", f"{line}\n{rest}", "d", headings=(heading,))) == [line, rest]


def test_a_heading_stays_with_the_beginning_of_a_long_paragraph():
    sentence = words(160, "Chữ")  # 640 characters
    made = document(("điều", "Điều 1. Nhiệm vụ."), f"{sentence} {sentence}")
    assert texts(made) == [f"Điều 1. Nhiệm vụ.\n{sentence}", sentence]


def test_text_without_a_space_is_cut_at_the_size():
    assert [len(text) for text in texts(document("x" * 1500))] == [700, 800]


def test_repeated_sentences_get_their_own_offsets():
    made = document(" ".join(["Đi học."] * 300))  # 7 characters and a space each
    passages = chunk(made)
    assert [(p.start, p.end) for p in passages] == [
        (0, 695),
        (696, 1391),
        (1392, 2087),
        (2088, 2399),
    ]


@pytest.mark.parametrize("size", [0, MAX_SIZE + 1])
def test_an_impossible_size_is_refused(size):
    with pytest.raises(ValueError, match=f"size is {size}"):
        chunk(document("a"), size)


def test_importing_does_not_load_the_splitter():
    code = "import sys, index.chunk; print('langchain_text_splitters' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


LINES = st.tuples(
    st.sampled_from([None, None, *LEVELS]),
    st.text("aăB. :;,!đ\t\u00a01", min_size=1, max_size=40).filter(str.strip),
    st.integers(1, 60),
).map(lambda parts: (parts[0], parts[1] * parts[2]) if parts[0] else parts[1] * parts[2])


def article(made: Document, offset: int) -> Heading | None:
    return next((h for h in made.headings_at(offset) if h.kind == "điều"), None)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(LINES, min_size=1, max_size=15),
    st.sampled_from(["\n", "\n\n", " \n"]),
    st.sampled_from([80, 300, SIZE, MAX_SIZE]),
)
def test_passages_cover_the_text_in_order_within_limits(lines, separator, size):
    made = document(*lines, separator=separator)
    passages = chunk(made, size)
    edges = [0, *itertools.chain.from_iterable((p.start, p.end) for p in passages), len(made.text)]
    assert edges == sorted(edges)
    for end, start in zip(edges[::2], edges[1::2], strict=True):
        assert not made.text[end:start].strip()
    for passage in passages:
        assert passage.text == passage.text.strip()
        assert len(passage.text) <= MAX_SIZE
        begins, ends = article(made, passage.start), article(made, passage.end - 1)
        assert begins is None or begins == ends


def test_a_table_is_parted_between_rows_and_its_head_stays_with_the_first():
    rows = [f"{number} · Chi bộ {number} · {words(60)}" for number in range(1, 6)]  # 257 each
    made = document("Kết quả như sau.", "TT · Chi bộ · Nhận xét", *rows, separator="\n")
    head, *others = texts(made)
    assert head == "\n".join(["Kết quả như sau.", "TT · Chi bộ · Nhận xét", *rows[:2]])
    assert "\n".join(others).split("\n") == rows[2:]
    assert [context(passage) for passage in chunk(made)] == [
        "", *["Cột: TT · Chi bộ · Nhận xét"] * 2
    ]  # fmt: skip


def test_a_table_that_fits_on_a_screen_is_whole():
    rows = [f"{number} · Chi bộ {number} · {words(45)}" for number in range(1, 6)]  # 197 each
    table = ["TT · Chi bộ · Nhận xét", *rows]
    made = document(words(100), *table, words(120))
    assert texts(made) == [words(100), "\n".join(table), words(120)]


def test_a_quoted_row_says_what_its_columns_are():
    rows = [f"{number} · {words(100)} · 5/6" for number in range(1, 9)]
    made = document(("điều", "Điều 4. Phân công"), "TT · Việc · Hạn", *rows)
    first, *others = chunk(made)
    assert first.headings == ("Điều 4. Phân công",)
    assert [passage.headings for passage in others] == [
        ("Điều 4. Phân công", "Cột: TT · Việc · Hạn")
    ] * len(others)
    assert others


@pytest.mark.parametrize("first", ["1 · Họp chi bộ · 5/6", "Việc · Họp chi bộ hằng tháng."])
def test_a_first_row_that_names_no_columns_is_not_said_to(first):
    rows = [f"{number} · {words(150)} · 5/6" for number in range(2, 6)]
    assert all(passage.headings == () for passage in chunk(document(first, *rows)))


def test_a_row_longer_than_a_screen_is_parted_between_its_cells():
    one, two = words(150), words(160)  # 600 and 640 characters
    assert texts(document(f"{one} · {two}")) == [f"{one} ·", two]


PARTS = st.sampled_from(
    ["Chương I", "CHƯƠNG II", "Mục 1. VIỆC CHUNG", "Điều 1. Phạm vi", "Điều 2.", "Nơi nhận:",
     "Điều 12. Hiệu lực", "Điều 3 của Quy định này được thực hiện.", "“Điều 5. Tên", "1. Họp.”",
     "1. Một việc.", "2) Hai", "a) Việc nhỏ;", "I. MỤC ĐÍCH", "PHỤ LỤC 1", "QUY CHẾ",
     "(Kèm theo Quyết định số 1-QĐ/TU)", "TT · Việc · Hạn", "1 · Họp · 5/6", "- Ý thứ nhất;",
     "như sau:", "Câu dài. " * 40, f"2 · {'Việc dài. ' * 70} · 5/6", "Mẫu số 01",
     "A. PHẦN CHUNG", "Bình Minh, ngày 5 tháng 6 năm 2025"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=30))
def test_no_passage_of_a_text_read_begins_in_one_article_and_ends_in_another(rows):
    ((made, *_),) = make_documents(plain_source("\n".join(["Mở đầu.", *rows])), "d", "d.txt")
    starts = [heading.start for heading in made.headings if heading.kind == "điều"]
    for passage in chunk(made):
        begins, ends = article(made, passage.start), article(made, passage.end - 1)
        assert begins is None or begins == ends
        assert sum(passage.start < start < passage.end for start in starts) <= (begins is None)
        # No row of a table is parted: none here is longer than a screen.
        assert passage.start == 0 or made.text[passage.start - 1] == "\n"
