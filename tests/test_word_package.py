"""What Word opens is opened, though python-docx by itself would not."""

import zipfile

import docx
import pytest

from corpus.errors import UnreadableFileError
from corpus.word import read_docx

OFFICE = "http://schemas.openxmlformats.org/"
STRICT = [
    (f"{OFFICE}wordprocessingml/2006/", "http://purl.oclc.org/ooxml/wordprocessingml/"),
    (f"{OFFICE}officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/"),
    (f"{OFFICE}drawingml/2006/", "http://purl.oclc.org/ooxml/drawingml/"),
]
TYPE = "openxmlformats-officedocument.wordprocessingml.document.main+xml"
LOST = "".join(
    f'<Relationship Id="x{place}" Type="{OFFICE}officeDocument/2006/relationships/image"'
    f' Target="{target}"/>'
    for place, target in enumerate(("../NULL", "#_top", "/word/media/a.png"))
)


def changed(path, changes):
    """Write a Word file with changes in the text of its parts."""
    docx_path = path.with_name("whole.docx")
    file = docx.Document()
    file.add_paragraph("Điều 1. Lập tổ.")
    file.save(docx_path)
    with zipfile.ZipFile(docx_path) as whole, zipfile.ZipFile(path, "w") as target:
        for name in whole.namelist():
            data = whole.read(name)
            for old, new in changes if name.endswith((".xml", ".rels")) else ():
                data = data.replace(old.encode(), new.encode())
            target.writestr(name, data)


@pytest.mark.parametrize(
    "changes",
    [
        STRICT,
        [(TYPE, "ms-word.document.macroEnabled.main+xml")],
        [(TYPE, "ms-word.template.macroEnabledTemplate.main+xml")],
        [(TYPE, TYPE.replace("document.main", "template.main"))],
        [("</Relationships>", f"{LOST}</Relationships>")],
    ],
    ids=["strict", "macros", "template with macros", "template", "lost pictures"],
)
def test_a_file_that_word_opens_is_read(tmp_path, changes):
    changed(tmp_path / "a.docx", changes)
    assert [line.text for line in read_docx(tmp_path / "a.docx").lines] == ["Điều 1. Lập tổ."]


@pytest.mark.parametrize(
    "changes", [[(TYPE, "ms-excel")], [("<w:body>", "<")], [("w:body", "w:b")]]
)
def test_what_is_none_is_refused(tmp_path, changes):
    changed(tmp_path / "a.docx", changes)
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_docx(tmp_path / "a.docx")
