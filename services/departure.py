"""An organisation asks to leave a case: process directors are asked in the digest and in *mijn*,
and reminded; one of them confirms it, or asks to stay with a reason. The place stands until then.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain import departure as rules
from domain.access import Action, Ground, Involvement
from domain.audit import AuditEvent
from domain.case import LeftReason
from domain.departure import DepartureRequest, NoDepartureError
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.policy import may_ever
from domain.sight import SeenPart
from domain.timer import TimerKind
from services.access import Permit
from services.digest import is_first_digest_since, tell_in_digest
from services.guarding import list_directors
from services.joining import let_leave
from services.moment import Context, Moment, Reading
from services.morning_look import look_in_the_morning
from services.partners import name_organisations
from services.seen_case import SeenCase, take_case


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureRow:
    """A case that an organisation wants to leave, for a process director; or that the reader wanted
    to leave and is asked to stay in.
    """

    case: CaseId
    code: CaseCode
    member: MemberId
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureAsked:
    """What a process director decides on: who wants to leave which case."""

    permit: Permit
    request: DepartureRequest
    name: str


async def ask_to_leave(ctx: Context, permit: Permit, why: str) -> None:
    """Say that the actor's organisation is not involved any more; NoReasonToDepartError without a
    reason.
    """
    case = permit.case_for(ctx, Action.ASK_TO_LEAVE)
    request = DepartureRequest(case=case.id, member=ctx.actor.id, asked_at=ctx.now)
    await ctx.uow.departures.keep(request, rules.require_reason(why))
    await ctx.record(AuditEvent.DEPARTURE_ASKED, case.id, ctx.actor.id)
    await tell_in_digest(ctx, *await list_directors(ctx))
    await _look_later(ctx)


async def read_why_to_stay(ctx: Context, permit: Permit) -> str:
    """Why the actor was asked to stay in a case; empty when they were not."""
    case = permit.case_for(ctx, Action.ASK_TO_LEAVE)
    request = await ctx.uow.departures.find(case.id, ctx.actor.id)
    if request is None or request.is_waiting:
        return ""
    await ctx.record_seen(permit.sight(SeenPart.CIRCLE))
    return await ctx.uow.departures.why(case.id, ctx.actor.id)


async def open_departure(ctx: Context, case_id: CaseId, member: MemberId) -> DepartureAsked:
    """Find who wants to leave a case, for a process director; NoDepartureError when nobody does."""
    permit = await take_case(ctx, Action.CHANGE_CIRCLE, SeenCase(id=case_id))
    request = await ctx.uow.departures.find(case_id, member)
    if request is None or not request.is_waiting:
        raise NoDepartureError
    name = (await ctx.uow.people.member(member)).name
    return DepartureAsked(permit=permit, request=request, name=name)


async def read_why_they_leave(ctx: Context, asked: DepartureAsked) -> str:
    """Read why somebody wants to leave; on record as seen."""
    case = asked.permit.case_for(ctx, Action.CHANGE_CIRCLE)
    await ctx.record_seen(asked.permit.sight(SeenPart.CIRCLE))
    return await ctx.uow.departures.why(case.id, asked.request.member)


async def confirm_departure(ctx: Context, asked: DepartureAsked) -> None:
    """End the place of who asked to leave: from now on the case is refused to them."""
    case, member = asked.permit.case_for(ctx, Action.CHANGE_CIRCLE), asked.request.member
    why = await ctx.uow.departures.why(case.id, member)
    await ctx.uow.departures.forget(case.id, member)
    await let_leave(ctx, case, member, LeftReason.BY_ORGANISATION, why)


async def decline_departure(ctx: Context, asked: DepartureAsked, why: str) -> None:
    """Ask who wants to leave to stay; they read it in their next digest, and why in a window."""
    case, member = asked.permit.case_for(ctx, Action.CHANGE_CIRCLE), asked.request.member
    said = rules.require_reason(why)
    await ctx.uow.departures.keep(rules.let_stay(asked.request, ctx.now), said)
    await ctx.record(AuditEvent.DEPARTURE_DECLINED, case.id, member)
    await tell_in_digest(ctx, member)


async def look_at_departures(moment: Moment, _house: str) -> None:
    """Remind process directors as long as somebody waits for their answer."""
    waiting = await moment.uow.departures.waiting()
    for one in waiting:
        places = await moment.uow.cases.circle(one.case)
        if all(place.member != one.member for place in places):
            await moment.uow.departures.forget(one.case, one.member)
    if await moment.uow.departures.waiting():
        await tell_in_digest(moment, *await list_directors(moment))
        await _look_later(moment)


async def _look_later(moment: Moment) -> None:
    on = rules.departures_reminded_on(moment.today, moment.calendar)
    await look_in_the_morning(moment, TimerKind.DEPARTURES, "house", on)


async def list_departures(ctx: Context) -> Sequence[DepartureRow]:
    """List for a process director who wants to leave a case."""
    rows = await _list_waiting(ctx) if may_ever(Action.CHANGE_CIRCLE, ctx.actor) else ()
    ground = Ground.PROCESS_DIRECTOR
    await ctx.record_listed((one.case, ground) for one in rows)
    return rows


async def read_departures(reading: Reading) -> Sequence[DepartureRow]:
    """Read for the digest of a process director who wants to leave a case."""
    actor = await reading.form_actor(reading.recipient)
    return await _list_waiting(reading) if may_ever(Action.CHANGE_CIRCLE, actor) else ()


async def _list_waiting(moment: Moment) -> Sequence[DepartureRow]:
    waiting = await moment.uow.departures.waiting()
    codes = await _name_cases(moment, waiting)
    names = await name_organisations(moment) if waiting else {}
    members = await moment.uow.people.by_ids([one.member for one in waiting])
    return [
        DepartureRow(
            case=one.case,
            code=codes[one.case],
            member=one.member,
            organisation=names.get(members[one.member].organisation, ""),
        )
        for one in waiting
        if one.case in codes
    ]


async def _name_cases(
    moment: Moment, requests: Sequence[DepartureRequest]
) -> dict[CaseId, CaseCode]:
    cases = await moment.uow.cases.known({one.case for one in requests}) if requests else ()
    return {one.id: one.code for one in cases}


async def read_asked_to_stay(reading: Reading) -> Sequence[DepartureRow]:
    """Read once which cases a member is asked to stay in."""
    member = reading.recipient.id
    declined = await reading.uow.departures.declined_of(member)
    news = [one for one in declined if await _is_news(reading, one)]
    codes = await _name_cases(reading, news)
    stands = await reading.uow.cases.involvements(list(codes), member) if codes else {}
    return [
        DepartureRow(case=one.case, code=codes[one.case], member=member)
        for one in news
        if one.case in codes and Involvement.CIRCLE in stands[one.case].ways
    ]


async def _is_news(reading: Reading, request: DepartureRequest) -> bool:
    if request.declined_at is None:
        return False
    return await is_first_digest_since(reading, request.declined_at)
