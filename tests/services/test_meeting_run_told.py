"""What a meeting at the table tells, to whom, and what it leaves of each case."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from domain.audit import AuditEvent
from domain.errors import NotFoundError
from domain.identifiers import MemberId, OrganisationId
from domain.meeting_run_steps import MeetingOverError, NothingGoingOnError
from domain.notice import NoticeKind
from domain.rotation import Rotation
from domain.timer import TimerKind
from services.access import RefusedError
from services.meeting_run import (
    add_minutes,
    close_meeting,
    go_on,
    note_after_meeting,
    note_present,
    pass_over,
    view_table,
)
from services.meeting_run_views import OwnTurnView, read_called, read_moved
from tests.support.agenda_house import CARE, HOUSING, POLICE, AgendaHouse
from tests.support.meeting_table import (
    FIRST,
    SECOND,
    THIRD,
    post_agenda_of_three,
    run_of,
    step_at,
)
from tests.support.meetings import STARTS_AT, THE_MEETING, at_minute

ENDS_AT, DAY, A_SECOND = at_minute(180), timedelta(days=1), timedelta(seconds=1)
CALLED, MOVED = NoticeKind.CALLED_IN, NoticeKind.TIME_MOVED


@pytest.fixture
async def house(agenda_house: AgendaHouse) -> AgendaHouse:
    return await post_agenda_of_three(agenda_house)


async def turn_of(house: AgendaHouse, name: str, *, is_moved: bool = False) -> OwnTurnView | None:
    async with house.sending_to(name) as reading:
        return await (read_moved if is_moved else read_called)(reading, THE_MEETING)


async def note(
    house: AgendaHouse, at: datetime, organisation: OrganisationId, *, is_present: bool
) -> None:
    house.now = at
    async with house.acting("noor") as ctx:
        await note_present(ctx, THE_MEETING, organisation, is_present=is_present)


async def tick_at(house: AgendaHouse, at: datetime, *codes: str, name: str = "sanne") -> None:
    """Note after the meeting that these cases were discussed."""
    house.now = at
    async with house.acting(name) as ctx:
        await note_after_meeting(ctx, THE_MEETING, codes)


async def keys(house: AgendaHouse, kind: NoticeKind) -> list[str]:
    return [one.business_key.rpartition("called:")[2] for one in await house.notices(kind)]


class TestCallingIn:
    async def test_partners_of_the_next_case_are_called_ten_minutes_before_it_once(
        self, house: AgendaHouse
    ):
        await step_at(house, STARTS_AT)
        await note(house, at_minute(1), POLICE, is_present=False)
        await house.tick(at_minute(20) - A_SECOND)
        assert await house.notices(CALLED) == []
        for minute in (20, 21, 25):
            await house.tick(at_minute(minute))
        assert await keys(house, CALLED) == [f"{SECOND}:agent"]

    async def test_of_two_organisations_only_the_one_that_is_not_there_is_called(
        self, house: AgendaHouse
    ):
        async with house.work() as moment:
            agenda = await house.agenda()
            items = [
                replace(one, required=(POLICE, CARE)) if one.code == SECOND else one
                for one in agenda.items
            ]
            await moment.uow.meetings.save_agenda(replace(agenda, items=tuple(items)))
        await step_at(house, STARTS_AT)
        await note(house, at_minute(1), POLICE, is_present=False)
        await house.tick(at_minute(20))
        assert await house.told(CALLED) == ["agent"]

    async def test_who_is_at_the_table_is_not_called(self, house: AgendaHouse):
        await step_at(house, STARTS_AT)
        await house.tick(at_minute(25))
        assert await house.notices(CALLED) == []

    async def test_a_case_that_begins_early_calls_who_is_not_there(self, house: AgendaHouse):
        await step_at(house, STARTS_AT)
        await note(house, at_minute(1), POLICE, is_present=False)
        await step_at(house, at_minute(3), pass_over, seen=1)
        assert await keys(house, CALLED) == [f"{SECOND}:agent"]
        turn = await turn_of(house, "agent")
        assert turn
        assert turn.expected_at is None

    async def test_what_they_read_is_the_newest_and_names_a_case_only_to_who_may_see_it(
        self, house: AgendaHouse
    ):
        await step_at(house, STARTS_AT)
        turn = await turn_of(house, "agent")
        assert turn
        await step_at(house, at_minute(30), go_on, seen=1)
        nurse = await turn_of(house, "nurse")
        assert nurse
        assert (nurse.slot.code, nurse.expected_at) == (THIRD, at_minute(55))
        await step_at(house, at_minute(31), close_meeting, seen=2)
        assert await turn_of(house, "nurse") is None

    async def test_who_lost_the_place_in_the_case_is_called_no_more(self, house: AgendaHouse):
        second = next(one for one in (await house.agenda()).items if one.code == SECOND)
        await step_at(house, STARTS_AT)
        await step_at(house, at_minute(30), go_on, seen=1)
        assert await turn_of(house, "agent")
        async with house.work() as moment:
            await moment.uow.cases.leave_circle(second.case, MemberId("agent"), moment.now)
        assert await turn_of(house, "agent") is None


class TestDelays:
    async def test_a_late_start_is_told_only_whose_time_has_not_come(self, house: AgendaHouse):
        await step_at(house, at_minute(12))
        assert await house.told(MOVED) == []
        await note(house, at_minute(13), POLICE, is_present=False)
        await house.tick(at_minute(14))
        assert await house.told(MOVED) == []
        await house.tick(at_minute(42))
        assert await house.told(MOVED) == ["agent"]
        turn = await turn_of(house, "agent", is_moved=True)
        assert turn
        assert (turn.slot.starts_at, turn.expected_at) == (at_minute(30), at_minute(42))

    async def test_of_one_delay_somebody_hears_once_and_the_channel_reads_it(
        self, house: AgendaHouse
    ):
        await step_at(house, STARTS_AT)
        await note(house, at_minute(1), POLICE, is_present=False)
        await house.send_all()
        for minute in range(30, 50):
            await house.tick(at_minute(minute))
        assert len(await house.notices(MOVED)) == 1
        assert len(await house.notices(NoticeKind.MEETING_NOW)) == 2
        for minute in range(50, 52):
            await house.tick(at_minute(minute))
        assert len(await house.notices(MOVED)) == 2

    async def test_the_third_of_a_chain_is_told_when_the_case_before_takes_longer(
        self, house: AgendaHouse
    ):
        await step_at(house, STARTS_AT)
        await note(house, at_minute(1), CARE, is_present=False)
        await step_at(house, at_minute(30), go_on, seen=1)
        for number, minute in enumerate((31, 32), start=2):
            await step_at(house, at_minute(minute), add_minutes, seen=number)
        assert await house.told(MOVED) == ["nurse"]

    async def test_whose_case_has_come_reads_nothing_of_a_delay(self, house: AgendaHouse):
        await step_at(house, STARTS_AT)
        await step_at(house, at_minute(30), go_on, seen=1)
        assert await turn_of(house, "agent", is_moved=True) is None


class TestPresence:
    async def test_it_is_kept_per_organisation_with_its_times(self, house: AgendaHouse):
        await step_at(house, STARTS_AT)
        await note(house, at_minute(2), CARE, is_present=False)
        await note(house, at_minute(5), CARE, is_present=True)
        await note(house, at_minute(5), HOUSING, is_present=True)
        await step_at(house, at_minute(30), close_meeting, seen=1)
        run = await run_of(house)
        assert run
        assert {(one.organisation, one.from_at, one.until_at) for one in run.presences} == {
            (POLICE, STARTS_AT, at_minute(30)),
            (CARE, at_minute(5), at_minute(30)),
            (HOUSING, at_minute(5), at_minute(30)),
        }

    async def test_it_makes_no_button_of_a_colleague_stale(self, house: AgendaHouse):
        await step_at(house, STARTS_AT)
        await note(house, at_minute(2), CARE, is_present=False)
        view = await step_at(house, at_minute(30), go_on, seen=1)
        assert view.before is None

    async def test_before_the_start_and_after_the_end_it_says_why_not(self, house: AgendaHouse):
        with pytest.raises(NothingGoingOnError):
            await note(house, STARTS_AT, CARE, is_present=True)
        await step_at(house, STARTS_AT)
        await step_at(house, at_minute(30), close_meeting, seen=1)
        with pytest.raises(MeetingOverError):
            await note(house, at_minute(31), CARE, is_present=True)

    async def test_an_organisation_the_house_does_not_know_is_not_found(self, house: AgendaHouse):
        await step_at(house, STARTS_AT)
        with pytest.raises(NotFoundError):
            await note(house, at_minute(1), OrganisationId("nobody"), is_present=True)


class TestWhatItLeaves:
    async def outcomes(self, house: AgendaHouse) -> dict[str, Rotation]:
        async with house.reading() as moment:
            agenda = await moment.uow.meetings.agenda(THE_MEETING)
            cases = await moment.uow.cases.known([one.case for one in agenda.items])
        return {case.code: case.rotation for case in cases}

    async def test_what_was_discussed_waits_for_its_review_and_the_rest_moves_on(
        self, house: AgendaHouse
    ):
        await step_at(house, STARTS_AT)
        await step_at(house, at_minute(30), go_on, seen=1)
        await step_at(house, at_minute(40), pass_over, seen=2)
        await step_at(house, at_minute(45), close_meeting, seen=3)
        today = date(2026, 2, 12)
        assert await self.outcomes(house) == {
            FIRST: Rotation(discussed_on=today),
            SECOND: Rotation(carried_forward_on=today),
            THIRD: Rotation(carried_forward_on=today),
        }

    async def test_of_a_meeting_nobody_started_everything_moves_on(self, house: AgendaHouse):
        await house.tick(ENDS_AT + DAY)
        day_after = date(2026, 2, 13)
        assert set((await self.outcomes(house)).values()) == {
            Rotation(carried_forward_on=day_after)
        }

    async def test_a_meeting_nobody_closed_keeps_what_was_discussed(self, house: AgendaHouse):
        await step_at(house, STARTS_AT)
        await house.tick(ENDS_AT + DAY)
        outcomes = await self.outcomes(house)
        assert outcomes[FIRST].discussed_on
        assert outcomes[SECOND].carried_forward_on

    async def test_a_director_notes_afterwards_what_was_discussed_without_the_bot(
        self, house: AgendaHouse
    ):
        await tick_at(house, ENDS_AT, SECOND)
        outcomes = await self.outcomes(house)
        assert outcomes[SECOND] == Rotation(discussed_on=date(2026, 2, 12))
        assert outcomes[FIRST] == Rotation(carried_forward_on=date(2026, 2, 12))
        await house.tick(ENDS_AT + DAY)
        assert await self.outcomes(house) == outcomes
        assert await house.notices(NoticeKind.MEETING_NOW) == []

    async def test_also_days_after_the_clock_closed_it(self, house: AgendaHouse):
        await house.tick(ENDS_AT + DAY)
        await tick_at(house, ENDS_AT + 3 * DAY, FIRST, "no-code")
        outcomes = await self.outcomes(house)
        assert outcomes[FIRST].discussed_on == date(2026, 2, 15)
        assert not outcomes[FIRST].is_called
        assert outcomes[SECOND] == Rotation(carried_forward_on=date(2026, 2, 13))

    async def test_what_was_discussed_at_the_table_is_not_noted_twice(self, house: AgendaHouse):
        await step_at(house, STARTS_AT)
        await step_at(house, at_minute(30), close_meeting, seen=1)
        await tick_at(house, ENDS_AT + DAY, FIRST, SECOND)
        outcomes = await self.outcomes(house)
        assert outcomes[FIRST].discussed_on == date(2026, 2, 12)
        assert outcomes[SECOND].discussed_on == date(2026, 2, 13)

    async def test_a_note_taker_cannot_a_day_later(self, house: AgendaHouse):
        with pytest.raises(RefusedError):
            await tick_at(house, ENDS_AT + DAY + A_SECOND, FIRST, name="noor")

    async def test_the_command_finds_meetings_of_which_it_can_still_be_noted(
        self, house: AgendaHouse
    ):
        house.now = ENDS_AT + 2 * DAY
        for name, found in (("sanne", [THE_MEETING]), ("noor", [])):
            async with house.acting(name) as ctx:
                view = await view_table(ctx)
            assert [one.id for one in view.others] == found

    async def test_each_case_has_it_on_record(self, house: AgendaHouse):
        await step_at(house, STARTS_AT)
        await step_at(house, at_minute(30), close_meeting, seen=1)
        events = {
            item.code: [one.event for one in await house.on_record(item.case)][-2:]
            for item in (await house.agenda()).items
        }
        assert AuditEvent.CASE_DISCUSSED in events[FIRST]
        assert AuditEvent.CASE_CARRIED_FORWARD in events[SECOND]


class TestTheTimer:
    async def test_it_is_due_when_something_is_to_be_done(self, house: AgendaHouse):
        await step_at(house, STARTS_AT)
        assert (await house.timers(TimerKind.MEETING_RUN))[THE_MEETING] == at_minute(20)
        await house.tick(at_minute(20))
        assert (await house.timers(TimerKind.MEETING_RUN))[THE_MEETING] == at_minute(30)

    async def test_a_meeting_that_is_moved_is_closed_a_day_after_its_new_end(
        self, agenda_house: AgendaHouse
    ):
        await agenda_house.tick()
        before = (await agenda_house.timers(TimerKind.MEETING_RUN))[THE_MEETING]
        await agenda_house.save_schedule(minutes=120)
        await agenda_house.tick()
        after = (await agenda_house.timers(TimerKind.MEETING_RUN))[THE_MEETING]
        assert (before, after) == (ENDS_AT + DAY, ENDS_AT + DAY - timedelta(hours=1))


async def test_a_start_is_needed_before_anybody_is_called(house: AgendaHouse):
    await house.tick(at_minute(40))
    assert await house.notices(CALLED) == []
    assert await house.notices(MOVED) == []
