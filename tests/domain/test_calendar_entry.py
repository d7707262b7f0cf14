"""What a calendar says of a meeting changes only when the member's own times do."""

from datetime import UTC, datetime, timedelta

from domain.agenda import AgendaItem
from domain.calendar_entry import CalendarEntry, Hours, change_entry, join_hours
from domain.identifiers import CaseCode, CaseId, MeetingId, MemberId
from domain.stoplight import Colour

NINE = datetime(2026, 2, 12, 8, 0, tzinfo=UTC)
ROOM = "Stadhuis, zaal 2"
NEW = CalendarEntry(meeting=MeetingId("weekly:2026-02-12"), member=MemberId("nurse"), uid="a1")


def at(minute: int, minutes: int) -> AgendaItem:
    return AgendaItem(
        case=CaseId("1"),
        code=CaseCode("KX7-Q42"),
        colour=Colour.RED,
        minutes=minutes,
        starts_at=NINE + timedelta(minutes=minute),
        required=(),
    )


def hours(minute: int, minutes: int) -> Hours:
    return join_hours([at(minute, minutes)])


def test_who_stays_for_the_next_case_comes_once_and_who_does_not_twice() -> None:
    joined = join_hours([at(0, 30), at(30, 15), at(60, 15)])
    assert joined == (*hours(0, 45), *hours(60, 15))


def test_a_first_entry_has_the_first_number_and_each_change_one_more() -> None:
    first = change_entry(NEW, hours(0, 30), ROOM)
    assert first is not None
    assert (first.uid, first.sequence, first.hours) == ("a1", 1, hours(0, 30))
    second = change_entry(first, hours(30, 30), ROOM)
    assert second is not None
    assert (second.uid, second.sequence, second.hours) == ("a1", 2, hours(30, 30))
    moved = change_entry(second, hours(30, 30), "Zaal 3")
    assert moved is not None
    assert (moved.sequence, moved.place) == (3, "Zaal 3")


def test_nothing_changes_while_the_calendar_says_so_already() -> None:
    entry = change_entry(NEW, hours(0, 30), ROOM)
    assert entry is not None
    assert change_entry(entry, hours(0, 30), ROOM) is None


def test_an_entry_ends_once_and_may_begin_again_under_its_own_id() -> None:
    entry = change_entry(NEW, hours(0, 30), ROOM)
    assert entry is not None
    ended = change_entry(entry, (), ROOM)
    assert ended is not None
    assert (ended.hours, ended.sequence) == ((), 2)
    assert change_entry(ended, (), "Zaal 3") is None
    again = change_entry(ended, hours(0, 30), ROOM)
    assert again is not None
    assert (again.uid, again.sequence) == ("a1", 3)


def test_who_never_was_needed_has_nothing_to_end() -> None:
    assert change_entry(NEW, (), ROOM) is None
