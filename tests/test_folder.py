import gzip
import json
import lzma
import os
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pdf_writer import make_pdf, typed

from corpus import collection
from corpus.errors import CorpusError
from corpus.folder import Read, Rejected, Unchanged, read_folders
from corpus.parse import make_documents, parse_date
from corpus.plain import plain_source
from corpus.text import canonical_unicode

TEXT = "KẾT LUẬN\nvề công tác dân vận\n\nI- MỤC TIÊU\nThực hiện Nghị quyết số 25-NQ/TW ở chi bộ."


def write(folder, **files):
    for name, data in files.items():
        path = folder / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())


def read(*folders, known=None):
    return list(read_folders(folders, known))


def reasons(items):
    return {item.source: item.reason for item in items if isinstance(item, Rejected)}


def test_documents_come_in_order_with_what_was_read(tmp_path):
    write(
        tmp_path, b_DOT_txt=TEXT, a__c_DOT_md="# Đề mục\n\nnội dung", z_DOT_html="<p>Một câu.</p>"
    )
    items = read(tmp_path)
    assert [item.source for item in items] == ["a/c.md", "b.txt", "z.html"]
    document = items[1].document
    assert (document.id, document.file, document.type) == ("b", "b.txt", "Kết luận")
    assert document.title == "về công tác dân vận"
    assert document.cited == ("25-NQ/TW",)
    assert document.text == TEXT.replace("\n\n", "\n")
    assert [heading.label for heading in document.headings] == ["I- MỤC TIÊU"]
    assert items[1].warnings == ("no number", "no date")


def test_every_bad_file_is_named_and_the_rest_goes_on(tmp_path):
    write(
        tmp_path, good_DOT_txt=TEXT, empty_DOT_txt=b"", zero_DOT_pdf=b"",
        photo_DOT_pdf=b"\xff\xd8\xff\xe0",
        blank_DOT_txt="  \n\n", rules_DOT_txt="-----\n*\n", sheet_DOT_pptx=b"PK",
        noise_DOT_txt=b"\x80\x81" * 99,
        bare=b"x",
    )  # fmt: skip
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "up").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(tmp_path / "pipe.txt")
    items = read(tmp_path)
    assert [item.source for item in items if isinstance(item, Read)] == ["good.txt"]
    found = reasons(items)
    assert found["empty.txt"] == found["zero.pdf"] == "the file is empty (0 bytes)"
    assert found["photo.pdf"] == "it is named .pdf but holds a JPEG picture"
    assert found["blank.txt"] == found["rules.txt"] == "there is no text in it"
    assert found["sheet.pptx"].startswith("files named *.pptx are not read; these are: .doc, .docx")
    assert found["bare"].startswith("files without an extension are not read")
    assert found["noise.txt"] == "it is not text in UTF-8, UTF-16, Windows-1258, TCVN3 or VNI"
    assert found["loop.txt"] == "it is a link that leads nowhere or in a circle"
    assert found["sub/up"] == "it is a link to a folder that is read already"
    assert found["pipe.txt"] == "it is no regular file"
    assert [item.source for item in items] == sorted(item.source for item in items)


def test_a_file_without_permission_is_named(tmp_path, monkeypatch):
    write(tmp_path, a_DOT_txt=TEXT, b_DOT_txt=TEXT)
    allowed = type(tmp_path).open

    def guarded(path, *args, **kwargs):
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return allowed(path, *args, **kwargs)

    monkeypatch.setattr(type(tmp_path), "open", guarded)
    assert reasons(read(tmp_path)) == {"a.txt": "the system will not open it: Permission denied"}


def test_hidden_files_and_what_an_admin_keeps_beside_directives_are_no_documents(tmp_path):
    write(
        tmp_path,
        a_DOT_txt=TEXT,
        _DOT_hidden=b"x",
        catalog_DOT_csv="file\n",
        abbreviations_DOT_tsv="a\tb",
        thesaurus_DOT_tsv="a\tb",
        questions_DOT_jsonl="{}",
    )
    write(tmp_path, **{"~$a.docx": b"lock", ".git__config": b"x"})
    assert [item.source for item in read(tmp_path)] == ["a.txt"]


