from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.agenda import AgendaBreak, AgendaState
from domain.errors import RuleBrokenError
from domain.identifiers import CaseId, MemberId
from domain.meeting_run import MeetingRun, Progress, RunStep, list_waiting
from domain.meeting_run_steps import (
    AgendaNotPostedError,
    MeetingCancelledError,
    MeetingOverError,
    NothingAtTableError,
    NothingGoingOnError,
    NothingWaitsError,
    StillGoingOnError,
    TooEarlyToStartError,
    end_by_clock,
    finish_run,
    lengthen,
    next_case,
    note_afterwards,
    skip_case,
    start_run,
)
from domain.meeting_run_times import Expectation, expect
from domain.stoplight import Colour
from tests.support.meetings import STARTS_AT, a_meeting, an_agenda, an_item, at_minute

CHAIR, NOOR = MemberId("chair"), MemberId("noor")
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
# 09:00–09:30, 09:30–09:45, a pause until 09:55, 09:55–10:15
A = an_item("AAA-111", Colour.RED, 30, 0, "police")
B = an_item("BBB-222", Colour.ORANGE, 15, 30, "police")
C = an_item("CCC-333", Colour.ORANGE, 20, 55, "care")
AGENDA = replace(
    an_agenda(A, B, C, state=AgendaState.POSTED),
    breaks=(AgendaBreak(starts_at=at_minute(45), minutes=10),),
)
MEETING = a_meeting()


def started(minute: int = 0) -> MeetingRun:
    return start_run(MEETING, AGENDA, CHAIR, at_minute(minute))


def on(run: MeetingRun, minute: int) -> MeetingRun:
    return next_case(AGENDA, run, CHAIR, at_minute(minute))


def minutes_of(expectation: Expectation) -> dict[str, float]:
    """Expected starts in minutes after the start of the meeting, by the first letter of the case"""
    return {
        case.removeprefix("case-")[0]: (at - STARTS_AT).total_seconds() / 60
        for case, at in expectation.starts.items()
    }


def expected(run: MeetingRun, minute: int) -> dict[str, float]:
    return minutes_of(expect(AGENDA, run, at_minute(minute)))


class TestSteps:
    def test_the_first_case_is_at_the_table_when_the_meeting_starts(self):
        run = started(2)
        assert run.at_table
        assert (run.at_table.case, run.at_table.started_at) == (A.case, at_minute(2))
        assert (run.started_by, run.last_step, run.steps) == (CHAIR, RunStep.STARTED, 1)
        assert list_waiting(AGENDA, run) == [B, C]

    def test_an_agenda_without_cases_can_be_started_and_closed(self):
        empty = replace(an_agenda(state=AgendaState.POSTED), items=())
        run = start_run(MEETING, empty, CHAIR, STARTS_AT)
        assert run.at_table is None
        assert finish_run(run, CHAIR, at_minute(5)).ended_at == at_minute(5)

    def test_going_on_measures_the_case_that_was_discussed_and_begins_the_next(self):
        run = next_case(AGENDA, started(), NOOR, at_minute(35))
        first = next(one for one in run.cases if one.case == A.case)
        assert (first.progress, first.ended_at, first.ended_by) == (
            Progress.DISCUSSED, at_minute(35), NOOR,
        )  # fmt: skip
        assert run.at_table
        assert (run.at_table.case, run.at_table.started_at) == (B.case, at_minute(35))

    def test_a_pause_of_the_agenda_comes_before_the_case_behind_it(self):
        paused = on(on(started(), 30), 45)
        assert paused.at_table is None
        assert expect(AGENDA, paused, at_minute(46)).pause_until == at_minute(55)
        assert on(paused, 55).at_table is not None

    def test_a_lengthened_case_has_five_minutes_more_each_time(self):
        run = lengthen(lengthen(started(), CHAIR, at_minute(20)), CHAIR, at_minute(21))
        assert run.at_table
        assert run.at_table.added_minutes == 10
        assert expect(AGENDA, run, at_minute(21)).now_until == at_minute(40)

    def test_a_skipped_case_leaves_the_table_undiscussed_and_the_next_begins(self):
        run = skip_case(AGENDA, started(), CHAIR, at_minute(3))
        assert run.progress_of(A.case) is Progress.SKIPPED
        assert run.at_table
        assert run.at_table.case == B.case

    def test_in_a_pause_the_next_case_is_passed_over_without_a_time(self):
        run = skip_case(AGENDA, on(on(started(), 30), 45), CHAIR, at_minute(50))
        passed = next(one for one in run.cases if one.case == C.case)
        assert (passed.progress, passed.started_at) == (Progress.SKIPPED, None)

    def test_at_the_end_the_case_at_the_table_was_discussed_and_the_rest_waits(self):
        run = finish_run(on(started(), 30), NOOR, at_minute(45))
        assert run.progress_of(B.case) is Progress.DISCUSSED
        assert list_waiting(AGENDA, run) == [C]
        assert (run.ended_at, run.ended_by, run.is_going_on) == (at_minute(45), NOOR, False)

    def test_every_step_counts_and_names_who_took_it(self):
        run = skip_case(AGENDA, lengthen(started(), CHAIR, at_minute(1)), NOOR, at_minute(2))
        assert (run.steps, run.last_step, run.last_by) == (3, RunStep.SKIPPED, NOOR)


