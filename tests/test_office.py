import shutil
import zipfile
from datetime import datetime

import openpyxl
import pytest
from openpyxl.styles import Font

from corpus import workbook
from corpus.errors import UnreadableFileError
from corpus.lines import STRUCK, TRACKED
from corpus.readers import read_source

SPOILT = (
    "C\u00b8n b\u00e9 \u00ae\u00b6ng vi\u00aan ph\u00b6i \u00aei h\u00e4p \u00aeÓ b\u00b8o c\u00b8o"
)
ODT = """<office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:text>
 <text:tracked-changes><text:p>Đã xóa</text:p></text:tracked-changes>
 <text:h text:outline-level="2">I. MỤC <text:span>TIÊU</text:span></text:h>
 <text:p>Một<text:s text:c="2"/>câu<text:line-break/>xuống<text:tab/>dòng<text:note>
 <text:p>chú</text:p></text:note>.</text:p>
 <text:list><text:list-item><text:p>Việc một</text:p></text:list-item></text:list>
 <table:table><table:table-row><table:table-cell><text:p>STT</text:p></table:table-cell>
 <table:table-cell><text:p>Việc</text:p></table:table-cell></table:table-row></table:table>
</office:text></office:body></office:document-content>"""


def texts(path):
    return [line.text for line in read_source(path).lines]


def write_odt(path, content):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", content)


def test_an_odt_is_read_in_order(tmp_path):
    write_odt(tmp_path / "a.odt", ODT)
    source = read_source(tmp_path / "a.odt")
    assert [line.text for line in source.lines] == [
        "I. MỤC TIÊU", "Một câu", "xuống dòng.", "- Việc một", "STT · Việc",
    ]  # fmt: skip
    assert source.lines[0].level == 2


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('<text:p>Họp <office:annotation><dc:creator xmlns:dc="d">Ai đó</dc:creator><text:p>Xem '
         "lại</text:p></office:annotation>ba lần.</text:p>", ["Họp ba lần."]),
        ("<text:p>Trước <draw:frame><draw:text-box><text:p>Số 15-QĐ/TU</text:p><text:p>Bình Nguyên"
         "</text:p></draw:text-box></draw:frame>sau.</text:p>",
         ["Số 15-QĐ/TU", "Bình Nguyên", "Trước sau."]),
        ("<table:table><table:table-row><table:table-cell><text:p>1</text:p></table:table-cell>"
         "<table:table-cell><text:p>gồm:</text:p><table:table><table:table-row><table:table-cell>"
         "<text:p>Họp</text:p></table:table-cell><table:table-cell><text:p>ba lần</text:p>"
         "</table:table-cell></table:table-row></table:table></table:table-cell></table:table-row>"
         "</table:table>", ["1 · gồm: Họp · ba lần"]),
        ("<text:table-of-content><text:index-body><text:p>Điều 1 … 3</text:p></text:index-body>"
         "</text:table-of-content><text:p>Điều 1. Lập tổ</text:p>", ["Điều 1. Lập tổ"]),
        ('<text:section text:display="none"><text:p>Ẩn</text:p></text:section><text:section>'
         "<text:p>Hiện</text:p></text:section>", ["Hiện"]),
        ("<text:p>Lập tổ<text:note><text:note-citation>1</text:note-citation><text:note-body>"
         "<text:p>Đã sửa.</text:p></text:note-body></text:note>.</text:p><text:p>Hết.</text:p>",
         ["Lập tổ.", "Hết.", "[1] Đã sửa."]),
        ("<text:p>Một\n   câu<!-- ghi chú --> dài.</text:p>", ["Một câu dài."]),
        ("<text:p><draw:frame><svg:title>Con dấu</svg:title></draw:frame>Câu.</text:p>", ["Câu."]),
    ],
    ids=["remark", "text box", "table in a cell", "contents", "hidden", "note", "wraps", "picture"],
)  # fmt: skip
def test_of_an_odt_each_word_that_is_seen_is_read_once(tmp_path, content, expected):
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{of}:1.0"'
        for name, of in (("office", "office"), ("text", "text"), ("table", "table"),
                         ("draw", "drawing"), ("svg", "svg-compatible"))
    )  # fmt: skip
    write_odt(
        tmp_path / "a.odt",
        f"<office:document-content{spaces}><office:body><office:text>{content}</office:text>"
        "</office:body></office:document-content>",
    )
    assert texts(tmp_path / "a.odt") == expected


