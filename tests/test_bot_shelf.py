import dataclasses
import datetime

import pytest
from bot_fakes import CONCLUSION, TEXT, FakeSearcher, small_searcher, whole
from telegram_html import parse, units
from test_bot_views import KEY, behind, check, labels

from bot import messages, shelf, views
from bot.callbacks import Narrow, ShowList, ShowOutline, checksum
from bot.screen import StaleButtonError, View
from corpus.document import Document, Heading
from index.records import document_key


def nothing(words: str) -> str:
    return f"{messages.no_documents(words)} {messages.SEE_WHOLE_LIST}"


def test_the_list_is_filtered_without_regard_to_accents():
    searcher = small_searcher()
    view = shelf.list_view(searcher, "")
    assert view.text == (
        "3 văn bản (bấm số để mở):\n\n"
        "1. <b>Kết luận số 862-KL/TU</b>\nBan Thường vụ Tỉnh ủy, 01/08/2022\n"
        "<i>Về công tác dân vận ở cơ sở</i>\n\n"
        "2. <b>Bản tóm lược Nghị quyết số 05-NQ/TU</b>\n⚠️ Hết hiệu lực\n\n"
        "3. <b>Tin «Tỉnh ủy triển khai công tác kiểm tra»</b>"
    )
    assert labels(view) == [["1", "2", "3"], ["Loại", "Cơ quan", "Năm"]]
    assert shown(shelf.list_view(searcher, "TINH uy")) == [
        "Kết luận số 862-KL/TU", "Tin «Tỉnh ủy triển khai công tác kiểm tra»"
    ]  # fmt: skip
    only = shelf.list_view(searcher, "862")
    assert only == views.outline_view(searcher, ShowOutline(KEY, 1, ""))
    assert shelf.list_view(searcher, "<x>").text == nothing("&lt;x&gt;")
    assert shelf.list_view(searcher, "😀").text == nothing("😀")
    assert shelf.list_view(FakeSearcher([]), "").text == messages.EMPTY_LIST


def test_words_that_name_a_part_of_one_document_open_it():
    searcher = small_searcher()
    part = TEXT[TEXT.index("II. NHIỆM VỤ") :]
    for words in ("862 mục II", "862-KL/TU phan 2", "mục ii kết luận 862"):
        view = shelf.list_view(searcher, words)
        shown = parse(view.text)
        assert shown.inside("blockquote") == [part]
        assert shown.text.startswith("Kết luận số 862-KL/TU ngày 01/08/2022")
        assert labels(view) == [["Đọc tiếp ›", "Văn bản"]]
        assert behind(view, "Văn bản") == ShowOutline(KEY, 1, "")
    # A part it has not, and a part that no document is named with.
    none = "Các văn bản tìm được theo số ký hiệu hoặc tên đã nêu không có phần này."
    opened, without = shelf.list_view(searcher, "862"), shelf.list_view(searcher, "862 điều 9")
    assert without == View(f"{none}\n\n{opened.text}", opened.rows)
    twins = FakeSearcher([whole(CONCLUSION), whole(dataclasses.replace(CONCLUSION, id="khac"))])
    assert shelf.list_view(twins, "862 điều 9").text.split("\n")[1] == none
    assert none not in shelf.list_view(twins, "862").text
    assert shelf.list_view(searcher, "mục II").text == nothing("mục II")


def test_parts_that_are_numbered_alike_are_quoted_together_within_a_message():
    articles = "".join(f"Điều 1.\n{'Việc cần làm. ' * 300}\n" for _ in range(4))
    starts = [place for place in range(len(articles)) if articles.startswith("Điều 1.", place)]
    headings = tuple(Heading(s, s + 7, 1, "điều", "1", "Điều 1") for s in starts)
    rules = Document("quy-che", articles, "q.txt", number="9-QC/TU", headings=headings)
    view = shelf.list_view(FakeSearcher([whole(rules)]), "9-QC/TU điều 1")
    assert len(parse(view.text).inside("blockquote")) == 3
    assert units(view.text) <= 4096


def test_the_list_is_filtered_by_validity():
    searcher = small_searcher()
    gone = shelf.list_view(searcher, "hết hiệu lực")
    assert gone == views.outline_view(searcher, ShowOutline(document_key("tom-luoc"), 1, ""))
    others = shelf.list_view(searcher, "Còn hiệu lực")
    assert others.text.startswith(
        "2 văn bản khớp với «Còn hiệu lực» (bấm số để mở):\n"
        "Gồm cả những văn bản chưa ghi tình trạng hiệu lực.\n\n1. <b>Kết luận số 862-KL/TU</b>"
    )
    assert labels(shelf.list_view(searcher, "het hieu luc kiem tra")) == []