class TestRefusals:
    @pytest.mark.parametrize(
        ("meeting", "agenda", "at", "refusal"),
        [
            (replace(MEETING, is_cancelled=True), AGENDA, STARTS_AT, MeetingCancelledError),
            (MEETING, None, STARTS_AT, AgendaNotPostedError),
            (MEETING, an_agenda(A), STARTS_AT, AgendaNotPostedError),
            (MEETING, AGENDA, STARTS_AT - HOUR - SECOND, TooEarlyToStartError),
            (MEETING, AGENDA, MEETING.ends_at + DAY + SECOND, MeetingOverError),
        ],
    )
    def test_a_meeting_that_cannot_be_started_says_why(
        self, meeting: object, agenda: object, at: datetime, refusal: type[RuleBrokenError]
    ):
        with pytest.raises(refusal):
            start_run(meeting, agenda, CHAIR, at)

    def test_a_meeting_can_be_started_at_both_edges_of_its_hours(self):
        for at in (STARTS_AT - HOUR, MEETING.ends_at + DAY):
            assert start_run(MEETING, AGENDA, CHAIR, at).is_going_on

    def test_without_a_start_nothing_is_going_on(self):
        for step in (
            lambda: next_case(AGENDA, None, CHAIR, STARTS_AT),
            lambda: skip_case(AGENDA, None, CHAIR, STARTS_AT),
            lambda: lengthen(None, CHAIR, STARTS_AT),
            lambda: finish_run(None, CHAIR, STARTS_AT),
        ):
            with pytest.raises(NothingGoingOnError):
                step()

    def test_after_the_end_it_is_over(self):
        over = finish_run(started(), CHAIR, at_minute(30))
        for step in (
            lambda: next_case(AGENDA, over, CHAIR, at_minute(31)),
            lambda: skip_case(AGENDA, over, CHAIR, at_minute(31)),
            lambda: lengthen(over, CHAIR, at_minute(31)),
            lambda: finish_run(over, CHAIR, at_minute(31)),
        ):
            with pytest.raises(MeetingOverError):
                step()

    def test_in_a_pause_no_case_can_be_lengthened(self):
        with pytest.raises(NothingAtTableError):
            lengthen(on(on(started(), 30), 45), CHAIR, at_minute(46))

    def test_after_the_last_case_nothing_waits(self):
        last = on(on(on(on(started(), 30), 45), 55), 75)
        assert last.at_table is None
        for step in (next_case, skip_case):
            with pytest.raises(NothingWaitsError):
                step(AGENDA, last, CHAIR, at_minute(76))


