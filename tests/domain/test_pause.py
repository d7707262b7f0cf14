from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import CaseState
from domain.agreement import Signature
from domain.calendar import HouseCalendar
from domain.identifiers import MemberId, OrganisationId
from domain.pause import (
    NoPauseReasonError,
    WrongPauseDayError,
    decide_pause,
    find_asking_day,
    let_rest,
)
from tests.support.canaries import CANARY
from tests.support.cases import a_case

TODAY = date(2026, 12, 1)
CALENDAR = HouseCalendar(
    time_zone="Europe/Amsterdam",
    holidays=frozenset({date(2026, 12, 25)}),
    duty_holidays=frozenset(),
)
SIGNED = Signature(
    by=MemberId("sanne"),
    organisation=OrganisationId("city"),
    at=datetime(2026, 12, 1, 9, tzinfo=UTC),
    on=TODAY,
)


def decide(wanted: date, reason: str = f"{CANARY} is opgenomen.") -> date:
    return decide_pause(a_case().id, reason, wanted, SIGNED, CALENDAR).review_on


def test_a_pause_ends_on_a_working_day():
    assert decide(date(2026, 12, 25)) == date(2026, 12, 28)


@pytest.mark.parametrize("days", [-1, 0, 12 * 7 + 1])
def test_a_pause_ends_after_today_and_within_twelve_weeks(days: int):
    with pytest.raises(WrongPauseDayError):
        decide(TODAY + timedelta(days=days))


def test_the_last_day_of_twelve_weeks_is_within_them():
    assert decide(TODAY + timedelta(weeks=12)) == date(2027, 2, 23)


def test_a_pause_has_a_reason():
    with pytest.raises(NoPauseReasonError):
        decide(date(2026, 12, 8), "  ")


def test_a_paused_case_knows_its_day():
    pause = decide_pause(a_case().id, CANARY, date(2026, 12, 8), SIGNED, CALENDAR)
    paused = let_rest(a_case(), pause)
    assert (paused.state, paused.paused_until) == (CaseState.PAUSED, date(2026, 12, 8))


def test_it_is_asked_again_a_week_later_on_a_working_day():
    assert find_asking_day(date(2026, 12, 18), CALENDAR) == date(2026, 12, 28)
