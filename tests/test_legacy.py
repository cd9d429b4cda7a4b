# ruff: noqa: RUF001 - the letters are what is tested
import datetime
import json
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from corpus.encoding import decode, decode_told
from corpus.folder import read_folders
from corpus.legacy import (
    JOINT,
    TCVN3,
    VNI,
    font_encoding,
    from_tcvn3,
    from_vni,
    mend,
    recognise,
)  # fmt: skip
from corpus.parse import make_documents
from corpus.readers import SUFFIXES, read_source

# Written down from TCVN 5712:1993 (VN3) by code and from VNI's key chart by letter, not derived
# from the module's tables.
TCVN3_CODES = {
    "à": 0xB5, "ả": 0xB6, "ã": 0xB7, "á": 0xB8, "ạ": 0xB9, "ă": 0xA8, "ằ": 0xBB, "ẳ": 0xBC,
    "ẵ": 0xBD, "ắ": 0xBE, "ặ": 0xC6, "â": 0xA9, "ầ": 0xC7, "ẩ": 0xC8, "ẫ": 0xC9, "ấ": 0xCA,
    "ậ": 0xCB, "đ": 0xAE, "è": 0xCC, "ẻ": 0xCE, "ẽ": 0xCF, "é": 0xD0, "ẹ": 0xD1, "ê": 0xAA,
    "ề": 0xD2, "ể": 0xD3, "ễ": 0xD4, "ế": 0xD5, "ệ": 0xD6, "ì": 0xD7, "ỉ": 0xD8, "ĩ": 0xDC,
    "í": 0xDD, "ị": 0xDE, "ò": 0xDF, "ỏ": 0xE1, "õ": 0xE2, "ó": 0xE3, "ọ": 0xE4, "ô": 0xAB,
    "ồ": 0xE5, "ổ": 0xE6, "ỗ": 0xE7, "ố": 0xE8, "ộ": 0xE9, "ơ": 0xAC, "ờ": 0xEA, "ở": 0xEB,
    "ỡ": 0xEC, "ớ": 0xED, "ợ": 0xEE, "ù": 0xEF, "ủ": 0xF1, "ũ": 0xF2, "ú": 0xF3, "ụ": 0xF4,
    "ư": 0xAD, "ừ": 0xF5, "ử": 0xF6, "ữ": 0xF7, "ứ": 0xF8, "ự": 0xF9, "ỳ": 0xFA, "ỷ": 0xFB,
    "ỹ": 0xFC, "ý": 0xFD, "ỵ": 0xFE,
}  # fmt: skip
TCVN3_CAPITALS = {
    "Ă": 0xA1, "Â": 0xA2, "Ê": 0xA3, "Ô": 0xA4, "Ơ": 0xA5, "Ư": 0xA6, "Đ": 0xA7,
}  # fmt: skip
VNI_ROWS = (
    ("àảãáạ", "aø aû aõ aù aï"), ("ăằẳẵắặ", "aê aè aú aü aé aë"), ("âầẩẫấậ", "aâ aà aå aã aá aä"),
    ("èẻẽéẹ", "eø eû eõ eù eï"), ("êềểễếệ", "eâ eà eå eã eá eä"), ("ìỉĩíị", "ì æ ó í ò"),
    ("òỏõóọ", "oø oû oõ où oï"), ("ôồổỗốộ", "oâ oà oå oã oá oä"), ("ơờởỡớợ", "ô ôø ôû ôõ ôù ôï"),
    ("ùủũúụ", "uø uû uõ uù uï"), ("ưừửữứự", "ö öø öû öõ öù öï"), ("ỳỷỹýỵ", "yø yû yõ yù î"),
    ("đ", "ñ"),
)  # fmt: skip
VNI_SMALL = {
    letter: typed
    for letters, row in VNI_ROWS
    for letter, typed in zip(letters, row.split(), strict=True)
}
SMALL = "".join(TCVN3_CODES)
ASCII = "abcdefghijklmnopqrstuvwxyz 0123456789.,;:()/-\n"

TEXT = (
    "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc.\n"
    "Điều 5. Cấp ủy cơ sở họp định kỳ mỗi tháng một lần, do đồng chí bí thư chủ trì; "
    "khi cần thì họp bất thường. Số dự họp ít nhất phải có 2/3.\n"
    "ĐƯA VÀO NỀN NẾP việc tự phê bình, nghiêm khuyết điểm, hưởng ứng.\n"
)
SPOILT = (
    "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc.\n"
    "§iÒu 5. CÊp ñy c¬ së häp ®Þnh kú mçi th¸ng mét lÇn, do ®ång chÝ bÝ th\u00ad chñ tr×; "
    "khi cÇn th× häp bÊt th\u00adêng. Sè dù häp Ýt nhÊt ph¶i cã 2/3.\n"
    "§¦A VµO NÒN NÕP viÖc tù phª b×nh, nghiªm khuyÕt ®iÓm, h\u00adëng øng.\n"
)


