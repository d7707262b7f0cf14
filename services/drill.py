"""Who takes part in drills of the acute lane: they say so themselves, and take it back when they
want.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.access import Action
from domain.audit import AuditEvent
from domain.drill import DrillConsent
from domain.identifiers import MemberId, OrganisationId
from domain.member import Member
from domain.policy import decide_access
from services.access import require
from services.moment import Context, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillPartnerView:
    """An organisation with who of it takes part in drills, by name."""

    organisation: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillsView:
    """Whether the reader takes part in drills, and since when. ``partners`` and ``missing``, the
    organisations of which nobody does, are for who may run one.
    """

    joined_on: date | None
    may_run: bool = False
    partners: tuple[DrillPartnerView, ...] = ()
    missing: tuple[str, ...] = ()


async def view_drills(ctx: Context) -> DrillsView:
    """Show the actor whether they take part, and who may run a drill who does."""
    require(ctx, Action.JOIN_DRILLS)
    consents = await find_consents(ctx)
    own = consents.get(ctx.actor.id)
    joined_on = own.agreed_on if own else None
    if not decide_access(Action.RUN_DRILL, ctx.actor, None).is_allowed:
        return DrillsView(joined_on=joined_on)
    partners = await _list_partners(ctx, consents)
    return DrillsView(
        joined_on=joined_on,
        may_run=True,
        partners=partners,
        missing=await _list_missing(ctx, partners),
    )


async def join_drills(ctx: Context) -> DrillsView:
    """Agree to be drilled, from now on and until the own membership ends."""
    require(ctx, Action.JOIN_DRILLS)
    if ctx.actor.id not in await find_consents(ctx):
        consent = DrillConsent(
            member=ctx.actor.id, organisation=ctx.actor.organisation.id, agreed_on=ctx.today
        )
        await ctx.uow.drills.join(consent)
        await ctx.record(AuditEvent.DRILLS_JOINED, subject=ctx.actor.id)
    return await view_drills(ctx)


async def leave_drills(ctx: Context) -> DrillsView:
    """Take part in drills no longer."""
    require(ctx, Action.JOIN_DRILLS)
    if ctx.actor.id in await find_consents(ctx):
        await ctx.uow.drills.leave(ctx.actor.id)
        await ctx.record(AuditEvent.DRILLS_LEFT, subject=ctx.actor.id)
    return await view_drills(ctx)


async def find_consents(moment: Moment) -> Mapping[MemberId, DrillConsent]:
    """Find who takes part in drills today: who agreed and may still be reached in the lane."""
    kept = {one.member: one for one in await moment.uow.drills.consents()}
    people = await moment.uow.people.by_ids(list(kept))
    return {
        known_as: consent
        for known_as, consent in kept.items()
        if known_as in people
        and consent.holds(people[known_as], moment.today)
        and await _may_be_reached(moment, people[known_as])
    }


async def _may_be_reached(moment: Moment, member: Member) -> bool:
    return decide_access(Action.JOIN_DRILLS, await moment.form_actor(member), None).is_allowed


async def _list_partners(
    ctx: Context, consents: Mapping[MemberId, DrillConsent]
) -> tuple[DrillPartnerView, ...]:
    people = await ctx.uow.people.by_ids(list(consents))
    by_organisation = defaultdict[OrganisationId, list[str]](list)
    for one in people.values():
        by_organisation[one.organisation].append(one.name)
    return tuple(
        DrillPartnerView(organisation=one.name, members=tuple(sorted(by_organisation[one.id])))
        for one in await ctx.uow.people.organisations()
        if one.id in by_organisation
    )


async def _list_missing(ctx: Context, partners: tuple[DrillPartnerView, ...]) -> tuple[str, ...]:
    """The organisations somebody speaks for, of whom nobody takes part."""
    speakers = await ctx.uow.people.speakers(ctx.today)
    taking_part = {one.organisation for one in partners}
    return tuple(
        one.name
        for one in await ctx.uow.people.organisations()
        if one.id in speakers and one.name not in taking_part
    )
