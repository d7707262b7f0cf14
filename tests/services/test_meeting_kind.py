"""A case is discussed in meetings of its own kind, and may move to another."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from cards.agenda import draw_agenda
from domain.access import Action
from domain.audit import AuditEvent, EntryChange
from domain.case import Case
from domain.colour import ColourWish
from domain.house import Weekday
from domain.identifiers import MeetingKindId, ScheduleId
from domain.meeting_kind import KindsHeld, OtherKindError
from domain.rotation import Rotation
from domain.stoplight import Colour
from services.access import find_case
from services.agenda.approval import approve_agenda, view_agenda
from services.agenda_wish import open_chosen, open_typed
from services.caselist import KindRhythm, view_list
from services.colour import propose_colour, set_colour
from services.house import apply_house, compare_house
from services.referral_views import view_case
from tests.support.agenda_house import CARE, HOUSE, POLICE, AgendaHouse
from tests.support.cards import a_kit, buttons
from tests.support.meeting_kinds import (
    FRIDAY,
    KINDS,
    YOUTH,
    YOUTH_MEETING,
    choose_kind,
    hold_two_kinds,
)
from tests.support.meetings import CUT_OFF_AT, THE_MEETING

ORANGE = ColourWish(colour=Colour.ORANGE, reason="Reden.", minutes=15, required=(POLICE,))
ADULT, YOUNG = "KX7-Q42", "MV3-T81"


@pytest.fixture
async def house(agenda_house: AgendaHouse) -> AgendaHouse:
    """A case of each kind, drafts at the cut-off."""
    await hold_two_kinds(agenda_house)
    await agenda_house.add_case(ADULT, Colour.ORANGE, 15, (POLICE,))
    young = await agenda_house.add_case(YOUNG, Colour.ORANGE, 20, (CARE,))
    await choose_kind(agenda_house, young, YOUTH)
    return agenda_house


async def drafts(house: AgendaHouse) -> tuple[list[str], list[str]]:
    """The codes on the agenda of the weekly meeting, and of that of youth."""
    weekly, youth = await house.agenda(THE_MEETING), await house.agenda(FRIDAY)
    return [one.code for one in weekly.items], [one.code for one in youth.items]


async def move(house: AgendaHouse, code: str, kind: MeetingKindId) -> None:
    async with house.acting("sanne") as ctx:
        permit = await find_case(ctx, Action.SET_COLOUR, code)
        await set_colour(ctx, permit, ORANGE, kind)


async def of_code(house: AgendaHouse, code: str) -> Case:
    async with house.reading() as moment:
        return await moment.uow.cases.by_code(code)


async def test_each_kind_has_its_own_agenda(house: AgendaHouse):
    await house.tick(CUT_OFF_AT)
    assert await drafts(house) == ([ADULT], [YOUNG])
    weekly, youth = await house.agenda(THE_MEETING), await house.agenda(FRIDAY)
    assert (weekly.minutes_asked, weekly.minutes_given) == (4, 180)
    assert (youth.minutes_asked, youth.minutes_given) == (5, 60)


async def test_a_case_that_moves_leaves_one_draft_and_comes_in_the_other(house: AgendaHouse):
    await house.tick(CUT_OFF_AT)
    await move(house, ADULT, YOUTH)
    await house.tick()
    weekly, youth = await drafts(house)
    assert (weekly, sorted(youth)) == ([], [ADULT, YOUNG])
    entries = await house.on_record((await of_code(house, ADULT)).id)
    chosen = [one for one in entries if one.event is AuditEvent.MEETING_KIND_CHOSEN]
    assert [(one.who, one.subject) for one in chosen] == [("sanne", "youth")]


async def test_a_draft_that_is_being_made_does_not_keep_a_case_that_moved_meanwhile(
    house: AgendaHouse,
):
    await house.tick(CUT_OFF_AT - timedelta(minutes=1))
    house.now = CUT_OFF_AT
    made = [house.plan(task) for task in await house.collect()]
    await move(house, ADULT, YOUTH)
    for one in made:
        await house.keep(one)
    await house.tick()
    assert (await drafts(house))[0] == []


async def test_what_was_approved_keeps_its_case(house: AgendaHouse):
    await house.tick(CUT_OFF_AT)
    async with house.acting("sanne") as ctx:
        await approve_agenda(ctx, THE_MEETING, (await house.agenda()).version)
    await move(house, ADULT, YOUTH)
    await house.tick()
    weekly, youth = await drafts(house)
    assert weekly == [ADULT]
    assert sorted(youth) == [ADULT, YOUNG]


async def test_the_same_kind_or_no_choice_moves_nothing(house: AgendaHouse):
    await house.tick(CUT_OFF_AT)
    before = (await house.agenda()).version
    await move(house, ADULT, MeetingKindId("weekly"))
    await house.tick()
    case = await of_code(house, ADULT)
    assert (await house.agenda()).version == before
    events = {one.event for one in await house.on_record(case.id)}
    assert AuditEvent.COLOUR_SET in events
    assert AuditEvent.MEETING_KIND_CHOSEN not in events


async def test_the_next_meeting_of_the_own_kind_decides_what_is_due(house: AgendaHouse):
    """Two schedules of one kind share its list; a meeting of the other kind counts for neither."""
    wednesday = date(2026, 2, 18)
    for code in (ADULT, YOUNG):
        case = await of_code(house, code)
        colour = replace(case.colour, next_review_on=wednesday)
        turned = Rotation(discussed_on=date(2026, 2, 10))
        async with house.database.work() as uow:
            await uow.cases.save(replace(case, colour=colour, rotation=turned))
    twice = replace(
        YOUTH_MEETING, id=ScheduleId("youth-tuesday"), weekday=Weekday.TUESDAY, starts_at=time(9, 0)
    )
    async with house.database.work() as uow:
        await uow.schedules.save_schedule(twice)
    await house.tick(CUT_OFF_AT)
    # youth meets on Tuesday, before the review
    assert await drafts(house) == ([ADULT], [])
    assert (await house.agenda(FRIDAY)).not_due.cases == 1


async def test_a_schedule_that_changes_kind_has_its_draft_made_anew(house: AgendaHouse):
    await house.tick(CUT_OFF_AT)
    async with house.database.work() as uow:
        await uow.schedules.save_schedule(replace(YOUTH_MEETING, kind=None))
    await house.tick(CUT_OFF_AT + timedelta(minutes=1))
    assert await drafts(house) == ([ADULT], [ADULT])


async def test_cases_of_a_kind_that_is_gone_are_of_the_first(house: AgendaHouse):
    async with house.database.work() as uow:
        await uow.schedules.replace_kinds(KindsHeld(all=KINDS.all[:1]))
        await uow.schedules.end_schedule(YOUTH_MEETING.id, date(2026, 2, 9))
    await house.tick(CUT_OFF_AT)
    assert sorted(one.code for one in (await house.agenda()).items) == [ADULT, YOUNG]


async def test_a_case_cannot_be_taken_into_a_meeting_of_another_kind(house: AgendaHouse):
    await house.tick(CUT_OFF_AT)
    async with house.acting("sanne") as ctx:
        with pytest.raises(OtherKindError) as refusal:
            await open_chosen(ctx, THE_MEETING, YOUNG)
    assert refusal.value.parameters == {"code": YOUNG, "kind": "Jeugdoverleg"}
    async with house.acting("sanne") as ctx:
        assert (await open_typed(ctx, YOUNG)).meeting.id == FRIDAY
    async with house.acting("sanne") as ctx:
        assert (await open_typed(ctx, ADULT)).meeting.id == THE_MEETING


async def test_the_list_measures_each_kind_by_its_own_hours(house: AgendaHouse):
    for number in range(12):
        young = await house.add_case(f"BD{number % 10}-L{number:02}", Colour.RED, 30, (CARE,))
        await choose_kind(house, young, YOUTH)
    async with house.acting("iris") as ctx:
        view = await view_list(ctx)
    weekly, youth = view.rhythms
    assert (weekly.name, weekly.rhythm.asked, weekly.rhythm.given) == ("Weekoverleg", 4, 180)
    assert weekly.rhythm.relief is None
    assert isinstance(youth, KindRhythm)
    assert (youth.name, youth.rhythm.asked, youth.rhythm.given) == ("Jeugdoverleg", 365, 60)
    assert youth.rhythm.relief
    assert view.counts == {Colour.RED: 12, Colour.ORANGE: 2}


async def test_the_case_page_and_the_draft_say_which_meeting(house: AgendaHouse):
    await house.tick(CUT_OFF_AT)
    async with house.acting("sanne") as ctx:
        assert (await view_case(ctx, YOUNG, ())).meeting_kind == "Jeugdoverleg"
        assert (await view_agenda(ctx, FRIDAY)).kind == "Jeugdoverleg"
        assert (await view_agenda(ctx, THE_MEETING)).kind == "Weekoverleg"


async def test_a_button_to_another_meeting_names_its_kind(house: AgendaHouse):
    await house.tick(CUT_OFF_AT)
    async with house.acting("sanne") as ctx:
        view = await view_agenda(ctx, THE_MEETING)
    titles = buttons(draw_agenda(a_kit(), view).card or {})
    assert "Agenda van vr 13 feb, Jeugdoverleg" in titles
    alone = buttons(draw_agenda(a_kit(), replace(view, kinds=KindsHeld())).card or {})
    assert "Agenda van vr 13 feb" in alone


async def test_a_house_with_one_kind_names_none_and_asks_nothing(agenda_house: AgendaHouse):
    await agenda_house.add_case(ADULT, Colour.ORANGE, 15, (POLICE,))
    await agenda_house.tick(CUT_OFF_AT)
    async with agenda_house.acting("sanne") as ctx:
        assert (await view_case(ctx, ADULT, ())).meeting_kind == ""
        assert (await view_agenda(ctx, THE_MEETING)).kind == ""
        permit = await find_case(ctx, Action.SET_COLOUR, ADULT)
        assert (await propose_colour(ctx, permit, None)).meeting_kind is None


async def test_a_case_starts_from_the_kind_it_has(house: AgendaHouse):
    for code, kind in ((ADULT, "weekly"), (YOUNG, "youth")):
        async with house.acting("sanne") as ctx:
            permit = await find_case(ctx, Action.SET_COLOUR, code)
            assert (await propose_colour(ctx, permit, Colour.RED)).meeting_kind == kind


async def test_loading_the_house_shows_and_brings_in_kinds_their_order_too(
    agenda_house: AgendaHouse,
):
    turned = KindsHeld(
        all=tuple(replace(one, position=n) for n, one in enumerate(reversed(KINDS.all)))
    )
    added, turned_round, gone = EntryChange.ADDED, EntryChange.CHANGED, EntryChange.REMOVED
    for kinds, expected in (
        (KINDS, {("weekly", added, ()), ("youth", added, ())}),
        (KINDS, set()),
        (turned, {(one, turned_round, ("position",)) for one in ("weekly", "youth")}),
        (KindsHeld(), {("weekly", gone, ()), ("youth", gone, ())}),
    ):
        file = replace(HOUSE, meeting_kinds=kinds)
        async with agenda_house.database.work() as uow:
            difference = await compare_house(file, uow, date(2026, 2, 9))
            assert {(one.id, one.kind, one.fields) for one in difference.changes} == expected
            await apply_house(file, uow, date(2026, 2, 9), difference)
        async with agenda_house.reading() as moment:
            assert await moment.uow.schedules.kinds() == kinds
