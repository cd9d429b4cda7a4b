import zipfile

import docx
import pytest
from docx.shared import Pt
from pdf_writer import make_pdf, typed

from corpus import archive, ocr, text_layer, word
from corpus.errors import UnreadableFileError
from corpus.lines import STRUCK
from corpus.parse import make_documents
from corpus.plain import markdown_source, plain_source
from corpus.readers import read_source
from corpus.tables import spread, table_lines
from corpus.webpage import html_source


def rows(source):
    return [line.text for line in source.lines]


class TestMarkdown:
    def test_marks_go_and_inform(self):
        source = markdown_source(
            "---\nnumber: 5-KL/TU\nkind: digest\n---\n"
            "## I- MỤC TIÊU\n\n**Điều 1. **\n\nThực hiện **tốt** *ngay* [Quy "
            "chế](https://x.vn/a) này.\n"
            "* Một mục\n> Trích dẫn\n---\n| Năm | Số |\n|---|:--:|\n| 2025 | 12 |\n|\n* |\n1\\. "
            "Thoát"
        )
        assert rows(source) == [
            "I- MỤC TIÊU", "Điều 1.", "Thực hiện tốt ngay Quy chế này.", "- Một mục", "Trích dẫn",
            "-----",
            "Năm · Số", "2025 · 12", "-", "1. Thoát",
        ]  # fmt: skip
        assert source.fields == {"number": "5-KL/TU", "kind": "digest"}
        assert [line.level for line in source.lines][:2] == [2, 0]
        assert [line.bold for line in source.lines][:3] == [False, True, False]

    def test_stars_that_are_no_marks_stay(self):
        assert rows(markdown_source("5 * 3 = 15\nmục_tiêu_chung")) == [
            "5 * 3 = 15",
            "mục_tiêu_chung",
        ]
        assert rows(markdown_source("(**) Ghi chú: ____ **đậm** (**đậm**)")) == [
            "(**) Ghi chú: ____ đậm (đậm)"
        ]

    def test_what_is_struck_through_is_not_quoted(self):
        source = markdown_source("Trực từ ~~6 giờ~~ 7 giờ, ~~ 5 người ~~, ~~~~.")
        assert rows(source) == ["Trực từ 7 giờ, ~~ 5 người ~~, ~~~~."]
        assert source.warnings == (STRUCK,)


class TestPlain:
    def test_form_feeds_part_pages(self):
        source = plain_source("một\n\nhai\fba\f")
        assert [(line.text, line.page, line.gap) for line in source.lines] == [
            ("một", 1, False), ("hai", 1, True), ("ba", 2, False),
        ]  # fmt: skip
        assert source.pages == 2

    def test_what_word_puts_for_a_break_parts_words(self, tmp_path):
        (tmp_path / "a.txt").write_bytes("Việc một\x0bviệc hai\x07ba 12\x1eKL".encode())
        assert rows(read_source(tmp_path / "a.txt")) == ["Việc một", "việc hai\tba 12-KL"]

    def test_marks_that_only_direct_or_join_letters_go(self, tmp_path):
        (tmp_path / "a.txt").write_bytes("12\u200e-KL\u202e/TU\u2066 dân\u2064 vận".encode())
        assert rows(read_source(tmp_path / "a.txt")) == ["12-KL/TU dân vận"]


