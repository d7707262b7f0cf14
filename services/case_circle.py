"""Involving a partner in a case and ending a place in it, by a process director with a reason; a
place that was given until a day ends by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain import case_circle as rules
from domain.access import Action
from domain.case import Case, CirclePlace, LeftReason
from domain.identifiers import CaseId, MemberId, OrganisationId
from domain.mandate import AgreedDecision
from domain.member import Speaker
from domain.sight import SeenPart
from domain.timer import Timer, TimerKind
from services.access import Permit
from services.confirmation_asking import ask_to_confirm
from services.consent import Consent, agree
from services.joining import let_join, let_leave, let_seats_end
from services.moment import Context, Moment
from services.partners import find_participants, find_representatives, name_organisations

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerToInvolve:
    """Whom a process director involves, why, who agreed, and the last day; without one for as long
    as the case is in process direction.
    """

    member: MemberId
    why: str
    consent: Consent
    until_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceView:
    """Somebody with a place in a case: whom, and for which organisation."""

    member: MemberId
    name: str
    organisation: str


async def list_to_involve(ctx: Context, permit: Permit) -> Sequence[Speaker]:
    """List who speaks for a participant without a place in a case, the first representative of
    each before the others; that it was looked at who is in goes on record.
    """
    case = permit.case_for(ctx, Action.CHANGE_CIRCLE)
    await ctx.record_seen(permit.sight(SeenPart.CIRCLE))
    absent = {one.id for one in await find_participants(ctx)} - await _seated(ctx, case)
    found = await find_representatives(ctx, absent)
    return [speaker for speakers in found.values() for speaker in speakers]


async def list_to_leave(ctx: Context, permit: Permit) -> Sequence[PlaceView]:
    """List who has a place that a process director can end, by name; on record as seen."""
    case = permit.case_for(ctx, Action.CHANGE_CIRCLE)
    await ctx.record_seen(permit.sight(SeenPart.CIRCLE))
    places = [one for one in await ctx.uow.cases.circle(case.id) if one.member != case.referrer]
    names = await ctx.uow.people.names({one.member for one in places})
    organisations = await name_organisations(ctx)
    views = [
        PlaceView(
            member=one.member,
            name=names[one.member],
            organisation=organisations.get(one.organisation, one.organisation),
        )
        for one in places
    ]
    return sorted(views, key=lambda one: (one.organisation, one.name))


async def involve_partner(ctx: Context, permit: Permit, wish: PartnerToInvolve) -> CirclePlace:
    """Give a partner a place in a case; they hear it. NobodyToInvolveError for who does not speak
    for a participant today, and what ``domain.case_circle`` refuses.
    """
    case = permit.case_for(ctx, Action.CHANGE_CIRCLE)
    agreement = await agree(ctx, wish.consent, AgreedDecision.INVOLVING)
    involving = rules.Involving(why=wish.why.strip(), agreement=agreement)
    partner = await _find_speaker(ctx, wish.member)
    until = _end_of(ctx, wish.until_on)
    seated = await _seated(ctx, case)
    place = rules.seat_partner(case, partner, involving, seated, ctx.now, until)
    await let_join(ctx, place, involving=involving)
    await ask_to_confirm(ctx, case, AgreedDecision.INVOLVING, agreement)
    await watch_seats(ctx, case.id)
    return place


async def remove_partner(ctx: Context, permit: Permit, member: MemberId, why: str) -> CirclePlace:
    """End a member's place in a case: from now on everything of it is refused to them.
    NoReasonToLeaveError without a reason, NotInCircleError for who has
    no place that can be ended.
    """
    case = permit.case_for(ctx, Action.CHANGE_CIRCLE)
    if not why.strip():
        raise rules.NoReasonToLeaveError
    place = rules.find_place(case, await ctx.uow.cases.circle(case.id), member)
    await let_leave(ctx, case, member, LeftReason.BY_DIRECTOR, why.strip())
    return place


async def look_at_circle(moment: Moment, case_id: str) -> None:
    """End the places that were given until now, and look again when the next one ends; the timer
    of a case calls this.
    """
    case = await moment.uow.cases.get(CaseId(case_id))
    await let_seats_end(moment, case)
    await watch_seats(moment, case.id)


async def watch_seats(moment: Moment, case_id: CaseId) -> None:
    """Have the clock look at a case when the first of its places ends."""
    ends = [one.until for one in await moment.uow.cases.circle(case_id) if one.until]
    if ends:
        timer = Timer(kind=TimerKind.CIRCLE, subject=case_id, due_at=min(ends))
        await moment.uow.timers.set(timer)


async def _seated(ctx: Context, case: Case) -> set[OrganisationId]:
    return {place.organisation for place in await ctx.uow.cases.circle(case.id)}


async def _find_speaker(ctx: Context, member: MemberId) -> Speaker:
    participants = [one.id for one in await find_participants(ctx)]
    for speakers in (await find_representatives(ctx, participants)).values():
        for speaker in speakers:
            if speaker.id == member:
                return speaker
    raise rules.NobodyToInvolveError


def _end_of(ctx: Context, until_on: date | None) -> datetime | None:
    """The last day counts: a place ends when it is over."""
    return ctx.calendar.moment(until_on + _DAY, time(0)) if until_on else None
