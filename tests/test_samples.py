"""The digests, questions and abbreviations that ship with the project are tested like its code."""

import collections
import datetime
import json
import re
import unicodedata
from pathlib import Path

import pytest
from docx import Document as Docx

from corpus.folder import Read, read_folders
from index.analysis import syllables
from index.phrases import ABBREVIATIONS, read_phrases, read_rows

ROOT = Path(__file__).parents[1]
DOCUMENTS = ROOT / "corpus" / "documents"
SHARED = ROOT.parent / "shared" / "documents"

TYPES = {"factual", "paraphrase", "keyword", "number", "colloquial", "unanswerable", "offtopic"}
NOT_ANSWERED = {"unanswerable", "offtopic"}

# Read off the digests by eye: number, type, date.
HEADERS = {
    "01-HD-TW.txt": ("01-HD/TW", "Hướng dẫn", (2021, 9, 28)),
    "04-NQ-TU.txt": ("04-NQ/TU", "Nghị quyết", (2021, 11, 19)),
    "06-HD-TW-chuyen-sinh-hoat-huy-hieu.md": ("06-HD/TW", "Hướng dẫn", (2025, 6, 9)),
    "06-HD-TW-ket-nap-ho-so.txt": ("06-HD/TW", "Hướng dẫn", (2025, 6, 9)),
    "07-DA-TU.md": ("07-ĐA/TU", "Đề án", (2021, 11, 24)),
    "08-HD-BTCTU.txt": ("08-HD/BTCTU", "Hướng dẫn", (2017, 8, 16)),
    "126-KL-TW.txt": ("126-KL/TW", "Kết luận", (2025, 2, 14)),
    "127-KL-TW.md": ("127-KL/TW", "Kết luận", (2025, 2, 28)),
    "294-QD-TW-ket-nap-dang-vien.txt": ("294-QĐ/TW", "Quy định", (2025, 5, 26)),
    "294-QD-TW-khen-thuong-can-bo.docx": ("294-QĐ/TW", "Quy định", (2025, 5, 26)),
    "294-QD-TW-the-ho-so-sinh-hoat.md": ("294-QĐ/TW", "Quy định", (2025, 5, 26)),
    "294-QD-TW-to-chuc-bo-may.md": ("294-QĐ/TW", "Quy định", (2025, 5, 26)),
    "41-CT-TU.txt": ("41-CT/TU", "Chỉ thị", (2023, 11, 8)),
    "62-KL-TW.txt": ("62-KL/TW", "Kết luận", (2009, 12, 8)),
    "66-NQ-TW.md": ("66-NQ/TW", "Nghị quyết", (2025, 4, 30)),
    "862-KL-TU.md": ("862-KL/TU", "Kết luận", (2022, 8, 1)),
    "HD-BTCTU-Ha-Noi-huy-hieu-Dang.txt": (None, "Hướng dẫn", None),
    "dan-van-2021.html": (None, None, (2020, 12, 29)),
    "dieu-le-Dang.txt": (None, "Điều lệ", (2011, 1, 19)),
    "giam-sat-phan-bien-tra-vinh.md": (None, None, (2024, 4, 12)),
}

_UPPER = "".join(chr(code) for code in range(0x1F00) if chr(code).isupper())
_NAME = rf"[{_UPPER}]\w*"
_SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Tô|Trương|Lâm|Đoàn"
)
_ADDRESSED = re.compile(rf"(?:[Đđ]ồng chí|[Đđ]/c|\b[Ôô]ng|\b[Bb]à)\s+({_NAME})\s+{_NAME}")
_NAMED = re.compile(rf"\b(?:{_SURNAMES})(?:\s+{_NAME}){{2,3}}")
_TITLES = {"Tổng", "Bí", "Phó", "Chủ", "Trưởng", "Ủy", "Chánh", "Thường"}
_NAMES_OF_ORGANS = {"Hồ Chí Minh"}


def flat(text):
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))


