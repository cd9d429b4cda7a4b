from hypothesis import given
from hypothesis import strategies as st

from index.highlight import LARGEST_SHARE, highlight

TEXT = (
    "Đảng ủy phê duyệt kế hoạch. Khối có từ 9 đến 11 thành viên. "
    "Trưởng khối là Phó Bí thư. Hằng năm sơ kết."
)


def rarity(term):
    return 1.0


def test_the_sentence_that_shares_most_terms_is_highlighted():
    query = {"f:thanh": 1.0, "p:thanh_vien": 1.0, "f:khoi": 1.0}
    spans = highlight(TEXT, query, rarity)
    assert [TEXT[start:end] for start, end in spans] == ["Khối có từ 9 đến 11 thành viên."]


def test_neighbours_that_match_as_well_are_one_span_if_they_fit():
    text = "Khối có 9 người. Khối họp. " + "Việc khác làm sau đại hội thành công. " * 2
    spans = highlight(text, {"f:khoi": 1.0}, rarity)
    assert [text[start:end] for start, end in spans] == ["Khối có 9 người. Khối họp."]
    spans = highlight(TEXT, {"f:khoi": 1.0}, rarity)  # both are 57 letters of 104: the shorter one
    assert [TEXT[start:end] for start, end in spans] == ["Trưởng khối là Phó Bí thư."]


def test_of_one_long_sentence_only_a_clause_is_highlighted():
    text = "Người vào Đảng phải có đơn, phải báo cáo lý lịch với chi bộ, được hai người giới thiệu"
    spans = highlight(text, {"f:ly": 1.0, "p:ly_lich": 1.0, "p:li_lich": 1.0}, rarity)
    assert [text[start:end] for start, end in spans] == ["phải báo cáo lý lịch với chi bộ,"]


def test_nothing_shared_nothing_highlighted():
    assert highlight(TEXT, {"f:bong": 1.0}, rarity) == ()
    assert highlight(TEXT, {}, rarity) == ()


@given(st.text("abc ,.;\n”Đ1", max_size=200), st.sets(st.sampled_from(["f:a", "f:b", "f:abc"])))
def test_spans_are_in_order_apart_trimmed_and_at_most_half(text, query):
    spans = highlight(text, dict.fromkeys(query, 1.0), rarity)
    last = -1
    for start, end in spans:
        assert last < start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        last = end
    assert sum(end - start for start, end in spans) <= max(1, len(text) * LARGEST_SHARE) + len(
        spans
    )
