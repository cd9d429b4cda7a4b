import json

import pytest

from scripts import evaluate

FACT = {
    "id": "1", "type": "factual", "question": "Khối dân vận cấp xã có bao nhiêu thành viên?",
    "doc": "862-KL-TU.md", "evidence": ["Khối dân vận cấp xã có từ 09 đến 11 thành viên."],
}  # fmt: skip
OFF_TOPIC = {"id": "2", "type": "offtopic", "question": "Cách nấu phở bò?", "evidence": []}


@pytest.fixture
def questions(tmp_path):
    path = tmp_path / "questions.jsonl"
    rows = [json.dumps(row, ensure_ascii=False) for row in (FACT, OFF_TOPIC)]
    path.write_text("\n".join(rows), encoding="utf-8")
    return str(path)


def test_json_has_the_figures_of_each_type_both_ways(questions, shipped_index, capsys):
    assert evaluate.main([questions, "--index", str(shipped_index), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [*found] == ["rows", "unaccented", "p50_ms", "p99_ms", "alone"]
    assert found["alone"] == []
    for rows in (found["rows"], found["unaccented"]):
        _, factual, offtopic = rows
        assert (factual["type"], factual["questions"], factual["hit1"]) == ("factual", 1, 1.0)
        assert (offtopic["type"], offtopic["hit1"], offtopic["answered"]) == ("offtopic", None, 0.0)


TALK = {
    "id": "t", "kind": "follow", "turns": [
        FACT, {"question": "ok cảm ơn"},
        {"question": "còn trưởng khối?", "evidence": ["Trưởng khối là Phó Bí thư"]},
        {"question": "thế tổ dân vận thì sao", "evidence": ["Hiểu từng ngõ, rõ từng nhà"]},
    ],
}  # fmt: skip
TURN = {"id": "s", "kind": "switch", "turns": [FACT, *TALK["turns"][2:]]}


def test_of_conversations_openings_follow_ups_and_changes_are_told_apart(
    shipped_index, capsys, tmp_path
):
    path = tmp_path / "conversations.jsonl"
    path.write_text(f"{json.dumps(TALK)}\n\n{json.dumps(TURN)}\n", encoding="utf-8")
    assert evaluate.main([str(path), "--index", str(shipped_index), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    for name in ("rows", "unaccented", "alone"):
        asked = {row["type"]: row["questions"] for row in found[name]}
        assert asked == {"all": 6, "opening": 2, "follow-up": 3, "switch": 1}
    assert evaluate.main([str(path), "--index", str(shipped_index)]) == 0
    assert "Each question alone" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line",
    ['{"turns": []}', '{"id": "1", "kind": "other", "turns": []}',
     '{"id": "1", "kind": "follow", "turns": [{"question": "a"}]}'],
)  # fmt: skip
def test_a_line_that_is_no_conversation_is_named(shipped_index, line, capsys, tmp_path):
    path = tmp_path / "conversations.jsonl"
    path.write_text(line, encoding="utf-8")
    assert evaluate.main([str(path), "--index", str(shipped_index)]) == 1
    assert capsys.readouterr().err.startswith(f"{path}, line 1: not a conversation (")


def test_the_table_and_the_picture_are_for_people(questions, shipped_index, capsys, tmp_path):
    pytest.importorskip("matplotlib")
    picture = tmp_path / "figures.png"
    argv = [questions, "--index", str(shipped_index), "--plot"]
    assert evaluate.main([*argv, str(picture)]) == 0
    assert "Without diacritics" in capsys.readouterr().out
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert evaluate.main([*argv, str(tmp_path / "none" / "figures.png")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("missing", ["questions", "index"])
def test_what_is_missing_is_one_line(questions, shipped_index, missing, capsys, tmp_path):
    none = str(tmp_path / "none")
    argv = {
        "questions": [none, "--index", str(shipped_index)],
        "index": [questions, "--index", none],
    }
    assert evaluate.main(argv[missing]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith(none)
