import pytest

from index.errors import QuestionError, RetrievalError
from index.phrases import Phrases, read_phrases
from index.question import FRAMING_WEIGHT, HINT_WEIGHT, understand

ABBREVIATIONS = Phrases(
    [
        ("MTTQ", "Mặt trận Tổ quốc"),
        ("ko", "không"),
        ("CT-XH", "chính trị - xã hội"),
        ("TU", "Tỉnh ủy"),
        ("TU", "Trung ương"),
        ("NQ", "nghị quyết"),
        ("đc", "được"),
    ]
)
THESAURUS = Phrases([("kêu oan", "khiếu nại"), ("bà con", "nhân dân")])


def ask(text):
    return understand(text, ABBREVIATIONS, THESAURUS)


def test_abbreviations_are_spelled_out_whatever_their_case():
    assert ask("mttq có NQ ko").understood == "Mặt trận Tổ quốc có nghị quyết không"
    assert ask("đoàn thể CT-XH").understood == "đoàn thể chính trị - xã hội"


def test_a_document_number_is_left_as_it_is():
    assert ask("04-NQ/TU của TU").understood == "04-NQ/TU của Tỉnh ủy"


def test_a_number_typed_on_to_its_type_comes_apart():
    found = ask("nq04 nói gì")
    assert (found.text, found.understood) == ("nq04 nói gì", "nghị quyết 04 nói gì")
    assert {"f:nghi", "f:4"} < found.own
    assert "f:nq04" not in found.own


def test_typed_words_weigh_full_framing_and_hints_less():
    found = ask("bà con gửi đơn thế nào ạ")
    assert found.terms["a:đơn"] == 1.0
    assert found.terms["a:nào"] == FRAMING_WEIGHT
    assert found.terms["p:nhan_dan"] == HINT_WEIGHT
    assert "a:đơn" in found.own
    assert "a:nào" not in found.own
    assert "p:nhan_dan" not in found.own


def test_a_second_meaning_is_only_a_hint():
    found = ask("họp TU")
    assert found.understood == "họp Tỉnh ủy"
    assert found.terms["p:tinh_uy"] == 1.0
    assert found.terms["p:trung_uong"] == HINT_WEIGHT


def test_without_diacritics_phrases_are_still_known_but_not_single_syllables():
    found = ask("ba con gui don keu oan")
    assert not found.accented
    assert found.terms["p:khieu_nai"] == HINT_WEIGHT
    assert ask("dc").understood == "dc"


def test_capitals_that_would_be_a_syllable_must_be_typed_as_capitals():
    assert ask("tu dưỡng đạo đức").understood == "tu dưỡng đạo đức"
    assert ask("hop tu sang").understood == "hop tu sang"
    assert ask("hop TU").understood == "hop Tỉnh ủy"
    assert ask("hop nq").understood == "hop nghị quyết"  # no syllable is written so


def test_a_stray_accent_does_not_make_a_question_accented():
    assert not ask("điều kien ket nap dang vien").accented
    assert ask("vai trò MTTQ trong tiếp xúc").accented
    assert not ask("862-KL/TU").accented


def test_diacritics_on_some_words_only_or_on_none_are_told():
    assert ask("điều kiện ket nap dang viên").hasty  # three in six
    assert ask("dieu kien ket nap dang vien").hasty
    assert not ask("điều kiện kết nạp đảng viên").hasty
    assert not ask("ai cho mượn hồ sơ đảng viên").hasty  # five in seven


def test_a_hasty_question_is_read_with_its_diacritics_and_kept_as_typed():
    for typed in ("dieu kien ket nap dang vien", "điều kiện ket nap dang viên"):
        found = ask(typed)
        assert (found.text, found.understood) == (typed, typed)
        assert found.read == "điều kiện kết nạp đảng viên"
        assert {"a:kết", "f:ket", "p:ket_nap"} < found.own
        assert "a:ket" not in found.terms
    found = ask("mttq co nhiem vu gi")
    assert found.understood == "Mặt trận Tổ quốc co nhiem vu gi"
    assert found.read == "Mặt trận Tổ quốc có nhiệm vụ gì"
    assert found.terms["a:gì"] == FRAMING_WEIGHT  # once read, framing is known for what it is


def test_a_question_with_its_diacritics_is_read_as_it_is():
    assert ask("ban chấp hành đảng bộ họp").read == "ban chấp hành đảng bộ họp"


def test_a_question_of_framing_alone_keeps_its_words():
    assert "a:gì" in ask("là gì vậy ạ").own


def test_no_word_or_too_many_letters_is_an_error_with_both_numbers():
    with pytest.raises(QuestionError, match="no word"):
        ask("😀 … <>")
    with pytest.raises(QuestionError, match="1001 letters; 1000"):
        ask("a" * 1001)


def test_tables_are_read_in_order_and_bad_lines_named(tmp_path):
    path = tmp_path / "abbreviations.tsv"
    path.write_text("abbreviation\texpansion\n# a comment\n\nTW\tTrung ương\n", encoding="utf-8")
    assert list(read_phrases(path, tmp_path / "none.tsv").find("tw", accented=True)) == [
        (0, 2, ["Trung ương"])
    ]
    assert list(read_phrases(tmp_path / "none.tsv").find("tw", accented=True)) == []
    path.write_text("abbreviation\texpansion\nTW Trung ương\n", encoding="utf-8")
    with pytest.raises(RetrievalError, match=r"line 2: 1 columns"):
        read_phrases(path)
    path.write_text("abbreviation\texpansion\nTW\tTrung ương\n", encoding="utf-16")
    with pytest.raises(RetrievalError, match=r"abbreviations\.tsv is not in UTF-8"):
        read_phrases(path)


def test_the_longest_phrase_is_found_and_offsets_are_of_the_text():
    table = Phrases([("dân", "x"), ("dân vận", "y"), ("dân vận khéo", "z")])
    text = "Mô hình “Dân  vận khéo”, dân."
    assert [(text[a:b], c) for a, b, c in table.find(text, accented=True)] == [
        ("Dân  vận khéo", ["z"]),
        ("dân", ["x"]),
    ]
