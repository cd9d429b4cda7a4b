import dataclasses
import datetime
import shutil
import unicodedata
from functools import partial

import numpy as np
import pytest
from index_fakes import ToyEncoder, open_toy

from corpus.document import Document, Heading, Relation
from index import live, records
from index.analysis import fold
from index.answer import Subject, parse_understood, understood_line
from index.confidence import UNRELATED
from index.errors import EncoderMismatchError, IndexDamagedError, IndexMissingError, QuestionError
from index.generation import CURRENT, GENERATIONS, open_generation
from index.live import LiveSearcher
from index.records import document_key
from index.searcher import IndexSearcher

CONCLUSION = """MỤC TIÊU
Khối dân vận cấp xã có từ 9 đến 11 thành viên. Trưởng khối là Phó Bí thư Thường trực Đảng ủy.
TỔ CHỨC THỰC HIỆN
Ban Dân vận Tỉnh ủy kiểm tra, đôn đốc việc thực hiện. Hằng năm báo cáo kết quả về Tỉnh ủy."""
RULES = """Điều 4. Thủ tục kết nạp
Người vào Đảng phải có đơn tự nguyện, được hai đảng viên chính thức giới thiệu.
Điều 9. Kỷ luật
Đảng viên bị kỷ luật có quyền khiếu nại trong vòng một tháng."""


def heading(text, line, kind="heading", number=None):
    start = text.index(line)
    return Heading(start, start + len(line), 1, kind, number, line)


DOCUMENTS = [
    Document(
        "kl862", CONCLUSION, "kl862.txt", number="862-KL/TU", type="Kết luận",
        date=datetime.date(2022, 8, 1), title="Về công tác dân vận",
        headings=(heading(CONCLUSION, "MỤC TIÊU"), heading(CONCLUSION, "TỔ CHỨC THỰC HIỆN")),
    ),
    Document(
        "qd294", RULES, "qd294.txt", number="294-QĐ/TW", type="Quy định",
        headings=(heading(RULES, "Điều 4. Thủ tục kết nạp", "điều", "4"),
                  heading(RULES, "Điều 9. Kỷ luật", "điều", "9")),
    ),
    Document("kl62", "Đổi mới hoạt động của Mặt trận.", "kl62.txt", number="62-KL/TW"),
    Document("ban-sao", "Đổi mới hoạt động của Mặt trận.", "ban-sao.txt"),
]  # fmt: skip


@pytest.fixture(scope="module")
def searcher(tmp_path_factory):
    return open_toy(tmp_path_factory.mktemp("index"), DOCUMENTS)


def first(searcher, question):
    return searcher.answer(question).hits[0]


def test_the_quote_is_a_span_of_its_document_with_its_own_heading(searcher):
    hit = first(searcher, "Khối dân vận cấp xã có bao nhiêu thành viên?")
    document = hit.passage.document
    assert document == DOCUMENTS[0]
    assert document.text[hit.passage.start : hit.passage.end] == hit.passage.text
    assert hit.passage.headings == ("MỤC TIÊU",)
    assert [hit.passage.text[a:b] for a, b in hit.highlights] == [
        "Khối dân vận cấp xã có từ 9 đến 11 thành viên."
    ]


def test_ranks_count_from_one_and_scores_fall_within_0_and_1(searcher):
    hits = searcher.answer("dân vận, kỷ luật đảng viên", 10).hits
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


@pytest.mark.parametrize("question", ["kl 862", "862-KL/TU", "Kết luận số 862 nói gì về kỷ luật"])
def test_a_directive_that_is_named_comes_first(searcher, question):
    assert first(searcher, question).passage.document.id == "kl862"


def test_an_article_that_is_named_comes_first(searcher):
    assert first(searcher, "điều 9 quy định 294").passage.headings == ("Điều 9. Kỷ luật",)
    for question in ("dieu 4 qd 294", "294 điều 4", "294 đ4", "qđ 294-qđ/tw, Điều 4 khoản 1"):
        assert first(searcher, question).passage.headings == ("Điều 4. Thủ tục kết nạp",)


def test_a_follow_up_may_name_a_part_of_what_answered(searcher):
    subject = Subject("quy định 294", document_key("qd294"))
    _, (hit, *_), evidence = searcher.examine("còn điều 9 thì sao", 5, subject)
    assert hit.passage.headings == ("Điều 9. Kỷ luật",)
    assert evidence.named == 1.0
    *_, evidence = searcher.examine("còn điều 99 thì sao", 5, subject)
    assert evidence.named == 0.0  # there is none


