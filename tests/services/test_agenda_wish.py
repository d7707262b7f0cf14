from datetime import timedelta

import pytest

from domain.access import CaseState
from domain.agenda import AgendaFrozenError, AgendaState
from domain.agenda_steps import MeetingBegunError
from domain.agenda_wish import (
    AgendaWish,
    AlreadySoError,
    KeptWish,
    LeaveReason,
    NothingToTakeBackError,
    PinInGapError,
    PinTakenError,
    WishKind,
    WishOvertakenError,
)
from domain.audit import AuditEvent
from domain.case import Case
from domain.colour import NotAParticipantError
from domain.errors import ConflictError, NotFoundError
from domain.house import MeetingBreak
from domain.identifiers import CaseCode, CaseId, OrganisationId
from domain.planning import Reason
from domain.stoplight import Colour
from services import agenda_wish as service
from services.access import RefusedError
from services.agenda.approval import approve_agenda
from services.agenda_wish import (
    NotForMeetingsError,
    SeenDraft,
    Workbench,
    keep_wish,
    open_workbench,
    read_reasons,
    take_back_last,
    take_back_wishes,
)
from services.caselist import NoCaseChosenError
from tests.support.agenda_house import CARE, CITY, HOUSING, POLICE, AgendaHouse
from tests.support.canaries import CANARY
from tests.support.meetings import CUT_OFF_AT, STARTS_AT, THE_MEETING, at_minute

RED, SHORT, LONG, GREEN = (CaseCode(one) for one in ("KX7-Q42", "MV3-T81", "ZB4-A10", "BD9-L06"))
PIN = AgendaWish(kind=WishKind.PIN, at_minute=120)
EARLY = AgendaWish(kind=WishKind.PIN, at_minute=30)
LEAVE = AgendaWish(kind=WishKind.LEAVE_OUT, leave_reason=LeaveReason.NOT_PREPARED)


@pytest.fixture
async def house(agenda_house: AgendaHouse) -> AgendaHouse:
    """A draft of a red, a short and a long orange case; a green one has no discussion."""
    await agenda_house.is_led(_drafted)
    return agenda_house


async def _drafted(agenda_house: AgendaHouse) -> None:
    await agenda_house.add_case(RED, Colour.RED, 30, (POLICE, CARE))
    await agenda_house.add_case(SHORT, Colour.ORANGE, 15, (POLICE,))
    await agenda_house.add_case(LONG, Colour.ORANGE, 90, (CITY,))
    await agenda_house.add_case(GREEN, Colour.GREEN, 0)
    await agenda_house.tick(CUT_OFF_AT)


async def find_case(house: AgendaHouse, code: str) -> Case:
    async with house.reading() as moment:
        return await moment.uow.cases.by_code(CaseCode(code))


async def looks(house: AgendaHouse, code: str) -> SeenDraft:
    """A coordinator opens the window of a case and leaves it open."""
    case = await find_case(house, code)
    async with house.reading() as moment:
        meeting = await moment.uow.meetings.get(THE_MEETING)
    return SeenDraft(meeting=THE_MEETING, case=case.id, revision=meeting.wish_revision)


async def wish(
    house: AgendaHouse,
    code: str,
    wanted: AgendaWish,
    name: str = "iris",
    seen: SeenDraft | None = None,
) -> Workbench:
    async with house.acting(name) as ctx:
        workbench = await open_workbench(ctx, seen or await looks(house, code))
        await keep_wish(ctx, workbench, wanted)
    return workbench


async def change(house: AgendaHouse, code: str, wanted: AgendaWish, name: str = "iris") -> None:
    """A wish, and the draft that follows from it."""
    await wish(house, code, wanted, name)
    await house.tick()


async def undo(house: AgendaHouse, number: int, name: str = "iris") -> None:
    async with house.acting(name) as ctx:
        await take_back_last(ctx, THE_MEETING, number)
    await house.tick()


