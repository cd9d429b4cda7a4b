import lzma

import pytest

from index.training import pairs
from tests.training_data import asked, write


def test_our_questions_find_their_passages(tmp_path, monkeypatch):
    write(tmp_path / "codex.jsonl.xz", [{"body": "bỏ qua"}, {"body": "Điều 1.\n  Họp  chi bộ."}])
    with lzma.open(tmp_path / "text-law-1.txt.xz", "wt", encoding="utf-8") as out:
        out.write("Một.\nHai.\n\n\nBa\nbốn năm.\n")
    write(
        tmp_path / "ours.xz",
        [
            asked("text-law-1.txt.xz", 1, "text", "bốn năm.", "mấy năm", "bao lâu", start=3),
            asked("codex.jsonl.xz", 1, "body", "Họp chi bộ.", "ngồi với nhau", start=8),
            {"passage": "Nộp đảng phí.", "questions": ["góp tiền"]},
        ],
    )
    monkeypatch.setattr(pairs, "OURS", {"written": tmp_path / "ours.xz"})
    assert list(pairs.records(tmp_path, "written")) == [
        {"question": "góp tiền", "passage": "Nộp đảng phí."},
        {"question": "ngồi với nhau", "passage": "Họp chi bộ."},
        {"question": "mấy năm", "passage": "bốn năm."},
        {"question": "bao lâu", "passage": "bốn năm."},
    ]


def test_another_text_than_was_asked_about_is_refused(tmp_path, monkeypatch):
    write(tmp_path / "wiki.jsonl.xz", [{"body": "Khác hẳn."}])
    write(tmp_path / "ours.xz", [asked("wiki.jsonl.xz", 0, "body", "Họp xóm.", "ngồi lại")])
    monkeypatch.setattr(pairs, "OURS", {"apart": tmp_path / "ours.xz"})
    with pytest.raises(ValueError, match=r"wiki\.jsonl\.xz, text 0: .* checksum \d+, .* has \d+"):
        list(pairs.records(tmp_path, "apart"))


@pytest.mark.parametrize(("share", "kept"), [(1.0, [0, 1, 2, 3, 4, 5]), (0.5, [1, 3, 5])])
def test_a_sample_is_evenly_spread(share, kept):
    assert list(pairs.sampled(range(6), share)) == kept


def test_texts_refuse_offsets_that_do_not_fit():
    with pytest.raises(ValueError, match="offsets end at 4, there are 3 rows"):
        pairs.Texts([1, 2, 3], [0, 4])


def test_the_questions_that_ship_are_ours_and_apart():
    rows = {name: list(pairs._rows(path)) for name, path in pairs.OURS.items()}
    places = {
        name: {(row["file"], row["row"], row["start"]) for row in rows[name]}
        for name in ("written", "apart")
    }
    assert not places["written"] & places["apart"]
    assert all(row["questions"] and row["start"] < row["end"] for row in rows["apart"])
    assert all(row["questions"] and row["passage"].strip() for row in rows["composed"])
