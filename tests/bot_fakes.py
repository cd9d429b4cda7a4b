"""A small collection for the bot's tests: real documents, a searcher that counts common words."""

import datetime

from corpus.document import Document, Heading, Passage
from index.analysis import terms
from index.answer import Answer, Entry, Hit, Standing, Subject, understood_line
from index.phrases import Phrases
from index.question import Question, understand
from index.records import document_key

TEXT = (
    "KẾT LUẬN\nvề công tác dân vận ở cơ sở\n\n"
    "I. TÌNH HÌNH\nCông tác dân vận ở cơ sở đã có chuyển biến.\n\n"
    "II. NHIỆM VỤ\n1. Khối dân vận cấp xã có từ 9 đến 11 thành viên.\n"
    "2. Mỗi quý họp một lần <trước ngày 15> & báo cáo cấp ủy."
)
PASSAGE = TEXT[TEXT.index("1. Khối") :]


def heading(text: str, line: str, level: int, number: str | None = None) -> Heading:
    start = text.index(line)
    return Heading(start, start + len(line), level, "mục", number, line)


CONCLUSION = Document(
    id="862-KL-TU",
    text=TEXT,
    file="862-KL-TU.md",
    number="862-KL/TU",
    type="Kết luận",
    issuer="Ban Thường vụ Tỉnh ủy",
    date=datetime.date(2022, 8, 1),
    title="Về công tác dân vận ở cơ sở",
    source_url="https://example.vn/a?b=1&c=2",
    headings=(heading(TEXT, "I. TÌNH HÌNH", 1, "I"), heading(TEXT, "II. NHIỆM VỤ", 1, "II")),
    pages=(0, TEXT.index("II.")),
)
DIGEST = Document(
    id="tom-luoc",
    text="Cấp ủy giám sát việc thực hiện quy chế dân chủ.",
    file="tom-luoc.md",
    kind="digest",
    number="05-NQ/TU",
    type="Nghị quyết",
    status="Hết hiệu lực",
    replaced_by="09-NQ/TU",
)
NEWS = Document(
    id="tin",
    text="Hội nghị triển khai công tác kiểm tra.",
    file="tin.html",
    kind="news",
    title="Tỉnh ủy triển khai công tác kiểm tra",
)


class FakeSearcher:
    """Answers from the passages that share most words with the question."""

    generation = "fake"
    confidence = 0.9

    def __init__(self, passages: list[Passage], *, enough: bool = True) -> None:
        self.passages = passages
        self.enough = enough
        self.asked: list[str] = []

    def understand(self, question: str) -> Question:
        return understand(question, Phrases([]), Phrases([]))

    def named(self, asked: Question) -> frozenset[int]:
        return frozenset()

    def frequency(self, term: str) -> int:
        return sum(term in set(terms(passage.text)) for passage in self.passages)

    def namesakes(self, question: str) -> tuple[Entry, ...]:
        return ()

    def answer(
        self,
        question: str,
        k: int = 5,
        subject: Subject | None = None,
        within: str | None = None,
    ) -> Answer:
        self.asked.append(question)
        words = set(question.lower().split())
        found = [
            (len(words & set(passage.text.lower().split())), passage)
            for passage in self.passages
            if within in (None, document_key(passage.document.id))
        ]
        found = sorted((item for item in found if item[0]), key=lambda item: -item[0])[:k]
        hits = tuple(
            Hit(
                passage,
                rank,
                0.5,
                0.5,
                0.5,
                highlights=((0, min(20, len(passage.text))),),
                standing=self.standing(document_key(passage.document.id)),
            )
            for rank, (_, passage) in enumerate(found, 1)
        )
        understood = understood_line(subject, question) if subject else question
        return Answer(question, understood, hits, self.confidence, self.enough, 1.0, subject)

    def _documents(self) -> dict[str, Document]:
        return {passage.document.id: passage.document for passage in self.passages}

    def entries(self) -> tuple[Entry, ...]:
        return tuple(
            Entry(
                row,
                document_key(document.id),
                document.id,
                document.kind,
                document.number,
                document.type,
                document.issuer,
                document.date and document.date.isoformat(),
                document.title,
                document.status,
            )
            for row, document in enumerate(self._documents().values())
        )

    def document(self, key: str) -> Document:
        return {document_key(id_): doc for id_, doc in self._documents().items()}[key]

    def standing(self, key: str) -> Standing:
        """What the catalogue says, and what replaced it where that is here."""
        document = self.document(key)
        newer = tuple(
            entry for entry in self.entries()
            if entry.number and entry.number == document.replaced_by
        )  # fmt: skip
        return Standing(document.status, document.replaced_by, "replaces" if newer else None, newer)

    def examples(self) -> tuple[str, ...]:
        return ("Khối dân vận cấp xã có bao nhiêu thành viên?", "Mỗi quý họp mấy lần?")


def whole(document: Document) -> Passage:
    return Passage(document, 0, len(document.text))


def small_searcher(*, enough: bool = True) -> FakeSearcher:
    """Three documents; one passage of the conclusion, and the whole of the others."""
    start = TEXT.index(PASSAGE)
    passages = [Passage(CONCLUSION, start, len(TEXT)), whole(DIGEST), whole(NEWS)]
    return FakeSearcher(passages, enough=enough)
