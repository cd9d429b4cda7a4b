from bot_api_server import ADMIN


async def test_the_first_of_a_kind_at_once_and_more_in_digests_until_it_is_quiet(talk):
    talk = await talk()
    alarm, sender = talk.desk.alarm, talk.application.bot

    async def told(*kinds, digest=False):
        """Return what the admin is told of this."""
        before = len(talk.told(ADMIN))
        for kind in kinds:
            await alarm.tell(sender, kind, f"⚠️ {kind} <&>")
        if digest:
            alarm.sum_up(sender)
        await alarm.settle()
        return talk.told(ADMIN)[before:]

    assert await told("TimedOut", *["TimedOut"] * 1_234, "Conflict") == [
        "⚠️ TimedOut <&>",
        "⚠️ Conflict <&>",
    ]
    assert await told("Conflict", digest=True) == [
        "⚠️ Sổ tay, 10 phút qua còn gặp:\n• TimedOut: 1.234 lần\n• Conflict: 1 lần\n"
        "Chi tiết ở nhật ký."
    ]
    assert await told("Conflict", digest=True) == [
        "⚠️ Sổ tay, 10 phút qua còn gặp:\n• Conflict: 1 lần\nChi tiết ở nhật ký."
    ]
    assert await told("TimedOut") == ["⚠️ TimedOut <&>"]  # it had been quiet
    assert await told(digest=True) == []
    assert await told("Conflict") == ["⚠️ Conflict <&>"]


async def test_a_digest_names_the_most_frequent(talk):
    talk = await talk()
    alarm, sender = talk.desk.alarm, talk.application.bot
    for number in range(1, 31):
        for _ in range(number + 1):
            await alarm.tell(sender, f"Kind{number}", "")
    alarm.sum_up(sender)
    await alarm.settle()
    digest = talk.told(ADMIN)[-1].splitlines()
    assert digest[1] == "• Kind30: 30 lần"
    assert digest[-2] == "• Kind11: 11 lần"
    assert len(digest) == 22


async def test_an_admin_who_cannot_be_reached_keeps_no_other_from_hearing(talk):
    talk = await talk(admin_user_ids="9001,9002")
    talk.api.blocked.add(9001)
    await talk.desk.alarm.tell(talk.application.bot, "Conflict", "!")
    await talk.desk.alarm.settle()
    assert talk.told({"id": 9002}) == ["!"]