def test_the_list_tells_documents_alike_apart():
    twin = dataclasses.replace(CONCLUSION, id="862-KL-TU-2")
    view = shelf.list_view(FakeSearcher([whole(CONCLUSION), whole(twin)]), "dân vận")
    assert parse(view.text).inside("code") == ["862-KL-TU", "862-KL-TU-2"]


def test_the_list_is_paged():
    documents = [Document(f"{n}", "Toàn văn.", f"{n}.txt") for n in range(17)]
    searcher = FakeSearcher([whole(document) for document in documents])
    view = shelf.list_view(searcher, "", ShowList(3))
    assert labels(view) == [["17"], ["‹", "3/3"]]
    assert behind(view, "17") == ShowOutline(document_key("16"), 1, "l:3")
    assert shelf.list_view(searcher, "", ShowList(99)) == view


def test_the_longest_list_fits():
    odd = "😀" * 300
    documents = [
        Document(
            f"{odd}{n}",
            "Toàn văn.",
            "f",
            "news",
            number=odd,
            type=odd,
            issuer=odd,
            title=f"{odd}{odd}",
            status="hết hiệu lực",
        )
        for n in range(9)
    ]
    check(shelf.list_view(FakeSearcher([whole(document) for document in documents]), ""))


def shelves() -> FakeSearcher:
    """Five documents: three types and one unknown, two bodies and one unknown, three years."""

    def document(id_, number, kind, issuer, day, title="việc chung"):
        issued = day and datetime.date.fromisoformat(day)
        return whole(
            Document(id_, "Toàn văn.", f"{id_}.txt", number=number, type=kind, issuer=issuer,
                     date=issued, title=title)
        )  # fmt: skip

    return FakeSearcher(
        [
            document("a", "12-KH/TU", "Kế hoạch", "Tỉnh ủy Bình Nguyên", "2025-03-01"),
            document("b", "04-NQ/TU", "Nghị quyết", "Tỉnh ủy Bình Nguyên", "2023-05-02"),
            document("c", "04-NQ/TU", "Nghị quyết", "Thành ủy Sông Lam", "2023-04-01"),
            document("d", "07-KH/TU", "Kế hoạch", "Thành ủy Sông Lam", "2021-02-03"),
            document("e", None, None, None, None, "sổ tay nghiệp vụ"),
        ]
    )


def shown(view: View) -> list[str]:
    """Return the names in a list."""
    return [
        line.split("<b>")[1].split("</b>")[0] for line in view.text.split("\n") if "<b>" in line
    ]


def test_facets_narrow_the_list_together_and_are_taken_off():
    searcher = shelves()
    view = shelf.list_view(searcher, "")
    assert labels(view) == [["1", "2", "3", "4", "5"], ["Loại", "Cơ quan", "Năm"]]
    kinds = shelf.narrow_view(searcher, "", behind(view, "Loại"))
    assert kinds.text == "5 văn bản\n\nChọn loại văn bản:"
    assert labels(kinds) == [["Kế hoạch (2)", "Nghị quyết (2)"], ["Chưa rõ (1)"], ["↩ Danh mục"]]
    plans = shelf.list_view(searcher, "", behind(kinds, "Kế hoạch (2)"))
    assert plans.text.startswith("2 văn bản (bấm số để mở):\nLoại: Kế hoạch\n\n1. <b>")
    assert shown(plans) == ["Kế hoạch số 12-KH/TU", "Kế hoạch số 07-KH/TU"]
    assert labels(plans) == [["1", "2"], ["Loại ✓", "Cơ quan", "Năm", "Bỏ lọc"]]
    years = shelf.narrow_view(searcher, "", behind(plans, "Năm"))
    assert labels(years) == [["2025 (1)", "2021 (1)"], ["↩ Danh mục"]]
    plan = shelf.list_view(searcher, "", behind(years, "2021 (1)"))
    assert plan.text.startswith("1 văn bản (bấm số để mở):\nLoại: Kế hoạch · Năm: 2021\n\n1. <b>")
    # Back from the document to the list as it was narrowed.
    outline = views.outline_view(searcher, behind(plan, "1"))
    assert shelf.list_view(searcher, "", behind(outline, "↩ Danh mục")) == plan
    # The chosen facet still shows what else there is; what the others leave out is not counted.
    kinds = shelf.narrow_view(searcher, "", behind(plan, "Loại ✓"))
    assert labels(kinds) == [["Kế hoạch (1)"], ["Tất cả", "↩ Danh mục"]]
    every = shelf.list_view(searcher, "", behind(kinds, "Tất cả"))
    assert every.text.startswith("1 văn bản (bấm số để mở):\nNăm: 2021\n")
    assert shelf.list_view(searcher, "", behind(plan, "Bỏ lọc")) == view


