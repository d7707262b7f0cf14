"""A gap in the rota is followed from look to look."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from domain.absence import Span
from domain.calendar import HouseCalendar
from domain.duty_gap import DutyGap, DutyGapId, follow_gaps, is_near

NOW = datetime(2026, 11, 24, 6, tzinfo=UTC)
DAY = timedelta(days=1)
CALENDAR = HouseCalendar(time_zone="Europe/Amsterdam")


def span(first: float, last: float) -> Span:
    return Span(starts_at=NOW + first * DAY, ends_at=NOW + last * DAY)


KNOWN = DutyGap(id=DutyGapId("a"), span=span(2, 5), found_at=NOW)


def test_a_gap_that_grew_is_the_same_and_has_its_new_time():
    followed = follow_gaps([KNOWN], [span(1, 7)], NOW)
    assert followed.kept == (replace(KNOWN, span=span(1, 7)),)
    assert followed.found == ()


def test_a_gap_filled_in_the_middle_goes_on_as_its_first_part_and_the_rest_is_new():
    followed = follow_gaps([KNOWN], [span(2, 3), span(4, 5)], NOW)
    assert [one.span for one in followed.kept] == [span(2, 3)]
    assert followed.found == (span(4, 5),)


def test_a_gap_that_has_begun_keeps_its_beginning():
    begun = replace(KNOWN, span=span(-2, 5))
    assert follow_gaps([begun], [span(0, 5)], NOW).kept == (begun,)


def test_a_gap_that_is_found_no_longer_is_filled_unless_its_time_went_by():
    assert [one.ended_at for one in follow_gaps([KNOWN], [], NOW).filled] == [NOW]
    followed = follow_gaps([KNOWN], [], NOW + 5 * DAY)
    assert (followed.filled, len(followed.over)) == ((), 1)


def test_on_a_friday_what_begins_on_monday_is_near():
    friday = NOW + 3 * DAY
    assert CALENDAR.local(friday).date() == date(2026, 11, 27)
    monday = replace(KNOWN, span=span(6, 7))
    assert is_near(monday, CALENDAR, friday)
    assert not is_near(monday, CALENDAR, friday - DAY)
