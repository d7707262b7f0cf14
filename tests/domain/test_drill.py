"""Agreeing to drills is of one membership; what is of a drill says so by its id."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.drill import (
    Drill,
    DrillConsent,
    find_lapse,
    is_drill,
    name_alike,
    name_drill,
)
from domain.escalation import Chain, EscalationTimes, Whom, chain_judgement, chain_report
from domain.identifiers import CaseId, OrganisationId, SessionId, read_case_code
from domain.member import Appointment, Member, Role
from tests.support.acute_views import WIM

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


def appointed(first: int, last: int | None = None) -> Appointment:
    until_on = None if last is None else TODAY + last * DAY
    return Appointment(role=Role.PROFESSIONAL, from_on=TODAY + first * DAY, until_on=until_on)


@pytest.mark.parametrize(
    ("appointments", "holds"),
    [
        ((appointed(-30),), True),
        ((appointed(-30, -1),), False),
        # a new appointment is a new membership
        ((appointed(-30, -5), appointed(-1)), False),
        ((appointed(-30), appointed(-1)), True),
        ((), False),
    ],
)
def test_it_holds_as_long_as_the_appointment_in_which_it_was_given(
    appointments: tuple[Appointment, ...], holds: bool
):
    wim = replace(WIM, appointments=appointments)
    assert agreed_by(wim).holds(wim, TODAY) is holds


def test_it_does_not_go_along_to_another_employer():
    wim = replace(WIM, appointments=(appointed(-30),))
    moved = replace(wim, organisation=OrganisationId("housing"))
    assert not agreed_by(wim).holds(moved, TODAY)


def agreed_by(member: Member) -> DrillConsent:
    return DrillConsent(
        member=member.id, organisation=member.organisation, agreed_on=TODAY - 10 * DAY
    )


@pytest.mark.parametrize("chain", [chain_report, chain_judgement])
def test_no_rung_of_a_drill_is_for_a_manager(
    chain: Callable[[SessionId, datetime, EscalationTimes], Chain],
):
    began_at = datetime(2026, 11, 24, 10, tzinfo=UTC)
    real = chain(SessionId("a"), began_at, EscalationTimes())
    drill = chain(name_drill("a"), began_at, EscalationTimes())
    manager = [one for one in real.rungs if one.whom is Whom.MANAGER]
    assert len(manager) == 1
    assert drill.rungs == tuple(one for one in real.rungs if one not in manager)


def test_what_is_new_of_a_session_says_by_its_id_whether_it_is_of_a_drill():
    for session, is_of_one in ((name_drill("a"), True), (SessionId("a"), False)):
        assert is_drill(name_alike(session, "b")) is is_of_one


@pytest.mark.parametrize(
    ("closes_within", "lasts"), [(None, 180), (24 * 60, 180), (180, 180), (20, 20)]
)
def test_it_lasts_no_longer_than_three_hours_or_the_duty_hours(
    closes_within: int | None, lasts: int
):
    at = datetime(2026, 11, 24, 10, tzinfo=UTC)
    closes_at = None if closes_within is None else at + timedelta(minutes=closes_within)
    assert find_lapse(at, closes_at) == at + timedelta(minutes=lasts)


def test_its_code_is_none_that_can_be_typed_as_that_of_a_case():
    at = datetime(2026, 11, 24, 10, tzinfo=UTC)
    codes = {
        Drill(
            id=name_drill("a"),
            case=CaseId("c"),
            number=number,
            started_by=WIM.id,
            started_at=at,
            lapses_at=at,
        ).code
        for number in (1, 999, 1000, 1001)
    }
    assert codes == {"OEF-001", "OEF-999", "OEF-000"}
    assert {read_case_code(one) for one in codes} == {None}
