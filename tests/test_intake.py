import io
import zipfile

import pytest

from corpus.errors import UnreadableFileError
from corpus.intake import framed_pages, linked_files, suffix_of


def packed(*names):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "media", "suffix"),
    [
        (b"%PDF-1.7", "text/html", ".pdf"),
        (b"\n\n%PDF-1.4", "", ".pdf"),
        (b"\xd0\xcf\x11\xe0", "application/octet-stream", ".doc"),
        (b"\xff\xd8\xff\xe0", "image/jpeg", ".jpg"),
        (b"{\\rtf1", "", ".rtf"),
        (packed("word/document.xml"), "application/zip", ".docx"),
        (packed("mimetype", "content.xml"), "", ".odt"),
        (b"<!DOCTYPE HTML><p>x", "text/html", ".html"),
        ("<html><p>Điều".encode("utf-16"), "", ".html"),
        ("Điều 1. Phạm vi".encode(), "text/plain", ".txt"),
        ("# Điều 1".encode(), "text/markdown", ".md"),
    ],
)
def test_bytes_tell_their_format_whatever_they_are_called(data, media, suffix):
    assert suffix_of(data, media) == suffix


@pytest.mark.parametrize(
    ("data", "media", "said"),
    [
        (b"<html>log in", "application/pdf", "promises application/pdf: perhaps one to log in at"),
        ('{"a": "Số 15-QĐ/TU"}'.encode(), "application/json", "it is data for programs"),
        (packed("a.exe"), "", "it is an archive and no document; unpack it first"),
        (b"PK\x03\x04", "", "it is a damaged archive"),
        (b"\x80\x81\xff" * 99, "", "it is not text"),
    ],
)
def test_what_no_reader_reads_is_refused(data, media, said):
    with pytest.raises(UnreadableFileError, match=said):
        suffix_of(data, media)


def test_files_that_a_page_shows_come_before_those_it_links():
    page = """<body><a href="a.pdf#page=2">x</a>
      <a href='mailto:a@b.vn'>y</a> <a href="b.html">z</a>
      <a href='A.PDF?v=1'>x</a><a href="http://[.pdf">!</a><a href="file:///c.pdf">c</a>
      <iframe src="/xem?tep=%2Fvb%2F12.docx"></iframe><a href="a.pdf">x</a>"""
    assert linked_files(page.encode(), "https://x.vn/d/p.html") == (
        "https://x.vn/vb/12.docx", "https://x.vn/d/a.pdf", "https://x.vn/d/A.PDF?v=1",
    )  # fmt: skip


def test_a_page_without_any_has_none():
    assert linked_files(b"<p>x", "https://x.vn") == ()


def test_frames_of_the_same_host_may_hold_the_article():
    page = """<frameset><frame src="/noi-dung.aspx?id=4"></frameset>
      <iframe src="https://video.example/1"></iframe><iframe src="about:blank"></iframe>
      <iframe src="https://X.vn/noi-dung.aspx?id=4#top"></iframe><iframe src="http://["></iframe>"""
    assert framed_pages(page.encode(), "https://x.vn/d/p.html") == (
        "https://x.vn/noi-dung.aspx?id=4", "https://X.vn/noi-dung.aspx?id=4",
    )  # fmt: skip
