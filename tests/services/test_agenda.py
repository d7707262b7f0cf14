from datetime import date, timedelta

import pytest

from domain.access import Action, Ground
from domain.agenda import AgendaChangeKind, AgendaFrozenError, AgendaState
from domain.agenda_steps import AgendaApprovedError, AgendaChangedError, MeetingBegunError
from domain.house import MeetingBreak
from domain.identifiers import CaseCode, MeetingId, MemberId, OrganisationId, RoundId
from domain.member import Role
from domain.notice import NoticeKind
from domain.planning import Reason
from domain.sight import SeenPart
from domain.stoplight import Colour
from domain.written_round import RoundState, end_round, open_round
from services.access import RefusedError, find_case
from services.agenda.approval import approve_agenda, request_draft, view_agenda, view_next_agenda
from services.agenda.views import (
    AgendaView,
    DraftRights,
    OwnTimesView,
    list_times_of,
    read_draft,
    read_own_times,
)
from services.linked_case import link_cases
from tests.support.agenda_house import (
    CARE,
    CITY,
    HOUSING,
    POLICE,
    AgendaHouse,
    a_member,
)
from tests.support.canaries import CANARY
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, STARTS_AT, THE_MEETING, at_minute

SECOND = timedelta(seconds=1)
COORDINATORS = ["daan", "iris", "sanne"]


@pytest.fixture
async def house(agenda_house: AgendaHouse) -> AgendaHouse:
    await agenda_house.add_case("KX7-Q42", Colour.RED, 30, (POLICE, CARE), "nurse")
    await agenda_house.add_case("MV3-T81", Colour.ORANGE, 15, (POLICE,))
    await agenda_house.add_case("BD9-L06", Colour.GREEN, 0)
    return agenda_house


async def approve(house: AgendaHouse, name: str = "sanne", version: int = 1) -> AgendaView:
    async with house.acting(name) as ctx:
        return await approve_agenda(ctx, THE_MEETING, version)


async def redraft(house: AgendaHouse) -> AgendaView:
    async with house.acting("sanne") as ctx:
        return await request_draft(ctx, THE_MEETING)


async def own_times(house: AgendaHouse, name: str) -> OwnTimesView | None:
    async with house.sending_to(name) as reading:
        return await read_own_times(reading, THE_MEETING)


async def draft_of(house: AgendaHouse, name: str) -> AgendaView | None:
    async with house.sending_to(name) as reading:
        return await read_draft(reading, THE_MEETING)


