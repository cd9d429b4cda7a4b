"""The passages that a question asks for by name: those of a directive's part, or its first one."""

import re
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document
from index.analysis import FOLDED, fold, normalise, terms
from index.answer import Entry
from index.place import find_parts, parts_named, without_parts
from index.question import Question
from index.records import Records

MOST_OPENED = 20
"""Documents that are opened to look for a part: more share a number only if little else is said."""

_WORD = re.compile(r"[^\W_]+")
_ASIDE = frozenset(FOLDED + word for word in fold(
    "còn thế vậy thì sao rồi ra là gì nào như nói về nội dung quy định của và ở trong số ạ "
    "cho em tôi mình xin cần muốn giúp với nhé đi gửi xem mở tìm tải đọc file tệp văn bản toàn "
    "quyết tóm tắt yêu cầu nêu đề cập"
).split())  # fmt: skip
"""Words that ask for a directive or a part of it and say nothing of what it is about."""


class Openings:
    """Opens what questions name.

    Args:
        records: Of a generation.
        entries: Its documents.
        answers: Of each passage, whether it may answer.
        understand: What a question is taken to ask.
    """

    def __init__(
        self,
        records: Records,
        entries: Iterable[Entry],
        answers: NDArray[np.bool_],
        understand: Callable[[str], Question],
    ) -> None:
        self._records, self._spans = records, records.spans()
        self._answers, self._understand = answers, understand
        self._entitled = [
            (_words(entry.title, 3), entry.row)
            for entry in entries
            if entry.title and not entry.number and entry.type
            and entry.title.casefold().startswith(entry.type.casefold())
        ]  # fmt: skip

    def entitled(self, question: str) -> list[int]:
        """Return the documents without a number that a question calls by title: Điều lệ Đảng."""
        said = _words(question)
        return [row for title, row in self._entitled if title in said]

    def parts(self, question: str, documents: Iterable[int]) -> dict[int, bool]:
        """Return the passages, by row, of the part that a question names.

        Args:
            question: As typed.
            documents: Those it may mean, by row; else those that it calls by title.

        Returns:
            Of each passage whether the part begins in it and nothing else is asked.
        """
        if not parts_named(question):
            return {}
        opened: dict[int, bool] = {}
        for row in self._meant(question, list(documents)):
            first, stop = self._spans[row]
            passages = self._records.passages_at(range(first, stop))
            if not passages:
                continue
            document = passages[0].document
            alone = not self._asks_more(question, document)
            for heading in find_parts(document, question):
                end = document.part_end(heading)
                for place, passage in enumerate(passages, first):
                    if passage.start <= heading.start < passage.end:
                        opened[place] = alone
                    elif heading.start < passage.start < end:
                        opened.setdefault(place, False)
        return opened

    def beginnings(self, question: str, named: Iterable[int]) -> dict[int, bool]:
        """Return the first passages, by row, of the directives that are all a question asks for."""
        if parts_named(question):
            return {}
        opened: dict[int, bool] = {}
        for row in self._meant(question, sorted(named)):
            first, stop = self._spans[row]
            places = (np.flatnonzero(self._answers[first:stop])[:1] + first).tolist()
            for place, passage in zip(places, self._records.passages_at(places), strict=True):
                if not self._asks_more(question, passage.document):
                    opened[place] = True
        return opened

    def lacks(self, question: str, documents: Iterable[int]) -> bool:
        """Say whether nothing but a part is asked for, which no directive that is named has."""
        documents = list(documents)
        rows = [self._spans[row][0] for row in documents or self.entitled(question)]
        if not rows or not parts_named(question) or self.parts(question, documents):
            return False
        return not any(
            self._asks_more(question, passage.document)
            for passage in self._records.passages_at(rows)
        )

    def _meant(self, question: str, documents: Sequence[int]) -> Sequence[int]:
        return (documents or self.entitled(question))[:MOST_OPENED]

    def _asks_more(self, question: str, document: Document) -> bool:
        """Say whether a question asks for more than a document, or a part of it, by name."""
        rest = without_parts(question)
        asked = _folded(self._understand(rest).own) if _WORD.search(rest) else set()
        called = (document.type, document.number, document.issuer, document.title)
        return bool(asked - _folded(terms(" ".join(filter(None, called)))) - _ASIDE)


def _folded(found: Iterable[str]) -> set[str]:
    """Return the single words without diacritics among some terms."""
    return {term for term in found if term.startswith(FOLDED)}


def _words(text: str, most: int | None = None) -> str:
    """Return the first words of a text, folded, with a space before and after each."""
    return f" {' '.join(_WORD.findall(fold(normalise(text)))[:most])} "