def test_an_rtf_is_read_with_its_letters_and_tables(tmp_path):
    (tmp_path / "a.rtf").write_bytes(
        rb"{\rtf1\ansi\ansicpg1252 Quy \u273?\u7883?nh 1.\par {\trowd\cellx1 STT\cell Vi\u7879?c"
        rb"\cell\row}}"
    )
    assert texts(tmp_path / "a.rtf") == ["Quy định 1.", "STT · Việc"]
    shutil.copy(tmp_path / "a.rtf", tmp_path / "b.doc")  # as Word opens it
    assert texts(tmp_path / "b.doc") == ["Quy định 1.", "STT · Việc"]


def test_the_items_of_an_rtf_have_their_numbers_and_bullets(tmp_path):
    (tmp_path / "a.rtf").write_bytes(
        rb"{\rtf1\ansi{\listtext\pard\plain\f3 \'a7\tab}H\u7885?p.\par "
        rb"{\listtext\pard\f3 \u-3913\'b7\tab}Ghi.\par "
        rb"{\listtext\pard\plain  \u272\'d0i\u7873?u 2.\tab}B\u225?o.\par }"
    )
    assert texts(tmp_path / "a.rtf") == ["- Họp.", "- Ghi.", "Điều 2. Báo."]


def test_of_an_rtf_what_is_deleted_or_hidden_is_not_read(tmp_path):
    (tmp_path / "a.rtf").write_bytes(
        rb"{\rtf1\ansi H\u7885?p {\deleted\revauthdel1 hai}{\revised\revauth1 ba}"
        rb"{\loch\v\loch b\u7843?y}{\v0  l\u7847?n}.\par "
        rb"{\trowd\cellx1 1\cell G\u7891?m:\par ba vi\u7879?c\cell\row}}"
    )
    source = read_source(tmp_path / "a.rtf")
    assert [line.text for line in source.lines] == ["Họp ba lần.", "1 · Gồm: ba việc"]
    assert source.warnings == (TRACKED,)


def test_a_cell_of_an_rtf_that_spans_rows_is_said_in_each(tmp_path):
    (tmp_path / "a.rtf").write_bytes(
        rb"{\rtf1\ansi {\trowd\cellx1\cellx2 T\u7880?NH \u7910?Y\par *\cell "
        rb"N\u417?i nh\u7853?n:\cell\row}\par \trowd\clvmgf\cellx1\cellx2\clvmgf\cellx3\pard\intbl "
        rb"X\u227?\cell H\u7885?p\par v\u224? ghi\cell 12\cell\row \trowd\clvmrg\cellx1\cellx2"
        rb"\clvmrg\cellx3\pard\intbl\cell "
        rb"B\u225?o\cell\cell\row\pard H\u7871?t.\par }"
    )
    assert texts(tmp_path / "a.rtf") == [
        "TỈNH ỦY", "*", "Nơi nhận:", "Xã · Họp và ghi · 12", "Xã · Báo", "Hết.",
    ]  # fmt: skip


def test_of_an_rtf_what_is_struck_through_is_not_read(tmp_path):
    (tmp_path / "a.rtf").write_bytes(
        rb"{\rtf1\ansi{\stylesheet{\s1\strike Ti\'eau;}}Tr\u7921?c {\strike t\u7915?}\strike 6"
        rb"\b\strike0  7 gi\u7901?\b0\super0  \striked1 b\u7887?\plain ngh\u7881?.\par "
        rb"{\strike C\u361?.\par }H\u7871?t.\par }"
    )
    source = read_source(tmp_path / "a.rtf")
    assert [line.text for line in source.lines] == ["Trực 7 giờ nghỉ.", "Hết."]
    assert source.warnings == (STRUCK,)


def test_of_an_rtf_figures_set_high_signs_and_notes_are_read_as_shown(tmp_path):
    (tmp_path / "a.rtf").write_bytes(
        rb"{\rtf1\ansi{\fonttbl{\f3\froman\fcharset2{\*\panose 05}Symbol;}}N\u259?m 2020{\super 1} "
        rb"10{\up6 -\u54?}, 101{\sub 2}, m{\super 2}{\super\chftn{\*\footnote\plain{\super\chftn}"
        rb" Theo s\u7893?.}} {\f3\'b3} 5.\par {\pntext\f0 1.\tab}Xem {\field{\*\fldinst{HYPERLINK "
        rb'"http://x.vn"}}{\fldrslt{s\u7889? 2}}}.\par }'
    )
    source = read_source(tmp_path / "a.rtf")
    assert [line.text for line in source.lines] == [
        "Năm 2020¹ 10⁻⁶, 101₂, m2 ≥ 5.", "1. Xem số 2.", "[1] Theo sổ.",
    ]  # fmt: skip
    assert source.warnings == ()


