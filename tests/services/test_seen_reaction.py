"""What is shown of a reaction goes on record: see ``test_seen``."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from domain.access import Action, CaseState, Ground
from domain.identifiers import CaseId, ReactionId
from domain.reaction import ReactionWords
from domain.sight import SeenPart
from services.access import require_case
from services.moment import Context
from services.reaction import open_reaction_to_answer, record_reaction_seen
from services.reaction_reading import read_reactions
from services.reaction_rows import list_own_reactions
from tests.support.reactions import a_reaction

Show = Callable[[Context, Any], Awaitable[object]]


async def say(ctx: Context, case: CaseId) -> ReactionId:
    said = a_reaction(case, ctx.now)
    await ctx.uow.reactions.add(said, ReactionWords(said="x"))
    return said.id


async def say_and_list(ctx: Context, case: CaseId) -> object:
    await say(ctx, case)
    return await list_own_reactions(ctx)


async def say_and_look(ctx: Context, case: CaseId) -> object:
    return await record_reaction_seen(ctx, await open_reaction_to_answer(ctx, await say(ctx, case)))


async def say_and_read(ctx: Context, case: CaseId) -> object:
    await say(ctx, case)
    permit = await require_case(ctx, Action.VIEW_CASE, await ctx.uow.cases.get(case))
    return await read_reactions(ctx, permit, is_whole=False)


OF_A_REACTION: Final[dict[str, tuple[str, CaseState, Show, set[tuple[SeenPart, Ground]]]]] = {
    "list_own_reactions": (
        "daan",
        CaseState.TAKEN_UP,
        say_and_list,
        {(SeenPart.OVERVIEW, Ground.PROCESS_DIRECTOR)},
    ),
    "record_reaction_seen": (
        "daan",
        CaseState.NOT_TAKEN_UP,
        say_and_look,
        {(SeenPart.REACTION, Ground.PROCESS_DIRECTOR)},
    ),
    "read_reactions": (
        "agent",
        CaseState.NOT_TAKEN_UP,
        say_and_read,
        {(SeenPart.REACTION, Ground.REFERRER)},
    ),
}
