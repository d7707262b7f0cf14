"""What is shown of agreed actions and plans of action is on record. ``test_seen`` sees to it that
every service is in one of these tables.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import pytest

from domain.access import CaseState, Ground
from domain.audit import AuditEntry
from domain.identifiers import CaseId
from domain.sight import SeenPart
from services import agreed_action, plan_of_action
from services.action_reminders import list_own_actions
from services.moment import Context
from tests.support.acute_house import CODE, AcuteHouse
from tests.support.agreed_actions import a_wish, agree

Show = Callable[[Context, Any], Awaitable[object]]


def held(show: Show) -> Show:
    async def run(ctx: Context, known_as: Any) -> object:
        return await show(ctx, await agreed_action.open_own_action(ctx, known_as))

    return run


# of an agreed action: its owner looks
OF_AN_ACTION: Final[dict[str, tuple[Show, SeenPart]]] = {
    "view_action": (agreed_action.view_action, SeenPart.ACTIONS),
    "read_action": (agreed_action.read_action, SeenPart.ACTIONS),
    "record_text_seen": (held(agreed_action.record_text_seen), SeenPart.ACTIONS),
    "list_own_actions": (lambda ctx, _: list_own_actions(ctx), SeenPart.OVERVIEW),
}


async def list_owners(ctx: Context, case: CaseId) -> object:
    return await agreed_action.list_owners(ctx, await agreed_action.open_to_agree(ctx, case))


async def list_new_owners(ctx: Context, case: CaseId) -> object:
    new = await agreed_action.agree_action(
        ctx, await ctx.uow.cases.get(case), a_wish("gijs", ctx.today)
    )
    held = await agreed_action.open_to_guard(ctx, new.id)
    return await agreed_action.list_new_owners(ctx, held)


async def record_plan_seen(ctx: Context, case: CaseId) -> object:
    return await plan_of_action.record_plan_seen(ctx, await plan_of_action.open_plan(ctx, case))


# of what was agreed about a case: a process director looks
OF_A_PLAN: Final[dict[str, tuple[Show, SeenPart]]] = {
    "view_plan": (plan_of_action.view_plan, SeenPart.PLAN),
    "record_plan_seen": (record_plan_seen, SeenPart.PLAN),
    "view_case_actions": (agreed_action.view_case_actions, SeenPart.ACTIONS),
    "list_owners": (list_owners, SeenPart.CIRCLE),
    "list_new_owners": (list_new_owners, SeenPart.CIRCLE),
}


def rows_of(entries: list[AuditEntry], name: str) -> set[tuple[SeenPart | None, Ground | None]]:
    return {(one.part, one.ground) for one in entries if one.part and one.who == name}


@pytest.mark.parametrize("service", OF_AN_ACTION)
async def test_what_is_shown_of_an_action_is_on_record(acute_house: AcuteHouse, service: str):
    show, part = OF_AN_ACTION[service]
    case = await acute_house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
    agreed = await agree(acute_house, case, "gijs", acute_house.now.date())
    async with acute_house.acting("gijs") as ctx:
        await show(ctx, agreed.id)
    assert rows_of(await acute_house.on_record(case), "gijs") == {(part, Ground.CIRCLE)}


@pytest.mark.parametrize("service", OF_A_PLAN)
async def test_what_is_shown_of_a_plan_is_on_record(acute_house: AcuteHouse, service: str):
    show, part = OF_A_PLAN[service]
    case = await acute_house.add_case(CODE, CaseState.TAKEN_UP, "gijs")
    async with acute_house.acting("dirk") as ctx:
        await show(ctx, case)
    seen = rows_of(await acute_house.on_record(case), "dirk")
    assert seen == {(part, Ground.PROCESS_DIRECTOR)}
