import asyncio

from bot import sweeping
from bot.journal import Journal


async def test_what_is_too_old_goes_when_the_bot_starts_and_later(talk, monkeypatch):
    talk = await talk(retention_days=30)
    state, now = talk.desk.state, talk.desk.state.clock()
    journal = Journal(state)

    def asked(days_ago):
        monkeypatch.setattr(state, "clock", lambda: now - days_ago * 86_400)
        journal.record("Chi bộ họp khi nào?", "nothing", None, 1.0)
        monkeypatch.setattr(state, "clock", lambda: now)

    def kept():
        return journal.statistics(60).total.asked

    async def swept():
        for _ in range(10_000):
            if kept() == 1:
                return
            await asyncio.sleep(0)

    monkeypatch.setattr(sweeping, "EVERY_S", 0)
    asked(29)
    asked(31)
    running = asyncio.create_task(sweeping.Sweeping(talk.desk).run(talk.application.bot))
    await swept()
    asked(40)
    await swept()
    running.cancel()
    assert kept() == 1
