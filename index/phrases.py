"""Phrases a question may hold, and what to search for besides them.

Two tables of one form (tab-separated, a header, ``#`` comments; one expansion a line, the likeliest
first): ``abbreviations.tsv`` spells out abbreviations and chat shorthand, ``thesaurus.tsv`` leads
from everyday words to the words that directives use. Admins extend both with files of the same
name in a documents folder.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.analysis import fold, normalise
from index.errors import RetrievalError

ABBREVIATIONS, THESAURUS = "abbreviations.tsv", "thesaurus.tsv"
_MOST_WORDS = 6
# What may be a syllable of its own where diacritics are left out: tu (từ, tự, tư) beside TU.
_SYLLABLE = re.compile(
    r"(?:ngh?|[ckgnpt]h|gi|qu|tr|[bcdđghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)


class Phrases:
    """A table of phrases, found in a text at their longest, left to right.

    Case does not count, but for capitals that would be a syllable otherwise: TU is not tu.
    """

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        self._expansions: dict[tuple[str, ...], list[str]] = {}
        self._folded: dict[tuple[str, ...], list[str]] = {}
        self._capitals: set[tuple[str, ...]] = set()
        for phrase, expansion in rows:
            key = tuple(_words(phrase))
            if len(key) == 1 and phrase.isupper() and _SYLLABLE.fullmatch(fold(key[0])):
                self._capitals.add(key)
            for table, words in ((self._expansions, key), (self._folded, _fold_words(key))):
                found = table.setdefault(words, [])
                if expansion not in found:
                    found.append(expansion)

    def find(self, text: str, *, accented: bool) -> Iterator[tuple[int, int, list[str]]]:
        """Yield ``(start, end, expansions)`` for each phrase in a text, offsets into the text.

        Args:
            text: What to look through.
            accented: Whether diacritics were typed. Without them a phrase of one plain syllable
                is left alone: too many words are written alike.
        """
        tokens = [
            (match.start(), match.end(), word)
            for match in re.finditer(r"\w+", text)
            for word in _words(match[0])
        ]
        table = self._expansions if accented else self._folded
        words = [word if accented else fold(word) for *_, word in tokens]
        place = 0
        while place < len(tokens):
            for size in range(min(_MOST_WORDS, len(tokens) - place), 0, -1):
                start, end = tokens[place][0], tokens[place + size - 1][1]
                exact = tuple(word for *_, word in tokens[place : place + size])
                found = self._expansions.get(exact)
                if found and exact in self._capitals and not text[start:end].isupper():
                    found = None
                if not found and size > 1:
                    found = table.get(tuple(words[place : place + size]))
                if found:
                    yield start, end, found
                    place += size
                    break
            else:
                place += 1


def read_phrases(*paths: Path) -> Phrases:
    """Read tables, the earlier files' expansions first; a file that is not there is no table.

    Raises:
        RetrievalError: If a line does not have two columns; names the file and the line.
    """
    return Phrases(row for path in paths if path.exists() for row in read_rows(path))


def read_rows(path: Path) -> Iterator[tuple[str, str]]:
    """Yield ``(phrase, expansion)`` of one table, in order.

    Raises:
        RetrievalError: If a line does not have two columns; names the file and the line.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        for columns in lines:
            if not columns or columns[0].startswith("#"):
                continue
            if len(columns) != 2 or not all(map(_words, columns)):
                raise RetrievalError(
                    f"{path}, line {lines.line_num}: {len(columns)} columns with words, not 2"
                )
            phrase, expansion = columns
            if lines.line_num > 1:
                yield phrase, expansion.strip()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", normalise(text))


def _fold_words(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(fold, words))
