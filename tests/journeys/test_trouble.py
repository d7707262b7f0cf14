"""When something beside the bot is broken: the database, the connector, a second process."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.support.databases import PostgresqlServer, open_engine
from tests.support.journey import find_person
from tests.support.patience import PATIENCE
from tests.support.served import NotServedError, Served, serve
from tests.support.teams import BAD_GATEWAY, HANG, StandInTeams, throttled


async def test_a_second_serve_on_one_sqlite_file_is_refused(
    bot: Served, database_url: str, directory: Path, teams: StandInTeams
):
    with pytest.raises(NotServedError, match="Another process serves this database already"):
        async with serve(database_url, directory, teams):
            pass
    assert await find_person(bot, "piet").says("help")


async def test_a_database_that_is_not_migrated_is_refused_with_what_to_do(
    postgresql: PostgresqlServer, directory: Path, teams: StandInTeams
):
    await postgresql.run("CREATE DATABASE empty")
    with pytest.raises(NotServedError, match=r"app\.py migrate"):
        async with serve(postgresql.url("empty"), directory, teams):
            pass
    await postgresql.run("DROP DATABASE empty WITH (FORCE)")


async def test_a_first_start_on_sqlite_makes_its_own_database(directory: Path, teams: StandInTeams):
    url = f"sqlite+aiosqlite:///{directory / 'new' / 'house.db'}"
    async with serve(url, directory, teams) as bot:
        assert len(await find_person(bot, "piet").says("help")) == 1


async def test_without_a_database_teams_is_asked_to_come_back_and_is_then_answered(
    postgresql: PostgresqlServer, directory: Path, teams: StandInTeams
):
    async with postgresql.fresh() as url, serve(url, directory, teams) as bot:
        piet = find_person(bot, "piet")
        await piet.says("help")
        name = url.partition("@/")[2].partition("?")[0]
        await postgresql.run(
            f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test_%'",
        )
        activity = piet.activity(piet.message("help"))
        assert (await bot.post(activity))[0] == 503, bot.log
        assert await bot.ask("/ready") == (503, "database_away\n")
        assert (await bot.ask("/metrics"))[0] == 503
        assert await bot.ask("/live") == (200, "live\n")

        await postgresql.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        assert await bot.post(activity) == (200, "")
        await bot.settled()
        assert len(piet.cards) == 2
        assert await bot.ask("/ready") == (200, "ready\n")


async def test_an_organisation_that_makes_no_sense_stops_its_own_people_and_not_help_for_others(
    bot: Served, database_url: str
):
    olga, piet = find_person(bot, "olga"), find_person(bot, "piet")
    await olga.says("help")
    asking = olga.activity(olga.message("help"))
    await change(database_url, "UPDATE organisation SET type = 'Zilvermeeuw' WHERE id = 'om'")
    assert (await bot.post(asking))[0] == 503
    assert len(await piet.says("help")) == 1
    assert any("turn_broken" in line and "people_values.py" in line for line in bot.log)
    assert "Zilvermeeuw" not in "".join(bot.log)

    await change(
        database_url, "UPDATE organisation SET type = 'public_participant' WHERE id = 'om'"
    )
    assert await bot.post(asking) == (200, "")


async def change(url: str, statement: str) -> None:
    engine = open_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


async def test_a_connector_that_hangs_delays_no_turn_and_no_answer_to_others(bot: Served):
    piet, olga = find_person(bot, "piet"), find_person(bot, "olga")
    await olga.says("help")
    bot.teams.fail_next(HANG, conversation_id=piet.conversation)
    await piet.writes("help")
    await bot.teams.wait_for_calls(2)
    for person in (piet, olga) * 3:
        await person.writes("help")
    async with asyncio.timeout(PATIENCE):
        while len(olga.cards) < 4:
            await asyncio.sleep(0.02)
    # the call that hangs was not even given up: all of this came to pass beside it
    assert 'outbox_messages{state="unknown"}' not in (await bot.ask("/metrics"))[1]
    assert len([c for c in bot.teams.calls if c.conversation_id == piet.conversation]) == 1
    assert piet.cards == []
    await bot.kill()


async def test_what_was_in_the_air_when_the_bot_was_told_to_stop_is_written_down(
    database_url: str, directory: Path, teams: StandInTeams
):
    async with serve(database_url, directory, teams) as bot:
        piet = find_person(bot, "piet")
        teams.fail_next(throttled("0"), conversation_id=piet.conversation)
        await piet.writes("help")
    async with serve(database_url, directory, teams) as bot:
        await bot.settled()
        assert len(find_person(bot, "piet").cards) == 1


async def test_an_uncertain_answer_comes_once_more_and_then_whoever_asked_hears_it(
    database_url: str, directory: Path, teams: StandInTeams
):
    settle = {"STOPLICHT_TEST_SETTLE_SECONDS": "0.1"}
    async with serve(database_url, directory, teams, **settle) as bot:
        piet = find_person(bot, "piet")
        teams.fail_next(BAD_GATEWAY, BAD_GATEWAY, conversation_id=piet.conversation)
        await piet.writes("help")
        await teams.wait_for_calls(3)
        await bot.settled()
        answer, again, told = teams.calls
        assert answer.body == again.body
        assert "Wij weten niet of ons antwoord van" in str(told.body)
        assert len(piet.cards) == 1
        assert await piet.says("help")


async def test_business_time_moved_a_day_repeats_nothing_that_is_in_the_air(
    database_url: str, directory: Path, teams: StandInTeams
):
    async with serve(database_url, directory, teams) as bot:
        piet = find_person(bot, "piet")
        teams.fail_next(HANG, conversation_id=piet.conversation)
        await piet.writes("help")
        await teams.wait_for_calls(1)
        await bot.advance(86_400)
        assert await find_person(bot, "olga").writes("help") == ""
        async with asyncio.timeout(PATIENCE):
            while not find_person(bot, "olga").cards:
                await asyncio.sleep(0.02)
        assert len([c for c in teams.calls if c.conversation_id == piet.conversation]) == 1
        await bot.kill()
