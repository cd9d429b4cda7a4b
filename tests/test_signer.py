import pytest

from corpus.plain import plain_source
from corpus.signer import signer_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Nơi nhận:\n- Các chi bộ,\n- Lưu Văn phòng.\nT/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n(đã ký)\n"
            "Người Ký Tên",
            "T/M BAN THƯỜNG VỤ, PHÓ BÍ THƯ",
        ),
        (
            "Nơi nhận:                  KT. CHỦ TỊCH\n- Như trên;               PHÓ CHỦ TỊCH\n"
            "- Lưu: VT.\n                              NGƯỜI KÝ TÊN",
            "KT. CHỦ TỊCH, PHÓ CHỦ TỊCH",
        ),
        ("Nơi nhận:\n- Như trên.\nTRƯỞNG BAN\nNgười Ký Tên", "TRƯỞNG BAN"),
        (
            "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nPHỤ LỤC\nTRƯỞNG THÔN\nlà thành viên.",
            "TM. ỦY BAN NHÂN DÂN, CHỦ TỊCH",
        ),
        ("CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ\nCăn cứ Luật;\nĐiều 1. Thành lập Tổ công tác.", None),
        ("Nơi nhận:\n- Như trên.", None),
    ],
)  # fmt: skip
def test_the_office_that_signs(text, expected):
    assert signer_of(plain_source(text).lines) == expected
