import pytest
from bot_fakes import FakeSearcher, whole

from bot.catalogue import Only, chosen, find, nearest, search, values
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


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("862", ["862-KL-TU"]),
        ("nghị quyết", ["66-NQ-TW", "04-NQ-TU"]),  # not the conclusions that name one
        ("nghi quyet 4", ["04-NQ-TU"]),  # not 41-CT/TU
        ("các kết luận năm 2025", ["127-KL-TW", "126-KL-TW"]),
        ("kết luận mới nhất", ["127-KL-TW", "126-KL-TW", "862-KL-TU", "62-KL-TW"]),
        ("văn bản của btv tỉnh ủy thanh hóa", ["862-KL-TU"]),
        ("tỉnh ủy trà vinh", ["giam-sat-phan-bien-tra-vinh", "41-CT-TU"]),
        ("KL ngày 1/8/2022", ["862-KL-TU"]),
        ("giai đoạn 2021 - 2025", ["07-DA-TU", "04-NQ-TU"]),  # no year of issue
        ("2025", [  # the year of issue, not of a title
            "06-HD-TW-chuyen-sinh-hoat-huy-hieu", "06-HD-TW-ket-nap-ho-so",
            "294-QD-TW-ket-nap-dang-vien", "294-QD-TW-khen-thuong-can-bo",
            "294-QD-TW-the-ho-so-sinh-hoat", "294-QD-TW-to-chuc-bo-may",
            "66-NQ-TW", "127-KL-TW", "126-KL-TW",
        ]),
        ("hướng dẫn hết hiệu lực", ["01-HD-TW", "08-HD-BTCTU"]),
        ("nghị quyết 2023", []),
    ],
)  # fmt: skip
def test_what_people_type_finds_the_shipped_documents(shipped, words, found):
    assert [entry.id for entry in search(shipped, words).entries] == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("8622-KL/TU", ["862-KL-TU"]),
        ("863-KL/TU", ["862-KL-TU"]),
        ("dân vận khéo", ["862-KL-TU", "dan-van-2021"]),
        ("nghị quyết 2023", ["66-NQ-TW", "04-NQ-TU"]),
        ("giam sat phan biẹn xa hôi tra vinnh", ["giam-sat-phan-bien-tra-vinh"]),
        ("hoa chuối", []),
        ("xyz", []),  # which is not «xây» with a letter changed
        ("?!", []),
        ("a" * 1001, []),
    ],
)
def test_what_nobody_issued_is_taken_for_the_nearest(shipped, words, found):
    assert not find(shipped, words)
    assert [entry.id for entry in nearest(shipped, words)] == found


def test_the_facets_of_the_shipped_documents_count_what_the_others_leave(shipped):
    entries = shipped.entries()
    assert values(entries, Only(), 0) == [
        ("Hướng dẫn", 5), ("Kết luận", 4), ("Quy định", 4), ("Nghị quyết", 2),
        ("Chỉ thị", 1), ("Điều lệ", 1), ("Đề án", 1), ("", 2),
    ]  # fmt: skip
    years = [
        ("2025", 9), ("2024", 1), ("2023", 1), ("2022", 1), ("2021", 3), ("2020", 1),
        ("2017", 1), ("2011", 1), ("2009", 1), ("", 1),
    ]  # fmt: skip
    assert values(entries, Only(), 2) == years
    only = Only().to(0, "Kết luận")
    assert values(entries, only, 2) == [("2025", 2), ("2022", 1), ("2009", 1)]
    only = only.to(2, "2025")
    assert values(entries, only, 1) == [("Bộ Chính trị, Ban Bí thư", 2)]
    assert [entry.number for entry in entries if only.holds(entry)] == ["127-KL/TW", "126-KL/TW"]
    assert Only.read(only.data) == only
    assert (chosen(entries, only, 0), chosen(entries, only, 1)) == ("Kết luận", None)
    assert Only.read("") == only.to(0, None).to(2, None) == Only()
    unknown = Only().to(2, "")
    assert [e.id for e in entries if unknown.holds(e)] == ["HD-BTCTU-Ha-Noi-huy-hieu-Dang"]
