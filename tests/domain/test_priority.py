"""A case comes on the list of prioritised cases by a decision on published criteria (WGS art. 2.32,
BGS art. 2.22).
"""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.access import CaseState
from domain.agreement import Agreement, Signature
from domain.calendar import HouseCalendar
from domain.case import Case
from domain.house import PrioritisedList, PriorityCriterion
from domain.identifiers import CaseCode, CaseId, MemberId, OrganisationId, PriorityCriterionId
from domain.lifecycle import leave_list
from domain.priority import (
    ListedPlace,
    NoCriteriaError,
    NoCriterionMetError,
    NoPriorityReasonError,
    NotPrioritisedError,
    PriorityStep,
    apply_priority,
    decide_priority,
    decide_removal,
    find_unconfirmed,
    is_confirmed_late,
    leave_with_case,
)

VICTIMS, STUCK = PriorityCriterionId("victims"), PriorityCriterionId("stuck")
PUBLISHED = PrioritisedList(
    criteria_version="2026-A",
    criteria_address="https://www.example.org/criteria",
    size=2,
    criteria=(
        PriorityCriterion(id=VICTIMS, text="Er zijn slachtoffers."),
        PriorityCriterion(id=STUCK, text="De gewone aanpak werkt niet."),
    ),
)
AT = datetime(2026, 2, 9, 9, tzinfo=UTC)
SIGNED = Signature(
    by=MemberId("sanne"), organisation=OrganisationId("city"), at=AT, on=date(2026, 2, 9)
)
CASE = Case(
    id=CaseId("case"),
    code=CaseCode("KX7-Q42"),
    state=CaseState.TAKEN_UP,
    version=1,
    referrer=MemberId("agent"),
    referring_organisation=OrganisationId("police"),
    received_at=AT,
    promised_on=date(2026, 2, 23),
    changed_by=MemberId("sanne"),
    changed_at=AT,
)
LISTED = replace(CASE, prioritised_on=date(2026, 1, 5))


def test_who_puts_a_case_on_the_list_ticks_which_criteria_it_meets():
    decision = decide_priority(CASE, PUBLISHED, [STUCK], " Al jaren. ", Agreement(), SIGNED)
    assert (decision.step, decision.reason) == (PriorityStep.PLACED, "Al jaren.")
    assert [one.text for one in decision.met] == ["De gewone aanpak werkt niet."]
    assert decision.criteria_version == "2026-A"
    assert apply_priority(CASE, decision).prioritised_on == SIGNED.on


def test_a_case_that_is_confirmed_keeps_the_day_since_when():
    decision = decide_priority(LISTED, PUBLISHED, [VICTIMS], "Nog steeds.", Agreement(), SIGNED)
    assert decision.step is PriorityStep.CONFIRMED
    assert apply_priority(LISTED, decision).prioritised_on == LISTED.prioritised_on


@pytest.mark.parametrize(
    ("published", "met", "reason", "error"),
    [
        (None, [STUCK], "Waarom.", NoCriteriaError),
        (PUBLISHED, [], "Waarom.", NoCriterionMetError),
        (PUBLISHED, [PriorityCriterionId("of-last-year")], "Waarom.", NoCriterionMetError),
        (PUBLISHED, [STUCK], "  ", NoPriorityReasonError),
    ],
)
def test_no_case_comes_on_the_list_without_a_published_criterion_and_a_reason(
    published: PrioritisedList | None,
    met: list[PriorityCriterionId],
    reason: str,
    error: type[Exception],
):
    with pytest.raises(error):
        decide_priority(CASE, published, met, reason, Agreement(), SIGNED)


def test_who_takes_a_case_off_the_list_says_why():
    assert (
        apply_priority(LISTED, decide_removal(LISTED, "Opgelost.", SIGNED)).prioritised_on is None
    )
    with pytest.raises(NoPriorityReasonError):
        decide_removal(LISTED, "", SIGNED)
    with pytest.raises(NotPrioritisedError):
        decide_removal(CASE, "Opgelost.", SIGNED)


@pytest.mark.parametrize("state", [CaseState.PAUSED, CaseState.CLOSED, CaseState.TRANSFERRED])
def test_a_case_that_leaves_process_direction_leaves_the_list_the_same_day(state: CaseState):
    assert leave_list(LISTED, state, SIGNED).prioritised_on is None
    left = leave_with_case(LISTED, SIGNED)
    assert left is not None
    assert (left.step, left.is_on_list) == (PriorityStep.LEFT, False)
    assert leave_with_case(CASE, SIGNED) is None


def test_a_place_on_other_criteria_is_asked_again_and_named_after_twenty_working_days():
    place = ListedPlace(
        case=CASE.id, code=CASE.code, since=date(2026, 1, 5), criteria_version="2026-A"
    )
    assert find_unconfirmed([place], PUBLISHED) == []
    newer = replace(PUBLISHED, criteria_version="2026-B")
    assert find_unconfirmed([place], newer) == find_unconfirmed([place], None) == [place]
    calendar = HouseCalendar(time_zone="Europe/Amsterdam")
    asked = replace(place, asked_on=date(2026, 2, 9))
    assert not is_confirmed_late(place, date(2026, 12, 1), calendar)
    assert not is_confirmed_late(asked, date(2026, 3, 8), calendar)
    assert is_confirmed_late(asked, date(2026, 3, 9), calendar)
