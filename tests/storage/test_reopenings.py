from dataclasses import replace
from datetime import date

from sqlalchemy import select

from domain.colour import ColourWish
from domain.identifiers import MemberId
from domain.reopening import HeldReopening, Reopening, ReopeningState, settle_reopening
from domain.stoplight import Colour
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.key_store import KeyStore
from storage.reopenings import ReopeningRows, reopening
from tests.support.canaries import CANARY
from tests.support.cases import CASE_ID
from tests.support.databases import Database

WISH = Reopening(
    held=HeldReopening(case=CASE_ID, asked_by=MemberId("sanne"), until_on=date(2026, 12, 1)),
    reason=f"{CANARY} valt terug.",
    colour=ColourWish(colour=Colour.ORANGE, reason=f"{CANARY} weer.", minutes=15, required=()),
)


async def test_a_case_has_one_wish_to_be_reopened_sealed_under_its_key(
    database: Database, key_store: KeyStore
):
    lapsed = settle_reopening(WISH, ReopeningState.LAPSED)
    async with database.engine.begin() as connection:
        wishes = ReopeningRows(connection, Fields(HouseKeys.make(), key_store))
        await wishes.keep(replace(WISH, reason=f"{CANARY} eerder."))
        await wishes.keep(lapsed)
        assert await wishes.find(CASE_ID) == lapsed
        assert await wishes.all() == [lapsed.held]
        (row,) = (await connection.execute(select(reopening))).all()
        assert CANARY.encode() not in row.content
        await wishes.forget(CASE_ID)
        assert await wishes.find(CASE_ID) is None
