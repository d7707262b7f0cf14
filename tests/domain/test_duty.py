"""Who is on duty at each duty moment, and when nobody is."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.absence import Span
from domain.calendar import HouseCalendar
from domain.duty import DutyPlan, DutyShift, DutyStretch, find_gaps
from domain.house import DutyHours, DutyPeriod, Weekday
from domain.identifiers import MemberId

MONDAY = date(2026, 11, 30)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CORA, DIRK, EVA = MemberId("cora"), MemberId("dirk"), MemberId("eva")
CALENDAR = HouseCalendar(time_zone="Europe/Amsterdam")
OFFICE = [
    DutyHours(weekday=day, opens_at=time(8, 30), closes_at=time(17))
    for day in Weekday
    if day < Weekday.SATURDAY
]
ROUND_THE_CLOCK = [DutyHours(weekday=day, opens_at=time(), closes_at=time()) for day in Weekday]


def turn(member: MemberId, first: int, last: int, deputy: MemberId | None = None) -> DutyPeriod:
    """A turn counted in days from Monday."""
    return DutyPeriod(
        member=member, deputy=deputy, from_on=MONDAY + first * DAY, until_on=MONDAY + last * DAY
    )


def shifts(
    hours: Sequence[DutyHours] = OFFICE,
    first: date = MONDAY,
    days: int = 7,
    calendar: HouseCalendar = CALENDAR,
) -> list[DutyShift]:
    return [
        DutyShift(on=calendar.local(opens).date(), span=Span(starts_at=opens, ends_at=closes))
        for opens, closes in calendar.duty_shifts(first, first + (days - 1) * DAY, hours)
    ]


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A local time, so many days after Monday."""
    return CALENDAR.moment(MONDAY + day * DAY, time(hour, minute))


def lay_out(
    rota: Sequence[DutyPeriod],
    away: Mapping[MemberId, Sequence[Span]] | None = None,
    duty: Sequence[DutyShift] | None = None,
    *,
    ended: Mapping[MemberId, date] | None = None,
) -> tuple[DutyStretch, ...]:
    """``ended`` is the first day on which a member holds the role no longer."""
    ends = ended or {}
    plan = DutyPlan(
        rota=rota, away=away or {}, may_serve=lambda one, on: on < ends.get(one, date.max)
    )
    return plan.lay_out(shifts() if duty is None else duty)


def test_whom_the_rota_names_is_on_duty_in_all_hours_of_the_turn():
    stretches = lay_out([turn(CORA, 0, 6)])
    assert {one.member for one in stretches} == {CORA}
    assert find_gaps(stretches) == ()


def test_the_deputy_stands_in_for_the_hours_that_somebody_is_away_and_no_longer():
    out = Span(starts_at=at(1, 10), ends_at=at(1, 12))
    stretches = lay_out([turn(CORA, 0, 4, DIRK)], {CORA: [out]})
    assert [one.span for one in stretches if one.is_stand_in] == [out]
    assert find_gaps(stretches) == ()


def test_when_both_are_away_nobody_is_on_duty_as_long_as_both_are():
    cora = Span(starts_at=at(1, 0), ends_at=at(2, 0))
    dirk = Span(starts_at=at(1, 12), ends_at=at(3, 0))
    gaps = find_gaps(lay_out([turn(CORA, 0, 4, DIRK)], {CORA: [cora], DIRK: [dirk]}))
    assert gaps == (Span(starts_at=at(1, 12), ends_at=at(1, 17)),)


def test_days_without_a_turn_are_one_gap_as_long_as_nobody_is_between():
    gaps = find_gaps(lay_out([turn(CORA, 0, 0), turn(DIRK, 3, 3)]))
    assert gaps == (
        Span(starts_at=at(1, 8, 30), ends_at=at(2, 17)),
        Span(starts_at=at(4, 8, 30), ends_at=at(4, 17)),
    )