def test_a_part_is_enough_where_nothing_else_is_asked(searcher):
    subject = Subject("quy định 294", document_key("qd294"))
    for question in ("còn điều 9 thì sao", "Điều 9 nói gì ạ?", "dieu 9"):
        *_, evidence = searcher.examine(question, 5, subject)
        assert evidence.strength == 1.0, question
        assert searcher.answer(question, 5, subject).enough
    _, (hit, *_), evidence = searcher.examine("294 điều 4", 5)
    assert evidence.strength == 1.0
    ((start, end),) = hit.highlights
    assert hit.passage.text[start:end] == "Điều 4. Thủ tục kết nạp"
    for question in ("còn điều 99 thì sao", "điều 9 nói gì về học phí"):
        assert searcher.examine(question, 5, subject)[2].strength < 1, question
    assert searcher.examine("còn điều 9 thì sao", 5)[2].strength < 1  # of which directive?


@pytest.mark.parametrize(
    "question", ["294", "cho em xin quy định 294", "gửi file quyết định 294 với", "Qđ 294 nói gì"]
)
def test_a_directive_opens_where_nothing_else_is_asked(searcher, question):
    answer = searcher.answer(question)
    assert (answer.hits[0].passage.document.id, answer.hits[0].passage.start) == ("qd294", 0)
    assert answer.enough


def test_a_directive_does_not_open_where_more_is_asked(searcher):
    assert "khiếu nại" in first(searcher, "294 khiếu nại").passage.text
    assert not searcher.answer("gửi file quy định 295").enough


def test_a_part_that_there_is_not_has_no_answer(searcher):
    assert searcher.answer("294 điều 99").confidence < UNRELATED
    assert searcher.examine("294 điều 99 khiếu nại", 5)[2].strength > 0


def test_a_follow_up_asks_for_what_stands_in_the_part_before(searcher):
    for before in ("quy định 294 điều 9", "quy định 294 Điều 9 khoản 2"):
        hit = searcher.answer("khoản 1 thì sao", subject=Subject(before, None)).hits[0]
        assert hit.passage.headings == ("Điều 9. Kỷ luật",), before


def test_a_part_of_a_document_without_a_number_comes_first(tmp_path):
    statute = dataclasses.replace(
        DOCUMENTS[1], id="dieu-le", number=None, type="Điều lệ", title="Điều lệ Đội Măng non"
    )
    searcher = open_toy(tmp_path, [DOCUMENTS[0], statute])
    hit = first(searcher, "điều 9 điều lệ đội nói gì về tự nguyện")
    assert hit.passage.headings == ("Điều 9. Kỷ luật",)
    assert searcher.answer("dieu 4 dieu le doi mang non").hits[0].passage.text.startswith("Điều 4.")
    # Without its name, any passage may answer.
    assert "tự nguyện" in first(searcher, "điều 9 nói gì về đơn tự nguyện").passage.text
    answer = searcher.answer("cho em xin điều lệ đội măng non")
    assert (answer.hits[0].passage.document.id, answer.enough) == ("dieu-le", True)


def test_who_received_and_signed_a_directive_answers_only_what_asks_for_it(tmp_path):
    body = "Điều 1. Lập đội\nMỗi xã lập một đội thanh niên xung kích."
    closing = "Nơi nhận:\n- Các huyện ủy;\nT/M ĐẢNG ỦY\nLê A"
    text = f"{body}\n{closing}"
    signed = Document(
        "qd7", text, "qd7.txt", number="07-QĐ/TU", type="Quyết định",
        headings=(heading(text, "Điều 1. Lập đội", "điều", "1"),),
        closings=((len(body) + 1, len(text)),),
    )  # fmt: skip
    searcher = open_toy(tmp_path, [*DOCUMENTS, signed])

    def shown(question, *more):
        return [hit.passage.text for hit in searcher.answer(question, 5, *more).hits]

    for question in ("Đảng ủy", "huyện ủy nhận gì", "Quyết định 7 nói gì về huyện ủy", "ai ký"):
        assert closing not in shown(question), question
    qd7 = document_key("qd7")
    for question in ("ai ký quyết định 7", "noi nhan cua qd 7"):
        assert closing in shown(question), question
    assert closing in shown("ai ký", Subject("lập đội xung kích", qd7))
    assert closing in shown("huyện ủy", None, qd7)


def test_every_way_of_typing_it_finds_the_same(searcher):
    question = "Kỷ luật: đảng viên khiếu nại thế nào, hoà giải ra sao?"
    typed = [hit.passage for hit in searcher.answer(question, 10).hits]
    for other in (
        unicodedata.normalize("NFD", question),
        question.replace("hoà", "hòa"),
        question.upper(),
        f"  {question.replace(' ', '   ')} ",
    ):
        assert [hit.passage for hit in searcher.answer(other, 10).hits] == typed
    assert searcher.answer(fold(question)).hits[0].passage == typed[0]


