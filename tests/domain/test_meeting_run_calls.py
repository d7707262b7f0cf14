from dataclasses import replace
from datetime import timedelta

from domain.agenda import AgendaBreak, AgendaState
from domain.identifiers import MemberId, OrganisationId
from domain.meeting_run import MeetingRun
from domain.meeting_run_calls import find_called, find_moved, find_next_look
from domain.meeting_run_presence import (
    list_seated,
    list_seated_during,
    note_arrival,
    note_departure,
    seat_required,
)
from domain.meeting_run_steps import finish_run, lengthen, next_case, skip_case, start_run
from domain.stoplight import Colour
from tests.support.meetings import STARTS_AT, a_meeting, an_agenda, an_item, at_minute

CHAIR = MemberId("chair")
POLICE, CARE, CITY = (OrganisationId(one) for one in ("police", "care", "city"))
# 09:00–09:30, 09:30–09:45, a pause until 09:55, 09:55–10:15
A = an_item("AAA-111", Colour.RED, 30, 0, POLICE)
B = an_item("BBB-222", Colour.ORANGE, 15, 30, CARE, CITY)
C = an_item("CCC-333", Colour.ORANGE, 20, 55, POLICE, CITY)
AGENDA = replace(
    an_agenda(A, B, C, state=AgendaState.POSTED),
    breaks=(AgendaBreak(starts_at=at_minute(45), minutes=10),),
)
MEETING = a_meeting()


def seat(run: MeetingRun, minute: float) -> MeetingRun:
    return seat_required(AGENDA, run, at_minute(minute))


def started(minute: int = 0) -> MeetingRun:
    return seat(start_run(MEETING, AGENDA, CHAIR, at_minute(minute)), minute)


def on(run: MeetingRun, minute: int) -> MeetingRun:
    return seat(next_case(AGENDA, run, CHAIR, at_minute(minute)), minute)


def spans(run: MeetingRun) -> set[tuple[str, float, float | None]]:
    """Who was at the table, from which minute of the meeting until which."""

    def minute(moment: object) -> float:
        return (moment - STARTS_AT) / timedelta(minutes=1)

    return {
        (one.organisation, minute(one.from_at), one.until_at and minute(one.until_at))
        for one in run.presences
    }


class TestPresence:
    def test_who_is_required_is_taken_to_be_there_from_the_start_of_the_case(self):
        assert spans(started(3)) == {(POLICE, 3, None)}
        assert spans(on(started(), 30)) == {(POLICE, 0, None), (CARE, 30, None), (CITY, 30, None)}

    def test_who_is_needed_for_no_case_any_more_leaves(self):
        paused = on(on(started(), 30), 45)
        assert (CARE, 30, 45) in spans(paused)
        assert list_seated(paused) == {POLICE, CITY}

    def test_who_was_there_for_a_case_is_known_also_when_the_meeting_is_over(self):
        ended = finish_run(on(on(started(), 30), 45), CHAIR, at_minute(60))
        assert list_seated_during(ended, A.case) == {POLICE}
        assert list_seated_during(ended, B.case) == {POLICE, CARE, CITY}
        assert list_seated_during(started(), A.case) == {POLICE}

    def test_of_a_case_that_was_noted_afterwards_all_that_were_there_are_known(self):
        ended = finish_run(on(started(), 30), CHAIR, at_minute(40))
        assert list_seated_during(ended, C.case) == {POLICE, CARE, CITY}

    def test_at_the_end_everybody_leaves(self):
        assert spans(finish_run(started(), CHAIR, at_minute(20))) == {(POLICE, 0, 20)}

    def test_who_was_only_taken_to_be_there_was_not_there_at_all(self):
        assert spans(note_departure(started(), POLICE, at_minute(4))) == set()

    def test_who_leaves_in_a_later_case_was_there_until_then(self):
        left = note_departure(on(started(), 30), POLICE, at_minute(33))
        assert (POLICE, 0, 33) in spans(left)

    def test_who_came_by_a_word_stays_until_a_word_or_the_end(self):
        came = note_arrival(started(), OrganisationId("housing"), at_minute(2))
        assert ("housing", 2, None) in spans(on(came, 30))
        assert ("housing", 2, 31) in spans(note_departure(on(came, 30), "housing", at_minute(31)))

    def test_a_word_said_twice_changes_nothing(self):
        assert note_arrival(started(), POLICE, at_minute(5)) == started()
        gone = note_departure(started(), POLICE, at_minute(5))
        assert note_departure(gone, POLICE, at_minute(6)) == gone

    def test_who_did_not_come_is_expected_again_at_their_next_case(self):
        away = note_departure(started(), POLICE, at_minute(4))
        last = on(on(on(away, 30), 45), 55)
        assert (POLICE, 55, None) in spans(last)


