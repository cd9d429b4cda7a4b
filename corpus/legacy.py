"""Vietnamese typed before Unicode, TCVN3 (ABC) and VNI: recognised and converted.

Both put Vietnamese glyphs on the codes of Windows-1252, so that their text is read as Western
letters («Céng hßa x· héi», «Coäng hoøa xaõ hoäi»). What tells them from Unicode is that their
words become Vietnamese syllables by the conversion, and hardly are any before it.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

JOINT = "\0"
"""Between the runs of one piece: a VNI letter may begin in one and end in the next."""

_TCVN3_ROWS = (
    ("àảãáạ", "µ¶·\u00b8¹"), ("ăằẳẵắặ", "¨»¼½¾Æ"), ("âầẩẫấậ", "©ÇÈÉÊË"), ("èẻẽéẹ", "ÌÎÏÐÑ"),
    ("êềểễếệ", "ªÒÓÔÕÖ"), ("ìỉĩíị", "\u00d7ØÜÝÞ"), ("òỏõóọ", "ßáâãä"), ("ôồổỗốộ", "«åæçèé"),
    ("ơờởỡớợ", "¬êëìíî"), ("ùủũúụ", "ïñòóô"), ("ưừửữứự", "\u00adõö÷øù"), ("ỳỷỹýỵ", "úûüýþ"),
    ("đ", "®"), ("ĂÂÊÔƠƯĐ", "¡¢£¤¥¦§"),
)  # fmt: skip
_C1 = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}
"""Quotes and dashes of Windows-1252 in a text that was read as Latin-1."""

_TCVN3 = {
    ord(old): new for letters, codes in _TCVN3_ROWS for new, old in zip(letters, codes, strict=True)
} | _C1
_VNI = re.compile(
    rf"(?:[aeouyôö]{JOINT}*[ùøûõï]|[aeo]{JOINT}*[âáàåãä]|a{JOINT}*[êéèúüë]|[ôöñíìæóòî])",
    re.IGNORECASE,
)
_VNI_LETTERS = dict(zip("ôöñíìæóòîÔÖÑÍÌÆÓÒÎ", "ơưđíìỉĩịỵƠƯĐÍÌỈĨỊỴ", strict=True))
_TONES = "\u0301\u0300\u0309\u0303\u0323"
_VNI_MARKS = {
    mark: accent + tone
    for accent, marks in (("", "ùøûõï"), ("\u0306", "éèúüë"), ("\u0302", "áàåãä"))
    for mark, tone in zip(marks, _TONES, strict=True)
} | {"ê": "\u0306", "â": "\u0302"}

_UNICODE = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9\u0300-\u0323]")
"""Vietnamese letters that neither encoding has: who wrote them wrote Unicode."""

_WORD = r"(?<![^\W\d_])[^\W\d_a-z]++(?![^\W\d_])"
_CAPITALS = re.compile(rf"{_WORD}(?: {_WORD})*+")

_ONSET = "(?:k|n?gh)(?=[eêiy])|(?:c|g|ng)(?![eêiy])|g(?=i)|gi|qu|[kpt]h|tr|ch|nh|[bdđhlmnprstvx]"
_OPEN = (
    "a[iouy]?|â[uy]|e[o]?|ê[u]?|i[au]?|iêu|o[aei]?|oa[iouy]|oeo|ôi?|ơi?|u[aiêơy]?|uây|uôi|uy[au]|"
    "ư[aiu]?|ươ[iu]|y|yêu"
)
_CLOSED = "[aăâeêioôơuưy]|iê|yê|o[aăeo]|u[âêôy]|uyê|ươ"
_SYLLABLE = re.compile(rf"(?:{_ONSET})?(?:{_OPEN}|(?:{_CLOSED})(?:ng|nh|[mn]|(?P<stop>ch|[cpt])))")
_LONGEST = 7  # nghiêng

_DISTINCT = 4
"""Different words that must be mended before a text is changed without a font's word for it."""

_MENDED = 0.85
"""Share of a text's accented words that must be syllables after the conversion."""

_ALREADY = 0.6
"""Share of them that may be syllables as they stand, by chance: «mét», «sè»."""


@dataclass(frozen=True)
class Encoding:
    """A legacy encoding: its name, its accented words, its text in Unicode.

    ``neutral`` words, once converted, tell nothing: letters that stay as they are, «QĐ».
    """

    name: str
    words: re.Pattern[str]
    neutral: re.Pattern[str]
    convert: Callable[[str], str]


def _accented(symbols: str) -> re.Pattern[str]:
    """Return the pattern of a word with an ASCII letter and one of a code above them."""
    above, any_of = f"{symbols}À-ÿ", f"A-Za-z{symbols}À-ÿ"
    return re.compile(rf"(?<![{any_of}])(?:[A-Za-z]++[{above}]|[{above}]++[A-Za-z])[{any_of}]*+")


def from_tcvn3(text: str) -> str:
    """Return a TCVN3 text in Unicode.

    It has no accented capitals but seven: «TØNH» is «TỈNH», as the author's capitals say.
    """
    return _CAPITALS.sub(_shouted, text.translate(_TCVN3))


