from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest

from domain.drill import DrillConsent
from domain.identifiers import MemberId, OrganisationId
from storage.drills import DrillRows
from tests.support.databases import Database

WIM = DrillConsent(
    member=MemberId("wim"), organisation=OrganisationId("politie"), agreed_on=date(2026, 11, 24)
)
CORA = DrillConsent(
    member=MemberId("cora"), organisation=OrganisationId("zvh"), agreed_on=date(2026, 11, 25)
)


@pytest.fixture
async def drills(database: Database) -> AsyncIterator[DrillRows]:
    async with database.engine.begin() as connection:
        yield DrillRows(connection)


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
