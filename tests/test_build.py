import errno
import json
import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from index_fakes import Folder, ToyEncoder

from corpus.document import Document
from corpus.folder import Read
from index import build as building
from index.analysis import FOLDED
from index.build import ABBREVIATIONS, EXAMPLES, THESAURUS, VECTORS, BuildReport, build
from index.dense import Dense
from index.errors import BuildError, BuildLockedError, EncoderError, RetrievalError
from index.generation import CURRENT, GENERATIONS, current_name, open_generation
from index.generation import building as lock
from index.lexical import Lexical
from index.records import FILE, Records, document_key

TEXTS = {
    "a.txt": "Công tác dân vận ở xã.",
    "b.txt": "Đảng phí đóng hằng tháng.",
    "c.txt": "Khen thưởng tổ chức đảng.",
}


class Place:
    """A folder, an index and what it takes to build one from the other."""

    def __init__(self, tmp_path: Path) -> None:
        self.documents, self.index = tmp_path / "in" / "documents", tmp_path / "index"
        self.documents.mkdir(parents=True)
        self.folder, self.encoder = Folder(TEXTS), ToyEncoder()

    def build(self, **options) -> BuildReport:
        self.encoder.encoded.clear()
        options = {"read": self.folder.read, **options}
        return build([self.documents], self.index, self.encoder, **options)

    @property
    def current(self) -> Path:
        return open_generation(self.index).path

    def find(self, word: str) -> set[str]:
        """Return the texts that the lexical index has a word in; the first vector agrees."""
        records, dense = Records(self.current / FILE), Dense(self.current / VECTORS)
        rows = np.flatnonzero(Lexical(self.current).scores({FOLDED + word: 1.0}))
        passages = records.passages_at(rows.tolist())
        for row, passage in zip(rows, passages, strict=True):
            (nearest, *_), (cosine, *_) = dense.search(self.encoder.encode_query(passage.text), 1)
            assert (nearest, round(float(cosine), 2)) == (row, 1.0)
        return {passage.text for passage in passages}

    def example(self) -> list[str]:
        return json.loads((self.current / EXAMPLES).read_text("utf-8"))


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def counts(report: BuildReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.removed, report.unchanged


def test_a_first_build_publishes_everything(place):
    report = place.build()
    assert counts(report) == (3, 0, 0, 0)
    assert (report.documents, report.passages, report.published) == (3, 3, True)
    assert current_name(place.index) == report.generation
    assert place.find("dang") == {TEXTS["b.txt"], TEXTS["c.txt"]}


def test_building_again_changes_nothing(place):
    first = place.build()
    before = {path: path.stat().st_mtime_ns for path in place.index.rglob("*") if path.is_file()}
    again = place.build()
    after = {path: path.stat().st_mtime_ns for path in place.index.rglob("*") if path.is_file()}
    assert (counts(again), again.published) == ((0, 0, 0, 3), False)
    assert (again.generation, again.documents) == (first.generation, 3)
    assert {p: t for p, t in after.items() if p.name != "LOCK"} == {
        p: t for p, t in before.items() if p.name != "LOCK"
    }
    assert place.encoder.encoded == []


def test_a_rejected_file_does_not_make_a_new_generation_each_time(place):
    place.folder.rejected["b2.txt"] = "not a text"
    first = place.build()
    assert first.rejected == (("b2.txt", "not a text"),)
    assert not place.build().published


def test_only_what_changed_is_read_cut_and_encoded(place):
    place.build()
    place.folder.texts["b.txt"] = "Đảng phí đóng hằng quý."
    place.folder.texts["aa.txt"] = "Chi bộ họp hằng tháng."
    report = place.build()
    assert counts(report) == (1, 1, 0, 2)
    assert place.folder.read_sources == ["aa.txt", "b.txt"]
    assert place.encoder.encoded == ["Chi bộ họp hằng tháng.", "Đảng phí đóng hằng quý."]
    assert place.find("thang") == {"Chi bộ họp hằng tháng."}
    assert place.find("van") == {TEXTS["a.txt"]}
    assert place.find("thuong") == {TEXTS["c.txt"]}


def test_a_deleted_document_is_gone_everywhere(place):
    place.build()
    del place.folder.texts["a.txt"]
    report = place.build()
    assert (counts(report), report.documents) == ((0, 0, 1, 2), 2)
    assert place.find("van") == set()
    records = Records(place.current / FILE)
    assert [entry.id for entry in records.entries()] == ["b", "c"]
    with pytest.raises(KeyError):
        records.document(document_key("a"))
    for path in place.current.iterdir():
        assert TEXTS["a.txt"].encode() not in path.read_bytes()


def test_keys_survive_a_rebuild(place):
    place.build()
    before = {entry.id: entry.key for entry in Records(place.current / FILE).entries()}
    del place.folder.texts["a.txt"]
    place.build()
    after = {entry.id: entry.key for entry in Records(place.current / FILE).entries()}
    assert after == {id_: before[id_] for id_ in ("b", "c")}


def test_step_by_step_equals_at_once(place, tmp_path):
    """Whatever came before, an index has the same rows, terms and vectors as a fresh one."""
    place.build()
    place.folder.texts |= {"ab.txt": "Một. " * 400, "b.txt": "Hai."}
    del place.folder.texts["c.txt"]
    place.build()
    other = Place(tmp_path / "other")
    other.folder = place.folder
    other.build()
    for path in sorted(place.current.iterdir()):
        if path.name not in (FILE, "manifest.json"):
            assert path.read_bytes() == (other.current / path.name).read_bytes(), path.name
    dumps = [list(sqlite3.connect(each.current / FILE).iterdump()) for each in (place, other)]
    assert dumps[0] == dumps[1]


def test_full_does_everything_again(place):
    first = place.build()
    report = place.build(full=True)
    assert (counts(report), report.published) == ((0, 0, 0, 3), True)
    assert report.generation != first.generation
    assert len(place.encoder.encoded) == 3


@pytest.mark.parametrize("fact", ["encoder", "chunking", "analysis"])
def test_another_encoder_or_code_does_everything_again(place, monkeypatch, fact):
    place.build()
    if fact == "encoder":
        place.encoder = ToyEncoder("other")
    else:
        facts = building._facts
        monkeypatch.setattr(building, "_facts", lambda encoder: facts(encoder) | {fact: "new"})
    report = place.build()
    assert (counts(report), len(place.encoder.encoded)) == ((0, 0, 0, 3), 3)
    assert getattr(open_generation(place.index).manifest, fact) in ("other", "new")


def test_the_previous_generation_is_kept_and_older_ones_go(place):
    names = [place.build().generation]
    for text in ("một", "hai", "ba"):
        place.folder.texts["a.txt"] = text
        names.append(place.build().generation)
    assert sorted(path.name for path in (place.index / GENERATIONS).iterdir()) == names[-2:]
    assert [name.split("-")[0] for name in names] == ["000001", "000002", "000003", "000004"]


def test_a_generation_in_use_outlives_its_removal(place):
    place.build()
    records, lexical = Records(place.current / FILE), Lexical(place.current)
    for text in ("một", "hai", "ba"):
        place.folder.texts["a.txt"] = text
        place.build()
    assert not records.path.exists()
    assert records.document(document_key("a")).text == TEXTS["a.txt"]
    assert np.flatnonzero(lexical.scores({FOLDED + "van": 1.0})).tolist() == [0]


def test_no_document_is_an_error_and_the_old_index_stays(place):
    name = place.build().generation
    place.folder.texts.clear()
    with pytest.raises(BuildError, match=r"^no document in .*/documents$"):
        place.build()
    place.folder.rejected["x.pdf"] = "encrypted"
    with pytest.raises(BuildError, match=r"; rejected: x\.pdf \(encrypted\)$"):
        place.build()
    assert current_name(place.index) == name


def test_strict_publishes_nothing_if_a_file_is_rejected(place):
    name = place.build().generation
    place.folder.texts["d.txt"] = "Mới."
    place.folder.rejected |= {"x.pdf": "encrypted", "y.pdf": "empty"}
    with pytest.raises(BuildError, match=r"^rejected: x\.pdf \(encrypted\); y\.pdf \(empty\)$"):
        place.build(strict=True)
    assert current_name(place.index) == name
    assert place.build().documents == 4


def test_a_second_builder_is_refused(place):
    with lock(place.index), pytest.raises(BuildLockedError, match="being built by another process"):
        place.build()
    assert place.build().published


def test_documents_that_cannot_be_told_apart_stop_the_build(place):
    place.folder.texts["sub/a.txt"] = "Khác."
    with pytest.raises(BuildError, match=r"sub/a\.txt \(document a\) and a\.txt \(document a\)"):
        place.build()


@pytest.mark.parametrize(
    ("vectors", "message"),
    [
        (lambda n: np.zeros((n, 3), np.float32), r"shape \(3, 3\) instead of \(3, 64\)"),
        (lambda n: np.full((n, 64), np.nan, np.float32), r"norm nan .* for a\.txt"),
        (lambda n: np.full((n, 64), 0.25, np.float32), r"norm 2 .* for a\.txt"),
    ],
)
def test_an_encoder_is_not_trusted(place, vectors, message):
    place.encoder.encode_passages = lambda texts: vectors(len(texts))
    with pytest.raises(EncoderError, match=message):
        place.build()
    assert not (place.index / CURRENT).exists()


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError("47594 requested and 34658 written"),  # numpy's tofile
        sqlite3.OperationalError("disk is full"),
    ],
)
def test_a_full_disk_loses_nothing(place, monkeypatch, error):
    name = place.build().generation
    place.folder.texts["a.txt"] = "Mới."

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(building.RecordsWriter, "add", fail)
    with pytest.raises(BuildError, match=r"^the index was not built: (No space|.*disk is full)"):
        place.build()
    assert current_name(place.index) == name
    assert [path.name for path in (place.index / GENERATIONS).iterdir()] == [name]
    monkeypatch.undo()
    assert place.build().changed == 1


