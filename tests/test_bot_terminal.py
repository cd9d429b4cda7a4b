import dataclasses
import datetime
import io
import sys

import pytest
from bot_fakes import CONCLUSION, DIGEST, PASSAGE, TEXT, FakeSearcher, small_searcher, whole
from rich.console import Console

import bot.chat
from bot import messages
from bot.chat import Chat, main
from bot.terminal import render_terminal
from corpus.document import Document
from index.confidence import UNRELATED
from index.errors import IndexMissingError

BEFORE = TEXT[: TEXT.index(PASSAGE)].strip().splitlines()
QUESTION = "Khối dân vận cấp xã có bao nhiêu thành viên?"


class Live:
    """Stands in for `index.live.LiveSearcher`."""

    def __init__(self, searcher: FakeSearcher | Exception) -> None:
        self.searcher = searcher

    def current(self) -> FakeSearcher:
        if isinstance(self.searcher, Exception):
            raise self.searcher
        return self.searcher


def plain(searcher: FakeSearcher, *lines: str, width: int = 120) -> str:
    out = io.StringIO()
    chat = Chat(Live(searcher), Console(file=out, width=width, highlight=False))
    for line in lines:
        chat.say(line)
    return out.getvalue()


def test_an_answer_without_colours():
    assert plain(small_searcher(), QUESTION) == (
        "Kết luận số 862-KL/TU ngày 01/08/2022 của Ban Thường vụ Tỉnh ủy "
        "về công tác dân vận ở cơ sở  [1/2]\n"
        "II. NHIỆM VỤ · trang 2\n"
        "│ 1. Khối dân vận cấp xã có từ 9 đến 11 thành viên.\n"
        "│ 2. Mỗi quý họp một lần <trước ngày 15> & báo cáo cấp ủy.\n"
        "\n"
    )


def test_highlights_are_bold_and_markup_is_not_interpreted():
    out = io.StringIO()
    console = Console(
        file=out, width=100, force_terminal=True, color_system="standard", highlight=False
    )
    document = Document("d", "[bold]Một[/bold] hai ba bốn năm.", "d.txt")
    console.print(render_terminal(FakeSearcher([whole(document)]).answer("hai"), 100))
    assert "\x1b[1;33m[bold]Một[/bold] hai\x1b[0m ba bốn năm." in out.getvalue()


def test_a_quotation_wraps_at_words_and_loses_none():
    answer = small_searcher().answer(QUESTION)
    out = io.StringIO()
    Console(file=out, width=100).print(render_terminal(answer, 30))
    lines = [line for line in out.getvalue().splitlines() if line.startswith("│ ")]
    assert max(map(len, lines)) <= 30
    assert " ".join(line.removeprefix("│ ") for line in lines).split() == PASSAGE.split()


def test_near_misses_and_digests():
    assert plain(small_searcher(enough=False), "giám sát", "1") == (
        f"{messages.NEAR_MISSES} Gần nhất (gõ số để xem):\n"
        "1. Bản tóm lược Nghị quyết số 05-NQ/TU · Văn bản này đã hết hiệu lực, được thay thế "
        "bằng 09-NQ/TU.\n"
        "│ Cấp ủy giám sát việc thực hiện quy chế dân chủ.\n"
        "\n"
        "Bản tóm lược Nghị quyết số 05-NQ/TU  [1/1]\n"
        f"{messages.DIGEST_NOTE}\n"
        "Văn bản này đã hết hiệu lực, được thay thế bằng 09-NQ/TU.\n"
        "│ Cấp ủy giám sát việc thực hiện quy chế dân chủ.\n"
        "\n"
    )
    assert plain(small_searcher(), "zzz", width=300) == f"{messages.NO_HITS}\n\n"


def test_what_took_a_place_is_cited_below():
    newer = dataclasses.replace(
        DIGEST, id="moi", text="Khác.", number="09-NQ/TU", status=None, replaced_by=None,
        date=datetime.date(2024, 3, 5), issuer="Tỉnh ủy",
    )  # fmt: skip
    out = plain(FakeSearcher([whole(DIGEST), whole(newer)]), "giám sát", width=200)
    assert (
        "Văn bản này đã hết hiệu lực, được thay thế bằng Nghị quyết số 09-NQ/TU.\n"
        "Văn bản mới: Bản tóm lược Nghị quyết số 09-NQ/TU ngày 05/03/2024 của Tỉnh ủy\n"
    ) in out


