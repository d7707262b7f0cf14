from dataclasses import replace
from datetime import timedelta

from domain.meeting import Meeting, follow_schedule, hold_meeting
from domain.schedule import Occurrence
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, STARTS_AT, a_meeting

HOUR = timedelta(hours=1)


def occurrence_of(meeting: Meeting) -> Occurrence:
    return Occurrence(
        key=meeting.id,
        schedule=meeting.schedule,
        channel=meeting.channel,
        planned_on=meeting.planned_on,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        cut_off_at=meeting.cut_off_at,
        posts_at=meeting.posts_at,
    )


def test_a_meeting_takes_the_times_of_its_schedule():
    assert hold_meeting(occurrence_of(a_meeting())) == a_meeting()


def test_an_agenda_is_posted_a_quarter_of_an_hour_before_the_meeting_at_the_latest():
    late = replace(occurrence_of(a_meeting()), posts_at=STARTS_AT, cut_off_at=STARTS_AT)
    quarter_before = STARTS_AT - timedelta(minutes=15)
    meeting = hold_meeting(late)
    assert (meeting.posts_at, meeting.cut_off_at) == (quarter_before, quarter_before)


def test_a_meeting_whose_schedule_did_not_change_stays_as_it_is():
    meeting = replace(a_meeting(), version=3, redraft_of=2)
    assert follow_schedule(meeting, occurrence_of(meeting)) == meeting


def test_a_moved_meeting_stays_itself_at_its_new_times():
    moved = replace(
        occurrence_of(a_meeting()), starts_at=STARTS_AT + HOUR, posts_at=POSTS_AT + HOUR
    )
    meeting = follow_schedule(replace(a_meeting(), version=3), moved)
    assert (meeting.id, meeting.version) == (a_meeting().id, 3)
    assert (meeting.starts_at, meeting.posts_at, meeting.cut_off_at) == (
        STARTS_AT + HOUR,
        POSTS_AT + HOUR,
        CUT_OFF_AT,
    )


def test_a_cancelled_meeting_that_is_planned_again_is_held():
    cancelled = replace(a_meeting(), is_cancelled=True)
    assert not follow_schedule(cancelled, occurrence_of(cancelled)).is_cancelled
