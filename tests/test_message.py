import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.message import MOST_QUESTIONS, courtesy, split_questions


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "Khối dân vận xã có mấy người? Ai làm trưởng khối?",
            ["Khối dân vận xã có mấy người?", "Ai làm trưởng khối?"],
        ),
        (
            "khoi dan van co may nguoi? ai lam truong khoi?? cam on ad",
            ["khoi dan van co may nguoi?", "ai lam truong khoi??"],
        ),
        (
            "Khối dân vận xã có mấy người\nAi làm trưởng khối",
            ["Khối dân vận xã có mấy người", "Ai làm trưởng khối"],
        ),
        # Courtesies go, the question stays as it is.
        ("Chào ad, cho em hỏi khối dân vận có mấy người ạ?", ["khối dân vận có mấy người ạ?"]),
        ("dạ cho em hỏi về hồ sơ kết nạp ạ", ["hồ sơ kết nạp ạ"]),
        ("Ad ơi, mất thẻ đảng thì làm sao ạ?", ["mất thẻ đảng thì làm sao ạ?"]),
        ("đ/c cho hỏi 294 điều 4?", ["294 điều 4?"]),
        ("Kính chào đồng chí! Ai ký? Xin cảm ơn đồng chí!", ["Ai ký?"]),
        ("cho hội nông dân vay vốn thế nào?", ["cho hội nông dân vay vốn thế nào?"]),
        # What is told before a question stays with it, what is told after the last, too.
        (
            "Xã em vừa sáp nhập. Vậy khối dân vận có mấy người?",
            ["Xã em vừa sáp nhập. Vậy khối dân vận có mấy người?"],
        ),
        ("Ai ký? Xã em đã sáp nhập.", ["Ai ký? Xã em đã sáp nhập."]),
        # Who asks is left out where the question stands by itself, and kept where it does not.
        (
            "Kính gửi Sổ tay, tôi là cán bộ văn phòng. Xã tôi vừa sáp nhập. Tôi muốn hỏi khối dân "
            "vận cấp xã do ai làm trưởng khối. Xin trân trọng cảm ơn!",
            ["Xã tôi vừa sáp nhập. khối dân vận cấp xã do ai làm trưởng khối."],
        ),
        (
            "Em là đảng viên dự bị. Cho em hỏi em có được biểu quyết không ạ?",
            ["Em là đảng viên dự bị. em có được biểu quyết không ạ?"],
        ),
        ("hồ sơ kết nạp gồm những gì vậy ạ, em cảm ơn", ["hồ sơ kết nạp gồm những gì vậy ạ"]),
        ("Kính gửi hồ sơ cho ai?", ["Kính gửi hồ sơ cho ai?"]),
        # Lists.
        ("a) hồ sơ gồm gì\nb) nộp ở đâu", ["hồ sơ gồm gì", "nộp ở đâu"]),
        (
            "Em chào anh chị ạ.\nCho em hỏi:\n1. Khối dân vận có mấy người?\n"
            "2) Ai làm trưởng khối\nCâu 3: Kinh phí lấy ở đâu?\nEm cảm ơn ạ!",
            ["Khối dân vận có mấy người?", "Ai làm trưởng khối", "Kinh phí lấy ở đâu?"],
        ),
        (
            "Cho tôi hỏi các việc sau:\n- hồ sơ kết nạp\n- lễ kết nạp",
            ["hồ sơ kết nạp", "lễ kết nạp"],
        ),
        (
            "Về Quy định 294:\n• Tuổi vào Đảng bao nhiêu?\n• Học vấn thế nào?",
            ["Về Quy định 294: Tuổi vào Đảng bao nhiêu?", "Về Quy định 294: Học vấn thế nào?"],
        ),
        # One question, whatever marks it holds.
        (
            "Nói “Ai làm trưởng khối? Bao giờ xong?” là theo văn bản nào?",
            ["Nói “Ai làm trưởng khối? Bao giờ xong?” là theo văn bản nào?"],
        ),
        ("Kết nạp lại được mấy lần, một lần phải không? Đúng không ạ?",
         ["Kết nạp lại được mấy lần, một lần phải không? Đúng không ạ?"]),
        ("Dạ thưa Sổ tay, cho hỏi ai ký ạ?", ["ai ký ạ?"]),
        ("anh hỏi một chút: ai ký?", ["ai ký?"]),
        ("cho em hỏi tí ạ, ai ký?", ["ai ký?"]),
        ("Theo Điều 5. Khoản 2 thì sao", ["Theo Điều 5. Khoản 2 thì sao"]),
        ("dv du bi dc bieu quyet ko? va bao h phat the",
         ["dv du bi dc bieu quyet ko?", "va bao h phat the"]),
        ("Cho em hỏi 2 việc:\n1. bao giờ nộp\n2. ai ký", ["bao giờ nộp", "ai ký"]),
        ("điều 4 khoản 2", ["điều 4 khoản 2"]),
        ("Quy chế phối hợp có nêu rõ ai chủ trì, ai phối hợp, bao giờ xong và kinh phí ra sao",
         ["Quy chế phối hợp có nêu rõ ai chủ trì, ai phối hợp, bao giờ xong và kinh phí ra sao"]),
        ("1. Tăng cường lãnh đạo.\n2. Kiểm tra, giám sát.\n3. Báo cáo kết quả.",
         ["Tăng cường lãnh đạo. Kiểm tra, giám sát. Báo cáo kết quả."]),
        # Nothing but courtesies, or nothing at all.
        ("Chào ad", ["Chào ad"]),
        ("em cảm ơn ad nhiều ạ", ["em cảm ơn ad nhiều ạ"]),
        ("😀 ?", []),
        ("", []),
        ("a?\nb?\nc?\nd?\nđ?\ne?", ["a?", "b?", "c?", "d?", "đ?"]),
    ],
)  # fmt: skip
def test_a_message_comes_apart_into_its_questions(text, questions):
    assert split_questions(text) == questions


@given(st.text(st.sampled_from("aiđếmạ ?.:\n-1“”😀")))
def test_what_comes_out_was_typed_and_can_be_asked(text):
    found = split_questions(text)
    assert len(found) <= MOST_QUESTIONS
    for question in found:
        assert question == " ".join(question.split())
        assert any(letter.isalnum() for letter in question)
        assert {*question} <= {*text, " "}
    if not found:
        assert not any(letter.isalnum() for letter in text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Chào ad", "greeting"), ("alo", "greeting"), ("xin chào Sổ tay!", "greeting"),
        ("ok", "thanks"), ("cam on dong chi nhieu", "thanks"), ("dạ vâng ạ", "thanks"),
        ("ad ơi", "greeting"), ("Ad cho mình hỏi tí", "greeting"), ("cho em hỏi với ạ", "greeting"),
        ("cho hỏi hồ sơ kết nạp", None), ("Xin trân trọng cảm ơn!", "thanks"),
        ("hiểu rồi, cảm ơn nhé 👍", "thanks"), ("chào cờ", None), ("ok khối dân vận", None),
        ("", None), ("ok tks ad", "thanks"), ("alo có ai không", "greeting"),
        ("mày là ai", "about"), ("Bot biết những văn bản nào?", "about"),
        ("sổ tay này dùng thế nào ạ", "about"), ("ai làm ra bot", "about"), ("ban làm gì", None),
        ("văn bản mới nhất là gì", "about"), ("văn bản nào quy định", None),
        ("sai rồi", "complaint"), ("trả lời ngu thế", "complaint"), ("khai sai tuổi", None),
    ],
)  # fmt: skip
def test_a_courtesy_asks_nothing(text, said):
    assert courtesy(text) == said
