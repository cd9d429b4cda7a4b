"""An OpenDocument text says what LibreOffice prints of it: these labels are those of its export."""

import zipfile

import pytest

from corpus.lines import STRUCK, TRACKED
from corpus.readers import read_source

SPACES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{of}:1.0"'
    for name, of in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
                     ("fo", "xsl-fo-compatible"))
)  # fmt: skip
SPACES += ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
CONTINUED = 'text:continue-numbering="true"'


def level(depth, form, suffix=".", more="", prefix=""):
    return (
        f'<text:list-level-style-number text:level="{depth}" style:num-format="{form}" '
        f'style:num-prefix="{prefix}" style:num-suffix="{suffix}" {more}/>'
    )


def list_style(name, *levels):
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def outline(*levels):
    whole = "".join(levels).replace("list-level-style-number", "outline-level-style")
    return f'<text:outline-style style:name="Outline">{whole}</text:outline-style>'


def p(text, style="Standard"):
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def h(text, depth, more="", style="Standard"):
    return f'<text:h text:style-name="{style}" text:outline-level="{depth}" {more}>{text}</text:h>'


def listed(*items, style="L", more=""):
    named = f'text:style-name="{style}"' if style else ""
    return f"<text:list {named} {more}>{''.join(items)}</text:list>"


def item(*content, more=""):
    return f"<text:list-item {more}>{''.join(content)}</text:list-item>"


def inner(*items, more=""):
    return listed(*items, style="", more=more)


def read(tmp_path, content, automatic="", styles="", masters=""):
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as archive:
        for part, inside in (
            ("content", f"<office:automatic-styles>{automatic}</office:automatic-styles>"
             f"<office:body><office:text>{content}</office:text></office:body>"),
            ("styles", f"<office:styles>{styles}</office:styles>"
             f"<office:master-styles>{masters}</office:master-styles>"),
        ):  # fmt: skip
            named = f"office:document-{part}"
            archive.writestr(f"{part}.xml", f"<{named}{SPACES}>{inside}</{named}>")
    return read_source(tmp_path / "a.odt")


def texts(*arguments):
    return [line.text for line in read(*arguments).lines]


PLAIN = list_style("L", level(1, "1"), level(2, "a", ")"), level(3, "i", ")"))
OTHER = list_style("M", level(1, "I"))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (listed(item(p("A")), item(p("B"), inner(item(p("x")), item(p("y"), p("z")))), item(p("C"),
         inner(item(p("x"))))), ["1. A", "2. B", "a) x", "b) y", "z", "3. C", "a) x"]),
        (listed(item(p("A"))) + p("-") + listed(item(p("B")), more=CONTINUED)
         + listed(item(p("C"))), ["1. A", "-", "2. B", "1. C"]),
        (listed(item(p("A"))) + listed(item(p("x")), style="M") + listed(item(p("B")),
         more=CONTINUED), ["1. A", "I. x", "1. B"]),
        (listed(item(p("A")), more='xml:id="a"') + listed(item(p("x")), style="M") + listed(item(
         p("B")), more='text:continue-list="a"'), ["1. A", "I. x", "2. B"]),
        (listed(item(p("A"), more='text:start-value="4"'), item(p("B"))), ["4. A", "5. B"]),
        (listed(item(p("A")), item(p("B"), more='text:style-override="M"'), item(p("C"))),
         ["1. A", "II. B", "3. C"]),
        (listed("<text:list-header>" + p("A") + "</text:list-header>", item(p("")), item(p("B")),
         item()), ["A", "2. B"]),
        (listed(item(inner(item(p("x")))), item(p("A"))), ["a) x", "2. A"]),
        (listed(item(p("A"), inner(item(p("x"))), inner(item(p("y"))), inner(item(p("z")),
         more=CONTINUED))), ["1. A", "a) x", "a) y", "b) z"]),
        (listed(item(p("A"), inner(item(p("x"))))) + p("-") + listed(item(inner(item(p("y")))),
         item(inner(item(p("z"))), p("B")), more=CONTINUED), ["1. A", "a) x", "-", "b) y", "c) z",
         "B"]),
        (listed(item(p("A")), style="?"), ["- A"]),
    ],
    ids=["nested", "continued", "after another", "continued by name", "start", "override",
         "header and empty", "passed over", "two within one", "part of one", "unknown"],
)  # fmt: skip
def test_items_have_the_numbers_that_are_printed(tmp_path, content, expected):
    assert texts(tmp_path, content, PLAIN + OTHER) == expected


def test_levels_are_written_as_their_style_says(tmp_path):
    styles = list_style(
        "L", level(1, "I", ".", 'text:start-value="4"', "Mục "), level(2, "", ""),
        level(3, "01, 02, 03, ...", ")", 'text:display-levels="3"'),
        level(4, "A", "", 'text:display-levels="4" loext:num-list-format="%1%-%4%/"'),
        '<text:list-level-style-bullet text:level="5" text:bullet-char="+"/>',
        '<text:list-level-style-bullet text:level="6" text:bullet-char="\uf0b7"/>',
        '<text:list-level-style-image text:level="7"/>',
    )  # fmt: skip
    content = item(p("x"))
    for _ in range(6):
        content = item(p("x"), inner(content))
    assert texts(tmp_path, listed(content), styles) == [
        "Mục IV. x", "x", "IV.01) x", "IV-A/ x", "+ x", "- x", "- x",
    ]  # fmt: skip