def test_rows_of_a_workbook_are_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["STT", "Số ký hiệu", None, "Trích yếu"])
    book.active.append([1, "01-KL/TU", None, "về công tác\ndân vận"])
    book.create_sheet("trống")
    book.save(tmp_path / "a.xlsx")
    assert texts(tmp_path / "a.xlsx") == [
        "STT · Số ký hiệu · Trích yếu", "1 · 01-KL/TU · về công tác dân vận",
    ]  # fmt: skip


def test_cells_of_a_workbook_are_read_as_shown(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ("Xã", "Họp", "6 giờ"), (None, "Ghi"), ("Tổng",):
        sheet.append(row)
    sheet.merge_cells("A1:A2")
    sheet["C1"].font = Font(strike=True)
    moment = datetime(2025, 6, 5, 7, 3)  # noqa: DTZ001 - Excel knows no zones
    shown = (
        (moment, "mm-dd-yy", "05/06/2025"), (moment, "d/m/yy h:mm", "5/6/25 7:03"),
        (moment, '"Ngày "dd" tháng "mm', "Ngày 05 tháng 06"), (moment, "d-mmm-yy", "05/06/2025"),
        (0.155, "0.0%", "15,5%"), (0.155, "0%", "16%"), (1200000, '#,##0" đồng"', "1.200.000 đồng"),
        (0.1 + 0.2, "General", "0,3"), (7, "000", "007"), (2.0, "General", "2"),
        (0.5, "# ?/?", "0,5"),
    )  # fmt: skip
    for place, (value, form, _) in enumerate(shown, 4):
        cell = sheet.cell(place, 1, value)
        cell.number_format = form
    book.create_sheet("ẩn").append(["Ẩn"])
    book["ẩn"].sheet_state = "hidden"
    book.save(tmp_path / "a.xlsx")
    source = read_source(tmp_path / "a.xlsx")
    texts = [line.text for line in source.lines]
    assert texts == ["Xã · Họp", "Xã · Ghi", "Tổng", *(text for *_, text in shown)]
    assert source.warnings == (STRUCK,)


def test_tcvn3_is_read_and_the_mark_between_cells_is_no_letter_of_it(tmp_path):
    book = openpyxl.Workbook()
    book.active.append([SPOILT, "\u00a7\u00b6ng"])
    book.save(tmp_path / "a.xlsx")
    source = read_source(tmp_path / "a.xlsx")
    (line,) = source.lines
    assert line.text == "Cán bộ đảng viên phải đi họp để báo cáo · Đảng"
    assert source.warnings == ("read as TCVN3 (ABC)",)


def test_bad_ones_say_why(tmp_path, monkeypatch):
    def reason(name):
        with pytest.raises(UnreadableFileError) as caught:
            read_source(tmp_path / name)
        return str(caught.value)

    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    for name in ("a.odt", "a.docx"):
        shutil.copy(tmp_path / "a.xlsx", tmp_path / name)
    archived = "is an archive of other files, not"
    assert reason("a.xlsx") == f"it is named .xlsx but {archived} an Excel workbook"
    assert reason("a.odt") == f"it is named .odt but {archived} an OpenDocument text"
    assert reason("a.docx") == f"it is named .docx but {archived} a Word document"
    (tmp_path / "a.rtf").write_bytes(b"{\\rtf1 }")
    assert reason("a.rtf") == "there is no text in it"
    write_odt(tmp_path / "b.odt", "<broken")
    assert reason("b.odt") == "the .odt is damaged or encrypted"
    write_odt(tmp_path / "b.odt", "<x/>")
    assert reason("b.odt") == "the .odt has no text"
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<broken")
    assert reason("b.xlsx") == "the .xlsx is damaged: no program can open it"
    monkeypatch.setattr(workbook, "_MOST_ROWS", 1)
    book = openpyxl.Workbook()
    for row in ("Một", "Hai"):
        book.active.append([row])
    book.save(tmp_path / "c.xlsx")
    assert reason("c.xlsx") == "it has more than the 1 rows that are read"
