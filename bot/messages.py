"""Every sentence a user reads, in one place; Telegram HTML where a tag is needed."""

from collections.abc import Sequence

# Greeting and help

START = (
    "Kính chào đồng chí!\n\n"
    "<b>Sổ tay</b> trả lời câu hỏi về các văn bản của Đảng bằng cách trích nguyên văn đoạn có câu "
    "trả lời, kèm số ký hiệu, cơ quan ban hành, ngày ban hành và đề mục.\n\n"
    "Đồng chí chỉ cần nhắn câu hỏi, có dấu hay không dấu đều được."
)
EXAMPLES = "Ví dụ, đồng chí có thể hỏi (bấm số để hỏi ngay):"
HELP = (
    "<b>Cách dùng Sổ tay</b>\n\n"
    "• Nhắn câu hỏi bằng tiếng Việt, có dấu hay không dấu; nêu số ký hiệu nếu biết, "
    "ví dụ: <i>Kết luận 862 quy định gì?</i>\n"
    "• Chạm vào đoạn trích để đọc hết; phần <b>in đậm</b> là chỗ sát với câu hỏi nhất.\n"
    "• «‹ 1/5 ›» xem các đoạn khác; «Ngữ cảnh» xem phần trước và sau đoạn trích; "
    "«Văn bản» mở mục lục và đọc toàn văn.\n\n"
    "/vanban – danh mục văn bản; thêm số hoặc từ trong tên để lọc, ví dụ: "
    "<code>/vanban 862</code>; mở ngay một phần: <code>/vanban 294 điều 4</code>; "
    "hoặc theo hiệu lực: <code>/vanban hết hiệu lực</code>\n"
    "/hoi – đặt câu hỏi trong nhóm, ví dụ: <code>/hoi nhiệm vụ của khối dân vận</code>; "
    "trong nhóm cũng có thể nhắc tên hoặc trả lời tin nhắn của Sổ tay, hoặc trả lời câu hỏi của "
    "người khác bằng lệnh /hoi\n"
    "/help – xem hướng dẫn này\n\n"
    "Sổ tay chỉ trích nguyên văn, không tự viết câu trả lời. Câu hỏi và người hỏi "
    "không được lưu lại."
)
COMMANDS = (
    ("start", "Bắt đầu và xem câu hỏi mẫu"),
    ("hoi", "Đặt câu hỏi"),
    ("vanban", "Danh mục văn bản"),
    ("help", "Hướng dẫn sử dụng"),
)
GROUP_COMMANDS = tuple(command for command in COMMANDS if command[0] != "start")

# Questions that cannot be asked

EMPTY_QUESTION = "Mời đồng chí viết câu hỏi, ví dụ: Khối dân vận cấp xã có nhiệm vụ gì?"
WORDLESS_QUESTION = "Sổ tay chỉ hiểu câu hỏi bằng chữ. Mời đồng chí viết câu hỏi thành lời."
UNSUPPORTED = (
    "Sổ tay chỉ đọc được tin nhắn chữ, chưa đọc được ảnh, tệp, nhãn dán hay ghi âm. "
    "Mời đồng chí viết câu hỏi thành lời."
)
UNKNOWN_COMMAND = "Sổ tay không có lệnh này. Đồng chí nhắn /help để xem hướng dẫn."


def long_question(length: int, limit: int) -> str:
    """Say that a question is too long, with both numbers."""
    return (
        f"Câu hỏi dài {_thousands(length)} ký tự, quá {_thousands(limit)} ký tự. "
        "Mời đồng chí viết gọn lại thành một câu hỏi."
    )


GREETED = "Kính chào đồng chí! Mời đồng chí nhắn câu hỏi về các văn bản của Đảng."
THANKED = "Sổ tay cảm ơn đồng chí. Khi cần tra cứu, mời đồng chí nhắn câu hỏi."

# Answers

NEAR_MISSES = "Sổ tay chưa tìm thấy đoạn nào trả lời chắc chắn câu hỏi này."
PICK_HIT = "Những đoạn gần nhất (bấm số để xem):"
NEAR_MISS = "Đoạn gần với câu hỏi, có thể chưa phải câu trả lời:"
NO_HITS = (
    "Sổ tay không tìm thấy đoạn nào liên quan trong các văn bản hiện có. Đồng chí thử hỏi bằng "
    "từ ngữ khác."
)
CONTINUED = "Đoạn trích còn tiếp, mời bấm «Đọc tiếp»."
SEE_LIST = "Danh mục văn bản: /vanban"
BEFORE = "Phần trước:"
QUOTED = "Đoạn trích:"
AFTER = "Phần sau:"

