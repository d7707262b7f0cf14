from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from domain.agenda import AgendaState
from domain.errors import ConflictError
from domain.house import OnHoliday, Weekday, WeekMoment
from domain.identifiers import MeetingId
from domain.meeting import Meeting
from domain.notice import ChannelNotice, Notice, NoticeKind
from domain.stoplight import Colour
from services.agenda.approval import approve_agenda
from services.agenda.clock import hold_meetings, look_at_agenda
from services.agenda.views import PostedView, read_not_posted, read_posted
from tests.support.agenda_house import (
    CARE,
    POLICE,
    WEEKLY,
    AgendaHouse,
    each,
    moved,
)
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, STARTS_AT, THE_MEETING, at_minute

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
COORDINATORS = ["daan", "iris", "sanne"]
THURSDAY = date(2026, 2, 12)


@pytest.fixture
async def house(agenda_house: AgendaHouse) -> AgendaHouse:
    await agenda_house.add_case("KX7-Q42", Colour.RED, 30, (POLICE, CARE))
    return agenda_house


async def approve(house: AgendaHouse, meeting: str = THE_MEETING) -> None:
    agenda = await house.agenda(meeting)
    async with house.acting("sanne") as ctx:
        await approve_agenda(ctx, MeetingId(meeting), agenda.version)


async def approved_at_the_cut_off(house: AgendaHouse) -> None:
    await house.tick(CUT_OFF_AT)
    await approve(house)


async def posts(house: AgendaHouse) -> list[Notice]:
    return await house.notices(NoticeKind.AGENDA_POST)


async def read_post(house: AgendaHouse, at: datetime) -> PostedView | None:
    async with house.reading() as moment:
        return await read_posted(replace(moment, now=at), THE_MEETING)


async def upcoming(house: AgendaHouse) -> list[Meeting]:
    async with house.database.reading() as uow:
        return list(await uow.meetings.upcoming(house.now))


async def why_not_posted(house: AgendaHouse) -> AgendaState | None:
    async with house.sending_to("sanne") as reading:
        view = await read_not_posted(reading, THE_MEETING)
    return view.agenda.state if view and view.agenda else None


class TestHoldingMeetings:
    async def test_the_meetings_of_six_weeks_are_held_once(self, house: AgendaHouse):
        await house.tick()
        await house.tick()
        assert [one.planned_on for one in await upcoming(house)] == [
            THURSDAY + timedelta(weeks=week) for week in range(6)
        ]

    async def test_a_meeting_on_a_public_holiday_falls_away(self, house: AgendaHouse):
        await house.tick(datetime(2026, 5, 4, 8, 0, tzinfo=UTC))
        planned = [one.planned_on for one in await upcoming(house)]
        assert date(2026, 5, 14) not in planned
        assert date(2026, 5, 21) in planned

    async def test_a_moved_meeting_takes_its_new_times_and_stays_itself(self, house: AgendaHouse):
        await house.tick()
        await house.save_schedule(moved=(moved(THURSDAY, date(2026, 2, 13), time(13, 0)),))
        await house.tick()
        first = (await upcoming(house))[0]
        assert first.id == THE_MEETING
        assert first.starts_at == datetime(2026, 2, 13, 12, 0, tzinfo=UTC)
        assert first.posts_at == POSTS_AT + DAY

    async def test_a_meeting_whose_schedule_ended_is_cancelled(self, house: AgendaHouse):
        await house.tick()
        async with house.database.work() as uow:
            await uow.schedules.end_schedule(WEEKLY.id, house.now.date())
        await house.tick()
        assert await upcoming(house) == []

    async def test_a_move_far_ahead_cancels_nothing(self, house: AgendaHouse):
        await house.tick()
        await house.save_schedule(moved=(moved(THURSDAY, date(2026, 6, 4), time(9, 0)),))
        await house.tick()
        assert THE_MEETING in {one.id for one in await upcoming(house)}

    async def test_when_nothing_changed_nothing_is_saved(self, house: AgendaHouse):
        for at in each(30, CUT_OFF_AT - HOUR, CUT_OFF_AT):
            await house.tick(at)
        assert {one.version for one in await upcoming(house)} == {1}


