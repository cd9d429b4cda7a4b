"""What a Word file keeps beside its body, brought into it: a head in the page header, and notes."""

from copy import deepcopy
from itertools import count

from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree  # type: ignore[import-untyped]

from corpus.page_header import is_head

_NOTES = {"footnotes": qn("w:footnote"), "endnotes": qn("w:endnote")}


def gather(document: WordDocument) -> None:
    """Bring a head before the body and notes below it, in place."""
    body = document.element.body
    section = document.sections[0] if document.sections else None
    if section is not None:
        first = section.different_first_page_header_footer
        header = (section.first_page_header if first else section.header)._element
        if is_head(map(_said, header.iter(qn("w:p"))), _said(body)):
            for place, block in enumerate(header.iterchildren(qn("w:p"), qn("w:tbl"))):
                body.insert(place, deepcopy(block))
    end = body.find(qn("w:sectPr"))
    numbered = count(1)
    for relation in document.part.rels.values():
        tag = None if relation.is_external else _NOTES.get(relation.reltype.rpartition("/")[2])
        notes = parse_xml(relation.target_part.blob).iterchildren(tag) if tag else ()
        for note in notes:
            if note.get(qn("w:type")) is None:
                for block in _numbered(note, next(numbered)):
                    body.append(block) if end is None else end.addprevious(block)


def _said(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def _numbered(note: etree._Element, number: int) -> list[etree._Element]:
    """Return a note's paragraphs, its number before the first, as a page shows them."""
    blocks = list(note.iterchildren(qn("w:p")))
    if blocks:
        mark = f'<w:r {nsdecls("w")}><w:t xml:space="preserve">[{number}] </w:t></w:r>'
        properties = blocks[0].find(qn("w:pPr"))
        blocks[0].insert(0 if properties is None else 1, parse_xml(mark))
    return blocks
