"""A coordinator records that another house or partnership was asked whether it knows the subject of
a case, and what was shared when it did. Nothing is sent: this is the record, and what guards it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from secrets import token_hex
from typing import ClassVar

from domain.access import Action
from domain.audit import AuditEvent
from domain.case import Case
from domain.contribution import DataCategory, find_newest
from domain.errors import NotFoundError, RuleBrokenError
from domain.identifiers import CaseId, KnownCheckId, OrganisationId, OutsidePartnerId
from domain.known_check import (
    AlignedMatter,
    KnownAnswer,
    KnownCheck,
    KnownCheckText,
    OutsidePartner,
    check_asked_since,
    check_involved,
    check_known,
    find_who_must_agree,
    needs_agreement,
)
from domain.member import Organisation
from domain.sight import SeenPart
from services.access import Permit, require_case
from services.moment import Context
from services.partners import find_participants


class NobodyOutsideError(RuleBrokenError):
    """The house file names no other house or partnership."""

    text_key: ClassVar[str] = "known_check.nobody_outside"


class OutsideUnknownError(NotFoundError):
    """The house file does not name this house or partnership any more."""

    text_key: ClassVar[str] = "known_check.outside_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCheckForm:
    """What a coordinator fills in."""

    partner: OutsidePartnerId
    asked_on: date
    answer: KnownAnswer
    categories: tuple[DataCategory, ...] = ()
    agreed: tuple[OrganisationId, ...] = ()
    matters: tuple[AlignedMatter, ...] = ()
    named: tuple[OrganisationId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppliedCategory:
    """That an organisation supplied something of a category which it must agree to share."""

    organisation: OrganisationId
    category: DataCategory


async def open_known_check(ctx: Context, case_id: CaseId) -> Permit:
    """Find a case about which others may be asked; NobodyOutsideError where the house file names
    none.
    """
    permit = await require_case(ctx, Action.CHECK_KNOWN, await ctx.uow.cases.get(case_id))
    if not ctx.house.outside_partners:
        raise NobodyOutsideError
    return permit


async def list_supplied(ctx: Context, permit: Permit) -> Sequence[SuppliedCategory]:
    """List which organisations supplied what they must agree to share; on record as seen."""
    case = permit.case_for(ctx, Action.CHECK_KNOWN)
    newest = find_newest(await ctx.uow.contributions.of_case(case.id))
    found = {
        SuppliedCategory(organisation=one.organisation, category=one.text.category)
        for one in newest
        if one.text and needs_agreement(one.text)
    }
    if found:
        await ctx.record_seen(permit.sight(SeenPart.CONTRIBUTIONS))
    return sorted(found, key=lambda one: (one.category, one.organisation))


async def list_nameable(ctx: Context, permit: Permit) -> Sequence[Organisation]:
    """List the organisations in a case that another partnership may hear of: those without
    professional secrecy; on record as seen.
    """
    case = permit.case_for(ctx, Action.CHECK_KNOWN)
    await ctx.record_seen(permit.sight(SeenPart.CIRCLE))
    involved, bound = await _find_involved(ctx, case), await _find_bound(ctx)
    return [one for one in await find_participants(ctx) if one.id in involved - bound]


async def _find_involved(ctx: Context, case: Case) -> frozenset[OrganisationId]:
    history = await ctx.uow.cases.circle_history(case.id)
    return frozenset(one.place.organisation for one in history if one.place.holds(ctx.now))


async def record_known_check(ctx: Context, permit: Permit, form: KnownCheckForm) -> KnownCheck:
    """Keep that somebody outside was asked, and what was shared; each on record by itself.

    Raises what ``check_known``, ``check_asked_since`` and ``check_involved`` refuse, and
    OutsideUnknownError.
    """
    case = permit.case_for(ctx, Action.CHECK_KNOWN)
    contributed = await ctx.uow.contributions.of_case(case.id)
    suppliers = find_who_must_agree(contributed, form.categories)
    told = check_known(_form(ctx, form), suppliers, await _find_bound(ctx), ctx.today)
    check_asked_since(told, ctx.day_of(case.received_at))
    if told.named:
        check_involved(told, await _find_involved(ctx, case))
    check = KnownCheck(
        id=KnownCheckId(token_hex(16)),
        case=case.id,
        recorded_by=ctx.actor.id,
        recorded_at=ctx.now,
        told=told,
    )
    await ctx.uow.known_checks.add(check)
    await ctx.record(AuditEvent.KNOWN_CHECKED, case.id, check.id)
    if told.is_shared:
        await ctx.record(AuditEvent.SHARED_OUTSIDE, case.id, check.id)
    return check


def _form(ctx: Context, form: KnownCheckForm) -> KnownCheckText:
    return KnownCheckText(
        partner=_find_partner(ctx, form.partner),
        asked_on=form.asked_on,
        answer=form.answer,
        categories=form.categories,
        agreed=form.agreed,
        matters=form.matters,
        named=form.named,
    )


def _find_partner(ctx: Context, known_as: OutsidePartnerId) -> OutsidePartner:
    for one in ctx.house.outside_partners:
        if one.id == known_as:
            return one
    raise OutsideUnknownError


async def _find_bound(ctx: Context) -> frozenset[OrganisationId]:
    secret = ctx.house.professional_secrecy
    organisations = await ctx.uow.people.organisations()
    return frozenset(one.id for one in organisations if not one.domain_tags.isdisjoint(secret))
