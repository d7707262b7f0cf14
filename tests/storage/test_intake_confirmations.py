from dataclasses import replace
from datetime import timedelta

from domain.identifiers import CaseId, MemberId
from domain.intake_confirmation import ConfirmationState, IntakeConfirmation
from storage.intake_confirmations import IntakeConfirmationRows
from tests.support.databases import Database
from tests.support.meetings import STARTS_AT

WIM = MemberId("wim")
ASKED = IntakeConfirmation(
    case=CaseId("case-1"), number=2, referrer=WIM, taken_by=MemberId("ina"), taken_at=STARTS_AT
)
UNANSWERED = replace(
    ASKED,
    case=CaseId("case-2"),
    taken_at=STARTS_AT - timedelta(days=9),
    state=ConfirmationState.UNANSWERED,
)
CONFIRMED = replace(
    ASKED,
    case=CaseId("case-3"),
    state=ConfirmationState.CONFIRMED,
    confirmed_at=STARTS_AT + timedelta(days=1),
)
LAPSED = replace(ASKED, case=CaseId("case-4"), state=ConfirmationState.LAPSED)
OF_ANOTHER = replace(ASKED, case=CaseId("case-5"), referrer=MemberId("vera"))


async def test_a_referrer_is_asked_what_waits_and_nobody_what_is_over(database: Database):
    async with database.engine.begin() as connection:
        kept = IntakeConfirmationRows(connection)
        for one in (ASKED, UNANSWERED, CONFIRMED, LAPSED, OF_ANOTHER):
            await kept.keep(one)
        assert await kept.asked_of(WIM) == [UNANSWERED, ASKED]
        assert await kept.unanswered() == [UNANSWERED]
        assert await kept.find(CONFIRMED.case) == CONFIRMED


async def test_a_case_has_one_question_that_is_forgotten_when_it_is_told_again(database: Database):
    async with database.engine.begin() as connection:
        kept = IntakeConfirmationRows(connection)
        await kept.keep(ASKED)
        reminded = replace(ASKED, number=3, state=ConfirmationState.REMINDED)
        await kept.keep(reminded)
        assert await kept.asked_of(WIM) == [reminded]
        await kept.forget(ASKED.case)
        assert await kept.find(ASKED.case) is None