class TestHtml:
    PAGE = """<?xml version="1.0" encoding="utf-8"?><html><head><title>x</title></head><body>
      <header><h2>Cổng thông tin</h2></header>
      <div class="main-menu"><a href="/">Trang chủ</a></div>
      <ul><li><a href="/1">Tin một</a></li><li><a href="/2">
      Tin hai</a></li><li><a href="/3">Ba</a></li></ul>
      <main><h1>KẾT LUẬN</h1><p><b>I. Mục tiêu</b></p><p>Đoạn <b>một</b>,<br>xuống dòng.</p>
      <ol start="3"><li><p>Việc ba</p></li><li>Việc bốn<ul><li>ý nhỏ</li></ul></li></ol>
      <table><caption>Bảng</caption><tr><th>Năm</th><th>Số</th></tr><tr><td>2025</td><td>12</td></tr></table>
      sau bảng<figure><img src="a"><figcaption>Ảnh</figcaption></figure><script>x()</script>
      <p>Thêm một đoạn dài cho phần chính của trang này đủ nhiều chữ.</p></main>
      <footer>Bản quyền</footer></body></html>"""

    def test_what_the_page_says_is_read_in_order(self):
        source = html_source(self.PAGE)
        assert rows(source) == [
            "KẾT LUẬN", "I. Mục tiêu", "Đoạn một,", "xuống dòng.", "3. Việc ba", "4. Việc bốn",
            "- ý nhỏ",
            "Bảng", "Năm · Số", "2025 · 12", "sau bảng",
            "Thêm một đoạn dài cho phần chính của trang này đủ nhiều chữ.",
        ]  # fmt: skip
        assert source.web
        assert [line.level for line in source.lines][:3] == [1, 0, 0]
        assert [line.bold for line in source.lines][:3] == [False, True, False]

    def test_a_class_name_does_not_cost_the_directive(self):
        assert rows(html_source("<body class=menu><div class=sidebar>Toàn bộ văn bản.</div>")) == [
            "Toàn bộ văn bản."
        ]

    def test_deep_nesting_and_broken_markup_are_read(self):
        assert rows(html_source("<div>" * 200 + "Điều 1<p>Hai" + "</b>" * 9)) == ["Điều 1", "Hai"]

    def test_a_figure_set_high_makes_no_other_number(self):
        page = html_source(
            "<p>Năm 2020<sup>1</sup>: 10<sup>-6</sup> m<sup>2</sup><sup>[3]</sup> 5<sub>2</sub>"
            " 2021<span style='vertical-align: super'>4</span>"
        )
        assert rows(page) == ["Năm 2020¹: 10⁻⁶ m2[3] 5₂ 2021⁴"]

    def test_what_is_struck_through_is_not_quoted_in_a_table_either(self):
        table = "<tr><td rowspan=2>Xã<td><s>6</s> 7 giờ<tr><td>8 giờ<span hidden> kém</span>"
        source = html_source(f"<p>Trực <del>đêm</del> ngày.</p><table>{table}</table>")
        assert rows(source) == ["Trực ngày.", "Xã · 7 giờ", "Xã · 8 giờ"]
        assert (source.warnings, source.dropped) == ((STRUCK,), ("đêm", "6", "kém"))
        assert html_source("<p>Trực ngày.</p>").warnings == ()

    def test_an_empty_page_is_refused(self):
        with pytest.raises(UnreadableFileError, match="empty or damaged"):
            html_source("   ")


class TestTables:
    def test_a_head_is_read_column_by_column(self):
        left, right = ["TỈNH ỦY", "*", "Số 1-KL/TU"], ["ĐẢNG CỘNG SẢN VIỆT NAM", "ngày 1 tháng 2"]
        assert list(table_lines([[left, right]])) == [*left, *right]

    def test_rows_of_data_stay_rows(self):
        table = [
            [["STT"], ["Nội dung"]],
            [["1"], ["Học tập", "và làm theo"]],
            [[], ["Cộng"]],
            [[], []],
        ]
        assert list(table_lines(table)) == ["STT · Nội dung", "1 · Học tập và làm theo", "Cộng"]

    def test_a_cell_that_spans_rows_is_said_in_each_but_an_amount_of_several_once(self):
        table = spread([
            [(["1"], 2, 1), (["Xã"], 2, 1), (["Họp dân"], 1, 1), (["30/6/2025"], 3, 1),
             (["50 triệu đồng"], 3, 1)],
            [(["Đối thoại"], 1, 1)],
            [(["2"], 1, 1), (["Thôn, xóm"], 1, 2)],
        ])  # fmt: skip
        assert list(table_lines(table)) == [
            "1 · Xã · Họp dân · 30/6/2025 · 50 triệu đồng", "1 · Xã · Đối thoại · 30/6/2025",
            "2 · Thôn, xóm · 30/6/2025",
        ]  # fmt: skip

    def test_what_all_rows_share_is_said_once(self):
        table = spread([[(["a"], 2, 0), (["b"], 2, 9**9)], [], [(["c"], 0, 1)]])
        assert list(table_lines(table)) == ["a · b", "c"]
        head = spread([[(["TỈNH ỦY"], 2, 1), (["Nơi nhận:"], 1, 1)], [(["- Như trên"], 1, 1)]])
        assert list(table_lines(head)) == ["TỈNH ỦY", "Nơi nhận:", "- Như trên"]