class TestPosting:
    async def test_an_approved_agenda_is_posted_once_at_its_hour(self, house: AgendaHouse):
        await approved_at_the_cut_off(house)
        await house.tick(POSTS_AT - SECOND)
        assert await posts(house) == []
        for at in each(60, POSTS_AT, STARTS_AT + HOUR):
            await house.tick(at)
        assert await posts(house) == [
            ChannelNotice(
                kind=NoticeKind.AGENDA_POST,
                subject=THE_MEETING,
                business_key=f"agenda:{THE_MEETING}:post",
                channel=WEEKLY.channel,
                card=f"agenda:{THE_MEETING}",
                due_at=POSTS_AT,
                expires_at=STARTS_AT,
            )
        ]

    async def test_a_post_on_its_hour_is_not_called_late(self, house: AgendaHouse):
        await approved_at_the_cut_off(house)
        await house.tick(POSTS_AT + SECOND)
        assert (await read_post(house, POSTS_AT + SECOND)).late_at is None

    async def test_a_machine_that_was_down_at_the_hour_posts_late_and_says_so(
        self, house: AgendaHouse
    ):
        await approved_at_the_cut_off(house)
        await house.tick(POSTS_AT + 3 * HOUR)
        assert len(await posts(house)) == 1
        assert (await read_post(house, house.now)).late_at == POSTS_AT + 3 * HOUR

    async def test_a_machine_that_was_down_until_the_meeting_began_posts_nothing_and_says_so(
        self, house: AgendaHouse
    ):
        await approved_at_the_cut_off(house)
        await house.tick(STARTS_AT)
        await house.tick(STARTS_AT + HOUR)
        assert await posts(house) == []
        assert await house.told(NoticeKind.AGENDA_NOT_APPROVED) == COORDINATORS
        assert await why_not_posted(house) is AgendaState.EXPIRED

    async def test_two_machines_at_the_hour_post_once(self, house: AgendaHouse):
        await approved_at_the_cut_off(house)
        house.now = POSTS_AT
        async with house.database.reading() as uow:
            stale = await uow.meetings.agenda(THE_MEETING)
        await house.tick()
        async with house.database.work() as uow:
            with pytest.raises(ConflictError):
                await uow.meetings.save_agenda(stale)
        assert len(await posts(house)) == 1

    async def test_the_channel_sees_nothing_before_it_was_posted(self, house: AgendaHouse):
        await approved_at_the_cut_off(house)
        assert await read_post(house, CUT_OFF_AT) is None


