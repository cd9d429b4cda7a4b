import csv
import io
import json
from itertools import pairwise
from pathlib import Path

import pytest
from pdf_writer import make_pdf, typed
from web_server import Site

from corpus import fetch
from corpus.folder import read_folders
from corpus.intake import read_bytes
from corpus.web_archive import unpack
from index.build import build
from index.encoders import open_encoder
from scripts import add_document
from scripts.add_document import main

HEAD = (
    "<p>HUYỆN ỦY TÂN LẠC</p><p>*</p><p>Số 31-KL/HU</p><p>ĐẢNG CỘNG SẢN VIỆT NAM</p>"
    "<p>Tân Lạc, ngày 03 tháng 6 năm 2024</p><p>KẾT LUẬN</p><p>về công tác dân vận</p><p>-----</p>"
)
SENTENCES = "".join(
    f"<p>Điều {n}. Việc thứ {n}</p><p>Chi bộ số {n} họp mỗi tháng một lần và báo cáo cấp ủy cấp "
    f"trên trực tiếp trước ngày {n}, bằng văn bản, kèm theo danh sách đảng viên vắng mặt.</p>"
    for n in range(1, 9)
)
PAGE = f"<html><body><nav>Trang chủ</nav>{HEAD}{SENTENCES}<footer>Bản quyền</footer></body></html>"
TITLE = "Kết luận mới về công tác dân vận"
NAME = "31-KL-HU-ve-cong-tac-dan-van.html"


@pytest.fixture
def site():
    site = Site()
    site.put("/kl31", PAGE)
    yield site
    site.close()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "documents").mkdir()
    return tmp_path / "documents"


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(fetch, "_PAUSE", 0.0)


def add(folder, *sources, yes=True):
    return main([*map(str, sources), "--documents", str(folder), *(["--yes"] if yes else [])])


def rows(folder):
    text = (folder / "catalog.csv").read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def files(folder):
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))


def test_a_page_is_shown_and_kept_as_it_came(site, folder, capsys):
    assert add(folder, f"{site.url}/kl31") == 0
    out = capsys.readouterr().out
    for line in (
        "  number  31-KL/HU", "  type    Kết luận", "  issuer  Huyện ủy Tân Lạc",
        "  date    2024-06-03", "  title   về công tác dân vận", "    Trang chủ", "    Bản quyền",
        "    Điều 1. Việc thứ 1", "    HUYỆN ỦY TÂN LẠC",
    ):  # fmt: skip
        assert line in out.split("\n"), line
    assert files(folder) == [NAME, "catalog.csv"]
    assert (folder / NAME).read_bytes() == PAGE.encode()
    (row,) = rows(folder)
    assert (row["file"], row["source_url"]) == (NAME, f"{site.url}/kl31")
    assert len(row["fetched_on"]) == len("2026-11-22")


def test_where_only_a_script_may_lead_on_is_told(site, folder, capsys):
    site.put("/kl31", PAGE.replace("<footer>", "<a href='javascript:go(2)'>Trang sau</a><footer>"))
    assert add(folder, f"{site.url}/kl31") == 0
    assert (
        "  to check: it may go on where «trang sau» leads, which only a browser follows"
    ) in capsys.readouterr().out.split("\n")


