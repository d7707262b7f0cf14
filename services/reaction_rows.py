"""What referrers say of what became of their referral, on lists: what a process director answers,
whose silence coordinators read, and what was answered. Codes and days only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from domain.access import Action, Ground, Standing
from domain.case import Case
from domain.identifiers import CaseCode, CaseId, ReactionId
from domain.policy import decide_access
from domain.reaction import Reaction, ReactionKind, ReactionState, reaction_named_on
from services.digest import is_first_digest_since
from services.moment import Context, Reading
from services.retention import find_last_look

# nobody is away longer and still reads what was answered
_LOOKS_BACK: Final = timedelta(weeks=8)


class ReactionTask(StrEnum):
    """What a reaction asks of who finds it on a list, or what became of it."""

    ANSWER = "answer"
    SILENT = "silent"
    KEPT = "kept"
    TAKEN_UP_AGAIN = "taken_up_again"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionRow:
    """A reaction on a list: never what was said. ``goes_on`` when its case is destroyed."""

    reaction: ReactionId
    case: CaseId
    code: CaseCode
    kind: ReactionKind
    task: ReactionTask
    goes_on: date | None = None


async def list_own_reactions(ctx: Context) -> Sequence[ReactionRow]:
    """List what the actor has to answer, and for a coordinator what nobody answers."""
    found = await _list_open(ctx)
    await ctx.record_listed((row.case, on) for row, on in found)
    return [row for row, _ in found]


async def read_own_reactions(reading: Reading) -> Sequence[ReactionRow]:
    """Read the same for the digest, with what was answered to a referrer since the one before."""
    ctx = await reading.as_recipient()
    return [*(row for row, _ in await _list_open(ctx)), *await _list_answered(reading, ctx)]


async def _list_open(ctx: Context) -> Sequence[tuple[ReactionRow, Ground]]:
    waiting = await ctx.uow.reactions.open()
    rows = list[tuple[ReactionRow, Ground]]()
    for one, case, standing in await _stand(ctx, waiting):
        if found := _find_task(ctx, one, standing):
            goes_on = await find_last_look(ctx, case)
            rows.append((_row(case, one, found[0], goes_on), found[1]))
    return rows


async def _stand(
    ctx: Context, reactions: Sequence[Reaction]
) -> Sequence[tuple[Reaction, Case, Standing]]:
    """Each reaction with its case and how the actor stands to that."""
    ids = {one.case for one in reactions}
    if not ids:
        return ()
    cases = {one.id: one for one in await ctx.uow.cases.known(ids)}
    stands = await ctx.uow.cases.involvements(list(cases), ctx.actor.id)
    return [
        (one, case, Standing(involvement=stands[case.id], state=case.state))
        for one in reactions
        if (case := cases.get(one.case))
    ]


def _find_task(
    ctx: Context, reaction: Reaction, standing: Standing
) -> tuple[ReactionTask, Ground] | None:
    may_answer = decide_access(Action.ANSWER_REACTION, ctx.actor, standing).ground
    if may_answer and reaction.asked_by != ctx.actor.id:
        return ReactionTask.ANSWER, may_answer
    named_on = reaction_named_on(ctx.day_of(reaction.asked_at), ctx.calendar)
    # who reads how a case was weighed guards that its referrer gets an answer
    guards = decide_access(Action.READ_WEIGHING, ctx.actor, standing).ground
    is_silent = ctx.today >= named_on and reaction.asked_by != ctx.actor.id
    return (ReactionTask.SILENT, guards) if guards and is_silent else None


async def _list_answered(reading: Reading, ctx: Context) -> Sequence[ReactionRow]:
    answered = await reading.uow.reactions.answered_since(reading.now - _LOOKS_BACK)
    news = [one for one in answered if await _is_news(reading, one)]
    return [
        _row(case, one, ReactionTask(one.state.value))
        for one, case, standing in await _stand(ctx, news)
        if ctx.actor.id in {one.asked_by, case.referrer}
        and decide_access(Action.VIEW_CASE, ctx.actor, standing).is_allowed
    ]


async def _is_news(reading: Reading, reaction: Reaction) -> bool:
    if reaction.answered_at is None or reaction.state is ReactionState.OPEN:
        return False
    return await is_first_digest_since(reading, reaction.answered_at)


def _row(
    case: Case, reaction: Reaction, task: ReactionTask, goes_on: date | None = None
) -> ReactionRow:
    return ReactionRow(
        reaction=reaction.id,
        case=case.id,
        code=case.code,
        kind=reaction.kind,
        task=task,
        goes_on=goes_on,
    )
