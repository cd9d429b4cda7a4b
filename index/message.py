"""What people write → the questions in it: courtesies go, several questions come apart.

Everything here looks at the text alone and needs no index.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from corpus.text import canonical_unicode
from index.analysis import fold, normalise, syllables

MOST_QUESTIONS = 5
"""That one message asks: whoever sends more has pasted a text."""

_HEADER = 120  # letters of a line that all the items under it belong to, at most
_FRAGMENT = 4  # words of a question that only asks again: «đúng không ạ?»

Courtesy = Literal["greeting", "thanks", "about", "complaint"]
_BOT = "(?:ad|admin|bot|so tay)(?: nay)?"
_COURTESY = re.compile(
    r"(?:(?:da|vang|a|xin|kinh|em|toi|minh|rat|tran trong|chan thanh) )*"
    r"(?:(?P<greeting>chao|hello|hi|alo|(?:ad|admin|bot|so tay|dong chi|anh|chi|ban) oi"
    r"|(?:(?:ad|admin|bot|so tay|dong chi|anh|chi|ban)(?: oi)? )?(?:xin|cho)(?: phep)?"
    r"(?: (?:em|toi|minh|chau))? hoi(?: (?:mot|ti|chut|xiu|cai|cau|voi))*)"
    rf"|(?P<about>(?:may|ban|{_BOT}) la ai|{_BOT} la gi|ai (?:lam|tao|viet)(?: ra)? {_BOT}"
    rf"|{_BOT} (?:biet|co|lam|giup|tra loi|tra cuu|dung|su dung|hoi|hoat dong)(?: duoc)?"
    r"(?: (?:nhung|van ban|vb|viec|cau))* (?:gi|nao|the nao|ntn|lam sao|ra sao)"
    rf"|(?:cach|huong dan) (?:dung|su dung|hoi) {_BOT}"
    r"|danh (?:muc|sach) van ban|(?:co )?van ban (?:nao )?moi nhat(?: la gi| khong)?)"
    r"|(?P<complaint>(?:(?:cau|bot|ad|so tay|tra|loi|noi|dm|vl) )*"
    r"(?:sai|nham|lac de|linh tinh|ngu|khong dung|chua dung|ko dung)(?: (?:roi|qua|the|het|vl))*)"
    r"|cam on|thanks?|tks|thks|ok|oke|okie|da|vang|hieu roi|ro roi|duoc roi)"
    r"(?: (?:you|ban|bot|ad|admin|so tay|dong chi|em|anh|chi|bac|cac|ca nha|moi nguoi|rat|nhieu|"
    r"lam|nhe|nha|a|da|ok|vang|roi|vay|day|buoi|sang|trua|chieu|toi|xin|cam on|thanks?|tks|thks"
    r"|co ai (?:khong|ko|do)))*"
)
"""A message, folded, that is nothing but a greeting, thanks, or a word about the bot itself."""


def _either(*phrases: str) -> str:
    """Return a pattern of phrases as typed with diacritics or with none."""
    both = {*map(normalise, phrases), *(fold(normalise(phrase)) for phrase in phrases)}
    return f"(?:{'|'.join(sorted(both, key=lambda phrase: (-len(phrase), phrase)))})"


_WHO = _either(
    "ad", "admin", "anh chị", "anh", "chị", "bot", "sổ tay", "đồng chí", "đ/c", "bạn", "các bạn",
    "các đồng chí", "cả nhà", "mọi người", "em", "tôi", "mình", "cháu", "chúng tôi", "bác",
)  # fmt: skip
_GREETING = re.compile(
    rf"(?:(?:{_either('dạ', 'em', 'xin', 'kính', 'tôi', 'mình', 'cháu')}\s+)*{_either('chào')}"
    rf"|{_either('hello', 'hi', 'alo', 'dạ thưa', 'dạ', 'thưa')})(?:\s+{_WHO})*"
    rf"(?:\s+{_either('ạ', 'nhé')})?"
    rf"(?:\s*[,.!:…]+\s*|\s+(?={_either('cho', 'xin', 'làm ơn')}\s)|\s*$)"
)
_CALL = re.compile(rf"{_WHO}\s+{_either('ơi', 'ạ')}\s*[,.!]?\s+")
_A_LITTLE = rf"(?:{_either('một')}\s+)?{_either('chút', 'tí', 'xíu')}"
_MAY_I_ASK = re.compile(
    rf"(?:{_either('dạ')}\s+)?(?:{_WHO}\s+)?(?:{_either('làm ơn')}\s+)?"
    rf"(?:{_either('cho', 'xin')}\s+(?:{_either('phép', 'được')}\s+)?(?:{_WHO}\s+)?"
    rf"(?:{_either('xin')}\s+)?|(?:{_WHO}\s+)?{_either('muốn', 'cần')}\s+"
    rf"|{_WHO}\s+(?={_either('hỏi')}\s+{_A_LITTLE}))"
    rf"(?:{_either('được')}\s+)?{_either('hỏi')}(?:\s+{_A_LITTLE})?(?:\s+{_either('ạ')})?"
    rf"(?:\s+{_WHO}(?=\s*[,:]|\s+{_either('là', 'về')}))?"
    rf"(?:\s+{_either('là', 'về việc', 'về')}(?=\s))?\s*[,:]?(?:\s+|$)"
)
_SALUTATION = re.compile(
    rf"{_either('kính gửi', 'kính thưa')}\b(?:\s+[^\s,.:!?]+){{1,10}}\s*(?:[,.:!]+\s*|$)"
)
_I_AM = re.compile(
    rf"{_either('tôi', 'em', 'mình', 'cháu')}\s+(?:{_either('hiện', 'tên')}\s+)?"
    rf"{_either('là', 'đang', 'công tác', 'làm việc')}\b"
)
_THANKS = re.compile(
    rf"\s*,\s*(?:{_either('dạ', 'em', 'xin', 'tôi', 'mình', 'cháu', 'trân trọng', 'rất')}\s+)*"
    rf"{_either('cảm ơn')}\b[^,?]*$"
)
_LEANS = re.compile(r"\b(?:tôi|toi|em|mình|minh|cháu|chau|đó|này|ấy|vậy|trên)\b")
_STANDS = 6
"""Syllables: what one asks for in as many, and not about oneself, needs no word of who asks."""
_SAME = re.compile(
    rf"(?:{_either('các', 'những', 'mấy', 'một số', 'về', 'hai', 'ba')}\s+|\d\s+)*"
    rf"{_either('việc', 'nội dung', 'vấn đề', 'câu', 'ý', 'câu hỏi')}"
    rf"(?:\s+{_either('sau', 'sau đây', 'này', 'dưới đây')})?\s*:"
)
_ITEM = re.compile(r"\s*(?:[-–•*+▪●]|(?:câu\s+)?\d{1,2}\s*[.):/]|[a-hđ]\))\s+", re.IGNORECASE)
_END = re.compile(
    r"[?\uff1f][?\uff1f!.]*(?=\s|$|[”\"’)])"  # the full-width mark of some keyboards, too
    r"|(?<!\b[A-ZĐ])(?<!\bTp)(?<!\bTP)[.!…]+(?=\s+[A-ZÀ-Ỹ])"
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»")
_ASKS = re.compile(
    r"\b(?:{})\b".format(
        "|".join(
            map(
                _either,
                ("bao nhiêu", "bao lâu", "bao giờ", "khi nào", "thế nào", "ra sao", "là gì",
                 "những gì", "ở đâu", "được không", "hay không", "hay chưa", "phải không",
                 "gì", "mấy", "những ai", "ai là", "ai làm", "vì sao", "tại sao", "làm sao",
                 "bao h", "ntn"),
            )
        )
    )
)  # fmt: skip

_AND = re.compile(rf"{_either('và', 'rồi', 'còn')}\s")
"""Opens what is asked besides: «…? và bao giờ xong»."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence: whether it asks, is an item of a list, or asks for what is listed under it.

    ``begs``: whether it says that it asks, «tôi muốn hỏi …», of something that it names.
    """

    text: str
    asks: bool
    item: bool
    opens: bool
    begs: bool


def courtesy(text: str) -> Courtesy | None:
    """Say which courtesy a message is, if it is nothing else."""
    found = _COURTESY.fullmatch(fold(" ".join(syllables(text))))
    said: tuple[Courtesy, ...] = ("greeting", "about", "complaint")
    return next((kind for kind in said if found[kind]), "thanks") if found else None


def split_questions(text: str, most: int = MOST_QUESTIONS) -> list[str]:
    """Return the questions of a message in order, at most ``most``, with single spaces.

    Lines that are numbered, bulleted or end in a question mark are questions of their own, and so
    are sentences that end in one. What is told before a question stays with it; the line above a
    list stays with each of its items. Courtesies go. What is quoted, and a text that does not ask
    twice, is one question. A message that is nothing but courtesies is returned whole; one without
    words gives none.
    """
    text = canonical_unicode(text)
    whole = " ".join(text.split())
    found = [question for question in _join(list(_sentences(text))) if syllables(question)]
    if not found:
        return [whole] if syllables(whole) else []
    return found[:most]


def _sentences(text: str) -> Iterator[_Sentence]:
    """Yield the sentences of a message, courtesies left out."""
    lines = [line for line in text.splitlines() if line.strip()]
    items = [_ITEM.match(line) for line in lines]
    listed = sum(item is not None for item in items) > 1
    for line, item in zip(lines, items, strict=True):
        is_item = listed and item is not None
        rest = line[item.end() :] if item and is_item else line
        quoted = [match.span() for match in _QUOTED.finditer(rest)]
        start = 0
        ends = [
            match.end() for match in _END.finditer(rest)
            if not any(first < match.start() < last for first, last in quoted)
        ]  # fmt: skip
        for end in [*ends, len(rest)]:
            said = " ".join(rest[start:end].split())
            sentence = _without_courtesy(said)
            besides = rest[:start].endswith(("?", "\uff1f")) and bool(_AND.match(said.lower()))
            asks = bool(re.search(r"[?\uff1f][?\uff1f!.]*$", sentence)) or (
                (is_item or not ends or besides) and _ASKS.search(normalise(sentence)) is not None
            )
            opens = said.endswith(":") and sentence != said
            if sentence and _SAME.fullmatch(sentence.lower()):
                sentence = ""
            if sentence or opens:
                yield _Sentence(
                    sentence, asks, is_item and start == 0, opens, _begs(said, sentence)
                )
            start = end


def _begs(said: str, asked: str) -> bool:
    stands = len(syllables(asked)) >= _STANDS and not _LEANS.search(normalise(asked))
    return stands and _MAY_I_ASK.search(said.lower()) is not None


def _without_courtesy(sentence: str) -> str:
    if courtesy(sentence):
        return ""
    if match := _THANKS.search(sentence.lower()):
        sentence = sentence[: match.start()]
    for pattern in (_SALUTATION, _GREETING, _CALL, _MAY_I_ASK):
        # Lower case keeps every letter's place in Vietnamese.
        if match := pattern.match(sentence.lower()):
            sentence = sentence[match.end() :]
    return sentence


def _join(sentences: list[_Sentence]) -> list[str]:
    """Return the questions, each after what is told before it; what comes last joins the last."""
    told: list[str] = []
    header = ""
    questions: list[str] = []
    items_ask = any(sentence.opens for sentence in sentences)
    for sentence in sentences:
        text = sentence.text
        if not text:
            continue
        if sentence.begs:
            told = [each for each in told if not _I_AM.match(each.lower())]
        if not (sentence.asks or (sentence.item and items_ask)):
            told.append(text)
        elif questions and not told and not sentence.item and _is_fragment(text):
            questions[-1] += f" {text}"
        else:
            if sentence.item and told:
                header = told[-1] if told[-1].endswith(":") and len(told[-1]) <= _HEADER else ""
                if header:
                    told.pop()
            before = [*told, header] if sentence.item and header else told
            questions.append(" ".join([*before, text]))
            told = []
    if told and questions:
        questions[-1] = " ".join([questions[-1], *told])
    elif told:
        questions = [" ".join(told)]
    return questions


def _is_fragment(text: str) -> bool:
    return len(syllables(text)) <= _FRAGMENT and _ASKS_AGAIN.search(normalise(text)) is not None


_ASKS_AGAIN = re.compile(
    rf"^(?:{_either('có')} )?{_either('đúng', 'phải', 'được', 'không', 'có', 'thế')}\b"
)
