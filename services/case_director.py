"""Who directs the content of a case is asked, in the digest and in *mijn*, and reminded; they
accept or decline with a reason. Process directors read every week which cases nobody directs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from domain import case_director as rules
from domain.access import Action, Ground, Standing
from domain.audit import AuditEvent
from domain.case import Case
from domain.case_director import CannotDirectError, DirectorNotAskedError, DirectorRequest
from domain.digest import LOOKED_AT
from domain.identifiers import CaseCode, CaseId, MemberId
from domain.member import Member
from domain.policy import decide_access, may_ever
from domain.referrer_news import ReferrerStep
from domain.sight import SeenPart
from domain.timer import Timer, TimerKind
from services.access import Permit, require_case
from services.digest import is_first_digest_since, tell_in_digest
from services.guarding import list_directors
from services.moment import Context, Moment, Reading
from services.morning_look import look_in_the_morning
from services.referrer_news import tell_referrer_step
from services.written_round_timer import follow_case

_HOUSE: Final = "house"
_WEEK: Final = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierQuestion:
    """Who was asked before and what they said; ``why`` in words."""

    name: str
    request: DirectorRequest
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectorRow:
    """A case that the reader is asked to direct."""

    case: CaseId
    code: CaseCode


@dataclass(frozen=True, slots=True, kw_only=True)
class UndirectedRow:
    """A case that nobody directs; who was asked, and whether they said no."""

    case: CaseId
    code: CaseCode
    asked: str = ""
    is_declined: bool = False


async def ask_case_director(ctx: Context, case: Case, member: MemberId) -> None:
    """Ask a member to direct the content of a case: they read it in their next digest."""
    request = DirectorRequest(case=case.id, member=member, asked_by=ctx.actor.id, asked_at=ctx.now)
    await ctx.uow.director_requests.keep(request)
    await ctx.record(AuditEvent.CASE_DIRECTOR_ASKED, case.id, member)
    await tell_in_digest(ctx, member)
    await _look_later(ctx, case.id)


async def choose_director(ctx: Context, permit: Permit, member: MemberId) -> Member:
    """Ask somebody with a place in a case to direct it; CannotDirectError for anybody else."""
    case = permit.case_for(ctx, Action.CHANGE_CIRCLE)
    for one in await list_who_may_direct(ctx, permit):
        if one.id == member:
            await ask_case_director(ctx, case, member)
            return one
    raise CannotDirectError


async def list_who_may_direct(ctx: Context, permit: Permit) -> Sequence[Member]:
    """List who is involved in a case and can direct it, without who directs it or only stands in
    for a while; on record as seen.
    """
    case = permit.case_for(ctx, Action.CHANGE_CIRCLE)
    await ctx.record_seen(permit.sight(SeenPart.CIRCLE))
    circle = await ctx.uow.cases.circle(case.id)
    places = {place.member for place in circle if not place.stands_in_for} | {case.referrer}
    may = [one for one in places - {case.case_director} if await _may_direct(ctx, case, one)]
    members = (await ctx.uow.people.by_ids(may)).values()
    return sorted(members, key=lambda one: (one.name, one.id))


async def find_earlier_question(ctx: Context, permit: Permit) -> EarlierQuestion | None:
    """Find who was asked before to direct a case, and what became of it; on record as seen."""
    case = permit.case_for(ctx, Action.CHANGE_CIRCLE)
    request = await ctx.uow.director_requests.find(case.id)
    if request is None:
        return None
    await ctx.record_seen(permit.sight(SeenPart.CIRCLE))
    return EarlierQuestion(
        name=(await ctx.uow.people.member(request.member)).name,
        request=request,
        why=await ctx.uow.director_requests.why_declined(case.id),
    )


async def open_question(ctx: Context, case_id: CaseId) -> Permit:
    """Find the case that the actor is asked to direct; DirectorNotAskedError when they are not."""
    permit = await require_case(ctx, Action.DIRECT_CASE, await ctx.uow.cases.get(case_id))
    await _find_question(ctx, case_id)
    return permit


async def _find_question(ctx: Context, case_id: CaseId) -> DirectorRequest:
    request = await ctx.uow.director_requests.find(case_id)
    if request is None or not request.is_waiting or request.member != ctx.actor.id:
        raise DirectorNotAskedError
    return request


async def accept_directing(ctx: Context, permit: Permit) -> None:
    """Direct the content of a case from now on; DirectorNotAskedError for who is not asked."""
    case = permit.case_for(ctx, Action.DIRECT_CASE)
    await _find_question(ctx, case.id)
    directed = replace(
        case, case_director=ctx.actor.id, changed_by=ctx.actor.id, changed_at=ctx.now
    )
    await ctx.uow.cases.save(directed)
    await end_director_question(ctx, case.id)
    await follow_case(ctx, case.id, case.colour)
    await ctx.record(AuditEvent.CASE_DIRECTOR_CHOSEN, case.id, ctx.actor.id)
    await tell_referrer_step(ctx, directed, ReferrerStep.DIRECTED)


async def decline_directing(ctx: Context, permit: Permit, why: str) -> None:
    """Decline to direct a case: who asked reads it in their next digest, and why when they open it.

    Raises DirectorNotAskedError for who is not asked, NoReasonNotToDirectError without a reason.
    """
    case = permit.case_for(ctx, Action.DIRECT_CASE)
    request = await _find_question(ctx, case.id)
    declined = rules.note_declined(request, why, ctx.now)
    await ctx.uow.director_requests.keep(declined, why.strip())
    await ctx.uow.timers.cancel(TimerKind.CASE_DIRECTOR, case.id)
    await ctx.record(AuditEvent.CASE_DIRECTOR_DECLINED, case.id, ctx.actor.id)
    await tell_in_digest(ctx, request.asked_by)
    await follow_case(ctx, case.id, case.colour)


async def end_director_question(moment: Moment, case_id: CaseId) -> None:
    """Ask nobody any more to direct a case."""
    await moment.uow.director_requests.forget(case_id)
    await moment.uow.timers.cancel(TimerKind.CASE_DIRECTOR, case_id)


async def look_at_question(moment: Moment, case_id: str) -> None:
    """Remind who was asked and did not answer, a few times; end the question when they cannot
    direct the case any more. Its timer calls this.
    """
    request = await moment.uow.director_requests.find(CaseId(case_id))
    if request is None or not request.is_waiting:
        return
    case = await moment.uow.cases.get(request.case)
    if not await _may_direct(moment, case, request.member):
        await end_director_question(moment, case.id)
        await follow_case(moment, case.id, case.colour)
        return
    if request.reminders < rules.MOST_TIMES_REMINDED:
        await moment.uow.director_requests.keep(rules.remind_to_direct(request))
        await tell_in_digest(moment, request.member)
    await _look_later(moment, case.id)


async def _look_later(moment: Moment, case_id: CaseId) -> None:
    on = rules.reminded_on(moment.today, moment.calendar)
    await look_in_the_morning(moment, TimerKind.CASE_DIRECTOR, case_id, on)


async def _may_direct(moment: Moment, case: Case, member: MemberId) -> bool:
    involvement = await moment.uow.cases.involvement(case.id, member)
    actor = await moment.form_actor(await moment.uow.people.member(member))
    standing = Standing(involvement=involvement, state=case.state)
    return decide_access(Action.DIRECT_CASE, actor, standing).is_allowed


async def list_own_questions(ctx: Context) -> Sequence[DirectorRow]:
    """List the cases that the actor is asked to direct."""
    rows = await _list_asked(ctx)
    await ctx.record_listed((one.case, Ground.CIRCLE) for one in rows)
    return rows


async def read_own_questions(reading: Reading) -> Sequence[DirectorRow]:
    """Read which cases a member is asked to direct, for the digest."""
    return await _list_asked(await reading.as_recipient())


async def _list_asked(ctx: Context) -> Sequence[DirectorRow]:
    asked = await ctx.uow.director_requests.of_member(ctx.actor.id)
    cases = await ctx.uow.cases.known({one.case for one in asked}) if asked else ()
    return [
        DirectorRow(case=one.id, code=one.code)
        for one in cases
        if await _may_direct(ctx, one, ctx.actor.id)
    ]


async def watch_undirected(moment: Moment) -> None:
    """Have the cases that nobody directs told this week, if that is not done yet."""
    await _tell_on(moment, rules.told_weekly_on(moment.today, moment.calendar))


async def look_at_undirected(moment: Moment, _house: str) -> None:
    """Have process directors read in their next digest which cases nobody directs; look again next
    week.
    """
    if await moment.uow.cases.undirected():
        await tell_in_digest(moment, *await list_directors(moment))
    await _tell_on(moment, rules.told_weekly_on(moment.today + _WEEK, moment.calendar))


async def _tell_on(moment: Moment, on: date) -> None:
    at = moment.calendar.moment(on, LOOKED_AT)
    if at < moment.now:
        at = moment.calendar.moment(
            rules.told_weekly_on(moment.today + _WEEK, moment.calendar), LOOKED_AT
        )
    timer = Timer(kind=TimerKind.UNDIRECTED, subject=_HOUSE, due_at=at)
    await moment.uow.timers.set(timer)


async def read_undirected(reading: Reading) -> Sequence[UndirectedRow]:
    """Read for a process director which cases nobody directs: all of them in the first digest of
    the week, and on other days those of which somebody said no since the digest before.
    """
    actor = await reading.form_actor(reading.recipient)
    if not may_ever(Action.CHANGE_CIRCLE, actor):
        return ()
    cases = await reading.uow.cases.undirected()
    asked = {one.case: one for one in await reading.uow.director_requests.all()} if cases else {}
    monday = rules.told_weekly_on(reading.today, reading.calendar)
    is_weekly = await is_first_digest_since(reading, reading.calendar.moment(monday, LOOKED_AT))
    return [
        await _row(reading, case, asked.get(case.id))
        for case in cases
        if is_weekly or await _is_news(reading, asked.get(case.id))
    ]


async def _is_news(reading: Reading, request: DirectorRequest | None) -> bool:
    """Who asked reads a refusal once."""
    if request is None or request.declined_at is None:
        return False
    is_own = request.asked_by == reading.recipient.id
    return is_own and await is_first_digest_since(reading, request.declined_at)


async def _row(reading: Reading, case: Case, request: DirectorRequest | None) -> UndirectedRow:
    if request is None:
        return UndirectedRow(case=case.id, code=case.code)
    name = (await reading.uow.people.member(request.member)).name
    return UndirectedRow(
        case=case.id, code=case.code, asked=name, is_declined=not request.is_waiting
    )
