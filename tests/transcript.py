"""A conversation as a person saw it: formatting, quotations, links and buttons, in plain text."""

from typing import Any

Json = dict[str, Any]

_AROUND = {"bold": "**", "italic": "_", "underline": "__", "strikethrough": "~", "code": "`",
           "pre": "```", "spoiler": "||"}  # fmt: skip
_BAR = {"blockquote": "│ ", "expandable_blockquote": "┊ "}


def show(message: Json) -> str:
    """Return a message: ``**bold**``, ``│`` before quoted lines (``┊``: folded up), buttons below.

    A button that opens an address shows ↗, one that copies ⧉, one that starts an inline query ⌕.
    """
    text = message.get("text", message.get("caption", ""))
    lines = _marked(text, message.get("entities", message.get("caption_entities", [])))
    for kind in ("document", "photo"):
        if kind in message:
            file = message[kind]
            lines = f"📎 {file.get('file_name', kind)}\n{lines}".rstrip()
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    buttons = [" ".join(f"[{_label(button)}]" for button in row) for row in rows]
    return "\n".join([lines, *buttons]).replace("\n", "\n   ")


def _marked(text: str, entities: list[Json]) -> str:
    raw = text.encode("utf-16-le", "surrogatepass")  # half a sign too: somebody may send it

    def at(unit: int) -> int:
        return len(raw[: 2 * unit].decode("utf-16-le", "surrogatepass"))

    # At one offset: what ends, inner first; then the bar of a line; then what begins, outer first.
    inserted: list[tuple[int, int, int, str]] = []
    for entity in entities:
        start, end, kind = (
            at(entity["offset"]),
            at(entity["offset"] + entity["length"]),
            entity["type"],
        )
        if kind in _BAR:
            lines = [start, *(i + 1 for i in range(start, end - 1) if text[i] == "\n")]
            inserted += [(line, 1, 0, _BAR[kind]) for line in lines]
            continue
        before, after = (
            ("[", f"]({entity['url']})") if kind == "text_link" else (_AROUND.get(kind, ""),) * 2
        )
        inserted += [(start, 2, -end, before), (end, 0, -start, after)]
    shown, last = [], 0
    for offset, _, _, mark in sorted(inserted):
        shown += [text[last:offset], mark]
        last = offset
    return "".join([*shown, text[last:]])


def _label(button: Json) -> str:
    kinds = {"url": " ↗", "copy_text": " ⧉"}
    mark = next((mark for kind, mark in kinds.items() if kind in button), "")
    if any(name.startswith("switch_inline") for name in button):
        mark = " ⌕"
    return f"{button['text']}{mark}"
