"""Two directives in one file are two documents, and what one brings along is a part of it."""

import json

import docx
import pytest
from index_fakes import ToyEncoder
from pdf_writer import make_pdf, typed

from corpus.document import Scan
from corpus.folder import Read, Unchanged, read_folders
from corpus.parse import make_documents
from corpus.plain import plain_source
from index.build import build
from index.generation import open_generation
from index.searcher import IndexSearcher
from scripts.add_document import main as add_document
from scripts.check_corpus import main as check_corpus

FIRST = """TỈNH ỦY BÌNH NGUYÊN
*
Số 15-QĐ/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Bình Nguyên, ngày 4 tháng 3 năm 2025
QUYẾT ĐỊNH
về việc thành lập Tổ công tác hòa giải
-----
Điều 1. Thành lập Tổ công tác hòa giải gồm bảy thành viên.
Điều 2. Quyết định này có hiệu lực từ ngày ký.
Nơi nhận:
- Như Điều 2.
T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ
Trần Văn Mẫu"""
SECOND = """TỈNH ỦY BÌNH NGUYÊN
BAN TỔ CHỨC
*
Số 27-HD/BTCTU
ĐẢNG CỘNG SẢN VIỆT NAM
Bình Nguyên, ngày 9 tháng 6 năm 2025
HƯỚNG DẪN
nghiệp vụ quản lý hồ sơ đảng viên
-----
1. Hồ sơ được lưu ở đảng ủy cơ sở trong mười năm.
2. Mỗi năm kiểm kê một lần."""


def made(*texts, rows=()):
    return make_documents(plain_source("\n".join(texts)), "d", "d.txt", rows)


def numbers(*texts):
    return [each.document.number for each in made(*texts)]


def test_each_has_its_own_head_text_and_offsets():
    (first, _, _), (second, warnings, _) = made(FIRST, SECOND)
    assert (first.id, first.number, first.issuer, str(first.date)) == (
        "d", "15-QĐ/TU", "Tỉnh ủy Bình Nguyên", "2025-03-04",
    )  # fmt: skip
    assert (second.id, second.number, second.issuer, str(second.date)) == (
        "d#2", "27-HD/BTCTU", "Ban Tổ chức Tỉnh ủy Bình Nguyên", "2025-06-09",
    )  # fmt: skip
    assert first.title == "về việc thành lập Tổ công tác hòa giải"
    assert second.title == "nghiệp vụ quản lý hồ sơ đảng viên"
    assert (first.type, second.type) == ("Quyết định", "Hướng dẫn")
    assert first.signer == "T/M BAN THƯỜNG VỤ, PHÓ BÍ THƯ"
    assert second.signer is None
    assert first.text.endswith("\nTrần Văn Mẫu")
    assert second.text.startswith("TỈNH ỦY BÌNH NGUYÊN\nBAN TỔ CHỨC\nSố 27-HD/BTCTU\n")
    assert [second.text[h.start : h.end] for h in second.headings] == ["1.", "2."]
    assert warnings == ()


def test_the_admin_is_told_once():
    (_, warnings, _), (_, other, _) = made(FIRST, SECOND)
    assert warnings == ("the file holds 2 documents: 15-QĐ/TU, 27-HD/BTCTU",)
    assert other == ()


def test_three_in_a_row_and_a_letter_first():
    letter = (
        "TỈNH ỦY BÌNH NGUYÊN\nVĂN PHÒNG\n*\nSố 88-CV/VPTU\nV/v gửi tài liệu\n"
        "ĐẢNG CỘNG SẢN VIỆT NAM\nBình Nguyên, ngày 10 tháng 6 năm 2025\n"
        "Kính gửi: Các huyện ủy\nVăn phòng gửi các đồng chí hai văn bản."
    )
    assert numbers(letter, FIRST, SECOND) == ["88-CV/VPTU", "15-QĐ/TU", "27-HD/BTCTU"]
    assert numbers(FIRST, letter) == ["15-QĐ/TU", "88-CV/VPTU"]


def test_columns_side_by_side_and_a_state_body():
    state = (
        "ỦY BAN NHÂN DÂN            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "XÃ THANH KHÊ               Độc lập - Tự do - Hạnh phúc\n"
        "Số: 31/KH-UBND             Thanh Khê, ngày 7 tháng 8 năm 2025\n"
        "KẾ HOẠCH\nPhòng, chống thiên tai năm 2025\nCăn cứ Luật Phòng, chống thiên tai;"
    )
    assert numbers(FIRST, state) == ["15-QĐ/TU", "31/KH-UBND"]