class TestAnArticleInPages:
    @pytest.fixture
    def pages(self, site):
        """Three pages: the first breaks off within the fifth Điều, the second after the sixth."""
        whole = HEAD + SENTENCES
        places = 0, whole.index(" báo cáo", whole.index("Điều 5.")), whole.index("<p>Điều 7."), None
        for number, (start, end) in enumerate(pairwise(places), 1):
            links = "".join(
                f"<a href='/kl31?page={n}'>{n}</a> " if n != number else f"<b>{n}</b> "
                for n in (1, 2, 3)
            ).replace("?page=1", "")
            text = f"<nav>Trang chủ</nav><h1>{TITLE}</h1><p>{whole[start:end]}</p>"
            site.put(
                "/kl31" + f"?page={number}" * (number > 1),
                f"<html><title>{TITLE}</title><body>{text}<p>Trang: {links}</p><footer>Bản quyền"
                "</footer></body></html>",
            )  # fmt: skip
        return [body for _, _, body in list(site.pages.values())[-3:]]

    def test_is_kept_with_all_of_them(self, site, folder, pages, capsys):
        assert add(folder, f"{site.url}/kl31") == 0
        out = capsys.readouterr().out.split("\n")
        place = out.index("  pages:")
        assert out[place + 1 : place + 4] == [
            f"    {site.url}/kl31", f"    {site.url}/kl31?page=2", f"    {site.url}/kl31?page=3",
        ]  # fmt: skip
        (row,) = rows(folder)
        assert (row["file"], row["source_url"]) == (
            NAME.replace("html", "mhtml"),
            f"{site.url}/kl31",
        )
        assert unpack((folder / row["file"]).read_bytes()) == pages
        (item,) = read_folders([folder])
        (alone,) = read_bytes(PAGE.encode(), ".html")
        assert item.document.text == f"{TITLE}\n{alone.document.text}"
        assert item.document.number == "31-KL/HU"

    def test_again_is_already_there(self, site, folder, pages, capsys):
        assert add(folder, f"{site.url}/kl31", f"{site.url}/kl31") == 0
        assert "already there as 31-KL-HU" in capsys.readouterr().out
        assert len(rows(folder)) == 1

    @pytest.mark.parametrize("page", [2, 3])
    @pytest.mark.parametrize(
        ("reply", "said"),
        [
            (("", 404), "{0}/kl31?page={1} answers 404 (Not Found)"),
            (("%PDF-1.7", 200), "{0}/kl31?page={1} is no web page"),
            (("<html><body><p>Hết", 200), "page {1} has no text of its own"),
        ],
    )
    def test_is_not_kept_where_one_fails(self, site, folder, pages, capsys, page, reply, said):
        site.put(f"/kl31?page={page}", reply[0], status=reply[1])
        assert add(folder, f"{site.url}/kl31") == 1
        err = capsys.readouterr().err
        assert err.startswith(
            (f"page {page} of {site.url}/kl31: ", f"{site.url}/kl31: page {page}")
        )
        assert err.endswith(said.format(site.url, page) + "\n")
        assert files(folder) == []

    def test_keeps_to_robots(self, site, folder, pages, capsys):
        site.put("/robots.txt", "User-agent: *\nDisallow: /*?page=\n")
        assert add(folder, f"{site.url}/kl31") == 1
        assert "page=2 may not be fetched by programs (robots.txt)" in capsys.readouterr().err

    def test_is_added_by_its_first(self, site, folder, pages, capsys):
        assert add(folder, f"{site.url}/kl31?page=2") == 1
        assert capsys.readouterr().err == (
            f"{site.url}/kl31?page=2 is a later page of {site.url}/kl31: add that one\n"
        )

    def test_has_no_end_of_pages(self, site, folder, pages, capsys, monkeypatch):
        monkeypatch.setattr(add_document, "_MOST_PAGES", 2)
        assert add(folder, f"{site.url}/kl31") == 1
        assert capsys.readouterr().err == f"{site.url}/kl31 has more than 2 pages\n"

    def test_misses_none(self, site, folder, pages, capsys):
        site.put("/kl31", site.pages["/kl31"][2].replace(b"?page=2'>2", b"?page=4'>4"))
        assert add(folder, f"{site.url}/kl31") == 1
        assert capsys.readouterr().err == f"{site.url}/kl31 does not lead to its page 2\n"

    def test_is_one_page_where_the_pager_is_that_of_a_list(self, site, folder, capsys):
        for path, other in (("/kl31", "Tin thứ nhất"), ("/kl31?page=2", "Tin thứ hai")):
            pager = f"<p>Tin khác</p><a href='/1'>{other}</a><p>1 <a href='?page=2'>2</a></p>"
            site.put(path, PAGE.replace("<footer>", f"{pager}<footer>"))
        assert add(folder, f"{site.url}/kl31") == 0
        assert (
            f"  to check: {site.url}/kl31?page=2 is not taken for its page 2: "
            "page 2 says again what page 1 says"
        ) in capsys.readouterr().out.split("\n")
        assert files(folder) == [NAME, "catalog.csv"]


def test_a_build_knows_its_address(site, folder):
    add(folder, f"{site.url}/kl31")
    (item,) = read_folders([folder])
    assert item.document.source_url == f"{site.url}/kl31"


