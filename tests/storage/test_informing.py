from datetime import date

import pytest
from sqlalchemy import select

from domain.agreement import Signature
from domain.identifiers import MemberId, OrganisationId
from domain.informing import Informed, Informing, InformingSaid, NotYet, NotYetGround
from storage.crypto import HouseKeys
from storage.fields import Fields
from storage.informing import InformingRows, informing
from storage.key_store import KeyDestroyedError, KeyStore
from tests.support.canaries import CANARY
from tests.support.cases import CASE_ID, NOW
from tests.support.databases import Database

TODAY = date(2026, 11, 24)
SIGNED = Signature(by=MemberId("cora"), organisation=OrganisationId("zvh"), at=NOW, on=NOW.date())
QUESTION = Informing(case=CASE_ID, asked=MemberId("cora"), ask_on=TODAY)
LATER = InformingSaid(
    said=NotYet(ground=NotYetGround.OTHER, review_on=date(2026, 12, 1), why=f"{CANARY} vlucht"),
    signed=SIGNED,
)
DONE = InformingSaid(said=Informed(informer=f"{CANARY} zelf", informed_on=TODAY), signed=SIGNED)


async def test_what_was_said_is_sealed_and_stays_while_it_is_asked_again(
    database: Database, key_store: KeyStore
):
    async with database.engine.begin() as connection:
        rows = InformingRows(connection, Fields(HouseKeys.make(), key_store))
        await rows.keep(QUESTION)
        assert await rows.last_said(CASE_ID) is None
        assert await rows.due(TODAY) == [QUESTION]
        assert await rows.due(date(2026, 11, 23)) == []
        for said in (LATER, DONE):
            await rows.keep(QUESTION, said)
            await rows.keep(QUESTION)
            assert await rows.last_said(CASE_ID) == said
        kept = (await connection.execute(select(informing.c.said))).scalar_one()
        assert CANARY.encode() not in kept
        await key_store.destroy(CASE_ID)
        with pytest.raises(KeyDestroyedError):
            await rows.last_said(CASE_ID)
