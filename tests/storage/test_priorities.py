from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from domain.agreement import Agreement, Mandate, Signature
from domain.house import PriorityCriterion
from domain.identifiers import CaseId, MemberId, OrganisationId, PriorityCriterionId
from domain.priority import PriorityDecision, PriorityStep
from storage.cases import cases
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyStore
from storage.priorities import PriorityRows
from tests.support.databases import Database

AT = datetime(2026, 11, 28, 9, tzinfo=UTC)
PLACED = PriorityDecision(
    case=CaseId("case-1"),
    step=PriorityStep.PLACED,
    signed=Signature(
        by=MemberId("cora"), organisation=OrganisationId("zvh"), at=AT, on=date(2026, 11, 28)
    ),
    reason="Er zijn slachtoffers.",
    met=(PriorityCriterion(id=PriorityCriterionId("victims"), text="Slachtoffers."),),
    criteria_version="2026-A",
    criteria_address="https://www.example.org/criteria",
    agreement=Agreement(
        organisations=frozenset({OrganisationId("police")}),
        mandate=Mandate(number="12", given_on=date(2026, 1, 1)),
    ),
)
REMOVED = replace(
    PLACED, step=PriorityStep.REMOVED, reason="Klaar.", met=(), criteria_version="", agreement=None
)


@pytest.fixture
async def rows(
    database: Database, tmp_path: Path, socket_enabled: None
) -> AsyncIterator[PriorityRows]:
    store = KeyStore(f"sqlite+aiosqlite:///{tmp_path / 'keys.db'}", bytes(32))
    await store.open()
    async with database.engine.begin() as connection:
        for number in (1, 2):
            await store.create(CaseId(f"case-{number}"))
            row = {
                "id": f"case-{number}",
                "code": f"KX{number}-Q42",
                "state": "taken_up",
                "version": 1,
                "referrer": "wim",
                "referring_organisation": "police",
                "received_at": AT,
                "promised_on": AT.date(),
                "changed_by": "cora",
                "changed_at": AT,
                "colour_rank": 0,
                "prioritised_on": date(2026, 3, number),
            }
            await connection.execute(insert(cases), row)
        yield PriorityRows(connection, Fields(HouseKeys.make(), store))
    await store.close()


async def test_every_step_of_a_case_is_kept_and_only_the_last_one_can_stand(rows: PriorityRows):
    again = replace(PLACED, step=PriorityStep.CONFIRMED, criteria_version="2026-B")
    for one in (PLACED, again):
        await rows.add(one)
    (place,) = await rows.standing()
    assert (place.code, place.since) == ("KX1-Q42", date(2026, 3, 1))
    assert place.criteria_version == "2026-B"
    await rows.add(REMOVED)
    assert await rows.standing() == []
    assert await rows.history(PLACED.case) == [REMOVED, again, PLACED]


async def test_what_is_on_the_list_by_another_version_is_asked_once_from_the_first_day_on(
    rows: PriorityRows,
):
    other = replace(PLACED, case=CaseId("case-2"), criteria_version="2026-B")
    for one in (other, PLACED):
        await rows.add(one)
    assert [one.case for one in await rows.standing()] == [PLACED.case, other.case]
    first, second = date(2026, 12, 1), date(2026, 12, 2)
    assert await rows.ask("2026-B", first) == [PLACED.case]
    assert await rows.ask("2026-B", second) == []
    assert [one.asked_on for one in await rows.standing()] == [first, None]
    assert await rows.ask("2026-A", second) == [other.case]
    assert [one.asked_on for one in await rows.standing()] == [None, second]
