import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from index_fakes import open_toy

from corpus.document import Document
from index.analysis import fold
from index.evaluate import read_questions
from index.suggest import suggest

ROOT = Path(__file__).parents[1]
TEXT = """Khối dân vận cấp xã có từ 9 đến 11 thành viên. Trưởng khối là người đứng đầu cấp ủy.
Đảng viên được kết nạp theo Điều lệ Đảng. Ban Chấp hành Trung ương quy định mức đảng phí.
Sắp xếp tổ chức bộ máy tinh gọn.
Tổ chức chính trị giám sát cán bộ. Người giới thiệu là đảng viên chính thức."""


@pytest.fixture(scope="module")
def searcher(tmp_path_factory):
    documents = [
        Document(f"van-ban-{n}", f"{TEXT}\nPhần {n}.", f"{n}.txt", number=f"0{n}-KL/TU")
        for n in (1, 2, 3)
    ]
    return open_toy(tmp_path_factory.mktemp("suggest"), documents)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        # Keys of Telex and VNI.
        ("khoois daan vaanj có mấy người", "khối dân vận có mấy người"),
        ("kho61i da6n va65n", "khối dân vận"),
        ("to chuc ddang vien", "to chuc dang vien"),
        # Letters twice, the other way round, another one, one too few; a mark on the wrong letter.
        ("kết nạp đảng viênn", "kết nạp đảng viên"),
        ("nugoi gioi thieu", "nguoi gioi thieu"),
        ("người giớit hiệu", None),
        ("thành vịên", "thành viên"),
        ("ngừoi giới thiệu là ai?", "người giới thiệu là ai?"),
        ("Kết nạpk đảng viên", "Kết nạp đảng viên"),
        ("khối dn vận cấp xã", None),
        # Sounds.
        ("ban chấp hành chung ương", "ban chấp hành trung ương"),
        ("xắp xếp bộ máy", "sắp xếp bộ máy"),
        # No spaces.
        ("khoidanvan co may nguoi", "khoi dan van co may nguoi"),
        ("đảngviên", "đảng viên"),
        # Nothing is wrong, or it is nobody's business.
        ("Khối dân vận cấp xã có bao nhiêu thành viên?", None),
        ("khoi dan van cap xa", None),
        ("862-KL/TU", None),
        ("kl 862 điều 4 đ4 k2", None),
        ("MTTQ, HĐND, UBND, BTCTW", None),
        ("Huyện ủy Xuôn Sơng", None),
        ("wifi email covid", None),
        ("phở bò", None),
        ("😀", None),
        ("", None),
    ],
)
def test_slips_are_mended_and_nothing_else(searcher, typed, meant):
    assert suggest(searcher, typed) == meant
    assert suggest(searcher, unicodedata.normalize("NFD", typed)) == meant
    if meant:
        assert suggest(searcher, meant) is None


@given(st.text(st.sampled_from("ađảnưgvieê sfj0159 .,?K\n"), max_size=40))
def test_numbers_and_capitals_stay_whatever_is_typed(searcher, text):
    mended = suggest(searcher, text)
    if mended is not None:
        assert mended != " ".join(text.split())
        assert mended == " ".join(mended.split())
        assert mended.count("K") == text.count("K")


def test_hardly_any_question_without_a_slip_is_doubted(shipped):
    questions = [q.question for q in read_questions(ROOT / "corpus" / "questions.jsonl")]
    for asked in (questions, [fold(question) for question in questions]):
        doubted = [question for question in asked if suggest(shipped, question)]
        assert len(doubted) <= 0.01 * len(asked), doubted


def test_most_letters_typed_twice_or_the_other_way_round_are_mended(shipped):
    questions = [
        q.question for q in read_questions(ROOT / "corpus" / "questions.jsonl") if q.answerable
    ]
    mended = 0
    for question in questions:
        words = question.split()
        place, word = max(
            ((i, w) for i, w in enumerate(words) if w.isalpha() and w.islower()),
            key=lambda found: len(found[1]),
        )
        slip = [*words[:place], word + word[-1], *words[place + 1 :]]
        mended += suggest(shipped, " ".join(slip)) == question
    assert mended >= 0.9 * len(questions)
