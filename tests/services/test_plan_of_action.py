from collections.abc import AsyncIterator
from datetime import date

import pytest

from domain.access import Action, CaseState
from domain.agreed_action import ActionSource, ActionState, ActionWish
from domain.audit import AuditEvent
from domain.identifiers import CaseId, MemberId
from domain.plan_of_action import PlanText, ScenarioKind
from services.access import NotNowError, RefusedError, WrongPermitError, require_case
from services.agreed_action import (
    NotInvolvedOwnerError,
    agree_under_plan,
    answer_action,
    list_owners,
    open_for_owner,
    open_to_agree,
    view_case_actions,
)
from services.plan_of_action import (
    PlanChangedError,
    PlanToWrite,
    open_plan,
    view_plan,
    write_next_plan,
)
from tests.support.acute_house import CODE, AcuteFiles, AcuteHouse
from tests.support.agreed_actions import WHAT, agree
from tests.support.plans_of_action import BOTH

FRIDAY = date(2026, 11, 27)
TEXT = PlanText(scenarios=(BOTH,), chosen=ScenarioKind.BOTH)


@pytest.fixture
async def house(acute_files: AcuteFiles, socket_enabled: None) -> AsyncIterator[AcuteHouse]:
    async with acute_files.fresh() as opened:
        yield opened


@pytest.fixture
async def case(house: AcuteHouse) -> CaseId:
    return await house.add_case(CODE, CaseState.TAKEN_UP, "gijs", "vera")


async def write(house: AcuteHouse, case: CaseId, text: PlanText, by: str = "cora") -> None:
    async with house.acting(by) as ctx:
        await write_next_plan(ctx, await open_plan(ctx, case), text)


async def test_a_plan_is_written_version_after_version(house: AcuteHouse, case: CaseId):
    await write(house, case, TEXT)
    await write(house, case, PlanText(scenarios=(BOTH,)), by="dirk")
    async with house.acting("gijs") as ctx:
        view = await view_plan(ctx, case)
    assert view.plan
    assert view.plan.text.chosen is None
    assert [(one.number, view.writers[one.written_by]) for one in view.versions] == [
        (2, "Dirk Regisseur"),
        (1, "Cora Coordinator"),
    ]
    events = [one.event for one in await house.on_record(case)]
    assert events.count(AuditEvent.PLAN_WRITTEN) == 2


async def test_whoever_writes_over_a_version_they_did_not_see_hears_who_was_first(
    house: AcuteHouse, case: CaseId
):
    await write(house, case, TEXT)
    async with house.acting("dirk") as ctx:
        assert (await open_plan(ctx, case, 1)).number == 1
        with pytest.raises(PlanChangedError) as refused:
            await open_plan(ctx, case, 0)
    assert refused.value.parameters == {"name": "Cora Coordinator", "at": "24-11-2026 11:00"}


@pytest.mark.parametrize("who", ["ina", "gijs", "wim", "petra", "noor", "karel"])
async def test_only_a_process_director_writes_a_plan_or_agrees_under_it(
    house: AcuteHouse, case: CaseId, who: str
):
    async with house.acting(who) as ctx:
        for take in (open_plan, open_to_agree):
            with pytest.raises(RefusedError):
                await take(ctx, case)


@pytest.mark.parametrize("who", ["wim", "petra", "noor", "karel", "bea"])
async def test_a_plan_is_read_by_who_is_involved_and_nobody_else(
    house: AcuteHouse, case: CaseId, who: str
):
    for reader in ("cora", "ina", "gijs", "vera"):
        async with house.acting(reader) as ctx:
            await view_plan(ctx, case)
            await view_case_actions(ctx, case)
    async with house.acting(who) as ctx:
        for look in (view_plan, view_case_actions):
            with pytest.raises(RefusedError):
                await look(ctx, case)


async def test_who_left_the_circle_reads_no_plan(house: AcuteHouse, case: CaseId):
    async with house.work() as moment:
        await moment.uow.cases.leave_circle(case, MemberId("gijs"), moment.now)
    async with house.acting("gijs") as ctx:
        with pytest.raises(RefusedError):
            await view_plan(ctx, case)


async def test_a_plan_is_for_a_case_that_was_taken_up(house: AcuteHouse):
    tested = await house.add_case("AB1-C23", CaseState.PURPOSE_TESTED)
    async with house.acting("cora") as ctx:
        with pytest.raises(NotNowError):
            await open_plan(ctx, tested)


async def test_a_plan_is_not_written_with_a_permit_for_something_else(
    house: AcuteHouse, case: CaseId
):
    async with house.acting("cora") as ctx:
        permit = await require_case(ctx, Action.SET_COLOUR, await ctx.uow.cases.get(case))
        with pytest.raises(WrongPermitError):
            await write_next_plan(ctx, PlanToWrite(permit=permit, plan=None), TEXT)


@pytest.mark.parametrize(
    ("who", "may"),
    [("cora", {Action.WRITE_PLAN, Action.AGREE_ACTION}), ("ina", set()), ("gijs", set())],
)
async def test_a_reader_sees_what_they_can_do_with_a_plan(
    house: AcuteHouse, case: CaseId, who: str, may: set[Action]
):
    async with house.acting(who) as ctx:
        assert (await view_plan(ctx, case)).may == may


def a_wish(owner: str) -> ActionWish:
    return ActionWish(what=WHAT, owner=MemberId(owner), due_on=FRIDAY, source=ActionSource.PLAN)


async def test_something_is_agreed_under_the_plan_with_who_is_involved_or_the_director(
    house: AcuteHouse, case: CaseId
):
    async with house.acting("cora") as ctx:
        permit = await open_to_agree(ctx, case)
        assert [one.id for one in await list_owners(ctx, permit)] == ["cora", "gijs", "vera"]
        agreed = await agree_under_plan(ctx, permit, a_wish("gijs"))
        with pytest.raises(NotInvolvedOwnerError):
            await agree_under_plan(ctx, permit, a_wish("piet"))
    assert (agreed.source, agreed.owner) == (ActionSource.PLAN, "gijs")


async def test_nobody_whose_appointment_ended_takes_something_on(house: AcuteHouse, case: CaseId):
    async with house.work() as moment:
        vera = await moment.uow.people.member(MemberId("vera"))
        await moment.uow.people.save_member(vera.leave(moment.today))
    async with house.acting("cora") as ctx:
        permit = await open_to_agree(ctx, case)
        assert [one.id for one in await list_owners(ctx, permit)] == ["cora", "gijs"]


async def test_open_agreements_of_a_case_come_first(house: AcuteHouse, case: CaseId):
    first = await agree(house, case, "gijs", FRIDAY)
    await agree(house, case, "vera", date(2026, 12, 4))
    async with house.acting("ina") as ctx:
        await answer_action(ctx, await open_for_owner(ctx, first.id), ActionState.DONE)
    async with house.acting("vera") as ctx:
        view = await view_case_actions(ctx, case)
    assert [one.owner for one in view.actions] == ["vera", "gijs"]
    assert view.may == set()
    async with house.acting("ina") as ctx:
        assert (await view_case_actions(ctx, case)).may == {Action.ANSWER_FOR_OWNER}
