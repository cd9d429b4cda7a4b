"""Documents of one collection, through the commands: what replaces what, and what is a copy."""

import json

import pytest

from index.generation import open_generation
from index.records import FILE, Records
from scripts import ask, build_index

OLD = """\
TỈNH ỦY BÌNH NGUYÊN
Số 12-QĐ/TU
Bình Nguyên, ngày 3 tháng 2 năm 2019

QUY ĐỊNH
về chế độ họp của chi bộ khu phố

Điều 1. Thời gian họp
Chi bộ khu phố họp định kỳ mỗi tháng một lần vào ngày mồng ba, do bí thư chi bộ chủ trì.

Điều 2. Hiệu lực
Quy định này có hiệu lực từ ngày ký.
"""
NEW = """\
TỈNH ỦY BÌNH NGUYÊN
Số 45-QĐ/TU
Bình Nguyên, ngày 6 tháng 5 năm 2024

QUY ĐỊNH
về chế độ họp của chi bộ khu phố

Điều 1. Thời gian họp
Chi bộ khu phố họp định kỳ mỗi tháng một lần vào ngày mồng năm, do bí thư chi bộ chủ trì.

Điều 2. Hiệu lực
Quy định này thay thế Quy định số 12-QĐ/TU ngày 03/02/2019 của Tỉnh ủy.
"""
GUIDE = """\
BAN TỔ CHỨC TỈNH ỦY BÌNH NGUYÊN
Số 7-HD/BTCTU
Bình Nguyên, ngày 9 tháng 9 năm 2024

HƯỚNG DẪN
thực hiện Quy định số 45-QĐ/TU ngày 06/5/2024 của Tỉnh ủy

Các chi ủy chuẩn bị nội dung sinh hoạt trước ba ngày.
"""
PAGE = """<html><head><title>Tin</title></head><body><article><h1>Quy định mới về họp chi bộ</h1>
<p>Chiều nay, phóng viên dự hội nghị tại hội trường lớn, lượt xem 25. Phát biểu tại hội nghị, lãnh
đạo nhấn mạnh, quy định mới giúp các khu phố sinh hoạt đều hơn; đã khai mạc hội nghị.</p>
{}</article></body></html>"""
QUESTION = "Chi bộ khu phố họp vào ngày nào?"
NAMED = "Quy định số 12-QĐ/TU: chi bộ khu phố họp định kỳ vào ngày nào?"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "documents").mkdir()
    monkeypatch.setenv("DOCUMENTS_DIR", str(tmp_path / "documents"))
    monkeypatch.setenv("INDEX_DIR", str(tmp_path / "index"))
    monkeypatch.delenv("ENCODER", raising=False)
    return tmp_path / "documents"


@pytest.fixture
def build(folder, capsys):
    def build():
        capsys.readouterr()
        assert build_index.main(["--json"]) == 0
        out, err = capsys.readouterr()
        return json.loads(out), err

    return build


@pytest.fixture
def hits(folder, tmp_path, capsys):
    def hits(question=QUESTION):
        capsys.readouterr()
        assert ask.main(["--index", str(tmp_path / "index"), "--json", "--top", "9", question]) == 0
        found = json.loads(capsys.readouterr().out)["hits"]
        return {hit["file"]: (hit["status"], hit["replaced_by"]) for hit in found}

    return hits


def test_a_document_is_replaced_when_another_comes_and_in_force_when_it_goes(folder, build, hits):
    (folder / "cu.txt").write_text(OLD, "utf-8")
    build()
    assert hits() == {"cu.txt": (None, None)}
    (folder / "moi.txt").write_text(NEW, "utf-8")
    report, _ = build()
    assert (report["added"], report["changed"], report["unchanged"]) == (1, 0, 1)
    assert [*hits().items()] == [  # the newer wording first
        ("moi.txt", (None, None)), ("cu.txt", ("được thay thế", "45-QĐ/TU")),
    ]  # fmt: skip
    assert next(iter(hits(NAMED))) == "cu.txt"
    (folder / "moi.txt").unlink()
    build()
    assert hits() == {"cu.txt": (None, None)}


def test_the_catalogue_wins_over_what_texts_say(folder, build, hits):
    (folder / "cu.txt").write_text(OLD, "utf-8")
    (folder / "moi.txt").write_text(NEW, "utf-8")
    (folder / "catalog.csv").write_text("file,status\ncu.txt,còn hiệu lực\n", "utf-8")
    build()
    assert hits()["cu.txt"] == ("còn hiệu lực", None)