def test_hits_that_are_about_something_else_are_not_shown():
    searcher = small_searcher(enough=False)
    searcher.confidence = UNRELATED - 0.01
    out = plain(searcher, "giám sát", "1", width=300)
    assert out == f"{messages.NO_HITS}\n\n{messages.CHAT_END}\n\n"


def test_commands_turn_hits_show_context_and_read():
    out = plain(small_searcher(), QUESTION, "tiếp", "«Tiê\u0301p»", "lui")
    cited = [line for line in out.splitlines() if "[" in line]
    assert [line[:14] for line in cited] == ["Kết luận số 86", "Bản tóm lược N", "Kết luận số 86"]
    assert [line[-5:] for line in cited] == ["[1/2]", "[2/2]", "[1/2]"]
    assert messages.CHAT_END in out
    before, quoted = plain(small_searcher(), QUESTION, "ngữ cảnh").split("Đoạn trích:\n")
    assert before.endswith("Phần trước:\n" + "".join(f"│ {line}\n" for line in BEFORE))
    assert quoted == "".join(f"│ {line}\n" for line in PASSAGE.splitlines()) + "\n"
    long = Document("d", "Một câu dài vừa phải. " * 100, "d.txt")
    read = plain(FakeSearcher([whole(long)]), "câu", "van ban", "tiếp", "tiếp")
    assert "[phần 1/2]" in read
    assert "[phần 2/2]" in read
    assert read.endswith(f"{messages.CHAT_END}\n\n")


def test_words_before_a_question_and_no_question():
    assert plain(small_searcher(enough=False), QUESTION, "văn bản").endswith(
        f"\n\n{messages.CHAT_NOTHING_OPEN}\n\n"
    )
    assert plain(small_searcher(), "tiếp") == f"{messages.CHAT_NOTHING_OPEN}\n\n"
    assert plain(small_searcher(), "🙂") == f"{messages.WORDLESS_QUESTION}\n\n"


def test_the_whole_document_is_read_in_order():
    out = plain(FakeSearcher([whole(CONCLUSION)]), "dân vận", "văn bản").split("[phần 1/1]")[1]
    quoted = "\n".join(line[2:] for line in out.splitlines() if line.startswith("│"))
    assert quoted == TEXT


def test_a_pipe_asks_line_by_line(monkeypatch, capsys):
    searcher = small_searcher()
    monkeypatch.setattr(bot.chat, "LiveSearcher", lambda *_: Live(searcher))
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{QUESTION}\n\ngiám sát\nthoát\nkiểm tra\n"))
    assert main([]) == 0
    assert searcher.asked == [QUESTION, "giám sát"]
    out = capsys.readouterr().out
    assert "từ 9 đến 11 thành viên" in out
    assert "\x1b" not in out


def test_without_an_index_one_line_says_so(monkeypatch, capsys):
    error = IndexMissingError("var/index: there is no index")
    monkeypatch.setattr(bot.chat, "LiveSearcher", lambda *_: Live(error))
    monkeypatch.setattr(sys, "stdin", io.StringIO("gì\n"))
    assert main([]) == 1
    assert capsys.readouterr().err == "var/index: there is no index\n"


def test_the_chat_asks_the_reranker_of_the_settings_as_the_bot_does(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("RERANKER", str(tmp_path / "none"))
    monkeypatch.setattr(sys, "stdin", io.StringIO("gì\n"))
    assert main([]) == 1
    assert capsys.readouterr().err.startswith(f"the reranker '{tmp_path / 'none'}' ")


def test_help(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "--index" in capsys.readouterr().out


def test_a_short_question_follows_the_one_before_until_an_empty_line():
    searcher = small_searcher()
    out = plain(searcher, QUESTION, "Thế ai làm trưởng khối?", "", "", "Thế ai làm trưởng khối?")
    assert out.count(f"Hiểu là: {QUESTION} › Thế ai làm trưởng khối?\n") == 1
    assert out.count(f"{messages.CHAT_AFRESH}\n\n") == 1
    assert "Hiểu là" not in plain(searcher, QUESTION, "mới", "Thế ai làm trưởng khối?")


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("Chào buổi sáng!", messages.GREETED),
        ("dạ em xin chào ạ", messages.GREETED),
        ("Cảm ơn đồng chí nhiều nhé 🙏", messages.THANKED),
        ("ok", messages.THANKED),
    ],
)
def test_courtesies_are_returned(said, reply):
    assert plain(small_searcher(), said) == f"{reply}\n\n"


