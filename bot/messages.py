"""Every sentence a user reads, in one place; Telegram HTML where a tag is needed."""

from collections.abc import Sequence

# Greeting and help

START = (
    "Kính chào đồng chí!\n\n"
    "<b>Sổ tay</b> trả lời câu hỏi về các văn bản của Đảng bằng cách trích nguyên văn đoạn có câu "
    "trả lời, kèm số ký hiệu, cơ quan ban hành, ngày ban hành và đề mục.\n\n"
    "Đồng chí chỉ cần nhắn câu hỏi, có dấu hay không dấu đều được."
)
START_IN_GROUP = (
    "Sổ tay đã sẵn sàng trong nhóm. Mời các đồng chí hỏi bằng lệnh /hoi kèm câu hỏi, nhắc tên Sổ "
    "tay trong câu hỏi, hoặc trả lời một tin nhắn của Sổ tay."
)
EXAMPLES = "Ví dụ, đồng chí có thể hỏi (bấm số để hỏi ngay):"
HELP = (
    "<b>Cách dùng Sổ tay</b>\n\n"
    "• Nhắn câu hỏi, có dấu hay không dấu; hỏi nhiều câu một lần cũng được. Nêu số ký hiệu nếu "
    "biết: <i>Kết luận 862 quy định gì?</i>\n"
    "• Hỏi tiếp ngay sau đó, câu ngắn được hiểu theo câu trước: <i>còn cấp huyện thì sao?</i> Sửa "
    "câu hỏi thì câu trả lời đổi theo.\n"
    "• Chạm vào đoạn trích để đọc hết; phần <b>in đậm</b> là chỗ sát với câu hỏi nhất.\n"
    "• «‹ 1/3 ›» xem đoạn khác; «Đọc thêm» mở rộng ra cả điều, mục; «Văn bản» mở mục lục, đọc toàn "
    "văn, tải tệp; «Sao chép» lấy đoạn trích kèm nguồn để dán vào báo cáo.\n\n"
    "/vanban – tìm và mở văn bản:\n"
    "<code>/vanban 862</code>\n"
    "<code>/vanban nghị quyết 2023</code>\n"
    "<code>/vanban 294 điều 4</code>\n"
    "<code>/vanban hết hiệu lực</code>\n"
    "/theodoi – nhận thông báo khi có văn bản mới; /thoitheodoi để thôi\n"
    "/hoi – đặt câu hỏi trong nhóm; hoặc nhắc tên, trả lời tin nhắn của Sổ tay\n"
    "/riengtu – Sổ tay giữ lại những gì; /xoa để xóa\n\n"
    "Sổ tay chỉ trích nguyên văn, không tự viết câu trả lời, và không giữ lại ai đã hỏi câu gì."
)
ADMIN_HELP = (
    "<b>Dành cho quản trị viên</b>\n"
    "/moi – lập mã mời; /thanhvien – xem và gỡ thành viên\n"
    "/trangthai – tình trạng; /thongke – số liệu về câu hỏi\n"
    "/taithongbao – thông báo một văn bản tới các nơi theo dõi"
)
ASK_ELSEWHERE = "Hỏi trong cuộc trò chuyện khác"


def inline_help(username: str) -> str:
    """Explain inline mode of the bot of this name."""
    return (
        f"Trong mọi cuộc trò chuyện, gõ <code>@{username}</code> rồi câu hỏi để chọn và gửi đoạn "
        "trích."
    )


DESCRIPTION = (
    "Sổ tay tra cứu văn bản của Đảng: đồng chí nhắn câu hỏi bằng tiếng Việt, có dấu hay không dấu, "
    "Sổ tay trích nguyên văn đoạn trả lời kèm số ký hiệu, cơ quan ban hành, ngày ban hành và đề "
    "mục. Sổ tay không tự viết câu trả lời.\n\nMời đồng chí bấm «Bắt đầu»."
)
SHORT_DESCRIPTION = "Hỏi đáp văn bản của Đảng: trích nguyên văn, đúng số ký hiệu, ngày và đề mục."