def test_words_and_facets_choose_together():
    searcher = shelves()
    view = shelf.list_view(searcher, "04")
    assert shown(view) == ["Nghị quyết số 04-NQ/TU"] * 2
    assert "Tỉnh ủy Bình Nguyên, 02/05/2023" in view.text
    assert "Thành ủy Sông Lam, 01/04/2023" in view.text
    assert labels(view) == [["1", "2"], ["Cơ quan"]]
    bodies = shelf.narrow_view(searcher, "04", behind(view, "Cơ quan"))
    assert bodies.text == "2 văn bản khớp với «04»\n\nChọn cơ quan ban hành:"
    assert labels(bodies) == [
        ["Thành ủy Sông Lam (1)"], ["Tỉnh ủy Bình Nguyên (1)"], ["↩ Danh mục"]
    ]  # fmt: skip
    button = behind(bodies, "Thành ủy Sông Lam (1)")
    assert shown(shelf.list_view(searcher, "04", button)) == ["Nghị quyết số 04-NQ/TU"]
    for gone in (button, behind(view, "Cơ quan")):  # the command was deleted
        opening = shelf.list_view if isinstance(gone, ShowList) else shelf.narrow_view
        with pytest.raises(StaleButtonError, match="nhắn lại /vanban"):
            opening(searcher, "", gone)


def test_what_a_rebuild_took_out_of_a_narrowed_list():
    searcher = shelves()
    gone = ShowList(1, f"{checksum('Quy chế')},,")
    view = shelf.list_view(searcher, "", gone)
    assert view.text == messages.NONE_LEFT
    assert behind(view, "Bỏ lọc") == ShowList(1)


def test_what_may_have_been_meant_is_offered():
    searcher = small_searcher()
    view = shelf.list_view(searcher, "863-KL/TU")
    assert view.text.startswith(
        "Không có văn bản nào có số ký hiệu, tên hoặc cơ quan ban hành khớp với «863-KL/TU». "
        "Ý đồng chí là (bấm số để mở):\n\n1. <b>Kết luận số 862-KL/TU</b>"
    )
    assert behind(view, "1") == ShowOutline(KEY, 1, "l:1::1")
    assert labels(view) == [["1"]]


def test_a_page_of_the_source_is_opened():
    searcher = small_searcher()
    second = TEXT[TEXT.index("II. NHIỆM VỤ") :]
    for words in ("862 trang 2", "Kết luận 862 TRANG SỐ 2"):
        view = shelf.list_view(searcher, words)
        assert parse(view.text).inside("blockquote") == [second]
        assert "trang 2" in view.text
    view = shelf.list_view(searcher, "862 trang 3")
    assert view.text == (
        f"{messages.no_page(3)}\n\n{views.outline_view(searcher, ShowOutline(KEY, 1, '')).text}"
    )
    both = shelf.list_view(shelves(), "04-NQ/TU trang 2")
    assert both.text.startswith(
        f"2 văn bản khớp với «04-NQ/TU trang 2» (bấm số để mở):\n{messages.no_page(2)}\n\n1. "
    )


def test_many_values_are_paged_and_long_ones_fit():
    documents = [
        Document(f"{n}", "Toàn văn.", f"{n}.txt", issuer=f"{n:02} {'😀' * 200}") for n in range(17)
    ]
    searcher = FakeSearcher([whole(document) for document in documents])
    view = shelf.narrow_view(searcher, "", Narrow(1, 3))
    assert [row[0][:2] for row in labels(view)] == ["16", "‹", "↩ "]
    assert view == shelf.narrow_view(searcher, "", Narrow(1, 99))
    check(shelf.list_view(searcher, "", behind(view, labels(view)[0][0])))
