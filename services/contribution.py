"""A partner with a place in a case contributes to it, writes a next version and withdraws it; the
coordinators read in their next digest that something came or went, never what.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import uuid4

from domain import contribution as rules
from domain.access import Action
from domain.audit import AuditEvent
from domain.case import Case
from domain.contribution import Contribution, ContributionGround, ContributionText
from domain.contribution_access import (
    ContributionReader,
    ContributionUse,
    may_read_contribution,
)
from domain.errors import AlreadyDoneError, ConflictError, RuleBrokenError
from domain.identifiers import CaseId, ContributionId
from domain.sight import SeenPart
from services.access import Permit, not_involved, require_case
from services.calendar import write_moment
from services.digest import tell_in_digest
from services.enquiry_answer import is_bound_by_secrecy
from services.enquiry_standing import stand_as_knowing
from services.guarding import list_coordinators
from services.incorrect import forget_marks_of
from services.moment import Context
from services.partners import find_others


class ContributionChangedError(AlreadyDoneError):
    """Somebody of your organisation wrote another version of this since you saw it."""

    text_key: ClassVar[str] = "contribution.changed"


class NoContributionLeftError(RuleBrokenError):
    """Nothing was contributed that you can withdraw."""

    text_key: ClassVar[str] = "contribution.nothing_to_withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionToWrite:
    """A case to which the actor contributes; ``newest`` is what their organisation contributed and
    they write the next version of, None for something new.
    """

    permit: Permit
    newest: Contribution | None = None


async def open_to_contribute(ctx: Context, case_id: CaseId) -> ContributionToWrite:
    """Find a case to contribute something to."""
    case = await ctx.uow.cases.get(case_id)
    return ContributionToWrite(permit=await _permit(ctx, Action.CONTRIBUTE, case))


async def _permit(ctx: Context, action: Action, case: Case) -> Permit:
    return await require_case(ctx, action, case, standing=await stand_as_knowing(ctx, case))


async def open_next_version(
    ctx: Context, known_as: ContributionId, number: int | None = None
) -> ContributionToWrite:
    """Find what the actor's organisation contributed, to write its next version; ``number`` is the
    version that was seen.

    Raises RefusedError for another's, ContributionWithdrawnError, and ContributionChangedError with
    who and when once there is another.
    """
    newest = (await ctx.uow.contributions.versions(known_as))[0]
    permit = await _permit(ctx, Action.CONTRIBUTE, await ctx.uow.cases.get(newest.case))
    if newest.organisation != ctx.actor.organisation.id:
        raise not_involved(Action.CONTRIBUTE, newest.case)
    if newest.text is None:
        raise rules.ContributionWithdrawnError
    if number not in {None, newest.number}:
        writer = await ctx.uow.people.member(newest.member)
        at = write_moment(ctx.house, newest.written_at)
        raise ContributionChangedError(name=writer.name, at=at)
    return ContributionToWrite(permit=permit, newest=newest)


async def record_contribution_seen(ctx: Context, held: ContributionToWrite) -> None:
    """Put on record that who writes a next version sees the one before."""
    held.permit.case_for(ctx, Action.CONTRIBUTE)
    if held.newest:
        await ctx.record_seen(held.permit.sight(SeenPart.CONTRIBUTIONS))


async def list_own_grounds(ctx: Context) -> tuple[ContributionGround, ...]:
    """List the grounds on which the actor's organisation may contribute."""
    return rules.list_grounds(is_bound=await is_bound_by_secrecy(ctx, ctx.actor.organisation.id))


async def contribute(
    ctx: Context, held: ContributionToWrite, text: ContributionText
) -> Contribution:
    """Keep what an organisation contributes, or the next version of it.

    Raises what ``check_contribution`` refuses, and ContributionWithdrawnError when a colleague
    withdrew it meanwhile.
    """
    case = held.permit.case_for(ctx, Action.CONTRIBUTE)
    others = [one.id for one in await find_others(ctx)]
    is_bound = await is_bound_by_secrecy(ctx, ctx.actor.organisation.id)
    checked = rules.check_contribution(text, others, ctx.today, is_bound=is_bound)
    # who weighs the case at this moment reads it first
    await ctx.uow.cases.stand_still(case)
    told = await _form(ctx, held, checked)
    await ctx.uow.contributions.add(told)
    is_new = told.number == 1
    event = AuditEvent.CONTRIBUTED if is_new else AuditEvent.CONTRIBUTION_CHANGED
    await ctx.record(event, case.id, told.id)
    await tell_in_digest(ctx, *ctx.others(await list_coordinators(ctx)))
    return told