class TestCatalogue:
    def test_the_list_is_opened_by_number_and_read_on(self):
        searcher = small_searcher()
        listed = plain(searcher, "/vanban", width=200)
        assert listed.startswith("3 văn bản (gõ số để mở):\n1. Kết luận số 862-KL/TU ngày ")
        assert "\n2. Bản tóm lược Nghị quyết số 05-NQ/TU (Hết hiệu lực)\n" in listed
        opened = plain(searcher, "/vanban", "2", "tiếp", "lùi", "4", width=200)
        assert opened.count("Bản tóm lược Nghị quyết số 05-NQ/TU  [phần 1/1]\n") == 1
        assert opened.endswith(f"{messages.CHAT_END}\n\n" * 3)
        assert plain(searcher, "/vanban 862", width=200).split("[phần 1/1]")[1:]

    def test_words_that_name_a_part_open_it(self):
        out = plain(small_searcher(), "/vanban 862 mục II", width=200)
        assert [line[2:] for line in out.splitlines() if line[:1] == "│"] == [
            "II. NHIỆM VỤ", *PASSAGE.splitlines()
        ]  # fmt: skip

    def test_nothing_found_and_other_commands(self):
        searcher = small_searcher()
        assert plain(searcher, "/vanban zzz", width=300) == (
            f"{messages.no_documents('zzz')} {messages.SEE_WHOLE_LIST}\n\n"
        )
        assert plain(searcher, "/khac") == f"{messages.UNKNOWN_COMMAND}\n\n"
        assert plain(searcher, f"/hoi {QUESTION}") == plain(searcher, QUESTION)
        assert plain(FakeSearcher([]), "/vanban") == f"{messages.EMPTY_LIST}\n\n"
        # What a question opens closes the list.
        assert plain(searcher, "/vanban", QUESTION, "2") == (
            plain(searcher, "/vanban") + plain(searcher, QUESTION, "2")
        )

    def test_a_list_is_narrowed_by_number(self):
        searcher = small_searcher()
        listed = plain(searcher, "/vanban", width=200)
        assert listed.endswith("\nLọc: «loại», «cơ quan», «năm».\n\n")
        out = plain(searcher, "/vanban", "Loại", "1", "bỏ lọc", "năm", width=200)
        assert out == (
            listed
            + "Chọn loại văn bản:\n1. Kết luận (1)\n2. Nghị quyết (1)\n3. Chưa rõ (1)\n\n"
            + "1 văn bản (gõ số để mở):\nLoại: Kết luận\n"
            + listed.split("\n")[1]
            + "\nLọc: «loại», «bỏ lọc».\n\n"
            + listed
            + "Chọn năm ban hành:\n1. 2022 (1)\n2. Chưa rõ (2)\n\n"
        )
        assert plain(searcher, QUESTION, "cơ quan").endswith(f"{messages.CHAT_NO_LIST}\n\n")

    def test_a_long_list_is_turned(self):
        searcher = FakeSearcher([whole(Document(f"{n:02}", "Chữ.", f"{n}.txt")) for n in range(12)])
        out = plain(searcher, "/vanban", "tiếp", "tiếp", "12", width=200)
        assert "\n10. 09\nPhần 1/2 của danh mục; «tiếp», «lùi» để xem phần khác.\n\n" in out
        assert "\n11. 10\n12. 11\nPhần 2/2 của danh mục" in out
        assert out.endswith(f"{messages.CHAT_END}\n\n11  [phần 1/1]\n│ Chữ.\n\n")

    def test_what_may_have_been_meant_is_opened_by_number(self):
        out = plain(small_searcher(), "/vanban 863-KL/TU", "1", width=200)
        offered, opened = out.split("\n\n", 1)
        assert offered.startswith(
            f"{messages.no_documents('863-KL/TU')} {messages.CHAT_MEANT}\n1. "
        )
        assert "[phần 1/1]" in opened

    def test_a_page_of_the_source_and_one_it_has_not(self):
        out = plain(small_searcher(), "/vanban 862 trang 2", width=200)
        assert [line[2:] for line in out.splitlines() if line[:1] == "│"] == [
            "II. NHIỆM VỤ", *PASSAGE.splitlines()
        ]  # fmt: skip
        out = plain(small_searcher(), "/vanban 862 trang 7", width=200)
        assert out.startswith(f"{messages.no_page(7)}\n\nKết luận số 862-KL/TU")