def test_names_with_diacritics_are_the_catalogues_whichever_form_the_system_keeps(tmp_path):
    name = "Kết luận 862 về dân vận.txt"
    write(tmp_path, catalog_DOT_csv=f"file,number\n{name},862-KL/TU\n")
    (tmp_path / unicodedata.normalize("NFD", name)).write_text(TEXT, encoding="utf-8")
    (item,) = read(tmp_path)
    assert (item.source, item.document.file) == (name, name)
    assert (item.document.id, item.document.number) == (name.removesuffix(".txt"), "862-KL/TU")


def test_a_name_that_is_no_utf8_is_shown_with_marks(tmp_path):
    (tmp_path / os.fsdecode(b"k\xeat.txt")).write_text(TEXT, encoding="utf-8")
    assert [item.source for item in read(tmp_path)] == ["k\ufffdt.txt"]


def test_a_folder_that_may_not_be_looked_into_is_named(tmp_path, monkeypatch):
    write(tmp_path, a_DOT_txt=TEXT, closed__b_DOT_txt=TEXT)
    asked = type(tmp_path).stat

    def guarded(path, **kwargs):
        if path.parent.name == "closed":
            raise PermissionError(13, "Permission denied")
        return asked(path, **kwargs)

    monkeypatch.setattr(type(tmp_path), "stat", guarded)
    assert reasons(read(tmp_path)) == {
        "closed/b.txt": "the system will not open it: Permission denied"
    }
    with pytest.raises(CorpusError, match=r"deep cannot be read: Permission denied"):
        read(tmp_path / "closed" / "deep")


def test_no_folder_and_nothing_in_it_are_told_apart(tmp_path):
    with pytest.raises(CorpusError, match=r"the folder .*missing does not exist"):
        read(tmp_path / "missing")
    with pytest.raises(CorpusError, match="there is no file to read in"):
        read(tmp_path)


class TestSignatures:
    def test_unchanged_documents_are_not_read(self, tmp_path, monkeypatch):
        write(tmp_path, a_DOT_txt=TEXT, b_DOT_jsonl=json.dumps({"id": "x", "text": TEXT}))
        known = {item.source: item.signature for item in read(tmp_path)}
        monkeypatch.setattr("corpus.folder.make_documents", None)  # calling it would fail
        assert read(tmp_path, known=known) == [Unchanged(*pair) for pair in sorted(known.items())]

    @pytest.mark.parametrize(
        "change",
        [
            {"a_DOT_txt": TEXT + "."},
            {"catalog_DOT_csv": "file,number\na.txt,2-KL/TU\n"},
            {"other__a_DOT_txt": TEXT},  # the stem is no longer enough for an id
        ],
        ids=["bytes", "catalogue", "id"],
    )
    def test_whatever_decides_the_document_changes_them(self, tmp_path, change):
        write(tmp_path, a_DOT_txt=TEXT, catalog_DOT_csv="file,number\na.txt,1-KL/TU\n")
        before = {item.source: item.signature for item in read(tmp_path)}
        write(tmp_path, **change)
        after = {item.source: item for item in read(tmp_path, known=before)}
        assert isinstance(after["a.txt"], Read)

    def test_other_code_that_reads_changes_them(self, tmp_path, monkeypatch):
        write(tmp_path, a_DOT_txt=TEXT)
        (before,) = read(tmp_path)
        monkeypatch.setattr("corpus.folder._reader", lambda: "edited")
        (after,) = read(tmp_path, known={before.source: before.signature})
        assert after.document == before.document
        assert after.signature != before.signature

    def test_a_scan_is_read_anew_once_that_can_be_done(self, tmp_path, monkeypatch):
        monkeypatch.setattr("corpus.ocr.missing", lambda: "tesseract is not installed")
        write(tmp_path, a_DOT_txt=TEXT, b_DOT_pdf=make_pdf([typed("Trang mot.")]))
        known = {item.source: item.signature for item in read(tmp_path)}
        assert [type(item) for item in read(tmp_path, known=known)] == [Unchanged, Unchanged]
        monkeypatch.setattr("corpus.ocr.missing", lambda: None)
        assert [type(item) for item in read(tmp_path, known=known)] == [Unchanged, Read]

    def test_another_row_changes_nothing(self, tmp_path):
        write(tmp_path, a_DOT_txt=TEXT, b_DOT_txt=TEXT)
        known = {item.source: item.signature for item in read(tmp_path)}
        write(tmp_path, catalog_DOT_csv="file,number\nb.txt,1-KL/TU\n")
        assert [type(item) for item in read(tmp_path, known=known)] == [Unchanged, Read]


