import pytest
from index_fakes import open_toy

from corpus.document import Document
from index.answer import Subject
from index.conversation import LONGEST_SUBJECT, Conversation, depends, follow, has_cue
from index.records import document_key

GROUP = "Khối dân vận cấp xã có từ 9 đến 11 thành viên.\nTrưởng khối là Phó Bí thư Đảng ủy."
UNION = "Hội Nông dân xã có 25 ủy viên.\nTrưởng ban là Chủ tịch Hội. Kinh phí do ngân sách cấp."
DOCUMENTS = [
    Document("kl862", GROUP, "kl862.txt", number="862-KL/TU", type="Kết luận"),
    Document("qd5", UNION, "qd5.txt", number="05-QĐ/TU", type="Quyết định"),
]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory):
    return open_toy(tmp_path_factory.mktemp("built"), DOCUMENTS)


def first(answer):
    return answer.hits[0].passage.document.id


@pytest.mark.parametrize("subject", ["kl862", "qd5"])
def test_a_short_question_keeps_the_subject_of_the_one_before(searcher, subject):
    conversation = Conversation(searcher)
    opening = {
        "kl862": "Khối dân vận cấp xã có mấy thành viên?",
        "qd5": "Hội Nông dân có mấy ủy viên?",
    }
    assert first(conversation.ask(opening[subject])) == subject
    answer = conversation.ask("ai làm trưởng?")
    assert first(answer) == subject
    assert answer.understood == f"{opening[subject]} › ai làm trưởng?"
    assert first(conversation.ask("còn nữa không?")) == subject


def test_a_directive_that_is_named_is_a_new_subject(searcher):
    conversation = Conversation(searcher)
    conversation.ask("Khối dân vận cấp xã có mấy thành viên?")
    answer = conversation.ask("quyết định 5 thì sao")
    assert first(answer) == "qd5"
    assert answer.understood == "quyết định 5 thì sao"


def test_a_number_alone_is_another_directive_where_the_question_before_named_one(searcher):
    conversation = Conversation(searcher)
    conversation.ask("Kết luận 862 quy định gì?")
    answer = conversation.ask("còn 05 thì sao ạ")
    assert (first(answer), answer.understood, answer.subject) == (
        "qd5",
        "Quyết định 05-QĐ/TU",
        None,
    )
    assert conversation.subject == Subject("Quyết định 05-QĐ/TU", document_key("qd5"))
    conversation.ask("Khối dân vận cấp xã có mấy thành viên?")
    assert conversation.ask("còn 05 thì sao ạ").subject  # there it may be five members


def test_a_number_that_two_directives_have_is_left_as_typed(tmp_path):
    twin = Document("qd5-khac", GROUP, "khac.txt", number="05-QĐ/HU", type="Quyết định")
    conversation = Conversation(open_toy(tmp_path, [*DOCUMENTS, twin]))
    conversation.ask("Kết luận 862 quy định gì?")
    assert conversation.ask("còn 05 thì sao ạ").understood == "5"


def test_a_part_that_is_named_takes_the_place_of_the_one_before(shipped):
    conversation = Conversation(shipped)
    for question, subject in (
        ("Điều lệ Đảng điều 8", "Điều lệ Đảng điều 8"),
        ("còn Điều 9?", "Điều lệ Đảng Điều 9"),
        ("khoản 2 thì sao", "Điều lệ Đảng Điều 9 khoản 2"),
    ):
        conversation.ask(question)
        assert conversation.subject.text == subject


KHOI = "Khối dân vận cấp xã có bao nhiêu thành viên?"


@pytest.mark.parametrize("question", ["thời hạn kết nạp", "Ai được xét tặng Huy hiệu Đảng?"])
def test_a_short_question_that_is_answered_by_itself_is_a_new_subject(shipped, question):
    _, after, followed = follow(shipped, question, Subject(KHOI, document_key("862-KL-TU")))
    assert (followed, after.text) == (False, question)


@pytest.mark.parametrize(
    "question",
    ["ai chịu trách nhiệm", "bao lâu", "do ai ký", "khi nao", "mấy lần ạ", "thời hạn?", "kinh phí"],
)
def test_who_and_when_alone_keep_the_subject(shipped, question):
    subject = Subject(KHOI, document_key("862-KL-TU"))
    answer, _, followed = follow(shipped, question, subject)
    assert (first(answer), followed) == ("862-KL-TU", True)


def test_what_is_not_answered_is_no_new_subject(shipped):
    subject = Subject("Huy hiệu Đảng tặng khi nào?", document_key("08-HD-BTCTU"))
    for question in ("ai vô địch bóng đá năm nay vậy", "giá vàng hôm nay bao nhiêu một chỉ"):
        answer, after, followed = follow(shipped, question, subject)
        assert (answer.enough, followed, after) == (False, False, subject)
    answer, after, followed = follow(shipped, "bị kỷ luật thì có được tặng không?", subject)
    assert (first(answer), answer.enough, followed) == ("294-QD-TW-khen-thuong-can-bo", True, True)
    assert after.text == "Huy hiệu Đảng tặng khi nào, bị kỷ luật thì có được tặng không?"