@pytest.mark.parametrize(
    "question",
    ["ky luat dảng vien khieu nai the nao", "kỷ luat đảng vien khieu nại thế nao"],
)
def test_diacritics_that_are_left_out_or_strays_do_no_harm(searcher, question):
    plain = searcher.answer("ky luat dang vien khieu nai the nao").hits[0]
    assert searcher.answer(question).hits[0].passage == plain.passage


def test_a_reranker_has_half_of_the_say(tmp_path):
    class Contrary:
        def scores(self, question, passages):
            return np.array([float("Tỉnh ủy" in text) for text in passages], np.float32)

    plain = open_toy(tmp_path, DOCUMENTS)
    question = "khối dân vận"
    before = {hit.passage: hit.score for hit in plain.answer(question, 10).hits}
    reranked = IndexSearcher(open_generation(tmp_path), ToyEncoder(), reranker=Contrary())
    best, *others = reranked.answer(question, 10).hits
    assert "kiểm tra, đôn đốc" in best.passage.text
    assert best.score == pytest.approx((before[best.passage] + 1) / 2)
    for hit in others:
        assert hit.score == pytest.approx(before[hit.passage] / 2)


def test_the_same_text_in_two_files_is_quoted_once(searcher):
    hits = searcher.answer("đổi mới hoạt động của Mặt trận", 10).hits
    texts = [hit.passage.text for hit in hits]
    assert len(texts) == len(set(texts))
    assert hits[0].passage.text == "Đổi mới hoạt động của Mặt trận."


def test_nothing_shared_is_no_answer(searcher):
    assert not searcher.answer("công thức nấu phở bò").enough


def test_a_text_without_words_is_refused(searcher):
    with pytest.raises(QuestionError):
        searcher.answer("😀😀")


def test_documents_are_listed_newest_first_and_opened_by_key(searcher):
    entries = searcher.entries()
    # kl62 speaks for its copy, too
    assert [entry.id for entry in entries] == ["kl862", "kl62", "qd294"]
    for entry in entries:
        assert searcher.document(entry.key).id == entry.id
    with pytest.raises(KeyError):
        searcher.document("AAAAAAAA")


def test_an_index_of_another_encoder_is_refused_with_both_names(tmp_path):
    open_toy(tmp_path, DOCUMENTS)
    with pytest.raises(EncoderMismatchError, match=r"made by toy .* not by other"):
        IndexSearcher(open_generation(tmp_path), ToyEncoder("other"))


