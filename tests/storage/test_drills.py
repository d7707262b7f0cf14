from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from domain.drill import (
    Drill,
    DrillConsent,
    DrillEnd,
    DrillTimes,
    PartnerTime,
    end_drill,
    name_drill,
)
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, MemberId, OrganisationId
from storage.crypto import HouseKeys
from storage.drills import DrillRows
from storage.fields import Fields
from storage.key_store import KeyStore
from tests.support.databases import Database

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
WIM = DrillConsent(
    member=MemberId("wim"), organisation=OrganisationId("politie"), agreed_on=date(2026, 11, 24)
)
CORA = DrillConsent(
    member=MemberId("cora"), organisation=OrganisationId("zvh"), agreed_on=date(2026, 11, 25)
)


@pytest.fixture
async def key_store(tmp_path: Path, socket_enabled: None) -> AsyncIterator[KeyStore]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    yield store
    await store.close()


@pytest.fixture
async def drills(database: Database, key_store: KeyStore) -> AsyncIterator[DrillRows]:
    async with database.engine.begin() as connection:
        yield DrillRows(connection, Fields(HouseKeys.make(), key_store))


async def test_who_agreed_stays_so_until_they_leave(drills: DrillRows):
    await drills.join(WIM)
    await drills.join(CORA)
    assert await drills.consents() == [CORA, WIM]
    await drills.leave(CORA.member)
    assert await drills.consents() == [WIM]


async def test_who_agrees_again_agreed_the_last_time(drills: DrillRows):
    await drills.join(WIM)
    again = replace(WIM, organisation=OrganisationId("wonen"), agreed_on=date(2027, 1, 4))
    await drills.join(again)
    assert await drills.consents() == [again]


def a_drill(number: int) -> Drill:
    return Drill(
        id=name_drill(f"{number:032}"),
        case=CaseId("case-1"),
        number=number,
        started_by=MemberId("cora"),
        started_at=NOW,
        lapses_at=NOW + timedelta(hours=3),
    )


async def test_a_drill_runs_until_it_is_saved_as_over_with_its_times(drills: DrillRows):
    await drills.add(a_drill(1))
    assert await drills.running() == a_drill(1)
    times = DrillTimes(
        taken_within=timedelta(minutes=2),
        convened_within=None,
        ended_within=timedelta(hours=3, seconds=1),
        partners=(PartnerTime(organisation=WIM.organisation, answered_within=None),),
    )
    saved = await drills.save(end_drill(a_drill(1), DrillEnd.LAPSED, times, NOW))
    assert await drills.get(saved.id) == saved
    assert (saved.version, await drills.running(), await drills.count()) == (2, None, 1)
    with pytest.raises(ConflictError):
        await drills.save(a_drill(1))
    with pytest.raises(NotFoundError):
        await drills.get(name_drill("none"))


async def test_two_that_start_at_once_do_not_both_start(drills: DrillRows):
    await drills.add(a_drill(1))
    with pytest.raises(ConflictError):
        await drills.add(replace(a_drill(1), id=name_drill("another")))