class TestAgain:
    def test_the_same_bytes_are_told(self, site, folder, capsys):
        add(folder, f"{site.url}/kl31")
        before = (folder / "catalog.csv").read_bytes()
        assert add(folder, f"{site.url}/kl31") == 0
        assert f"already there as {NAME}; nothing was added" in capsys.readouterr().out
        assert files(folder) == [NAME, "catalog.csv"]
        assert (folder / "catalog.csv").read_bytes() == before

    def test_and_the_same_text_with_another_counter(self, site, folder, capsys):
        site.put("/b", PAGE.replace("Bản quyền", "Lượt xem: 7"))
        assert add(folder, f"{site.url}/kl31", f"{site.url}/b") == 0
        assert f"{site.url}/b: already there as {NAME}" in capsys.readouterr().out

    def test_an_edited_page_gets_a_name_of_its_own(self, site, folder, capsys):
        add(folder, f"{site.url}/kl31")
        site.put("/kl31", PAGE.replace("danh sách", "bảng kê"))
        assert add(folder, f"{site.url}/kl31") == 0
        assert f"{NAME} came from this address earlier and reads" in capsys.readouterr().out
        assert files(folder) == [
            "31-KL-HU-ve-cong-tac-dan-van-2.html", NAME, "catalog.csv",
        ]  # fmt: skip
        assert len(rows(folder)) == 2

    def test_a_near_copy_is_shown(self, site, folder, capsys):
        (folder / "cu.txt").write_text(
            "Số 31-KL/HU\n" + SENTENCES.replace("<p>", "\n").replace("</p>", "") + "\nHết."
        )
        add(folder, f"{site.url}/kl31")
        assert "cu.txt" in capsys.readouterr().out


def test_what_an_index_knows_is_not_read_again(site, folder, tmp_path, monkeypatch, capsys):
    add(folder, f"{site.url}/kl31")
    build([folder], tmp_path / "index", open_encoder())
    monkeypatch.setenv("INDEX_DIR", str(tmp_path / "index"))
    monkeypatch.setattr(add_document, "copy_of", refuse_files(add_document.copy_of))
    site.put("/b", PAGE.replace("Bản quyền", "Lượt xem: 7"))
    assert add(folder, f"{site.url}/b") == 0
    assert f"already there as {NAME}" in capsys.readouterr().out


def refuse_files(copy_of):
    def guarded(document, source):
        assert not source.endswith(".html"), "it was read again"
        return copy_of(document, source)

    return guarded


class TestAPageAroundAFile:
    @pytest.fixture
    def pdf(self, site):
        lines = [f"{n}. Chi bo hop moi thang mot lan va bao cao cap uy cap tren." for n in range(9)]
        data = make_pdf([typed("*Quy che lam viec", *lines)])
        site.put("/vb/quy che.pdf", data, media="application/octet-stream")
        site.pages["/vb/quy%20che.pdf"] = site.pages["/vb/quy che.pdf"]
        return data

    @pytest.mark.parametrize(
        "body",
        [
            "<p>Toàn văn xem tại <a href='/vb/quy%20che.pdf#page=1'>đây</a>.</p>",
            "<iframe src='/viewer.html?file=/vb/quy%20che.pdf'></iframe>",
            "<base href='/vb/'><embed src='quy%20che.pdf'>",
        ],
    )
    def test_the_file_is_taken_instead(self, site, folder, pdf, body, capsys):
        site.put("/p", f"<html><body>{body}</body></html>")
        assert add(folder, f"{site.url}/p") == 0
        assert f"{site.url}/vb/quy%20che.pdf" in capsys.readouterr().out
        (row,) = rows(folder)
        assert row["source_url"] == f"{site.url}/vb/quy%20che.pdf"
        assert (folder / row["file"]).read_bytes() == pdf

    def test_a_page_that_says_it_all_is_kept_itself(self, site, folder, pdf):
        site.put("/p", PAGE.replace("<nav>", "<a href='/vb/quy%20che.pdf'>PDF</a><nav>"))
        add(folder, f"{site.url}/p")
        assert rows(folder)[0]["file"] == NAME


class TestAPageAroundAFrame:
    def test_the_framed_page_is_taken_instead(self, site, folder):
        site.put("/p", "<html><body><h1>Kết luận</h1><iframe src='/kl31'></iframe></body></html>")
        assert add(folder, f"{site.url}/p") == 0
        assert [row["source_url"] for row in rows(folder)] == [f"{site.url}/kl31"]

    def test_unless_the_page_says_something_itself(self, site, folder):
        site.put("/widget", PAGE)
        body = PAGE.replace("<nav>", "<iframe src='/widget'></iframe><nav>")
        site.put("/p", body.replace("31-KL", "32-KL"))
        assert add(folder, f"{site.url}/p") == 0
        assert site.asked[-1] == "/p"

    def test_not_for_ever(self, site, folder, capsys):
        site.put("/p", "<html><body><iframe src='/p?a'></iframe></body></html>")
        site.pages["/p?a"] = site.pages["/p"]
        assert add(folder, f"{site.url}/p") == 1
        assert "there is no text in it" in capsys.readouterr().err
        assert site.asked == ["/robots.txt", "/p", *["/p?a"] * 3]

    def test_what_only_a_script_would_show_is_no_text(self, site, folder, capsys):
        script = f"<script type='application/ld+json'>{json.dumps({'articleBody': PAGE})}</script>"
        site.put("/p", f"<html><body>{script}<div data-content='Điều 1.'></div></body></html>")
        assert add(folder, f"{site.url}/p") == 1
        assert capsys.readouterr().err == f"{site.url}/p: there is no text in it\n"


