"""A Word file opened, though Word writes more kinds of them than python-docx reads."""

import posixpath
import re
import zipfile
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE
from lxml import etree  # type: ignore[import-untyped]

# ISO/IEC 29500 strict, for which python-docx wants the names of the transitional form.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/\2"
_OTHER_KIND = re.compile(rb"application/vnd\.[\w.-]+(?:macroEnabled\w*|\.template)\.main\+xml")
"""With macros, or a template: the text is as in any other."""


def open_word(path: Path) -> WordDocument:
    """Return the document in a file.

    Raises:
        Exception: Whatever python-docx, zipfile and lxml raise for a damaged one.
    """
    try:
        return docx.Document(str(path))
    except (KeyError, ValueError, AttributeError):
        return docx.Document(_usual(path))


def _usual(path: Path) -> BytesIO:
    """Return the texts of a file as python-docx expects them, without its pictures."""
    packed = BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(packed, "w") as target:
        names = {name for name in source.namelist() if name.endswith((".xml", ".rels"))}
        for name in names:
            data = _STRICT.sub(_TRANSITIONAL, source.read(name))
            if name.endswith(".rels"):
                data = _without_lost(data, posixpath.dirname(posixpath.dirname(name)), names)
            elif name == "[Content_Types].xml":
                data = _OTHER_KIND.sub(CONTENT_TYPE.WML_DOCUMENT_MAIN.encode(), data)
            target.writestr(name, data)
    packed.seek(0)
    return packed


def _without_lost(data: bytes, base: str, names: set[str]) -> bytes:
    """Return relations, those with what is not in the file as if it were elsewhere."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, remove_comments=True))
    for relation in root:
        place = posixpath.join("/", base, relation.get("Target", ""))
        if posixpath.normpath(place).lstrip("/") not in names:
            relation.set("TargetMode", "External")
    return bytes(etree.tostring(root))
