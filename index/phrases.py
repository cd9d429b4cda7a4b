"""Phrases a question may hold, and what to search for besides them.

Two tables of one form (tab-separated, a header, ``#`` comments; one expansion a line, the likeliest
first): ``abbreviations.tsv`` spells out abbreviations and chat shorthand, ``thesaurus.tsv`` leads
from everyday words to the words that directives use. Admins extend both with files of the same
name in a documents folder.
"""

import csv
import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.analysis import fold, normalise
from index.errors import RetrievalError

ABBREVIATIONS, THESAURUS = "abbreviations.tsv", "thesaurus.tsv"
_MOST_WORDS = 6
_WORD = re.compile(r"\w+")
# What may be a syllable of its own where diacritics are left out: tu (từ, tự, tư) beside TU.
_SYLLABLE = re.compile(
    r"(?:ngh?|[ckgnpt]h|gi|qu|tr|[bcdđghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)


class Phrases:
    """A table of phrases, found in a text at their longest, left to right.

    Case does not count, but for capitals that would be a syllable otherwise: TU is not tu.
    """

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        self._expansions: dict[str, list[str]] = {}
        self._capitals: set[str] = set()
        found = list(rows)
        # All at once: to normalise twenty thousand phrases one by one takes a third of a second.
        keys = normalise("\n".join(phrase for phrase, _ in found)).split("\n")[: len(found)]
        for key, (phrase, expansion) in zip(keys, found, strict=True):
            words = " ".join(_WORD.findall(key))
            if " " not in words and phrase.isupper() and _SYLLABLE.fullmatch(fold(words)):
                self._capitals.add(words)
            self._expansions.setdefault(words, []).append(expansion)

    @functools.cached_property
    def _folded(self) -> dict[str, list[str]]:
        """What is found without diacritics: only questions typed so need it."""
        folded: dict[str, list[str]] = {}
        for words, expansions in self._expansions.items():
            folded.setdefault(fold(words), []).extend(expansions)
        return folded

    def find(self, text: str, *, accented: bool) -> Iterator[tuple[int, int, list[str]]]:
        """Yield ``(start, end, expansions)`` for each phrase in a text, offsets into the text.

        Args:
            text: What to look through.
            accented: Whether diacritics were typed. Without them a phrase of one plain syllable
                is left alone: too many words are written alike.
        """
        tokens = [
            (match.start(), match.end(), word)
            for match in _WORD.finditer(text)
            for word in _WORD.findall(normalise(match[0]))
        ]
        table = self._expansions if accented else self._folded
        words = [word if accented else fold(word) for *_, word in tokens]
        place = 0
        while place < len(tokens):
            for size in range(min(_MOST_WORDS, len(tokens) - place), 0, -1):
                start, end = tokens[place][0], tokens[place + size - 1][1]
                exact = " ".join(word for *_, word in tokens[place : place + size])
                found = self._expansions.get(exact)
                if found and exact in self._capitals and not text[start:end].isupper():
                    found = None
                if not found and size > 1:
                    found = table.get(" ".join(words[place : place + size]))
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
        RetrievalError: If it is not in UTF-8, or a line does not have two columns; names the file
            and the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RetrievalError(f"{path} is not in UTF-8; save it in UTF-8") from error
    lines = csv.reader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    for columns in lines:
        if not columns or columns[0].startswith("#"):
            continue
        if len(columns) != 2 or not all(map(_WORD.search, columns)):
            raise RetrievalError(
                f"{path}, line {lines.line_num}: {len(columns)} columns with words, not 2"
            )
        phrase, expansion = columns
        if lines.line_num > 1:
            yield phrase, expansion.strip()
