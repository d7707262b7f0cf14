"""How long a case is kept: the rows 22 and 24 of the law, day by day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.access import CaseState
from domain.calendar import HouseCalendar
from domain.case import Case
from domain.house import RetentionTerms
from domain.retention import (
    SHORTLY_KEPT,
    RetentionEnd,
    RetentionGround,
    add_months,
    end_early,
    find_last_received,
    find_retention_end,
)
from tests.support.cases import a_case

CALENDAR = HouseCalendar(time_zone="Europe/Amsterdam")
TERMS = RetentionTerms()
RECEIVED_AT = datetime(2026, 6, 1, 8, tzinfo=UTC)
ENDED_AT = datetime(2026, 7, 1, 8, tzinfo=UTC)
FIVE_YEARS_LATER = date(2031, 6, 1)


def a_case_in(state: CaseState, **changes: datetime) -> Case:
    moments = {"received_at": RECEIVED_AT, "changed_at": ENDED_AT} | changes
    return replace(a_case(state=state), **moments)


def end_of(case: Case, terms: RetentionTerms = TERMS) -> RetentionEnd:
    return find_retention_end(case, terms, CALENDAR)


@pytest.mark.parametrize(
    ("state", "goes_on", "ground"),
    [
        (CaseState.NOT_TAKEN_UP, date(2026, 7, 16), RetentionGround.NOT_TAKEN_UP),
        (CaseState.WITHDRAWN, date(2026, 7, 16), RetentionGround.WITHDRAWN),
        (CaseState.REPORT_WITHDRAWN, date(2026, 7, 16), RetentionGround.WITHDRAWN),
        (CaseState.INCOMPLETE, date(2026, 7, 30), RetentionGround.NEVER_COMPLETED),
        (CaseState.ADVICE_OR_SIGNAL, date(2026, 9, 30), RetentionGround.ADVICE_GIVEN),
    ],
)
def test_what_ended_early_is_kept_for_the_whole_days_of_its_term(
    state: CaseState, goes_on: date, ground: RetentionGround
):
    assert end_of(a_case_in(state)) == RetentionEnd(goes_on=goes_on, ground=ground)


@pytest.mark.parametrize("state", sorted(set(CaseState) - SHORTLY_KEPT))
def test_every_other_case_goes_before_five_years_from_its_first_processing_are_over(
    state: CaseState,
):
    end = end_of(a_case_in(state, changed_at=datetime(2031, 5, 31, tzinfo=UTC)))
    assert end == RetentionEnd(goes_on=FIVE_YEARS_LATER, ground=RetentionGround.LONGEST)


def test_an_early_end_late_in_the_fifth_year_gives_no_day_more():
    late = a_case_in(CaseState.ADVICE_OR_SIGNAL, changed_at=datetime(2031, 5, 20, tzinfo=UTC))
    assert end_of(late).goes_on == FIVE_YEARS_LATER


def test_a_case_of_29_february_goes_on_the_last_of_that_month():
    leap = a_case_in(CaseState.TAKEN_UP, received_at=datetime(2028, 2, 29, 9, tzinfo=UTC))
    assert end_of(leap).goes_on == date(2033, 2, 28)


def test_the_day_is_that_of_the_house():
    after_midnight = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert end_of(a_case_in(CaseState.WITHDRAWN, changed_at=after_midnight)).goes_on == date(
        2026, 7, 16
    )


def test_a_house_may_keep_less_long():
    terms = RetentionTerms(refused_days=7, most_months=36)
    assert end_of(a_case_in(CaseState.WITHDRAWN), terms).goes_on == date(2026, 7, 9)
    assert end_of(a_case_in(CaseState.TAKEN_UP), terms).goes_on == date(2029, 6, 1)


@pytest.mark.parametrize(("today", "is_over"), [(15, False), (16, True), (17, True)])
def test_an_end_that_was_missed_has_come_too(today: int, is_over: bool):
    assert end_of(a_case_in(CaseState.WITHDRAWN)).has_come(date(2026, 7, today)) is is_over


@pytest.mark.parametrize("received_on", [date(2028, 2, 29), date(2026, 8, 31), date(2026, 6, 1)])
def test_no_case_that_goes_for_its_age_is_looked_for_too_late(received_on: date):
    goes_on = add_months(received_on, TERMS.most_months)
    assert find_last_received(goes_on, TERMS) >= received_on


def test_what_is_not_needed_goes_earlier_and_never_later():
    end = end_of(a_case_in(CaseState.CLOSED))
    day = timedelta(days=1)
    early = end_early(end, end.goes_on - day)
    assert (early.goes_on, early.ground) == (end.goes_on - day, RetentionGround.NOT_NEEDED)
    assert [end_early(end, on) for on in (None, end.goes_on, end.goes_on + day)] == [end] * 3
