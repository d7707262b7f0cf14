"""What became of the question whether a case may be kept longer: until when it is kept, and whose
parts went; or that it went whole, of which nothing is said but that it did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.extension import AskedExtension, SupplierSays, TermDecided
from domain.identifiers import CaseId, OrganisationId


class SupplierFate(StrEnum):
    """What became of what one supplier told: kept, or kept but for what was told together with
    somebody who did not agree, or not kept, as they said or for want of an answer.
    """

    KEPT = "kept"
    KEPT_PARTLY = "kept_partly"
    AS_SAID = "as_said"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierOutcome:
    """What a supplier said, and whether parts it supplied went."""

    case: CaseId
    goes_on: date
    decided_at: datetime
    organisation: OrganisationId
    says: SupplierSays | None
    lost_parts: bool

    @property
    def fate(self) -> SupplierFate:
        """What became of what it told."""
        if self.says is SupplierSays.LONGER:
            return SupplierFate.KEPT_PARTLY if self.lost_parts else SupplierFate.KEPT
        return SupplierFate.AS_SAID if self.says else SupplierFate.UNANSWERED

    @property
    def is_left_out(self) -> bool:
        """Tell whether parts went because it did not agree."""
        return self.lost_parts and self.says is not SupplierSays.LONGER


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGone:
    """All of a case went although its suppliers were asked; which one is not kept."""

    decided_at: datetime


ExtensionOutcome = SupplierOutcome | CaseGone


def list_outcomes(
    asked: AskedExtension, decided: TermDecided, at: datetime
) -> Sequence[SupplierOutcome]:
    """List what became of what each supplier told that was asked."""
    lost = {one for part in decided.gone for one in part.suppliers}
    return [
        SupplierOutcome(
            case=asked.case,
            goes_on=decided.goes_on,
            decided_at=at,
            organisation=one.organisation,
            says=one.says,
            lost_parts=one.organisation in lost,
        )
        for one in asked.answers
    ]