def test_one_whose_number_was_left_blank_but_that_is_dated_and_signed_for_is_another():
    blank = SECOND.replace("Số 27-HD/BTCTU", "Số      -HD/BTCTU")
    assert numbers(FIRST, blank) == ["15-QĐ/TU", None]


def test_at_the_top_of_a_page_a_body_that_was_misread_begins_another_too():
    misread = SECOND.replace("TỈNH ỦY BÌNH NGUYÊN\nBAN TỔ CHỨC", "TLNH LJY BLNH NGUYEN")
    first, second = make_documents(plain_source(f"{FIRST}\f{misread}"), "d", "d.pdf")
    assert (first.document.number, second.document.number) == ("15-QĐ/TU", "27-HD/BTCTU")
    assert second.document.issuer is None
    assert numbers(FIRST, misread) == ["15-QĐ/TU"]


REGULATION = """QUY CHẾ
làm việc của Tổ công tác hòa giải
(Ban hành kèm theo Quyết định số 15-QĐ/TU ngày 4/3/2025 của Tỉnh ủy Bình Nguyên)
Điều 1. Tổ họp mỗi tháng một lần."""
OWN_PAPER = "TỈNH ỦY BÌNH NGUYÊN\n*\nĐẢNG CỘNG SẢN VIỆT NAM\nBình Nguyên, ngày 4 tháng 3 năm 2025\n"
FORM = """ĐẢNG BỘ ……
*
Số: …-QĐ/ĐU
ĐẢNG CỘNG SẢN VIỆT NAM
……, ngày … tháng … năm …
QUYẾT ĐỊNH
về việc chỉ định chi ủy"""


@pytest.mark.parametrize(
    "appended",
    [
        REGULATION,
        OWN_PAPER + REGULATION,
        SECOND.replace("27-HD/BTCTU", "15-QĐ/TU").replace("9 tháng 6", "4 tháng 3"),
        "Phụ lục I\nDANH SÁCH TỔ CÔNG TÁC\nTT · Họ và tên",
        FORM,
        f"Mẫu số 02: Quyết định chỉ định chi ủy\n{FORM}",
        f"Mẫu 2 (ví dụ đã điền)\n{SECOND}",
        f"Phụ lục II\n{SECOND}",
        f"Điều 3. Hướng dẫn số 27-HD/BTCTU được sửa đổi như sau:\n“{SECOND}”.",
        "Điều 3. Căn cứ Hướng dẫn số 27-HD/BTCTU, ngày 9 tháng 6 năm 2025\nBAN TỔ CHỨC hướng dẫn.",
        "TỈNH ỦY BÌNH NGUYÊN\n*\nSố 40-BS/TU\nBình Nguyên, ngày 5 tháng 3 năm 2025\nSAO Y",
        f"PHỤ LỤC 3\nMỘT SỐ VĂN BẢN\n(kèm theo Quyết định số 15-QĐ/TU)\nGửi chi bộ\n{SECOND}",
        f"Biểu số 1\n{SECOND}",
        f"Ví dụ:\n{SECOND}",
        f"Mẫu 1\n{SECOND}\nT/M BAN TỔ CHỨC\nTRƯỞNG BAN\n{SECOND.replace('27-HD', '28-HD')}",
        SECOND.replace("ngày 9 tháng 6", "ngày … tháng …"),
        "- Các ban đảng\nTỉnh ủy Bình Nguyên\nSố 4 đường Hòa Bình",
    ],
    ids=["rules", "rules on paper", "its own number again", "appendix", "form", "form announced",
         "form filled in", "appended whole", "quoted", "cited", "certified copy", "appendix titled",
         "form of figures", "example", "two forms of one body", "form with a number",
         "recipients"],
)  # fmt: skip
def test_what_belongs_to_it_stays_with_it(appended):
    assert numbers(FIRST, appended) == ["15-QĐ/TU"]


