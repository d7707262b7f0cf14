"""To whom an address is told is kept, why is sealed, and it counts while a place lasts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.address_share import AddressShare
from domain.case import CirclePlace, CircleReason
from domain.identifiers import CaseId, MemberId, OrganisationId
from storage.address_shares import AddressShareRows
from storage.cases import CaseRows
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyDestroyedError, KeyStore
from storage.transaction import Transaction
from tests.support.canaries import CANARY
from tests.support.cases import a_case
from tests.support.databases import Database
from tests.support.referrals import REFERRAL

NURSE = MemberId("nurse")


async def test_a_share_counts_until_its_day_while_the_place_of_then_lasts(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        fields = Fields(HouseKeys.make(), key_store)
        turn = Transaction(connection)
        rows, cases = AddressShareRows(turn, fields), CaseRows(turn, fields)
        case = replace(a_case(), id=await cases.reserve())
        await cases.add(case, REFERRAL)
        now = await cases._now()
        share = AddressShare(
            case=case.id, member=NURSE, shared_by=MemberId("iris"), shared_at=now, reason=CANARY
        )
        await rows.keep(share)
        today = now.date()
        assert not await rows.is_told(case.id, NURSE, today)
        await cases.join_circle(a_place(case.id, now))
        assert await rows.is_told(case.id, NURSE, today)
        assert await rows.of_case(case.id) == [share]
        assert await rows.cases_told(NURSE, today) == [replace(share, reason="")]
        await rows.keep(replace(share, until_on=today))
        assert await rows.is_told(case.id, NURSE, today)
        assert not await rows.is_told(case.id, NURSE, today + timedelta(days=1))
        await cases.leave_circle(case.id, NURSE, now)
        await cases.join_circle(a_place(case.id, now + timedelta(seconds=1)))
        assert not await rows.is_told(case.id, NURSE, today)
        assert await rows.forget(case.id, NURSE)
        assert not await rows.forget(case.id, NURSE)
        await rows.keep(share)
        await key_store.destroy(case.id)
        with pytest.raises(KeyDestroyedError):
            await rows.of_case(case.id)
        await rows.forget_all(case.id)
        assert await rows.of_case(case.id) == []


def a_place(case: CaseId, joined_at: object) -> CirclePlace:
    return CirclePlace(
        case=case,
        member=NURSE,
        organisation=OrganisationId("care"),
        reason=CircleReason.INVOLVED_PARTNER,
        joined_at=joined_at,
    )
