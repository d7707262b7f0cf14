from dataclasses import replace
from datetime import date

import pytest

from domain.access import CaseState, Ground
from domain.agreed_action import ActionSource, ActionWish
from domain.audit import AuditEntry, AuditEvent, Operator
from domain.identifiers import CaseId, MemberId
from domain.plan_of_action import PlanText
from domain.sight import SeenPart
from domain.stoplight import Colour
from services.access import NotNowError, RefusedError
from services.agenda.approval import request_draft
from services.agenda.clock import hold_meetings
from services.agreed_action import agree_action
from services.moment import Context
from services.plan_of_action import open_plan, write_next_plan
from services.printing import (
    NoAgendaError,
    NoMeetingPlannedError,
    NoSuchMeetingError,
    SheetAction,
    print_agenda,
    print_case,
)
from tests.support.agenda_house import CARE, POLICE
from tests.support.canaries import CANARY
from tests.support.judging_house import ALL_MET, REFERRAL, JudgingHouse
from tests.support.meetings import CUT_OFF_AT, POSTS_AT, STARTS_AT, THE_MEETING
from tests.support.plans_of_action import BOTH

ROOT = Operator("root")
PARTS = {
    *(SeenPart.PHASE, SeenPart.IDENTITY, SeenPart.STORY),
    *(SeenPart.WEIGHING, SeenPart.COLOUR, SeenPart.CIRCLE, SeenPart.ACTIONS),
    *(SeenPart.PLAN, SeenPart.INTAKE, SeenPart.DIRECT_CIRCLE),
}


@pytest.fixture
async def house(judging_house: JudgingHouse) -> JudgingHouse:
    await judging_house.add_case("AB1-C23", Colour.RED, 30, (POLICE,))
    return judging_house


async def printed(house: JudgingHouse, case: CaseId | None = None) -> list[AuditEntry]:
    async with house.reading() as moment:
        chain = await moment.uow.audit.chain(case)
    return [one.entry for one in chain if one.entry.event is AuditEvent.PRINTED]


async def case_of(ctx: Context, code: str) -> CaseId:
    return (await ctx.uow.cases.by_code(code)).id


async def test_a_case_sheet_holds_what_its_chair_needs(judging_house: JudgingHouse):
    seen = await judging_house.take_up()
    async with judging_house.acting("sanne") as ctx:
        sheet = await print_case(ctx, "KX7-Q42", ROOT)
    assert sheet.case.id == seen.id
    assert sheet.referral == REFERRAL
    assert sheet.met == ALL_MET
    assert sheet.colour is not None
    assert (sheet.colour.standing.colour, sheet.colour_set_by) == (Colour.RED, "Sanne")
    assert {POLICE, CARE} <= set(sheet.circle)
    assert sheet.name(POLICE) == "Politie"


async def test_a_case_that_was_not_weighed_has_a_sheet_without_a_judgement(
    judging_house: JudgingHouse,
):
    await judging_house.refer()
    async with judging_house.acting("sanne") as ctx:
        sheet = await print_case(ctx, "KX7-Q42", ROOT)
    assert (sheet.met, sheet.colour, sheet.colour_set_by, sheet.case_director) == (
        *(None, None),
        *("", ""),
    )


async def test_a_case_sheet_holds_the_newest_plan_and_who_wrote_it(judging_house: JudgingHouse):
    seen = await judging_house.take_up()
    async with judging_house.acting("daan") as ctx:
        text = PlanText(scenarios=(replace(BOTH, what=f"{CANARY} krijgt hulp"),))
        plan = await write_next_plan(ctx, await open_plan(ctx, seen.id), text)
    async with judging_house.acting("sanne") as ctx:
        sheet = await print_case(ctx, "KX7-Q42", ROOT)
    assert (sheet.plan, sheet.plan_written_by) == (plan, "Daan")


async def test_a_case_sheet_names_what_is_open_of_what_was_agreed(judging_house: JudgingHouse):
    seen = await judging_house.take_up()
    wish = ActionWish(
        what=f"{CANARY} belt",
        owner=MemberId("agent"),
        due_on=date(2026, 2, 16),
        source=ActionSource.MEETING,
    )
    async with judging_house.acting("sanne") as ctx:
        await agree_action(ctx, await ctx.uow.cases.get(seen.id), wish)
    async with judging_house.acting("sanne") as ctx:
        (agreed,) = (await print_case(ctx, "KX7-Q42", ROOT)).actions
    assert agreed == SheetAction(
        what=wish.what, owner="Agent", organisation=POLICE, due_on=wish.due_on
    )