@pytest.mark.parametrize(
    "between",
    [
        "Phụ lục\nDANH SÁCH TỔ\n1 Người Một Tổ trưởng\n2 Người Hai Tổ phó",
        "Phụ lục\n1 · Người Một",
        "Phụ lục\nDANH SÁCH TỔ\nT/L BAN THƯỜNG VỤ\nCHÁNH VĂN PHÒNG\nVõ Thị Mẫu",
    ],
    ids=["plain rows", "table", "signed"],
)
def test_what_follows_an_appendix_with_a_text_of_its_own_is_not_in_it(between):
    first, second = made(FIRST, between, SECOND)
    assert first.document.text.endswith(between.split("\n")[-1])
    assert second.document.number == "27-HD/BTCTU"


def test_a_draft_without_number_and_day_is_not_quoted_under_the_number_above_it():
    draft = SECOND.replace("Số 27-HD", "Số     -HD").replace("ngày 9 tháng", "ngày     tháng")
    first, second = made(FIRST, draft)
    assert first.document.text.endswith("\nTrần Văn Mẫu")
    assert (second.document.number, second.document.date) == (None, None)
    assert second.document.type == "Hướng dẫn"


def test_a_body_without_capitals_begins_another_where_the_head_lacks_nothing():
    small = SECOND.replace("TỈNH ỦY BÌNH NGUYÊN\nBAN TỔ CHỨC", "Tỉnh ủy Bình Nguyên")
    assert numbers(FIRST, small) == ["15-QĐ/TU", "27-HD/BTCTU"]
    assert numbers(FIRST, small.replace("ĐẢNG CỘNG SẢN VIỆT NAM\n", "")) == ["15-QĐ/TU"]


LEAD = "Văn bản mới nhấn mạnh mỗi chi bộ phải có ba đảng viên làm việc này, không được ít hơn."
NEWS = (
    "Sáng 12/5, Tỉnh ủy tổ chức hội nghị triển khai Nghị quyết số 12-NQ/TU về công tác cán bộ.\n"
    "Phát biểu tại hội nghị, đồng chí Bí thư nhấn mạnh, các cấp cần làm tốt hơn nữa."
)


@pytest.mark.parametrize(("above", "kind"), [(LEAD, "directive"), (NEWS, "news")])
def test_what_a_page_says_before_it_prints_a_directive_is_not_quoted_as_its_words(above, kind):
    (page, _, _), (second, _, _) = made("Tin trong tỉnh", above, SECOND)
    assert (page.kind, page.number) == (kind, None)
    assert page.text == f"Tin trong tỉnh\n{above}"
    assert second.number == "27-HD/BTCTU"
    assert second.text.startswith("TỈNH ỦY BÌNH NGUYÊN")


def test_a_list_of_contents_does_not_hide_the_head_below_it():
    contents = "MỤC LỤC\n1. Hướng dẫn số 27-HD/BTCTU\n2. Phụ lục"
    assert numbers(contents, SECOND) == [None, "27-HD/BTCTU"]


def test_the_name_under_a_signature_does_not_begin_the_next_one():
    signed = FIRST.replace("PHÓ BÍ THƯ", "TỈNH ỦY BÌNH NGUYÊN")  # as if a body had signed
    first, second = made(signed, SECOND)
    assert first.document.text.endswith("TỈNH ỦY BÌNH NGUYÊN\nTrần Văn Mẫu")
    assert second.document.text.startswith("TỈNH ỦY BÌNH NGUYÊN\nBAN TỔ CHỨC")


def test_a_portals_headline_above_a_head_is_no_document():
    assert numbers("Hướng dẫn mới về hồ sơ đảng viên", "Đăng ngày 10/6/2025", SECOND) == [
        "27-HD/BTCTU"
    ]


