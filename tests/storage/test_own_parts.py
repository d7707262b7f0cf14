from datetime import timedelta

from domain.criteria_request import CriteriaRequest
from domain.identifiers import CaseId, MemberId
from services.ports.own_parts import OwnPart
from storage.criteria_requests import CriteriaRequestRows
from storage.own_parts import OwnPartRows
from tests.support.databases import Database
from tests.support.meetings import STARTS_AT

WIM, VERA = MemberId("wim"), MemberId("vera")
A_WEEK_AGO = STARTS_AT - timedelta(days=7)


async def test_only_a_part_that_holds_something_of_a_member_is_found(database: Database):
    async with database.engine.begin() as connection:
        own_parts = OwnPartRows(connection)
        assert (
            await own_parts.of_member(WIM, STARTS_AT, A_WEEK_AGO, STARTS_AT.date()) == frozenset()
        )
        asked = CriteriaRequest(case=CaseId("case-1"), member=WIM, asked_at=STARTS_AT)
        await CriteriaRequestRows(connection).keep(asked)
        assert await own_parts.of_member(WIM, STARTS_AT, A_WEEK_AGO, STARTS_AT.date()) == {
            OwnPart.CRITERIA
        }
        assert (
            await own_parts.of_member(VERA, STARTS_AT, A_WEEK_AGO, STARTS_AT.date()) == frozenset()
        )