def test_a_place_that_cannot_be_written_to_is_named(place):
    place.index.write_text("a file")
    with pytest.raises(BuildError, match=r"^the index was not built: .* \(.*/index/generations\)$"):
        place.build()


def test_vectors_cut_short_by_a_full_disk_are_not_published(place, monkeypatch):
    finish = building.DenseWriter.finish

    def cut(writer) -> None:
        finish(writer)
        path = next(place.index.rglob(VECTORS))
        path.write_bytes(path.read_bytes()[:-1])

    monkeypatch.setattr(building.DenseWriter, "finish", cut)
    with pytest.raises(BuildError, match=r"could not be written: .*vectors\.faiss"):
        place.build()


@pytest.mark.parametrize("victim", [CURRENT, VECTORS, FILE, "manifest.json"])
def test_a_damaged_index_is_mended_by_building(place, victim, caplog):
    place.build()
    path = place.index / CURRENT if victim == CURRENT else place.current / victim
    path.write_bytes(path.read_bytes()[:-3])
    report = place.build()
    assert (report.published, report.documents) == (True, 3)
    assert victim in caplog.text
    assert place.current.name == current_name(place.index) == report.generation


def test_admins_tables_go_before_the_shipped_ones(place):
    (place.documents / ABBREVIATIONS).write_text(
        "\ufeffphrase\texpansion\nBCH\tban chỉ huy\n# ghi chú\nxyz\txuất yết dân\n", "utf-8"
    )
    place.build()
    lines = (place.current / ABBREVIATIONS).read_text("utf-8").splitlines()
    assert lines[:3] == ["phrase\texpansion", "BCH\tban chỉ huy", "xyz\txuất yết dân"]
    assert len(lines) == len(set(lines))
    (place.documents / THESAURUS).write_text("phrase\texpansion\nlương\ttiền công\n", "utf-8")
    report = place.build()
    assert (report.published, report.unchanged) == (True, 3)
    assert "lương\ttiền công" in (place.current / THESAURUS).read_text("utf-8")
    assert place.find("van") == {TEXTS["a.txt"]}


