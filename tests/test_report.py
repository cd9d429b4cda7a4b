"""The page of ``check_corpus --html``: what it says, that it is safe, how a browser shows it."""

import base64
import datetime
import html
import re
import shutil
from pathlib import Path

import pytest

from corpus import report
from scripts.check_corpus import main

BAD = "<script>alert(1)</script>"
HEAD = (
    "HUYỆN ỦY TÂN LẠC\n*\nSố {number}\nTân Lạc, ngày 03 tháng 6 năm 2024\n{kind}\n{title}\n-----\n"
)
BODY = "".join(
    f"Điều {n}. Việc thứ {n}\nChi bộ số {n} họp mỗi tháng một lần và báo cáo cấp ủy.\n"
    for n in range(1, 30)
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("văn bản")
    texts = {
        "a.txt": HEAD.format(number="1-KL/HU", kind="KẾT LUẬN", title=f"về đê điều {BAD}") + BODY,
        "b.txt": "Lượt xem: 12\n"
        + HEAD.format(number="2-QĐ/HU", kind="QUYẾT ĐỊNH", title="về nhân sự")
        + "Điều 1. Quyết định này có hiệu lực từ ngày 01/7/2024 và thay thế Kết luận số 1-KL/HU "
        "của Huyện ủy Tân Lạc.\nĐiều 2. Bãi bỏ Quyết định số 9-QĐ/HU từ ngày 01/9/2024.\n",
        "c <b>.txt": "Một dòng không có số, ngày.\n" * 3,
        "empty.txt": "",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def page(folder, tmp_path_factory):
    path = tmp_path_factory.mktemp("out") / "report.html"
    assert main([str(folder), "--html", str(path)]) == 0
    assert [one.name for one in path.parent.iterdir()] == ["report.html"]
    return path


def words(page):
    text = re.sub(r"(?s)<(script|style)>.*?</\1>|<[^>]+>", " ", page.read_text("utf-8"))
    return " ".join(html.unescape(text).split())


def test_it_says_what_was_understood(page, folder):
    said = words(page)
    for sentence in (
        f"What was understood of {folder}",
        "3 documents", "1 to check", "1 no longer in force", "1 rejected",
        "1-KL/HU Kết luận được thay thế", "Issuer Huyện ủy Tân Lạc Date 03/06/2024",
        "It is replaced by b.txt from 01/07/2024", "It replaces 1-KL/HU It",
        "In force from 01/07/2024", "It abolishes 9-QĐ/HU from 01/09/2024", "Outline 29 headings",
        "Điều 29. Việc thứ 29", "Left out 1 line Lượt xem: 12", "no number no date",
        "empty.txt rejected the file is empty (0 bytes) c <b>.txt to check no number; no date",
    ):  # fmt: skip
        assert sentence in said, sentence


def test_the_command_says_the_sums(folder, tmp_path, capsys):
    assert main([str(folder), "--html", str(tmp_path / "r.html")]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "3 documents, " in err
    assert main([str(folder), "--json", "--html", str(tmp_path / "r.html")]) == 0
    assert capsys.readouterr().out.count("\n") == 4


def test_a_place_that_cannot_be_written_is_one_line(folder, tmp_path):
    with pytest.raises(OSError, match="No such file"):  # scripts.command makes a line of it
        main([str(folder), "--html", str(tmp_path / "gone" / "r.html")])


def test_it_needs_nothing_but_itself_and_trusts_no_document(page):
    text = page.read_text("utf-8")
    assert BAD not in text
    assert html.escape(BAD) in text
    assert re.findall(r"""(?:src|href)=["'](?!#)""", text) == []
    assert "url(" not in text
    assert "@import" not in text
    assert text.count("<script") == 1


def entry(number, **fields):
    row = dict.fromkeys(
        ("document", "number", "type", "issuer", "place", "date", "signer", "title", "status",
         "replaced_by", "source_url", "copy_of", "pages", "rejected", "effective", "expires")
    )  # fmt: skip
    row |= {name: [] for name in ("relations", "done_to_it", "cited", "scans", "warnings")}
    row |= {"kind": "directive", "headings": 0, "passages": 1, "characters": 9}
    return {**row, "file": f"{number}.txt", "source": f"{number}.txt", **fields}


def render(rows):
    excerpts = {
        row["source"]: report.Excerpt((), ("x",), (), (), 1, 0, 0)
        for row in rows
        if not row["rejected"]
    }
    made = datetime.datetime(2026, 11, 22, 9, 30, tzinfo=datetime.UTC)
    return report.render(rows, excerpts, ["văn-bản"], made)


def test_its_size_is_bounded_and_what_to_check_is_shown_first(monkeypatch):
    monkeypatch.setattr(report, "CARDS", 2)
    text = render([*map(entry, range(4)), entry(4, warnings=["no date"])])
    assert re.findall(r'<article id="(\w+)"', text) == ["d0", "d4"]
    assert "2 of 5 documents are shown in full" in text
    assert [f"{n}.txt" in text for n in range(5)] == [True] * 5


def test_an_unsure_scan_stands_out():
    scans = [{"page": 1, "confidence": 0.93}, {"page": 2, "confidence": 0.41}]
    text = render([entry(1, scans=scans, pages=2)])
    assert re.findall(r'<li class="(\w*)"><span>(\d)</span>', text) == [("", "1"), ("unsure", "2")]
    assert "41 %" in text


def test_long_documents_are_cut():
    from corpus.document import Document, Heading
    from corpus.folder import Read

    text = "\n".join(f"Điều {n}." for n in range(1000))
    starts = [match.start() for match in re.finditer("Điều", text)]
    headings = tuple(Heading(at, at + 4, 1, "điều", None, "x" * 999) for at in starts)
    read = Read("a", "", Document("a", text, "a", headings=headings), (), ("y" * 999,) * 1000)
    found = report.excerpt(read)
    assert (found.lines, found.headings, found.removed) == (1000, 1000, 1000)
    assert len(repr(found)) < 40_000
    assert found.last[-1] == "Điều 999."


CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser(page, tmp_path_factory):
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    profile = tmp_path_factory.mktemp("profile")
    for flag in (*FLAGS, f"--user-data-dir={profile}", "--window-size=1280,900"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    driver.get(page.as_uri())
    yield driver
    driver.quit()


@pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="there is no chromium here")
class TestInABrowser:
    def shown(self, browser):
        return browser.execute_script(
            "return [...document.querySelectorAll('article, .first .rejected')]"
            ".filter(e => !e.hidden).map(e => (e.querySelector('.file') ?? e).textContent)"
        )

    def search(self, browser, text):
        browser.execute_script(
            "const s = document.getElementById('search'); s.value = arguments[0];"
            "s.dispatchEvent(new Event('input'))",
            text,
        )
        waited = "const done = arguments[0]; setTimeout(done, 200)"
        browser.execute_async_script(waited)
        return self.shown(browser)

    def test_it_opens_without_a_word_of_complaint(self, browser):
        assert browser.get_log("browser") == []
        assert "documents in" in browser.title
        assert self.shown(browser) == ["empty.txt", "a.txt", "b.txt", "c <b>.txt"]

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("de dieu", ["a.txt"]), ("NHÂN SỰ", ["b.txt"]), ("tan lac 2-qd", ["b.txt"]),
            ("no number", ["c <b>.txt"]), ("0 bytes", ["empty.txt"]), ("gì đó khác", []),
            ("", ["empty.txt", "a.txt", "b.txt", "c <b>.txt"]),
        ],
    )  # fmt: skip
    def test_searching_needs_no_diacritics(self, browser, text, shown):
        assert self.search(browser, text) == shown
        nothing = browser.find_element("id", "nothing")
        assert nothing.is_displayed() is (not shown)
        assert browser.find_element("id", "count").text == f"{len(shown)} of 4"

    @pytest.mark.parametrize(
        ("name", "shown"),
        [("check", ["c <b>.txt"]), ("over", ["a.txt"]), ("rejected", ["empty.txt"])],
    )
    def test_a_filter_shows_its_documents(self, browser, name, shown):
        browser.find_element("css selector", f"[data-filter={name}]").click()
        assert self.shown(browser) == shown
        first = browser.find_elements("css selector", ".first td")
        assert any(cell.is_displayed() for cell in first) is (name != "over")
        browser.find_element("css selector", "[data-filter=all]").click()

    def test_outlines_open_together(self, browser):
        button = browser.find_element("id", "expand")
        opened = "return [...document.querySelectorAll('.outline')].map(o => o.open)"
        button.click()
        assert set(browser.execute_script(opened)) == {True}
        button.click()
        assert set(browser.execute_script(opened)) == {False}

    def test_what_needs_script_is_not_shown_without(self, browser):
        def without_script(disabled):
            browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": disabled})
            browser.refresh()

        without_script(True)
        try:
            assert not browser.find_element("id", "search").is_displayed()
            assert browser.find_element("css selector", ".first .rejected").is_displayed()
        finally:
            without_script(False)
        assert browser.find_element("id", "search").is_displayed()

    def test_a_phone_need_not_scroll_sideways(self, browser):
        phone = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
        width = browser.execute_script("return document.documentElement.scrollWidth")
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        assert width == 360

    def test_paper_shows_everything_and_no_controls(self, browser, tmp_path):
        pdfium = pytest.importorskip("pypdfium2")
        printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
        path = Path(tmp_path / "a.pdf")
        path.write_bytes(base64.b64decode(printed["data"]))
        with pdfium.PdfDocument(path) as document:
            text = "".join(page.get_textpage().get_text_bounded() for page in document)
        assert "Việc thứ 29" in text
        assert "no longer in force" in text
        assert "Open outlines" not in text
        assert "Contents" not in text
