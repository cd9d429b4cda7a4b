"""A head in the page header is the document's; its notes are its text; a running header is not."""

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls

from corpus.word import read_docx

NOTES = (
    f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>Đã sửa đổi.</w:t></w:r></w:p>'
    "</w:footnote></w:footnotes>"
)


def read(tmp_path, *header, body=("QUYẾT ĐỊNH", "Điều 1. Lập tổ."), notes=""):
    file = docx.Document()
    for text in header:
        file.sections[0].header.add_paragraph(text)
    for text in body:
        file.add_paragraph(text)
    if notes:
        name = PackURI("/word/footnotes.xml")
        part = Part(name, "application/xml", notes.encode(), file.part.package)
        file.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    file.save(tmp_path / "a.docx")
    return [line.text for line in read_docx(tmp_path / "a.docx").lines]


def test_a_head_in_the_page_header_comes_first(tmp_path):
    assert read(tmp_path, "TỈNH ỦY BÌNH NGUYÊN", "Số 15-QĐ/TU") == [
        "TỈNH ỦY BÌNH NGUYÊN", "Số 15-QĐ/TU", "QUYẾT ĐỊNH", "Điều 1. Lập tổ.",
    ]  # fmt: skip


@pytest.mark.parametrize("header", ["Sổ tay chi bộ", "Trang 3", "Số 15-QĐ/TU"])
def test_a_header_that_runs_on_every_page_is_no_text(tmp_path, header):
    body = ("Số 15-QĐ/TU", "QUYẾT ĐỊNH")
    assert read(tmp_path, header, body=body) == list(body)


def test_notes_stand_below_the_text_and_their_rules_do_not(tmp_path):
    assert read(tmp_path, notes=NOTES) == ["QUYẾT ĐỊNH", "Điều 1. Lập tổ.", "[1] Đã sửa đổi."]