def test_a_few_words_that_nothing_answers_are_about_the_subject(shipped):
    subject = Subject("Nghị quyết 66 nói về gì?", document_key("66-NQ-TW"))
    answer, after, followed = follow(shipped, "áp dụng từ năm nào", subject)
    assert (first(answer), answer.enough, followed, after) == ("66-NQ-TW", False, True, subject)


def test_one_that_points_back_to_what_does_not_tell_of_it_is_looked_for_everywhere(shipped):
    subject = Subject(KHOI, document_key("862-KL-TU"))
    answer, _, followed = follow(shipped, "còn đảng phí thì sao", subject)
    assert (first(answer), followed) == ("dieu-le-Dang", False)


def test_a_question_that_stands_by_itself_is_answered_as_if_asked_first(searcher):
    question = "Kinh phí hoạt động của Hội Nông dân xã do ngân sách nào bảo đảm theo quy định?"
    conversation = Conversation(searcher)
    conversation.ask("Khối dân vận cấp xã có mấy thành viên?")
    alone = searcher.answer(question)
    assert [hit.passage for hit in conversation.ask(question).hits] == [
        hit.passage for hit in alone.hits
    ]


def test_what_depends_is_short_or_points_back(searcher):
    def dependent(text):
        return depends(searcher.understand(text))

    assert dependent("đến năm 2030?")
    assert dependent("còn cấp huyện thì ai chịu trách nhiệm kiểm tra việc đó?")
    assert not dependent("cấp huyện thì ai chịu trách nhiệm kiểm tra công tác dân vận?")


def test_a_long_conversation_goes_on(searcher):
    conversation = Conversation(searcher)
    conversation.ask("Khối dân vận cấp xã có mấy thành viên?")
    for _ in range(60):  # together, they are longer than a question may be
        answer = conversation.ask("ai làm trưởng khối?")
    assert first(answer) == "kl862"
    assert len(answer.understood) <= LONGEST_SUBJECT + len(" › ai làm trưởng khối?")


def test_what_is_not_answered_is_no_part_of_the_subject(shipped):
    subject = Subject(KHOI, document_key("862-KL-TU"))
    answer, after, followed = follow(shipped, "còn thời tiết hôm nay?", subject)
    assert (answer.enough, followed, after) == (False, True, subject)


def test_thanks_change_no_subject(searcher):
    conversation = Conversation(searcher)
    conversation.ask("Khối dân vận cấp xã có mấy thành viên?")
    subject = conversation.subject
    thanked = conversation.ask("ok cảm ơn ad nhé")
    assert (thanked.hits, conversation.subject) == ((), subject)
    assert first(conversation.ask("ai làm trưởng?")) == "kl862"


def test_a_step_needs_nothing_but_the_subject(searcher):
    answer, subject, followed = follow(searcher, "Hội Nông dân có mấy ủy viên?", None)
    assert (subject, followed) == (
        Subject("Hội Nông dân có mấy ủy viên?", document_key("qd5")), False,
    )  # fmt: skip
    answer, after, followed = follow(searcher, "còn  trưởng ban?", subject)
    assert followed
    assert answer.subject == subject
    assert answer.understood == "Hội Nông dân có mấy ủy viên? › còn trưởng ban?"
    assert after == Subject("Hội Nông dân có mấy ủy viên, còn trưởng ban?", subject.document)
    answer, after, followed = follow(searcher, "kl 862", after)
    assert (after, followed, answer.subject) == (
        Subject("kl 862", document_key("kl862")), False, None,
    )  # fmt: skip


def test_a_subject_whose_document_is_gone_still_says_what_is_asked(searcher):
    subject = Subject("Khối dân vận cấp xã có mấy thành viên?", "AAAAAAAA")
    answer, after, followed = follow(searcher, "còn trưởng khối?", subject)
    assert followed
    assert first(answer) == "kl862"
    assert after.document == "AAAAAAAA"


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("còn cấp huyện?", True), ("con cap huyen", True), ("con đảng viên thì sao", True),
        ("con đẻ của đảng viên", False), ("thế ai ký", True), ("thẻ đảng viên", False),
        ("the dang vien", False), ("việc đó bao giờ xong", True), ("viec do bao gio xong", True),
        ("do ai ký", False), ("do ai ky", False), ("hồ sơ gồm gì", False), ("Điều 5", True),
        ("đến năm 2030?", True), ("ai ký", False),
    ],
)  # fmt: skip
def test_what_points_back(searcher, text, cue):
    assert has_cue(searcher.understand(text)) == cue
