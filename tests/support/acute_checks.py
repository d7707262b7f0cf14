"""Questions after an acute session, for tests."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.acute_check import AcuteCheck, AcuteCheckId
from domain.identifiers import CaseId, MemberId, SessionId

CLOSED_AT = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def an_acute_check(
    session: str = "session-1", case: str = "case-1", number: int = 1, **changes: object
) -> AcuteCheck:
    """One that was asked of Cora."""
    check = AcuteCheck(
        id=AcuteCheckId(f"{session}:{number}"),
        session=SessionId(session),
        case=CaseId(case),
        number=number,
        closed_at=CLOSED_AT,
        next_at=None,
        taken=1,
        told=(MemberId("cora"),),
    )
    return replace(check, **changes)