class TestWord:
    def test_paragraphs_tables_and_numbers_come_in_reading_order(self, tmp_path):
        document = docx.Document()
        document.add_heading("QUY CHẾ", 1)
        document.add_paragraph("Việc thứ nhất", style="List Number")
        document.add_paragraph("Việc thứ hai", style="List Number")
        table = document.add_table(2, 2)
        for place, text in enumerate(("STT", "Việc", "1", "Họp")):
            table.cell(place // 2, place % 2).text = text
        bold = document.add_paragraph().add_run("Điều 1. Phạm vi\nxuống dòng")
        bold.bold, bold.font.size = True, Pt(14)
        document.save(tmp_path / "a.docx")
        source = read_source(tmp_path / "a.docx")
        assert rows(source) == [
            "QUY CHẾ", "1. Việc thứ nhất", "2. Việc thứ hai", "STT · Việc", "1 · Họp",
            "Điều 1. Phạm vi",
            "xuống dòng",
        ]  # fmt: skip
        assert source.lines[0].level == 1
        assert source.lines[-1].bold

    def test_a_merged_cell_is_read_once(self, tmp_path):
        document = docx.Document()
        table = document.add_table(1, 3)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "Gộp"
        table.cell(0, 2).text = "Riêng"
        document.save(tmp_path / "a.docx")
        assert rows(read_source(tmp_path / "a.docx")) == ["Gộp · Riêng"]

    def test_a_cell_that_spans_rows_is_said_in_each_of_a_table_and_once_in_a_head(self, tmp_path):
        document = docx.Document()
        for texts in (("Xã", "Họp", "", "Ghi"), ("TỈNH ỦY", "Nơi nhận:", "", "- Lưu")):
            table = document.add_table(2, 2)
            for place, text in enumerate(texts):
                table.cell(place // 2, place % 2).text = text
            table.cell(0, 0).merge(table.cell(1, 0))
        document.save(tmp_path / "a.docx")
        assert rows(read_source(tmp_path / "a.docx")) == [
            "Xã · Họp", "Xã · Ghi", "TỈNH ỦY", "Nơi nhận:", "- Lưu",
        ]  # fmt: skip

    def test_a_figure_set_high_makes_no_other_number(self, tmp_path):
        document = docx.Document()
        paragraph = document.add_paragraph("Đến năm 2020")
        paragraph.add_run("1").font.superscript = True
        paragraph.add_run("2 tổ, ")
        paragraph.add_run("3").font.superscript = True
        paragraph.add_run(", 101")
        paragraph.add_run("2").font.subscript = True
        paragraph.add_run(", năm 2021")
        paragraph.add_run("1, 2").font.superscript = True
        document.save(tmp_path / "a.docx")
        expected = ["Đến năm 2020¹2 tổ, 3, 101₂, năm 2021¹, ²"]
        assert rows(read_source(tmp_path / "a.docx")) == expected

    def test_what_is_struck_through_is_not_quoted(self, tmp_path):
        document = docx.Document()
        paragraph = document.add_paragraph("Trực từ ")
        struck = paragraph.add_run("6 giờ").font
        struck.strike = struck.double_strike = True
        paragraph.add_run("7 giờ").font.strike = False
        document.save(tmp_path / "a.docx")
        source = read_source(tmp_path / "a.docx")
        assert (rows(source), source.warnings) == (["Trực từ 7 giờ"], (STRUCK,))

    def test_a_bomb_is_refused_before_it_unpacks(self, tmp_path, monkeypatch):
        monkeypatch.setattr(archive, "_MAX_UNPACKED", 1000)
        with zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("word/document.xml", b"0" * 5000)
        with pytest.raises(UnreadableFileError, match=r"5,000 bytes, more than the 1,000"):
            read_source(tmp_path / "a.docx")

    def test_an_old_word_file_needs_libreoffice(self, tmp_path, monkeypatch):
        monkeypatch.setattr(word.shutil, "which", lambda _: None)
        (tmp_path / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0" + word._STREAM + bytes(600))
        with pytest.raises(UnreadableFileError, match="LibreOffice or antiword"):
            read_source(tmp_path / "a.doc")

    def test_what_is_no_word_document_is_not_given_to_libreoffice(self, tmp_path, monkeypatch):
        monkeypatch.setattr(word.shutil, "which", None)  # calling it would fail
        (tmp_path / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 9)
        with pytest.raises(UnreadableFileError, match=r"named \.doc but holds no Word document"):
            read_source(tmp_path / "a.doc")

    @pytest.mark.parametrize("start", ["<html>", "<!DOCTYPE html><html>", "\ufeff\n<HTML lang=vi>"])
    def test_a_page_that_a_portal_gives_out_as_a_word_file(self, tmp_path, start):
        (tmp_path / "a.doc").write_text(f"{start}<p>Điều 1. Một <b>câu</b>.</p></html>", "utf-8")
        assert rows(read_source(tmp_path / "a.doc")) == ["Điều 1. Một câu."]


class TestPdf:
    def write(self, tmp_path, data):
        path = tmp_path / "a.pdf"
        path.write_bytes(data)
        return path

    def test_wraps_pages_bold_and_page_numbers(self, tmp_path):
        first = typed(
            "*1. Pham vi dieu chinh",
            "Quy dinh nay quy dinh ve trach nhiem cua cac cap uy dang, to",
            "chuc dang va dang vien trong viec thuc hien nhiem vu duoc giao",
            "hang nam, khi co yeu cau thi bao cao chi bo va cap uy cap tren",
        )
        second = [
            (290.0, 810.0, "2"),
            *typed("truc tiep de xem xet.", "", "2. Doi tuong ap dung", top=780),
        ]
        source = read_source(self.write(tmp_path, make_pdf([first, second])))
        ((document, *_),) = make_documents(source, "a", "a.pdf")
        assert document.text.split("\n") == [
            "1. Pham vi dieu chinh",
            "Quy dinh nay quy dinh ve trach nhiem cua cac cap uy dang, to chuc dang va dang vien "
            "trong viec "
            "thuc hien nhiem vu duoc giao hang nam, khi co yeu cau thi bao cao chi bo va cap uy "
            "cap tren "
            "truc tiep de xem xet.",
            "2. Doi tuong ap dung",
        ]
        assert document.pages == (0, document.text.index("truc tiep"))
        assert [heading.label for heading in document.headings] == [
            "1. Pham vi dieu chinh", "2. Doi tuong ap dung",
        ]  # fmt: skip
        assert source.lines[0].bold
        assert not source.lines[1].bold

    def test_a_figure_set_high_or_low_makes_no_other_number_and_breaks_no_line(self, tmp_path):
        lines = (
            "Nam 2020^1^ co 2021^12^ nguoi, 2022^1, 2^.", "Rong 50 m^2^, 10^-6^ g, 101~2~.",
            "Dieu 5^*^; khoan 3^(4)^ con.", "^1^2020 la nam dau.",
        )  # fmt: skip
        assert rows(read_source(self.write(tmp_path, make_pdf([typed(*lines[:2])])))) == [
            "Nam 2020¹ co 2021¹² nguoi, 2022¹, ².", "Rong 50 m2, 10⁻⁶ g, 101₂.",
        ]  # fmt: skip
        assert rows(read_source(self.write(tmp_path, make_pdf([typed(*lines[2:])])))) == [
            "Dieu 5*; khoan 3(4) con.", "¹2020 la nam dau.",
        ]  # fmt: skip

    def test_what_is_struck_through_is_not_quoted(self, tmp_path):
        struck = "Truc tu 6 gio 7 gio."  # lines of 5 letters: through, under, and on to the edge
        page = [*typed(struck, struck, struck), (129.6, 783.0, "====="), (129.6, 762.0, "=====")]
        page += [(129.6, 751.0, "=" * 40)]
        source = read_source(self.write(tmp_path, make_pdf([page])))
        assert rows(source) == ["Truc tu  7 gio.", struck, struck]
        assert source.warnings == (STRUCK,)

    def test_what_is_put_in_later_is_read_where_it_stands(self, tmp_path):
        page = [(72.0, 780.0, "So    QD ngay   thang    nam"), (72.0, 700.0, "Dieu 1. Hop")]
        put_in = [(230.4, 780.0, "6"), (93.6, 780.0, "12"), (72.0, 740.0, "Ve hop")]
        source = read_source(self.write(tmp_path, make_pdf([[*page, *put_in]])))
        assert [" ".join(row.split()) for row in rows(source)] == [
            "So 12 QD ngay thang 6 nam", "Dieu 1. Hop", "Ve hop",
        ]  # fmt: skip

    def test_what_lies_beside_the_page_is_not_read(self, tmp_path):
        page = [(600.0, 700.0, "Trang ben"), (72.0, -30.0, "Duoi"), (72.0, 700.0, "Hop chi bo")]
        assert rows(read_source(self.write(tmp_path, make_pdf([page])))) == ["Hop chi bo"]

    def test_figures_of_two_sizes_on_one_line_or_in_two_cells_stay(self, tmp_path):
        page = [(72.0, 780.0, "So 12"), (150.0, 784.0, "^34^"), (72.0, 700.0, "2020")]
        page += [(101.0, 684.0, "^12^")]
        assert rows(read_source(self.write(tmp_path, make_pdf([page])))) == [
            "So 12", "34", "2020", "12",
        ]  # fmt: skip

    def test_a_sign_that_comes_in_two_halves_is_one(self, tmp_path, monkeypatch):
        real, halves = text_layer.raw.FPDFText_GetUnicode, {65: 0xD835, 66: 0xDC00}

        def half(page, place):
            code = real(page, place)
            return halves.get(code, code)

        monkeypatch.setattr(text_layer.raw, "FPDFText_GetUnicode", half)
        line = "Goi so AB la so nguoi truc o xa, A la so gio truc trong mot tuan"
        source = read_source(self.write(tmp_path, make_pdf([typed(line)])))
        assert rows(source) == [line.replace("AB", "\U0001d400").replace("A ", "\ufffd ")]

    def test_an_empty_page_begins_where_the_next_does(self, tmp_path):
        pages = [typed("Trang mot."), [], typed("Trang ba.")]
        ((document, *_),) = make_documents(
            read_source(self.write(tmp_path, make_pdf(pages))), "a", "a.pdf"
        )
        assert document.pages == (0, 11, 11)

    def test_a_scan_is_refused_without_ocr(self, tmp_path, monkeypatch):
        monkeypatch.setattr(ocr.shutil, "which", lambda _: None)
        with pytest.raises(UnreadableFileError) as caught:
            read_source(self.write(tmp_path, make_pdf([[]], image=True)))
        assert str(caught.value) == (
            "scanned pages without text; tesseract is not installed: install tesseract with "
            "Vietnamese to have them read (Debian, Ubuntu: apt install tesseract-ocr "
            "tesseract-ocr-vie)"
        )

    def test_a_scanned_page_among_others_is_a_warning(self, tmp_path, monkeypatch):
        monkeypatch.setattr(ocr.shutil, "which", lambda _: None)
        path = self.write(tmp_path, make_pdf([typed("Trang mot co chu."), []], image=True))
        (warning,) = read_source(path).warnings
        assert warning.startswith("scanned page without text: 2; tesseract is not installed")

    def test_a_missing_end_is_a_warning(self, tmp_path):
        data = make_pdf([typed("Trang mot co chu.")])
        assert read_source(self.write(tmp_path, data)).warnings == ()
        source = read_source(self.write(tmp_path, data.removesuffix(b"%%EOF\n")))
        assert [line.text for line in source.lines] == ["Trang mot co chu."]
        assert source.warnings == ("the end of the PDF is missing, pages may be, too",)

    def test_an_encrypted_one_is_refused(self, tmp_path):
        with pytest.raises(UnreadableFileError, match="the PDF is encrypted"):
            read_source(self.write(tmp_path, make_pdf([typed("x")], locked=True)))

    def test_a_damaged_one_is_refused(self, tmp_path):
        with pytest.raises(UnreadableFileError, match="the PDF is damaged"):
            read_source(self.write(tmp_path, b"%PDF-1.4\n" + bytes(200)))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "the file is empty (0 bytes)"),
        ("a.pdf", b"", "the file is empty (0 bytes)"),
        ("a.pdf", b"\xff\xd8\xff\xe0JFIF", "it is named .pdf but holds a JPEG picture"),
        ("a.txt", b"%PDF-1.7 ...", "it is named .txt but holds a PDF"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0",
            "it is named .docx but holds an old Word file, or an encrypted one",
        ),
        ("a.docx", b"text", "it is named .docx but is not a Word document"),
        ("a.docx", b"PK\x03\x04 broken", "the .docx is damaged: no program can open it"),
        ("a.md", b"\x89PNG\r\n", "it is named .md but holds a PNG picture"),
        ("a.pptx", b"PK", "files named *.pptx are not read"),
        (
            "a.txt",
            b"\x80\x81\xfe" * 50,
            "it is not text in UTF-8, UTF-16, Windows-1258, TCVN3 or VNI",
        ),
    ],
)
def test_bad_files_say_why(tmp_path, name, data, reason):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableFileError) as caught:
        read_source(tmp_path / name)
    assert reason in str(caught.value)


def test_a_file_too_large_is_refused_with_both_numbers(tmp_path):
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(UnreadableFileError, match=r"52,428,800 bytes, more than the 20,971,520"):
        read_source(tmp_path / "a.txt")