def tcvn3(text):
    codes = TCVN3_CODES | TCVN3_CAPITALS
    return "".join(chr(codes[c]) if c in codes else c for c in text)


def vni(text):
    capitals = {new.upper(): old.upper() for new, old in VNI_SMALL.items()}
    return "".join((VNI_SMALL | capitals).get(c, c) for c in text)


class TestLetters:
    def test_there_are_134(self):
        assert len(set(SMALL + SMALL.upper())) == 134
        assert set(VNI_SMALL) == set(SMALL)

    @pytest.mark.parametrize(("letter", "code"), (TCVN3_CODES | TCVN3_CAPITALS).items())
    def test_tcvn3(self, letter, code):
        assert from_tcvn3(bytes([code]).decode("cp1252")) == letter

    @pytest.mark.parametrize("letter", SMALL)
    def test_tcvn3_capitals_come_from_their_font(self, letter):
        whole = tcvn3("chủ nghĩa, đường lối ")
        texts, _ = mend([(whole + tcvn3(letter), ".VnTimeH")])
        assert texts == ["CHỦ NGHĨA, ĐƯỜNG LỐI " + letter.upper()]

    @pytest.mark.parametrize(("letter", "typed"), VNI_SMALL.items())
    def test_vni_small_and_capital(self, letter, typed):
        assert from_vni(typed) == letter
        assert from_vni(typed.upper()) == letter.upper()
        assert from_vni(typed[0].upper() + typed[1:]) == letter.upper()

    @given(st.text(st.sampled_from(SMALL + "".join(TCVN3_CAPITALS) + ASCII)))
    def test_tcvn3_there_and_back(self, text):
        assert from_tcvn3(tcvn3(text)) == text

    @given(st.text(st.sampled_from(SMALL + SMALL.upper() + ASCII + ASCII.upper())))
    def test_vni_there_and_back(self, text):
        assert from_vni(vni(text)) == text

    def test_words_in_capitals_keep_them_without_their_font(self):
        assert from_tcvn3("NGHÞ QUYÕT cña Bé CHÝNH TRÞ") == "NGHỊ QUYẾT của BỘ CHÍNH TRỊ"
        assert from_tcvn3("Cã §¶ng, ë TP Hµ Néi") == "Có Đảng, ở TP Hà Nội"

    def test_quotes_and_dashes_of_windows_come_along(self):
        assert from_tcvn3("\x93\u00ae\u00b6ng\x94 \x96") == "“đảng” –"
        assert from_vni("\x93\u00f1a\u00fbng\x94 \x96") == "“đảng” –"

    @pytest.mark.parametrize(
        ("font", "expected"),
        [
            (".VnTime", (TCVN3, False)),
            (".VnTimeH", (TCVN3, True)),
            (" .VnArial NarrowH", (TCVN3, True)),
            ("VNI-Times", (VNI, False)),
            ("Times New Roman", (None, False)),
            ("Vni", (None, False)),
            ("", (None, False)),
        ],
    )
    def test_fonts_name_their_encoding(self, font, expected):
        assert font_encoding(font) == expected