# Citations

DIGEST = "Bản tóm lược"
DIGEST_NOTE = "Không phải nguyên văn của văn bản."
NEWS = "Tin"
NEWS_NOTE = "Theo tin, bài báo; không phải văn bản chính thức."
NUMBER = "số"
DATED = "ngày"
OF = "của"
ABOUT, ABOUT_WORK = "về", "về việc"
PAGE = "trang"
SOURCE = "Nguồn"
COPIES = "Cùng văn bản này còn có tệp:"
NEWER = "Văn bản mới"
SCANNED = "Trích theo bản quét, chữ nhận dạng có thể còn sai sót."
NAMED_AT_MOST = 3  # directives in one sentence


def replaced(*, over: bool, by: str) -> str:
    """Say that a document was replaced, or is no longer in force, and by what if that is known."""
    if over:
        return f"Văn bản này đã hết hiệu lực{by and f', được thay thế bằng {by}'}."
    return f"Văn bản này đã được thay thế{by and f' bằng {by}'}."


def ended(*, abolished: bool, under: str) -> str:
    """Say that another document ended or abolished this one."""
    how = "bị bãi bỏ" if abolished else "hết hiệu lực"
    return f"Văn bản này đã {how}{under and f' theo {under}'}."


def in_state(status: str, by: str) -> str:
    """Say how it is with a document in the catalogue's own words."""
    return f"Tình trạng hiệu lực: {status[:1].lower()}{status[1:]}{by and f'; xem {by}'}."


def amended(by: str) -> str:
    """Say what amended a document."""
    return f"Được sửa đổi, bổ sung bởi {by}."


def guided(by: str) -> str:
    """Say what guides how a document is carried out."""
    return f"Được hướng dẫn bởi {by}."


def several(names: Sequence[str]) -> str:
    """Return the names of some directives as one phrase."""
    more = len(names) - NAMED_AT_MOST
    if more > 0:
        return f"{', '.join(names[:NAMED_AT_MOST])} và {more} văn bản khác"
    return " và ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


# Documents

OUTLINE = "Mục lục (bấm số để đọc):"
NO_OUTLINE = "Văn bản không chia đề mục."
EMPTY_LIST = "Hiện chưa có văn bản nào trong kho."


def documents(number: int, words: str, how: str = "bấm") -> str:
    """Head a list of documents; ``words``, if any, chose them and are already escaped."""
    chosen = f" khớp với «{words}»" if words else ""
    return f"{_thousands(number)} văn bản{chosen} ({how} số để mở):"


def more_documents(number: int) -> str:
    """Say how many documents a list in the terminal leaves out."""
    return f"… và {_thousands(number)} văn bản khác; đồng chí thêm số hoặc từ trong tên để lọc."


IN_FORCE_OR_UNKNOWN = "Gồm cả những văn bản chưa ghi tình trạng hiệu lực."


def no_documents(words: str) -> str:
    """Say that no document matches; ``words`` is already escaped."""
    return (
        f"Không có văn bản nào có số ký hiệu, tên hoặc cơ quan ban hành khớp với «{words}». Đồng "
        "chí nhắn /vanban để xem toàn bộ danh mục, hoặc hỏi thẳng nội dung cần tìm."
    )


# Buttons

PREVIOUS, NEXT = "‹", "›"
CONTEXT = "Ngữ cảnh"
DOCUMENT = "Văn bản"
OPEN_DOCUMENT = "Mở văn bản"
READ = "Đọc từ đầu"
READ_BACK = "‹ Đọc lùi"
READ_ON = "Đọc tiếp ›"
CONTENTS = "Mục lục"
BACK_TO_ANSWER = "↩ Câu trả lời"
BACK_TO_LIST = "↩ Danh mục"
ALL_HITS = "↩ Các đoạn gần nhất"

# Old buttons

