from dataclasses import replace
from datetime import timedelta

from domain.criteria_request import CriteriaRequest
from domain.identifiers import CaseId, MemberId
from storage.criteria_requests import CriteriaRequestRows
from tests.support.databases import Database
from tests.support.meetings import STARTS_AT

ASKED = CriteriaRequest(case=CaseId("case-1"), member=MemberId("wim"), asked_at=STARTS_AT)


async def test_a_case_has_one_question_that_is_forgotten_when_it_is_over(database: Database):
    async with database.engine.begin() as connection:
        requests = CriteriaRequestRows(connection)
        await requests.keep(ASKED)
        reminded = replace(ASKED, reminders=1)
        await requests.keep(reminded)
        earlier = replace(ASKED, case=CaseId("case-2"), asked_at=STARTS_AT - timedelta(days=1))
        await requests.keep(earlier)
        await requests.keep(replace(ASKED, case=CaseId("case-3"), member=MemberId("vera")))
        assert await requests.find(ASKED.case) == reminded
        assert await requests.of_member(MemberId("wim")) == [earlier, reminded]
        assert await requests.reminded_more_than(0) == [reminded]
        assert await requests.reminded_more_than(1) == []
        await requests.forget(ASKED.case)
        assert await requests.find(ASKED.case) is None