Commands = tuple[tuple[str, str], ...]
"""The names of commands, and what each does."""

COMMANDS: Commands = (
    ("start", "Bắt đầu và xem câu hỏi mẫu"),
    ("hoi", "Đặt câu hỏi"),
    ("vanban", "Tìm và mở văn bản"),
    ("theodoi", "Nhận thông báo khi có văn bản mới"),
    ("thoitheodoi", "Thôi nhận thông báo"),
    ("riengtu", "Sổ tay giữ những gì"),
    ("xoa", "Xóa những gì còn giữ của cuộc trò chuyện"),
    ("help", "Hướng dẫn sử dụng"),
)
GROUP_COMMANDS: Commands = tuple(command for command in COMMANDS if command[0] != "start")

# Questions that cannot be asked

EMPTY_QUESTION = "Mời đồng chí viết câu hỏi, ví dụ: Khối dân vận cấp xã có nhiệm vụ gì?"
WORDLESS_QUESTION = "Sổ tay chỉ hiểu câu hỏi bằng chữ. Mời đồng chí viết câu hỏi thành lời."
UNSUPPORTED = (
    "Sổ tay chỉ đọc được tin nhắn chữ, chưa đọc được ảnh, tệp, nhãn dán hay ghi âm. "
    "Mời đồng chí viết câu hỏi thành lời."
)
UNKNOWN_COMMAND = "Sổ tay không có lệnh này. Mời đồng chí nhắn /help để xem hướng dẫn."


def long_question(length: int, limit: int) -> str:
    """Say that a question is too long, with both numbers."""
    return (
        f"Câu hỏi dài {_thousands(length)} ký tự, vượt mức {_thousands(limit)} ký tự. "
        "Mời đồng chí viết gọn lại thành một câu hỏi."
    )


GREETED = "Kính chào đồng chí! Mời đồng chí nhắn câu hỏi về các văn bản của Đảng."
THANKED = "Sổ tay cảm ơn đồng chí. Khi cần tra cứu, mời đồng chí nhắn câu hỏi."
INTRODUCED = (
    "Sổ tay là công cụ tra cứu tự động: đồng chí nhắn câu hỏi, Sổ tay trích nguyên văn đoạn trả "
    "lời trong các văn bản của Đảng. Cách dùng: /help. Danh mục văn bản: /vanban"
)
CORRECTED = (
    "Sổ tay xin ghi nhận. Mời đồng chí hỏi lại bằng từ ngữ khác, kèm số văn bản nếu biết. Trên "
    "Telegram, bấm 👎 để báo câu trả lời chưa đúng."
)
COURTESIES = {
    "greeting": GREETED, "thanks": THANKED, "about": INTRODUCED, "complaint": CORRECTED
}  # fmt: skip

# Answers

NEAR_MISSES = "Sổ tay chưa tìm thấy đoạn trả lời chắc chắn."
PICK_HIT = "Gần nhất (bấm số để xem):"
NEAR_MISS = "Đoạn gần với câu hỏi, có thể chưa phải câu trả lời:"
NO_HITS = (
    "Sổ tay không tìm thấy đoạn nào liên quan trong các văn bản hiện có. Mời đồng chí thử hỏi "
    "bằng từ ngữ khác."
)
CONTINUED = "Đoạn trích còn tiếp, mời đồng chí bấm «Đọc tiếp»."
COPY_THIS = "Mời đồng chí chạm vào khung dưới đây để sao chép:"
CUT_HERE = "[…]"
FULL_TEXT = "Toàn văn Sổ tay dùng để trích, không phải tệp gốc."
SEE_LIST = "Danh mục văn bản: /vanban"
BEFORE = "Phần trước:"
QUOTED = "Đoạn trích:"
AFTER = "Phần sau:"

# Guesses and votes