class TestTheDraft:
    async def test_at_the_cut_off_every_coordinator_gets_it_and_not_before(
        self, house: AgendaHouse
    ):
        await house.tick(CUT_OFF_AT - SECOND)
        assert await house.told(NoticeKind.AGENDA_DRAFT) == []
        await house.tick(CUT_OFF_AT)
        await house.tick(CUT_OFF_AT + SECOND)
        assert await house.told(NoticeKind.AGENDA_DRAFT) == COORDINATORS

    async def test_it_lists_red_before_orange_and_leaves_out_green_without_minutes(
        self, house: AgendaHouse
    ):
        await house.tick(CUT_OFF_AT)
        agenda = await house.agenda()
        assert [(item.code, item.starts_at, item.minutes) for item in agenda.items] == [
            ("KX7-Q42", at_minute(0), 30),
            ("MV3-T81", at_minute(30), 15),
        ]
        assert [(left.code, left.reason) for left in agenda.left_out] == [
            ("BD9-L06", Reason.WRITTEN_PROCEDURE)
        ]

    async def test_it_names_a_written_round_only_while_one_runs(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        before = await draft_of(house, "iris")
        assert before is not None
        assert before.rounds == {}
        async with house.work() as moment:
            case = await moment.uow.cases.by_code(CaseCode("BD9-L06"))
            held = open_round(RoundId("round-1"), case, None, CUT_OFF_AT.date())
            await moment.uow.written_rounds.add(held)
        running = await draft_of(house, "iris")
        assert running is not None
        assert running.rounds == {case.id: held}
        async with house.work() as moment:
            over = end_round(held, RoundState.CONTINUED, CUT_OFF_AT)
            await moment.uow.written_rounds.save(over)
        after = await draft_of(house, "iris")
        assert after is not None
        assert after.rounds == {}

    async def test_it_names_linked_cases_that_are_discussed_both_and_that_is_on_record(
        self, house: AgendaHouse
    ):
        async with house.acting("iris") as ctx:
            permit = await find_case(ctx, Action.LINK_CASE, "KX7-Q42")
            await link_cases(ctx, permit, "MV3-T81", "Broers.")
            await link_cases(ctx, permit, "BD9-L06", "Buren.")
        await house.tick(CUT_OFF_AT)
        sent = await draft_of(house, "iris")
        assert sent is not None
        assert [set(one.codes) for one in sent.linked] == [{"KX7-Q42", "MV3-T81"}]
        async with house.acting("sanne") as ctx:
            assert (await view_agenda(ctx, THE_MEETING)).linked == sent.linked
        for case in sent.linked[0].cases:
            looks = [one for one in await house.on_record(case) if one.part is SeenPart.LINK]
            assert [one.who for one in looks] == ["sanne"]
        assert (await approve(house)).linked == ()

    async def test_what_does_not_fit_is_named_and_red_goes_first(self, house: AgendaHouse):
        for number in range(12):
            await house.add_case(f"AA1-B{number:02}", Colour.ORANGE, 30, (POLICE,))
        await house.tick(CUT_OFF_AT)
        agenda = await house.agenda()
        assert agenda.items[0].code == "KX7-Q42"
        assert sum(item.minutes for item in agenda.items) <= 180
        named = [left for left in agenda.left_out if left.reason is not Reason.WRITTEN_PROCEDURE]
        assert len(agenda.items) + len(named) == 14
        assert {left.minutes for left in named} <= {15, 30}

    async def test_the_break_of_the_schedule_has_its_place(self, house: AgendaHouse):
        pause = MeetingBreak(earliest_minute=75, latest_minute=105, minutes=15)
        await house.save_schedule(breaks=(pause,))
        for number in range(3):
            await house.add_case(f"AA1-B{number:02}", Colour.RED, 30, (POLICE,))
        await house.tick(CUT_OFF_AT)
        agenda = await house.agenda()
        assert [(one.starts_at, one.minutes) for one in agenda.breaks] == [(at_minute(90), 15)]
        assert len(agenda.items) == 5

    async def test_a_meeting_that_is_over_before_its_break_holds_none(self, house: AgendaHouse):
        pause = MeetingBreak(earliest_minute=75, latest_minute=105, minutes=15)
        await house.save_schedule(breaks=(pause,))
        await house.tick(CUT_OFF_AT)
        agenda = await house.agenda()
        assert [one.code for one in agenda.items] == ["KX7-Q42", "MV3-T81"]
        assert agenda.breaks == ()

    async def test_a_case_without_a_colour_is_not_ready(self, house: AgendaHouse):
        await house.add_case("ZB4-A10", None)
        await house.tick(CUT_OFF_AT)
        reasons = {left.code: left.reason for left in (await house.agenda()).left_out}
        assert reasons["ZB4-A10"] is Reason.NOT_READY

    async def test_the_planner_sees_codes_and_no_content(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        (task,) = house.tasks
        assert {case.id for case in task.instance.cases} == {"KX7-Q42", "MV3-T81", "BD9-L06"}
        assert CANARY not in repr(task)

    async def test_a_coordinator_asks_for_it_before_the_cut_off(self, house: AgendaHouse):
        await house.tick()
        assert (await redraft(house)).is_being_drafted
        await house.tick()
        assert not (await draft_of(house, "sanne")).is_being_drafted
        assert [item.code for item in (await house.agenda()).items] == ["KX7-Q42", "MV3-T81"]

    async def test_an_early_draft_is_made_again_at_the_cut_off(self, house: AgendaHouse):
        await house.tick()
        await redraft(house)
        await house.tick()
        await house.add_case("ZB4-A10", Colour.RED, 30, (POLICE,))
        await house.tick(CUT_OFF_AT)
        assert "ZB4-A10" in {item.code for item in (await house.agenda()).items}

    async def test_a_new_draft_says_what_changed_on_the_same_card(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        await house.send_all()
        before = {item.code: item.starts_at for item in (await house.agenda()).items}
        await house.add_case("ZB4-A10", Colour.ORANGE, 15, (POLICE,))
        await redraft(house)
        await house.tick()
        agenda = await house.agenda()
        moved = {i.code for i in agenda.items if before.get(i.code, i.starts_at) != i.starts_at}
        assert {(one.code, one.kind) for one in agenda.changes} == {
            ("ZB4-A10", AgendaChangeKind.ADDED),
            *((code, AgendaChangeKind.MOVED) for code in moved),
        }
        drafts = await house.notices(NoticeKind.AGENDA_DRAFT)
        assert len(drafts) == 6
        assert len({one.card for one in drafts}) == 3

    async def test_asking_twice_makes_one_draft(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        await redraft(house)
        await redraft(house)
        await house.tick()
        await house.tick()
        assert len(house.tasks) == 2

    async def test_a_draft_overtaken_by_an_approval_is_dropped(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        await redraft(house)
        (task,) = await house.collect()
        await approve(house)
        await house.keep(house.plan(task))
        assert (await house.agenda()).state is AgendaState.APPROVED

    async def test_a_partner_nobody_speaks_for_is_named(self, house: AgendaHouse):
        await house.add_case("ZB4-A10", Colour.ORANGE, 15, (HOUSING,))
        await house.tick(CUT_OFF_AT)
        assert (await draft_of(house, "sanne")).unrepresented == ("Woonstichting",)

    async def test_a_partner_of_which_nobody_has_a_place_in_the_case_is_named(
        self, house: AgendaHouse
    ):
        case = await house.add_case("ZB4-A10", Colour.ORANGE, 15, (CARE,))
        async with house.work() as moment:
            await moment.uow.cases.leave_circle(case, MemberId("nurse"), moment.now)
        await house.tick(CUT_OFF_AT)
        assert (await draft_of(house, "sanne")).unrepresented == ("GGZ Rivierstad",)

    async def test_the_information_coordinator_changes_it_and_may_not_approve_it(
        self, house: AgendaHouse
    ):
        await house.tick(CUT_OFF_AT)
        assert (await draft_of(house, "iris")).may == DraftRights(change=True, approve=False)
        assert (await draft_of(house, "sanne")).may == DraftRights(change=True, approve=True)

    async def test_who_is_no_longer_a_coordinator_sees_nothing(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        former = a_member("Daan", CITY, Role.PROCESS_DIRECTOR, until=date(2026, 2, 9))
        async with house.database.work() as uow:
            await uow.people.save_member(former)
        assert await draft_of(house, "daan") is None

    async def test_a_draft_that_arrives_after_the_meeting_began_says_nothing(
        self, house: AgendaHouse
    ):
        await house.tick(CUT_OFF_AT)
        house.now = STARTS_AT
        assert await draft_of(house, "sanne") is None


class TestApproving:
    async def test_a_director_approves_and_all_cards_follow(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        await house.send_all()
        view = await approve(house)
        assert (view.agenda.state, view.approved_by) == (AgendaState.APPROVED, "Sanne")
        assert len(await house.notices(NoticeKind.AGENDA_DRAFT)) == 6

    async def test_the_second_director_hears_who_and_when(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        await approve(house)
        with pytest.raises(AgendaApprovedError) as refused:
            await approve(house, "daan")
        assert refused.value.parameters == {"name": "Sanne", "at": "10-02-2026 12:00"}

    async def test_nobody_approves_a_draft_they_did_not_see(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        await house.add_case("ZB4-A10", Colour.RED, 30, (POLICE,))
        await redraft(house)
        await house.tick()
        with pytest.raises(AgendaChangedError):
            await approve(house, version=1)

    async def test_a_draft_that_came_out_the_same_is_approved_by_who_saw_the_one_before(
        self, house: AgendaHouse
    ):
        await house.tick(CUT_OFF_AT)
        await redraft(house)
        await house.tick()
        await approve(house, version=1)
        assert (await house.agenda()).state is AgendaState.APPROVED

    async def test_nothing_is_approved_before_there_is_a_draft(self, house: AgendaHouse):
        await house.tick()
        with pytest.raises(MeetingBegunError):
            await approve(house)

    async def test_after_approval_no_new_draft_is_made(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        await approve(house)
        with pytest.raises(AgendaFrozenError):
            await redraft(house)

    async def test_only_a_process_director_approves_the_agenda(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        async with house.acting("iris") as ctx:
            assert (await view_agenda(ctx, THE_MEETING)).agenda
            with pytest.raises(RefusedError):
                await approve_agenda(ctx, THE_MEETING, 1)
        assert (await house.agenda()).state is AgendaState.DRAFT

    async def test_only_coordinators_prepare_the_agenda(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        async with house.acting("agent") as ctx:
            with pytest.raises(RefusedError):
                await approve_agenda(ctx, THE_MEETING, 1)
            with pytest.raises(RefusedError):
                await request_draft(ctx, THE_MEETING)
            with pytest.raises(RefusedError):
                await view_agenda(ctx, THE_MEETING)
            with pytest.raises(RefusedError):
                await view_next_agenda(ctx)
        assert (await house.agenda()).state is AgendaState.DRAFT


class TestLooking:
    async def test_the_next_meeting_that_needs_work_comes_first(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        await approve(house)
        await house.tick(POSTS_AT)
        async with house.acting("sanne") as ctx:
            view = await view_next_agenda(ctx)
        assert view.meeting.id == "weekly:2026-02-19"
        assert view.agenda is None
        assert THE_MEETING in {one.id for one in view.others}

    async def test_a_house_without_meetings_has_nothing_to_show(self, house: AgendaHouse):
        async with house.acting("sanne") as ctx:
            assert await view_next_agenda(ctx) is None

    async def test_one_meeting_is_shown_by_its_id(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        async with house.acting("daan") as ctx:
            view = await view_agenda(ctx, MeetingId("weekly:2026-02-19"))
        assert view.meeting.starts_at == STARTS_AT + timedelta(weeks=1)


class TestOwnTimes:
    async def post(self, house: AgendaHouse) -> None:
        await house.tick(CUT_OFF_AT)
        await approve(house)
        await house.tick(POSTS_AT)
        await house.tick(POSTS_AT + SECOND)

    async def test_each_member_who_is_needed_hears_it_once(self, house: AgendaHouse):
        await self.post(house)
        assert await house.told(NoticeKind.OWN_TIMES) == ["agent", "nurse"]

    async def test_a_member_sees_only_the_own_cases(self, house: AgendaHouse):
        await self.post(house)
        nurse, agent = await own_times(house, "nurse"), await own_times(house, "agent")
        assert [item.code for item in nurse.items] == ["KX7-Q42"]
        assert agent.blocks == ((at_minute(0), at_minute(45)),)
        assert agent.meeting.place == "Stadhuis, zaal 2"

    async def test_own_times_to_come_are_listed_and_the_cases_named_are_on_record(
        self, house: AgendaHouse
    ):
        await self.post(house)
        async with house.acting("nurse") as ctx:
            (listed,) = await list_times_of(ctx)
            links = await ctx.uow.audit.chain(listed.items[0].case)
        assert listed == await own_times(house, "nurse")
        last = links[-1].entry
        assert (last.who, last.part, last.ground) == ("nurse", SeenPart.OVERVIEW, Ground.CIRCLE)
        async with house.acting("deputy") as ctx:
            assert await list_times_of(ctx) == ()

    async def test_own_times_of_a_meeting_that_is_over_are_not_listed(self, house: AgendaHouse):
        await self.post(house)
        house.now = STARTS_AT + timedelta(hours=4)
        async with house.acting("nurse") as ctx:
            assert await list_times_of(ctx) == ()

    async def test_who_is_in_the_circle_goes_before_who_speaks_for_the_organisation(
        self, house: AgendaHouse
    ):
        await house.add_case("ZB4-A10", Colour.ORANGE, 15, (POLICE,), "deputy")
        await self.post(house)
        assert await house.told(NoticeKind.OWN_TIMES) == ["agent", "deputy", "nurse"]
        assert [item.code for item in (await own_times(house, "deputy")).items] == ["ZB4-A10"]
        assert "ZB4-A10" not in {item.code for item in (await own_times(house, "agent")).items}

    async def test_a_circle_member_without_an_appointment_is_not_called(self, house: AgendaHouse):
        gone = a_member("Nurse", CARE, Role.PROFESSIONAL, until=date(2026, 2, 1))
        async with house.database.work() as uow:
            await uow.people.save_member(gone)
        await self.post(house)
        assert await house.told(NoticeKind.OWN_TIMES) == ["agent"]

    async def test_who_is_in_a_circle_without_being_required_is_not_called(
        self, house: AgendaHouse
    ):
        await house.add_case("ZB4-A10", Colour.ORANGE, 15, (POLICE,), "agent", "nurse")
        await self.post(house)
        assert "ZB4-A10" not in {item.code for item in (await own_times(house, "nurse")).items}

    async def test_before_the_agenda_is_posted_nobody_has_own_times(self, house: AgendaHouse):
        await house.tick(CUT_OFF_AT)
        assert await own_times(house, "agent") is None

    async def test_who_is_not_needed_has_none(self, house: AgendaHouse):
        await self.post(house)
        assert await own_times(house, "deputy") is None


async def test_after_posting_a_late_red_case_moves_nothing_by_itself(house: AgendaHouse):
    await house.tick(CUT_OFF_AT)
    await approve(house)
    await house.tick(POSTS_AT)
    posted = await house.agenda()
    await house.add_case("ZB4-A10", Colour.RED, 30, (OrganisationId("police"),))
    await house.tick(POSTS_AT + timedelta(hours=1))
    assert await house.agenda() == posted
