"""Agreeing to drills is of one membership."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.drill import DrillConsent
from domain.identifiers import OrganisationId
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
