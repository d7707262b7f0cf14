"""Time passes between announcing and sending: a message that is held up, and one whose recipient
lost the right to it in between.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text

from tests.journeys.test_acute import convene, everybody, own_cards, report
from tests.support.databases import open_engine
from tests.support.journey import on_both
from tests.support.journey_clock import move_to_duty_hours
from tests.support.older_person import Person, words_of
from tests.support.patience import PATIENCE
from tests.support.served import Served
from tests.support.teams import throttled


async def wait_for_card(person: Person, words: str) -> str:
    async with asyncio.timeout(PATIENCE):
        while not own_cards(person, words):
            await asyncio.sleep(0.02)
    return words_of(own_cards(person, words)[-1])


@asynccontextmanager
async def held_up(bot: Served, people: dict[str, Person], wait: str) -> AsyncIterator[None]:
    """Teams told to come again with the invitation of Piet after so many seconds."""
    await move_to_duty_hours(bot)
    people |= await everybody(bot)
    await report(bot, people["wim"])
    before = len(bot.teams.calls)
    bot.teams.fail_next(throttled(wait), conversation_id=people["piet"].conversation)
    convening = asyncio.create_task(convene(bot, people["cora"]))
    async with asyncio.timeout(PATIENCE):
        while not any(
            call.conversation_id == people["piet"].conversation for call in bot.teams.calls[before:]
        ):
            await asyncio.sleep(0.02)
    yield
    convening.cancel()  # it waits for a quiet that does not come while something is held up


@on_both
async def test_an_invitation_that_is_held_up_is_told_before_the_session(bot: Served) -> None:
    people: dict[str, Person] = {}
    async with held_up(bot, people, "3600"):
        await bot.advance(6 * 60)
        told = await wait_for_card(people["cora"], "Een acuut bericht is nog niet bezorgd")
        assert "Piet Politie" in told
        await wait_for_card(people["cora"], "uitnodiging nog niet bezorgd")
        assert own_cards(people["piet"], "U bent gevraagd") == []


@on_both
async def test_who_lost_the_right_while_a_message_was_held_up_gets_nothing(
    bot: Served, database_url: str
) -> None:
    people: dict[str, Person] = {}
    async with held_up(bot, people, "2"):
        engine = open_engine(database_url)
        async with engine.begin() as connection:
            await connection.execute(
                text("UPDATE appointment SET until_on = '2026-01-02' WHERE member = 'piet'")
            )
        await engine.dispose()
        told = await wait_for_card(people["cora"], "Een bericht is niet verstuurd")
        assert "Piet Politie" in told
        assert own_cards(people["piet"], "U bent gevraagd") == []
