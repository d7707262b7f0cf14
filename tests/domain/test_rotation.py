"""The list turns: who is due for a meeting, and who goes first within a colour."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.colour import StandingColour
from domain.rotation import MeetingDays, Rotation, count_days_overdue, is_due, rank_in_colour
from domain.stoplight import Colour, StoplightPolicy
from tests.support.cases import a_standing_colour

THURSDAY = date(2026, 2, 12)
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
WEEKLY = MeetingDays(on=THURSDAY, next_on=THURSDAY + WEEK)
LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)
POLICY = StoplightPolicy()


def standing(colour: Colour, review_on: date, set_at: datetime = LONG_AGO) -> StandingColour:
    return a_standing_colour(colour, next_review_on=review_on, set_at=set_at)


def due(
    colour: Colour,
    review_on: date,
    days: MeetingDays = WEEKLY,
    set_at: datetime = LONG_AGO,
    **rotation: date | None,
) -> bool:
    discussed = Rotation(**({"discussed_on": THURSDAY - 4 * WEEK} | rotation))
    return is_due(standing(colour, review_on, set_at), discussed, days)


@pytest.mark.parametrize(
    ("review_on", "is_due_now"), [(-1, True), (0, True), (6, True), (7, False)]
)
@pytest.mark.parametrize("colour", [Colour.ORANGE, Colour.GREEN])
def test_a_case_is_due_when_its_review_would_be_late_at_the_next_meeting(
    colour: Colour, review_on: int, is_due_now: bool
):
    assert due(colour, THURSDAY + review_on * DAY) is is_due_now


def test_a_case_with_a_term_of_four_weeks_comes_up_once_in_four_weekly_meetings_and_never_late():
    review_on, discussed = THURSDAY, []
    for number in range(12):
        on = THURSDAY + number * WEEK
        if due(Colour.ORANGE, review_on, MeetingDays(on=on, next_on=on + WEEK)):
            assert review_on >= on
            discussed.append(number)
            review_on = on + POLICY.orange.review_within
    assert discussed == [0, 4, 8]


@pytest.mark.parametrize("called", ["carried_forward_on", "asked_for_on"])
def test_who_is_carried_forward_or_asked_for_is_due_whatever_the_review_date(called: str):
    assert due(Colour.GREEN, THURSDAY + 50 * DAY, **{called: THURSDAY - DAY})


def test_red_is_due_each_week_also_when_its_review_is_later():
    assert due(Colour.RED, THURSDAY + 50 * DAY, discussed_on=THURSDAY - WEEK)


def test_red_is_not_due_twice_in_a_week():
    monday = THURSDAY - 3 * DAY
    assert not due(Colour.RED, THURSDAY + WEEK, discussed_on=monday)
    assert due(Colour.RED, THURSDAY + WEEK, discussed_on=monday - 3 * DAY)


@pytest.mark.parametrize("colour", [Colour.RED, Colour.ORANGE])
@pytest.mark.parametrize("discussed_on", [None, THURSDAY - 3 * DAY])
def test_a_colour_that_was_never_discussed_is_due(colour: Colour, discussed_on: date | None):
    tuesday = datetime(2026, 2, 10, 9, tzinfo=UTC)
    far = THURSDAY + 50 * DAY
    assert due(colour, far, set_at=tuesday, discussed_on=discussed_on)
    assert not due(colour, far, set_at=tuesday, discussed_on=THURSDAY - 2 * DAY)


def test_a_written_round_waits_for_its_review_though_it_was_never_discussed():
    assert not due(Colour.GREEN, THURSDAY + 50 * DAY, discussed_on=None)
    assert due(Colour.GREEN, THURSDAY + 6 * DAY, discussed_on=None)


def test_before_the_last_meeting_of_all_every_case_is_due():
    assert due(Colour.GREEN, THURSDAY + 80 * DAY, MeetingDays(on=THURSDAY, next_on=None))


def test_a_review_is_overdue_from_the_day_after_it():
    orange = standing(Colour.ORANGE, THURSDAY)
    late = [count_days_overdue(orange, THURSDAY + days * DAY) for days in (-1, 0, 1, 8)]
    assert late == [0, 0, 1, 8]


def rank(
    review_on: int = 0, received: int = 0, colour: Colour = Colour.ORANGE, **rotation: date
) -> tuple[object, ...]:
    return rank_in_colour(
        standing(colour, THURSDAY + review_on * DAY),
        Rotation(**rotation),
        LONG_AGO + received * DAY,
        THURSDAY,
        POLICY.of(colour),
    )


def test_carried_forward_goes_first_then_asked_for_then_most_overdue_then_oldest():
    carried = rank(review_on=5, received=9, carried_forward_on=THURSDAY)
    asked = rank(review_on=5, received=9, asked_for_on=THURSDAY)
    both = rank(review_on=5, received=9, carried_forward_on=THURSDAY, asked_for_on=THURSDAY)
    late, later, older = rank(-8, 1), rank(-1, 1), rank(-1, 0)
    ordered = [both, carried, asked, late, older, later]
    assert sorted([later, older, late, asked, carried, both]) == ordered


def test_the_same_days_overdue_weigh_more_for_a_shorter_term():
    assert rank(-7, colour=Colour.ORANGE) < rank(-7, colour=Colour.GREEN)
