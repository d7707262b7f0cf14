from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import HouseCalendar
from domain.house import MovedMeeting, OnHoliday, Weekday, WeeklyMeeting, WeekMoment
from domain.identifiers import ChannelId, ScheduleId
from domain.schedule import Occurrence, list_occurrences

CHRISTMAS_WEEK = HouseCalendar(
    time_zone="Europe/Amsterdam", holidays=frozenset({date(2026, 12, 24), date(2026, 12, 25)})
)
CALENDAR = HouseCalendar(time_zone="Europe/Amsterdam")
THURSDAYS = WeeklyMeeting(
    id=ScheduleId("thursday"),
    channel=ChannelId("agendas"),
    weekday=Weekday.THURSDAY,
    starts_at=time(9, 30),
    minutes=180,
    cut_off=WeekMoment(weekday=Weekday.TUESDAY, at=time(12)),
    posts=WeekMoment(weekday=Weekday.WEDNESDAY, at=time(15)),
)
NIGHT = replace(
    THURSDAYS,
    id=ScheduleId("night"),
    weekday=Weekday.SUNDAY,
    starts_at=time(2, 30),
    cut_off=WeekMoment(weekday=Weekday.SATURDAY, at=time(12)),
    posts=WeekMoment(weekday=Weekday.SUNDAY, at=time(2)),
)
MOMENTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
TIMES = st.times().map(lambda one: one.replace(second=0, microsecond=0))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def occurrences(
    meeting: WeeklyMeeting, since: datetime, until: datetime, calendar: HouseCalendar = CALENDAR
) -> Sequence[Occurrence]:
    return list_occurrences(meeting, calendar, since, until)


def move(planned_on: date, held_on: date, at: time = time(9, 30)) -> MovedMeeting:
    return MovedMeeting(planned_on=planned_on, held_on=held_on, starts_at=at)


def test_a_meeting_has_its_start_end_cut_off_and_posting():
    (one,) = occurrences(THURSDAYS, utc(2026, 11, 23), utc(2026, 11, 30))
    assert one.key == "thursday:2026-11-26"
    assert (one.schedule, one.channel) == ("thursday", "agendas")
    assert (one.starts_at, one.ends_at) == (utc(2026, 11, 26, 8, 30), utc(2026, 11, 26, 11, 30))
    assert (one.cut_off_at, one.posts_at) == (utc(2026, 11, 24, 11), utc(2026, 11, 25, 14))


@pytest.mark.parametrize(
    ("since", "until", "starts"),
    [
        (utc(2026, 10, 19), utc(2026, 11, 2), [utc(2026, 10, 22, 7, 30), utc(2026, 10, 29, 8, 30)]),
        (utc(2027, 3, 22), utc(2027, 4, 5), [utc(2027, 3, 25, 8, 30), utc(2027, 4, 1, 7, 30)]),
    ],
)
def test_half_past_nine_stays_half_past_nine_when_the_clock_is_moved(
    since: datetime, until: datetime, starts: list[datetime]
):
    assert [one.starts_at for one in occurrences(THURSDAYS, since, until)] == starts


def test_the_half_hour_that_comes_twice_holds_one_meeting_the_first_time():
    (one,) = occurrences(NIGHT, utc(2026, 10, 24), utc(2026, 10, 26))
    assert one.starts_at == utc(2026, 10, 25, 0, 30)
    assert one.ends_at == utc(2026, 10, 25, 3, 30)


def test_the_half_hour_that_never_comes_holds_one_meeting_an_hour_later_by_the_clock():
    (one,) = occurrences(NIGHT, utc(2027, 3, 27), utc(2027, 3, 29))
    assert one.starts_at == utc(2027, 3, 28, 1, 30)


def test_cut_off_posting_and_start_keep_their_order_when_the_clock_is_moved():
    half_past_two = WeekMoment(weekday=Weekday.SUNDAY, at=time(2, 30))
    at_three = replace(NIGHT, starts_at=time(3), cut_off=half_past_two, posts=half_past_two)
    (one,) = occurrences(at_three, utc(2027, 3, 27), utc(2027, 3, 29))
    assert one.cut_off_at == one.posts_at == one.starts_at == utc(2027, 3, 28, 1)


def test_an_agenda_is_never_posted_before_its_cut_off_when_the_clock_is_moved():
    at_five = replace(
        NIGHT,
        starts_at=time(5),
        cut_off=WeekMoment(weekday=Weekday.SUNDAY, at=time(2, 30)),
        posts=WeekMoment(weekday=Weekday.SUNDAY, at=time(3)),
    )
    (one,) = occurrences(at_five, utc(2027, 3, 27), utc(2027, 3, 29))
    assert one.cut_off_at == one.posts_at == utc(2027, 3, 28, 1)


def test_a_public_holiday_is_skipped():
    found = occurrences(THURSDAYS, utc(2026, 12, 14), utc(2027, 1, 1), CHRISTMAS_WEEK)
    assert [one.planned_on for one in found] == [date(2026, 12, 17), date(2026, 12, 31)]


