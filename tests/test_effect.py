import datetime

import pytest

from corpus.effect import begins_on, effective_on

ISSUED = datetime.date(2026, 11, 3)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Điều 3. Quyết định này có hiệu lực từ ngày 01/01/2027.", "2027-01-01"),
        ("Quy định này có hiệu lực thi hành kể từ ngày 1 tháng 7 năm 2027 và", "2027-07-01"),
        ("Luật này có hiệu lực thi hành từ ngày 01 tháng 3 năm 2027, trừ khoản 2 có hiệu lực từ "
         "ngày 01/01/2028.", "2027-03-01"),
        ("Quyết định này có hiệu lực từ 01/7/2027.", "2027-07-01"),
        ("Lệnh này có hiệu lực kể từ 0 giờ 00 phút ngày 02/01/2027.", "2027-01-02"),
        ("Quyết định này gồm 5 điều, có hiệu lực từ ngày 05-02-2027", "2027-02-05"),
        ("Quyết định này có hiệu lực từ ngày ký.\nQuy chế này có hiệu lực từ ngày 1/1/2027.", None),
        ("Quyết định này có hiệu lực từ ngày 03/11/2026.", None),  # at once
        ("Quyết định này có hiệu lực từ ngày 31/02/2027.", None),  # no such day
        ("Nghị định số 5/2026/NĐ-CP có hiệu lực từ ngày 01/01/2027.", None),
        ("“Điều 9. Quyết định này có hiệu lực từ ngày 01/01/2027.”", None),
        ("Thực hiện Nghị định này theo Luật số 45/2026/QH16 có hiệu lực từ ngày 01/01/2027.", None),
        ("Chi bộ họp mỗi tháng.", None),
    ],
)  # fmt: skip
def test_the_day_a_directive_says_of_itself(text, day):
    found = effective_on(text, ISSUED)
    assert (found and found.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "ended", "day"),
    [
        ("kể từ ngày 01/7/2027", False, "2027-07-01"),
        ("hỗ trợ từ ngày 01/01/2021 đến ngày 31/12/2030, kể từ ngày 1/7/2027", False, "2027-07-01"),
        ("đến hết ngày 31/12/2026", False, None),
        ("có hiệu lực đến hết ngày 31/12/2026", True, "2027-01-01"),
        ("hết hiệu lực sau ngày 28 tháng 02 năm 2027", True, "2027-03-01"),
        ("hết hiệu lực ngày 30/6/2027", True, "2027-07-01"),  # that day may be its last
        ("hết hiệu lực sau ngày 31/12/9999", True, None),
        ("từ tháng 7, từ các nguồn", True, None),
    ],
)
def test_the_day_from_which_a_sentence_tells_something_to_hold(text, ended, day):
    found = begins_on(text, ended=ended)
    assert (found and found.isoformat()) == day
