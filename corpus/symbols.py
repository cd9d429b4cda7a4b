"""Signs that text has for what fonts and styles show: «≥», «→», «□», figures set high or low."""

import re

_SIGNS = {
    font: {pair[:2]: pair[2:] for pair in pairs.split()}
    for font, pairs in {
        "symbol": "25% 2b+ 2d- 3c< 3d= 3e> 44Δ 53Σ 57Ω 6dμ 70π a3≤ a5∞ ab↔ ac← ad↑ ae→ af↓ b0° b1± "
        "b3≥ b4\u00d7 b7• b8÷ b9≠ bb≈ bc… de⇒ e5∑",
        "wingdings": "6c● 6e■ 6f□ 71❑ 72❒ 76❖ 9f• a7▪ a8□ d8➢ df← e0→ e8➔ f0⇨ fb✗ fc✓ fd☒ fe☑",
        "wingdings 2": "4f✗ 50✓ 51☒ 52☑ 53☒ 54☒ a3□",
    }.items()
}
"""By font, and by the last two digits of a letter's code there."""

PRIVATE = re.compile("[\uf020-\uf0ff]")
"""Where the letters of such fonts are put."""

RAISED = str.maketrans("0123456789+-\u2212", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
LOWERED = str.maketrans("0123456789+-\u2212", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_SET_APART = re.compile(r"[-+\u2212]?\d")
_FIGURE = re.compile(r"[\d⁰¹²³⁴-⁹₀-₉]\Z")


def set_apart(text: str, before: str, rise: int) -> str:
    """Return a text that is set high or low; a figure after another, as in 2020¹, stays so.

    Args:
        text: What is set high or low.
        before: What stands before it on its line.
        rise: Above 0 where it is set high, below where low.
    """
    if rise and _SET_APART.match(text.lstrip()) and _FIGURE.search(before):
        return text.translate(RAISED if rise > 0 else LOWERED)
    return text


def sign(font: str, code: str) -> str | None:
    """Return the sign that a letter of a font shows, None where it is not known.

    Args:
        font: Its name.
        code: The letter's, in hexadecimal digits.
    """
    return _SIGNS.get(font.strip("'\" ").lower(), {}).get(code[-2:].lower())


def with_signs(text: str, font: str) -> str:
    """Return a text with the letters that show a sign in its font as that sign."""
    return PRIVATE.sub(lambda match: sign(font, f"{ord(match[0]):x}") or match[0], text)
