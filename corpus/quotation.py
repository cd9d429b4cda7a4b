"""What of a text stands in quotation marks: it is another document's."""

import re
from collections.abc import Sequence

_QUOTED = re.compile(r"“[^“”]{0,3000}”|\"[^\"\n]{0,300}\"")
_OPENS = re.compile(r"(?=[“\"])|.*:\s*(?=[“\"](?:Điều \d|\d{1,2}[a-zđ]?[.)]|[a-zđ]\)))")
_ENDS = re.compile(r"[”\"][.;,]?$")
_LONGEST = 300
"""Lines within which an amendment closes what it quotes."""


def without_quotations(text: str) -> str:
    """Return a text with spaces for what stands in quotation marks, as long as it was."""
    return _QUOTED.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def quoted_lines(texts: Sequence[str], first: int = 0) -> set[int]:
    """Return the places of the lines that an amendment quotes.

    «Điều 5 được sửa đổi như sau:» is followed by the new Điều 5 in quotation marks, which may hold
    many lines, of which the first may be the end of that line. A quotation that never ends is a
    slip of the pen, and hides nothing.

    Args:
        texts: Lines or paragraphs, none of them empty.
        first: The place to begin at.
    """
    quoted: set[int] = set()
    place = first
    while place < len(texts):
        opens = _OPENS.match(texts[place])
        last = _end(texts, place, opens.end()) if opens else None
        if opens is None or last is None:
            place += 1
        else:
            quoted.update(range(place + (opens.end() > 0), last + 1))
            place = last + 1
    return quoted


def _end(texts: Sequence[str], place: int, at: int) -> int | None:
    """Return the place that closes the quotation opened ``at`` an offset, None if none does."""
    depth = 0
    for last in range(place, min(place + _LONGEST, len(texts))):
        text = texts[last] if last > place else texts[last][at:]
        if texts[place][at] == "“":
            depth += text.count("“") - text.count("”")
            other = text.count('"') % 2 > 0
        else:
            depth = (depth + text.count('"')) % 2
            other = text.count("”") > text.count("“")
        if depth == 1 and other and _ENDS.search(text):
            return last  # opened with one mark, closed with another
        if depth <= 0:
            return last if last == place or _ENDS.search(text) else None
    return None