class TestExpectedTimes:
    def test_before_the_start_they_are_those_of_the_agenda(self):
        assert minutes_of(expect(AGENDA, None, at_minute(20))) == {"A": 0, "B": 30, "C": 55}

    def test_a_late_start_moves_all_that_follows_and_the_pause_keeps_its_length(self):
        assert expected(started(20), 20) == {"B": 50, "C": 75}

    def test_a_lengthened_case_moves_what_follows(self):
        assert expected(lengthen(started(), CHAIR, at_minute(1)), 1) == {"B": 35, "C": 60}

    def test_a_case_that_takes_longer_without_a_word_moves_what_follows_too(self):
        assert expected(started(), 42) == {"B": 42, "C": 67}

    def test_a_skipped_case_takes_a_delay_away_but_nobody_is_expected_before_their_time(self):
        late = started(20)
        assert expected(skip_case(AGENDA, late, CHAIR, at_minute(22)), 22) == {"C": 55}
        assert expected(skip_case(AGENDA, started(), CHAIR, at_minute(2)), 2) == {"C": 55}

    def test_a_pause_that_begins_late_keeps_its_length(self):
        paused = on(on(started(20), 50), 65)
        expectation = expect(AGENDA, paused, at_minute(66))
        assert expectation.pause_until == at_minute(75)
        assert minutes_of(expectation) == {"C": 75}

    def test_after_the_end_nothing_is_expected_at_another_time(self):
        over = finish_run(started(20), CHAIR, at_minute(50))
        assert expected(over, 51) == {"B": 30, "C": 55}


class TestTheClock:
    def test_a_meeting_nobody_closed_keeps_what_was_discussed(self):
        at = MEETING.ends_at + DAY
        run = end_by_clock(MEETING, AGENDA, on(started(), 40), at)
        second = next(one for one in run.cases if one.case == B.case)
        assert (second.progress, second.ended_at) == (Progress.DISCUSSED, at_minute(55))
        assert (run.ended_at, run.ended_by) == (at, None)
        assert list_waiting(AGENDA, run) == [C]

    def test_of_a_meeting_nobody_started_nothing_counts_as_discussed(self):
        run = end_by_clock(MEETING, AGENDA, None, MEETING.ends_at + DAY)
        assert (run.started_at, run.is_going_on) == (None, False)
        assert list_waiting(AGENDA, run) == [A, B, C]


class TestNotedAfterwards:
    def test_what_was_discussed_without_the_bot_is_noted_after_the_meeting(self):
        run = note_afterwards(MEETING, AGENDA, None, {B.case}, CHAIR, MEETING.ends_at)
        assert run.progress_of(B.case) is Progress.DISCUSSED
        assert list_waiting(AGENDA, run) == [A, C]
        assert run.ended_by == CHAIR

    def test_what_the_table_noted_itself_keeps_its_times(self):
        before = finish_run(started(), NOOR, at_minute(31))
        run = note_afterwards(
            MEETING, AGENDA, before, {A.case, B.case}, CHAIR, MEETING.ends_at + DAY
        )
        first = next(one for one in run.cases if one.case == A.case)
        assert first.ended_at == at_minute(31)
        assert (run.ended_at, run.ended_by) == (at_minute(31), NOOR)

    def test_a_case_that_is_not_on_the_agenda_is_not_noted(self):
        run = note_afterwards(MEETING, AGENDA, None, {CaseId("other")}, CHAIR, MEETING.ends_at)
        assert run.cases == ()

    @pytest.mark.parametrize(
        ("at", "refusal"),
        [
            (MEETING.ends_at - SECOND, StillGoingOnError),
            (MEETING.ends_at + 7 * DAY + SECOND, MeetingOverError),
        ],
    )
    def test_during_the_meeting_and_a_week_later_it_cannot(
        self, at: datetime, refusal: type[RuleBrokenError]
    ):
        with pytest.raises(refusal):
            note_afterwards(MEETING, AGENDA, None, set(), CHAIR, at)
