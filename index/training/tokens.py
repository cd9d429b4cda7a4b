"""Training text → token ids in compact files, which is all that the transformer's stages read.

A file has at most 60 MB, so that a set of them travels in parts to where a GPU is.
"""

import itertools
import lzma
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import (
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

from index.analysis import fold, normalise
from index.phrases import ABBREVIATIONS, read_rows
from index.training import augment
from index.training.pairs import LONGEST, OURS, TASKS, Progress, T, Texts, blocks, records, sampled

TOKENIZER = "tokenizer.json"
TYPED = ".typed"
"""Names the second version of a question's field: as it is typed in a hurry."""

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
FOLDED = 0.2
"""Share of the running text that is read without diacritics, so that those words are known too."""

_PART = 40_000_000  # tokens of a part of the running text: below 60 MB when packed
_AT_ONCE = 2_000  # texts that are tokenised together, on all cores
_LEARNT_FROM = 20  # one text in so many teaches the tokenizer
_TONES = [  # a word's late tone (hoà, uỷ) → the same word's early one (hòa, ủy), as index.analysis
    (late, normalise(late))
    for vowels in ("oà oá oả oã oạ", "oè oé oẻ oẽ oẹ", "uỳ uý uỷ uỹ uỵ")
    for late in vowels.split()
]


def learn_tokenizer(texts: Iterator[str], size: int) -> Tokenizer:
    """Return a WordPiece tokenizer of ``size`` entries for lower-case text with its accents."""
    tokenizer = Tokenizer(models.WordPiece(unk_token=SPECIAL[1], max_input_chars_per_word=40))
    late = [normalizers.Replace(Regex(rf"(?<!q){a}(?!\w)"), b) for a, b in _TONES]
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase(), *late])
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    start, end = SPECIAL[2:4]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{start} $A {end}", special_tokens=[(start, 2), (end, 3)]
    )
    trainer = trainers.WordPieceTrainer(
        vocab_size=size, special_tokens=list(SPECIAL), show_progress=False, min_frequency=3
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def running_text(data: Path) -> Iterator[str]:
    """Yield every text there is to learn the language from: documents, articles, answers."""
    for path in sorted(data.glob("text-*.txt.xz")):
        yield from blocks(path)
    for file, field in sorted({(task.file, task.right) for task in TASKS}):
        if file not in ("parallel", "paraphrases", *OURS):  # sentences, and texts read above
            for record in records(data, file):
                yield " ".join(record[field].split())


def write_tokenizer(data: Path, work: Path, size: int, progress: Progress, sample: float) -> None:
    """Learn the tokenizer from every twentieth text and leave it in ``work``."""
    work.mkdir(parents=True, exist_ok=True)
    every = max(1, round(_LEARNT_FROM * sample))
    texts = itertools.islice(sampled(running_text(data), sample), 0, None, every)
    both = (form for text in texts for form in (text, fold(text)))
    learn_tokenizer(both, size).save(str(work / TOKENIZER))
    progress("tokenizer", size)


class Stream:
    """Running text as one long row of token ids."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._ids = np.concatenate([_unpacked(path) for path in paths])

    def __len__(self) -> int:
        return len(self._ids)

    def window(self, start: int, length: int) -> NDArray[np.uint16]:
        """Return ``length`` ids from ``start`` on."""
        return self._ids[start : start + length]


def write_stream(data: Path, work: Path, progress: Progress, sample: float, seed: int) -> None:
    """Write the running text's ids into ``work``, as ``text-00.u16.xz`` and so on."""
    tokenizer = Tokenizer.from_file(str(work / TOKENIZER))
    random = np.random.default_rng(seed)
    waiting: list[NDArray[np.uint16]] = []
    held = part = count = 0
    for group in _groups(sampled(running_text(data), sample)):
        group_texts = [fold(t) if random.random() < FOLDED else t for t in group]
        for encoding in tokenizer.encode_batch_fast(group_texts, add_special_tokens=False):
            waiting.append(np.array([*encoding.ids, SPECIAL.index("[SEP]")], np.uint16))
            held += len(waiting[-1])
        count += len(group)
        progress("text", count)
        if held >= _PART:
            _pack(work / f"text-{part:02}.u16.xz", np.concatenate(waiting))
            waiting, held, part = [], 0, part + 1
    if waiting:
        _pack(work / f"text-{part:02}.u16.xz", np.concatenate(waiting))


def open_stream(work: Path) -> Stream:
    """Return the text that ``write_stream`` wrote.

    Raises:
        FileNotFoundError: If there is none.
    """
    paths = sorted(work.glob("text-*.u16.xz"))
    if not paths:
        raise FileNotFoundError(f"{work} has no text-*.u16.xz; run the stage tokens")
    return Stream(paths)


def write_fields(data: Path, work: Path, progress: Progress, sample: float, seed: int) -> None:
    """Write the ids of every field of the pairs, and of the asking side as it is typed."""
    tokenizer = Tokenizer.from_file(str(work / TOKENIZER))
    random = np.random.default_rng(seed)
    rows = list(read_rows(Path(__file__).parent.parent / ABBREVIATIONS))
    short = augment.shortenings(rows)
    for file in sorted({task.file for task in TASKS}):
        tasks = [task for task in TASKS if task.file == file]
        fields = sorted({f for task in tasks for f in (task.left, task.right)} - {"en"})
        asking = {task.left for task in tasks if task.left != task.right}
        kept: dict[str, list[NDArray[np.uint16]]] = {}
        count = 0
        for group in _groups(sampled(records(data, file), sample)):
            for field in fields:
                texts = [record[field][:LONGEST] for record in group]
                versions = {f"{file}.{field}": texts}
                if field in asking:
                    versions[f"{file}.{field}{TYPED}"] = [
                        augment.typed(text[:400], short, random) for text in texts
                    ]
                for name, version in versions.items():
                    found = tokenizer.encode_batch_fast(version, add_special_tokens=False)
                    kept.setdefault(name, []).extend(np.array(e.ids, np.uint16) for e in found)
            count += len(group)
            progress(file, count)
        for name, ids in kept.items():
            _pack(work / f"{name}.u16.xz", np.concatenate([np.zeros(0, np.uint16), *ids]))
            np.save(work / f"{name}.starts.npy", np.cumsum([0, *map(len, ids)]).astype(np.int32))


def open_field(work: Path, name: str) -> Texts:
    """Return a field that ``write_fields`` wrote.

    Raises:
        FileNotFoundError: If it did not.
    """
    return Texts(_unpacked(work / f"{name}.u16.xz"), np.load(work / f"{name}.starts.npy"))


def _groups(items: Iterable[T]) -> Iterator[list[T]]:
    """Yield the items ``_AT_ONCE`` at a time."""
    waiting = iter(items)
    return iter(lambda: list(itertools.islice(waiting, _AT_ONCE)), [])


def _pack(path: Path, ids: NDArray[np.uint16]) -> None:
    with lzma.open(path, "wb", preset=1) as out:
        out.write(ids.astype("<u2").tobytes())


def _unpacked(path: Path) -> NDArray[np.uint16]:
    return np.frombuffer(lzma.open(path).read(), "<u2")