class TestFormats:
    def check(self, tmp_path, name):
        items = [item for item in read_folders([tmp_path]) if isinstance(item, Read)]
        assert [(item.source, item.document.id, item.document.number) for item in items] == [
            (name, "a", "15-QĐ/TU"), (f"{name}#2", "a#2", "27-HD/BTCTU"),
        ]  # fmt: skip
        assert {item.file for item in items} == {name}
        assert {item.document.file for item in items} == {name}
        return [item.document for item in items]

    def test_a_page(self, tmp_path):
        lines = f"{FIRST}\n{SECOND}".replace("\n", "</p><p>")
        (tmp_path / "a.html").write_text(f"<nav>Trang chủ</nav><p>{lines}</p>", "utf-8")
        self.check(tmp_path, "a.html")

    def test_word_with_heads_in_tables(self, tmp_path):
        file = docx.Document()
        for text in (FIRST, SECOND):
            lines = text.split("\n")
            motto = lines.index("ĐẢNG CỘNG SẢN VIỆT NAM")
            left, right = file.add_table(1, 2).rows[0].cells
            left.text, right.text = "\n".join(lines[:motto]), "\n".join(lines[motto : motto + 2])
            for line in lines[motto + 2 :]:
                file.add_paragraph(line)
        file.save(tmp_path / "a.docx")
        self.check(tmp_path, "a.docx")

    def test_pdf_keeps_the_pages_of_the_file(self, tmp_path):
        from corpus.text import fold

        one, two = (fold(text).split("\n") for text in (FIRST, SECOND))
        pages = [typed(*one[:9]), typed(*one[9:]), typed(*two[:9]), typed(*two[9:])]
        (tmp_path / "a.pdf").write_bytes(make_pdf(pages))
        first, second = self.check(tmp_path, "a.pdf")
        assert (first.page_count, second.page_count) == (2, 2)
        assert first.page_at(len(first.text) - 1) == 2
        assert second.pages == (0, 0, 0, second.text.index("1. Ho so"))
        assert second.page_at(0) == 3
        assert second.page_at(len(second.text) - 1) == 4

    def test_a_line_of_a_collection(self, tmp_path):
        line = json.dumps({"id": "x", "text": f"{FIRST}\n{SECOND}", "number": "27-HD/BTCTU",
                           "status": "hết hiệu lực"})  # fmt: skip
        clash = json.dumps({"id": "x#2", "text": "Một câu."})
        (tmp_path / "c.jsonl").write_text(f"{line}\n{clash}", "utf-8")
        first, second, rejected = read_folders([tmp_path])
        assert (first.source, second.source) == ("c.jsonl#x", "c.jsonl#x#2")
        assert (first.document.id, second.document.id) == ("x", "x#2")
        assert (first.document.status, second.document.status) == (None, "hết hiệu lực")
        assert rejected.reason == "line 2 has the id «x#2» of an earlier line"

    def test_scans_go_with_their_pages(self):
        source = plain_source("\f".join((FIRST, SECOND)))
        source.scans = (Scan(1, 0.9), Scan(2, 0.6))
        first, second = make_documents(source, "d", "d.pdf")
        assert (first.document.scans, second.document.scans) == (
            (Scan(1, 0.9),), (Scan(2, 0.6),),
        )  # fmt: skip
        assert (first.document.pages, second.document.pages) == ((0,), (0, 0))


class TestCatalogue:
    def test_a_row_is_for_the_number_or_the_place_it_names(self):
        rows = [
            {"number": "27-hd/btctu", "title": "của sổ"}, {"#": "1", "status": "hết hiệu lực"},
        ]  # fmt: skip
        first, second = made(FIRST, SECOND, rows=rows)
        assert (first.document.status, second.document.title) == ("hết hiệu lực", "của sổ")
        assert (first.document.number, second.document.status) == ("15-QĐ/TU", None)

    def test_a_row_without_a_number_is_for_the_first_and_told(self):
        row = {"status": "còn hiệu lực", "source_url": "https://a.vn/1"}
        first, second = made(FIRST, SECOND, rows=[row])
        assert (first.document.status, second.document.status) == ("còn hiệu lực", None)
        assert first.document.source_url == second.document.source_url == "https://a.vn/1"
        assert "the row of the catalogue without a number is for the first of them" in (
            first.warnings
        )

    @pytest.mark.parametrize(
        ("row", "sentence"),
        [
            ({"number": "3-KL/TU"}, "none of them is 3-KL/TU, as the catalogue says; write FILE#2"),
            ({"#": "3", "title": "x"}, "a row of the catalogue is for document 3 of 2 in it"),
        ],
    )
    def test_a_row_for_none_of_them_changes_nothing_and_is_told(self, row, sentence):
        first, second = made(FIRST, SECOND, rows=[row])
        assert sentence in first.warnings
        assert (first.document.number, second.document.number) == ("15-QĐ/TU", "27-HD/BTCTU")
        assert "x" not in (first.document.title, second.document.title)

    def test_rows_for_several_documents_of_a_file_that_holds_one(self):
        rows = [{"number": "1-KL/TU"}, {"number": "2-KL/TU"}]
        ((document, warnings, _),) = made(FIRST, rows=rows)
        assert document.number == "1-KL/TU"
        assert warnings[-1] == (
            "the catalogue has rows for several documents in it; the first row counts"
        )

    def test_it_is_read_from_the_file(self, tmp_path):
        (tmp_path / "a.txt").write_text(f"{FIRST}\n{SECOND}", "utf-8")
        (tmp_path / "catalog.csv").write_text("file,title\na.txt#2,của sổ\n", "utf-8")
        _, second = read_folders([tmp_path])
        assert second.document.title == "của sổ"