async def test_each_part_of_a_case_is_on_record_as_printed_with_both_accounts(
    judging_house: JudgingHouse,
):
    seen = await judging_house.take_up()
    async with judging_house.acting("sanne") as ctx:
        await print_case(ctx, "KX7-Q42", ROOT)
    entries = await printed(judging_house, seen.id)
    assert {one.part for one in entries} == PARTS
    assert {(one.who, one.operator, one.ground) for one in entries} == {
        ("sanne", ROOT, Ground.PROCESS_DIRECTOR)
    }
    assert AuditEvent.IDENTITY_REVEALED in await judging_house.events(seen.id)


@pytest.mark.parametrize("name", ["iris", "agent", "nurse"])
async def test_only_a_process_director_prints_a_case(judging_house: JudgingHouse, name: str):
    seen = await judging_house.take_up()
    with pytest.raises(RefusedError):
        async with judging_house.acting(name) as ctx:
            await print_case(ctx, "KX7-Q42", ROOT)
    assert await printed(judging_house, seen.id) == []


@pytest.mark.parametrize(
    ("state", "is_seen"),
    [
        (CaseState.NOT_TAKEN_UP, True),
        (CaseState.WITHDRAWN, True),
        (CaseState.CLOSED, False),
        (CaseState.TRANSFERRED, False),
    ],
)
async def test_a_case_that_ended_is_not_printed_and_who_may_not_see_it_hears_no_more(
    judging_house: JudgingHouse, state: CaseState, is_seen: bool
):
    await judging_house.refer(state=state)
    with pytest.raises(RefusedError) as refused:
        async with judging_house.acting("sanne") as ctx:
            await print_case(ctx, "KX7-Q42", ROOT)
    assert isinstance(refused.value, NotNowError) == is_seen


async def test_the_next_agenda_is_printed_also_after_it_was_posted(house: JudgingHouse):
    await house.tick(CUT_OFF_AT)
    async with house.acting("sanne") as ctx:
        draft = await print_agenda(ctx, None, ROOT)
        named = await print_agenda(ctx, THE_MEETING, ROOT)
    assert draft.meeting.id == named.meeting.id == THE_MEETING
    house.now = POSTS_AT
    async with house.acting("sanne") as ctx:
        assert (await print_agenda(ctx, None, ROOT)).meeting.id == THE_MEETING
    house.now = STARTS_AT.replace(hour=12)
    with pytest.raises(NoAgendaError, match="no agenda yet"):
        async with house.acting("sanne") as ctx:
            await print_agenda(ctx, None, ROOT)


async def test_each_case_on_a_printed_agenda_is_on_record(house: JudgingHouse):
    await house.tick(CUT_OFF_AT)
    async with house.acting("sanne") as ctx:
        await print_agenda(ctx, None, ROOT)
        case = await case_of(ctx, "AB1-C23")
    (entry,) = await printed(house, case)
    assert (entry.part, entry.subject, entry.operator) == (SeenPart.AGENDA, THE_MEETING, ROOT)


async def test_a_meeting_that_is_not_known_is_told_with_those_to_come(house: JudgingHouse):
    with pytest.raises(NoMeetingPlannedError):
        async with house.acting("sanne") as ctx:
            await print_agenda(ctx, None, ROOT)
    async with house.work() as moment:
        await hold_meetings(moment)
    with pytest.raises(NoSuchMeetingError) as refused:
        async with house.acting("sanne") as ctx:
            await print_agenda(ctx, "monday", ROOT)
    assert refused.value.parameters["meeting"] == "monday"
    assert str(refused.value.parameters["named"]).startswith("weekly:2026")


@pytest.mark.parametrize("name", ["agent", "nurse"])
async def test_who_does_not_prepare_the_agenda_learns_nothing_of_its_meetings(
    house: JudgingHouse, name: str
):
    async with house.work() as moment:
        await hold_meetings(moment)
    async with house.acting("sanne") as ctx:
        await request_draft(ctx, THE_MEETING)
    for meeting in (None, THE_MEETING, "monday"):
        with pytest.raises(RefusedError):
            async with house.acting(name) as ctx:
                await print_agenda(ctx, meeting, ROOT)