def test_headings_are_numbered_by_the_outline_unless_their_style_is_of_none(tmp_path):
    styles = outline(
        level(1, "I", ".", prefix="Chương "),
        level(2, "1", ".", prefix="Điều "),
        level(3, "1", ".", 'text:display-levels="2"'),
    )
    styles += '<style:style style:name="N" style:family="paragraph" style:list-style-name=""/>'
    anew = 'text:restart-numbering="true" text:start-value="7"'
    content = (
        h("A", 1) + h("x", 2) + p("-") + h("y", 2) + h("z", 3) + h("B", 1) + h("x", 2)
        + h("không", 2, 'text:is-list-header="true"') + h("không", 2, style="N") + h("y", 2, anew)
        + h("z", 2) + listed(item(h("x", 2)))
    )  # fmt: skip
    source = read(tmp_path, content, PLAIN, styles)
    assert [line.text for line in source.lines] == [
        "Chương I. A", "Điều 1. x", "-", "Điều 2. y", "2.1. z", "Chương II. B", "Điều 1. x",
        "không", "không", "Điều 7. y", "Điều 8. z", "1. x",
    ]  # fmt: skip
    assert [line.level for line in source.lines[:5]] == [1, 2, 0, 2, 3]


def test_numbers_stand_in_cells_even_alone_and_those_of_covered_cells_count(tmp_path):
    rows = "".join(
        f"<table:table-row><table:{covered}table-cell>{listed(item(p('')), more=CONTINUED)}"
        f"</table:{covered}table-cell><table:table-cell>{p(text)}</table:table-cell>"
        "</table:table-row>"
        for text, covered in (("Họp", ""), ("Ghi", "covered-"), ("Báo", ""))
    )
    table = f"<table:table>{rows}</table:table>"
    assert texts(tmp_path, table, PLAIN) == ["1. · Họp", "Ghi", "3. · Báo"]


def test_a_cell_that_spans_rows_is_said_in_each(tmp_path):
    def cell(text, more=""):
        return f"<table:table-cell {more}>{p(text)}</table:table-cell>"

    covered = "<table:covered-table-cell/>"
    rows = (
        cell("Xã", 'table:number-rows-spanned="2"') + cell("Họp"),
        covered + cell("Ghi"),
        cell("Cả hai", 'table:number-columns-spanned="2"') + covered,
        cell("0", 'table:number-columns-repeated="2"'),
    )
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    assert texts(tmp_path, f"<table:table>{table}</table:table>") == [
        "Xã · Họp", "Xã · Ghi", "Cả hai", "0 · 0",
    ]  # fmt: skip


def test_bold_capitals_and_hidden_words_are_known_by_style(tmp_path):
    def style(name, family, properties, parent="Standard"):
        return (
            f'<style:style style:name="{name}" style:family="{family}" '
            f'style:parent-style-name="{parent}"><style:text-properties {properties}/>'
            "</style:style>"
        )

    common = style("Standard", "paragraph", 'fo:font-weight="normal"', "") + style(
        "B", "paragraph", 'fo:font-weight="bold"'
    )
    automatic = (
        style("P", "paragraph", 'fo:text-transform="uppercase"', "B")
        + style("T", "text", 'fo:font-weight="bold"')
        + style("N", "text", 'fo:font-weight="normal"')
        + style("X", "text", 'text:display="none"')
        + style("S", "text", 'style:font-name="Symbol"')
        + style("K", "text", 'style:text-line-through-style="solid"')
        + style("H", "text", 'style:text-position="super 58%"')
        + style("L", "text", 'style:text-position="-33% 58%"')
        + style("W", "text", 'style:text-line-through-type="single"')
    )

    def span(text, name):
        return f'<text:span text:style-name="{name}">{text}</text:span>'

    content = (
        p("Phạm vi", "P") + p(span("Đậm", "T") + " " + span("cả", "T"))
        + p("Nửa " + span("đậm", "T")) + p("Đậm " + span("nửa", "N"), "B")
        + p("Thấy " + span("ẩn", "X") + span("\uf0b3 5", "S"))
        + p("Năm " + span("2019", "K") + "2020" + span("1", "H") + " m" + span("2", "H"))
        + p("Số 101" + span("2", "L") + span("3", "W"))
    )  # fmt: skip
    source = read(tmp_path, content, automatic, common)
    assert source.warnings == (STRUCK,)
    assert [(line.text, line.bold) for line in source.lines] == [
        ("PHẠM VI", True), ("Đậm cả", True), ("Nửa đậm", False), ("Đậm nửa", False),
        ("Thấy ≥ 5", False), ("Năm 2020¹ m2", False),
        ("Số 101₂", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (p("TỈNH ỦY BÌNH NGUYÊN") + p("Số 15-QĐ/TU"),
         ["TỈNH ỦY BÌNH NGUYÊN", "Số 15-QĐ/TU", "Lập tổ."]),
        (p("Trang 3"), ["Lập tổ."]),
    ],
)  # fmt: skip
def test_a_page_header_is_text_only_where_it_is_the_head(tmp_path, header, expected):
    masters = f"<style:master-page><style:header>{header}</style:header></style:master-page>"
    assert texts(tmp_path, p("Lập tổ."), "", "", masters) == expected


@pytest.mark.parametrize(("change", "told"), [("deletion", (TRACKED,)), ("format-change", ())])
def test_tracked_changes_are_read_as_accepted_and_told(tmp_path, change, told):
    changes = (
        f"<text:tracked-changes><text:changed-region><text:{change}>"
        f"{p('hai<text:note><text:note-body/></text:note>')}</text:{change}>"
        "</text:changed-region></text:tracked-changes>"
    )
    note = f"<text:note><text:note-body>{p('Đã sửa.')}</text:note-body></text:note>"
    source = read(tmp_path, changes + p(f"Họp ba lần{note}."))
    assert [line.text for line in source.lines] == ["Họp ba lần.", "[1] Đã sửa."]
    assert source.warnings == told
