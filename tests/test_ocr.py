import ctypes

import numpy as np
import pytest
from PIL import Image, ImageDraw

from corpus import ocr
from corpus.document import Scan
from corpus.errors import UnreadableFileError
from corpus.folder import Read, read_folders
from corpus.layout import Box
from corpus.lines import Line
from corpus.ocr import Reading, listed, report
from corpus.page_picture import ink_outside, levelled, prepared, skew
from corpus.readers import read_source
from scripts import bench_ocr
from scripts.bench_ocr import distance, fonts, print_page, stamped, typeset

PARAGRAPHS = (
    "HƯỚNG DẪN",
    "về sinh hoạt chi bộ năm 2025",
    "Căn cứ Quy định số 294-QĐ/TW, ngày 26/5/2025, Tỉnh ủy hướng dẫn như sau:",
    "Điều 1. Chi bộ họp mỗi tháng một lần, do đồng chí bí thư chủ trì; khi cần thì họp thêm.",
    "Điều 2. Chi ủy báo cáo kết quả với đảng ủy cơ sở trước ngày 05 hằng tháng.",
)
HEAD = ("TỈNH ỦY BÌNH NGUYÊN", "ĐẢNG CỘNG SẢN VIỆT NAM", "Bình Nguyên, ngày 16 tháng 6 năm 2025")
installed = pytest.mark.skipif(ocr.missing() is not None, reason="needs tesseract with Vietnamese")


@pytest.fixture(scope="module")
def font():
    try:
        return fonts(13)
    except OSError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def printed(font):
    return next(typeset(PARAGRAPHS, 15))


def read(page, picture):
    reading = ocr.read_page(picture, 1)
    found = " ".join(line.text for line in reading.lines)
    return distance(page.text, found) / len(page.text), reading


class TestPictures:
    def page(self):
        """Return a page of even rows, as letters make them."""
        picture = Image.new("RGB", (1240, 1754), "white")
        draw = ImageDraw.Draw(picture)
        for top in range(200, 1500, 40):
            for left in range(150, 1100, 20):
                draw.rectangle((left, top, left + 11, top + 15), "#111111")
        return picture

    @pytest.mark.parametrize("degrees", [-5, -1.5, 0, 2, 4])
    def test_skew_is_found_and_undone(self, degrees):
        turned = prepared(self.page().rotate(degrees, fillcolor="white"))
        assert skew(turned) == pytest.approx(-degrees, abs=0.15)
        assert abs(skew(levelled(turned))) < 0.3

    def test_an_empty_page_is_level(self):
        assert skew(Image.new("L", (800, 1100), 255)) == 0

    def test_a_page_is_enlarged_to_300_dpi(self):
        assert prepared(self.page()).size == (2481, 3509)
        assert prepared(Image.new("L", (100, 140), 255)).size == (300, 420)  # and not without end
        assert prepared(Image.new("L", (6000, 8400), 255)).size == (2481, 3473)

    def test_coloured_ink_goes_and_black_under_it_stays(self):
        picture = Image.new("RGB", (2480, 3508), "white")
        draw = ImageDraw.Draw(picture)
        draw.rectangle((100, 100, 1100, 300), "#151515")
        draw.rectangle((100, 400, 400, 500), "#d8262c")
        pixels = np.array(picture)
        pixels[150:250, 200:300] = np.minimum(pixels[150:250, 200:300], (216, 38, 44))
        grey = np.asarray(prepared(Image.fromarray(pixels)))
        assert grey[450, 250] > 240
        assert grey[200, 250] < 100
        assert grey[200, 700] < 100

    def test_a_page_printed_in_colour_stays(self):
        picture = Image.new("RGB", (2480, 3508), "white")
        ImageDraw.Draw(picture).rectangle((100, 100, 1100, 300), "#1020a0")
        assert np.asarray(prepared(picture))[200, 700] < 128

    def test_ink_outside_words_is_told_without_ruled_lines(self):
        page = Image.new("L", (400, 400), 255)
        draw = ImageDraw.Draw(page)
        for left in range(0, 400, 40):  # ten marks of 20 by 20 dots, five of them read
            draw.rectangle((left, 100, left + 19, 119), 0)
        draw.line((0, 300, 399, 300), 0, 4)
        assert ink_outside(page, []) == 1
        assert ink_outside(page, [Box(0, 100, 180, 120)]) == pytest.approx(0.5)
        assert ink_outside(page, [Box(0, 90, 400, 130)]) == 0
        assert ink_outside(Image.new("L", (6, 6), 255), []) == 0

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
    def test_every_kind_of_picture_is_prepared(self, mode):
        assert prepared(Image.new("L", (1240, 1754), 255).convert(mode)).mode == "L"


