from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.identifiers import MemberId
from domain.second_member import decline
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from storage.second_members import SecondMemberRows, weighing_to_confirm
from tests.support.canaries import CANARY
from tests.support.cases import CASE_ID
from tests.support.databases import Database
from tests.support.second_members import ASKED_AT, a_weighing_to_confirm

WAITING = a_weighing_to_confirm(CASE_ID, MemberId("cora"))


async def test_a_case_has_one_weighing_that_waits_and_all_are_listed_without_what_they_say(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = SecondMemberRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.keep(WAITING)
        assert await rows.find(CASE_ID) == WAITING
        later = a_weighing_to_confirm(CASE_ID, MemberId("cora"), ASKED_AT + timedelta(days=1))
        declined = decline(later, MemberId("dirk"), f"{CANARY} klopt niet.")
        await rows.keep(declined)
        assert await rows.find(CASE_ID) == declined
        assert await rows.all() == [declined.held]
        (row,) = await connection.execute(select(weighing_to_confirm))
        assert CANARY.encode() not in row.plan + row.reason
        await rows.forget(CASE_ID)
        assert await rows.find(CASE_ID) is None


async def test_what_it_says_goes_with_the_key_of_its_case(database: Database, key_store: KeyStore):
    async with database.engine.begin() as connection:
        rows = SecondMemberRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.keep(WAITING)
        await key_store.destroy(CASE_ID)
        with pytest.raises(KeyDestroyedError):
            await rows.find(CASE_ID)
