from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.duty_change import DutyChange, DutyChangeId, DutyPart, DutyStint
from domain.errors import NotFoundError
from domain.identifiers import MemberId
from storage.duty_changes import DutyChangeRows
from tests.support.databases import Database

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
CORA, DIRK = MemberId("cora"), MemberId("dirk")


@pytest.fixture
async def changes(database: Database) -> AsyncIterator[DutyChangeRows]:
    async with database.engine.begin() as connection:
        yield DutyChangeRows(connection)


def stint(member: MemberId, part: DutyPart, day: int) -> DutyStint:
    on = TODAY + timedelta(days=day)
    return DutyStint(member=member, part=part, from_on=on, until_on=on)


def change(name: str, hours: int, *stints: DutyStint) -> DutyChange:
    return DutyChange(
        id=DutyChangeId(name), changed_at=NOW + hours * HOUR, changed_by=CORA, stints=stints
    )


async def test_a_member_finds_their_own_part_of_a_change_and_nobody_elses(changes: DutyChangeRows):
    own = stint(DIRK, DutyPart.DUTY, 1), stint(DIRK, DutyPart.NONE, 5)
    await changes.add(change("a", 0, own[1], stint(CORA, DutyPart.DEPUTY, 1), own[0]))
    assert await changes.of_member(DutyChangeId("a"), DIRK) == change("a", 0, *own)
    with pytest.raises(NotFoundError):
        await changes.of_member(DutyChangeId("a"), MemberId("eva"))


async def test_changes_since_a_moment_come_oldest_first_each_whole(changes: DutyChangeRows):
    two = stint(DIRK, DutyPart.DUTY, 1), stint(DIRK, DutyPart.NONE, 5)
    for one in (change("z", 0, *two), change("a", 1, two[0]), change("old", -1, two[1])):
        await changes.add(one)
    await changes.add(change("nobody", 2))
    assert await changes.since(DIRK, NOW) == [change("z", 0, *two), change("a", 1, two[0])]
    assert await changes.since(CORA, NOW) == []
