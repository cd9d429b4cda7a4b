import dataclasses
import datetime
import sqlite3
import threading
from functools import partial

import pytest

import index.records
from corpus.document import Document, Heading, Relation, Scan
from index.answer import Entry
from index.chunk import chunk
from index.errors import BuildError, IndexDamagedError
from index.records import Records, RecordsWriter, document_key

FULL = Document(
    "kl-01",
    "Điều 1. Phạm vi\nMột.\nĐiều 2. Đối tượng\nHai.",
    "kl-01.pdf",
    kind="digest",
    number="862-KL/TU",
    type="Kết luận",
    issuer="Tỉnh ủy",
    date=datetime.date(2022, 8, 1),
    title="Về công tác dân vận",
    source_url="https://example.org/a",
    status="còn hiệu lực",
    replaced_by="1-KL/TU",
    cited=("43-NQ/TW",),
    relations=(
        Relation("replaces", "15-KL/TU", datetime.date(2020, 5, 4), "Tỉnh ủy"),
        Relation("amends", "16-KL/TU"),
    ),
    scans=(Scan(2, 0.75),),
    headings=(
        Heading(0, 15, 1, "điều", "1", "Điều 1. Phạm vi"),
        Heading(21, 38, 1, "điều", "2", "Điều 2. Đối tượng"),
    ),
    effective=datetime.date(2022, 9, 1),
    expires=datetime.date(2027, 12, 31),
    pages=(0, 21),
)
PLAIN = Document("b", "Ba.", "b.txt")
NEWER = dataclasses.replace(PLAIN, id="c", text="Bốn.", date=datetime.date(2024, 2, 29))


def write(path, *documents, previous=None, copied=()):
    writer = RecordsWriter(path, previous)
    for document in documents:
        writer.add(document, document.file, "s-" + document.id, chunk(document))
    ranges = [writer.copy(source) for source in copied]
    writer.finish()
    return Records(path), ranges


def test_every_field_comes_back(tmp_path):
    records, _ = write(tmp_path / "r", PLAIN, FULL)
    assert records.document(document_key("kl-01")) == FULL
    assert records.document(document_key("b")) == PLAIN
    assert (records.documents, records.passages) == (2, 3)
    assert records.spans() == [(0, 1), (1, 3)]
    assert records.signatures() == {"b.txt": "s-b", "kl-01.pdf": "s-kl-01"}


def test_passages_come_in_the_order_asked_for(tmp_path):
    records, _ = write(tmp_path / "r", PLAIN, FULL)
    passages = records.passages_at([2, 0, 2, 1])
    assert [passage.text for passage in passages] == [
        "Điều 2. Đối tượng\nHai.",
        "Ba.",
        "Điều 2. Đối tượng\nHai.",
        "Điều 1. Phạm vi\nMột.",
    ]
    assert passages[0].headings == ("Điều 2. Đối tượng",)
    assert passages[0].page == 2
    with pytest.raises(KeyError):
        records.passages_at([3])


def test_entries_are_newest_first_undated_last(tmp_path):
    newer = dataclasses.replace(NEWER, file="c.txt")
    records, _ = write(tmp_path / "r", PLAIN, newer, FULL)
    assert [entry.id for entry in records.entries()] == ["c", "kl-01", "b"]
    assert records.entries()[1] == Entry(
        2, document_key("kl-01"), "kl-01", "digest", "862-KL/TU", "Kết luận", "Tỉnh ủy",
        "2022-08-01", "Về công tác dân vận", "còn hiệu lực",
    )  # fmt: skip


def test_opening_and_listing_read_no_text(tmp_path, monkeypatch):
    records, _ = write(tmp_path / "r", FULL)
    monkeypatch.setattr(index.records, "document_of", lambda *_: pytest.fail("a text was read"))
    assert len(records.entries()) == 1


def test_unknown_keys_are_key_errors(tmp_path):
    records, _ = write(tmp_path / "r", PLAIN)
    with pytest.raises(KeyError):
        records.document("nothing!")


def test_keys_are_eight_url_safe_characters():
    keys = [document_key(f"văn bản {number}") for number in range(500)]
    assert len(set(keys)) == 500
    assert all(len(key) == 8 and key.replace("-", "a").replace("_", "a").isalnum() for key in keys)


