"""Ten whole conversations, as people see them, kept in `transcripts/` to be read like a chat.

What people see has changed where one fails; `make transcripts` writes them anew, and the difference
says whether that was meant. 👤 writes, 👆 presses, 🤖 replies; marks as in `transcript.show`.
"""

import datetime
import difflib
import re
import shutil
import textwrap
from pathlib import Path

import pytest
from bot_api import ADMIN, FORUM, GROUP
from bot_talk import Talk
from conftest import DOCUMENTS

import bot.mailing
import bot.state
from bot.mailing import Mailing
from index.build import build
from index.encoders import open_encoder
from index.searcher import open_searcher

KEPT = Path(__file__).parent / "transcripts"
OFFICE = {"id": ADMIN["id"], "type": "private", "first_name": ADMIN["first_name"]}
NEWCOMER = {"id": 2002, "is_bot": False, "first_name": "Người mới"}
HOME = {"id": NEWCOMER["id"], "type": "private", "first_name": NEWCOMER["first_name"]}
TOPIC = {"message_thread_id": 7, "is_topic_message": True}
# Two bodies' conclusions of the same number.
NAMESAKES = {
    "ket-luan-so-hoa.txt": """\
TỈNH ỦY BÌNH NGUYÊN
Số 15-KL/TU
Bình Nguyên, ngày 10 tháng 3 năm 2024

KẾT LUẬN
CỦA BAN THƯỜNG VỤ TỈNH ỦY
về số hóa tài liệu lưu trữ

1. Trước năm 2027, văn phòng cấp ủy số hóa xong tài liệu lưu trữ của hai nhiệm kỳ gần nhất.
""",
    "ket-luan-nha-cong-vu.txt": """\
THÀNH ỦY PHÚ LÂM
Số 15-KL/TU
Phú Lâm, ngày 2 tháng 8 năm 2023

KẾT LUẬN
CỦA BAN THƯỜNG VỤ THÀNH ỦY
về quản lý nhà công vụ

1. Người thôi giữ chức vụ trả nhà công vụ trong 90 ngày.
""",
}
# What differs from run to run, or with every build.
PASSING = {
    r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}": "ABCD-EFGH-2345",
    r"start=(moi_)?[\w-]+": r"start=\1…",
    r"\d\d:\d\d ngày \d\d/\d\d/\d{4}": "10:00 ngày 01/01/2026",
    r"– từ \d\d/\d\d/\d{4}": "– từ 01/01/2026",
    r"den-\d{4}-\d\d-\d\d": "den-2026-01-01",
    r"Sổ tay \S+\*\*, đã chạy .+": "Sổ tay 1.0**, đã chạy 3 ngày",
    r"Bộ nhớ: .+": "Bộ nhớ: 300 MB",
    r"Chỉ mục: .+": "Chỉ mục: `000001-…`, lập 01/01/2026 07:00",
    r"Bộ mã hóa: .+": "Bộ mã hóa: …",
    r"p50 \d+ ms, p99 \d+ ms": "p50 10 ms, p99 20 ms",
}


async def follow_up(talk):
    """Hỏi không dấu, hỏi tiếp, đọc thêm, sao chép."""
    await talk.say("/start")
    await talk.say("khoi dan van cap xa co bao nhieu thanh vien")
    (card,) = await talk.say("ai lam truong khoi")
    for label in ("Đọc thêm", "Thu gọn", "›", "‹", "Sao chép", "👍"):
        await talk.press(card, label)
    await talk.say("cảm ơn nhé")


async def several(talk):
    """Nhiều câu hỏi trong một tin nhắn."""
    await talk.say(
        "Em chào anh chị ạ.\nCho em hỏi:\n1. Khối dân vận có mấy người?\n"
        "2. Bao nhiêu tuổi thì được vào Đảng\n3. Mất thẻ đảng viên thì làm sao?\nEm cảm ơn ạ!"
    )


async def guesses(talk):
    """Gõ sai chính tả; số ký hiệu mà hai cơ quan cùng dùng."""
    await talk.say("huy hieuj đảng 30 nam")
    (near,) = await talk.say("chuyen xin nghir phep cua can boj")
    offered = "Ý đồng chí là: chuyen xin nghỉ phep cua can bo"
    await talk.press(near, offered)
    (card,) = await talk.say("15-KL/TU yêu cầu gì?")
    other = "15-KL/TU · Ban Thường vụ Thành ủy Phú Lâm · 02/08/2023"
    await talk.press(card, other)


async def nothing(talk):
    """Không có câu trả lời; chỉ có đoạn gần đúng; tin không phải chữ."""
    await talk.say("giá vàng hôm nay bao nhiêu")
    (near,) = await talk.say("Trưởng ban công tác mặt trận thôn được phụ cấp bao nhiêu?")
    for label in ("1", "↩ Các đoạn gần nhất"):
        await talk.press(near, label)
    await talk.say(None, photo=[])
    await talk.say("/lenhla")


async def group(talk):
    """Trong nhóm và trong chủ đề của diễn đàn."""
    await talk.say("/start@sotay_bot", chat=GROUP)
    await talk.say("Chiều nay họp lúc mấy giờ các đồng chí?", chat=GROUP)
    (card,) = await talk.say("@sotay_bot mấy tuổi thì được kết nạp Đảng?", chat=GROUP)
    await talk.say("còn tuổi tối đa?", chat=GROUP, reply_to_message=card)
    await talk.say("/hoi thẻ đảng viên bị mất", chat=FORUM, **TOPIC)
    await talk.say("/theodoi", chat=FORUM, **TOPIC)


