"""The numbers that Word shows before paragraphs are part of what they say."""

import shutil
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from corpus.errors import UnreadableFileError
from corpus.old_word_lists import Level, unlike_levels
from corpus.readers import read_source
from corpus.word import read_docx

W = nsdecls("w")


def level(depth, form, text, more="", start=1):
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def definition(name, *levels):
    return f'<w:abstractNum w:abstractNumId="{name}">{"".join(levels)}</w:abstractNum>'


def refer(name, to, more=""):
    return f'<w:num w:numId="{name}"><w:abstractNumId w:val="{to}"/>{more}</w:num>'


def item(text, name=None, depth=None, style=None, more=""):
    said = "" if depth is None else f'<w:ilvl w:val="{depth}"/>'
    said += "" if name is None else f'<w:numId w:val="{name}"/>'
    said = f"<w:numPr>{said}</w:numPr>" if said else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    run = f"<w:r><w:t>{text}</w:t></w:r>" if text else ""
    return f"<w:p><w:pPr>{named}{said}{more}</w:pPr>{run}</w:p>"


def style(name, numbering, base=None, kind="paragraph"):
    rests = f'<w:basedOn w:val="{base}"/>' if base else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{rests}<w:pPr>'
        f"<w:numPr>{numbering}</w:numPr></w:pPr></w:style>"
    )


def read(tmp_path, numbering, *blocks, styles=(), unlike=()):
    file = docx.Document()
    lists, body = file.part.numbering_part.element, file.element.body
    for old in list(lists):
        lists.remove(old)
    for xml in parse_xml(f"<w:numbering {W}>{numbering}</w:numbering>"):
        lists.append(xml)
    for xml in styles:
        file.styles.element.append(parse_xml(xml.replace(">", f" {W}>", 1)))
    for xml in blocks:
        body.insert(len(body) - 1, parse_xml(xml.replace(">", f" {W}>", 1)))
    file.save(tmp_path / "a.docx")
    return [line.text for line in read_docx(tmp_path / "a.docx", unlike).lines]


PLAIN = definition(0, level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)"))


def test_lists_of_one_definition_count_on_and_may_start_anew_once(tmp_path):
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>'
    lists = PLAIN + refer(1, 0) + refer(2, 0) + refer(3, 0, anew)
    items = [item("A", 1), item("B", 2), item("C", 3), item("D", 1), item("E", 3)]
    assert read(tmp_path, lists, *items) == ["1. A", "2. B", "7. C", "8. D", "9. E"]


def test_a_level_may_be_written_otherwise_in_one_list(tmp_path):
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "Mục %1")}</w:lvlOverride>'
    lists = PLAIN + refer(1, 0) + refer(2, 0, other)
    assert read(tmp_path, lists, item("A", 1), item("B", 2)) == ["1. A", "Mục II B"]


@pytest.mark.parametrize(
    ("after", "expected"),
    [(None, ["1. A", "a) x", "2. B", "a) y"]), (0, ["1. A", "a) x", "2. B", "b) y"])],
)
def test_deeper_items_start_again_unless_told_not_to(tmp_path, after, expected):
    more = "" if after is None else f'<w:lvlRestart w:val="{after}"/>'
    two = definition(0, level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)", more))
    items = [item("A", 1, 0), item("x", 1, 1), item("B", 1, 0), item("y", 1, 1)]
    assert read(tmp_path, two + refer(1, 0), *items) == expected


def test_each_form_is_written_as_it_is_shown(tmp_path):
    forms = [
        level(0, "decimalZero", "%1."), level(1, "upperRoman", "%2/", start=49),
        level(2, "decimal", "%2.%3.", "<w:isLgl/>"), level(3, "none", "Phụ lục"),
        level(4, "bullet", "+"), level(5, "bullet", "\uf0b7"),
        level(6, "upperLetter", "%7)", start=27),
    ]  # fmt: skip
    items = [item("x", 1, depth) for depth in range(len(forms))]
    assert read(tmp_path, definition(0, *forms) + refer(1, 0), *items) == [
        "01. x", "XLIX/ x", "49.1. x", "Phụ lục x", "+ x", "- x", "AA) x",
    ]  # fmt: skip


