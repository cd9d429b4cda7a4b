"""What a directive says it does to others: replaces, ends, abolishes, amends or guides them.

Only what a text says of itself counts. «Nghị định số 5 sửa đổi Nghị định số 3», where both are
cited, is a fact about others; so is whatever stands in a basis («Căn cứ …»), inside quotation
marks, or in the name of a directive that is cited («… về thực hiện Nghị quyết số 18-NQ/TW»). A
draft does nothing yet, a proposal speaks of a draft, and a plan of what is to be done. What cannot
be told for certain is left out: a directive wrongly called dead is worse than a gap.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from corpus.document import Relation, RelationKind
from corpus.effect import begins_on
from corpus.enumeration import DOC, Target, targets
from corpus.numbers import find_numbers
from corpus.quotation import without_quotations

_I = re.IGNORECASE

_VERBS: tuple[tuple[RelationKind, str], ...] = (
    ("replaces", r"thay thế|thay cho"),
    ("abolishes", r"bãi bỏ|h[ủu][ỷy]? bỏ|huỷ bỏ|hủy bỏ"),
    ("amends", r"sửa đổi(?:(?:,| và)? bổ sung)?|bổ sung"),
    ("ends", r"(?:hết|không còn|chấm dứt) (?:hiệu lực|giá trị)"
             r"|có hiệu lực(?: thi hành)? đến(?= hết ngày)"),
    ("implements", r"hướng dẫn(?:\s+[^\W\d_]+){0,4}?\s+(?:thực hiện|thi hành)"),
)  # fmt: skip
_VERB = re.compile("|".join(rf"\b(?P<{kind}>{forms})\b" for kind, forms in _VERBS), _I)

_SENTENCE = re.compile(r"(?<=[^\W\d]\.)\s+(?=[^\W\d_])|(?<=\d{4}\.)\s+(?=[^\W\d_])|(?<=\?)\s+")
_BASIS = re.compile(r"\W*(?:căn cứ|xét|theo đề nghị)\b", _I)
_LABEL = re.compile(
    r"(?:\W*(?:(?:điều|khoản|mục)\s+\d+[a-z]?\s*(?:[.:]|$)|[\divx]+(?:\.\d+)*\s*[.)]|[a-zđ]\s*[.)]))*"
    r"[\s\W]*",
    _I,
)
_THIS = re.compile(rf"(?<!thảo\s)\b{DOC}\s+này\b", _I)  # «dự thảo Quyết định này» is not it yet
_SINCE_THIS = re.compile(rf"\btừ\s+ngày\s[^;]*?{DOC}\s+này\s+có\s+hiệu\s+lực(?:\s+thi\s+hành)?", _I)
_IN_FORCE = re.compile(
    rf"(?<!thảo\s)(?<!ngày\s)(?<!khi\s)\b{DOC}\s+này\b[^.;\d]{{0,80}}?\bcó\s+hiệu\s+lực\b"
    r"(?:(?:(?!\bđến\b|\bkhi\b)[^.;,])*(?:[;,]|\bvà|\bđồng\s+thời)+\s*"
    rf"(?=(?:các\s+|những\s+)?{DOC}\b))?",
    _I,
)
"""«Quyết định này có hiệu lực kể từ ngày ký và», where another directive follows that."""

_PASSIVE = re.compile(r"\b(?:được|bị|đều)\s+$", _I)
_DENIED = re.compile(
    r"\b(?:không|chưa|(?<!làm\s)việc|phải|cần|nghiên cứu|đề xuất|kiến nghị|đề nghị)\s+$", _I
)
_OTHERS_TASK = re.compile(
    r"\b(?:giao|đề\s+nghị|yêu\s+cầu|tham\s+mưu|xem\s+xét|nghiên\s+cứu|rà\s+soát|kiến\s+nghị|trình|"
    r"đề\s+xuất|dự\s+kiến|có\s+thể|tạm\s+thời|(?<!trừ\s)trường\s+hợp|nếu|khi|thẩm\s+quyền|"
    r"chủ\s+trương)\b",
    _I,
)
_IF = re.compile(r"\b(?:nếu|giả\s+sử|trường\s+hợp|liệu)\s+$", _I)
_UP_TO = re.compile(r";|\btrừ\b", _I)
_ONCE = re.compile(r"\s*(?:thi\s+hành\s*)?,?\s*(?:(?:thì|mà)\b|sau\s+(?!ngày\b))", _I)
"""Only once something else is so, or so many days later."""

_OTHERS_DAY = re.compile(r"\s*(?:thi\s+hành\s*)?(?:khi|nếu|theo|bởi|do|vì|trong)\b", _I)
_UNTOLD = re.compile(
    rf"\btừ\s+(?:ngày|khi|thời\s+điểm)\s+(?:các\s+)?{DOC}\b(?![^;.]{{0,60}}?\bnày\b)"
    r"[^;.]{0,80}?\bcó\s+hiệu\s+lực\b",
    _I,
)
"""From when another one is in force, whose day is not known here."""

_PAST = re.compile(r"\A(?:trong\s+)?năm\s+\d{4}|\b(?:đã|trước\s+đây)\b", _I)
_NOT_HERE = re.compile(
    r"\b(?:không|chưa)\s+(?:nhằm|có\s+giá\s+trị|(?:có\s+)?mục\s+đích|dùng|được|phải|đủ|để|"
    r"thay\s+thế|bãi\s+bỏ|h[ủu][ỷy]\s+bỏ|sửa\s+đổi|bổ\s+sung|làm)\b[^;.]{0,40}$|"
    r",[^,;]*[^,;\s][^,;]*\bsẽ\s+$",
    _I,
)
"""Denied, or what another body will do later: «…, Ban Tổ chức sẽ bãi bỏ»."""

_IN_PART_AFTER = re.compile(r"\s+(?:thi\s+hành\s+)?một\s+phần\b", _I)
_ABOUT = re.compile(rf"\W*(?:{DOC}\s+)?về\s+việc\s+", _I)
_TITLE_WORDS = re.compile(rf"(?:về\s+việc|v/v|về|{DOC}(?:\s+về\s+việc|\s+về)?)\b.*", _I | re.DOTALL)
_OWN_WORDS = re.compile(
    r"ban\s+hành\b(?!\s+(?:các\s+)?(?:bộ luật|luật|pháp lệnh|nghị|thông tư|quyết|chỉ|văn bản)\b).*|"
    r"quyết\s+định|kể\s+từ\s+ngày\s[^;]{6,40},|"
    r".*\b(?-i:quyết\s+định|quyết\s+nghị|thống\s+nhất|QUYẾT\s+\w+)\s*:?|"
    r".*\bcó\s+hiệu\s+lực\b.*",
    _I | re.DOTALL,
)
_AND = re.compile(r"(?:;|,|\bvà|\bđồng thời)\s*$", _I)
_TYPE_LINE = re.compile(rf"\W*{DOC}\W*", _I)
_TITLE_ENDS = re.compile(r"\W*(?:căn cứ|thực hiện\s+\S+\s+số|để|điều\s+\d|[ivx\d]+[.)]|[-–+*])", _I)
_GUIDED = re.compile(r"(?P<basis>\W*thực hiện\b.*?),[^,;]*\bhướng dẫn\b[^;]*\bnhư sau", _I)
_OPENING = 4000
"""Characters in which a directive says what it guides; later it only speaks of others' tasks."""

