import io
import json

import pytest

from scripts import ask

QUESTION = "Khối dân vận cấp xã có bao nhiêu thành viên?"


@pytest.fixture
def run(shipped_index, capsys, monkeypatch):
    """Return a function that runs the command: exit code, lines on stdout, stderr."""

    def run(*argv, stdin=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = ask.main(["--index", str(shipped_index), *argv])
        out, err = capsys.readouterr()
        return code, out.splitlines(), err

    return run


def test_json_has_every_field_in_order_and_null_for_the_unknown(run):
    code, (line,), err = run("--json", "--top", "2", QUESTION)
    answer = json.loads(line)
    assert (code, err) == (0, "")
    assert [*answer] == ["question", "answered", "confidence", "took_ms", "hits"]
    assert (answer["question"], answer["answered"]) == (QUESTION, True)
    assert 0 <= answer["confidence"] <= 1
    assert [hit["rank"] for hit in answer["hits"]] == [1, 2]
    best = answer["hits"][0]
    assert [*best] == [
        "rank", "score", "document", "file", "number", "type", "issuer", "date", "title",
        "headings", "page", "start", "end", "text", "highlights", "status",
        "replaced_by", "scanned", "copies",
    ]  # fmt: skip
    assert (best["document"], best["file"], best["number"], best["type"], best["date"]) == (
        "862-KL-TU", "862-KL-TU.md", "862-KL/TU", "Kết luận", "2022-08-01",
    )  # fmt: skip
    assert best["page"] is None
    assert best["end"] - best["start"] == len(best["text"])
    marked = [best["text"][start:end] for start, end in best["highlights"]]
    assert any("từ 09 đến 11 thành viên" in text for text in marked)


def test_one_object_a_line_of_stdin_in_order_whatever_the_line(run):
    code, lines, err = run("--json", stdin=f"{QUESTION}\n\n😀\n<b>\n{'x' * 10_000}\nchi bộ")
    answers = [json.loads(line) for line in lines]
    assert [answer["question"][:50] for answer in answers] == [
        QUESTION, "😀", "<b>", "x" * 50, "chi bộ",
    ]  # fmt: skip
    assert code == 1  # two could not be asked; each has its sentence
    assert len(err.splitlines()) == 2
    for refused in (answers[1], answers[3]):
        assert (refused["answered"], refused["confidence"], refused["hits"]) == (False, 0.0, [])


def test_what_is_quoted_for_people_is_word_for_word(run):
    code, lines, err = run(QUESTION)
    assert (code, err) == (0, "")
    assert "862-KL/TU" in lines[0] + lines[1]
    quoted = " ".join(line.removeprefix("│ ") for line in lines if line.startswith("│"))
    assert "Khối dân vận cấp xã có từ 09 đến 11 thành viên." in quoted


def test_in_a_chat_a_short_question_follows_until_an_empty_line(run):
    follow = "Ai làm trưởng khối?"
    _, lines, _ = run("--json", "--chat", "--top", "1", stdin=f"{QUESTION}\n{follow}\n")
    assert json.loads(lines[1])["hits"][0]["document"] == "862-KL-TU"
    _, alone, _ = run("--json", "--top", "1", follow)
    _, parted, _ = run("--json", "--chat", "--top", "1", stdin=f"{QUESTION}\n\n{follow}\n")
    hits = [json.loads(line)["hits"] for line in (parted[1], alone[0])]
    assert hits[0] == hits[1]


def test_courtesies_around_a_question_change_nothing(run):
    polite = f"Dạ em chào ad, cho em hỏi {QUESTION.lower()} Em cảm ơn ạ"
    _, lines, _ = run("--json", stdin=f"{polite}\n{QUESTION.lower()}\n")
    asked, bare = map(json.loads, lines)
    assert asked["question"] == polite
    assert (asked["hits"], asked["confidence"]) == (bare["hits"], bare["confidence"])


MISSPELT = "khoi dan vnan cap xa co bao nhieu thanh vine"
MEANT = "khoi dan van cap xa co bao nhieu thanh vien"


def test_a_misspelt_question_is_answered_as_it_was_meant_and_stays_as_typed(run):
    _, lines, _ = run("--json", "--top", "2", stdin=f"{MISSPELT}\n{MEANT}\n")
    misspelt, meant = map(json.loads, lines)
    assert (misspelt["question"], misspelt["answered"]) == (MISSPELT, True)
    assert misspelt["hits"] == meant["hits"]
    assert len(meant["hits"]) == 2
    _, lines, _ = run(MISSPELT)
    assert lines[0] == f"Hiểu là: {MEANT}"
    assert "từ 09 đến 11 thành viên" in " ".join(lines)


def test_what_may_have_been_meant_is_told_to_people_where_neither_is_sure(run):
    _, lines, _ = run("chuyen xin nghir phep cua can boj")
    assert lines[-1] == "Ý đồng chí là: chuyen xin nghỉ phep cua can bo"


@pytest.mark.parametrize("question", ["", "   ", "😀 👍", "x" * 10_000])
def test_what_cannot_be_asked_is_one_sentence(run, question):
    code, lines, err = run(question)
    assert (code, lines, len(err.splitlines())) == (1, [], 1)


def test_no_index_is_one_line(tmp_path, capsys):
    assert ask.main(["--index", str(tmp_path / "none"), "chi bộ"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"{tmp_path / 'none'} has no index yet; run python -m scripts.build_index\n"


@pytest.mark.parametrize("argv", [["--top", "0", "x"], ["--top", "x", "x"], ["--nope"]])
def test_wrong_usage_exits_with_2(argv):
    with pytest.raises(SystemExit) as stopped:
        ask.main(argv)
    assert stopped.value.code == 2