WHICH_DOCUMENT = "Ý đồng chí là văn bản nào?"
VOTED = {
    "up": "Sổ tay cảm ơn đồng chí.",
    "down": "Sổ tay đã ghi nhận, cảm ơn đồng chí.",
    "withdrawn": "Đã rút lại đánh giá.",
    "unknown": "Chưa ghi được đánh giá này.",
}


def did_you_mean(question: str) -> str:
    """Offer what a misspelt question may have meant."""
    return f"Ý đồng chí là: {question}"


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
COPIES = "Văn bản này còn có ở tệp:"
NEWER = "Văn bản mới"
AMENDING = "Sửa đổi"
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


LIST_GONE = "Sổ tay không còn thấy lệnh đã mở danh mục này. Mời đồng chí nhắn lại /vanban."
FACETS = ("Loại", "Cơ quan", "Năm")
PICK_VALUE = ("Chọn loại văn bản:", "Chọn cơ quan ban hành:", "Chọn năm ban hành:")
UNKNOWN_VALUE = "Chưa rõ"
ANY_VALUE, ALL_VALUES = "Tất cả", "Bỏ lọc"
NONE_LEFT = "Không còn văn bản nào như đã lọc."
MEANT = "Ý đồng chí là (bấm số để mở):"
SEE_WHOLE_LIST = "Mời đồng chí nhắn /vanban để xem cả danh mục, hoặc hỏi thẳng nội dung cần tìm."


def documents(number: int, words: str, how: str = "bấm") -> str:
    """Head a list of documents; ``words``, if any, chose them and are already escaped.

    ``how`` the number of one is given to open it; empty where that cannot be done.
    """
    chosen = f" khớp với «{words}»" if words else ""
    return f"{_thousands(number)} văn bản{chosen}{how and f' ({how} số để mở):'}"


def no_page(page: int) -> str:
    """Say that none of the documents found has a page of this number."""
    return f"Không có trang {page}: văn bản không chia trang hoặc có ít trang hơn."


NO_PART = "Các văn bản tìm được theo số ký hiệu hoặc tên đã nêu không có phần này."
IN_FORCE_OR_UNKNOWN = "Gồm cả những văn bản chưa ghi tình trạng hiệu lực."


def no_documents(words: str) -> str:
    """Say that no document matches; ``words`` is already escaped."""
    return f"Không có văn bản nào có số ký hiệu, tên hoặc cơ quan ban hành khớp với «{words}»."


# Buttons

PREVIOUS, NEXT = "‹", "›"
MORE, LESS = "Đọc thêm", "Thu gọn"
COPY = "Sao chép"
UP, DOWN = "👍", "👎"
DOCUMENT = "Văn bản"
FILE = "Tải tệp"
SHARE = "Chia sẻ"
OPEN_DOCUMENT = "Mở văn bản"
READ = "Đọc từ đầu"
READ_BACK = "‹ Đọc lùi"
READ_ON = "Đọc tiếp ›"
CONTENTS = "Mục lục"
BACK_TO_ANSWER = "↩ Câu trả lời"
BACK_TO_LIST = "↩ Danh mục"
ALL_HITS = "↩ Các đoạn gần nhất"

# Inline mode; a button's label has room for some thirty letters

INLINE_OPEN = "Mở trong Sổ tay"
INLINE_NEAR = "Gần nhất:"
INLINE_CONTINUED = "Đoạn trích còn tiếp trong Sổ tay."
INLINE_NOTHING = "Chưa thấy, mời hỏi Sổ tay"
INLINE_UNAVAILABLE = "Sổ tay tạm thời chưa trả lời được"

# Old buttons