class TestCalledIn:
    def test_the_next_case_is_near_ten_minutes_before_it_is_expected(self):
        assert find_called(AGENDA, started(), at_minute(19)) == ()
        [called] = find_called(AGENDA, started(), at_minute(20))
        assert (called.item, called.organisations) == (B, (CARE, CITY))

    def test_after_a_delay_it_is_near_later(self):
        longer = lengthen(started(), CHAIR, at_minute(10))
        assert find_called(AGENDA, longer, at_minute(24)) == ()
        assert find_called(AGENDA, longer, at_minute(25))

    def test_who_is_at_the_table_is_not_called(self):
        paused = on(on(started(), 30), 45)
        assert find_called(AGENDA, paused, at_minute(50)) == ()

    def test_who_was_not_there_is_called_for_a_case_that_begins_early(self):
        skipped = seat(skip_case(AGENDA, started(), CHAIR, at_minute(3)), 3)
        [called] = find_called(AGENDA, skipped, at_minute(3))
        assert (called.item, called.organisations) == (B, (CARE, CITY))

    def test_for_a_case_that_begins_on_its_time_nobody_is_called_any_more(self):
        assert find_called(AGENDA, on(started(), 30), at_minute(30)) == ()

    def test_after_the_end_nobody_is_called(self):
        assert find_called(AGENDA, finish_run(started(), CHAIR, at_minute(25)), at_minute(25)) == ()


class TestMovedTimes:
    def moved(self, run: MeetingRun, minute: float) -> dict[str, float]:
        found = find_moved(AGENDA, run, at_minute(minute))
        return {
            one.organisation: (one.expected_at - STARTS_AT) / timedelta(minutes=1) for one in found
        }

    def test_less_than_ten_minutes_is_told_nobody(self):
        assert self.moved(started(9), 9) == {}

    def test_ten_minutes_is_told_those_whose_own_time_has_not_come(self):
        assert self.moved(started(10), 10) == {CARE: 40, CITY: 40}

    def test_of_two_cases_the_first_to_come_is_ones_own_time(self):
        away = note_departure(started(20), POLICE, at_minute(20))
        assert self.moved(away, 20) == {CARE: 50, CITY: 50, POLICE: 75}

    def test_who_was_told_is_told_again_after_ten_more_minutes_of_delay_and_of_time(self):
        told = started(10)
        told = told.tell(find_moved(AGENDA, told, at_minute(10)))
        assert self.moved(told, 10) == {}
        assert self.moved(told, 49) == {}
        assert self.moved(told, 50) == {CARE: 50, CITY: 50}

    def test_within_ten_minutes_nobody_is_told_twice(self):
        told = started(10)
        told = told.tell(find_moved(AGENDA, told, at_minute(10)))
        longer = lengthen(lengthen(told, CHAIR, at_minute(12)), CHAIR, at_minute(13))
        assert self.moved(longer, 19) == {}
        assert self.moved(longer, 20) == {CARE: 50, CITY: 50}

    def test_whose_time_moves_back_hears_that_too(self):
        away = note_departure(started(20), POLICE, at_minute(20))
        told = away.tell(find_moved(AGENDA, away, at_minute(20)))
        back = skip_case(AGENDA, told, CHAIR, at_minute(30))
        assert self.moved(back, 30) == {POLICE: 55}

    def test_before_the_start_and_after_the_end_nobody_is_told(self):
        assert self.moved(finish_run(started(40), CHAIR, at_minute(41)), 41) == {}


class TestNextLook:
    def look(self, run: MeetingRun | None, minute: float) -> float:
        at = find_next_look(MEETING, AGENDA, run, at_minute(minute))
        return (at - STARTS_AT) / timedelta(minutes=1)

    def test_without_a_run_and_after_it_the_clock_waits_until_the_meeting_is_closed(self):
        closes = 180 + 24 * 60
        assert self.look(None, 0) == closes
        assert self.look(finish_run(started(), CHAIR, at_minute(20)), 20) == closes

    def test_it_looks_when_the_next_case_is_near_and_when_the_time_of_this_one_is_up(self):
        assert self.look(started(), 0) == 20
        assert self.look(started(), 20) == 30

    def test_then_each_minute(self):
        assert self.look(started(), 30) == 31
        assert self.look(started(), 45) == 46

    def test_with_nothing_to_come_it_waits(self):
        last = on(on(on(started(), 30), 45), 55)
        assert self.look(last, 56) == 180 + 24 * 60

    def test_it_looks_when_somebody_may_be_told_again(self):
        told = started(10)
        told = told.tell(find_moved(AGENDA, told, at_minute(10)))
        longer = lengthen(lengthen(told, CHAIR, at_minute(12)), CHAIR, at_minute(13))
        assert self.look(longer, 13) == 20
