import json

import pytest

from index.generation import open_generation
from index.records import FILE, Records
from scripts.build_index import main

TEXT = "KẾT LUẬN\n\nSố 1-KL/TU\n\nChi bộ họp mỗi tháng một lần vào ngày mồng ba."


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "a.txt").write_text(TEXT, "utf-8")
    monkeypatch.setenv("DOCUMENTS_DIR", str(tmp_path / "documents"))
    monkeypatch.setenv("INDEX_DIR", str(tmp_path / "index"))
    monkeypatch.delenv("ENCODER", raising=False)
    return tmp_path / "documents"


def test_the_summary_goes_to_stdout_and_rejected_files_to_stderr(folder, capsys):
    (folder / "b.txt").touch()
    assert main([]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Published 000001-")
    assert ": 1 document, 1 passage; 1 added, 0 changed, 0 removed, 0 unchanged, 1 rej" in out
    assert "rejected: b.txt: " in err
    assert main([]) == 0
    assert capsys.readouterr().out.startswith("Up to date: 1 document, 1 passage, nothing ")


def test_edited_new_and_deleted_files_are_followed(folder, tmp_path, capsys):
    (folder / "b.txt").write_text("Đảng phí đóng hằng tháng.", "utf-8")
    assert main([]) == 0
    (folder / "a.txt").write_text(TEXT.replace("mồng ba", "mồng năm"), "utf-8")
    (folder / "b.txt").unlink()
    (folder / "c.txt").write_text("Khen thưởng tổ chức đảng.", "utf-8")
    capsys.readouterr()
    assert main(["--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [report[name] for name in ("added", "changed", "removed", "unchanged")] == [1, 1, 1, 0]
    records = Records(open_generation(tmp_path / "index").path / FILE)
    quotes = [passage.text for passage in records.passages_at(range(records.passages))]
    assert quotes[0].endswith("mồng năm.")
    assert quotes[1:] == ["Khen thưởng tổ chức đảng."]


def test_json_is_one_object(folder, capsys):
    assert main(["--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["documents"], report["added"], report["published"]) == (1, 1, True)


def test_options_win_over_the_environment(folder, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.txt").write_text("Đảng phí đóng hằng tháng.", "utf-8")
    assert main([str(folder), str(other), "--index", str(tmp_path / "elsewhere")]) == 0
    assert (tmp_path / "elsewhere" / "CURRENT").exists()
    assert not (tmp_path / "index").exists()


def test_strict_fails_over_a_rejected_file(folder, tmp_path, capsys):
    (folder / "b.txt").touch()
    assert main(["--strict"]) == 1
    out, err = capsys.readouterr()
    assert (out, err[:17], err.count("\n")) == ("", "rejected: b.txt (", 1)
    assert not (tmp_path / "index" / "CURRENT").exists()


@pytest.mark.parametrize("kind", ["empty", "missing"])
def test_a_folder_without_documents_is_one_line_and_exit_1(tmp_path, capsys, kind):
    folder = tmp_path / kind
    if kind == "empty":
        folder.mkdir()
    assert main([str(folder), "--index", str(tmp_path / "index")]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert str(folder) in err


def test_wrong_usage_is_exit_2(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--nonsense"])
    assert stopped.value.code == 2
    assert "usage: python -m scripts.build_index" in capsys.readouterr().err