DOCUMENT_CHANGED = (
    "Văn bản này đã được cập nhật sau khi Sổ tay gửi tin nhắn, nên vị trí cũ không còn đúng. "
    "Mời đồng chí mở lại văn bản."
)
DOCUMENT_GONE = "Văn bản này không còn trong kho. Mời đồng chí nhắn /vanban để xem danh mục."
QUESTION_GONE = "Sổ tay không còn thấy câu hỏi của tin nhắn này. Mời đồng chí gửi lại câu hỏi."
LINKED_TEXT_CHANGED = (
    "Đoạn mà liên kết dẫn tới đã được sửa hoặc không còn; dưới đây là văn bản như hiện nay."
)
UNKNOWN_LINK = (
    "Sổ tay không mở được liên kết này. Mời đồng chí nhắn /vanban để xem danh mục văn bản, hoặc "
    "nhắn câu hỏi."
)
OLD_BUTTON = "Nút này thuộc phiên bản cũ. Mời đồng chí gửi lại câu hỏi."
OLD_MESSAGE = "Tin nhắn này đã quá cũ. Mời đồng chí gửi lại câu hỏi."
EXAMPLES_CHANGED = "Câu hỏi mẫu này đã được thay. Mời đồng chí nhắn /start để xem câu hỏi mẫu mới."

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
    "Mời đồng chí kiểm tra và chỉ để một tiến trình chạy."
)
UNREADABLE_UPDATE = "⚠️ Sổ tay: bỏ qua một tin từ Telegram vì không đọc được."


def refused(user_id: int) -> str:
    """Say that the bot is not open to everybody, with the id that an admin needs."""
    return (
        "Sổ tay chỉ phục vụ những người đã được đăng ký. Nếu cần sử dụng, đồng chí xin quản trị "
        f"viên mã mời, hoặc gửi cho quản trị viên mã số {user_id}."
    )


def group_moved(old: int, new: int) -> str:
    """Tell the admins that a group on the list has another id now."""
    return (
        f"⚠️ Sổ tay: nhóm {old} trong ALLOWED_CHAT_IDS đã thành siêu nhóm {new}. Nhóm vẫn hỏi được; "
        "mời đồng chí sửa thiết lập trước lần khởi động sau."
    )


REFUSED_INLINE = "Sổ tay chỉ phục vụ người đã đăng ký"
INVITED = "Đồng chí đã được đăng ký. Mời đồng chí nhắn câu hỏi."
INVITED_ALREADY = "Đồng chí không cần mã mời nữa. Mời đồng chí nhắn câu hỏi."
INVITATION_REFUSED = {
    "unknown": "Mã mời này không đúng. Mời đồng chí xem lại, hoặc xin quản trị viên mã khác.",
    "used": "Mã mời này đã có người dùng. Mời đồng chí xin quản trị viên mã khác.",
    "expired": "Mã mời này đã hết hạn. Mời đồng chí xin quản trị viên mã khác.",
    "revoked": "Mã mời này đã bị thu hồi. Mời đồng chí xin quản trị viên mã khác.",
}
CODES_BUSY = "Đang có quá nhiều mã mời được thử. Mời đồng chí thử lại sau một giờ."


def too_many_codes(seconds: int) -> str:
    """Say that somebody tried too many invitation codes, and how long to wait."""
    return f"Đồng chí đã thử nhiều mã. Mời đồng chí chờ {seconds // 60} phút rồi thử lại."


def too_fast(seconds: int) -> str:
    """Say that somebody asked too much, and how long to wait."""
    return f"Đồng chí hỏi hơi nhanh. Mời đồng chí chờ {seconds} giây rồi hỏi tiếp."


def group_too_fast(seconds: int) -> str:
    """Say that a group asked too much, and how long to wait."""
    return f"Nhóm hỏi hơi nhanh. Mời các đồng chí chờ {seconds} giây rồi hỏi tiếp."


def busy(seconds: int) -> str:
    """Say that too many people ask at once, and how long to wait."""
    return f"Đang có rất nhiều người hỏi Sổ tay. Mời đồng chí chờ {seconds} giây rồi hỏi lại."


# Privacy

FORGET, KEEP = "Xóa", "Thôi"
KEPT = "Đã thôi, không xóa gì."
SURE_TO_FORGET = (
    "Xóa những gì Sổ tay còn giữ của cuộc trò chuyện này: nội dung đang hỏi, mối liên hệ giữa câu "
    "hỏi và câu trả lời, các lượt đánh giá đã bấm ở đây?"
)


