"""What other houses and partnerships are asked in tests; a name there is a canary."""

from dataclasses import replace
from datetime import date, datetime

from domain.contribution import DataCategory
from domain.identifiers import CaseId, KnownCheckId, MemberId, OrganisationId, OutsidePartnerId
from domain.known_check import (
    KnownAnswer,
    KnownCheck,
    KnownCheckText,
    OutsideKind,
    OutsidePartner,
)
from services.known_check import KnownCheckForm
from tests.support.canaries import CANARY

ASKED_ON = date(2026, 2, 6)
OEVERDAL = OutsidePartner(
    id=OutsidePartnerId("oeverdal"), name=f"Huis {CANARY}", kind=OutsideKind.HOUSE
)
RIEC = OutsidePartner(
    id=OutsidePartnerId("riec"), name=f"RIEC {CANARY}", kind=OutsideKind.PARTNERSHIP
)
RECEIVED_ON = date(2026, 2, 9)
ASKED_OUTSIDE = KnownCheckForm(
    partner=OEVERDAL.id, asked_on=RECEIVED_ON, answer=KnownAnswer.NOT_KNOWN
)
SHARED = KnownCheckText(
    partner=OEVERDAL,
    asked_on=ASKED_ON,
    answer=KnownAnswer.KNOWN,
    categories=(DataCategory.HOUSING, DataCategory.HEALTH),
    agreed=(OrganisationId("ggz"),),
)


LONGEST_SHARED = replace(
    SHARED,
    partner=replace(OEVERDAL, name="ë" * 120),
    categories=tuple(DataCategory),
    agreed=tuple(OrganisationId(f"{number:040}") for number in range(10)),
)


def a_known_check(case: CaseId, recorded_at: datetime, **changes: object) -> KnownCheck:
    """Another house knew the subject, and heard of housing and health."""
    check = KnownCheck(
        id=KnownCheckId("7" * 32),
        case=case,
        recorded_by=MemberId("sanne"),
        recorded_at=recorded_at,
        told=SHARED,
    )
    return replace(check, **changes)
