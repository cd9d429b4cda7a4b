"""The record that a portal shows above a document: «Số ký hiệu», «Trích yếu», «Ngày ban hành»."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.dates import find_date
from corpus.head import Metadata, tidy_title
from corpus.issuers import proper_case
from corpus.lines import Line
from corpus.numbers import find_numbers
from corpus.tables import CELL
from corpus.text import fold
from corpus.type_names import type_line

# Folded: what a record calls each field; the last are of no use here, and yet of the record.
_NAMES = {
    "number": r"so(?:,? ky)? hieu|so/ky hieu|so van ban",
    "type": r"(?:loai|hinh thuc|the loai) van ban",
    "issuer": r"(?:co quan|don vi|noi) ban hanh",
    "date": r"ngay ban hanh|ngay ky|ngay van ban",
    "title": r"trich yeu(?: noi dung| van ban)?|ten van ban",
    "other": (
        r"nguoi ky(?: duyet)?|chuc (?:vu|danh)|(?:ngay|thoi gian) (?:co |bat dau |het )?hieu luc|"
        r"tinh trang(?: hieu luc)?|trang thai|hieu luc|linh vuc|nganh|(?:so|ngay) cong bao|"
        r"do (?:mat|khan)|pham vi|(?:tep|file|van ban)(?: tin)? dinh kem|tai ve|ngay dang"
    ),
}
_LABEL = re.compile(
    r"\W*(?:" + "|".join(rf"(?P<{name}>{forms})" for name, forms in _NAMES.items()) + r")\s*(?::|$)"
)
_WITHIN = 80
"""Lines of a page within which its record begins: a portal's own head stands above it."""

_FEWEST = 3
"""Fields from which labels make a record: one or two may be the text's."""

_SPREAD = 4
"""Lines from a field to the next, at most."""


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of a record by their names in ``Metadata``, and the places of its lines."""

    fields: Mapping[str, str]
    start: int
    stop: int


def find_record(lines: Sequence[Line]) -> Record | None:
    """Return the first record among the lines of a page, None where it has none."""
    fields: dict[str, str] = {}
    start = stop = labels = 0
    for place, name, value, end in _fields(lines):
        if labels and place - stop >= _SPREAD:
            if labels >= _FEWEST:
                break
            fields, labels = {}, 0
        start = start if labels else place
        labels, stop = labels + 1, end
        if value and name != "other":
            fields.setdefault(name, value)
    return Record(fields, start, stop) if labels >= _FEWEST and len(fields) > 1 else None


def recorded(record: Record) -> Metadata | None:
    """Return what a record says of a document, None unless it tells its number."""
    said = record.fields
    numbers = find_numbers(said.get("number", ""))
    if not numbers or numbers[0].start:
        return None
    issuer, title = said.get("issuer"), said.get("title")
    return Metadata(
        number=numbers[0].canonical,
        type=type_line(said.get("type", "")),
        issuer=proper_case(issuer) if issuer else None,
        date=find_date(f"ngày {said.get('date', '')}"),
        title=tidy_title([title]) if title else None,
        head=record.stop,
    )


def completed(found: Metadata, record: Record) -> Metadata:
    """Return what a head says, with what the record above it tells besides of the same document."""
    said = recorded(record)
    if said is None or found.number not in (None, said.number):
        return found
    names = ("number", "type", "issuer", "date", "title")
    missing = {name: getattr(said, name) for name in names if getattr(found, name) is None}
    if said.type == "Công văn":
        missing["type"] = said.type  # it names none above its subject, and its number another
    return replace(found, **missing)


def _fields(lines: Sequence[Line]) -> Iterator[tuple[int, str, str | None, int]]:
    """Yield place, name, value and end of each field; a value stands beside its label or below."""
    place = 0
    while place < min(len(lines), _WITHIN):
        cells = lines[place].text.split(CELL)
        end = place + 1
        if len(cells) == 1 and end < len(lines) and _label(cells[0]) and not _value(cells[0]):
            below = lines[end].text
            if CELL not in below and _label(below) is None:
                cells, end = [*cells, below], end + 1
        for label, following in zip(cells, [*cells[1:], ""], strict=True):
            if name := _label(label):
                value = _value(label) or (None if _label(following) else following.strip())
                yield place, name, value, end
        place = end


def _label(text: str) -> str | None:
    match = _LABEL.match(fold(text).lower())
    return match.lastgroup if match else None


def _value(text: str) -> str:
    """Return what stands after a label in its own cell."""
    return text.partition(":")[2].strip()
