"""How well questions are answered that are asked one after the other.

A conversations file is JSON Lines: ``{"id", "kind", "turns": [{"question", "evidence", "also"}]}``.
Of the turns after the first those of ``"kind": "follow"`` need the ones before; in ``"switch"`` the
first of them changes the subject, and what comes after it follows on that. A turn without evidence
is a courtesy: it is said, and not judged.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from index.answer import Answer, Searcher
from index.conversation import Conversation
from index.evaluate import (
    CUTOFF,
    Outcome,
    Question,
    judge,
    question_of,
    read_rows,
    unaccented,
)

OPENING, FOLLOW_UP, SWITCH = "opening", "follow-up", "switch"
Turns = tuple[Question, ...]


def holds_conversations(path: Path) -> bool:
    """Say whether a file holds conversations, by its first line; any other reader says why not."""
    with path.open("rb") as lines:
        return b'"turns"' in next(filter(bytes.strip, lines), b"")


def read_conversations(path: Path) -> list[Turns]:
    """Read a conversations file, in order.

    Raises:
        RetrievalError: If a line is not a conversation; names the file, the line and the reason.
    """
    return read_rows(path, "conversation", _turns)


def ask_conversations(searcher: Searcher, conversations: Iterable[Turns]) -> Iterator[Outcome]:
    """Hold every conversation and judge each answer, in order."""
    for turns in conversations:
        conversation = Conversation(searcher)
        for question in turns:
            answer: Answer = conversation.ask(question.question, CUTOFF)
            if question.answerable:
                yield judge(question, answer)


def apart(conversations: Iterable[Turns]) -> list[Turns]:
    """Return every question that is judged as a conversation of its own."""
    return [(question,) for turns in conversations for question in turns if question.answerable]


def in_plain(conversations: Sequence[Turns]) -> list[Turns]:
    """Return the conversations as somebody in a hurry types them: without diacritics."""
    return [tuple(map(unaccented, turns)) for turns in conversations]


def _turns(row: Any) -> Turns:  # noqa: ANN401 - whatever the file holds
    kinds = {"follow": FOLLOW_UP, "switch": SWITCH}
    kind = kinds[row["kind"]]
    turns: list[Question] = []
    judged = 0
    for number, turn in enumerate(row["turns"], 1):
        type_ = OPENING if judged == 0 else kind if judged == 1 else FOLLOW_UP
        question = question_of({**turn, "id": f"{row['id']}-{number}", "type": type_})
        judged += question.answerable
        turns.append(question)
    if not judged:
        raise ValueError("no turn has evidence")
    return tuple(turns)