def test_a_house_may_meet_on_a_public_holiday():
    meeting = replace(THURSDAYS, on_holiday=OnHoliday.HOLD)
    found = occurrences(meeting, utc(2026, 12, 21), utc(2026, 12, 28), CHRISTMAS_WEEK)
    assert [one.planned_on for one in found] == [date(2026, 12, 24)]


def test_a_meeting_moved_off_a_holiday_is_held_under_its_own_key():
    meeting = replace(THURSDAYS, moved=(move(date(2026, 12, 24), date(2026, 12, 22), time(13)),))
    (one,) = occurrences(meeting, utc(2026, 12, 21), utc(2026, 12, 28), CHRISTMAS_WEEK)
    assert one.key == "thursday:2026-12-24"
    assert one.starts_at == utc(2026, 12, 22, 12)
    assert one.ends_at == utc(2026, 12, 22, 15)
    assert (one.cut_off_at, one.posts_at) == (utc(2026, 12, 20, 11), utc(2026, 12, 21, 14))


def test_a_meeting_moved_into_another_week_is_listed_where_it_is_held():
    meeting = replace(THURSDAYS, moved=(move(date(2026, 11, 26), date(2026, 12, 4)),))
    assert occurrences(meeting, utc(2026, 11, 23), utc(2026, 11, 30)) == []
    keys = [one.key for one in occurrences(meeting, utc(2026, 11, 30), utc(2026, 12, 7))]
    assert keys == ["thursday:2026-12-03", "thursday:2026-11-26"]


def test_a_move_of_a_date_without_a_meeting_adds_none():
    meeting = replace(THURSDAYS, moved=(move(date(2026, 11, 25), date(2026, 11, 27)),))
    found = occurrences(meeting, utc(2026, 11, 23), utc(2026, 11, 30))
    assert [one.planned_on for one in found] == [date(2026, 11, 26)]


def test_a_meeting_belongs_to_the_stretch_it_starts_in():
    start = utc(2026, 11, 26, 8, 30)
    moment = timedelta(microseconds=1)
    assert len(occurrences(THURSDAYS, start, start + moment)) == 1
    assert occurrences(THURSDAYS, start - moment, start) == []


@given(MOMENTS, st.sampled_from(Weekday), TIMES, st.integers(1, 60))
def test_every_week_has_exactly_one_meeting_under_one_key(
    since: datetime, weekday: Weekday, at: time, weeks: int
):
    meeting = replace(THURSDAYS, weekday=weekday, starts_at=at)
    first = CALENDAR.moment(CALENDAR.local(since).date(), time(0))
    last = CALENDAR.moment(CALENDAR.local(first).date() + timedelta(weeks=weeks), time(0))
    found = occurrences(meeting, first, last)
    planned = [one.planned_on for one in found]
    assert len(found) == weeks
    assert [b - a for a, b in pairwise(planned)] == [timedelta(7)] * (weeks - 1)
    assert set(Counter(one.key for one in found).values()) == {1}


@given(st.lists(MOMENTS, min_size=2, max_size=6), TIMES)
def test_ticks_that_follow_each_other_see_each_meeting_once(moments: list[datetime], at: time):
    meeting = replace(
        NIGHT,
        starts_at=at,
        moved=(
            move(date(2026, 10, 25), date(2026, 10, 29)),
            move(date(2027, 3, 28), date(2027, 3, 2)),
        ),
    )
    ticks = sorted(moments)
    seen = [one for since, until in pairwise(ticks) for one in occurrences(meeting, since, until)]
    assert seen == occurrences(meeting, ticks[0], ticks[-1])


@given(MOMENTS, st.integers(-20, 20), TIMES)
def test_a_moved_meeting_keeps_its_key_and_is_held_once(around: datetime, days: int, at: time):
    whole = (around - timedelta(days=30), around + timedelta(days=30))
    before = occurrences(THURSDAYS, *whole)
    chosen = before[len(before) // 2]
    moved = move(chosen.planned_on, chosen.planned_on + timedelta(days=days), at)
    after = occurrences(replace(THURSDAYS, moved=(moved,)), *whole)
    assert Counter(one.key for one in after) == Counter(one.key for one in before)
    (held,) = (one for one in after if one.key == chosen.key)
    assert held.starts_at == CALENDAR.moment(moved.held_on, at)


@given(MOMENTS, st.sampled_from(Weekday), TIMES, TIMES, TIMES)
def test_an_agenda_is_cut_off_then_posted_then_met(
    since: datetime, weekday: Weekday, cut: time, post: time, start: time
):
    cut, post, start = sorted((cut, post, start))
    meeting = replace(
        THURSDAYS,
        weekday=weekday,
        starts_at=start,
        cut_off=WeekMoment(weekday=weekday, at=cut),
        posts=WeekMoment(weekday=weekday, at=post),
    )
    for one in occurrences(meeting, since, since + timedelta(weeks=60)):
        assert one.cut_off_at <= one.posts_at <= one.starts_at < one.ends_at
