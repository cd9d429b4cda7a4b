import codecs

import pytest

from corpus import keep as module
from corpus.catalog import read_catalog
from corpus.document import Document
from corpus.errors import CorpusError
from corpus.keep import keep, same_bytes, stem_of

ROW = {"source_url": "https://a.vn/x;y,z", "fetched_on": "2026-11-22"}


class TestNames:
    @pytest.mark.parametrize(
        ("number", "title", "stem"),
        [
            ("862-KL/TU", "Về công tác dân vận", "862-KL-TU-ve-cong-tac-dan-van"),
            ("18/2024/QĐ-UBND", None, "18-2024-QD-UBND"),
            (None, "Đề án «../../etc/passwd»", "de-an-etc-passwd"),
            (None, "một hai ba bốn năm sáu bảy tám chín mười mười một mười hai ba", None),
            (None, None, "trang-tin"),
            (None, "CON", "van-ban-con"),
            (None, "…", "trang-tin"),
        ],
    )
    def test_they_are_plain_and_short(self, number, title, stem):
        document = Document("a", "x", "a.txt", number=number, title=title)
        found = stem_of(document, "trang tin")
        assert found == (stem or "mot-hai-ba-bon-nam-sau-bay-tam-chin-muoi-muoi-mot-muoi-hai")

    def test_without_any_there_is_still_one(self):
        assert stem_of(Document("a", "x", "a.txt"), "…") == "van-ban"

    def test_nothing_is_overwritten_and_no_id_changed(self, tmp_path):
        (tmp_path / "sub").mkdir()
        (tmp_path / "sub" / "A.pdf").write_bytes(b"1")
        assert keep(tmp_path, "a", ".html", b"2", ROW) == "a-2.html"
        assert keep(tmp_path, "a", ".txt", b"3", ROW) == "a-3.txt"
        assert (tmp_path / "a-2.html").read_bytes() == b"2"
        assert same_bytes(tmp_path, b"1") == "sub/A.pdf"
        assert same_bytes(tmp_path, b"4") is None


class TestCatalogue:
    @pytest.mark.parametrize(
        ("before", "after"),
        [
            (
                codecs.BOM_UTF8 + "file;title;source_url\r\na.txt;Một; \r\n".encode(),
                codecs.BOM_UTF8
                + "file;title;source_url;fetched_on\r\na.txt;Một; \r\n"
                'n.txt;;"https://a.vn/x;y,z";2026-11-22\r\n'.encode(),
            ),
            (
                b'Title,File,fetched_on\n"a ""b""\nc",a.txt,',
                b'Title,File,fetched_on,source_url\n"a ""b""\nc",a.txt,\n'
                b',n.txt,2026-11-22,"https://a.vn/x;y,z"\n',
            ),
            (
                b"file\tnumber\nb.txt\t1-KL/TU\n\n",
                b"file\tnumber\tsource_url\tfetched_on\nb.txt\t1-KL/TU\n\n"
                b"n.txt\t\thttps://a.vn/x;y,z\t2026-11-22\n",
            ),
        ],
    )
    def test_what_is_written_stays_byte_for_byte(self, tmp_path, before, after):
        (tmp_path / "catalog.csv").write_bytes(before)
        keep(tmp_path, "n", ".txt", b"x", ROW)
        assert (tmp_path / "catalog.csv").read_bytes() == after
        assert read_catalog(tmp_path).rows["n.txt"] == [{"source_url": ROW["source_url"]}]

    def test_utf16_stays_utf16(self, tmp_path):
        text = "file\tsource_url\tfetched_on\nkết.txt\t\t\n"
        (tmp_path / "catalog.csv").write_bytes(codecs.BOM_UTF16_LE + text.encode("utf-16-le"))
        keep(tmp_path, "n", ".txt", b"x", ROW)
        added = "n.txt\thttps://a.vn/x;y,z\t2026-11-22\n"
        assert (tmp_path / "catalog.csv").read_bytes().decode("utf-16") == text + added

    def test_a_new_one_opens_in_excel(self, tmp_path):
        keep(tmp_path, "n", ".txt", b"x", ROW)
        data = (tmp_path / "catalog.csv").read_bytes()
        assert data.startswith(codecs.BOM_UTF8 + b"file,number,type,issuer,issued_on,title,")
        assert data.endswith(b'n.txt,,,,,,"https://a.vn/x;y,z",,,,2026-11-22\r\n')

    @pytest.mark.parametrize(
        ("data", "said"),
        [("file,số\n".encode("cp1258", "replace") + b"\xff", "not in UTF-8"), (b"a,b\n", "«file»")],
    )
    def test_one_that_is_not_understood_is_left_alone(self, tmp_path, data, said):
        (tmp_path / "catalog.csv").write_bytes(data)
        with pytest.raises(CorpusError, match=said):
            keep(tmp_path, "n", ".txt", b"x", ROW)
        assert (tmp_path / "catalog.csv").read_bytes() == data
        assert not (tmp_path / "n.txt").exists()


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    write = module._write

    def fails(path, data):
        if path.name == "catalog.csv":
            raise OSError(28, "No space left on device")
        write(path, data)

    monkeypatch.setattr(module, "_write", fails)
    with pytest.raises(OSError, match="No space"):
        keep(tmp_path, "n", ".txt", b"x", ROW)
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".lock"] == []


def test_a_write_that_breaks_off_leaves_nothing_behind(tmp_path, monkeypatch):
    def broken(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.os, "fsync", broken)
    with pytest.raises(OSError, match="No space"):
        keep(tmp_path, "n", ".txt", b"x", ROW)
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".lock"] == []
