import datetime

import pytest

from corpus.effect import begins_on, effective_on, expires_on

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
        # so long after it was signed
        ("Quyết định này có hiệu lực sau 10 ngày, kể từ ngày ký.", "2026-11-13"),
        ("Thông tư này có hiệu lực thi hành sau bốn mươi lăm (45) ngày kể từ ngày ký ban hành và",
         "2026-12-18"),
        ("Quy chế này có hiệu lực sau 03 (ba) tháng kể từ ngày ban hành.", "2027-02-03"),
        ("Quyết định này có hiệu lực sau 15 ngày kể từ ngày đăng Công báo.\nQuy chế này có hiệu "
         "lực từ ngày 01/01/2027.", None),
        ("Quyết định này có hiệu lực kể từ ngày công bố.", None),
        ("Quyết định này có hiệu lực sau 15 ngày kể từ ngày nhận được.", None),
    ],
)  # fmt: skip
def test_the_day_a_directive_says_of_itself(text, day):
    found = effective_on(text, ISSUED)
    assert (found and found.isoformat()) == day


def test_months_end_where_a_month_is_shorter_and_nothing_is_counted_from_an_unknown_day():
    text = "Thông tư này có hiệu lực thi hành sau 6 tháng, kể từ ngày ký."
    assert effective_on(text, datetime.date(2026, 8, 31)) == datetime.date(2027, 2, 28)
    assert effective_on(text, None) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Quyết định này có hiệu lực từ ngày ký đến hết ngày 31/12/2027.", "2027-12-31"),
        ("Điều 4. Thông tư này có hiệu lực thi hành kể từ ngày 05 tháng 12 năm 2026 đến ngày 30 "
         "tháng 6 năm 2028 và thay thế Thông tư số 5/2020/TT-BYT.", "2028-06-30"),
        ("1. Nghị định này có hiệu lực từ ngày 15/6/2027 và có hiệu lực đến hết ngày 15/6/2029.",
         "2029-06-15"),
        ("Hướng dẫn này có giá trị đến hết năm 2028.", "2028-12-31"),
        ("Quy chế này có giá trị thực hiện cho đến hết tháng 2 năm 2028;", "2028-02-29"),
        ("Văn bản này chỉ có hiệu lực đến hết tháng 4/2027.", "2027-04-30"),
        # not its own end, not all of it, or not for certain
        ("Giấy cấp trước ngày Thông tư này có hiệu lực có giá trị đến hết ngày 31/12/2027.", None),
        ("hỗ trợ 70% chi phí từ ngày\nLuật này có hiệu lực đến ngày 31/12/2027; sau đó", None),
        ("Quyết định này có hiệu lực từ ngày ký, thí điểm đến hết ngày 31/12/2027.", None),
        ("Thẻ theo mẫu tại Quyết định này có giá trị đến hết ngày 31/12/2027.", None),
        ("Quy định này thực hiện đến hết ngày 31/12/2027.", None),  # a rule just spoken of
        ("Quyết định này có hiệu lực từ ngày ký, trừ Điều 3 có hiệu lực đến hết ngày 31/12/2027.",
         None),
        ("Quyết định này có hiệu lực đến hết năm 2027 đối với các xã miền núi.", None),
        ("Quyết định này có hiệu lực đến hết năm 2027 hoặc đến khi có quy định mới.", None),
        ("Quyết định này có hiệu lực đến hết nhiệm kỳ.", None),
        ("Quyết định này có hiệu lực đến hết ngày 31/02/2028.", None),
        ("Quyết định này có hiệu lực đến hết tháng 13/2028.", None),
        ("Quyết định này có hiệu lực đến hết ngày 31/12/2016.", None),  # before it was issued
        ("Quyết định số 5/QĐ-UBND có hiệu lực đến hết ngày 31/12/2027.", None),
        ("“Quyết định này có hiệu lực đến hết ngày 31/12/2027.”", None),
        ("Chi bộ họp mỗi tháng.", None),
    ],
)  # fmt: skip
def test_the_last_day_a_directive_says_of_itself(text, day):
    found = expires_on(text, ISSUED)
    assert (found and found.isoformat()) == day


def test_rules_that_a_decision_brings_along_do_not_end_it():
    text = "Quy chế này có hiệu lực đến hết năm 2027."
    last = datetime.date(2027, 12, 31)
    assert [expires_on(text, ISSUED, kind) for kind in ("Quyết định", "Quy chế")] == [None, last]


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