class TestDeepReading:
    def test_a_quotation_grows_to_its_part_and_shrinks(self):
        out = plain(small_searcher(), QUESTION, "đọc thêm", "thu gọn", "tiếp", "lùi", width=200)
        first, grown, *_ = out.split("\n\n")
        # The section is but its heading longer, so that the whole comes next.
        assert [line[2:] for line in grown.splitlines() if line[:1] == "│"] == TEXT.splitlines()
        assert out.count(first) == 3
        out = plain(small_searcher(), QUESTION, *["đọc thêm"] * 4)
        assert out.endswith(f"{messages.CHAT_END}\n\n")
        assert plain(small_searcher(), "đọc thêm") == f"{messages.CHAT_NOTHING_OPEN}\n\n"

    def test_a_quotation_is_printed_to_be_copied_in_unbroken_lines(self):
        copied = plain(small_searcher(), QUESTION, "sao chép", width=60).split("\n\n")[1]
        assert copied == (
            f"“{PASSAGE}”\n– Kết luận số 862-KL/TU ngày 01/08/2022 của Ban Thường vụ Tỉnh ủy về "
            "công tác dân vận ở cơ sở; II. NHIỆM VỤ · trang 2."
        )
        assert plain(small_searcher(), "sao chép") == f"{messages.CHAT_NOTHING_OPEN}\n\n"

    def test_headings_are_opened_by_number(self):
        out = plain(small_searcher(), QUESTION, "mục lục", "2", width=200).split("\n\n", 1)[1]
        assert out.startswith(
            "Kết luận số 862-KL/TU\nMục lục (gõ số để đọc):\n[1] I. TÌNH HÌNH\n[2] II. NHIỆM VỤ\n\n"
        )
        assert [line[2:] for line in out.splitlines() if line[:1] == "│"] == [
            "II. NHIỆM VỤ", *PASSAGE.splitlines()
        ]  # fmt: skip


class TestSeveral:
    def test_several_questions_in_a_line_are_answered_one_by_one(self):
        first, second = QUESTION, "Mấy lần một quý?"
        searcher = small_searcher()
        out = plain(searcher, f"{first} {second}", width=200)
        assert out.count("Hiểu là: ") == out.count("Câu hỏi: ") == 1
        assert f"Câu hỏi: {first}\n" in out
        assert f"Hiểu là: {first} › {second}\n" in out

    def test_directives_that_share_a_number_are_told_apart_by_number(self):
        twin = dataclasses.replace(
            CONCLUSION, id="khac", issuer="Thành ủy Sông Lam", date=datetime.date(2021, 1, 2)
        )
        searcher = FakeSearcher([whole(CONCLUSION), whole(twin)])
        searcher.namesakes = lambda question: searcher.entries()
        out = plain(searcher, "862-KL/TU nói gì về dân vận ở cơ sở?", "4", width=200)
        assert (
            "Ý đồng chí là (gõ số):\n"
            "3. Kết luận số 862-KL/TU ngày 01/08/2022 của Ban Thường vụ Tỉnh ủy về công tác dân "
            "vận ở cơ sở\n"
            "4. Kết luận số 862-KL/TU ngày 02/01/2021 của Thành ủy Sông Lam về công tác dân vận ở "
            "cơ sở\n\n"
        ) in out
        chosen = out.split("cơ sở\n\n")[-1]
        assert chosen.startswith("Kết luận số 862-KL/TU ngày 02/01/2021 của Thành ủy Sông Lam")
        assert "[1/1]" in chosen


def test_a_whole_conversation_through_a_pipe_has_no_colours(monkeypatch, capsys):
    monkeypatch.setattr(bot.chat, "LiveSearcher", lambda *_: Live(small_searcher()))
    lines = [QUESTION, "đọc thêm", "sao chép", "mục lục", "1", "/vanban", "loại", "1", "/help"]
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines)))
    assert main([]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert [line[6:] for line in out.splitlines() if line.startswith("Hỏi › ")] == lines
