from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from domain.identifiers import MemberId
from domain.retention_review import RetentionReview
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from storage.retention_reviews import RetentionReviewRows, retention_review
from tests.support.canaries import CANARY
from tests.support.cases import CASE_ID, NOW
from tests.support.databases import Database

ASKED = RetentionReview(case=CASE_ID, asked_on=date(2026, 11, 24))
SAID = RetentionReview(case=CASE_ID, said_by=MemberId("cora"), said_at=NOW)


async def test_why_a_case_is_needed_is_sealed_and_stays_until_it_is_answered_again(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = RetentionReviewRows(connection, Fields(HouseKeys.make(), key_store))
        assert await rows.of_cases([]) == {}
        await rows.keep(ASKED)
        assert (await rows.waiting(), await rows.why(CASE_ID)) == ([ASKED], "")
        await rows.keep(SAID, f"{CANARY} komt vrij")
        assert await rows.waiting() == []
        again = replace(SAID, asked_on=date(2027, 11, 24))
        await rows.keep(again)
        assert await rows.of_cases([CASE_ID]) == {CASE_ID: again}
        assert await rows.why(CASE_ID) == f"{CANARY} komt vrij"
        kept = (await connection.execute(select(retention_review.c.why))).scalar_one()
        assert CANARY.encode() not in kept
        await key_store.destroy(CASE_ID)
        with pytest.raises(KeyDestroyedError):
            await rows.why(CASE_ID)
        gone = replace(SAID, goes_on=date(2026, 12, 1))
        await rows.keep(gone, "")
        assert (await rows.waiting(), await rows.why(CASE_ID)) == ([gone], "")