class TestNames:
    def test_equal_stems_get_ids_of_their_own(self, tmp_path):
        write(tmp_path, a_DOT_txt=TEXT, a_DOT_md=TEXT, sub__a_DOT_txt=TEXT, b_DOT_txt=TEXT)
        assert [item.document.id for item in read(tmp_path)] == ["a.md", "a.txt", "b", "sub-a.txt"]

    def test_two_folders_keep_their_files_apart(self, tmp_path):
        write(tmp_path, one__a_DOT_txt=TEXT, two__a_DOT_txt=TEXT)
        items = read(tmp_path / "one", tmp_path / "two")
        assert [item.source for item in items] == ["a.txt", "two/a.txt"]
        assert len({item.document.id for item in items}) == 2

    def test_a_single_file_may_be_given(self, tmp_path):
        write(
            tmp_path, a_DOT_txt=TEXT, b_DOT_txt=TEXT, catalog_DOT_csv="file,number\na.txt,1-KL/TU\n"
        )
        (item,) = read(tmp_path / "a.txt")
        assert item.document.number == "1-KL/TU"


class TestFields:
    def test_the_catalogue_wins_over_front_matter_and_that_over_the_text(self, tmp_path):
        front = (
            "---\nnumber: 2-KL/TU\ntitle: của bản thân\nissued_on: 01/02/2025\nkind: digest\n---\n"
        )
        write(
            tmp_path, a_DOT_md=front + TEXT,
            catalog_DOT_csv="file,number,status,replaced_by\na.md,3-KL/TU,hết hiệu lực,4-KL/TU\n",
        )  # fmt: skip
        document = read(tmp_path)[0].document
        assert (document.number, document.title, document.type) == (
            "3-KL/TU",
            "của bản thân",
            "Kết luận",
        )
        assert str(document.date) == "2025-02-01"
        assert (document.kind, document.status) == ("digest", "hết hiệu lực")
        assert document.replaced_by == "4-KL/TU"

    def test_a_bad_date_is_a_warning_and_an_unknown_file_is_named(self, tmp_path):
        write(
            tmp_path, a_DOT_txt=TEXT,
            catalog_DOT_csv="file,issued_on\na.txt,31/02/2025\ngone.txt,2025-01-01\n",
        )  # fmt: skip
        items = read(tmp_path)
        assert items[0].warnings[0] == (
            "issued_on: «31/02/2025» is no date; write it as 2025-06-09"
        )
        assert items[0].document.date is None
        assert reasons(items) == {"catalog.csv#1": "names gone.txt, which is not in this folder"}

    @pytest.mark.parametrize(
        ("text", "iso"), [("2025-06-09", "2025-06-09"), (" 9/6/2025 ", "2025-06-09")]
    )
    def test_dates_are_read_both_ways(self, text, iso):
        assert parse_date(text).isoformat() == iso

    @pytest.mark.parametrize("text", ["2025-02-31", "hôm nay", "06-2025"])
    def test_what_is_no_date_is_refused(self, text):
        with pytest.raises(ValueError, match=r"day|date"):
            parse_date(text)


