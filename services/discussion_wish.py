"""A partner with a place in a case asks to have it discussed, and takes that back. It is on record;
the coordinators see it in the draft of the agenda, the reason beside the colour of the case.
"""

from dataclasses import replace
from datetime import date

from domain.access import Action
from domain.audit import AuditEvent
from domain.case import Case
from domain.discussion_wish import DiscussionWish, NothingAskedError, NoWishReasonError
from domain.identifiers import MemberId, OrganisationId
from services.access import Permit
from services.moment import Context
from services.written_round_timer import follow_case


async def find_own_wish(ctx: Context, permit: Permit) -> DiscussionWish | None:
    """Find what the actor asked before, to start from."""
    case = permit.case_for(ctx, Action.ASK_DISCUSSION)
    wishes = await ctx.uow.discussion_wishes.of_case(case.id) if case.rotation.asked_for_on else ()
    return next((one for one in wishes if one.member == ctx.actor.id), None)


async def ask_discussion(ctx: Context, permit: Permit, reason: str) -> None:
    """Ask that a case comes up in the next meeting; NoWishReasonError without a reason."""
    case = permit.case_for(ctx, Action.ASK_DISCUSSION)
    await keep_discussion_wish(ctx, case, ctx.actor.id, ctx.actor.organisation.id, reason)


async def keep_discussion_wish(
    ctx: Context, case: Case, member: MemberId, organisation: OrganisationId, reason: str
) -> None:
    """Keep that a member wants a case discussed, as they or somebody for them said;
    NoWishReasonError without a reason.
    """
    if not reason.strip():
        raise NoWishReasonError
    wish = DiscussionWish(
        case=case.id,
        member=member,
        organisation=organisation,
        asked_at=ctx.now,
        reason=reason.strip(),
    )
    await ctx.uow.discussion_wishes.keep(wish)
    await _save(ctx, case, case.rotation.asked_for_on or ctx.today)
    on_behalf_of = None if member == ctx.actor.id else member
    await ctx.record(AuditEvent.DISCUSSION_ASKED, case.id, on_behalf_of=on_behalf_of)


async def withdraw_discussion(ctx: Context, permit: Permit) -> None:
    """Take back what the actor asked; what others ask stays. NothingAskedError when the actor asks
    nothing.
    """
    case = permit.case_for(ctx, Action.ASK_DISCUSSION)
    wishes = await ctx.uow.discussion_wishes.of_case(case.id)
    others = [one for one in wishes if one.member != ctx.actor.id]
    if len(others) == len(wishes):
        raise NothingAskedError
    await ctx.uow.discussion_wishes.withdraw(case.id, ctx.actor.id)
    since = ctx.day_of(others[0].asked_at) if others else None
    await _save(ctx, case, since)
    await ctx.record(AuditEvent.DISCUSSION_WITHDRAWN, case.id)


async def _save(ctx: Context, case: Case, since: date | None) -> None:
    rotation = replace(case.rotation, asked_for_on=since)
    changed = replace(case, rotation=rotation, changed_by=ctx.actor.id, changed_at=ctx.now)
    await ctx.uow.cases.save(changed)
    await follow_case(ctx, case.id, case.colour)
