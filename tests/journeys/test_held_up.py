"""Time passes between announcing and sending: a message that is held up, and one whose recipient
lost the right to it in between.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text

from tests.support.databases import open_engine
from tests.support.journey import on_both, on_postgresql
from tests.support.journey_cast import Cast
from tests.support.journey_words import convene, report_acute
from tests.support.patience import PATIENCE
from tests.support.person import Person
from tests.support.teams import throttled


async def wait_for_message(person: Person, words: str) -> str:
    async with asyncio.timeout(PATIENCE):
        while not person.all_with(words):
            await asyncio.sleep(0.02)
    return person.newest(words).words


@asynccontextmanager
async def held_up(cast: Cast, wait: str) -> AsyncIterator[None]:
    """Teams told to come again with the invitation of Piet after so many seconds."""
    await cast.move_to_duty_hours()
    code = await report_acute(cast["wim"])
    calls, chat = cast.bot.teams.calls, cast["piet"].conversation
    before = len(calls)
    cast.bot.teams.fail_next(throttled(wait), conversation_id=chat)
    convening = asyncio.create_task(convene(cast["cora"], code))
    async with asyncio.timeout(PATIENCE):
        while not any(call.conversation_id == chat for call in calls[before:]):
            await asyncio.sleep(0.02)
    yield
    convening.cancel()  # it waits for a quiet that does not come while something is held up


@on_both
async def test_an_invitation_that_is_held_up_is_told_before_the_session(cast: Cast) -> None:
    async with held_up(cast, "3600"):
        await cast.bot.advance(6 * 60)
        told = await wait_for_message(cast["cora"], "Een acuut bericht is nog niet bezorgd")
        assert "Piet Politie" in told
        await wait_for_message(cast["cora"], "uitnodiging nog niet bezorgd")
        assert cast["piet"].all_with("U bent uitgenodigd") == []


@on_postgresql
async def test_who_lost_the_right_while_a_message_was_held_up_gets_nothing(
    cast: Cast, database_url: str
) -> None:
    async with held_up(cast, "2"):
        engine = open_engine(database_url)
        async with engine.begin() as connection:
            await connection.execute(
                text("UPDATE appointment SET until_on = '2026-01-02' WHERE member = 'piet'")
            )
        await engine.dispose()
        told = await wait_for_message(cast["cora"], "Een bericht is niet verstuurd")
        assert "Piet Politie" in told
        assert cast["piet"].all_with("U bent uitgenodigd") == []
