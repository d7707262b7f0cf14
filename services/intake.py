"""The full intake, told by who referred a case, or written down by a coordinator with them on the
telephone. It is part of the referral: each time it is told makes a next version (BGS art. 1.7).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from domain.access import Action, CaseState
from domain.audit import AuditEvent
from domain.case import Case
from domain.identifiers import CaseId
from domain.informing import Said
from domain.intake import Intake, IntakeGap, check_intake, find_intake_gaps
from domain.referral import Referral, ReferralVersion
from domain.sight import SeenPart
from services.access import Permit, require_case
from services.added_facts import add_facts, keep_told
from services.informing import say_informing
from services.intake_confirmation import ask_to_confirm_intake, end_confirmation
from services.moment import Context, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeHeld:
    """What was told so far, in which version of the referral."""

    intake: Intake = field(repr=False)
    number: int
    is_informing_told: bool


async def open_intake(ctx: Context, case_id: CaseId) -> Permit:
    """Find a case of which the actor may tell the full intake."""
    return await require_case(ctx, Action.FILL_INTAKE, await ctx.uow.cases.get(case_id))


async def record_intake_seen(ctx: Context, permit: Permit) -> None:
    """Put on record that who tells an intake sees what was told of it before."""
    permit.case_for(ctx, Action.FILL_INTAKE)
    await ctx.record_seen(permit.sight(SeenPart.INTAKE), permit.sight(SeenPart.DIRECT_CIRCLE))


async def read_to_fill(ctx: Context, permit: Permit) -> IntakeHeld:
    """Read what was told so far, to go on with; on record as seen."""
    case = permit.case_for(ctx, Action.FILL_INTAKE)
    await record_intake_seen(ctx, permit)
    return IntakeHeld(
        intake=(await ctx.uow.cases.referral(case.id)).intake,
        number=(await find_intake_told_last(ctx, permit)).number,
        is_informing_told=await is_informing_told(ctx, case.id),
    )


async def find_intake_told_last(ctx: Context, permit: Permit) -> ReferralVersion:
    """Find which version of the referral was told last, by whom and when."""
    case = permit.case_for(ctx, Action.FILL_INTAKE)
    return (await ctx.uow.cases.referral_versions(case.id))[0]


async def name_telephoned(ctx: Context, permit: Permit) -> str:
    """Name the referrer with whom a coordinator fills it in; empty for that referrer."""
    case = permit.case_for(ctx, Action.FILL_INTAKE)
    is_own = case.referrer == ctx.actor.id
    return "" if is_own else (await ctx.uow.people.member(case.referrer)).name


async def tell_intake(
    ctx: Context, permit: Permit, intake: Intake, said: Said | None = None
) -> Sequence[IntakeGap]:
    """Keep a full intake, and whether the subject was informed when that is ``said``; what it still
    lacks. What somebody else than the referrer writes down, the referrer is asked to confirm.

    Raises ContactHalfToldError, and what ``say_informing`` raises.
    """
    case = permit.case_for(ctx, Action.FILL_INTAKE)
    before = await ctx.uow.cases.referral(case.id)
    after = replace(before, intake=check_intake(intake))
    if said is not None:
        await say_informing(ctx, permit, said)
    if after != before:
        await _keep(ctx, case, before, after)
        await _ask_or_end(ctx, permit)
    return await list_intake_gaps(ctx, case.id, after.intake)


async def _keep(ctx: Context, case: Case, before: Referral, after: Referral) -> None:
    """Keep it as the next version; after the purpose test coordinators hear of it."""
    is_tested = case.state is CaseState.PURPOSE_TESTED
    await (add_facts if is_tested else keep_told)(ctx, case, before, after)


async def _ask_or_end(ctx: Context, permit: Permit) -> None:
    case = permit.case
    if case.referrer == ctx.actor.id:
        await end_confirmation(ctx, case.id)
        return
    await ctx.record(AuditEvent.INTAKE_TAKEN, case.id, on_behalf_of=case.referrer)
    await ask_to_confirm_intake(ctx, case, (await find_intake_told_last(ctx, permit)).number)


async def view_intake_gaps(ctx: Context, permit: Permit, intake: Intake) -> Sequence[IntakeGap]:
    """Show who screens a referral what its intake lacks; on record as seen."""
    case = permit.case_for(ctx, Action.SCREEN)
    await ctx.record_seen(permit.sight(SeenPart.INTAKE))
    return await list_intake_gaps(ctx, case.id, intake)


async def is_informing_told(moment: Moment, case_id: CaseId) -> bool:
    """Tell whether it is known of a case if its subject was informed."""
    return await moment.uow.informings.last_said(case_id) is not None


async def list_intake_gaps(moment: Moment, case_id: CaseId, intake: Intake) -> Sequence[IntakeGap]:
    """List what an intake lacks, and why each."""
    is_told = await is_informing_told(moment, case_id)
    return find_intake_gaps(intake, is_informing_told=is_told)
