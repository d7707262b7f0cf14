import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import StatementError

from storage.metadata import UtcDateTime, metadata
from tests.support.databases import Database

MOMENT = datetime(2026, 10, 25, 1, 30, 0, 123456, tzinfo=UTC)
MOMENTS = Table(
    "moments",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime),
)


@pytest.fixture
async def moments(database: Database) -> Database:
    async with database.engine.begin() as connection:
        await connection.run_sync(MOMENTS.create)
    return database


async def _keep(database: Database, *kept: datetime | None) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(insert(MOMENTS), [{"at": at} for at in kept])


async def _sorted(database: Database) -> list[datetime | None]:
    async with database.engine.connect() as connection:
        return list(await connection.scalars(select(MOMENTS.c.at).order_by(MOMENTS.c.at)))


@pytest.mark.parametrize(
    "moment",
    [MOMENT, datetime(1969, 7, 20, 20, 17, 40, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)],
)
async def test_a_moment_comes_back_to_the_microsecond(moments: Database, moment: datetime):
    await _keep(moments, moment)
    assert await _sorted(moments) == [moment]


async def test_a_moment_of_another_zone_comes_back_as_utc(moments: Database):
    await _keep(moments, MOMENT.astimezone(timezone(timedelta(hours=2))))
    (kept,) = await _sorted(moments)
    assert kept == MOMENT
    assert kept.tzinfo is UTC


async def test_no_moment_stays_no_moment(moments: Database):
    await _keep(moments, None)
    assert await _sorted(moments) == [None]


async def test_a_moment_without_a_zone_is_refused(moments: Database):
    with pytest.raises(StatementError, match="without a time zone"):
        await _keep(moments, MOMENT.replace(tzinfo=None))


async def test_moments_are_in_the_order_of_time(moments: Database):
    winter = MOMENT + timedelta(hours=1)
    await _keep(moments, winter, MOMENT.astimezone(timezone(timedelta(hours=9))))
    assert await _sorted(moments) == [MOMENT, winter]


def test_every_constraint_has_a_name_of_its_own():
    named = [one.name for table in metadata.tables.values() for one in table.constraints]
    assert None not in named
    assert len(set(named)) == len(named)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_sqlite_keeps_what_is_committed_and_forgets_what_is_deleted(database: Database):
    safe = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
    }
    async with database.engine.connect() as connection:
        found = {name: await connection.scalar(text(f"PRAGMA {name}")) for name in safe}
    assert found == safe


async def test_two_who_read_before_they_write_do_so_one_after_the_other(moments: Database):
    await _keep(moments, MOMENT)

    async def add_a_minute() -> None:
        async with moments.engine.begin() as connection:
            at = await connection.scalar(select(MOMENTS.c.at).with_for_update())
            await asyncio.sleep(0)
            await connection.execute(MOMENTS.update().values(at=at + timedelta(minutes=1)))

    await asyncio.gather(*(add_a_minute() for _ in range(5)))
    assert await _sorted(moments) == [MOMENT + timedelta(minutes=5)]