class TestBuilds:
    def built(self, folder, index):
        report = build([folder], index, ToyEncoder())
        searcher = IndexSearcher(open_generation(index), ToyEncoder())
        return report, {entry.number for entry in searcher.entries()}

    def test_editing_and_deleting_one_leaves_the_other(self, tmp_path):
        folder, index = tmp_path / "files", tmp_path / "index"
        folder.mkdir()
        file = folder / "a.txt"
        file.write_text(f"{FIRST}\n{SECOND}", "utf-8")
        (folder / "b.txt").write_text(SECOND.replace("27-HD", "28-HD"), "utf-8")
        report, known = self.built(folder, index)
        assert (report.documents, report.added) == (3, 3)
        assert known == {"15-QĐ/TU", "27-HD/BTCTU", "28-HD/BTCTU"}
        report, _ = self.built(folder, index)
        assert (report.published, report.unchanged) == (False, 3)
        file.write_text(f"{FIRST}\n{SECOND.replace('27-HD', '29-HD')}", "utf-8")
        report, known = self.built(folder, index)
        assert (report.changed, report.unchanged) == (2, 1)
        assert known == {"15-QĐ/TU", "29-HD/BTCTU", "28-HD/BTCTU"}
        file.write_text(FIRST, "utf-8")
        report, known = self.built(folder, index)
        assert (report.documents, report.changed, report.removed) == (2, 1, 1)
        assert known == {"15-QĐ/TU", "28-HD/BTCTU"}

    def test_an_unchanged_file_is_not_read(self, tmp_path, monkeypatch):
        (tmp_path / "a.txt").write_text(f"{FIRST}\n{SECOND}", "utf-8")
        known = {item.source: item.signature for item in read_folders([tmp_path])}
        monkeypatch.setattr("corpus.folder.make_documents", None)  # calling it would fail
        assert list(read_folders([tmp_path], known)) == [Unchanged(*pair) for pair in known.items()]

    def test_the_second_is_a_copy_of_the_same_in_a_file_of_its_own(self, tmp_path, capsys):
        (tmp_path / "a.txt").write_text(f"{FIRST}\n{SECOND}", "utf-8")
        (tmp_path / "z.txt").write_text(SECOND, "utf-8")
        assert check_corpus([str(tmp_path), "--json"]) == 0
        rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert [(row["file"], row["document"], row["number"], row["copy_of"]) for row in rows] == [
            ("a.txt", "a", "15-QĐ/TU", None),
            ("a.txt", "a#2", "27-HD/BTCTU", None),
            ("z.txt", "z", "27-HD/BTCTU", "a.txt#2"),
        ]
        assert check_corpus([str(tmp_path), "--html", str(tmp_path / "r.html")]) == 0
        page = (tmp_path / "r.html").read_text("utf-8")
        assert '<p class="file">a.txt#2</p>' in page
        assert page.count("<article ") == 3

    def test_an_admin_sees_both_before_they_are_kept(self, tmp_path, capsys):
        (tmp_path / "hai.txt").write_text(f"{FIRST}\n{SECOND}", "utf-8")
        kept = tmp_path / "kept"
        kept.mkdir()
        argv = [str(tmp_path / "hai.txt"), "--documents", str(kept), "--yes"]
        assert add_document(argv) == 0
        out = capsys.readouterr().out
        assert "  number  15-QĐ/TU" in out
        assert "  number  27-HD/BTCTU" in out
        (kept / "them.txt").write_text(SECOND, "utf-8")
        assert add_document(argv) == 0
        assert "already there as" in capsys.readouterr().out
