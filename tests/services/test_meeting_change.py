"""A process director calls a meeting off or moves it, before and after its agenda was posted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.agenda_steps import MeetingBegunError
from domain.audit import AuditEvent
from domain.identifiers import MemberId
from domain.meeting import CallOffReason, Meeting
from domain.meeting_change import (
    MeetingChangedError,
    MovedTooFarError,
    MovedToPastError,
    NotMovedError,
)
from domain.meeting_run_steps import MeetingCancelledError
from domain.notice import NoticeKind
from domain.stoplight import Colour
from services.access import RefusedError
from services.meeting_change import (
    SeenMeeting,
    call_off_meeting,
    move_meeting,
    open_meeting,
)
from services.meeting_run import start_meeting
from tests.support.agenda_changes import approve, own_times, post_of
from tests.support.agenda_house import CARE, POLICE, AgendaHouse
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, STARTS_AT, THE_MEETING

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CODE, TOLD = "KX7-Q42", NoticeKind.OWN_TIMES
CHANGED_AT = POSTS_AT + HOUR
REASON = CallOffReason.TOO_FEW_PARTNERS
SEEN = SeenMeeting(meeting=THE_MEETING, began="2026-02-12T08:00Z")


@pytest.fixture
async def approved(agenda_house: AgendaHouse) -> AgendaHouse:
    await agenda_house.add_case(CODE, Colour.RED, 30, (POLICE, CARE), "nurse")
    await approve(agenda_house)
    return agenda_house


@pytest.fixture
async def posted(approved: AgendaHouse) -> AgendaHouse:
    async with approved.work() as moment:
        nurse = await moment.uow.people.member(MemberId("nurse"))
        await moment.uow.people.save_member(replace(nurse, mail="nurse@partner.example"))
    await approved.tick(POSTS_AT)
    approved.now = CHANGED_AT
    return approved


async def call_off(house: AgendaHouse, name: str = "sanne", seen: SeenMeeting = SEEN) -> None:
    async with house.acting(name) as ctx:
        await call_off_meeting(ctx, await open_meeting(ctx, seen), REASON)
    await house.tick()


async def move(house: AgendaHouse, to: datetime, name: str = "sanne") -> None:
    async with house.acting(name) as ctx:
        seen = SeenMeeting(meeting=THE_MEETING)
        await move_meeting(ctx, await open_meeting(ctx, seen), to)
    await house.tick()


async def the_meeting(house: AgendaHouse) -> Meeting:
    async with house.reading() as moment:
        return await moment.uow.meetings.get(THE_MEETING)


async def tick_on(house: AgendaHouse, times: Sequence[datetime]) -> None:
    for at in times:
        await house.tick(at)


async def test_what_is_called_off_is_told_once_and_its_cases_come_first_next_time(
    posted: AgendaHouse,
) -> None:
    await call_off(posted)
    await tick_on(posted, [CHANGED_AT + hours * HOUR for hours in range(1, 40)])
    assert len(await posted.notices(TOLD)) == 4
    assert await posted.told(TOLD) == ["agent", "nurse"]
    view = await post_of(posted)
    assert (view.meeting.is_cancelled, view.meeting.called_off) == (True, REASON)
    posts = await posted.notices(NoticeKind.AGENDA_POST)
    assert {one.card for one in posts} == {f"agenda:{THE_MEETING}"}
    async with posted.reading() as moment:
        case = await moment.uow.cases.get((await posted.agenda()).items[0].case)
        entry = (await moment.uow.calendar_entries.of_meeting(THE_MEETING))[MemberId("nurse")]
    assert case.rotation.carried_forward_on == CHANGED_AT.date()
    assert entry.hours == ()
    posted.now = STARTS_AT
    async with posted.acting("sanne") as ctx:
        with pytest.raises(MeetingCancelledError):
            await start_meeting(ctx, THE_MEETING, None)


async def test_what_is_called_off_before_posting_is_never_posted_and_its_cases_come_first(
    approved: AgendaHouse,
) -> None:
    await call_off(approved)
    await tick_on(approved, [POSTS_AT, STARTS_AT])
    assert await approved.notices(NoticeKind.AGENDA_POST) == []
    assert await approved.notices(TOLD) == []
    async with approved.reading() as moment:
        case = await moment.uow.cases.get((await approved.agenda()).items[0].case)
    assert case.rotation.carried_forward_on == CUT_OFF_AT.date()


async def test_a_moved_meeting_takes_all_along_and_is_told_once(posted: AgendaHouse) -> None:
    await move(posted, STARTS_AT + DAY + HOUR)
    await tick_on(posted, [CHANGED_AT + hours * HOUR for hours in range(1, 30)])
    meeting = await the_meeting(posted)
    assert meeting.starts_at == STARTS_AT + DAY + HOUR
    assert not meeting.is_cancelled
    view = await post_of(posted)
    assert view.agenda.moved_from == STARTS_AT
    assert view.agenda.items[0].starts_at == STARTS_AT + DAY + HOUR
    assert len(await posted.notices(TOLD)) == 4
    own = await own_times(posted, "nurse")
    assert own is not None
    assert own.blocks[0][0] == STARTS_AT + DAY + HOUR
    posted.now = STARTS_AT + DAY + HOUR
    async with posted.acting("sanne") as ctx:
        assert (await start_meeting(ctx, THE_MEETING, 0)).run is not None


async def test_a_meeting_moved_five_minutes_before_posting_posts_once_with_the_right_times(
    approved: AgendaHouse,
) -> None:
    approved.now = POSTS_AT - 5 * MINUTE
    await move(approved, STARTS_AT + HOUR)
    await tick_on(approved, [POSTS_AT + minutes * MINUTE for minutes in range(0, 90, 5)])
    assert len(await approved.notices(NoticeKind.AGENDA_POST)) == 1
    view = await post_of(approved)
    assert (view.agenda.items[0].starts_at, view.agenda.moved_from) == (STARTS_AT + HOUR, None)
    assert len(await approved.notices(TOLD)) == 2


async def test_the_bot_that_was_down_after_the_press_tells_what_was_decided(
    posted: AgendaHouse,
) -> None:
    async with posted.acting("sanne") as ctx:
        await move_meeting(ctx, await open_meeting(ctx, SEEN), STARTS_AT + 3 * DAY)
    await posted.tick(STARTS_AT + 2 * DAY)
    assert (await the_meeting(posted)).starts_at == STARTS_AT + 3 * DAY
    assert not (await the_meeting(posted)).is_cancelled


async def test_the_second_director_hears_who_was_first(posted: AgendaHouse) -> None:
    await call_off(posted)
    with pytest.raises(MeetingChangedError) as refused:
        await call_off(posted, "daan")
    assert refused.value.parameters["name"] == "Sanne"


async def test_who_looked_before_it_was_moved_does_not_call_off_the_moved_one(
    posted: AgendaHouse,
) -> None:
    await move(posted, STARTS_AT + DAY)
    with pytest.raises(MeetingChangedError):
        await call_off(posted, "daan")
    await call_off(posted, "daan", SeenMeeting(meeting=THE_MEETING, began="2026-02-13T08:00Z"))
    assert (await the_meeting(posted)).called_off is REASON


@pytest.mark.parametrize(
    ("to", "error"),
    [
        (CHANGED_AT - MINUTE, MovedToPastError),
        (CHANGED_AT + 43 * DAY, MovedTooFarError),
        (STARTS_AT, NotMovedError),
    ],
)
async def test_a_time_that_cannot_be_is_refused(
    posted: AgendaHouse, to: datetime, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await move(posted, to)


async def test_a_meeting_that_began_is_not_changed_here(posted: AgendaHouse) -> None:
    posted.now = STARTS_AT
    with pytest.raises(MeetingBegunError):
        await call_off(posted)


@pytest.mark.parametrize("name", ["iris", "agent"])
async def test_only_a_process_director_may(posted: AgendaHouse, name: str) -> None:
    with pytest.raises(RefusedError):
        await call_off(posted, name)


async def test_who_decided_is_on_record(posted: AgendaHouse) -> None:
    await move(posted, STARTS_AT + DAY)
    async with posted.database.reading() as uow:
        entries = [one.entry for one in await uow.audit.chain(None)]
    kinds = {AuditEvent.MEETING_MOVED, AuditEvent.AGENDA_CHANGED}
    assert {(one.event, one.who) for one in entries if one.event in kinds} == {
        (kind, "sanne") for kind in kinds
    }


async def test_a_schedule_that_ends_cancels_what_was_moved_too(posted: AgendaHouse) -> None:
    await move(posted, STARTS_AT + DAY)
    async with posted.database.work() as uow:
        await uow.schedules.end_schedule((await the_meeting(posted)).schedule, posted.now.date())
    await posted.tick()
    assert (await the_meeting(posted)).is_cancelled
