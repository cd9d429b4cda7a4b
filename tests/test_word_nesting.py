"""No word of a Word file is passed over, however it is nested; none that was deleted is quoted."""

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from corpus.errors import UnreadableFileError
from corpus.lines import STRUCK
from corpus.word import read_docx

W = nsdecls("w")
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def run(text, tag="t"):
    return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def box(text):
    return f"<w:pict><w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent></w:pict>"


def read(tmp_path, *paragraphs, cell=""):
    file = docx.Document()
    body = file.element.body
    for xml in paragraphs:
        body.insert(len(body) - 1, parse_xml(xml.replace(">", f" {W}>", 1)))
    if cell:
        paragraph = file.add_table(1, 1).rows[0].cells[0].paragraphs[0]
        paragraph._p.append(parse_xml(cell.replace(">", f" {W}>", 1)))
    file.save(tmp_path / "a.docx")
    source = read_docx(tmp_path / "a.docx")
    return [line.text for line in source.lines], source.warnings


@pytest.mark.parametrize(
    "wrapped",
    [
        f'<w:smartTag w:element="place"><w:smartTagPr/>{run("Bình Nguyên")}</w:smartTag>',
        f'<w:smartTag w:element="a"><w:smartTag w:element="b">{run("Bình Nguyên")}</w:smartTag>'
        "</w:smartTag>",
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run('Bình Nguyên')}</w:sdtContent></w:sdt>",
        f'<w:fldSimple w:instr="REF a">{run("Bình Nguyên")}</w:fldSimple>',
        f'<w:bdo w:val="ltr">{run("Bình Nguyên")}</w:bdo>',
    ],
    ids=["smart tag", "two", "control", "field", "direction"],
)
def test_words_in_wraps_stand_where_they_stood(tmp_path, wrapped):
    texts, warnings = read(tmp_path, f"<w:p>{run('Tỉnh ')}{wrapped}{run(' có chín xã.')}</w:p>")
    assert (texts, warnings) == (["Tỉnh Bình Nguyên có chín xã."], ())


def test_tracked_changes_are_read_as_accepted_and_told(tmp_path):
    changed = (
        f"<w:p>{run('Họp ')}<w:del>{run('hai', 'delText')}</w:del>"
        f"<w:ins>{run('ba')}</w:ins>{run(' lần.')}</w:p>"
    )
    texts, warnings = read(tmp_path, changed)
    assert texts == ["Họp ba lần."]
    assert warnings == ("it has tracked changes: read as if all were accepted",)


def test_the_mark_of_a_new_paragraph_is_no_change_of_words(tmp_path):
    marked = f"<w:p><w:pPr><w:rPr><w:ins/></w:rPr></w:pPr>{run('Một câu.')}</w:p>"
    assert read(tmp_path, marked) == (["Một câu."], ())


def test_text_boxes_come_before_their_paragraph_and_once(tmp_path):
    both = (
        f"<w:p><w:r><mc:AlternateContent {MC}><mc:Choice Requires='wps'>{box('Số 15-QĐ/TU')}"
        f"</mc:Choice><mc:Fallback>{box('Số 15-QĐ/TU')}</mc:Fallback></mc:AlternateContent></w:r>"
        f"{run('QUYẾT ĐỊNH')}</w:p>"
    )
    assert read(tmp_path, both) == (["Số 15-QĐ/TU", "QUYẾT ĐỊNH"], ())


def test_a_block_of_paragraphs_in_a_control_and_a_cell(tmp_path):
    block = f"<w:sdt><w:sdtContent><w:p>{run('Điều 1. Lập tổ.')}</w:p></w:sdtContent></w:sdt>"
    texts, _ = read(tmp_path, block, cell=f"<w:ins>{run('Ô thứ nhất')}</w:ins>")
    assert texts == ["Điều 1. Lập tổ.", "Ô thứ nhất"]


def test_signs_of_symbol_fonts_and_turns_of_pages_are_read(tmp_path):
    signs = '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + run(" 50% ")
    signs += '<w:r><w:rPr><w:rFonts w:hAnsi="Wingdings"/></w:rPr><w:t>\uf0a8</w:t></w:r>'
    signs += '<w:r><w:sym w:font="Webdings" w:char="F0FE"/></w:r>'  # unknown
    turned = '<w:r><w:t>họp</w:t><w:br w:type="page"/><w:t>Số 15</w:t><w:noBreakHyphen/></w:r>'
    number = run("QĐ\u2011TU")
    texts, _ = read(tmp_path, f"<w:p>{run('Đạt ')}{signs}{turned}{number}</w:p>")
    assert texts == ["Đạt ≥ 50% □họp", "Số 15-QĐ-TU"]


