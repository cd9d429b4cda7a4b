"""A training folder of a few invented sentences, for tests of either encoder's recipe."""

import json
import lzma
import zlib

# Each everyday word means what the official one beside it means; a sentence needs two.
WORDS = {
    "bò": "trâu", "nhà": "công trình", "tiền": "kinh phí", "dân": "quần chúng", "họp": "hội nghị",
    "sách": "tài liệu", "xe": "phương tiện", "thầy": "giáo viên", "rừng": "lâm nghiệp",
    "biển": "hải đảo", "lúa": "nông nghiệp", "thuốc": "dược phẩm",
}  # fmt: skip
ENGLISH = dict(
    zip(
        WORDS,
        ["cow", "house", "money", "people", "meeting", "book", "car", "teacher"] * 2,
        strict=False,
    )
)


def write(path, rows):
    with lzma.open(path, "wt", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def asked(file, row, field, text, *questions, start=0):
    """Return a row of our own questions for a passage that begins at ``start``."""
    return {
        "file": file, "row": row, "field": field, "start": start, "end": start + len(text),
        "crc32": zlib.crc32(text.encode()), "questions": list(questions),
    }  # fmt: skip


def write_folder(folder, monkeypatch):
    """Write every file of the training folder, and stand in for the questions of our own."""
    everyday = [(a, b) for a in WORDS for b in WORDS if a != b]
    said = [(f"hỏi {a} với {b}", f"quy định {WORDS[a]} kèm {WORDS[b]}") for a, b in everyday]
    files = {
        "questions": [{"question": a, "answer": b} for a, b in said],
        "codex": [{"title": a, "body": f"{b}. {a} thì {b}"} for a, b in said],
        "news": [{"title": a, "lead": b, "body": f"{b} và {a}"} for a, b in said],
        "wiki": [{"title": a, "body": b} for a, b in said],
        "paraphrases": [{"a": a, "b": b} for a, b in said],
        "parallel": [
            {"vi": f"{a} {b}", "en": f"the {ENGLISH[a]} the {ENGLISH[b]}"} for a, b in everyday
        ],
    }
    for file, rows in files.items():
        write(folder / f"{file}.jsonl.xz", rows)
    with lzma.open(folder / "text-law-1.txt.xz", "wt", encoding="utf-8") as out:
        out.write("\n\n".join(f"{b}.\n{a} thì {b}" for a, b in said))
    ours = {"composed": folder / "composed.jsonl.xz"}
    write(ours["composed"], [{"passage": b, "questions": [a]} for a, b in said])
    for name, part in (("written", said[:100]), ("apart", said[100:])):
        rows = [asked("wiki.jsonl.xz", said.index((a, b)), "body", b, a) for a, b in part]
        ours[name] = folder / f"{name}.jsonl.xz"
        write(ours[name], rows)
    monkeypatch.setattr("index.training.pairs.OURS", ours)
    thesaurus = folder / "thesaurus.tsv"
    rows = [("everyday", "directive"), *WORDS.items()]
    thesaurus.write_text("".join(f"{a}\t{b}\n" for a, b in rows), encoding="utf-8")
    monkeypatch.setattr("index.training.pairs.SAID", thesaurus)
    return folder