def test_a_role_that_ends_within_a_turn_leaves_a_gap_that_a_deputy_fills():
    ended = {CORA: MONDAY + 2 * DAY}
    assert find_gaps(lay_out([turn(CORA, 0, 4)], ended=ended)) == (
        Span(starts_at=at(2, 8, 30), ends_at=at(4, 17)),
    )
    assert find_gaps(lay_out([turn(CORA, 0, 4, DIRK)], ended=ended)) == ()


def test_hours_round_the_clock_leave_no_moment_out_when_the_clock_is_moved():
    spring, autumn = date(2027, 3, 27), date(2026, 10, 24)
    for first, hours in ((spring, 71), (autumn, 73)):
        duty = shifts(ROUND_THE_CLOCK, first, 3)
        assert sum((one.span.ends_at - one.span.starts_at for one in duty), DAY * 0) == hours * HOUR
        (gap,) = find_gaps(lay_out([], duty=duty))
        assert gap == Span(starts_at=duty[0].span.starts_at, ends_at=duty[-1].span.ends_at)


def test_a_day_on_which_the_house_is_closed_needs_nobody():
    closed = HouseCalendar(
        time_zone="Europe/Amsterdam", duty_holidays=frozenset({MONDAY + 1 * DAY})
    )
    gaps = find_gaps(lay_out([turn(CORA, 0, 0), turn(DIRK, 2, 6)], duty=shifts(calendar=closed)))
    assert gaps == ()


_HOURS = st.integers(min_value=0, max_value=14 * 24)
_AWAY = st.lists(st.tuples(_HOURS, _HOURS).filter(lambda one: one[0] < one[1]), max_size=4)
_NAMED = st.sampled_from([CORA, DIRK, EVA])


@given(
    lengths=st.lists(st.integers(min_value=1, max_value=5), max_size=6),
    named=st.lists(st.tuples(st.none() | _NAMED, st.none() | _NAMED), min_size=6, max_size=6),
    absences=st.fixed_dictionaries({CORA: _AWAY, DIRK: _AWAY, EVA: _AWAY}),
    ends=st.dictionaries(_NAMED, st.integers(min_value=0, max_value=14)),
    hours=st.sampled_from([OFFICE, ROUND_THE_CLOCK]),
)
def test_each_duty_moment_has_one_present_director_or_lies_in_a_gap(
    lengths: list[int],
    named: list[tuple[MemberId | None, MemberId | None]],
    absences: dict[MemberId, list[tuple[int, int]]],
    ends: dict[MemberId, int],
    hours: list[DutyHours],
):
    rota, first = list[DutyPeriod](), 0
    for length, (member, deputy) in zip(lengths, named, strict=False):
        if member:
            rota.append(turn(member, first, first + length - 1, deputy))
        first += length
    midnight = datetime.combine(MONDAY, time(), UTC)
    away = {
        one: [Span(starts_at=midnight + a * HOUR, ends_at=midnight + b * HOUR) for a, b in spans]
        for one, spans in absences.items()
    }
    ended = {one: MONDAY + days * DAY for one, days in ends.items()}
    duty = shifts(hours, days=14)
    stretches = lay_out(rota, away, duty, ended=ended)
    gaps = find_gaps(stretches)
    for moment in (one.span.starts_at + step * HOUR / 2 for one in duty for step in range(48)):
        if not any(one.span.starts_at <= moment < one.span.ends_at for one in duty):
            continue
        (there,) = [one for one in stretches if one.span.starts_at <= moment < one.span.ends_at]
        in_gap = any(one.starts_at <= moment < one.ends_at for one in gaps)
        assert in_gap is (there.member is None)
        able = _find_able(rota, away, ended, moment)
        assert there.member == (able[0] if able else None)


def _find_able(
    rota: Sequence[DutyPeriod],
    away: Mapping[MemberId, Sequence[Span]],
    ended: Mapping[MemberId, date],
    moment: datetime,
) -> list[MemberId]:
    on = CALENDAR.local(moment).date()
    named = [
        one
        for period in rota
        if period.from_on <= on <= period.until_on
        for one in (period.member, period.deputy)
        if one
    ]
    return [
        one
        for one in named
        if on < ended.get(one, date.max)
        and not any(span.starts_at <= moment < span.ends_at for span in away.get(one, ()))
    ]
