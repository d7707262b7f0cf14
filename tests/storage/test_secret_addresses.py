"""A secret address and why it was read are sealed, apart from the referral, and go with the key."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from domain.identifiers import MemberId
from domain.referral import SecrecyGround
from domain.secret_address import SecretLook
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from storage.secret_addresses import SecretAddressRows, secret_address, secret_look
from tests.support.canaries import CANARY
from tests.support.cases import CASE_ID
from tests.support.databases import Database

NOW = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
AGENT = MemberId("agent")


async def test_an_address_and_its_looks_are_kept_sealed_until_the_key_of_the_case_goes(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = SecretAddressRows(connection, Fields(HouseKeys.make(), key_store))
        assert await rows.ground_of(CASE_ID) is None
        assert await rows.find(CASE_ID) is None
        for address in ("Oude Kade 1", CANARY):
            await rows.keep(CASE_ID, SecrecyGround.THREAT, address, AGENT, NOW)
        assert await rows.find(CASE_ID) == CANARY
        assert await rows.ground_of(CASE_ID) is SecrecyGround.THREAT
        looks = [
            SecretLook(case=CASE_ID, member=AGENT, looked_at=NOW + day, reason=f"{CANARY} {day}")
            for day in map(timedelta, range(3))
        ]
        for one in looks:
            await rows.note_look(one)
        assert await rows.last_looks(CASE_ID, 2) == [looks[2], looks[1]]
        (kept,) = await connection.execute(select(secret_address))
        assert CANARY.encode() not in kept.address
        for row in await connection.execute(select(secret_look)):
            assert CANARY.encode() not in row.reason
        await key_store.destroy(CASE_ID)
        for opened in (rows.find(CASE_ID), rows.last_looks(CASE_ID, 1)):
            with pytest.raises(KeyDestroyedError):
                await opened