class TestReport:
    LINES = (Line("x"),)

    def test_what_an_admin_is_told(self):
        scans, warnings = report([
            Reading(1, self.LINES, 0.96, (("862-KL/TU", "362-KL/TU"), ("13/7/2925",)), 0.01),
            Reading(2, self.LINES, 0.6, unread=0.2),
            Reading(4, (), 0.1),
        ])  # fmt: skip
        assert scans == (Scan(1, 0.96), Scan(2, 0.6))
        assert warnings == (
            "page read by OCR, check it: 1–2",
            "page read with low confidence: 2 (60%)",
            "page with ink that was not read, perhaps text under a stamp: 2",
            "page without text that can be read, left out: 4",
            "page 1 has numbers that are hard to read, the first reading is kept: "
            "«862-KL/TU» or «362-KL/TU», «13/7/2925»",
        )

    def test_runs_of_pages_are_shown_short(self):
        assert listed([1, 2, 3, 5, 8, 9]) == "1–3, 5, 8–9"

    @pytest.mark.parametrize(
        ("one", "other", "differ"),
        [
            ("862-KL/TU,", "862-KL/TU", False),
            ("862-KL/TU", "362-KL/TU", True),
            ("294-QĐ/TW", "294-QD/TW", True),
            ("26/5/2025", "26/5/2026.", True),
            ("5%", "5%,", False),
            ("(2025)", "2025", False),
        ],
    )
    def test_numbers_are_compared_by_what_counts(self, one, other, differ):
        assert ocr._differs(one, other) is differ


class TestMissing:
    def test_the_message_says_what_to_install(self, tmp_path, monkeypatch):
        Image.new("L", (100, 100), 255).save(tmp_path / "a.png")
        monkeypatch.setattr(ocr, "_languages", lambda: frozenset({"eng"}))
        monkeypatch.setattr(ocr.shutil, "which", lambda _: "/usr/bin/tesseract")
        with pytest.raises(UnreadableFileError, match=r"^a scan; tesseract has no Vietnamese:"):
            read_source(tmp_path / "a.png")
        monkeypatch.setattr(ocr.shutil, "which", lambda _: None)
        with pytest.raises(UnreadableFileError, match=r"^a scan; tesseract is not installed:"):
            read_source(tmp_path / "a.png")


