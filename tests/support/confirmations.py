"""Agreements that the public prosecution is asked to confirm, and one that it contradicts."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from domain.confirmation import Confirmation, ConfirmationAnswer
from domain.identifiers import CaseId, ConfirmationId, MemberId, OrganisationId
from domain.mandate import AgreedDecision

AN_AGREEMENT: Final = "d" * 32
A_CONTESTED_AGREEMENT: Final = "e" * 32
NAMED_AT: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def a_confirmation(case: CaseId) -> Confirmation:
    """Dirk named the public prosecution; it did not answer."""
    return Confirmation(
        id=ConfirmationId(AN_AGREEMENT),
        decision=AgreedDecision.PURPOSE,
        case=case,
        organisation=OrganisationId("om"),
        named_by=MemberId("dirk"),
        named_at=NAMED_AT,
    )


def a_contested_one(case: CaseId) -> Confirmation:
    """Olga said a day later that it did not agree."""
    return replace(
        a_confirmation(case),
        id=ConfirmationId(A_CONTESTED_AGREEMENT),
        decision=AgreedDecision.ACUTE,
        answer=ConfirmationAnswer.CONTRADICTED,
        said_by=MemberId("olga"),
        said_on=date(2026, 11, 24),
        answered_by=MemberId("olga"),
        answered_at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    )