async def _form(ctx: Context, held: ContributionToWrite, text: ContributionText) -> Contribution:
    if held.newest is None:
        known_as = ContributionId(uuid4().hex)
        return rules.begin_contribution(known_as, held.permit.case.id, text, ctx.sign())
    newest = (await ctx.uow.contributions.versions(held.newest.id))[0]
    if newest.number != held.newest.number:
        raise ConflictError  # who looks again reads that somebody was before them
    return rules.write_next(newest, text, ctx.sign())


async def open_contributions(ctx: Context, case_id: CaseId) -> Permit:
    """Find a case of which the actor may withdraw what was contributed; NoContributionLeftError
    when there is nothing.
    """
    case = await ctx.uow.cases.get(case_id)
    permit = await _permit(ctx, Action.WITHDRAW_CONTRIBUTION, case)
    if not await _find_withdrawable(ctx, permit):
        raise NoContributionLeftError
    return permit


async def list_withdrawable(ctx: Context, permit: Permit) -> Sequence[Contribution]:
    """List what the actor may withdraw of a case: what their organisation contributed, for a
    coordinator what any did. On record as seen.
    """
    permit.case_for(ctx, Action.WITHDRAW_CONTRIBUTION)
    await ctx.record_seen(permit.sight(SeenPart.CONTRIBUTIONS))
    return await _find_withdrawable(ctx, permit)


async def list_to_write_again(ctx: Context, case_id: CaseId) -> Sequence[Contribution]:
    """List what the organisation of who was only asked contributed and they may still write anew,
    what was told last first; on record as seen.
    """
    permit = await open_contributions(ctx, case_id)
    reader = ContributionReader(ground=permit.ground, organisation=ctx.actor.organisation.id)
    return [
        one
        for one in await list_withdrawable(ctx, permit)
        if may_read_contribution(one, reader, ContributionUse.PAGE, ctx.today).is_shown
    ]


async def _find_withdrawable(ctx: Context, permit: Permit) -> Sequence[Contribution]:
    kept = rules.find_newest(await ctx.uow.contributions.of_case(permit.case.id))
    return [one for one in kept if one.text and _may_withdraw(ctx, permit, one)]


def _may_withdraw(ctx: Context, permit: Permit, told: Contribution) -> bool:
    own = ctx.actor.organisation.id
    actor = ContributionReader(ground=permit.ground, organisation=own)
    return actor.coordinates or told.organisation == own


async def withdraw_contribution(
    ctx: Context, permit: Permit, known_as: ContributionId
) -> Contribution:
    """Withdraw a contribution: its text is destroyed at once, in every version, and what was said
    of it when it was called incorrect. Whoever told it hears that, when another did it.

    Raises RefusedError for another's, ContributionWithdrawnError.
    """
    case = permit.case_for(ctx, Action.WITHDRAW_CONTRIBUTION)
    await ctx.uow.cases.stand_still(case)
    newest = (await ctx.uow.contributions.versions(known_as))[0]
    if newest.case != case.id or not _may_withdraw(ctx, permit, newest):
        raise not_involved(Action.WITHDRAW_CONTRIBUTION, case.id)
    withdrawn = rules.withdraw_text(newest, ctx.sign())
    await ctx.uow.contributions.withdraw(withdrawn)
    await forget_marks_of(ctx, withdrawn)
    is_own = newest.organisation == ctx.actor.organisation.id
    spoken_for = None if is_own else newest.organisation
    event = AuditEvent.CONTRIBUTION_WITHDRAWN
    await ctx.record_said(event, case.id, newest.id, spoken_for=spoken_for)
    told = [*await list_coordinators(ctx), newest.member]
    await tell_in_digest(ctx, *ctx.others(told))
    return withdrawn