_DRAFT = re.compile(
    r"^\W*(?:bản\s+)?dự\s+thảo(?:\s+(?:lần|\d|ngày)[^\n]{0,40})?\W*$", _I | re.MULTILINE
)
_HEAD = 1000
"""Characters in which a draft says that it is one."""

_ASKING = frozenset({"Tờ trình", "Báo cáo", "Biên bản", "Giấy mời", "Đề cương"})
_PLANNING = frozenset({
    "Kế hoạch", "Kế hoạch liên tịch", "Chương trình", "Chương trình hành động",
    "Chương trình phối hợp", "Đề án", "Phương án", "Thông báo", "Thông báo kết luận", "Công văn",
    "Công điện",
})  # fmt: skip
"""Types in which «Bãi bỏ Quy định số …» is somebody's task; they name themselves otherwise."""

_LONGEST, _MOST_VERBS = 5000, 20
"""Characters and verbs of a sentence: in text without full stops, the search would grow with the
square of their number."""


def relations_of(
    text: str,
    own: str | None,
    kind: str | None = None,
    begun: datetime.date | None = None,
) -> tuple[Relation, ...]:
    """Return what a directive says it does to others, each once, in the order of the text.

    Ending a part of a directive («bãi bỏ khoản 3 Điều 5 Quy định số …») amends it.

    Args:
        text: The canonical text of the directive itself, not of a report about it.
        own: Its own number, which is no relation.
        kind: Its type, where that is known.
        begun: From when it is in force: what it ends by then needs no day.
    """
    if kind in _ASKING:
        return ()
    found: dict[Relation, None] = {}
    carried: tuple[RelationKind, datetime.date | None] | None = None
    effect = False  # what was just said is that this directive is in force, and what no longer is
    for start, paragraph in _paragraphs(without_quotations(text)):
        opening = start < _OPENING
        if carried:
            listed = [*targets(paragraph[_label_end(paragraph) : _LONGEST], carried[1])]
            found |= dict.fromkeys(_as(carried[0], target) for target in listed)
            if listed:
                continue
        carried = None
        if "/" not in paragraph and not paragraph.rstrip().endswith(":"):
            # It names no number and announces none: most do, and parting them is slow.
            effect = _in_force(paragraph)
            continue
        for sentence in (part[:_LONGEST] for part in _SENTENCE.split(paragraph)):
            if sentence.rstrip().endswith("?"):
                continue
            done = kind not in _PLANNING or _speaks_of_itself(sentence, kind)
            said = [*_said(sentence, opening, effect)]
            said = [relation for relation in said if done or relation.kind == "implements"]
            found |= dict.fromkeys(said)
            carried = _announced(sentence, effect) if done else None
            effect = _in_force(sentence) or (effect and bool(said))
    if found and _DRAFT.search(text, 0, _HEAD):
        return ()
    dated = dict.fromkeys(
        replace(said, since=None) if said.since and begun and said.since <= begun else said
        for said in found
    )
    return tuple(
        relation
        for relation in dated
        if relation.number != own and not any(_says_more(other, relation) for other in dated)
    )