def test_copied_documents_keep_all_but_their_rows(tmp_path):
    old, _ = write(tmp_path / "old", PLAIN, FULL)
    new, ranges = write(
        tmp_path / "new", dataclasses.replace(NEWER, file="a.txt"), previous=old,
        copied=["kl-01.pdf"],
    )  # fmt: skip
    assert ranges == [(1, 3)]
    assert new.spans() == [(0, 1), (1, 3)]
    assert new.document(document_key("kl-01")) == FULL
    assert new.passages_at([2]) == old.passages_at([2])
    assert new.signatures() == {"a.txt": "s-c", "kl-01.pdf": "s-kl-01"}


def test_documents_that_cannot_be_told_apart_are_both_named(tmp_path, monkeypatch):
    monkeypatch.setattr(index.records, "document_key", lambda _: "same-key")
    writer = RecordsWriter(tmp_path / "r")
    writer.add(PLAIN, "b.txt", "s", chunk(PLAIN))
    with pytest.raises(
        BuildError, match=r"kl-01\.pdf \(document kl-01\) and b\.txt \(document b\)"
    ):
        writer.add(FULL, "kl-01.pdf", "s", chunk(FULL))
    writer.close()


def test_a_copy_that_clashes_is_named_too(tmp_path):
    old, _ = write(tmp_path / "old", PLAIN)
    writer = RecordsWriter(tmp_path / "new", old)
    writer.add(PLAIN, "a/b.txt", "s", chunk(PLAIN))
    with pytest.raises(BuildError, match=r"b\.txt \(document b\) and a/b\.txt \(document b\)"):
        writer.copy("b.txt")
    writer.close()


def test_a_file_that_is_no_database_is_damaged(tmp_path):
    (tmp_path / "r").write_bytes(b"not a database" * 100)
    with pytest.raises(IndexDamagedError, match=r"/r: cannot be read"):
        Records(tmp_path / "r")
    with pytest.raises(IndexDamagedError, match="missing: cannot be opened"):
        Records(tmp_path / "missing")


def test_threads_share_it(tmp_path):
    documents = [
        dataclasses.replace(FULL, id=str(n), file=f"{n:03}", number=f"{n}-KL/TU") for n in range(80)
    ]
    records, _ = write(tmp_path / "r", *documents)
    failures = []

    def read() -> None:
        for n in range(80):
            if [p.document.id for p in records.passages_at([2 * n, 2 * n + 1])] != [str(n)] * 2:
                failures.append(n)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(records._cache) <= index.records.KEPT_DOCUMENTS


def test_it_closes_when_it_goes(tmp_path):
    records, _ = write(tmp_path / "r", PLAIN)
    connection = records._connection
    del records
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


def test_what_says_to_end_is_in_force_to_that_day(tmp_path, monkeypatch):
    document = dataclasses.replace(PLAIN, expires=datetime.date(2026, 12, 31))
    records, _ = write(tmp_path / "r", document)
    for today, status in (("2026-12-31", None), ("2027-01-01", "hết hiệu lực")):
        monkeypatch.setattr(index.records, "today", partial(datetime.date.fromisoformat, today))
        standing = records.standing(document_key("b"))
        assert (standing.status, standing.ended_by) == (status, ())


def test_what_will_be_replaced_is_in_force_until_that_day(tmp_path, monkeypatch):
    day = datetime.date(2027, 1, 1)
    old = Document("a", "Một.", "a.txt", number="1-QĐ/TU", date=datetime.date(2020, 1, 2))
    new = Document(
        "b", "Hai.", "b.txt", number="2-QĐ/TU", date=datetime.date(2026, 11, 3), effective=day,
        relations=(
            Relation("replaces", "1-QĐ/TU"),
            Relation("ends", "3-QĐ/TU", since=datetime.date(2027, 4, 1)),
        ),
    )  # fmt: skip
    later = Document("c", "Ba.", "c.txt", number="3-QĐ/TU", date=datetime.date(2020, 1, 3))
    records, _ = write(tmp_path / "r", old, new, later)
    keys = document_key("a"), document_key("b")
    for today, states, by in (
        ("2026-12-31", {"b": "chưa có hiệu lực", "a": None, "c": None}, []),
        ("2027-01-01", {"b": None, "a": "được thay thế", "c": None}, ["b"]),
        ("2027-04-01", {"b": None, "a": "được thay thế", "c": "hết hiệu lực"}, ["b"]),
    ):
        monkeypatch.setattr(index.records, "today", partial(datetime.date.fromisoformat, today))
        assert {entry.id: entry.status for entry in records.entries()} == states
        standing = records.standing(keys[0])
        assert (standing.status, [entry.id for entry in standing.ended_by]) == (states["a"], by)
        assert records.standing(keys[1]).status == states["b"]
