"""Pages in the manner of many portals: what is of the directive stays, what is not goes."""

import json
import re
from pathlib import Path

import pytest

from corpus.parse import make_documents
from corpus.readers import read_source
from corpus.webpage import html_source

PAGES = Path(__file__).parent / "data" / "pages"
PORTALS = Path(__file__).parent / "data" / "portals"
EXPECTED = [json.loads(line) for line in (PAGES / "expected.jsonl").read_text("utf-8").splitlines()]


def flat(text):
    return re.sub(r"\s+", " ", text).strip()


def rows_of(expected):
    path = PAGES / expected["file"]
    ((document, *_),) = make_documents(read_source(path), path.stem, path.name)
    return document.text.split("\n")


def left(expected, rows):
    text = flat("\n".join(rows))
    whole = set(expected["whole_line"])
    return [one for one in expected["furniture"] if (one in rows if one in whole else one in text)]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda expected: expected["file"])
def test_a_page_keeps_what_it_says_and_loses_what_surrounds_it(expected):
    rows = rows_of(expected)
    assert [keep for keep in expected["keep"] if keep not in flat("\n".join(rows))] == []
    assert [sentence for sentence in expected["joined"] if sentence not in "\n".join(rows)] == []
    assert len(left(expected, rows)) <= 2


@pytest.mark.parametrize("path", sorted(PORTALS.glob("*.html")), ids=lambda path: path.stem)
def test_what_is_kept_is_exactly_the_article(path):
    ((document, *_),) = make_documents(read_source(path), path.stem, path.name)
    assert f"{document.text}\n" == path.with_suffix(".txt").read_text("utf-8")


def test_nearly_all_furniture_goes():
    there = sum(len(left(expected, rows_of(expected))) for expected in EXPECTED)
    assert there <= 0.03 * sum(len(expected["furniture"]) for expected in EXPECTED)


@pytest.mark.parametrize("name", ["blocks", "dnn_record", "viewer", "accordion", "table2001"])
def test_what_surrounds_a_directive_hides_none_of_its_facts(name):
    ((document, *_),) = make_documents(read_source(PAGES / f"{name}.html"), name, name)
    assert (document.kind, document.number, document.type, str(document.date)) == (
        "directive", "64-KH/ĐU", "Kế hoạch", "2026-10-12",
    )  # fmt: skip
    assert document.issuer == "Đảng ủy xã Thanh Khê"


def test_a_box_in_which_a_reader_types_goes_and_one_to_tick_stays():
    box = "<div><p>Nhận tin qua thư</p><input type={}><button>Gửi</button></div>"
    assert "Nhận tin qua thư" not in body(PROSE * 3, box.format("email"), PROSE * 3)
    assert "Nhận tin qua thư" in body(PROSE * 3, box.format("checkbox"), PROSE * 3)


def test_what_is_dropped_is_told():
    dropped = html_source((PAGES / "wordpress.html").read_text("utf-8")).dropped
    assert "Bài viết mới" in dropped
    assert not any("I. Mục tiêu" in line for line in dropped)


def body(*blocks):
    text = "".join(blocks)
    return [line.text for line in html_source(f"<title>Trang</title><body>{text}</body>").lines]


PROSE = "<p>Chi bộ họp mỗi tháng một lần, vào ngày mồng ba, do bí thư chủ trì và kết luận.</p>"
LINKS = "".join(f"<li><a href='/{n}'>Tin số {n} của ngày hôm nay</a></li>" for n in range(4))


