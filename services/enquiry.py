"""The enquiry for coordinators: whom they ask and why, who answered what, what was said by
telephone, whom they ask again, and what they withdraw. After the purpose test, before the weighing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from secrets import token_hex

from domain import enquiry as rules
from domain.access import Action
from domain.audit import AuditEvent
from domain.case import Case
from domain.enquiry import (
    DisclosureGround,
    EnquiredBeforeError,
    Enquiry,
    EnquiryAnswer,
    EnquiryEnd,
    NotToAskError,
    PartnerToAsk,
    find_due_day,
)
from domain.errors import ConflictError, NotFoundError
from domain.identifiers import CaseId, EnquiryId, OrganisationId
from domain.member import Organisation, Speaker
from domain.sight import SeenPart
from domain.timer import TimerKind
from services.access import Permit, require_case
from services.answering import find_who_to_ask
from services.enquiry_answer import keep_answer
from services.enquiry_notices import announce_enquiry, edit_cards, find_when_reached
from services.moment import Context
from services.paging import Pages, turn_to
from services.partners import find_participants, find_representatives, name_organisations

# a window must stay small, with the longest reasons too
ENQUIRIES_ON_A_PAGE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryView:
    """One partner that was asked, for coordinators: why, by whom, and what it said; ``telephone``
    of who is asked, and until when they are away without anybody who stands in.
    """

    enquiry: Enquiry
    organisation: str
    member: str
    asked_by: str
    answered_by: str = ""
    why: str = ""
    telephone: str = ""
    is_late: bool = False
    away_until: date | datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiriesView:
    """All that was asked about a case, page by page, and what can be done with it."""

    case: Case
    enquiries: Pages[EnquiryView]
    may_note: bool = False
    may_ask_again: bool = False
    may_withdraw: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskablePartner:
    """A partner that can be asked, by name; ``is_named`` when the referrer named it."""

    organisation: OrganisationId
    name: str
    is_named: bool


async def open_to_enquire(ctx: Context, case_id: CaseId) -> Permit:
    """Find a case about which the actor may ask partners."""
    return await require_case(ctx, Action.ENQUIRE, await ctx.uow.cases.get(case_id))


async def view_enquiries(ctx: Context, permit: Permit, number: int = 1) -> EnquiriesView:
    """Show who was asked about a case and what they said; on record as seen."""
    case = permit.case_for(ctx, Action.ENQUIRE)
    views = await list_enquiries(ctx, permit)
    asked = [one.enquiry for one in views if one.enquiry.end is None]
    return EnquiriesView(
        case=case,
        enquiries=turn_to(views, number, ENQUIRIES_ON_A_PAGE),
        may_note=bool(asked),
        may_ask_again=any(one.answer is EnquiryAnswer.NOT_KNOWN for one in asked),
        may_withdraw=any(one.is_unsettled for one in asked),
    )


async def list_enquiries(ctx: Context, permit: Permit) -> Sequence[EnquiryView]:
    """List who was asked about a case, why, and what they said; on record as seen."""
    case = permit.case_for(ctx, Action.ENQUIRE, Action.WEIGH)
    asked = await ctx.uow.enquiries.of_case(case.id)
    if not asked:
        return ()
    await ctx.record_seen(permit.sight(SeenPart.ENQUIRY))
    reasons = await ctx.uow.enquiries.reasons(case.id)
    names = await name_organisations(ctx)
    return [await _view(ctx, one, names, reasons[one.id]) for one in asked]


async def _view(
    ctx: Context, enquiry: Enquiry, names: Mapping[OrganisationId, str], why: str
) -> EnquiryView:
    people = {enquiry.asked_by, enquiry.member, enquiry.answered_by or enquiry.member}
    members = await ctx.uow.people.by_ids(people)
    return EnquiryView(
        enquiry=enquiry,
        organisation=names.get(enquiry.organisation, enquiry.organisation),
        member=members[enquiry.member].name,
        asked_by=members[enquiry.asked_by].name,
        answered_by=members[enquiry.answered_by].name if enquiry.answered_by else "",
        why=why,
        telephone=members[enquiry.member].telephone,
        is_late=enquiry.is_late(ctx.today),
        away_until=await _find_away_until(ctx, enquiry) if enquiry.is_unsettled else None,
    )


async def _find_away_until(ctx: Context, enquiry: Enquiry) -> date | datetime | None:
    """A day where the absence ends with the day before, else a moment."""
    back_at = await find_when_reached(ctx, enquiry)
    if back_at is None:
        return None
    on = ctx.day_of(back_at)
    return on if back_at == ctx.calendar.moment(on, time()) else back_at


async def list_to_ask(ctx: Context, permit: Permit) -> Sequence[AskablePartner]:
    """List the partners that can be asked about a case: those the referrer named first. Who
    referred it, has a place in it, is asked already or has nobody to speak for it, is not there.
    """
    case = permit.case_for(ctx, Action.ENQUIRE)
    await ctx.record_seen(permit.sight(SeenPart.STORY), permit.sight(SeenPart.CIRCLE))
    named = (await ctx.uow.cases.referral(case.id)).partners
    asked = {one.organisation for one in await ctx.uow.enquiries.of_case(case.id) if not one.end}
    found = [one for one in await _find_askable(ctx, case) if one.id not in asked]
    speakers = await find_representatives(ctx, [one.id for one in found])
    partners = [
        AskablePartner(organisation=one.id, name=one.name, is_named=one.id in named)
        for one in found
        if speakers[one.id]
    ]
    return sorted(partners, key=lambda one: (not one.is_named, one.name))


async def find_wishes_to_ask(
    ctx: Context, permit: Permit, wishes: Sequence[PartnerToAsk]
) -> Sequence[PartnerToAsk]:
    """Find those of several wishes that can be sent about a case: to who can be asked, and is not
    asked already.
    """
    case = permit.case_for(ctx, Action.ENQUIRE)
    asked = {one.organisation for one in await ctx.uow.enquiries.of_case(case.id) if not one.end}
    askable = {one.id for one in await _find_askable(ctx, case)} - asked
    return [one for one in wishes if one.organisation in askable]


async def _find_askable(ctx: Context, case: Case) -> Sequence[Organisation]:
    seated = {place.organisation for place in await ctx.uow.cases.circle(case.id)}
    found = await find_participants(ctx)
    return [one for one in found if rules.may_be_asked(case, one, seated)]


async def send_enquiries(
    ctx: Context, permit: Permit, wishes: Sequence[PartnerToAsk]
) -> Sequence[Enquiry]:
    """Ask partners whether they know a subject, each for a reason; they read it in their next
    digest.

    Raises NotToAskError for one that cannot be asked, EnquiredBeforeError for one that was, and
    what ``domain.enquiry`` refuses.
    """
    case = permit.case_for(ctx, Action.ENQUIRE)
    rules.check_wishes(wishes)
    # who weighs at this moment was first, or finds these asked
    await ctx.uow.cases.stand_still(case)
    known = {one.organisation: one for one in await ctx.uow.enquiries.of_case(case.id)}
    askable = {one.id for one in await _find_askable(ctx, case)}
    return [await _ask(ctx, case, wish, askable, known) for wish in wishes]


async def _ask(
    ctx: Context,
    case: Case,
    wish: PartnerToAsk,
    askable: set[OrganisationId],
    known: Mapping[OrganisationId, Enquiry],
) -> Enquiry:
    partner = await find_who_to_ask(ctx, wish.organisation)
    if partner is None or wish.organisation not in askable:
        raise NotToAskError
    before = known.get(wish.organisation)
    if before is not None and before.end is None:
        raise EnquiredBeforeError
    asked = await _keep(ctx, case, before, partner, wish.why.strip())
    await ctx.record(AuditEvent.ENQUIRY_SENT, case.id, asked.id, on_behalf_of=asked.organisation)
    await announce_enquiry(ctx, asked)
    return asked


async def _keep(
    ctx: Context, case: Case, before: Enquiry | None, partner: Speaker, why: str
) -> Enquiry:
    due_on = _find_due_day(ctx)
    if before is not None:
        anew = rules.ask_anew(before, partner, ctx.actor.id, ctx.now, due_on)
        return await ctx.uow.enquiries.save(anew, why)
    asked = Enquiry(
        id=EnquiryId(token_hex(16)),
        case=case.id,
        organisation=partner.organisation,
        member=partner.id,
        asked_by=ctx.actor.id,
        asked_at=ctx.now,
        due_on=due_on,
    )
    try:
        await ctx.uow.enquiries.add(asked, why)
    except ConflictError:
        raise EnquiredBeforeError from None
    return asked


def _find_due_day(ctx: Context) -> date:
    return find_due_day(ctx.today, ctx.calendar, ctx.house.terms.enquiry_working_days)


async def record_said(
    ctx: Context,
    permit: Permit,
    organisation: OrganisationId,
    answer: EnquiryAnswer,
    ground: DisclosureGround | None = None,
) -> Enquiry:
    """Record what a partner said by telephone, on behalf of who was asked; their card follows.

    Raises EnquiryOverError, and NoDisclosureGroundError where professional secrecy applies.
    """
    enquiry = await _find(ctx, permit, organisation)
    said = await keep_answer(ctx, enquiry, answer, ground)
    await edit_cards(ctx, said)
    return said


async def send_enquiry_again(ctx: Context, permit: Permit, organisation: OrganisationId) -> Enquiry:
    """Ask a partner once more that said not to know the subject, with a new term.

    Raises NotToAskAgainError for any other answer, NotToAskError when nobody represents it today.
    """
    enquiry = await _find(ctx, permit, organisation)
    partner = await find_who_to_ask(ctx, enquiry.organisation)
    if partner is None:
        raise NotToAskError
    again = rules.ask_again(enquiry, partner, ctx.actor.id, ctx.now, _find_due_day(ctx))
    saved = await ctx.uow.enquiries.save(again)
    await ctx.record(
        AuditEvent.ENQUIRY_SENT_AGAIN, saved.case, saved.id, on_behalf_of=saved.organisation
    )
    await announce_enquiry(ctx, saved)
    await edit_cards(ctx, saved)
    return saved


async def withdraw_enquiry(ctx: Context, permit: Permit, organisation: OrganisationId) -> Enquiry:
    """Withdraw an enquiry: who was asked has nothing to do with the case any more."""
    enquiry = await _find(ctx, permit, organisation)
    ended = rules.end_enquiry(enquiry, EnquiryEnd.WITHDRAWN, ctx.now)
    saved = await ctx.uow.enquiries.save(ended)
    await ctx.record(
        AuditEvent.ENQUIRY_WITHDRAWN, saved.case, saved.id, on_behalf_of=saved.organisation
    )
    await ctx.uow.timers.cancel(TimerKind.ENQUIRY, saved.id)
    await edit_cards(ctx, saved)
    return saved


async def _find(ctx: Context, permit: Permit, organisation: OrganisationId) -> Enquiry:
    case = permit.case_for(ctx, Action.ENQUIRE)
    for enquiry in await ctx.uow.enquiries.of_case(case.id):
        if enquiry.organisation == organisation:
            return enquiry
    raise NotFoundError