def test_a_level_passed_over_counts_as_begun_and_bullets_part_what_is_below_them(tmp_path):
    two = definition(0, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2."))
    items = [item("sâu", 1, 1), item("cạn", 1, 0), item("sâu", 1, 1)]
    assert read(tmp_path, two + refer(1, 0), *items) == ["1.1. sâu", "2. cạn", "2.1. sâu"]
    two = definition(0, level(0, "bullet", "-"), level(1, "decimal", "%2."))
    items = [item("A", 1, 0), item("x", 1, 1), item("B", 1, 0), item("y", 1, 1)]
    assert read(tmp_path, two + refer(1, 0), *items) == ["- A", "1. x", "- B", "1. y"]


def test_a_level_without_a_number_takes_its_full_stop_away(tmp_path):
    two = definition(0, level(0, "none", "Mục"), level(1, "decimal", "%1.%2."))
    items = [item("A", 1, 0), item("x", 1, 1)]
    assert read(tmp_path, two + refer(1, 0), *items) == ["Mục A", "1. x"]


def test_styles_number_headings_those_that_rest_on_them_too(tmp_path):
    chapters = definition(
        0,
        level(0, "upperRoman", "Chương %1.", '<w:pStyle w:val="C"/>'),
        level(1, "decimal", "Điều %2.", '<w:lvlRestart w:val="0"/><w:pStyle w:val="D"/>'),
    )
    number = '<w:numId w:val="1"/>'
    styles = (
        style("C", number),
        style("D", number),  # its level is that which names it
        style("E", "", base="D"),
        style("F", '<w:numId w:val="0"/>', base="D"),
    )
    blocks = [item("A", style=name) for name in "CDECDF"] + [item("B", depth=0, style="D")]
    assert read(tmp_path, chapters + refer(1, 0), *blocks, styles=styles) == [
        "Chương I. A", "Điều 1. A", "Điều 2. A", "Chương II. A", "Điều 3. A", "A", "Chương III. B",
    ]  # fmt: skip


def test_a_list_may_be_defined_by_a_style_of_lists(tmp_path):
    lists = (
        PLAIN
        + '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>'
        + refer(1, 0)
        + refer(2, 1)
    )
    styles = [style("L", '<w:numId w:val="1"/>', kind="numbering")]
    items = [item("A", 2), item("x", 2, 1), item("B", 1)]
    assert read(tmp_path, lists, *items, styles=styles) == ["1. A", "a) x", "2. B"]


def test_numbers_stand_in_cells_even_alone_and_empty_items_count(tmp_path):
    column = definition(1, level(0, "decimal", "%1"))
    cells = "".join(
        f"<w:tr><w:tc>{item('', 2)}</w:tc><w:tc>{item(text)}{item('việc', 1)}</w:tc></w:tr>"
        for text in ("Họp", "Báo cáo")
    )
    table = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>{cells}</w:tbl>"
    lists = PLAIN + column + refer(1, 0) + refer(2, 1)
    assert read(tmp_path, lists, item("A", 1), table, item("", 1), item("B", 1)) == [
        "1. A", "1 · Họp 2. việc", "2 · Báo cáo 3. việc", "5. B",
    ]  # fmt: skip


def test_what_is_deleted_does_not_count(tmp_path):
    gone = "<w:rPr><w:del/></w:rPr>"
    text = "<w:del><w:r><w:delText>Bỏ</w:delText></w:r></w:del>"
    deleted = item("", 1, more=gone).replace("</w:p>", f"{text}</w:p>")
    row = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{item('Bỏ', 1)}</w:tc></w:tr>"
    table = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{row}</w:tbl>"
    joined = (item("Hai ", 1, more=gone), item("nửa", 1, more=gone), item(" câu.", 1))
    blocks = [item("A", 1), deleted, table, *joined, item("B", 1)]
    assert read(tmp_path, PLAIN + refer(1, 0), *blocks) == ["1. A", "2. Hai nửa câu.", "3. B"]


def test_capitals_and_bold_are_known_by_style_and_numbers_are_shown_in_them(tmp_path):
    file = docx.Document()
    shouted = file.styles.add_style("Đề mục", 1)
    shouted.font.all_caps = shouted.font.bold = True
    file.add_paragraph("Phạm vi", style="Đề mục")
    file.add_paragraph("áp dụng", style="Đề mục").runs[0].font.all_caps = False
    labels = file.part.numbering_part.element.iter(qn("w:lvl"))
    for each in labels:
        each.append(parse_xml(f"<w:rPr {W}><w:caps/></w:rPr>"))
        each.find(qn("w:lvlText")).set(qn("w:val"), "Điều %1.")
    file.add_paragraph("Thẩm quyền", style="List Number")
    file.save(tmp_path / "a.docx")
    lines = read_docx(tmp_path / "a.docx").lines
    assert [(line.text, line.bold) for line in lines] == [
        ("PHẠM VI", True), ("áp dụng", True), ("ĐIỀU 1. Thẩm quyền", False),
    ]  # fmt: skip


OLD = Path(__file__).parent / "data" / "lists.doc"


def test_what_an_old_file_says_of_its_lists_is_not_lost_by_its_conversion(tmp_path):
    unlike = unlike_levels(OLD)  # «Điều» counts through the chapters, «1.1.» has no Roman figures
    assert unlike == [Level(1, "Điều %2.", 0, False), Level(2, "%1.%3.", 2, True)]
    converted = definition(
        0, level(0, "upperRoman", "Chương %1."), level(1, "decimal", "Điều %2."),
        level(2, "decimal", "%1.%3."),
    )  # fmt: skip
    blocks = [item(f"việc {depth}", 1, depth) for depth in (0, 1, 2, 0, 1, 2, 2)]
    assert read(tmp_path, converted + refer(1, 0), *blocks, unlike=unlike) == [
        "Chương I. việc 0", "Điều 1. việc 1", "1.1. việc 2",
        "Chương II. việc 0", "Điều 2. việc 1", "2.1. việc 2", "2.2. việc 2",
    ]  # fmt: skip


def test_lists_of_a_damaged_old_file_are_not_guessed(tmp_path):
    (tmp_path / "a.doc").write_bytes(OLD.read_bytes()[:9000])
    with pytest.raises(UnreadableFileError, match=r"what the \.doc says of its lists is damaged"):
        unlike_levels(tmp_path / "a.doc")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_an_old_file_is_numbered_as_word_does_and_an_admin_told():
    source = read_source(OLD)
    assert [line.text for line in source.lines if line.text.startswith("Điều")] == [
        "Điều 1. Phạm vi", "Điều 2. Cấp ủy",
    ]  # fmt: skip
    assert source.warnings == (
        "LibreOffice numbers items otherwise than Word («Điều %2.», «%1.%3.»): mended, check "
        "their numbers",
    )
