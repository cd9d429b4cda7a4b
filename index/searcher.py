"""Question → answer, over one generation."""

import json
import re
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import fsum
from pathlib import Path

import numpy as np
from cachetools import LRUCache, cached
from numpy.typing import NDArray

from corpus.document import Document
from corpus.validity import NOT_IN_FORCE, state_of
from index.analysis import ACCENTED, FOLDED, fold, normalise, terms
from index.answer import Answer, Entry, Hit, Standing, Subject, understood_line
from index.chunk import context
from index.clauses import REMEMBERED, Clause, clauses
from index.confidence import Evidence, calibration, weigh
from index.encoder import Encoder
from index.encoders import open_encoder
from index.errors import EncoderMismatchError
from index.fusion import fuse
from index.generation import Generation, open_generation
from index.highlight import highlight
from index.lexical import CONTEXT
from index.newest import newest_first
from index.opening import Openings
from index.parts import EXAMPLES, Parts
from index.phrases import ABBREVIATIONS, THESAURUS, read_phrases
from index.place import completed, find_parts
from index.question import Question, understand
from index.records import document_key
from index.reranker import Reranker
from index.route import NumberRoute, namesakes

_SIGNING = re.compile(r"\b(?:k[íi]|nơi nhận|noi nhan|g[ửu]i)\b")
"""What asks who signed a directive or whom it was sent to; ``normalise`` writes ký as kí."""

DEPTH = 200
"""Candidates taken from each retriever: a right passage is rarely deeper, more only costs time."""

CONTEXT_WEIGHT = 0.3
DENSE_WEIGHT = 0.8
DENSE_UNHELD, DENSE_HELD = 0.95, 0.6
"""The share of the cosine in the fused score: among all candidates, and in the closer look at the
best, there from where none of them holds a word of the question to where one holds it all."""

CLAUSE_WEIGHT, COVER_WEIGHT = 1.75, 1.05
"""Of the closer look at the best candidates, beside a fused score of 1: the share of the question
that a passage's best clause holds, and the share that passage and headings hold together. Both
count by the largest share that any of these candidates holds."""

RERANKED = 20
"""Passages that are looked at more closely."""

NAMED_BONUS = 1.0
"""Of a directive that the question names by its number, beside a fused score of 1."""

PART_BONUS = 1 + CLAUSE_WEIGHT + COVER_WEIGHT
"""Of the part of it that the question names (Điều 4): more than all the rest together."""

OPENING_BONUS = 1.0
"""Of the passage that such a part begins in, besides, where the question says nothing else."""

_QUESTIONS, _STANDINGS = 100, 1_000  # remembered; how things stand, until the day is over

SUBJECT_WEIGHT, SUBJECT_BONUS = 0.5, 0.3
"""Of the terms and the vector of the question before, and of the document that answered it, in a
follow-up."""

MARKED_SUBJECT_WEIGHT = 0.1
"""Of the terms of the question before, where it is decided what to set in bold: that says what the
follow-up asks, not what is known already."""


@dataclass(frozen=True, slots=True)
class _Sought:
    """What is looked for: terms by weight, the same for what to set in bold, text and vector."""

    terms: Mapping[str, float]
    marked: Mapping[str, float]
    text: str
    vector: NDArray[np.float32]


