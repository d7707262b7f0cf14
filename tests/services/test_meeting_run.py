"""A meeting at the table over real storage: who may run it, what is kept, who sees what changed."""

from datetime import datetime, timedelta

import pytest

from domain.access import Action, Ground, Refusal
from domain.audit import AuditEvent
from domain.meeting_run import Progress, RunStep
from domain.meeting_run_steps import AgendaNotPostedError, MeetingCancelledError
from domain.notice import NoticeKind
from domain.timer import TimerKind
from services.access import RefusedError
from services.meeting_run import (
    TableView,
    add_minutes,
    close_meeting,
    go_on,
    pass_over,
    start_meeting,
    view_run,
    view_table,
)
from services.meeting_run_views import read_run
from services.referral_views import reveal_identity, view_case
from tests.support.agenda_house import AgendaHouse
from tests.support.meeting_table import (
    FIRST,
    SECOND,
    THIRD,
    post_agenda_of_three,
    run_of,
    step_at,
)
from tests.support.meetings import CUT_OFF_AT, STARTS_AT, THE_MEETING, at_minute

ENDS_AT = at_minute(180)
A_SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def house(agenda_house: AgendaHouse) -> AgendaHouse:
    return await post_agenda_of_three(agenda_house)


async def table_at(house: AgendaHouse, at: datetime, name: str = "sanne") -> TableView:
    house.now = at
    async with house.acting(name) as ctx:
        return await view_table(ctx)


async def end(house: AgendaHouse, at: datetime) -> None:
    await house.tick(at)


class TestWhoMay:
    async def test_a_director_and_around_the_meeting_a_note_taker_run_it(self, house: AgendaHouse):
        await step_at(house, STARTS_AT - HOUR, name="noor")
        view = await step_at(house, at_minute(2), go_on, "daan", seen=1)
        assert view.item_now
        assert view.item_now.code == SECOND

    @pytest.mark.parametrize(
        "at", [STARTS_AT - HOUR - A_SECOND, ENDS_AT + DAY + A_SECOND], ids=["before", "after"]
    )
    async def test_a_note_taker_does_not_outside_those_hours(
        self, house: AgendaHouse, at: datetime
    ):
        for step in (start_meeting, go_on, add_minutes, pass_over, close_meeting):
            with pytest.raises(RefusedError) as refused:
                await step_at(house, at, step, "noor")
            assert refused.value.access.refusal is Refusal.NOT_AT_THIS_HOUR

    @pytest.mark.parametrize("name", ["iris", "nurse", "agent"])
    async def test_nobody_else_does(self, house: AgendaHouse, name: str):
        with pytest.raises(RefusedError):
            await step_at(house, STARTS_AT, name=name)
        with pytest.raises(RefusedError):
            await table_at(house, STARTS_AT, name)


class TestWhatTheCommandFinds:
    async def test_between_meetings_it_says_when_the_next_one_is(self, house: AgendaHouse):
        for name in ("sanne", "noor"):
            found = await table_at(house, STARTS_AT - HOUR - A_SECOND, name)
            assert found.shown is None
            assert found.coming
            assert found.coming.id == THE_MEETING

    async def test_from_an_hour_before_it_shows_the_meeting(self, house: AgendaHouse):
        found = await table_at(house, STARTS_AT - HOUR, "noor")
        assert found.shown
        assert [one.code for one in found.shown.coming] == [FIRST, SECOND, THIRD]

    async def test_it_prefers_the_meeting_that_is_going_on(self, house: AgendaHouse):
        await step_at(house, STARTS_AT)
        found = await table_at(house, at_minute(30))
        assert found.shown
        assert found.shown.run
        assert found.shown.steps == 1


class TestSteps:
    async def test_what_happened_is_kept_step_by_step(self, house: AgendaHouse):
        await step_at(house, at_minute(5))
        await step_at(house, at_minute(20), add_minutes, "noor", seen=1)
        await step_at(house, at_minute(41), go_on, seen=2)
        await step_at(house, at_minute(45), pass_over, seen=3)
        view = await step_at(house, at_minute(55), go_on, seen=4)
        await step_at(house, at_minute(70), close_meeting, seen=5)
        run = await run_of(house)
        codes = {item.case: item.code for item in view.agenda.items}
        assert run
        assert {
            codes[one.case]: (one.progress, one.started_at, one.ended_at) for one in run.cases
        } == {
            FIRST: (Progress.DISCUSSED, at_minute(5), at_minute(41)),
            SECOND: (Progress.SKIPPED, at_minute(41), at_minute(45)),
            THIRD: (Progress.DISCUSSED, at_minute(55), at_minute(70)),
        }
        assert (run.started_at, run.ended_at) == (at_minute(5), at_minute(70))

    async def test_the_second_of_two_presses_changes_nothing_and_shows_what_was_done(
        self, house: AgendaHouse
    ):
        await step_at(house, STARTS_AT)
        await step_at(house, at_minute(30), go_on, "noor", seen=1)
        late = await step_at(house, at_minute(30) + A_SECOND, go_on, seen=1)
        assert late.before
        assert (late.before.step, late.before.name, late.before.at) == (
            RunStep.WENT_ON, "Noor", at_minute(30),
        )  # fmt: skip
        assert late.item_now
        assert late.item_now.code == SECOND

    async def test_a_second_start_shows_who_started(self, house: AgendaHouse):
        await step_at(house, STARTS_AT, name="noor")
        late = await step_at(house, at_minute(1))
        assert late.before
        assert (late.before.step, late.before.name) == (RunStep.STARTED, "Noor")

    async def test_a_meeting_whose_agenda_was_not_posted_cannot_be_run(
        self, agenda_house: AgendaHouse
    ):
        await agenda_house.tick(CUT_OFF_AT)
        with pytest.raises(AgendaNotPostedError):
            await step_at(agenda_house, STARTS_AT)

    async def test_a_cancelled_meeting_cannot_be_run(self, house: AgendaHouse):
        async with house.work() as moment:
            await moment.uow.schedules.end_schedule("weekly", house.now.date())
        await house.tick()
        with pytest.raises(MeetingCancelledError):
            await step_at(house, STARTS_AT)

    async def test_start_and_end_are_on_record_with_who_pressed(self, house: AgendaHouse):
        await step_at(house, STARTS_AT)
        await step_at(house, at_minute(60), close_meeting, "noor", seen=1)
        async with house.reading() as moment:
            entries = [link.entry for link in await moment.uow.audit.chain(None)]
        told = [
            (one.event, one.who, one.subject)
            for one in entries
            if one.event in {AuditEvent.MEETING_STARTED, AuditEvent.MEETING_ENDED}
        ]
        assert told == [
            (AuditEvent.MEETING_STARTED, "sanne", THE_MEETING),
            (AuditEvent.MEETING_ENDED, "noor", THE_MEETING),
        ]


