import asyncio
from datetime import UTC, datetime, timedelta

from storage.clock import read_business_clock, read_database_clock
from storage.failures import begin
from tests.support.databases import Database
from tests.support.outbox import PostOffice

A_MOMENT = timedelta(seconds=5)


async def _clocks(database: Database) -> tuple[datetime, datetime]:
    async with database.engine.connect() as connection:
        return await read_database_clock(connection), await read_business_clock(connection)


async def test_both_clocks_agree_until_somebody_moves_business_time(database: Database):
    at_database, business = await _clocks(database)
    assert timedelta(0) <= business - at_database < A_MOMENT
    assert at_database.tzinfo is UTC


async def test_business_time_moves_and_the_database_clock_does_not(
    database: Database, office: PostOffice
):
    before, _ = await _clocks(database)
    told = await office.database.advance(timedelta(days=1))
    at_database, business = await _clocks(database)
    assert at_database - before < A_MOMENT
    assert timedelta(0) <= business - at_database - timedelta(days=1) < A_MOMENT
    assert timedelta(0) <= business - told < A_MOMENT
    assert await office.now() >= business


async def test_moves_add_up(database: Database, office: PostOffice):
    await office.database.advance(timedelta(hours=1))
    await office.database.advance(timedelta(hours=2))
    at_database, business = await _clocks(database)
    assert timedelta(0) <= business - at_database - timedelta(hours=3) < A_MOMENT


async def test_moves_at_the_same_moment_add_up_too(database: Database, office: PostOffice):
    await asyncio.gather(*(office.database.advance(timedelta(hours=1)) for _ in range(5)))
    at_database, business = await _clocks(database)
    assert timedelta(0) <= business - at_database - timedelta(hours=5) < A_MOMENT


async def test_the_clock_of_the_database_goes_on_inside_a_transaction(database: Database):
    async with begin(database.engine) as transaction:
        first = latest = await read_database_clock(transaction)
        while latest == first:
            latest = await read_database_clock(transaction)
    assert first < latest
