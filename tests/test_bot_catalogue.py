import pytest
from bot_fakes import FakeSearcher, whole

from bot.catalogue import find
from corpus.document import Document


def document(id_, number, title, issuer="Tỉnh ủy"):
    return Document(
        id_, "Toàn văn.", f"{id_}.txt", number=number, type="Kết luận", issuer=issuer, title=title
    )


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("862", ["a"]),  # not 1862
        ("862-kl/tu", ["a"]),
        ("862 kl tu", ["a"]),
        ("dân vận", ["a"]),  # one after the other, so not "hướng dẫn … vấn đề"
        ("DAN VAN", ["a"]),
        ("vấn dẫn", ["a", "b"]),  # nowhere one after the other
        ("thanh", ["b", "c"]),
        ("hanh", []),  # not inside a word
        ("không có", []),
        ("!?", []),
        ("", []),
    ],
)
def test_documents_are_found_by_words(words, found):
    searcher = FakeSearcher(
        [
            whole(document("a", "862-KL/TU", "về công tác dân vận")),
            whole(document("b", "1862-KL/TU", "hướng dẫn một số vấn đề về thanh tra")),
            whole(document("c", None, "Kế hoạch", "Ban Thường vụ Tỉnh ủy Thanh Hóa")),
        ]
    )
    assert [entry.id for entry in find(searcher, words)] == found


def test_a_rebuild_is_noticed():
    assert find(FakeSearcher([whole(document("a", "1-KL/TU", "x"))]), "862") == []
    assert len(find(FakeSearcher([whole(document("a", "862-KL/TU", "x"))]), "862")) == 1