def privacy(*, days: int, subject_minutes: int, sent_hours: int, invitation_days: int) -> str:
    """Say in plain words what is kept and for how long."""
    return (
        "<b>Sổ tay giữ những gì</b>\n\n"
        f"• Câu hỏi: nội dung và ngày hỏi, trong {days} ngày, để biết còn thiếu văn bản nào. Không "
        "kèm người hỏi hay nhóm; số điện thoại, số căn cước, địa chỉ thư điện tử được bỏ đi.\n"
        f"• Lượt đánh giá 👍 👎: trong {days} ngày, không kèm người bấm.\n"
        f"• Nội dung đang hỏi, để hiểu câu hỏi tiếp theo: {subject_minutes} phút, được mã hóa, "
        "không cho biết là cuộc trò chuyện nào.\n"
        f"• Tin nhắn nào trả lời câu hỏi nào, để sửa theo khi đồng chí sửa câu hỏi: {sent_hours} "
        "giờ, cũng được mã hóa.\n"
        "• Mã số Telegram của người vào bằng lời mời, đến khi được gỡ; của quản trị viên lập lời "
        f"mời, đến {invitation_days} ngày sau khi lời mời hết hạn; của nơi nhận thông báo "
        f"(/theodoi), đến khi thôi nhận, riêng danh sách đã gửi: {days} ngày.\n\n"
        "<b>Không giữ</b>: ai đã hỏi câu gì, tên, ảnh, số điện thoại của người dùng, tin nhắn khác "
        "trong nhóm. Nhật ký kỹ thuật cũng không ghi câu hỏi.\n\n"
        "<b>Ai xem được</b>: quản trị viên xem số liệu chung và nội dung câu hỏi, không biết ai "
        "hỏi. Tin nhắn đi qua Telegram nên còn theo quy định của Telegram.\n\n"
        "/xoa – xóa ngay những gì còn giữ của cuộc trò chuyện này"
    )


def forgotten(days: int) -> str:
    """Say what was forgotten of a chat, what was not, and how that goes."""
    return (
        "Đã xóa nội dung đang hỏi, mối liên hệ giữa câu hỏi và câu trả lời, các lượt đánh giá của "
        "cuộc trò chuyện này.\n\n"
        "Câu hỏi đã ghi không kèm người hỏi nên không tìm lại được để xóa riêng; sẽ tự xóa sau "
        f"{days} ngày. Tin nhắn ở đây, đồng chí xóa trong Telegram. Muốn thôi nhận thông báo, đồng "
        "chí nhắn /thoitheodoi; muốn ra khỏi danh sách thành viên, đồng chí báo quản trị viên."
    )


# Invitations and members, for the admins

NO_INVITATIONS = "Sổ tay đang mở cho mọi người (ACCESS=public) nên không cần mã mời."
NO_OPEN_INVITATIONS = "Không còn lời mời nào chờ người nhận."
NO_INVITATION = "Lời mời này đã được dùng, đã hết hạn hoặc đã thu hồi."
NO_MEMBERS = "Chưa có thành viên nào. Mời đồng chí nhắn /moi để lập mã mời."
NO_MEMBER = "Người này đã được gỡ từ trước."
REMOVE = "Gỡ"
BACK_TO_MEMBERS = "↩ Thành viên"


def invitation(link: str, name: str, code: str, until: str) -> str:
    """Invite somebody, in a message to be forwarded; ``name`` is the bot's."""
    return (
        "Mời đồng chí sử dụng Sổ tay, nơi tra cứu nguyên văn các văn bản của Đảng. Đồng chí mở "
        f"liên kết sau rồi bấm nút bắt đầu:\n{link}\n\n"
        f"Hoặc nhắn mã này cho @{name}: <code>{code}</code>\n\n"
        f"Mã chỉ dùng cho một người, một lần, trước {until}."
    )


