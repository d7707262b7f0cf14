"""What is shown of contributions goes on record: see ``test_seen``."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from domain.access import Action, CaseState, Ground
from domain.contribution import Contribution
from domain.contribution_access import ContributionUse
from domain.identifiers import CaseId
from domain.sight import SeenPart
from services.access import require_case
from services.contribution import (
    list_to_write_again,
    list_withdrawable,
    open_contributions,
    open_next_version,
    record_contribution_seen,
)
from services.contribution_reading import read_contributions
from services.moment import Context
from tests.support.agenda_house import POLICE
from tests.support.contributions import a_contribution

Show = Callable[[Context, Any], Awaitable[object]]


async def tell(ctx: Context, case: CaseId) -> Contribution:
    told = a_contribution(case, ctx.now, organisation=POLICE)
    await ctx.uow.contributions.add(told)
    return told


async def tell_and_read(ctx: Context, case: CaseId) -> object:
    await tell(ctx, case)
    permit = await require_case(ctx, Action.VIEW_CASE, await ctx.uow.cases.get(case))
    return await read_contributions(ctx, permit, ContributionUse.PAGE)


async def tell_and_list(ctx: Context, case: CaseId) -> object:
    await tell(ctx, case)
    return await list_withdrawable(ctx, await open_contributions(ctx, case))


async def tell_and_write_again(ctx: Context, case: CaseId) -> object:
    await tell(ctx, case)
    return await list_to_write_again(ctx, case)


async def tell_and_change(ctx: Context, case: CaseId) -> object:
    told = await tell(ctx, case)
    return await record_contribution_seen(ctx, await open_next_version(ctx, told.id))


OF_CONTRIBUTIONS: Final[dict[str, tuple[str, CaseState, Show, set[tuple[SeenPart, Ground]]]]] = {
    "read_contributions": (
        "iris",
        CaseState.TAKEN_UP,
        tell_and_read,
        {(SeenPart.CONTRIBUTIONS, Ground.INFORMATION_COORDINATOR)},
    ),
    "list_withdrawable": (
        "sanne",
        CaseState.TAKEN_UP,
        tell_and_list,
        {(SeenPart.CONTRIBUTIONS, Ground.PROCESS_DIRECTOR)},
    ),
    "list_to_write_again": (
        "sanne",
        CaseState.TAKEN_UP,
        tell_and_write_again,
        {(SeenPart.CONTRIBUTIONS, Ground.PROCESS_DIRECTOR)},
    ),
    "record_contribution_seen": (
        "agent",
        CaseState.TAKEN_UP,
        tell_and_change,
        {(SeenPart.CONTRIBUTIONS, Ground.REFERRER)},
    ),
}
