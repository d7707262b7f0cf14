"""What the turning of the list does to a case, and to the draft of an agenda."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from domain.access import Action
from domain.audit import AuditEvent
from domain.case import Case
from domain.house import MeetingBreak, Weekday
from domain.identifiers import CaseId, MeetingId, ScheduleId
from domain.planning import Reason
from domain.rotation import NotDue, Rotation, Turn
from domain.stoplight import Colour
from services.access import find_case
from services.colour import view_colour_history
from services.rotation import carry_forward, find_days, note_discussed
from tests.support.agenda_house import POLICE, WEEKLY, AgendaHouse, moved
from tests.support.judging_house import JudgingHouse
from tests.support.meetings import CUT_OFF_AT, THE_MEETING

TODAY = date(2026, 2, 9)
THURSDAY = date(2026, 2, 12)
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)


async def add(
    house: AgendaHouse,
    code: str,
    colour: Colour,
    minutes: int,
    review_on: date,
    **rotation: date | None,
) -> CaseId:
    case_id = await house.add_case(code, colour, minutes, (POLICE,))
    async with house.database.work() as uow:
        case = await uow.cases.get(case_id)
        standing = replace(case.colour, next_review_on=review_on)
        turned = Rotation(**({"discussed_on": TODAY} | rotation))
        await uow.cases.save(replace(case, colour=standing, rotation=turned))
    return case_id


async def get(house: AgendaHouse, case_id: CaseId) -> Case:
    async with house.reading() as moment:
        return await moment.uow.cases.get(case_id)


class TestDiscussed:
    @pytest.mark.parametrize(
        ("colour", "minutes", "weeks"),
        [(Colour.RED, 30, 1), (Colour.ORANGE, 15, 4), (Colour.GREEN, 0, 12)],
    )
    async def test_it_is_looked_at_again_after_the_term_of_its_own_colour(
        self, agenda_house: AgendaHouse, colour: Colour, minutes: int, weeks: int
    ):
        called = {"carried_forward_on": TODAY, "asked_for_on": TODAY}
        case_id = await add(agenda_house, "KX7-Q42", colour, minutes, TODAY, **called)
        async with agenda_house.acting("daan") as ctx:
            saved = await note_discussed(ctx, await ctx.uow.cases.get(case_id))
        assert saved == await get(agenda_house, case_id)
        assert saved.colour.next_review_on == TODAY + weeks * WEEK
        assert saved.rotation == Rotation(discussed_on=TODAY)
        assert (saved.changed_by, saved.changed_at) == ("daan", agenda_house.now)
        last = (await agenda_house.on_record(case_id))[-1]
        assert (last.event, last.who) == (AuditEvent.CASE_DISCUSSED, "daan")

    async def test_a_term_that_ends_on_a_day_off_ends_on_the_next_working_day(
        self, agenda_house: AgendaHouse
    ):
        case_id = await add(agenda_house, "KX7-Q42", Colour.GREEN, 0, TODAY)
        agenda_house.now += 3 * WEEK
        async with agenda_house.acting("daan") as ctx:
            saved = await note_discussed(ctx, await ctx.uow.cases.get(case_id))
        whit_monday = date(2026, 5, 25)
        assert saved.colour.next_review_on == whit_monday + DAY

    async def test_who_leads_may_choose_the_day(self, agenda_house: AgendaHouse):
        case_id = await add(agenda_house, "KX7-Q42", Colour.ORANGE, 15, TODAY)
        async with agenda_house.acting("daan") as ctx:
            case = await ctx.uow.cases.get(case_id)
            await note_discussed(ctx, case, TODAY + 10 * DAY)
        assert (await get(agenda_house, case_id)).colour.next_review_on == TODAY + 10 * DAY

    async def test_why_a_case_has_its_colour_names_the_new_review_date(
        self, judging_house: JudgingHouse
    ):
        seen = await judging_house.take_up()
        async with judging_house.acting("sanne") as ctx:
            await note_discussed(ctx, await ctx.uow.cases.get(seen.id), TODAY + 3 * DAY)
        async with judging_house.acting("sanne") as ctx:
            permit = await find_case(ctx, Action.READ_COLOUR, "KX7-Q42")
            view = await view_colour_history(ctx, permit)
        assert view.decisions[0].standing == view.case.colour
        assert view.decisions[0].standing.next_review_on == TODAY + 3 * DAY


async def test_a_case_without_a_colour_is_discussed_too(agenda_house: AgendaHouse):
    case_id = await agenda_house.add_case("KX7-Q42", None)
    async with agenda_house.work() as moment:
        saved = await note_discussed(moment, await moment.uow.cases.get(case_id))
    assert (saved.colour, saved.rotation.discussed_on) == (None, TODAY)
    assert saved.changed_by == "sanne", "the clock is nobody"


async def test_who_was_not_reached_keeps_the_day_since_when(agenda_house: AgendaHouse):
    case_id = await add(agenda_house, "KX7-Q42", Colour.ORANGE, 15, TODAY, asked_for_on=TODAY)
    for _ in range(2):
        async with agenda_house.work() as moment:
            await carry_forward(moment, await moment.uow.cases.get(case_id))
        agenda_house.now += WEEK
    kept = await get(agenda_house, case_id)
    assert (kept.rotation.carried_forward_on, kept.rotation.asked_for_on) == (TODAY, TODAY)
    assert kept.colour.next_review_on == TODAY
    events = [one.event for one in await agenda_house.on_record(case_id)]
    assert events == [AuditEvent.CASE_CARRIED_FORWARD] * 2


class TestTheDraft:
    async def test_a_case_that_can_wait_is_counted_and_not_named(self, agenda_house: AgendaHouse):
        await add(agenda_house, "KX7-Q42", Colour.ORANGE, 15, THURSDAY)
        await add(agenda_house, "MV3-T81", Colour.ORANGE, 15, THURSDAY + WEEK)
        await add(agenda_house, "BD9-L06", Colour.GREEN, 0, THURSDAY + 3 * WEEK)
        await agenda_house.tick(CUT_OFF_AT)
        agenda = await agenda_house.agenda()
        assert [one.code for one in agenda.items] == ["KX7-Q42"]
        assert agenda.left_out == ()
        assert agenda.not_due == NotDue(cases=2, first_on=THURSDAY + WEEK)

    async def test_a_case_that_was_just_taken_up_is_not_made_to_wait_for_its_review(
        self, agenda_house: AgendaHouse
    ):
        await add(
            agenda_house, "KX7-Q42", Colour.ORANGE, 15, THURSDAY + 4 * WEEK, discussed_on=None
        )
        await agenda_house.tick(CUT_OFF_AT)
        assert [one.code for one in (await agenda_house.agenda()).items] == ["KX7-Q42"]

    async def test_who_has_a_turn_first_is_not_left_out_for_who_was_received_first(
        self, agenda_house: AgendaHouse
    ):
        called = {"AA1-B01": {"asked_for_on": TODAY}, "AA1-B02": {"carried_forward_on": TODAY}}
        for number in range(14):
            code = f"AA1-B{number:02}"
            overdue = WEEK if number == 3 else 0 * DAY
            rotation = called.get(code, {})
            await add(agenda_house, code, Colour.ORANGE, 15, THURSDAY - overdue, **rotation)
            agenda_house.now -= timedelta(minutes=1)
        await agenda_house.tick(CUT_OFF_AT)
        (task,) = agenda_house.tasks
        ranked = sorted(task.instance.cases, key=lambda one: one.coordinator_rank)
        assert [one.id for one in ranked][:4] == ["AA1-B02", "AA1-B01", "AA1-B03", "AA1-B13"]
        agenda = await agenda_house.agenda()
        assert {one.code for one in agenda.left_out} == {"AA1-B00", "AA1-B04"}
        assert {one.reason for one in agenda.left_out} == {Reason.CAPACITY}

    async def test_the_draft_keeps_why_each_case_comes_up_and_what_the_list_asks(
        self, agenda_house: AgendaHouse
    ):
        late = THURSDAY - 2 * WEEK
        await add(agenda_house, "KX7-Q42", Colour.ORANGE, 100, late, carried_forward_on=TODAY)
        await add(agenda_house, "MV3-T81", Colour.ORANGE, 100, late + DAY)
        pause = MeetingBreak(earliest_minute=75, latest_minute=105, minutes=15)
        await agenda_house.save_schedule(breaks=(pause,))
        await agenda_house.tick(CUT_OFF_AT)
        agenda = await agenda_house.agenda()
        assert agenda.items[0].turn == Turn(days_overdue=14, is_carried_forward=True)
        assert agenda.left_out[0].turn == Turn(days_overdue=13)
        assert (agenda.minutes_asked, agenda.minutes_given) == (50, 165)

    async def test_green_that_is_asked_for_gets_the_minutes_of_the_house(
        self, agenda_house: AgendaHouse
    ):
        await add(agenda_house, "KX7-Q42", Colour.GREEN, 0, THURSDAY, asked_for_on=TODAY)
        await add(agenda_house, "MV3-T81", Colour.GREEN, 0, THURSDAY)
        await agenda_house.tick(CUT_OFF_AT)
        agenda = await agenda_house.agenda()
        assert [(one.code, one.minutes) for one in agenda.items] == [("KX7-Q42", 5)]
        assert [one.reason for one in agenda.left_out] == [Reason.WRITTEN_PROCEDURE]

    async def test_all_cases_come_up_in_their_turn_and_what_was_discussed_waits_again(
        self, agenda_house: AgendaHouse
    ):
        for number in range(20):
            await add(agenda_house, f"AA1-B{number:02}", Colour.ORANGE, 30, THURSDAY)
        discussed = []
        for week in range(4):
            meeting = MeetingId(f"weekly:{THURSDAY + week * WEEK}")
            await agenda_house.tick(CUT_OFF_AT + week * WEEK)
            for item in (await agenda_house.agenda(meeting)).items:
                async with agenda_house.work() as moment:
                    late = replace(moment, now=item.starts_at)
                    await note_discussed(late, await late.uow.cases.get(item.case))
                discussed.append(item.code)
        assert len(discussed) == len(set(discussed)) == 20


class TestMeetingDays:
    async def find(self, house: AgendaHouse) -> tuple[date, date | None]:
        async with house.reading() as moment:
            held = await moment.uow.schedules.schedules()
            days = find_days(moment, await moment.uow.meetings.get(THE_MEETING), held)
        return days.on, days.next_on

    async def test_the_next_meeting_is_that_of_the_schedule_past_holidays_and_moves(
        self, agenda_house: AgendaHouse
    ):
        await agenda_house.tick(CUT_OFF_AT)
        assert await self.find(agenda_house) == (THURSDAY, THURSDAY + WEEK)
        later = moved(THURSDAY + WEEK, THURSDAY + WEEK + DAY, time(9))
        await agenda_house.save_schedule(moved=(later,))
        assert await self.find(agenda_house) == (THURSDAY, THURSDAY + WEEK + DAY)

    async def test_two_schedules_share_the_list(self, agenda_house: AgendaHouse):
        await agenda_house.tick(CUT_OFF_AT)
        await agenda_house.save_schedule(id=ScheduleId("second"), weekday=Weekday.MONDAY)
        assert await self.find(agenda_house) == (THURSDAY, THURSDAY + 4 * DAY)

    async def test_a_schedule_that_ended_has_no_next_meeting(self, agenda_house: AgendaHouse):
        await agenda_house.tick(CUT_OFF_AT)
        async with agenda_house.database.work() as uow:
            await uow.schedules.end_schedule(WEEKLY.id, TODAY)
        assert await self.find(agenda_house) == (THURSDAY, None)