def _shouted(match: re.Match[str]) -> str:
    """Return words without small ASCII letters, as capitals where one of them cannot be else."""
    for word in match[0].split(" "):
        if sum(map(str.isascii, word)) >= 2 and not word.isupper():
            return match[0].upper()
    return match[0]


def from_vni(text: str) -> str:
    """Return a VNI text in Unicode; a letter and its mark are one letter there."""
    return _VNI.sub(_vni_letter, text.translate(_C1))


def _vni_letter(match: re.Match[str]) -> str:
    letter, joints, mark = match[0][0], match[0][1:-1], match[0][1:][-1:]
    base = _VNI_LETTERS.get(letter, letter)
    return unicodedata.normalize("NFC", base + _VNI_MARKS.get(mark.lower(), "")) + joints


TCVN3 = Encoding(
    "TCVN3 (ABC)",
    _accented("\u00a1-\u00ae\u00b5-\u00b9\u00bb-\u00be"),
    re.compile("[A-Za-zý]+|[A-ZĐ]+"),
    from_tcvn3,
)
VNI = Encoding("VNI", _accented(""), re.compile("[A-Za-zíìÍÌ]+|[A-ZĐ]+"), from_vni)


def _is_syllable(word: str) -> bool:
    """Say whether Vietnamese spelling allows a word: its letters, and its tone before a stop."""
    if len(word) > _LONGEST:
        return False
    parts = unicodedata.normalize("NFD", word.lower())
    tone = [mark for mark in parts if mark in _TONES]
    bare = "".join(mark for mark in parts if mark not in _TONES)
    match = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare))
    if match is None or len(tone) > 1:
        return False
    return match["stop"] is None or tone in (["\u0301"], ["\u0323"])


@dataclass(frozen=True)
class _Evidence:
    """Of a text's accented words: how many there are, are syllables, become ones, differently."""

    words: int
    before: int
    after: int
    distinct: int


def _evidence(texts: Iterable[str], encoding: Encoding) -> _Evidence:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(encoding.words.findall(text.replace(JOINT, "")))
    words = before = after = distinct = 0
    for word, count in counts.items():
        converted = encoding.convert(word)
        if encoding.neutral.fullmatch(converted):
            continue
        was = _is_syllable(word)
        becomes = converted != word and _is_syllable(converted)
        words += count
        before += count * was
        after += count * becomes
        distinct += becomes and not was
    return _Evidence(words, before, after, distinct)


def recognise(texts: Sequence[str]) -> Encoding | None:
    """Return the legacy encoding that texts are in, None unless they certainly are in one."""
    best: Encoding | None = None
    most = 0
    for encoding in (TCVN3, VNI):
        evidence = _evidence(texts, encoding)
        certain = (
            evidence.distinct >= _DISTINCT
            and evidence.after >= _MENDED * evidence.words
            and evidence.before <= _ALREADY * evidence.words
        )
        if certain and evidence.after > most:
            best, most = encoding, evidence.after
    return best


def font_encoding(font: str) -> tuple[Encoding | None, bool]:
    """Return the encoding that a font's name stands for, and whether it has capitals only."""
    name = font.strip().lower()
    if name.startswith(".vn"):
        return TCVN3, name.endswith("h")
    return (VNI if name.startswith(("vni-", "vni ")) else None), False


def mend(pieces: Sequence[tuple[str, str]]) -> tuple[list[str], tuple[str, ...]]:
    """Return texts in Unicode, and a warning for each encoding that was converted.

    Args:
        pieces: Each a text and the name of its font, empty where unknown. A piece with a letter
            that only Unicode has stays as it is.
    """
    texts = [text for text, _ in pieces]
    fonts = {font: font_encoding(font) for font in {font for _, font in pieces}}
    suspects: defaultdict[Encoding | None, list[int]] = defaultdict(list)
    mixed = set()
    for place, (text, font) in enumerate(pieces):
        hinted, capitals = fonts[font]
        if _UNICODE.search(text):
            mixed.add(hinted)
        elif not text.isascii():
            suspects[hinted].append(place)
        elif capitals:
            texts[place] = text.upper()
    read = set()
    for hinted, places in suspects.items():
        group = [texts[place] for place in places]
        encoding = hinted if hinted and _plausible(group, hinted) else recognise(group)
        if encoding is None:
            continue
        for place in places:
            # Beside Unicode in the same font, a piece that may be either is left.
            if hinted not in mixed or _improves([texts[place]], encoding):
                converted = encoding.convert(texts[place])
                if converted != texts[place]:
                    read.add(encoding.name)
                texts[place] = converted.upper() if fonts[pieces[place][1]][1] else converted
    return texts, tuple(f"read as {name}" for name in sorted(read))


def _plausible(texts: Sequence[str], encoding: Encoding) -> bool:
    """Say whether texts in a legacy font may be what it says, and no Unicode put in it."""
    evidence = _evidence(texts, encoding)
    return evidence.after >= max(evidence.before, evidence.words / 2)


def _improves(texts: Sequence[str], encoding: Encoding) -> bool:
    evidence = _evidence(texts, encoding)
    return evidence.after > evidence.before
