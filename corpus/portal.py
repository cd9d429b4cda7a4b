"""What Vietnamese portals write around an article: counters, share bars, menus, captions."""

import re

# Whole lines of Vietnamese portals, case-folded. They stand in no directive.
_RESIDUE = re.compile(
    r"""(?:image\s)?banner(?:\simage)?
    | anh[-\s]tin[-\s]bai | ảnh\stin\sbài | (?:.{1,30}\s)?no\simage
    | \{[\w.]+\}(?:\s*[-–|]\s*\{[\w.]+\})*
    | \d{1,3}:\d\d\s*/\s*\d{1,3}:\d\d
    | \[\s*(?:trở\s(?:về|lại)|quay\s(?:về|lại)|(?:về|lên)\sđầu\strang|về\strang\schủ)\s*\]
    | (?:số\s)?lượt\s(?:xem|đọc|tải)\s*:?\s*[\d.,]+ | (?:đã\sxem|views?)\s*:?\s*[\d.,]+
    | tắt\s\[x\] | \d+\sbình\sluận(?:\s\(\d+\))?
    | (?:ngày|thời\sgian)\sđăng\s*:.{0,60}\slượt\sxem\s*:?\s*[\d.,]+
    | trang\schủ\s*[»>/|›].{0,200} | ©.{0,200}""",
    re.VERBOSE,
)
# Others, which a directive may have in its body too: in a form, a glossary, a list of functions.
_LABELS = re.compile(
    r"""(?:tổng\s(?:số\s)?|số\s)?(?:lượt\s)?truy\scập\s*:?\s*[\d.,]*
    | (?:đang\s)?(?:trực\stuyến|online)\s*:?\s*\d+
    | thống\skê\struy\scập
    | (?:ngày|thời\sgian)\s(?:đăng|cập\snhật|đăng\stin)\s*:.{0,80}
    | (?:cập\snhật|đăng)\s(?:lúc|ngày)\b.{0,40}
    | (?:thứ\s(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\snhật)
      \s*,\s*(?:ngày\s)?\d{1,2}[/-]\d{1,2}[/-]\d{4}.{0,40}
    | trở\s(?:về|lại) | quay\s(?:về|lại) | (?:về|lên)\sđầu\strang | về\strang\schủ
    | in\s(?:bài\sviết|trang(?:\snày)?|tin) | gửi\s(?:email|bài\sviết|cho\sbạn\sbè)
    | bình\sluận(?:\s\(\d+\))? | (?:gửi|viết)\s(?:bình\sluận|phản\shồi|ý\skiến)[^.;:]{0,40}
    | ý\skiến\scủa\sbạn(?:\ssẽ\s.{1,120})? | vui\slòng\s(?:gõ|nhập|đăng\snhập).{1,80}
    | chia\ssẻ(?:\s(?:bài\sviết|tin|qua|lên|trên)\b[^.;:]{0,60})?[:!]?
    | chia\ssẻ\s(?:thông\stin|với)(?::|\b[^.;:]{1,60})
    | (?:xem|đọc)\s(?:thêm|tất\scả|tiếp)(?:\s[^.;:]{1,40})?
    | chào\smừng\s(?:bạn|quý\s(?:khách|vị|độc\sgiả))\s.{1,120} | »\s.{1,120}
    | liên\skết\s(?:website|web|trang|ngoài|hữu\sích) | thăm\sdò\s(?:ý\skiến|dư\sluận)
    | bạn\sđánh\sgiá\s.{1,120}\? | chi\stiết\s(?:tin|bài\sviết|tin\stức)
    | (?:các\s|những\s)?(?:tin|bài)(?:\stức|\sviết|\sđăng)?
      \s(?:liên\squan|khác|cùng\schuyên\smục|mới\snhất|cũ\shơn|mới\shơn|đọc\snhiều|nổi\sbật|đã\sđưa|xem\snhiều|tiếp\stheo)\s*:?
    | (?:từ\skhóa|từ\skhoá|tags?)\s*:.{0,200} | (?:bản\squyền\s(?:thuộc|©|\d)|copyright\b).{0,200}
    | (?:tăng|giảm)\s(?:cỡ|kích\sthước)\schữ | cỡ\schữ(?:\s*:.{0,20})?
    | nghe\s(?:bài\sviết|audio) | infographics?\b.{0,200}
    | theo\sdõi\s.{1,60}\strên\s(?:google\snews|facebook|zalo)""",
    re.VERBOSE,
)
# Words of menus and forms: furniture only beside furniture, before or after all sentences.
MENU = re.compile(
    r"trả lời|hủy|gửi|đóng|in|email|facebook|zalo|twitter|messenger|trang chủ|giới thiệu|tin tức|"
    r"sự kiện|văn bản|liên hệ|sơ đồ (?:trang|cổng|site)|rss|video|hình ảnh|thư viện ảnh|english|"
    r"địa phương|thời tiết|thời sự|chính trị|kinh tế|xã hội|văn hóa|giáo dục|thể thao|pháp luật|"
    r"quốc tế|đăng nhập|đăng ký|tìm kiếm|họ (?:và )?tên|tiêu đề|nội dung|mã (?:kiểm tra|xác nhận)|"
    r"mặc định|khóa [ivxlc]+|[a-zđ]\.[a-zđ]\.?|[a-zđ]{2}"
)
AGENCY = re.compile(r"\([\w.]+\.(?:vn|com|org)\)\s*[-–—]\s*|[A-ZĐ]{2,6}\s?[-–—]\s?(?=[^\W\d_a-z])")
CAPTION = re.compile(
    r"(?:.{0,400}\(\s*ảnh\s*:.{1,60}\)|ảnh\s*:.{1,80}|ảnh minh (?:họa|hoạ).{0,80}"
    r"|.{10,200}[.!]\s+ảnh\s*:\s*[^.]{1,40})\.?$",
    re.IGNORECASE,
)
FIELD = re.compile(r"ảnh\s*:", re.IGNORECASE)
"""What a caption begins with as a field of a form does: «Ảnh: 3x4 cm»."""