def invite_for(days: int, most: int) -> str:
    """Say how to make an invitation."""
    return (
        f"Mời đồng chí nhắn /moi để lập một mã mời dùng trong {days} ngày, hoặc thêm số ngày, từ 1 "
        f"đến {most}, ví dụ: <code>/moi 3</code>"
    )


def open_invitations(number: int) -> str:
    """Head the list of the invitations that nobody has taken yet."""
    return (
        "Đồng chí chuyển tiếp tin nhắn mời cho người được mời.\n\n"
        f"{_thousands(number)} lời mời chờ người nhận (bấm số để thu hồi):"
    )


def open_invitation(handle: int, until: str, by: str) -> str:
    """Name an invitation, and the admin who made it where that is another one."""
    return f"#{handle} – trước {until}{by and f', do <code>{by}</code> lập'}"


def revoke(handle: int) -> str:
    """Label the button that takes an invitation back."""
    return f"Thu hồi #{handle}"


def members(number: int) -> str:
    """Head the list of the members."""
    return f"{_thousands(number)} thành viên vào bằng lời mời (bấm số để gỡ):"


def member(number: int, user_id: int, since: str) -> str:
    """Name a member."""
    return f"{number}. <code>{user_id}</code> – từ {since}"


def remove(number: int) -> str:
    """Label the button that puts a member out."""
    return f"Gỡ {number}"


def sure_to_remove(user_id: int) -> str:
    """Ask whether to put a member out."""
    return (
        f"Gỡ <code>{user_id}</code>? Người này sẽ không hỏi được Sổ tay và không nhận thông báo "
        "nữa, cho đến khi được mời lại."
    )


# State and figures, for the admins

ADMIN_COMMANDS: Commands = (
    ("moi", "Lập mã mời thành viên"),
    ("thanhvien", "Xem và gỡ thành viên"),
    ("trangthai", "Tình trạng của Sổ tay"),
    ("thongke", "Số liệu về câu hỏi"),
    ("taithongbao", "Thông báo văn bản tới các nơi theo dõi"),
)
STORAGE_WELL = "Lưu trữ: bình thường"
STORAGE_ILL = "⚠️ Lưu trữ: không ghi được, xem nhật ký"
NO_QUESTIONS = "Chưa có câu hỏi nào trong thời gian này."
MOST_UNANSWERED = "Hay hỏi mà chưa trả lời được"
MOST_DISLIKED = "Câu trả lời hay bị 👎"
MOST_QUOTED = "Được trích nhiều nhất"
REPORT_FILES = "Tải bảng và biểu đồ"
TABLE_COLUMNS = (
    "mục", "nội dung", "câu hỏi", "trả lời được", "gần đúng", "không thấy", "chưa trả lời được",
    "👍", "👎",
)  # fmt: skip
TABLE_ROWS = ("ngày", "hay hỏi, chưa trả lời được", "hay bị 👎", "được trích nhiều")


def running(version: str, uptime_s: float) -> str:
    """Say which version has been running for how long."""
    minutes = int(uptime_s) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = ((days, "ngày"), (hours, "giờ"), (minutes, "phút"))
    shown = [f"{number} {unit}" for number, unit in parts if number][:2] or ["chưa đầy 1 phút"]
    return f"<b>Sổ tay {version}</b>, đã chạy {' '.join(shown)}"


def index_state(name: str, made: str, documents: int, passages: int, encoder: str) -> str:
    """Tell about the index that answers."""
    return (
        f"Chỉ mục: <code>{name}</code>, lập {made}\n"
        f"Văn bản: {_thousands(documents)}, đoạn: {_thousands(passages)}\n"
        f"Bộ mã hóa: {encoder}"
    )


def not_in_use(name: str) -> str:
    """Say that an older index than the newest answers."""
    return f"⚠️ Chỉ mục mới <code>{name}</code> chưa được dùng"


def today(asked: int, p50_ms: float | None, p99_ms: float | None) -> str:
    """Say how many questions there were today, and how long answering took."""
    line = f"Hôm nay: {_thousands(asked)} câu hỏi"
    if p50_ms is None or p99_ms is None:
        return line
    return f"{line}, p50 {p50_ms:.0f} ms, p99 {p99_ms:.0f} ms"


