"""A coordinator or administrator has the work of a member who left, or is long ill, handed over:
they see counts and no code, and the colleague still says yes or no.
"""

from dataclasses import dataclass
from datetime import timedelta

from domain.access import Action
from domain.audit import AuditEvent
from domain.hand_over import (
    HandOverIsOverError,
    HandOverState,
    NobodyChosenError,
    NothingToHandOverError,
    WorkHandOver,
)
from domain.identifiers import MemberId, OrganisationId
from domain.policy import decide_access
from domain.timer import TimerKind
from services.access import require
from services.hand_over import ToHandOver, find_colleagues, find_why_not
from services.held_work import find_held
from services.left_behind import list_leavers
from services.moment import Context
from services.partners import name_organisations

_LOOKS_BACK = timedelta(weeks=8)
_UNDONE = frozenset({HandOverState.DECLINED, HandOverState.LAPSED, HandOverState.LEFT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """A member whose work can be handed over by another; ``has_left`` when they do not speak for
    the organisation any more.
    """

    id: MemberId
    name: str
    organisation: OrganisationId
    organisation_name: str
    has_left: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedForAnother:
    """A hand-over that waits, or that the actor asked and nobody took: whose work, and who was
    asked. ``may_withdraw`` who asked it, ``may_record`` who hears the answer by telephone.
    """

    held: WorkHandOver
    giver: str
    receiver: str
    may_withdraw: bool = False
    may_record: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ForOthers:
    """Whose work the actor may have handed over, those who left first; what waits for an answer,
    and what they asked in vain.
    """

    givers: tuple[Giver, ...]
    asked: tuple[AskedForAnother, ...]


async def view_for_others(ctx: Context) -> ForOthers | None:
    """Show whose work the actor may have handed over; None for who may not."""
    if not decide_access(Action.HAND_OVER_FOR, ctx.actor, None).is_allowed:
        return None
    return ForOthers(givers=await _list_givers(ctx), asked=await _list_asked(ctx))


async def _list_givers(ctx: Context) -> tuple[Giver, ...]:
    left = await list_leavers(ctx)
    speakers = await ctx.uow.people.speakers(ctx.today)
    there = [(one.id, one.organisation) for named in speakers.values() for one in named]
    pairs = [*left, *(one for one in there if one not in left and one[0] != ctx.actor.id)]
    names = await ctx.uow.people.names({member for member, _ in pairs})
    organisations = await name_organisations(ctx)
    return tuple(
        Giver(
            id=member,
            name=names[member],
            organisation=organisation,
            organisation_name=organisations.get(organisation, organisation),
            has_left=(member, organisation) in left,
        )
        for member, organisation in pairs
    )


async def _list_asked(ctx: Context) -> tuple[AskedForAnother, ...]:
    ended = await ctx.uow.hand_overs.ended_since(ctx.now - _LOOKS_BACK)
    own = [one for one in ended if one.state in _UNDONE if one.asked_by == ctx.actor.id]
    found = [*await ctx.uow.hand_overs.waiting(), *own]
    others = [one for one in found if one.giver != ctx.actor.id]
    names = await ctx.uow.people.names({who for one in others for who in (one.giver, one.receiver)})
    return tuple(
        AskedForAnother(
            held=one,
            giver=names[one.giver],
            receiver=names[one.receiver],
            may_withdraw=one.is_waiting and one.asked_by == ctx.actor.id,
            may_record=one.is_waiting and one.receiver != ctx.actor.id,
        )
        for one in others
    )


async def open_work_of(ctx: Context, giver: MemberId, organisation: OrganisationId) -> ToHandOver:
    """Find what another holds for an organisation and who may take it: counts only.

    NobodyChosenError for who is no member to choose, NothingToHandOverError when they hold nothing.
    """
    require(ctx, Action.HAND_OVER_FOR)
    pairs = {(one.id, one.organisation): one for one in await _list_givers(ctx)}
    chosen = pairs.get((giver, organisation))
    if chosen is None:
        raise NobodyChosenError
    work = await find_held(ctx, giver, organisation)
    if work.is_empty:
        raise NothingToHandOverError
    declined_by, why_not = await find_why_not(ctx, giver)
    return ToHandOver(
        work=work,
        colleagues=await find_colleagues(ctx, organisation, giver),
        giver=chosen.name,
        organisation=chosen.organisation_name,
        declined_by=declined_by,
        why_not=why_not,
    )


async def withdraw_for_another(ctx: Context, giver: MemberId) -> None:
    """Take back what the actor asked for another; HandOverIsOverError when nobody is asked."""
    require(ctx, Action.HAND_OVER_FOR)
    held = await ctx.uow.hand_overs.find(giver)
    if held is None or not held.is_waiting or held.asked_by != ctx.actor.id:
        raise HandOverIsOverError
    await ctx.uow.hand_overs.forget(giver)
    await ctx.uow.timers.cancel(TimerKind.HAND_OVER, giver)
    await ctx.record(AuditEvent.HAND_OVER_WITHDRAWN, subject=held.receiver, on_behalf_of=giver)
