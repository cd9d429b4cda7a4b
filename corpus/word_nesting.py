"""What a Word file nests where python-docx does not look, laid flat: no word is passed over.

Word 2003 wraps names of places in smart tags; tracked changes, content controls and fields wrap
runs, and a head may stand in text boxes.
"""

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

from corpus.lines import STRUCK, TRACKED
from corpus.word_styles import OFF, Styles, hidden, struck, struck_twice

_WRAPS = tuple(
    qn(f"w:{name}")
    for name in (
        "ins",
        "moveTo",
        "smartTag",
        "customXml",
        "sdt",
        "sdtContent",
        "fldSimple",
        "bdo",
        "dir",
    )
)
_ABOUT = tuple(qn(f"w:{name}") for name in ("smartTagPr", "customXmlPr", "sdtPr", "sdtEndPr"))
"""What wraps say of themselves."""

_TAKEN_OUT = tuple(qn(f"w:{name}") for name in ("del", "moveFrom"))
_SECOND = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""For programs that cannot show the first form of the same."""


def lay_flat(document: WordDocument, styles: Styles) -> tuple[str, ...]:
    """Lay what is nested flat, in place; return what an admin should know of it.

    Text boxes come before the paragraph they hang on. Contents that Word lists, and what it asks
    to fill in, are no text.
    """
    body = document.element.body
    for element in [*body.iter(_SECOND, qn("w:sdt"))]:
        if element.tag == _SECOND or _is_made_by_word(element):
            element.getparent().remove(element)
    for turn in body.iter(qn("w:br")):
        turn.attrib.pop(qn("w:type"), None)  # words on two pages are no more one than on two lines
    struck_through = False
    for run in [*body.iter(qn("w:r"))]:
        gone = styles.said(run, hidden)
        if gone or styles.said(run, struck) or styles.said(run, struck_twice):
            struck_through |= not gone and any(text.text for text in run.iter(qn("w:t")))
            run.getparent().remove(run)
    tracked = _accept(body)
    for element in [*body.iter(*_WRAPS)]:
        _replace(element, element)
    for box in [*body.iter(qn("w:txbxContent"))]:
        host = next(box.iterancestors(qn("w:p")), None)
        if host is not None:
            _replace(host, box, keep=True)
    return (*([TRACKED] if tracked else []), *([STRUCK] if struck_through else []))


def _accept(body: etree._Element) -> bool:
    """Take out what is deleted, and ends of paragraphs with it; say whether changes are tracked."""
    # Marks of a paragraph or a row say of it that it is new or deleted, and hold nothing.
    tracked = any(len(element) for element in body.iter(*_WRAPS[:2], *_TAKEN_OUT))
    for element in [*body.iter(*_TAKEN_OUT, *_ABOUT)]:
        if len(element) or element.tag in _ABOUT:
            element.getparent().remove(element)
    # From the last: what two ends that are gone part becomes one paragraph with a third.
    for mark in reversed([*body.iter(*_TAKEN_OUT, qn("w:vanish"))]):
        _take_out_end(mark)
    return tracked


def _take_out_end(mark: etree._Element) -> None:
    """Take out the row or the paragraph that a mark ends, if it has no words left.

    Those of a paragraph whose end is deleted go on in the next.
    """
    ended = mark.getparent().getparent()
    if ended.tag == qn("w:tr"):
        ended.getparent().remove(ended)
    if ended.tag != qn("w:pPr") or mark.get(qn("w:val")) in OFF:
        return
    paragraph = ended.getparent()
    after = paragraph.getnext()
    if not any(text.text for text in paragraph.iter(qn("w:t"))):
        paragraph.getparent().remove(paragraph)
    elif mark.tag in _TAKEN_OUT and after is not None and after.tag == qn("w:p"):
        paragraph.extend([child for child in after if child.tag != qn("w:pPr")])
        after.getparent().remove(after)


def _is_made_by_word(control: etree._Element) -> bool:
    about = control.find(qn("w:sdtPr"))
    if about is None:
        return False
    gallery = about.find(f"{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
    listed = gallery is not None and gallery.get(qn("w:val")) == "Table of Contents"
    return listed or about.find(qn("w:showingPlcHdr")) is not None


def _replace(place: etree._Element, wrap: etree._Element, *, keep: bool = False) -> None:
    """Put what a wrap holds in the place of an element, or before it if that is kept."""
    for child in list(wrap):
        place.addprevious(child)
    if not keep:
        place.getparent().remove(place)