def memory(megabytes: int) -> str:
    """Say how much memory the bot has."""
    return f"Bộ nhớ: {_thousands(megabytes)} MB"


def people(members: int, subscribers: int) -> str:
    """Say how many people were let in, and how many chats hear of news."""
    return f"Thành viên: {_thousands(members)}, nơi theo dõi: {_thousands(subscribers)}"


def figures(days: int, asked: int) -> str:
    """Head the figures of some days."""
    return f"<b>Số liệu {days} ngày</b> (đến hôm nay): {_thousands(asked)} câu hỏi"


def shares(answered: str, refused: str, disliked: str) -> str:
    """Tell which share was answered and refused, and which share of the votes is 👎."""
    voted = f", 👎 {disliked} số lượt đánh giá" if disliked else ""
    return f"Trả lời được {answered}, chưa trả lời được {refused}{voted}"


def day_figures(day: str, asked: int, answered: int) -> str:
    """Tell about one day."""
    return f"{day}: {_thousands(asked)} câu, trả lời được {_thousands(answered)}"


def days_between(first: int, last: int) -> str:
    """Say how a number of days is written after the command."""
    return f"Mời đồng chí viết số ngày từ {first} đến {_thousands(last)}, ví dụ: /thongke 7"


def reloaded(
    documents: int, passages: int, changes: tuple[int, int, int] | None, took_s: float
) -> str:
    """Tell of a new index; ``changes`` are documents new, changed and gone, where that is known."""
    counted = f"{_thousands(documents)} văn bản, {_thousands(passages)} đoạn"
    named = zip(("mới", "sửa", "bỏ"), changes or (), strict=False)
    told = ", ".join(f"{number} {what}" for what, number in named if number)
    took = f"{took_s:.1f}".replace(".", ",")
    return f"✅ Sổ tay dùng chỉ mục mới: {counted}{told and f' ({told})'}; mở trong {took} giây."


def reload_failed(reason: str, answering: str) -> str:
    """Tell that the new index cannot be opened, and which one goes on answering."""
    return f"⚠️ Sổ tay không mở được chỉ mục mới: {reason}. Vẫn trả lời bằng {answering}."


def failed(kind: str) -> str:
    """Tell that something went wrong that the log tells more of."""
    return f"⚠️ Sổ tay gặp sự cố {kind}; chi tiết ở nhật ký."


# Announcements

FOLLOWING = "Từ nay Sổ tay thông báo văn bản mới tại đây. Muốn thôi, đồng chí nhắn /thoitheodoi."
FOLLOWING_ALREADY = "Nơi này đã theo dõi văn bản mới. Muốn thôi, đồng chí nhắn /thoitheodoi."
FOLLOWING_NO_MORE = "Sổ tay thôi gửi thông báo tới đây. Muốn nhận lại, đồng chí nhắn /theodoi."
NOT_FOLLOWING = "Nơi này chưa theo dõi văn bản mới. Muốn nhận thông báo, đồng chí nhắn /theodoi."
ADMINS_OF_GROUP = "Trong nhóm, chỉ quản trị viên của nhóm dùng được lệnh này."
ANNOUNCEMENT = "📢 Sổ tay giới thiệu văn bản:"
STOP_FOLLOWING = "Không muốn nhận thông báo nữa, đồng chí nhắn /thoitheodoi."
SEND, CALL_OFF = "Gửi", "Thôi"
CALLED_OFF = "Đã thôi, không gửi thông báo."
ANNOUNCED_SINCE = (
    "Đã có thông báo được gửi sau bản xem trước này. Muốn gửi nữa, đồng chí nhắn lại /taithongbao."
)
ANNOUNCEMENT_CHANGED = (
    "Văn bản đã thay đổi sau bản xem trước này. Mời đồng chí nhắn lại /taithongbao."
)
NOBODY_FOLLOWS = "Chưa nơi nào theo dõi (/theodoi) nên chưa gửi được thông báo."
CHOOSE_ANNOUNCED = (
    "Chọn văn bản để xem trước thông báo, hoặc nhắn số ký hiệu, có thể kèm một dòng ghi chú, "
    "ví dụ: <code>/taithongbao 862 | Mời các đồng chí nghiên cứu</code>"
)


