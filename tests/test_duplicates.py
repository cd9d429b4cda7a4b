from corpus.document import Document
from corpus.duplicates import Duplicates

WORDS = [f"tiếng{number}" for number in range(400)]


def document(words):
    return Document(id="x", text=" ".join(words), file="x.txt")


def test_a_copy_with_a_few_changes_is_named():
    duplicates = Duplicates()
    assert duplicates.add(document(WORDS), "a.txt") is None
    assert duplicates.add(document(["khác", *WORDS[1:]]), "b.txt") == "a.txt"


def test_another_text_and_a_short_line_are_none():
    duplicates = Duplicates()
    duplicates.add(document(WORDS), "a.txt")
    assert duplicates.add(document(WORDS[200:] + WORDS[:200][::-1]), "b.txt") is None
    assert duplicates.add(document(WORDS[:10]), "c.txt") is None
    assert duplicates.add(document(WORDS[:10]), "d.txt") is None