def test_people_are_told_in_words(folder, build, capsys, tmp_path):
    for name, text in (("cu", OLD), ("moi", NEW), ("hd", GUIDE)):
        (folder / f"{name}.txt").write_text(text, "utf-8")
    build()
    assert ask.main(["--index", str(tmp_path / "index"), NAMED]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert (
        "Văn bản này đã được thay thế bằng Quy định số 45-QĐ/TU. Văn bản mới: Quy định số "
        "45-QĐ/TU ngày 06/05/2024 của Tỉnh ủy Bình Nguyên về chế độ họp của chi bộ khu phố"
    ) in said
    records = Records(open_generation(tmp_path / "index").path / FILE)
    key = {entry.id: entry.key for entry in records.entries()}
    assert [entry.id for entry in records.standing(key["moi"]).guided_by] == ["hd"]


def test_a_copy_is_no_second_answer_until_what_it_copies_goes(folder, build, hits, tmp_path):
    (folder / "a.txt").write_text(OLD, "utf-8")
    (folder / "ban-sao.md").write_text(OLD.replace("Điều 1.", "**Điều 1.**"), "utf-8")
    report, err = build()
    assert report["copies"] == [["ban-sao.md", "a.txt"]]
    assert "copy: ban-sao.md: the same document as a.txt\n" in err
    assert [*hits()] == ["a.txt"]
    records = Records(open_generation(tmp_path / "index").path / FILE)
    (entry,) = records.entries()
    assert records.standing(entry.key).copies == ("ban-sao.md",)
    report, err = build()  # nothing changed, and it is still said
    assert (report["published"], report["copies"]) == (False, [["ban-sao.md", "a.txt"]])
    (folder / "a.txt").unlink()
    report, _ = build()
    assert (report["unchanged"], report["copies"]) == (1, [])
    assert [*hits()] == ["ban-sao.md"]


def test_what_only_one_copy_holds_is_still_found(folder, build, hits, tmp_path):
    (folder / "a.txt").write_text(OLD, "utf-8")
    annex = "Phụ lục\nMẫu sổ ghi biên bản sinh hoạt gồm tám cột, đóng dấu giáp lai của đảng ủy.\n"
    (folder / "b.txt").write_text(OLD + annex, "utf-8")
    report, _ = build()
    assert report["copies"] == [["b.txt", "a.txt"]]
    assert [*hits()][:1] == ["a.txt"]
    records = Records(open_generation(tmp_path / "index").path / FILE)
    rows = [row for row in range(records.passages) if row not in records.silent()]
    quoted = [passage.text for passage in records.passages_at(rows)]
    assert len(set(quoted)) == len(quoted)
    assert "mồng ba" not in quoted[-1]
    assert [*hits("mẫu sổ ghi biên bản sinh hoạt gồm mấy cột")][:1] == ["b.txt"]


def test_the_name_that_a_text_begins_with_answers_nothing(folder, build, tmp_path):
    (folder / "cu.txt").write_text(OLD, "utf-8")
    (folder / "can-cu.txt").write_text(
        NEW.replace("Điều 1.", "Căn cứ Điều lệ Đảng;\n\nĐiều 1.", 1), "utf-8"
    )
    (folder / "ten.txt").write_text("TỈNH ỦY BÌNH NGUYÊN\nSố 99-KL/TU\n\nKẾT LUẬN\n", "utf-8")
    build()
    records = Records(open_generation(tmp_path / "index").path / FILE)
    (silent,) = records.passages_at(records.silent())
    # What the new one is based on is worth quoting, and the last file has nothing else.
    assert silent.text == OLD[: OLD.index("\n\nĐiều 1.")].replace("\n\n", "\n")


def test_a_portal_s_line_above_a_directive_is_not_quoted_as_its_words(
    folder, build, hits, tmp_path
):
    (folder / "a.txt").write_text(OLD, "utf-8")
    (folder / "trang.txt").write_text(f"Toàn văn quy định họp chi bộ khu phố\n{OLD}", "utf-8")
    report, _ = build()
    assert report["copies"] == [["trang.txt", "a.txt"]]
    assert [*hits("toàn văn quy định họp chi bộ khu phố")] == ["a.txt"]


def test_a_news_page_that_prints_a_directive_keeps_what_is_its_own(folder, build, hits):
    (folder / "a.txt").write_text(OLD, "utf-8")
    body = "".join(f"<p>{line}</p>\n" for line in OLD.splitlines() if line)
    (folder / "tin.html").write_text(PAGE.format(body), "utf-8")
    (folder / "catalog.csv").write_text("file,kind,number\ntin.html,news,\n", "utf-8")
    report, _ = build()
    assert report["copies"] == [["tin.html#2", "a.txt"]]  # the page's own words are a document
    assert [*hits()][:1] == ["a.txt"]
    own = "lãnh đạo nhấn mạnh quy định mới giúp khu phố sinh hoạt đều hơn"
    assert [*hits(own)][:1] == ["tin.html"]


def test_faults_of_the_catalogue_are_one_line_each(folder, build):
    (folder / "cu.txt").write_text(OLD, "utf-8")
    (folder / "catalog.csv").write_text(
        "file,issued_on,status,replaced_by\ncu.txt,2199-01-02,hết hiệu lựcc,99-QĐ/TU\nmất.txt,,,\n",
        "utf-8",
    )
    _, err = build()
    assert sorted(err.splitlines()) == [
        "rejected: catalog.csv#1: names mất.txt, which is not in this folder",
        "warning: cu.txt: replaced_by: there is no 99-QĐ/TU among the documents",
        "warning: cu.txt: status: «hết hiệu lựcc» is not understood; did you mean «hết hiệu lực»?",
        "warning: cu.txt: the date 2199-01-02 is in the future",
    ]
