from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.member import Appointment, Member, Role
from domain.vetting import VettingGap, authorise, find_vetting_troubles
from tests.support.agenda_house import CARE, a_member

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
NURSE = replace(
    a_member("Nurse", CARE, Role.PROFESSIONAL), screened_until=date(2027, 1, 1), trained_on=TODAY
)


def gaps(*members: Member, on: date = TODAY) -> list[tuple[str, VettingGap]]:
    return [(one.member.id, one.gap) for one in find_vetting_troubles(members, on)]


def test_nobody_has_a_role_after_the_last_day_of_their_screening():
    nurse = authorise(NURSE)
    assert nurse.roles(date(2027, 1, 1)) == {Role.PROFESSIONAL}
    assert nurse.roles(date(2027, 1, 2)) == set()


def test_who_has_no_screening_has_no_role_on_any_day():
    nobody = authorise(replace(NURSE, screened_until=None))
    assert not any(nobody.roles(TODAY + n * DAY) for n in range(-90, 400, 7))


def test_an_appointment_that_ends_before_is_as_long_as_it_was():
    short = Appointment(role=Role.PROFESSIONAL, from_on=TODAY, until_on=TODAY + DAY)
    assert authorise(replace(NURSE, appointments=(short,))).appointments == (short,)


@pytest.mark.parametrize(
    ("days", "gap"),
    [
        (-1, VettingGap.SCREENING_OVER),
        (0, VettingGap.SCREENING_ENDS),
        (41, VettingGap.SCREENING_ENDS),
    ],
)
def test_a_screening_is_told_of_six_weeks_before_it_ends_and_after_it_did(
    days: int, gap: VettingGap
):
    nurse = replace(NURSE, screened_until=TODAY + days * DAY)
    assert gaps(nurse) == gaps(authorise(nurse)) == [("nurse", gap)]


def test_what_is_in_order_is_not_told():
    assert gaps(NURSE, replace(NURSE, screened_until=TODAY + 42 * DAY)) == []


def test_who_has_neither_screening_nor_training_is_named_for_both():
    nurse = authorise(replace(NURSE, screened_until=None, trained_on=None))
    assert gaps(nurse) == [
        ("nurse", VettingGap.NOT_SCREENED),
        ("nurse", VettingGap.NOT_TRAINED),
    ]


def test_who_left_the_house_is_not_named():
    assert gaps(replace(NURSE, screened_until=date(2026, 1, 31)).leave(TODAY)) == []