@pytest.fixture
def following(monkeypatch, tmp_path):
    def toy(index_dir, reranker):
        return IndexSearcher(open_generation(index_dir), ToyEncoder(), reranker=reranker)

    monkeypatch.setattr(live, "LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(live, "open_searcher", toy)
    return LiveSearcher(tmp_path)


def test_a_new_generation_is_picked_up_and_a_damaged_one_is_not(following, tmp_path):
    with pytest.raises(IndexMissingError):
        following.current()
    old = open_toy(tmp_path, DOCUMENTS)
    assert following.current().generation == old.generation
    assert following.current() is following.current()
    changed = [dataclasses.replace(DOCUMENTS[0], text=CONCLUSION + "\nThêm một dòng.")]
    new = open_toy(tmp_path, [*changed, *DOCUMENTS[1:]])
    assert new.generation != old.generation
    assert following.current().generation == new.generation

    (tmp_path / CURRENT).write_text("nothing like a name", encoding="utf-8")
    assert following.current().generation == new.generation
    shutil.rmtree(tmp_path / GENERATIONS)
    (tmp_path / CURRENT).unlink()
    assert following.current().generation == new.generation  # still open
    with pytest.raises(IndexMissingError):
        LiveSearcher(tmp_path).current()


def test_on_a_new_day_what_is_in_force_is_seen_anew(following, tmp_path, monkeypatch):
    text = "Quyết định này thay thế Quyết định số 1-QĐ/TU kể từ ngày 01/01/2027."
    relation = Relation("replaces", "1-QĐ/TU", since=datetime.date(2027, 1, 1))
    old = Document("a", "Việc cũ.", "a.txt", number="1-QĐ/TU")
    new = Document("b", text, "b.txt", number="2-QĐ/TU", relations=(relation,))
    open_toy(tmp_path, [old, new])
    for today, status in (("2026-12-31", None), ("2027-01-01", "được thay thế")):
        for module in (live, records):
            monkeypatch.setattr(module, "today", partial(datetime.date.fromisoformat, today))
        assert {entry.id: entry.status for entry in following.current().entries()}["a"] == status
        assert following.current() is following.current()


def test_a_damaged_generation_gives_way_to_the_one_before_at_the_start(following, tmp_path):
    old = open_toy(tmp_path, DOCUMENTS)
    new = open_toy(tmp_path, DOCUMENTS[1:])
    assert old.generation != new.generation
    vectors = tmp_path / GENERATIONS / new.generation / "vectors.faiss"
    vectors.write_bytes(vectors.read_bytes()[:-1])
    assert following.current().generation == old.generation
    assert following.current().generation == old.generation


def test_parts_that_do_not_belong_together_are_refused(tmp_path, monkeypatch):
    open_toy(tmp_path, DOCUMENTS)
    generation = open_generation(tmp_path)
    (generation.path / "lexical.lengths").write_bytes(b"\0\0\0\0")
    with pytest.raises(IndexDamagedError, match="passages in records, terms and vectors"):
        IndexSearcher(generation, ToyEncoder())


def test_within_a_document_only_it_answers(searcher):
    for document in DOCUMENTS:
        key = document_key(document.id)
        hits = searcher.answer("Khối dân vận, kỷ luật đảng viên, Mặt trận", 10, within=key).hits
        assert hits
        assert {hit.passage.document.id for hit in hits} == {document.id}
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    with pytest.raises(KeyError):
        searcher.answer("dân vận", within="AAAAAAAA")


def test_within_a_document_its_parts_need_no_name(searcher):
    answer = searcher.answer("điều 9", within=document_key("qd294"))
    assert answer.hits[0].passage.headings == ("Điều 9. Kỷ luật",)
    assert (
        "khiếu nại"
        in searcher.answer("khiếu nại", within=document_key("qd294")).hits[0].passage.text
    )


def test_a_follow_up_can_be_asked_again_from_its_line(searcher):
    subject = Subject("quy định 294 › kỷ luật", document_key("qd294"))
    answer = searcher.answer("trong vòng  bao lâu", subject=subject)
    assert answer.understood == "quy định 294 › kỷ luật › trong vòng bao lâu"
    assert answer.subject == subject
    text, asked = parse_understood(answer.understood)
    again = searcher.answer(asked, subject=Subject(text, answer.subject.document))
    assert again.hits == answer.hits
    assert parse_understood("kỷ luật") == (None, "kỷ luật")
    assert understood_line(subject, "x") == "quy định 294 › kỷ luật › x"


def test_what_is_not_yet_in_force_comes_after_what_still_is(tmp_path):
    text = "Đảng bộ xã có chi bộ trực thuộc thì họp định kỳ {} tháng một lần tại trụ sở."
    old = Document(
        "old", text.format("ba"), "old.txt", number="1-QĐ/TU", date=datetime.date(2020, 1, 1)
    )
    for effective, order in ((datetime.date(2199, 1, 1), ["old", "new"]), (None, ["new", "old"])):
        new = Document(
            "new", text.format("hai"), "new.txt", number="2-QĐ/TU",
            date=datetime.date(2025, 1, 1), effective=effective,
            relations=(Relation("replaces", "1-QĐ/TU"),),
        )  # fmt: skip
        searcher = open_toy(tmp_path / order[0], [old, new])
        hits = searcher.answer("đảng bộ xã họp định kỳ mấy tháng một lần").hits
        assert [hit.passage.document.id for hit in hits] == order


NAMESAKES = [
    Document(
        name, f"Văn bản về {name}.", f"{name}.txt", number=number, type="Nghị quyết",
        issuer=issuer, date=date and datetime.date.fromisoformat(date),
    )
    for name, number, issuer, date in (
        ("tinh", "04-NQ/TU", "Ban Thường vụ Tỉnh ủy Bình Nguyên", "2021-11-19"),
        ("thanh", "04-NQ/TU", "Thành ủy Hải Sơn", "2023-02-01"),
        ("trung-uong", "04-NQ/TW", "Bộ Chính trị", "2021-03-04"),
        ("phan-1", "06-HD/TW", "Ban Bí thư", "2025-06-09"),
        ("phan-2", "06-HD/TW", "Ban Bí thư", "2025-06-09"),
        ("phan-3", "06-HD/TW", None, None),
    )
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("nghị quyết 04 nói gì", ["thanh", "tinh", "trung-uong"]),
        ("04-NQ/TU giao chỉ tiêu gì", ["thanh", "tinh"]),
        ("04-NQ/TW giao chỉ tiêu gì", []),
        ("nghị quyết 04 của Bộ Chính trị", []),
        ("nghi quyet 04 tinh uy binh nguyen", []),
        ("nghị quyết 04 của Hải Sơn", []),
        ("nghị quyết 04 năm 2021", ["tinh", "trung-uong"]),
        ("nghị quyết 04 năm 2023", []),
        ("hướng dẫn 06", []),
        ("nghị quyết 04-NQ/TW và hướng dẫn 06", []),
        ("dân vận", []),
    ],
)
def test_directives_that_share_a_number_are_told_apart_by_body_or_year(
    tmp_path_factory, question, meant
):
    searcher = open_toy(tmp_path_factory.mktemp("namesakes"), NAMESAKES)
    assert [entry.id for entry in searcher.namesakes(question)] == meant
