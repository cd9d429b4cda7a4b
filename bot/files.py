"""The file of a document: the original where the admin's folder has it, else its text."""

import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from telegram.constants import FileSizeLimit

from bot import messages, render
from bot.citation import cite, document_name
from bot.views import document_at
from corpus.collection import is_collection
from corpus.document import Document
from index.answer import Searcher

_UNSAFE = re.compile(r"[^\w.()-]+")
_NAME = 60  # characters


@dataclass(frozen=True, slots=True)
class File:
    """A file to send: its name, its caption in Telegram HTML, and where its content is.

    ``path`` is that of an original; where it is None, ``text`` is sent.
    """

    name: str
    caption: str
    path: Path | None
    text: str = ""

    def read(self) -> bytes:
        """Return the content; in a thread, it may be large."""
        return self.path.read_bytes() if self.path else self.text.encode()


def file_of(searcher: Searcher, key: str, folder: Path) -> File:
    """Return the file of the document with a key, out of the folder or made of its text.

    Raises:
        StaleButtonError: If the document is gone.
    """
    document = document_at(searcher, key)
    path = _original(document, folder)
    lines = [render.heading(cite(document, searcher.standing(key)))]
    if path is None:
        lines.append(f"<i>{messages.FULL_TEXT}</i>")
    caption = "\n".join(filter(None, [*lines, render.link(document.source_url, messages.SOURCE)]))
    if path:
        return File(path.name, caption, path)
    return File(f"{_named(document)}.txt", caption, None, document.text)


def _original(document: Document, folder: Path) -> Path | None:
    """Return the only file that a document can have been read from; None if it is not there."""
    root = folder.resolve()
    found = [path for path in _namesakes(root, document.file) if _is_read_as(path, root, document)]
    if len(found) != 1 or is_collection(found[0]):
        return None
    (path,) = found
    inside = path.resolve().is_relative_to(root)  # a link may lead anywhere
    return path if inside and path.stat().st_size <= FileSizeLimit.FILESIZE_UPLOAD else None


def _namesakes(root: Path, name: str) -> Iterator[Path]:
    for directory, _, files in os.walk(root):
        for file in files:
            if unicodedata.normalize("NFC", file) == name:
                yield Path(directory, file)


def _is_read_as(path: Path, root: Path, document: Document) -> bool:
    """Say whether a file of this name gets the document's id, as `corpus.folder` gives it."""
    relative = unicodedata.normalize("NFC", path.relative_to(root).as_posix())
    return document.id in (Path(relative).stem, relative.replace("/", "-"))


def _named(document: Document) -> str:
    name = document.number or document_name(document)
    kind = f"{messages.DIGEST} " if document.kind == "digest" and document.number else ""
    return _UNSAFE.sub("-", f"{kind}{name}").strip("-.")[:_NAME] or "van-ban"
