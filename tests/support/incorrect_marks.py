"""Statements that somebody of the pretend house calls incorrect."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.identifiers import CaseId, MarkId, MemberId, OrganisationId, SessionId
from domain.incorrect import IncorrectMark, MarkState, MarkWords, StatementPart, ToldMark
from services.incorrect import mark_incorrect, open_report_to_mark
from tests.support.acute_house import AcuteHouse
from tests.support.canaries import CANARY

WRONG = f"{CANARY} had geen mes."


def a_mark(case: CaseId, marked_at: datetime) -> IncorrectMark:
    return IncorrectMark(
        id=MarkId("9" * 32),
        case=case,
        part=StatementPart.WHY_NOW,
        subject="",
        marked_by=MemberId("gijs"),
        organisation=OrganisationId("ggz"),
        marked_at=marked_at,
    )


def a_correction(what: str, answer: str) -> ToldMark:
    """Minutes that were corrected beside what they say."""
    at = datetime(2026, 2, 9, 9, 0, tzinfo=UTC)
    mark = replace(
        a_mark(CaseId("case-1"), at),
        part=StatementPart.MINUTES,
        state=MarkState.CORRECTED,
        answered_at=at,
    )
    return ToldMark(mark=mark, words=MarkWords(what=what, answer=answer))


def a_refuted_mark(what: str, answer: str) -> ToldMark:
    """Why a case was referred stands, although somebody calls it incorrect."""
    told = a_correction(what, answer)
    mark = replace(told.mark, part=StatementPart.WHY_NOW, state=MarkState.STANDS)
    return replace(told, mark=mark)


async def mark_report(house: AcuteHouse, session: SessionId, by: str = "cora") -> MarkId:
    """Who directs a session, or takes notes in it, calls what was reported incorrect."""
    async with house.acting(by) as ctx:
        held = await open_report_to_mark(ctx, session)
        return (await mark_incorrect(ctx, held, StatementPart.REPORT, WRONG)).id
