"""Word documents → lines, with their tables in reading order."""

import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from lxml import etree  # type: ignore[import-untyped]

from corpus.errors import UnreadableFileError
from corpus.legacy import JOINT, mend
from corpus.lines import Line, Source
from corpus.tables import table_lines
from corpus.text import canonical_unicode
from corpus.wordlists import Numbering

_MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes: what a .docx may grow to; a directive with pictures stays far below."""

_MAX_XML = 64 * 1024 * 1024
"""Bytes of one part: python-docx holds it as a tree, about ten times its size."""

_TIMEOUT_S = 120
_STYLE = re.compile(r"heading (\d)", re.IGNORECASE)


def read_docx(path: Path) -> Source:
    """Return the lines of a .docx.

    Raises:
        UnreadableFileError: If it is damaged, encrypted, or unpacks to more than is sensible.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
        for what, limit, size in (
            ("it", _MAX_UNPACKED, sum(part.file_size for part in parts)),
            (
                "its text",
                _MAX_XML,
                max((p.file_size for p in parts if ".xml" in p.filename), default=0),
            ),
        ):
            if size > limit:
                raise UnreadableFileError(
                    f"{what} unpacks to {size:,} bytes, more than the {limit:,} that are read"
                )
        document = docx.Document(str(path))
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError,
            etree.XMLSyntaxError, EOFError, NotImplementedError) as error:  # fmt: skip
        raise UnreadableFileError("the .docx is damaged: Word cannot open it either") from error
    warnings = _mend(document)
    return Source([line for line in _lines(document) if line.text], warnings=warnings)


def _mend(document: WordDocument) -> tuple[str, ...]:
    """Write the runs in TCVN3 and VNI fonts in Unicode, in place; return what was read so."""
    fonts = _Fonts(document)
    groups: list[tuple[str, list[etree._Element]]] = []
    font = ""
    for element in document.element.body.iter(qn("w:p"), qn("w:r"), qn("w:t"), qn("w:softHyphen")):
        if element.tag == qn("w:p"):
            groups.append(("", []))
        elif element.tag == qn("w:r"):
            font = fonts.of(element)
        else:
            if element.tag == qn("w:softHyphen"):  # ư of TCVN3
                element.tag, element.text = qn("w:t"), "\u00ad"
            if not groups or groups[-1][0] != font:
                groups.append((font, []))
            groups[-1][1].append(element)
    pieces = [(JOINT.join(t.text or "" for t in elements), font) for font, elements in groups]
    texts, warnings = mend(pieces)
    for text, (_, elements) in zip(texts, groups, strict=True):
        for element, part in zip(elements, text.split(JOINT) if elements else (), strict=True):
            element.text = part
    return warnings


class _Fonts:
    """The fonts of runs: their own, or those of the styles above them."""

    def __init__(self, document: WordDocument) -> None:
        styles = document.styles.element
        self._styles = {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}
        self._normal = next(
            (
                name
                for name, style in self._styles.items()
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1"
            ),
            None,
        )
        self._default = _named(styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}")) or ""
        self._known: dict[str | None, str] = {}

    def of(self, run: etree._Element) -> str:
        """Return the name of a run's font, empty where none is named or a theme names it."""
        own = _named(run)
        if own is not None:
            return own
        paragraph = next(run.iterancestors(qn("w:p")), None)
        style = None
        if paragraph is not None:
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self._styled(self._normal if style is None else style.get(qn("w:val")))

    def _styled(self, name: str | None) -> str:
        if name not in self._known:
            self._known[name] = self._default  # a style that rests on itself ends here
            style = self._styles.get(name)
            if style is not None:
                font = _named(style)
                base = style.find(qn("w:basedOn"))
                if font is None and base is not None:
                    font = self._styled(base.get(qn("w:val")))
                self._known[name] = self._default if font is None else font
        return self._known[name]


def _named(owner: etree._Element | None) -> str | None:
    """Return the font that an element's properties name for Western letters."""
    fonts = None if owner is None else owner.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    if fonts is None:
        return None
    if fonts.get(qn("w:hAnsiTheme")) is not None:
        return ""
    name: str | None = fonts.get(qn("w:hAnsi"), fonts.get(qn("w:ascii")))
    return name


def _lines(document: WordDocument) -> Iterator[Line]:
    numbering = Numbering(document)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for text in table_lines([[_cell(c) for c in _cells(row)] for row in block.rows]):
                yield Line(text, 0, len(text))
        else:
            yield from _paragraph(block, numbering.label(block))


def _paragraph(paragraph: Paragraph, label: str) -> Iterator[Line]:
    style = paragraph.style.name if paragraph.style is not None else ""
    heading = _STYLE.match(style or "")
    runs = [run for run in paragraph.runs if run.text.strip()]
    bold = bool(runs) and all(run.bold for run in runs)
    for row in canonical_unicode(paragraph.text).split("\n"):
        text = row.strip()
        if text and label:
            text, label = f"{label} {text}", ""
        yield Line(text, 0, len(text), level=int(heading[1]) if heading else 0, bold=bold)


def _cells(row: _Row) -> list[_Cell]:
    """Return a row's cells once each: python-docx repeats a merged one."""
    return list({cell._tc: cell for cell in row.cells}.values())


def _cell(cell: _Cell) -> list[str]:
    rows = canonical_unicode(cell.text).split("\n")
    return [row.strip() for row in rows if row.strip()]


def read_doc(path: Path) -> Source:
    """Return the lines of an old .doc, by LibreOffice where it is installed.

    Raises:
        UnreadableFileError: If it is not installed, or cannot convert the file.
    """
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise UnreadableFileError(
            "a .doc is read by LibreOffice, which is not installed: save it as .docx"
        )
    with tempfile.TemporaryDirectory() as directory:
        try:
            subprocess.run(
                [program, "--headless", f"-env:UserInstallation=file://{directory}/profile",
                 "--convert-to", "docx", "--outdir", directory, str(path.resolve())],
                capture_output=True, timeout=_TIMEOUT_S, check=True,
            )  # fmt: skip
        except (subprocess.SubprocessError, OSError) as error:
            raise UnreadableFileError("LibreOffice cannot convert the .doc") from error
        converted = Path(directory) / f"{path.stem}.docx"
        if not converted.exists():
            raise UnreadableFileError("LibreOffice cannot convert the .doc")
        return read_docx(converted)
