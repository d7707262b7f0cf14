"""A posted agenda whose meeting is moved, cancelled, or held after all by its schedule."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from domain.attendance_request import AttendanceAnswer, AttendanceRequest, answer_request
from domain.audit import AuditEvent
from domain.house import Channel, Weekday, WeekMoment
from domain.identifiers import (
    AttendanceRequestId,
    ChannelId,
    MeetingId,
    MemberId,
    OrganisationId,
)
from domain.meeting import Meeting
from domain.meeting_run_steps import MeetingCancelledError
from domain.notice import NoticeKind
from domain.stoplight import Colour
from services.agenda.approval import approve_agenda
from services.agenda.notices import look_at_own_times
from services.agenda.views import OwnTimesView, PostedView, read_own_times, read_posted
from services.meeting_run import start_meeting
from tests.support.agenda_house import CARE, CHANNEL, POLICE, WEEKLY, AgendaHouse, moved
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, STARTS_AT, THE_MEETING, at_minute

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MEETING = MeetingId(THE_MEETING)
THURSDAY, FRIDAY = date(2026, 2, 12), date(2026, 2, 13)
A_DAY_AND_AN_HOUR_LATER = moved(THURSDAY, FRIDAY, time(10, 0))
TOLD = NoticeKind.OWN_TIMES
CHANGED_AT = POSTS_AT + HOUR


@pytest.fixture
async def approved(agenda_house: AgendaHouse) -> AgendaHouse:
    """An approved agenda with one red case of two partners."""
    await agenda_house.is_led(_approved)
    return agenda_house


async def _approved(agenda_house: AgendaHouse) -> None:
    await agenda_house.add_case("KX7-Q42", Colour.RED, 30, (POLICE, CARE), "nurse")
    await agenda_house.tick(CUT_OFF_AT)
    async with agenda_house.acting("sanne") as ctx:
        await approve_agenda(ctx, MEETING, (await agenda_house.agenda()).version)


@pytest.fixture
async def posted(approved: AgendaHouse) -> AgendaHouse:
    await approved.is_led(_posted)
    return approved


async def _posted(approved: AgendaHouse) -> None:
    await approved.tick(POSTS_AT)


async def move(house: AgendaHouse, **changes: object) -> None:
    await house.save_schedule(**(changes or {"moved": (A_DAY_AND_AN_HOUR_LATER,)}))
    await house.tick(max(house.now, CHANGED_AT))


async def cancel(house: AgendaHouse) -> None:
    async with house.database.work() as uow:
        await uow.schedules.end_schedule(WEEKLY.id, house.now.date())
    await house.tick(max(house.now, CHANGED_AT))


async def the_meeting(house: AgendaHouse) -> Meeting:
    async with house.reading() as moment:
        return await moment.uow.meetings.get(MEETING)


async def post(house: AgendaHouse) -> PostedView:
    async with house.reading() as moment:
        view = await read_posted(moment, MEETING)
    assert view is not None
    return view


async def own_times(house: AgendaHouse, name: str) -> OwnTimesView | None:
    async with house.sending_to(name) as reading:
        return await read_own_times(reading, MEETING)


async def count(house: AgendaHouse, kind: NoticeKind) -> int:
    return len([one for one in await house.notices(kind) if one.subject == THE_MEETING])


async def test_a_moved_meeting_takes_what_was_posted_along_in_the_same_post(
    posted: AgendaHouse,
) -> None:
    await move(posted)
    view = await post(posted)
    assert [one.starts_at for one in view.agenda.items] == [at_minute(0) + DAY + HOUR]
    assert view.meeting.starts_at == STARTS_AT + DAY + HOUR
    assert (view.agenda.moved_from, view.agenda.changed_at) == (STARTS_AT, CHANGED_AT)
    assert view.late_at is None
    posts = await posted.notices(NoticeKind.AGENDA_POST)
    assert {one.card for one in posts} == {f"agenda:{THE_MEETING}"}
    assert len(posts) == 2


async def test_who_has_own_times_hears_the_new_ones_once_and_nobody_else_does(
    posted: AgendaHouse,
) -> None:
    await move(posted)
    for hours in range(5):
        await posted.tick(CHANGED_AT + hours * HOUR)
    async with posted.work() as moment:
        await look_at_own_times(moment, THE_MEETING)
    assert await posted.told(TOLD) == ["agent", "nurse"]
    assert await count(posted, TOLD) == 4
    own = await own_times(posted, "nurse")
    assert own is not None
    assert own.moved_from == STARTS_AT
    assert own.blocks[0][0] == STARTS_AT + DAY + HOUR


async def test_a_meeting_moved_back_is_told_again_and_no_longer_called_moved(
    posted: AgendaHouse,
) -> None:
    await move(posted)
    await posted.save_schedule()
    await posted.tick(CHANGED_AT + MINUTE)
    own = await own_times(posted, "nurse")
    assert own is not None
    assert own.moved_from is None
    assert await count(posted, TOLD) == 6


async def test_a_cancelled_meeting_is_told_once_and_its_cases_are_carried_forward(
    posted: AgendaHouse,
) -> None:
    await cancel(posted)
    for hours in range(30):
        await posted.tick(CHANGED_AT + hours * HOUR)
    assert await count(posted, TOLD) == 4
    async with posted.reading() as moment:
        assert (await read_posted(replace(moment, now=CHANGED_AT), MEETING)).late_at is None
    assert (await post(posted)).meeting.is_cancelled
    own = await own_times(posted, "nurse")
    assert own is not None
    assert own.meeting.is_cancelled
    async with posted.reading() as moment:
        case = await moment.uow.cases.get((await posted.agenda()).items[0].case)
    assert case.rotation.carried_forward_on == CHANGED_AT.date()


async def test_a_cancelled_meeting_cannot_be_run(posted: AgendaHouse) -> None:
    await cancel(posted)
    posted.now = STARTS_AT
    async with posted.acting("sanne") as ctx:
        with pytest.raises(MeetingCancelledError):
            await start_meeting(ctx, MEETING, None)


async def test_who_is_needed_only_later_is_not_told_of_a_cancelled_meeting(
    posted: AgendaHouse,
) -> None:
    await cancel(posted)
    async with posted.work() as moment:
        agent = await moment.uow.people.member(MemberId("agent"))
        await moment.uow.people.save_member(agent.leave(moment.today))
    async with posted.work() as moment:
        await look_at_own_times(moment, THE_MEETING)
    assert await posted.told(TOLD) == ["agent", "nurse"]


async def test_a_cancelled_meeting_that_is_held_after_all_is_told_again(
    posted: AgendaHouse,
) -> None:
    await cancel(posted)
    await posted.save_schedule()
    await posted.tick(CHANGED_AT + MINUTE)
    assert not (await post(posted)).meeting.is_cancelled
    assert await count(posted, TOLD) == 6
    posts = await posted.notices(NoticeKind.AGENDA_POST)
    assert {one.card for one in posts} == {f"agenda:{THE_MEETING}"}


async def test_another_place_is_told_and_another_hour_of_posting_is_not(
    posted: AgendaHouse,
) -> None:
    await move(posted, posts=WeekMoment(weekday=Weekday.WEDNESDAY, at=time(8, 0)))
    assert await count(posted, TOLD) == 2
    assert (await posted.agenda()).changed_at is None
    await move(posted, place="Stadhuis, zaal 5")
    assert await count(posted, TOLD) == 4
    assert (await post(posted)).meeting.place == "Stadhuis, zaal 5"


async def test_the_post_stays_in_its_channel_and_the_meeting_as_long_as_its_cases_need(
    posted: AgendaHouse,
) -> None:
    other = Channel(id=ChannelId("other"), team="team", conversation_id="19:other@thread.tacv2")
    async with posted.database.work() as uow:
        await uow.channels.save_channel(other)
    await move(posted, channel=other.id, minutes=15)
    meeting = await the_meeting(posted)
    assert meeting.channel == CHANNEL.id
    assert meeting.lasts_within == 30 * MINUTE
    await posted.tick(CHANGED_AT + HOUR)
    assert (await the_meeting(posted)).version == meeting.version


async def test_a_meeting_that_has_begun_is_not_moved(posted: AgendaHouse) -> None:
    await posted.tick(STARTS_AT)
    await move(posted)
    assert (await the_meeting(posted)).starts_at == STARTS_AT
    assert await count(posted, TOLD) == 2


async def test_a_meeting_that_is_at_the_table_already_is_not_moved(posted: AgendaHouse) -> None:
    posted.now = STARTS_AT - 10 * MINUTE
    async with posted.acting("sanne") as ctx:
        await start_meeting(ctx, MEETING, 0)
    await move(posted)
    assert (await the_meeting(posted)).starts_at == STARTS_AT


async def test_a_meeting_moved_five_minutes_before_posting_is_posted_once_with_its_new_times(
    approved: AgendaHouse,
) -> None:
    await approved.save_schedule(moved=(moved(THURSDAY, THURSDAY, time(10, 0)),))
    await approved.tick(POSTS_AT - 5 * MINUTE)
    for minutes in range(0, 120, 5):
        await approved.tick(POSTS_AT + minutes * MINUTE)
    assert await count(approved, NoticeKind.AGENDA_POST) == 1
    view = await post(approved)
    assert [one.starts_at for one in view.agenda.items] == [at_minute(60)]
    assert view.agenda.moved_from is None
    assert await count(approved, TOLD) == 2


async def test_calendars_follow_a_move_and_a_cancellation(approved: AgendaHouse) -> None:
    async with approved.work() as moment:
        nurse = await moment.uow.people.member(MemberId("nurse"))
        await moment.uow.people.save_member(replace(nurse, mail="nurse@partner.example"))
    await approved.tick(POSTS_AT)
    await move(approved)
    async with approved.reading() as moment:
        entry = (await moment.uow.calendar_entries.of_meeting(MEETING))[MemberId("nurse")]
    assert entry.hours[0][0] == STARTS_AT + DAY + HOUR
    await cancel(approved)
    async with approved.reading() as moment:
        ended = (await moment.uow.calendar_entries.of_meeting(MEETING))[MemberId("nurse")]
    assert ended.hours == ()
    assert ended.uid == entry.uid
    assert ended.sequence > entry.sequence


@pytest.mark.parametrize("at", [CUT_OFF_AT - HOUR, CHANGED_AT])
async def test_an_answer_that_was_given_for_the_old_time_is_asked_anew(
    agenda_house: AgendaHouse, at: object
) -> None:
    house = agenda_house
    await house.add_case("KX7-Q42", Colour.RED, 30, (POLICE, CARE), "nurse")
    await house.tick()
    async with house.work() as moment:
        request = AttendanceRequest(
            id=AttendanceRequestId("asked"),
            meeting=MEETING,
            organisation=OrganisationId(CARE),
            member=MemberId("nurse"),
            cases=(),
            asked_at=moment.now,
        )
        await moment.uow.attendance_requests.add(request)
        answered = answer_request(request, AttendanceAnswer.COMES, request.member, moment.now)
        await moment.uow.attendance_requests.save(answered)
    if at == CHANGED_AT:
        await house.tick(CUT_OFF_AT)
        async with house.acting("sanne") as ctx:
            await approve_agenda(ctx, MEETING, (await house.agenda()).version)
        await house.tick(POSTS_AT)
    await house.save_schedule(moved=(A_DAY_AND_AN_HOUR_LATER,))
    await house.tick(CUT_OFF_AT - HOUR if at != CHANGED_AT else CHANGED_AT)
    async with house.reading() as moment:
        found = await moment.uow.attendance_requests.of_meeting(MEETING)
    [now] = [one for one in found if one.id == "asked"]
    assert (now.answer, now.answered_by) == (AttendanceAnswer.OPEN, None)
    told = [
        one for one in await house.notices(NoticeKind.ATTENDANCE_REQUEST) if one.subject == now.id
    ]
    assert [one.card for one in told] == ["attendance_request:asked:nurse"]


async def test_a_change_by_the_schedule_is_on_record(posted: AgendaHouse) -> None:
    await move(posted)
    async with posted.database.reading() as uow:
        entries = [one.entry for one in await uow.audit.chain(None)]
    changed = [one for one in entries if one.event is AuditEvent.AGENDA_CHANGED]
    assert [(one.who, one.subject) for one in changed] == [(None, THE_MEETING)]