def test_a_broken_table_stops_the_build_with_its_line(place):
    (place.documents / ABBREVIATIONS).write_text("phrase\texpansion\nBCH\n", "utf-8")
    with pytest.raises(RetrievalError, match=r"abbreviations\.tsv, line 2"):
        place.build()
    assert not (place.index / CURRENT).exists()


def questions(*rows: tuple[str, str, str, list[str]]) -> str:
    names = ("type", "question", "doc", "evidence")
    return "".join(
        json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n" for row in rows
    )


def test_examples_take_turns_among_the_documents_that_are_there(place):
    (place.documents.parent / "questions.jsonl").write_text(
        questions(
            ("factual", "A1?", "a.txt", ["x"]),
            ("number", "A2?", "a.txt", ["x"]),
            ("paraphrase", "A3?", "a.txt", ["x"]),
            ("factual", "Không có?", "", []),
            ("factual", "Nơi khác?", "z.txt", ["x"]),
            *(("factual", f"B{n}?", "b.txt", ["x"]) for n in range(1, 20)),
        ),
        "utf-8",
    )
    place.build()
    assert place.example() == ["A1?", "B1?", "A2?", *(f"B{n}?" for n in range(2, 11))]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b'{"id": 1}\n', "KeyError('evidence')"),
        (b'{"type": "factual", "question": "A?", "doc": 5, "evidence": ["x"]}', "TypeError("),
        (b'{"type": "factual", "question": 5, "doc": "a.txt", "evidence": ["x"]}', "TypeError("),
        (b"\xff\xfe", "JSONDecodeError("),
        (b"\x80\x81", "UnicodeDecodeError("),
    ],
)
def test_a_file_that_holds_no_questions_is_a_warning(place, content, error):
    path = place.documents.parent / "questions.jsonl"
    path.write_bytes(content)
    ((source, sentence),) = place.build().warnings
    assert (source, place.example()) == (str(path), [])
    assert sentence.startswith(f"not a file of questions: {error}")


