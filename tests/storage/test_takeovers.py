"""The question to an organisation to take a case on: one of each case, sealed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.identifiers import MemberId
from domain.takeover import say_no
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from storage.takeovers import TakeoverRows, takeover
from tests.support.canaries import CANARY
from tests.support.cases import CASE_ID
from tests.support.databases import Database
from tests.support.second_members import ASKED_AT
from tests.support.takeovers import a_takeover

ASKED = a_takeover(CASE_ID, MemberId("cora"))


async def test_a_case_has_one_question_and_all_are_listed_without_what_was_weighed(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = TakeoverRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.keep(ASKED)
        assert await rows.find(CASE_ID) == ASKED
        later = a_takeover(CASE_ID, MemberId("cora"), ASKED_AT + timedelta(days=1))
        declined = say_no(later, MemberId("olga"), f"{CANARY} is hier niet bekend.")
        await rows.keep(declined)
        assert await rows.find(CASE_ID) == declined
        assert await rows.all() == [declined.takeover]
        (row,) = await connection.execute(select(takeover))
        assert CANARY.encode() not in row.plan + row.reason
        await rows.forget(CASE_ID)
        assert await rows.find(CASE_ID) is None


async def test_what_it_says_goes_with_the_key_of_its_case(database: Database, key_store: KeyStore):
    async with database.engine.begin() as connection:
        rows = TakeoverRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.keep(ASKED)
        await key_store.destroy(CASE_ID)
        with pytest.raises(KeyDestroyedError):
            await rows.find(CASE_ID)