@installed
class TestReading:
    def test_a_stamped_page_is_read_with_its_head_in_columns(self, printed):
        wrong, reading = read(printed, stamped(print_page(printed, 200)))
        assert wrong < 0.02
        assert reading.confidence > 0.9
        texts = [line.text for line in reading.lines]
        assert all(text in texts for text in (*HEAD, "Số 15-HD/TU", *PARAGRAPHS[:2]))

    def test_text_under_a_stamp_in_grey_is_read_and_the_page_listed(self, font):
        rule = "Điều {0}. Chi bộ thôn số {0} họp mỗi tháng một lần, do đồng chí bí thư chủ trì."
        page = next(typeset([rule.format(n) for n in range(1, 20)], 15))
        _, reading = read(page, stamped(print_page(page, 200)).convert("L"))
        found = " ".join(line.text for line in reading.lines)
        assert [n for n in range(1, 14) if f"thôn số {n} họp" not in found] == []
        assert any(warning.startswith("page with ink") for warning in report([reading])[1])

    def test_a_page_that_nobody_can_read_is_left_out(self, printed):
        page = print_page(printed, 200)
        small = page.resize((page.width // 5, page.height // 5))
        assert read(printed, small)[1].lines == ()

    def test_a_page_on_its_side_is_turned(self, printed):
        wrong, _ = read(printed, print_page(printed, 200).rotate(90, expand=True))
        assert wrong < 0.02

    def test_a_scanned_document_says_what_it_is_and_which_pages(self, printed, tmp_path):
        page = print_page(printed, 200)
        blank = Image.new("RGB", page.size, "white")
        page.save(tmp_path / "a.tiff", save_all=True, append_images=[blank], dpi=(200, 200))
        page.copy().save(tmp_path / "b.pdf", resolution=200)
        scan, pdf = read_folders([tmp_path])
        for item in (scan, pdf):
            assert isinstance(item, Read)
            document = item.document
            assert (document.number, document.type) == ("15-HD/TU", "Hướng dẫn")
            assert document.date.isoformat() == "2025-06-16"
            assert [heading.label for heading in document.headings] == ["Điều 1", "Điều 2"]
            assert [s.page for s in document.scans] == [1]
            assert document.scans[0].confidence > 0.9
        assert len(scan.document.pages) == 2
        assert "page without text that can be read, left out: 2" in scan.warnings

    def test_who_signed_a_scan_does_not_stand_for_its_text(self, printed, tmp_path):
        pdfium = pytest.importorskip("pypdfium2")
        print_page(printed, 200).save(tmp_path / "scan.pdf", resolution=200)
        with pdfium.PdfDocument(tmp_path / "scan.pdf") as document:
            page = document[0]
            for place, text in enumerate(("Scanned by a telephone", "Signed: Van phong Tinh uy")):
                line = pdfium.raw.FPDFPageObj_NewTextObj(document, b"Helvetica", 8)
                letters = (f"{text}\0").encode("utf-16-le")
                pdfium.raw.FPDFText_SetText(line, (ctypes.c_ushort * (len(letters) // 2))
                                            .from_buffer_copy(letters))  # fmt: skip
                pdfium.raw.FPDFPageObj_Transform(line, 1, 0, 0, 1, 400, 20 + 10 * place)
                pdfium.raw.FPDFPage_InsertObject(page, line)
            pdfium.raw.FPDFPage_GenerateContent(page)
            assert "Scanned by" in page.get_textpage().get_text_bounded()
            document.save(tmp_path / "a.pdf")
        found = read_source(tmp_path / "a.pdf")
        texts = [line.text for line in found.lines]
        assert "Số 15-HD/TU" in texts
        assert [scan.page for scan in found.scans] == [1]

    def test_two_directives_in_one_scan_are_two_documents(self, tmp_path):
        first, second = (
            print_page(next(typeset(["HƯỚNG DẪN", "về sinh hoạt chi bộ", *PARAGRAPHS], n)), 200)
            for n in (15, 16)
        )
        first.save(tmp_path / "a.tiff", save_all=True, append_images=[second], dpi=(200, 200))
        documents = [item.document for item in read_folders([tmp_path]) if isinstance(item, Read)]
        assert [(d.id, d.number, d.page_at(0)) for d in documents] == [
            ("a", "15-HD/TU", 1), ("a#2", "16-HD/TU", 2),
        ]  # fmt: skip
        assert [[scan.page for scan in document.scans] for document in documents] == [[1], [2]]

    def test_a_number_read_two_ways_is_told(self, printed, monkeypatch):
        looks = iter(["first", "second"])
        once = ocr._read

        def doubting(page, layout, until, *options):
            rows = once(page, layout, until, *options)
            if next(looks) == "second":
                rows = [
                    [ocr.replace(w, text=w.text.replace("15-", "75-"), sure=0.1) for w in row]
                    for row in rows
                ]
            return rows

        monkeypatch.setattr(ocr, "_read", doubting)
        reading = ocr.read_page(print_page(printed, 200), 1)
        assert ("15-HD/TU", "75-HD/TU") in reading.doubts
        assert "Số 15-HD/TU" in [line.text for line in reading.lines]

    @pytest.mark.parametrize("name", ["a.png", "a.jpg"])
    def test_a_picture_without_text_is_refused(self, tmp_path, name):
        Image.new("L", (400, 500), 255).save(tmp_path / name)
        with pytest.raises(UnreadableFileError, match="no text can be read in the picture"):
            read_source(tmp_path / name)


class TestBench:
    def test_distance_by_hand(self):
        assert distance("kitten", "sitting") == 3
        assert distance("", "abc") == distance("abc", "") == 3
        assert distance("chi bộ", "chi bộ") == 0

    def test_a_page_holds_what_its_text_says(self, printed):
        words = " ".join(word for *_, word in printed.words)
        assert sorted(words.split()) == sorted(printed.text.split())
        assert printed.text.startswith("TỈNH ỦY BÌNH NGUYÊN * Số 15-HD/TU ĐẢNG CỘNG SẢN")

    def test_a_long_text_fills_pages_and_loses_no_word(self, font):
        pages = list(typeset(["Chi bộ họp mỗi tháng một lần. " * 200] * 2, 1))
        assert len(pages) > 1
        assert sum(page.text.count("Chi bộ họp") for page in pages) >= 396

    @installed
    def test_the_command_measures(self, font, capsys, monkeypatch):
        monkeypatch.setattr(bench_ocr, "CONDITIONS", {"clean": (150, lambda page: page)})
        assert bench_ocr.main(["--pages", "1"]) == 0
        assert "clean" in capsys.readouterr().out