UNDER_PICTURE = re.compile(
    r"(?:quang cảnh|toàn cảnh|các đại biểu|đại biểu|đ/?c|đồng chí|ông|bà)\b", re.IGNORECASE
)
PICTURE = re.compile(r"anh[-\s]tin[-\s]bai|ảnh tin bài|no image", re.IGNORECASE)

# Lines that are furniture at the head or the foot of a page, and may be text within an article.
_AROUND = re.compile(
    r"""(?:(?:thứ\s\w{2,4}|chủ\snhật)[\s,–-]*)?(?:ngày\s)?[(\[]?
        (?:\d{1,2}:\d\d(?::\d\d)?[\s,|–-]*)?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}
        (?:(?:[\s,|–-]|lúc)*\d{1,2}[:h]\d\d(?::\d\d)?)?(?:\s?(?:sa|ch|am|pm|giờ))?[)\]]?
        (?:\s?\(?gmt.{0,4}\)?)?(?<=[\d)\]sahmop])
        (?:\s.{1,25}|\s?(?:đã\sxem|lượt|phản\shồi|bình\sluận)\b.{0,60})?
    | (?:đã\sxem|phản\shồi|bình\sluận)\s*:\s*\d+
    | \d{1,2}:\d\d(?:\s?/\s?\d{1,2}:\d\d)?(?:\s(?:tốc\sđộ|giọng)\b.{0,30})?
    | \d+\s(?:phút|giờ|ngày|tuần|tháng)\strước | (?:thời\sgian\sđọc|đọc\strong)\b.{0,20}
    | (?:.{1,40}\s[•|]\s){0,2}\d{1,2}\s(?:phút\sđọc|(?:phút|giờ|ngày|tuần)\strước)
      (?:\s[•|]\s.{1,20})?
    | [\d.,]+\s(?:lượt\s(?:xem|đọc|tải)|bình\sluận|views?|bình\schọn)
    | (?:(?:được\s)?đăng|cập\snhật|xuất\sbản|published|posted)\b.{0,80}
    | (?:ngày|thời\sgian)\s(?:đăng|gửi|xuất\sbản|cập\snhật)\b.{0,80}
    | (?:tác\sgiả(?:\sbài\sviết)?|người\s(?:đăng|viết|gửi)|(?:viết|gửi|đăng)\sbởi|nguồn\stin
      |biên\stập)\s*:?.{0,80}
    | (?:chuyên\smục|danh\smục|thư\smục|thể\sloại|chủ\sđề|từ\skh(?:óa|oá)|thẻ|tags?)\b\s*:?.{0,120}
    | (?:bạn\sđang\s(?:ở|xem)|trang\schủ|trang\snhất|home)\b.{0,200}
    | (?:(?:số\s)?(?:lượt|người)\s(?:xem|đọc|truy\scập)|đang\s(?:truy\scập|online|xem)
      |hôm\s(?:nay|qua)|tuần\s(?:này|trước)|tháng\s(?:này|trước|hiện\stại)|tất\scả|tổng\s(?:số\s)?(?:lượt\s)?truy\scập)
      \s*:?\s*[\d.,]+.{0,40}
    | hiện\scó\s\d+\skhách.{0,60} | ai\sđang\sonline | khách\s(?:trực\stuyến|online).{0,20}
    | (?:bản\s(?:để\s)?in|in\s(?:bài|văn\sbản|tài\sliệu)|lưu\s(?:bài|tin)|báo\slỗi|phóng\sto
      |thu\snhỏ)\b.{0,30}
    | (?:gửi|bấm|click|nhấn|nhấp)\s(?:cho|để|vào|qua|tới|đến|email)\b.{0,80}
    | (?:tải|download)\s?(?:về|xuống|file|tệp|văn\sbản|tài\sliệu|toàn\svăn|bản)?.{0,40}
    | (?:tệp|tập)\stin\b.{0,80} | (?:có\s)?đính\skèm\b.{0,80}
    | .{1,80}\.(?:pdf|docx?|xlsx?|zip|rar)(?:\s?\(.{1,20}\))?
    | .{0,60}\b(?:hữu\sích|hài\slòng)\b.{0,40}\?
    | (?:gửi|in)\s(?:bài|tin|trang|e?mail)\b.{0,60}
    | (?:tệp|file|tài\sliệu|văn\sbản)\s(?:tin\s)?(?:đính\skèm|gốc|kèm\stheo)\b.{0,120}
    | (?:chia\ssẻ|sao\schép|theo\sdõi|thích|yêu\sthích|nghe|đánh\sgiá|bình\schọn|bầu\schọn)\b.{0,80}
    | (?:a\s?[+-]?\s?){2,4}(?:(?:màu|cỡ)\schữ)? | a[+-]|[+☰\u00d7✕x‹›«»<>|/•·-]{1,3}
    | giọng\s(?:nam|nữ).{0,30}
    | <{1,2}.{0,40}|.{0,40}>{1,2} | (?:trang|bài|tin)\s(?:trước|sau|tiếp|kế)\b.{0,60}
    | (?=.*\d)[^\w·]*(?:(?:trang|đầu|trước|sau|tiếp|theo|kế|cuối|\d{1,3})\b[^\w·]*)+
    | \(?(?:còn\s(?:nữa|tiếp)|(?:xem\s)?tiếp\s(?:theo\s)?trang\b.{0,10})\W{0,3}
    | (?:đang\s)?hiển\sthị\s\d.{0,60} | (?:lên\s)?đầu\strang | quay\slại | trở\s(?:về|lại).{0,20}
    | (?:đồng\sý|tôi\s(?:hiểu|đồng\sý)|chấp\snhận|từ\schối|đóng|bỏ\squa\b.{0,40})
    | .{0,60}\bcookies?\b.{0,120} | .{0,40}\b(?:javascript|trình\sduyệt)\b.{0,120}
    | (?:số\s)?giấy\sphép\b.{0,160} | ghi\srõ\snguồn\b.{0,160} | (?:bản\squyền|©)\b.{0,160}
    | (?:trang|cổng)\s(?:thông\s)?tin\sđiện\stử\s(?:tổng\shợp\s)?(?:của\s)?
      (?:tỉnh|huyện|thành|thị|xã|phường|đảng|ban|sở|văn\sphòng|ủy\sban)\b.{0,60}
    | (?:tổng\sbiên\stập|trưởng\sban\sbiên\stập|chịu\strách\snhiệm
      |cơ\squan\s(?:chủ\squản|thường\strực)|tòa\ssoạn|trụ\ssở
      |đường\sdây\snóng|hotline|thiết\skế|phát\striển|đơn\svị\sphát\striển|powered)\b.{0,160}
    | (?:địa\schỉ|điện\sthoại|đt|fax|e-?mail|website)\s*:.{0,160}
    | (?:nội\sdung\s)?chi\stiết(?:\s.{0,20})? | tiện\sích | liên\skết.{0,30} | thống\skê.{0,20}
    | (?:thời\stiết|tỷ\sgiá|giá\svàng|quảng\scáo|lịch\s(?:cắt|phát)|danh\smục|tìm\skiếm
      |video)\b.{0,40}
    | (?:đăng\s(?:nhập|ký|xuất))\b.{0,60}""",
    re.VERBOSE,
)
_RELATED = re.compile(
    r"""(?:(?:các|những|một\ssố)\s)?(?:tin|bài|văn\sbản|bài\sviết|tin\stức|thông\s(?:tin|báo)|tin\sbài)\s
        (?:liên\squan|khác|cùng\s.{2,20}|mới(?:\s(?:nhất|hơn|đăng|cập\snhật|ban\shành))?|cũ(?:\shơn)?
        |(?:đã\s)?(?:đưa|đăng)|(?:đọc|xem)\snhiều|nổi\sbật|tiêu\sđiểm|tiếp\stheo)(?:\s.{1,20})?
    | (?:có\sthể\s)?bạn\s(?:quan\stâm|nên\sđọc|có\sthể\squan\stâm|cần\sbiết).{0,20}
    | (?:đọc|xem)\s(?:nhiều|thêm|tiếp|tất\scả)(?:\snhất)?
    | mời\sbạn\sđọc\sthêm | tiêu\sđiểm | mới\snhất
    | đừng\sbỏ\slỡ | cùng\schuyên\s?mục | liên\squan | đáng\schú\sý""",
    re.VERBOSE,
)
_TALK = re.compile(
    r"""(?:\d+\s)?(?:bình\sluận|ý\skiến|phản\shồi|góp\sý|nhận\sxét|thảo\sluận)
        (?:\s(?:bạn\sđọc|của\sbạn(?:\sđọc)?|độc\sgiả|văn\sbản|bài\sviết))?(?:\s?\(\d+\))?
    | (?:để\slại|viết|gửi)\s(?:một\s)?(?:bình\sluận|ý\skiến|phản\shồi|trả\slời|góp\sý)(?:\s.{1,30})?
    | thăm\sdò\s.{1,20}""",
    re.VERBOSE,
)
_OF_READERS = re.compile(r"bạn\sđọc|độc\sgiả|của\sbạn|bình\sluận|\d")
_MOST = 220  # characters: a longer line is prose