class TestWithoutApproval:
    async def test_at_the_hour_the_coordinators_are_told_once_and_nothing_is_posted(
        self, house: AgendaHouse
    ):
        await house.tick(CUT_OFF_AT)
        await house.tick(POSTS_AT - SECOND)
        assert await house.told(NoticeKind.AGENDA_NOT_APPROVED) == []
        await house.tick(POSTS_AT)
        await house.tick(POSTS_AT + HOUR)
        assert await house.told(NoticeKind.AGENDA_NOT_APPROVED) == COORDINATORS
        assert await posts(house) == []
        assert await why_not_posted(house) is AgendaState.DRAFT

    async def test_approved_late_it_is_posted_at_once_and_late(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        await house.tick(POSTS_AT + HOUR)
        await approve(house)
        assert len(await posts(house)) == 1
        assert (await read_post(house, house.now)).late_at == POSTS_AT + HOUR
        assert await why_not_posted(house) is None

    async def test_when_no_draft_could_be_made_the_coordinators_are_told_at_the_hour(
        self, house: AgendaHouse
    ):
        await house.tick()
        house.now = POSTS_AT
        async with house.work() as moment:
            await look_at_agenda(moment, THE_MEETING)
        async with house.sending_to("sanne") as reading:
            view = await read_not_posted(reading, THE_MEETING)
        assert await house.told(NoticeKind.AGENDA_NOT_APPROVED) == COORDINATORS
        assert view.agenda is None

    async def test_after_the_hour_a_late_draft_is_warned_about_once(self, house: AgendaHouse):
        await house.tick()
        await house.tick(POSTS_AT + HOUR)
        await house.tick(POSTS_AT + HOUR)
        assert (await house.agenda()).state is AgendaState.DRAFT
        assert await house.told(NoticeKind.AGENDA_NOT_APPROVED) == COORDINATORS

    async def test_a_meeting_that_began_without_approval_was_skipped(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        await house.tick(STARTS_AT)
        assert await posts(house) == []
        assert await why_not_posted(house) is AgendaState.SKIPPED

    async def test_a_machine_down_from_the_cut_off_until_the_meeting_tells_that_nothing_was_posted(
        self, house: AgendaHouse
    ):
        await house.tick()
        await house.tick(STARTS_AT + HOUR)
        assert await house.told(NoticeKind.AGENDA_NOT_APPROVED) == COORDINATORS
        assert await why_not_posted(house) is AgendaState.SKIPPED


class TestMovedMeetings:
    FRIDAY = moved(THURSDAY, date(2026, 2, 13), time(10, 0))

    async def test_an_approved_agenda_moves_along_and_is_posted_once_at_its_new_hour(
        self, house: AgendaHouse
    ):
        await approved_at_the_cut_off(house)
        await house.save_schedule(moved=(self.FRIDAY,))
        for at in each(30, POSTS_AT, POSTS_AT + DAY - SECOND):
            await house.tick(at)
        assert await posts(house) == []
        for at in each(30, POSTS_AT + DAY, STARTS_AT + DAY):
            await house.tick(at)
        assert [one.due_at for one in await posts(house)] == [POSTS_AT + DAY]
        assert (await house.agenda()).items[0].starts_at == at_minute(0) + DAY + HOUR

    async def test_a_meeting_moved_after_its_agenda_was_posted_has_its_post_edited(
        self, house: AgendaHouse
    ):
        await approved_at_the_cut_off(house)
        await house.tick(POSTS_AT)
        await house.save_schedule(moved=(self.FRIDAY,))
        for at in each(60, POSTS_AT, STARTS_AT + 2 * DAY):
            await house.tick(at)
        told = await posts(house)
        assert [one.card for one in told] == [f"agenda:{THE_MEETING}"] * 2
        assert len({one.business_key for one in told}) == 2

    async def test_posting_earlier_after_the_old_hour_passed_posts_once(self, house: AgendaHouse):
        await approved_at_the_cut_off(house)
        await house.save_schedule(posts=WeekMoment(weekday=Weekday.TUESDAY, at=time(13, 0)))
        for at in each(60, CUT_OFF_AT, STARTS_AT):
            await house.tick(at)
        assert [one.due_at for one in await posts(house)] == [CUT_OFF_AT + HOUR]

    async def test_a_shorter_meeting_needs_a_new_draft_and_a_new_approval(self, house: AgendaHouse):
        await house.add_case("MV3-T81", Colour.ORANGE, 30, (POLICE,))
        await approved_at_the_cut_off(house)
        await house.save_schedule(minutes=30)
        await house.tick(CUT_OFF_AT + HOUR)
        agenda = await house.agenda()
        assert agenda.state is AgendaState.DRAFT
        assert [item.code for item in agenda.items] == ["KX7-Q42"]
        assert "MV3-T81" in {left.code for left in agenda.left_out}

    async def test_a_cancelled_meeting_is_told_and_not_posted(self, house: AgendaHouse):
        await approved_at_the_cut_off(house)
        async with house.database.work() as uow:
            await uow.schedules.end_schedule(WEEKLY.id, house.now.date())
        for at in each(60, CUT_OFF_AT, STARTS_AT + HOUR):
            await house.tick(at)
        assert await posts(house) == []
        assert await house.told(NoticeKind.AGENDA_NOT_APPROVED) == COORDINATORS

    async def test_a_cancelled_meeting_that_is_held_after_all_gets_a_new_draft(
        self, house: AgendaHouse
    ):
        await approved_at_the_cut_off(house)
        async with house.database.work() as uow:
            await uow.schedules.end_schedule(WEEKLY.id, house.now.date())
        await house.tick(CUT_OFF_AT + HOUR)
        await house.save_schedule()
        await house.tick(CUT_OFF_AT + 2 * HOUR)
        assert (await house.agenda()).state is AgendaState.DRAFT
        await approve(house)
        await house.tick(POSTS_AT)
        assert len(await posts(house)) == 1


class TestTheHourAcrossTheClockChange:
    """The meeting is on Monday, its agenda is posted in the night before."""

    @pytest.mark.parametrize(
        ("monday", "posts_at"),
        [
            # 02:30 comes twice on 25 October 2026: the first one counts
            (date(2026, 10, 26), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
            # 02:30 does not come on 28 March 2027: the clock says 03:30 then
            (date(2027, 3, 29), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        ],
    )
    async def test_the_agenda_is_posted_once_at_the_right_moment(
        self, house: AgendaHouse, monday: date, posts_at: datetime
    ):
        meeting = f"weekly:{monday.isoformat()}"
        await house.save_schedule(
            weekday=Weekday.MONDAY,
            cut_off=WeekMoment(weekday=Weekday.SATURDAY, at=time(12, 0)),
            posts=WeekMoment(weekday=Weekday.SUNDAY, at=time(2, 30)),
            on_holiday=OnHoliday.HOLD,  # Easter is on 28 March 2027
        )
        await house.tick(posts_at - timedelta(hours=13))
        await approve(house, meeting)
        seen = []
        for at in each(10, posts_at - 2 * HOUR, posts_at + 4 * HOUR):
            await house.tick(at)
            seen += [at] * (len(await posts(house)) - len(seen))
        assert seen == [posts_at]

    @pytest.mark.parametrize(
        ("sunday", "starts_at", "expected"),
        [
            (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
            (date(2027, 3, 28), time(1, 30), datetime(2027, 3, 28, 0, 30, tzinfo=UTC)),
        ],
    )
    async def test_a_meeting_through_the_night_keeps_its_length(
        self, house: AgendaHouse, sunday: date, starts_at: time, expected: datetime
    ):
        await house.save_schedule(
            weekday=Weekday.SUNDAY,
            starts_at=starts_at,
            posts=WeekMoment(weekday=Weekday.SATURDAY, at=time(12, 0)),
            cut_off=WeekMoment(weekday=Weekday.FRIDAY, at=time(12, 0)),
            on_holiday=OnHoliday.HOLD,
        )
        for number in range(5):
            await house.add_case(f"AA1-B0{number}", Colour.RED, 30, (POLICE,))
        await house.tick(expected - 18 * HOUR)
        agenda = await house.agenda(f"weekly:{sunday.isoformat()}")
        assert [item.starts_at - expected for item in agenda.items] == [
            timedelta(minutes=30 * number) for number in range(6)
        ]


async def test_holding_meetings_twice_at_once_is_tried_again(house: AgendaHouse):
    async with house.work() as moment:
        await hold_meetings(moment)
        first = (await moment.uow.meetings.upcoming(house.now))[0]
        with pytest.raises(ConflictError):
            await moment.uow.meetings.add(first)
