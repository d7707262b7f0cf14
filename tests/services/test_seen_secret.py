"""What is shown of an address that is secret or shared goes on record: see ``test_seen``."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from domain.access import CaseState, Ground
from domain.identifiers import CaseId
from domain.referral import SecrecyGround
from domain.sight import SeenPart
from services.address_share import list_shares, list_who_to_tell, open_to_share
from services.moment import Context
from services.secret_address import list_looks, look_at_secret_address, open_secret_address

Show = Callable[[Context, Any], Awaitable[object]]
COORDINATOR: Final = Ground.INFORMATION_COORDINATOR


async def look(ctx: Context, case: CaseId) -> object:
    await ctx.uow.cases.hide_addresses(case, SecrecyGround.THREAT, "x", ctx.actor.id, ctx.now)
    return await look_at_secret_address(ctx, await open_secret_address(ctx, case), "x")


async def look_and_list(ctx: Context, case: CaseId) -> object:
    await look(ctx, case)
    return await list_looks(ctx, await open_secret_address(ctx, case))


async def list_told(ctx: Context, case: CaseId) -> object:
    return await list_shares(ctx, await open_to_share(ctx, case))


async def list_to_tell(ctx: Context, case: CaseId) -> object:
    return await list_who_to_tell(ctx, await open_to_share(ctx, case))


OF_A_SECRET: Final[dict[str, tuple[str, CaseState, Show, set[tuple[SeenPart, Ground]]]]] = {
    "look_at_secret_address": (
        "iris",
        CaseState.SUBMITTED,
        look,
        {(SeenPart.SECRET_ADDRESS, COORDINATOR)},
    ),
    "list_looks": (
        "iris",
        CaseState.SUBMITTED,
        look_and_list,
        {(SeenPart.SECRET_ADDRESS, COORDINATOR), (SeenPart.PHASE, COORDINATOR)},
    ),
    "list_shares": ("iris", CaseState.TAKEN_UP, list_told, {(SeenPart.CIRCLE, COORDINATOR)}),
    "list_who_to_tell": (
        "iris",
        CaseState.TAKEN_UP,
        list_to_tell,
        {(SeenPart.CIRCLE, COORDINATOR)},
    ),
}