async def inline(talk):
    """Chọn đoạn trích từ một cuộc trò chuyện khác."""
    asked = await talk.handle(talk.api.ask_inline("thẻ đảng viên bị mất"))
    talk.api.choose(asked)
    await talk.handle(talk.api.ask_inline("giá vàng hôm nay"))


async def browsing(talk):
    """Tìm văn bản, lọc, mở một điều, lấy tệp."""
    (listed,) = await talk.say("/vanban dân vận")
    for label in ("Loại", "↩ Danh mục", "1", "1", "›", "Mục lục", "Tải tệp"):
        await talk.press(listed, label)
    await talk.say("/vanban 862 mục III")
    await talk.say("/vanban 999")


async def edited(talk):
    """Sửa câu hỏi thì câu trả lời đổi theo."""
    question = await talk.handle(talk.api.write("tuổi vào đảng"))
    for text in ("tuổi vào đảng? kết nạp lại được mấy lần?", "kết nạp lại được mấy lần?"):
        await talk.handle(talk.api.edit(question["message"], text))


async def replaced(talk):
    """Văn bản đã được thay thế, và văn bản thay thế nó."""
    (card,) = await talk.say("hướng dẫn 01-HD/TW còn hiệu lực không")
    for label in ("Văn bản mới: 06-HD/TW", "↩ Câu trả lời"):
        await talk.press(card, label)
    await talk.say("/vanban hết hiệu lực")


async def admin(talk):
    """Người lạ, người được mời và quản trị viên, khi ACCESS=list."""
    here, there = {"chat": HOME, "user": NEWCOMER}, {"chat": OFFICE, "user": ADMIN}
    for text in ("Tuổi vào Đảng?", "Sao không trả lời?"):
        await talk.say(text, **here)
    await talk.say("/moi 3", **there)
    invitation = next(told for told in talk.told(ADMIN) if "start=moi_" in told)
    await talk.say(f"/start {re.search(r'moi_[A-Z2-9-]+', invitation)[0]}", **here)
    (card,) = await talk.say("thẻ đảng viên bị mất thì làm thế nào", **here)
    await talk.press(card, "👎", user=NEWCOMER)
    for text in ("giá vàng hôm nay bao nhiêu", "/theodoi", "/thongke"):
        await talk.say(text, **here)
    await talk.say("/trangthai", **there)
    (figures,) = await talk.say("/thongke 1", **there)
    await talk.press(figures, "Tải bảng và biểu đồ", user=ADMIN)
    (preview,) = await talk.say("/taithongbao 862 | Mời các đồng chí nghiên cứu", **there)
    await talk.press(preview, "Gửi", user=ADMIN)
    await Mailing(talk.desk).send_all(talk.application.bot)
    (members,) = await talk.say("/thanhvien", **there)
    for label in ("Gỡ 1", "Gỡ"):
        await talk.press(members, label, user=ADMIN)


CONVERSATIONS = (
    follow_up, several, guesses, nothing, group, inline, browsing, edited, replaced, admin
)  # fmt: skip
SETTINGS = {admin: {"access": "list"}}


@pytest.fixture(scope="module")
def index_dir(shipped_index, tmp_path_factory):
    folder = tmp_path_factory.mktemp("transcripts")
    for name, text in NAMESAKES.items():
        (folder / name).write_text(text, encoding="utf-8")
    index_dir = folder / "index"
    shutil.copytree(shipped_index, index_dir)  # so that only two documents are to be encoded
    build([DOCUMENTS, folder], index_dir, open_encoder())
    return index_dir


@pytest.mark.parametrize(
    ("number", "conversation"),
    [*enumerate(CONVERSATIONS, 1)],
    ids=[c.__name__ for c in CONVERSATIONS],
)
async def test_people_see_what_they_saw(
    number, conversation, talk, index_dir, monkeypatch, request
):
    monkeypatch.setattr(bot.state.State, "today", lambda _: datetime.date(2026, 1, 1))
    monkeypatch.setattr(bot.mailing, "PACE_S", 0)
    settings = {"documents_dir": DOCUMENTS, **SETTINGS.get(conversation, {})}
    talk = await talk(index_dir=index_dir, **settings)
    talk.searcher = open_searcher(index_dir)
    await conversation(talk)
    path = KEPT / f"{number:02}-{conversation.__name__.replace('_', '-')}.txt"
    seen = f"{conversation.__doc__}\n\n{readable(talk)}\n"
    if request.config.getoption("--rewrite"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(seen, encoding="utf-8")
    kept = path.read_text(encoding="utf-8")
    changed = difflib.unified_diff(kept.splitlines(), seen.splitlines(), str(path), "seen", n=5)
    assert seen == kept, "\n".join(changed)


def readable(talk: Talk) -> str:
    """Return what happened, in lines that are not too long, without what passes."""
    shown = "\n".join(talk.api.events)
    for passing, lasting in PASSING.items():
        shown = re.sub(passing, lasting, shown)
    return "\n".join(line for long in shown.splitlines() for line in _wrapped(long))


def _wrapped(line: str) -> list[str]:
    bar = re.match(r" *(?:[│┊] )?", line)[0]
    return textwrap.wrap(
        line[len(bar) :], 96, initial_indent=bar, subsequent_indent=bar or "   ",
        break_long_words=False, break_on_hyphens=False,
    ) or [bar.rstrip()]  # fmt: skip
