"""What a referrer of the pretend house says of what became of a case."""

from datetime import datetime

from domain.errors import NotFoundError
from domain.identifiers import CaseId, MemberId, OrganisationId, ReactionId
from domain.reaction import Reaction, ReactionKind
from services.moment import Context
from services.reaction import (
    keep_as_it_is,
    open_reaction_to_answer,
    open_to_react,
    react,
    take_up_again,
    withdraw_advice,
)


def a_reaction(case: CaseId, asked_at: datetime, **changes: object) -> Reaction:
    given: dict[str, object] = {
        "id": ReactionId("8" * 32),
        "kind": ReactionKind.WITHDRAWAL,
        "asked_by": MemberId("piet"),
        "organisation": OrganisationId("politie"),
    }
    return Reaction(case=case, asked_at=asked_at, **(given | changes))  # type: ignore[arg-type]


async def react_to(ctx: Context, case: CaseId) -> None:
    """Who referred a case says something of what became of it."""
    await react(ctx, await open_to_react(ctx, case), "Zo laten wij het niet.")


async def answer_reaction(ctx: Context, case: CaseId, *, ends: bool) -> None:
    """Let it stand; or have the case judged anew, or withdraw what was only an advice."""
    waiting = [one.id for one in await ctx.uow.reactions.open() if one.case == case]
    if not waiting:
        raise NotFoundError
    held = await open_reaction_to_answer(ctx, waiting[0])
    if not ends:
        await keep_as_it_is(ctx, held, "Het is zo goed.")
    elif held.reaction.kind is ReactionKind.OUTCOME:
        await take_up_again(ctx, held, "Er is meer aan de hand.")
    else:
        await withdraw_advice(ctx, held, "Niemand staat er nog achter.")
