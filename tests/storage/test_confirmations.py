"""Who was named as having agreed, as rows; which agreement came instead is sealed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.agreement import Agreement, Mandate
from domain.confirmation import Confirmation, settle_contested
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import ConfirmationId, MemberId, OrganisationId
from storage.confirmations import ConfirmationRows, agreement_confirmation
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from tests.support.cases import CASE_ID
from tests.support.confirmations import NAMED_AT, a_confirmation, a_contested_one
from tests.support.databases import Database

OM = OrganisationId("om")
ASKED, CONTESTED = a_confirmation(CASE_ID), a_contested_one(CASE_ID)
MANDATED = Agreement(mandate=Mandate(number="M-1-geheim", given_on=NAMED_AT.date()))


async def test_an_organisation_is_asked_once_about_one_decision(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = ConfirmationRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.add(ASKED)
        again = Confirmation(
            id=ConfirmationId("f" * 32),
            decision=ASKED.decision,
            case=ASKED.case,
            organisation=ASKED.organisation,
            named_by=MemberId("cora"),
            named_at=ASKED.named_at,
        )
        await rows.add(again)
        assert await rows.of_case(CASE_ID) == [ASKED]
        with pytest.raises(NotFoundError):
            await rows.get(again.id)


async def test_what_waits_and_what_was_said_just_now_is_found(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = ConfirmationRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.add(ASKED)
        await rows.add(CONTESTED)
        assert await rows.asked_of(OM) == [ASKED]
        assert CONTESTED.answered_at is not None
        just_before = CONTESTED.answered_at - timedelta(minutes=1)
        assert await rows.answered_since(OM, just_before) == [CONTESTED]
        assert await rows.answered_since(OM, CONTESTED.answered_at) == []
        assert {one.id for one in await rows.unsettled()} == {ASKED.id, CONTESTED.id}


async def test_what_came_instead_is_sealed_and_goes_with_the_key_of_its_case(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = ConfirmationRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.add(CONTESTED)
        settled = settle_contested(CONTESTED, MANDATED, MemberId("dirk"), NAMED_AT)
        saved = await rows.save(settled, MANDATED)
        assert await rows.get(CONTESTED.id) == saved
        assert await rows.unsettled() == []
        assert await rows.instead_of(CASE_ID) == {CONTESTED.id: MANDATED}
        (row,) = await connection.execute(select(agreement_confirmation))
        assert b"geheim" not in row.instead
        with pytest.raises(ConflictError):
            await rows.save(settled)
        await key_store.destroy(CASE_ID)
        with pytest.raises(KeyDestroyedError):
            await rows.instead_of(CASE_ID)


async def test_of_a_decision_that_was_replaced_nothing_waits(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = ConfirmationRows(connection, Fields(HouseKeys.make(), key_store))
        other = replace(ASKED, id=ConfirmationId("f" * 32), organisation=OrganisationId("politie"))
        await rows.add(ASKED, other, CONTESTED)
        await rows.drop(ASKED.id, other.id)
        assert await rows.of_case(CASE_ID) == [CONTESTED]


async def test_what_was_answered_is_not_forgotten_with_what_waits(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = ConfirmationRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.add(ASKED)
        await rows.add(CONTESTED)
        settled = await rows.save(settle_contested(CONTESTED, None, MemberId("dirk"), NAMED_AT))
        await rows.forget(CASE_ID)
        assert await rows.of_case(CASE_ID) == [settled]