class IndexSearcher:
    """A verified generation, ready to be asked; see ``index.answer.Searcher``.

    Raises:
        EncoderMismatchError: If the encoder is not the one that the generation was made with.
        IndexDamagedError: If the generation's parts do not belong together.
    """

    def __init__(
        self,
        generation: Generation,
        encoder: Encoder,
        *,
        dense_weight: float = DENSE_WEIGHT,
        closer: float = 1.0,
        reranker: Reranker | None = None,
    ) -> None:
        manifest, path = generation.manifest, generation.path
        if encoder.fingerprint != manifest.fingerprint:
            raise EncoderMismatchError(
                f"{path} was made by {manifest.encoder} ({manifest.fingerprint[:12]}), not by "
                f"{encoder.name} ({encoder.fingerprint[:12]}); rebuild the index"
            )
        self.generation = generation.name
        self._encoder = encoder
        self._dense_weight, self._closer = dense_weight, closer
        self._reranker = reranker
        parts = Parts(path)
        self._records, self._lexical, self._dense = parts.records, parts.lexical, parts.dense
        self._abbreviations = read_phrases(path / ABBREVIATIONS)
        self._thesaurus = read_phrases(path / THESAURUS)
        self._examples = tuple(json.loads((path / EXAMPLES).read_text(encoding="utf-8")))
        self._entries = self._records.entries()
        self._route = NumberRoute((entry.row, entry.number) for entry in self._entries)
        self._over = {entry.id for entry in self._entries if state_of(entry.status) in NOT_IN_FORCE}
        self._row_of = self._records.rows()
        self._row_of_key = {document_key(name): row for name, row in self._row_of.items()}
        self._spans = self._records.spans()
        # Asked for many times while one question is answered.
        self._understood = lru_cache(_QUESTIONS)(
            lambda question: understand(question, self._abbreviations, self._thesaurus)
        )
        # What stands above a passage, title and headings, is the same each time.
        self._above = cached(LRUCache(REMEMBERED), key=lambda row, _: row, lock=threading.Lock())(
            lambda _, passage: frozenset(terms(context(passage)))
        )
        self._standing = lru_cache(_STANDINGS)(self._records.standing)
        self._speaks = np.ones(self._records.passages, bool)
        self._speaks[self._records.silent()] = False
        self._answers = self._speaks.copy()
        self._answers[self._records.closing()] = False
        self._openings = Openings(self._records, self._entries, self._answers, self.understand)

    def answer(
        self,
        question: str,
        k: int = 5,
        subject: Subject | None = None,
        within: str | None = None,
    ) -> Answer:
        """Return the answer with at most ``k`` hits; thread-safe, takes CPU.

        Args:
            question: As typed.
            k: How many hits, at most.
            subject: What the question is about besides its own words, if it follows another.
            within: Key of the only document to look into.

        Raises:
            QuestionError: If the question has no word in it, or too many letters.
            KeyError: If no document of this generation has the key.
        """
        started = time.perf_counter()
        asked, hits, evidence = self.examine(question, k, subject, within)
        confidence = calibration().confidence(evidence)
        return Answer(
            question=question,
            understood=understood_line(subject, asked.text) if subject else asked.understood,
            hits=tuple(hits),
            confidence=confidence,
            enough=bool(hits) and confidence >= calibration().threshold,
            took_ms=(time.perf_counter() - started) * 1000,
            subject=subject,
        )

    def understand(self, question: str) -> Question:
        """Return what a question is taken to ask.

        Raises:
            QuestionError: If the question has no word in it, or too many letters.
        """
        return self._understood(question)

    def named(self, asked: Question) -> frozenset[int]:
        """Return the rows of the documents that a question names by number."""
        return self._route.named(asked.text) | self._route.named(asked.understood)

    def frequency(self, term: str) -> int:
        """Return in how many passages a term of ``index.analysis`` stands."""
        return self._lexical.frequency(term)

    def namesakes(self, question: str) -> tuple[Entry, ...]:
        """Return the directives that share the number which a question names, newest first.

        Empty where there is nothing to ask back: it names none, only one has that number, or the
        question tells by body or year which one is meant.

        Raises:
            QuestionError: If the question has no word in it, or too many letters.
        """
        asked = self.understand(question)
        named = self.named(asked)
        found = namesakes(
            (entry for entry in self._entries if entry.row in named), asked.understood
        )
        return found if len(found) > 1 else ()

    def examine(
        self, question: str, k: int, subject: Subject | None = None, within: str | None = None
    ) -> tuple[Question, list[Hit], Evidence]:
        """Return the question as understood, at most ``k`` hits, and what speaks for them.

        Raises:
            QuestionError: If the question has no word in it, or too many letters.
            KeyError: If no document of this generation has the key ``within``.
        """
        asked = self.understand(question)
        sought = self._sought(asked, subject)
        named = self.named(asked)
        bonus = dict.fromkeys(named, NAMED_BONUS)
        if subject:
            about = self._row_of_key.get(subject.document or "")
            if about is not None:
                bonus = {about: SUBJECT_BONUS} | bonus
        only = None
        if within is not None:
            row = self._row_of_key[within]
            only = np.arange(*self._spans[row])
            bonus = {row: bonus.get(row, 0.0)}
        placed = completed(asked.text, subject.text) if subject else asked.text
        opening = self._openings
        opened = opening.parts(placed, bonus) or opening.beginnings(asked.text, named)
        if opened:  # «còn Điều 7?»: the subject's directive has it
            named |= frozenset(bonus or opening.entitled(asked.text))
        heard = self._heard(only, bonus if _SIGNING.search(normalise(asked.text)) else ())
        hits = self._hits(sought, bonus, opened, k, heard, only)
        found = bool(hits) and self._row_of[hits[0].passage.document.id] in named
        evidence = weigh(sought.terms, hits, self._lexical.idf, named=found)
        whole = self._records.passages_at([row for row, alone in opened.items() if alone])
        if hits and hits[0].passage in whole:
            # Nothing but this is asked for, and there it is, whatever words it is called by.
            evidence = replace(evidence, strength=1.0)
        elif opening.lacks(placed, bonus):
            evidence = Evidence(0, 0, 0)
        hits = [_headed(hit, placed) if hit.passage in whole else hit for hit in hits]
        return asked, hits, evidence

    def _sought(self, asked: Question, subject: Subject | None) -> _Sought:
        """Return what to look for; of a follow-up also, for less, what it follows."""
        query, text = _by_kind(asked), asked.read
        vector = self._encoder.encode_query(text)
        if subject is None:
            return _Sought(query, query, text, vector)
        about = self.understand(subject.text)
        before = _by_kind(about)
        vector = vector + SUBJECT_WEIGHT * self._encoder.encode_query(about.read)
        return _Sought(
            {term: SUBJECT_WEIGHT * weight for term, weight in before.items()} | query,
            {term: MARKED_SUBJECT_WEIGHT * weight for term, weight in before.items()} | query,
            f"{text} {about.read}",
            vector / (np.linalg.norm(vector) or 1.0),
        )

    def entries(self) -> tuple[Entry, ...]:
        """Return every document, newest first, undated last, then by id."""
        return self._entries

    def document(self, key: str) -> Document:
        """Return the document with this key.

        Raises:
            KeyError: If no document of this generation has it.
        """
        return self._records.document(key)

    def standing(self, key: str) -> Standing:
        """Return how the document with this key stands to the others.

        Raises:
            KeyError: If no document of this generation has it.
        """
        return self._standing(key)

    def examples(self) -> tuple[str, ...]:
        """Return a few questions that this collection answers, for a greeting."""
        return self._examples

    def _hits(
        self, sought: _Sought, bonus: dict[int, float], opened: dict[int, bool], k: int,
        heard: NDArray[np.bool_], only: NDArray[np.int64] | None,
    ) -> list[Hit]:  # fmt: skip
        lexical = self._lexical_scores(sought.terms, heard)
        if only is None:
            found = self._candidates(lexical, sought.vector, bonus, heard)
            rows = np.union1d(found, np.array(list(opened), np.int64))
        else:
            rows = only
        cosines = np.clip(self._dense.cosines(sought.vector, rows), 0, 1)
        given = {row: PART_BONUS + OPENING_BONUS * alone for row, alone in opened.items()}
        bonuses = np.array([given.get(row, 0.0) for row in rows.tolist()])
        for document, more in bonus.items():
            first, stop = self._spans[document]
            bonuses[(rows >= first) & (rows < stop)] += more
        scores = fuse(lexical[rows], cosines, self._dense_weight) + bonuses

        order = np.lexsort((rows, -scores))[: max(RERANKED, 2 * k)]
        passages = self._records.passages_at(rows[order].tolist())
        weights = self._by_rarity(sought.terms)
        parts = [clauses(passage.text, weights) for passage in passages]
        gains = np.array([max((part.gain for part in found), default=0.0) for found in parts])
        above = map(self._above, rows[order].tolist(), passages)
        pairs = zip(parts, above, strict=True)
        covers = np.array([_cover(weights, found, headings) for found, headings in pairs])
        # Where no passage holds much of the question, it was asked in other words than theirs,
        # and which few words one of them happens to hold says little.
        held = covers.max(initial=0.0)
        closer = held * (CLAUSE_WEIGHT * gains + COVER_WEIGHT * covers)
        dense = DENSE_UNHELD + held * (DENSE_HELD - DENSE_UNHELD)
        dense = self._dense_weight + self._closer * (dense - self._dense_weight)
        fused = fuse(lexical[rows], cosines, dense)[order] + bonuses[order]
        most = 1 + max(bonus.values(), default=0.0) + max(given.values(), default=0.0)
        total = (fused + self._closer * closer) / (
            most + self._closer * (CLAUSE_WEIGHT + COVER_WEIGHT)
        )
        if self._reranker is not None:
            opinion = self._reranker.scores(sought.text, [passage.text for passage in passages])
            total = (total + opinion) / 2

        best_lexical = float(lexical.max(initial=0.0)) or 1.0
        hits: list[Hit] = []
        quoted: set[str] = set()
        for i in np.argsort(-total, kind="stable"):
            passage, row = passages[i], order[i]
            same = " ".join(passage.text.split())
            if total[i] <= 0 or same in quoted:
                continue
            quoted.add(same)
            hits.append(
                Hit(
                    passage,
                    rank=len(hits) + 1,
                    score=float(total[i]),
                    lexical=float(lexical[rows[row]]) / best_lexical,
                    dense=float(cosines[row]),
                )
            )
        marked = self._by_rarity(sought.marked)
        return [
            replace(
                hit,
                highlights=highlight(hit.passage.text, clauses(hit.passage.text, marked)),
                standing=self.standing(document_key(hit.passage.document.id)),
            )
            for hit in newest_first(hits, self._over)[:k]
        ]

    def _heard(self, only: NDArray[np.int64] | None, signed: Iterable[int]) -> NDArray[np.bool_]:
        """Say of every row whether it may answer: of ``only`` each, of no other document any.

        Else not those that another document speaks for, nor who received and signed a directive:
        it has words of every question, and answers only what asks for it, of those ``signed``.
        """
        if only is not None:
            heard = np.zeros_like(self._speaks)
            heard[only] = True
            return heard
        heard = self._answers.copy()
        for document in signed:
            rows = slice(*self._spans[document])
            heard[rows] = self._speaks[rows]
        return heard

    def _by_rarity(self, query: Mapping[str, float]) -> dict[str, float]:
        """Return what each term counts: its weight times its rarity."""
        return {term: weight * self._lexical.idf(term) for term, weight in query.items()}

    def _lexical_scores(
        self, query: Mapping[str, float], heard: NDArray[np.bool_]
    ) -> NDArray[np.float32]:
        """Return the score of every row; 0 for those that are not heard."""
        in_context = {CONTEXT + term: CONTEXT_WEIGHT * weight for term, weight in query.items()}
        return np.where(heard, self._lexical.scores({**query, **in_context}), np.float32(0))

    def _candidates(
        self, lexical: NDArray[np.float32], vector: NDArray[np.float32],
        documents: Iterable[int], heard: NDArray[np.bool_],
    ) -> NDArray[np.int64]:  # fmt: skip
        """Return the rows worth a closer look, ascending."""
        depth = min(DEPTH, len(lexical))
        best = np.argpartition(-lexical, depth - 1)[:depth]
        near, _ = self._dense.search(vector, depth)
        spans = (np.arange(*self._spans[document]) for document in documents)
        rows = np.concatenate([best[lexical[best] > 0], near, *spans])
        return np.unique(rows[heard[rows]])


