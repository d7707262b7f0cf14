"""Contributions are kept version by version, sealed under their case, and their text is destroyed
when they are withdrawn.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from domain.agreement import Signature
from domain.contribution import Conditions, MeantFor, withdraw_text, write_next
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, ContributionId, MemberId, OrganisationId
from storage.contributions import ContributionRows, contribution
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from tests.support.canaries import CANARY
from tests.support.cases import CASE_ID
from tests.support.contributions import a_contribution, under
from tests.support.databases import Database

NOW = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
FIRST = a_contribution(CASE_ID, NOW)
SIGNED = Signature(
    by=MemberId("olga"), organisation=OrganisationId("ggz"), at=LATER, on=LATER.date()
)
STRICT = Conditions(
    meant_for=MeantFor.ORGANISATIONS,
    organisations=frozenset({OrganisationId("politie"), OrganisationId("gemeente")}),
    is_oral=True,
    stays_here=True,
    until_on=LATER.date(),
    is_unnamed=True,
)
SECOND = write_next(FIRST, under(STRICT), SIGNED)


async def test_every_version_is_kept_with_its_conditions(database: Database, key_store: KeyStore):
    async with database.engine.begin() as connection:
        rows = ContributionRows(connection, Fields(HouseKeys.make(), key_store))
        for one in (FIRST, SECOND):
            await rows.add(one)
        assert await rows.versions(FIRST.id) == [SECOND, FIRST]
        assert await rows.of_case(CASE_ID) == [FIRST, SECOND]
        assert await rows.of_case(CaseId("other")) == []
        with pytest.raises(NotFoundError):
            await rows.versions(ContributionId("other"))
        with pytest.raises(ConflictError):
            await rows.add(replace(SECOND, text=FIRST.text))


async def test_nothing_of_it_is_readable_in_the_table(database: Database, key_store: KeyStore):
    async with database.engine.begin() as connection:
        rows = ContributionRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.add(SECOND)
        row = (await connection.execute(select(contribution))).one()
        kept = b"".join(one if isinstance(one, bytes) else str(one).encode() for one in row)
        for word in (CANARY, "politie", "housing", "consent"):
            assert word.encode() not in kept


async def test_withdrawing_destroys_the_text_of_every_version_once(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = ContributionRows(connection, Fields(HouseKeys.make(), key_store))
        for one in (FIRST, SECOND):
            await rows.add(one)
        withdrawn = withdraw_text(SECOND, replace(SIGNED, at=LATER + timedelta(hours=1)))
        await rows.withdraw(withdrawn)
        kept = (await connection.execute(select(contribution.c.text))).scalars().all()
        assert kept == [None, None]
        assert (await rows.versions(FIRST.id))[0] == withdrawn
        with pytest.raises(ConflictError):
            await rows.withdraw(withdrawn)


async def test_that_something_came_or_went_is_found_without_what(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = ContributionRows(connection, Fields(HouseKeys.make(), key_store))
        for one in (FIRST, SECOND):
            await rows.add(one)
        (told,) = await rows.changed_since(LATER)
        assert (told.number, told.member, told.changed_by) == (2, "olga", "olga")
        steps = [one.step for one in await rows.told_of(CASE_ID)]
        assert len(set(steps)) == len(steps) == 2
        await rows.withdraw(withdraw_text(SECOND, replace(SIGNED, by=MemberId("cora"))))
        gone = await rows.told_of(CASE_ID)
        assert {one.changed_by for one in gone} == {"cora"}
        assert not set(steps) & {one.step for one in gone}


async def test_what_was_contributed_goes_with_the_key_of_the_case(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = ContributionRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.add(FIRST)
        await key_store.destroy(CASE_ID)
        with pytest.raises(KeyDestroyedError):
            await rows.of_case(CASE_ID)