def preview(chats: int, announced: str) -> str:
    """Head the preview of an announcement; ``announced`` is when it was sent before, if ever."""
    before = f" Văn bản này đã được thông báo ngày {announced}." if announced else ""
    return f"Bản xem trước. Sẽ gửi tới {_thousands(chats)} nơi theo dõi.{before}"


def announcing(sent: int, chats: int) -> str:
    """Say how far an announcement has come."""
    return f"⏳ Đang gửi thông báo: {_thousands(sent)}/{_thousands(chats)}"


def announced(sent: int, gone: int, failed: int, doubtful: int) -> str:
    """Sum up an announcement."""
    parts = [
        f"{_thousands(number)} {what}"
        for number, what in (
            (gone, "nơi không còn theo dõi hoặc đã chặn Sổ tay"),
            (failed, "nơi không nhận được"),
            (doubtful, "nơi chưa rõ đã nhận hay chưa (không gửi lại để tránh trùng)"),
        )
        if number
    ]
    return "; ".join([f"✅ Đã gửi thông báo tới {_thousands(sent)} nơi", *parts]) + "."


# Terminal chat

CHAT_WELCOME = (
    "Sổ tay – mời đồng chí đặt câu hỏi. Câu hỏi ngắn được hiểu theo câu hỏi trước; có thể hỏi "
    "nhiều câu trên một dòng.\n"
    "Đoạn trích: «tiếp», «lùi» hoặc số thứ tự xem đoạn khác; «đọc thêm» mở rộng ra cả điều, cả "
    "mục, «thu gọn» trở lại; «ngữ cảnh» xem phần trước và sau; «sao chép» in trích dẫn kèm xuất "
    "xứ.\n"
    "Văn bản: «văn bản» đọc toàn văn, «mục lục» mở từng phần; «/vanban» xem danh mục, rồi «loại», "
    "«cơ quan», «năm» để lọc; «/vanban 862» tìm, «/vanban 294 điều 4» mở ngay một phần.\n"
    "«mới» hoặc dòng trống để sang chủ đề khác; «thoát» để dừng."
)
CHAT_PROMPT = "Hỏi › "
CHAT_NEAREST = "Gần nhất (gõ số để xem):"
CHAT_NOTHING_OPEN = "Chưa có đoạn nào đang mở. Mời đồng chí đặt câu hỏi hoặc chọn một đoạn trước."
CHAT_MEANT = "Ý đồng chí là (gõ số):"
CHAT_OUTLINE = "Mục lục (gõ số để đọc):"
CHAT_NO_LIST = "Chưa có danh mục nào đang mở. Mời đồng chí gõ /vanban trước."
CHAT_AFRESH = "Mời đồng chí hỏi sang chủ đề khác."
CHAT_END = "Không còn đoạn nào nữa."


def list_part(page: int, pages: int) -> str:
    """Say which part of a list is shown."""
    return f"Phần {page}/{pages} của danh mục; «tiếp», «lùi» để xem phần khác."


def chat_facets(names: Sequence[str]) -> str:
    """Say by what a list can be narrowed; empty if by nothing."""
    return f"Lọc: {', '.join(f'«{name}»' for name in names)}." if names else ""


def part(number: int, total: int) -> str:
    """Say which part of a document is read."""
    return f"phần {number}/{total}"


def understood(question: str) -> str:
    """Say how a question was understood that follows another or was misspelt."""
    return f"Hiểu là: {question}"


def one_of_several(question: str) -> str:
    """Say which of the questions of a message is answered."""
    return f"Câu hỏi: {question}"


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")