def is_furniture(text: str) -> bool:
    """Say whether a line is a portal's, unless it stands within a directive."""
    return len(text) <= _MOST and (
        is_residue(text) or _LABELS.fullmatch(text.casefold()) is not None
    )


def is_residue(text: str) -> bool:
    """Say whether a line stands in no directive, wherever it was copied from."""
    return len(text) <= _MOST and _RESIDUE.fullmatch(text.casefold()) is not None


def is_around(text: str) -> bool:
    """Say whether a line is furniture, before an article or after it."""
    return len(text) <= _MOST and (
        _AROUND.fullmatch(text.casefold()) is not None or is_furniture(text)
    )


def begins_related(text: str) -> bool:
    """Say whether a line is the title of a list of other articles."""
    return len(text) <= _MOST and _RELATED.fullmatch(_bare(text)) is not None


def begins_talk(text: str) -> bool:
    """Say whether a line is the title of what readers say of an article."""
    return len(text) <= _MOST and _TALK.fullmatch(_bare(text)) is not None


def begins_comments(text: str) -> bool:
    """Say whether a title of such talk is certainly no heading of the article."""
    return begins_talk(text) and _OF_READERS.search(text.casefold()) is not None


def _bare(text: str) -> str:
    return text.casefold().strip(" \t.:»«>|-–•…")
