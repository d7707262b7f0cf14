"""A process director has every organisation that supplied something of a case asked whether it may
be kept longer than the longest term, and notes what one of them says by telephone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.access import SHIELDED, Action
from domain.audit import AuditEvent, AuditReason
from domain.case import Case
from domain.extension import (
    AskedExtension,
    ByTelephone,
    Extension,
    ExtensionAskedError,
    ExtensionForm,
    NotAskedOfYouError,
    SupplierAnswer,
    SupplierSays,
    check_extension,
    check_telephone,
    require_extendable,
)
from domain.identifiers import MemberId, OrganisationId
from domain.mandate import AgreedDecision
from domain.member import Organisation
from domain.retention import RetentionEnd, find_retention_end
from domain.sight import SeenPart
from services.access import Permit
from services.confirmation_asking import ask_to_confirm
from services.consent import Consent, agree
from services.digest import tell_in_digest
from services.moment import Context, Moment
from services.suppliers import find_asked_members, find_supplied_parts, name_suppliers


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedSupplier:
    """An organisation that is asked, and what it says. ``is_reached`` when somebody of it can
    answer; else only by telephone. ``told`` is who did so.
    """

    organisation: Organisation
    answer: SupplierAnswer
    is_reached: bool
    told: ByTelephone | None = None


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
    """List the organisations that supplied something of a case that is still kept."""
    case = permit.case_for(ctx, Action.EXTEND_CASE)
    await record_extension_seen(ctx, permit)
    suppliers = name_suppliers(case, await find_supplied_parts(ctx, case))
    return _by_name([await ctx.uow.people.organisation(one) for one in suppliers])


def _by_name(organisations: Iterable[Organisation]) -> Sequence[Organisation]:
    return sorted(organisations, key=lambda one: (one.name, one.id))


async def is_extension_asked(ctx: Context, permit: Permit) -> bool:
    """Tell whether the suppliers of a case are asked already."""
    case = permit.case_for(ctx, Action.EXTEND_CASE)
    return await ctx.uow.extensions.find(case.id) is not None


async def ask_suppliers(
    ctx: Context, permit: Permit, form: ExtensionForm, consent: Consent
) -> AskedExtension:
    """Ask each supplier whether a case may be kept until a later day; raises what
    ``check_extension`` says, and ExtensionAskedError when they are asked already.
    """
    case = permit.case_for(ctx, Action.EXTEND_CASE)
    await ctx.uow.cases.stand_still(case)
    if await ctx.uow.extensions.find(case.id):
        raise ExtensionAskedError
    end = find_term_end(ctx, case)
    agreement = await agree(ctx, consent, AgreedDecision.EXTENSION)
    closing = await ctx.uow.case_steps.last_closing(case.id)
    check_extension(case, end, form, closing.signed.on if closing else None)
    suppliers = name_suppliers(case, await find_supplied_parts(ctx, case))
    asked = AskedExtension(
        case=case.id,
        ground=form.ground,
        goes_on=form.goes_on,
        asked_by=ctx.actor.id,
        asked_on=ctx.today,
        answers=tuple(SupplierAnswer(organisation=one) for one in sorted(suppliers)),
    )
    why = Extension(case=case.id, form=form, agreement=agreement, signed=ctx.sign())
    await ctx.uow.extensions.add(asked, why)
    await ctx.record(AuditEvent.EXTENSION_ASKED, case.id)
    await tell_suppliers(ctx, asked, suppliers)
    await ask_to_confirm(ctx, case, AgreedDecision.EXTENSION, agreement)
    return asked


async def tell_suppliers(
    moment: Moment, asked: AskedExtension, organisations: Iterable[OrganisationId]
) -> None:
    """Have who answers for these organisations read in their next digest that they are asked."""
    told = set[MemberId]()
    for one in organisations:
        told |= await find_asked_members(moment, asked.case, one)
    await tell_in_digest(moment, *told)


async def list_answers(ctx: Context, permit: Permit) -> Sequence[AskedSupplier]:
    """List who is asked and what each says, on record as seen; empty when nothing is asked."""
    case = permit.case_for(ctx, Action.EXTEND_CASE)
    await record_extension_seen(ctx, permit)
    asked = await ctx.uow.extensions.find(case.id)
    if asked is None:
        return ()
    found = {one: await ctx.uow.people.organisation(one) for one in asked.asked}
    return [await _find_supplier(ctx, asked, one) for one in _by_name(found.values())]


async def _find_supplier(
    ctx: Context, asked: AskedExtension, organisation: Organisation
) -> AskedSupplier:
    answer = asked.answer_of(organisation.id) or SupplierAnswer(organisation=organisation.id)
    told = await ctx.uow.extensions.told_by_telephone(asked.case, organisation.id)
    return AskedSupplier(
        organisation=organisation,
        answer=answer,
        is_reached=bool(await find_asked_members(ctx, asked.case, organisation.id)),
        told=told,
    )


async def note_telephone_answer(
    ctx: Context,
    permit: Permit,
    organisation: OrganisationId,
    says: SupplierSays,
    told: ByTelephone,
) -> None:
    """Note what a supplier said by telephone, in the place of what it said before. NobodySaidError
    without who and when, NotAskedOfYouError for who is not asked.
    """
    case = permit.case_for(ctx, Action.EXTEND_CASE)
    await keep_supplier_answer(ctx, case, organisation, says, check_telephone(told, ctx.today))


async def keep_supplier_answer(
    ctx: Context,
    case: Case,
    organisation: OrganisationId,
    says: SupplierSays,
    told: ByTelephone | None = None,
) -> None:
    """Keep what a supplier says; NotAskedOfYouError when nothing is asked of it any more."""
    await ctx.uow.cases.stand_still(case)
    asked = await ctx.uow.extensions.find(case.id)
    before = asked.answer_of(organisation) if asked else None
    if before is None:
        raise NotAskedOfYouError
    if told is None and before.says is says:
        return
    answer = SupplierAnswer(
        organisation=organisation, says=says, said_by=ctx.actor.id, said_at=ctx.now
    )
    await ctx.uow.extensions.keep_answer(case.id, answer, told)
    await ctx.record(
        AuditEvent.EXTENSION_ANSWERED,
        case.id,
        reason=AuditReason.BY_TELEPHONE if told else None,
        on_behalf_of=organisation,
    )
