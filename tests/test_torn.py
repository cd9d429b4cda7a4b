import pytest
from pdf_writer import make_pdf, typed

from corpus import ocr
from corpus.readers import read_source
from corpus.torn import better, mended, quality

WHOLE = (
    "Đảng ủy cơ sở họp định kỳ mỗi tháng một lần, do đồng chí bí thư chủ trì; khi cần thì họp bất "
    "thường. Việc thực hiện quyết định và chế độ báo cáo hội nghị."
)
TORN = (
    "Đ ảng ủy c ơ s ở h ọp định k ỳ m ỗi th áng m ột l ần, do đ ồng chí b í thư chủ tr ì; khi c ần "
    "thì h ọp b ất thư ờng. Vi ệc th ực hi ện quy ết định và ch ế độ b áo c áo h ộ i nghị."
)
PRIVATE = "".join(map(chr, range(0xE001, 0xE00E)))  # codes of the font's own


def test_a_torn_page_is_joined():
    assert mended([TORN, "ĐIỀ U KHO ẢN THI HÀNH"]) == [WHOLE, "ĐIỀU KHOẢN THI HÀNH"]


def test_a_torn_heading_among_whole_lines_is_joined():
    assert mended(["ĐIỀ U KHO ẢN THI HÀNH", WHOLE]) == ["ĐIỀU KHOẢN THI HÀNH", WHOLE]


@pytest.mark.parametrize(
    "row",
    [
        WHOLE,
        "Sân dài 5 m ở phía đông, cách 3 km ở phía tây",  # «mở» is a syllable too
        "Ông Y Thu ở buôn Krông Pắc, huyện Đắk Lắk",
        "Số      -HD/BTCTU, ngày      tháng 8 năm 2025",
        "The quick brown fox jumps over the lazy dog and runs away from the big bad wolf",
        "",
    ],
)
def test_what_is_whole_or_uncertain_stays(row):
    assert mended([row]) == [row]
    assert mended([row, WHOLE]) == [row, WHOLE]


def test_what_cannot_be_joined_to_words_stays():
    garbage = "Xq zw đkr ửp qưz wxz pqr lmn ửửt zzq ắắk wwe rrq"
    assert mended([garbage]) == [garbage]


def test_quality_by_hand():
    assert quality(WHOLE).known == 1.0
    assert quality(TORN).known < 0.5
    assert not quality("Trang 3").doubtful  # too few words
    assert quality("Quy dinh nay quy dinh ve trach nhiem cua cac cap uy dang o co so").bare
    assert not quality("The quick brown fox jumps over the lazy dog and runs away from a wolf").bare
    assert quality(PRIVATE).lost
    assert quality("ѭӟQJ GѭQ ӪY ѭӟ Ӫ ѭӟQJ ѭӟ ӪY ӪY").lost  # a font's letters, shifted


def test_ocr_is_taken_only_where_it_says_more():
    assert better([WHOLE], [TORN])
    assert not better([TORN], [WHOLE])
    assert not better([WHOLE], [WHOLE])
    bare = "Dang uy co so hop dinh ky moi thang mot lan do dong chi bi thu chu tri"
    assert better([WHOLE], [bare])
    assert not better([bare.replace("dong chi", "đồng chí")], [bare])  # marks that OCR made up
    assert better([bare], [PRIVATE])


def test_pages_without_marks_are_told_where_there_is_no_ocr(tmp_path, monkeypatch):
    monkeypatch.setattr(ocr.shutil, "which", lambda _: None)
    page = typed("Quy dinh nay quy dinh ve trach nhiem cua cac cap uy dang o co so")
    (tmp_path / "a.pdf").write_bytes(make_pdf([page]))
    source = read_source(tmp_path / "a.pdf")
    assert [line.text for line in source.lines] == [page[0][2]]
    (warning,) = source.warnings
    assert warning.startswith("page without tone marks: 1; tesseract is not installed")
