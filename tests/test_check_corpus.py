import json

import pytest

from scripts import check_corpus
from scripts.check_corpus import main

TEXT = (
    "TỈNH ỦY AN LỘC\n*\nSố 12-KL/TU\nĐẢNG CỘNG SẢN VIỆT NAM\nAn Lộc, ngày 4 tháng 3 năm "
    "2025\nKẾT LUẬN\n"
    "về công tác dân vận\n-----\nTheo Nghị quyết số 25-NQ/TW.\n" + "I- MỤC TIÊU\nMột câu văn.\n" * 3
)
LONG = TEXT + " ".join(f"chữ{number}" for number in range(200))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text(LONG)
    (tmp_path / "b.txt").write_text(LONG + " thêm")
    (tmp_path / "c.pdf").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "catalog.csv").write_text("file,status\na.txt,còn hiệu lực\n")
    return tmp_path


def test_json_has_one_object_a_file(folder, capsys):
    assert main([str(folder), "--json"]) == 0
    out, err = capsys.readouterr()
    first, second, third = map(json.loads, out.splitlines())
    assert {key: first[key] for key in first if key not in {"passages", "characters"}} == {
        "file": "a.txt", "source": "a.txt", "document": "a", "kind": "directive",
        "number": "12-KL/TU",
        "type": "Kết luận",
        "issuer": "Tỉnh ủy An Lộc", "date": "2025-03-04", "title": "về công tác dân vận",
        "status": "còn hiệu lực", "cited": ["25-NQ/TW"], "pages": None, "headings": 3,
        "warnings": [], "rejected": None, "place": "An Lộc", "signer": None, "replaced_by": None,
        "source_url": None, "copy_of": None, "relations": [], "done_to_it": [], "scans": [],
    }  # fmt: skip
    assert first["passages"] >= 1
    assert first["characters"] > 1000
    assert second["warnings"] == ["the same document as a.txt, which is quoted instead"]
    assert second["copy_of"] == "a.txt"
    assert set(third) == set(first)
    assert third["rejected"] == "it is named .pdf but holds a JPEG picture"
    assert third["number"] is None
    assert err == ""


def test_the_table_fits_and_names_what_to_check(folder, capsys):
    assert main([str(folder)]) == 0
    out, err = capsys.readouterr()
    assert max(map(len, out.splitlines())) <= 100
    assert "12-KL/TU" in out
    assert "rejected: c.pdf: it is named .pdf but holds a JPEG picture" in out
    assert "2 documents" in out
    assert "1 rejected" in out
    assert err == ""


def test_the_text_of_one_file_is_printed_as_quoted(folder, capsys):
    assert main(["--text", str(folder / "a.txt")]) == 0
    assert capsys.readouterr().out.startswith(
        "TỈNH ỦY AN LỘC\nSố 12-KL/TU\nĐẢNG CỘNG SẢN VIỆT NAM\n"
    )
    assert main(["--text", str(folder / "c.pdf")]) == 1
    assert capsys.readouterr().err == "c.pdf: it is named .pdf but holds a JPEG picture\n"


def test_what_cannot_be_done_is_one_line(tmp_path, capsys):
    assert main([str(tmp_path)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert main([str(tmp_path / "missing"), "--json"]) == 1
    assert "does not exist" in capsys.readouterr().err


@pytest.mark.parametrize(
    "argv", [["--nothing"], ["--text"], ["--text", "a", "b"], ["--text", "a", "--json"]]
)
def test_wrong_usage_exits_with_2(argv):
    with pytest.raises(SystemExit) as stopped:
        main(argv)
    assert stopped.value.code == 2


def test_the_table_says_from_when_what_holds(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(check_corpus, "_WIDTH", 400)
    act = TEXT + "Kết luận này có hiệu lực từ ngày 01/7/2199 và thay thế Kết luận số 9-KL/TU.\n"
    (tmp_path / "a.txt").write_text(act)
    (tmp_path / "b.txt").write_text(TEXT.replace("12-KL", "9-KL").replace("Một", "Hai"))
    assert main([str(tmp_path)]) == 0
    out = capsys.readouterr().out
    for words in (
        "(status: chưa có hiệu lực)", "(in force from 2199-07-01)", "(replaces 9-KL/TU)",
        "(replaced by a.txt from 2199-07-01)",
    ):  # fmt: skip
        assert words in out, words