def test_an_admin_is_told_of_formulas_and_of_pages_that_are_pictures(tmp_path):
    formula = f"<m:oMath {nsdecls('m')}><m:r><m:t>a</m:t></m:r></m:oMath>"
    paragraph = f"<w:p>{run('Tỷ lệ = ')}{formula}</w:p>"
    assert read(tmp_path, paragraph) == (["Tỷ lệ ="], ("it has formulas, which are not read",))
    with pytest.raises(UnreadableFileError, match="holds pictures and no text"):
        read(tmp_path, "<w:p><w:r><w:drawing/></w:r></w:p>")


def test_contents_and_what_is_to_fill_in_are_no_text(tmp_path):
    contents = (
        "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/>"
        f"</w:docPartObj></w:sdtPr><w:sdtContent><w:p>{run('Điều 1 … 3')}</w:p></w:sdtContent>"
        "</w:sdt>"
    )
    empty = (
        "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        f"{run('Click here')}</w:sdtContent></w:sdt>{run('Một câu.')}</w:p>"
    )
    assert read(tmp_path, contents, empty) == (["Một câu."], ())


def test_tables_within_a_cell_are_read_where_they_stand(tmp_path):
    file = docx.Document()
    cell = file.add_table(1, 2).rows[0].cells[1]
    file.tables[0].rows[0].cells[0].text = "1"
    cell.text = "Việc gồm:"
    inner = cell.add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Họp", "ba lần"
    cell.add_paragraph("hết.")
    file.save(tmp_path / "a.docx")
    (line,) = read_docx(tmp_path / "a.docx").lines
    assert line.text == "1 · Việc gồm: Họp · ba lần hết."


def test_hidden_words_are_not_quoted(tmp_path):
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>bảy</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>ba</w:t></w:r>'
    texts, _ = read(tmp_path, f"<w:p>{run('Họp ')}{hidden}{shown}{run(' lần.')}</w:p>")
    assert texts == ["Họp ba lần."]


def test_what_a_style_hides_or_strikes_through_is_not_quoted(tmp_path):
    file = docx.Document()
    for name, kind, mark in (("V", "character", "vanish"), ("S", "character", "dstrike"),
                             ("P", "paragraph", "strike")):  # fmt: skip
        style = f'<w:style {W} w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>'
        file.styles.element.append(parse_xml(f"{style}<w:rPr><w:{mark}/></w:rPr></w:style>"))
    paragraph = file.add_paragraph("Họp ")
    for text, style in (("hai", "V"), ("bốn", "S"), ("ba lần.", None)):
        paragraph.add_run(text, style)
    paragraph = file.add_paragraph("Bỏ cả câu.", "P")
    paragraph.add_run("Còn.").font.strike = False
    file.save(tmp_path / "a.docx")
    source = read_docx(tmp_path / "a.docx")
    assert [line.text for line in source.lines] == ["Họp ba lần.", "Còn."]
    assert source.warnings == (STRUCK,)


@pytest.mark.parametrize(("field", "told"), [("EQ \\f(1,2)", 1), ("SYMBOL 179", 1), ("REF a", 0)])
def test_an_admin_is_told_of_fields_that_hold_words_of_their_own(tmp_path, field, told):
    texts, warnings = read(tmp_path, f"<w:p>{run(field, 'instrText')}{run('Một câu.')}</w:p>")
    assert (texts, len(warnings)) == (["Một câu."], told)


def test_letters_that_are_put_higher_are_set_high(tmp_path):
    higher = '<w:r><w:rPr><w:position w:val="6"/></w:rPr><w:t>1</w:t></w:r>'
    level = '<w:r><w:rPr><w:position w:val="0"/></w:rPr><w:t>1</w:t></w:r>'
    years = f"<w:p>{run('Năm 2020')}{higher}{run(', 202')}{level}</w:p>"
    assert read(tmp_path, years) == (["Năm 2020¹, 2021"], ())