class TestText:
    def test_the_sample_is_spoilt_as_windows_does(self):
        assert tcvn3(TEXT.replace("VÀO NỀN NẾP", "VàO NềN NếP")) == SPOILT

    @pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-16"])
    def test_tcvn3_is_read(self, encoding):
        data = SPOILT.encode(encoding)
        assert decode_told(data) == (TEXT, ("read as TCVN3 (ABC)",))

    @pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
    def test_vni_is_read(self, encoding):
        assert decode_told(vni(TEXT).encode(encoding)) == (TEXT, ("read as VNI",))

    def test_one_heading_is_enough(self):
        assert decode("Céng hßa x· héi chñ nghÜa".encode()) == "Cộng hòa xã hội chủ nghĩa"

    def test_form_feeds_stay(self):
        assert decode(SPOILT.replace("\n", "\f").encode("cp1252")) == TEXT.replace("\n", "\f")

    def test_unicode_lines_among_them_stay(self):
        kept = "Số văn bản\nQuá trình\nVăn phòng Tỉnh ủy\n"
        text, warnings = decode_told((kept + SPOILT).encode())
        assert text == kept + TEXT
        assert warnings == ("read as TCVN3 (ABC)",)

    @pytest.mark.parametrize(
        "text",
        [
            TEXT,
            "Quá trình công tác là do các đoàn thể và nhân dân làm. Báo cáo có thông tin gì?",
            "Ban tôi xác minh, báo cáo, thông tin và quán xuyến công tác thông thoáng.",
            "The naïve café owner’s résumé — a façade; jalapeño and piñata at 20 °C, 5 m², ©2024.",
            "L’été à la forêt près de Noël : « déjà vu », garçon, où êtes-vous ?",
            "Über größere Straßen führt der Weg; não há coração; niño, mañana, año, español.",
            "12.345,67 · 8 × 9 = 72 ± 1 §5 ¶2 1/2 ½ ¼ ¾ 30°C\n" * 9,
            "Chí bộ · Đảng ủy » Trang chủ » Tin\nGiá: 5 £, 6 ¥, 7 ¤",
            "C¸n bé",
            "",
        ],
    )
    def test_all_else_is_left(self, text):
        assert mend([(text, "")]) == ([text], ())
        assert mend([(line, "") for line in text.split("\n")]) == (text.split("\n"), ())

    @given(st.lists(st.sampled_from(TEXT.split()), max_size=40))
    def test_unicode_is_never_changed(self, words):
        assert mend([(word, "") for word in words]) == (words, ())

    def test_no_document_of_the_project_is_changed(self):
        root = Path(__file__).parents[1]
        places = [root / "corpus/documents", root.parent / "shared/documents"]
        files = [file for place in places if place.is_dir() for file in sorted(place.iterdir())]
        assert len(files) >= 20
        for file in files:
            if file.suffix in SUFFIXES:
                assert not [w for w in read_source(file).warnings if w.startswith("read as")]

    def test_each_document_of_the_project_is_read_back(self):
        for file in sorted((Path(__file__).parents[1] / "corpus/documents").glob("*.txt")):
            text = file.read_text()
            assert decode_told(vni(text).encode()) == (text, ("read as VNI",))
            small = text.lower()
            assert decode_told(tcvn3(small).encode()) == (small, ("read as TCVN3 (ABC)",))

    def test_words_that_are_the_same_in_both_do_not_count(self):
        text = "Chính phủ ký QĐ, NĐ: phí, lệ phí, chính kiến; kinh phí cấp bù"
        assert decode_told(vni(text).encode()) == (text, ("read as VNI",))

    def test_neither_is_taken_for_the_other(self):
        assert recognise([SPOILT]) is TCVN3
        assert recognise([vni(TEXT)]) is VNI


class TestPages:
    PAGE = (
        '<html><head><meta charset="x"></head><body><h1><font face=".VnTimeH">chØ thÞ</font></h1>'
        "<p style='font-family: .VnTime'>§iÒu 1. C¸n bé, ®¶ng vi&ordf;n ph&para;i &reg;i häp "
        "&#171;n ®Þnh &lt;1&gt;.</p></body></html>"
    )

    @pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
    def test_letters_entities_and_capitals(self, tmp_path, encoding):
        (tmp_path / "a.html").write_bytes(self.PAGE.encode(encoding))
        source = read_source(tmp_path / "a.html")
        assert [line.text for line in source.lines] == [
            "CHỈ THỊ",
            "Điều 1. Cán bộ, đảng viên phải đi họp ôn định <1>.",
        ]
        assert source.warnings == ("read as TCVN3 (ABC)",)

    def test_a_unicode_page_keeps_its_entities(self):
        page = "<p>Quy&#234;n g&oacute;p &para; &copy; Đảng</p>"
        assert decode_told(page.encode(), markup=True) == (page, ())


def save(path, paragraphs, font=None):
    """Write a .docx of paragraphs, each a list of runs (text, font)."""
    document = docx.Document()
    if font:
        document.styles["Normal"].font.name = font
    for runs in paragraphs:
        paragraph = document.add_paragraph()
        for text, name in runs:
            run = paragraph.add_run(text)
            if name:
                run.font.name = name
    document.save(path)


