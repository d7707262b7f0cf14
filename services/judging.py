"""What screening, weighing and colouring share: a judge sees one version of a case, signs, names
who agreed, and everything goes on record.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.access import Action
from domain.agreement import Agreement, Mandate, Signature, may_agree, record_agreement
from domain.audit import AuditEvent
from domain.case import Case
from domain.errors import AlreadyDoneError
from domain.identifiers import CaseId, OrganisationId
from domain.member import Member, Organisation
from domain.referral import Referral
from services.access import find_case, require_case, require_role
from services.calendar import calendar_of, write_moment
from services.context import Context
from services.record import record


class CaseChangedError(AlreadyDoneError):
    """Somebody was before you: this case has changed since."""

    text_key: ClassVar[str] = "judging.case_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCase:
    """A case as a judge saw it; without a version it is looked at for the first time."""

    id: CaseId
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Who agreed, as a judge fills it in."""

    agreed: tuple[OrganisationId, ...] = ()
    mandate: Mandate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralView:
    """A referral as its judge reads it: the story without the identity, names for ids."""

    case: Case
    referral: Referral
    referrer: str
    organisation: str
    partners: tuple[str, ...]


async def open_typed_case(ctx: Context, action: Action, typed: str) -> SeenCase:
    """Find the case behind a typed code for a judge who may take this action on it now."""
    case = await find_case(ctx, action, typed)
    return SeenCase(id=case.id, version=case.version)


async def take_case(ctx: Context, action: Action, seen: SeenCase) -> Case:
    """Take up a case as the judge saw it; CaseChangedError with who and when when it changed."""
    require_role(ctx, action)
    case = await ctx.uow.cases.get(seen.id)
    if seen.version not in {None, case.version}:
        raise await _changed(ctx, case)
    return await require_case(ctx, action, case)


async def _changed(ctx: Context, case: Case) -> CaseChangedError:
    changer = await ctx.uow.people.member(case.changed_by)
    return CaseChangedError(name=changer.name, at=write_moment(ctx.house, case.changed_at))


def today(ctx: Context) -> date:
    """The day it is in the house."""
    return calendar_of(ctx.house, ctx.now).local(ctx.now).date()


def sign(ctx: Context) -> Signature:
    """Sign as the actor, now."""
    return Signature(by=ctx.actor.id, at=ctx.now, on=today(ctx))


async def agree(ctx: Context, consent: Consent) -> Agreement:
    """Put on record who agreed; an organisation the house does not know is refused."""
    organisations = [await ctx.uow.people.organisation(one) for one in consent.agreed]
    return record_agreement(organisations, consent.mandate, today(ctx))


async def view_referral(ctx: Context, action: Action, seen: SeenCase) -> ReferralView:
    """Show a referral to its judge; that it was seen goes on record."""
    case = await take_case(ctx, action, seen)
    await record(ctx, AuditEvent.SEEN, case.id)
    referral = await ctx.uow.cases.referral(case.id)
    names = await name_organisations(ctx)
    return ReferralView(
        case=case,
        referral=referral,
        referrer=(await ctx.uow.people.member(case.referrer)).name,
        organisation=names.get(case.referring_organisation, case.referring_organisation),
        partners=tuple(names.get(one, one) for one in referral.partners),
    )


async def name_organisations(ctx: Context) -> Mapping[OrganisationId, str]:
    """The names of the organisations that take part now."""
    return {one.id: one.name for one in await ctx.uow.people.organisations()}


async def find_judges(ctx: Context) -> Sequence[Organisation]:
    """The public participants: only they can agree to a judgement."""
    return [one for one in await ctx.uow.people.organisations() if may_agree(one)]


async def find_participants(ctx: Context) -> Sequence[Organisation]:
    """The organisations that may be in the circle of a case."""
    return [one for one in await ctx.uow.people.organisations() if one.may_refer]


async def find_representatives(
    ctx: Context, organisations: Collection[OrganisationId]
) -> dict[OrganisationId, Sequence[Member]]:
    """Who speaks today for each of these organisations."""
    on = today(ctx)
    return {
        one: await ctx.uow.people.representatives(one, on) for one in sorted(set(organisations))
    }
