from hypothesis import given
from hypothesis import strategies as st

from index.clauses import Clause, clauses
from index.highlight import LARGEST_SHARE, highlight

TEXT = (
    "Đảng ủy phê duyệt kế hoạch. Khối có từ 9 đến 11 thành viên. "
    "Trưởng khối là Phó Bí thư. Hằng năm sơ kết."
)


def marked(text, weights):
    return [text[start:end] for start, end in highlight(text, clauses(text, weights))]


def test_a_clause_holds_a_share_of_the_question_less_for_its_length():
    found = clauses(TEXT, {"f:khoi": 2.0, "p:thanh_vien": 1.0, "f:bong": 1.0})
    assert [TEXT[part.start : part.end] for part in found] == [
        "Đảng ủy phê duyệt kế hoạch.",
        "Khối có từ 9 đến 11 thành viên.",
        "Trưởng khối là Phó Bí thư.",
        "Hằng năm sơ kết.",
    ]
    assert found[1].held == {"f:khoi", "p:thanh_vien"}
    gains = [0, 3 / 4 / (1 + 31 / 400), 2 / 4 / (1 + 26 / 400), 0]
    assert [part.gain for part in found] == gains


def test_the_sentence_that_shares_most_is_highlighted():
    query = {"f:thanh": 1.0, "p:thanh_vien": 1.0, "f:khoi": 1.0}
    assert marked(TEXT, query) == ["Khối có từ 9 đến 11 thành viên."]


def test_neighbours_that_match_as_well_are_one_span_if_they_fit():
    text = "Khối có 9 người. Khối họp. " + "Việc khác làm sau đại hội thành công. " * 2
    assert marked(text, {"f:khoi": 1.0}) == ["Khối có 9 người. Khối họp."]
    # Here the two are 57 letters of 104: the shorter one alone.
    assert marked(TEXT, {"f:khoi": 1.0}) == ["Trưởng khối là Phó Bí thư."]


def test_of_one_long_sentence_only_a_clause_is_highlighted():
    text = "Người vào Đảng phải có đơn, phải báo cáo lý lịch với chi bộ, được hai người giới thiệu"
    assert marked(text, {"p:li_lich": 1.0}) == ["phải báo cáo lý lịch với chi bộ,"]


def test_a_line_is_a_clause_whatever_it_ends_with():
    text = "Nhiệm vụ:\n- Ghi biên bản\n- Thu nhận hồ sơ"
    assert marked(text, {"p:bien_ban": 1.0}) == ["- Ghi biên bản"]


def test_nothing_shared_nothing_highlighted():
    assert marked(TEXT, {"f:bong": 1.0}) == []
    assert marked(TEXT, {}) == []


@given(st.text("abc ,.;\n”Đ1", max_size=200), st.sets(st.sampled_from(["f:a", "f:b", "f:abc"])))
def test_spans_are_in_order_apart_trimmed_and_at_most_half(text, query):
    spans = highlight(text, clauses(text, dict.fromkeys(query, 1.0)))
    last = -1
    for start, end in spans:
        assert last < start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        last = end
    joined = len(spans) and sum(end - start for start, end in spans)
    assert joined <= len(text) * LARGEST_SHARE + text.count(" ")


@given(st.text("abc ,.;\n”Đ1", max_size=200))
def test_clauses_hold_everything_but_spaces_in_order(text):
    parts = clauses(text, {})
    assert all(isinstance(part, Clause) for part in parts)
    held = "".join(text[part.start : part.end] for part in parts)
    assert "".join(held.split()) == "".join(text.split())
