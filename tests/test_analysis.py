import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold, has_accents, normalise, syllables, terms


def test_old_and_new_tone_placement_are_one():
    assert normalise("hoà uỷ khoẻ thuý") == normalise("hòa ủy khỏe thúy") == "hòa ủy khỏe thúy"


def test_tone_stays_where_only_one_place_is_right():
    assert normalise("hoàn quý thuyền khoét") == "hoàn quý thuyền khoét"
    assert normalise("qúy") == "quý"


def test_final_y_after_h_k_l_m_s_t_is_i():
    assert normalise("kỹ lý tỷ Mỹ") == normalise("kĩ lí tỉ Mĩ") == "kĩ lí tỉ mĩ"
    assert normalise("quy ủy vy") == "quy ủy vy"


def test_leading_zeros_go_but_a_single_zero_stays():
    assert normalise("04-NQ/TU ngày 08/12/2009, 0 đồng") == "4-nq/tu ngày 8/12/2009, 0 đồng"


def test_terms_of_two_sentences_form_no_pair_across_them():
    assert list(terms("Dân vận. Khéo")) == [
        "a:dân", "f:dan", "a:vận", "f:van", "p:dan_van", "a:khéo", "f:kheo",
    ]  # fmt: skip


def test_a_dot_within_a_number_does_not_end_a_sentence():
    assert [term for term in terms("Điểm 4.3.1") if term.startswith("p:")] == [
        "p:diem_4", "p:4_3", "p:3_1",
    ]  # fmt: skip


def test_syllables_leave_punctuation_out():
    assert syllables("Ủy ban, 100%!") == ["ủy", "ban", "100"]


def test_fold_keeps_the_length_and_drops_every_diacritic():
    assert fold("Đảng ủy xã: ưỡn ẹo, ỷ lại") == "Dang uy xa: uon eo, y lai"
    assert has_accents("đi")
    assert not has_accents("di")


@given(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạềếểễệòóỏõọùúủũụýỳỷỹỵ .;10"))
def test_nfc_and_nfd_give_the_same_terms(text):
    nfd = unicodedata.normalize("NFD", text)
    assert list(terms(nfd)) == list(terms(text))
    assert normalise(normalise(text)) == normalise(text)


@given(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạềếểễệòóỏõọùúủũụýỳỷỹỵ .;10"))
def test_folded_terms_do_not_depend_on_diacritics(text):
    def folded(source):
        return [term for term in terms(source) if not term.startswith("a:")]

    assert folded(fold(text)) == folded(text)


def test_the_mark_of_a_note_is_no_part_of_a_number():
    assert syllables("Năm 2020¹ có 10⁶ cây, 101₂") == syllables("Năm 2020 có 10 cây, 101")