async def starts(house: AgendaHouse) -> dict[str, int]:
    """The minute at which each case of the draft begins."""
    agenda = await house.agenda()
    return {one.code: (one.starts_at - STARTS_AT) // timedelta(minutes=1) for one in agenda.items}


async def left_out(house: AgendaHouse) -> dict[str, Reason]:
    return {one.code: one.reason for one in (await house.agenda()).left_out}


class TestEachWish:
    async def test_a_case_is_pinned_to_a_time(self, house: AgendaHouse):
        await change(house, SHORT, PIN)
        assert (await starts(house))[SHORT] == 120

    async def test_the_last_pin_of_a_case_counts(self, house: AgendaHouse):
        await change(house, SHORT, PIN)
        await change(house, SHORT, EARLY)
        assert (await starts(house))[SHORT] == 30

    async def test_a_case_is_left_out_with_the_reason(self, house: AgendaHouse):
        await change(house, SHORT, LEAVE)
        assert SHORT not in await starts(house)
        assert (await left_out(house))[SHORT] is Reason.WITHDRAWN

    async def test_a_case_that_was_left_out_is_taken_in_again(self, house: AgendaHouse):
        await change(house, SHORT, LEAVE)
        await change(house, SHORT, AgendaWish(kind=WishKind.TAKE_IN))
        assert SHORT in await starts(house)

    async def test_a_green_case_is_taken_in_for_the_minutes_of_one_asked_for(
        self, house: AgendaHouse
    ):
        await change(house, GREEN, AgendaWish(kind=WishKind.TAKE_IN))
        (green,) = [one for one in (await house.agenda()).items if one.code == GREEN]
        assert green.minutes == 5

    async def test_a_case_that_is_taken_in_goes_before_the_others_of_its_colour(
        self, house: AgendaHouse
    ):
        await house.add_case("AA1-B22", Colour.ORANGE, 90, (HOUSING,))
        await change(house, SHORT, AgendaWish(kind=WishKind.MINUTES, minutes=20))
        assert (await left_out(house))["AA1-B22"] is Reason.CAPACITY
        await change(house, "AA1-B22", AgendaWish(kind=WishKind.TAKE_IN))
        assert "AA1-B22" in await starts(house)
        assert (await left_out(house))[LONG] is Reason.CAPACITY

    async def test_a_case_is_made_longer(self, house: AgendaHouse):
        await change(house, SHORT, AgendaWish(kind=WishKind.MINUTES, minutes=40))
        (short,) = [one for one in (await house.agenda()).items if one.code == SHORT]
        assert short.minutes == 40

    async def test_a_partner_is_added_for_this_meeting_only(self, house: AgendaHouse):
        await change(house, SHORT, AgendaWish(kind=WishKind.ADD_PARTNER, organisation=HOUSING))
        (short,) = [one for one in (await house.agenda()).items if one.code == SHORT]
        assert short.required == (HOUSING, POLICE)
        assert (await find_case(house, SHORT)).colour.required == (POLICE,)

    async def test_a_required_partner_is_done_without_for_a_sealed_reason(self, house: AgendaHouse):
        without = AgendaWish(
            kind=WishKind.DO_WITHOUT, organisation=CARE, why=f"{CANARY} ligt in het ziekenhuis."
        )
        await change(house, RED, without)
        (red,) = [one for one in (await house.agenda()).items if one.code == RED]
        assert red.required == (POLICE,)
        async with house.acting("sanne") as ctx:
            workbench = await open_workbench(ctx, await looks(house, RED))
            assert await read_reasons(ctx, workbench) == {1: without.why}
        for task in house.tasks:
            assert CANARY not in repr(task)

    async def test_a_partner_that_does_not_take_part_is_not_added(self, house: AgendaHouse):
        unknown = AgendaWish(kind=WishKind.ADD_PARTNER, organisation=OrganisationId("journalist"))
        with pytest.raises(NotAParticipantError):
            await wish(house, SHORT, unknown)

    async def test_a_wish_before_the_first_draft_counts_at_the_cut_off(
        self, agenda_house: AgendaHouse
    ):
        await agenda_house.add_case(SHORT, Colour.ORANGE, 15, (POLICE,))
        await agenda_house.add_case(LONG, Colour.ORANGE, 90, (CITY,))
        await agenda_house.tick()
        await wish(agenda_house, SHORT, LEAVE)
        await agenda_house.tick()
        assert agenda_house.tasks == []
        await agenda_house.tick(CUT_OFF_AT)
        assert set(await starts(agenda_house)) == {LONG}

    async def test_what_is_wanted_stays_when_the_draft_is_made_again(self, house: AgendaHouse):
        await change(house, SHORT, PIN)
        await house.add_case("AA1-B22", Colour.ORANGE, 15, (HOUSING,))
        async with house.acting("sanne") as ctx:
            await service.wake_drafting(ctx, THE_MEETING)
        await change(house, LONG, AgendaWish(kind=WishKind.MINUTES, minutes=60))
        assert (await starts(house))[SHORT] == 120


class TestEffect:
    async def test_the_new_draft_says_what_moved_and_who_waits_how_much_longer(
        self, house: AgendaHouse
    ):
        before = await starts(house)
        await change(house, SHORT, PIN)
        agenda = await house.agenda()
        moved = {code for code, minute in (await starts(house)).items() if before[code] != minute}
        assert SHORT in moved
        assert {one.code for one in agenda.changes} == moved
        (police,) = [one for one in agenda.effects if one.organisation == POLICE]
        assert police.waits_longer == 120 + 15 - 45 - police.waiting_was
        assert police.sits_longer == police.waits_longer

    async def test_a_draft_that_changes_nothing_has_no_effects(self, house: AgendaHouse):
        at = (await starts(house))[SHORT]
        await change(house, SHORT, AgendaWish(kind=WishKind.PIN, at_minute=at))
        agenda = await house.agenda()
        assert (agenda.changes, agenda.effects) == ((), ())


class TestUndoing:
    async def test_the_last_change_is_undone_and_the_draft_is_as_it_was(self, house: AgendaHouse):
        before = await starts(house)
        await change(house, SHORT, PIN)
        await undo(house, 1)
        assert await starts(house) == before

    async def test_undoing_a_second_pin_brings_back_the_first(self, house: AgendaHouse):
        await change(house, SHORT, PIN)
        await change(house, SHORT, EARLY)
        await undo(house, 2)
        assert (await starts(house))[SHORT] == 120

    async def test_nothing_is_undone_twice(self, house: AgendaHouse):
        await change(house, SHORT, PIN)
        await undo(house, 1)
        with pytest.raises(NothingToTakeBackError):
            await undo(house, 1)

    async def test_all_that_is_wanted_of_one_case_is_taken_back(self, house: AgendaHouse):
        before = await starts(house)
        await change(house, SHORT, PIN)
        await change(house, SHORT, AgendaWish(kind=WishKind.MINUTES, minutes=40))
        await change(house, LONG, LEAVE)
        async with house.acting("sanne") as ctx:
            workbench = await open_workbench(ctx, await looks(house, SHORT))
            assert await take_back_wishes(ctx, workbench) == 2
        await house.tick()
        assert set(await starts(house)) == set(before) - {LONG}
        async with house.acting("sanne") as ctx:
            workbench = await open_workbench(ctx, await looks(house, SHORT))
            with pytest.raises(NothingToTakeBackError):
                await take_back_wishes(ctx, workbench)

    async def test_each_change_and_what_was_undone_is_on_record_without_content(
        self, house: AgendaHouse
    ):
        await change(house, SHORT, PIN)
        await undo(house, 1, "sanne")
        entries = await house.on_record((await find_case(house, SHORT)).id)
        acts = [
            (one.event, one.who, one.subject)
            for one in entries
            if one.event in {AuditEvent.AGENDA_ADJUSTED, AuditEvent.ADJUSTMENT_TAKEN_BACK}
        ]
        assert acts == [
            (AuditEvent.AGENDA_ADJUSTED, "iris", THE_MEETING),
            (AuditEvent.ADJUSTMENT_TAKEN_BACK, "sanne", THE_MEETING),
        ]


class TestTwoAtOnce:
    async def test_who_comes_second_on_the_same_case_hears_who_changed_it(self, house: AgendaHouse):
        seen = await looks(house, SHORT)
        await wish(house, SHORT, PIN, "iris")
        with pytest.raises(WishOvertakenError) as refused:
            await wish(house, SHORT, LEAVE, "sanne", seen)
        assert refused.value.parameters == {
            "name": "Iris",
            "code": SHORT,
            "at": "10-02-2026 12:00",
        }
        await house.tick()
        assert (await starts(house))[SHORT] == 120

    async def test_who_comes_second_after_something_was_undone_hears_that_too(
        self, house: AgendaHouse
    ):
        await change(house, SHORT, PIN, "sanne")
        seen = await looks(house, SHORT)
        await undo(house, 1, "daan")
        with pytest.raises(WishOvertakenError) as refused:
            await wish(house, SHORT, LEAVE, "sanne", seen)
        assert refused.value.parameters["name"] == "Daan"

    async def test_both_changes_stand_when_they_are_about_other_cases(self, house: AgendaHouse):
        seen = await looks(house, SHORT)
        await wish(house, LONG, LEAVE, "iris")
        workbench = await wish(house, SHORT, EARLY, "sanne", seen)
        assert [(one.code, one.by) for one in workbench.meanwhile] == [(LONG, "iris")]
        await house.tick()
        assert await starts(house) == {RED: 0, SHORT: 30}

    async def test_ones_own_change_overtakes_nobody(self, house: AgendaHouse):
        seen = await looks(house, SHORT)
        await wish(house, SHORT, PIN, "iris")
        workbench = await wish(
            house, SHORT, AgendaWish(kind=WishKind.MINUTES, minutes=20), "iris", seen
        )
        assert workbench.meanwhile == ()

    async def test_only_the_change_that_was_seen_is_undone(self, house: AgendaHouse):
        await change(house, SHORT, PIN, "sanne")
        await change(house, LONG, LEAVE, "iris")
        with pytest.raises(WishOvertakenError) as refused:
            await undo(house, 1, "sanne")
        assert refused.value.parameters["name"] == "Iris"
        assert LONG not in await starts(house)

    async def test_of_two_at_the_same_moment_one_begins_again(self, house: AgendaHouse):
        seen = await looks(house, SHORT)
        async with house.acting("sanne") as ctx:
            late = await open_workbench(ctx, seen)
        await wish(house, LONG, LEAVE, "iris")
        async with house.acting("sanne") as ctx:
            stale = Workbench(
                prepares=(await open_workbench(ctx, seen)).prepares,
                sees=late.sees,
                bench=late.bench,
                asked=late.asked,
                kept=late.kept,
            )
            with pytest.raises(ConflictError):
                await keep_wish(ctx, stale, PIN)

    async def test_a_draft_in_the_making_does_not_lose_what_is_wanted_meanwhile(
        self, house: AgendaHouse
    ):
        await wish(house, SHORT, EARLY)
        (task,) = await house.collect()
        await wish(house, LONG, LEAVE)
        await house.keep(house.plan(task))
        await house.tick()
        assert await starts(house) == {RED: 0, SHORT: 30}


class TestRefused:
    async def test_a_pin_over_another_pin(self, house: AgendaHouse):
        await change(house, SHORT, PIN)
        with pytest.raises(PinTakenError):
            await wish(house, LONG, AgendaWish(kind=WishKind.PIN, at_minute=90))

    async def test_a_pin_with_too_few_cases_before_it(self, house: AgendaHouse):
        with pytest.raises(PinInGapError) as refused:
            await wish(house, SHORT, AgendaWish(kind=WishKind.PIN, at_minute=140))
        assert refused.value.parameters == {"minutes": 120}

    async def test_a_case_that_is_on_the_agenda_already(self, house: AgendaHouse):
        with pytest.raises(AlreadySoError):
            await wish(house, SHORT, AgendaWish(kind=WishKind.TAKE_IN))

    async def test_a_case_without_a_colour(self, house: AgendaHouse):
        await house.add_case("AA1-B22", None)
        with pytest.raises(NotForMeetingsError):
            await wish(house, "AA1-B22", AgendaWish(kind=WishKind.TAKE_IN))

    async def test_a_case_that_is_not_on_the_list(self, house: AgendaHouse):
        case = await find_case(house, SHORT)
        async with house.database.work() as uow:
            changed = Case(**{**_fields(case), "state": CaseState.PURPOSE_TESTED})
            await uow.cases.save(changed)
        with pytest.raises(NotForMeetingsError):
            await wish(house, SHORT, PIN)

    async def test_undoing_in_an_agenda_that_was_approved(self, house: AgendaHouse):
        async with house.acting("sanne") as ctx:
            await approve_agenda(ctx, THE_MEETING, 1)
        async with house.acting("sanne") as ctx:
            with pytest.raises(AgendaFrozenError):
                await take_back_last(ctx, THE_MEETING, 1)
        assert (await house.agenda()).state is AgendaState.APPROVED

    async def test_a_meeting_that_has_begun(self, house: AgendaHouse):
        house.now = STARTS_AT
        with pytest.raises(MeetingBegunError):
            await wish(house, SHORT, PIN)

    async def test_whoever_is_no_coordinator(self, house: AgendaHouse):
        seen = await looks(house, SHORT)
        async with house.acting("agent") as ctx:
            with pytest.raises(RefusedError):
                await open_workbench(ctx, seen)
            with pytest.raises(RefusedError):
                await take_back_last(ctx, THE_MEETING, 1)
            with pytest.raises(RefusedError):
                await service.open_chosen(ctx, THE_MEETING, SHORT)
            with pytest.raises(RefusedError):
                await service.open_typed(ctx, SHORT)

    async def test_a_press_without_a_case(self, house: AgendaHouse):
        async with house.acting("iris") as ctx:
            with pytest.raises(NoCaseChosenError):
                await service.open_chosen(ctx, THE_MEETING, "")

    async def test_a_code_of_no_case_or_in_a_house_without_meetings(
        self, agenda_house: AgendaHouse
    ):
        await agenda_house.add_case(SHORT, Colour.ORANGE, 15, (POLICE,))
        async with agenda_house.acting("iris") as ctx:
            with pytest.raises(service.NoMeetingError):
                await service.open_typed(ctx, SHORT)
        await agenda_house.tick()
        async with agenda_house.acting("iris") as ctx:
            with pytest.raises(NotFoundError):
                await service.open_typed(ctx, "AA0-A00")
            assert (await service.open_typed(ctx, SHORT)).meeting.id == THE_MEETING


class TestWhatCannotBeKeptTogether:
    async def test_the_case_that_was_pinned_last_is_left_out_and_said(self, house: AgendaHouse):
        pause = MeetingBreak(earliest_minute=45, latest_minute=45, minutes=10)
        await house.save_schedule(breaks=(pause,))
        await change(house, LONG, AgendaWish(kind=WishKind.PIN, at_minute=55))
        assert SHORT in await starts(house)
        await change(house, SHORT, AgendaWish(kind=WishKind.PIN, at_minute=40))
        assert await starts(house) == {RED: 0, LONG: 55}
        assert (await left_out(house))[SHORT] is Reason.PINNED_CONFLICT

    async def test_a_case_closed_since_is_no_more_wanted(self, house: AgendaHouse):
        await change(house, GREEN, AgendaWish(kind=WishKind.TAKE_IN))
        case = await find_case(house, GREEN)
        async with house.database.work() as uow:
            await uow.cases.save(Case(**{**_fields(case), "state": CaseState.WITHDRAWN}))
        await change(house, SHORT, AgendaWish(kind=WishKind.MINUTES, minutes=20))
        assert GREEN not in await starts(house)


def _fields(case: Case) -> dict[str, object]:
    return {name: getattr(case, name) for name in Case.__slots__}


async def test_a_coordinator_sees_by_whom_each_change_was_made(house: AgendaHouse):
    await change(house, SHORT, PIN, "iris")
    async with house.acting("sanne") as ctx:
        view = await service.show_agenda(
            ctx,
            service.require(ctx, service.Action.PREPARE_AGENDA),
            await ctx.uow.meetings.get(THE_MEETING),
            await house.agenda(),
        )
    assert [(one.kept.code, one.by) for one in view.wishes] == [(SHORT, "Iris")]


def test_a_pin_counts_from_the_start_so_that_it_moves_with_its_meeting():
    kept = KeptWish(number=1, case=CaseId("case-1"), code=SHORT, wish=PIN, by="iris", at=CUT_OFF_AT)
    assert at_minute(kept.wish.at_minute or 0) - STARTS_AT == timedelta(hours=2)