class TestTheChannel:
    async def test_each_step_brings_one_card_up_to_date(self, house: AgendaHouse):
        await step_at(house, STARTS_AT)
        await house.send_all()
        await step_at(house, at_minute(30), go_on, seen=1)
        notices = await house.notices(NoticeKind.MEETING_NOW)
        assert {one.card for one in notices} == {f"meeting_run:{THE_MEETING}"}
        assert len(notices) == 2

    async def test_a_press_that_came_too_late_tells_the_channel_nothing(self, house: AgendaHouse):
        await step_at(house, STARTS_AT)
        await house.send_all()
        await step_at(house, at_minute(1), seen=0)
        assert len(await house.notices(NoticeKind.MEETING_NOW)) == 1

    async def test_before_the_start_it_is_shown_nothing(self, house: AgendaHouse):
        async with house.reading() as moment:
            assert await read_run(moment, THE_MEETING) is None
        await step_at(house, STARTS_AT)
        async with house.reading() as moment:
            assert await read_run(moment, THE_MEETING) is not None


class TestTheClock:
    async def test_it_closes_a_day_later_what_nobody_closed(self, house: AgendaHouse):
        await step_at(house, STARTS_AT)
        await end(house, ENDS_AT + DAY - A_SECOND)
        assert (await run_of(house)).is_going_on
        await end(house, ENDS_AT + DAY)
        run = await run_of(house)
        assert run
        assert (run.ended_at, run.ended_by) == (ENDS_AT + DAY, None)
        assert THE_MEETING not in await house.timers(TimerKind.MEETING_RUN)

    async def test_it_closes_too_what_nobody_started(self, house: AgendaHouse):
        await end(house, ENDS_AT + DAY)
        run = await run_of(house)
        assert run
        assert (run.started_at, run.ended_at, run.cases) == (None, ENDS_AT + DAY, ())
        assert await house.notices(NoticeKind.MEETING_NOW) == []

    async def test_what_was_closed_at_the_table_it_leaves_alone(self, house: AgendaHouse):
        await step_at(house, STARTS_AT)
        await step_at(house, at_minute(60), close_meeting, seen=1)
        await end(house, ENDS_AT + DAY)
        run = await run_of(house)
        assert run
        assert run.ended_at == at_minute(60)

    async def test_who_looks_a_day_later_sees_that_the_clock_closed_it(self, house: AgendaHouse):
        await step_at(house, STARTS_AT)
        await end(house, ENDS_AT + DAY)
        late = await step_at(house, ENDS_AT + DAY, go_on, seen=1)
        assert late.before
        assert (late.before.step, late.before.name) == (RunStep.FINISHED, "")


async def test_whoever_looks_again_sees_the_same_table(house: AgendaHouse):
    await step_at(house, STARTS_AT)
    async with house.acting("noor") as ctx:
        view = await view_run(ctx, THE_MEETING)
    assert view.item_now
    assert view.item_now.code == FIRST


class TestTheCasesOfTheMeeting:
    async def see(self, house: AgendaHouse, at: datetime, code: str = FIRST) -> None:
        house.now = at
        async with house.acting("noor") as ctx:
            shown = await view_case(ctx, code, (Action.REVEAL_IDENTITY,))
            assert Action.REVEAL_IDENTITY in shown.allowed
            await reveal_identity(ctx, shown.id)

    async def test_the_note_taker_sees_them_from_an_hour_before_until_a_day_after(
        self, house: AgendaHouse
    ):
        for at in (STARTS_AT - HOUR, ENDS_AT + DAY):
            await self.see(house, at)
        for at in (STARTS_AT - HOUR - A_SECOND, ENDS_AT + DAY + A_SECOND):
            with pytest.raises(RefusedError):
                await self.see(house, at)

    async def test_a_case_that_is_not_on_the_agenda_stays_closed(self, house: AgendaHouse):
        await house.add_case("HW2-D55", None)
        with pytest.raises(RefusedError):
            await self.see(house, STARTS_AT, "HW2-D55")

    async def test_each_look_is_on_record_with_its_ground(self, house: AgendaHouse):
        await self.see(house, STARTS_AT)
        first = next(one for one in (await house.agenda()).items if one.code == FIRST)
        looks = [one for one in await house.on_record(first.case) if one.who == "noor"]
        assert {one.ground for one in looks} == {Ground.NOTE_TAKER}
        assert AuditEvent.IDENTITY_REVEALED in {one.event for one in looks}