def load(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def documents():
    items = list(read_folders([DOCUMENTS]))
    assert [item for item in items if not isinstance(item, Read)] == []
    return {item.document.file: item.document for item in items}


@pytest.fixture(scope="module")
def questions():
    return load(ROOT / "corpus" / "questions.jsonl")


def test_every_digest_is_read_and_no_other_file_ships(documents):
    assert documents.keys() == HEADERS.keys()


def test_every_text_is_clean_and_marked_as_a_digest(documents):
    for file, document in documents.items():
        assert unicodedata.is_normalized("NFC", document.text), file
        assert "\ufffd" not in document.text, file
        assert "BẢN TÓM LƯỢC" in document.text[:200], file
        assert document.kind == "digest", file


@pytest.mark.parametrize("file", HEADERS)
def test_header_is_recognised(documents, file):
    number, kind, date = HEADERS[file]
    document = documents[file]
    assert (document.number, document.type) == (number, kind)
    assert document.date == (date and datetime.date(*date))
    assert document.issuer
    assert document.title


def test_a_replaced_directive_says_so(documents):
    replaced = documents["01-HD-TW.txt"]
    assert (replaced.status, replaced.replaced_by) == ("hết hiệu lực", "06-HD/TW")
    assert documents["08-HD-BTCTU.txt"].status == "hết hiệu lực"
    assert documents["862-KL-TU.md"].status is None


def test_the_furniture_of_the_web_page_is_gone(documents):
    text = documents["dan-van-2021.html"].text
    for furniture in ("Trang chủ", "Lịch tiếp công dân", "Ý kiến bạn đọc", "Lượt xem", "dataLayer"):
        assert furniture not in text


@pytest.mark.parametrize(
    ("file", "quote", "labels"),
    [
        ("862-KL-TU.md", "Khối dân vận cấp xã có từ 09", ("III.", "4.")),
        ("dieu-le-Dang.txt", "Không ai giữ chức Tổng Bí thư", ("Chương III", "Điều 17", "Khoản 1")),
        ("294-QD-TW-the-ho-so-sinh-hoat.md", "Thẻ dùng để biểu quyết", ("Phần thứ hai", "Mục 1")),
        ("294-QD-TW-khen-thuong-can-bo.docx", "Ban Chấp hành Trung ương giới thiệu", ("II.", "3.")),
        ("06-HD-TW-ket-nap-ho-so.txt", "Từ ngày 18/8/2016", ("V.", "4.")),
        ("dan-van-2021.html", "Trọng tâm là để Nhân dân", ("II.", "3.")),
    ],
)
def test_headings_lead_to_a_sentence(documents, file, quote, labels):
    document = documents[file]
    path = [heading.label for heading in document.headings_at(document.text.index(quote))]
    place = 0
    for label in labels:
        place = next((i for i in range(place, len(path)) if path[i].startswith(label)), -1) + 1
        assert place, f"{label} is not in {path}"


def test_no_person_is_named(documents, questions):
    texts = {**{file: document.text for file, document in documents.items()}}
    texts["questions"] = "\n".join(question["question"] for question in questions)
    texts["calibration"] = (ROOT / "index" / "calibration_questions.jsonl").read_text("utf-8")
    for file, text in texts.items():
        addressed = [hit[0] for hit in _ADDRESSED.finditer(flat(text)) if hit[1] not in _TITLES]
        named = [hit[0] for hit in _NAMED.finditer(flat(text)) if hit[0] not in _NAMES_OF_ORGANS]
        assert (addressed, named) == ([], []), file


def test_name_patterns_find_a_name():
    assert _ADDRESSED.search("theo đồng chí Đào Thị Mẫu")
    assert _NAMED.search("do Nguyễn Văn Mẫu ký")
    assert _ADDRESSED.search("đồng chí Bí thư Đảng ủy") is None
    assert _NAMED.search("Đoàn Thanh niên Cộng sản") is None


def test_the_word_file_names_no_author():
    properties = Docx(str(DOCUMENTS / "294-QD-TW-khen-thuong-can-bo.docx")).core_properties
    assert (properties.author, properties.last_modified_by, properties.title) == ("", "", "")


def test_every_evidence_stands_in_its_document(documents, questions):
    missing = []
    for question in questions:
        places = [(question["doc"], quote) for quote in question["evidence"]]
        places += [(place["doc"], place["quote"]) for place in question.get("also", [])]
        missing += [
            (question["id"], doc, quote)
            for doc, quote in places
            if flat(quote) not in flat(documents[doc].text)
        ]
    assert missing == []


def test_questions_are_many_of_every_type_and_all_different(documents, questions):
    assert len(questions) >= 75
    counted = collections.Counter(question["type"] for question in questions)
    assert counted.keys() == TYPES
    assert min(counted.values()) >= 10
    for key in ("id", "question"):
        assert len({question[key] for question in questions}) == len(questions)
    for question in questions:
        answered = question["type"] not in NOT_ANSWERED
        assert bool(question["evidence"]) == bool(question["doc"]) == answered, question["id"]
    assert {question["doc"] for question in questions if question["doc"]} == documents.keys()


def test_calibration_questions_are_none_of_the_others(questions):
    calibration = load(ROOT / "index" / "calibration_questions.jsonl")
    assert collections.Counter(question["type"] for question in calibration) == {
        "offtopic": 60,
        "unanswerable": 30,
    }
    assert all(question["evidence"] == [] for question in calibration)
    assert len({question["question"] for question in calibration}) == len(calibration)
    asked = {question["question"].lower() for question in questions}
    assert asked.isdisjoint(question["question"].lower() for question in calibration)


def test_abbreviations_parse_and_none_is_listed_twice():
    rows = list(read_rows(ROOT / "index" / ABBREVIATIONS))
    assert len(rows) >= 100
    assert len({(short.lower(), long) for short, long in rows}) == len(rows)
    assert all(unicodedata.is_normalized("NFC", text) for row in rows for text in row)


@pytest.mark.parametrize(
    ("text", "expansions"),
    [
        ("MTTQ vs UBND", ["Mặt trận Tổ quốc", "với", "ủy ban nhân dân"]),
        ("CT-XH", ["chính trị - xã hội"]),
        ("đc đ/c BTV duyệt ko", ["được", "đồng chí", "ban thường vụ", "không"]),
        ("CT của QĐ", ["chỉ thị", "quy định"]),
        ("tu dưỡng, đa số, tối đa", ["tu dưỡng", "đa số", "tối đa"]),
    ],
)
def test_abbreviations_mean_what_cadres_mean(text, expansions):
    phrases = read_phrases(ROOT / "index" / ABBREVIATIONS)
    assert [meanings[0] for *_, meanings in phrases.find(text, accented=True)] == expansions


@pytest.mark.skipif(not SHARED.is_dir(), reason="the sources are not here")
def test_no_sentence_is_copied_from_the_sources(documents):
    sources = [item.document for item in read_folders([SHARED]) if isinstance(item, Read)]
    bodies = "\n".join(" ".join(syllables(source.text)) for source in sources)
    copied = []  # an organ's name alone has up to 16 syllables
    for file, document in documents.items():
        title = " ".join(syllables(document.title or ""))
        for sentence in re.split(r"[.;:!?\n]", document.text):
            words = syllables(sentence)
            said = " ".join(words)
            if len(words) > 16 and said in bodies and said not in title:
                copied.append((file, sentence))
    assert copied == []
