"""Who asks to leave a case is kept, and what is said of it is sealed."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from domain.departure import DepartureRequest
from domain.identifiers import MemberId
from storage.crypto import HouseKeys
from storage.departures import DepartureRows, departure
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from tests.support.canaries import CANARY
from tests.support.cases import CASE_ID
from tests.support.databases import Database

NOW = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
NURSE = MemberId("nurse")
REQUEST = DepartureRequest(case=CASE_ID, member=NURSE, asked_at=NOW)


async def test_a_question_waits_until_it_is_declined_or_forgotten(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = DepartureRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.keep(REQUEST, CANARY)
        assert await rows.waiting() == [REQUEST]
        assert await rows.why(CASE_ID, NURSE) == CANARY
        (row,) = await connection.execute(select(departure))
        assert CANARY.encode() not in row.said
        declined = replace(REQUEST, declined_at=NOW)
        await rows.keep(declined, "blijf")
        assert await rows.waiting() == []
        assert await rows.declined_of(NURSE) == [declined]
        assert await rows.why(CASE_ID, NURSE) == "blijf"
        await rows.forget(CASE_ID, NURSE)
        assert await rows.find(CASE_ID, NURSE) is None
        assert await rows.why(CASE_ID, NURSE) == ""


async def test_what_is_said_of_it_goes_with_the_key_of_the_case(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = DepartureRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.keep(REQUEST, CANARY)
        await key_store.destroy(CASE_ID)
        with pytest.raises(KeyDestroyedError):
            await rows.why(CASE_ID, NURSE)