class TestCollections:
    LINES = (
        json.dumps(
            {"id": "x", "text": TEXT, "title": "T", "number": "1-KL/TU", "issued_on": "2025-01-02"}
        ),
        "",
        "{broken",
        json.dumps({"id": "y"}),
        json.dumps({"text": TEXT}),
        json.dumps([1]),
        json.dumps({"id": "x", "text": TEXT}),
        json.dumps({"id": 7, "text": unicodedata.normalize("NFD", "Đảng ủy.")}, ensure_ascii=False),
    )

    @pytest.mark.parametrize(
        ("name", "pack"),
        [("c.jsonl", bytes), ("c.jsonl.gz", gzip.compress), ("c.jsonl.xz", lzma.compress)],
    )
    def test_a_line_is_a_document(self, tmp_path, name, pack):
        write(tmp_path, **{name: pack("\n".join(self.LINES).encode())})
        items = read(tmp_path)
        documents = [item.document for item in items if isinstance(item, Read)]
        assert [item.source for item in items if isinstance(item, Read)] == [
            f"{name}#x",
            f"{name}#7",
        ]
        assert (documents[0].id, documents[0].number, documents[0].title) == ("x", "1-KL/TU", "T")
        assert (documents[1].id, documents[1].text, documents[1].file) == ("7", "Đảng ủy.", name)
        assert list(reasons(items).values())[1:] == [
            "line 4 («y») has no text", "line 5 has no id", "line 6 is no JSON object",
            "line 7 has the id «x» of an earlier line",
        ]  # fmt: skip

    def test_half_a_character_costs_only_its_line(self, tmp_path):
        lines = ({"id": "a\ud83d", "text": TEXT}, {"id": "b", "text": TEXT, "title": "Về \ud83d"})
        write(tmp_path, c_DOT_jsonl="\n".join(map(json.dumps, lines)))
        rejected, taken = read(tmp_path)
        assert rejected.reason == "line 1 («a\\ud83d») has half a character in it"
        assert taken.document.title == "Về \ufffd"

    def test_ids_are_told_from_those_of_files(self, tmp_path):
        write(tmp_path, a_DOT_txt=TEXT, c_DOT_jsonl=json.dumps({"id": "a", "text": TEXT}))
        assert [item.document.id for item in read(tmp_path)] == ["a", "c-a"]

    def test_a_line_too_long_is_named_and_the_rest_goes_on(self, tmp_path, monkeypatch):
        monkeypatch.setattr(collection, "_MAX_LINE", 200)
        lines = (
            json.dumps({"id": "a", "text": "x"}),
            "y" * 950,
            json.dumps({"id": "b", "text": "x"}),
        )
        write(tmp_path, c_DOT_jsonl="\n".join(lines))
        items = read(tmp_path)
        assert [item.source for item in items] == ["c.jsonl#a", "c.jsonl#line 2", "c.jsonl#b"]
        assert items[1].reason == "line 2 has more than the 200 bytes that are read"

    @pytest.mark.parametrize("name", ["c.jsonl.gz", "c.jsonl.xz"])
    def test_a_damaged_archive_is_named(self, tmp_path, name):
        write(tmp_path, **{name: b"no archive"})
        assert reasons(read(tmp_path))[name].startswith("the compressed file is damaged")

    def test_an_empty_collection_is_named(self, tmp_path):
        write(tmp_path, c_DOT_jsonl="\n\n")
        assert reasons(read(tmp_path)) == {"c.jsonl": "the collection has no line"}


ROWS = st.lists(
    st.sampled_from(
        ["Chương I", "QUY ĐỊNH CHUNG", "Điều 1. Phạm vi", "1. Một câu.", "a) Hai;", "I- MỤC TIÊU",
        "-----",
         "  Thụt vào   giữa", "", "\f", "Đoạn văn dài hơn một chút để cho có chỗ mà xuống\ndòng.",
         "Lượt xem: 3",
         "Số 1-KL/TU", "KẾT LUẬN", "\u200b\u00a0x", "e\u0302\u0301"]
    ),
    max_size=14,
)  # fmt: skip


@given(ROWS)
@example(["Chương I", "Chương I", "\f", "Chương I"])
def test_any_text_makes_a_valid_document_or_says_why_not(rows):
    source = plain_source("\f".join(map(canonical_unicode, "\n".join(rows).split("\f"))))
    words = {"Chương", "Phạm", "câu", "Hai", "TIÊU", "giữa", "Đoạn"}
    if not words & set(" ".join(rows).replace(";", " ").replace(".", " ").split()):
        return
    ((document, *_),) = make_documents(source, "x", "x.txt")  # Document checks every offset
    assert all(line == " ".join(line.split()) for line in document.text.split("\n"))
    for heading in document.headings:
        # Its number, and a title in capitals of five lines.
        assert document.text[heading.start : heading.end].count("\n") <= 5