def _says_more(other: Relation, relation: Relation) -> bool:
    """Say whether another relation is the same one, with what this one lacks."""
    return other != relation and other == replace(
        relation,
        date=relation.date or other.date,
        issuer=relation.issuer or other.issuer,
        since=relation.since or other.since,
    )


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield offset and text of each paragraph; a type and the title below it are one."""
    offset = 0
    title: list[str] = []
    for line in text.split("\n"):
        if title and (len(title) > 5 or _TITLE_ENDS.match(line) or title[-1].endswith((".", ":"))):
            yield offset, " ".join(title)
            title = []
        if title or (offset < _OPENING and _TYPE_LINE.fullmatch(line)):
            title.append(line)
        else:
            yield offset, line
        offset += len(line) + 1
    if title:
        yield offset, " ".join(title)


def _in_force(text: str) -> bool:
    """Say whether a text tells that this directive is in force."""
    return "hiệu lực" in text and _IN_FORCE.search(text) is not None


def _speaks_of_itself(sentence: str, kind: str) -> bool:
    """Say whether a sentence of a plan names the plan, or is its title."""
    title = sentence.casefold().startswith((kind.casefold(), "v/v", "về việc"))
    return title or _THIS.search(sentence) is not None


def _said(sentence: str, opening: bool, effect: bool) -> Iterator[Relation]:
    """Yield what one sentence says that this directive does.

    Args:
        sentence: As it stands.
        opening: Whether it is among the first ones.
        effect: Whether it follows the one that this directive is in force.
    """
    if "/" not in sentence:  # there is no number in it
        return
    if opening and (guided := _GUIDED.match(sentence)):
        for target in targets(guided["basis"].partition(" hiện")[2]):
            yield _as("implements", target)
    if _BASIS.match(sentence):
        return
    yield from _done(sentence, opening)
    for verb in _verbs(sentence):
        if _suffered(sentence, verb, effect):
            before = sentence[: verb.start()]
            told = _SINCE_THIS.search(before) or _IN_FORCE.search(before)
            since = begins_on(_UP_TO.split(sentence[verb.start() :], maxsplit=1)[0], ended=True)
            listed = before[told.end() if told else _label_end(before) :]
            for target in targets(listed, since or begins_on(before)):
                ended_in_part = _IN_PART_AFTER.match(sentence, verb.end()) is not None
                yield _as(_kind(verb), replace(target, partly=target.partly or ended_in_part))


def _done(sentence: str, opening: bool) -> Iterator[Relation]:
    """Yield what a sentence says that this directive does to those named after the verb."""
    own: list[re.Match[str]] = []
    for verb in _verbs(sentence):
        if _counts(sentence, verb, opening) and _is_own(sentence, verb, opening, follows=bool(own)):
            own.append(verb)
    stops = [*(verb.start() for verb in own[1:]), len(sentence)]
    for verb, stop in zip(own, stops, strict=False):
        stretch, rest = _without_ended(sentence[verb.end() : stop]), sentence[stop:]
        since = None if stretch.rstrip().endswith(";") else begins_on(rest)
        if not _UNTOLD.search(stretch):
            for target in targets(stretch, since or begins_on(sentence[: own[0].start()])):
                yield _as(_kind(verb), target)


def _without_ended(stretch: str) -> str:
    """Return a stretch without what it says to end last: «…; Quyết định số 5 hết hiệu lực»."""
    ended = next((verb.start() for verb in _verbs(stretch) if _kind(verb) == "ends"), 0)
    parted = stretch.rfind(";", 0, ended)
    return stretch[: parted + 1] if ended and parted >= 0 else stretch


def _verbs(sentence: str) -> Iterator[re.Match[str]]:
    return islice(_VERB.finditer(sentence), _MOST_VERBS)


def _kind(verb: re.Match[str]) -> RelationKind:
    return next(kind for kind, _ in _VERBS if verb[kind])


def _counts(sentence: str, verb: re.Match[str], opening: bool) -> bool:
    """Say whether a verb does something to what stands after it."""
    before = sentence[: verb.start()]
    kind = _kind(verb)
    if kind == "ends" or _PASSIVE.search(before):
        return False
    if kind == "implements":
        return opening
    return not _DENIED.search(before) or (opening and _ABOUT.fullmatch(before) is not None)


def _is_own(sentence: str, verb: re.Match[str], opening: bool, *, follows: bool = False) -> bool:
    """Say whether this directive is who does what a verb says; it may follow such a verb."""
    before = sentence[: verb.start()]
    this = max(_THIS.finditer(before), key=re.Match.end, default=None)
    if this and not find_numbers(said := before[this.end() :]):
        if _IF.search(before, 0, this.start()):
            return False
        return _OTHERS_TASK.search(said) is None and _NOT_HERE.search(said) is None
    if find_numbers(before):
        return follows and _AND.search(before) is not None
    head = _unlabelled(before)
    # «Luật sửa đổi …» is the name of another one, but for the title of this one.
    titled = opening and head == before.strip() and _TITLE_WORDS.match(head)
    own = titled or _OWN_WORDS.fullmatch(head)
    others = _OTHERS_TASK.search(head) or _PAST.search(head)
    return not head or (own is not None and others is None)


def _suffered(sentence: str, verb: re.Match[str], effect: bool) -> bool:
    """Say whether the directives before a verb are ended by this one, as it says."""
    before, after = sentence[: verb.start()], sentence[verb.end() :]
    if _kind(verb) == "implements" or _DENIED.search(before):
        return False
    if _ONCE.match(after) or _UNTOLD.search(after):
        return False
    if _kind(verb) != "ends" and not _PASSIVE.search(before):
        return False
    numbers = find_numbers(after)
    this = _THIS.search(after, 0, numbers[0].start if numbers else len(after))
    if this or _SINCE_THIS.search(before):
        return True
    if _kind(verb) != "ends" or _OTHERS_DAY.match(after) or _OTHERS_TASK.search(before):
        return False
    return effect or _IN_FORCE.search(before) is not None


def _announced(sentence: str, effect: bool) -> tuple[RelationKind, datetime.date | None] | None:
    """Return what is done to the directives listed below a sentence that ends in a colon.

    And the day from which it is done, where it tells one.
    """
    if not sentence.rstrip().endswith(":") or find_numbers(sentence) or _BASIS.match(sentence):
        return None
    for verb in _verbs(sentence):
        if _kind(verb) != "implements" and (
            _suffered(sentence, verb, effect)
            or (
                _kind(verb) != "ends"
                and not _PASSIVE.search(sentence[: verb.start()])
                and _is_own(sentence, verb, opening=False)
            )
        ):
            return _kind(verb), begins_on(sentence, ended=_kind(verb) == "ends")
    return None


def _as(kind: RelationKind, target: Target) -> Relation:
    """Return the relation to a target; only what ends another one has a day of its own."""
    kind = "amends" if target.partly and kind != "implements" else kind
    since = None if kind in ("amends", "implements") else target.relation.since
    return replace(target.relation, kind=kind, since=since)


def _unlabelled(text: str) -> str:
    return text[_label_end(text) :].strip()


def _label_end(text: str) -> int:
    label = _LABEL.match(text)
    return label.end() if label else 0
