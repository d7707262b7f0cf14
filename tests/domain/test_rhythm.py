"""What the review terms ask a week, beside what the meetings give."""

import pytest

from domain.colour import ColourCount
from domain.rhythm import Relief, Rhythm, WeeklyTime, measure_rhythm
from domain.stoplight import Colour, StoplightPolicy

POLICY = StoplightPolicy()
ONE_MEETING = WeeklyTime(meetings=1, minutes=165)


def measure(time: WeeklyTime = ONE_MEETING, **cases: tuple[int, int]) -> Rhythm:
    counts = {
        Colour(name): ColourCount(colour=Colour(name), cases=many, minutes=many * minutes)
        for name, (many, minutes) in cases.items()
    }
    return measure_rhythm(counts, POLICY, time)


def test_each_case_asks_its_minutes_once_in_the_term_of_its_colour():
    asked = measure(red=(4, 30), orange=(6, 15), green=(12, 5)).asked
    assert asked == 120 + -(-90 // 4) + 5


def test_a_house_that_has_the_time_needs_no_relief():
    assert measure(red=(4, 30), orange=(12, 15)) == Rhythm(asked=165, given=165)


def test_what_would_make_it_fit_is_enough_and_no_more_than_that():
    rhythm = measure(red=(4, 30), orange=(24, 15))
    assert rhythm.asked == 210
    assert rhythm.relief == Relief(orange_now=15, orange_minutes=5, orange_down=12, meeting_every=3)
    assert measure(red=(4, 30), orange=(24, 5)).relief is None
    assert measure(red=(4, 30), orange=(12, 15)).relief is None
    assert measure(red=(4, 30), orange=(13, 15)).relief is not None
    assert 210 * 3 <= 4 * 165


def test_what_alone_is_not_enough_is_not_offered():
    relief = measure(red=(12, 30), orange=(78, 15)).relief
    assert relief == Relief(orange_now=15, meetings_more=3)
    assert 12 * 30 + 78 * 15 / 4 <= 4 * 165


@pytest.mark.parametrize("time", [WeeklyTime(), WeeklyTime(meetings=1, minutes=0)])
def test_without_meetings_no_meeting_is_measured(time: WeeklyTime):
    relief = measure(time, red=(1, 30)).relief
    assert relief == Relief()


def test_a_list_without_orange_is_helped_by_meetings_only():
    assert measure(red=(6, 30)).relief == Relief(meeting_every=11)
