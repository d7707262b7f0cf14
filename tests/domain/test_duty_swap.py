"""Days of duty are offered, and go to who says yes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import HouseCalendar
from domain.duty import find_period
from domain.duty_swap import (
    DutySwap,
    DutySwapId,
    NoDirectorThenError,
    NotOwnDaysError,
    SwapOrderError,
    SwapOverError,
    SwapPastError,
    SwapState,
    check_days_offered,
    check_swap,
    settle_swap,
    swap_days,
    time_offer,
)
from domain.house import DutyPeriod
from domain.identifiers import MemberId

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
CORA, DIRK, EVA = MemberId("cora"), MemberId("dirk"), MemberId("eva")


def turn(member: MemberId, first: int, last: int, deputy: MemberId | None = None) -> DutyPeriod:
    return DutyPeriod(
        member=member, deputy=deputy, from_on=TODAY + first * DAY, until_on=TODAY + last * DAY
    )


def offer(first: int, last: int, to: MemberId = EVA) -> DutySwap:
    return DutySwap(
        id=DutySwapId("s"), member=CORA, colleague=to,
        from_on=TODAY + first * DAY, until_on=TODAY + last * DAY, offered_at=NOW,
    )  # fmt: skip


def test_days_that_are_over_in_the_wrong_order_or_too_many_are_refused():
    check_days_offered(TODAY, TODAY, TODAY)
    with pytest.raises(SwapPastError):
        check_days_offered(TODAY - DAY, TODAY, TODAY)
    with pytest.raises(SwapOrderError):
        check_days_offered(TODAY + DAY, TODAY, TODAY)
    with pytest.raises(SwapOrderError):
        check_days_offered(TODAY, TODAY + 400 * DAY, TODAY)


def test_only_own_days_are_offered_to_who_is_process_director_on_each_of_them():
    rota = [turn(CORA, 0, 3), turn(CORA, 4, 6), turn(DIRK, 8, 9)]
    check_swap(offer(1, 6), rota, lambda _who, _on: True)
    for first, last in ((5, 7), (8, 8)):
        with pytest.raises(NotOwnDaysError):
            check_swap(offer(first, last), rota, lambda _who, _on: True)
    with pytest.raises(NoDirectorThenError):
        check_swap(offer(1, 6), rota, lambda _who, on: on < TODAY + 6 * DAY)


def test_the_colleague_gets_those_days_and_no_other_and_is_not_their_own_deputy():
    rota = [turn(CORA, 0, 6, DIRK)]
    assert swap_days(rota, offer(2, 3)) == (
        turn(CORA, 0, 1, DIRK), turn(EVA, 2, 3, DIRK), turn(CORA, 4, 6, DIRK),
    )  # fmt: skip
    assert swap_days(rota, offer(0, 6, DIRK)) == (turn(DIRK, 0, 6),)


def test_an_offer_is_settled_once_and_not_after_its_first_day():
    accepted = settle_swap(offer(0, 1), SwapState.ACCEPTED, NOW, TODAY)
    assert (accepted.state, accepted.decided_at) == (SwapState.ACCEPTED, NOW)
    with pytest.raises(SwapOverError):
        settle_swap(accepted, SwapState.DECLINED, NOW, TODAY)
    with pytest.raises(SwapOverError):
        settle_swap(offer(-1, 1), SwapState.ACCEPTED, NOW, TODAY)


CALENDAR = HouseCalendar(time_zone="Europe/Amsterdam")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of the house, days from today; it is winter."""
    return datetime.combine(TODAY + day * DAY, time(hour, minute), tzinfo=UTC) - HOUR


def times(offered_at: datetime, first: int) -> tuple[datetime, date | None, datetime]:
    swap = replace(offer(first, first), offered_at=offered_at)
    found = time_offer(swap, CALENDAR, at(first, 8, 30))
    return found.lapses_at, found.in_digest_of, found.reminded_at


def test_an_offer_far_ahead_is_reminded_of_after_two_working_days_and_ends_a_working_day_before():
    lapses_at, on, _ = times(at(0, 11), 13)  # a Monday: the working day before is a Friday
    assert (lapses_at, on) == (at(10, 8, 30), TODAY + 2 * DAY)


def test_an_offer_of_the_day_after_tomorrow_is_reminded_of_the_next_morning_or_halfway():
    lapses_at, on, halfway = times(at(0, 11), 2)
    assert (lapses_at, on) == (at(2, 7, 30), TODAY + DAY)
    assert halfway == at(0, 11) + (lapses_at - at(0, 11)) / 2


def test_an_offer_of_tomorrow_or_today_is_reminded_of_by_a_message_and_ends_before_it_begins():
    assert times(at(0, 11), 1)[:2] == (at(1, 7, 30), None)
    assert times(at(0, 8), 0)[:2] == (at(0, 9), None)
    assert times(at(0, 11), 0) == (at(0, 12), None, at(0, 11, 30))


@given(
    offered=st.integers(min_value=0, max_value=14 * 24 * 60),
    first=st.integers(min_value=0, max_value=30),
)
def test_whenever_it_is_offered_an_offer_is_reminded_of_before_it_ends(offered: int, first: int):
    offered_at = at(0, 0) + timedelta(minutes=offered)
    lapses_at, on, halfway = times(offered_at, first)
    reminded_at = CALENDAR.moment(on, time(8, 30)) if on else halfway
    assert offered_at < reminded_at < lapses_at
    assert lapses_at <= max(at(first, 8, 30), offered_at + HOUR)


@given(
    lengths=st.lists(st.integers(min_value=1, max_value=6), min_size=1, max_size=6),
    members=st.lists(st.sampled_from([CORA, DIRK]), min_size=6, max_size=6),
    first=st.integers(min_value=0, max_value=20),
    length=st.integers(min_value=0, max_value=8),
)
def test_after_any_swap_each_day_is_of_whom_it_was_or_of_the_colleague(
    lengths: list[int], members: list[MemberId], first: int, length: int
):
    rota, on = list[DutyPeriod](), 0
    for number, member in zip(lengths, members, strict=False):
        rota.append(turn(member, on, on + number - 1))
        on += number
    swap = replace(offer(first, first + length))
    after = swap_days(rota, swap)
    assert len({one.from_on for one in after}) == len(after)
    for day in (TODAY + n * DAY for n in range(on + 2)):
        was, now = find_period(rota, day), find_period(after, day)
        is_swapped = was and was.member == CORA and swap.from_on <= day <= swap.until_on
        expected = EVA if is_swapped else was.member if was else None
        assert (now.member if now else None) == expected
