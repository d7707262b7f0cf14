from dataclasses import replace

import pytest

from domain.access import CaseState
from domain.agreement import Signature
from domain.closing import (
    Closing,
    Farewell,
    HandOver,
    LeavingReason,
    NoHandOverError,
    NoLeavingTextError,
    OpenActionsError,
    decide_closing,
    let_go,
    require_ended,
)
from domain.identifiers import ActionId, MemberId, OrganisationId
from tests.support.canaries import CANARY
from tests.support.cases import AGREEMENT, NOW, a_case

SIGNED = Signature(by=MemberId("sanne"), organisation=OrganisationId("city"), at=NOW, on=NOW.date())
FAREWELL = Farewell(
    reason=LeavingReason.RIGHT_CARE,
    watched_by=OrganisationId("mental-health"),
    informed_by=MemberId("nurse"),
)
FIRST, SECOND = ActionId("first"), ActionId("second")


def decide(**changes: object) -> Closing:
    return decide_closing(a_case().id, replace(FAREWELL, **changes), AGREEMENT, SIGNED)


@pytest.mark.parametrize("reason", set(LeavingReason) - {LeavingReason.OTHER_HOUSE})
def test_a_closed_case_rests_no_more(reason: LeavingReason):
    paused = replace(a_case(state=CaseState.PAUSED), paused_until=NOW.date())
    closed = let_go(paused, decide(reason=reason, explanation=CANARY))
    assert (closed.state, closed.paused_until) == (CaseState.CLOSED, None)


def test_another_reason_needs_words():
    with pytest.raises(NoLeavingTextError):
        decide(reason=LeavingReason.OTHER, explanation=" ")


@pytest.mark.parametrize("hand_over", [None, HandOver(house="Oeverdal", how=" ")])
def test_a_case_goes_to_another_house_by_name_and_handed_over_somehow(hand_over: HandOver | None):
    with pytest.raises(NoHandOverError):
        decide(reason=LeavingReason.OTHER_HOUSE, hand_over=hand_over)


def test_a_case_that_went_to_another_house_says_so():
    handed = decide(
        reason=LeavingReason.OTHER_HOUSE, hand_over=HandOver(house="Oeverdal", how="Besproken.")
    )
    assert let_go(a_case(), handed).state is CaseState.TRANSFERRED


def test_nothing_that_was_agreed_stays_open():
    require_ended([FIRST], [FIRST, SECOND])
    with pytest.raises(OpenActionsError):
        require_ended([FIRST, SECOND], [FIRST])