def _headed(hit: Hit, question: str) -> Hit:
    """Return a hit with the part that a question asks for marked by its heading, if it names one.

    The words that name a part, điều and khoản, stand anywhere else by chance.
    """
    start, end = hit.passage.start, hit.passage.end
    found = [h for h in find_parts(hit.passage.document, question) if start <= h.start < end]
    spans = tuple((h.start - start, min(h.end, end) - start) for h in found)
    return replace(hit, highlights=spans or hit.highlights)


def _cover(weights: Mapping[str, float], parts: Sequence[Clause], above: frozenset[str]) -> float:
    """Return the share of a question, by weight, that a passage and its headings hold."""
    held = weights.keys() & above
    held |= {term for part in parts for term in part.held}
    return fsum(map(weights.__getitem__, held)) / (fsum(weights.values()) or 1.0)


def open_searcher(
    index_dir: Path,
    *,
    dense_weight: float = DENSE_WEIGHT,
    closer: float = 1.0,
    reranker: Reranker | None = None,
) -> IndexSearcher:
    """Open the published generation, with the encoder that made it; opens no connection.

    Raises:
        RetrievalError: If there is no index, it is damaged, or its encoder cannot be had.
    """
    generation = open_generation(index_dir)
    encoder = open_encoder(generation.manifest.encoder)
    return IndexSearcher(
        generation,
        encoder,
        dense_weight=dense_weight,
        closer=closer,
        reranker=reranker,
    )


def _by_kind(asked: Question) -> dict[str, float]:
    """Return the terms that are searched for, with their weights.

    Diacritics carry meaning; a folded syllable stands only for one that may have lost them.
    """
    weighted: dict[str, float] = {}
    for term, weight in asked.terms.items():
        kind, word = term[: len(ACCENTED)], term[len(ACCENTED) :]
        if asked.hasty and kind == ACCENTED and fold(word) == word:
            term = FOLDED + word  # its diacritics may have been left out
        elif kind == FOLDED:
            continue
        weighted[term] = weight
    return weighted
