import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from state_fakes import DAY, NOON, TOKEN, bytes_of, rows

from bot.members import Invitation, InvitationError, Member, Members
from bot.state import State

ADMIN, ANNE, BEN = 9, 101, 102


@pytest.fixture
def members(state):
    return Members(state)


def reason(members, code, user=BEN):
    with pytest.raises(InvitationError) as caught:
        members.redeem(code, user)
    assert not members.is_member(user)
    return caught.value.reason


def test_a_code_lets_in_one_person_for_good(members, state):
    code = members.invite(ADMIN, DAY)
    assert re.fullmatch(r"[2-9A-HJ-NP-TV-Z]{4}(-[2-9A-HJ-NP-TV-Z]{4}){2}", code)
    assert not members.is_member(ANNE)
    members.redeem(code, ANNE)
    assert members.is_member(ANNE)
    assert members.members() == (Member(ANNE, date(2026, 1, 1)),)
    assert Members(State(state.path, TOKEN)).is_member(ANNE)
    assert reason(members, code) == "used"


def test_a_code_is_read_as_people_type_it(members):
    one, other = members.invite(ADMIN, DAY), members.invite(ADMIN, DAY)
    members.redeem(f"  {one.lower().replace('-', ' ')}. ", ANNE)
    members.redeem(other.replace("-", ""), BEN)
    assert [member.user_id for member in members.members()] == [ANNE, BEN]


def test_who_is_in_does_not_use_a_code_up(members):
    first, code = members.invite(ADMIN, DAY), members.invite(ADMIN, DAY)
    members.redeem(first, ANNE)
    members.redeem(code, ANNE)
    members.redeem(code, BEN)
    assert reason(members, code, 103) == "used"
    members.redeem(code, ANNE)  # in already: no reason to be told


def test_two_at_once_do_not_both_get_in_by_one_code(members):
    code = members.invite(ADMIN, DAY)

    def redeem(user):
        try:
            members.redeem(code, user)
        except InvitationError:
            return 0
        return 1

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(redeem, range(32))) == 1
    assert len(members.members()) == 1


def test_a_code_that_lets_nobody_in_says_why(members, clock):
    assert reason(members, "") == reason(members, "ABCD-EFGH-JKMN") == "unknown"
    early, late = members.invite(ADMIN, DAY), members.invite(ADMIN, 2 * DAY)
    assert members.invitations() == (
        Invitation(1, ADMIN, NOON + DAY),
        Invitation(2, ADMIN, NOON + 2 * DAY),
    )
    clock.now += DAY
    assert reason(members, early) == "expired"
    assert [invitation.handle for invitation in members.invitations()] == [2]
    assert members.revoke(2)
    assert reason(members, late) == "revoked"
    assert members.invitations() == ()


def test_codes_are_taken_back_by_handle(members):
    codes = [members.invite(ADMIN, DAY) for _ in range(2)]
    assert members.revoke(1)
    assert not members.revoke(1)
    members.redeem(codes[1], ANNE)
    assert not members.revoke(2)
    for wrong in (0, 3, -1, 999_999_999):
        assert not members.revoke(wrong)
    assert members.is_member(ANNE)


def test_a_member_put_out_is_gone(members, state):
    user = 9_876_543_210
    members.redeem(members.invite(ADMIN, DAY), user)
    assert members.remove(user)
    assert not members.remove(user)
    assert not members.is_member(user)
    assert members.members() == ()
    assert user.to_bytes(6, "big") not in bytes_of(state)


@pytest.mark.parametrize("ttl", [0, -1])
def test_an_invitation_lets_in_somebody(members, state, ttl):
    with pytest.raises(ValueError, match="lets in nobody"):
        members.invite(ADMIN, ttl)
    assert rows(state, "invitations") == 0


def test_codes_stand_nowhere_in_the_file(members, state):
    code = members.invite(ADMIN, DAY)
    found = bytes_of(state)
    for part in (code, code.replace("-", ""), code[:4], code[-4:]):
        assert part.encode() not in found
