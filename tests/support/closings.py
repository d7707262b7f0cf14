"""How a case is closed in tests."""

from collections.abc import Collection

from domain.closing import Farewell, HandOver, LeavingReason
from domain.identifiers import ActionId, MemberId
from services.closing import ClosingForm
from tests.support.agenda_house import CARE
from tests.support.canaries import CANARY
from tests.support.judging_house import AGREED

ELSEWHERE = HandOver(house="Zorg- en Veiligheidshuis Oeverdal", how=f"{CANARY} is besproken.")


def a_farewell(
    reason: LeavingReason = LeavingReason.RIGHT_CARE,
    ended: Collection[ActionId] = (),
    informed_by: str = "nurse",
) -> ClosingForm:
    farewell = Farewell(
        reason=reason,
        watched_by=CARE,
        informed_by=MemberId(informed_by),
        explanation=f"{CANARY} is acht maanden stabiel.",
        hand_over=ELSEWHERE if reason is LeavingReason.OTHER_HOUSE else None,
    )
    return ClosingForm(farewell=farewell, consent=AGREED, ended=frozenset(ended))
