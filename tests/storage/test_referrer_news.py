"""Of each kind of step of a case the last one is kept, for who referred it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.identifiers import CaseId, MemberId
from domain.referrer_news import ReferrerNews, ReferrerStep
from storage.referrer_news import ReferrerNewsRows
from tests.support.cases import CASE_ID
from tests.support.databases import Database

NOW = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
AGENT = MemberId("agent")
PAUSED = ReferrerNews(case=CASE_ID, step=ReferrerStep.PAUSED, member=AGENT, at=NOW)


async def test_the_last_step_of_each_kind_is_found_for_who_referred_the_case(database: Database):
    later = replace(PAUSED, at=NOW + timedelta(days=1))
    back = replace(PAUSED, step=ReferrerStep.RETURNED)
    other = replace(PAUSED, case=CaseId("other"), member=MemberId("nurse"))
    async with database.engine.begin() as connection:
        rows = ReferrerNewsRows(connection)
        for news in (PAUSED, back, later, other):
            await rows.keep(news)
        assert await rows.of_member(AGENT, NOW) == [back, later]
        assert await rows.of_member(AGENT, later.at) == [later]
        assert await rows.of_member(MemberId("nurse"), NOW) == [other]