class TestWord:
    def test_a_mixed_document_is_read_run_by_run(self, tmp_path):
        save(
            tmp_path / "a.docx",
            [
                [("céng hßa x· héi", ".VnTimeH")],
                [("Bé", ".VnTime"), (" và bé, quá trình ", "Times New Roman"), ("häp", ".VnTime")],
                [("Ñaûng boä", "VNI-Times"), (" tại cơ sở", None)],
            ],
        )
        source = read_source(tmp_path / "a.docx")
        assert [line.text for line in source.lines] == [
            "CỘNG HÒA XÃ HỘI", "Bộ và bé, quá trình họp", "Đảng bộ tại cơ sở",
        ]  # fmt: skip
        assert source.warnings == ("read as TCVN3 (ABC)", "read as VNI")

    def test_the_font_of_a_style_counts(self, tmp_path):
        save(tmp_path / "a.docx", [[("Bé", None)]], font=".VnTime")
        assert [line.text for line in read_source(tmp_path / "a.docx").lines] == ["Bộ"]

    def test_a_letter_may_be_split_between_runs(self, tmp_path):
        save(
            tmp_path / "a.docx",
            [[("Ña", "VNI-Times"), ("ûng bo", "VNI-Times"), ("ä", "VNI-Times")]],
        )
        assert read_source(tmp_path / "a.docx").lines[0].text == "Đảng bộ"
        assert from_vni(f"a{JOINT}û") == f"ả{JOINT}"

    def test_unicode_in_a_legacy_font_stays(self, tmp_path):
        save(
            tmp_path / "a.docx",
            [[("Đảng ủy là", ".VnTimeH")], [("quá trình công tác", ".VnTime")]],
        )
        source = read_source(tmp_path / "a.docx")
        assert [line.text for line in source.lines] == ["Đảng ủy là", "quá trình công tác"]
        assert source.warnings == ()

    def test_punctuation_alone_is_no_reading(self, tmp_path):
        save(tmp_path / "a.docx", [[("12 – 15…", ".VnTime")]])
        source = read_source(tmp_path / "a.docx")
        assert ([line.text for line in source.lines], source.warnings) == (["12 – 15…"], ())

    def test_letters_without_their_font_are_recognised(self, tmp_path):
        save(tmp_path / "a.docx", [[(row, None)] for row in SPOILT.splitlines()])
        source = read_source(tmp_path / "a.docx")
        assert [line.text for line in source.lines] == TEXT.splitlines()

    def test_a_soft_hyphen_of_word_is_a_letter(self, tmp_path):
        document = docx.Document()
        run = document.add_paragraph().add_run("trung ")
        run.font.name = ".VnTime"
        run._r.append(OxmlElement("w:softHyphen"))
        rest = OxmlElement("w:t")
        rest.text = "¬ng, c¸n bé"
        run._r.append(rest)
        assert run._r.find(qn("w:softHyphen")) is not None
        document.save(tmp_path / "a.docx")
        assert read_source(tmp_path / "a.docx").lines[0].text == "trung ương, cán bộ"


def test_the_warning_reaches_the_admin_and_the_head_is_recognised(tmp_path):
    head = (
        "TỈNH ỦY QUẢNG TRỊ\nSố 12-CT/TU\nQuảng Trị, ngày 5 tháng 6 năm 2003\nCHỈ THỊ\nvề việc họp\n"
    )
    (tmp_path / "a.txt").write_bytes(vni(head + TEXT).encode("cp1252"))
    ((document, warnings, _),) = make_documents(read_source(tmp_path / "a.txt"), "a", "a.txt")
    assert "read as VNI" in warnings
    assert (document.number, document.date) == ("12-CT/TU", datetime.date(2003, 6, 5))


def test_a_line_of_a_collection_and_its_title_are_read(tmp_path):
    entry = {"id": "x", "text": SPOILT, "title": "C¸n bé"}
    (tmp_path / "a.jsonl").write_text(json.dumps(entry), encoding="utf-8")
    (item,) = read_folders([tmp_path])
    assert item.document.text == TEXT.strip()
    assert item.document.title == "Cán bộ"
    assert item.warnings[0] == "read as TCVN3 (ABC)"


def test_labels_of_lists_and_styles_of_runs_are_read(tmp_path):
    document = docx.Document()
    style = document.styles.add_style("ABC", WD_STYLE_TYPE.CHARACTER)
    style.font.name = ".VnTime"
    document.add_paragraph("Phạm vi", style="List Number").add_run(" bé", style="ABC")
    numbering = document.part.numbering_part.element
    for label in numbering.iter(qn("w:lvlText")):
        label.set(qn("w:val"), "§iÒu %1.")
        properties = OxmlElement("w:rPr")
        fonts = OxmlElement("w:rFonts")
        fonts.set(qn("w:ascii"), ".VnTime")
        fonts.set(qn("w:hAnsi"), ".VnTime")
        properties.append(fonts)
        level = label.getparent()
        for old in level.findall(qn("w:rPr")):
            level.remove(old)
        level.append(properties)
        level.find(qn("w:numFmt")).set(qn("w:val"), "decimal")
    document.save(tmp_path / "a.docx")
    assert [line.text for line in read_source(tmp_path / "a.docx").lines] == ["Điều 1. Phạm vi bộ"]
