"""What a planned meeting brought, against the two ways a house does it otherwise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.agenda import Agenda, AgendaBreak
from domain.figures import (
    AtTable,
    Discussed,
    Measured,
    order_by_hand,
    sum_up_meeting,
    sum_up_organisations,
)
from domain.identifiers import CaseId, MemberId
from domain.meeting_run import CaseAtTable, MeetingRun, OrganisationAtTable, Progress
from domain.rotation import Turn
from domain.stoplight import Colour
from tests.support.agenda_house import POLICE
from tests.support.meetings import THE_MEETING, a_meeting, an_agenda, an_item, at_minute

RED = an_item("RD1-A11", Colour.RED, 30, 0, "police", "care")
ORANGE = an_item("OR1-A11", Colour.ORANGE, 15, 30, "police")
GREEN = an_item("GR1-A11", Colour.GREEN, 5, 45, "police")
LATER = an_item("OR2-A11", Colour.ORANGE, 20, 60, "care")
PAUSE = AgendaBreak(starts_at=at_minute(50), minutes=10)
# the orange case of mental health care was received first
RECEIVED = {
    one.case: datetime(2026, 1, day, tzinfo=UTC)
    for day, one in ((9, RED), (8, ORANGE), (7, GREEN), (1, LATER))
}
CHAIR = MemberId("sanne")


def the_agenda() -> Agenda:
    return replace(an_agenda(RED, ORANGE, GREEN, LATER), breaks=(PAUSE,))


def at_table(case: CaseId, start: int, end: int, **changes: object) -> CaseAtTable:
    held = CaseAtTable(
        case=case,
        progress=Progress.DISCUSSED,
        started_at=at_minute(start),
        started_by=CHAIR,
        ended_at=at_minute(end),
        ended_by=CHAIR,
    )
    return replace(held, **changes)


def a_run(*cases: CaseAtTable, **changes: object) -> MeetingRun:
    run = MeetingRun(
        meeting=THE_MEETING,
        started_at=at_minute(6),
        started_by=CHAIR,
        ended_at=at_minute(60),
        ended_by=CHAIR,
        cases=cases,
    )
    return replace(run, **changes)


def sum_up(agenda: Agenda, run: MeetingRun | None = None):
    organisations = sum_up_organisations(agenda, RECEIVED)
    return sum_up_meeting(a_meeting(), agenda, organisations, run)


def test_by_hand_the_cases_go_by_colour_then_by_date_with_the_pause_in_between():
    ordered = order_by_hand(the_agenda(), RECEIVED)
    assert [(one.code, one.starts_at) for one in ordered] == [
        (RED.code, at_minute(0)),
        (LATER.code, at_minute(30)),
        (ORANGE.code, at_minute(60)),
        (GREEN.code, at_minute(75)),
    ]


def test_each_organisation_is_at_the_table_from_its_first_case_to_its_last():
    care, police = sum_up_organisations(the_agenda(), RECEIVED)
    assert care.at_table == AtTable(planned=80, by_hand=50, everybody=80)
    assert police.at_table == AtTable(planned=50, by_hand=80, everybody=80)


def test_a_meeting_is_the_sum_of_its_organisations():
    figures = sum_up(the_agenda())
    assert figures.at_table == AtTable(planned=130, by_hand=130, everybody=160)
    assert (figures.cases, figures.discussed, figures.measured) == (4, None, None)


def test_an_agenda_without_a_case_brings_nothing():
    figures = sum_up(replace(the_agenda(), items=(), breaks=()))
    assert (figures.cases, figures.at_table) == (0, AtTable())


def test_what_happened_is_counted_by_colour_with_what_was_late_skipped_and_not_reached():
    late = replace(ORANGE, turn=Turn(days_overdue=7))
    nearly = replace(RED, turn=Turn(days_overdue=6))
    agenda = replace(the_agenda(), items=(nearly, late, GREEN, LATER))
    skipped = CaseAtTable(case=GREEN.case, progress=Progress.SKIPPED)
    run = a_run(at_table(RED.case, 6, 40), at_table(ORANGE.case, 40, 50), skipped)
    assert sum_up(agenda, run).discussed == Discussed(
        red=1, orange=1, overdue=1, skipped=1, not_reached=1
    )


def test_minutes_are_measured_of_cases_whose_begin_and_end_were_pressed():
    run = a_run(
        at_table(RED.case, 6, 40),
        at_table(ORANGE.case, 40, 50, ended_by=None),
        at_table(GREEN.case, 50, 60, started_at=None, ended_at=None),
        at_table(LATER.case, 50, 60, progress=Progress.SKIPPED),
        presences=(
            OrganisationAtTable(organisation=POLICE, from_at=at_minute(6), until_at=at_minute(36)),
            OrganisationAtTable(organisation=POLICE, from_at=at_minute(40), until_at=at_minute(60)),
        ),
    )
    assert sum_up(the_agenda(), run).measured == Measured(
        late=6, timed_cases=1, minutes_had=30, minutes_used=34, at_table=50
    )


def test_a_meeting_that_began_early_was_not_late():
    run = a_run(at_table(RED.case, 0, 20), started_at=at_minute(0) - timedelta(minutes=5))
    measured = sum_up(the_agenda(), run).measured
    assert measured is not None
    assert measured.late == 0


def test_a_meeting_that_nobody_closed_was_not_measured_but_is_known():
    run = a_run(at_table(RED.case, 6, 40), ended_by=None)
    figures = sum_up(the_agenda(), run)
    assert figures.measured is None
    assert figures.discussed == Discussed(red=1, not_reached=3)


def test_of_a_meeting_held_without_the_bot_nothing_is_said():
    run = MeetingRun(meeting=THE_MEETING, ended_at=at_minute(60))
    figures = sum_up(the_agenda(), run)
    assert (figures.discussed, figures.measured) == (None, None)


def test_what_was_noted_afterwards_is_known_and_not_measured():
    noted = CaseAtTable(case=RED.case, progress=Progress.DISCUSSED, ended_by=CHAIR)
    run = MeetingRun(meeting=THE_MEETING, ended_at=at_minute(60), ended_by=CHAIR, cases=(noted,))
    figures = sum_up(the_agenda(), run)
    assert figures.discussed == Discussed(red=1, not_reached=3)
    assert figures.measured is None
