from datetime import date, timedelta

import pytest

from domain.identifiers import OrganisationId
from domain.member import Appointment, Organisation, OrganisationType, Role

FIRST = date(2026, 3, 1)
LAST = date(2026, 3, 31)
DAY = timedelta(days=1)
TURN = Appointment(role=Role.PROFESSIONAL, from_on=FIRST, until_on=LAST)


@pytest.mark.parametrize(
    ("on", "is_valid", "is_over"),
    [
        (FIRST - DAY, False, False),
        (FIRST, True, False),
        (LAST, True, False),
        (LAST + DAY, False, True),
    ],
)
def test_an_appointment_holds_from_its_first_day_through_its_last(
    on: date, is_valid: bool, is_over: bool
):
    assert (TURN.is_valid(on), TURN.is_over(on)) == (is_valid, is_over)


def test_an_appointment_that_is_over_ends_when_it_ended():
    assert TURN.end_before(LAST + 5 * DAY) == TURN


def test_an_appointment_brought_to_an_end_no_longer_holds_today():
    assert TURN.end_before(LAST).until_on == LAST - DAY


@pytest.mark.parametrize(("on", "takes_part"), [(LAST - DAY, True), (LAST, False)])
def test_an_organisation_takes_no_part_from_the_day_it_left(on: date, takes_part: bool):
    left = Organisation(
        id=OrganisationId("police"),
        name="Politie",
        type=OrganisationType.PUBLIC_PARTICIPANT,
        ended_on=LAST,
    )
    assert left.takes_part(on) is takes_part
