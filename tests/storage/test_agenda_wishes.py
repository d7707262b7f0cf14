from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.agenda_wish import AgendaWish, KeptWish, LeaveReason, WishKind
from domain.errors import ConflictError
from domain.identifiers import CaseCode, MeetingId, MemberId, OrganisationId
from storage.agenda_wishes import AgendaWishRows, agenda_wish
from storage.crypto import HouseKeys, SealedDataError
from storage.fields import Fields
from storage.key_store import KeyStore
from tests.support.canaries import CANARY
from tests.support.cases import CASE_ID
from tests.support.databases import Database
from tests.support.meetings import CUT_OFF_AT, THE_MEETING

OTHER_MEETING = MeetingId("weekly:2026-02-19")
WISHES = (
    AgendaWish(kind=WishKind.TAKE_IN),
    AgendaWish(kind=WishKind.LEAVE_OUT, leave_reason=LeaveReason.SETTLED),
    AgendaWish(kind=WishKind.PIN, at_minute=0),
    AgendaWish(kind=WishKind.MINUTES, minutes=25),
    AgendaWish(kind=WishKind.ADD_PARTNER, organisation=OrganisationId("police")),
)
WITHOUT = AgendaWish(
    kind=WishKind.DO_WITHOUT, organisation=OrganisationId("police"), why=f"{CANARY} is ziek."
)


def kept(number: int, wish: AgendaWish) -> KeptWish:
    return KeptWish(
        number=number,
        case=CASE_ID,
        code=CaseCode("KX7-Q42"),
        wish=wish,
        by=MemberId("ina"),
        at=CUT_OFF_AT,
    )


@pytest.fixture
async def connection(database: Database) -> AsyncIterator[AsyncConnection]:
    async with database.engine.begin() as opened:
        yield opened


@pytest.fixture
def rows(connection: AsyncConnection, key_store: KeyStore) -> AgendaWishRows:
    return AgendaWishRows(connection, Fields(HouseKeys.make(), key_store))


async def test_wishes_come_back_as_they_were_kept_by_number(rows: AgendaWishRows):
    expected = [kept(number, wish) for number, wish in enumerate(WISHES, 1)]
    for one in reversed(expected):
        await rows.add(THE_MEETING, one)
    await rows.add(OTHER_MEETING, kept(1, WISHES[0]))
    assert await rows.of_meeting(THE_MEETING) == expected
    assert await rows.why(THE_MEETING, expected[0]) == ""


async def test_why_a_partner_is_done_without_is_sealed_and_only_opened_when_asked(
    rows: AgendaWishRows, connection: AsyncConnection
):
    await rows.add(THE_MEETING, kept(1, WITHOUT))
    assert await rows.of_meeting(THE_MEETING) == [kept(1, replace(WITHOUT, why=""))]
    assert await rows.why(THE_MEETING, kept(1, WITHOUT)) == WITHOUT.why
    sealed = (await connection.execute(select(agenda_wish.c.why))).scalar_one()
    assert CANARY.encode() not in sealed


async def test_why_is_opened_for_its_own_wish_only(
    rows: AgendaWishRows, connection: AsyncConnection
):
    await rows.add(THE_MEETING, kept(1, WITHOUT))
    await connection.execute(agenda_wish.update().values(number=2))
    with pytest.raises(SealedDataError):
        await rows.why(THE_MEETING, kept(2, WITHOUT))


async def test_a_number_is_given_out_once(rows: AgendaWishRows):
    await rows.add(THE_MEETING, kept(1, WISHES[0]))
    with pytest.raises(ConflictError):
        await rows.add(THE_MEETING, kept(1, WISHES[1]))


async def test_a_wish_is_taken_back_once_and_the_others_stay(rows: AgendaWishRows):
    one, other = kept(1, WISHES[2]), kept(2, WISHES[3])
    for added in (one, other):
        await rows.add(THE_MEETING, added)
        await rows.add(OTHER_MEETING, added)
    back = replace(
        one, taken_back_number=3, taken_back_by=MemberId("cora"), taken_back_at=CUT_OFF_AT
    )
    await rows.take_back(THE_MEETING, back)
    assert await rows.of_meeting(THE_MEETING) == [back, other]
    assert await rows.of_meeting(OTHER_MEETING) == [one, other]
    with pytest.raises(ConflictError):
        await rows.take_back(THE_MEETING, back)
