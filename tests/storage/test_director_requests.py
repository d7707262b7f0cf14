"""Who is asked to direct a case is kept, and why somebody does not is sealed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from domain.case_director import DirectorRequest
from domain.identifiers import MemberId
from storage.crypto import HouseKeys
from storage.director_requests import DirectorRequestRows, director_request
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from tests.support.canaries import CANARY
from tests.support.cases import CASE_ID
from tests.support.databases import Database

NOW = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
NURSE = MemberId("nurse")
REQUEST = DirectorRequest(case=CASE_ID, member=NURSE, asked_by=MemberId("sanne"), asked_at=NOW)
DECLINED = replace(REQUEST, declined_at=NOW + timedelta(days=1))


async def test_a_question_is_found_by_case_and_member_until_it_is_declined(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = DirectorRequestRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.keep(REQUEST)
        assert await rows.find(CASE_ID) == REQUEST
        assert await rows.of_member(NURSE) == [REQUEST]
        assert await rows.why_declined(CASE_ID) == ""
        await rows.keep(DECLINED, CANARY)
        assert await rows.of_member(NURSE) == []
        assert await rows.all() == [DECLINED]
        assert await rows.why_declined(CASE_ID) == CANARY
        (row,) = await connection.execute(select(director_request))
        assert CANARY.encode() not in row.why_declined
        await rows.forget(CASE_ID)
        assert await rows.find(CASE_ID) is None


async def test_why_somebody_declined_goes_with_the_key_of_the_case(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = DirectorRequestRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.keep(DECLINED, CANARY)
        await key_store.destroy(CASE_ID)
        with pytest.raises(KeyDestroyedError):
            await rows.why_declined(CASE_ID)
