import pytest

from corpus.catalog import PLACE, digest, read_catalog

HEADER = "file,number,type,issuer,issued_on,title,source_url,status,replaced_by\n"


def catalog_of(tmp_path, data):
    (tmp_path / "catalog.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_catalog(tmp_path)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_rows_are_read_whatever_excel_wrote(tmp_path, mark, delimiter):
    text = mark + HEADER.replace(",", delimiter) + delimiter.join(
        ["a.txt", "1-KL/TU", "Kết luận", '"Bộ Chính trị, Ban Bí thư"', "2025-02-14", "", "",
        "thay thế", "b"]
    )  # fmt: skip
    catalog = catalog_of(tmp_path, text)
    assert catalog.problems == ()
    assert catalog.rows == {
        "a.txt": [{
            "number": "1-KL/TU", "type": "Kết luận", "issuer": "Bộ Chính trị, Ban Bí thư",
            "issued_on": "2025-02-14", "status": "thay thế", "replaced_by": "b",
        }]
    }  # fmt: skip


def test_missing_columns_and_no_catalogue_say_nothing(tmp_path):
    assert read_catalog(tmp_path).rows == {}
    assert catalog_of(tmp_path, "number,file\n,a.txt\n").rows == {"a.txt": [{}]}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name,number\na.txt,1\n", "its first line has no column «file»"),
        ("", "its first line has no column «file»"),
        (HEADER + ",1-KL/TU\n", "line 2 names no file"),
        (HEADER + "a.txt\na.txt\n", "line 3 names a.txt again; the first row counts"),
        (
            b"\x80\x81\xff" * 20,
            "it cannot be read: it is not text in UTF-8, UTF-16, Windows-1258, TCVN3 or VNI",
        ),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path, text, problem):
    assert catalog_of(tmp_path, text).problems == (problem,)


def test_a_digest_follows_what_a_row_says():
    assert digest([{"number": "1", "type": "x"}]) == digest([{"type": "x", "number": "1"}])
    assert digest([{"number": "1"}]) != digest([{"number": "2"}])


def test_a_file_has_a_row_for_each_document_in_it_by_number_or_by_place(tmp_path):
    text = "file,number,status\na.pdf,1-KL/TU,x\na.pdf,2-kl/tu,y\na.pdf#2,,z\na.pdf,2 - KL/TU,w\n"
    catalog = catalog_of(tmp_path, text)
    assert catalog.problems == ("line 5 names a.pdf again; the first row counts",)
    assert catalog.rows == {
        "a.pdf": [
            {"number": "1-KL/TU", "status": "x"}, {"number": "2-kl/tu", "status": "y"},
            {"status": "z", PLACE: "2"},
        ]
    }  # fmt: skip


def test_a_line_of_a_collection_is_no_place_in_it(tmp_path):
    assert list(catalog_of(tmp_path, "file,number\nc.jsonl#7,1-KL/TU\n").rows) == ["c.jsonl#7"]