class TestAsking:
    @pytest.fixture(autouse=True)
    def terminal(self, monkeypatch):
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)

    @pytest.mark.parametrize(
        ("said", "kept"), [("y", True), ("YES", True), ("", False), ("n", False), (None, False)]
    )
    def test_only_a_yes_keeps(self, site, folder, monkeypatch, said, kept):
        asked = []

        def answer(question):
            asked.append(question)
            if said is None:
                raise EOFError
            return said

        monkeypatch.setattr("builtins.input", answer)
        assert add(folder, f"{site.url}/kl31", yes=False) == 0
        assert asked == [f"Keep it as {NAME}? [y/N] "]
        assert files(folder) == ([NAME, "catalog.csv"] if kept else [])


def test_without_a_terminal_nothing_is_fetched(site, folder, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert add(folder, f"{site.url}/kl31", yes=False) == 1
    assert capsys.readouterr().err == (
        "there is no terminal to ask on; --yes keeps without asking\n"
    )
    assert site.asked == []


class TestFiles:
    def test_a_file_is_kept_under_its_number(self, folder, tmp_path):
        (tmp_path / "a b.html").write_text(PAGE)
        assert add(folder, tmp_path / "a b.html") == 0
        assert files(folder) == [NAME, "catalog.csv"]
        assert rows(folder)[0]["source_url"] == ""

    @pytest.mark.parametrize(
        ("name", "data", "said"),
        [
            ("gone.txt", None, "there is no file"),
            ("a.jsonl", b"{}", "is a whole collection; put it into the folder as it is"),
            ("a.pdf", b"\xff\xd8\xff", "it is named .pdf but holds a JPEG picture"),
            ("a.txt", b"", "the file is empty (0 bytes)"),
        ],
    )
    def test_what_cannot_be_kept_is_told(self, folder, tmp_path, capsys, name, data, said):
        if data is not None:
            (tmp_path / name).write_bytes(data)
        assert add(folder, tmp_path / name) == 1
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert said in err
        assert files(folder) == []


@pytest.mark.parametrize(
    ("body", "media", "said"),
    [
        (PAGE, "application/pdf", "it is a web page where its server promises application/pdf"),
        (b"PK\x03\x04 nothing", "application/zip", "it is a damaged archive"),
        (b"\x00\x01\x02" * 50, "text/html", "it is a program or other data, and no text"),
        ("<html><body></body></html>", "text/html", "there is no text in it"),
        (json.dumps({}), "text/html", ""),
    ],
)
def test_what_is_no_document_is_told_and_the_rest_goes_on(site, folder, capsys, body, media, said):
    site.put("/bad", body, media=media)
    assert add(folder, f"{site.url}/bad", f"{site.url}/kl31") == 1
    _, err = capsys.readouterr()
    assert err.startswith(f"{site.url}/bad: {said}")
    assert err.count("\n") == 1
    assert files(folder) == [NAME, "catalog.csv"]


def test_a_row_that_cannot_be_written_leaves_nothing(site, folder, capsys):
    (folder / "catalog.csv").write_bytes("tệp;số\n".encode())
    assert add(folder, f"{site.url}/kl31") == 1
    assert capsys.readouterr().err == "the first line of catalog.csv has no column «file»\n"
    assert files(folder) == ["catalog.csv"]


def test_a_catalogue_may_be_there_before_any_document(site, folder):
    (folder / "catalog.csv").write_bytes(b"file,number\n")
    assert add(folder, f"{site.url}/kl31") == 0
    assert [row["file"] for row in rows(folder)] == [NAME]


def test_no_folder_is_made_up(site, tmp_path, capsys):
    assert add(tmp_path / "gone", f"{site.url}/kl31") == 1
    assert capsys.readouterr().err == f"there is no folder {tmp_path / 'gone'}\n"


def test_only_this_command_knows_the_network():
    root = Path(add_document.__file__).parents[1]
    users = {
        path.name
        for package in ("corpus", "index", "scripts")
        for path in (root / package).rglob("*.py")
        if "corpus.fetch import" in path.read_text("utf-8")
    }
    assert users == {"add_document.py"}
