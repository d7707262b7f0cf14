"""The processes that serve one house, by the clock of the database."""

from datetime import timedelta

import pytest

from storage.database import Database as House
from storage.replicas import OnlyReplica, ReplicaRows, find_replicas
from tests.support.databases import Database
from tests.support.hand_clock import HandClock
from tests.support.outbox import PostOffice

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
async def clock(database: Database, office: PostOffice) -> HandClock:
    """The clock of this database, moved by hand."""
    hand = HandClock(database)
    await hand.take_over(office.database)
    return hand


def a_replica(house: House, name: str) -> ReplicaRows:
    return ReplicaRows(house.engine, name)


async def test_each_replica_counts_all_that_are_here_and_itself_once(
    clock: HandClock, office: PostOffice
):
    one, other = (a_replica(office.database, name) for name in ("one", "other"))
    assert [await one.count(MINUTE) for _ in range(2)] == [1, 1]
    assert [await other.count(MINUTE), await one.count(MINUTE)] == [2, 2]


async def test_a_replica_that_was_not_seen_for_a_minute_does_not_count(
    clock: HandClock, office: PostOffice
):
    one, other = (a_replica(office.database, name) for name in ("one", "other"))
    await other.count(MINUTE)
    await clock.move(MINUTE - SECOND)
    assert await one.count(MINUTE) == 2
    await clock.move(2 * SECOND)
    assert await one.count(MINUTE) == 1


async def test_a_replica_that_is_heard_of_again_counts_again(clock: HandClock, office: PostOffice):
    one, other = (a_replica(office.database, name) for name in ("one", "other"))
    await other.count(MINUTE)
    await clock.move(MINUTE + SECOND)
    await one.count(MINUTE)
    assert await other.count(MINUTE) == 2


async def test_each_count_shows_that_a_replica_is_here(clock: HandClock, office: PostOffice):
    one, other = (a_replica(office.database, name) for name in ("one", "other"))
    await other.count(MINUTE)
    await clock.move(MINUTE - SECOND)
    await other.count(MINUTE)
    await clock.move(MINUTE / 2)
    assert await one.count(MINUTE) == 2


async def test_a_replica_that_left_counts_no_more_and_may_leave_again(
    clock: HandClock, office: PostOffice
):
    one, other = (a_replica(office.database, name) for name in ("one", "other"))
    await other.count(MINUTE)
    await other.leave()
    await other.leave()
    assert await one.count(MINUTE) == 1


async def test_moving_business_time_makes_no_replica_old(office: PostOffice):
    one, other = (a_replica(office.database, name) for name in ("one", "other"))
    await other.count(MINUTE)
    await office.database.advance(timedelta(days=1))
    assert await one.count(MINUTE) == 2


async def test_only_on_postgresql_can_there_be_another(database: Database, office: PostOffice):
    replicas = [find_replicas(office.database.engine, name) for name in ("one", "other")]
    is_sqlite = database.kind == "sqlite"
    assert {isinstance(each, OnlyReplica) for each in replicas} == {is_sqlite}
    assert [await each.count(MINUTE) for each in replicas] == [1, 1 if is_sqlite else 2]
    for each in replicas:
        await each.leave()