def test_without_questions_the_examples_come_from_the_newest_numbers(place):
    documents = [
        Document("a", "Một.", "a", number="1-KL/TU", type="Kết luận"),
        Document("b", "Hai.", "b", number="2-XY/TU"),
        Document("c", "Ba.", "c"),
    ]
    place.build(read=lambda *_: (Read(d.id, d.id, d, ("cảnh báo",)) for d in documents))
    assert place.example() == [
        "Kết luận số 1-KL/TU nêu những nội dung gì?",
        "Văn bản số 2-XY/TU nêu những nội dung gì?",
    ]


def test_warnings_and_progress_name_the_source(place):
    seen: list[str] = []
    document = Document("a", "Một.", "a")
    report = place.build(
        read=lambda *_: iter([Read("s/a", "1", document, ("cũ",))]), progress=seen.append
    )
    assert (report.warnings, seen) == ((("s/a", "cũ"),), ["s/a"])


def test_only_the_first_warnings_are_kept(place):
    document = Document("a", "Một.", "a")
    report = place.build(read=lambda *_: iter([Read("a", "1", document, ("cũ",) * 103)]))
    assert (report.warnings, report.more_warnings) == ((("a", "cũ"),) * 100, 3)


def test_leftovers_of_a_killed_build_are_removed(place):
    leftover = place.index / GENERATIONS / ".building"
    leftover.mkdir(parents=True)
    (leftover / FILE).write_bytes(b"half")
    name = place.build().generation
    assert [path.name for path in (place.index / GENERATIONS).iterdir()] == [name]
    shutil.rmtree(place.index)
    assert place.build().published
