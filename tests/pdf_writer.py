"""A PDF writer small enough to read: what the reader's tests need, and no more."""

import re
from collections.abc import Sequence

Placed = tuple[float, float, str]
"""Points from the left, points from the bottom, text in ASCII.

A leading ``*`` sets it bold; what stands between two ``^`` is set high, between two ``~`` low. A
text of ``=`` alone is a line of that many letters.
"""


def make_pdf(
    pages: Sequence[Sequence[Placed]], *, image: bool = False, locked: bool = False
) -> bytes:
    """Return a PDF with text in 12-point Courier: every letter is 7.2 points wide."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (6 + 2 * n) for n in range(len(pages)))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier-Bold >>",
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray"
        b" /BitsPerComponent 8 /Length 1 >>\nstream\n\x7f\nendstream",
    ]
    for number, lines in enumerate(pages):
        drawn = b"q 400 0 0 400 50 200 cm /Im0 Do Q\n" if image else b""
        for left, bottom, text in lines:
            if not text.strip("="):
                drawn += b"%g %g %g 0.6 re f\n" % (left, bottom, 7.2 * len(text))
                continue
            font = b"F2" if text.startswith("*") else b"F1"
            shown = text.removeprefix("*").replace("(", r"\(").replace(")", r"\)").encode("ascii")
            for mark, rise in ((b"^", 4), (b"~", -2)):
                apart = b") Tj /%s 7 Tf %d Ts (\\1) Tj /%s 12 Tf 0 Ts (" % (font, rise, font)
                shown = re.sub(rb"\%s(.*?)\%s" % (mark, mark), apart, shown)
            drawn += b"BT /%s 12 Tf %g %g Td (%s) Tj ET\n" % (font, left, bottom, shown)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources"
            b" << /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /Im0 5 0 R >> >> >>"
            % (7 + 2 * number)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    # A user password nobody knows: the check value matches none.
    lock = b" /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]" % (
        b"11" * 32, b"22" * 32,
    )  # fmt: skip
    out += b"trailer\n<< /Size %d /Root 1 0 R%s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, lock if locked else b"", start,
    )  # fmt: skip
    return out


def typed(*lines: str, left: float = 72, top: float = 780) -> list[Placed]:
    """Return lines placed one below the other, 16 points apart."""
    return [(left, top - 16 * number, line) for number, line in enumerate(lines) if line]
