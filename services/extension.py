"""A process director keeps a case longer than the longest term, once every organisation that may
have supplied something of it said yes; else it goes at its term.
"""

from collections.abc import Sequence

from domain.access import SHIELDED, Action
from domain.audit import AuditEvent, SeenPart
from domain.case import Case
from domain.extension import (
    Extension,
    ExtensionForm,
    check_extension,
    extend_to,
    require_extendable,
)
from domain.member import Organisation
from domain.retention import RetentionEnd, find_retention_end
from services.access import Permit
from services.consent import Consent, agree
from services.moment import Context


def find_term_end(ctx: Context, case: Case) -> RetentionEnd:
    """Find when a case goes that can be kept longer now; NotExtendableError for another."""
    end = find_retention_end(case, ctx.house.terms.retention, ctx.calendar)
    require_extendable(end, ctx.today)
    return end


async def record_extension_seen(ctx: Context, permit: Permit) -> None:
    """Put on record that who keeps a case longer sees who supplied, and why it was kept before."""
    permit.case_for(ctx, Action.EXTEND_CASE)
    await ctx.record_seen(permit.sight(SeenPart.RETENTION), permit.sight(SeenPart.CIRCLE))


async def find_extension(ctx: Context, permit: Permit) -> Extension | None:
    """Find how a case was last kept longer, on record as seen; of one that is closed nothing that
    was said.
    """
    case = permit.case_for(ctx, Action.EXTEND_CASE)
    await record_extension_seen(ctx, permit)
    if case.state in SHIELDED:
        return None
    return await ctx.uow.case_steps.last_extension(case.id)


async def list_suppliers(ctx: Context, permit: Permit) -> Sequence[Organisation]:
    """List the organisations that may have supplied something of a case: who referred it, or wrote
    a later version, and each that ever had a place in it.
    """
    case = permit.case_for(ctx, Action.EXTEND_CASE)
    await record_extension_seen(ctx, permit)
    versions = await ctx.uow.cases.referral_versions(case.id)
    writers = await ctx.uow.people.by_ids(sorted({one.written_by for one in versions}))
    history = await ctx.uow.cases.circle_history(case.id)
    ids = {case.referring_organisation}
    ids |= {one.organisation for one in writers.values()}
    ids |= {one.place.organisation for one in history}
    found = [await ctx.uow.people.organisation(one) for one in ids]
    return sorted(found, key=lambda one: (one.name, one.id))


async def extend_case(
    ctx: Context, permit: Permit, form: ExtensionForm, consent: Consent
) -> Extension:
    """Keep a case until a later day; raises what ``check_extension`` says."""
    case = permit.case_for(ctx, Action.EXTEND_CASE)
    end = find_term_end(ctx, case)
    agreement = await agree(ctx, consent)
    closing = await ctx.uow.case_steps.last_closing(case.id)
    asked = {one.id for one in await list_suppliers(ctx, permit)}
    check_extension(case, end, form, asked, closing.signed.on if closing else None)
    extension = Extension(case=case.id, form=form, agreement=agreement, signed=ctx.sign())
    await ctx.uow.case_steps.add_extension(extension)
    await ctx.uow.cases.save(extend_to(case, form.goes_on))
    # of the new end it is told anew
    await ctx.uow.retention_warnings.forget(case.id)
    await ctx.record(AuditEvent.CASE_EXTENDED, case.id)
    return extension