class TestAnArticleEnds:
    def test_at_the_comments_unless_a_directive_goes_on(self):
        talk = "<p>Ý kiến bạn đọc (2)</p><p>Tôi thấy quy định này rất đúng và rất kịp thời.</p>"
        assert len(body(PROSE * 6, talk)) == 6
        assert len(body(PROSE * 6, talk, "<p>Điều 9. Hiệu lực</p>", PROSE)) == 10

    def test_but_goes_on_after_a_list_of_others_within_it(self):
        related = f"<p>Tin liên quan:</p><ul>{LINKS}</ul>"
        assert len(body(PROSE * 3, related, PROSE * 3)) == 6

    def test_with_the_summary_of_another_article(self):
        teaser = "<p><a href='/1'>Một tin khác hẳn</a></p>" + PROSE
        assert (
            len(body(PROSE * 3, "<p>Tin khác</p>", teaser * 3)) == 4
        )  # whose the last is, is not known

    def test_after_its_appendices_and_forms(self):
        form = "<p>(Đã ký)</p><p>PHỤ LỤC</p><p>Địa chỉ: thôn Đông</p><p>Mẫu số 2</p>"
        fields = "<p>Email:</p><p>Họ và tên: ..............</p>"
        end = "<p>Địa chỉ: 5 phố Mới</p><p>Thiết kế web</p>"
        assert body(PROSE, form, fields, end)[1:] == [
            "(Đã ký)", "PHỤ LỤC", "Địa chỉ: thôn Đông", "Mẫu số 2", "Email:",
            "Họ và tên: ..............",
        ]  # fmt: skip
        blank = "<p>Email:</p><p>Nguồn tin:</p><p>Tác giả:</p>"
        assert body(PROSE, form, blank, end)[-4:] == [
            "Mẫu số 2",
            "Email:",
            "Nguồn tin:",
            "Tác giả:",
        ]
        assert body(PROSE, "<p>(Đã ký)</p>", blank, end)[-1] == "(Đã ký)"

    def test_but_not_at_what_it_calls_as_a_portal_does(self):
        named = [
            "Từ khóa: từ để tìm tin", "Chia sẻ lên Zalo", "Tin liên quan", "Thăm dò ý kiến",
            "Ngày đăng: do tổ biên tập ghi", "Ảnh: chụp ngang", "Đăng nhập",
        ]  # fmt: skip
        lines = "".join(f"<p>{line}</p>" for line in named)
        page = (
            f"<p>Số 7-HD/HU</p>{PROSE}{lines}{PROSE}<p>(Đã ký)</p><p>Từ khóa: họp</p><p>Chia sẻ</p>"
        )
        ((document, *_),) = make_documents(html_source(page), "a", "a.html")
        prose = body(PROSE)
        assert document.text.split("\n") == ["Số 7-HD/HU", *prose, *named, *prose, "(Đã ký)"]


class TestAnArticleBegins:
    def test_at_the_head_of_a_directive_whatever_stands_above_it(self):
        head = "<p>HUYỆN ỦY TÂN LẠC</p><p>*</p><p>Số 7-HD/HU</p>"
        assert body("<p>Cổng thông tin của huyện</p><p><a href='/'>Trang chủ</a></p>", head, PROSE)[
            -5:
        ] == ["Cổng thông tin của huyện", "HUYỆN ỦY TÂN LẠC", "*", "Số 7-HD/HU", body(PROSE)[0]]

    def test_at_its_title_in_the_pages_own_words(self):
        text = (
            "<title>Hướng dẫn họp chi bộ | Huyện ủy</title><body><p>Huyện ủy thân thiện</p>"
            "<p>Hướng dẫn họp chi bộ</p><p>03/06/2024 07:45</p>" + PROSE
        )
        lines = [line.text for line in html_source(text).lines]
        assert lines == ["Hướng dẫn họp chi bộ", body(PROSE)[0]]


def test_a_form_around_the_whole_page_is_no_form():
    assert body(f"<form>{PROSE}<label>Tìm</label></form>") == body(PROSE)


def test_a_menu_that_names_a_directive_in_its_text_stays():
    block = "<div class='sidebar'><p>Số 12-KL/TU</p></div>"
    assert "Số 12-KL/TU" in body(block, PROSE * 3)


def test_lines_broken_to_a_width_are_joined():
    text = (
        "Các cấp ủy tổ chức quán triệt quy định này đến từng đảng viên trong<br>"
        "quý một, gắn với sơ kết công tác năm trước và xây dựng chương<br>"
        "trình năm sau; nơi nào làm chậm phải kiểm điểm trước cấp ủy cấp<br>trên trực tiếp."
    )
    ((document, *_),) = make_documents(html_source(f"<p>{text}</p>{PROSE}"), "a", "a.html")
    assert document.text.split("\n")[0] == text.replace("<br>", " ")


def test_entities_are_canonical_unicode():
    assert body(
        "<p>&#273;a&nbsp;s&ocirc;&#769;, đ&#8203;ủ hai phần ba cấp ủy viên đồng ý.</p>"
    ) == ["đa số, đủ hai phần ba cấp ủy viên đồng ý."]