DOCUMENT_CHANGED = (
    "Văn bản này đã được cập nhật sau khi Sổ tay gửi tin nhắn, nên vị trí cũ không còn đúng. "
    "Mời đồng chí mở lại văn bản."
)
DOCUMENT_GONE = "Văn bản này không còn trong kho. Đồng chí nhắn /vanban để xem danh mục."
QUESTION_GONE = "Không còn thấy câu hỏi của tin nhắn này. Mời đồng chí gửi lại câu hỏi."
OLD_BUTTON = "Nút này thuộc phiên bản cũ. Mời đồng chí gửi lại câu hỏi."
OLD_MESSAGE = "Tin nhắn này đã quá cũ. Mời đồng chí gửi lại câu hỏi."
EXAMPLES_CHANGED = "Câu hỏi mẫu này đã được thay. Đồng chí nhắn /start để xem câu hỏi mẫu mới."

# Trouble

INDEX_MISSING = (
    "Kho văn bản chưa được lập chỉ mục nên Sổ tay chưa thể trả lời. Quản trị viên đã được báo; "
    "mong đồng chí quay lại sau."
)
INDEX_BROKEN = (
    "Chỉ mục của kho văn bản đang bị hỏng nên Sổ tay tạm dừng trả lời. Quản trị viên đã được "
    "báo; mong đồng chí quay lại sau."
)
APOLOGY = (
    "Xin lỗi đồng chí, Sổ tay gặp sự cố nên chưa trả lời được. Mời đồng chí thử lại sau ít phút."
)

# Telegram's own reply was lost: the message may be there, or not.
IN_DOUBT = (
    "Kết nối tới Telegram vừa gián đoạn. Nếu đồng chí chưa thấy câu trả lời cho câu hỏi này, mời "
    "bấm nút dưới đây."
)
SHOW_ANSWER = "Xem câu trả lời"
IN_DOUBT_ASK = (
    "Kết nối tới Telegram vừa gián đoạn. Nếu đồng chí chưa thấy Sổ tay trả lời tin nhắn này, mời "
    "gửi lại."
)


def troubles(kinds: Sequence[tuple[str, int]], minutes: int) -> str:
    """Sum up for the admins how often each kind of trouble came up."""
    lines = [f"• {kind}: {_thousands(number)} lần" for kind, number in kinds]
    return "\n".join([f"⚠️ Sổ tay, {minutes} phút qua còn gặp:", *lines, "Chi tiết ở nhật ký."])


ANOTHER_COPY = (
    "⚠️ Sổ tay: có một tiến trình khác đang dùng cùng mã token nên hai bên giành tin nhắn của nhau. "
    "Mời kiểm tra và chỉ để một tiến trình chạy."
)
UNREADABLE_UPDATE = "⚠️ Sổ tay: bỏ qua một tin từ Telegram vì không đọc được."


def refused(user_id: int) -> str:
    """Say that the bot is not open to everybody, with the id that an admin needs."""
    return (
        "Sổ tay chỉ phục vụ những người đã được đăng ký. Nếu cần sử dụng, đồng chí gửi mã số "
        f"{user_id} cho quản trị viên."
    )


# Terminal chat

CHAT_WELCOME = (
    "Sổ tay – mời đồng chí đặt câu hỏi. Câu hỏi ngắn được hiểu theo câu hỏi trước.\n"
    "Lệnh: «tiếp», «lùi» hoặc số thứ tự để xem đoạn khác; «ngữ cảnh» xem phần trước và sau; "
    "«văn bản» đọc toàn văn; «/vanban» xem danh mục, «/vanban 294 điều 4» mở ngay một phần; "
    "«mới» hoặc dòng trống để sang chủ đề khác; «thoát» để dừng."
)
CHAT_PROMPT = "Hỏi › "
CHAT_NEAREST = "Những đoạn gần nhất:"
CHAT_NOTHING_OPEN = "Chưa có đoạn nào đang mở. Mời đồng chí đặt câu hỏi hoặc chọn một đoạn trước."
CHAT_AFRESH = "Mời đồng chí hỏi sang chủ đề khác."
CHAT_END = "Không còn đoạn nào nữa."


def part(number: int, total: int) -> str:
    """Say which part of a document is read."""
    return f"phần {number}/{total}"


def understood(question: str) -> str:
    """Say how a question that follows another was understood."""
    return f"Hiểu là: {question}"


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")
