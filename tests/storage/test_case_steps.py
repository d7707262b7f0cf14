from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from domain.agreement import Signature
from domain.closing import Closing, Farewell, HandOver, LeavingReason
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.pause import Pause
from storage.case_steps import CaseStepRows, case_step
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from tests.support.canaries import CANARY
from tests.support.cases import AGREEMENT, CASE_ID, NOW
from tests.support.databases import Database
from tests.support.extensions import AN_EXTENSION

PAUSE = Pause(
    case=CASE_ID,
    reason=f"{CANARY} is opgenomen.",
    review_on=date(2026, 12, 8),
    signed=Signature(
        by=MemberId("sanne"), organisation=OrganisationId("city"), at=NOW, on=NOW.date()
    ),
)

CLOSING = Closing(
    case=CASE_ID,
    farewell=Farewell(
        reason=LeavingReason.OTHER_HOUSE,
        watched_by=OrganisationId("mental-health"),
        informed_by=MemberId("nurse"),
        hand_over=HandOver(house="Oeverdal", how=f"{CANARY} is besproken."),
    ),
    agreement=AGREEMENT,
    signed=PAUSE.signed,
)


async def test_the_last_pause_of_a_case_is_read_back_and_sealed_under_its_key(
    database: Database, key_store: KeyStore
):
    later = replace(PAUSE, reason=f"{CANARY} blijft langer.")
    async with database.engine.begin() as connection:
        steps = CaseStepRows(connection, Fields(HouseKeys.make(), key_store))
        assert await steps.last_pause(CASE_ID) is None
        await steps.add_pause(PAUSE)
        await steps.add_pause(later)
        assert await steps.last_pause(CASE_ID) == later
        assert await steps.last_pause(CaseId("case-2")) is None
        rows = (await connection.execute(select(case_step))).all()
        assert [(row.number, row.step) for row in rows] == [(1, "pause"), (2, "pause")]
        assert all(CANARY.encode() not in row.decision for row in rows)
        await key_store.destroy(CASE_ID)
        with pytest.raises(KeyDestroyedError):
            await steps.last_pause(CASE_ID)


async def test_why_a_case_left_is_kept_beside_its_pauses(database: Database, key_store: KeyStore):
    async with database.engine.begin() as connection:
        steps = CaseStepRows(connection, Fields(HouseKeys.make(), key_store))
        await steps.add_pause(PAUSE)
        assert await steps.last_closing(CASE_ID) is None
        await steps.add_closing(CLOSING)
        assert await steps.last_closing(CASE_ID) == CLOSING
        assert await steps.last_pause(CASE_ID) == PAUSE


async def test_how_a_case_is_kept_longer_is_kept_beside_its_other_steps(
    database: Database, key_store: KeyStore
):
    again = replace(AN_EXTENSION, form=replace(AN_EXTENSION.form, reason=f"{CANARY} nog eens."))
    async with database.engine.begin() as connection:
        steps = CaseStepRows(connection, Fields(HouseKeys.make(), key_store))
        await steps.add_closing(CLOSING)
        assert await steps.last_extension(CASE_ID) is None
        await steps.add_extension(AN_EXTENSION)
        await steps.add_extension(again)
        assert await steps.last_extension(CASE_ID) == again
        assert await steps.last_closing(CASE_ID) == CLOSING
        await key_store.destroy(CASE_ID)
        with pytest.raises(KeyDestroyedError):
            await steps.last_extension(CASE_ID)
