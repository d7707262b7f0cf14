from datetime import date

import pytest

from domain.agreement import Signature
from domain.calendar import HouseCalendar
from domain.colour import ColourWish
from domain.identifiers import MemberId, OrganisationId
from domain.reopening import (
    NoReasonAgainstError,
    NoReopeningReasonError,
    Reopening,
    ReopeningState,
    ask_reopening,
    decline_reopening,
    forgotten_on,
)
from domain.stoplight import Colour
from tests.support.canaries import CANARY
from tests.support.cases import NOW, a_case

CALENDAR = HouseCalendar(
    time_zone="Europe/Amsterdam",
    holidays=frozenset({date(2026, 11, 30)}),
    duty_holidays=frozenset(),
)
SIGNED = Signature(
    by=MemberId("sanne"), organisation=OrganisationId("city"), at=NOW, on=date(2026, 11, 24)
)
ORANGE = ColourWish(colour=Colour.ORANGE, reason=CANARY, minutes=15, required=())


def ask(reason: str = f"{CANARY} valt terug.") -> Reopening:
    return ask_reopening(a_case().id, reason, ORANGE, SIGNED, CALENDAR)


def test_a_second_member_has_five_working_days():
    assert ask().held.until_on == date(2026, 12, 2)


def test_reopening_needs_a_reason():
    with pytest.raises(NoReopeningReasonError):
        ask(" ")


def test_to_leave_a_case_closed_needs_a_reason_too():
    declined = decline_reopening(ask(), f" {CANARY} heeft hulp. ")
    assert (declined.held.state, declined.against) == (
        ReopeningState.DECLINED,
        f"{CANARY} heeft hulp.",
    )
    with pytest.raises(NoReasonAgainstError):
        decline_reopening(ask(), "")


def test_what_became_of_it_is_told_for_a_week():
    assert forgotten_on(date(2026, 12, 3)) == date(2026, 12, 10)
