from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.attendance_request import find_next_asking, group_cases
from domain.calendar import HouseCalendar
from domain.identifiers import CaseId, OrganisationId
from tests.support.meetings import CUT_OFF_AT, STARTS_AT, a_meeting

CALENDAR = HouseCalendar(time_zone="Europe/Amsterdam")
MEETING = a_meeting()
HOUR = timedelta(hours=1)
# the cut-off is Tuesday 10 February at noon
MONDAY_NINE = CUT_OFF_AT - 27 * HOUR
TUESDAY_NINE = CUT_OFF_AT - 3 * HOUR


@pytest.mark.parametrize(
    ("now", "next_look"),
    [
        (MONDAY_NINE - HOUR, MONDAY_NINE),
        (MONDAY_NINE, TUESDAY_NINE),
        (TUESDAY_NINE, None),
        (STARTS_AT, None),
    ],
)
def test_partners_are_asked_a_working_day_before_the_cut_off_and_reminded_on_its_day(
    now: datetime, next_look: datetime | None
):
    assert find_next_asking(MEETING, CALENDAR, now) == next_look


def test_days_off_are_passed_over():
    on_monday = replace(MEETING, cut_off_at=CUT_OFF_AT - timedelta(days=1))
    assert find_next_asking(on_monday, CALENDAR, MONDAY_NINE - 90 * HOUR) == (
        MONDAY_NINE - timedelta(days=3)
    )
    closed = HouseCalendar(time_zone="Europe/Amsterdam", holidays=frozenset({date(2026, 2, 9)}))
    assert find_next_asking(MEETING, closed, MONDAY_NINE - 90 * HOUR) == (
        MONDAY_NINE - timedelta(days=3)
    )


def test_each_organisation_is_asked_once_for_all_its_cases():
    police, care = OrganisationId("police"), OrganisationId("care")
    one, two = CaseId("one"), CaseId("two")
    assert group_cases({one: (police, care), two: (police,)}) == {care: (one,), police: (one, two)}
