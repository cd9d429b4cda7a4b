import pytest

from corpus.errors import UnreadableFileError
from corpus.readers import read_source
from corpus.web_archive import pack, unpack

PAGES = [(f"https://a.vn/kl?page={n}", f"<p>Điều {n}.\r\n\x00\xff</p>".encode()) for n in (1, 2)]

BROWSERS = """From: <Saved by Blink>
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----x"

------x
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable
Content-Location: https://a.vn/kl

<html><body><p>=C4=90i=E1=BB=81u 1. Chi b=E1=BB=99 h=E1=BB=8Dp m=E1=BB=97i th=
=C3=A1ng m=E1=BB=99t l=E1=BA=A7n.</p><img src=3D"a.png"></body></html>
------x
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw==
------x
Content-Type: text/html

<p>A frame with an advertisement in it.</p>
------x--
"""


def test_pages_come_back_byte_for_byte():
    archive = pack(PAGES)
    assert unpack(archive) == [data for _, data in PAGES]
    assert archive == pack(PAGES)
    assert all(address.encode() in archive for address, _ in PAGES)


def test_what_a_browser_saved_is_the_page_without_its_frames(tmp_path):
    (tmp_path / "a.mht").write_text(BROWSERS)
    lines = read_source(tmp_path / "a.mht").lines
    assert [line.text for line in lines] == ["Điều 1. Chi bộ họp mỗi tháng một lần."]


@pytest.mark.parametrize("data", [b"x", b"<p>x", b"Content-Type: multipart/mixed; boundary=x\n\n"])
def test_what_holds_no_page_is_told(tmp_path, data):
    (tmp_path / "a.mhtml").write_bytes(data)
    with pytest.raises(UnreadableFileError, match=r"it is named \.mhtml but holds no web page"):
        read_source(tmp_path / "a.mhtml")
